package rest

import (
	"context"
	"net/http"
	"testing"
	"time"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/platform/clock"
	"comptoir/internal/platform/pg"
	"comptoir/internal/platform/pgtest"
)

// Two repetitions find the same abandoned key: one takes it, and the other neither runs nor wipes the first one's answer.
func TestAbandonedKeyIsTakenOnce(t *testing.T) {
	t.Parallel()
	ctx, tenant := pgtest.Tenant(t)
	c := clock.NewSettable(time.Date(2027, 7, 1, 12, 0, 0, 0, time.UTC))
	i := NewIdempotency(pgtest.DB(t, Line()), c.Now, []byte("0123456789abcdef0123456789abcdef"))
	request := func() *run {
		return &run{tenant: tenant, key: "k", route: "POST /x", owner: i.ids.Raw(), slot: digest("slot"), hash: digest("body")}
	}
	died := request()
	if err := i.db.Write(ctx, func(ctx2 context.Context, tx pg.Tx) error { return i.claim(ctx2, tx, died) }); err != nil {
		t.Fatal(err)
	}
	c.Advance(time.Minute)
	a, b := request(), request()
	for _, r := range []*run{a, b} {
		if _, s, err := i.look(ctx, r); err != nil || s != abandoned || r.seen != died.owner {
			t.Fatalf("%v %v %v", s, r.seen, err)
		}
	}
	if taken, err := i.take(ctx, a); err != nil || !taken {
		t.Fatal(taken, err)
	}
	if taken, err := i.take(ctx, b); err != nil || taken {
		t.Fatalf("taken twice: %v %v", taken, err)
	}
	if err := i.store(ctx, a, &answer{Status: 201, Head: http.Header{"Location": {"/x"}}, Body: []byte("one")}); err != nil {
		t.Fatal(err)
	}
	if taken, err := i.take(ctx, b); err != nil || taken {
		t.Fatalf("taken after it was answered: %v %v", taken, err)
	}
	if err := i.store(ctx, died, &answer{Status: 201, Body: []byte("too late")}); err != nil {
		t.Fatal(err)
	}
	kept, s, err := i.look(ctx, request())
	if err != nil || s != answered || string(kept.Body) != "one" || kept.Head.Get("Location") != "/x" {
		t.Errorf("%v %v %v", kept, s, err)
	}
	// Another tenant sees nothing of it.
	stranger := request()
	stranger.tenant = ident.MustParse[access.Tenant]("01985a5e-6f00-7000-8000-0000000000bb")
	if _, s, err := i.look(access.AsSystem(ctx, stranger.tenant, "test"), stranger); err != nil || s != free {
		t.Errorf("%v %v", s, err)
	}
}

package outbox_test

import (
	"context"
	"errors"
	"slices"
	"testing"

	"comptoir/internal/event"
	"comptoir/internal/platform/jobs"
	"comptoir/internal/platform/outbox"
	"comptoir/internal/platform/pgtest"
)

// A consumer that is born after the events gets them all, in their order and once; one that fails keeps nobody else from
// its own, and gets what it missed the next time.
func TestCatchUp(t *testing.T) {
	t.Parallel()
	h, err := build(pgtest.Own(t, lines()...), jobs.Role(0))
	if err != nil {
		t.Fatal(err)
	}
	ctx, _ := pgtest.Tenant(t)
	other, _ := pgtest.Tenant(t)
	h.publish(t, ctx, event.PropertyPublished{Slug: "a"}, event.PropertyPublished{Slug: "b"}, event.PropertyUnpublished{Slug: "c"})
	h.publish(t, other, event.PropertyPublished{Slug: "not mine"})

	late, broken := outbox.NewRouter(), true
	outbox.On(late, "stays.index", func(ctx context.Context, e event.PropertyPublished) error {
		if e.Slug == "a" && broken {
			return errors.New("not now")
		}
		return apply(ctx, h.db, "1 "+e.Slug)
	})
	outbox.On(late, "stays.forget", func(ctx context.Context, e event.PropertyUnpublished) error { return apply(ctx, h.db, "2 "+e.Slug) })
	if n, err := late.CatchUp(ctx, h.db); n != 2 || err == nil {
		t.Errorf("%d delivered, %v", n, err)
	}
	broken = false
	if n, err := late.CatchUp(ctx, h.db); n != 1 || err != nil {
		t.Errorf("%d delivered, %v", n, err)
	}
	if n, err := late.CatchUp(ctx, h.db); n != 0 || err != nil {
		t.Errorf("%d delivered again, %v", n, err)
	}
	if got := h.effects(t, ctx); !slices.Equal(got, []string{"1 a", "1 b", "2 c"}) {
		t.Errorf("%v", got)
	}
	if got := h.effects(t, other); len(got) != 0 {
		t.Errorf("another tenant's %v", got)
	}
}

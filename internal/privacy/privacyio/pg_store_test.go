package privacyio_test

import (
	"context"
	"testing"
	"time"

	"comptoir/internal/event"
	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/platform/jobs"
	"comptoir/internal/platform/outbox"
	"comptoir/internal/platform/pg"
	"comptoir/internal/platform/pgtest"
	"comptoir/internal/platform/trail"
	"comptoir/internal/privacy"
	"comptoir/internal/privacy/privacyio"
	"comptoir/internal/privacy/privacytest"
	"comptoir/internal/web/webtest"
)

var lines = []pg.Line{jobs.Line(), outbox.Line(), trail.Line(), privacyio.Line()}

func TestStoreConforms(t *testing.T) {
	t.Parallel()
	db := pgtest.DB(t, lines...)
	privacytest.StoreConformance(t, func(t *testing.T) privacytest.StoreHarness {
		registry := jobs.NewRegistry()
		client, err := jobs.New(db, jobs.Config{Registry: registry})
		if err != nil {
			t.Fatal(err)
		}
		privacyio.New(privacyio.Deps{}).Jobs(registry)
		ctx, tenant := pgtest.Tenant(t)
		store := privacyio.NewStore(db, outbox.New(client, outbox.NewRouter(), time.Now, &ident.Source{}), client)
		return privacytest.StoreHarness{Store: store, Ctx: ctx, Published: func() []event.Event { return published(t, ctx, db, tenant) }}
	})
}

// published reads the names of the events that were appended; the suite asks for no more.
func published(t *testing.T, ctx context.Context, db *pg.DB, tenant access.TenantID) (all []event.Event) {
	t.Helper()
	rows, err := db.Read(ctx).Query(ctx, "select name from outbox.event where tenant_id = $1 order by at, id", tenant)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			t.Fatal(err)
		}
		all = append(all, named(name))
	}
	return all
}

type named string

func (n named) EventName() string { return string(n) }

func TestMigrations(t *testing.T) {
	t.Parallel()
	pgtest.UpDownUp(t, lines...)
}

func TestTexts(t *testing.T) {
	t.Parallel()
	webtest.SameKeys(t, privacyio.Texts)
}

func TestLinksOpenOneDocumentForAWhile(t *testing.T) {
	t.Parallel()
	var ids ident.Source
	l := privacyio.Links{Key: make([]byte, 32)}
	ctx, _ := pgtest.Tenant(t)
	foreign, _ := pgtest.Tenant(t)
	now := time.Date(2027, 3, 1, 9, 0, 0, 0, time.UTC)
	id := ident.Next[privacy.Document](&ids)
	token := l.Sign(ctx, id, now.Add(time.Minute))
	if got, err := l.Verify(ctx, token, now); err != nil || got != id {
		t.Errorf("%s, %v", got, err)
	}
	for what, try := range map[string]func() error{
		"after its time":      func() error { _, err := l.Verify(ctx, token, now.Add(time.Minute)); return err },
		"at another business": func() error { _, err := l.Verify(foreign, token, now); return err },
		"with another key": func() error {
			_, err := privacyio.Links{Key: []byte("another key")}.Verify(ctx, token, now)
			return err
		},
		"cut short": func() error { _, err := l.Verify(ctx, token[:len(token)-1], now); return err },
		"empty":     func() error { _, err := l.Verify(ctx, "", now); return err },
	} {
		if try() == nil {
			t.Errorf("opens %s", what)
		}
	}
	for i := range token {
		bad := []byte(token)
		bad[i] = map[bool]byte{true: 'A', false: 'B'}[bad[i] == 'B']
		if string(bad) == token {
			continue
		}
		if got, err := l.Verify(ctx, string(bad), now); err == nil && got != id {
			t.Errorf("opens %s with a letter changed at %d", got, i)
		} else if err == nil {
			t.Errorf("a changed letter at %d is accepted", i)
		}
	}
}

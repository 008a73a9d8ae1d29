package identityio_test

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"sync"
	"testing"

	"comptoir/internal/event"
	"comptoir/internal/identity"
	"comptoir/internal/identity/identityio"
	"comptoir/internal/identity/identitytest"
	"comptoir/internal/kernel/contact"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/paging"
	"comptoir/internal/platform/clock"
	"comptoir/internal/platform/jobs"
	"comptoir/internal/platform/outbox"
	"comptoir/internal/platform/pg"
	"comptoir/internal/platform/pg/pglint"
	"comptoir/internal/platform/pgtest"
	"comptoir/internal/platform/seal"
	"comptoir/internal/platform/trail"
)

func lines() []pg.Line {
	return []pg.Line{jobs.Line(), outbox.Line(), trail.Line(), seal.Line(), identityio.Line()}
}

type resetArgs struct {
	Ticket ident.Raw     `json:"ticket"`
	Email  contact.Email `json:"email"`
}

// published reads the events of ctx's tenant, oldest first.
func published(t *testing.T, ctx context.Context, db *pg.DB) []event.Event {
	t.Helper()
	rows, err := db.Read(ctx).Query(ctx, "SELECT name, payload FROM outbox.event WHERE name LIKE 'identity.%' ORDER BY id")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var all []event.Event
	for rows.Next() {
		var name string
		var raw []byte
		if err := rows.Scan(&name, &raw); err != nil {
			t.Fatal(err)
		}
		all = append(all, decode(t, name, raw))
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return all
}

func decode(t *testing.T, name string, raw []byte) (e event.Event) {
	t.Helper()
	read := func(into any) {
		if err := json.Unmarshal(raw, into); err != nil {
			t.Fatal(err)
		}
	}
	switch name {
	case event.UserRegistered{}.EventName():
		var x event.UserRegistered
		read(&x)
		return x
	case event.MagicLinkRequested{}.EventName():
		var x event.MagicLinkRequested
		read(&x)
		return x
	case event.EmailChangeRequested{}.EventName():
		var x event.EmailChangeRequested
		read(&x)
		return x
	case event.EmailChanged{}.EventName():
		var x event.EmailChanged
		read(&x)
		return x
	case event.AccessChanged{}.EventName():
		var x event.AccessChanged
		read(&x)
		return x
	case event.PasswordResetRequested{}.EventName():
		var x event.PasswordResetRequested
		read(&x)
		return x
	}
	for _, known := range event.All() {
		if known.EventName() == name {
			return known
		}
	}
	t.Fatalf("unknown event %s", name)
	return nil
}

func TestStore(t *testing.T) {
	t.Parallel()
	db := pgtest.DB(t, lines()...)
	registry := jobs.NewRegistry()
	jobs.HandleKind(registry, "identity.issue_reset", func(context.Context, resetArgs) error { return nil })
	queue, err := jobs.New(db, jobs.Config{Registry: registry})
	if err != nil {
		t.Fatal(err)
	}
	bus := outbox.New(queue, outbox.NewRouter(), clock.System, &ident.Source{})
	identitytest.StoreConformance(t, func(*testing.T) identitytest.Harness {
		var mu sync.Mutex
		seen := map[int64]bool{}
		return identitytest.Harness{Store: identityio.NewStore(db, bus, queue),
			Published: func(t *testing.T, ctx context.Context) []event.Event { return published(t, ctx, db) },
			Deferred: func(t *testing.T, ctx context.Context) []identity.IssueReset {
				t.Helper()
				mu.Lock()
				defer mu.Unlock()
				page, err := queue.List(ctx, jobs.Filter{Kinds: []string{"identity.issue_reset"}}, paging.Request{})
				if err != nil {
					t.Fatal(err)
				}
				var all []identity.IssueReset
				for _, j := range page.Items {
					var a resetArgs
					if err := json.Unmarshal(j.Args, &a); err != nil {
						t.Fatal(err)
					}
					if !seen[j.ID] {
						seen[j.ID] = true
						all = append(all, identity.IssueReset{Ticket: identity.TicketID(a.Ticket), Email: a.Email})
					}
				}
				return all
			}}
	})
}

func TestMigrations(t *testing.T) {
	t.Parallel()
	pgtest.UpDownUp(t, identityio.Line())
}

// Every table, seen by another tenant and by nobody, is empty; and a copy of the database holds nothing that opens
// anything.
func TestOthersSeeNothing(t *testing.T) {
	t.Parallel()
	db := pgtest.Own(t, lines()...)
	queue, err := jobs.New(db, jobs.Config{Registry: jobs.NewRegistry()})
	if err != nil {
		t.Fatal(err)
	}
	bus := outbox.New(queue, outbox.NewRouter(), clock.System, &ident.Source{})
	w := identitytest.NewWorld(identitytest.Harness{Store: identityio.NewStore(db, bus, queue),
		Published: func(t *testing.T, ctx context.Context) []event.Event { return published(t, ctx, db) }})
	ctx := identitytest.Tenant()
	in := w.Open(t, ctx, "alice@example.com")
	if _, err := w.IssueReset(identitytest.System(ctx), identity.IssueReset{Ticket: identity.TicketID(w.IDs.Raw()), Email: "alice@example.com"}); err != nil {
		t.Fatal(err)
	}
	for _, table := range []string{"identity.account", "identity.session", "identity.session_token", "identity.ticket"} {
		count := func(ctx context.Context) (n int) {
			t.Helper()
			if err := db.Read(ctx).QueryRow(ctx, "SELECT count(*) FROM "+table).Scan(&n); err != nil {
				t.Fatal(err)
			}
			return n
		}
		other, _ := pgtest.Tenant(t)
		if mine, theirs, nobodys := count(ctx), count(other), count(context.Background()); mine == 0 || theirs != 0 || nobodys != 0 {
			t.Errorf("%s: %d mine, %d another's, %d nobody's", table, mine, theirs, nobodys)
		}
	}
	admin := pgtest.Admin(t, db)
	secrets := []string{in.Secret, w.Links(t, ctx)[0].Secret, in.Access}
	rows, err := admin.Query(t.Context(), `SELECT row_to_json(x)::text FROM (
		SELECT to_json(a) FROM identity.account a UNION ALL SELECT to_json(s) FROM identity.session s UNION ALL SELECT to_json(k) FROM identity.session_token k
		UNION ALL SELECT to_json(t) FROM identity.ticket t UNION ALL SELECT to_json(e) FROM audit.entry e UNION ALL SELECT to_json(o) FROM outbox.event o) x`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	n := 0
	for rows.Next() {
		var text string
		if err := rows.Scan(&text); err != nil {
			t.Fatal(err)
		}
		n++
		if slices.ContainsFunc(secrets, func(s string) bool { return strings.Contains(text, s) }) {
			t.Errorf("a secret in %s", text)
		}
		if strings.Contains(text, `"entity"`) && strings.Contains(text, "plain:") {
			t.Errorf("a password's hash in the trail: %s", text)
		}
	}
	if rows.Err() != nil || n < 8 {
		t.Errorf("%d rows, %v", n, rows.Err())
	}
}

func TestTrail(t *testing.T) {
	t.Parallel()
	db := pgtest.DB(t, lines()...)
	queue, err := jobs.New(db, jobs.Config{Registry: jobs.NewRegistry()})
	if err != nil {
		t.Fatal(err)
	}
	bus := outbox.New(queue, outbox.NewRouter(), clock.System, &ident.Source{})
	w := identitytest.NewWorld(identitytest.Harness{Store: identityio.NewStore(db, bus, queue)})
	ctx := identitytest.Tenant()
	in := w.Open(t, ctx, "alice@example.com")
	next, err := w.Refresh(ctx, identity.Refresh{Token: in.Secret})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.GrantRole(identitytest.System(ctx), identity.GrantRole{User: in.User.ID, Role: identity.Manager}); err != nil {
		t.Fatal(err)
	}
	if _, err := w.SignOut(ctx, identity.SignOut{Secret: next.Secret}); err != nil {
		t.Fatal(err)
	}
	page, err := trail.New(db, clock.System, &ident.Source{}).List(ctx, trail.Filter{}, paging.Request{})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, e := range page.Items {
		got = append(got, e.Action)
	}
	slices.Sort(got)
	if want := []string{"identity.create_user", "identity.grant_role", "identity.sign_in", "identity.sign_out"}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}

func TestTheCatalogueHasNoHole(t *testing.T) {
	t.Parallel()
	db := pgtest.DB(t, lines()...)
	found, err := pglint.Check(t.Context(), pgtest.Admin(t, db))
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range found {
		if strings.HasPrefix(v.Object, "identity") {
			t.Error(v)
		}
	}
}

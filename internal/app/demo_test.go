package app

import (
	"context"
	"testing"
	"time"

	"comptoir/internal/contracts"
	"comptoir/internal/demo/dataset"
	"comptoir/internal/demo/drawing"
	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/paging"
	"comptoir/internal/kernel/period"
	"comptoir/internal/payments"
	"comptoir/internal/platform/config"
	"comptoir/internal/platform/jobs"
	"comptoir/internal/platform/pgtest"
	"comptoir/internal/stays"
	"comptoir/internal/tenancy"
	"comptoir/test/trail"
)

// small is the demonstration with one agency, six properties and four months of past: each state is in it.
func small() demoLoad {
	a := dataset.Rivages()
	a.Properties = a.Properties[:6]
	for i := range a.Properties {
		a.Properties[i].Scenes = []drawing.Scene{a.Properties[i].Scenes[0]}
	}
	return demoLoad{agencies: []dataset.Agency{a}, width: 48, height: 32, lanes: 3, recent: 3, days: 120}
}

// demoNow is the test's day, so that it meets the same plan whenever it runs.
func demoNow() time.Time { return time.Date(2026, time.November, 21, 9, 30, 0, 0, time.UTC) }

// demoWorld is a database with the small demonstration, loaded in several starts: all but the last one were killed.
type demoWorld struct {
	config config.Config
	db     *Database
	load   demoLoad
	app    *App
	agency *demoAgency
}

func newDemoWorld(t *testing.T) *demoWorld {
	t.Helper()
	c, err := config.Load([]string{"COMPTOIR_DATA=" + t.TempDir(), "COMPTOIR_DEMO=true", "COMPTOIR_LIMIT_GUESSES=off", "COMPTOIR_LIMIT_READS=off", "COMPTOIR_LIMIT_WRITES=off", "COMPTOIR_LOG_LEVEL=error"})
	if err != nil {
		t.Fatal(err)
	}
	at := pgtest.Of(t, pgtest.Own(t, Lines()...))
	trail.Watch(t, at)
	w := &demoWorld{config: c, db: &Database{AppURL: at.AppURL, OwnerURL: at.OwnerURL}, load: small()}

	killed, kill := context.WithCancel(t.Context())
	err = w.load.run(killed, c, w.db, Options{Now: demoNow}, func(what string) {
		if what[0] == '1' { // one property is there, others are half made
			kill()
		}
	})
	if err == nil {
		t.Fatal("the first load was not interrupted")
	}
	w.app = w.open(t)
	if s := w.tenant(t); s.Status != tenancy.Suspended {
		t.Fatalf("half a demonstration is %s", s.Status)
	}
	for _, soon := range []time.Duration{100 * time.Millisecond, 250 * time.Millisecond} { // and killed anywhere
		killed, kill := context.WithCancel(t.Context())
		stop := time.AfterFunc(soon, kill)
		_ = w.load.run(killed, c, w.db, Options{Now: demoNow}, nil)
		stop.Stop()
		kill()
	}
	if err := w.load.run(t.Context(), c, w.db, Options{Now: demoNow}, nil); err != nil {
		t.Fatal(err)
	}
	_ = w.app.Close()
	w.app = w.open(t) // the first one's directory remembers the suspension
	w.agency = &demoAgency{data: w.load.agencies[0], state: w.tenant(t)}
	zone, err := time.LoadLocation(dataset.Zone)
	if err != nil {
		t.Fatal(err)
	}
	w.agency.today = period.DateOf(w.agency.state.CreatedAt, zone).AddDays(demoFounded)
	return w
}

func (w *demoWorld) open(t *testing.T) *App {
	t.Helper()
	a, err := New(t.Context(), w.config, w.db, Options{Now: demoNow})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = a.Close() })
	return a
}

func (w *demoWorld) tenant(t *testing.T) tenancy.State {
	t.Helper()
	page, err := w.app.Contexts.Tenancy.ListTenants(access.AsSystem(t.Context(), access.TenantID{}, "test"), tenancy.ListTenants{})
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range page.Items {
		if s.Slug == w.load.agencies[0].Slug {
			return s
		}
	}
	t.Fatalf("the agency is not among %d", len(page.Items))
	return tenancy.State{}
}

// reservations returns every reservation by property and instant of booking.
func (w *demoWorld) reservations(t *testing.T) map[string]stays.ReservationView {
	t.Helper()
	ctx := program(t.Context(), w.agency, "test")
	all := map[string]stays.ReservationView{}
	for next, more := (paging.Request{Limit: paging.MaxLimit}), true; more; {
		page, err := w.app.Contexts.Stays.ListReservations(ctx, stays.ListReservations{Query: stays.ReservationQuery{Page: next}})
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range page.Items {
			v, err := w.app.Contexts.Stays.GetReservation(ctx, stays.GetReservation{ID: row.ID})
			if err != nil {
				t.Fatal(err)
			}
			key := bookingKey(row.PropertySlug, row.BookedAt)
			if _, twice := all[key]; twice {
				t.Errorf("%s was booked twice", key)
			}
			all[key] = v
		}
		next.Cursor, more = page.Next, page.Next != ""
	}
	return all
}

var becomes = map[dataset.Outcome]stays.Status{
	dataset.Completed: stays.Completed, dataset.CheckedIn: stays.CheckedIn, dataset.Confirmed: stays.Confirmed, dataset.Held: stays.Held,
	dataset.Expired: stays.Expired, dataset.CancelledByGuest: stays.Cancelled, dataset.CancelledByAgency: stays.Cancelled, dataset.NoShow: stays.NoShow,
}

func TestDemonstration(t *testing.T) {
	t.Parallel()
	w := newDemoWorld(t)
	w.agency.plan(w.load.recent, w.load.days)
	wishes := w.agency.news
	for _, past := range w.agency.past {
		wishes = append(wishes, past...)
	}
	have := w.reservations(t)

	seen, want := map[stays.Status]int{}, 0
	for _, wish := range wishes {
		r, there := have[bookingKey(wish.Property, wish.BookedAt)]
		if wish.Outcome == dataset.Refused {
			if there {
				t.Errorf("stay %d should have been refused", wish.Number)
			}
			continue
		}
		want++
		if r.Status != becomes[wish.Outcome] || there && r.Stay != wish.Final() && wish.Outcome != dataset.Held {
			t.Errorf("stay %d: %s %v, want %s %v", wish.Number, r.Status, r.Stay, becomes[wish.Outcome], wish.Final())
		}
		seen[r.Status]++
	}
	if len(have) != want {
		t.Errorf("%d reservations, want %d", len(have), want)
	}
	for _, s := range stays.Statuses {
		if seen[s] == 0 {
			t.Errorf("nobody is %s", s)
		}
	}
	noOverlap(t, have)
	for _, r := range have {
		w.adds(t, r)
	}
	w.papers(t)
	w.people(t)
	w.books(t, have)
	w.compared(t)
	w.leftAlone(t, have)
}

// noOverlap checks that no night of a property is two guests'.
func noOverlap(t *testing.T, all map[string]stays.ReservationView) {
	t.Helper()
	var keep []stays.ReservationView
	for _, r := range all {
		if r.Status == stays.Cancelled || r.Status == stays.Expired || r.Status == stays.NoShow {
			continue
		}
		for _, other := range keep {
			if other.Property == r.Property && other.Stay.Overlaps(r.Stay) {
				t.Errorf("%s %v and %s %v overlap", r.Reference, r.Stay, other.Reference, other.Stay)
			}
		}
		keep = append(keep, r)
	}
}

// adds checks the money of a reservation against its payments, and the order of its timeline.
func (w *demoWorld) adds(t *testing.T, r stays.ReservationView) {
	t.Helper()
	views, err := w.app.Contexts.Payments.OfSubject(program(t.Context(), w.agency, "test"), payments.PaymentsOfSubject{Subject: subjectOf(r.ID)})
	if err != nil {
		t.Fatal(err)
	}
	paid, back, lines := money.Zero(money.EUR), money.Zero(money.EUR), money.Zero(money.EUR)
	for _, v := range views {
		if v.Status == payments.Succeeded {
			paid = paid.Add(v.Amount)
		}
		for _, refund := range v.Refunds {
			if refund.Status == payments.RefundSucceeded {
				back = back.Add(refund.Amount)
			}
		}
	}
	for _, l := range r.Quote.Lines {
		lines = lines.Add(l.Amount)
	}
	if paid.Minor() != r.Paid.Minor() || back.Minor() != r.Refunded.Minor() || r.RefundDue.Minor() != r.Refunded.Minor() || lines != r.Quote.Total {
		t.Errorf("%s %s: paid %s of %s, refunded %s of %s due %s, lines %s total %s", r.Reference, r.Status, r.Paid, paid, r.Refunded, back, r.RefundDue, lines, r.Quote.Total)
	}
	if over := r.Status == stays.Completed || r.Status == stays.CheckedIn; over && !r.Owed.IsZero() {
		t.Errorf("%s: %s is owed by a guest who came", r.Reference, r.Owed)
	}
	last := r.BookedAt
	for _, e := range r.Timeline {
		if e.At.Before(last) || e.At.After(demoNow()) {
			t.Errorf("%s: %s at %s, after %s", r.Reference, e.Kind, e.At, last)
		}
		last = e.At
	}
}

// papers checks that the newest stays' contracts wait for the workers, and no others.
func (w *demoWorld) papers(t *testing.T) {
	t.Helper()
	ctx := program(t.Context(), w.agency, "test")
	page, err := w.app.Jobs.List(ctx, jobs.Filter{Kinds: []string{"event:contracts.draft_on_confirmation"}}, paging.Request{Limit: paging.MaxLimit})
	if err != nil || len(page.Items) != w.load.recent {
		t.Errorf("%d contracts wait, want %d: %v", len(page.Items), w.load.recent, err)
	}
	signed, err := w.app.Contexts.Contracts.List(ctx, contracts.ListContracts{Page: paging.Request{Limit: paging.MaxLimit}})
	if err != nil {
		t.Fatal(err)
	}
	states := map[contracts.Status]bool{}
	for _, c := range signed.Items {
		states[c.Status] = true
	}
	for _, s := range []contracts.Status{contracts.Completed, contracts.Signed, contracts.Viewed, contracts.Sent, contracts.Refused} {
		if !states[s] {
			t.Errorf("no contract is %s: %v", s, states)
		}
	}
	for _, kind := range []string{"event:stays.record_payment", "event:payments.give_back"} {
		if page, err := w.app.Jobs.List(ctx, jobs.Filter{Kinds: []string{kind}}, paging.Request{}); err != nil || len(page.Items) > 0 {
			t.Errorf("%d jobs %s would be done twice: %v", len(page.Items), kind, err)
		}
	}
}

// people checks that the accounts find what is theirs.
func (w *demoWorld) people(t *testing.T) {
	t.Helper()
	on := &lane{do: w.app.Contexts}
	if err := w.agency.welcome(program(t.Context(), w.agency, "test"), on); err != nil || len(w.agency.users) != 5 {
		t.Fatalf("%d accounts, %v", len(w.agency.users), err)
	}
	mine, err := w.app.Contexts.Stays.MyReservations(w.agency.as(t.Context(), "guest"), stays.MyReservations{})
	if err != nil {
		t.Fatal(err)
	}
	status := map[stays.Status]int{}
	for _, r := range mine.Items {
		status[r.Status]++
	}
	if status[stays.Confirmed] != 1 || status[stays.Completed] != 1 || len(mine.Items) != 2 {
		t.Errorf("the guest has %v", status)
	}
	days := period.Range{From: w.agency.today, To: w.agency.today.AddDays(30)}
	board, err := w.app.Contexts.Stays.OwnedProperties(w.agency.as(t.Context(), "owner"), stays.OwnedProperties{Days: days})
	if err != nil || len(board) == 0 {
		t.Errorf("the owner has %d properties, %v", len(board), err)
	}
}

// leftAlone checks that a further start changes nothing of what users have made of the demonstration.
func (w *demoWorld) leftAlone(t *testing.T, have map[string]stays.ReservationView) {
	t.Helper()
	ctx := program(t.Context(), w.agency, "test")
	for _, r := range have {
		if r.Status == stays.Confirmed {
			if _, err := w.app.Contexts.Stays.CancelReservation(ctx, stays.CancelReservation{ID: r.ID, Reason: "a user tries the desk"}); err != nil {
				t.Fatal(err)
			}
			break
		}
	}
	before := w.reservations(t)
	if err := w.load.run(t.Context(), w.config, w.db, Options{Now: demoNow}, nil); err != nil {
		t.Fatal(err)
	}
	after := w.reservations(t)
	for key, r := range before {
		if after[key].Version != r.Version {
			t.Errorf("%s was touched", key)
		}
	}
	if len(after) != len(before) {
		t.Errorf("%d reservations became %d", len(before), len(after))
	}
}

package staystest

import (
	"context"
	"errors"
	"reflect"
	"testing"

	"comptoir/internal/event"
	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/period"
	"comptoir/internal/stays"
)

// Harness is a store to be tested.
type Harness struct {
	Store stays.Store
	// Tenant returns an identifier that no other test uses.
	Tenant func(t *testing.T) access.TenantID
	// Published returns the events saved for the tenant of ctx, in order.
	Published func(t *testing.T, ctx context.Context) []event.Event
}

// world makes a world for a fresh tenant.
func (h Harness) world(t *testing.T) *World { return NewWorldOn(t, h.Store, h.Tenant(t)) }

// StoreConformance is what every store of stays must pass. open is called once for each test.
func StoreConformance(t *testing.T, open func(t *testing.T) Harness) {
	for _, c := range []struct {
		name string
		test func(t *testing.T, h Harness)
	}{
		{"what is saved comes back", comesBack},
		{"a failed change leaves no trace", leavesNoTrace},
		{"saving publishes what the aggregate recorded", publishes},
		{"a stale version is refused", staleVersions},
		{"what is unknown says so", unknown},
		{"another tenant sees nothing", otherTenant},
		{"names that must be unique are", uniqueNames},
		{"settings and tax rules have versions", settingsAndRules},
		{"many holds of one night, one wins", racingHolds},
		{"a late payment and a new guest, one wins", racingLatePayment},
		{"adjacent stays are legal", adjacentStays},
		{"preparation days are kept", preparation},
		{"an expired hold frees its dates", expiredHold},
		{"blocks and stays exclude each other", blocksAndStays},
		{"a pending change keeps both stays, from others", pendingChange},
		{"moving swaps the days kept", movedDays},
		{"search finds what is free and fits", searchFinds},
		{"the desk's list of properties", propertyList},
		{"the desk's list of reservations", reservationList},
		{"the planning board", board},
		{"the desk's day", activeRows},
		{"quotes that nobody booked go", oldQuotes},
		{"evidence goes when its time is over", oldEvidence},
		{"a renewed link ends the one before", renewedLinks},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			c.test(t, open(t))
		})
	}
}

// same ends the test unless two values are written alike: stores may keep nil and empty lists as one.
func same[T any](t testing.TB, what string, got, want T) {
	t.Helper()
	if !reflect.DeepEqual(normal(got), normal(want)) {
		t.Fatalf("%s:\n got %+v\nwant %+v", what, normal(got), normal(want))
	}
}

func comesBack(t *testing.T, h Harness) {
	w := h.world(t)
	p := w.Property(func(in *stays.CreateProperty) {
		in.Sheet.SEO = stays.SEO{Title: stays.FrEn("Titre", "Title"), Description: stays.FrEn("…", "…")}
		in.Sheet.Registration, in.Sheet.Owner.User = "35288000123AB", ident.Next[access.User](w.IDs)
		in.Rates = everyRate(w.IDs)
	})
	got, err := w.Store.PropertyState(w.Desk, p.ID)
	same(t, "property", Must(t, got, err), p)

	rule, err := w.PutTaxRule(w.Desk, stays.PutTaxRule{Rule: TaxRule()})
	Must(t, rule, err)
	quote, err := w.MakeQuote(w.Ctx, stays.MakeQuote{
		Slug: p.Slug, CheckIn: period.MustDate("2027-07-01"), CheckOut: period.MustDate("2027-07-08"),
		Party: stays.Party{Adults: 2, Children: 1, Infants: 1, Pets: 1}, Extras: []string{"linen"},
	})
	Must(t, quote, err)
	stored, err := w.Store.Quote(w.Ctx, quote.ID)
	same(t, "quote", Must(t, stored, err), quote)

	booked, err := w.BookStay(w.Account, stays.BookStay{Quote: quote.ID, Guest: Guest(), AcceptTerms: true})
	Must(t, booked, err)
	w.Pay(booked.Reservation.ID, *booked.Payment, booked.Reservation.Next.Purpose)
	var saved stays.ReservationState
	Must(t, 0, w.Store.Write(w.System, func(tx stays.Tx) error {
		r, err := tx.Reservation(w.System, booked.Reservation.ID)
		saved = r.State()
		return err
	}))
	read, err := w.Store.ReservationState(w.Desk, saved.ID)
	same(t, "reservation", Must(t, read, err), saved)
	if saved.Status != stays.Confirmed || len(saved.Ledger) != 1 || len(saved.Timeline) < 3 || saved.Quote.RuleSet != quote.RuleSet {
		t.Fatalf("the reservation lost something: %+v", saved)
	}
	managed, err := w.Store.ManagedState(w.Ctx, stays.TokenHash(booked.Reservation.ManageToken))
	same(t, "reservation by its link", Must(t, managed, err), saved)
}

// everyRate says something in every part of the rates.
func everyRate(ids *ident.Source) stays.Rates {
	r := Rates()
	r.Weekend, r.WeekendDays, r.Included, r.ExtraGuest = EUR("120"), []stays.Weekday{"fri", "sat"}, 4, EUR("15")
	r.MinNights, r.MaxNights, r.HorizonDays, r.NoticeHours, r.NightFloor = 2, 60, 300, 12, EUR("40")
	r.LengthDiscounts = []stays.LengthTier{{FromNights: 7, Percent: money.Pct(10)}, {FromNights: 28, Percent: Percent("17.5")}}
	r.Seasons = []stays.Season{
		{ID: ident.Next[stays.Season](ids), Name: stays.FrEn("Été", "Summer"), First: stays.MonthDay{Month: 7, Day: 1}, Last: stays.MonthDay{Month: 8, Day: 31},
			Nightly: EUR("180"), Weekend: EUR("200"), MinNights: 7, Arrivals: []stays.Weekday{"sat", "thu"}, Departures: []stays.Weekday{"sat", "thu"}, Priority: 3},
		{ID: ident.Next[stays.Season](ids), Name: stays.FrEn("Route du Rhum", "Route du Rhum"), Dates: period.Between("2027-10-30", "2027-11-08"), Nightly: EUR("250")},
	}
	r.Spots = []stays.Spot{{Date: period.MustDate("2027-05-08"), Nightly: EUR("99.99"), MinNights: 3, Arrival: stays.Refused, Departure: stays.Allowed, Closed: true}}
	return r
}

var errChanged = errors.New("changed my mind")

func leavesNoTrace(t *testing.T, h Harness) {
	w := h.world(t)
	p := w.Property()
	q, err := w.Ask(p, "2027-05-03", "2027-05-06")
	Must(t, q, err)
	events := len(h.Published(t, w.Ctx))
	err = w.write(w.Ctx, func(ctx context.Context, tx stays.Tx) error {
		r, err := hold(tx, w, q)
		if err != nil {
			return err
		}
		if err := tx.SaveReservation(ctx, r); err != nil {
			return err
		}
		return errChanged
	})
	if !errors.Is(err, errChanged) {
		t.Fatalf("error is %v", err)
	}
	if n := len(h.Published(t, w.Ctx)); n != events {
		t.Fatalf("%d events were published by a change that failed", n-events)
	}
	rows, err := w.Store.ReservationRows(w.Desk, stays.ReservationQuery{Order: "-booked"})
	if Must(t, rows, err); len(rows.Items) != 0 {
		t.Fatalf("a reservation stands: %+v", rows.Items)
	}
	if w.Hold(p, "2027-05-03", "2027-05-06").Payment == nil {
		t.Fatal("the dates are not free")
	}
}

// hold makes a reservation of a quote within a transaction.
func hold(tx stays.Tx, w *World, q stays.Quote) (*stays.Reservation, error) {
	b, err := tx.Booking(w.Ctx, stays.BookingQuery{Quote: q.ID, Now: w.Clock.Now()})
	if err != nil {
		return nil, err
	}
	id := ident.Next[stays.Reservation](w.IDs)
	return stays.Hold(stays.Holding{
		ID: id, Quote: b.Quote, Property: b.Property, Prefix: "RIV", Source: "site", Guest: Guest(),
		TokenHash: stays.TokenHash(id.String()), HoldUntil: w.Clock.Now().Add(15 * 60e9), By: stays.By{Kind: access.Anonymous, At: w.Clock.Now()},
	}, b.Busy)
}

func publishes(t *testing.T, h Harness) {
	w := h.world(t)
	p := w.Property()
	r := w.Book(p, "2027-05-03", "2027-05-06")
	_, err := w.CancelReservation(w.Desk, stays.CancelReservation{ID: r.ID, Reason: "flood"})
	Must(t, 0, err)
	var names []string
	for _, e := range h.Published(t, w.Ctx) {
		names = append(names, e.EventName())
	}
	same(t, "events", names, []string{
		"stays.property_published.v1", "stays.reservation_held.v1", "stays.reservation_confirmed.v1", "payments.refund_due.v1", "stays.reservation_cancelled.v1",
	})
	for _, e := range h.Published(t, w.Ctx) {
		if c, ok := e.(event.ReservationCancelled); ok && (c.Version != 3 || c.Reference != r.Reference || c.Refund != r.Paid) {
			t.Fatalf("the event is not what happened: %+v", c)
		}
	}
}

func staleVersions(t *testing.T, h Harness) {
	w := h.world(t)
	p := w.Property()
	r := w.Book(p, "2027-05-03", "2027-05-06")
	by := stays.By{Kind: access.System, At: w.Clock.Now()}
	for i, note := range []string{"by A", "by B"} { // both looked at the same version
		err := w.write(w.System, func(ctx context.Context, tx stays.Tx) error {
			one := stays.RestoreReservation(r.ReservationState)
			one.SetNote(note, by)
			return tx.SaveReservation(ctx, one)
		})
		if i == 0 {
			Must(t, 0, err)
		} else {
			Code(t, err, "stays.stale")
		}
	}
	if note := w.See(r.ID).Note; note != "by A" {
		t.Fatalf("the note is %q", note)
	}
	for range 2 { // the second is edited from a version that is no more
		_, err := w.EditProperty(w.Desk, stays.EditProperty{ID: p.ID, Version: p.Version, Sheet: p.Sheet()})
		if err != nil {
			Code(t, err, "stays.stale")
			return
		}
	}
	t.Fatal("two edits of one version were taken")
}

func unknown(t *testing.T, h Harness) {
	w := h.world(t)
	_, err := w.Store.Quote(w.Ctx, ident.Next[stays.Quote](w.IDs))
	Code(t, err, "stays.unknown_quote")
	_, err = w.Store.Sale(w.Ctx, stays.SaleQuery{Slug: "nowhere", Now: w.Clock.Now()})
	Code(t, err, "stays.unknown_property")
	_, err = w.Store.PropertyState(w.Ctx, ident.Next[stays.Property](w.IDs))
	Code(t, err, "stays.unknown_property")
	_, err = w.Store.ReservationState(w.Ctx, ident.Next[stays.Reservation](w.IDs))
	Code(t, err, "stays.unknown_reservation")
	_, err = w.Store.ManagedState(w.Ctx, stays.TokenHash("no"))
	Code(t, err, "stays.unknown_link")
	for code, load := range map[string]func(stays.Tx) error{
		"stays.unknown_quote": func(tx stays.Tx) error {
			_, err := tx.Booking(w.Ctx, stays.BookingQuery{Quote: ident.Next[stays.Quote](w.IDs), Now: w.Clock.Now()})
			return err
		},
		"stays.unknown_reservation": func(tx stays.Tx) error {
			_, err := tx.Reservation(w.Ctx, ident.Next[stays.Reservation](w.IDs))
			return err
		},
		"stays.unknown_link": func(tx stays.Tx) error {
			_, err := tx.ReservationByToken(w.Ctx, stays.TokenHash("no"))
			return err
		},
		"stays.unknown_property": func(tx stays.Tx) error {
			_, err := tx.Property(w.Ctx, ident.Next[stays.Property](w.IDs))
			return err
		},
		"stays.unknown_block": func(tx stays.Tx) error {
			_, err := tx.Block(w.Ctx, ident.Next[stays.Block](w.IDs))
			return err
		},
		"stays.unknown_tax_rule": func(tx stays.Tx) error { return tx.RemoveTaxRule(w.Ctx, ident.Next[stays.TaxRule](w.IDs)) },
	} {
		Code(t, w.Store.Write(w.Ctx, load), code)
	}
	_, err = w.PutTaxRule(w.Desk, stays.PutTaxRule{Rule: func() stays.TaxRule {
		r := TaxRule()
		r.ID = ident.Next[stays.TaxRule](w.IDs)
		return r
	}()})
	Code(t, err, "stays.unknown_tax_rule")
}

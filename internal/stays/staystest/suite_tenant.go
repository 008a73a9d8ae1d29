package staystest

import (
	"encoding/json"
	"testing"

	"comptoir/internal/kernel/period"
	"comptoir/internal/stays"
)

// normal writes a value as JSON with empty lists left out, so that nil and empty are the same.
func normal(v any) any {
	raw, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	var out any
	if err := json.Unmarshal(raw, &out); err != nil {
		panic(err)
	}
	return prune(out)
}

func prune(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for k, e := range v {
			if e = prune(e); e == nil {
				delete(v, k)
			} else {
				v[k] = e
			}
		}
	case []any:
		if len(v) == 0 {
			return nil
		}
		for i := range v {
			v[i] = prune(v[i])
		}
	}
	return v
}

func otherTenant(t *testing.T, h Harness) {
	mine, theirs := h.world(t), h.world(t)
	p := mine.Property()
	Must(t, 0, second(mine.PutTaxRule(mine.Desk, stays.PutTaxRule{Rule: TaxRule()})))
	r := mine.Book(p, "2027-05-10", "2027-05-14")
	b, err := mine.block(p, "2027-05-20", "2027-05-22")
	Must(t, b, err)
	s := stays.DefaultSettings()
	s.ReferencePrefix = "MINE"
	Must(t, 0, second(mine.EditSettings(mine.Desk, stays.EditSettings{Settings: s})))
	q, err := mine.Ask(p, "2027-06-10", "2027-06-14")
	Must(t, q, err)

	_, err = theirs.Store.PropertyState(theirs.Desk, p.ID)
	Code(t, err, "stays.unknown_property")
	_, err = theirs.ViewProperty(theirs.Ctx, stays.ViewProperty{Slug: p.Slug})
	Code(t, err, "stays.unknown_property")
	_, err = theirs.ViewCalendar(theirs.Ctx, stays.ViewCalendar{Slug: p.Slug, From: period.MustDate("2027-05-01"), To: period.MustDate("2027-06-01")})
	Code(t, err, "stays.unknown_property")
	_, err = theirs.Ask(p, "2027-08-10", "2027-08-14")
	Code(t, err, "stays.unknown_property")
	_, err = theirs.BookStay(theirs.Ctx, stays.BookStay{Quote: q.ID, Guest: Guest(), AcceptTerms: true})
	Code(t, err, "stays.unknown_quote")
	_, err = theirs.GetReservation(theirs.Desk, stays.GetReservation{ID: r.ID})
	Code(t, err, "stays.unknown_reservation")
	_, err = theirs.CancelReservation(theirs.Desk, stays.CancelReservation{ID: r.ID})
	Code(t, err, "stays.unknown_reservation")
	_, err = theirs.ViewManaged(theirs.Ctx, stays.ViewManaged{Token: r.ManageToken})
	Code(t, err, "stays.unknown_link")
	_, err = theirs.CancelManaged(theirs.Ctx, stays.CancelManaged{Token: r.ManageToken})
	Code(t, err, "stays.unknown_link")
	_, err = theirs.RemoveBlock(theirs.Desk, stays.RemoveBlock{ID: b.ID})
	Code(t, err, "stays.unknown_block")
	_, err = theirs.block(p, "2027-09-01", "2027-09-02")
	Code(t, err, "stays.unknown_property")

	found, err := theirs.Store.Listings(theirs.Ctx, stays.ListingQuery{Now: theirs.Clock.Now()})
	properties, err2 := theirs.Store.PropertyRows(theirs.Desk, stays.PropertyRowQuery{})
	rows, err3 := theirs.Store.ReservationRows(theirs.Desk, stays.ReservationQuery{Order: "-booked"})
	lines, err4 := theirs.Store.BoardRows(theirs.Desk, stays.BoardQuery{Days: period.Between("2027-05-01", "2027-06-01"), Now: theirs.Clock.Now()})
	active, err5 := theirs.Store.ActiveRows(theirs.Desk, period.MustDate("2027-05-10"))
	rules, err6 := theirs.Store.TaxRules(theirs.Desk, "")
	for _, err := range []error{err, err2, err3, err4, err5, err6} {
		Must(t, 0, err)
	}
	if n := len(found.Items) + len(properties.Items) + len(rows.Items) + len(lines) + len(active) + len(rules) + len(h.Published(t, theirs.Ctx)); n > 0 {
		t.Fatalf("another tenant sees %d rows", n)
	}
	settings, err := theirs.Store.ReadSettings(theirs.Desk)
	same(t, "settings", Must(t, settings, err), stays.DefaultSettings())
	theirs.Property() // with the same slug
}

func second[T any](_ T, err error) error { return err }

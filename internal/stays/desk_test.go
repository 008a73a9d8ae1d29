package stays_test

import (
	"testing"
	"time"

	"comptoir/internal/event"
	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/period"
	"comptoir/internal/stays"
	"comptoir/internal/stays/staystest"
)

func TestAStayRunsItsCourse(t *testing.T) {
	t.Parallel()
	w := staystest.NewWorld(t)
	p := w.Property()
	r := w.Book(p, "2027-05-10", "2027-05-14")
	_, err := w.CheckIn(w.Desk, stays.CheckIn{ID: r.ID})
	staystest.Code(t, err, "stays.too_early")
	_, err = w.MarkNoShow(w.Desk, stays.MarkNoShow{ID: r.ID})
	staystest.Code(t, err, "stays.too_early")
	_, err = w.Complete(w.Desk, stays.Complete{ID: r.ID})
	staystest.Code(t, err, "stays.wrong_state")
	w.Clock.Set(time.Date(2027, 5, 9, 22, 30, 0, 0, time.UTC)) // already the 10th in Paris
	v, err := w.CheckIn(w.Desk, stays.CheckIn{ID: r.ID})
	if do(t, v, err); v.Status != stays.CheckedIn || v.CanCancel || v.CanChange {
		t.Fatalf("%s, cancel %v, change %v", v.Status, v.CanCancel, v.CanChange)
	}
	_, err = w.CancelReservation(w.Desk, stays.CancelReservation{ID: r.ID})
	staystest.Code(t, err, "stays.not_cancellable")
	w.Clock.Set(time.Date(2027, 5, 12, 9, 0, 0, 0, time.UTC))
	longer, err := w.MoveReservation(w.Desk, stays.MoveReservation{Move: stays.Move{ID: r.ID, Change: stays.Change{CheckOut: period.MustDate("2027-05-16")}}})
	if do(t, longer, err); longer.Quote.Total != eur("660") {
		t.Fatalf("two nights more: %s", longer.Quote.Total)
	}
	_, err = w.MoveReservation(w.Desk, stays.MoveReservation{Move: stays.Move{ID: r.ID, Change: stays.Change{CheckIn: period.MustDate("2027-05-11")}}})
	staystest.Code(t, err, "stays.not_changeable")
	left, err := w.Complete(w.Desk, stays.Complete{ID: r.ID}) // four days early
	if do(t, left, err); left.Status != stays.Completed || left.LeftOn.String() != "2027-05-12" {
		t.Fatalf("%s on %s", left.Status, left.LeftOn)
	}
	w.Book(p, "2027-05-12", "2027-05-16") // what was not slept is free
	board, err := w.PlanningBoard(w.Desk, stays.PlanningBoard{Days: period.Between("2027-05-01", "2027-06-01")})
	if do(t, board, err); len(board.Properties[0].Bars) != 2 || board.Properties[0].Bars[0].Days.String() != "2027-05-10/2027-05-12" || board.Today.String() != "2027-05-12" {
		t.Fatalf("the board is %+v", board)
	}
}

func TestNoShow(t *testing.T) {
	t.Parallel()
	w := staystest.NewWorld(t)
	rule, err := w.PutTaxRule(w.Desk, stays.PutTaxRule{Rule: staystest.TaxRule()})
	do(t, rule, err)
	p := w.Property()
	r := paidUp(w, p) // 400 + 60 + 8 × 1.65
	if r.Quote.Total != eur("473.20") {
		t.Fatalf("%s", r.Quote.Total)
	}
	w.Clock.Set(time.Date(2027, 5, 10, 13, 0, 0, 0, time.UTC))
	_, err = w.MarkNoShow(w.Desk, stays.MarkNoShow{ID: r.ID})
	staystest.Code(t, err, "stays.too_early") // 15:00 sharp
	w.Clock.Advance(time.Second)
	v, err := w.MarkNoShow(w.Desk, stays.MarkNoShow{ID: r.ID})
	if do(t, v, err); v.Status != stays.NoShow || v.RefundDue.Cmp(eur("13.20")) != 0 {
		t.Fatalf("%s, %s back", v.Status, v.RefundDue) // the tourist tax: nobody has slept there
	}
	w.Book(p, "2027-05-11", "2027-05-14")
}

func TestTheDeskMoves(t *testing.T) {
	t.Parallel()
	w := staystest.NewWorld(t)
	p := w.Property()
	dear := w.Property(func(in *stays.CreateProperty) { in.Sheet.Slug, in.Rates.Nightly = "dear", eur("150") })
	r := paidUp(w, p)
	move := stays.Move{ID: r.ID, Version: r.Version, Property: dear.ID}
	preview, err := w.PreviewMove(w.Desk, stays.PreviewMove{Move: move})
	if do(t, preview, err); preview.Difference != eur("200") || !preview.PayNow.IsZero() {
		t.Fatalf("%s", preview.Difference)
	}
	keep := move
	keep.KeepPrice = true
	v, err := w.MoveReservation(w.Desk, stays.MoveReservation{Move: keep})
	if do(t, v, err); v.Quote.Total != eur("460") || v.Property != dear.ID || v.Booked.Slug != "dear" || !v.Owed.IsZero() {
		t.Fatalf("%s in %s", v.Quote.Total, v.Booked.Slug)
	}
	_, err = w.MoveReservation(w.Desk, stays.MoveReservation{Move: move})
	staystest.Code(t, err, "stays.stale")
	keep.Version, keep.Change = 0, stays.Change{CheckOut: period.MustDate("2027-05-15"), Party: &stays.Party{Adults: 3}}
	_, err = w.MoveReservation(w.Desk, stays.MoveReservation{Move: keep})
	staystest.Field(t, err, "checkOut", "other_length")
	staystest.Field(t, err, "adults", "other_party")
	back := stays.Move{ID: r.ID, Property: p.ID, Change: dates("2027-05-10", "2027-05-12")}
	v, err = w.MoveReservation(w.Desk, stays.MoveReservation{Move: back})
	if do(t, v, err); v.Quote.Total != eur("260") || v.RefundDue != eur("200") {
		t.Fatalf("%s, %s back", v.Quote.Total, v.RefundDue)
	}
	keep = stays.Move{ID: r.ID, KeepPrice: true, Change: dates("2027-02-10", "2027-02-12")}
	_, err = w.MoveReservation(w.Desk, stays.MoveReservation{Move: keep})
	staystest.Field(t, err, "checkIn", "in_the_past")
}

func TestBlocks(t *testing.T) {
	t.Parallel()
	w := staystest.NewWorld(t)
	p := w.Property()
	in := stays.AddBlock{Property: p.ID, From: period.MustDate("2027-05-10"), To: period.MustDate("2027-05-12"), Kind: "holiday"}
	_, err := w.AddBlock(w.Desk, in)
	staystest.Field(t, err, "kind", "unknown_kind")
	in.Kind, in.To = stays.OwnerStay, in.From
	_, err = w.AddBlock(w.Desk, in)
	staystest.Field(t, err, "to", "reversed_dates")
	in.To, in.Property = period.MustDate("2027-05-12"), ident.Next[stays.Property](w.IDs)
	_, err = w.AddBlock(w.Desk, in)
	staystest.Code(t, err, "stays.unknown_property")
	in.Property = p.ID
	b, err := w.AddBlock(w.Desk, in)
	if do(t, b, err); b.By != "Sophie" {
		t.Fatalf("%+v", b)
	}
	note := "family"
	moved, err := w.MoveBlock(w.Desk, stays.MoveBlock{ID: b.ID, Note: &note})
	if do(t, moved, err); moved.Note != note || moved.Days != b.Days || w.Count("stays.calendar_unblocked.v1") != 0 {
		t.Fatalf("%+v", moved)
	}
	_, err = w.MoveBlock(w.Desk, stays.MoveBlock{ID: b.ID, To: period.MustDate("2027-05-13")})
	do(t, 0, err)
	_, err = w.RemoveBlock(w.Desk, stays.RemoveBlock{ID: b.ID})
	do(t, 0, err)
	if e := staystest.Last[event.CalendarUnblocked](w); e.Days.To.String() != "2027-05-13" || w.Count("stays.calendar_blocked.v1") != 2 {
		t.Fatalf("%+v", e)
	}
}

func TestToday(t *testing.T) {
	t.Parallel()
	w := staystest.NewWorld(t)
	p := w.Property()
	staying := w.Book(p, "2027-05-08", "2027-05-12")
	w.Clock.Set(time.Date(2027, 5, 8, 15, 0, 0, 0, time.UTC))
	do(t, 0, second(w.CheckIn(w.Desk, stays.CheckIn{ID: staying.ID})))
	other := w.Property(func(in *stays.CreateProperty) { in.Sheet.Slug = "next-door" })
	arriving := w.Book(other, "2027-05-10", "2027-05-14")
	held := w.Hold(p, "2027-08-10", "2027-08-14").Reservation
	see := func(day string) (out map[string][]stays.ReservationID) {
		v, err := w.Today(w.Desk, stays.Today{Day: period.MustDate(day)})
		do(t, v, err)
		out = map[string][]stays.ReservationID{}
		for name, rows := range map[string][]stays.ReservationRow{"arrivals": v.Arrivals, "departures": v.Departures, "in house": v.InHouse} {
			for _, r := range rows {
				out[name] = append(out[name], r.ID)
			}
		}
		for _, a := range v.Attention {
			out[a.Why] = append(out[a.Why], a.Row.ID)
		}
		return out
	}
	is := func(day, list string, want ...stays.ReservationID) {
		t.Helper()
		got := see(day)[list]
		if len(got) != len(want) || len(want) > 0 && got[0] != want[0] {
			t.Errorf("%s, %s: %v, want %v", day, list, got, want)
		}
	}
	is("2027-05-10", "arrivals", arriving.ID)
	is("2027-05-10", "in house", staying.ID)
	is("2027-05-10", "departures")
	is("2027-05-10", "hold_open", held.ID)
	is("2027-05-10", "balance_overdue", staying.ID) // 360 since April; the other paid all at once
	is("2027-05-11", "late_arrival", arriving.ID)
	is("2027-05-12", "departures", staying.ID)
	is("2027-05-13", "late_departure", staying.ID)
}

func second[T any](_ T, err error) error { return err }

func TestAnOwnerSeesWhenNotWhom(t *testing.T) {
	t.Parallel()
	w := staystest.NewWorld(t)
	owner := access.Actor{Kind: access.Person, Tenant: access.TenantOf(w.Ctx), User: ident.Next[access.User](w.IDs),
		Permissions: map[access.Permission]bool{stays.PermOwnedProperties: true}}
	p := w.Property(func(in *stays.CreateProperty) { in.Sheet.Owner.User = owner.User })
	w.Property(func(in *stays.CreateProperty) { in.Sheet.Slug = "not-his" })
	w.Book(p, "2027-05-10", "2027-05-14")
	mine, err := w.OwnedProperties(access.With(w.Ctx, owner), stays.OwnedProperties{Days: period.Between("2027-05-01", "2027-06-01")})
	if do(t, mine, err); len(mine) != 1 || len(mine[0].Bars) != 1 || mine[0].Bars[0].Label != "" || !mine[0].Bars[0].Owed.IsZero() {
		t.Fatalf("%+v", mine)
	}
	_, err = w.OwnedProperties(access.With(w.Ctx, owner), stays.OwnedProperties{Days: period.Between("2027-05-01", "2029-06-01")})
	staystest.Field(t, err, "to", "too_long")
}

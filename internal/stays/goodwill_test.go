package stays_test

import (
	"testing"
	"time"

	"comptoir/internal/event"
	"comptoir/internal/kernel/fault"
	"comptoir/internal/stays"
	"comptoir/internal/stays/staystest"
)

// reductions lists what the world was told of money given back after stays.
func reductions(t *testing.T, w *staystest.World) (all []event.ReservationReduced) {
	t.Helper()
	for _, e := range w.Store.(*staystest.Mem).Published(w.Ctx) {
		if r, ok := e.(event.ReservationReduced); ok {
			all = append(all, r)
		}
	}
	return all
}

// After a stay money is given back from what it has earned: it is owed by nobody then, comes never to more than was paid, and
// who bears it is told. A refund that payments' desk has made by itself counts likewise; the same said twice counts once.
func TestMoneyIsGivenBackAfterAStay(t *testing.T) {
	t.Parallel()
	w := staystest.NewWorld(t)
	r := paidUp(w, w.Property())
	_, err := w.GiveBack(w.Desk, stays.GiveBack{ID: r.ID, Amount: eur("50"), Reason: "Panne"})
	staystest.Code(t, err, "stays.wrong_state")
	w.Clock.Set(time.Date(2027, 5, 10, 16, 0, 0, 0, time.UTC))
	if _, err = w.CheckIn(w.Desk, stays.CheckIn{ID: r.ID}); err == nil {
		_, err = w.Complete(w.Desk, stays.Complete{ID: r.ID})
	}
	if err != nil {
		t.Fatal(err)
	}
	paid := w.See(r.ID).NetPaid()
	for field, in := range map[string]stays.GiveBack{
		"amount": {Amount: paid.Add(eur("0.01")), Reason: "x"}, "bearer": {Amount: eur("1"), Bearer: "nobody", Reason: "x"}, "reason": {Amount: eur("1")},
	} {
		in.ID = r.ID
		if _, err := w.GiveBack(w.Desk, in); len(fault.FieldsOf(err)) != 1 || fault.FieldsOf(err)[0].Path != field {
			t.Errorf("%s: %v", field, err)
		}
	}
	v, err := w.GiveBack(w.Desk, stays.GiveBack{ID: r.ID, Amount: eur("50"), Bearer: stays.BearAgency, Reason: "Panne"})
	if err != nil || v.Owed.IsPositive() || v.NetPaid() != paid.Sub(eur("50")) {
		t.Fatalf("owed %s, held %s, %v", v.Owed, v.NetPaid(), err)
	}
	refund := stays.RecordRefund{Reservation: r.ID, Refund: w.IDs.Raw(), Amount: eur("50"), Reason: "Panne"}
	more := stays.RecordRefund{Reservation: r.ID, Refund: w.IDs.Raw(), Amount: eur("30"), Reason: "geste"}
	for _, in := range []stays.RecordRefund{refund, more, refund, more} {
		if _, err := w.RecordRefund(w.System, in); err != nil {
			t.Fatal(err)
		}
	}
	told := reductions(t, w)
	if len(told) != 2 || told[0].Bearer != "agency" || told[0].Waived != eur("50") || told[1].Amount != eur("30") || told[1].Waived != eur("80") || w.See(r.ID).Owed.IsPositive() {
		t.Errorf("%+v", told)
	}
}

// Beyond what a cancellation gave back, what was kept is less.
func TestMoreIsGivenBackThanACancellationDid(t *testing.T) {
	t.Parallel()
	w := staystest.NewWorld(t)
	r := paidUp(w, w.Property())
	w.Clock.Set(time.Date(2027, 5, 9, 20, 0, 0, 0, time.UTC))
	if _, err := w.CancelReservation(w.Desk, stays.CancelReservation{ID: r.ID, ByGuest: true}); err != nil {
		t.Fatal(err)
	}
	kept := w.See(r.ID).NetPaid()
	if !kept.IsPositive() {
		t.Fatal("nothing was kept")
	}
	if _, err := w.GiveBack(w.Desk, stays.GiveBack{ID: r.ID, Amount: kept, Reason: "Deuil"}); err != nil {
		t.Fatal(err)
	}
	if told := reductions(t, w); len(told) != 1 || told[0].Paid.IsPositive() || !told[0].Withdrew || told[0].Amount != kept || !told[0].Waived.IsZero() {
		t.Errorf("%+v", told)
	}
}

// What a guest still owes of a stay that comes to cost less is let go first; only the rest is sent to him.
func TestADebtIsLetGoFirst(t *testing.T) {
	t.Parallel()
	w := staystest.NewWorld(t)
	r := w.Book(w.Property(), "2027-05-10", "2027-05-14") // the deposit alone is paid
	w.Clock.Set(time.Date(2027, 5, 10, 16, 0, 0, 0, time.UTC))
	_, err := w.CheckIn(w.Desk, stays.CheckIn{ID: r.ID})
	if err == nil {
		_, err = w.Complete(w.Desk, stays.Complete{ID: r.ID})
	}
	if err != nil {
		t.Fatal(err)
	}
	owed, paid := w.See(r.ID).Owed, w.See(r.ID).NetPaid()
	v, err := w.GiveBack(w.Desk, stays.GiveBack{ID: r.ID, Amount: owed.Sub(eur("1")), Reason: "Panne"})
	if err != nil || v.Owed != eur("1") || v.NetPaid() != paid || v.RefundDue.IsPositive() {
		t.Fatalf("owed %s, paid %s: %v", v.Owed, v.NetPaid(), err)
	}
	v, err = w.GiveBack(w.Desk, stays.GiveBack{ID: r.ID, Amount: eur("11"), Reason: "Panne"})
	if err != nil || v.Owed.IsPositive() || v.RefundDue != eur("10") || v.Waived != owed.Add(eur("10")) {
		t.Fatalf("owed %s, to send %s: %v", v.Owed, v.RefundDue, err)
	}
	_, err = w.GiveBack(w.Desk, stays.GiveBack{ID: r.ID, Amount: paid, Reason: "Panne"})
	staystest.Code(t, err, "invalid")
	if told := reductions(t, w); len(told) != 2 || told[0].Amount != owed.Sub(eur("1")) || told[1].Amount != eur("11") {
		t.Errorf("%+v", told)
	}
}

// An agency that withdraws from a booking with arrhes owes its guest as much again, until somebody notes that it was paid; once.
func TestTheDoubleIsOwedUntilItIsPaid(t *testing.T) {
	t.Parallel()
	w := staystest.NewWorld(t)
	r := paidUp(w, w.Property())
	v, err := w.CancelReservation(w.Desk, stays.CancelReservation{ID: r.ID, Reason: "Travaux"})
	if err != nil || v.DoubleOwed() != r.Quote.Deposit {
		t.Fatalf("%s, want %s: %v", v.DoubleOwed(), r.Quote.Deposit, err)
	}
	owed := func() []stays.ReservationRow {
		rows, err := w.ListOwedBack(w.Desk, stays.ListOwedBack{})
		if err != nil {
			t.Fatal(err)
		}
		return rows
	}
	if rows := owed(); len(rows) != 1 || rows[0].DoubleOpen != r.Quote.Deposit || rows[0].RefundOpen != v.RefundDue || !rows[0].OpenSince.Equal(v.Cancellation.At) {
		t.Errorf("%+v", rows)
	}
	if _, err := w.RecordRefund(w.System, stays.RecordRefund{Reservation: r.ID, Refund: w.IDs.Raw(), Amount: v.RefundDue, Reason: "x"}); err != nil {
		t.Fatal(err)
	}
	if rows := owed(); len(rows) != 1 || rows[0].RefundOpen.IsPositive() {
		t.Errorf("%+v", rows)
	}
	v, err = w.PayDouble(w.Desk, stays.PayDouble{ID: r.ID})
	if err != nil || v.DoubleOwed().IsPositive() {
		t.Errorf("%s %v", v.DoubleOwed(), err)
	}
	if rows := owed(); len(rows) != 0 {
		t.Errorf("%+v", rows)
	}
	_, err = w.PayDouble(w.Desk, stays.PayDouble{ID: r.ID})
	staystest.Code(t, err, "stays.nothing_due")
	var asked, paid int
	for _, e := range w.Store.(*staystest.Mem).Published(w.Ctx) {
		switch e := e.(type) {
		case event.ReservationCancelled:
			if e.Double == r.Quote.Deposit {
				asked++
			}
		case event.ArrhesDoubled:
			if e.Amount == r.Quote.Deposit {
				paid++
			}
		}
	}
	if asked != 1 || paid != 1 {
		t.Errorf("owed %d times, paid %d times", asked, paid)
	}
}

package staystest

import (
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"comptoir/internal/kernel/contact"
	"comptoir/internal/kernel/period"
	"comptoir/internal/stays"
)

func racingHolds(t *testing.T, h Harness) {
	const guests = 16
	w := h.world(t)
	p := w.Property()
	var quotes [guests]stays.Quote
	for i := range quotes {
		from := period.MustDate("2027-05-03").AddDays(i % 3) // all have the night of the 5th
		q, err := w.Ask(p, from.String(), "2027-05-06")
		quotes[i] = Must(t, q, err)
	}
	var errs [guests]error
	var start, done sync.WaitGroup
	start.Add(1)
	for i := range quotes {
		done.Go(func() {
			start.Wait()
			guest := Guest()
			guest.Email = contact.Email(fmt.Sprintf("guest%d@example.com", i))
			_, errs[i] = w.BookStay(w.Ctx, stays.BookStay{Quote: quotes[i].ID, Guest: guest, AcceptTerms: true})
		})
	}
	start.Done()
	done.Wait()
	won := 0
	for _, err := range errs {
		if err == nil {
			won++
		} else if !errors.Is(err, stays.ErrPeriodTaken) {
			t.Errorf("a loser got %v", err)
		}
	}
	rows, err := w.Store.ReservationRows(w.Desk, stays.ReservationQuery{Order: "-booked"})
	if Must(t, rows, err); won != 1 || len(rows.Items) != 1 {
		t.Fatalf("%d guests won, %d reservations stand", won, len(rows.Items))
	}
}

func racingLatePayment(t *testing.T, h Harness) {
	for round := range 4 {
		w := h.world(t)
		p := w.Property()
		late := w.Hold(p, "2027-05-03", "2027-05-06")
		w.Clock.Advance(16 * time.Minute)
		q, err := w.Ask(p, "2027-05-04", "2027-05-07")
		Must(t, q, err)
		other := Guest()
		other.Email = "other@example.com"
		var booked, paid error
		var start, done sync.WaitGroup
		start.Add(1)
		done.Go(func() {
			start.Wait()
			_, booked = w.BookStay(w.Ctx, stays.BookStay{Quote: q.ID, Guest: other, AcceptTerms: true})
		})
		done.Go(func() {
			start.Wait()
			_, paid = w.RecordPayment(w.System, stays.RecordPayment{
				Reservation: late.Reservation.ID, Payment: late.Payment.ID, Purpose: stays.PurposeDeposit, Amount: late.Payment.Amount,
			})
		})
		start.Done()
		done.Wait()
		Must(t, 0, paid)
		r := w.See(late.Reservation.ID)
		switch {
		case booked == nil && r.Status == stays.Expired && r.RefundDue == late.Payment.Amount:
		case errors.Is(booked, stays.ErrPeriodTaken) && r.Status == stays.Confirmed && r.RefundDue.IsZero():
		default:
			t.Fatalf("round %d: the new guest got %v, the late payer is %s with %s to refund", round, booked, r.Status, r.RefundDue)
		}
	}
}

// refusedTo ends the test unless nobody else can have the days.
func (w *World) refusedTo(p stays.PropertyState, from, to string) {
	w.Helper()
	_, err := w.Ask(p, from, to)
	Code(w, err, "stays.period_taken")
}

func adjacentStays(t *testing.T, h Harness) {
	w := h.world(t)
	p := w.Property()
	w.Book(p, "2027-05-10", "2027-05-14")
	w.Book(p, "2027-05-14", "2027-05-18")
	w.Book(p, "2027-05-08", "2027-05-10")
	w.refusedTo(p, "2027-05-13", "2027-05-14")
	w.refusedTo(p, "2027-05-07", "2027-05-20")
	w.refusedTo(p, "2027-05-11", "2027-05-12")
	w.Book(w.Property(func(in *stays.CreateProperty) { in.Sheet.Slug = "next-door" }), "2027-05-10", "2027-05-14")
}

func preparation(t *testing.T, h Harness) {
	w := h.world(t)
	p := w.Property(func(in *stays.CreateProperty) { in.Rates.PreparationDays = 2 })
	w.Book(p, "2027-05-10", "2027-05-14")
	w.refusedTo(p, "2027-05-15", "2027-05-18")
	w.refusedTo(p, "2027-05-06", "2027-05-09") // its own preparation would run into the next stay
	w.Book(p, "2027-05-16", "2027-05-18")
	w.Book(p, "2027-05-06", "2027-05-08")
}

func expiredHold(t *testing.T, h Harness) {
	w := h.world(t)
	p := w.Property()
	b := w.Hold(p, "2027-05-10", "2027-05-14")
	w.Clock.Advance(15*time.Minute - time.Second)
	w.refusedTo(p, "2027-05-10", "2027-05-14")
	w.Clock.Advance(time.Second)
	next := w.Hold(p, "2027-05-12", "2027-05-16") // nobody has swept the first
	if got := w.See(b.Reservation.ID).Status; got != stays.Held {
		t.Fatalf("the first is %s", got)
	}
	_, err := w.ExpireHold(w.System, stays.ExpireHold{ID: b.Reservation.ID})
	Must(t, 0, err)
	if got := w.See(b.Reservation.ID).Status; got != stays.Expired {
		t.Fatalf("the first is %s", got)
	}
	w.refusedTo(p, "2027-05-12", "2027-05-16") // and its end has not freed the second's days
	_, err = w.CancelManaged(w.Ctx, stays.CancelManaged{Token: next.Reservation.ManageToken})
	Must(t, 0, err)
	w.Hold(p, "2027-05-12", "2027-05-16")
}

func (w *World) block(p stays.PropertyState, from, to string) (stays.BlockState, error) {
	return w.AddBlock(w.Desk, stays.AddBlock{
		Property: p.ID, From: period.MustDate(from), To: period.MustDate(to), Kind: stays.Maintenance, Note: "boiler",
	})
}

func blocksAndStays(t *testing.T, h Harness) {
	w := h.world(t)
	p := w.Property()
	r := w.Book(p, "2027-05-10", "2027-05-14")
	_, err := w.block(p, "2027-05-13", "2027-05-15")
	Code(t, err, "stays.period_taken")
	b, err := w.block(p, "2027-05-14", "2027-05-16")
	Must(t, b, err)
	w.refusedTo(p, "2027-05-15", "2027-05-18")
	_, err = w.block(p, "2027-05-15", "2027-05-18")
	Code(t, err, "stays.period_taken")
	_, err = w.MoveBlock(w.Desk, stays.MoveBlock{ID: b.ID, From: period.MustDate("2027-05-12")})
	Code(t, err, "stays.period_taken")
	moved, err := w.MoveBlock(w.Desk, stays.MoveBlock{ID: b.ID, To: period.MustDate("2027-05-17")}) // over its own days
	if Must(t, moved, err); moved.Version != 2 || moved.Note != "boiler" {
		t.Fatalf("the block is %+v", moved)
	}
	_, err = w.MoveBlock(w.Desk, stays.MoveBlock{ID: b.ID, Version: 1, To: period.MustDate("2027-05-18")})
	Code(t, err, "stays.stale")
	_, err = w.MoveReservation(w.Desk, stays.MoveReservation{Move: stays.Move{ID: r.ID, Change: stays.Change{CheckOut: period.MustDate("2027-05-15")}}})
	Code(t, err, "stays.period_taken")
	_, err = w.RemoveBlock(w.Desk, stays.RemoveBlock{ID: b.ID})
	Must(t, 0, err)
	_, err = w.RemoveBlock(w.Desk, stays.RemoveBlock{ID: b.ID})
	Code(t, err, "stays.unknown_block")
	w.Book(p, "2027-05-14", "2027-05-18")
}

func pendingChange(t *testing.T, h Harness) {
	w := h.world(t)
	p := w.Property()
	r := w.Book(p, "2027-05-10", "2027-05-14")
	longer := stays.Change{CheckOut: period.MustDate("2027-05-17")}
	c, err := w.ChangeManaged(w.Ctx, stays.ChangeManaged{Token: r.ManageToken, Change: longer})
	if Must(t, c, err); c.Payment == nil || c.Reservation.Stay != r.Stay {
		t.Fatalf("the change did not wait for its payment: %+v", c)
	}
	w.refusedTo(p, "2027-05-10", "2027-05-12")
	w.refusedTo(p, "2027-05-15", "2027-05-18")
	w.Book(p, "2027-05-17", "2027-05-18")
	w.Pay(r.ID, *c.Payment, stays.PurposeChange)
	if got := w.See(r.ID); got.Stay.To != longer.CheckOut || got.Pending != nil {
		t.Fatalf("the stay is %s", got.Stay)
	}
	// One that is not paid gives its days back, and keeps the agreed ones.
	earlier := stays.Change{CheckIn: period.MustDate("2027-05-08")}
	c, err = w.ChangeManaged(w.Ctx, stays.ChangeManaged{Token: r.ManageToken, Change: earlier})
	Must(t, c, err)
	w.refusedTo(p, "2027-05-08", "2027-05-09")
	w.Clock.Advance(15 * time.Minute)
	w.Book(p, "2027-05-08", "2027-05-10")
	w.refusedTo(p, "2027-05-10", "2027-05-12")
	// Its payment comes too late: the money goes back, the stay stands.
	w.Pay(r.ID, *c.Payment, stays.PurposeChange)
	if got := w.See(r.ID); got.Stay.From.String() != "2027-05-10" || got.RefundDue != c.Payment.Amount || got.Status != stays.Confirmed {
		t.Fatalf("the stay is %s, %s, with %s to refund", got.Stay, got.Status, got.RefundDue)
	}
}

func movedDays(t *testing.T, h Harness) {
	w := h.world(t)
	p := w.Property()
	other := w.Property(func(in *stays.CreateProperty) { in.Sheet.Slug = "next-door" })
	r := w.Book(p, "2027-05-10", "2027-05-14")
	move := stays.Move{ID: r.ID, Property: other.ID, KeepPrice: true, Change: stays.Change{CheckIn: period.MustDate("2027-05-12"), CheckOut: period.MustDate("2027-05-16")}}
	v, err := w.MoveReservation(w.Desk, stays.MoveReservation{Move: move})
	if Must(t, v, err); v.Quote.Total != r.Quote.Total || v.Booked.Slug != "next-door" {
		t.Fatalf("moved to %s for %s", v.Booked.Slug, v.Quote.Total)
	}
	w.refusedTo(other, "2027-05-12", "2027-05-16")
	w.Book(other, "2027-05-10", "2027-05-12")
	w.Book(p, "2027-05-10", "2027-05-14")
}

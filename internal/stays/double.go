package stays

import (
	"context"
	"slices"

	"comptoir/internal/event"
	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/money"
)

// PayDouble notes that the agency has paid a guest the arrhes that it owed him a second time because it withdrew. No provider
// sends back more than it took: the sum goes by transfer.
type PayDouble struct {
	ID      ReservationID
	Version int
}

// Needs implements access.Guarded.
func (PayDouble) Needs() access.Permission { return PermCancelReservation }

func (s *Stays) payDouble(ctx context.Context, in PayDouble) (ReservationView, error) {
	return s.onReservation(ctx, in.ID, in.Version, func(_ Tx, r *Reservation, by By) error { return r.PayDouble(by) })
}

// ListOwedBack asks what the agency owes to guests: refunds under way, and arrhes a second time where it withdrew.
type ListOwedBack struct{}

// Needs implements access.Guarded.
func (ListOwedBack) Needs() access.Permission { return PermReadReservations }

// listOwedBack lists the oldest debt first.
func (s *Stays) listOwedBack(ctx context.Context, _ ListOwedBack) ([]ReservationRow, error) {
	today, err := s.today(ctx)
	if err != nil {
		return nil, err
	}
	rows, err := s.d.Store.ActiveRows(ctx, today)
	if err != nil {
		return nil, err
	}
	rows = slices.DeleteFunc(rows, func(r ReservationRow) bool { return !r.RefundOpen.IsPositive() && !r.DoubleOpen.IsPositive() })
	slices.SortStableFunc(rows, func(a, b ReservationRow) int { return a.OpenSince.Compare(b.OpenSince) })
	return rows, nil
}

// DoubleOwed is what the agency still owes the guest for having withdrawn.
func (s ReservationState) DoubleOwed() money.Amount {
	if c := s.Cancellation; c != nil && c.Double.IsPositive() && c.DoublePaidAt.IsZero() {
		return c.Double
	}
	return money.Zero(s.Quote.Total.Currency())
}

// PayDouble notes that it was paid.
func (r *Reservation) PayDouble(by By) error {
	owed := r.s.DoubleOwed()
	if !owed.IsPositive() {
		return ErrNothingDue
	}
	paid := *r.s.Cancellation // copies of the state share it
	paid.DoublePaidAt = by.At
	r.s.Cancellation = &paid
	r.happened(by, TimelineEntry{Kind: "double_paid", Amount: owed})
	r.tell(event.ArrhesDoubled{StayFacts: r.s.Facts(), Amount: owed})
	return nil
}

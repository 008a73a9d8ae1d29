package stays

import (
	"context"

	"comptoir/internal/kernel/money"
)

// Beneficiary is whose damage a part of a security deposit makes good: that is to whom it goes. Stored data.
type Beneficiary string

// The beneficiaries.
const (
	ForOwner  Beneficiary = "owner"  // of the property: it is owed to him like his rents
	ForAgency Beneficiary = "agency" // what it repaired itself, or let for itself
)

// beneficiary is to whom what is taken goes: whom the desk chose, else the owner where there is one.
func (s ReservationState) beneficiary(chosen Beneficiary) Beneficiary {
	switch {
	case s.Booked.OwnerName == "":
		return ForAgency
	case chosen == "":
		return ForOwner
	}
	return chosen
}

// ClaimedFor is to whom what is taken of the security deposit goes.
func (s ReservationState) ClaimedFor() Beneficiary { return s.beneficiary(s.CautionFor) }

// Claim notes what is asked of the security deposit and for whom, before anything is taken.
func (r *Reservation) Claim(amount money.Amount, reason string, to Beneficiary, by By) {
	r.s.CautionFor = to
	r.happened(by, TimelineEntry{Kind: "caution_claimed", Amount: amount, Note: reason})
}

// noteClaim keeps the claim with the reservation.
func (s *Stays) noteClaim(ctx context.Context, in TakeCaution, state ReservationState) error {
	_, err := s.onReservation(ctx, in.ID, 0, func(_ Tx, r *Reservation, by By) error {
		r.Claim(in.Amount, in.Reason, state.beneficiary(in.For), by)
		return nil
	})
	return err
}

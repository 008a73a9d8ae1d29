package stays

import (
	"context"
	"slices"
	"strings"

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

// claimKey names a claim. To whom it goes is a part of the name: of two claims at the same moment one takes the money, and the
// books give it to whom that one has named, whatever the other wanted.
func claimKey(to Beneficiary, key string) string { return "caution/" + string(to) + "/" + key }

// ClaimedFor is to whom what is taken of the security deposit goes: whom the claim names that has taken it. Claims of before they
// named anybody are told by the reservation.
func (s ReservationState) ClaimedFor(all []CautionPayment) Beneficiary {
	for _, p := range all {
		words := strings.SplitN(p.Key, "/", 3)
		if len(words) == 3 && words[0] == "caution" && (words[1] == string(ForOwner) || words[1] == string(ForAgency)) {
			return Beneficiary(words[1])
		}
	}
	return s.beneficiary(s.CautionFor)
}

// Claim notes what was asked of the security deposit and for whom.
func (r *Reservation) Claim(amount money.Amount, reason string, to Beneficiary, by By) {
	r.s.CautionFor = to
	r.happened(by, TimelineEntry{Kind: "caution_claimed", Amount: amount, Note: reason})
}

// claimed reports whether a claim has the money, or has asked for it.
func claimed(all []CautionPayment, key, reason string) bool {
	return slices.ContainsFunc(all, func(p CautionPayment) bool { return p.Key == key && p.Reason == reason })
}

// noteClaim keeps the claim with the reservation, once the money is asked for: what somebody wanted and did not get is no claim.
// The last one is not noted again.
func (s *Stays) noteClaim(ctx context.Context, in TakeCaution, to Beneficiary) error {
	_, err := s.onReservation(ctx, in.ID, 0, func(_ Tx, r *Reservation, by By) error {
		for _, e := range slices.Backward(r.s.Timeline) {
			if e.Kind != "caution_claimed" {
				continue
			}
			if e.Amount == in.Amount && e.Note == in.Reason && r.s.CautionFor == to {
				return nil
			}
			break
		}
		r.Claim(in.Amount, in.Reason, to, by)
		return nil
	})
	return err
}

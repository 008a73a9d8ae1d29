package stays

import (
	"time"

	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/period"
)

// PolicyCode names a cancellation policy: flexible, moderate, firm, strict, or one of the agency's own.
type PolicyCode string

// The policies that every agency may offer.
const (
	Flexible PolicyCode = "flexible"
	Moderate PolicyCode = "moderate"
	Firm     PolicyCode = "firm"
	Strict   PolicyCode = "strict"
)

// Policy is a cancellation policy as data. It is frozen with its version into each booking, so that an edit never
// changes what was agreed. Tiers run from the earliest cancellation to the latest.
type Policy struct {
	Code    PolicyCode `json:"code"`
	Version int        `json:"version"`
	Name    Text       `json:"name"`
	Tiers   []Tier     `json:"tiers"`
	Grace   *Grace     `json:"grace,omitempty"`
	// Prepaid is what the money is in law that a guest pays before his stay.
	Prepaid Prepayment `json:"prepaid,omitempty"`
}

// Prepayment is what money paid in advance is in law; stored data.
type Prepayment string

// The natures. Where nothing is said, the law takes it for arrhes (Code de la consommation, article L214-1). With arrhes each
// side may withdraw: the guest loses them, the agency gives back twice as much (Code civil, article 1590). With an acompte the
// contract is firm: who withdraws owes the other what that costs him. What the policy gives back to the guest holds in both.
const (
	Unsaid  Prepayment = ""
	Arrhes  Prepayment = "arrhes"
	Acompte Prepayment = "acompte"
)

// Prepayments lists the natures.
func Prepayments() []Prepayment { return []Prepayment{Unsaid, Arrhes, Acompte} }

// sentence says it in the contract and before a booking is cancelled.
func (p Prepayment) sentence(french bool) string {
	switch {
	case p == Arrhes && french:
		return "La somme versée à la réservation constitue des arrhes (Code civil, article 1590 ; Code de la consommation, article L214-1) : vous pouvez renoncer en l’abandonnant, sauf remboursement prévu ci-dessus ; si l’agence renonce, elle vous en restitue le double."
	case p == Arrhes:
		return "What is paid on booking is earnest money (arrhes: Code civil, article 1590; Code de la consommation, article L214-1): you may withdraw and lose it, unless a refund is provided above; if the agency withdraws it gives back twice as much."
	case p == Acompte && french:
		return "La somme versée à la réservation est un acompte : le contrat est ferme. Qui ne l’exécute pas doit à l’autre la réparation de son dommage, sous réserve des remboursements prévus ci-dessus."
	case p == Acompte:
		return "What is paid on booking is a part payment (acompte): the contract is firm. Whoever does not perform it owes the other his damage, subject to the refunds provided above."
	}
	return ""
}

// Tier gives back Percent of the nights beyond the first KeepNights when the guest cancels at least Hours before the
// check-in time, "at least" included, on the property's own wall clock.
type Tier struct {
	Hours      int           `json:"hours"`
	Percent    money.Percent `json:"percent"`
	KeepNights int           `json:"keepNights"`
}

// Grace gives everything back within some hours of booking, if the arrival is far enough.
type Grace struct {
	WithinHours int `json:"withinHours"` // of the booking
	BeforeHours int `json:"beforeHours"` // of the check-in, at least
}

// Cancelling is what a policy decides on.
type Cancelling struct {
	Quote    Quote
	Anchor   period.Moment // check-in on the property's wall clock; the earliest agreed when the stay was moved late
	Place    *time.Location
	BookedAt time.Time
	Now      time.Time
}

// Outcome is what a policy decides: of the total, so much is kept and so much is given back.
type Outcome struct {
	Kept       money.Amount  `json:"kept"`
	Refundable money.Amount  `json:"refundable"`
	Tier       int           `json:"tier"` // index of the tier that applied; −1 grace; len(Tiers) none
	Percent    money.Percent `json:"percent"`
}

package stays

import (
	"time"

	"comptoir/internal/kernel/money"
)

// LegalProfile says which limits the law sets to what an agency takes before the stay. The lines are data to be checked
// by a lawyer for each tenant (rental.md, §5.6).
type LegalProfile string

// The profiles. Agency is the reading of the notaries of décret 72-678 art. 68: at most 25 % of the rent before the
// balance, which is due at the earliest a month before; stays of at most 90 nights. AgencyStrict: nothing more than the
// 25 % before the keys are handed over, nothing earlier than six months before. OwnerDirect: no limit of its own.
const (
	Agency       LegalProfile = "agency"
	AgencyStrict LegalProfile = "agency_strict"
	OwnerDirect  LegalProfile = "owner_direct"
)

// Settings are one agency's choices. There is one per tenant; DefaultSettings until it is saved.
type Settings struct {
	Version         int             `json:"version"` // 0: never saved
	Currency        money.Currency  `json:"currency"`
	Zone            string          `json:"zone"` // IANA; the desk's "today"
	ReferencePrefix string          `json:"referencePrefix"`
	Legal           LegalProfile    `json:"legal"`
	DepositPercent  money.Percent   `json:"depositPercent"`        // of the rent, floored to the cent
	BalanceDays     int             `json:"balanceDays"`           // before arrival; later bookings pay all at once
	Instalments     []Instalment    `json:"instalments,omitempty"` // between the deposit and the balance
	HoldMinutes     int             `json:"holdMinutes"`
	QuoteMinutes    int             `json:"quoteMinutes"`
	Offered         []PolicyCode    `json:"offered"`  // policies that properties may choose
	Policies        []Policy        `json:"policies"` // the agency's own, and its versions of the standard ones
	MailTexts       map[string]Text `json:"mailTexts"`
	UpdatedAt       time.Time       `json:"updatedAt,omitzero"`
}

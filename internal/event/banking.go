package event

import (
	"time"

	"comptoir/internal/kernel/contact"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/period"
)

// BankDetailsChanged says that somebody will be paid on another account from UsableAt on. The account is masked.
type BankDetailsChanged struct {
	Payee    ident.Raw     `json:"payee"`
	Name     string        `json:"name"`
	Email    contact.Email `json:"email,omitempty"` // "": he has no account, and is not written to
	Locale   string        `json:"locale,omitempty"`
	Account  string        `json:"account"`
	UsableAt time.Time     `json:"usableAt"`
	By       string        `json:"by"`
	At       time.Time     `json:"at"`
}

// PayoutFacts is a transfer to an owner.
type PayoutFacts struct {
	Batch     ident.Raw     `json:"batch"`
	Line      ident.Raw     `json:"line"`
	Number    string        `json:"number"`    // of the batch
	Reference string        `json:"reference"` // which the bank carries to the payee
	Payee     ident.Raw     `json:"payee"`
	Name      string        `json:"name"`
	Email     contact.Email `json:"email,omitempty"`
	Locale    string        `json:"locale,omitempty"`
	Account   string        `json:"account"` // masked
	Amount    money.Amount  `json:"amount"`
	Parts     []PayoutPart  `json:"parts"`
}

// PayoutPart is the share of one property in a transfer.
type PayoutPart struct {
	Property ident.Raw    `json:"property"`
	Name     string       `json:"name"`
	Amount   money.Amount `json:"amount"`
}

// PayoutExecuted says that the bank has sent a transfer.
type PayoutExecuted struct {
	PayoutFacts
	On period.Date `json:"on"`
}

// PayoutReturned says that a transfer came back.
type PayoutReturned struct {
	PayoutFacts
	On     period.Date `json:"on"`
	Reason string      `json:"reason"` // ISO 20022 code: "AC01", "AC04", …
}

// EventName implements Event.
func (BankDetailsChanged) EventName() string { return "banking.details_changed.v1" }

// EventName implements Event.
func (PayoutExecuted) EventName() string { return "banking.payout_executed.v1" }

// EventName implements Event.
func (PayoutReturned) EventName() string { return "banking.payout_returned.v1" }

package event

import (
	"time"

	"comptoir/internal/kernel/contact"
	"comptoir/internal/kernel/ident"
)

// ContractGenerated says that the contract of a confirmed stay exists as a document.
type ContractGenerated struct {
	Contract ident.Raw `json:"contract"`
	Number   string    `json:"number"`
	File     string    `json:"file"`   // key in the file store
	SHA256   string    `json:"sha256"` // of the document, in hexadecimal
	Revision int       `json:"revision"`
	Stay     StayFacts `json:"stay"`
}

// ContractFacts is a contract on its way to be signed, as its consumers need it. Links and codes are never in it.
type ContractFacts struct {
	Contract ident.Raw      `json:"contract"`
	Number   string         `json:"number"`
	Kind     string         `json:"kind"` // "stay", "mandate"
	Subject  ident.Raw      `json:"subject"`
	Revision int            `json:"revision"`
	Amends   string         `json:"amends,omitempty"` // number of the signed contract that this addendum changes
	SHA256   string         `json:"sha256"`           // of the document to sign
	Signer   ContractSigner `json:"signer"`           // who signs beside the business
	Title    string         `json:"title"`            // what it is about, for people: "Ty Mor, du 10 au 17 juillet 2027"
	Stay     *StayFacts     `json:"stay,omitempty"`   // of kind "stay"
}

// ContractSigner is the person who signs beside the business.
type ContractSigner struct {
	Name   string        `json:"name"`
	Email  contact.Email `json:"email"`
	Locale string        `json:"locale"`
}

// ContractSent says that the signer is to be sent the private link of a contract.
type ContractSent struct {
	ContractFacts
	Reminder  bool      `json:"reminder"` // it was sent before
	ExpiresAt time.Time `json:"expiresAt"`
}

// ContractCodeAsked says that the signer is to be sent the code by which he proves that the address is his.
type ContractCodeAsked struct {
	ContractFacts
	Challenge int       `json:"challenge"` // which of the contract's codes
	ExpiresAt time.Time `json:"expiresAt"`
}

// ContractViewed says that the signer has opened the contract.
type ContractViewed struct{ ContractFacts }

// ContractSigned says that one party has signed.
type ContractSigned struct {
	ContractFacts
	Party     string `json:"party"`     // "signer", "agency"
	By        string `json:"by"`        // the name under the signature
	Remaining int    `json:"remaining"` // parties who have not signed yet
}

// ContractRefused says that the signer does not want the contract.
type ContractRefused struct {
	ContractFacts
	Reason string `json:"reason"`
}

// ContractCompleted says that all have signed and the document is sealed.
type ContractCompleted struct {
	ContractFacts
	File         string `json:"file"` // key of the sealed document in the file store
	SealedSHA256 string `json:"sealedSha256"`
}

// ContractExpired says that nobody signed in time.
type ContractExpired struct{ ContractFacts }

// ContractVoided says that a contract is to be signed no more: replaced, cancelled with its stay, or taken back.
type ContractVoided struct {
	ContractFacts
	Reason string `json:"reason"`
}

// EventName implements Event.
func (ContractGenerated) EventName() string { return "contracts.contract_generated.v1" }

// EventName implements Event.
func (ContractSent) EventName() string { return "contracts.contract_sent.v1" }

// EventName implements Event.
func (ContractCodeAsked) EventName() string { return "contracts.contract_code_asked.v1" }

// EventName implements Event.
func (ContractViewed) EventName() string { return "contracts.contract_viewed.v1" }

// EventName implements Event.
func (ContractSigned) EventName() string { return "contracts.contract_signed.v1" }

// EventName implements Event.
func (ContractRefused) EventName() string { return "contracts.contract_refused.v1" }

// EventName implements Event.
func (ContractCompleted) EventName() string { return "contracts.contract_completed.v1" }

// EventName implements Event.
func (ContractExpired) EventName() string { return "contracts.contract_expired.v1" }

// EventName implements Event.
func (ContractVoided) EventName() string { return "contracts.contract_voided.v1" }

package event

import "comptoir/internal/kernel/ident"

// ContractGenerated says that the contract of a confirmed stay exists as a document.
type ContractGenerated struct {
	Contract ident.Raw `json:"contract"`
	Number   string    `json:"number"`
	File     string    `json:"file"`   // key in the file store
	SHA256   string    `json:"sha256"` // of the document, in hexadecimal
	Revision int       `json:"revision"`
	Stay     StayFacts `json:"stay"`
}

// EventName implements Event.
func (ContractGenerated) EventName() string { return "contracts.contract_generated.v1" }

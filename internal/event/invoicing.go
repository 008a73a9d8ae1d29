package event

import (
	"comptoir/internal/kernel/contact"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/period"
)

// InvoiceFacts is an issued paper (an invoice, deposit invoice, credit note or receipt) as its consumers need it.
type InvoiceFacts struct {
	Invoice       ident.Raw     `json:"invoice"`
	Kind          string        `json:"kind"` // "invoice", "deposit", "credit_note", "receipt"
	Number        string        `json:"number"`
	Title         string        `json:"title"` // "Facture F-2027-00042", in the customer's language
	IssuedOn      period.Date   `json:"issuedOn"`
	DueOn         period.Date   `json:"dueOn"`
	Total         money.Amount  `json:"total"`
	Owed          money.Amount  `json:"owed"`
	Credits       string        `json:"credits,omitempty"` // the number of the invoice that a credit note corrects
	CustomerName  string        `json:"customerName"`
	CustomerEmail contact.Email `json:"customerEmail,omitempty"`
	Language      string        `json:"language"`
	SubjectKind   string        `json:"subjectKind,omitempty"`
	Subject       ident.Raw     `json:"subject,omitzero"`
	File          string        `json:"file"`   // key in the file store
	SHA256        string        `json:"sha256"` // of the document, in hexadecimal
}

// InvoiceReady says that the document of a paper exists; Send asks for it to be sent to the customer.
type InvoiceReady struct {
	InvoiceFacts
	Send bool `json:"send"`
}

// InvoiceIssued says that a paper which is about no stay has its number, and what it adds to the turnover and its VAT; both
// are below zero for a credit note. Papers of stays are not told: the stay itself is.
type InvoiceIssued struct {
	InvoiceFacts
	Net money.Amount `json:"net"`
	VAT money.Amount `json:"vat"`
}

// InvoicePaid says that somebody has entered a payment of such a paper.
type InvoicePaid struct {
	InvoiceFacts
	Payment string       `json:"payment"` // names it
	Amount  money.Amount `json:"amount"`
	Method  string       `json:"method"` // "transfer", "cheque", "cash", "card", "other"
	PaidOn  period.Date  `json:"paidOn"`
}

// InvoiceOverdue says that an invoice was not paid by its day, and that the customer is to be reminded.
type InvoiceOverdue struct {
	InvoiceFacts
	Level int    `json:"level"` // 1 to 3
	Text  string `json:"text"`  // the business's words, in the customer's language
}

// EventName implements Event.
func (InvoiceReady) EventName() string { return "invoicing.invoice_ready.v1" }

// EventName implements Event.
func (InvoiceIssued) EventName() string { return "invoicing.invoice_issued.v1" }

// EventName implements Event.
func (InvoicePaid) EventName() string { return "invoicing.invoice_paid.v1" }

// EventName implements Event.
func (InvoiceOverdue) EventName() string { return "invoicing.invoice_overdue.v1" }

package ledger

import (
	"strings"

	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/period"
)

// Revenue is what is earned by invoices that were written by hand.
const Revenue Path = "tenant:revenue:invoices"

// Billed is a paper that was written by hand and issued: an invoice, or a credit note that takes one back. Nobody else tells
// the books of it, as stays do of theirs.
type Billed struct {
	Fact
	Invoice string // identifier of the paper
	Account string // number of the invoice: its customer's account, also where a credit note takes it back
	Label   string
	On      period.Date
	Net     money.Amount // below zero: taken back
	VAT     money.Amount
}

// Transaction books it; nothing of a paper that comes to nothing.
func (b Billed) Transaction() (PostTransaction, bool) {
	d := &division{}
	d.add(Revenue, b.Net)
	d.add(VAT, b.VAT)
	d.guest(CustomerOf(b.Account))
	return PostTransaction{Key: "invoicing/" + b.Invoice + "/issued", Journal: SalesJournal, BookedAt: b.At, ValueOn: b.On, Label: b.Label, Piece: b.Piece,
		Metadata: map[string]string{"invoice": b.Invoice}, Postings: d.entries}, len(d.entries) > 1
}

// Settled is money that somebody has entered as paid for such an invoice.
type Settled struct {
	Fact
	Payment string // names it, so that it is booked once
	Account string // number of the invoice
	Method  string // "transfer", "cheque", "cash", "card", "other"
	On      period.Date
	Amount  money.Amount
}

// Transaction books it.
func (s Settled) Transaction() PostTransaction {
	return PostTransaction{Key: "invoicing/" + s.Payment, Journal: BankJournal, BookedAt: s.At, ValueOn: s.On, Label: "Règlement de la facture " + s.Account, Piece: s.Piece,
		Metadata: map[string]string{"payment": s.Payment}, Postings: []Entry{DebitOf(ownMoneyBy(s.Method), s.Amount), CreditOf(CustomerOf(s.Account), s.Amount)}}
}

// CustomerOf is the account of the customer of one invoice.
func CustomerOf(number string) Path { return GuestOf("invoice:" + strings.ToLower(number)) }

// ownMoneyBy is where money of the business's own comes in. Of a means that the program does not know somebody must say where
// the money is: it waits in suspense.
func ownMoneyBy(method string) Path {
	switch method {
	case "transfer":
		return "bank:main"
	case "cash":
		return "cash"
	case "cheque":
		return "cheques:own"
	case "card":
		return ClearingOf(method)
	}
	return "suspense:invoices"
}

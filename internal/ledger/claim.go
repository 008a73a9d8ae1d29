package ledger

import "comptoir/internal/kernel/money"

// Claim is a part of a security deposit that was taken, or that went back afterwards: it is held for whom it belongs to,
// and never counts as the stay's price.
type Claim struct {
	Fact
	Payment, Refund string // Refund: it goes back
	Provider        string
	Amount          money.Amount
}

// Transaction books it.
func (c Claim) Transaction() PostTransaction {
	p := PostTransaction{Key: "payments/" + c.Payment + "/succeeded", Journal: BankJournal, BookedAt: c.At, Label: "Caution prélevée", Piece: c.Piece,
		Metadata: map[string]string{"payment": c.Payment}, Postings: []Entry{DebitOf(ClearingOf(c.Provider), c.Amount), CreditOf(DepositOf(c.Subject), c.Amount)}}
	if c.Refund != "" {
		p.Key, p.Label = "payments/refund/"+c.Refund, "Caution rendue"
		p.Postings = []Entry{DebitOf(DepositOf(c.Subject), c.Amount), CreditOf(ClearingOf(c.Provider), c.Amount)}
	}
	return p
}

// Contest is money that a guest's bank took back, or gave again when a dispute was won. Meanwhile, and for good when it
// is lost, the guest owes it.
type Contest struct {
	Fact
	Payment, Dispute string
	Provider         string
	Amount           money.Amount
	Won              bool
}

// Transaction books it.
func (c Contest) Transaction() PostTransaction {
	p := PostTransaction{Key: "payments/" + c.Payment + "/dispute/" + c.Dispute, Journal: BankJournal, BookedAt: c.At, Label: "Paiement contesté", Piece: c.Piece,
		Metadata: map[string]string{"payment": c.Payment, "dispute": c.Dispute}, Postings: []Entry{DebitOf(GuestOf(c.Subject), c.Amount), CreditOf(ClearingOf(c.Provider), c.Amount)}}
	if c.Won {
		p.Key, p.Label = p.Key+"/won", "Litige gagné"
		p.Postings = []Entry{DebitOf(ClearingOf(c.Provider), c.Amount), CreditOf(GuestOf(c.Subject), c.Amount)}
	}
	return p
}

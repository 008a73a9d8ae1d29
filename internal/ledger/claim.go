package ledger

import (
	"time"

	"comptoir/internal/kernel/money"
)

// Claim is a part of a security deposit that was taken, or that went back afterwards. It passes through the account of
// deposits, which says what came in and went back, on to whom it belongs (Award), and never counts as the stay's price.
type Claim struct {
	Fact
	Payment, Refund string // Refund: it goes back
	Provider        string
	Amount          money.Amount
	// Property whose owner the damage is made good to; "": the agency itself. An indemnity is no price: no fee, no tax on it
	// (CJCE 18 July 2007, C-277/05; BOI-TVA-BASE-10-10-50).
	Property string
}

// Transaction books what moved at the provider.
func (c Claim) Transaction() PostTransaction {
	p := PostTransaction{Key: ReceiptKey(c.Payment), Journal: BankJournal, BookedAt: c.At, Label: "Caution prélevée", Piece: c.Piece,
		Metadata: map[string]string{"payment": c.Payment}, Postings: []Entry{DebitOf(ClearingOf(c.Provider), c.Amount), CreditOf(DepositOf(c.Subject), c.Amount)}}
	if c.Refund != "" {
		p.Key, p.Label = "payments/refund/"+c.Refund, "Caution rendue"
		p.Postings = []Entry{DebitOf(DepositOf(c.Subject), c.Amount), CreditOf(ClearingOf(c.Provider), c.Amount)}
	}
	return p
}

// holdKey names what is held of a payment.
func (c Claim) holdKey() string { return "payments/" + c.Payment + "/authorized" }

// FindHold asks for what is held of the deposit, if anything is.
func (c Claim) FindHold() OpenHold { return OpenHold{Key: c.holdKey()} }

// Hold books that a provider holds the money on the guest's card: nothing has moved. A hold whose end nobody knows dies
// after seven days, as a card network's does (Stripe, "Place a hold on a payment method").
func (c Claim) Hold(until time.Time) HoldAmount {
	if until.IsZero() {
		until = c.At.AddDate(0, 0, 7)
	}
	return HoldAmount{Key: c.holdKey(), Journal: BankJournal, Label: "Caution autorisée", Piece: c.Piece, Metadata: map[string]string{"payment": c.Payment}, ExpiresAt: until,
		Postings: []Entry{DebitOf(ClearingOf(c.Provider), c.Amount), CreditOf(DepositOf(c.Subject), c.Amount)}}
}

// Capture books what was taken of a hold, and to whom it goes; the rest is let go.
func (c Claim) Capture(hold TransactionID) CaptureHold {
	p := c.Transaction()
	return CaptureHold{Key: p.Key, Hold: hold, Label: p.Label, Postings: p.Postings, Metadata: p.Metadata, Then: []PostTransaction{c.Award()}}
}

// Release books that everything was let go.
func (c Claim) Release(hold TransactionID) VoidHold {
	return VoidHold{Key: "payments/" + c.Payment + "/released", Hold: hold, Label: "Caution libérée"}
}

// Award books whose it is: what was taken is owed to the property's owner, or is the agency's; what goes back is taken from
// whom had it.
func (c Claim) Award() PostTransaction {
	to := Damages
	if c.Property != "" {
		to = PayableOf(c.Property)
	}
	p := PostTransaction{Key: "payments/" + c.Payment + "/awarded", Journal: OtherJournal, BookedAt: c.At, Label: "Dommage indemnisé sur la caution", Piece: c.Piece,
		Metadata: map[string]string{"payment": c.Payment}, Postings: []Entry{DebitOf(DepositOf(c.Subject), c.Amount), CreditOf(to, c.Amount)}}
	if c.Refund != "" {
		p.Key, p.Label = "payments/refund/"+c.Refund+"/awarded", "Indemnité reprise, caution rendue"
		p.Postings = []Entry{DebitOf(to, c.Amount), CreditOf(DepositOf(c.Subject), c.Amount)}
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

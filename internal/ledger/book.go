package ledger

import (
	"context"
	"time"

	"comptoir/internal/event"
	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/period"
)

// Terms are what an agency has agreed with its owners: how what guests pay is divided when a stay has taken place. Taxes are
// none of them: what is VAT is said once, by the business's regime, to books and papers alike (Charge, Stay.FeeVAT).
type Terms struct {
	// Commission is the agency's fee on the rent, its own tax included. Zero: all of the rent is the owner's.
	Commission money.Percent
}

// GetTerms asks for the business's terms.
type GetTerms struct{}

// Needs implements access.Guarded.
func (GetTerms) Needs() access.Permission { return PermRead }

// SetTerms changes them for the stays that end from now on; what was booked stays as it is.
type SetTerms struct{ Terms Terms }

// Needs implements access.Guarded.
func (SetTerms) Needs() access.Permission { return PermSettings }

func (l *Ledger) setTerms(ctx context.Context, q SetTerms) (Terms, error) {
	var c fault.Check
	c.That(q.Terms.Commission >= 0 && q.Terms.Commission <= money.Pct(100), "commission", "out_of_range", "0 to 100 percent")
	if err := c.Err(); err != nil {
		return Terms{}, err
	}
	return q.Terms, l.d.Store.SetTerms(ctx, q.Terms)
}

// Fact is what every fact that reaches the books has.
type Fact struct {
	Subject string // whom the money is about: the identifier of a booking
	Piece   string // its reference, for people
	At      time.Time
}

// Receipt is money that a provider has taken for us.
type Receipt struct {
	Fact
	Payment  string
	Provider string
	Purpose  string
	Amount   money.Amount
}

// ReceiptKey is the key under which a payment's money coming in is booked.
func ReceiptKey(payment string) string { return "payments/" + payment + "/succeeded" }

// Transaction books it: it is the guest's money, which we hold.
func (r Receipt) Transaction() PostTransaction {
	return PostTransaction{Key: ReceiptKey(r.Payment), Journal: BankJournal, BookedAt: r.At, Label: "Encaissement " + purposes[r.Purpose],
		Piece: r.Piece, Metadata: map[string]string{"payment": r.Payment, "purpose": r.Purpose},
		Postings: []Entry{DebitOf(ClearingOf(r.Provider), r.Amount), CreditOf(GuestOf(r.Subject), r.Amount)}}
}

var purposes = map[string]string{"deposit": "de l’acompte", "balance": "du solde", "total": "du séjour", "change": "d’un changement"}

// Repayment is money that went back.
type Repayment struct {
	Fact
	Payment, Refund string
	Provider        string
	Amount          money.Amount
}

// Transaction books it.
func (r Repayment) Transaction() PostTransaction {
	return PostTransaction{Key: "payments/refund/" + r.Refund, Journal: BankJournal, BookedAt: r.At, Label: "Remboursement", Piece: r.Piece,
		Metadata: map[string]string{"payment": r.Payment, "refund": r.Refund},
		Postings: []Entry{DebitOf(GuestOf(r.Subject), r.Amount), CreditOf(ClearingOf(r.Provider), r.Amount)}}
}

// Charge is what a guest pays of one nature, as the papers of the stay tax it.
type Charge struct {
	Nature event.Nature
	Amount money.Amount // VAT included
	VAT    money.Amount // in it
}

// Stay is a stay that took place: what was held for it is earned now.
type Stay struct {
	Fact
	Property  string
	Mandated  bool // the agency lets it for an owner; else it is the agency's own
	Departure period.Date
	Charges   []Charge
	FeeVAT    money.Percent // the rate on the agency's fee; 0: it is not liable
}

// Transaction divides the price between owner, agency and taxes. Nothing of a stay that cost nothing is booked.
func (s Stay) Transaction(t Terms) (PostTransaction, bool) {
	b := divided(s.Property, s.Mandated, t, s.FeeVAT, s.Charges, OwnRent)
	b.guest(GuestOf(s.Subject))
	return PostTransaction{Key: "stays/" + s.Subject + "/completed", Journal: SalesJournal, BookedAt: s.At, ValueOn: s.Departure, Label: "Séjour terminé",
		Piece: s.Piece, Metadata: dividedBy(s.Subject, s.Property, s.Mandated, t), Postings: b.entries}, len(b.entries) > 1
}

// Loss is a stay that will not take place, and what its policy keeps of what was paid.
type Loss struct {
	Fact
	Property  string
	Mandated  bool
	NoShow    bool
	Indemnity bool   // arrhes that the guest gave up, outside VAT; else the price of a service that was kept ready for him
	Kept      Charge // stands for rent, and is divided as rent would have been
	FeeVAT    money.Percent
}

// Transaction divides what is kept.
func (s Loss) Transaction(t Terms) (PostTransaction, bool) {
	own := OwnRent
	if s.Indemnity {
		own = Cancellation
	}
	s.Kept.Nature = event.Rent
	b := divided(s.Property, s.Mandated, t, s.FeeVAT, []Charge{s.Kept}, own)
	b.guest(GuestOf(s.Subject))
	p := PostTransaction{Key: "stays/" + s.Subject + "/cancelled", Journal: SalesJournal, BookedAt: s.At, Label: "Annulation, somme conservée", Piece: s.Piece,
		Metadata: dividedBy(s.Subject, s.Property, s.Mandated, t), Postings: b.entries}
	if s.NoShow {
		p.Key, p.Label = "stays/"+s.Subject+"/no_show", "Client non présenté, somme conservée"
	}
	return p, len(b.entries) > 1
}

// commission is the metadata that says at which rate a stay was divided: what is given back of it later is, at the same.
const commission = "commission"

func dividedBy(subject, property string, mandated bool, t Terms) map[string]string {
	m := map[string]string{"reservation": subject, "property": property}
	if mandated {
		m[commission] = t.Commission.String()
	}
	return m
}

// divided shares charges between the owner of a property, the agency and the taxes. An agency whose own papers tax the rent
// lets in its own name (CGI, article 256, V) and owes that VAT (article 283, 3): owner and fee share what is left of the rent.
func divided(property string, mandated bool, t Terms, feeVAT money.Percent, charges []Charge, own Path) *division {
	b := &division{}
	for _, c := range charges {
		net := c.Amount.Sub(c.VAT)
		b.add(VAT, c.VAT)
		switch {
		case c.Nature == event.TouristTax:
			b.add(TouristTax, net)
		case c.Nature == event.Service:
			b.add(Services, net)
		case mandated:
			fee := net.Exact().Of(t.Commission).Round()
			b.add(PayableOf(property), net.Sub(fee))
			b.taxed(Commission, fee, feeVAT)
		default:
			b.add(own, net)
		}
	}
	return b
}

// division collects credits, one an account.
type division struct {
	entries []Entry
	total   money.Amount
}

func (b *division) add(p Path, a money.Amount) {
	if a.IsZero() {
		return
	}
	b.total = b.total.Add(a)
	for i, e := range b.entries {
		if e.Account == p {
			b.entries[i].Amount = e.Amount.Sub(a)
			if b.entries[i].Amount.IsZero() {
				b.entries = append(b.entries[:i], b.entries[i+1:]...)
			}
			return
		}
	}
	b.entries = append(b.entries, CreditOf(p, a))
}

// taxed credits an amount that includes its tax: the tax is what is left of it, so that both sum to the amount.
func (b *division) taxed(p Path, gross money.Amount, vat money.Percent) {
	net := gross
	if hundred := int64(money.Pct(100)); vat > 0 {
		net = gross.Exact().MulInt(hundred).DivInt(hundred + int64(vat)).Round()
	}
	b.add(p, net)
	b.add(VAT, gross.Sub(net))
}

// guest debits the guest with all that was credited.
func (b *division) guest(p Path) {
	if !b.total.IsZero() {
		b.entries = append(b.entries, DebitOf(p, b.total))
	}
}

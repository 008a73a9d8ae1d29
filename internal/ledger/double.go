package ledger

import "comptoir/internal/kernel/money"

// ArrhesCharge is what an agency that withdraws owes its guests beside what they had paid.
const ArrhesCharge Path = "charges:arrhes"

// Doubled is that debt (Code de la consommation, article L214-1), and once Paid what was paid of it.
type Doubled struct {
	Fact
	Amount money.Amount
	Paid   bool
}

// Transaction books it: a charge of the agency alone, by transfer from its own bank account. It bears no tax: an indemnity.
func (d Doubled) Transaction() PostTransaction {
	p := PostTransaction{Key: "stays/" + d.Subject + "/double", Journal: OtherJournal, BookedAt: d.At, Label: "Arrhes dues au double, renonciation de l’agence", Piece: d.Piece,
		Metadata: map[string]string{"reservation": d.Subject}, Postings: []Entry{DebitOf(ArrhesCharge, d.Amount), CreditOf(GuestOf(d.Subject), d.Amount)}}
	if d.Paid {
		p.Key, p.Journal, p.Label = p.Key+"/paid", BankJournal, "Arrhes restituées au double, versées"
		p.Postings = []Entry{DebitOf(GuestOf(d.Subject), d.Amount), CreditOf(ownMoneyBy("transfer"), d.Amount)}
	}
	return p
}

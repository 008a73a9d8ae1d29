package ledger

import (
	"strconv"

	"comptoir/internal/kernel/money"
)

// Reduction is money of a stay that was given back after it had earned it: the counter-entry of what was divided.
type Reduction struct {
	Fact
	Property      string
	Mandated      bool
	Indemnity     bool // of what was kept of a stay that did not take place: Loss
	Bearer        string
	Version       int      // of the stay: books it once
	Before, After []Charge // what the stay had earned, and has now
	FeeVAT        money.Percent
}

// Transaction books it. Each gives back what he had of it, the agency its fee and the tax in it; unless one of them bears the
// whole: an agency as a discount of its own, an owner out of what is owed to him. The VAT of what the guest paid is less in
// any case, as his credit note says.
func (r Reduction) Transaction(t Terms) (PostTransaction, bool) {
	own := OwnRent
	if r.Indemnity {
		own = Cancellation
	}
	d := &division{}
	switch {
	case r.Mandated && (r.Bearer == "agency" || r.Bearer == "owner"):
		net, vat := less(r.Before, r.After)
		d.add(VAT, vat.Neg())
		if r.Bearer == "owner" {
			d.add(PayableOf(r.Property), net.Neg())
		} else {
			d.add(Discounts, net.Neg())
		}
	default:
		for _, e := range divided(r.Property, r.Mandated, t, r.FeeVAT, r.After, own).entries {
			d.add(e.Account, e.Amount.Neg())
		}
		for _, e := range divided(r.Property, r.Mandated, t, r.FeeVAT, r.Before, own).entries {
			d.add(e.Account, e.Amount)
		}
	}
	d.guest(GuestOf(r.Subject))
	return PostTransaction{Key: "stays/" + r.Subject + "/reduced/" + strconv.Itoa(r.Version), Journal: SalesJournal, BookedAt: r.At, Label: reductions[r.Bearer], Piece: r.Piece,
		Metadata: map[string]string{"reservation": r.Subject, "property": r.Property}, Postings: d.entries}, len(d.entries) > 1
}

var reductions = map[string]string{"": "Remboursement après séjour, partagé", "agency": "Remboursement après séjour, à la charge de l’agence", "owner": "Remboursement après séjour, à la charge du propriétaire"}

// less is by how much charges are less than before.
func less(before, after []Charge) (net, vat money.Amount) {
	for _, c := range before {
		net, vat = net.Add(c.Amount).Sub(c.VAT), vat.Add(c.VAT)
	}
	for _, c := range after {
		net, vat = net.Sub(c.Amount).Add(c.VAT), vat.Sub(c.VAT)
	}
	return net, vat
}

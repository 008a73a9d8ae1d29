package banking

import (
	"context"

	"comptoir/internal/kernel/money"
)

// Place is where money of the business is, or what it is owed to, on the other side of a movement between its own accounts.
// Stored data.
type Place string

// The places.
const (
	PlaceTill    Place = "till"    // cash that was taken to the bank, or fetched there
	PlaceCheques Place = "cheques" // cheques that were handed in
	PlaceClients Place = "clients" // the account of clients' money
	PlaceOwn     Place = "own"     // the business's own account
	PlaceTourist Place = "tax"     // the tourist tax, paid to the commune
	PlaceTransit Place = "transit" // on its way between two accounts whose statements both tell it (virements internes)

	// What was paid for the business's own invoices is kept apart from what it holds for others. Nobody names these two: they
	// are where the books put the other side of till and cheques, see of.
	PlaceOwnTill    Place = "own-till"
	PlaceOwnCheques Place = "own-cheques"
)

// OwnMoney is what stands at the places of the business, by the books.
type OwnMoney struct {
	Till, Cheques       money.Amount // of clients' money
	OwnTill, OwnCheques money.Amount // for its own invoices
	Transit             money.Amount // above zero: has left an account and not come to the other
	Tourist             money.Amount // that is owed to communes
	Earned              money.Amount // on the account of clients' money, and the business's own by now
}

// of says whose money an entry on the business's own account brings from the till or the cheques, or fetches: that of its own
// invoices where so much is there, else what its guests have paid.
func (s OwnMoney) of(to Place, moved money.Amount) Place {
	switch {
	case to == PlaceTill && (moved.IsNegative() || s.OwnTill.Cmp(moved) >= 0):
		return PlaceOwnTill
	case to == PlaceCheques && s.OwnCheques.Cmp(moved) >= 0:
		return PlaceOwnCheques
	}
	return to
}

// Own is a place that may be the other side of an entry.
type Own struct {
	Place  Place
	Amount money.Amount // that stands there
	Fits   bool         // it is what the entry moved
}

// ownSides are the places that may be the other side of an entry, those that fit first. clients: the entry is on the
// account of clients' money.
func ownSides(e Entry, clients bool, s OwnMoney) (out []Own) {
	add := func(p Place, stands, moved money.Amount) {
		o := Own{p, stands, stands.IsPositive() && stands.Cmp(moved) == 0}
		if o.Fits {
			out = append([]Own{o}, out...)
			return
		}
		out = append(out, o)
	}
	there, till, cheques := PlaceClients, s.OwnTill, s.OwnCheques // the other account, and what is brought to this one
	if clients {
		there, till, cheques = PlaceOwn, s.Till, s.Cheques
	}
	if in := e.Amount; in.IsPositive() {
		if s.of(PlaceTill, in) == PlaceTill && s.Till.Cmp(till) > 0 { // never on the clients' account: it is that already
			till = s.Till
		}
		if s.of(PlaceCheques, in) == PlaceCheques && s.Cheques.Cmp(cheques) > 0 {
			cheques = s.Cheques
		}
		add(PlaceTill, till, in)
		add(PlaceCheques, cheques, in)
		add(there, s.Transit, in)
		return out
	}
	gone := e.Amount.Neg()
	earned := s.Transit.Neg() // what came to the other account first
	if clients && !earned.IsPositive() {
		earned = s.Earned
	}
	add(there, earned, gone)
	add(PlaceTourist, s.Tourist, gone)
	add(PlaceTill, money.Zero(money.EUR), gone)
	return out
}

// ownPlaces are those that can be named.
func ownPlaces() []Place {
	return []Place{PlaceTill, PlaceCheques, PlaceClients, PlaceOwn, PlaceTourist}
}

// owns lists what an entry may be between the business's own accounts.
func (b *Banking) owns(ctx context.Context, e Entry) ([]Own, error) {
	account, err := b.account(ctx, e.Bank)
	if err != nil {
		return nil, err
	}
	s, err := b.d.Books.Standing(ctx)
	return ownSides(e, account.Clients, s), err
}

// through is where the books put the other side of a movement: where both accounts have statements, each tells its half, and
// the money is on its way in between; else the one statement tells it whole.
func (b *Banking) through(ctx context.Context, from Account, to Place) (Place, error) {
	if to != PlaceClients && to != PlaceOwn {
		return to, nil
	}
	if from.Clients == (to == PlaceClients) {
		return to, ErrSamePlace
	}
	all, err := b.d.Store.Accounts(ctx)
	if err != nil {
		return to, err
	}
	for _, a := range all {
		if !a.Closed && a.Clients == (to == PlaceClients) {
			return PlaceTransit, nil
		}
	}
	return to, nil
}

// between says of a movement between accounts of the business where its other side is.
func (b *Banking) between(ctx context.Context, e Entry, to Place, m *Matching) error {
	if e.Amount.IsPositive() && to == PlaceTourist || e.Amount.IsNegative() && to == PlaceCheques {
		return ErrOutgoing
	}
	account, err := b.account(ctx, e.Bank)
	if err != nil {
		return err
	}
	m.Place, m.Label = to, string(to)
	if m.Via, err = b.through(ctx, account, to); err != nil || account.Clients || to != PlaceTill && to != PlaceCheques {
		return err
	}
	s, err := b.d.Books.Standing(ctx)
	if err != nil {
		return err
	}
	m.Via = s.of(to, e.Amount) // said once: who tries again, or undoes it, finds it here
	return nil
}

// ownLabels are what the books say of a movement.
var ownLabels = map[Place]string{PlaceTill: "Espèces, mouvement avec la caisse", PlaceCheques: "Remise de chèques", PlaceClients: "Virement interne, fonds mandants",
	PlaceOwn: "Virement interne, compte de l’agence", PlaceTourist: "Versement de la taxe de séjour"}

package bankingtest

import (
	"bytes"
	"context"
	"errors"
	"maps"
	"strings"
	"sync"
	"testing"
	"time"

	"comptoir/internal/banking"
	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/period"
	"comptoir/internal/kernel/usecase"
)

// World is a business with three properties of two owners, one of whom has an account, and people who pay them.
type World struct {
	*banking.Banking
	Store     banking.Store
	Books     *Books
	Debts     *Debts
	Carriers  *Carriers
	Enrollers *Enrollers
	Vault     *Vault
	Clock     *Clock
	IDs       *ident.Source
	Tenant    access.TenantID

	Maelle  access.UserID // owns Ty Mor and Ker Avel
	TyMor   ident.Raw
	KerAvel ident.Raw
	Moulin  ident.Raw // of Yann, who has no account
	Account banking.AccountID

	maker, checker access.UserID
}

// Numbers that are right.
const (
	IBANFrance  = "FR76 3000 6000 0112 3456 7890 189"
	IBANGermany = "DE89 3704 0044 0532 0130 00"
	IBANBelgium = "BE68 5390 0754 7034"
)

// Clock is a clock that is moved.
type Clock struct {
	mu sync.Mutex
	at time.Time
}

// Now is its time.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

// Pass moves it.
func (c *Clock) Pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

// NewWorld makes a world on a store in memory.
func NewWorld(t testing.TB) *World {
	return NewWorldOn(t, NewMem(), access.TenantID{1})
}

// NewWorldOn makes one on another store.
func NewWorldOn(t testing.TB, store banking.Store, tenant access.TenantID) *World {
	t.Helper()
	w := &World{Store: store, Books: &Books{owed: map[ident.Raw]int64{}, posted: map[string]banking.Movement{}, moved: map[string]banking.Transfer{}, places: map[banking.Place]int64{}}, Debts: &Debts{taken: map[string]banking.Receipt{}, back: map[string]bool{}}, Carriers: &Carriers{known: map[banking.LineID]banking.Carried{}, sent: map[banking.LineID]banking.Order{}}, Enrollers: &Enrollers{}, Vault: &Vault{}, Clock: &Clock{at: time.Date(2026, 11, 21, 9, 30, 0, 0, time.UTC)}, Tenant: tenant}
	w.IDs = &ident.Source{Now: w.Clock.Now}
	w.Maelle, w.maker, w.checker = ident.Next[access.User](w.IDs), ident.Next[access.User](w.IDs), ident.Next[access.User](w.IDs)
	w.TyMor, w.KerAvel, w.Moulin = w.IDs.Raw(), w.IDs.Raw(), w.IDs.Raw()
	mandates := []banking.Mandate{{Property: w.TyMor, Name: "Ty Mor", User: w.Maelle, OwnerName: "Maëlle Le Bihan", Email: "maelle@example.org", Locale: "fr"},
		{Property: w.KerAvel, Name: "Ker Avel", User: w.Maelle, OwnerName: "Maëlle Le Bihan", Email: "maelle@example.org", Locale: "fr"},
		{Property: w.Moulin, Name: "Le Moulin", OwnerName: "Yann Kermadec", Locale: "fr"}}
	w.Banking = banking.New(banking.Deps{Store: store, Books: w.Books, Debts: w.Debts, Mandates: func(context.Context) ([]banking.Mandate, error) { return mandates, nil }, Vault: w.Vault, Carriers: w.Carriers, Enrollers: w.Enrollers, Sandbox: true,
		Now: w.Clock.Now, IDs: w.IDs, Observer: usecase.Silent{}, Zone: func(context.Context) *time.Location { return time.UTC }})
	a, err := w.PutAccount(w.System(t), banking.PutAccount{Name: "Mandants", Holder: "Agence Rivages", IBAN: IBANFrance, BIC: "AGRIFRPP", Clients: true})
	if err != nil {
		t.Fatal(err)
	}
	w.Account = a.ID
	return w
}

// System is the program.
func (w *World) System(t testing.TB) context.Context {
	return access.AsSystem(t.Context(), w.Tenant, "test")
}

func (w *World) person(t testing.TB, id access.UserID, name string, may ...access.Permission) context.Context {
	a := access.Actor{Kind: access.Person, Tenant: w.Tenant, User: id, Name: name, Fresh: true, Permissions: map[access.Permission]bool{}}
	for _, p := range may {
		a.Permissions[p] = true
	}
	return access.With(t.Context(), a)
}

// Maker may do everything at the desk, and proposes.
func (w *World) Maker(t testing.TB) context.Context {
	return w.person(t, w.maker, "Nolwenn", banking.PermRead, banking.PermPropose, banking.PermApprove, banking.PermDetails, banking.PermSettings, banking.PermReconcile)
}

// Checker may as much, and is somebody else.
func (w *World) Checker(t testing.TB) context.Context {
	return w.person(t, w.checker, "Tristan", banking.PermRead, banking.PermPropose, banking.PermApprove, banking.PermDetails, banking.PermReconcile)
}

// Owner is Maëlle.
func (w *World) Owner(t testing.TB) context.Context {
	return w.person(t, w.Maelle, "Maëlle Le Bihan", banking.PermOwn)
}

// Payable lets both owners be paid: their details have cooled down.
func (w *World) Payable(t testing.TB) {
	t.Helper()
	_, err := w.SetOwnDetails(w.Owner(t), banking.SetOwnDetails{Holder: "Maëlle Le Bihan", IBAN: IBANGermany})
	if err == nil {
		_, err = w.SetDetails(w.Maker(t), banking.SetDetails{Payee: w.Moulin, Holder: "Yann Kermadec", IBAN: IBANBelgium, BIC: "GEBABEBB"})
	}
	if err != nil {
		t.Fatal(err)
	}
	w.Clock.Pass(73 * time.Hour)
}

// Today is the day of the clock.
func (w *World) Today() period.Date { return period.DateOf(w.Clock.Now(), time.UTC) }

// Proposed makes a batch of everything.
func (w *World) Proposed(t testing.TB, key string) banking.BatchState {
	t.Helper()
	b, err := w.Propose(w.Maker(t), banking.ProposePayouts{Key: key, Account: w.Account, ExecuteOn: w.Today()})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// Books are books in memory.
type Books struct {
	mu     sync.Mutex
	owed   map[ident.Raw]int64
	held   int64
	posted map[string]banking.Movement
	moved  map[string]banking.Transfer
	places map[banking.Place]int64
	Down   bool
	Lose   bool // the answer to the next Move: it is entered, and nobody hears of it
}

// ErrDown is what books say that are out of order.
var ErrDown = errors.New("the books are out of order")

// Earn has a property's owner be owed more, and as much be held.
func (b *Books) Earn(property ident.Raw, cents int64) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.owed[property] += cents
	b.held += cents
}

// Spend takes what is held away.
func (b *Books) Spend(cents int64) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.held -= cents
}

// OwedFor is what is owed for a property, in cents.
func (b *Books) OwedFor(property ident.Raw) int64 {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.owed[property]
}

// Posted is how many movements were entered.
func (b *Books) Posted() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return len(b.posted)
}

// Owed implements banking.Books.
func (b *Books) Owed(context.Context) (out []banking.Owed, _ error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for p, cents := range maps.All(b.owed) {
		out = append(out, banking.Owed{Property: p, Amount: money.New(cents, money.EUR)})
	}
	return out, nil
}

// Statement implements banking.Books: in memory everything was earned at once.
func (b *Books) Statement(_ context.Context, property ident.Raw, _ int) ([]banking.StatementLine, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.owed[property] == 0 {
		return nil, nil
	}
	a := money.New(b.owed[property], money.EUR)
	return []banking.StatementLine{{Label: "Séjours", Amount: a, After: a}}, nil
}

// Held implements banking.Books.
func (b *Books) Held(context.Context) (money.Amount, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return money.New(b.held, money.EUR), nil
}

// HeldBy implements banking.Books: what is held is with everybody.
func (b *Books) HeldBy(ctx context.Context, _ string) (money.Amount, error) { return b.Held(ctx) }

// By counts the movements out of what a carrier holds.
func (b *Books) By(carrier string) (n int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, m := range b.posted {
		if m.Carrier == carrier {
			n++
		}
	}
	return n
}

// Post implements banking.Books.
func (b *Books) Post(_ context.Context, m banking.Movement) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.Down {
		return ErrDown
	}
	if _, known := b.posted[m.Key]; known {
		return nil
	}
	b.posted[m.Key] = m
	for _, p := range m.Parts {
		cents := p.Amount.Minor()
		if m.Back {
			cents = -cents
		}
		b.owed[p.Property] -= cents
		b.held -= cents
	}
	return nil
}

// Standing implements banking.Books.
func (b *Books) Standing(context.Context) (banking.OwnMoney, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	at := func(p banking.Place) money.Amount { return money.New(b.places[p], money.EUR) }
	return banking.OwnMoney{Till: at(banking.PlaceTill), Cheques: at(banking.PlaceCheques), Transit: at(banking.PlaceTransit), Tourist: at(banking.PlaceTourist).Neg(),
		OwnTill: at(banking.PlaceOwnTill), OwnCheques: at(banking.PlaceOwnCheques), Earned: at("earned")}, nil
}

// Stand puts money at a place; what is owed is below zero.
func (b *Books) Stand(p banking.Place, cents int64) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.places[p] += cents
}

// Move implements banking.Books.
func (b *Books) Move(_ context.Context, t banking.Transfer) (err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.Lose {
		defer func() { b.Lose, err = false, ErrDown }()
	}
	if _, known := b.moved[t.Key]; !known {
		b.moved[t.Key] = t
		if t.Place != "" {
			b.places[t.Place] -= t.Amount.Minor()
		}
		b.held += t.Amount.Minor()
	}
	return nil
}

// Moved is what movements have brought, in cents, and how many they are.
func (b *Books) Moved() (cents int64, times int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, t := range b.moved {
		cents += t.Amount.Minor()
	}
	return cents, len(b.moved)
}

// Debts are customers who owe, in memory.
type Debts struct {
	Down   bool  // nobody can ask what is owed
	Lose   bool  // the answer to the next Take
	Refuse error // what Take answers
	mu     sync.Mutex
	all    []banking.Debt
	taken  map[string]banking.Receipt
	back   map[string]bool
}

// Owe adds a debt.
func (d *Debts) Owe(id ident.Raw, reference, payer string, cents int64) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.all = append(d.all, banking.Debt{Subject: id, Reference: reference, Payer: payer, Label: "Ty Mor", Owed: money.New(cents, money.EUR)})
}

// Paid is what was taken for a debt and not given back, in cents, and in how many payments.
func (d *Debts) Paid(subject ident.Raw) (cents int64, times int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for key, r := range d.taken {
		if r.Subject == subject && !d.back[key] {
			cents, times = cents+r.Amount.Minor(), times+1
		}
	}
	return cents, times
}

// Open implements banking.Debts.
func (d *Debts) Open(context.Context) (out []banking.Debt, _ error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.Down {
		return nil, ErrDown
	}
	for _, debt := range d.all {
		for key, r := range d.taken {
			if r.Subject == debt.Subject && !d.back[key] {
				debt.Owed = debt.Owed.Sub(r.Amount)
			}
		}
		if debt.Owed.IsPositive() {
			out = append(out, debt)
		}
	}
	return out, nil
}

// Find implements banking.Debts.
func (d *Debts) Find(_ context.Context, words string) (out []banking.Debt, _ error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, debt := range d.all {
		if debt.Subject.String() == words || strings.Contains(debt.Payer+debt.Reference, words) {
			out = append(out, debt)
		}
	}
	return out, nil
}

// ErrTaken is what is said of a key that is another debt's.
var ErrTaken = fault.Define(fault.Conflict, "bankingtest.taken", "this key is another debt’s")

// Take implements banking.Debts.
func (d *Debts) Take(_ context.Context, r banking.Receipt) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.Refuse != nil {
		return d.Refuse
	}
	if was, known := d.taken[r.Key]; known && was.Subject != r.Subject {
		return ErrTaken
	}
	d.taken[r.Key] = r
	if d.Lose {
		d.Lose = false
		return ErrDown
	}
	return nil
}

// GiveBack implements banking.Debts.
func (d *Debts) GiveBack(_ context.Context, r banking.Receipt) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.back[r.Key] = true
	return nil
}

// Vault seals by turning every byte, bound to its name.
type Vault struct{}

// Seal implements banking.Vault.
func (*Vault) Seal(_ context.Context, name string, content []byte) ([]byte, error) {
	out := append([]byte(name+"|"), content...)
	for i := range out {
		out[i] ^= 0x5a
	}
	return out, nil
}

// Open implements banking.Vault.
func (*Vault) Open(_ context.Context, name string, sealed []byte) ([]byte, error) {
	out := bytes.Clone(sealed)
	for i := range out {
		out[i] ^= 0x5a
	}
	content, ok := bytes.CutPrefix(out, []byte(name+"|"))
	if !ok {
		return nil, errors.New("sealed for something else")
	}
	return content, nil
}

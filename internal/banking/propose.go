package banking

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/contact"
	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/period"
	"comptoir/internal/kernel/text"
)

// Obstacle says why somebody cannot be paid now.
type Obstacle string

// The obstacles.
const (
	NoObstacle    Obstacle = ""
	NothingDue    Obstacle = "nothing_due"
	NoDetails     Obstacle = "no_details"
	Cooling       Obstacle = "cooling"
	OtherCurrency Obstacle = "other_currency"
)

// Due is what can be paid to somebody.
type Due struct {
	Payee    Payee
	Name     string
	Email    contact.Email
	Locale   string
	Account  bool // he signs in and enters his details himself
	Amount   money.Amount
	Parts    []Part
	Places   []string     // names of his properties
	Promised money.Amount // in batches that are not in the books yet
	Details  DetailsState // version 0: none
	Obstacle Obstacle
}

// ListDue asks whom the business owes, and whether they can be paid.
type ListDue struct{}

// Needs implements access.Guarded.
func (ListDue) Needs() access.Permission { return PermRead }

func (b *Banking) listDue(ctx context.Context, _ ListDue) ([]Due, error) {
	lines, err := b.d.Store.Unsettled(ctx) // before the books: what they learn meanwhile is taken off twice, never once too little
	if err != nil {
		return nil, err
	}
	owed, mandates, err := b.owed(ctx)
	if err != nil {
		return nil, err
	}
	details, err := b.d.Store.NewestDetails(ctx)
	if err != nil {
		return nil, err
	}
	return dues(owed, mandates, lines, details, b.d.Now()), nil
}

func (b *Banking) owed(ctx context.Context) ([]Owed, []Mandate, error) {
	owed, err := b.d.Books.Owed(ctx)
	if err != nil {
		return nil, nil, err
	}
	mandates, err := b.d.Mandates(ctx)
	return owed, mandates, err
}

// payee returns who is paid under an identifier.
func (b *Banking) payee(ctx context.Context, p Payee) (Due, error) {
	mandates, err := b.d.Mandates(ctx)
	if err != nil {
		return Due{}, err
	}
	for _, m := range mandates {
		if m.Payee() == p {
			return dueOf(m), nil
		}
	}
	return Due{}, ErrUnknownPayee
}

func dueOf(m Mandate) Due {
	return Due{Payee: m.Payee(), Name: m.OwnerName, Email: m.Email, Locale: m.Locale, Account: !m.User.IsZero(), Amount: money.Zero(money.EUR), Promised: money.Zero(money.EUR)}
}

// dues says what is due to whom: what the books owe for his properties, less what is promised already. A property that owes
// is set off against his others.
func dues(owed []Owed, mandates []Mandate, lines []Line, details []DetailsState, now time.Time) []Due {
	by, at := map[Payee]*Due{}, map[ident.Raw]Mandate{}
	var order []Payee
	for _, m := range mandates {
		at[m.Property] = m
		if by[m.Payee()] == nil {
			d := dueOf(m)
			by[m.Payee()], order = &d, append(order, m.Payee())
		}
		by[m.Payee()].Places = append(by[m.Payee()].Places, m.Name)
	}
	other := map[Payee]bool{}
	left := map[ident.Raw]money.Amount{}
	for _, o := range owed {
		m, known := at[o.Property]
		switch {
		case !known:
		case o.Amount.Currency() != money.EUR:
			other[m.Payee()] = true
		default:
			left[o.Property] = left[o.Property].Add(o.Amount)
		}
	}
	for _, l := range lines {
		if !l.promised() {
			continue
		}
		for _, p := range l.Parts {
			left[p.Property] = left[p.Property].Sub(p.Amount)
		}
		if d := by[l.Payee]; d != nil {
			d.Promised = d.Promised.Add(l.Amount)
		}
	}
	for _, m := range mandates {
		if a := left[m.Property]; !a.IsZero() {
			d := by[m.Payee()]
			d.Amount, d.Parts = d.Amount.Add(a), append(d.Parts, Part{Property: m.Property, Name: m.Name, Amount: a})
		}
	}
	for _, d := range details {
		if p := by[d.Payee]; p != nil && len(d.Sealed) > 0 {
			p.Details = d
		}
	}
	out := make([]Due, 0, len(order))
	for _, p := range order {
		d := *by[p]
		d.Obstacle = d.obstacle(other[p], now)
		out = append(out, d)
	}
	slices.SortFunc(out, func(x, y Due) int {
		return cmp.Or(-cmp.Compare(x.Amount.Minor(), y.Amount.Minor()), cmp.Compare(x.Name, y.Name), cmp.Compare(x.Payee.String(), y.Payee.String()))
	})
	return out
}

func (d Due) obstacle(foreign bool, now time.Time) Obstacle {
	switch {
	case !d.Amount.IsPositive() && foreign:
		return OtherCurrency
	case !d.Amount.IsPositive():
		return NothingDue
	case d.Details.Version == 0:
		return NoDetails
	case !d.Details.Usable(now):
		return Cooling
	}
	return NoObstacle
}

// ProposePayouts makes a batch of what is due.
type ProposePayouts struct {
	Key       string // the same key is the same batch
	Account   AccountID
	ExecuteOn period.Date
	Payees    []Payee // empty: everybody who can be paid
	Method    string  // the carrier that pays; "": the bank, by a SEPA file
}

// Needs implements access.Guarded.
func (ProposePayouts) Needs() access.Permission { return PermPropose }

// attempts is how often a proposal is made anew when the books have moved meanwhile.
const attempts = 3

func (b *Banking) propose(ctx context.Context, c ProposePayouts) (BatchState, error) {
	by, err := b.person(ctx)
	if err != nil {
		return BatchState{}, err
	}
	if err := b.mayPropose(ctx, c); err != nil {
		return BatchState{}, err
	}
	var able map[Payee]int // by the carrier; nil: whoever has bank details
	if c.Method != "" {
		if able, err = b.carried(ctx, c.Method, c.Payees); err != nil {
			return BatchState{}, err
		}
	}
	for n := 1; ; n++ {
		desk, err := b.d.Store.Desk(ctx)
		if err != nil {
			return BatchState{}, err
		}
		owed, mandates, err := b.owed(ctx)
		if err != nil {
			return BatchState{}, err
		}
		var out BatchState
		err = b.d.Store.Write(ctx, func(tx Tx) (err error) {
			out, err = b.proposal(ctx, tx, c, proposing{desk.Revision, owed, mandates, able, by})
			return err
		})
		if !errors.Is(err, errMoved) {
			return out, err
		}
		if n == attempts {
			return BatchState{}, ErrStale
		}
	}
}

// errMoved says that the books have moved between reading them and proposing.
var errMoved = errors.New("banking: the books have moved")

func (b *Banking) mayPropose(ctx context.Context, c ProposePayouts) error {
	var check fault.Check
	check.That(c.Key != "" && len(c.Key) <= 100 && text.OneLine(c.Key), "key", "required", "a key is needed")
	today := b.today(ctx)
	check.That(!c.ExecuteOn.IsZero(), "executeOn", "required", "a day is needed")
	check.That(c.ExecuteOn.IsZero() || !c.ExecuteOn.Before(today), "executeOn", "in_the_past", "today at the earliest")
	check.That(c.ExecuteOn.IsZero() || !c.ExecuteOn.After(today.AddDays(90)), "executeOn", "too_far", "at most 90 days ahead")
	if err := check.Err(); err != nil {
		return err
	}
	a, err := b.account(ctx, c.Account)
	if err != nil {
		return err
	}
	if a.Closed || !a.Clients {
		return fault.ErrInvalid.On("account", "not_clients", "owners are paid from the account of clients' money")
	}
	return nil
}

func (b *Banking) today(ctx context.Context) period.Date {
	return period.DateOf(b.d.Now(), b.d.Zone(ctx))
}

// person is the one who acts: payouts are proposed and approved by people.
func (b *Banking) person(ctx context.Context) (By, error) {
	a := access.From(ctx)
	if a.Kind != access.Person || a.User.IsZero() {
		return By{}, ErrNeedsPerson
	}
	return By{User: a.User, Name: actorName(ctx), At: b.d.Now()}, nil
}

// by is whoever acts.
func (b *Banking) by(ctx context.Context) By {
	return By{User: access.From(ctx).User, Name: actorName(ctx), At: b.d.Now()}
}

// proposing is what was read before the transaction.
type proposing struct {
	revision int64
	owed     []Owed
	mandates []Mandate
	able     map[Payee]int
	by       By
}

// takes reports whether a payee is in the batch that is asked for.
func (p proposing) takes(c ProposePayouts, d Due) bool {
	return d.Obstacle == NoObstacle && (len(c.Payees) == 0 || slices.Contains(c.Payees, d.Payee)) && (p.able == nil || p.able[d.Payee] == d.Details.Version)
}

func (b *Banking) proposal(ctx context.Context, tx Tx, c ProposePayouts, read proposing) (BatchState, error) {
	desk, err := tx.Lock(ctx)
	if err != nil {
		return BatchState{}, err
	}
	if was, err := tx.BatchByKey(ctx, c.Key); !errors.Is(err, ErrUnknownBatch) {
		if err == nil && was.s.Proposed.User != read.by.User {
			err = ErrKeyReused
		}
		if err != nil {
			return BatchState{}, err
		}
		return was.State(), nil
	}
	if desk.Revision != read.revision {
		return BatchState{}, errMoved
	}
	lines, err := tx.Unsettled(ctx)
	if err != nil {
		return BatchState{}, err
	}
	details, err := tx.NewestDetails(ctx)
	if err != nil {
		return BatchState{}, err
	}
	today := b.today(ctx)
	year, _, _ := today.Date()
	if desk.Year != year {
		desk.Year, desk.Last = year, 0
	}
	desk.Last++
	s := BatchState{ID: ident.Next[Batch](b.d.IDs), Version: 1, Key: c.Key, Number: fmt.Sprintf("VIR-%d-%04d", year, desk.Last), Account: c.Account, ExecuteOn: c.ExecuteOn,
		Method: c.Method, Status: Proposed, Proposed: read.by}
	for _, d := range dues(read.owed, read.mandates, lines, details, b.d.Now()) {
		if !read.takes(c, d) {
			continue
		}
		n := len(s.Lines) + 1
		s.Lines = append(s.Lines, Line{ID: ident.Next[Line](b.d.IDs), Batch: s.ID, Seq: n, Payee: d.Payee, Details: d.Details.Version, Name: d.Name, Masked: d.Details.Masked,
			Email: d.Email, Locale: d.Locale, Amount: d.Amount, EndToEnd: fmt.Sprintf("%s-%d", s.Number, n), Parts: d.Parts, Status: LinePlanned})
	}
	if len(s.Lines) == 0 {
		return BatchState{}, ErrNothingDue
	}
	if len(s.Lines) > maxLines {
		return BatchState{}, ErrTooMany
	}
	if err := tx.SaveDesk(ctx, desk); err != nil {
		return BatchState{}, err
	}
	return s, tx.SaveBatch(ctx, &Batch{s: s, changed: true})
}

// maxLines is how many transfers one file may hold; banks set their own limit, some at 1,000.
const maxLines = 1000

// ErrTooMany says that one batch would be too large for a bank.
var ErrTooMany = fault.Define(fault.Conflict, "banking.too_many", "a batch holds at most 1,000 transfers: choose some of them")

package payments

import (
	"cmp"
	"context"
	"slices"
	"time"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/usecase"
)

// DifferenceID names a difference.
type DifferenceID = ident.ID[Difference]

// DifferenceKind says in what the provider and the program do not agree.
type DifferenceKind string

// The kinds.
const (
	DiffUnknownHere  DifferenceKind = "unknown_here"  // the provider took money of which nothing is known here
	DiffUnknownThere DifferenceKind = "unknown_there" // money is counted here of which the provider knows nothing
	DiffStatus       DifferenceKind = "status"
	DiffAmount       DifferenceKind = "amount"
	DiffRefund       DifferenceKind = "refund"
)

// Difference is what a comparison with a provider found. Nothing is changed by finding it: a person adopts what the
// provider says, or settles the matter with a note.
type Difference struct {
	ID        DifferenceID
	Provider  string
	Reference string    // the provider's
	Payment   PaymentID // zero: unknown here
	Kind      DifferenceKind
	Ours      string // a state, or an amount
	Theirs    string
	FoundAt   time.Time
	SettledAt time.Time // zero: open
	Note      string
}

// Faults of reconciliation.
var ErrSettled = fault.Define(fault.Conflict, "payments.difference_settled", "this difference is settled already")

// Reconcile compares what moved at the providers since a moment with what is stored here.
type Reconcile struct{ From time.Time }

// Needs implements access.Guarded.
func (Reconcile) Needs() access.Permission { return PermReconcile }

// Reconciled counts what was compared.
type Reconciled struct{ Payments, Movements, Found int }

func (p *Payments) reconcile(ctx context.Context, c Reconcile) (done Reconciled, err error) {
	to := p.now()
	var names []string
	if p.play != "" {
		names = append(names, p.play)
	}
	accounts, err := p.store.Accounts(ctx)
	if err != nil {
		return done, err
	}
	for _, a := range accounts {
		if a.Sealed != nil {
			names = append(names, a.Provider)
		}
	}
	for _, name := range names {
		driver, err := p.of(ctx, name)
		if err != nil {
			return done, err
		}
		theirs, err := driver.Statement(ctx, c.From, to)
		if err != nil {
			return done, err
		}
		ours, err := p.store.Between(ctx, name, c.From, to)
		if err != nil {
			return done, err
		}
		found := compare(name, ours, theirs, c.From, to)
		done.Payments, done.Movements, done.Found = done.Payments+len(ours), done.Movements+len(theirs), done.Found+len(found)
		if err := p.store.Write(ctx, func(tx Tx) error {
			for _, d := range found {
				d.ID, d.FoundAt = ident.Next[Difference](p.ids), p.now()
				if err := tx.PutDifference(ctx, d); err != nil {
					return err
				}
			}
			return nil
		}); err != nil {
			return done, err
		}
	}
	return done, nil
}

// settling is for how long the two sides may differ without anything being wrong: notifications are on their way.
const settling = 15 * time.Minute

// compare is the rule: each payment opened in the window, and each movement, has its counterpart of the same state and
// amount.
func compare(provider string, ours []PaymentState, theirs []Movement, from, to time.Time) (found []Difference) {
	add := func(reference string, id PaymentID, kind DifferenceKind, our, their string) {
		found = append(found, Difference{Provider: provider, Reference: reference, Payment: id, Kind: kind, Ours: our, Theirs: their})
	}
	byID := map[PaymentID]PaymentState{}
	for _, s := range ours {
		byID[s.ID] = s
	}
	said := map[PaymentID]bool{}
	back := map[PaymentID]money.Amount{}
	for _, m := range theirs {
		s, known := byID[m.PaymentID]
		if to.Sub(m.At) < settling {
			said[m.PaymentID] = true
			continue
		}
		switch {
		case !known && m.Kind == NotifySucceeded:
			add(m.Reference, PaymentID{}, DiffUnknownHere, "", m.Amount.String())
		case !known, m.Amount.Currency() != s.Amount.Currency() && m.Kind == NotifyRefundSucceeded:
		case m.Kind == NotifyRefundSucceeded:
			back[s.ID] = addTo(back[s.ID], m.Amount)
		default:
			said[s.ID] = true
			compareOne(s, m, add)
		}
	}
	for _, s := range ours {
		opened := !s.CreatedAt.Before(from) && to.Sub(s.UpdatedAt) >= settling
		if opened && s.Status == Succeeded && !said[s.ID] {
			add(s.Reference, s.ID, DiffUnknownThere, s.Captured.String(), "")
		}
		if ourBack := refundedOf(s); said[s.ID] && to.Sub(s.UpdatedAt) >= settling && ourBack.Cmp(addTo(back[s.ID], money.Zero(s.Amount.Currency()))) != 0 {
			add(s.Reference, s.ID, DiffRefund, ourBack.String(), addTo(back[s.ID], money.Zero(s.Amount.Currency())).String())
		}
	}
	slices.SortStableFunc(found, func(a, b Difference) int { return cmp.Compare(a.Reference, b.Reference) })
	return found
}

func compareOne(s PaymentState, m Movement, add func(string, PaymentID, DifferenceKind, string, string)) {
	took := m.Kind == NotifySucceeded
	switch {
	case took != (s.Status == Succeeded), m.Kind == NotifyAuthorized && s.Status != Authorized:
		add(m.Reference, s.ID, DiffStatus, string(s.Status), string(m.Kind))
	case took && (m.Amount.Currency() != s.Captured.Currency() || m.Amount.Cmp(s.Captured) != 0):
		add(m.Reference, s.ID, DiffAmount, s.Captured.String(), m.Amount.String())
	}
}

func addTo(sum, more money.Amount) money.Amount {
	if sum.Currency() == "" {
		return more
	}
	return sum.Add(more)
}

func refundedOf(s PaymentState) money.Amount {
	sum := money.Zero(s.Amount.Currency())
	for _, r := range s.Refunds {
		if r.Status == RefundSucceeded {
			sum = sum.Add(r.Amount)
		}
	}
	return sum
}

// ListDifferences shows what is not settled.
type ListDifferences struct{}

// Needs implements access.Guarded.
func (ListDifferences) Needs() access.Permission { return PermReadPayments }

func (p *Payments) differences(ctx context.Context, _ ListDifferences) ([]Difference, error) {
	return p.store.OpenDifferences(ctx)
}

// AdoptDifference takes over what the provider says of a payment now.
type AdoptDifference struct{ ID DifferenceID }

// Needs implements access.Guarded.
func (AdoptDifference) Needs() access.Permission { return PermReconcile }

func (p *Payments) adopt(ctx context.Context, c AdoptDifference) (none usecase.None, err error) {
	all, err := p.store.OpenDifferences(ctx)
	if err != nil {
		return none, err
	}
	i := slices.IndexFunc(all, func(d Difference) bool { return d.ID == c.ID })
	if i < 0 || all[i].Payment.IsZero() {
		return none, ErrUnknown
	}
	s, err := p.store.Find(ctx, all[i].Payment)
	if err != nil {
		return none, err
	}
	driver, err := p.of(ctx, s.Provider)
	if err != nil {
		return none, err
	}
	truth, err := driver.Ask(ctx, s.Reference)
	if err != nil {
		return none, err
	}
	if err := p.learn(ctx, s.ID, truth); err != nil {
		return none, err
	}
	return p.end(ctx, c.ID, "adopted")
}

// SettleDifference says that a person has looked, and why nothing is wrong any more.
type SettleDifference struct {
	ID   DifferenceID
	Note string
}

// Needs implements access.Guarded.
func (SettleDifference) Needs() access.Permission { return PermReconcile }

func (p *Payments) settle(ctx context.Context, c SettleDifference) (usecase.None, error) {
	var check fault.Check
	check.That(len(c.Note) >= 3 && len(c.Note) <= 500, "note", "required", "say in a few words what was found")
	if err := check.Err(); err != nil {
		return usecase.None{}, err
	}
	return p.end(ctx, c.ID, c.Note)
}

func (p *Payments) end(ctx context.Context, id DifferenceID, note string) (usecase.None, error) {
	return usecase.None{}, p.store.Write(ctx, func(tx Tx) error {
		d, err := tx.Difference(ctx, id)
		if err != nil {
			return err
		}
		if !d.SettledAt.IsZero() {
			return ErrSettled
		}
		d.SettledAt, d.Note = p.now(), note
		return tx.PutDifference(ctx, d)
	})
}

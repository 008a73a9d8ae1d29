package payments

import (
	"context"
	"errors"
	"time"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/ident"
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
	DiffDispute      DifferenceKind = "dispute"
	DiffNotCompared  DifferenceKind = "not_compared"   // the provider did not answer, or refused; Reference is the day
	DiffNotGivenBack DifferenceKind = "not_given_back" // a trade owes it to the payer, and no payment has it any more
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

// NoteWithdrawn is the note of a difference that ended by itself: a later comparison no longer found it. Found once more, it is
// open again; what a person has settled stays settled.
const NoteWithdrawn = "withdrawn"

// Faults of reconciliation.
var ErrSettled = fault.Define(fault.Conflict, "payments.difference_settled", "this difference is settled already")

// Reconcile compares what moved at the providers since a moment with what is stored here.
type Reconcile struct{ From time.Time }

// Needs implements access.Guarded.
func (Reconcile) Needs() access.Permission { return PermReconcile }

// Reconciled counts what was compared.
type Reconciled struct {
	Payments, Movements, Found int
	Again                      int      // refunds and captures whose jobs had given up, and that are tried again
	Failed                     []string // providers that could not be asked
}

func (p *Payments) reconcile(ctx context.Context, c Reconcile) (done Reconciled, err error) {
	to := p.now()
	names, err := p.compared(ctx)
	if err != nil {
		return done, err
	}
	for _, name := range names {
		found, gone, err := p.compareWith(ctx, name, c.From, to, &done)
		if err != nil { // one that is away, or whose keys are no longer good, does not keep the others from being compared
			done.Failed = append(done.Failed, name)
			found = []Difference{{Provider: name, Reference: to.UTC().Format(time.DateOnly), Kind: DiffNotCompared, Theirs: fault.CodeOf(err)}}
		}
		done.Found += len(found)
		if err := p.keep(ctx, name, found, gone, err == nil); err != nil {
			return done, err
		}
	}
	done.Again, err = p.sendAgain(ctx, to)
	return done, err
}

// compared names the providers whose statements are asked for: those that are switched on, and those that were not long ago.
func (p *Payments) compared(ctx context.Context) (names []string, err error) {
	if p.play != "" {
		names = append(names, p.play)
	}
	accounts, err := p.store.Accounts(ctx)
	for _, a := range accounts {
		if a.Sealed != nil {
			names = append(names, a.Provider)
		}
	}
	return names, err
}

// compareWith returns what differs now, and which of the differences that are open no longer do.
func (p *Payments) compareWith(ctx context.Context, name string, from, to time.Time, done *Reconciled) (found, gone []Difference, err error) {
	driver, err := p.of(ctx, name)
	if err != nil {
		return nil, nil, err
	}
	theirs, err := driver.Statement(ctx, from, to)
	if err != nil {
		return nil, nil, err
	}
	ours, err := p.store.Between(ctx, name, from, to)
	if err != nil {
		return nil, nil, err
	}
	if ours, err = p.alsoMoved(ctx, name, ours, theirs); err != nil {
		return nil, nil, err
	}
	open, err := p.store.OpenDifferences(ctx)
	if err != nil {
		return nil, nil, err
	}
	done.Payments, done.Movements = done.Payments+len(ours), done.Movements+len(theirs)
	c := comparison{provider: name, from: from, to: to, settling: settling}
	if late, ok := driver.(Late); ok {
		c.settling = max(settling, late.Lateness())
	}
	c.found = compare(c, ours, theirs)
	return c.found, c.withdrawn(open, ours), nil
}

// alsoMoved adds the older payments of which something moved: a refund or a dispute may come months later.
func (p *Payments) alsoMoved(ctx context.Context, provider string, ours []PaymentState, theirs []Movement) ([]PaymentState, error) {
	known := map[PaymentID]bool{}
	for _, s := range ours {
		known[s.ID] = true
	}
	for _, m := range theirs {
		if m.PaymentID.IsZero() || known[m.PaymentID] {
			continue
		}
		known[m.PaymentID] = true
		s, err := p.store.Find(ctx, m.PaymentID)
		switch {
		case errors.Is(err, ErrUnknown): // of another installation with the same account
		case err != nil:
			return nil, err
		case s.Provider == provider:
			ours = append(ours, s)
		}
	}
	return ours, nil
}

// keep writes down what a comparison found, and ends what is gone. A comparison that succeeded ends those that could not be
// made before.
func (p *Payments) keep(ctx context.Context, provider string, found, gone []Difference, compared bool) error {
	open, err := p.store.OpenDifferences(ctx)
	if err != nil {
		return err
	}
	return p.store.Write(ctx, func(tx Tx) error {
		for _, d := range open {
			if compared && d.Provider == provider && d.Kind == DiffNotCompared {
				d.SettledAt, d.Note = p.now(), "compared"
				if err := tx.PutDifference(ctx, d); err != nil {
					return err
				}
			}
		}
		for _, d := range gone {
			d.SettledAt, d.Note = p.now(), NoteWithdrawn
			if err := tx.PutDifference(ctx, d); err != nil {
				return err
			}
		}
		for _, d := range found {
			d.ID, d.FoundAt = ident.Next[Difference](p.ids), p.now()
			if err := tx.PutDifference(ctx, d); err != nil {
				return err
			}
		}
		return nil
	})
}

// ListDifferences shows what is not settled.
type ListDifferences struct{}

// Needs implements access.Guarded.
func (ListDifferences) Needs() access.Permission { return PermReadPayments }

func (p *Payments) differences(ctx context.Context, _ ListDifferences) ([]Difference, error) {
	return p.store.OpenDifferences(ctx)
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
	check.That(len(c.Note) >= 3 && len(c.Note) <= 500 && c.Note != NoteWithdrawn, "note", "required", "say in a few words what was found")
	if err := check.Err(); err != nil {
		return usecase.None{}, err
	}
	return usecase.None{}, p.store.Write(ctx, func(tx Tx) error { return p.endIn(ctx, tx, c.ID, c.Note) })
}

func (p *Payments) endIn(ctx context.Context, tx Tx, id DifferenceID, note string) error {
	d, err := tx.Difference(ctx, id)
	if err != nil {
		return err
	}
	if !d.SettledAt.IsZero() {
		return ErrSettled
	}
	d.SettledAt, d.Note = p.now(), note
	return tx.PutDifference(ctx, d)
}

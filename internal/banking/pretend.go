package banking

import (
	"context"
	"slices"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/bank"
	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/paging"
)

// Pretence is something that the bank of the demonstration can be made to say.
type Pretence string

// The pretences.
const (
	PretendPayment  Pretence = "payment"  // a customer pays what he owes, with his reference
	PretendUnclear  Pretence = "unclear"  // somebody pays another sum, and says little
	PretendProvider Pretence = "provider" // a payment provider pays out
	PretendFees     Pretence = "fees"
	PretendExecuted Pretence = "executed" // a batch leaves
	PretendReturned Pretence = "returned" // a transfer comes back
	PretendRejected Pretence = "rejected" // a transfer of a batch that was handed in is refused; no line of a statement tells that
)

// Pretences lists them.
func Pretences() []Pretence {
	return []Pretence{PretendPayment, PretendUnclear, PretendProvider, PretendFees, PretendExecuted, PretendReturned, PretendRejected}
}

// Pretend has the bank of the demonstration say something: a line of a statement arrives as if it had been imported.
type Pretend struct {
	Bank AccountID
	What Pretence
}

// Needs implements access.Guarded.
func (Pretend) Needs() access.Permission { return PermReconcile }

// Faults of pretending.
var (
	ErrNoSandbox       = fault.Define(fault.NotFound, "banking.no_sandbox", "only the demonstration's bank can be made to say something")
	ErrNothingPretends = fault.Define(fault.Conflict, "banking.nothing_pretends", "there is nothing of this kind now: nobody owes, no batch has left")
)

func (b *Banking) pretend(ctx context.Context, c Pretend) (out Imported, err error) {
	if !b.d.Sandbox {
		return out, ErrNoSandbox
	}
	if !slices.Contains(Pretences(), c.What) {
		return out, fault.ErrInvalid.On("what", "unknown", "no such pretence")
	}
	account, err := b.account(ctx, c.Bank)
	if err != nil {
		return out, err
	}
	if c.What == PretendRejected {
		return out, b.pretendRejected(ctx)
	}
	r, err := b.pretence(ctx, c.What)
	if err != nil {
		return out, err
	}
	r.On, r.BankRef = b.today(ctx), "DEMO-"+ident.Next[Entry](b.d.IDs).String()
	return b.enter(ctx, account, account.Mapping, "demo", []Raw{r})
}

// pretence is the line of the statement.
func (b *Banking) pretence(ctx context.Context, what Pretence) (Raw, error) {
	switch what {
	case PretendProvider:
		return Raw{Amount: money.New(124_035, money.EUR), Text: "VIREMENT RECU STRIPE PAYMENTS EUROPE"}, nil
	case PretendFees:
		return Raw{Amount: money.New(-1_490, money.EUR), Text: "FRAIS DE TENUE DE COMPTE"}, nil
	case PretendPayment, PretendUnclear:
		return b.customerPays(ctx, what)
	}
	page, err := b.d.Store.Batches(ctx, paging.Request{Limit: paging.MaxLimit})
	if err != nil {
		return Raw{}, err
	}
	for _, s := range page.Items {
		if what == PretendExecuted && s.Status == Exported && s.Method == "" {
			return Raw{Amount: s.Total().Neg(), Text: "VIR SEPA EMIS " + s.Number}, nil
		}
		for _, l := range s.Lines {
			if what == PretendReturned && l.Status == LineExecuted && s.Method == "" {
				return Raw{Amount: l.Amount, Text: "REJET VIR SEPA " + l.EndToEnd, EndToEnd: l.EndToEnd, Name: l.Name, Return: "AC04"}, nil
			}
		}
	}
	return Raw{}, ErrNothingPretends
}

// pretendRejected has the bank refuse a transfer before it leaves: the account is closed (ISO 20022, AC04).
func (b *Banking) pretendRejected(ctx context.Context) error {
	page, err := b.d.Store.Batches(ctx, paging.Request{Limit: paging.MaxLimit})
	if err != nil {
		return err
	}
	for _, s := range page.Items {
		if planned := s.Planned(); s.Status == Exported && s.Method == "" && len(planned) > 0 {
			_, err := b.on(ctx, s.ID, func(_ Tx, batch *Batch) error { return batch.Reject(planned[0].ID, "AC04") })
			return err
		}
	}
	return ErrNothingPretends
}

func (b *Banking) customerPays(ctx context.Context, what Pretence) (Raw, error) {
	debts, err := b.d.Debts.Open(ctx)
	if err != nil {
		return Raw{}, err
	}
	for _, d := range debts {
		if !d.Owed.IsPositive() || d.Owed.Currency() != money.EUR {
			continue
		}
		if what == PretendUnclear {
			return Raw{Amount: d.Owed.Add(money.New(137, money.EUR)), Name: d.Payer, Text: "VIREMENT DE M OU MME " + d.Payer}, nil
		}
		reference, err := bank.NewReference(d.Reference)
		if err != nil {
			continue
		}
		return Raw{Amount: d.Owed, Name: d.Payer, Text: "VIREMENT RECU", Reference: string(reference)}, nil
	}
	return Raw{}, ErrNothingPretends
}

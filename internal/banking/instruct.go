package banking

import (
	"context"
	"errors"
	"strings"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/bank"
	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/period"
)

// Instructions are how a customer pays by transfer.
type Instructions struct {
	Holder    string
	IBAN      bank.IBAN
	BIC       bank.BIC
	Amount    money.Amount
	Reference bank.Reference
}

// EPC is what the square code says that banks' applications read (EPC069-12, version 002).
func (i Instructions) EPC() string {
	return strings.Join([]string{"BCD", "002", "1", "SCT", string(i.BIC), basic(i.Holder, 70), string(i.IBAN), "EUR" + i.Amount.Decimal(), "", string(i.Reference), ""}, "\n")
}

// Instruct asks how somebody pays a debt by transfer. ErrNoTransfer where the business does not offer it, or it is too late.
type Instruct struct {
	Reference string // of the debt
	Amount    money.Amount
	Needed    period.Date // the day by which the money must be there
}

// Needs implements access.Guarded.
func (Instruct) Needs() access.Permission { return PermProgram }

// ErrNoTransfer says that this cannot be paid by transfer.
var ErrNoTransfer = fault.Define(fault.Conflict, "banking.no_transfer", "this cannot be paid by transfer")

func (b *Banking) instruct(ctx context.Context, q Instruct) (Instructions, error) {
	desk, err := b.d.Store.Desk(ctx)
	if err != nil {
		return Instructions{}, err
	}
	s := desk.Settings
	early := !q.Needed.IsZero() && q.Needed.Since(b.today(ctx)) >= s.TransferDays
	if s.TransferTo.IsZero() || !early || !q.Amount.IsPositive() || q.Amount.Currency() != money.EUR {
		return Instructions{}, ErrNoTransfer
	}
	a, err := b.account(ctx, s.TransferTo)
	if errors.Is(err, ErrUnknownAccount) || a.Closed {
		return Instructions{}, ErrNoTransfer
	}
	if err != nil {
		return Instructions{}, err
	}
	ref, err := bank.NewReference(q.Reference)
	if err != nil {
		return Instructions{}, ErrNoTransfer
	}
	return Instructions{Holder: a.Holder, IBAN: a.IBAN, BIC: a.BIC, Amount: q.Amount, Reference: ref}, nil
}

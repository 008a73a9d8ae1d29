package payments

import (
	"context"
	"slices"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/usecase"
)

// PayoutDriver is a driver of a provider that can pay somebody else out of what it holds for the business.
type PayoutDriver interface {
	Driver
	// CheckPayee asks whether an account can be paid to: ErrPayeeUnknown, ErrPayeeNotReady.
	CheckPayee(ctx context.Context, account string) error
	// PayOut pays; ID is the idempotency key, and is written on what is made. What the provider refuses is an answer
	// (PayoutFailed), what it did not answer is ErrGatewayAway: the same call finds it out.
	PayOut(ctx context.Context, r PayoutRequest) (Payout, error)
	// AskPayout returns what the provider knows of a payout now.
	AskPayout(ctx context.Context, reference string) (Payout, error)
}

// PayoutRequest asks a provider to pay somebody.
type PayoutRequest struct {
	ID        string
	Account   string // of the payee at the provider
	Holder    string
	IBAN      string // where the provider pays to a bank: one of the payee's own accounts there
	Amount    money.Amount
	Reference string // that the payee reads
}

// PayoutState is what became of a payout.
type PayoutState string

// The states.
const (
	PayoutPending  PayoutState = "pending"
	PayoutPaid     PayoutState = "paid"
	PayoutFailed   PayoutState = "failed"
	PayoutReturned PayoutState = "returned"
)

// Payout is what a provider says of one.
type Payout struct {
	Reference string
	State     PayoutState
	Failure   string // the provider's code
}

// NotifyPayout says that something happened to a payout of ours: Notification.Reference is the identifier that was given
// with it, and the provider is asked what.
const NotifyPayout NotificationKind = "payout"

// Faults of payouts.
var (
	ErrPayeeUnknown  = fault.Define(fault.Invalid, "payments.unknown_payee", "the provider knows no such account")
	ErrPayeeNotReady = fault.Define(fault.Conflict, "payments.payee_not_ready", "the provider does not pay this account yet")
	ErrNoPayouts     = fault.Define(fault.Conflict, "payments.no_payouts", "this provider cannot pay somebody else")
)

// ListPayoutProviders asks which of the providers whose keys were entered and that are in use can pay out.
type ListPayoutProviders struct{}

// Needs implements access.Guarded.
func (ListPayoutProviders) Needs() access.Permission { return PermProgram }

func (p *Payments) payoutProviders(ctx context.Context, _ ListPayoutProviders) (out []string, err error) {
	all, err := p.store.Accounts(ctx)
	if err != nil {
		return nil, err
	}
	for _, a := range all {
		kind, known := p.known(a.Provider)
		if !known || a.Sealed == nil || !a.Enabled {
			continue
		}
		if _, ok := kind.Open(Keys{}).(PayoutDriver); ok {
			out = append(out, a.Provider)
		}
	}
	slices.Sort(out)
	return out, nil
}

func (p *Payments) payer(ctx context.Context, provider string) (PayoutDriver, error) {
	d, err := p.of(ctx, provider)
	if err != nil {
		return nil, err
	}
	out, ok := d.(PayoutDriver)
	if !ok {
		return nil, ErrNoPayouts
	}
	return out, nil
}

// CheckPayee asks a provider whether an account can be paid to.
type CheckPayee struct{ Provider, Account string }

// Needs implements access.Guarded.
func (CheckPayee) Needs() access.Permission { return PermProgram }

func (p *Payments) checkPayee(ctx context.Context, c CheckPayee) (none usecase.None, err error) {
	d, err := p.payer(ctx, c.Provider)
	if err != nil {
		return none, err
	}
	return none, d.CheckPayee(ctx, c.Account)
}

// PayOut has a provider pay somebody. Whoever asks keeps what became of it.
type PayOut struct {
	Provider string
	Request  PayoutRequest
}

// Needs implements access.Guarded.
func (PayOut) Needs() access.Permission { return PermProgram }

func (p *Payments) payOut(ctx context.Context, c PayOut) (Payout, error) {
	d, err := p.payer(ctx, c.Provider)
	if err != nil {
		return Payout{}, err
	}
	return d.PayOut(ctx, c.Request)
}

// AskPayout asks a provider what became of a payout.
type AskPayout struct{ Provider, Reference string }

// Needs implements access.Guarded.
func (AskPayout) Needs() access.Permission { return PermProgram }

func (p *Payments) askPayout(ctx context.Context, c AskPayout) (Payout, error) {
	d, err := p.payer(ctx, c.Provider)
	if err != nil {
		return Payout{}, err
	}
	return d.AskPayout(ctx, c.Reference)
}

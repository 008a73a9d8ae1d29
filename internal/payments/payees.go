package payments

import (
	"context"
	"errors"
	"slices"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/usecase"
)

// PayeeDriver is a driver of a provider that opens accounts for the people whom the business pays, and asks them itself what
// the law wants to know of them (directive (EU) 2015/849).
type PayeeDriver interface {
	PayoutDriver
	// OpenPayee opens an account. Key is the idempotency key, and is written on it.
	OpenPayee(ctx context.Context, r PayeeRequest) (account string, err error)
	// PayeePage returns the provider's page on which the payee goes on; it opens once, and for minutes. Back is where he is
	// sent afterwards, again where when the page has ended.
	PayeePage(ctx context.Context, account, back, again string) (string, error)
	// AskPayee returns what the provider knows of an account now, or ErrPayeeUnknown.
	AskPayee(ctx context.Context, account string) (PayeeStanding, error)
	// Recall takes back to the business what lies on a payee's account because his bank did not take it, and names our payouts
	// whose money came back. Asked again, it takes nothing twice and names the same.
	Recall(ctx context.Context, account, payout string) ([]string, error)
}

// PayeeRequest asks for an account.
type PayeeRequest struct {
	Key     string
	Name    string
	Email   string
	Country string // ISO 3166-1 alpha-2
}

// PayeeState says how far an account is.
type PayeeState string

// The states.
const (
	PayeeOnboarding PayeeState = "onboarding"
	PayeeAsked      PayeeState = "asked"
	PayeeReady      PayeeState = "ready"
	PayeeRefused    PayeeState = "refused"
)

// PayeeStanding is what a provider says of an account.
type PayeeStanding struct {
	State  PayeeState
	Asked  []string // what is still asked for, in the provider's words
	Reason string   // of a refusal, in the provider's words
}

// Notifications about payees: what they are is asked for, so that a late or repeated one says nothing wrong.
const (
	NotifyPayee      NotificationKind = "payee"       // something changed about Notification.Account
	NotifyPayoutLost NotificationKind = "payout.lost" // the payee's bank did not take Notification.Reference; it lies on Account
)

// ListPayeeProviders asks which of the providers that are in use open accounts for payees.
type ListPayeeProviders struct{}

// Needs implements access.Guarded.
func (ListPayeeProviders) Needs() access.Permission { return PermProgram }

func (p *Payments) payeeProviders(ctx context.Context, _ ListPayeeProviders) (out []string, err error) {
	all, err := p.payoutProviders(ctx, ListPayoutProviders{})
	for _, name := range all {
		if kind, _ := p.known(name); kind.Open != nil {
			if _, ok := kind.Open(Keys{}).(PayeeDriver); ok {
				out = append(out, name)
			}
		}
	}
	return slices.Clip(out), err
}

func (p *Payments) payees(ctx context.Context, provider string) (PayeeDriver, error) {
	d, err := p.of(ctx, provider)
	if err != nil {
		return nil, err
	}
	out, ok := d.(PayeeDriver)
	if !ok {
		return nil, ErrNoPayouts
	}
	return out, nil
}

// OpenPayee has a provider open an account for somebody.
type OpenPayee struct {
	Provider string
	Request  PayeeRequest
}

// Needs implements access.Guarded.
func (OpenPayee) Needs() access.Permission { return PermProgram }

func (p *Payments) openPayee(ctx context.Context, c OpenPayee) (string, error) {
	d, err := p.payees(ctx, c.Provider)
	if err != nil {
		return "", err
	}
	return d.OpenPayee(ctx, c.Request)
}

// PayeePage asks for the provider's page on which a payee goes on.
type PayeePage struct{ Provider, Account, Back, Again string }

// Needs implements access.Guarded.
func (PayeePage) Needs() access.Permission { return PermProgram }

func (p *Payments) payeePage(ctx context.Context, c PayeePage) (string, error) {
	d, err := p.payees(ctx, c.Provider)
	if err != nil {
		return "", err
	}
	return d.PayeePage(ctx, c.Account, c.Back, c.Again)
}

// AskPayee asks a provider how far an account is.
type AskPayee struct{ Provider, Account string }

// Needs implements access.Guarded.
func (AskPayee) Needs() access.Permission { return PermProgram }

func (p *Payments) askPayee(ctx context.Context, c AskPayee) (PayeeStanding, error) {
	d, err := p.payees(ctx, c.Provider)
	if err != nil {
		return PayeeStanding{}, err
	}
	return d.AskPayee(ctx, c.Account)
}

// aboutPayees handles what a provider tells of payees and of what they were paid.
func (p *Payments) aboutPayees(ctx context.Context, provider string, n Notification) error {
	switch n.Kind {
	case NotifyPayout:
		if p.payout == nil {
			return nil
		}
		return p.payout(ctx, n.Reference)
	case NotifyPayee:
		if p.payee == nil {
			return nil
		}
		return p.payee(ctx, provider, n.Account)
	}
	d, err := p.payees(ctx, provider)
	if err != nil {
		return err
	}
	back, err := d.Recall(ctx, n.Account, n.Reference)
	if err != nil {
		return err
	}
	var failed []error
	for _, id := range back {
		if p.payout != nil {
			failed = append(failed, p.payout(ctx, id))
		}
	}
	if p.payee != nil { // the provider may ask for another bank account now
		failed = append(failed, p.payee(ctx, provider, n.Account))
	}
	return errors.Join(failed...)
}

// payeeCases wires what concerns payees.
func (p *Payments) payeeCases(o usecase.Observer) {
	p.PayeeProviders = usecase.New(o, "payments.payee_providers", p.payeeProviders)
	p.OpenPayee = usecase.New(o, "payments.open_payee", p.openPayee)
	p.PayeePage = usecase.New(o, "payments.payee_page", p.payeePage)
	p.AskPayee = usecase.New(o, "payments.ask_payee", p.askPayee)
}

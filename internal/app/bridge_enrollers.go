package app

import (
	"context"
	"errors"

	"comptoir/internal/banking"
	"comptoir/internal/payments"
)

// bankingEnrollers implements banking.Enrollers with the payment providers of the business.
type bankingEnrollers struct {
	payments *payments.Payments
	country  func(ctx context.Context) string
}

// List implements banking.Enrollers.
func (b bankingEnrollers) List(ctx context.Context) ([]string, error) {
	return b.payments.PayeeProviders(asProgram(ctx, "banking"), payments.ListPayeeProviders{})
}

// Open implements banking.Enrollers.
func (b bankingEnrollers) Open(ctx context.Context, carrier string, e banking.Enrollee) (string, error) {
	return b.payments.OpenPayee(asProgram(ctx, "banking"), payments.OpenPayee{Provider: carrier, Request: payments.PayeeRequest{Key: e.Payee.String(), Name: e.Name, Email: e.Email.String(), Country: b.country(ctx)}})
}

// Page implements banking.Enrollers.
func (b bankingEnrollers) Page(ctx context.Context, carrier, account, back, again string) (string, error) {
	return b.payments.PayeePage(asProgram(ctx, "banking"), payments.PayeePage{Provider: carrier, Account: account, Back: back, Again: again})
}

// Standing implements banking.Enrollers.
func (b bankingEnrollers) Standing(ctx context.Context, carrier, account string) (banking.Standing, error) {
	s, err := b.payments.AskPayee(asProgram(ctx, "banking"), payments.AskPayee{Provider: carrier, Account: account})
	return banking.Standing{State: banking.EnrolmentState(s.State), Asked: s.Asked, Reason: s.Reason}, err
}

// payeeTold passes news of an account on. One that was not opened from here is nothing to us.
func (c *Contexts) payeeTold(ctx context.Context, provider, account string) error {
	_, err := c.Banking.FollowEnrolment(asProgram(ctx, "banking"), banking.FollowEnrolment{Carrier: provider, Account: account})
	if errors.Is(err, banking.ErrNoEnrolment) {
		return nil
	}
	return err
}

// homeCountry is where the business is, and so, unless they say otherwise at the provider's, the people whom it pays.
func (c *Contexts) homeCountry(ctx context.Context) string {
	t, err := current(ctx, c.Tenancy.Directory)
	if country := string(t.Legal.Address.Country); err == nil && country != "" {
		return country
	}
	return "FR"
}

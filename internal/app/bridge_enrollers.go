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
func (b bankingEnrollers) List(ctx context.Context) (out []banking.Enroller, err error) {
	all, err := b.payments.PayeeProviders(asProgram(ctx, "banking"), payments.ListPayeeProviders{})
	for _, p := range all {
		out = append(out, banking.Enroller{Carrier: p.Name, Declares: p.Asks.Declaration})
	}
	return out, err
}

// Open implements banking.Enrollers.
func (b bankingEnrollers) Open(ctx context.Context, carrier string, e banking.Enrollee) (string, error) {
	r := payments.PayeeRequest{Key: e.Payee.String(), Name: e.Name, Email: e.Email.String(), Country: b.country(ctx)}
	if d := e.Declared; d != nil {
		r.Declared = &payments.PayeeDeclaration{FirstName: d.First, LastName: d.Last, Birthday: d.Birthday, Nationality: d.Nationality, Country: d.Residence, Address: d.Address}
		if d.Business != nil {
			r.Declared.Business = &payments.PayeeBusiness{Kind: string(d.Business.Kind), Name: d.Business.Name, Number: d.Business.Number}
		}
	}
	return b.payments.OpenPayee(asProgram(ctx, "banking"), payments.OpenPayee{Provider: carrier, Request: r})
}

func payeeAccount(e banking.Enrolled) payments.PayeeAccount {
	return payments.PayeeAccount{ID: e.Account, Holder: e.Holder, IBAN: string(e.IBAN)}
}

// Page implements banking.Enrollers.
func (b bankingEnrollers) Page(ctx context.Context, e banking.Enrolled, back, again string) (string, error) {
	return b.payments.PayeePage(asProgram(ctx, "banking"), payments.PayeePage{Provider: e.Carrier, Account: payeeAccount(e), Back: back, Again: again})
}

// Standing implements banking.Enrollers.
func (b bankingEnrollers) Standing(ctx context.Context, e banking.Enrolled) (banking.Standing, error) {
	s, err := b.payments.AskPayee(asProgram(ctx, "banking"), payments.AskPayee{Provider: e.Carrier, Account: payeeAccount(e)})
	out := banking.Standing{State: banking.EnrolmentState(s.State), Asked: s.Asked, Reason: s.Reason, Takes: s.Takes}
	for _, p := range s.Papers {
		out.Papers = append(out.Papers, banking.PaperStanding{Kind: p.Kind, State: string(p.State), Reason: p.Reason})
	}
	return out, err
}

// Paper implements banking.Enrollers.
func (b bankingEnrollers) Paper(ctx context.Context, e banking.Enrolled, p banking.Paper) error {
	_, err := b.payments.SendPayeePaper(asProgram(ctx, "banking"), payments.SendPayeePaper{Provider: e.Carrier, Account: e.Account, Paper: payments.PayeePaper{Kind: p.Kind, Pages: p.Pages}})
	return err
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

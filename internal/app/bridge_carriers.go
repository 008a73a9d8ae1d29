package app

import (
	"context"
	"errors"

	"comptoir/internal/banking"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/payments"
)

// bankingCarriers implements banking.Carriers with the payment providers of the business.
type bankingCarriers struct{ payments *payments.Payments }

// List implements banking.Carriers.
func (b bankingCarriers) List(ctx context.Context) ([]string, error) {
	return b.payments.PayoutProviders(asProgram(ctx, "banking"), payments.ListPayoutProviders{})
}

// Check implements banking.Carriers.
func (b bankingCarriers) Check(ctx context.Context, carrier, account string) error {
	_, err := b.payments.CheckPayee(asProgram(ctx, "banking"), payments.CheckPayee{Provider: carrier, Account: account})
	if errors.Is(err, payments.ErrPayeeNotReady) {
		return banking.ErrNotReady.Because(err)
	}
	return err
}

// Send implements banking.Carriers.
func (b bankingCarriers) Send(ctx context.Context, o banking.Order) (banking.Carried, error) {
	p, err := b.payments.PayOut(asProgram(ctx, "banking"), payments.PayOut{Provider: o.Carrier, Request: payments.PayoutRequest{ID: o.Line.String(), Account: o.Account, Holder: o.Holder,
		IBAN: string(o.IBAN), Amount: o.Amount, Reference: o.Reference}})
	return carriedOf(p), err
}

// Ask implements banking.Carriers.
func (b bankingCarriers) Ask(ctx context.Context, carrier, reference string) (banking.Carried, error) {
	p, err := b.payments.AskPayout(asProgram(ctx, "banking"), payments.AskPayout{Provider: carrier, Reference: reference})
	return carriedOf(p), err
}

func carriedOf(p payments.Payout) banking.Carried {
	return banking.Carried{Reference: p.Reference, State: banking.Carriage(p.State), Reason: p.Failure}
}

// payoutTold passes news of a payout on. What another program pays out by the same account is nothing to us.
func (c *Contexts) payoutTold(ctx context.Context, id string) error {
	line, err := ident.Parse[banking.Line](id)
	if err != nil {
		return nil
	}
	_, err = c.Banking.Told(asProgram(ctx, "banking"), banking.PayoutTold{Line: line})
	if errors.Is(err, banking.ErrUnknownLine) {
		return nil
	}
	return err
}

package app

import (
	"context"
	"time"

	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/paging"
	"comptoir/internal/payments"
	"comptoir/internal/payments/sandboxpay"
)

// contest has two guests' banks contest what they paid: one waits for the agency's evidence, the other has been won. The
// agency learns of it when the program runs, by the sandbox's notifications.
func (a *demoAgency) contest(ctx context.Context, on *lane) error {
	ctx = program(ctx, a, "demo")
	page, err := on.do.Payments.List(ctx, payments.ListPayments{Filter: payments.Filter{Status: payments.Succeeded, Provider: sandboxpay.Name}, Page: paging.Request{Limit: 60}})
	if err != nil {
		return err
	}
	stories := [][]string{{"product_unacceptable"}, {"fraudulent", "under_review", "won"}}
	for _, p := range page.Items {
		if len(stories) == 0 {
			break
		}
		if p.Mode != payments.Charge || p.CreatedAt.After(on.clock.Now().AddDate(0, 0, -2)) {
			continue
		}
		known, err := on.do.Sandbox.DriveOne(ctx, p.Reference)
		if err != nil {
			return err
		}
		story := stories[0]
		stories = stories[1:]
		if known.Dispute == "" {
			if err := on.do.Sandbox.Dispute(ctx, p.Reference, story[0]); err != nil {
				return err
			}
			known.Dispute = "needs_response"
		}
		for _, to := range story[1:] {
			on.clock.Advance(time.Second)
			if known.Dispute == "won" || known.Dispute == to { // a load that was interrupted has done it
				continue
			}
			if err := on.do.Sandbox.MoveDispute(ctx, p.Reference, to); err != nil {
				return err
			}
		}
	}
	return nil
}

// stray leaves two things at the provider of which nothing is known here, as they happen when somebody works on the
// provider's own pages: a part of a payment that was given back there, and a payment by a link that was made there. The
// nightly comparison finds both when the program runs.
func (a *demoAgency) stray(ctx context.Context, on *lane) error {
	ctx = program(ctx, a, "demo")
	on.clock.Set(a.today.UTC().Add(-3 * time.Hour))
	page, err := on.do.Payments.List(ctx, payments.ListPayments{Filter: payments.Filter{Status: payments.Succeeded, Provider: sandboxpay.Name}, Page: paging.Request{Limit: 60}})
	if err != nil {
		return err
	}
	for _, p := range page.Items {
		known, err := on.do.Sandbox.DriveOne(ctx, p.Reference)
		if err != nil {
			return err
		}
		if p.Mode != payments.Charge || known.Dispute != "" || len(p.Refunds) > 0 || p.Amount.Minor() < 10000 || p.CreatedAt.After(on.clock.Now().AddDate(0, 0, -2)) {
			continue
		}
		back := payments.RefundRequest{RefundID: payments.RefundID(p.ID), PaymentID: p.ID, Reference: p.Reference, Amount: money.New(4500, p.Amount.Currency()), Reason: "linge manquant"}
		if _, err := on.do.Sandbox.Refund(ctx, back); err != nil { // known by the payment's own identifier, it happens once
			return err
		}
		break
	}
	link := payments.CheckoutRequest{PaymentID: payments.PaymentID(a.state.ID), Amount: money.New(8600, money.EUR), Description: "Lien de paiement, caution ménage", Payer: payments.Payer{Locale: "fr"}, Mode: payments.Charge,
		ReturnURL: on.do.Tenancy.Directory.Address(a.state)}
	made, err := on.do.Sandbox.Checkout(ctx, link)
	if err != nil {
		return err
	}
	_, err = on.do.Sandbox.Pay(ctx, made.Reference, sandboxpay.Card{Number: "4242424242424242", Expiry: "12/39", CVC: "123"})
	return err
}

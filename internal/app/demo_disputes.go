package app

import (
	"context"
	"time"

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

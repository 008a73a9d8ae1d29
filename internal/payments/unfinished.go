package payments

import (
	"context"
	"slices"
	"time"

	"comptoir/internal/kernel/access"
)

// givenUp is how long a job tries to send a refund or a capture before it gives up.
const givenUp = 48 * time.Hour

// ListUnfinished shows the payments of which a refund or a capture was promised days ago and has not been answered yet.
type ListUnfinished struct{}

// Needs implements access.Guarded.
func (ListUnfinished) Needs() access.Permission { return PermReadPayments }

func (p *Payments) listUnfinished(ctx context.Context, _ ListUnfinished) ([]View, error) {
	all, err := p.unfinished(ctx, p.now())
	views := make([]View, len(all))
	for i, s := range all {
		views[i] = viewOf(s)
	}
	return views, err
}

// unfinished leaves out what is handed over at the desk: there a person says when it is done.
func (p *Payments) unfinished(ctx context.Context, now time.Time) ([]PaymentState, error) {
	all, err := p.store.Unfinished(ctx, now.Add(-givenUp))
	return slices.DeleteFunc(all, func(s PaymentState) bool { return slices.Contains(Methods(), Method(s.Provider)) }), err
}

// sendAgain has jobs try again what others have given up: a driver that was asked before finds what it did.
func (p *Payments) sendAgain(ctx context.Context, now time.Time) (int, error) {
	all, err := p.unfinished(ctx, now)
	if err != nil || len(all) == 0 {
		return 0, err
	}
	return len(all), p.store.Write(ctx, func(tx Tx) error {
		for _, s := range all {
			for _, r := range s.Refunds {
				if r.Status == RefundPending {
					if err := tx.SendAgain(ctx, s.ID, r.ID); err != nil {
						return err
					}
				}
			}
			if s.Capture.Status == CapturePending {
				if err := tx.CaptureAgain(ctx, s.ID); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

package sandboxpay

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5"

	"comptoir/internal/kernel/access"
	"comptoir/internal/payments"
	"comptoir/internal/payments/sandboxpay/sandboxpaydb"
	"comptoir/internal/platform/pg"
)

var _ payments.Keeper = (*Sandbox)(nil)

const laterPrefix = "sbx_later_"

// Later implements payments.Keeper.
func (*Sandbox) Later(id payments.PaymentID, _ string) string { return laterPrefix + id.String() }

// Forget implements payments.Keeper: the sandbox keeps no list of cards.
func (*Sandbox) Forget(context.Context, string) error { return nil }

// chargeLater charges a kept card as its number says: the same payment once, whatever becomes of it.
func (s *Sandbox) chargeLater(ctx context.Context, r payments.CaptureRequest) (n payments.Notification, err error) {
	tenant := access.TenantOf(ctx)
	err = s.DB.Write(ctx, func(ctx context.Context, tx pg.Tx) error {
		row, err := s.q.LockCheckout(ctx, tx, tenant, r.PaymentID)
		if err == nil {
			n = truth(row)
			return nil
		}
		if !errors.Is(err, pgx.ErrNoRows) {
			return err
		}
		before, err := s.q.CountLater(ctx, tx, tenant, r.Instrument)
		if err != nil {
			return err
		}
		if err := s.q.OpenCheckout(ctx, tx, sandboxpaydb.OpenCheckoutParams{TenantID: tenant, PaymentID: r.PaymentID, Reference: s.Later(r.PaymentID, ""),
			Amount: r.Amount.Minor(), Currency: string(r.Amount.Currency()), Description: r.Description, Mode: string(payments.Later), OpenedAt: s.Now()}); err != nil {
			return err
		}
		if row, err = s.q.LockCheckout(ctx, tx, tenant, r.PaymentID); err != nil {
			return err
		}
		row.Status, row.Card, row.Captured = paid, r.Instrument, row.Amount
		switch {
		case r.Instrument == hidden(ownerCard):
			row.Failure = payments.FailureOwnerNeeded
		case r.Instrument == hidden(brokeCard), r.Instrument == hidden(fitfulCard) && before%2 == 0:
			row.Failure = "insufficient_funds"
		}
		if row.Failure != "" {
			row.Status, row.Captured = closed, 0
		}
		n = truth(row)
		return s.move(ctx, tx, row)
	})
	return n, err
}

package sandboxpay

import (
	"context"
	"errors"
	"strings"

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
		card, keeper, _ := strings.Cut(r.Instrument, "/")
		kept, err := s.q.CheckoutByReference(ctx, tx, tenant, keeper)
		if err != nil && !errors.Is(err, pgx.ErrNoRows) { // a card that was kept before cards had names knows no checkout
			return err
		}
		if err := s.said(ctx, tx, kept); err != nil {
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
		if row.Failure = refusalOf(kept.Next, card, before); row.Failure != "" {
			row.Status, row.Captured = closed, 0
		}
		n = truth(row)
		return s.move(ctx, tx, row)
	})
	return n, err
}

// instrument names a kept card: what its owner knows of it, and the checkout at which it was kept.
func instrument(row sandboxpaydb.SandboxpayCheckout) string { return row.Card + "/" + row.Reference }

// What the bank of a kept card can be made to say at the next charge.
const (
	nextDeclined = "declined"
	nextOwner    = "owner"
)

// refusalOf says why a kept card is refused while its owner is away, after so many charges before; "": it is accepted.
func refusalOf(next, card string, before int64) string {
	switch {
	case next == nextDeclined:
		return "card_declined"
	case next == nextOwner, card == hidden(ownerCard):
		return payments.FailureOwnerNeeded
	case card == hidden(brokeCard), card == hidden(fitfulCard) && before%2 == 0:
		return "insufficient_funds"
	}
	return ""
}

// said forgets what the bank of a kept card was to say: it is said once.
func (s *Sandbox) said(ctx context.Context, tx pg.Tx, kept sandboxpaydb.SandboxpayCheckout) error {
	if kept.Next == "" {
		return nil
	}
	return s.q.SayNext(ctx, tx, sandboxpaydb.SayNextParams{TenantID: kept.TenantID, PaymentID: kept.PaymentID})
}

package payments

import (
	"context"
	"slices"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/usecase"
)

// GiveBack sends back money that a trade owes for a subject: from the payment named, or from the newest backwards.
type GiveBack struct {
	Subject Subject
	Payment PaymentID // zero: any
	Amount  money.Amount
	Reason  string
	Key     string
}

// Needs implements access.Guarded.
func (GiveBack) Needs() access.Permission { return PermProgram }

func (p *Payments) giveBack(ctx context.Context, c GiveBack) (usecase.None, error) {
	return usecase.None{}, p.store.Write(ctx, func(tx Tx) error {
		all, err := tx.PaymentsOf(ctx, c.Subject)
		if err != nil {
			return err
		}
		if promised(all, c.Key) { // the trade says it twice: all parts of a key are promised in one transaction
			return nil
		}
		left := c.Amount
		for _, payment := range all {
			s := payment.State()
			if !c.Payment.IsZero() && s.ID != c.Payment || !left.IsPositive() {
				continue
			}
			part := money.Min(left, payment.Refundable())
			if !part.IsPositive() {
				continue
			}
			refund, err := payment.Refund(ident.Next[Refund](p.ids), part, c.Reason, c.Key, p.now())
			if err != nil {
				return err
			}
			if err := tx.Save(ctx, payment); err != nil {
				return err
			}
			if err := tx.SendLater(ctx, s.ID, refund.ID); err != nil {
				return err
			}
			left = left.Sub(part)
		}
		if i := slices.IndexFunc(all, func(p *Payment) bool { return p.s.Dispute.Running() || p.s.Dispute.Status == DisputeLost }); left.IsPositive() && i >= 0 {
			// The payer's bank has the money: whether more is owed to him, a person decides.
			s := all[i].State()
			return tx.PutDifference(ctx, Difference{ID: ident.Next[Difference](p.ids), Provider: s.Provider, Reference: s.Dispute.Reference, Payment: s.ID, Kind: DiffNotGivenBack,
				Ours: left.String(), Theirs: string(Disputed), FoundAt: p.now()})
		}
		if left.IsPositive() {
			return ErrNotRefundable.Detailf("%s could not be given back: it was not paid, or went back already", left)
		}
		return nil
	})
}

func promised(all []*Payment, key string) bool {
	return slices.ContainsFunc(all, func(p *Payment) bool {
		return slices.ContainsFunc(p.s.Refunds, func(r Refund) bool { return r.Key == key })
	})
}

// RefundPayment is a refund that staff decide by hand.
type RefundPayment struct {
	ID     PaymentID
	Amount money.Amount
	Reason string
	Key    string // of the form or of the API call: the same key refunds once
}

// Needs implements access.Guarded.
func (RefundPayment) Needs() access.Permission { return PermRefund }

func (p *Payments) refund(ctx context.Context, c RefundPayment) (View, error) {
	var check fault.Check
	check.That(c.Amount.IsPositive(), "amount", "not_positive", "an amount above zero is needed")
	check.That(c.Key != "", "key", "required", "a key is needed")
	if err := check.Err(); err != nil {
		return View{}, err
	}
	var out View
	return out, p.store.Write(ctx, func(tx Tx) error {
		payment, err := tx.Payment(ctx, c.ID)
		if err != nil {
			return err
		}
		if c.Amount.Currency() != payment.s.Amount.Currency() {
			return ErrNotRefundable.On("amount.currency", "other_currency", "the payment was made in "+string(payment.s.Amount.Currency()))
		}
		known := promised([]*Payment{payment}, c.Key)
		refund, err := payment.Refund(ident.Next[Refund](p.ids), c.Amount, c.Reason, c.Key, p.now())
		if out = viewOf(payment.State()); err != nil || known { // a second click: the first one's job is on its way
			return err
		}
		if err := tx.Save(ctx, payment); err != nil {
			return err
		}
		return tx.SendLater(ctx, c.ID, refund.ID)
	})
}

// SendRefund asks the provider to send a promised refund; a job calls it until the provider has answered.
type SendRefund struct {
	Payment PaymentID
	Refund  RefundID
}

// Needs implements access.Guarded.
func (SendRefund) Needs() access.Permission { return PermProgram }

func (p *Payments) sendRefund(ctx context.Context, c SendRefund) (none usecase.None, err error) {
	s, err := p.store.Find(ctx, c.Payment)
	if err != nil {
		return none, err
	}
	driver, err := p.of(ctx, s.Provider)
	if err != nil {
		return none, err
	}
	for _, r := range s.Refunds {
		if r.ID != c.Refund || r.Status != RefundPending {
			continue
		}
		n, err := driver.Refund(ctx, RefundRequest{RefundID: r.ID, PaymentID: s.ID, Reference: s.Reference, Amount: r.Amount, Reason: r.Reason})
		if err != nil {
			return none, err
		}
		return none, p.learn(ctx, c.Payment, n)
	}
	return none, nil
}

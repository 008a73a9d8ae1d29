package payments

import (
	"context"
	"slices"
	"time"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/usecase"
)

// ErrByItsTrade says that what is held is taken or let go where the thing stands for which it is held.
var ErrByItsTrade = fault.Define(fault.Conflict, "payments.by_its_trade", "what is held for this is taken, or given back, on the page of the thing it is held for: with its evidence, and with whom it is for")

// ByItsTrade reports whether only the trade of a subject takes and lets go what is held for it: the trade asks for more than an
// amount, and keeps its own account of it.
func (p *Payments) ByItsTrade(s Subject) bool { return slices.Contains(p.byTrade, s.Kind) }

// mayTake keeps people from what only its trade takes; the trade asks as the program.
func (p *Payments) mayTake(ctx context.Context, s Subject) error {
	if p.ByItsTrade(s) && !access.From(ctx).May(PermProgram) {
		return ErrByItsTrade
	}
	return nil
}

// Capture promises to take part of what is held. The same key is the same capture. A capture that failed may be asked
// for again, with another key. It returns ErrNotHeld when nothing is held, or more is asked for than is.
func (p *Payment) Capture(amount money.Amount, reason, key string, now time.Time) error {
	c := &p.s.Capture
	if c.Key == key && c.Status != CaptureNone {
		return nil
	}
	if p.s.Status != Authorized || c.Status == CapturePending || !amount.IsPositive() ||
		amount.Currency() != p.s.Amount.Currency() || amount.Cmp(p.s.Amount) > 0 {
		return ErrNotHeld
	}
	*c = Capture{Status: CapturePending, Amount: amount, Reason: reason, Key: key}
	p.s.UpdatedAt = now
	return nil
}

// CapturePayment takes held money, or charges a kept card: the whole or a part, once. What is not taken is let go.
type CapturePayment struct {
	ID     PaymentID
	Amount money.Amount
	Reason string
	Key    string // the same key takes once
}

// Needs implements access.Guarded.
func (CapturePayment) Needs() access.Permission { return PermCapture }

func (p *Payments) capture(ctx context.Context, c CapturePayment) (View, error) {
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
		if err := p.mayTake(ctx, payment.s.Subject); err != nil {
			return err
		}
		if c.Amount.Currency() != payment.s.Amount.Currency() {
			return ErrNotHeld.On("amount.currency", "other_currency", "the money is held in "+string(payment.s.Amount.Currency()))
		}
		known := payment.s.Capture.Key == c.Key
		if err := payment.Capture(c.Amount, c.Reason, c.Key, p.now()); err != nil {
			return err
		}
		out = viewOf(payment.State())
		if known {
			return nil
		}
		if err := tx.Save(ctx, payment); err != nil {
			return err
		}
		return tx.CaptureLater(ctx, c.ID)
	})
}

// SendCapture asks the provider for the money of a promised capture; a job calls it until the provider has answered.
type SendCapture struct{ Payment PaymentID }

// Needs implements access.Guarded.
func (SendCapture) Needs() access.Permission { return PermProgram }

func (p *Payments) sendCapture(ctx context.Context, c SendCapture) (none usecase.None, err error) {
	s, err := p.store.Find(ctx, c.Payment)
	if err != nil || s.Status != Authorized && s.Mode != Later || s.Capture.Status != CapturePending {
		return none, err
	}
	driver, err := p.of(ctx, s.Provider)
	if err != nil {
		return none, err
	}
	holder, ok := driver.(Holder)
	if !ok {
		return none, ErrNoHolds
	}
	n, err := holder.Capture(ctx, CaptureRequest{PaymentID: s.ID, Reference: s.Reference, Mode: s.Mode, Instrument: s.Instrument, Key: s.Capture.Key, Amount: s.Capture.Amount, Description: s.Description})
	if err != nil {
		return none, err
	}
	if n.Kind == NotifyFailed && s.Mode != Later {
		n.Kind = NotifyCaptureFailed
	}
	return none, p.learn(ctx, c.Payment, n)
}

// ReleasePayment lets held money go, or forgets a kept card: nothing more will be taken.
type ReleasePayment struct{ ID PaymentID }

// Needs implements access.Guarded.
func (ReleasePayment) Needs() access.Permission { return PermCapture }

func (p *Payments) release(ctx context.Context, c ReleasePayment) (View, error) {
	s, err := p.store.Find(ctx, c.ID)
	if err != nil {
		return View{}, err
	}
	if err := p.mayTake(ctx, s.Subject); err != nil {
		return View{}, err
	}
	if s.Status == Cancelled {
		return viewOf(s), nil
	}
	if s.Status != Authorized || s.Capture.Status == CapturePending {
		return View{}, ErrNotHeld
	}
	driver, err := p.of(ctx, s.Provider)
	if err != nil {
		return View{}, err
	}
	truth, err := driver.Close(ctx, s.Reference)
	if err != nil {
		return View{}, err
	}
	if s.Mode == Card && truth.Kind != NotifySucceeded {
		truth = Notification{Kind: NotifyCancelled} // a kept card has nothing that the provider could end
	}
	if err := p.learn(ctx, c.ID, truth); err != nil {
		return View{}, err
	}
	s, err = p.store.Find(ctx, c.ID)
	return viewOf(s), err
}

package invoicing

import (
	"context"

	"comptoir/internal/event"
	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/usecase"
)

// StayDropped says that a stay will not happen, and what the business keeps. Withdrew: it was the guest who withdrew.
type StayDropped struct {
	Stay     event.StayFacts
	Kept     money.Amount
	Withdrew bool
}

// Needs implements access.Guarded.
func (StayDropped) Needs() access.Permission { return PermProgram }

func (v *Invoicing) stayDropped(ctx context.Context, in StayDropped) (none usecase.None, err error) {
	return none, v.aboutStay(ctx, in.Stay, func(w *stayWork) error {
		if err := w.fix(); err != nil || w.settings.When == ByHand && w.untouched() {
			return err
		}
		return w.drop(ctx, in)
	})
}

// drop takes everything back and issues what is kept; once.
func (w *stayWork) drop(ctx context.Context, in StayDropped) error {
	if _, found, err := w.tx.ByKey(ctx, w.key(droppedKey)); err != nil || found {
		return err
	}
	if err := withdraw(ctx, w.tx, w.subject, "", Invoice, Deposit); err != nil {
		return err
	}
	if err := w.takeBack(ctx, w.claimed, w.versioned("dropped"), changeReason); err != nil || !in.Kept.IsPositive() {
		return err
	}
	return w.keep(in)
}

// keep issues the paper of what is kept of a stay that did not take place, paid already: everything else about it was taken
// back, so that what is kept bears its own VAT and no other (KeptOf).
func (w *stayWork) keep(in StayDropped) error {
	part, indemnity := w.settings.Regime.KeptOf(in.Kept, in.Stay.Policy.Prepaid, in.Withdrew, w.who.Country(), w.stay.Stay.To)
	label := keptLine
	if indemnity {
		label = indemnityLine
	}
	d := w.base(Invoice)
	d.Paid = in.Kept
	d.Items = []Item{{Label: clip(w.say(label, d.Language, part.Tax), maxLabel), Quantity: One, Unit: in.Kept, Tax: part.Tax}}
	_, err := w.issue(droppedKey, d)
	return err
}

var (
	keptLine      = words{"Somme conservée, séjour {stay} réservé et non effectué, {property} ({rate})", "Kept for the stay {stay}, reserved and not made, {property} ({rate})"}
	indemnityLine = words{"Arrhes conservées après annulation du séjour {stay}, {property} ({rate})", "Earnest money kept after the cancellation of the stay {stay}, {property} ({rate})"}
)

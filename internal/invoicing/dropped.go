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
		if w.settings.When == ByHand && !w.claimed.IsPositive() {
			return nil
		}
		return w.drop(ctx, in)
	})
}

// drop takes everything back and issues what is kept; once.
func (w *stayWork) drop(ctx context.Context, in StayDropped) error {
	if _, found, err := w.tx.ByKey(ctx, w.key("dropped")); err != nil || found {
		return err
	}
	if err := w.takeBack(ctx, w.claimed, w.versioned("dropped"), changeReason); err != nil || !in.Kept.IsPositive() {
		return err
	}
	return w.keep(ctx, in, "dropped")
}

// keep issues the paper of what is kept of a stay that did not take place, paid already: everything else about it was taken
// back, so that what is kept bears its own VAT and no other (KeptOf).
func (w *stayWork) keep(ctx context.Context, in StayDropped, key string) error {
	part, indemnity := w.settings.Regime.KeptOf(in.Kept, in.Stay.Policy.Prepaid, in.Withdrew, w.who.Country(), w.stay.Stay.To)
	label := keptLine
	if indemnity {
		label = indemnityLine
	}
	d := w.base(Invoice)
	d.Paid = in.Kept
	d.Items = []Item{{Label: clip(w.say(label, d.Language, part.Tax), maxLabel), Quantity: One, Unit: in.Kept, Tax: part.Tax}}
	p, err := w.issue(key, d)
	if err != nil || p.ID.IsZero() {
		return err
	}
	loose, err := w.tx.Unapplied(ctx, w.subject)
	if err != nil {
		return err
	}
	for _, m := range loose {
		if err := w.tx.Apply(ctx, m.ID, p.ID); err != nil {
			return err
		}
	}
	return nil
}

var (
	keptLine      = words{"Somme conservée, séjour {stay} réservé et non effectué, {property} ({rate})", "Kept for the stay {stay}, reserved and not made, {property} ({rate})"}
	indemnityLine = words{"Arrhes conservées après annulation du séjour {stay}, {property} ({rate})", "Earnest money kept after the cancellation of the stay {stay}, {property} ({rate})"}
)

package invoicing

import (
	"context"
	"slices"

	"comptoir/internal/event"
	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/usecase"
)

// StayReduced says that money of a stay that has ended, or of what was kept of it, was given back: its papers are to be less
// by it. Withdrew: the stay did not take place because the guest withdrew.
type StayReduced struct {
	Stay     event.StayFacts
	Amount   money.Amount
	Withdrew bool
}

// Needs implements access.Guarded.
func (StayReduced) Needs() access.Permission { return PermProgram }

func (v *Invoicing) stayReduced(ctx context.Context, in StayReduced) (none usecase.None, err error) {
	return none, v.aboutStay(ctx, in.Stay, func(w *stayWork) error {
		if err := w.fix(); err != nil || w.settings.When == ByHand && w.untouched() {
			return err
		}
		if !w.over() {
			return w.invoice(ctx)
		}
		before := StayDropped{Stay: in.Stay, Kept: in.Stay.Paid.Add(in.Amount), Withdrew: in.Withdrew}
		if err := w.drop(ctx, before); err != nil { // nothing where that is known
			return err
		}
		waits, err := w.draftOf(droppedKey)
		if err != nil {
			return err
		}
		if waits { // it says what is kept now, when it is issued
			if !in.Stay.Paid.IsPositive() {
				return withdraw(ctx, w.tx, w.subject, "", Invoice)
			}
			return w.keep(StayDropped{Stay: in.Stay, Kept: in.Stay.Paid, Withdrew: in.Withdrew})
		}
		part, _ := w.settings.Regime.KeptOf(in.Stay.Paid, in.Stay.Policy.Prepaid, in.Withdrew, w.who.Country(), w.stay.Stay.To)
		return w.correctTo(ctx, groupsOf([]Part{part}), w.versioned("reduced"))
	})
}

// draftOf reports whether a draft waits under a key of the stay.
func (w *stayWork) draftOf(key string) (bool, error) {
	drafts, err := w.tx.DraftsAbout(w.ctx, w.subject)
	return slices.ContainsFunc(drafts, func(d StoredDraft) bool { return d.Key == w.key(key) }), err
}

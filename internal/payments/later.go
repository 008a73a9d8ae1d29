package payments

import (
	"context"
	"errors"
	"slices"

	"comptoir/internal/event"
	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/usecase"
)

// Faults of kept cards.
var (
	ErrNoCard   = fault.Define(fault.Conflict, "payments.no_card", "no card is kept, or it was removed")
	ErrUnderWay = fault.Define(fault.Conflict, "payments.under_way", "another payment of the same is under way, or has just been made; look again")
)

// Keeper is a driver that can keep the card of a payment and charge it later while its owner is away: the payments of
// Mode Later, which are captured with the card's name in CaptureRequest.Instrument.
type Keeper interface {
	Holder
	// Later names the payment that a kept card will make, for Ask, Refund and Close.
	Later(id PaymentID, instrument string) string
	// Forget has the provider forget a card. One that it no longer knows is forgotten.
	Forget(ctx context.Context, instrument string) error
}

// PaysOnline asks whether a payment could be opened now: whether the business has chosen a provider.
type PaysOnline struct{}

// Needs implements access.Guarded.
func (PaysOnline) Needs() access.Permission { return PermProgram }

func (p *Payments) paysOnline(ctx context.Context, _ PaysOnline) (bool, error) {
	_, err := p.opening(ctx, Charge)
	if errors.Is(err, ErrNoneChosen) {
		return false, nil
	}
	return err == nil, err
}

// KeepsCards asks whether a payment that is opened now could keep its card.
type KeepsCards struct{}

// Needs implements access.Guarded.
func (KeepsCards) Needs() access.Permission { return PermProgram }

func (p *Payments) keepsCards(ctx context.Context, _ KeepsCards) (bool, error) {
	provider, err := p.opening(ctx, Charge)
	if errors.Is(err, ErrNoneChosen) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	driver, err := p.of(ctx, provider)
	if err != nil {
		return false, err
	}
	_, ok := driver.(Keeper)
	return ok, nil
}

// ChargeLater charges a kept card while its owner is away. The same key is the same charge, however often it is asked
// for: asked again while it is under way, the provider is asked again for what became of it. ErrUnderWay when the payer
// is paying for the same himself: a page that is open is closed first, and what was paid on it counts.
type ChargeLater struct {
	Key         string
	Card        PaymentID // the payment whose card was kept
	Subject     Subject
	Purpose     string
	Description string
	Amount      money.Amount
}

// Needs implements access.Guarded: the trade has the payer's consent.
func (ChargeLater) Needs() access.Permission { return PermProgram }

func (p *Payments) chargeLater(ctx context.Context, c ChargeLater) (View, error) {
	if known, ok, err := p.laterAgain(ctx, c); ok || err != nil {
		return known, err
	}
	before, err := p.noOther(ctx, c.Subject)
	if err != nil {
		return View{}, err
	}
	card, err := p.store.Find(ctx, c.Card)
	if err != nil {
		return View{}, err
	}
	driver, err := p.of(ctx, card.Provider)
	if err != nil {
		return View{}, err
	}
	keeper, ok := driver.(Keeper)
	if !ok || card.Instrument == "" || !card.Keep || card.Subject != c.Subject {
		return View{}, ErrNoCard
	}
	payment, err := NewPayment(ident.Next[Payment](p.ids), OpenPayment{Key: c.Key, Subject: c.Subject, Purpose: c.Purpose, Description: c.Description,
		Payer: card.Payer, Amount: c.Amount}, card.Provider, p.now())
	if err != nil {
		return View{}, err
	}
	payment.later(keeper, card.Instrument)
	err = p.store.Write(ctx, func(tx Tx) error {
		if err := tx.LockSubject(ctx, c.Subject); err != nil { // whoever opens a page for the same waits, and then sees this charge
			return err
		}
		all, err := tx.PaymentsOf(ctx, c.Subject)
		if err != nil {
			return err
		}
		for _, other := range all {
			if s := other.State(); s.Key != c.Key && (s.Mode != Later && s.open() || s.underWay(before)) {
				return ErrUnderWay // since the pages were closed
			}
		}
		if err := tx.Save(ctx, payment); err != nil {
			return err
		}
		return tx.CaptureAgain(ctx, payment.s.ID)
	})
	if errors.Is(err, ErrKeyReused) { // by the same request, at the same moment
		known, _, err := p.laterAgain(ctx, c)
		return known, err
	}
	return viewOf(payment.State()), err
}

// laterAgain finds a charge that was asked for before, and has one that is under way asked about again.
func (p *Payments) laterAgain(ctx context.Context, c ChargeLater) (out View, known bool, err error) {
	err = p.store.Write(ctx, func(tx Tx) error {
		payment, err := tx.PaymentByKey(ctx, c.Key)
		if errors.Is(err, ErrUnknown) {
			known = false
			return nil
		}
		if err != nil {
			return err
		}
		known, out = true, viewOf(payment.State())
		if payment.s.Mode != Later || payment.s.Subject != c.Subject || payment.s.Amount != c.Amount {
			return ErrKeyReused
		}
		if payment.s.Status == Processing {
			return tx.CaptureAgain(ctx, payment.s.ID)
		}
		return nil
	})
	return out, known, err
}

// noOther closes the pages on which the payer could pay for the same, and refuses while anything else is under way. It
// returns how the payments stood before.
func (p *Payments) noOther(ctx context.Context, subject Subject) (map[PaymentID]Status, error) {
	before, err := p.store.FindOf(ctx, subject)
	if err != nil {
		return nil, err
	}
	if _, err := p.close(ctx, ClosePayments{Subject: subject}); err != nil {
		return nil, err
	}
	after, err := p.store.FindOf(ctx, subject)
	if err != nil {
		return nil, err
	}
	was := map[PaymentID]Status{}
	for _, s := range before {
		was[s.ID] = s.Status
	}
	if slices.ContainsFunc(after, func(s PaymentState) bool { return s.underWay(was) }) {
		return nil, ErrUnderWay
	}
	return was, nil
}

// underWay reports whether money is coming by a payment, or has just come.
func (s PaymentState) underWay(was map[PaymentID]Status) bool {
	return s.Status == Processing || s.Status == Succeeded && was[s.ID] != Succeeded
}

// open reports whether a payment may still be made on its page.
func (s PaymentState) open() bool { return s.Status == RequiresAction || s.Status == Failed }

// later turns a new payment into one that a kept card makes.
func (p *Payment) later(k Keeper, instrument string) {
	p.s.Mode, p.s.Status, p.s.Instrument, p.s.Reference = Later, Processing, instrument, k.Later(p.s.ID, instrument)
	p.s.Capture = Capture{Status: CapturePending, Amount: p.s.Amount, Key: "later"}
	p.news = append(p.news, event.PaymentProcessing{PaymentFacts: p.facts()})
}

// ForgetCard has the provider forget the card that a payment kept.
type ForgetCard struct{ Payment PaymentID }

// Needs implements access.Guarded.
func (ForgetCard) Needs() access.Permission { return PermProgram }

func (p *Payments) forgetCard(ctx context.Context, c ForgetCard) (none usecase.None, err error) {
	s, err := p.store.Find(ctx, c.Payment)
	if err != nil || s.Instrument == "" || !s.Keep {
		return none, err
	}
	driver, err := p.of(ctx, s.Provider)
	if err != nil {
		return none, err
	}
	if keeper, ok := driver.(Keeper); ok {
		if err := keeper.Forget(ctx, s.Instrument); err != nil {
			return none, err
		}
	}
	return none, p.store.Write(ctx, func(tx Tx) error {
		payment, err := tx.Payment(ctx, c.Payment)
		if err != nil {
			return err
		}
		payment.s.Instrument, payment.s.CardName, payment.s.UpdatedAt = "", "", p.now()
		return tx.Save(ctx, payment)
	})
}

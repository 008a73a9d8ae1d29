package payments

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/usecase"
)

// OpenPayment asks a customer for money. A trade calls it through its own port; the same key gives the same payment.
type OpenPayment struct {
	Key         string
	Subject     Subject
	Purpose     string
	Description string // as the provider's page shows it
	Payer       Payer
	Amount      money.Amount
	ReturnURL   string // where the payer ends up: a page of the trade
	Mode        Mode
	Keep        bool // the payer agrees that his card is kept for later payments; a provider that keeps none keeps none
}

// Needs implements access.Guarded: the trade has checked its own permission, and asks as the program.
func (OpenPayment) Needs() access.Permission { return PermProgram }

// open first commits what it wants, then asks the provider, then commits the answer: killed in between, the next call
// with the same key goes on where it stopped. Where the page of a key is dead, another one is opened.
func (p *Payments) open(ctx context.Context, c OpenPayment) (View, error) {
	s, err := p.living(ctx, c)
	if err != nil {
		return View{}, err
	}
	if s.Status != Failed && (s.Reference != "" || s.Status != RequiresAction) {
		return viewOf(s), nil
	}
	driver, err := p.of(ctx, s.Provider)
	if err != nil {
		return View{}, err
	}
	if again, ok := driver.(Reopener); s.Status == Failed && (!ok || !again.Reopens()) {
		return viewOf(s), nil // the page is still there
	}
	checkout, err := driver.Checkout(ctx, CheckoutRequest{PaymentID: s.ID, Amount: s.Amount, Description: s.Description,
		Payer: s.Payer, ReturnURL: s.ReturnURL, Mode: s.Mode, Keep: s.Keep})
	if err != nil {
		return View{}, err
	}
	var payment *Payment
	err = p.store.Write(ctx, func(tx Tx) (err error) {
		if payment, err = tx.Payment(ctx, s.ID); err != nil {
			return err
		}
		payment.CheckoutOpened(checkout, p.now())
		return tx.Save(ctx, payment)
	})
	if err != nil {
		return View{}, err
	}
	return viewOf(payment.State()), nil
}

// living returns the payment that is wanted, its page not dead: the next one as often as a page turns out to have died.
func (p *Payments) living(ctx context.Context, c OpenPayment) (PaymentState, error) {
	for {
		payment, err := p.wanted(ctx, c)
		if errors.Is(err, ErrKeyReused) { // perhaps by the same request, at the same moment: then it can be seen now
			payment, err = p.wanted(ctx, c)
		}
		if err != nil {
			return PaymentState{}, err
		}
		s, err := p.outlived(ctx, payment.State())
		if err != nil || s.Status != Cancelled {
			return s, err // paid, perhaps, of which no news came: then no other is opened
		}
	}
}

// outlived learns what became of a payment whose page is older than its provider lets pages live: the notification of a page's
// end may be lost, and some providers send none. It returns the payment as it is then.
func (p *Payments) outlived(ctx context.Context, s PaymentState) (PaymentState, error) {
	if s.Reference == "" || !s.open() {
		return s, nil
	}
	driver, err := p.of(ctx, s.Provider)
	if err != nil {
		return s, err
	}
	opened := s.CreatedAt
	if s.Status == RequiresAction {
		opened = s.UpdatedAt // by what was last told of it: the page itself
	}
	mortal, ok := driver.(Mortal)
	if !ok || p.now().Sub(opened) < mortal.PageLife() {
		return s, nil
	}
	truth, err := driver.Ask(ctx, s.Reference)
	if err == nil && (truth.Kind == NotifyNothing || truth.Kind == NotifyFailed) {
		truth, err = driver.Close(ctx, s.Reference)
	}
	if err != nil {
		return s, err
	}
	if err := p.learn(ctx, s.ID, truth); err != nil {
		return s, err
	}
	return p.store.Find(ctx, s.ID)
}

// wanted returns the payment of the key, made now if it is new. One that was cancelled has ended: whoever wants the money
// still gets the next of that key; or a page that is open for the same already, by whatever key: nobody is led to two.
func (p *Payments) wanted(ctx context.Context, c OpenPayment) (payment *Payment, err error) {
	provider, err := p.opening(ctx, c.Mode)
	if err != nil {
		return nil, err
	}
	err = p.store.Write(ctx, func(tx Tx) (err error) {
		if err := tx.LockSubject(ctx, c.Subject); err != nil {
			return err
		}
		wanted := c
		for ended := 1; ; ended++ {
			payment, err = tx.PaymentByKey(ctx, wanted.Key)
			if errors.Is(err, ErrUnknown) {
				break
			}
			if err != nil {
				return err
			}
			if !payment.Same(c) {
				return ErrKeyReused
			}
			if payment.s.Status != Cancelled {
				return nil
			}
			wanted.Key = fmt.Sprintf("%s/again/%d", c.Key, ended)
		}
		all, err := tx.PaymentsOf(ctx, c.Subject)
		if err != nil {
			return err
		}
		if i := slices.IndexFunc(all, func(p *Payment) bool { return p.serves(c) }); i >= 0 {
			payment = all[i]
			return nil
		}
		if slices.ContainsFunc(all, func(p *Payment) bool { return p.s.Mode == Later && p.s.Status == Processing }) {
			return ErrUnderWay // his card is being charged for the same
		}
		if payment, err = NewPayment(ident.Next[Payment](p.ids), wanted, provider, p.now()); err != nil {
			return err
		}
		return tx.Save(ctx, payment)
	})
	return payment, err
}

// serves reports whether a payment is a page on which the same can be paid, with no card kept that the payer wants kept no more.
func (p *Payment) serves(c OpenPayment) bool {
	return p.s.open() && p.Same(c) && (c.Keep || !p.s.Keep) && !slices.Contains(Methods(), Method(p.s.Provider))
}

// ClosePayments makes the open payments of a subject unpayable, when the trade no longer wants the money.
type ClosePayments struct {
	Subject Subject
	Before  time.Time // only payments opened before; zero: all. What the trade asked for later, it wants.
}

// Needs implements access.Guarded.
func (ClosePayments) Needs() access.Permission { return PermProgram }

func (p *Payments) close(ctx context.Context, c ClosePayments) (usecase.None, error) {
	all, err := p.store.FindOf(ctx, c.Subject)
	if err != nil {
		return usecase.None{}, err
	}
	for _, s := range all {
		if s.Mode == Later || s.Status != RequiresAction && s.Status != Failed || !c.Before.IsZero() && !s.CreatedAt.Before(c.Before) {
			continue
		}
		truth := Notification{Kind: NotifyCancelled}
		if s.Reference != "" {
			driver, err := p.of(ctx, s.Provider)
			if err != nil {
				return usecase.None{}, err
			}
			if truth, err = driver.Close(ctx, s.Reference); err != nil {
				return usecase.None{}, err
			}
		}
		if err := p.learn(ctx, s.ID, truth); err != nil {
			return usecase.None{}, err
		}
	}
	return usecase.None{}, nil
}

// Abandon says that a trade no longer wants the payments of a subject that are open now; a job closes them at the
// provider After from now, so that whoever is typing his card number may finish.
type Abandon struct {
	Subject Subject
	After   time.Duration
}

// Needs implements access.Guarded.
func (Abandon) Needs() access.Permission { return PermProgram }

func (p *Payments) abandon(ctx context.Context, c Abandon) (usecase.None, error) {
	now := p.now()
	return usecase.None{}, p.store.Write(ctx, func(tx Tx) error {
		return tx.CloseLater(ctx, ClosePayments{Subject: c.Subject, Before: now}, now.Add(c.After))
	})
}

// learn applies what a provider said when asked.
func (p *Payments) learn(ctx context.Context, id PaymentID, n Notification) error {
	return p.store.Write(ctx, func(tx Tx) error {
		payment, err := tx.Payment(ctx, id)
		if err != nil {
			return err
		}
		payment.Learn(n, p.now())
		return tx.Save(ctx, payment)
	})
}

// opening names the provider that opens new payments: the one that the business chose. For what it cannot do, a hold or a
// kept card, it is another one that is switched on; ErrNoHolds when there is none, ErrNoneChosen when none was chosen.
func (p *Payments) opening(ctx context.Context, mode Mode) (string, error) {
	all, err := p.store.Accounts(ctx)
	if err != nil {
		return "", err
	}
	all = slices.DeleteFunc(all, func(a ProviderAccount) bool { return !a.Enabled })
	slices.SortStableFunc(all, func(a, b ProviderAccount) int {
		if a.Default == b.Default {
			return 0
		}
		if a.Default {
			return -1
		}
		return 1
	})
	if !slices.ContainsFunc(all, func(a ProviderAccount) bool { return a.Default }) {
		if p.play == "" {
			return "", ErrNoneChosen
		}
		return p.play, nil
	}
	for _, a := range all {
		if mode == Charge {
			return a.Provider, nil
		}
		driver, err := p.of(ctx, a.Provider)
		if err != nil {
			return "", err
		}
		if _, ok := driver.(Holder); ok {
			return a.Provider, nil
		}
	}
	return "", ErrNoHolds
}

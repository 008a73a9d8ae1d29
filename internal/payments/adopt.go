package payments

import (
	"context"
	"slices"
	"strings"
	"time"

	"comptoir/internal/event"
	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/usecase"
)

// ErrNothingToAdopt says that taking over what the provider says would change nothing here.
var ErrNothingToAdopt = fault.Define(fault.Conflict, "payments.nothing_to_adopt", "the provider says nothing that could be taken over: look there, and settle the difference with a note")

// Disputing is a driver whose disputes can be asked for by their name.
type Disputing interface {
	Driver
	// AskDispute returns what became of a dispute; NotifyNothing when no money has moved for it.
	AskDispute(ctx context.Context, dispute string) (Notification, error)
}

// Adoptable reports whether what the provider says can be taken over; what cannot is settled with a note. Another amount than
// the one that is booked cannot: the trade, its papers and the books have counted it, and each has a correction of its own.
func (d Difference) Adoptable() bool {
	switch d.Kind {
	case DiffStatus, DiffDispute:
		return !d.Payment.IsZero()
	case DiffRefund:
		return !d.Payment.IsZero() && d.Theirs != ""
	}
	return false
}

// AdoptDifference takes over what the provider says of a payment now.
type AdoptDifference struct{ ID DifferenceID }

// Needs implements access.Guarded.
func (AdoptDifference) Needs() access.Permission { return PermReconcile }

func (p *Payments) adopt(ctx context.Context, c AdoptDifference) (none usecase.None, err error) {
	all, err := p.store.OpenDifferences(ctx)
	if err != nil {
		return none, err
	}
	i := slices.IndexFunc(all, func(d Difference) bool { return d.ID == c.ID })
	if i < 0 {
		return none, ErrUnknown
	}
	if !all[i].Adoptable() {
		return none, ErrNothingToAdopt
	}
	s, err := p.store.Find(ctx, all[i].Payment)
	if err != nil {
		return none, err
	}
	take, err := p.truthOf(ctx, s, all[i])
	if err != nil {
		return none, err
	}
	return none, p.store.Write(ctx, func(tx Tx) error {
		payment, err := tx.Payment(ctx, s.ID)
		if err != nil {
			return err
		}
		changed, err := take(payment)
		if err != nil {
			return err
		}
		if !changed {
			return ErrNothingToAdopt
		}
		if err := tx.Save(ctx, payment); err != nil {
			return err
		}
		return p.endIn(ctx, tx, c.ID, "adopted")
	})
}

// truthOf asks the provider, and returns what makes a payment agree with it.
func (p *Payments) truthOf(ctx context.Context, s PaymentState, d Difference) (func(*Payment) (bool, error), error) {
	if d.Kind == DiffRefund {
		amount, err := AmountOf(d.Theirs)
		return func(payment *Payment) (bool, error) {
			return true, payment.Returned(ident.Next[Refund](p.ids), amount, d.Reference, p.now())
		}, err
	}
	driver, err := p.of(ctx, s.Provider)
	if err != nil {
		return nil, err
	}
	var truth Notification
	if disputing, ok := driver.(Disputing); d.Kind == DiffDispute && ok {
		truth, err = disputing.AskDispute(ctx, d.Reference)
	} else if d.Kind != DiffDispute {
		if truth, err = driver.Ask(ctx, s.Reference); s.forgotten(truth) {
			err = ErrNothingToAdopt
		}
	}
	return func(payment *Payment) (bool, error) {
		before := len(payment.news)
		payment.Learn(truth, p.now())
		return len(payment.news) > before, nil
	}, err
}

// AmountOf reads a sum in a difference, which is written as Amount.String does ("86.00 EUR").
func AmountOf(text string) (money.Amount, error) {
	decimal, currency, _ := strings.Cut(text, " ")
	return money.Parse(decimal, money.Currency(currency))
}

// Returned notes a refund that the provider has made: one of ours of which no news came, or one that somebody made on the
// provider's own pages. ErrNotRefundable when more would have gone back than came in; ErrNothingToAdopt when it is known.
func (p *Payment) Returned(id RefundID, amount money.Amount, reference string, now time.Time) error {
	i := slices.IndexFunc(p.s.Refunds, func(r Refund) bool { return r.Reference == reference })
	if i < 0 { // its name did not come back with its money
		i = slices.IndexFunc(p.s.Refunds, func(r Refund) bool {
			return r.Status == RefundPending && r.Reference == "" && r.Amount == amount
		})
	}
	if i >= 0 && p.s.Refunds[i].Amount == amount {
		if !p.learnRefund(Notification{Kind: NotifyRefundSucceeded, Refund: p.s.Refunds[i].ID, RefundReference: reference}) {
			return ErrNothingToAdopt
		}
		p.s.UpdatedAt = now
		return nil
	}
	if i >= 0 || amount.Currency() != p.s.Amount.Currency() || amount.Cmp(p.Refundable()) > 0 {
		return ErrNotRefundable
	}
	r := Refund{ID: id, Amount: amount, Status: RefundSucceeded, Reason: ReasonElsewhere, Key: "elsewhere/" + reference, Reference: reference, At: now}
	p.s.Refunds, p.s.UpdatedAt = append(p.s.Refunds, r), now
	p.news = append(p.news, event.RefundSucceeded{PaymentFacts: p.facts(), Refund: id.Raw(), RefundAmount: amount, Reason: r.Reason})
	return nil
}

// ReasonElsewhere is the reason of a refund that was made on the provider's own pages.
const ReasonElsewhere = "provider"

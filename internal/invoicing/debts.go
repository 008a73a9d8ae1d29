package invoicing

import (
	"context"
	"errors"
	"fmt"

	"comptoir/internal/event"
	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/period"
	"comptoir/internal/kernel/usecase"
)

// RecordPayment says at the desk that an invoice was paid: a transfer that arrived, a cheque. What was paid for a stay is
// entered with the stay, from where payments, books and papers learn it alike (ErrPaidAtStay).
type RecordPayment struct {
	ID     PaperID
	Amount money.Amount // zero: all that is owed
	On     period.Date  // zero: today
	Method string       // "transfer", "cheque", "cash", "card", "other"
	Key    string       // of the request: the same twice is one payment
}

// Methods lists how money may come at the desk.
func Methods() []string { return []string{"transfer", "cheque", "cash", "card", "other"} }

// Needs implements access.Guarded.
func (RecordPayment) Needs() access.Permission { return PermIssue }

func (v *Invoicing) recordPayment(ctx context.Context, in RecordPayment) (none usecase.None, err error) {
	var c fault.Check
	known := false
	for _, m := range Methods() {
		known = known || m == in.Method
	}
	c.That(known, "method", "unknown", "transfer, cheque, cash, card or other")
	c.That(!in.Amount.IsNegative(), "amount", "below_minimum", "more than nothing")
	c.That(in.Key != "" && len(in.Key) <= 100, "key", "required", "a key of the request, 1 to 100 characters")
	if err := c.Err(); err != nil {
		return none, err
	}
	who, err := v.d.Identity(ctx)
	if err != nil {
		return none, err
	}
	if in.On.IsZero() {
		in.On = v.today(who)
	}
	if in.On.After(v.today(who)) {
		return none, fault.ErrInvalid.On("receivedOn", "in_the_future", "today at the latest")
	}
	return none, v.d.Store.Write(ctx, func(tx Tx) error {
		if err := tx.Lock(ctx); err != nil {
			return err
		}
		p, err := tx.Paper(ctx, in.ID)
		if err != nil {
			return err
		}
		if p.Subject.Kind == SubjectStay {
			return ErrPaidAtStay.Detailf("booking %s", p.Order)
		}
		owed, amount := p.Outstanding(), in.Amount
		if amount.IsZero() {
			amount = owed
		}
		if amount.Currency() != owed.Currency() {
			return fault.ErrInvalid.On("amount", "other_currency", "in the invoice's currency")
		}
		m := Movement{ID: "desk/" + in.ID.String() + "/" + in.Key, Subject: p.Subject, Amount: amount, On: in.On, Method: in.Method}
		fresh, err := tx.Movement(ctx, m)
		if err != nil || !fresh {
			return err
		}
		if !amount.IsPositive() || amount.Cmp(owed) > 0 {
			return ErrNotOpen.On("amount", "out_of_range", "no more than "+owed.String())
		}
		p.Received = p.Received.Add(amount)
		if err := tx.SaveStanding(ctx, in.ID, p.Standing); err != nil {
			return err
		}
		if err := tx.Apply(ctx, m.ID, in.ID, amount); err != nil {
			return err
		}
		return tx.Publish(ctx, event.InvoicePaid{InvoiceFacts: facts(p), Payment: m.ID, Amount: amount, Method: in.Method, PaidOn: in.On})
	})
}

// RemindDebtors writes to those who are late with the reminder of their level, one level a day at most. A daily job calls it.
type RemindDebtors struct{}

// Needs implements access.Guarded.
func (RemindDebtors) Needs() access.Permission { return PermProgram }

// remindBatch bounds one run; what is left is for the next.
const remindBatch = 500

func (v *Invoicing) remind(ctx context.Context, _ RemindDebtors) (sent int, err error) {
	s, err := v.d.Store.Settings(ctx)
	if err != nil || !s.Dunning {
		return 0, err
	}
	who, err := v.d.Identity(ctx)
	if err != nil {
		return 0, err
	}
	today := v.today(who)
	late, err := v.d.Store.Overdue(ctx, today, remindBatch)
	var failures []error
	for _, p := range late {
		if s.levelOf(p, today) == p.Level || p.Customer.Email == "" || p.File == "" {
			continue
		}
		done, err := v.remindOne(ctx, s, p.ID, today)
		if err != nil {
			failures = append(failures, fmt.Errorf("%s: %w", p.Number, err))
		}
		if done {
			sent++
		}
	}
	return sent, errors.Join(append(failures, err)...)
}

// remindOne looks again under the lock: a payment may have come since the list was read.
func (v *Invoicing) remindOne(ctx context.Context, s Settings, id PaperID, today period.Date) (done bool, err error) {
	err = v.d.Store.Write(ctx, func(tx Tx) error {
		done = false
		if err := tx.Lock(ctx); err != nil {
			return err
		}
		p, err := tx.Paper(ctx, id)
		if err != nil {
			return err
		}
		if !p.Outstanding().IsPositive() || s.levelOf(p, today) <= p.Level || p.RemindedOn == today {
			return nil
		}
		p.Level, p.RemindedOn, done = p.Level+1, today, true
		if err := tx.SaveStanding(ctx, id, p.Standing); err != nil {
			return err
		}
		return tx.Publish(ctx, event.InvoiceOverdue{InvoiceFacts: facts(p), Level: p.Level, Text: s.Reminders[p.Level-1].Text(p.Language)})
	})
	return done, err
}

// levelOf is how many reminders an invoice should have had by a day. None is skipped: an invoice that is found late has its
// first reminder first.
func (s Settings) levelOf(p Stored, today period.Date) int {
	level := 0
	for i, r := range s.Reminders {
		if r.AfterDays > 0 && !today.Before(p.DueOn.AddDays(r.AfterDays)) {
			level = i + 1
		}
	}
	return level
}

package app

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"comptoir/internal/demo/dataset"
	"comptoir/internal/payments"
	"comptoir/internal/payments/sandboxpay"
	"comptoir/internal/stays"
)

// The cards of the demonstration's guests.
const (
	goodCard     = "4242424242424242"
	refusedCard  = "4000000000000002"
	careful3DSec = "4000002760003184"
	ownersCard   = "4000002500003155"
)

// keptCards are those that guests leave for what is due later: the first ones are refused when their day comes, each in its
// way, so that every state of a schedule is to be seen.
var keptCards = []string{goodCard, "4000000000010043", ownersCard, "4000000000000341"}

// keeps reports whether the guest of a stay to come leaves his card.
func (s *stay) keeps() bool {
	return s.wish.Outcome == dataset.Confirmed && s.wish.Change == nil && (s.wish.Number%3 == 0 || s.wish.Number%7 == 0)
}

// payDeposit pays what a hold asks for; some try a card first that is refused.
func (s *stay) payDeposit(ctx context.Context) error {
	if s.now.Status != stays.Held {
		return nil
	}
	if s.wish.Declined {
		if err := s.try(ctx, refusedCard); err != nil {
			return err
		}
		s.clock.Advance(time.Minute)
		if err := s.look(ctx, s.now.ID); err != nil || s.now.Status != stays.Held {
			return err // an interrupted load had paid already
		}
	}
	return s.pay(ctx)
}

// payBalance pays what is left of an agreed stay; nothing while the law does not let the agency take it, which a change to
// later dates brings about: it is paid before the arrival then.
func (s *stay) payBalance(ctx context.Context) error {
	if s.now.Status != stays.Confirmed || !s.now.Owed.IsPositive() {
		return nil
	}
	if err := s.pay(ctx); !errors.Is(err, stays.ErrNotPayableYet) {
		return err
	}
	return nil
}

// pay pays what is due next by the guest's link.
func (s *stay) pay(ctx context.Context) error {
	card := goodCard
	if s.wish.Number%9 == 0 {
		card = careful3DSec
	}
	if m := s.now.Mandate; m != nil && m.Payment.IsZero() && s.now.Status == stays.Held {
		card = keptCards[s.wish.Number/7%len(keptCards)]
	}
	if err := s.try(ctx, card); err != nil {
		return err
	}
	return s.settle(ctx)
}

// try pays by a card on the sandbox's page; the payer comes back and his payment is asked for before the provider's own
// notification arrives. What consumers would do then is done here, at the time of this lane.
func (s *stay) try(ctx context.Context, number string) error {
	guest := holder(ctx, s.agency)
	due, err := s.do.Stays.StartPayment(guest, stays.StartPayment{Token: s.now.ManageToken})
	if err != nil {
		return err
	}
	page, err := s.do.Sandbox.Pay(guest, due.ID.String(), sandboxpay.Card{Number: number, Expiry: "12/39", CVC: "123"})
	if err == nil && (number == careful3DSec || number == ownersCard) {
		page, err = s.do.Sandbox.Answer(guest, page.Reference, true)
	}
	if err != nil {
		return err
	}
	paid, err := s.do.Payments.Sync(guest, payments.SyncPayment{ID: page.PaymentID})
	if err != nil {
		return err
	}
	switch paid.Status {
	case payments.Succeeded:
		whole, err := s.do.Payments.Get(program(ctx, s.agency, "demo"), payments.GetPayment{ID: paid.ID})
		if err != nil {
			return err
		}
		_, err = s.do.Stays.RecordPayment(program(ctx, s.agency, "on:stays.record_payment"),
			stays.RecordPayment{Reservation: s.now.ID, Payment: paid.ID.Raw(), Purpose: paid.Purpose, Amount: paid.Amount, Card: whole.CardName})
		return err
	case payments.Failed:
		_, err = s.do.Stays.RecordFailure(program(ctx, s.agency, "on:stays.record_failure"),
			stays.RecordFailure{Reservation: s.now.ID, Payment: paid.ID.Raw(), Amount: paid.Amount, Reason: paid.Failure})
	default:
		err = fmt.Errorf("payment %s is %s", paid.ID, paid.Status)
	}
	return err
}

// settle looks at the reservation and gives back what is due: asks for the refund, sends it and records that it arrived.
// A part of it that an interrupted load has done is not done again.
func (s *stay) settle(ctx context.Context) error {
	if err := s.look(ctx, s.now.ID); err != nil {
		return err
	}
	open := s.now.RefundDue.Sub(s.now.Refunded)
	if !open.IsPositive() {
		return nil
	}
	subject, key := subjectOf(s.now.ID), fmt.Sprintf("stays/%s/refund/%d", s.now.ID, s.now.RefundSeq)
	made, err := s.refunds(ctx, subject)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(made, func(r refund) bool { return strings.HasPrefix(r.Key, key+"/") }) {
		_, err := s.do.Payments.GiveBack(program(ctx, s.agency, "on:payments.give_back"), payments.GiveBack{Subject: subject, Amount: open,
			Reason: s.now.Timeline[len(s.now.Timeline)-1].Note, Key: key})
		if err != nil {
			return err
		}
		if made, err = s.refunds(ctx, subject); err != nil {
			return err
		}
	}
	s.clock.Advance(time.Minute)
	for _, r := range made {
		if _, err := s.do.Payments.SendRefund(program(ctx, s.agency, "job:payments.send_refund"), payments.SendRefund{Payment: r.payment, Refund: r.ID}); err != nil {
			return err
		}
		_, err := s.do.Stays.RecordRefund(program(ctx, s.agency, "on:stays.record_refund"),
			stays.RecordRefund{Reservation: s.now.ID, Refund: r.ID.Raw(), Payment: r.payment.Raw(), Amount: r.Amount, Reason: r.Reason})
		if err != nil {
			return err
		}
	}
	return s.look(ctx, s.now.ID)
}

// refund is one of a payment.
type refund struct {
	payments.Refund
	payment payments.PaymentID
}

func (s *stay) refunds(ctx context.Context, subject payments.Subject) ([]refund, error) {
	views, err := s.do.Payments.OfSubject(program(ctx, s.agency, "demo"), payments.PaymentsOfSubject{Subject: subject})
	var all []refund
	for _, v := range views {
		for _, r := range v.Refunds {
			all = append(all, refund{r, v.ID})
		}
	}
	return all, err
}

package payments

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/money"
)

// Method is how money changes hands without a provider. It is stored where others have their provider's name.
type Method string

// The methods.
const (
	Cash     Method = "cash"
	Cheque   Method = "cheque"
	Transfer Method = "transfer" // to the business's bank account
)

// Methods lists them, in the order in which they are shown.
func Methods() []Method { return []Method{Cash, Cheque, Transfer} }

// Faults of money that is handed over.
var (
	ErrUnknownRefund = fault.Define(fault.NotFound, "payments.unknown_refund", "no such refund of this payment")
	ErrNotByHand     = fault.Define(fault.Conflict, "payments.not_by_hand", "the provider sends this refund; nobody hands it over")
	ErrHandedBack    = fault.Define(fault.Conflict, "payments.already_handed_back", "this refund is settled already")
)

// TakePayment notes money that a person of the business has received: it is a payment that has succeeded. A trade asks,
// which has checked its own permission and what is owed; the same key is the same money.
type TakePayment struct {
	Key         string
	Subject     Subject
	Purpose     string
	Description string
	Payer       Payer
	Method      Method
	Amount      money.Amount
	Note        string // number of the cheque, words of the transfer
}

// Needs implements access.Guarded.
func (TakePayment) Needs() access.Permission { return PermProgram }

func (p *Payments) take(ctx context.Context, c TakePayment) (View, error) {
	var check fault.Check
	c.Note = strings.TrimSpace(c.Note)
	check.That(slices.Contains(Methods(), c.Method), "method", "unknown_method", "cash, cheque or transfer")
	check.That(utf8.RuneCountInString(c.Note) <= 80, "note", "too_long", "at most 80 characters")
	if err := check.Err(); err != nil {
		return View{}, err
	}
	open := OpenPayment{Key: c.Key, Subject: c.Subject, Purpose: c.Purpose, Description: c.Description, Payer: c.Payer, Amount: c.Amount}
	var payment *Payment
	write := func(tx Tx) (err error) {
		payment, err = tx.PaymentByKey(ctx, c.Key)
		if err == nil {
			if !payment.Same(open) || payment.s.Provider != string(c.Method) {
				return ErrKeyReused
			}
			return nil
		}
		if !errors.Is(err, ErrUnknown) {
			return err
		}
		if payment, err = NewPayment(ident.Next[Payment](p.ids), open, string(c.Method), p.now()); err != nil {
			return err
		}
		payment.s.Reference = c.Note
		payment.Learn(Notification{Kind: NotifySucceeded}, p.now())
		return tx.Save(ctx, payment)
	}
	err := p.store.Write(ctx, write)
	if errors.Is(err, ErrKeyReused) { // perhaps by the same click, at the same moment: then it can be seen now
		err = p.store.Write(ctx, write)
	}
	if err != nil {
		return View{}, err
	}
	return viewOf(payment.State()), nil
}

// HandBack notes that a person of the business has given a promised refund back: what was taken by hand goes back by hand.
type HandBack struct {
	Payment PaymentID
	Refund  RefundID
	// By says out of what it was given back: cash is out of the till, a cheque is the payer's own that was not banked yet, a
	// transfer is any way by which the bank account pays. "": nobody said.
	By   Method
	Note string
}

// Needs implements access.Guarded.
func (HandBack) Needs() access.Permission { return PermRefund }

func (p *Payments) handBack(ctx context.Context, c HandBack) (View, error) {
	var check fault.Check
	c.Note = strings.TrimSpace(c.Note)
	check.That(c.By == "" || slices.Contains(Methods(), c.By), "by", "unknown_method", "cash, cheque or transfer")
	check.That(utf8.RuneCountInString(c.Note) <= 80, "note", "too_long", "at most 80 characters")
	if err := check.Err(); err != nil {
		return View{}, err
	}
	var out View
	return out, p.store.Write(ctx, func(tx Tx) error {
		payment, err := tx.Payment(ctx, c.Payment)
		if err != nil {
			return err
		}
		if !slices.Contains(Methods(), Method(payment.s.Provider)) {
			return ErrNotByHand
		}
		i := slices.IndexFunc(payment.s.Refunds, func(r Refund) bool { return r.ID == c.Refund })
		switch {
		case i < 0:
			return ErrUnknownRefund
		case payment.s.Refunds[i].Status != RefundPending:
			return ErrHandedBack
		}
		payment.Learn(Notification{Kind: NotifyRefundSucceeded, Refund: c.Refund, RefundReference: c.Note, HandedBy: c.By}, p.now())
		out = viewOf(payment.State())
		return tx.Save(ctx, payment)
	})
}

// hand is the driver of a method: there is nobody to ask but the people of the business.
type hand struct{ method Method }

var _ Driver = hand{}

// Name implements Driver.
func (h hand) Name() string { return string(h.method) }

// Checkout implements Driver: nobody pays on a page.
func (hand) Checkout(context.Context, CheckoutRequest) (Checkout, error) {
	return Checkout{}, ErrNotPayable
}

// Refund implements Driver: it stays on its way until HandBack.
func (hand) Refund(context.Context, RefundRequest) (Notification, error) { return Notification{}, nil }

// Ask implements Driver.
func (hand) Ask(context.Context, string) (Notification, error) { return Notification{}, nil }

// Close implements Driver.
func (hand) Close(context.Context, string) (Notification, error) { return Notification{}, nil }

// Statement implements Driver: the bank's own statement is compared elsewhere.
func (hand) Statement(context.Context, time.Time, time.Time) ([]Movement, error) { return nil, nil }

// Verify implements Driver: nobody calls.
func (hand) Verify(context.Context, Message, time.Time) (Notification, error) {
	return Notification{}, ErrNoProvider
}

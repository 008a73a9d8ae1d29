package payments_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"comptoir/internal/event"
	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/usecase"
	"comptoir/internal/payments"
	"comptoir/internal/payments/paymentstest"
)

func TestMoneyThatIsHandedOver(t *testing.T) {
	t.Parallel()
	m := paymentstest.NewMem()
	p := payments.New(payments.Deps{Store: m, Play: silentDriver{}, Now: func() time.Time { return now }, IDs: &ident.Source{}, Observer: usecase.Silent{}})
	ctx := access.AsSystem(t.Context(), access.TenantID{1}, "test")
	wanted := paymentstest.Wanted("hand/1", 12_000)
	take := payments.TakePayment{Key: wanted.Key, Subject: wanted.Subject, Purpose: wanted.Purpose, Amount: wanted.Amount, Payer: wanted.Payer, Method: payments.Cheque, Note: " Chèque 4711 "}

	for field, bad := range map[string]func(*payments.TakePayment){
		"method": func(c *payments.TakePayment) { c.Method = "gold" },
		"note":   func(c *payments.TakePayment) { c.Note = string(make([]byte, 81)) },
		"amount": func(c *payments.TakePayment) { c.Amount = money.Zero(money.EUR) },
	} {
		c := take
		bad(&c)
		if _, err := p.Take(ctx, c); fault.KindOf(err) != fault.Invalid || fault.FieldsOf(err)[0].Path != field {
			t.Errorf("%s: %v", field, err)
		}
	}
	// The same click eight times is the same money.
	var rush sync.WaitGroup
	seen := make([]payments.View, 8)
	for i := range seen {
		rush.Go(func() {
			var err error
			if seen[i], err = p.Take(ctx, take); err != nil {
				t.Error(err)
			}
		})
	}
	rush.Wait()
	for _, v := range seen {
		if v.ID != seen[0].ID || v.Status != payments.Succeeded || v.Provider != "cheque" || v.Reference != "Chèque 4711" {
			t.Errorf("%+v", v)
		}
	}
	told := 0
	for _, e := range m.Published() {
		if _, ok := e.(event.PaymentSucceeded); ok {
			told++
		}
	}
	if told != 1 {
		t.Errorf("announced %d times", told)
	}
	other := take
	other.Method = payments.Cash
	if _, err := p.Take(ctx, other); !errors.Is(err, payments.ErrKeyReused) {
		t.Errorf("the same key for cash: %v", err)
	}

	// It goes back by hand: promised by the trade, pending until somebody says so.
	if _, err := p.GiveBack(ctx, payments.GiveBack{Subject: take.Subject, Amount: wanted.Amount, Reason: "cancelled", Key: "back"}); err != nil {
		t.Fatal(err)
	}
	v, err := p.Get(ctx, payments.GetPayment{ID: seen[0].ID})
	if err != nil || len(v.Refunds) != 1 {
		t.Fatalf("%+v %v", v, err)
	}
	back := payments.HandBack{Payment: v.ID, Refund: v.Refunds[0].ID}
	if _, err := p.SendRefund(ctx, payments.SendRefund{Payment: v.ID, Refund: back.Refund}); err != nil {
		t.Fatal(err)
	}
	if v, _ = p.Get(ctx, payments.GetPayment{ID: v.ID}); v.Refunds[0].Status != payments.RefundPending {
		t.Errorf("the job says it went back: %+v", v.Refunds)
	}
	if _, err := p.HandBack(ctx, payments.HandBack{Payment: v.ID, Refund: payments.RefundID{9}}); !errors.Is(err, payments.ErrUnknownRefund) {
		t.Error(err)
	}
	if v, err = p.HandBack(ctx, back); err != nil || v.Refunds[0].Status != payments.RefundSucceeded || v.Refundable.IsPositive() {
		t.Errorf("%+v %v", v, err)
	}
	if _, err := p.HandBack(ctx, back); !errors.Is(err, payments.ErrHandedBack) {
		t.Errorf("twice: %v", err)
	}
	if _, err := p.Receive(ctx, payments.ReceiveWebhook{Provider: "cash"}); !errors.Is(err, payments.ErrNoProvider) {
		t.Errorf("a webhook of nobody: %v", err)
	}
}

// silentDriver is a provider that is never asked.
type silentDriver struct{ payments.Driver }

func (silentDriver) Name() string { return "sandbox" }

func (silentDriver) Refund(context.Context, payments.RefundRequest) (payments.Notification, error) {
	return payments.Notification{}, errors.New("asked")
}

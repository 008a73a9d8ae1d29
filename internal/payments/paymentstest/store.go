package paymentstest

import (
	"context"
	"errors"
	"reflect"
	"testing"
	"time"

	"comptoir/internal/event"
	"comptoir/internal/kernel/contact"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/paging"
	"comptoir/internal/payments"
)

// StoreHarness is a store and a tenant of its own.
type StoreHarness struct {
	Store     payments.Store
	Ctx       context.Context
	Published func() []event.Event // what was saved with the payments, in order
}

var (
	ids   ident.Source
	epoch = time.Date(2027, 3, 1, 9, 0, 0, 0, time.UTC)
)

// Wanted asks for an amount in euro cents for a subject of its own.
func Wanted(key string, cents int64) payments.OpenPayment {
	return payments.OpenPayment{Key: key, Subject: payments.Subject{Kind: "stays.reservation", ID: ids.Raw()}, Purpose: "deposit",
		Description: "Acompte", Payer: payments.Payer{Name: "Ada Martin", Email: "ada@example.org", Locale: "fr"},
		Amount: money.New(cents, "EUR"), ReturnURL: "https://rivages.example/retour"}
}

func made(t *testing.T, c payments.OpenPayment, at time.Time) *payments.Payment {
	t.Helper()
	p, err := payments.NewPayment(ident.Next[payments.Payment](&ids), c, "sandbox", at)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// StoreConformance is what every payments.Store must do.
func StoreConformance(t *testing.T, open func(t *testing.T) StoreHarness) {
	t.Run("what was saved comes back whole", func(t *testing.T) { savedWhole(t, open(t)) })
	t.Run("a key names one payment", func(t *testing.T) { keyOnce(t, open(t)) })
	t.Run("a notification is new once", func(t *testing.T) { rememberOnce(t, open(t)) })
	t.Run("what fails leaves nothing", func(t *testing.T) { nothingLeft(t, open(t)) })
	t.Run("lists are newest first and page", func(t *testing.T) { pages(t, open(t)) })
	t.Run("lists are narrowed by words, amounts and days, and added up", func(t *testing.T) { narrowed(t, open(t)) })
	t.Run("a payer is forgotten, his sums are not", func(t *testing.T) { forgotten(t, open(t)) })
	t.Run("a hold, a capture and a dispute come back whole", func(t *testing.T) { holdWhole(t, open(t)) })
	t.Run("keys are kept, and one provider is chosen", func(t *testing.T) { accountsKept(t, open(t)) })
	t.Run("notifications and differences are kept once", func(t *testing.T) { keptOnce(t, open(t)) })
	t.Run("another tenant sees nothing", func(t *testing.T) { apart(t, open(t), open(t)) })
}

func save(t *testing.T, h StoreHarness, p *payments.Payment) {
	t.Helper()
	if err := h.Store.Write(h.Ctx, func(tx payments.Tx) error { return tx.Save(h.Ctx, p) }); err != nil {
		t.Fatal(err)
	}
}

func forgotten(t *testing.T, h StoreHarness) {
	mine, other := Wanted("mine", 1000), Wanted("other", 2000)
	other.Payer.Email = "someone@example.org"
	save(t, h, made(t, mine, epoch))
	save(t, h, made(t, other, epoch))
	as := payments.Payer{Name: "Personne effacée", Email: "erased@erased.invalid"}
	for range 2 {
		if err := h.Store.Write(h.Ctx, func(tx payments.Tx) error { return tx.ForgetPayer(h.Ctx, mine.Payer.Email, as) }); err != nil {
			t.Fatal(err)
		}
	}
	left, err := h.Store.FindOfPayer(h.Ctx, mine.Payer.Email)
	if err != nil || len(left) != 0 {
		t.Errorf("still known: %+v (%v)", left, err)
	}
	kept, err := h.Store.FindOfPayer(h.Ctx, as.Email)
	if err != nil || len(kept) != 1 || kept[0].Amount != mine.Amount || kept[0].Payer.Name != as.Name {
		t.Errorf("kept: %+v (%v)", kept, err)
	}
	if others, err := h.Store.FindOfPayer(h.Ctx, other.Payer.Email); err != nil || len(others) != 1 {
		t.Errorf("somebody else: %+v (%v)", others, err)
	}
}

func savedWhole(t *testing.T, h StoreHarness) {
	p := made(t, Wanted("k", 12345), epoch)
	save(t, h, p)
	err := h.Store.Write(h.Ctx, func(tx payments.Tx) error {
		p, err := tx.Payment(h.Ctx, p.State().ID)
		if err != nil {
			return err
		}
		p.CheckoutOpened(payments.Checkout{Reference: "ref", URL: "https://pay.example/ref"}, epoch)
		p.Learn(payments.Notification{Kind: payments.NotifySucceeded}, epoch.Add(time.Minute))
		if _, err := p.Refund(ident.Next[payments.Refund](&ids), money.New(345, "EUR"), "geste", "r1", epoch.Add(time.Hour)); err != nil {
			return err
		}
		return tx.Save(h.Ctx, p)
	})
	if err != nil {
		t.Fatal(err)
	}
	got, err := h.Store.Find(h.Ctx, p.State().ID)
	if err != nil {
		t.Fatal(err)
	}
	want := p.State()
	want.Status, want.Reference, want.CheckoutURL, want.UpdatedAt, want.Version = payments.Succeeded, "ref", "https://pay.example/ref", epoch.Add(time.Hour), 2
	want.Captured = want.Amount
	want.Refunds = []payments.Refund{{ID: got.Refunds[0].ID, Amount: money.New(345, "EUR"), Status: payments.RefundPending, Reason: "geste", Key: "r1", At: epoch.Add(time.Hour)}}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("saved\n%+v\nread\n%+v", want, got)
	}
	var names []string
	for _, e := range h.Published() {
		names = append(names, e.EventName())
	}
	if want := []string{event.PaymentRequired{}.EventName(), event.PaymentSucceeded{}.EventName()}; !reflect.DeepEqual(names, want) {
		t.Errorf("published %q, want %q", names, want)
	}
}

func keyOnce(t *testing.T, h StoreHarness) {
	save(t, h, made(t, Wanted("same", 100), epoch))
	second := made(t, Wanted("same", 100), epoch)
	err := h.Store.Write(h.Ctx, func(tx payments.Tx) error { return tx.Save(h.Ctx, second) })
	if !errors.Is(err, payments.ErrKeyReused) {
		t.Errorf("a second payment of the key: %v", err)
	}
	if _, err := h.Store.Find(h.Ctx, second.State().ID); !errors.Is(err, payments.ErrUnknown) {
		t.Errorf("the second payment exists: %v", err)
	}
}

func rememberOnce(t *testing.T, h StoreHarness) {
	for i, want := range []bool{true, false, false} {
		err := h.Store.Write(h.Ctx, func(tx payments.Tx) error {
			fresh, err := tx.Remember(h.Ctx, "sandbox", "evt_1")
			if fresh != want {
				t.Errorf("call %d: fresh %v", i, fresh)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

func nothingLeft(t *testing.T, h StoreHarness) {
	p, boom := made(t, Wanted("k", 100), epoch), errors.New("boom")
	err := h.Store.Write(h.Ctx, func(tx payments.Tx) error {
		p.CheckoutOpened(payments.Checkout{Reference: "r"}, epoch)
		if err := tx.Save(h.Ctx, p); err != nil {
			return err
		}
		if _, err := tx.Remember(h.Ctx, "sandbox", "evt_2"); err != nil {
			return err
		}
		return boom
	})
	if !errors.Is(err, boom) {
		t.Fatal(err)
	}
	if _, err := h.Store.Find(h.Ctx, p.State().ID); !errors.Is(err, payments.ErrUnknown) || len(h.Published()) != 0 {
		t.Errorf("left behind: %v, %d events", err, len(h.Published()))
	}
	err = h.Store.Write(h.Ctx, func(tx payments.Tx) error {
		fresh, err := tx.Remember(h.Ctx, "sandbox", "evt_2")
		if !fresh {
			t.Error("the notification of a failed transaction is remembered")
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

func pages(t *testing.T, h StoreHarness) {
	var want []payments.PaymentID
	subject := Wanted("", 1).Subject
	for i := range 5 {
		c := Wanted(string(rune('a'+i)), 100)
		c.Subject = subject
		p := made(t, c, epoch.Add(time.Duration(i/2)*time.Second)) // some in the same moment
		save(t, h, p)
		want = append([]payments.PaymentID{p.State().ID}, want...)
	}
	var got []payments.PaymentID
	for cursor, n := "", 0; n < 5; n++ {
		page, err := h.Store.Page(h.Ctx, payments.Filter{Status: payments.RequiresAction}, paging.Request{Cursor: cursor, Limit: 2})
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range page.Items {
			got = append(got, s.ID)
		}
		if cursor = page.Next; cursor == "" {
			break
		}
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("pages gave %v, want %v", got, want)
	}
	all, err := h.Store.FindOf(h.Ctx, subject)
	if err != nil || len(all) != 5 || all[0].ID != want[0] {
		t.Errorf("of the subject: %d, %v", len(all), err)
	}
}

func apart(t *testing.T, a, b StoreHarness) {
	p := made(t, Wanted("k", 100), epoch)
	save(t, a, p)
	if _, err := b.Store.Find(b.Ctx, p.State().ID); !errors.Is(err, payments.ErrUnknown) {
		t.Errorf("another tenant finds it: %v", err)
	}
	save(t, b, made(t, Wanted("k", 100), epoch)) // and may use the same key
}

func narrowed(t *testing.T, h StoreHarness) {
	for i, name := range []string{"Ada Lovelace", "Bea 100% Dupont", "Cora"} {
		c := Wanted("narrow "+name, int64(10000*(i+1)))
		c.Payer.Name, c.Payer.Email, c.Description = name, contact.Email(string(rune('a'+i))+"@example.org"), "Ty Mor · RIV-00"+string(rune('1'+i))
		p := made(t, c, epoch.Add(time.Duration(i)*24*time.Hour))
		p.CheckoutOpened(payments.Checkout{Reference: "cs_" + string(rune('A'+i)), URL: "https://pay.example"}, epoch)
		if i < 2 {
			p.Learn(payments.Notification{Kind: payments.NotifySucceeded}, epoch)
		}
		if i == 1 {
			if _, err := p.Refund(ident.Next[payments.Refund](&ids), money.New(500, "EUR"), "geste", "r", epoch); err != nil {
				t.Fatal(err)
			}
		}
		save(t, h, p)
	}
	for _, c := range []struct {
		filter   payments.Filter
		want     int
		in, back int64
	}{
		{payments.Filter{}, 3, 30000, 500}, {payments.Filter{Text: "lovelace"}, 1, 10000, 0}, {payments.Filter{Text: "B@EXAMPLE"}, 1, 20000, 500}, {payments.Filter{Text: "RIV-003"}, 1, 0, 0},
		{payments.Filter{Text: "cs_a"}, 1, 10000, 0}, {payments.Filter{Text: "100%"}, 1, 20000, 500}, {payments.Filter{Text: "%"}, 1, 20000, 500}, {payments.Filter{Text: "_"}, 3, 30000, 500}, {payments.Filter{Text: "200,00"}, 1, 20000, 500}, {payments.Filter{Text: "300"}, 1, 0, 0},
		{payments.Filter{Text: "nobody"}, 0, 0, 0}, {payments.Filter{From: epoch.Add(24 * time.Hour)}, 2, 20000, 500}, {payments.Filter{To: epoch.Add(24 * time.Hour)}, 1, 10000, 0},
		{payments.Filter{From: epoch.Add(time.Hour), To: epoch.Add(25 * time.Hour), Status: payments.PartlyRefunded}, 1, 20000, 500},
	} {
		page, err := h.Store.Page(h.Ctx, c.filter, paging.Request{Limit: 10})
		if err != nil || len(page.Items) != c.want {
			t.Errorf("%+v: %d payments (%v), want %d", c.filter, len(page.Items), err, c.want)
		}
		sums, err := h.Store.Sum(h.Ctx, c.filter)
		if err != nil || c.want == 0 && len(sums) != 0 {
			t.Errorf("%+v: %+v (%v)", c.filter, sums, err)
		}
		if want := (payments.Sum{Count: c.want, In: money.New(c.in, "EUR"), Back: money.New(c.back, "EUR")}); c.want > 0 && (len(sums) != 1 || sums[0] != want) {
			t.Errorf("%+v: %+v, want %+v", c.filter, sums, want)
		}
	}
}

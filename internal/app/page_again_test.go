package app_test

import (
	"errors"
	"fmt"
	"maps"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/period"
	"comptoir/internal/payments"
	"comptoir/internal/payments/paypalpay"
	"comptoir/internal/payments/paypalpay/paypaltest"
	"comptoir/internal/payments/stripepay/stripetest"
	"comptoir/internal/stays"
	"comptoir/test/program"
)

// pager is a business whose guests open pages of a provider and leave them.
type pager struct {
	*testing.T
	p *program.Program
	a *program.Agency
}

// opened is a page of a stay: its payment and its name at the provider. It is another one than that of before.
func (g pager) opened(path, before string) (payment, reference string) {
	g.Helper()
	got := g.a.Must(201, "POST", path, nil)
	name := "paymentId"
	if got.At(name) == nil {
		name = "id"
	}
	payment = got.Text(name)
	if payment == before || got.Text("checkoutUrl") == "" {
		g.Fatalf("%s leads to a page that has died: %s", path, got.Raw)
	}
	return payment, g.a.As("admin").Must(200, "GET", "/api/payments/"+payment+"/details", nil).Text("reference")
}

// at turns the clock to eleven o'clock of a day.
func (g pager) at(day string) {
	g.p.Clock.Shift(period.MustDate(day).UTC().Add(11 * time.Hour).Sub(g.p.Clock.Now()))
}

// paidOnce: all the money of a stay came, once.
func (g pager) paidOnce(token string) {
	g.Helper()
	g.p.Eventually("everything is paid", func() bool { return g.a.Managed(token).Text("owed.amount") == "0.00" })
	if got := g.a.Managed(token); got.Text("paid.amount") != got.Text("total.amount") {
		g.Errorf("paid %s of %s", got.Text("paid.amount"), got.Text("total.amount"))
	}
}

// A guest opens Stripe's page, leaves it, and comes back when it has died, of which Stripe told or did not: he is led to another
// that lives, pays there, and pays once. So is a guest whose page was closed for a charge of his card that his bank refuses, and
// one who owes for damage.
func TestAPageThatDiedAtStripe(t *testing.T) {
	t.Parallel()
	stripe := stripetest.New(t, time.Now)
	g := pager{T: t, p: program.Start(t, "COMPTOIR_STRIPE_URL="+stripe.URL, "COMPTOIR_EGRESS_ALLOW=127.0.0.0/8,::1/128")}
	g.a = g.p.Agency("rivages")
	admin := g.a.As("admin")
	admin.Must(200, "PUT", "/api/payments/providers/stripe/keys", m{"keys": m{"secret_key": stripetest.Key, "webhook_secret": stripetest.Secret}})
	admin.Must(200, "PUT", "/api/payments/providers/stripe", m{"enabled": true, "default": true})
	sheet := program.Sheet("ty-mor")
	rates := sheet["rates"].(stays.Rates)
	rates.SecurityDeposit = money.MustParse("500", money.EUR)
	sheet["rates"] = rates
	home := admin.Must(201, "POST", "/api/stays/desk/properties", maps.Clone(sheet)).Text("id")
	admin.Photo(home)
	admin.Must(200, "POST", "/api/stays/desk/properties/"+home+"/publish", nil)
	tell := func(kind, session string) {
		t.Helper()
		if code := hooked(t, g.a, stripe.Event("checkout.session."+kind, session, g.p.Clock.Now())); code != http.StatusNoContent {
			t.Errorf("%s: %d", kind, code)
		}
	}
	quote := g.a.Must(201, "POST", "/api/stays/quotes", m{"propertyId": home, "checkIn": g.a.Day(60), "checkOut": g.a.Day(70), "adults": 2})
	stay := g.a.Must(201, "POST", "/api/stays/reservations", m{"quoteId": quote.Text("id"), "guest": program.Guest("ada"), "acceptTerms": true, "keepCard": true})
	id, token := stay.Text("id"), stay.Text("manageToken")
	pay, caution := "/api/stays/manage/"+token+"/payment", "/api/stays/manage/"+token+"/caution"

	first := stay.Text("payment.id")
	session := admin.Must(200, "GET", "/api/payments/"+first+"/details", nil).Text("reference")
	stripe.Expire(t, session)
	tell("expired", session)
	_, session = g.opened(pay, first)
	stripe.PayOwner(t, session)
	tell("completed", session)
	g.a.Becomes(token, "confirmed")

	// The balance: a page is open when the card is charged, the bank wants the guest, and the link leads to a page that lives;
	// that one dies too, and nobody tells.
	g.at(g.a.Managed(token).Text("schedule.1.dueOn"))
	left, _ := g.opened(pay, first)
	inside := access.AsSystem(t.Context(), g.a.State.ID, "test")
	if _, err := g.p.App.Contexts.Stays.ChargeCards(inside, stays.ChargeCards{}); err != nil {
		t.Fatal(err)
	}
	g.p.Eventually("the bank wants the guest", func() bool { return g.a.Managed(token).At("card.attempt") == "owner" })
	asked, session := g.opened(pay, left)
	stripe.Expire(t, session)
	g.p.Clock.Shift(25 * time.Hour)
	_, session = g.opened(pay, asked)
	stripe.Pay(t, session)
	tell("completed", session)
	g.paidOnce(token)

	// The damage: the kept card wants its owner, who opens the page, leaves it, and finds another.
	deposit, session := g.opened(caution, "")
	stripe.PayOwner(t, session)
	tell("completed", session)
	stands := func(status string) {
		t.Helper()
		admin = g.a.As("admin")
		g.p.Eventually("the security deposit is "+status, func() bool {
			return admin.Must(200, "GET", "/api/stays/reservations/"+id+"/caution", nil).Text("status") == status
		})
	}
	stands("kept")
	g.onlyAtTheStay(id, deposit)
	admin.Must(200, "POST", "/api/stays/reservations/"+id+"/caution", m{"amount": m{"amount": "80.00", "currency": "EUR"}, "reason": "vase brisé", "key": "1"})
	stands("owner")
	asked, session = g.opened(caution, "")
	stripe.Expire(t, session)
	tell("expired", session)
	asked, session = g.opened(caution, asked)
	stripe.Expire(t, session)
	g.p.Clock.Shift(25 * time.Hour)
	_, session = g.opened(caution, asked)
	stripe.Pay(t, session)
	tell("completed", session)
	stands("taken")
	if got := admin.Must(200, "GET", "/api/stays/reservations/"+id+"/caution", nil); got.Text("taken.amount") != "80.00" {
		t.Errorf("taken: %s", got.Raw)
	}
	beside(t, g.p, g.a, stripe)
}

// onlyAtTheStay: a security deposit is taken and released at its stay, where its evidence is; the page of its payment leads there.
func (g pager) onlyAtTheStay(id, payment string) {
	g.Helper()
	admin := g.a.As("admin")
	take := m{"paymentId": payment, "amount": m{"amount": "80.00", "currency": "EUR"}, "reason": "vase brisé", "key": "around"}
	for path, body := range map[string]m{"/api/payments/captures": take, "/api/payments/releases": {"paymentId": payment}} {
		if got := admin.Must(409, "POST", path, body); !strings.Contains(string(got.Raw), "payments.by_its_trade") {
			g.Errorf("%s: %s", path, got.Raw)
		}
	}
	shown := string(page(g.a, "GET", "/desk/payments/"+payment, nil, cookieOf(g.a, "admin")).Raw)
	if strings.Contains(shown, payment+"/capture") || strings.Contains(shown, payment+"/release") || !strings.Contains(shown, `href="/desk/reservations/`+id+`"`) {
		g.Error("the page of the payment takes the security deposit itself")
	}
}

// beside: guests open pages at the very moment at which their kept cards are charged for the same. One of the two happens: while Stripe does
// not answer, both would stay as they are.
func beside(t *testing.T, p *program.Program, a *program.Agency, stripe *stripetest.Server) {
	t.Helper()
	inside, all := access.AsSystem(t.Context(), a.State.ID, "test"), p.App.Contexts.Payments
	for n := range 12 {
		stripe.Away(false)
		subject := payments.Subject{Kind: "test.thing", ID: ident.Next[payments.Payment](&ident.Source{}).Raw()}
		wanted := payments.OpenPayment{Key: fmt.Sprint("deposit ", n), Subject: subject, Purpose: "deposit", Description: "Acompte", Payer: payments.Payer{Name: "Ada", Email: "ada@guest.example", Locale: "fr"},
			Amount: money.New(30000, money.EUR), ReturnURL: "https://rivages.example", Keep: true}
		deposit, err := all.Open(inside, wanted)
		if err != nil {
			t.Fatal(err)
		}
		stripe.Pay(t, deposit.Reference)
		if got, err := all.Sync(inside, payments.SyncPayment{ID: deposit.ID}); err != nil || got.Status != payments.Succeeded {
			t.Fatalf("%+v (%v)", got, err)
		}
		wanted.Key, wanted.Purpose, wanted.Keep = fmt.Sprint("balance ", n), "balance", false
		stripe.Away(true) // so that neither of the two comes to an end meanwhile
		var page, charge error
		var wg sync.WaitGroup
		wg.Go(func() { _, page = all.Open(inside, wanted) })
		wg.Go(func() {
			_, charge = all.ChargeLater(inside, payments.ChargeLater{Key: fmt.Sprint("later ", n), Card: deposit.ID, Subject: subject, Purpose: "balance", Description: "Solde", Amount: wanted.Amount})
		})
		wg.Wait()
		if charge != nil && !errors.Is(charge, payments.ErrUnderWay) || !errors.Is(page, payments.ErrUnderWay) && !errors.Is(page, payments.ErrGatewayAway) {
			t.Fatalf("the charge: %v, the page: %v", charge, page)
		}
		found, err := all.OfSubject(inside, payments.PaymentsOfSubject{Subject: subject})
		charging, open := false, false
		for _, v := range found {
			charging = charging || v.Mode == payments.Later && v.Status == payments.Processing
			open = open || v.Mode != payments.Later && v.Status == payments.RequiresAction
		}
		if err != nil || charging && open || !charging && !open {
			t.Fatalf("a charge is under way: %t, a page is open: %t (%v)", charging, open, err)
		}
	}
	stripe.Away(false)
}

// An order dies at PayPal after three hours, and PayPal tells nobody: a guest who comes back is led to another, and pays once.
func TestAnOrderThatDiedAtPayPal(t *testing.T) {
	t.Parallel()
	g := pager{T: t}
	paypal := paypaltest.New(t, time.Now)
	g.p = program.Start(t, "COMPTOIR_PAYPAL_URL="+paypal.URL, "COMPTOIR_EGRESS_ALLOW=127.0.0.0/8,::1/128")
	g.a = g.p.Agency("rivages")
	admin := g.a.As("admin")
	admin.Must(200, "PUT", "/api/payments/providers/paypal/keys", m{"keys": m{paypalpay.Environment: "sandbox", paypalpay.ClientID: paypaltest.ClientID, paypalpay.Secret: paypaltest.Secret, paypalpay.WebhookID: paypaltest.Webhook}})
	admin.Must(200, "PUT", "/api/payments/providers/paypal", m{"enabled": true, "default": true})
	stay := book(g.a, admin.Property("ty-mor"), 60, 67, "ada")
	pay := "/api/stays/manage/" + stay.token + "/payment"
	approved := func(payment, order string) {
		t.Helper()
		paypal.Approve(t, order)
		if _, err := g.p.App.Contexts.Payments.Sync(access.AsSystem(t.Context(), g.a.State.ID, "test"), payments.SyncPayment{ID: ident.MustParse[payments.Payment](payment)}); err != nil {
			t.Error(err)
		}
	}
	approved(stay.payment, admin.Must(200, "GET", "/api/payments/"+stay.payment+"/details", nil).Text("reference"))
	g.a.Becomes(stay.token, "confirmed")
	g.at(g.a.Managed(stay.token).Text("schedule.1.dueOn"))
	left, order := g.opened(pay, stay.payment)
	paypal.Expire(order)
	g.p.Clock.Shift((*paypalpay.Driver)(nil).PageLife() + time.Minute)
	again, order := g.opened(pay, left)
	approved(again, order)
	g.paidOnce(stay.token)
	if n := paypal.Made("capture"); n != 2 {
		t.Errorf("%d captures", n)
	}
}

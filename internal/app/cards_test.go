package app_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/period"
	"comptoir/internal/stays"
	"comptoir/test/program"
)

// A business's terms are 30 % / 30 % / the rest. Guests who agree have their cards kept and charged on the day, told a week
// before; a refusal is tried again, then asked for by a link, as it is at once when the bank wants the guest. A card that
// paid everything, or that its owner took back, is forgotten, and nobody pays twice.
func TestKeptCardsPayInTime(t *testing.T) {
	t.Parallel()
	p := program.Start(t)
	a := p.Agency("rivages")
	admin := a.As("admin")
	settings := admin.Must(200, "GET", "/api/stays/settings", nil).JSON.(map[string]any)
	settings["legal"], settings["depositPercent"], settings["balanceDays"] = "owner_direct", "30", 30
	settings["instalments"] = []m{{"percent": "30", "days": 45}}
	admin.Must(200, "PUT", "/api/stays/settings", settings)
	settings["legal"], settings["version"] = "agency", admin.Must(200, "GET", "/api/stays/settings", nil).At("version")
	if refused := admin.Must(422, "PUT", "/api/stays/settings", settings); !strings.Contains(string(refused.Raw), "above_legal_limit") {
		t.Errorf("an agency takes 60 %% early: %s", refused.Raw)
	}
	home := admin.Property("ty-mor")
	inside := access.AsSystem(t.Context(), a.State.ID, "test")

	type guest struct{ id, token, email string }
	agreed := func(from int, name, card string) guest {
		t.Helper()
		quote := a.Must(201, "POST", "/api/stays/quotes", m{"propertyId": home, "checkIn": a.Day(from), "checkOut": a.Day(from + 3), "adults": 2})
		if quote.Len("later") != 2 || !strings.Contains(quote.Text("keepCard"), "débiter") {
			t.Fatalf("the terms of a quote: %s", quote.Raw)
		}
		got := a.Must(201, "POST", "/api/stays/reservations", m{"quoteId": quote.Text("id"), "guest": program.Guest(name), "acceptTerms": true, "keepCard": true})
		g := guest{got.Text("id"), got.Text("manageToken"), name + "@guest.example"}
		a.Must(200, "POST", "/sandbox/payments/"+got.Text("payment.id")+"/pay", m{"number": card, "expiry": "12/34", "cvc": "123"})
		if card == "4000002500003155" {
			a.Must(200, "POST", "/sandbox/payments/"+got.Text("payment.id")+"/authenticate", m{"approve": true})
		}
		a.Becomes(g.token, "confirmed")
		if seen := a.Managed(g.token); !strings.HasSuffix(seen.Text("card.name"), card[12:]) || seen.Text("schedule.0.state") != "paid" || seen.Text("schedule.1.state") != "coming" {
			t.Fatalf("%s: %s", name, seen.Raw)
		}
		return g
	}
	good, fitful, owner, broke, back := agreed(80, "ada", "4242424242424242"), agreed(84, "bea", "4000000000010043"), agreed(88, "cora", "4000002500003155"), agreed(92, "dora", "4000000000000341"), agreed(96, "emma", "4242424242424242")
	part := func(g guest, n int) string { return a.Managed(g.token).Text(fmt.Sprintf("schedule.%d.state", n)) }
	attempt := func(g guest) any { return a.Managed(g.token).At("card.attempt") }
	// on turns the clock to eleven o'clock, so many days before an arrival that is so many days away from the beginning.
	begin := period.DateOf(p.Clock.Now(), time.UTC)
	on := func(day int) {
		t.Helper()
		p.Clock.Shift(begin.AddDays(day).UTC().Add(10 * time.Hour).Sub(p.Clock.Now()))
		if _, err := p.App.Contexts.Stays.Remind(inside, stays.RemindBalances{}); err != nil {
			t.Error(err)
		}
		for range 2 {
			if _, err := p.App.Contexts.Stays.ChargeCards(inside, stays.ChargeCards{}); err != nil {
				t.Error(err)
			}
		}
	}

	// The owner of a card takes it back before it is charged: in the account, or by the link.
	account := func(g guest) context.Context {
		return access.With(t.Context(), access.Actor{Kind: access.Person, Tenant: a.State.ID, User: ident.Next[access.User](&ident.Source{}), Name: "Fleur Petit", Email: g.email, Permissions: map[access.Permission]bool{stays.PermOwnReservations: true}})
	}
	emma, taken := account(back), agreed(100, "fleur", "4242424242424242")
	cards, err := p.App.Contexts.Stays.MyCards(emma, stays.MyCards{})
	if err != nil || len(cards) != 1 || !strings.HasSuffix(cards[0].Card, "4242") || len(cards[0].Coming) != 2 {
		t.Errorf("kept cards: %+v (%v)", cards, err)
	}
	if _, err := p.App.Contexts.Stays.RemoveMyCard(emma, stays.RemoveMyCard{ID: ident.MustParse[stays.Reservation](good.id)}); fault.KindOf(err) != fault.NotFound {
		t.Errorf("somebody else's card: %v", err)
	}
	a.Must(http.StatusNoContent, "DELETE", "/api/stays/manage/"+back.token+"/card", nil)
	a.Must(404, "DELETE", "/api/stays/manage/"+back.token+"/card", nil)
	for _, want := range []error{nil, stays.ErrNoCard} {
		if _, err := p.App.Contexts.Stays.RemoveMyCard(account(taken), stays.RemoveMyCard{ID: ident.MustParse[stays.Reservation](taken.id)}); !errors.Is(err, want) {
			t.Errorf("one's own card: %v, want %v", err, want)
		}
	}

	on(80 - 45 - 7)
	a.Mail(good.email, "sera débitée")
	on(80 - 45)
	p.Eventually("the instalment is charged", func() bool { return part(good, 1) == "paid" })
	on(84 - 45)
	p.Eventually("refused, and tried again", func() bool { return attempt(fitful) == "refused" })
	a.Mail(fitful.email, "Votre carte a été refusée")
	on(84 - 44)
	p.Eventually("accepted the second time", func() bool { return part(fitful, 1) == "paid" })
	on(88 - 45)
	p.Eventually("the bank wants the guest", func() bool { return attempt(owner) == "owner" })
	a.Mail(owner.email, "demande votre accord")
	pay := a.Must(201, "POST", "/api/stays/manage/"+owner.token+"/payment", nil)
	a.Pay(pay.Text("id"), "4242424242424242")
	p.Eventually("the guest has paid by the link", func() bool { return part(owner, 1) == "paid" })
	for n, day := range []int{92 - 45, 92 - 44, 92 - 42} {
		on(day)
		want := []string{"refused", "refused", "given_up"}[n]
		p.Eventually("refused again", func() bool { return attempt(broke) == want })
	}
	a.Mail(broke.email, "À régler")
	a.Mail("contact@rivages.example", "Carte refusée")
	if got := page(a, "POST", "/desk/reservations/"+broke.id+"/pay-link", nil, cookieOf(a, "admin")); got.Status != http.StatusSeeOther {
		t.Errorf("the desk mails the link: %d", got.Status)
	}
	on(80 - 30)
	p.Eventually("everything is paid", func() bool { return part(good, 2) == "paid" })
	if got := a.Managed(good.token); got.Text("owed.amount") != "0.00" || got.Text("card.endedAt") == "" {
		t.Errorf("paid, and the card still kept: %s", got.Raw)
	}
	on(96 - 45)
	if part(back, 1) != "due" || attempt(back) != nil {
		t.Errorf("a card was charged that its owner took back: %s", a.Managed(back.token).Raw)
	}
	var wrong int
	if err := p.Admin().QueryRow(t.Context(), `select count(*) from stays.reservation r where (r.state->'paid'->>'amount')::numeric <> (select sum(captured) / 100.0 from payments.payment y
		where y.tenant_id = r.tenant_id and y.subject_id = r.id) or (r.state->'paid'->>'amount')::numeric <> (select sum(c.captured) / 100.0 from sandboxpay.checkout c
		join payments.payment y on y.tenant_id = c.tenant_id and y.id = c.payment_id where y.tenant_id = r.tenant_id and y.subject_id = r.id)`).Scan(&wrong); err != nil || wrong != 0 {
		t.Errorf("%d stays count other money than payments, or payments than the provider (%v)", wrong, err)
	}
	booksWhole(t, p, inside)
}

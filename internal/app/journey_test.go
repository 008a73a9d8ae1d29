package app_test

import (
	"bytes"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"comptoir/internal/kernel/ident"
	"comptoir/test/program"
)

type m = program.M

const (
	good     = "4242 4242 4242 4242"
	declined = "4000 0000 0000 0002"
	late     = "4000 0000 0001 0019"
	twice    = "4000 0000 0001 0027"
	early    = "4000 0000 0001 0035"
)

// booked is a stay for two that was booked, and what the tests ask about it.
type booked struct {
	*program.Agency
	id, token, payment string
	answer             program.Answer
}

func book(a *program.Agency, property string, from, to int, guest string) booked {
	got := a.Book(a.Quote(property, from, to), guest)
	return booked{a, got.Text("id"), got.Text("manageToken"), got.Text("payment.id"), got}
}

func (b booked) raw(t *testing.T) ident.Raw {
	t.Helper()
	id, err := ident.ParseRaw(b.id)
	if err != nil {
		t.Fatal(err)
	}
	return id
}

// The whole way of a guest, and of the agency that watches it.
func TestAGuestBooksAndTheAgencySteers(t *testing.T) {
	t.Parallel()
	p := program.Start(t)
	guest := p.Agency("rivages")
	admin, staff := guest.As("admin"), guest.As("staff")
	home := admin.Property("ty-mor")
	admin.Property("ty-glas")

	found := guest.Must(200, "GET", "/api/stays/properties?checkIn="+p.Day(60)+"&checkOut="+p.Day(67)+"&adults=2", nil)
	if found.Len("items") != 2 || found.Text("items.0.price.total.amount") != "760.00" {
		t.Fatalf("seven nights at 100 and 60 of cleaning: %s", found.Raw)
	}
	days := guest.Must(200, "GET", "/api/stays/properties/ty-mor/calendar?from="+p.Day(60)+"&to="+p.Day(90), nil)
	if days.Len("days") != 30 || days.At("days.0.available") != true || days.Text("days.0.price.amount") != "100.00" {
		t.Errorf("%s", days.Raw)
	}
	quote := guest.Quote(home, 60, 67)
	answer := guest.Book(quote, "nora")
	for _, path := range []string{"id", "reference", "status", "holdExpiresAt", "manageUrl", "manageToken", "payment.id", "payment.status", "payment.checkoutUrl", "payment.amount.amount"} {
		if answer.Text(path) == "" {
			t.Errorf("the booking says nothing of %s", path)
		}
	}
	if answer.Text("status") != "held" || !strings.HasSuffix(answer.Text("manageUrl"), "/manage/"+answer.Text("manageToken")) {
		t.Errorf("%s", answer.Raw)
	}
	if got := guest.Must(200, "GET", "/api/stays/properties?checkIn="+p.Day(60)+"&checkOut="+p.Day(67)+"&adults=2", nil); got.Len("items") != 1 {
		t.Errorf("held dates are still offered: %s", got.Raw)
	}
	stay := booked{guest, answer.Text("id"), answer.Text("manageToken"), answer.Text("payment.id"), answer}
	if got := guest.Pay(stay.payment, declined); got.Text("failure") != "card_declined" {
		t.Errorf("%s", got.Raw)
	}
	if got := guest.Managed(stay.token); got.Text("status") != "held" {
		t.Errorf("declined, and yet %s", got.Text("status"))
	}
	guest.Pay(stay.payment, good)
	guest.Becomes(stay.token, "confirmed")
	if got := guest.Must(200, "GET", "/api/payments/"+stay.payment, nil); got.Text("status") != "succeeded" {
		t.Errorf("%s", got.Raw)
	}
	confirmationMail(t, stay)
	changeAndCancel(t, stay)
	deskLife(t, p, staff, home)
}

// confirmationMail: one mail with the contract's PDF and the stay for the guest's calendar.
func confirmationMail(t *testing.T, stay booked) {
	t.Helper()
	reference := stay.answer.Text("reference")
	stay.Eventually("the confirmation lies in the mailbox", func() bool {
		for _, mail := range stay.Mails("nora@guest.example") {
			pdf, ics := false, false
			for _, f := range mail.Attachments {
				pdf = pdf || f.ContentType == "application/pdf" && f.Size > 2000
				ics = ics || strings.HasPrefix(f.ContentType, "text/calendar")
			}
			if pdf && ics && mail.Deliveries == 1 && strings.Contains(mail.Text+mail.Subject, reference) {
				return true
			}
		}
		return false
	})
}

// changeAndCancel lengthens the stay, pays the difference, and gives it up.
func changeAndCancel(t *testing.T, stay booked) {
	t.Helper()
	link, longer := "/api/stays/manage/"+stay.token, m{"checkIn": stay.Day(60), "checkOut": stay.Day(69)}
	if got := stay.Must(200, "PATCH", link+"?preview=true", longer); got.Text("status") != "preview" || got.Text("difference.amount") != "200.00" {
		t.Errorf("two nights more: %s", got.Raw)
	}
	if got := stay.Managed(stay.token); got.Text("checkOut") != stay.Day(67) {
		t.Error("the preview has changed the stay")
	}
	changed := stay.Must(200, "PATCH", link, longer)
	if changed.At("payment") != nil {
		stay.Pay(changed.Text("payment.id"), good)
	}
	stay.Eventually("the stay is longer", func() bool { return stay.Managed(stay.token).Text("checkOut") == stay.Day(69) })
	paid := stay.Managed(stay.token).Text("paid.amount")
	preview := stay.Must(200, "DELETE", link+"?preview=true", nil)
	if preview.Text("status") != "preview" || preview.Text("refund.amount") != paid || stay.Managed(stay.token).Text("status") != "confirmed" {
		t.Errorf("60 days ahead everything comes back: %s", preview.Raw)
	}
	gone := stay.Must(200, "DELETE", link, nil)
	if gone.Text("status") != "cancelled" || gone.Text("refund.amount") != paid {
		t.Errorf("%s", gone.Raw)
	}
	stay.Eventually("the money is back", func() bool { return stay.Managed(stay.token).Text("refunded.amount") == paid })
	if got := stay.Must(200, "GET", "/api/stays/properties?checkIn="+stay.Day(60)+"&checkOut="+stay.Day(67)+"&adults=2", nil); got.Len("items") != 2 {
		t.Errorf("the dates are not free again: %s", got.Raw)
	}
}

// deskLife: what staff do, from a call to the guest's departure.
func deskLife(t *testing.T, p *program.Program, staff *program.Agency, home string) {
	t.Helper()
	const all = "/api/stays/reservations"
	byPhone := func(from, to int) string {
		return staff.Must(201, "POST", all, m{"propertyId": home, "checkIn": p.Day(from), "checkOut": p.Day(to), "party": m{"adults": 2}, "guest": program.Guest("caller"), "relaxed": true}).Text("id")
	}
	if got := staff.Must(200, "GET", all+"?q=nora@guest.example", nil); got.Len("items") != 1 || got.Text("items.0.status") != "cancelled" {
		t.Errorf("%s", got.Raw)
	}
	first := byPhone(0, 2)
	if got := staff.Must(200, "POST", all+"/"+first+"/confirm", nil); got.Text("status") != "confirmed" || got.Len("timeline") < 2 {
		t.Errorf("%s", got.Raw)
	}
	second := byPhone(20, 22)
	staff.Must(200, "POST", all+"/"+second+"/confirm", nil)
	if got := staff.Must(200, "POST", all+"/"+second+"/cancel", m{"reason": "dégât des eaux"}); got.Text("status") != "cancelled" {
		t.Errorf("%s", got.Raw)
	}
	block := staff.Must(201, "POST", "/api/stays/blocks", m{"propertyId": home, "from": p.Day(20), "to": p.Day(25), "kind": "maintenance"}).Text("id")
	staff.Must(409, "POST", all, m{"propertyId": home, "checkIn": p.Day(21), "checkOut": p.Day(23), "party": m{"adults": 2}, "guest": program.Guest("caller")})
	staff.Must(204, "DELETE", "/api/stays/blocks/"+block, nil)
	p.Pass(20 * time.Hour)    // past the hour of arrival, on any day
	staff = staff.As("staff") // the token of yesterday is over
	if got := staff.Must(200, "POST", all+"/"+first+"/check-in", nil); got.Text("status") != "checked_in" {
		t.Errorf("%s", got.Raw)
	}
	p.Pass(48 * time.Hour)
	staff = staff.As("staff")
	if got := staff.Must(200, "POST", all+"/"+first+"/complete", nil); got.Text("status") != "completed" {
		t.Errorf("%s", got.Raw)
	}
}

// A provider's call may be lost in time, come twice, or come before the payer is back: the stay is confirmed once.
func TestNotificationsInAnyOrder(t *testing.T) {
	t.Parallel()
	p := program.Start(t)
	a := p.Agency("rivages")
	home := a.As("admin").Property("ty-mor")
	for i, card := range []string{late, twice, early} {
		stay := book(a, home, 30+i*10, 33+i*10, "nora")
		a.Pay(stay.payment, card)
		if card == late {
			if got := a.Managed(stay.token).Text("status"); got != "held" {
				t.Errorf("confirmed before the notification: %s", got)
			}
			p.Pass(46 * time.Second)
		}
		now := a.Becomes(stay.token, "confirmed")
		if now.Text("paid.amount") != stay.answer.Text("payment.amount.amount") {
			t.Errorf("card %s: %s", card, now.Raw)
		}
	}
}

// Paid too late: free dates are taken again, dates that others have meanwhile are not, and the money goes back.
func TestPaymentAfterTheHold(t *testing.T) {
	t.Parallel()
	p := program.Start(t)
	a := p.Agency("rivages")
	home := a.As("admin").Property("ty-mor")
	alone, beaten := book(a, home, 30, 33, "alone"), book(a, home, 40, 43, "beaten")
	p.Pass(17 * time.Minute)
	a.Becomes(alone.token, "expired")
	a.Becomes(beaten.token, "expired")
	winner := book(a, home, 41, 44, "winner")
	a.Pay(winner.payment, good)
	a.Becomes(winner.token, "confirmed")
	for _, stay := range []booked{alone, beaten} {
		got := a.Call("POST", "/sandbox/payments/"+stay.payment+"/pay", m{"number": good, "expiry": "12/34", "cvc": "123"})
		t.Logf("paid late: %d %s", got.Status, got.Raw)
	}
	a.Becomes(alone.token, "confirmed")
	a.Eventually("the beaten guest has the money back", func() bool {
		now := a.Managed(beaten.token)
		return now.Text("status") != "confirmed" && now.Text("paid.amount") != "0.00" && now.Text("refunded.amount") == now.Text("paid.amount")
	})
	reference := beaten.answer.Text("reference")
	for _, who := range []string{"beaten@guest.example", "contact@rivages.example"} {
		a.Eventually(who+" is told", func() bool {
			for _, mail := range a.Mails(who) {
				if (mail.Text == "" || strings.Contains(mail.Subject+mail.Text, reference)) && strings.Contains(strings.ToLower(mail.Subject+mail.Text), "rend") {
					return true
				}
			}
			return false
		})
	}
}

// Nobody pays next week for a stay that will not happen: its payment is closed at the provider, at once when the stay was
// cancelled, a while after the end of the hold otherwise.
func TestPaymentsOfDeadStaysAreClosed(t *testing.T) {
	t.Parallel()
	p := program.Start(t)
	a := p.Agency("rivages")
	home := a.As("admin").Property("ty-mor")
	status := func(stay booked) string { return a.Must(200, "GET", "/api/payments/"+stay.payment, nil).Text("status") }
	cancelled, forgotten := book(a, home, 30, 33, "cancelled"), book(a, home, 40, 43, "forgotten")
	a.Must(200, "DELETE", "/api/stays/manage/"+cancelled.token, nil)
	a.Eventually("the payment of the cancelled stay is closed", func() bool { return status(cancelled) == "cancelled" })
	p.Pass(17 * time.Minute)
	a.Becomes(forgotten.token, "expired")
	if got := status(forgotten); got != "requires_action" {
		t.Errorf("closed in the face of the payer: %s", got)
	}
	a.Eventually("its closing is planned", func() bool {
		var planned bool
		err := p.Admin().QueryRow(t.Context(), "select exists (select from jobs.river_job where kind = 'payments.close' and state = 'scheduled')").Scan(&planned)
		return err == nil && planned
	})
	p.Pass(31 * time.Minute)
	a.Eventually("the payment of the forgotten hold is closed", func() bool { return status(forgotten) == "cancelled" })
	for _, stay := range []booked{cancelled, forgotten} {
		if got := a.Call("POST", "/sandbox/payments/"+stay.payment+"/pay", m{"number": good, "expiry": "12/34", "cvc": "123"}); got.Status != 409 {
			t.Errorf("paid for nothing: %d %s", got.Status, got.Raw)
		}
	}
}

// What belongs to one business does not exist for another: neither for its visitors nor for its administrator.
func TestAnotherAgencySeesNothing(t *testing.T) {
	t.Parallel()
	p := program.Start(t)
	a, other := p.Agency("rivages"), p.Agency("cimes")
	admin := a.As("admin")
	home := admin.Property("ty-mor")
	stay := book(a, home, 30, 33, "nora")
	block := admin.Must(201, "POST", "/api/stays/blocks", m{"propertyId": home, "from": p.Day(50), "to": p.Day(52), "kind": "maintenance"}).Text("id")
	quote := a.Quote(home, 60, 62)
	thief := other.As("admin")
	for _, call := range [][2]string{
		{"GET", "/api/stays/properties/ty-mor"}, {"GET", "/api/stays/properties/ty-mor/calendar?from=" + p.Day(1) + "&to=" + p.Day(5)},
		{"GET", "/api/stays/manage/" + stay.token}, {"DELETE", "/api/stays/manage/" + stay.token}, {"POST", "/api/stays/manage/" + stay.token + "/payment"},
		{"GET", "/api/stays/reservations/" + stay.id}, {"POST", "/api/stays/reservations/" + stay.id + "/confirm"}, {"POST", "/api/stays/reservations/" + stay.id + "/check-in"},
		{"GET", "/api/payments/" + stay.payment}, {"GET", "/api/payments/" + stay.payment + "/details"}, {"DELETE", "/api/stays/blocks/" + block},
		{"GET", "/api/stays/desk/properties/" + home}, {"POST", "/api/stays/desk/properties/" + home + "/unpublish"}, {"DELETE", "/api/stays/desk/properties/" + home},
		{"GET", "/manage/" + stay.token}, {"GET", "/stays/ty-mor"},
	} {
		thief.Must(404, call[0], call[1], nil)
	}
	thief.Must(404, "POST", "/api/stays/reservations", m{"quoteId": quote, "guest": program.Guest("thief"), "acceptTerms": true})
	thief.Must(404, "POST", "/api/stays/quotes", m{"propertyId": home, "checkIn": p.Day(70), "checkOut": p.Day(72), "adults": 2})
	thief.Must(404, "POST", "/api/stays/reservations/"+stay.id+"/cancel", m{})
	if got := thief.Call("POST", "/sandbox/payments/"+stay.payment+"/pay", m{"number": good, "expiry": "12/34", "cvc": "123"}); got.Status != 404 {
		t.Errorf("paid at another business: %d %s", got.Status, got.Raw)
	}
	if got := thief.Must(200, "GET", "/api/stays/reservations", nil); got.Len("items") != 0 {
		t.Errorf("%s", got.Raw)
	}
	// The administrator's token of one business is nothing at another.
	stolen := &program.Agency{Program: p, Slug: "rivages", Token: thief.Token}
	if got := stolen.Call("GET", "/api/stays/reservations", nil); got.Status != 401 && got.Status != 404 {
		t.Errorf("a foreign token: %d", got.Status)
	}
	if got := a.Managed(stay.token).Text("status"); got != "held" {
		t.Errorf("something got through: %s", got)
	}
	res, err := http.Get("http://127.0.0.1:" + p.Port + "/api/stays/properties")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	if body, _ := io.ReadAll(res.Body); res.StatusCode != 404 || !bytes.Contains(body, []byte("unknown_tenant")) {
		t.Errorf("no business named: %d %s", res.StatusCode, body)
	}
}

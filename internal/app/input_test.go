package app_test

import (
	"fmt"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"comptoir/test/program"
)

// Whatever a person or a program sends, the answer names the mistake; it is never a failure of ours.
func TestMistakesAreNamed(t *testing.T) {
	t.Parallel()
	p := program.Start(t)
	a := p.Agency("rivages")
	admin := a.As("admin")
	home := admin.Property("ty-mor")
	admin.Must(201, "POST", "/api/stays/blocks", m{"propertyId": home, "from": p.Day(100), "to": p.Day(103), "kind": "maintenance"})
	ask := func(change m) m {
		q := m{"propertyId": home, "checkIn": p.Day(30), "checkOut": p.Day(33), "adults": 2, "children": 0, "infants": 0, "pets": 0}
		for k, v := range change {
			q[k] = v
		}
		return q
	}
	quote := a.Quote(home, 40, 43)
	book := func(change m) m {
		b := m{"quoteId": quote, "guest": program.Guest("nora"), "acceptTerms": true}
		for k, v := range change {
			b[k] = v
		}
		return b
	}
	const quotes, bookings, none = "/api/stays/quotes", "/api/stays/reservations", "01890000-0000-7000-8000-000000000000"
	for name, c := range map[string]struct {
		path   string
		body   any
		status int
		says   string
	}{
		"past":               {quotes, ask(m{"checkIn": p.Day(-5), "checkOut": p.Day(-2)}), 422, "checkIn"},
		"reversed":           {quotes, ask(m{"checkIn": p.Day(33), "checkOut": p.Day(30)}), 422, "checkOut"},
		"over a year":        {quotes, ask(m{"checkIn": p.Day(30), "checkOut": p.Day(430)}), 422, "checkOut"},
		"blocked":            {quotes, ask(m{"checkIn": p.Day(99), "checkOut": p.Day(102)}), 409, "stays.period_taken"},
		"too many":           {quotes, ask(m{"adults": 9}), 422, "adults"},
		"nobody":             {quotes, ask(m{"adults": 0}), 422, "adults"},
		"unknown property":   {quotes, ask(m{"propertyId": none}), 404, "stays.unknown_property"},
		"no date":            {quotes, ask(m{"checkIn": "2027-02-30"}), 422, "checkIn"},
		"price":              {quotes, ask(m{"total": m{"amount": "1.00", "currency": "EUR"}}), 422, "total"},
		"tenant":             {quotes, ask(m{"tenantId": none}), 422, "tenantId"},
		"wrong type":         {quotes, ask(m{"adults": "two"}), 422, "adults"},
		"huge number":        {quotes, ask(m{"adults": 1e30}), 422, "adults"},
		"no object":          {quotes, "[]", 422, ""},
		"no JSON":            {quotes, `{"propertyId":`, 400, ""},
		"broken UTF-8":       {quotes, `{"propertyId":"` + "\xff\xfe" + `"}`, 400, ""},
		"huge":               {quotes, `{"propertyId":"` + strings.Repeat("x", 2<<20) + `"}`, 413, ""},
		"status":             {bookings, book(m{"status": "confirmed"}), 422, "status"},
		"own price":          {bookings, book(m{"total": "1.00"}), 422, "total"},
		"terms":              {bookings, book(m{"acceptTerms": false}), 422, "acceptTerms"},
		"no guest":           {bookings, m{"quoteId": quote, "acceptTerms": true}, 422, "guest"},
		"unknown quote":      {bookings, book(m{"quoteId": none}), 404, "stays.unknown_quote"},
		"broken identifier":  {bookings, book(m{"quoteId": "x"}), 422, "quoteId"},
		"staff's own fields": {bookings, m{"propertyId": home, "checkIn": p.Day(50), "checkOut": p.Day(52), "party": m{"adults": 1}, "guest": program.Guest("x"), "confirmed": true}, 401, ""},
		"NUL":                {bookings, book(m{"guest": m{"firstName": "a\x00b", "lastName": "c", "email": "d@e.example"}}), 400, "firstName"},
		"card":               {"/sandbox/payments/" + none + "/pay", m{"number": "1", "expiry": "x", "cvc": ""}, 422, "number"},
		"webhook":            {"/api/payments/webhooks/sandbox", `{"id":"x"}`, 401, ""},
		"unknown provider":   {"/api/payments/webhooks/nobody", `{}`, 404, ""},
	} {
		got := a.Call("POST", c.path, c.body)
		if got.Status != c.status || !strings.Contains(string(got.Raw), c.says) {
			t.Errorf("%s: %d instead of %d (%s): %s", name, got.Status, c.status, c.says, got.Raw)
		}
	}
	for _, query := range []string{"checkIn=x", "checkIn=2027-01-02&checkOut=2027-01-01&adults=1", "bbox=1,2", "minPrice=abc", "limit=100000", "cursor=zz", "sort=secret", "nonsense=1", "q=%ff%fe", "q=%00"} {
		if got := a.Call("GET", "/api/stays/properties?"+query, nil); got.Status < 400 || got.Status > 499 {
			t.Errorf("?%s: %d %s", query, got.Status, got.Raw)
		}
	}
	for _, path := range []string{"/stays?q=%ff", "/stays?checkIn=%00", "/stays/%ff", "/manage/%00", "/book?property=%ff", "/stays?adults=99999999999999999999"} {
		if got := a.Call("GET", path, nil); got.Status >= 500 {
			t.Errorf("%s: %d", path, got.Status)
		}
	}
	p.Pass(31 * time.Minute)
	if got := a.Call("POST", bookings, book(nil)); got.Status != 410 || !strings.Contains(string(got.Raw), "stays.quote_expired") {
		t.Errorf("an old quote: %d %s", got.Status, got.Raw)
	}
}

// Two clicks, two tabs, a repeated call: one reservation, one payment.
func TestSentTwiceIsBookedOnce(t *testing.T) {
	t.Parallel()
	p := program.Start(t)
	a := p.Agency("rivages")
	admin := a.As("admin")
	home := admin.Property("ty-mor")
	for i, headers := range [][]string{nil, {"Idempotency-Key", "once"}} {
		quote := a.Quote(home, 30+10*i, 33+10*i)
		ids := make([]string, 8)
		var all sync.WaitGroup
		for n := range ids {
			all.Go(func() {
				got, err := a.Try("POST", "/api/stays/reservations", m{"quoteId": quote, "guest": program.Guest("nora"), "acceptTerms": true}, headers...)
				switch {
				case err != nil || got.Status >= 500:
					t.Errorf("%d %v %s", got.Status, err, got.Raw)
				case got.Status == 201:
					ids[n] = got.Text("id") + got.Text("payment.id")
				}
			})
		}
		all.Wait()
		seen := map[string]bool{}
		for _, id := range ids {
			if id != "" {
				seen[id] = true
			}
		}
		if len(seen) != 1 {
			t.Errorf("headers %v: %v", headers, seen)
		}
		if got := admin.Must(200, "GET", "/api/stays/reservations", nil); got.Len("items") != i+1 {
			t.Errorf("headers %v: %d reservations", headers, got.Len("items"))
		}
	}
	a.Must(422, "POST", "/api/stays/reservations", m{"quoteId": a.Quote(home, 80, 82), "guest": program.Guest("nora"), "acceptTerms": true}, "Idempotency-Key", "once")
}

// No mail server: the mail waits, and nothing else does.
func TestMailWaitsForItsServer(t *testing.T) {
	t.Parallel()
	dead, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := dead.Addr().String()
	_ = dead.Close()
	p := program.Start(t, "COMPTOIR_SMTP_ADDR="+address, "COMPTOIR_SMTP_TLS=none")
	a := p.Agency("rivages")
	admin := a.As("admin")
	stay := book(a, admin.Property("ty-mor"), 30, 33, "nora")
	a.Pay(stay.payment, good)
	a.Becomes(stay.token, "confirmed")
	p.Eventually("the mail waits with its error", func() bool {
		var waiting int
		err := admin1(t, p, `select count(*) from jobs.river_job where state = 'retryable' and kind like 'notifications.%'`, &waiting)
		return err == nil && waiting > 0
	})
}

func admin1(t *testing.T, p *program.Program, sql string, into any) error {
	t.Helper()
	if err := p.Admin().QueryRow(t.Context(), sql).Scan(into); err != nil {
		return fmt.Errorf("%s: %w", sql, err)
	}
	return nil
}

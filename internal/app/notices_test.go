package app_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"comptoir/test/program"
)

// A guest ends the messages about refunds by the one click of her mail program, which signs nobody in and comes from
// nowhere; her account shows it, and the law's messages go on.
func TestOneClickUnsubscribe(t *testing.T) {
	t.Parallel()
	p := program.Start(t)
	a := p.Agency("rivages")
	home := a.As("admin").Property("ty-mor")
	const address = "nora@guest.example"
	nora := customer(t, a, address)
	cancelled := func(from int) {
		stay := book(a, home, from, from+3, "nora")
		a.Pay(stay.payment, good)
		a.Becomes(stay.token, "confirmed")
		a.Must(200, "DELETE", "/api/stays/manage/"+stay.token, nil)
	}
	cancelled(60)
	mail := a.Mail(address, "Remboursement")
	raw := string(a.Must(200, "GET", "/dev/mailbox/"+mail.ID+"/raw", nil).Raw)
	head, _, _ := strings.Cut(raw, "\r\n\r\n")
	head = strings.ReplaceAll(head, "\r\n ", " ")
	_, link, ok := strings.Cut(head, "List-Unsubscribe: <")
	link, _, _ = strings.Cut(link, ">")
	if !ok || !strings.Contains(head, "List-Unsubscribe-Post: List-Unsubscribe=One-Click") || strings.Contains(link, "nora") {
		t.Fatalf("%s", head)
	}
	path := strings.TrimSpace(link[strings.Index(link, "/unsubscribe/"):])
	if got := a.Must(200, "GET", path, nil); !strings.Contains(string(got.Raw), "<form") {
		t.Errorf("%s", got.Raw)
	}
	wanted := func() (is bool) {
		var all struct {
			Items []struct {
				Topic         string
				Wanted, Fixed bool
			}
		}
		if err := json.Unmarshal(nora.Must(200, "GET", "/api/notifications/preferences", nil).Raw, &all); err != nil || len(all.Items) != 5 {
			t.Fatal(err, all)
		}
		for _, x := range all.Items {
			if x.Topic == "payments" {
				is = x.Wanted
			}
			if x.Fixed && !x.Wanted {
				t.Errorf("%s is not sent", x.Topic)
			}
		}
		return is
	}
	if !wanted() {
		t.Error("looking at the page ended them")
	}
	a.Must(200, "POST", path, "List-Unsubscribe=One-Click", "Content-Type", "application/x-www-form-urlencoded")
	if wanted() {
		t.Error("the click ended nothing")
	}
	cancelled(70)
	p.Eventually("the second cancellation is told", func() bool {
		n := 0
		for _, m := range a.Mails(address) {
			if strings.Contains(m.Subject, "annulée") {
				n++
			}
		}
		return n == 2
	})
	for _, m := range a.Mails(address) {
		if strings.Contains(m.Subject, "Remboursement") && m.ID != mail.ID {
			t.Errorf("%s after the click", m.Subject)
		}
	}
	if got := nora.Call("PUT", "/api/notifications/preferences/security/email", m{"wanted": false}); got.Status != http.StatusConflict || got.Text("code") != "notifications.always_sent" {
		t.Errorf("%d %s", got.Status, got.Raw)
	}
	nora.Must(200, "PUT", "/api/notifications/preferences/offers/email", m{"wanted": true})
	if got := nora.Must(200, "GET", "/api/privacy/consents", nil); !strings.Contains(string(got.Raw), "marketing_email") {
		t.Errorf("no entry in the log of consents: %s", got.Raw)
	}
}

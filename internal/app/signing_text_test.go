package app_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"comptoir/internal/platform/sms/twiliosms"
	"comptoir/internal/platform/sms/twiliosms/twiliotest"
	"comptoir/internal/web/webtest"
	"comptoir/test/program"
)

var sixDigits = regexp.MustCompile(`\b\d{6}\b`)

// toSign books a stay in a home and sends its contract; it returns the link of the signer.
func toSign(a, admin *program.Agency, home string, from int, guest string) (id, link string) {
	stay := book(a, home, from, from+3, guest)
	a.Pay(stay.payment, good)
	a.Eventually("the contract is written", func() bool {
		got := admin.Must(200, "GET", "/api/contracts?reservation="+stay.id, nil)
		id, _ = got.At("items.0.id").(string)
		return got.Len("items") == 1 && got.At("items.0.status") == "generated"
	})
	admin.Must(200, "POST", "/api/contracts/"+id+"/send", nil)
	return id, mailed(a, guest+"@guest.example", "Votre contrat à signer", `/sign/[\w-]{32}`)
}

// A business enters the keys of its carrier and has codes go by text: the signer sees his masked number, types what his
// telephone shows, and signs; Twilio's calls are believed when they are genuine. The evidence tells by which way and to which
// number, and no code is stored anywhere.
func TestACodeGoesByText(t *testing.T) {
	t.Parallel()
	twilio := twiliotest.New(t)
	p := program.Start(t, "COMPTOIR_TWILIO_URL="+twilio.URL, "COMPTOIR_EGRESS_ALLOW=127.0.0.0/8,::1/128")
	a := p.Agency("rivages")
	admin, desk := a.As("admin"), cookieOf(a, "admin")
	const keys = "/api/contracts/providers/twilio"
	admin.Must(409, "POST", keys+"/test", nil)
	admin.Must(404, "POST", keys+"/choice", nil) // nothing is signed there
	admin.Must(200, "PUT", keys+"/keys", m{"keys": m{"account_sid": twiliotest.Account, "auth_token": "another", "sender": twiliotest.Sender}})
	if got := admin.Must(200, "POST", keys+"/test", nil); got.Text("problem") != "contracts.keys_refused" {
		t.Errorf("a wrong token: %s", got.Raw)
	}
	kept := admin.Must(200, "PUT", keys+"/keys", m{"keys": m{"account_sid": twiliotest.Account, "auth_token": twiliotest.Token, "sender": twiliotest.Sender}})
	if got := admin.Must(200, "POST", keys+"/test", nil); got.Text("account") != "Rivages SMS" || strings.Contains(string(kept.Raw)+string(got.Raw), twiliotest.Token) {
		t.Errorf("%s", got.Raw)
	}
	form := url.Values{"days": {"14"}, "remindEvery": {"3"}, "identity": {"choice"}, "textPrefixes": {"France"}, "textsADay": {"50"}}
	webtest.HTML(t, page(a, "POST", "/desk/settings/signature", form, desk).Raw).In("#f-textPrefixes-error").One()
	form.Set("textPrefixes", "+33, +1")
	if got := page(a, "POST", "/desk/settings/signature", form, desk); got.Status != http.StatusSeeOther {
		t.Fatalf("%d %s", got.Status, got.Raw)
	}
	id, link := toSign(a, admin, admin.Property("ty-mor"), 30, "nora")
	webtest.HTML(t, page(a, "GET", link, nil, "").Raw).In(`form[action$="/code"] button[value=sms]`).One()
	webtest.HTML(t, page(a, "GET", link, nil, "").Raw).In("main").Has("+33 •••", "n•••@guest.example")
	page(a, "POST", link+"/code", url.Values{"way": {"sms"}}, "")
	a.Eventually("the text is taken", func() bool { return len(twilio.Taken()) == 1 })
	text := twilio.Taken()[0]
	code := sixDigits.FindString(text.Body)
	webtest.HTML(t, page(a, "GET", link, nil, "").Raw).In("#code-sent").Has("SMS", "+33 •••")
	a.Eventually("it is known that it was taken", func() bool {
		return strings.Contains(string(admin.Must(200, "GET", "/api/contracts/"+id+"/evidence", nil).Raw), `"step":"texted"`)
	})
	_, path, _ := strings.Cut(strings.TrimPrefix(text.Callback, "http://"), "/")
	to := "http://127.0.0.1:" + p.Port + "/" + path
	for want, token := range map[int]string{http.StatusUnauthorized: "forged", http.StatusNoContent: twiliotest.Token} {
		if got, err := callBack(t, a, to, text, token); err != nil || got != want {
			t.Errorf("a call signed with %q: %d %v", token, got, err)
		}
	}
	proved := page(a, "POST", link+"/identity", url.Values{"code": {code}}, "")
	cookie, _, _ := strings.Cut(proved.Header.Get("Set-Cookie"), ";")
	if got := page(a, "POST", link+"/signature", url.Values{"name": {"Nora Petit"}, "consent": {"1"}}, cookie); got.Status != http.StatusSeeOther {
		t.Fatalf("%d %s", got.Status, got.Raw)
	}
	evidence := string(admin.Must(200, "GET", "/api/contracts/"+id+"/evidence", nil).Raw)
	for _, part := range []string{`"step":"texted"`, `"step":"text_arrived"`, `"by":"sms"`, `"to":"+33 •••`} {
		if !strings.Contains(evidence, part) {
			t.Errorf("no %s in the evidence: %s", part, evidence)
		}
	}
	var stored int
	if err := a.Admin().QueryRow(t.Context(), "select count(*) from contracts.contract x where x::text like '%' || $1 || '%'", code).Scan(&stored); err != nil || stored != 0 {
		t.Errorf("%d contracts hold the code, %v", stored, err)
	}
}

// callBack is Twilio telling that a text has arrived.
func callBack(t *testing.T, a *program.Agency, to string, text twiliotest.Message, token string) (int, error) {
	t.Helper()
	client := &http.Client{Transport: asHost(a.Slug + ".localhost:" + a.Port)}
	return twiliotest.Call(t.Context(), client, to, text, "delivered", 0, func(address string, form url.Values) string { return twiliosms.Sign(token, address, form) })
}

// asHost calls with the name of a business, which this machine need not resolve.
type asHost string

// RoundTrip implements http.RoundTripper.
func (h asHost) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.Host = string(h)
	return http.DefaultTransport.RoundTrip(r)
}

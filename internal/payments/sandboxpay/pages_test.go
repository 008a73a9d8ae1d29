package sandboxpay_test

import (
	"context"
	"encoding/json"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/money"
	"comptoir/internal/payments"
	"comptoir/internal/payments/sandboxpay"
	"comptoir/internal/platform/jobs"
	"comptoir/internal/platform/jobs/jobstest"
	"comptoir/internal/platform/pgtest"
	"comptoir/internal/web"
	"comptoir/internal/web/webtest"
)

// desk is the hosted page behind a real HTTP server, with one checkout of 312.50 €.
type desk struct {
	testing.TB
	sandbox   *sandboxpay.Sandbox
	server    *httptest.Server
	tenant    access.TenantID
	payment   payments.PaymentID
	reference string
}

const returnURL = "/manage/abc/return"

func open(t *testing.T) *desk {
	t.Helper()
	db := pgtest.DB(t, jobs.Line(), sandboxpay.Line())
	registry := jobs.NewRegistry()
	queue := jobstest.New(t, db, jobs.Config{Registry: registry})
	s := sandboxpay.New(sandboxpay.Deps{DB: db, Jobs: queue, Now: time.Now, Secret: []byte("a secret of the installation, 32!"),
		Site: func(context.Context) string { return "" }, Hook: func() string { return "http://127.0.0.1:1/" }, Client: http.DefaultClient})
	s.RegisterJobs(registry)
	kit, err := web.New(web.Config{Messages: []fs.FS{sandboxpay.Texts}, BypassCSRF: sandboxpay.BypassCSRF})
	if err != nil {
		t.Fatal(err)
	}
	ids := &ident.Source{}
	d := &desk{TB: t, sandbox: s, tenant: access.TenantID(ids.Raw()), payment: ident.Next[payments.Payment](ids)}
	mux := http.NewServeMux()
	s.Pages(mux, kit)
	kit.Mount(mux)
	mux.HandleFunc("/", kit.NotFound)
	pages := kit.Middleware(mux)
	d.server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		tenant := d.tenant
		if r.Header.Get("X-Other") != "" {
			tenant = access.TenantID(ids.Raw())
		}
		pages.ServeHTTP(w, r.WithContext(access.With(r.Context(), access.Actor{Kind: access.Anonymous, Tenant: tenant})))
	}))
	t.Cleanup(d.server.Close)
	c, err := s.Checkout(access.AsSystem(t.Context(), d.tenant, "test"), payments.CheckoutRequest{PaymentID: d.payment, Amount: money.MustParse("312.50", money.EUR),
		Description: "La Malouine · RIV-ABC234", Payer: payments.Payer{Locale: "fr"}, ReturnURL: returnURL})
	if err != nil {
		t.Fatal(err)
	}
	d.reference = c.Reference
	return d
}

type reply struct {
	status int
	to     string
	body   string
}

func (d *desk) send(method, path, kind, body string, header ...string) reply {
	d.Helper()
	req, err := http.NewRequest(method, d.server.URL+path, strings.NewReader(body))
	if err != nil {
		d.Fatal(err)
	}
	req.Header.Set("Accept-Language", "fr")
	if kind != "" {
		req.Header.Set("Content-Type", kind)
	}
	for i := 0; i+1 < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	resp, err := http.DefaultTransport.RoundTrip(req)
	if err != nil {
		d.Fatal(err)
	}
	defer resp.Body.Close()
	raw, err := io.ReadAll(resp.Body)
	if err != nil {
		d.Fatal(err)
	}
	if resp.StatusCode >= 500 {
		d.Fatalf("%s %s: %d %s", method, path, resp.StatusCode, raw)
	}
	return reply{resp.StatusCode, resp.Header.Get("Location"), string(raw)}
}

func (d *desk) page() webtest.Nodes {
	d.Helper()
	r := d.send(http.MethodGet, "/sandbox/pay/"+d.reference, "", "")
	if r.status != http.StatusOK {
		d.Fatal(r.status)
	}
	return webtest.HTML(d, r.body)
}

func (d *desk) post(pairs ...string) reply {
	d.Helper()
	form := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		form.Set(pairs[i], pairs[i+1])
	}
	return d.send(http.MethodPost, "/sandbox/pay/"+d.reference, "application/x-www-form-urlencoded", form.Encode())
}

func (d *desk) card(number string) reply {
	d.Helper()
	return d.post("number", number, "expiry", "12/34", "cvc", "123", "do", "pay")
}

func TestTheHostedPage(t *testing.T) {
	t.Parallel()
	d := open(t)
	page := d.page()
	page.In("h1").Has("312,50")
	page.In(".notice-warning").Has("Page de test")
	page.In("main ul a").Count(len(sandboxpay.TestCards()))

	filled := webtest.HTML(t, d.send(http.MethodGet, "/sandbox/pay/"+d.reference+"?card=challenge", "", "").body)
	if got := filled.In("#f-number").Value(); got != "4000 0027 6000 3184" {
		t.Error(got)
	}

	wrong := d.post("number", "4242 4242 4242 4241", "expiry", "01/20", "cvc", "1", "do", "pay")
	refused := webtest.HTML(t, wrong.body)
	if wrong.status != 422 || refused.In("#f-number").Value() != "4242 4242 4242 4241" {
		t.Error(wrong.status, "or the number was lost")
	}
	for field, words := range map[string]string{"number": "numéro de carte", "expiry": "à venir", "cvc": "chiffres"} {
		refused.In("#f-" + field + "-error").One().Has(words)
	}

	if r := d.card("4000000000000002"); r.status != 303 || r.to != "/sandbox/pay/"+d.reference {
		t.Error(r.status, r.to)
	}
	d.page().In(".notice-danger").Has("Paiement refusé", "banque")

	if r := d.card("4000002760003184"); r.to != "/sandbox/pay/"+d.reference {
		t.Error(r.to)
	}
	d.page().In("h2").Has("Votre banque")
	d.post("do", "refuse")
	d.page().In(".notice-danger").Has("pas confirmé")
	d.card("4000002760003184")
	if r := d.post("do", "approve"); r.status != 303 || r.to != returnURL {
		t.Error(r.status, r.to)
	}
	d.page().In(".notice-positive").Has("Paiement accepté")
	if r := d.card("4242424242424242"); r.to != returnURL {
		t.Error("a second payment went to", r.to)
	}
}

func TestAPaymentIsItsAgencysOwn(t *testing.T) {
	t.Parallel()
	d := open(t)
	if r := d.send(http.MethodGet, "/sandbox/pay/"+d.reference, "", "", "X-Other", "1"); r.status != 404 {
		t.Error(r.status)
	}
	if r := d.send(http.MethodPost, "/sandbox/payments/"+d.payment.String()+"/pay", "application/json", `{"number":"4242424242424242","expiry":"12/34","cvc":"123"}`, "X-Other", "1"); r.status != 404 {
		t.Error(r.status)
	}
}

func TestAClosedPaymentCannotBeMade(t *testing.T) {
	t.Parallel()
	d := open(t)
	if _, err := d.sandbox.Close(access.AsSystem(t.Context(), d.tenant, "test"), d.reference); err != nil {
		t.Fatal(err)
	}
	d.card("4242424242424242")
	d.page().In(".notice-info").Has("clos")
}

func TestProgramsPayToo(t *testing.T) {
	t.Parallel()
	d := open(t)
	path := "/sandbox/payments/" + d.payment.String()
	call := func(path, body string, want int) map[string]any {
		t.Helper()
		r := d.send(http.MethodPost, path, "application/json", body, "Sec-Fetch-Site", "cross-site")
		var out map[string]any
		if err := json.Unmarshal([]byte(r.body), &out); err != nil || r.status != want {
			t.Fatalf("%s: %d %s, want %d", path, r.status, r.body, want)
		}
		return out
	}
	for body, want := range map[string]int{"": 400, "[]": 400, `{"number":1}`: 400, `{"amount":"1.00"}`: 400, `{"number":"1","expiry":"x","cvc":""}`: 422, `{} {}`: 400} {
		call(path+"/pay", body, want)
	}
	if out := call(path+"/pay", `{"number":"4242","expiry":"12/34","cvc":"123"}`, 422); out["errors"].([]any)[0].(map[string]any)["field"] != "number" {
		t.Error(out)
	}
	call("/sandbox/payments/nothing/pay", `{"number":"4242424242424242","expiry":"12/34","cvc":"123"}`, 404)
	if out := call(path+"/pay", `{"number":"4000000000009995","expiry":"12/34","cvc":"123"}`, 200); out["status"] != "open" || out["failure"] != "insufficient_funds" {
		t.Error(out)
	}
	call(path+"/authenticate", `{"approve":true}`, 409)
	if out := call(path+"/pay", `{"number":"4000002760003184","expiry":"12/34","cvc":"123"}`, 200); out["status"] != "challenge" {
		t.Error(out)
	}
	if out := call(path+"/authenticate", `{"approve":true}`, 200); out["status"] != "paid" || out["redirectUrl"] != returnURL {
		t.Error(out)
	}
}

func TestTextsInBothLanguages(t *testing.T) {
	t.Parallel()
	webtest.SameKeys(t, sandboxpay.Texts)
}

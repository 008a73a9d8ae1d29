package sandboxpay

import (
	"embed"
	"net/http"
	"strings"

	"comptoir/internal/kernel/fault"
	"comptoir/internal/web"
)

// Texts are the words of the hosted page.
//
//go:embed locales/*.json
var Texts embed.FS

// testExpiry and testCVC go with every test card.
const (
	testExpiry = "12/34"
	testCVC    = "123"
)

// Pages registers the hosted payment page, and what programs use instead of it (rest_sandbox.go).
func (s *Sandbox) Pages(mux *http.ServeMux, kit *web.Kit) {
	h := hosted{s, kit}
	mux.HandleFunc("GET /sandbox/pay/{reference}", h.show)
	mux.HandleFunc("POST /sandbox/pay/{reference}", h.pay)
	mux.HandleFunc("POST /sandbox/payments/{id}/pay", h.restPay)
	mux.HandleFunc("POST /sandbox/payments/{id}/authenticate", h.restAuthenticate)
	s.consolePages(mux, h)
}

// hosted is the sandbox as its payers meet it.
type hosted struct {
	*Sandbox
	web *web.Kit
}

type payView struct {
	Page
	Form  *web.Form
	Cards []TestCard
}

// link is the page's own address.
func (v payView) link() string { return "/sandbox/pay/" + v.Reference }

// away is where the payer goes who does not want to pay.
func (v payView) away() string {
	join := "?"
	if strings.Contains(v.ReturnURL, "?") {
		join = "&"
	}
	return v.ReturnURL + join + "cancelled=1"
}

// show is the page in the state of its checkout. ?card=<key> fills the form with a test card.
func (h hosted) show(w http.ResponseWriter, r *http.Request) {
	page, err := h.Find(r.Context(), r.PathValue("reference"))
	if err != nil {
		h.web.Error(w, r, err)
		return
	}
	var form *web.Form
	for _, c := range TestCards() {
		if c.Key == r.URL.Query().Get("card") {
			form = web.FormOf("number", spaced(c.Number), "expiry", testExpiry, "cvc", testCVC)
		}
	}
	h.render(w, r, http.StatusOK, page, form)
}

func (h hosted) render(w http.ResponseWriter, r *http.Request, status int, page Page, form *web.Form) {
	ctx := r.Context()
	w.Header().Set("Referrer-Policy", "no-referrer")
	title := web.Page{Layout: web.Bare, Title: web.T(ctx, "sandbox.title", "Amount", web.Money(ctx, page.Amount)), NoIndex: true}
	h.web.Render(w, r, status, title, payPage(payView{Page: page, Form: form, Cards: TestCards()}))
}

// pay tries a card, or takes the payer's answer to his bank's question.
func (h hosted) pay(w http.ResponseWriter, r *http.Request) {
	ctx, reference := r.Context(), r.PathValue("reference")
	f, err := web.ReadForm(w, r)
	if err != nil {
		h.web.Error(w, r, err)
		return
	}
	var page Page
	switch f.Get("do") {
	case "approve", "refuse":
		page, err = h.Answer(ctx, reference, f.Get("do") == "approve")
	default:
		page, err = h.Sandbox.Pay(ctx, reference, Card{Number: f.Get("number"), Expiry: f.Get("expiry"), CVC: f.Get("cvc")})
	}
	switch {
	case err == nil && (page.Status == paid || page.Status == held):
		h.web.RedirectOut(w, r, page.ReturnURL)
	case err == nil:
		h.web.Redirect(w, r, "/sandbox/pay/"+page.Reference) // refused, or the bank asks
	case fault.KindOf(err) == fault.Conflict:
		h.web.Redirect(w, r, "/sandbox/pay/"+reference) // its state says why
	case f.Refused(ctx, err, nil):
		found, unknown := h.Find(ctx, reference)
		if unknown != nil {
			h.web.Error(w, r, unknown)
			return
		}
		f.Summary = ""
		h.render(w, r, http.StatusUnprocessableEntity, found, f)
	default:
		h.web.Error(w, r, err)
	}
}

// spaced writes a card's number in fours.
func spaced(number string) string {
	var b strings.Builder
	for i, c := range number {
		if i > 0 && i%4 == 0 {
			b.WriteByte(' ')
		}
		b.WriteRune(c)
	}
	return b.String()
}

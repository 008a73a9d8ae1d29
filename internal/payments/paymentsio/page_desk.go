package paymentsio

import (
	"context"
	"crypto/rand"
	"embed"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/a-h/templ"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/paging"
	"comptoir/internal/kernel/period"
	"comptoir/internal/payments"
	"comptoir/internal/web"
)

// Texts are the words of the pages.
//
//go:embed locales/*.json
var Texts embed.FS

// HookRoute is what providers call; it bypasses the protection of forms, because a signature protects it.
const HookRoute = "POST /webhooks/{provider}"

// CallRoute is where a provider calls that has no more to say than the words of an address, and signs nothing (MangoPay).
const CallRoute = "GET /webhooks/{provider}"

// maxHook is how many bytes a notification may have.
const maxHook = 1 << 20

// Pages registers the desk's pages of payments, and the address that providers call on each business's own host.
func (m *Module) Pages(mux *http.ServeMux) {
	mux.HandleFunc(HookRoute, m.webhook)
	mux.HandleFunc(CallRoute, m.called)
	mux.HandleFunc("GET /desk/payments", m.listPage)
	mux.HandleFunc("GET /desk/payments/export", m.exportPayments)
	mux.HandleFunc("GET /desk/payments/{id}", m.paymentPage)
	mux.HandleFunc("POST /desk/payments/{id}/refund", m.refund)
	mux.HandleFunc("POST /desk/payments/{id}/capture", m.capture)
	mux.HandleFunc("POST /desk/payments/{id}/release", m.release)
	mux.HandleFunc("POST /desk/payments/{id}/ask", m.d.Web.Only(payments.PermReadPayments, m.ask))
	mux.HandleFunc("POST /desk/payments/{id}/refunds/{refund}/handed-back", m.handBack)
	mux.HandleFunc("GET /desk/reconciliation", m.reconciliationPage)
	mux.HandleFunc("POST /desk/reconciliation", m.d.Web.Only(payments.PermReconcile, m.compare))
	mux.HandleFunc("POST /desk/reconciliation/settle", m.d.Web.Only(payments.PermReconcile, m.settle))
	mux.HandleFunc("POST /desk/reconciliation/dismiss", m.d.Web.Only(payments.PermReconcile, m.dismiss))
	mux.HandleFunc("GET /desk/settings/payments", m.d.Web.Only(payments.PermProviders, m.providersPage))
	mux.HandleFunc("POST /desk/settings/payments/{provider}", m.d.Web.Only(payments.PermProviders, m.saveKeys))
	mux.HandleFunc("POST /desk/settings/payments/{provider}/switch", m.d.Web.Only(payments.PermProviders, m.switchProvider))
	mux.HandleFunc("POST /desk/settings/payments/{provider}/test", m.d.Web.Only(payments.PermProviders, m.testProvider))
}

// webhook takes what a provider tells: the raw bytes, as they were signed.
func (m *Module) webhook(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxHook))
	if err != nil {
		m.d.Problem(w, r, payments.ErrBadMessage.Because(err))
		return
	}
	_, err = m.payments.Receive(r.Context(), payments.ReceiveWebhook{Provider: r.PathValue("provider"), Message: payments.Message{Header: r.Header, Body: body}})
	if err != nil {
		m.d.Problem(w, r, err)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// called takes a notification that is an address. Nothing of it is believed: the driver fetches what it names, so that the call
// changes nothing that is not so.
func (m *Module) called(w http.ResponseWriter, r *http.Request) {
	_, err := m.payments.Receive(r.Context(), payments.ReceiveWebhook{Provider: r.PathValue("provider"), Message: payments.Message{Header: r.Header, Body: []byte(r.URL.RawQuery)}})
	if err != nil {
		m.d.Problem(w, r, err)
		return
	}
	w.WriteHeader(http.StatusOK)
}

const (
	paymentsTab  = "/desk/payments"
	owedTab      = "/desk/payments/owed" // what guests are to be given back, shown by the trade that owes it
	reconcileTab = "/desk/reconciliation"
	providersTab = "/desk/settings/payments"
)

func tabs(ctx context.Context, here string) []web.NavItem {
	all := []web.NavItem{{Label: web.T(ctx, "payments.tab.list"), Href: paymentsTab}, {Label: web.T(ctx, "payments.tab.owed"), Href: owedTab}, {Label: web.T(ctx, "payments.tab.reconcile"), Href: reconcileTab}}
	if access.From(ctx).May(payments.PermProviders) {
		all = append(all, web.NavItem{Label: web.T(ctx, "payments.tab.providers"), Href: providersTab})
	}
	for i := range all {
		all[i].Current = all[i].Href == here
	}
	return all
}

func (m *Module) page(w http.ResponseWriter, r *http.Request, status int, title string, body templ.Component) {
	m.d.Web.Render(w, r, status, web.Page{Layout: web.Desk, Title: title}, body)
}

type listView struct {
	Form       *web.Form
	Payments   []payments.View
	Zone       *time.Location
	Providers  []string
	Sums       []payments.Sum
	Export     string // the address of the list as a file
	Prev, Next string
}

// statusFilter is what may be asked for; another word is no filter of ours.
func statusFilter(word string) payments.Status {
	for _, s := range payments.Standings() {
		if string(s) == word {
			return s
		}
	}
	return ""
}

// filter reads what the list is narrowed by; days are those of the place.
func (m *Module) filter(ctx context.Context, f *web.Form) payments.Filter {
	from, to := f.Date(ctx, "from"), f.Date(ctx, "to")
	if !from.IsZero() && !to.IsZero() && to.Before(from) {
		f.Fail("to", web.T(ctx, "fault.reversed_dates"))
		from, to = period.Date{}, period.Date{}
	}
	text := []rune(f.Get("q"))
	wanted := payments.Filter{Status: statusFilter(f.Get("status")), Provider: f.Get("provider"), Text: string(text[:min(len(text), 100)])}
	wanted.From, wanted.To = days(from, to, m.d.Zone(ctx))
	return wanted
}

// days is the time from the beginning of a day to the end of another; zero where a day is.
func days(from, to period.Date, zone *time.Location) (since, until time.Time) {
	if !from.IsZero() {
		since = period.Moment{Date: from}.In(zone)
	}
	if !to.IsZero() {
		until = period.Moment{Date: to.AddDays(1)}.In(zone)
	}
	return since, until
}

func (m *Module) listPage(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	f, ok := m.d.Web.Form(w, r)
	if !ok {
		return
	}
	wanted := m.filter(ctx, f)
	page, err := m.payments.List(ctx, payments.ListPayments{Filter: wanted, Page: paging.Request{Limit: 50, Cursor: f.Get("cursor")}})
	v := listView{Form: f, Payments: page.Items, Zone: m.d.Zone(ctx), Providers: m.payments.Names(), Export: exportAddress(f)}
	if err == nil {
		v.Sums, err = m.payments.Sum(ctx, payments.SumPayments{Filter: wanted})
	}
	if err != nil {
		m.d.Web.Error(w, r, err)
		return
	}
	v.Prev, v.Next = web.PageLinks(r, page.Next)
	m.page(w, r, http.StatusOK, web.T(ctx, "payments.title"), paymentList(v))
}

type paymentView struct {
	Payment    payments.View
	Story      []payments.Step
	Zone       *time.Location
	Subject    string
	Href       string
	Console    string // where a payment of the sandbox is driven; "" for the others, and for who may not
	MayRefund  bool
	MayCapture bool
	OwedAgain  bool      // what is refunded the payer owes again: the page of Href says what to do instead
	ByTrade    bool      // what is held is taken on the page of Href
	Refund     *web.Form // the form of a refund; its preview when Confirm is set
	Capture    *web.Form
	Confirm    string // the key under which the refund will happen
}

func (m *Module) paymentPage(w http.ResponseWriter, r *http.Request) {
	m.show(w, r, func(*paymentView) {})
}

// show is a payment's page; set says what differs after a form was sent.
func (m *Module) show(w http.ResponseWriter, r *http.Request, set func(*paymentView)) {
	ctx := r.Context()
	id, err := ident.Parse[payments.Payment](r.PathValue("id"))
	if err != nil {
		m.d.Web.NotFound(w, r)
		return
	}
	v := paymentView{Zone: m.d.Zone(ctx), Refund: &web.Form{}, Capture: &web.Form{}, MayRefund: access.From(ctx).May(payments.PermRefund), MayCapture: access.From(ctx).May(payments.PermCapture)}
	v.Payment, err = m.payments.Get(ctx, payments.GetPayment{ID: id})
	if err == nil {
		v.Story, err = m.payments.Story(ctx, payments.StoryOf{ID: id})
	}
	if err != nil {
		m.d.Web.Error(w, r, err)
		return
	}
	if m.d.Subject != nil {
		v.Subject, v.Href = m.d.Subject(ctx, v.Payment.Subject)
	}
	if m.d.Console != "" && v.Payment.Provider == "sandbox" && access.From(ctx).May(payments.PermReconcile) {
		v.Console = m.d.Console + "?payment=" + id.String()
	}
	v.ByTrade = m.payments.ByItsTrade(v.Payment.Subject)
	set(&v)
	status := http.StatusOK
	if !v.Refund.OK() || !v.Capture.OK() {
		status = http.StatusUnprocessableEntity
	}
	m.page(w, r, status, web.T(ctx, "payments.single", "Amount", web.Money(ctx, v.Payment.Amount)), paymentPage(v))
}

func (m *Module) back(w http.ResponseWriter, r *http.Request, words string) {
	m.d.Web.Flash(w, r, web.Flash{Tone: web.Positive, Text: web.T(r.Context(), words)})
	m.d.Web.Redirect(w, r, paymentsTab+"/"+r.PathValue("id"))
}

// target reads the payment of an address and the form that was sent to it.
func (m *Module) target(w http.ResponseWriter, r *http.Request) (payments.View, *web.Form, bool) {
	f, ok := m.d.Web.Form(w, r)
	if !ok {
		return payments.View{}, nil, false
	}
	id, err := ident.Parse[payments.Payment](r.PathValue("id"))
	if err != nil {
		m.d.Web.NotFound(w, r)
		return payments.View{}, nil, false
	}
	v, err := m.payments.Get(r.Context(), payments.GetPayment{ID: id})
	if err != nil {
		m.d.Web.Error(w, r, err)
		return payments.View{}, nil, false
	}
	return v, f, true
}

// refund shows what a refund will do, and does it when the person has confirmed. The key is made with the preview: the
// button pressed twice refunds once.
func (m *Module) refund(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	v, f, ok := m.target(w, r)
	if !ok {
		return
	}
	f.Need(ctx, "amount", "reason")
	amount := f.Amount(ctx, "amount", v.Amount.Currency())
	if f.OK() && (!amount.IsPositive() || amount.Cmp(v.Refundable) > 0) {
		f.Fail("amount", web.T(ctx, "payments.too_much", "Amount", web.Money(ctx, v.Refundable)))
	}
	key := f.Get("key")
	if !f.OK() || f.Get("do") != "confirm" || !strings.HasPrefix(key, "desk/") {
		m.show(w, r, func(p *paymentView) {
			if p.Refund = f; f.OK() {
				p.Confirm, p.OwedAgain = "desk/"+rand.Text(), m.d.OwedAgain != nil && m.d.OwedAgain(ctx, v.Subject)
			}
		})
		return
	}
	_, err := m.payments.Refund(ctx, payments.RefundPayment{ID: v.ID, Amount: amount, Reason: f.Get("reason"), Key: key})
	m.after(w, r, err, f, "payments.refund_sent", func(p *paymentView) { p.Refund = f })
}

// after answers a command: the form again with what was wrong, an error, or the payment with a word of success.
func (m *Module) after(w http.ResponseWriter, r *http.Request, err error, f *web.Form, words string, set func(*paymentView)) {
	switch {
	case f.Refused(r.Context(), err, nil), fault.KindOf(err) == fault.Conflict && err != nil:
		if err != nil && f.OK() {
			f.Summary = web.FaultText(r.Context(), err)
		}
		m.show(w, r, set)
	case err != nil:
		m.d.Web.Error(w, r, err)
	default:
		m.back(w, r, words)
	}
}

func (m *Module) capture(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	v, f, ok := m.target(w, r)
	if !ok {
		return
	}
	f.Need(ctx, "amount", "reason")
	amount := f.Amount(ctx, "amount", v.Amount.Currency())
	if f.OK() && (!amount.IsPositive() || amount.Cmp(v.Amount) > 0) {
		f.Fail("amount", web.T(ctx, "payments.too_much", "Amount", web.Money(ctx, v.Amount)))
	}
	if !f.OK() {
		m.show(w, r, func(p *paymentView) { p.Capture = f })
		return
	}
	_, err := m.payments.Capture(ctx, payments.CapturePayment{ID: v.ID, Amount: amount, Reason: f.Get("reason"), Key: "desk/" + amount.Decimal() + "/" + v.UpdatedAt.Format(time.RFC3339Nano)})
	m.after(w, r, err, f, "payments.capture_sent", func(p *paymentView) { p.Capture = f })
}

func (m *Module) release(w http.ResponseWriter, r *http.Request) {
	v, f, ok := m.target(w, r)
	if !ok {
		return
	}
	_, err := m.payments.Release(r.Context(), payments.ReleasePayment{ID: v.ID})
	m.after(w, r, err, f, "payments.released", func(p *paymentView) { p.Capture = f })
}

// ask has the provider say what became of the payment.
func (m *Module) ask(w http.ResponseWriter, r *http.Request) {
	v, f, ok := m.target(w, r)
	if !ok {
		return
	}
	_, err := m.payments.Sync(r.Context(), payments.SyncPayment{ID: v.ID})
	m.after(w, r, err, f, "payments.asked", func(*paymentView) {})
}

func (m *Module) handBack(w http.ResponseWriter, r *http.Request) {
	v, f, ok := m.target(w, r)
	if !ok {
		return
	}
	refund, err := ident.Parse[payments.Refund](r.PathValue("refund"))
	if err != nil {
		m.d.Web.NotFound(w, r)
		return
	}
	_, err = m.payments.HandBack(r.Context(), payments.HandBack{Payment: v.ID, Refund: refund, By: payments.Method(f.Get("by")), Note: f.Get("note")})
	m.after(w, r, err, f, "payments.handed_back", func(*paymentView) {})
}

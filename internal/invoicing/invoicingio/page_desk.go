package invoicingio

import (
	"context"
	"embed"
	"net/http"
	"strconv"
	"time"

	"github.com/a-h/templ"

	"comptoir/internal/invoicing"
	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/paging"
	"comptoir/internal/kernel/period"
	"comptoir/internal/web"
)

// Texts are the words of the pages.
//
//go:embed locales/*.json
var Texts embed.FS

// Addresses of the desk's pages.
const (
	listPath     = "/desk/invoices"
	draftPath    = "/desk/invoices/draft"
	draftsPath   = "/desk/invoices/drafts"
	settingsPath = "/desk/invoices/settings"
	ownPath      = "/account/invoices"
)

// Pages registers the pages of the desk and of the customer's account.
func (m *Module) Pages(mux *http.ServeMux) {
	only := m.d.Web.Only
	mux.HandleFunc("GET "+listPath, only(invoicing.PermRead, m.listPage))
	mux.HandleFunc("GET "+listPath+"/export.csv", only(invoicing.PermExport, m.exportCSV))
	mux.HandleFunc("GET "+listPath+"/export.zip", only(invoicing.PermExport, m.exportZIP))
	mux.HandleFunc("GET "+draftsPath, only(invoicing.PermRead, m.draftsPage))
	mux.HandleFunc("GET "+draftPath, only(invoicing.PermIssue, m.draftPage))
	mux.HandleFunc("POST "+draftPath, only(invoicing.PermIssue, m.postDraft))
	mux.HandleFunc("GET "+settingsPath, only(invoicing.PermRead, m.settingsPage))
	mux.HandleFunc("POST "+settingsPath, only(invoicing.PermSettings, m.saveSettings))
	mux.HandleFunc("GET "+listPath+"/{id}", only(invoicing.PermRead, m.paperPage))
	mux.HandleFunc("GET "+listPath+"/{id}/{form}", only(invoicing.PermRead, m.paperFile))
	mux.HandleFunc("POST "+listPath+"/{id}/credit", only(invoicing.PermCredit, m.postCredit))
	mux.HandleFunc("POST "+listPath+"/{id}/paid", only(invoicing.PermIssue, m.postPaid))
	mux.HandleFunc("POST "+listPath+"/{id}/send", only(invoicing.PermIssue, m.postSend))
	mux.HandleFunc("POST "+listPath+"/{id}/submit", only(invoicing.PermIssue, m.postSubmit))
	mux.HandleFunc("GET "+ownPath, only(invoicing.PermOwn, m.ownPage))
	mux.HandleFunc("GET "+ownPath+"/{id}", only(invoicing.PermOwn, m.ownFile))
}

func tabs(ctx context.Context, here string) []web.NavItem {
	var all []web.NavItem
	for _, t := range []struct{ key, href string }{{"list", listPath}, {"drafts", draftsPath}, {"settings", settingsPath}} {
		all = append(all, web.NavItem{Label: web.T(ctx, "invoicing.tab."+t.key), Href: t.href, Current: t.href == here})
	}
	return all
}

func (m *Module) page(w http.ResponseWriter, r *http.Request, status int, title string, body templ.Component) {
	m.d.Web.Render(w, r, status, web.Page{Layout: web.Desk, Title: title}, body)
}

// filter reads what the list is filtered by; dates that make no sense are said beside their field and filter nothing.
func filter(ctx context.Context, f *web.Form) invoicing.Filter {
	from, to := f.Date(ctx, "from"), f.Date(ctx, "to")
	if !from.IsZero() && !to.IsZero() && to.Before(from) {
		f.Fail("to", web.T(ctx, "fault.reversed_dates"))
		from, to = period.Date{}, period.Date{}
	}
	text := []rune(f.Get("q"))
	return invoicing.Filter{Kind: invoicing.Kind(f.Get("kind")), State: invoicing.State(f.Get("state")), Text: string(text[:min(len(text), 100)]), From: from, To: to}
}

type listView struct {
	Form       *web.Form
	Rows       []invoicing.Row
	Sums       []invoicing.Sum
	Waiting    int // drafts that the program could not issue
	Prev, Next string
	Query      string
	MayIssue   bool
	MayExport  bool
}

func (m *Module) listPage(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	f, ok := m.d.Web.Form(w, r)
	if !ok {
		return
	}
	wanted, actor := filter(ctx, f), access.From(ctx)
	v := listView{Form: f, Query: queryOf(f, "kind", "state", "q", "from", "to"), MayIssue: actor.May(invoicing.PermIssue), MayExport: actor.May(invoicing.PermExport)}
	page, err := m.d.Invoicing.Papers(ctx, invoicing.ListPapers{Filter: wanted, Page: paging.Request{Limit: 50, Cursor: f.Get("cursor")}})
	if err == nil {
		v.Sums, err = m.d.Invoicing.Sums(ctx, invoicing.SumPapers{Filter: wanted})
	}
	var drafts []invoicing.StoredDraft
	if err == nil {
		drafts, err = m.d.Invoicing.Drafts(ctx, invoicing.ListDrafts{})
	}
	if err != nil {
		m.d.Web.Error(w, r, err)
		return
	}
	for _, d := range drafts {
		if d.Problem != "" {
			v.Waiting++
		}
	}
	v.Rows = page.Items
	v.Prev, v.Next = web.PageLinks(r, page.Next)
	m.page(w, r, f.Status(), web.T(ctx, "invoicing.title"), paperList(v))
}

type paperView struct {
	Form      *web.Form
	Paper     invoicing.View
	Key       string // of a payment that is entered, so that a form sent twice enters one
	MayIssue  bool
	MayCredit bool
	Submits   bool // a platform is connected
	Zone      *time.Location
}

func paperID(r *http.Request) (invoicing.PaperID, bool) {
	id, err := ident.Parse[invoicing.Paper](r.PathValue("id"))
	return id, err == nil
}

func (m *Module) paperPage(w http.ResponseWriter, r *http.Request) {
	if id, ok := paperID(r); ok {
		m.showPaper(w, r, &web.Form{}, id)
		return
	}
	m.d.Web.NotFound(w, r)
}

func (m *Module) showPaper(w http.ResponseWriter, r *http.Request, f *web.Form, id invoicing.PaperID) {
	ctx := r.Context()
	p, err := m.d.Invoicing.Paper(ctx, invoicing.GetPaper{ID: id})
	if err != nil {
		m.d.Web.Error(w, r, err)
		return
	}
	who, err := m.d.Identity(ctx)
	if err != nil {
		m.d.Web.Error(w, r, err)
		return
	}
	actor := access.From(ctx)
	m.page(w, r, f.Status(), p.Title(), paperDetail(paperView{Form: f, Paper: p, Key: m.d.IDs.Raw().String(), MayIssue: actor.May(invoicing.PermIssue), MayCredit: actor.May(invoicing.PermCredit), Submits: m.d.Invoicing.Submits(), Zone: zoneOf(who)}))
}

// paperFile gives a paper in one of its forms.
func (m *Module) paperFile(w http.ResponseWriter, r *http.Request) {
	id, ok := paperID(r)
	form := r.PathValue("form")
	if !ok || form != "document" && form != "ubl" && form != "cii" {
		m.d.Web.NotFound(w, r)
		return
	}
	f, err := m.file(r.Context(), id, form)
	m.give(w, r, f, err)
}

func (m *Module) give(w http.ResponseWriter, r *http.Request, f file, err error) {
	if err != nil {
		m.d.Web.Error(w, r, err)
		return
	}
	w.Header().Set("Content-Type", f.media)
	w.Header().Set("Content-Disposition", `attachment; filename="`+f.name+`"`)
	w.Header().Set("Cache-Control", "no-store")
	_, _ = w.Write(f.content) // the client has left
}

// act runs what a form of a paper's page asks for, and shows the page with the form where it is refused.
func (m *Module) act(w http.ResponseWriter, r *http.Request, names map[string]string, done string, do func(ctx context.Context, f *web.Form, id invoicing.PaperID) (invoicing.PaperID, error)) {
	ctx := r.Context()
	f, ok := m.d.Web.Form(w, r)
	if !ok {
		return
	}
	id, ok := paperID(r)
	if !ok {
		m.d.Web.NotFound(w, r)
		return
	}
	to, err := do(ctx, f, id)
	switch {
	case err == nil && !f.OK():
		m.showPaper(w, r, f, id)
	case f.Refused(ctx, err, names):
		m.showPaper(w, r, f, id)
	case err != nil:
		m.d.Web.Error(w, r, err)
	default:
		m.d.Web.Flash(w, r, web.Flash{Tone: web.Positive, Text: web.T(ctx, done)})
		m.d.Web.Redirect(w, r, listPath+"/"+to.String())
	}
}

// amountOf reads an amount in the paper's currency; none where the field is empty.
func (m *Module) amountOf(ctx context.Context, f *web.Form, name string, id invoicing.PaperID) (money.Amount, error) {
	if f.Get(name) == "" {
		return money.Amount{}, nil
	}
	p, err := m.d.Invoicing.Paper(ctx, invoicing.GetPaper{ID: id})
	if err != nil {
		return money.Amount{}, err
	}
	a := f.Amount(ctx, name, money.Currency(p.Currency))
	if f.OK() && a.IsZero() {
		return a, fault.ErrInvalid.On(name, "below_minimum", "more than nothing")
	}
	return a, nil
}

func (m *Module) postCredit(w http.ResponseWriter, r *http.Request) {
	names := map[string]string{"amount": "creditAmount", "lines": "creditAmount", "reason": "reason"}
	m.act(w, r, names, "invoicing.done.credited", func(ctx context.Context, f *web.Form, id invoicing.PaperID) (invoicing.PaperID, error) {
		f.Need(ctx, "reason")
		amount, err := m.amountOf(ctx, f, "creditAmount", id)
		if err != nil {
			return id, err
		}
		p, err := m.d.Invoicing.Paper(ctx, invoicing.GetPaper{ID: id})
		if err != nil {
			return id, err
		}
		c := invoicing.CreditPaper{ID: id, Amount: amount, Reason: f.Get("reason"), Key: f.Get("key")}
		for i := range p.Lines {
			field := takeField(i)
			if f.Get(field) == "" {
				continue
			}
			q, err := invoicing.ParseQuantity(f.Get(field))
			if err != nil {
				f.Fail(field, web.FaultText(ctx, err))
			}
			names[linePath(len(c.Lines))+"quantity"] = field
			c.Lines = append(c.Lines, invoicing.CreditLine{Line: i + 1, Quantity: q})
		}
		if !f.OK() {
			return id, nil
		}
		return m.d.Invoicing.Credit(ctx, c)
	})
}

// takeField names the field in which the quantity of a line is entered that is taken back.
func takeField(line int) string { return "take" + strconv.Itoa(line+1) }

func (m *Module) postPaid(w http.ResponseWriter, r *http.Request) {
	m.act(w, r, nil, "invoicing.done.paid", func(ctx context.Context, f *web.Form, id invoicing.PaperID) (invoicing.PaperID, error) {
		f.Need(ctx, "method")
		amount, err := m.amountOf(ctx, f, "amount", id)
		on := f.Date(ctx, "receivedOn")
		if err != nil || !f.OK() {
			return id, err
		}
		_, err = m.d.Invoicing.RecordPaid(ctx, invoicing.RecordPayment{ID: id, Amount: amount, On: on, Method: f.Get("method"), Key: f.Get("key")})
		return id, err
	})
}

func (m *Module) postSend(w http.ResponseWriter, r *http.Request) {
	m.act(w, r, nil, "invoicing.done.sent", func(ctx context.Context, _ *web.Form, id invoicing.PaperID) (invoicing.PaperID, error) {
		_, err := m.d.Invoicing.Send(ctx, invoicing.SendPaper{ID: id})
		return id, err
	})
}

func (m *Module) postSubmit(w http.ResponseWriter, r *http.Request) {
	m.act(w, r, nil, "invoicing.done.submitted", func(ctx context.Context, _ *web.Form, id invoicing.PaperID) (invoicing.PaperID, error) {
		_, err := m.d.Invoicing.Submit(ctx, invoicing.SubmitPaper{ID: id})
		return id, err
	})
}

// ownPage lists the papers of who is signed in.
func (m *Module) ownPage(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	rows, err := m.d.Invoicing.Own(ctx, invoicing.OwnPapers{})
	if err != nil {
		m.d.Web.Error(w, r, err)
		return
	}
	m.d.Web.Render(w, r, http.StatusOK, web.Page{Layout: web.Account, Title: web.T(ctx, "invoicing.own.title")}, ownList(rows))
}

func (m *Module) ownFile(w http.ResponseWriter, r *http.Request) {
	id, ok := paperID(r)
	if !ok {
		m.d.Web.NotFound(w, r)
		return
	}
	d, err := m.d.Invoicing.OwnPaper(r.Context(), invoicing.OwnDocument{ID: id})
	m.give(w, r, file{d.Number + ".pdf", pdfType, d.Content}, err)
}

package ledgerio

import (
	"context"
	"embed"
	"io"
	"net/http"
	"strconv"
	"time"

	"github.com/a-h/templ"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/paging"
	"comptoir/internal/kernel/period"
	"comptoir/internal/ledger"
	"comptoir/internal/web"
)

// Texts are the words of the pages.
//
//go:embed locales/*.json
var Texts embed.FS

// Pages registers the desk's pages of the books.
func (m *Module) Pages(mux *http.ServeMux) {
	mux.HandleFunc("GET /desk/ledger", m.overviewPage)
	mux.HandleFunc("GET /desk/ledger/accounts", m.accountsPage)
	mux.HandleFunc("GET /desk/ledger/accounts/{path}", m.d.Web.Only(ledger.PermRead, m.accountPage))
	mux.HandleFunc("GET /desk/ledger/journal", m.journalPage)
	mux.HandleFunc("GET /desk/ledger/transactions/{id}", m.transactionPage)
	mux.HandleFunc("POST /desk/ledger/transactions/{id}/reverse", m.reverse)
	mux.HandleFunc("GET /desk/money", m.moneyPage)
	mux.HandleFunc("GET /desk/ledger/manual", m.d.Web.Only(ledger.PermPost, m.manualPage))
	mux.HandleFunc("POST /desk/ledger/manual", m.d.Web.Only(ledger.PermPost, m.enter))
	mux.HandleFunc("GET /desk/ledger/settings", m.settingsPage)
	mux.HandleFunc("POST /desk/ledger/settings", m.d.Web.Only(ledger.PermSettings, m.saveSettings))
	mux.HandleFunc("GET /desk/ledger/commissions", m.d.Web.Only(ledger.PermRead, m.commissionsPage))
	mux.HandleFunc("POST /desk/ledger/commissions", m.d.Web.Only(ledger.PermSettings, m.saveCommission))
	mux.HandleFunc("POST /desk/ledger/exercise", m.d.Web.Only(ledger.PermSettings, m.saveExercise))
	mux.HandleFunc("GET /desk/ledger/export/{what}", m.exportPage)
}

// tabs of the desk's books.
const (
	overviewTab = "/desk/ledger"
	accountsTab = "/desk/ledger/accounts"
	journalTab  = "/desk/ledger/journal"
	settingsTab = "/desk/ledger/settings"
)

func tabs(ctx context.Context, here string) []web.NavItem {
	var all []web.NavItem
	for _, t := range []struct{ key, href string }{{"trial", overviewTab}, {"accounts", accountsTab}, {"journal", journalTab}, {"settings", settingsTab}} {
		all = append(all, web.NavItem{Label: web.T(ctx, "ledger.tab."+t.key), Href: t.href, Current: t.href == here})
	}
	return all
}

func (m *Module) page(w http.ResponseWriter, r *http.Request, status int, title string, body templ.Component) {
	m.d.Web.Render(w, r, status, web.Page{Layout: web.Desk, Title: title}, body)
}

// days reads a period of civil days; the last one is included.
func days(ctx context.Context, f *web.Form) (from, to period.Date) {
	from, to = f.Date(ctx, "from"), f.Date(ctx, "to")
	if !from.IsZero() && !to.IsZero() && to.Before(from) {
		f.Fail("to", web.T(ctx, "fault.field.reversed_period"))
		return period.Date{}, period.Date{}
	}
	return from, to
}

// trialView is the general balance of a period.
type trialView struct {
	Form      *web.Form
	Trial     ledger.Trial
	Checked   Report
	Ever      bool // it was verified at least once
	Zone      *time.Location
	Year      int
	MayExport bool
	LeftOut   []ledger.Transaction // of the FEC of this year and the one before
	Refused   []Refused
}

func (m *Module) overviewPage(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	f, ok := m.d.Web.Form(w, r)
	if !ok {
		return
	}
	from, to := days(ctx, f)
	v := trialView{Form: f, Zone: m.d.Zone(ctx), MayExport: access.From(ctx).May(ledger.PermExport)}
	v.Year = m.d.Now().In(v.Zone).Year()
	var err error
	if v.Trial, err = m.d.Ledger.TrialBalance(ctx, ledger.GetTrialBalance{From: from, To: to}); err == nil {
		v.Checked, v.Ever, err = m.d.Sealer.Last(ctx)
	}
	if err == nil && m.d.Refused != nil {
		v.Refused, err = m.d.Refused(ctx)
	}
	for year := v.Year + 1; err == nil && v.MayExport && year >= v.Year-1; year-- { // a financial year may end next year
		var some []ledger.Transaction
		some, err = m.leftOut(ctx, year)
		v.LeftOut = append(v.LeftOut, some...)
	}
	if err != nil {
		m.d.Web.Error(w, r, err)
		return
	}
	m.page(w, r, f.Status(), web.T(ctx, "ledger.title"), trialBalance(v))
}

type accountsView struct {
	Form       *web.Form
	Accounts   []ledger.Balance
	Names      map[string]string
	Prev, Next string
}

func (m *Module) accountsPage(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	f, ok := m.d.Web.Form(w, r)
	if !ok {
		return
	}
	page, err := m.d.Ledger.Accounts(ctx, ledger.ListAccounts{Prefix: f.Get("q"), Page: paging.Request{Limit: 50, Cursor: f.Get("cursor")}})
	if err != nil {
		m.d.Web.Error(w, r, err)
		return
	}
	v := accountsView{Form: f, Accounts: page.Items}
	if v.Names, err = m.names(ctx); err != nil {
		m.d.Web.Error(w, r, err)
		return
	}
	v.Prev, v.Next = web.PageLinks(r, page.Next)
	m.page(w, r, f.Status(), web.T(ctx, "ledger.tab.accounts"), accountList(v))
}

type accountView struct {
	Form       *web.Form
	Account    ledger.Path
	Name       string // of what the account is named after; "": of nothing
	Class      ledger.Class
	Balances   []ledger.Balance
	Lines      []ledger.Line
	Zone       *time.Location
	Prev, Next string
	Query      string
	MayExport  bool
}

func (m *Module) statementFilter(ctx context.Context, f *web.Form, account ledger.Path) ledger.StatementFilter {
	filter := ledger.StatementFilter{Account: account}
	from, to := days(ctx, f)
	zone := m.d.Zone(ctx)
	if !from.IsZero() {
		filter.From = midnight(from, zone)
	}
	if !to.IsZero() {
		filter.To = midnight(to.AddDays(1), zone)
	}
	return filter
}

func midnight(d period.Date, zone *time.Location) time.Time {
	y, mo, day := d.Date()
	return time.Date(y, mo, day, 0, 0, 0, 0, zone)
}

func (m *Module) accountPage(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	f, ok := m.d.Web.Form(w, r)
	if !ok {
		return
	}
	v := accountView{Form: f, Account: ledger.Path(r.PathValue("path")), Zone: m.d.Zone(ctx), Query: queryOf(f, "from", "to"), MayExport: access.From(ctx).May(ledger.PermExport)}
	var err error
	if v.Class, err = ledger.ClassOf(v.Account); err != nil {
		m.d.Web.NotFound(w, r)
		return
	}
	v.Balances, err = m.d.Ledger.Balances(ctx, ledger.BalancesOf{Account: v.Account})
	var page paging.Page[ledger.Line]
	if err == nil {
		page, err = m.d.Ledger.Statement(ctx, ledger.AccountStatement{Filter: m.statementFilter(ctx, f, v.Account), Page: paging.Request{Limit: 50, Cursor: f.Get("cursor")}})
	}
	if err != nil {
		m.d.Web.Error(w, r, err)
		return
	}
	names, err := m.names(ctx)
	if err != nil {
		m.d.Web.Error(w, r, err)
		return
	}
	v.Lines, v.Name = page.Items, nameOf(names, v.Account)
	v.Prev, v.Next = web.PageLinks(r, page.Next)
	m.page(w, r, f.Status(), string(v.Account), accountStatement(v))
}

type journalView struct {
	Form         *web.Form
	Transactions []ledger.Transaction
	Prev, Next   string
	Query        string
	MayExport    bool
	MayPost      bool
}

func journalFilter(ctx context.Context, f *web.Form) ledger.JournalFilter {
	from, to := days(ctx, f)
	return ledger.JournalFilter{Journal: ledger.Journal(f.Get("journal")), From: from, To: to}
}

func (m *Module) journalPage(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	f, ok := m.d.Web.Form(w, r)
	if !ok {
		return
	}
	page, err := m.d.Ledger.Journal(ctx, ledger.ListJournal{Filter: journalFilter(ctx, f), Page: paging.Request{Limit: 50, Cursor: f.Get("cursor")}})
	if err != nil {
		m.d.Web.Error(w, r, err)
		return
	}
	v := journalView{Form: f, Transactions: page.Items, Query: queryOf(f, "journal", "from", "to"), MayExport: access.From(ctx).May(ledger.PermExport), MayPost: access.From(ctx).May(ledger.PermPost)}
	v.Prev, v.Next = web.PageLinks(r, page.Next)
	m.page(w, r, f.Status(), web.T(ctx, "ledger.tab.journal"), journal(v))
}

type transactionView struct {
	Form        *web.Form
	Transaction ledger.Transaction
	Zone        *time.Location
	MayReverse  bool
}

func (m *Module) transactionPage(w http.ResponseWriter, r *http.Request) {
	m.showTransaction(w, r, &web.Form{})
}

func (m *Module) showTransaction(w http.ResponseWriter, r *http.Request, f *web.Form) {
	ctx := r.Context()
	id, err := ident.Parse[ledger.Transaction](r.PathValue("id"))
	if err != nil {
		m.d.Web.NotFound(w, r)
		return
	}
	t, err := m.d.Ledger.Transaction(ctx, ledger.GetTransaction{ID: id})
	if err != nil {
		m.d.Web.Error(w, r, err)
		return
	}
	may := access.From(ctx).May(ledger.PermPost) && (t.Kind == ledger.Final || t.Kind == ledger.Captured)
	m.page(w, r, f.Status(), t.Label, transaction(transactionView{f, t, m.d.Zone(ctx), may}))
}

// reverse enters the mirror of a transaction. The key follows from the transaction, so that a form sent twice reverses once.
func (m *Module) reverse(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	f, ok := m.d.Web.Form(w, r)
	if !ok {
		return
	}
	id, err := ident.Parse[ledger.Transaction](r.PathValue("id"))
	if err != nil {
		m.d.Web.NotFound(w, r)
		return
	}
	f.Need(ctx, "reason")
	if !f.OK() {
		m.showTransaction(w, r, f)
		return
	}
	done, err := m.d.Ledger.Reverse(ctx, ledger.ReverseTransaction{Key: "reversal/" + id.String(), ID: id, Reason: f.Get("reason")})
	switch {
	case f.Refused(ctx, err, map[string]string{"label": "reason"}):
		m.showTransaction(w, r, f)
	case err != nil:
		m.d.Web.Error(w, r, err)
	default:
		m.d.Web.Flash(w, r, web.Flash{Tone: web.Positive, Text: web.T(ctx, "ledger.reversed")})
		m.d.Web.Redirect(w, r, "/desk/ledger/transactions/"+done.ID.String())
	}
}

type settingsView struct {
	Form    *web.Form
	MayEdit bool
	Begins  *web.Form // the financial year's first day
}

func (m *Module) settingsPage(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	t, err := m.d.Ledger.Terms(ctx, ledger.GetTerms{})
	if err != nil {
		m.d.Web.Error(w, r, err)
		return
	}
	m.showSettings(w, r, web.FormOf("commission", t.Commission.String()))
}

func (m *Module) showSettings(w http.ResponseWriter, r *http.Request, f *web.Form) {
	ctx := r.Context()
	begins, err := m.exerciseForm(ctx)
	if err != nil {
		m.d.Web.Error(w, r, err)
		return
	}
	m.page(w, r, f.Status(), web.T(ctx, "ledger.tab.settings"), settings(settingsView{f, access.From(ctx).May(ledger.PermSettings), begins}))
}

func (m *Module) saveSettings(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	f, ok := m.d.Web.Form(w, r)
	if !ok {
		return
	}
	f.Need(ctx, "commission")
	terms := ledger.Terms{Commission: f.Percent(ctx, "commission")}
	if !f.OK() {
		m.showSettings(w, r, f)
		return
	}
	_, err := m.d.Ledger.SetTerms(ctx, ledger.SetTerms{Terms: terms})
	switch {
	case f.Refused(ctx, err, nil):
		m.showSettings(w, r, f)
	case err != nil:
		m.d.Web.Error(w, r, err)
	default:
		m.d.Web.Flash(w, r, web.Flash{Tone: web.Positive, Text: web.T(ctx, "ledger.saved")})
		m.d.Web.Redirect(w, r, settingsTab)
	}
}

// exportPage sends one of the files.
func (m *Module) exportPage(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	f, ok := m.d.Web.Form(w, r)
	if !ok {
		return
	}
	const table = "text/csv; charset=utf-8"
	switch r.PathValue("what") {
	case "fec":
		year, err := strconv.Atoi(f.Get("year"))
		if err != nil || year < 2000 || year > 2999 {
			m.d.Web.Redirect(w, r, overviewTab)
			return
		}
		m.d.Web.Download(w, r, "text/plain; charset=utf-8", func(out io.Writer) (string, error) { return m.fec(ctx, out, year) })
	case "journal.csv":
		filter := journalFilter(ctx, f)
		m.d.Web.Download(w, r, table, func(out io.Writer) (string, error) { return "journal.csv", m.journalCSV(ctx, out, filter) })
	case "trial.csv":
		from, to := days(ctx, f)
		m.d.Web.Download(w, r, table, func(out io.Writer) (string, error) {
			return "balance.csv", m.trialCSV(ctx, out, ledger.GetTrialBalance{From: from, To: to})
		})
	case "statement.csv":
		filter := m.statementFilter(ctx, f, ledger.Path(f.Get("account")))
		m.d.Web.Download(w, r, table, func(out io.Writer) (string, error) { return "compte.csv", m.statementCSV(ctx, out, filter) })
	default:
		m.d.Web.NotFound(w, r)
	}
}

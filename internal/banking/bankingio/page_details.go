package bankingio

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"time"

	"comptoir/internal/banking"
	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/web"
)

type payeeView struct {
	Form     *web.Form
	Due      banking.Due
	Carriers []string
	Zone     *time.Location
	MayEdit  bool
	Enrolled []enrolView
}

func (m *Module) payeePage(w http.ResponseWriter, r *http.Request) { m.showPayee(w, r, nil) }

func (m *Module) showPayee(w http.ResponseWriter, r *http.Request, f *web.Form) {
	ctx := r.Context()
	all, err := m.banking.Due(ctx, banking.ListDue{})
	if err != nil {
		m.d.Web.Error(w, r, err)
		return
	}
	carriers, err := m.banking.Carriers(ctx, banking.ListCarriers{})
	if err != nil {
		m.d.Web.Error(w, r, err)
		return
	}
	enrolling, err := m.banking.Enrollers(ctx, banking.ListEnrollers{})
	var enrolled []banking.Enrolment
	if err == nil {
		enrolled, err = m.banking.Enrolments(ctx, banking.ListEnrolments{})
	}
	if err != nil {
		m.d.Web.Error(w, r, err)
		return
	}
	may := access.From(ctx).May(banking.PermDetails)
	for _, d := range all {
		if d.Payee.String() == r.PathValue("payee") {
			m.page(w, r, f.Status(), d.Name, payeePage(payeeView{f, d, carriers, m.d.Zone(ctx), may, enrolViews(enrolling, enrolled, d.Payee, dueTab+"/payees/"+d.Payee.String(), may && !d.Account, may)}))
			return
		}
	}
	m.d.Web.Error(w, r, banking.ErrUnknownPayee)
}

func (m *Module) savePayee(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	f, ok := m.d.Web.Form(w, r)
	if !ok {
		return
	}
	payee, err := ident.ParseRaw(r.PathValue("payee"))
	if err != nil {
		err = banking.ErrUnknownPayee
	} else {
		_, err = m.banking.SetDetails(ctx, banking.SetDetails{Payee: payee, Holder: f.Get("holder"), IBAN: f.Get("iban"), BIC: f.Get("bic"), Stripe: f.Get("stripe"), MangoPay: f.Get("mangopay")})
	}
	if f.Refused(ctx, err, nil) {
		m.showPayee(w, r, f)
		return
	}
	m.done(w, r, err, "banking.details_saved", dueTab+"/payees/"+payee.String())
}

type ownView struct {
	Form     *web.Form
	Details  banking.DetailsState // version 0: none
	Payouts  []banking.Payout
	Zone     *time.Location
	Now      time.Time
	Enrolled []enrolView

	Statements []banking.PropertyStatement
}

func (m *Module) ownPage(w http.ResponseWriter, r *http.Request) { m.showOwn(w, r, nil) }

func (m *Module) showOwn(w http.ResponseWriter, r *http.Request, f *web.Form) {
	ctx := r.Context()
	v := ownView{Form: f, Zone: m.d.Zone(ctx), Now: m.d.Now()}
	var err error
	if v.Payouts, err = m.banking.OwnPayouts(ctx, banking.OwnPayouts{}); err == nil {
		v.Statements, err = m.banking.OwnStatements(ctx, banking.OwnStatements{})
	}
	if err == nil {
		v.Details, err = m.banking.OwnDetails(ctx, banking.GetOwnDetails{})
	}
	if err != nil && !errors.Is(err, banking.ErrNoDetails) {
		m.d.Web.Error(w, r, err)
		return
	}
	enrolling, err := m.banking.Enrollers(ctx, banking.ListEnrollers{})
	var enrolled []banking.Enrolment
	if err == nil {
		enrolled, err = m.banking.OwnEnrolments(ctx, banking.OwnEnrolments{})
	}
	if err != nil {
		m.d.Web.Error(w, r, err)
		return
	}
	v.Enrolled = enrolViews(enrolling, enrolled, access.From(ctx).User.Raw(), "/owner/payouts", true, true)
	m.page(w, r, f.Status(), web.T(ctx, "banking.own.title"), ownPage(v))
}

func (m *Module) saveOwn(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	f, ok := m.d.Web.Form(w, r)
	if !ok {
		return
	}
	_, err := m.banking.SetOwnDetails(ctx, banking.SetOwnDetails{Holder: f.Get("holder"), IBAN: f.Get("iban"), BIC: f.Get("bic")})
	if f.Refused(ctx, err, nil) {
		m.showOwn(w, r, f)
		return
	}
	m.done(w, r, err, "banking.details_saved", "/owner/payouts")
}

type accountsView struct {
	Form     *web.Form // of a new account
	Settings *web.Form
	All      []banking.Account
	MayEdit  bool
}

func (m *Module) accountsPage(w http.ResponseWriter, r *http.Request) { m.showAccounts(w, r, nil, nil) }

func (m *Module) showAccounts(w http.ResponseWriter, r *http.Request, f, settings *web.Form) {
	ctx := r.Context()
	v := accountsView{Form: f, Settings: settings, MayEdit: access.From(ctx).May(banking.PermSettings)}
	var err error
	if v.All, err = m.banking.Accounts(ctx, banking.ListAccounts{}); err == nil && settings == nil {
		var s banking.Settings
		s, err = m.banking.Settings(ctx, banking.GetSettings{})
		v.Settings = settingsForm(s)
	}
	if err != nil {
		m.d.Web.Error(w, r, err)
		return
	}
	m.page(w, r, max(f.Status(), v.Settings.Status()), web.T(ctx, "banking.tab.accounts"), accountsPage(v))
}

func settingsForm(s banking.Settings) *web.Form {
	to := ""
	if !s.TransferTo.IsZero() {
		to = s.TransferTo.String()
	}
	return web.FormOf("coolingHours", strconv.Itoa(s.CoolingHours), "transferTo", to, "transferDays", strconv.Itoa(s.TransferDays))
}

func accountForm(a banking.Account) *web.Form {
	clients, closed := "", ""
	if a.Clients {
		clients = "on"
	}
	if a.Closed {
		closed = "on"
	}
	return web.FormOf("id", a.ID.String(), "version", strconv.Itoa(a.Version), "name", a.Name, "holder", a.Holder, "iban", a.IBAN.String(), "bic", string(a.BIC), "bank", a.Bank, "clients", clients, "closed", closed)
}

func (m *Module) accountPage(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	all, err := m.banking.Accounts(ctx, banking.ListAccounts{})
	if err != nil {
		m.d.Web.Error(w, r, err)
		return
	}
	for _, a := range all {
		if a.ID.String() == r.PathValue("id") {
			m.page(w, r, http.StatusOK, a.Name, accountPage(accountForm(a)))
			return
		}
	}
	m.d.Web.Error(w, r, banking.ErrUnknownAccount)
}

func (m *Module) saveAccount(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	f, ok := m.d.Web.Form(w, r)
	if !ok {
		return
	}
	c := banking.PutAccount{Name: f.Get("name"), Holder: f.Get("holder"), IBAN: f.Get("iban"), BIC: f.Get("bic"), Bank: f.Get("bank"), Clients: f.Checked("clients"), Closed: f.Checked("closed")}
	var err error
	if text := f.Get("id"); text != "" {
		c.Version = f.Int(ctx, "version")
		if c.ID, err = ident.Parse[banking.Account](text); err != nil {
			err = banking.ErrUnknownAccount
		}
	}
	if err == nil {
		_, err = m.banking.PutAccount(ctx, c)
	}
	if f.Refused(ctx, err, nil) {
		if c.ID.IsZero() {
			m.showAccounts(w, r, f, nil)
		} else {
			m.page(w, r, f.Status(), c.Name, accountPage(f))
		}
		return
	}
	m.done(w, r, err, "banking.account_saved", accountsTab)
}

func (m *Module) saveSettings(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	f, ok := m.d.Web.Form(w, r)
	if !ok {
		return
	}
	f.Need(ctx, "coolingHours", "transferDays")
	s := banking.Settings{CoolingHours: f.Int(ctx, "coolingHours"), TransferDays: f.Int(ctx, "transferDays")}
	if to := f.Get("transferTo"); to != "" {
		id, err := ident.Parse[banking.Account](to)
		if err != nil {
			f.Fail("transferTo", web.T(ctx, "banking.no_account"))
		}
		s.TransferTo = id
	}
	if !f.OK() {
		m.showAccounts(w, r, nil, f)
		return
	}
	_, err := m.banking.SetSettings(ctx, banking.SetSettings{Settings: s})
	if f.Refused(ctx, err, nil) {
		m.showAccounts(w, r, nil, f)
		return
	}
	m.done(w, r, err, "banking.settings_saved", accountsTab)
}

// accountText says where somebody is paid, or that it is not known.
func accountText(ctx context.Context, d banking.DetailsState) string {
	if d.Version == 0 || d.Masked == "" {
		return web.T(ctx, "banking.no_details")
	}
	return d.Masked
}

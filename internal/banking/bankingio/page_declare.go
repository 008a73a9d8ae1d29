package bankingio

import (
	"context"
	"io"
	"net/http"
	"slices"

	"github.com/a-h/templ"

	"comptoir/internal/banking"
	"comptoir/internal/kernel/contact"
	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/web"
)

// Scanner looks for malicious software in what people send.
type Scanner interface {
	Scan(ctx context.Context, content []byte) error
}

// paperBytes is how much a form with papers may bring.
const paperBytes = banking.MostPages*banking.MostPage + 64<<10

// declareView is the form by which somebody is declared to a carrier.
type declareView struct {
	Form    *web.Form
	Carrier string
	Action  string
	Back    string
	Trail   []web.NavItem
	Who     string // "": the reader himself
}

// declares finds a carrier that declares among those that the business uses.
func (m *Module) declares(ctx context.Context, carrier string) error {
	all, err := m.banking.Enrollers(ctx, banking.ListEnrollers{})
	if err == nil && !slices.ContainsFunc(all, func(e banking.Enroller) bool { return e.Carrier == carrier && e.Declares }) {
		err = banking.ErrNoCarrier
	}
	return err
}

// declareOwnPage asks an owner who he is, declarePage asks the desk who somebody is.
func (m *Module) declareOwnPage(w http.ResponseWriter, r *http.Request) {
	m.showDeclare(w, r, ownDeclare(r.Context(), r.URL.Query().Get("carrier"), nil))
}

func ownDeclare(ctx context.Context, carrier string, f *web.Form) declareView {
	return declareView{Form: f, Carrier: carrier, Action: "/owner/payouts/declare", Back: "/owner/payouts", Trail: []web.NavItem{{Label: web.T(ctx, "banking.own.title"), Href: "/owner/payouts"}}}
}

func (m *Module) declarePage(w http.ResponseWriter, r *http.Request) {
	v, err := m.payeeDeclare(r, r.URL.Query().Get("carrier"), nil)
	if err != nil {
		m.d.Web.Error(w, r, err)
		return
	}
	m.showDeclare(w, r, v)
}

func (m *Module) payeeDeclare(r *http.Request, carrier string, f *web.Form) (declareView, error) {
	ctx := r.Context()
	all, err := m.banking.Due(ctx, banking.ListDue{})
	if err != nil {
		return declareView{}, err
	}
	for _, d := range all {
		if at := dueTab + "/payees/" + d.Payee.String(); d.Payee.String() == r.PathValue("payee") {
			if f == nil {
				f = web.FormOf("email", d.Email.String())
			}
			return declareView{f, carrier, at + "/declare", at, []web.NavItem{{Label: web.T(ctx, "banking.title"), Href: dueTab}, {Label: d.Name, Href: at}}, d.Name}, nil
		}
	}
	return declareView{}, banking.ErrUnknownPayee
}

func (m *Module) showDeclare(w http.ResponseWriter, r *http.Request, v declareView) {
	if err := m.declares(r.Context(), v.Carrier); err != nil {
		m.d.Web.Error(w, r, err)
		return
	}
	m.page(w, r, v.Form.Status(), web.T(r.Context(), "banking.enrol.title_"+v.Carrier), declarePage(v))
}

// declarationOf reads the form.
func declarationOf(ctx context.Context, f *web.Form) *banking.Declaration {
	f.Need(ctx, "birthday")
	d := &banking.Declaration{First: f.Get("firstName"), Last: f.Get("lastName"), Birthday: f.Date(ctx, "birthday"), Nationality: f.Get("nationality"), Residence: f.Get("residence"), Email: f.Get("email"),
		Address: contact.PostalAddress{Line1: f.Get("line1"), PostalCode: f.Get("postalCode"), City: f.Get("city"), Country: f.Get("country")}, TermsAgreed: f.Checked("terms")}
	if kind := f.Get("businessKind"); kind != "" {
		d.Business = &banking.Business{Kind: banking.BusinessKind(kind), Name: f.Get("business"), Number: f.Get("number")}
	}
	return d
}

func (m *Module) declareOwn(w http.ResponseWriter, r *http.Request) {
	f, ok := m.d.Web.Form(w, r)
	if !ok {
		return
	}
	m.declared(w, r, ownDeclare(r.Context(), f.Get("carrier"), f), func(ctx context.Context, back string, d *banking.Declaration) (string, error) {
		return m.banking.EnrolOwn(ctx, banking.EnrolOwn{Carrier: f.Get("carrier"), Back: back, Again: back, Declared: d})
	})
}

func (m *Module) declare(w http.ResponseWriter, r *http.Request) {
	f, ok := m.d.Web.Form(w, r)
	if !ok {
		return
	}
	v, err := m.payeeDeclare(r, f.Get("carrier"), f)
	payee, bad := ident.ParseRaw(r.PathValue("payee"))
	if err == nil && bad != nil {
		err = banking.ErrUnknownPayee
	}
	if err != nil {
		m.d.Web.Error(w, r, err)
		return
	}
	m.declared(w, r, v, func(ctx context.Context, back string, d *banking.Declaration) (string, error) {
		return m.banking.Enrol(ctx, banking.Enrol{Payee: payee, Carrier: f.Get("carrier"), Back: back, Again: back, Declared: d})
	})
}

// declared opens the account and leads on to the carrier's page, or shows the form again.
func (m *Module) declared(w http.ResponseWriter, r *http.Request, v declareView, open func(ctx context.Context, back string, d *banking.Declaration) (string, error)) {
	ctx := r.Context()
	d := declarationOf(ctx, v.Form)
	if !v.Form.OK() {
		m.showDeclare(w, r, v)
		return
	}
	to, err := open(ctx, m.d.Site(ctx)+v.Back, d)
	switch {
	case err == nil:
		m.d.Web.RedirectOut(w, r, to)
	case v.Form.Refused(ctx, err, nil):
		m.showDeclare(w, r, v)
	case fault.KindOf(err) == fault.Unavailable:
		v.Form.Summary = web.FaultText(ctx, err)
		m.showDeclare(w, r, v)
	default:
		m.d.Web.Error(w, r, err)
	}
}

// paperOwn passes a paper of the owner who asks on, paper does it for the desk.
func (m *Module) paperOwn(w http.ResponseWriter, r *http.Request) {
	m.passOn(w, r, "/owner/payouts", func(ctx context.Context, carrier string, p banking.Paper) error {
		_, err := m.banking.SendOwnPaper(ctx, banking.SendOwnPaper{Carrier: carrier, Paper: p})
		return err
	})
}

func (m *Module) paper(w http.ResponseWriter, r *http.Request) {
	payee, err := ident.ParseRaw(r.PathValue("payee"))
	if err != nil {
		m.d.Web.Error(w, r, banking.ErrUnknownPayee)
		return
	}
	m.passOn(w, r, dueTab+"/payees/"+payee.String(), func(ctx context.Context, carrier string, p banking.Paper) error {
		_, err := m.banking.SendPaper(ctx, banking.SendPaper{Payee: payee, Carrier: carrier, Paper: p})
		return err
	})
}

func (m *Module) passOn(w http.ResponseWriter, r *http.Request, page string, send func(ctx context.Context, carrier string, p banking.Paper) error) {
	ctx := r.Context()
	f, files, err := web.ReadUpload(w, r, "paper", paperBytes)
	if err != nil {
		m.d.Web.Error(w, r, err)
		return
	}
	p := banking.Paper{Kind: f.Get("kind")}
	for _, file := range files {
		content, err := file.Open()
		if err != nil {
			m.d.Web.Error(w, r, web.ErrUploadNotKept.Because(err))
			return
		}
		one, err := io.ReadAll(content)
		_ = content.Close() // it was read
		if err != nil {
			m.d.Web.Error(w, r, web.ErrUploadNotKept.Because(err))
			return
		}
		p.Pages = append(p.Pages, one)
	}
	if err = m.scan(ctx, p); err == nil {
		err = send(ctx, f.Get("carrier"), p)
	}
	m.done(w, r, err, "banking.enrol.paper_sent", page)
}

// scan looks for malicious software in what is passed on.
func (m *Module) scan(ctx context.Context, p banking.Paper) error {
	if m.d.Scanner == nil {
		return nil
	}
	for _, page := range p.Pages {
		if err := m.d.Scanner.Scan(ctx, page); err != nil {
			return err
		}
	}
	return nil
}

// termsHint says to the desk whose agreement it is.
func termsHint(ctx context.Context, who string) string {
	if who == "" {
		return ""
	}
	return web.T(ctx, "banking.declare.terms_of", "Name", who)
}

func paperOptions(ctx context.Context, kinds []string) (out []web.Option) {
	for _, k := range kinds {
		out = append(out, web.Option{Value: k, Label: web.T(ctx, "banking.paper.kind."+k)})
	}
	return out
}

func paperRows(ctx context.Context, all []banking.PaperStanding) (out []web.TableRow) {
	for _, p := range all {
		reason := ""
		if p.Reason != "" {
			reason = p.Reason
			if key := "banking.paper.why." + p.Reason; web.Has(ctx, key) {
				reason = web.T(ctx, key)
			}
		}
		out = append(out, web.TableRow{Cells: []templ.Component{web.Text(web.T(ctx, "banking.paper.kind."+p.Kind)), web.Badge(paperTone(p.State), web.T(ctx, "banking.paper.state."+p.State)), web.Text(reason)}})
	}
	return out
}

func paperTone(state string) web.Tone {
	switch state {
	case "validated":
		return web.Positive
	case "refused", "out_of_date":
		return web.Danger
	case "validation_asked":
		return web.Info
	}
	return web.Neutral
}

package bankingio

import (
	"context"
	"io"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"comptoir/internal/banking"
	"comptoir/internal/kernel/contact"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/period"
)

type enrolmentWire struct {
	Payee   banking.Payee          `json:"payee"`
	Carrier string                 `json:"carrier" enum:"stripe,mangopay"`
	Account string                 `json:"account" doc:"Its name at the provider."`
	State   banking.EnrolmentState `json:"state" enum:"onboarding,asked,ready,refused"`
	Asked   []string               `json:"asked,omitempty" doc:"What the provider still asks for, in its words."`
	Reason  string                 `json:"reason,omitempty"`
	Papers  []paperWire            `json:"papers,omitempty" doc:"The newest of each kind."`
	Takes   []string               `json:"takes,omitempty" doc:"The kinds of papers that the provider takes now."`
	At      time.Time              `json:"at"`
}

type paperWire struct {
	Kind   string `json:"kind" enum:"identity_session,identity_proof,address_proof,registration_proof,articles_of_association,shareholder_declaration"`
	State  string `json:"state" enum:"created,validation_asked,validated,refused,out_of_date"`
	Reason string `json:"reason,omitempty" doc:"Of a refusal, in the provider's words."`
}

func enrolmentOf(e banking.Enrolment) enrolmentWire {
	w := enrolmentWire{Payee: e.Payee, Carrier: e.Carrier, Account: e.Account, State: e.State, Asked: e.Asked, Reason: e.Reason, Takes: e.Takes, At: e.At}
	for _, p := range e.Papers {
		w.Papers = append(w.Papers, paperWire{p.Kind, p.State, p.Reason})
	}
	return w
}

type enrolmentsOutput struct {
	Body struct {
		Items []enrolmentWire `json:"items"`
	}
}

func enrolmentsAnswer(all []banking.Enrolment, err error) (*enrolmentsOutput, error) {
	out := &enrolmentsOutput{}
	out.Body.Items = make([]enrolmentWire, len(all))
	for i, e := range all {
		out.Body.Items[i] = enrolmentOf(e)
	}
	return out, err
}

func (m *Module) restEnrolments(ctx context.Context, _ *struct{}) (*enrolmentsOutput, error) {
	return enrolmentsAnswer(m.banking.Enrolments(ctx, banking.ListEnrolments{}))
}

func (m *Module) restOwnEnrolments(ctx context.Context, _ *struct{}) (*enrolmentsOutput, error) {
	return enrolmentsAnswer(m.banking.OwnEnrolments(ctx, banking.OwnEnrolments{}))
}

type businessWire struct {
	Kind   banking.BusinessKind `json:"kind" enum:"company,sole_trader,organisation"`
	Name   string               `json:"name" minLength:"1" maxLength:"100"`
	Number string               `json:"number,omitempty" maxLength:"24" doc:"In its country's register of companies: in France the SIREN."`
}

type declarationWire struct {
	Business    *businessWire         `json:"business,omitempty" doc:"Absent: a person. Else the person is its legal representative."`
	FirstName   string                `json:"firstName" minLength:"1" maxLength:"100"`
	LastName    string                `json:"lastName" minLength:"1" maxLength:"100"`
	Birthday    period.Date           `json:"birthday"`
	Nationality string                `json:"nationality" minLength:"2" maxLength:"2" doc:"ISO 3166-1 alpha-2"`
	Residence   string                `json:"residence" minLength:"2" maxLength:"2" doc:"ISO 3166-1 alpha-2"`
	Email       string                `json:"email,omitempty" maxLength:"254" doc:"That of the account here when absent."`
	Address     contact.PostalAddress `json:"address" doc:"Of the person, or of the business's headquarters."`
	TermsAgreed bool                  `json:"termsAgreed" doc:"The payee has read the provider's terms and agrees."`
}

func (w *declarationWire) declaration() *banking.Declaration {
	if w == nil {
		return nil
	}
	d := &banking.Declaration{First: w.FirstName, Last: w.LastName, Birthday: w.Birthday, Nationality: w.Nationality, Residence: w.Residence, Email: w.Email, Address: w.Address, TermsAgreed: w.TermsAgreed}
	if w.Business != nil {
		d.Business = &banking.Business{Kind: w.Business.Kind, Name: w.Business.Name, Number: w.Business.Number}
	}
	return d
}

type enrolBody struct {
	Carrier  string           `json:"carrier" minLength:"1" maxLength:"20" enum:"stripe,mangopay"`
	Declared *declarationWire `json:"declared,omitempty" doc:"Who is paid, for a provider that wants to be told (MangoPay). It is passed on and not kept."`
}

type enrolInput struct{ Body enrolBody }

type enrolPayeeInput struct {
	Payee ident.Raw `path:"payee"`
	Body  enrolBody
}

type enrolOutput struct {
	Body struct {
		URL string `json:"url" format:"uri" doc:"Opens once, and for minutes."`
	}
}

func (m *Module) restEnrolOwn(ctx context.Context, in *enrolInput) (*enrolOutput, error) {
	page := m.d.Site(ctx) + "/owner/payouts"
	to, err := m.banking.EnrolOwn(ctx, banking.EnrolOwn{Carrier: in.Body.Carrier, Back: page, Again: page, Declared: in.Body.Declared.declaration()})
	out := &enrolOutput{}
	out.Body.URL = to
	return out, err
}

func (m *Module) restEnrol(ctx context.Context, in *enrolPayeeInput) (*enrolOutput, error) {
	page := m.d.Site(ctx) + dueTab + "/payees/" + in.Payee.String()
	to, err := m.banking.Enrol(ctx, banking.Enrol{Payee: in.Payee, Carrier: in.Body.Carrier, Back: page, Again: page, Declared: in.Body.Declared.declaration()})
	out := &enrolOutput{}
	out.Body.URL = to
	return out, err
}

type paperForm struct {
	Carrier string          `form:"carrier" required:"true" maxLength:"20"`
	Kind    string          `form:"kind" required:"true" maxLength:"40" doc:"One of the enrolment's takes."`
	Paper   []huma.FormFile `form:"paper" required:"true" doc:"One to five pages: photos (JPEG, PNG) or PDF, of 1 KB to 10 MB each."`
}

type paperInput struct {
	RawBody huma.MultipartFormFiles[paperForm]
}

type paperPayeeInput struct {
	Payee   ident.Raw `path:"payee"`
	RawBody huma.MultipartFormFiles[paperForm]
}

type enrolmentOutput struct{ Body enrolmentWire }

// readPaper reads and looks through what was sent.
func (m *Module) readPaper(ctx context.Context, f *paperForm) (banking.Paper, error) {
	p := banking.Paper{Kind: f.Kind}
	for _, file := range f.Paper {
		page, err := io.ReadAll(io.LimitReader(file, banking.MostPage+1))
		if err != nil {
			return p, banking.ErrPaper.Because(err)
		}
		p.Pages = append(p.Pages, page)
	}
	return p, m.scan(ctx, p)
}

func (m *Module) restOwnPaper(ctx context.Context, in *paperInput) (*enrolmentOutput, error) {
	p, err := m.readPaper(ctx, in.RawBody.Data())
	if err != nil {
		return nil, err
	}
	e, err := m.banking.SendOwnPaper(ctx, banking.SendOwnPaper{Carrier: in.RawBody.Data().Carrier, Paper: p})
	return &enrolmentOutput{enrolmentOf(e)}, err
}

func (m *Module) restPaper(ctx context.Context, in *paperPayeeInput) (*enrolmentOutput, error) {
	p, err := m.readPaper(ctx, in.RawBody.Data())
	if err != nil {
		return nil, err
	}
	e, err := m.banking.SendPaper(ctx, banking.SendPaper{Payee: in.Payee, Carrier: in.RawBody.Data().Carrier, Paper: p})
	return &enrolmentOutput{enrolmentOf(e)}, err
}

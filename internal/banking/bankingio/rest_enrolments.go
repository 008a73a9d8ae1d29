package bankingio

import (
	"context"
	"time"

	"comptoir/internal/banking"
)

type enrolmentWire struct {
	Payee   banking.Payee          `json:"payee"`
	Carrier string                 `json:"carrier" enum:"stripe,mangopay"`
	Account string                 `json:"account" doc:"Its name at the provider."`
	State   banking.EnrolmentState `json:"state" enum:"onboarding,asked,ready,refused"`
	Asked   []string               `json:"asked,omitempty" doc:"What the provider still asks for, in its words."`
	Reason  string                 `json:"reason,omitempty"`
	At      time.Time              `json:"at"`
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
		out.Body.Items[i] = enrolmentWire{e.Payee, e.Carrier, e.Account, e.State, e.Asked, e.Reason, e.At}
	}
	return out, err
}

func (m *Module) restEnrolments(ctx context.Context, _ *struct{}) (*enrolmentsOutput, error) {
	return enrolmentsAnswer(m.banking.Enrolments(ctx, banking.ListEnrolments{}))
}

func (m *Module) restOwnEnrolments(ctx context.Context, _ *struct{}) (*enrolmentsOutput, error) {
	return enrolmentsAnswer(m.banking.OwnEnrolments(ctx, banking.OwnEnrolments{}))
}

type enrolInput struct {
	Body struct {
		Carrier string `json:"carrier" minLength:"1" maxLength:"20" enum:"stripe,mangopay"`
	}
}

type enrolOutput struct {
	Body struct {
		URL string `json:"url" format:"uri" doc:"Opens once, and for minutes."`
	}
}

func (m *Module) restEnrolOwn(ctx context.Context, in *enrolInput) (*enrolOutput, error) {
	page := m.d.Site(ctx) + "/owner/payouts"
	to, err := m.banking.EnrolOwn(ctx, banking.EnrolOwn{Carrier: in.Body.Carrier, Back: page, Again: page})
	out := &enrolOutput{}
	out.Body.URL = to
	return out, err
}

package ledgerio

import (
	"context"
	"time"

	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/paging"
	"comptoir/internal/kernel/period"
	"comptoir/internal/ledger"
	"comptoir/internal/platform/rest"
)

type exerciseWire struct {
	Month int `json:"month" minimum:"1" maximum:"12"`
	Day   int `json:"day" minimum:"1" maximum:"31"`
}

type exerciseOutput struct{ Body exerciseWire }

func exerciseOut(e ledger.Exercise, err error) (*exerciseOutput, error) {
	if e.Month == 0 {
		e = ledger.Exercise{Month: time.January, Day: 1}
	}
	return &exerciseOutput{exerciseWire{int(e.Month), e.Day}}, err
}

func (m *Module) restExercise(ctx context.Context, _ *struct{}) (*exerciseOutput, error) {
	return exerciseOut(m.d.Ledger.Exercise(ctx, ledger.GetExercise{}))
}

type exerciseInput struct{ Body exerciseWire }

func (m *Module) restSetExercise(ctx context.Context, in *exerciseInput) (*exerciseOutput, error) {
	return exerciseOut(m.d.Ledger.SetExercise(ctx, ledger.SetExercise{Exercise: ledger.Exercise{Month: time.Month(in.Body.Month), Day: in.Body.Day}}))
}

func (m *Module) restLeftOut(ctx context.Context, in *fecInput) (*journalOutput, error) {
	all, err := m.leftOut(ctx, in.Year)
	if err != nil {
		return nil, err
	}
	return &journalOutput{Body: rest.ListOf(paging.Page[ledger.Transaction]{Items: all}, wireOf)}, nil
}

type commissionWire struct {
	Property   ident.Raw     `json:"property"`
	From       period.Date   `json:"from" doc:"For stays that end on this day or later."`
	Commission money.Percent `json:"commission" doc:"Of the rent, tax included."`
	Source     string        `json:"source,omitempty" maxLength:"200" doc:"Where it was agreed: the number of the mandate."`
}

type commissionsInput struct {
	Property ident.Raw `query:"property" doc:"All when absent."`
}

type commissionsOutput struct {
	Body struct {
		Items []commissionWire `json:"items"`
	}
}

func commissionOf(c ledger.Agreement) commissionWire {
	return commissionWire{c.Property, c.From, c.Rate, c.Source}
}

func (m *Module) restCommissions(ctx context.Context, in *commissionsInput) (*commissionsOutput, error) {
	all, err := m.d.Ledger.Commissions(ctx, ledger.ListCommissions{Property: in.Property})
	if err != nil {
		return nil, err
	}
	out := &commissionsOutput{}
	out.Body.Items = []commissionWire{}
	for _, c := range all {
		out.Body.Items = append(out.Body.Items, commissionOf(c))
	}
	return out, nil
}

type commissionInput struct{ Body commissionWire }

type commissionOutput struct{ Body commissionWire }

func (m *Module) restSetCommission(ctx context.Context, in *commissionInput) (*commissionOutput, error) {
	b := in.Body
	c, err := m.d.Ledger.SetCommission(ctx, ledger.SetCommission{Agreement: ledger.Agreement{Property: b.Property, From: b.From, Rate: b.Commission, Source: b.Source}})
	return &commissionOutput{commissionOf(c)}, err
}

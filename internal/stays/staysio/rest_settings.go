package staysio

import (
	"context"

	"comptoir/internal/kernel/money"
	"comptoir/internal/platform/rest"
	"comptoir/internal/stays"
)

func (m *Module) restSettings(api *rest.API) {
	const tag = "stays"
	rest.Register(api.Huma, rest.Op("GET", "/api/stays/settings", stays.PermReadSettings, "The agency's choices: deposit, balance, policies", tag), m.restGetSettings)
	rest.Register(api.Huma, rest.Op("PUT", "/api/stays/settings", stays.PermManageSettings, "Change them", tag), m.restPutSettings)
	rest.Register(api.Huma, rest.Op("GET", "/api/stays/tax-rules", stays.PermReadSettings, "Tourist-tax rules, of all communes or of one", tag), m.restTaxRules)
	rest.Register(api.Huma, rest.Op("POST", "/api/stays/tax-rules", stays.PermManageSettings, "Add or replace a rule", tag), m.restPutTaxRule)
	rest.Register(api.Huma, rest.Op("DELETE", "/api/stays/tax-rules/{id}", stays.PermManageSettings, "Remove a rule", tag), m.restRemoveTaxRule)
}

type settingsOutput struct{ Body stays.Settings }

func (m *Module) restGetSettings(ctx context.Context, _ *struct{}) (*settingsOutput, error) {
	s, err := m.stays.GetSettings(ctx, stays.GetSettings{})
	if err != nil {
		return nil, err
	}
	return &settingsOutput{Body: settingsWire(s)}, nil
}

// settingsWire writes what is empty as empty: an agency that never saved its choices has no policies of its own, and null
// would not be taken back.
func settingsWire(s stays.Settings) stays.Settings {
	s.Offered, s.Policies = list(s.Offered), list(s.Policies)
	if s.MailTexts == nil {
		s.MailTexts = map[string]stays.Text{}
	}
	return s
}

type settingsInput struct{ Body stays.Settings }

func (m *Module) restPutSettings(ctx context.Context, in *settingsInput) (*settingsOutput, error) {
	s, err := m.stays.EditSettings(ctx, stays.EditSettings{Settings: in.Body})
	if err != nil {
		return nil, err
	}
	return &settingsOutput{Body: settingsWire(s)}, nil
}

type taxRulesInput struct {
	INSEE string `query:"insee" maxLength:"5"`
}

type taxRulesOutput struct{ Body rest.List[stays.TaxRule] }

func (m *Module) restTaxRules(ctx context.Context, in *taxRulesInput) (*taxRulesOutput, error) {
	rules, err := m.stays.ListTaxRules(ctx, stays.ListTaxRules{INSEE: in.INSEE})
	if err != nil {
		return nil, err
	}
	out := make([]stays.TaxRule, len(rules))
	for i, r := range rules {
		out[i] = taxRuleWire(r)
	}
	return &taxRulesOutput{Body: rest.List[stays.TaxRule]{Items: out}}, nil
}

// taxRuleWire writes what is empty as empty, as settingsWire does.
func taxRuleWire(r stays.TaxRule) stays.TaxRule {
	r.Periods, r.Additional = list(r.Periods), list(r.Additional)
	if r.Tariffs == nil {
		r.Tariffs = map[stays.TaxCategory]money.Amount{}
	}
	return r
}

type taxRuleInput struct{ Body stays.TaxRule }

type taxRuleOutput struct{ Body stays.TaxRule }

func (m *Module) restPutTaxRule(ctx context.Context, in *taxRuleInput) (*taxRuleOutput, error) {
	rule, err := m.stays.PutTaxRule(ctx, stays.PutTaxRule{Rule: in.Body})
	if err != nil {
		return nil, err
	}
	return &taxRuleOutput{Body: taxRuleWire(rule)}, nil
}

type taxRuleID struct {
	ID stays.TaxRuleID `path:"id"`
}

func (m *Module) restRemoveTaxRule(ctx context.Context, in *taxRuleID) (*struct{}, error) {
	_, err := m.stays.RemoveTaxRule(ctx, stays.RemoveTaxRule{ID: in.ID})
	return nil, err
}

package staysio

import (
	"context"
	"slices"

	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/period"
	"comptoir/internal/platform/rest"
	"comptoir/internal/stays"
)

func (m *Module) restSettings(api *rest.API) {
	const tag = "stays"
	rest.Register(api.Huma, rest.Op("GET", "/api/stays/settings", stays.PermReadSettings, "The agency's choices: deposit, balance, policies", tag), m.restGetSettings)
	rest.Register(api.Huma, rest.Op("PUT", "/api/stays/settings", stays.PermManageSettings, "Change them", tag), m.restPutSettings)
	rest.Register(api.Huma, rest.Op("GET", "/api/stays/tax-rules", stays.PermReadSettings, "Tourist-tax rules, of all communes or of one", tag), m.restTaxRules)
	rest.Register(api.Huma, made(rest.Op("POST", "/api/stays/tax-rules", stays.PermManageSettings, "Add a rule", tag)), m.restAddTaxRule)
	rest.Register(api.Huma, rest.Op("GET", "/api/stays/tax-rules/{id}", stays.PermReadSettings, "A rule", tag), m.restTaxRule)
	rest.Register(api.Huma, rest.Op("PUT", "/api/stays/tax-rules/{id}", stays.PermManageSettings, "Replace a rule", tag), m.restPutTaxRule)
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
	s.Offered, s.Policies, s.Instalments = list(s.Offered), list(s.Policies), list(s.Instalments)
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

type taxRulesOutput struct{ Body rest.List[taxRuleWire] }

func (m *Module) restTaxRules(ctx context.Context, in *taxRulesInput) (*taxRulesOutput, error) {
	rules, err := m.stays.ListTaxRules(ctx, stays.ListTaxRules{INSEE: in.INSEE})
	if err != nil {
		return nil, err
	}
	out := make([]taxRuleWire, len(rules))
	for i, r := range rules {
		out[i] = taxRuleOf(r)
	}
	return &taxRulesOutput{Body: rest.List[taxRuleWire]{Items: out}}, nil
}

func taxRuleOf(r stays.TaxRule) taxRuleWire {
	return taxRuleWire{ID: r.ID, Version: r.Version, TaxRuleFields: TaxRuleFields{INSEE: r.INSEE, Commune: r.Commune, From: r.From, Until: r.Until, Periods: r.Periods,
		Flat: r.Flat, Tariffs: r.Tariffs, Percent: r.Percent, Cap: r.Cap, Additional: r.Additional, RentBelow: r.RentBelow, Source: r.Source}}
}

// TaxRuleFields is what a rule says; what has no meaning for a commune is left out. It is exported, as what is embedded
// must be for its fields to be seen by the API.
type TaxRuleFields struct {
	INSEE      string                             `json:"insee"`
	Commune    string                             `json:"commune"`
	From       period.Date                        `json:"from"`
	Until      period.Date                        `json:"until,omitzero" doc:"First day no longer in force."`
	Periods    []stays.TaxPeriod                  `json:"periods,omitempty" doc:"Of collection; none: all year."`
	Flat       bool                               `json:"flat,omitempty" doc:"Paid by the owner by capacity: guests pay nothing."`
	Tariffs    map[stays.TaxCategory]money.Amount `json:"tariffs,omitempty"`
	Percent    money.Percent                      `json:"percent,omitzero"`
	Cap        money.Amount                       `json:"cap,omitzero"`
	Additional []stays.AdditionalTax              `json:"additional,omitempty"`
	RentBelow  money.Amount                       `json:"rentBelow,omitzero" doc:"Nights that cost less are exempt."`
	Source     string                             `json:"source,omitempty"`
}

func (f TaxRuleFields) rule(id stays.TaxRuleID, version int) stays.TaxRule {
	return stays.TaxRule{ID: id, Version: version, INSEE: f.INSEE, Commune: f.Commune, From: f.From, Until: f.Until, Periods: f.Periods, Flat: f.Flat,
		Tariffs: f.Tariffs, Percent: f.Percent, Cap: f.Cap, Additional: f.Additional, RentBelow: f.RentBelow, Source: f.Source}
}

// taxRuleBody is a rule as it is sent.
type taxRuleBody struct {
	ID      stays.TaxRuleID `json:"id,omitzero" doc:"Of a rule that exists; a new one has none."`
	Version int             `json:"version,omitempty" doc:"The one that was read, to replace a rule."`
	TaxRuleFields
}

// taxRuleWire is a rule as it is read.
type taxRuleWire struct {
	ID      stays.TaxRuleID `json:"id"`
	Version int             `json:"version"`
	TaxRuleFields
}

type taxRuleInput struct{ Body taxRuleBody }

type taxRuleOutput struct {
	Location string `header:"Location"`
	Body     taxRuleWire
}

func (m *Module) restAddTaxRule(ctx context.Context, in *taxRuleInput) (*taxRuleOutput, error) {
	if !in.Body.ID.IsZero() {
		return nil, errOwnID()
	}
	rule, err := m.stays.PutTaxRule(ctx, stays.PutTaxRule{Rule: in.Body.rule(in.Body.ID, in.Body.Version)})
	if err != nil {
		return nil, err
	}
	return &taxRuleOutput{Location: "/api/stays/tax-rules/" + rule.ID.String(), Body: taxRuleOf(rule)}, nil
}

func (m *Module) restTaxRule(ctx context.Context, in *taxRuleID) (*taxRuleOutput, error) {
	rules, err := m.stays.ListTaxRules(ctx, stays.ListTaxRules{})
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(rules, func(r stays.TaxRule) bool { return r.ID == in.ID })
	if i < 0 {
		return nil, stays.ErrUnknownTaxRule
	}
	return &taxRuleOutput{Body: taxRuleOf(rules[i])}, nil
}

type taxRulePutInput struct {
	ID   stays.TaxRuleID `path:"id"`
	Body taxRuleBody
}

func (m *Module) restPutTaxRule(ctx context.Context, in *taxRulePutInput) (*taxRuleOutput, error) {
	in.Body.ID = in.ID
	rule, err := m.stays.PutTaxRule(ctx, stays.PutTaxRule{Rule: in.Body.rule(in.Body.ID, in.Body.Version)})
	if err != nil {
		return nil, err
	}
	return &taxRuleOutput{Body: taxRuleOf(rule)}, nil
}

type taxRuleID struct {
	ID stays.TaxRuleID `path:"id"`
}

func (m *Module) restRemoveTaxRule(ctx context.Context, in *taxRuleID) (*struct{}, error) {
	_, err := m.stays.RemoveTaxRule(ctx, stays.RemoveTaxRule{ID: in.ID})
	return nil, err
}

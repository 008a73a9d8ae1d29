package paymentsio

import (
	"context"
	"net/http"
	"time"

	"comptoir/internal/payments"
	"comptoir/internal/platform/rest"
)

type fieldWire struct {
	Name     string   `json:"name" example:"secret_key"`
	Secret   bool     `json:"secret"`
	Optional bool     `json:"optional"`
	Options  []string `json:"options"`
	Hint     string   `json:"hint,omitempty" doc:"The value, or the end of a secret." example:"…4242"`
}

type providerWire struct {
	Provider   string      `json:"provider" example:"stripe"`
	Fields     []fieldWire `json:"fields"`
	Configured bool        `json:"configured" doc:"Keys were entered."`
	Test       bool        `json:"test" doc:"The keys move no real money."`
	Enabled    bool        `json:"enabled"`
	Default    bool        `json:"default" doc:"New payments are opened here."`
	CheckedAt  time.Time   `json:"checkedAt,omitzero"`
	Account    string      `json:"account,omitempty" doc:"What the provider calls the account."`
	Problem    string      `json:"problem,omitempty" doc:"Code of the fault that the last test met." example:"payments.keys_refused"`
	Webhook    string      `json:"webhook,omitempty" doc:"The address to enter at the provider."`
}

func (m *Module) providerWire(ctx context.Context, v payments.ProviderView) providerWire {
	w := providerWire{Provider: v.Provider, Fields: []fieldWire{}, Configured: v.Set, Test: v.Test, Enabled: v.Enabled, Default: v.Default,
		CheckedAt: v.CheckedAt, Account: v.CheckName, Problem: v.CheckCode}
	if !v.BuiltIn {
		w.Webhook = m.hook(ctx, v.Provider)
	}
	for _, f := range v.Fields {
		w.Fields = append(w.Fields, fieldWire{Name: f.Name, Secret: f.Secret, Optional: f.Optional, Options: append([]string{}, f.Options...), Hint: v.Hints[f.Name]})
	}
	return w
}

// hook is the address at which a provider calls the business of ctx.
func (m *Module) hook(ctx context.Context, provider string) string {
	if m.d.Site == nil {
		return ""
	}
	return m.d.Site(ctx) + "/webhooks/" + provider
}

// restProviders registers what concerns providers, holds and the comparison with providers.
func (m *Module) restProviders(api *rest.API) {
	rest.Register(api.Huma, rest.Op("GET", "/api/payments/providers", payments.PermProviders, "The payment providers, with what was entered for each", "payments"), m.restListProviders)
	keys := rest.Op("PUT", "/api/payments/providers/{provider}/keys", payments.PermProviders, "Enter the keys of a provider", "payments")
	keys.Description = "The keys are kept encrypted and never shown again. A secret that is left out stays as it was."
	rest.Register(api.Huma, keys, m.restConfigure)
	rest.Register(api.Huma, rest.Op("PUT", "/api/payments/providers/{provider}", payments.PermProviders, "Switch a provider on or off, or make it the one that opens payments", "payments"), m.restSwitch)
	rest.Register(api.Huma, rest.Op("POST", "/api/payments/providers/{provider}/test", payments.PermProviders, "Ask the provider whether the keys are good", "payments"), m.restTest)

	capture := rest.Op("POST", "/api/payments/captures", payments.PermCapture, "Take held money, or charge a kept card, in whole or in part", "payments")
	capture.DefaultStatus = http.StatusCreated
	rest.Register(api.Huma, capture, m.restCapture)
	rest.Register(api.Huma, rest.Op("POST", "/api/payments/releases", payments.PermCapture, "Let held money go", "payments"), m.restRelease)

	rest.Register(api.Huma, rest.Op("GET", "/api/payments/differences", payments.PermReadPayments, "What the comparison with the providers found and nobody has settled", "payments"), m.restDifferences)
	rest.Register(api.Huma, rest.Op("POST", "/api/payments/reconciliations", payments.PermReconcile, "Compare with the providers now", "payments"), m.restReconcile)
	rest.Register(api.Huma, rest.Op("POST", "/api/payments/differences/settlements", payments.PermReconcile, "Settle a difference: take over what the provider says, or note why nothing is wrong", "payments"), m.restSettle)
}

type providersOutput struct{ Body rest.List[providerWire] }

func (m *Module) restListProviders(ctx context.Context, _ *struct{}) (*providersOutput, error) {
	all, err := m.payments.Providers(ctx, payments.ListProviders{})
	if err != nil {
		return nil, err
	}
	out := &providersOutput{Body: rest.List[providerWire]{Items: []providerWire{}}}
	for _, v := range all {
		out.Body.Items = append(out.Body.Items, m.providerWire(ctx, v))
	}
	return out, nil
}

type providerPath struct {
	Provider string `path:"provider" maxLength:"40" pattern:"^[a-z]+$"`
}

type configureInput struct {
	Provider string `path:"provider" maxLength:"40" pattern:"^[a-z]+$"`
	Body     struct {
		Keys map[string]string `json:"keys" doc:"By the names of the provider's fields." maxProperties:"12"`
	}
}

type providerOutput struct{ Body providerWire }

func (m *Module) provided(ctx context.Context, v payments.ProviderView, err error) (*providerOutput, error) {
	if err != nil {
		return nil, err
	}
	return &providerOutput{Body: m.providerWire(ctx, v)}, nil
}

func (m *Module) restConfigure(ctx context.Context, in *configureInput) (*providerOutput, error) {
	v, err := m.payments.Configure(ctx, payments.ConfigureProvider{Provider: in.Provider, Keys: in.Body.Keys})
	return m.provided(ctx, v, err)
}

type switchInput struct {
	Provider string `path:"provider" maxLength:"40" pattern:"^[a-z]+$"`
	Body     struct {
		Enabled bool `json:"enabled"`
		Default bool `json:"default"`
	}
}

func (m *Module) restSwitch(ctx context.Context, in *switchInput) (*providerOutput, error) {
	v, err := m.payments.Switch(ctx, payments.SwitchProvider{Provider: in.Provider, Enabled: in.Body.Enabled, Default: in.Body.Default})
	return m.provided(ctx, v, err)
}

func (m *Module) restTest(ctx context.Context, in *providerPath) (*providerOutput, error) {
	v, err := m.payments.Test(ctx, payments.TestProvider{Provider: in.Provider})
	return m.provided(ctx, v, err)
}

func (m *Module) restCapture(ctx context.Context, in *refundInput) (*paymentOutput, error) {
	v, err := m.payments.Capture(ctx, payments.CapturePayment{ID: in.Body.PaymentID, Amount: in.Body.Amount, Reason: in.Body.Reason, Key: in.Body.Key})
	if err != nil {
		return nil, err
	}
	return &paymentOutput{Body: wireOf(v)}, nil
}

type releaseInput struct {
	Body struct {
		PaymentID payments.PaymentID `json:"paymentId"`
	}
}

func (m *Module) restRelease(ctx context.Context, in *releaseInput) (*paymentOutput, error) {
	v, err := m.payments.Release(ctx, payments.ReleasePayment{ID: in.Body.PaymentID})
	if err != nil {
		return nil, err
	}
	return &paymentOutput{Body: wireOf(v)}, nil
}

type differenceWire struct {
	ID        payments.DifferenceID   `json:"id"`
	Provider  string                  `json:"provider"`
	Reference string                  `json:"reference"`
	Payment   payments.PaymentID      `json:"payment,omitzero"`
	Kind      payments.DifferenceKind `json:"kind" enum:"unknown_here,unknown_there,status,amount,refund"`
	Ours      string                  `json:"ours"`
	Theirs    string                  `json:"theirs"`
	FoundAt   time.Time               `json:"foundAt"`
}

type differencesOutput struct{ Body rest.List[differenceWire] }

func (m *Module) restDifferences(ctx context.Context, _ *struct{}) (*differencesOutput, error) {
	all, err := m.payments.Differences(ctx, payments.ListDifferences{})
	if err != nil {
		return nil, err
	}
	out := &differencesOutput{Body: rest.List[differenceWire]{Items: []differenceWire{}}}
	for _, d := range all {
		out.Body.Items = append(out.Body.Items, differenceWire{ID: d.ID, Provider: d.Provider, Reference: d.Reference, Payment: d.Payment, Kind: d.Kind, Ours: d.Ours, Theirs: d.Theirs, FoundAt: d.FoundAt})
	}
	return out, nil
}

type reconciledOutput struct {
	Body struct {
		Payments  int `json:"payments" doc:"Payments compared."`
		Movements int `json:"movements" doc:"Lines of the providers' statements."`
		Found     int `json:"found" doc:"Differences, known ones included."`
	}
}

func (m *Module) restReconcile(ctx context.Context, _ *struct{}) (*reconciledOutput, error) {
	done, err := m.payments.Reconcile(ctx, payments.Reconcile{From: m.d.Now().Add(-compared)})
	if err != nil {
		return nil, err
	}
	out := &reconciledOutput{}
	out.Body.Payments, out.Body.Movements, out.Body.Found = done.Payments, done.Movements, done.Found
	return out, nil
}

type settleInput struct {
	Body struct {
		Difference payments.DifferenceID `json:"difference"`
		Adopt      bool                  `json:"adopt,omitempty" doc:"Take over what the provider says."`
		Note       string                `json:"note,omitempty" maxLength:"500" doc:"Why nothing is wrong; needed unless adopt is set."`
	}
}

func (m *Module) restSettle(ctx context.Context, in *settleInput) (*struct{}, error) {
	if in.Body.Adopt {
		_, err := m.payments.Adopt(ctx, payments.AdoptDifference{ID: in.Body.Difference})
		return nil, err
	}
	_, err := m.payments.Settle(ctx, payments.SettleDifference{ID: in.Body.Difference, Note: in.Body.Note})
	return nil, err
}

package contractsio

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"comptoir/internal/contracts"
	"comptoir/internal/kernel/access"
	"comptoir/internal/platform/rest"
)

// restProviders registers what concerns the companies at which contracts are signed.
func (m *Module) restProviders(api *rest.API) {
	m.restCertificate(api)
	m.restTexting(api)
	h := api.Huma
	const path = "/api/contracts/providers"
	rest.Register(h, rest.Op("GET", path, contracts.PermSettings, "Where contracts may be signed, with what was entered for each", "contracts"), m.restListProviders)
	keys := rest.Op("PUT", path+"/{provider}/keys", contracts.PermSettings, "Enter the keys of a signature provider", "contracts")
	keys.Description = "The keys are kept encrypted and never shown again. A secret that is left out stays as it was."
	rest.Register(h, keys, m.restConfigure)
	rest.Register(h, rest.Op("POST", path+"/{provider}/choice", contracts.PermSettings, "Have new contracts signed there", "contracts"), m.restChoose)
	rest.Register(h, rest.Op("POST", path+"/{provider}/test", contracts.PermSettings, "Ask the provider whether the keys are good", "contracts"), m.restTest)
	rest.Register(h, rest.Op("POST", "/api/signature/webhooks/{provider}", access.Public, "What a signature provider calls", "contracts"), m.restWebhook)

	rest.Register(h, rest.Op("POST", "/api/contracts/{id}/sync", contracts.PermSend, "Ask the provider how far a contract is", "contracts"), m.restSync)
	rest.Register(h, rest.Op("POST", "/api/contracts/{id}/passage", contracts.PermSign, "Where the business signs a contract at the provider", "contracts"), m.restPassAgency)
	op := rest.Op("GET", "/api/contracts/{id}/proof", contracts.PermRead, "Download the provider's own evidence as PDF", "contracts")
	op.Responses = pdfResponse()
	rest.Register(h, op, m.restProof)
	rest.Register(h, rest.Op("POST", "/api/signing/{token}/passage", access.Public, "Where the signer signs at the provider", "contracts"), m.restPass)
	rest.Register(h, rest.Op("POST", "/api/signing/{token}/sync", access.Public, "Ask the provider whether the signer has signed", "contracts"), m.restSyncByLink)
}

type fieldWire struct {
	Name     string   `json:"name" example:"api_key"`
	Secret   bool     `json:"secret"`
	Optional bool     `json:"optional"`
	Options  []string `json:"options"`
	Hint     string   `json:"hint,omitempty" doc:"The value, or the end of a secret." example:"…4242"`
}

type providerWire struct {
	Provider   string      `json:"provider" example:"yousign"`
	Fields     []fieldWire `json:"fields"`
	Configured bool        `json:"configured" doc:"Keys were entered, or none are needed."`
	Test       bool        `json:"test" doc:"What is signed with the keys binds nobody."`
	Chosen     bool        `json:"chosen" doc:"New contracts are signed here."`
	Texts      bool        `json:"texts" doc:"It carries texts; no contract is signed there."`
	CheckedAt  time.Time   `json:"checkedAt,omitzero"`
	Account    string      `json:"account,omitempty" doc:"What the provider calls the account."`
	Problem    string      `json:"problem,omitempty" doc:"Code of the fault that the last test met." example:"contracts.keys_refused"`
	Webhook    string      `json:"webhook,omitempty" doc:"The address to enter at the provider."`
}

func (m *Module) providerWire(ctx context.Context, v contracts.ProviderView) providerWire {
	w := providerWire{Provider: v.Provider, Fields: []fieldWire{}, Configured: v.Set, Test: v.Test, Chosen: v.Chosen, Texts: v.Carrier, CheckedAt: v.CheckedAt, Account: v.CheckName, Problem: v.CheckCode}
	if !v.BuiltIn && !v.Carrier {
		w.Webhook = m.hook(ctx, v.Provider)
	}
	for _, f := range v.Fields {
		w.Fields = append(w.Fields, fieldWire{Name: f.Name, Secret: f.Secret, Optional: f.Optional, Options: append([]string{}, f.Options...), Hint: v.Hints[f.Name]})
	}
	return w
}

type providersOutput struct{ Body rest.List[providerWire] }

func (m *Module) restListProviders(ctx context.Context, _ *struct{}) (*providersOutput, error) {
	all, err := m.contracts.Providers(ctx, contracts.ListProviders{})
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

type keysInput struct {
	Provider string `path:"provider" maxLength:"40" pattern:"^[a-z]+$"`
	Body     struct {
		Keys map[string]string `json:"keys" doc:"By the names of the provider's fields." maxProperties:"12"`
	}
}

type providerOutput struct{ Body providerWire }

func (m *Module) given(ctx context.Context, v contracts.ProviderView, err error) (*providerOutput, error) {
	if err != nil {
		return nil, err
	}
	return &providerOutput{Body: m.providerWire(ctx, v)}, nil
}

func (m *Module) restConfigure(ctx context.Context, in *keysInput) (*providerOutput, error) {
	v, err := m.contracts.Configure(ctx, contracts.ConfigureProvider{Provider: in.Provider, Keys: in.Body.Keys})
	return m.given(ctx, v, err)
}

func (m *Module) restChoose(ctx context.Context, in *providerPath) (*providerOutput, error) {
	v, err := m.contracts.Choose(ctx, contracts.ChooseProvider{Provider: in.Provider})
	return m.given(ctx, v, err)
}

func (m *Module) restTest(ctx context.Context, in *providerPath) (*providerOutput, error) {
	v, err := m.contracts.Test(ctx, contracts.TestProvider{Provider: in.Provider})
	return m.given(ctx, v, err)
}

// webhookInput keeps the raw bytes, which are what was signed, and every header: each provider signs in its own.
type webhookInput struct {
	Provider string `path:"provider" maxLength:"40" pattern:"^[a-z]+$"`
	RawBody  []byte
	header   map[string][]string
}

// Resolve implements huma.Resolver.
func (in *webhookInput) Resolve(c huma.Context) []error {
	in.header = headersOf(c)
	return nil
}

func headersOf(c huma.Context) map[string][]string {
	h := http.Header{}
	c.EachHeader(func(name, value string) { h[name] = append(h[name], value) })
	return h
}

func (m *Module) restWebhook(ctx context.Context, in *webhookInput) (*struct{}, error) {
	_, err := m.contracts.Receive(ctx, contracts.ReceiveNotice{Provider: in.Provider, Message: contracts.Message{Header: in.header, Body: in.RawBody}})
	return nil, err
}

func (m *Module) restSync(ctx context.Context, in *oneInput) (*oneOutput, error) {
	return one(m.contracts.Sync(ctx, contracts.SyncContract{ID: in.ID}))
}

type passageOutput struct {
	Body struct {
		Address string `json:"address" doc:"To go to now: it may open once, and not for long."`
	}
}

func passage(p contracts.Passage, err error) (*passageOutput, error) {
	if err != nil {
		return nil, err
	}
	out := &passageOutput{}
	out.Body.Address = p.Address
	return out, nil
}

func (m *Module) restPassAgency(ctx context.Context, in *oneInput) (*passageOutput, error) {
	return passage(m.contracts.PassAgency(ctx, contracts.PassAgency{ID: in.ID, Return: m.site(ctx) + listPath + "/" + in.ID.String()}))
}

type linkInput struct {
	Token string `path:"token" maxLength:"64"`
}

func (m *Module) restPass(ctx context.Context, in *linkInput) (*passageOutput, error) {
	return passage(m.contracts.Pass(ctx, contracts.PassToProvider{Token: in.Token, Return: m.site(ctx) + "/sign/" + in.Token + "?back=1"}))
}

func (m *Module) restSyncByLink(ctx context.Context, in *linkInput) (*struct{}, error) {
	_, err := m.contracts.SyncByLink(ctx, contracts.SyncByLink{Token: in.Token})
	return nil, err
}

func (m *Module) restProof(ctx context.Context, in *oneInput) (*huma.StreamResponse, error) {
	doc, err := m.contracts.OpenProof(ctx, contracts.OpenProof{ID: in.ID})
	if err != nil {
		return nil, err
	}
	doc.Number += ".proof"
	return stream(doc), nil
}

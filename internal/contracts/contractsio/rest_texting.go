package contractsio

import (
	"context"

	"github.com/danielgtaylor/huma/v2"

	"comptoir/internal/contracts"
	"comptoir/internal/kernel/access"
	"comptoir/internal/platform/rest"
)

// restTexting registers what carriers of texts call.
func (m *Module) restTexting(api *rest.API) {
	rest.Register(api.Huma, rest.Op("POST", fatePath+"/{carrier}/{reference}", access.Public, "What a carrier of texts calls", "contracts"), m.restFate)
}

// fateInput keeps the raw bytes, which are what was signed, and every header.
type fateInput struct {
	Carrier   string `path:"carrier" maxLength:"40" pattern:"^[a-z]+$"`
	Reference string `path:"reference" maxLength:"60" doc:"The contract and the number of the code."`
	RawBody   []byte
	header    map[string][]string
}

// Resolve implements huma.Resolver.
func (in *fateInput) Resolve(c huma.Context) []error {
	in.header = headersOf(c)
	return nil
}

func (m *Module) restFate(ctx context.Context, in *fateInput) (*struct{}, error) {
	return nil, m.TextFate(ctx, in.Carrier, in.Reference, contracts.Message{Header: in.header, Body: in.RawBody})
}

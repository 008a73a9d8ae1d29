package contractsio

import (
	"context"
	"net/http"
	"time"

	"comptoir/internal/contracts"
	"comptoir/internal/platform/rest"
)

func (m *Module) restCertificate(api *rest.API) {
	h := api.Huma
	const path = "/api/signature/certificate"
	rest.Register(h, rest.Op("GET", path, contracts.PermSettings, "The certificate that the business has brought to seal with", "contracts"), m.restGetCertificate)
	op := rest.Op("PUT", path, contracts.PermSettings, "Bring a certificate to seal with", "contracts")
	op.Description = "A PKCS #12 file, or PEM with the certificate, its private key and those above it. The key is kept encrypted and never shown."
	rest.Register(h, op, m.restBringCertificate)
	op = rest.Op("DELETE", path, contracts.PermSettings, "Seal with the certificate that the program makes again", "contracts")
	op.DefaultStatus = http.StatusNoContent
	rest.Register(h, op, m.restDropCertificate)
}

type certificateOutput struct {
	Body struct {
		Brought     bool      `json:"brought"`
		Over        bool      `json:"over" doc:"It is not valid now: the program's own seals."`
		Subject     string    `json:"subject,omitempty"`
		Issuer      string    `json:"issuer,omitempty"`
		From        time.Time `json:"from,omitzero"`
		Until       time.Time `json:"until,omitzero"`
		Fingerprint string    `json:"fingerprint,omitempty" doc:"SHA-256, in hexadecimal."`
	}
}

func certificateOf(o contracts.OwnCertificate, err error) (*certificateOutput, error) {
	if err != nil {
		return nil, err
	}
	out := &certificateOutput{}
	b := &out.Body
	b.Brought, b.Over, b.Subject, b.Issuer, b.From, b.Until, b.Fingerprint = o.Brought, o.Over, o.Subject, o.Issuer, o.From, o.Until, o.Fingerprint
	return out, nil
}

func (m *Module) restGetCertificate(ctx context.Context, _ *struct{}) (*certificateOutput, error) {
	return certificateOf(m.contracts.Certificate(ctx, contracts.GetCertificate{}))
}

type certificateInput struct {
	Body struct {
		Certificate []byte `json:"certificate" doc:"The file, in base64."`
		Password    string `json:"password,omitempty" maxLength:"200"`
	}
}

func (m *Module) restBringCertificate(ctx context.Context, in *certificateInput) (*certificateOutput, error) {
	return certificateOf(m.contracts.Bring(ctx, contracts.BringCertificate{Content: in.Body.Certificate, Password: in.Body.Password}))
}

func (m *Module) restDropCertificate(ctx context.Context, _ *struct{}) (*struct{}, error) {
	_, err := m.contracts.Drop(ctx, contracts.DropCertificate{})
	return nil, err
}

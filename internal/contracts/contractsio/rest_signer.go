package contractsio

import (
	"context"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"comptoir/internal/contracts"
	"comptoir/internal/kernel/access"
	"comptoir/internal/platform/rest"
)

// restSigner registers what the signer does, for whoever makes pages of his own. The token of the private link is the key;
// the session that the right code brings is the second one.
func (m *Module) restSigner(api *rest.API) {
	h := api.Huma
	const path = "/api/signing/{token}"
	rest.Register(h, rest.Op("GET", path, access.Public, "Look at a contract by its private link", "contracts"), m.restLook)
	op := rest.Op("GET", path+"/document", access.Public, "Download the document of a private link", "contracts")
	op.Responses = pdfResponse()
	rest.Register(h, op, m.restLinkDocument)
	rest.Register(h, rest.Op("POST", path+"/viewed", access.Public, "Say that the signer has the contract before him", "contracts"), m.restViewed)
	rest.Register(h, rest.Op("POST", path+"/code", access.Public, "Have a code sent to the signer by mail or by text", "contracts"), m.restCode)
	rest.Register(h, rest.Op("POST", path+"/identity", access.Public, "Prove by the code that it is the signer", "contracts"), m.restIdentity)
	rest.Register(h, rest.Op("POST", path+"/signature", access.Public, "Sign the contract", "contracts"), m.restSignature)
	rest.Register(h, rest.Op("POST", path+"/refusal", access.Public, "Refuse the contract", "contracts"), m.restRefusal)
}

type tokenInput struct {
	Token string `path:"token" maxLength:"64"`
	Agent string `header:"User-Agent"`
}

type lookInput struct {
	Token   string `path:"token" maxLength:"64"`
	Session string `header:"X-Signing-Session" doc:"What the right code brought."`
}

type lookOutput struct{ Body signerView }

type signerView struct {
	Number     string           `json:"number"`
	Title      string           `json:"title"`
	Status     contracts.Status `json:"status" enum:"sent,viewed,signed,completed,refused,expired,voided"`
	Signer     string           `json:"signer"`
	Hint       string           `json:"codeGoesTo" example:"n•••@example.org" doc:"Where codes go by mail."`
	PhoneHint  string           `json:"textGoesTo,omitempty" example:"+33 ••• 78" doc:"Where codes go by text."`
	Ways       []contracts.Way  `json:"ways" doc:"By which a code may go, the preferred one first." enum:"mail,sms"`
	CodeBy     contracts.Way    `json:"codeBy" enum:"mail,sms" doc:"By which the last code went."`
	Fallback   string           `json:"fallback,omitempty" doc:"Code of the fault for which it went by mail and not by text." example:"sms.number_refused"`
	ExpiresAt  time.Time        `json:"expiresAt"`
	Consent    string           `json:"consent" doc:"The text that signing agrees to."`
	CodeSent   bool             `json:"codeSent"`
	Identified bool             `json:"identified"`
	SHA256     string           `json:"sha256"`
	Provider   string           `json:"provider" doc:"Where it is signed; builtin: here, otherwise by the passage to the provider."`
}

func signerOf(v contracts.SignerView) signerView {
	return signerView{Number: v.Number, Title: v.Title, Status: v.Status, Signer: v.Signer.Name, Hint: v.Hint, PhoneHint: v.PhoneHint, Ways: append([]contracts.Way{}, v.Ways...), CodeBy: v.CodeBy, Fallback: v.Fallback, ExpiresAt: v.ExpiresAt, Consent: v.Consent,
		CodeSent: v.CodeSent, Identified: v.Identified, SHA256: v.SHA256, Provider: v.Provider}
}

func (m *Module) restLook(ctx context.Context, in *lookInput) (*lookOutput, error) {
	v, err := m.contracts.Look(ctx, contracts.LookAtContract{Token: in.Token, Session: in.Session})
	if err != nil {
		return nil, err
	}
	return &lookOutput{signerOf(v)}, nil
}

func (m *Module) restLinkDocument(ctx context.Context, in *tokenInput) (*huma.StreamResponse, error) {
	doc, err := m.contracts.ReadLink(ctx, contracts.ReadByLink{Token: in.Token})
	if err != nil {
		return nil, err
	}
	return stream(doc), nil
}

func (m *Module) restViewed(ctx context.Context, in *tokenInput) (*struct{}, error) {
	_, err := m.contracts.View(ctx, contracts.ViewContract{Token: in.Token, Agent: in.Agent})
	return nil, err
}

type codeInput struct {
	Token string        `path:"token" maxLength:"64"`
	Agent string        `header:"User-Agent"`
	Way   contracts.Way `query:"way" enum:"mail,sms" doc:"What the signer wishes; it counts where the business offers it."`
}

func (m *Module) restCode(ctx context.Context, in *codeInput) (*struct{}, error) {
	_, err := m.contracts.AskCode(ctx, contracts.AskCode{Token: in.Token, Agent: in.Agent, Way: in.Way})
	return nil, err
}

type identityInput struct {
	Token string `path:"token" maxLength:"64"`
	Agent string `header:"User-Agent"`
	Body  struct {
		Code string `json:"code" maxLength:"20" example:"123456"`
	}
}

type identityOutput struct {
	Body struct {
		Session string    `json:"session" doc:"To be sent with the signature."`
		Until   time.Time `json:"until"`
	}
}

func (m *Module) restIdentity(ctx context.Context, in *identityInput) (*identityOutput, error) {
	s, err := m.contracts.Identify(ctx, contracts.IdentifySigner{Token: in.Token, Code: in.Body.Code, Agent: in.Agent})
	if err != nil {
		return nil, err
	}
	out := &identityOutput{}
	out.Body.Session, out.Body.Until = s.Secret, s.Until
	return out, nil
}

type signatureInput struct {
	Token string `path:"token" maxLength:"64"`
	Agent string `header:"User-Agent"`
	Body  struct {
		Session string `json:"session"`
		Name    string `json:"name" maxLength:"200"`
		Drawing string `json:"drawing,omitempty" maxLength:"60000" doc:"Strokes on a field of 600 by 200, separated by a semicolon; their points by a space, as x,y."`
		Consent bool   `json:"consent"`
	}
}

func (m *Module) restSignature(ctx context.Context, in *signatureInput) (*lookOutput, error) {
	v, err := m.contracts.Sign(ctx, contracts.SignContract{Token: in.Token, Session: in.Body.Session, Name: in.Body.Name, Drawing: in.Body.Drawing, Consent: in.Body.Consent, Agent: in.Agent})
	if err != nil {
		return nil, err
	}
	return &lookOutput{signerOf(v)}, nil
}

type refusalInput struct {
	Token string `path:"token" maxLength:"64"`
	Agent string `header:"User-Agent"`
	Body  struct {
		Reason string `json:"reason,omitempty" maxLength:"500"`
	}
}

func (m *Module) restRefusal(ctx context.Context, in *refusalInput) (*struct{}, error) {
	_, err := m.contracts.Refuse(ctx, contracts.RefuseContract{Token: in.Token, Reason: in.Body.Reason, Agent: in.Agent})
	return nil, err
}

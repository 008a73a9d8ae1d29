package identityio

import (
	"context"
	"encoding/json"
	"net"
	"net/http"
	"reflect"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"comptoir/internal/identity"
	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/platform/rest"
)

// Where is the address that a call came to: passkeys belong to a host.
type Where struct{ site identity.Site }

// Resolve implements huma.Resolver.
func (w *Where) Resolve(c huma.Context) []error {
	host, scheme := c.Host(), "http"
	if h, _, err := net.SplitHostPort(host); err == nil {
		host = h
	}
	if c.TLS() != nil || c.Header("X-Forwarded-Proto") == "https" {
		scheme = "https"
	}
	w.site = identity.Site{Host: host, Origin: scheme + "://" + c.Host()}
	return nil
}

func (m *Module) at(ctx context.Context, w Where) identity.Site {
	w.site.Name = m.business(ctx, w.site.Host)
	return w.site
}

// loginOutput is a session (200) or the challenge of a second step (202).
type loginOutput struct {
	Status       int
	CacheControl string `header:"Cache-Control"`
	Body         any
}

type challengeBody struct {
	Challenge string            `json:"challenge" doc:"send it with the second step to POST /api/auth/login/second"`
	Methods   []identity.Method `json:"methods" doc:"the second steps that can be taken: code, recovery_code, passkey"`
	ExpiresIn int               `json:"expiresIn" doc:"seconds that are left for it; five wrong answers end it earlier"`
}

// loginOperation is POST /api/auth/login with its two answers.
func loginOperation(api *rest.API, op huma.Operation) huma.Operation {
	schemas := api.Huma.OpenAPI().Components.Schemas
	answer := func(words string, body any) *huma.Response {
		return &huma.Response{Description: words, Content: map[string]*huma.MediaType{"application/json": {Schema: schemas.Schema(reflect.TypeOf(body), true, "")}}}
	}
	op.Responses = map[string]*huma.Response{"200": answer("The session", sessionBody{}), "202": answer("The password is right; a second step is asked for", challengeBody{})}
	if op.Description != "" {
		return op
	}
	op.Description = "Answers 200 with tokens; or, when the account has a second factor, 202 with a challenge and the ways to meet it. " +
		"A wrong address and a wrong password have one answer, 401 `identity.bad_credentials`, whether or not the account exists or has a second factor."
	return op
}

func (m *Module) loginWire(in identity.SignedIn) *loginOutput {
	if c := in.Challenge; c != nil {
		return &loginOutput{Status: http.StatusAccepted, CacheControl: "no-store", Body: challengeBody{Challenge: c.Secret, Methods: c.Methods,
			ExpiresIn: int(c.ExpiresAt.Sub(m.d.Now()).Seconds())}}
	}
	return &loginOutput{Status: http.StatusOK, CacheControl: "no-store", Body: sessionWire(in).Body}
}

type secondInput struct {
	Where
	Body struct {
		Challenge string          `json:"challenge" maxLength:"100"`
		Code      string          `json:"code,omitempty" maxLength:"40" doc:"six digits of the application, or a recovery code"`
		Passkey   json.RawMessage `json:"passkey,omitempty" doc:"the browser's PublicKeyCredential as JSON, in answer to POST /api/auth/login/second/options"`
	}
}

type challengeInput struct {
	Where
	Body struct {
		Challenge string `json:"challenge" maxLength:"100"`
	}
}

type askInput struct {
	Where
	Agent string `header:"User-Agent"`
}

type askedOutput struct {
	CacheControl string `header:"Cache-Control"`
	Body         askedBody
}

type askedBody struct {
	Challenge string          `json:"challenge" doc:"send it with the answer"`
	Options   json.RawMessage `json:"options" doc:"for PublicKeyCredential.parseRequestOptionsFromJSON or parseCreationOptionsFromJSON"`
	ExpiresIn int             `json:"expiresIn" doc:"seconds"`
}

func (m *Module) askedWire(a identity.Asked, err error) (*askedOutput, error) {
	if err != nil {
		return nil, err
	}
	return &askedOutput{CacheControl: "no-store", Body: askedBody{Challenge: a.Secret, Options: a.Options, ExpiresIn: int(a.ExpiresAt.Sub(m.d.Now()).Seconds())}}, nil
}

type passkeyLoginInput struct {
	Where
	Body struct {
		Challenge string          `json:"challenge" maxLength:"100"`
		Passkey   json.RawMessage `json:"passkey"`
	}
}

type passkeyInput struct {
	Where
	Body struct {
		Challenge string          `json:"challenge" maxLength:"100"`
		Passkey   json.RawMessage `json:"passkey"`
		Name      string          `json:"name" maxLength:"200" example:"Phone"`
	}
}

type passkeyNameInput struct {
	ID   ident.Raw `path:"id"`
	Body struct {
		Name string `json:"name" maxLength:"200"`
	}
}

type passkeyPath struct {
	ID ident.Raw `path:"id"`
}

type userPath struct {
	User access.UserID `path:"user"`
}

type codeInput struct {
	Body struct {
		Code string `json:"code" maxLength:"40"`
	}
}

type keyOutput struct {
	CacheControl string `header:"Cache-Control"`
	Body         struct {
		Key string `json:"key" doc:"base32, to be typed"`
		URI string `json:"uri" doc:"otpauth:// address, for a QR code"`
	}
}

type recoveryOutput struct {
	CacheControl string `header:"Cache-Control"`
	Body         struct {
		RecoveryCodes []string `json:"recoveryCodes" doc:"shown this once; empty when the account has some already"`
	}
}

func recoveryWire(e identity.Enrolled, err error) (*recoveryOutput, error) {
	if err != nil {
		return nil, err
	}
	out := &recoveryOutput{CacheControl: "no-store"}
	out.Body.RecoveryCodes = append([]string{}, e.Recovery...)
	return out, nil
}

type passkeyBody struct {
	ID        identity.PasskeyID `json:"id"`
	Name      string             `json:"name"`
	Host      string             `json:"host" doc:"where it works"`
	Synced    bool               `json:"synced"`
	Cloned    bool               `json:"cloned" doc:"its counter ran backwards: a copy may be in use"`
	CreatedAt time.Time          `json:"createdAt"`
	UsedAt    time.Time          `json:"usedAt,omitzero"`
}

type factorsOutput struct {
	CacheControl string `header:"Cache-Control"`
	Body         struct {
		Codes         bool          `json:"codes" doc:"an authenticator application is set up"`
		Passkeys      []passkeyBody `json:"passkeys"`
		RecoveryCodes int           `json:"recoveryCodes" doc:"how many are left"`
		Required      bool          `json:"required" doc:"the business asks for a second factor"`
		Deadline      time.Time     `json:"deadline,omitzero" doc:"until when you may do without"`
	}
}

type policyBody struct {
	Required  bool      `json:"required"`
	GraceDays int       `json:"graceDays" minimum:"0" maximum:"30"`
	Since     time.Time `json:"since,omitzero" readOnly:"true"`
}

type policyInput struct {
	rest.IfMatch
	Body policyBody
}

type policyOutput struct {
	ETag string `header:"ETag"`
	Body policyBody
}

func policyWire(p identity.FactorPolicy, err error) (*policyOutput, error) {
	if err != nil {
		return nil, err
	}
	return &policyOutput{ETag: rest.ETag(p.Version), Body: policyBody{Required: p.Required, GraceDays: p.Grace, Since: p.Since}}, nil
}

// restFactors registers the API of second factors.
func (m *Module) restFactors(api *rest.API) {
	op := func(method, path string, p access.Permission, summary string, status int) huma.Operation {
		o := rest.Op(method, "/api/auth/"+path, p, summary, "auth")
		o.DefaultStatus = status
		return o
	}
	own := identity.PermOwnAccount
	rest.Register(api.Huma, op("POST", "login/second", access.Public, "Take the second step of a sign-in", 200), func(ctx context.Context, in *secondInput) (*sessionOutput, error) {
		s, err := m.TakeSecondStep(ctx, identity.TakeSecondStep{Challenge: in.Body.Challenge, Answer: identity.Answer{Code: in.Body.Code, Passkey: in.Body.Passkey, Site: m.at(ctx, in.Where)}})
		return sessionWire(s), err
	})
	rest.Register(api.Huma, op("POST", "login/second/options", access.Public, "Ask for a passkey as the second step", 200), func(ctx context.Context, in *challengeInput) (*askedOutput, error) {
		return m.askedWire(m.AskSecondStep(ctx, identity.AskSecondStep{Challenge: in.Body.Challenge, Site: m.at(ctx, in.Where)}))
	})
	rest.Register(api.Huma, op("POST", "login/passkey/options", access.Public, "Begin a sign-in with a passkey alone", 200), func(ctx context.Context, in *askInput) (*askedOutput, error) {
		if err := tenanted(ctx); err != nil {
			return nil, err
		}
		return m.askedWire(m.StartPasskeySignIn(ctx, identity.StartPasskeySignIn{Site: m.at(ctx, in.Where), Kind: identity.APISession, Agent: in.Agent}))
	})
	rest.Register(api.Huma, op("POST", "login/passkey", access.Public, "Sign in with a passkey alone", 200), func(ctx context.Context, in *passkeyLoginInput) (*sessionOutput, error) {
		s, err := m.SignInByPasskey(ctx, identity.SignInByPasskey{Secret: in.Body.Challenge, Answer: in.Body.Passkey, Site: m.at(ctx, in.Where)})
		return sessionWire(s), err
	})
	rest.Register(api.Huma, op("POST", "prove/options", own, "Ask for a passkey to prove that it is you", 200), func(ctx context.Context, in *askInput) (*askedOutput, error) {
		return m.askedWire(m.StartProof(ctx, identity.StartProof{Site: m.at(ctx, in.Where)}))
	})
	rest.Register(api.Huma, op("GET", "factors", own, "What proves that it is me, besides the password", 200), m.restMyFactors)
	rest.Register(api.Huma, op("POST", "factors/codes", own, "Begin setting up an authenticator application", 201), m.restStartCodes)
	rest.Register(api.Huma, op("POST", "factors/codes/confirm", own, "Confirm the application with its first code", 200), func(ctx context.Context, in *codeInput) (*recoveryOutput, error) {
		return recoveryWire(m.ConfirmCodes(ctx, identity.ConfirmCodes{Code: in.Body.Code}))
	})
	rest.Register(api.Huma, op("DELETE", "factors/codes", own, "Remove the authenticator application", 204), func(ctx context.Context, _ *struct{}) (*struct{}, error) {
		_, err := m.StopCodes(ctx, identity.StopCodes{})
		return nil, err
	})
	rest.Register(api.Huma, op("POST", "factors/recovery-codes", own, "Replace the recovery codes", 200), func(ctx context.Context, _ *struct{}) (*recoveryOutput, error) {
		return recoveryWire(m.RenewRecovery(ctx, identity.RenewRecovery{}))
	})
	m.restPasskeys(api, op)
	manage := identity.PermManageFactors
	rest.Register(api.Huma, op("GET", "factor-policy", manage, "What the business asks of its people", 200), func(ctx context.Context, _ *struct{}) (*policyOutput, error) {
		return policyWire(m.GetFactorPolicy(ctx, identity.GetFactorPolicy{}))
	})
	rest.Register(api.Huma, op("PUT", "factor-policy", manage, "Ask the people of the business for a second factor, or not", 200), m.restSetPolicy)
	rest.Register(api.Huma, op("DELETE", "users/{user}/factors", manage, "Take every second factor off the account of somebody who has lost them", 204),
		func(ctx context.Context, in *userPath) (*struct{}, error) {
			_, err := m.ResetFactors(ctx, identity.ResetFactors{User: in.User})
			return nil, err
		})
}

func (m *Module) restPasskeys(api *rest.API, op func(method, path string, p access.Permission, summary string, status int) huma.Operation) {
	own := identity.PermOwnAccount
	rest.Register(api.Huma, op("POST", "factors/passkeys/options", own, "Begin adding a passkey", 200), func(ctx context.Context, in *askInput) (*askedOutput, error) {
		return m.askedWire(m.StartPasskey(ctx, identity.StartPasskey{Site: m.at(ctx, in.Where)}))
	})
	rest.Register(api.Huma, op("POST", "factors/passkeys", own, "Add a passkey", 201), func(ctx context.Context, in *passkeyInput) (*recoveryOutput, error) {
		return recoveryWire(m.AddPasskey(ctx, identity.AddPasskey{Secret: in.Body.Challenge, Answer: in.Body.Passkey, Name: in.Body.Name, Site: m.at(ctx, in.Where)}))
	})
	rest.Register(api.Huma, op("PUT", "factors/passkeys/{id}/name", own, "Rename a passkey", 204), func(ctx context.Context, in *passkeyNameInput) (*struct{}, error) {
		_, err := m.RenamePasskey(ctx, identity.RenamePasskey{ID: identity.PasskeyID(in.ID), Name: in.Body.Name})
		return nil, err
	})
	rest.Register(api.Huma, op("DELETE", "factors/passkeys/{id}", own, "Remove a passkey", 204), func(ctx context.Context, in *passkeyPath) (*struct{}, error) {
		_, err := m.RemovePasskey(ctx, identity.RemovePasskey{ID: identity.PasskeyID(in.ID)})
		return nil, err
	})
}

func (m *Module) restMyFactors(ctx context.Context, _ *struct{}) (*factorsOutput, error) {
	v, err := m.MyFactors(ctx, identity.MyFactors{})
	if err != nil {
		return nil, err
	}
	out := &factorsOutput{CacheControl: "no-store"}
	out.Body.Codes, out.Body.RecoveryCodes, out.Body.Required, out.Body.Deadline = v.Codes, v.Recovery, v.Required, v.Deadline
	out.Body.Passkeys = []passkeyBody{}
	for _, p := range v.Passkeys {
		out.Body.Passkeys = append(out.Body.Passkeys, passkeyBody{ID: p.ID, Name: p.Name, Host: p.Host, Synced: p.Synced, Cloned: p.Cloned, CreatedAt: p.CreatedAt, UsedAt: p.UsedAt})
	}
	return out, nil
}

func (m *Module) restStartCodes(ctx context.Context, _ *struct{}) (*keyOutput, error) {
	k, err := m.StartCodes(ctx, identity.StartCodes{})
	if err != nil {
		return nil, err
	}
	out := &keyOutput{CacheControl: "no-store"}
	out.Body.Key, out.Body.URI = k.Key, keyURI(m.business(ctx, "Comptoir"), k)
	return out, nil
}

func (m *Module) restSetPolicy(ctx context.Context, in *policyInput) (*policyOutput, error) {
	version, given, err := in.Version()
	if err != nil {
		return nil, err
	}
	if !given {
		p, err := m.GetFactorPolicy(ctx, identity.GetFactorPolicy{})
		if err != nil {
			return nil, err
		}
		version = p.Version
	}
	return policyWire(m.SetFactorPolicy(ctx, identity.SetFactorPolicy{Required: in.Body.Required, Grace: in.Body.GraceDays, Version: version}))
}

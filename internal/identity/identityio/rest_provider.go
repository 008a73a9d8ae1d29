package identityio

import (
	"context"
	"net/url"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"comptoir/internal/identity"
	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/fault"
	"comptoir/internal/platform/rest"
)

type providersOutput struct {
	Body struct {
		Items []providerBody `json:"items"`
	}
}

type providerBody struct {
	Provider identity.ProviderName `json:"provider" example:"google"`
	Label    string                `json:"label" example:"Google"`
}

type startProviderInput struct {
	Where
	Provider identity.ProviderName `path:"provider" enum:"google,facebook" example:"google"`
	Agent    string                `header:"User-Agent"`
	Body     struct {
		RedirectURI string `json:"redirectUri" maxLength:"500" example:"https://app.example/signed-in" doc:"where the provider sends the browser back: at an origin that the business allows to call its API, and registered at the provider"`
	}
}

type startedBody struct {
	AuthorizationURL string    `json:"authorizationUrl" example:"https://accounts.google.com/o/oauth2/v2/auth?client_id=…&state=…&code_challenge=…" doc:"show it to the person, in a browser"`
	State            string    `json:"state" example:"mTn4pQ0u3zH2iVq8xk6yR1sWcJd5oEfGh7LbKaNvXtU" doc:"comes back to redirectUri; compare, and send it along"`
	Transaction      string    `json:"transaction" example:"5tH8vZ1qYw3rK6mN0pX2sB4dF7gJ9lQcAeUiOyTzRhM" doc:"a secret that ties the answer to this caller; keep it, never show it"`
	ExpiresAt        time.Time `json:"expiresAt"`
}

type startedOutput struct {
	CacheControl string `header:"Cache-Control"`
	Body         startedBody
}

type finishProviderInput struct {
	Provider identity.ProviderName `path:"provider" enum:"google,facebook" example:"google"`
	Body     struct {
		Transaction string `json:"transaction" maxLength:"100" example:"5tH8vZ1qYw3rK6mN0pX2sB4dF7gJ9lQcAeUiOyTzRhM"`
		State       string `json:"state" maxLength:"100" example:"mTn4pQ0u3zH2iVq8xk6yR1sWcJd5oEfGh7LbKaNvXtU"`
		Code        string `json:"code,omitempty" maxLength:"4096" example:"4/0AVMBsJi…" doc:"as the provider sent it back"`
		Error       string `json:"error,omitempty" maxLength:"100" example:"access_denied" doc:"as the provider sent it back instead of a code"`
	}
}

type endLinkInput struct {
	Provider identity.ProviderName `path:"provider" enum:"google,facebook" example:"google"`
}

// restProviders registers the API of signing in with somebody who says who a person is. State, nonce and PKCE stay here;
// the caller holds one secret, without which the provider's answer is worth nothing.
func (m *Module) restProviders(api *rest.API) {
	op := func(method, path string, p access.Permission, summary string, status int) huma.Operation {
		o := rest.Op(method, "/api/auth/providers"+path, p, summary, "auth")
		o.DefaultStatus = status
		return o
	}
	own := identity.PermOwnAccount
	rest.Register(api.Huma, op("GET", "", access.Public, "With whom people may sign in", 200), m.restOffered)
	start := op("POST", "/{provider}/start", access.Public, "Begin a sign-in with Google or Facebook", 200)
	start.Description = "Open `authorizationUrl` in a browser. It comes back to `redirectUri` with `state` and `code`, or `error`: send them to finish within ten minutes, " +
		"with `transaction`. The state, PKCE's verifier and the nonce are checked here."
	rest.Register(api.Huma, start, m.restStartProvider)
	finish := op("POST", "/{provider}/finish", access.Public, "End a sign-in with Google or Facebook", 200)
	finish.Description = "Answers 200 with tokens; or, when the account has a second factor, 202 with a challenge. Whoever has no account gets one, if the provider vouches for his address. " +
		"An account that exists is not entered by its address alone: 409 `identity.link_first` asks its owner to sign in and to link the provider. Works once."
	rest.Register(api.Huma, loginOperation(api, finish), m.restFinishProvider)
	link := op("POST", "/{provider}/link", own, "Begin linking my account with the one at Google or Facebook", 200)
	link.Description = "As start, for somebody who is signed in and has just proved himself (see POST /api/auth/prove)."
	rest.Register(api.Huma, link, m.restStartLink)
	rest.Register(api.Huma, op("POST", "/{provider}/link/finish", own, "End linking my account", 204), m.restFinishLink)
	rest.Register(api.Huma, op("DELETE", "/{provider}/link", own, "Unlink my account", 204), func(ctx context.Context, in *endLinkInput) (*struct{}, error) {
		_, err := m.Unlink(ctx, identity.Unlink{Provider: in.Provider})
		return nil, err
	})
}

func (m *Module) restOffered(ctx context.Context, _ *struct{}) (*providersOutput, error) {
	if err := tenanted(ctx); err != nil {
		return nil, err
	}
	names, err := m.OfferedProviders(ctx, identity.OfferedProviders{})
	out := &providersOutput{}
	out.Body.Items = []providerBody{}
	for _, n := range names {
		out.Body.Items = append(out.Body.Items, providerBody{n, n.Label()})
	}
	return out, err
}

// backTo checks where a program wants people sent back to: the provider's own list may be longer than the business knows.
func (m *Module) backTo(ctx context.Context, in *startProviderInput) (string, error) {
	if err := tenanted(ctx); err != nil {
		return "", err
	}
	u, err := url.Parse(in.Body.RedirectURI)
	var check fault.Check
	if check.That(err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != "" && u.User == nil && u.Fragment == "", "redirectUri", "malformed", "an address such as https://app.example/signed-in"); check.Err() == nil {
		origin := u.Scheme + "://" + u.Host
		check.That(origin == in.site.Origin || m.d.Admits != nil && m.d.Admits(ctx, origin), "redirectUri", "foreign_origin", "at an origin that the business allows to call its API")
	}
	return in.Body.RedirectURI, check.Err()
}

func startedWire(a identity.Away, err error) (*startedOutput, error) {
	if err != nil {
		return nil, err
	}
	return &startedOutput{CacheControl: "no-store", Body: startedBody{AuthorizationURL: a.To, State: a.State, Transaction: a.Secret, ExpiresAt: a.Expires}}, nil
}

func (m *Module) restStartProvider(ctx context.Context, in *startProviderInput) (*startedOutput, error) {
	back, err := m.backTo(ctx, in)
	if err != nil {
		return nil, err
	}
	return startedWire(m.StartProviderSignIn(ctx, identity.StartProviderSignIn{Provider: in.Provider, Redirect: back, Kind: identity.APISession, Agent: in.Agent}))
}

func (m *Module) restStartLink(ctx context.Context, in *startProviderInput) (*startedOutput, error) {
	back, err := m.backTo(ctx, in)
	if err != nil {
		return nil, err
	}
	return startedWire(m.StartLink(ctx, identity.StartLink{Provider: in.Provider, Redirect: back, Kind: identity.APISession, Agent: in.Agent}))
}

func (in *finishProviderInput) command(link bool) identity.FinishProvider {
	return identity.FinishProvider{Provider: in.Provider, Secret: in.Body.Transaction, State: in.Body.State, Code: in.Body.Code, Problem: in.Body.Error,
		Kind: identity.APISession, Link: link}
}

func (m *Module) restFinishProvider(ctx context.Context, in *finishProviderInput) (*loginOutput, error) {
	if err := tenanted(ctx); err != nil {
		return nil, err
	}
	out, err := m.FinishProvider(ctx, in.command(false))
	if err != nil {
		return nil, err
	}
	return m.loginWire(out.SignedIn), nil
}

func (m *Module) restFinishLink(ctx context.Context, in *finishProviderInput) (*struct{}, error) {
	_, err := m.FinishProvider(ctx, in.command(true))
	return nil, err
}

package identityio

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"comptoir/internal/identity"
)

// Endpoints are where the providers are.
type Endpoints struct {
	GoogleIssuer   string // an OpenID provider's issuer
	FacebookDialog string // where a person allows it
	FacebookGraph  string // the versioned Graph API
}

// Facebook's addresses carry the version of its API; each lives for about two years.
const (
	googleIssuer   = "https://accounts.google.com"
	facebookDialog = "https://www.facebook.com/v23.0/dialog/oauth"
	facebookGraph  = "https://graph.facebook.com/v23.0"
)

// discoveryLife is how long what a provider publishes about itself is believed without asking again.
const discoveryLife = time.Hour

// maxReply bounds what a provider may answer, in bytes.
const maxReply = 1 << 20

// Providers talks to Google by OpenID Connect and to Facebook by OAuth 2.0 and its Graph API. Both get an authorization
// code with PKCE (S256) and a state; Google's identity token is verified: signature, issuer, audience, expiry, nonce. It
// implements identity.Providers.
type Providers struct {
	at     Endpoints
	client *http.Client

	mu    sync.Mutex
	known *oidc.Provider
	until time.Time
}

var _ identity.Providers = (*Providers)(nil)

// NewProviders returns the providers at their addresses.
func NewProviders(at Endpoints) *Providers {
	if at.GoogleIssuer == "" {
		at.GoogleIssuer = googleIssuer
	}
	if at.FacebookDialog == "" {
		at.FacebookDialog = facebookDialog
	}
	if at.FacebookGraph == "" {
		at.FacebookGraph = facebookGraph
	}
	return &Providers{at: at, client: &http.Client{Timeout: 10 * time.Second,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
}

// google returns what Google publishes about itself. It is asked anew each hour, and after a failure.
func (p *Providers) google(ctx context.Context) (*oidc.Provider, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.known != nil && time.Now().Before(p.until) {
		return p.known, nil
	}
	// The keys are fetched later, with the context given here: it must outlive this request.
	known, err := oidc.NewProvider(oidc.ClientContext(context.WithoutCancel(ctx), p.client), p.at.GoogleIssuer)
	if err != nil {
		return nil, identity.ErrProviderDown.Because(err)
	}
	p.known, p.until = known, time.Now().Add(discoveryLife)
	return known, nil
}

func (p *Providers) config(ctx context.Context, c identity.ProviderClient, redirect string) (*oauth2.Config, *oidc.Provider, error) {
	config := &oauth2.Config{ClientID: c.ID, ClientSecret: c.Secret, RedirectURL: redirect}
	if c.Provider == identity.Facebook {
		config.Endpoint = oauth2.Endpoint{AuthURL: p.at.FacebookDialog, TokenURL: p.at.FacebookGraph + "/oauth/access_token", AuthStyle: oauth2.AuthStyleInParams}
		config.Scopes = []string{"email", "public_profile"}
		return config, nil, nil
	}
	g, err := p.google(ctx)
	if err != nil {
		return nil, nil, err
	}
	config.Endpoint, config.Scopes = g.Endpoint(), []string{oidc.ScopeOpenID, "email", "profile"}
	return config, g, nil
}

// Begin implements identity.Providers.
func (p *Providers) Begin(ctx context.Context, c identity.ProviderClient, x identity.Exchange) (string, error) {
	config, g, err := p.config(ctx, c, x.Redirect)
	if err != nil {
		return "", err
	}
	options := []oauth2.AuthCodeOption{oauth2.S256ChallengeOption(x.Verifier)}
	if g != nil {
		options = append(options, oidc.Nonce(x.Nonce), oauth2.SetAuthURLParam("prompt", "select_account"))
	}
	return config.AuthCodeURL(x.State, options...), nil
}

// Finish implements identity.Providers.
func (p *Providers) Finish(ctx context.Context, c identity.ProviderClient, x identity.Exchange, code string) (identity.External, error) {
	config, g, err := p.config(ctx, c, x.Redirect)
	if err != nil {
		return identity.External{}, err
	}
	ctx = oidc.ClientContext(ctx, p.client)
	token, err := config.Exchange(ctx, code, oauth2.VerifierOption(x.Verifier))
	if err != nil {
		return identity.External{}, refusedExchange(err)
	}
	if g == nil {
		return p.me(ctx, c, token.AccessToken)
	}
	raw, ok := token.Extra("id_token").(string)
	if !ok {
		return identity.External{}, identity.ErrProviderAnswer
	}
	id, err := g.Verifier(&oidc.Config{ClientID: c.ID}).Verify(ctx, raw)
	if err != nil {
		return identity.External{}, identity.ErrProviderAnswer.Because(err)
	}
	if subtle.ConstantTimeCompare([]byte(id.Nonce), []byte(x.Nonce)) != 1 {
		return identity.External{}, identity.ErrProviderAnswer
	}
	var claims struct {
		Email    string `json:"email"`
		Verified bool   `json:"email_verified"`
		Name     string `json:"name"`
		Locale   string `json:"locale"`
	}
	if err := id.Claims(&claims); err != nil || id.Subject == "" || len(id.Subject) > 255 {
		return identity.External{}, identity.ErrProviderAnswer
	}
	if claims.Email == "" { // some say it only when asked with the access token
		info, err := g.UserInfo(ctx, oauth2.StaticTokenSource(token))
		if err != nil || info.Subject != id.Subject || info.Claims(&claims) != nil {
			return identity.External{}, identity.ErrProviderAnswer
		}
	}
	return identity.External{Subject: id.Subject, Email: claims.Email, Verified: claims.Verified, Name: claims.Name, Locale: claims.Locale}, nil
}

// refusedExchange tells a provider that is down from one that refuses us or the code.
func refusedExchange(err error) error {
	var refused *oauth2.RetrieveError
	switch {
	case !errors.As(err, &refused):
		return identity.ErrProviderDown.Because(err)
	case refused.Response != nil && refused.Response.StatusCode >= 500:
		return identity.ErrProviderDown.Because(err)
	case refused.ErrorCode == "invalid_client" || refused.ErrorCode == "unauthorized_client":
		return identity.ErrProviderSetup.Because(err)
	}
	return identity.ErrProviderAnswer.Because(err)
}

// graphError is the shape of a refusal by the Graph API.
type graphError struct {
	Error *struct {
		Message string `json:"message"`
		Type    string `json:"type"`
		Code    int    `json:"code"`
	} `json:"error"`
}

// me asks Facebook who the token's person is. The proof shows that the question comes from whoever has the secret, so that
// a stolen token is worth nothing elsewhere. Facebook does not say whether an address was confirmed: it counts as not.
func (p *Providers) me(ctx context.Context, c identity.ProviderClient, token string) (identity.External, error) {
	mac := hmac.New(sha256.New, []byte(c.Secret))
	mac.Write([]byte(token))
	var me struct {
		graphError
		ID    string `json:"id"`
		Name  string `json:"name"`
		Email string `json:"email"`
	}
	err := p.graph(ctx, "/me", url.Values{"fields": {"id,name,email"}, "access_token": {token}, "appsecret_proof": {hex.EncodeToString(mac.Sum(nil))}}, &me)
	if err != nil {
		return identity.External{}, err
	}
	if me.Error != nil || me.ID == "" || len(me.ID) > 255 {
		return identity.External{}, identity.ErrProviderAnswer
	}
	return identity.External{Subject: me.ID, Email: me.Email, Name: me.Name}, nil
}

// graph asks the Graph API. Its refusals come with a body, whatever the status.
func (p *Providers) graph(ctx context.Context, path string, query url.Values, into any) error {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, p.at.FacebookGraph+path+"?"+query.Encode(), nil)
	if err != nil {
		return err
	}
	res, err := p.client.Do(r)
	if err != nil {
		return identity.ErrProviderDown.Because(errors.New("the graph does not answer")) // the error itself would log the token
	}
	defer res.Body.Close()
	if res.StatusCode >= 500 {
		return identity.ErrProviderDown
	}
	if err := json.NewDecoder(io.LimitReader(res.Body, maxReply)).Decode(into); err != nil {
		return identity.ErrProviderAnswer
	}
	return nil
}

// Test implements identity.Providers. Google is sent a code that cannot be right: it names what is wrong, the client or
// the code. Facebook gives a token of the application itself.
func (p *Providers) Test(ctx context.Context, c identity.ProviderClient) error {
	if c.Provider == identity.Facebook {
		var out struct {
			graphError
			Token string `json:"access_token"`
		}
		err := p.graph(ctx, "/oauth/access_token", url.Values{"client_id": {c.ID}, "client_secret": {c.Secret}, "grant_type": {"client_credentials"}}, &out)
		if err == nil && (out.Error != nil || out.Token == "") {
			err = identity.ErrProviderSetup
		}
		return err
	}
	config, _, err := p.config(ctx, c, "https://localhost/")
	if err != nil {
		return err
	}
	_, err = config.Exchange(oidc.ClientContext(ctx, p.client), "no-such-code", oauth2.VerifierOption(oauth2.GenerateVerifier()))
	if err = refusedExchange(err); errors.Is(err, identity.ErrProviderAnswer) {
		return nil // it knows the client and refuses the code
	}
	return err
}

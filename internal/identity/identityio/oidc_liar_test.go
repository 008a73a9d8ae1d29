package identityio_test

import (
	"crypto/rand"
	"crypto/rsa"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"

	"comptoir/internal/identity"
	"comptoir/internal/identity/identityio"
)

// liar is an OpenID provider that answers whatever a test wants.
type liar struct {
	*httptest.Server
	answer func(w http.ResponseWriter, r *http.Request)
	key    *rsa.PrivateKey
}

func newLiar(t *testing.T) *liar {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	l := &liar{key: key}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /.well-known/openid-configuration", func(w http.ResponseWriter, _ *http.Request) {
		json.NewEncoder(w).Encode(map[string]any{"issuer": l.URL, "authorization_endpoint": l.URL + "/auth", "token_endpoint": l.URL + "/token", "jwks_uri": l.URL + "/keys",
			"userinfo_endpoint": l.URL + "/me", "id_token_signing_alg_values_supported": []string{"RS256"}})
	})
	mux.HandleFunc("GET /keys", func(w http.ResponseWriter, _ *http.Request) {
		json.NewEncoder(w).Encode(jose.JSONWebKeySet{Keys: []jose.JSONWebKey{{Key: &key.PublicKey, KeyID: "1", Algorithm: "RS256", Use: "sig"}}})
	})
	mux.HandleFunc("POST /token", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		l.answer(w, r)
	})
	l.Server = httptest.NewServer(mux)
	t.Cleanup(l.Close)
	return l
}

// token answers with an identity token of these claims.
func (l *liar) token(t *testing.T, key *rsa.PrivateKey, claims map[string]any) func(http.ResponseWriter, *http.Request) {
	t.Helper()
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.RS256, Key: jose.JSONWebKey{Key: key, KeyID: "1"}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := jwt.Signed(signer).Claims(claims).Serialize()
	if err != nil {
		t.Fatal(err)
	}
	return func(w http.ResponseWriter, _ *http.Request) {
		json.NewEncoder(w).Encode(map[string]any{"access_token": "x", "token_type": "Bearer", "expires_in": 3600, "id_token": raw})
	}
}

func TestALyingProvider(t *testing.T) {
	t.Parallel()
	l := newLiar(t)
	p := identityio.NewProviders(identityio.Endpoints{GoogleIssuer: l.URL})
	client := identity.ProviderClient{Provider: identity.Google, ID: "comptoir", Secret: "s"}
	x := identity.Exchange{State: "state", Nonce: "nonce", Verifier: "verifier-verifier-verifier-verifier-verifier", Redirect: "http://a.test/login/from/google"}
	stranger, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	good := func(change map[string]any) map[string]any {
		c := map[string]any{"iss": l.URL, "aud": "comptoir", "sub": "1", "exp": time.Now().Add(time.Hour).Unix(), "iat": time.Now().Unix(), "nonce": "nonce",
			"email": "anne@example.com", "email_verified": true, "name": "Anne"}
		for k, v := range change {
			c[k] = v
		}
		return c
	}
	refuse := func(status int, body string) func(http.ResponseWriter, *http.Request) {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(status)
			io.WriteString(w, body)
		}
	}
	for name, c := range map[string]struct {
		answer func(http.ResponseWriter, *http.Request)
		want   error
	}{
		"the truth":           {l.token(t, l.key, good(nil)), nil},
		"another nonce":       {l.token(t, l.key, good(map[string]any{"nonce": "other"})), identity.ErrProviderAnswer},
		"no nonce":            {l.token(t, l.key, good(map[string]any{"nonce": ""})), identity.ErrProviderAnswer},
		"another issuer":      {l.token(t, l.key, good(map[string]any{"iss": "https://evil.example"})), identity.ErrProviderAnswer},
		"for somebody else":   {l.token(t, l.key, good(map[string]any{"aud": "another-client"})), identity.ErrProviderAnswer},
		"expired":             {l.token(t, l.key, good(map[string]any{"exp": time.Now().Add(-time.Hour).Unix()})), identity.ErrProviderAnswer},
		"a stranger's key":    {l.token(t, stranger, good(nil)), identity.ErrProviderAnswer},
		"nobody":              {l.token(t, l.key, good(map[string]any{"sub": ""})), identity.ErrProviderAnswer},
		"no identity token":   {refuse(200, `{"access_token":"x","token_type":"Bearer"}`), identity.ErrProviderAnswer},
		"a code used before":  {refuse(400, `{"error":"invalid_grant"}`), identity.ErrProviderAnswer},
		"an unknown client":   {refuse(401, `{"error":"invalid_client"}`), identity.ErrProviderSetup},
		"down":                {refuse(503, "later"), identity.ErrProviderDown},
		"a page":              {refuse(200, "<html>"), identity.ErrProviderDown},
		"an address unproven": {l.token(t, l.key, good(map[string]any{"email_verified": false})), nil},
	} {
		l.answer = c.answer
		who, err := p.Finish(t.Context(), client, x, "code")
		if !errors.Is(err, c.want) || c.want == nil && (err != nil || who.Subject != "1" || who.Email != "anne@example.com") {
			t.Errorf("%s: %+v %v", name, who, err)
		}
		if name == "an address unproven" && who.Verified {
			t.Error("an unproven address passes for a proven one")
		}
	}
	for name, c := range map[string]struct {
		answer func(http.ResponseWriter, *http.Request)
		want   error
	}{
		"knows the client": {refuse(400, `{"error":"invalid_grant"}`), nil}, "does not": {refuse(401, `{"error":"invalid_client"}`), identity.ErrProviderSetup},
		"down": {refuse(500, ""), identity.ErrProviderDown},
	} {
		l.answer = c.answer
		if err := p.Test(t.Context(), client); !errors.Is(err, c.want) || c.want == nil && err != nil {
			t.Errorf("the check, %s: %v", name, err)
		}
	}
	var sent url.Values
	l.answer = func(w http.ResponseWriter, r *http.Request) {
		if err := r.ParseForm(); err != nil {
			t.Error(err)
		}
		sent = r.PostForm
		w.WriteHeader(400)
	}
	_, _ = p.Finish(t.Context(), client, x, "code")
	if sent.Get("code_verifier") != x.Verifier || sent.Get("redirect_uri") != x.Redirect || sent.Get("code") != "code" {
		t.Errorf("sent %v", sent)
	}
}

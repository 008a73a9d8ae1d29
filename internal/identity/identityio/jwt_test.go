package identityio_test

import (
	"crypto/ed25519"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"

	"comptoir/internal/identity"
	"comptoir/internal/identity/identityio"
	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/ident"
)

var (
	secretA = []byte(strings.Repeat("a", 32))
	secretB = []byte(strings.Repeat("b", 32))
)

func tokens(t *testing.T, issuer string, secrets ...[]byte) *identityio.Tokens {
	t.Helper()
	k, err := identityio.NewTokens(issuer, secrets...)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func someClaims() identity.Claims {
	ids := &ident.Source{}
	now := time.Now().UTC().Truncate(time.Second)
	return identity.Claims{Tenant: ident.Next[access.Tenant](ids), User: ident.Next[access.User](ids), Session: identity.SessionID(ids.Raw()),
		Roles: []identity.Role{identity.Staff, identity.Owner}, Name: "Zoé", Email: "zoe@example.com", Locale: "fr", Issued: now, Expires: now.Add(time.Minute)}
}

func sign(t *testing.T, k *identityio.Tokens) string {
	t.Helper()
	text, err := k.Sign(someClaims())
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func TestTokens(t *testing.T) {
	t.Parallel()
	k := tokens(t, "https://c.example", secretA)
	want := someClaims()
	text, err := k.Sign(want)
	if err != nil {
		t.Fatal(err)
	}
	got, err := k.Read(text)
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%v\n got %+v\nwant %+v", err, got, want)
	}
	rotated := tokens(t, "https://c.example", secretB, secretA)
	if _, err := rotated.Read(text); err != nil {
		t.Errorf("the old key is forgotten at once: %v", err)
	}
	if _, err := k.Read(sign(t, rotated)); !errors.Is(err, identity.ErrToken) {
		t.Errorf("an unknown key: %v", err)
	}
	// The three steps of a change of keys (docs/security/keys.md): no replica of one step refuses a token of the step before.
	steps := []*identityio.Tokens{k, tokens(t, "https://c.example", secretA, secretB), tokens(t, "https://c.example", secretB, secretA), tokens(t, "https://c.example", secretB)}
	for n := range steps {
		for _, reader := range steps[max(0, n-1):min(n+2, len(steps))] {
			if _, err := reader.Read(sign(t, steps[n])); err != nil {
				t.Errorf("step %d: %v", n, err)
			}
		}
	}
	if _, err := steps[3].Read(sign(t, steps[1])); !errors.Is(err, identity.ErrToken) {
		t.Errorf("a removed key is still believed: %v", err)
	}
	for name, secrets := range map[string][][]byte{"none": nil, "short": {[]byte("short")}} {
		if _, err := identityio.NewTokens("x", secrets...); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}

func part(v any) string {
	raw, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return base64.RawURLEncoding.EncodeToString(raw)
}

// The known confusions: no algorithm, a public key as an HMAC secret, somebody else's key by jwk, jku or kid, another
// environment, another audience, a payload exchanged.
func TestTokenConfusion(t *testing.T) {
	t.Parallel()
	k := tokens(t, "https://c.example", secretA)
	good := sign(t, k)
	parts := strings.Split(good, ".")
	var header map[string]any
	raw, err := base64.RawURLEncoding.DecodeString(parts[0])
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(raw, &header); err != nil || header["alg"] != "EdDSA" || header["kid"] == "" {
		t.Fatal(header, err)
	}
	with := func(change map[string]any) string {
		h := map[string]any{}
		for name, v := range header {
			h[name] = v
		}
		for name, v := range change {
			h[name] = v
		}
		return part(h)
	}
	public, private, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	own := func(head, body string) string {
		return head + "." + body + "." + base64.RawURLEncoding.EncodeToString(ed25519.Sign(private, []byte(head+"."+body)))
	}
	hs := func(head string, key []byte) string {
		m := hmac.New(sha256.New, key)
		m.Write([]byte(head + "." + parts[1]))
		return head + "." + parts[1] + "." + base64.RawURLEncoding.EncodeToString(m.Sum(nil))
	}
	jwk := map[string]any{"kty": "OKP", "crv": "Ed25519", "x": base64.RawURLEncoding.EncodeToString(public)}
	seed, err := hkdf.Key(sha256.New, secretA, nil, "comptoir/identity/access-tokens/v1", ed25519.SeedSize)
	if err != nil {
		t.Fatal(err)
	}
	ours := func(head string) string {
		return head + "." + parts[1] + "." + base64.RawURLEncoding.EncodeToString(ed25519.Sign(ed25519.NewKeyFromSeed(seed), []byte(head+"."+parts[1])))
	}
	if _, err := k.Read(ours(parts[0])); err != nil {
		t.Fatalf("our own key, as it is derived: %v", err)
	}
	flipped := []byte(parts[2])
	flipped[10] ^= 1
	for name, text := range map[string]string{
		"nothing":              "",
		"not a token":          "a.b.c",
		"no algorithm":         with(map[string]any{"alg": "none"}) + "." + parts[1] + ".",
		"algorithm nOnE":       with(map[string]any{"alg": "nOnE"}) + "." + parts[1] + ".",
		"signature removed":    parts[0] + "." + parts[1] + ".",
		"signature flipped":    parts[0] + "." + parts[1] + "." + string(flipped),
		"HMAC with the kid":    hs(with(map[string]any{"alg": "HS256"}), []byte(header["kid"].(string))),
		"HMAC with the secret": hs(with(map[string]any{"alg": "HS256"}), secretA),
		"a key of one's own":   own(parts[0], parts[1]),
		"jwk in the header":    own(with(map[string]any{"jwk": jwk}), parts[1]),
		"jku in the header":    own(with(map[string]any{"jku": "https://evil.example/keys"}), parts[1]),
		"kid as a path":        own(with(map[string]any{"kid": "../../../dev/null"}), parts[1]),
		"kid as a number":      own(with(map[string]any{"kid": 0}), parts[1]),
		"another type":         ours(with(map[string]any{"typ": "JWT"})),
		"no type":              ours(with(map[string]any{"typ": nil})),
		"payload exchanged":    parts[0] + "." + part(map[string]any{"sub": "x"}) + "." + parts[2],
		"another issuer":       sign(t, tokens(t, "https://other.example", secretA)),
		"another environment":  sign(t, tokens(t, "https://c.example", secretB)),
		"very long":            strings.Repeat("a", 1<<20),
		"JSON serialization":   `{"payload":"` + parts[1] + `","signatures":[{"protected":"` + parts[0] + `","signature":"` + parts[2] + `"}]}`,
	} {
		if _, err := k.Read(text); !errors.Is(err, identity.ErrToken) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

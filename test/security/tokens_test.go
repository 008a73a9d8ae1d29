package security

import (
	"crypto/ed25519"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"maps"
	"strings"
	"testing"
	"time"
)

// tokenConfusion: a good access token changed in every known way opens nothing.
func tokenConfusion(t *testing.T, f *front) {
	admin := f.people["admin"]
	admin.Must(t, 200, "GET", "/api/auth/me", nil)
	parts := strings.Split(admin.Token, ".")
	header, claims := decode(t, parts[0]), decode(t, parts[1])
	signature, err := base64.RawURLEncoding.DecodeString(parts[2])
	if err != nil {
		t.Fatal(err)
	}
	public, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	jwk := map[string]any{"kty": "OKP", "crv": "Ed25519", "x": base64.RawURLEncoding.EncodeToString(public), "kid": header["kid"]}
	with := func(m, changes map[string]any) string {
		out := maps.Clone(m)
		maps.Copy(out, changes)
		return encode(out)
	}
	forge := func(h, c map[string]any) string { // by a key of ours
		text := with(header, h) + "." + with(claims, c)
		return text + "." + base64.RawURLEncoding.EncodeToString(ed25519.Sign(private, []byte(text)))
	}
	mac := func(alg string, key []byte) string {
		text := with(header, map[string]any{"alg": alg}) + "." + parts[1]
		h := hmac.New(sha256.New, key)
		h.Write([]byte(text))
		return text + "." + base64.RawURLEncoding.EncodeToString(h.Sum(nil))
	}
	flipped := append([]byte(nil), signature...)
	flipped[5] ^= 1
	cases := map[string]string{
		"alg none": with(header, map[string]any{"alg": "none"}) + "." + parts[1] + ".", "alg NoNe": with(header, map[string]any{"alg": "NoNe"}) + "." + parts[1] + ".",
		"no signature": parts[0] + "." + parts[1] + ".", "two parts": parts[0] + "." + parts[1], "four parts": admin.Token + "." + parts[2],
		"a bit of the signature": parts[0] + "." + parts[1] + "." + base64.RawURLEncoding.EncodeToString(flipped),
		"HS256 by an empty key":  mac("HS256", nil),
		"HS256 by the kid":       mac("HS256", []byte(header["kid"].(string))),
		"HS256 by a public key":  mac("HS256", public),
		"RS256":                  with(header, map[string]any{"alg": "RS256"}) + "." + parts[1] + "." + parts[2],
		"another key":            forge(nil, nil),
		"jwk in the header":      forge(map[string]any{"jwk": jwk}, nil),
		"jku":                    forge(map[string]any{"jku": "http://127.0.0.1:1/keys"}, nil),
		"kid leads to a file":    forge(map[string]any{"kid": "../../../../dev/null"}, nil),
		"kid is SQL":             forge(map[string]any{"kid": "' UNION SELECT 'x' --"}, nil),
		"no kid":                 forge(map[string]any{"kid": ""}, nil),
		"crit":                   forge(map[string]any{"crit": []string{"exp"}, "exp": 1}, nil),
		"another issuer":         forge(nil, map[string]any{"iss": "https://evil.example"}),
		"another audience":       forge(nil, map[string]any{"aud": "other"}),
		"roles, signature kept":  parts[0] + "." + with(claims, map[string]any{"roles": []string{"platform_administrator"}}) + "." + parts[2],
		"expiry, signature kept": parts[0] + "." + with(claims, map[string]any{"exp": time.Now().AddDate(10, 0, 0).Unix()}) + "." + parts[2],
		"empty":                  "", "dots": "..", "huge": strings.Repeat("a", 9000) + "." + parts[1] + "." + parts[2], "with a NUL": parts[0] + "." + parts[1] + "." + "\u00e9",
		"of a business's neighbour": f.other.Admin.Token,
	}
	for name, token := range cases {
		thief := *f.people[""]
		thief.Token = token
		if token == "" {
			continue
		}
		for _, path := range []string{"/api/auth/me", "/api/identity/users"} {
			if got := thief.Call(t, "GET", path, nil); got.Status != 401 {
				t.Errorf("%s: %s answers %d %.200s", name, path, got.Status, got.Raw)
			}
		}
	}
	for scheme, value := range map[string]string{"Basic": "Basic " + admin.Token, "in the query": ""} {
		if got := f.people[""].Call(t, "GET", "/api/auth/me?access_token="+admin.Token, nil, "Authorization", value); got.Status != 401 && got.Status != 422 {
			t.Errorf("%s: %d", scheme, got.Status)
		}
	}
	admin.Must(t, 200, "GET", "/api/auth/me", nil)
}

func decode(t *testing.T, part string) map[string]any {
	t.Helper()
	raw, err := base64.RawURLEncoding.DecodeString(part)
	if err != nil {
		t.Fatal(err)
	}
	var m map[string]any
	if err := json.Unmarshal(raw, &m); err != nil {
		t.Fatal(err)
	}
	return m
}

func encode(m map[string]any) string {
	raw, _ := json.Marshal(m)
	return base64.RawURLEncoding.EncodeToString(raw)
}

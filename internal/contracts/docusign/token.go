package docusign

import (
	"context"
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"comptoir/internal/contracts"
)

// ErrConsent tells that the person in whose name we sign in has not allowed it yet.
var ErrConsent = contracts.ErrRefusedKeys.Detailf("DocuSign: the person must consent once to the integration key")

// session is what a token opens, and until when.
type session struct {
	token   string
	account string
	name    string
	base    string // of the API, with the account
	until   time.Time
}

// sessions are kept for the life of the process: each sign-in counts against a limit. They are found by the hash of the
// keys, so that changed keys find none.
type sessions struct {
	mu  sync.Mutex
	all map[[32]byte]session
}

func (s *sessions) get(key [32]byte, now time.Time) (session, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	found, ok := s.all[key]
	return found, ok && now.Before(found.until)
}

const mostSessions = 10_000

func (s *sessions) put(key [32]byte, v session) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.all == nil || len(s.all) >= mostSessions {
		s.all = map[[32]byte]session{}
	}
	s.all[key] = v
}

func (s *sessions) forget(key [32]byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.all, key)
}

func (g *Gateway) fingerprint() [32]byte {
	return sha256.Sum256([]byte(strings.Join([]string{g.auth, g.keys[IntegrationKey], g.keys[UserID], g.keys[AccountID], g.keys[PrivateKey]}, "\x00")))
}

// open signs in by a JWT grant (RFC 7523), RS256, and finds the account and its address.
func (g *Gateway) open(ctx context.Context) (session, error) {
	now, key := g.now(), g.fingerprint()
	if s, ok := g.sessions.get(key, now); ok {
		return s, nil
	}
	assertion, err := g.assertion(now)
	if err != nil {
		return session{}, err
	}
	var t tokenWire
	form := url.Values{"grant_type": {"urn:ietf:params:oauth:grant-type:jwt-bearer"}, "assertion": {assertion}}
	err = g.do(ctx, call{method: http.MethodPost, address: g.auth + "/oauth/token", kind: "application/x-www-form-urlencoded", body: []byte(form.Encode())}, &t)
	if e := refusal(err); e != nil { // every refusal of a sign-in is one of the keys
		if e.OAuth == "consent_required" {
			return session{}, ErrConsent.Because(err)
		}
		return session{}, contracts.ErrRefusedKeys.Because(err)
	}
	if err != nil {
		return session{}, err
	}
	var u userWire
	if err := g.do(ctx, call{method: http.MethodGet, address: g.auth + "/oauth/userinfo", token: t.Token}, &u); err != nil {
		return session{}, err
	}
	for _, a := range u.Accounts {
		if a.ID == g.keys[AccountID] || g.keys[AccountID] == "" && a.Default {
			s := session{token: t.Token, account: a.ID, name: a.Name, base: strings.TrimSuffix(a.Base, "/") + "/restapi/v2.1/accounts/" + url.PathEscape(a.ID),
				until: now.Add(time.Duration(t.Seconds)*time.Second - 2*time.Minute)}
			g.sessions.put(key, s)
			return s, nil
		}
	}
	return session{}, contracts.ErrRefusedKeys.Detailf("DocuSign: the person has no such account")
}

func (g *Gateway) assertion(now time.Time) (string, error) {
	private, err := readKey(g.keys[PrivateKey])
	if err != nil {
		return "", contracts.ErrRefusedKeys.Because(err)
	}
	host, err := url.Parse(g.auth)
	if err != nil {
		return "", err
	}
	claims, err := json.Marshal(map[string]any{"iss": g.keys[IntegrationKey], "sub": g.keys[UserID], "aud": host.Host, "iat": now.Unix(), "exp": now.Add(time.Hour).Unix(), "scope": "signature impersonation"})
	if err != nil {
		return "", err
	}
	signed := base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"RS256","typ":"JWT"}`)) + "." + base64.RawURLEncoding.EncodeToString(claims)
	sum := sha256.Sum256([]byte(signed))
	signature, err := rsa.SignPKCS1v15(rand.Reader, private, crypto.SHA256, sum[:])
	return signed + "." + base64.RawURLEncoding.EncodeToString(signature), err
}

var errKey = errors.New("docusign: no RSA private key in PEM")

func readKey(text string) (*rsa.PrivateKey, error) {
	block, _ := pem.Decode([]byte(text))
	if block == nil {
		return nil, errKey
	}
	if key, err := x509.ParsePKCS1PrivateKey(block.Bytes); err == nil {
		return key, nil
	}
	key, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if private, ok := key.(*rsa.PrivateKey); err == nil && ok {
		return private, nil
	}
	return nil, errKey
}

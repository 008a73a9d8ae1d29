package identityio

import (
	"crypto/ed25519"
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"

	"comptoir/internal/identity"
	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/ident"
)

// audience is for whom access tokens are; a token of the same keys for anything else must name another.
const audience = "comptoir-api"

// tokenType is the kind of token (RFC 9068).
const tokenType = "at+jwt"

// Tokens signs and reads access tokens: JWTs by EdDSA (Ed25519) and by nothing else. The keys come from the server's
// secrets, newest first: the first signs, all are believed, each under its own kid. docs/security/keys.md says how they
// are changed while several replicas run. It implements identity.AccessTokens.
type Tokens struct {
	issuer string
	signer jose.Signer
	keys   map[string]ed25519.PublicKey // by kid: the allow-list
}

var _ identity.AccessTokens = (*Tokens)(nil)

// NewTokens returns tokens issued by an installation (its public address).
func NewTokens(issuer string, secrets ...[]byte) (*Tokens, error) {
	if issuer == "" || len(secrets) == 0 {
		return nil, errors.New("identityio: access tokens need an issuer and a server secret")
	}
	t := &Tokens{issuer: issuer, keys: map[string]ed25519.PublicKey{}}
	for _, secret := range secrets {
		if len(secret) < 32 {
			return nil, errors.New("identityio: a server secret needs 32 bytes")
		}
		seed, err := hkdf.Key(sha256.New, secret, nil, "comptoir/identity/access-tokens/v1", ed25519.SeedSize)
		if err != nil {
			return nil, fmt.Errorf("identityio: %w", err)
		}
		private := ed25519.NewKeyFromSeed(seed)
		public := private.Public().(ed25519.PublicKey)
		sum := sha256.Sum256(public)
		kid := base64.RawURLEncoding.EncodeToString(sum[:9])
		t.keys[kid] = public
		if t.signer == nil {
			key := jose.SigningKey{Algorithm: jose.EdDSA, Key: jose.JSONWebKey{Key: private, KeyID: kid}}
			if t.signer, err = jose.NewSigner(key, (&jose.SignerOptions{}).WithType(tokenType)); err != nil {
				return nil, fmt.Errorf("identityio: %w", err)
			}
		}
	}
	return t, nil
}

// claims is the wire form (RFC 9068 where it has a name).
type claims struct {
	jwt.Claims
	Tenant  string           `json:"tid"`
	Session string           `json:"sid"`
	Roles   []string         `json:"roles"`
	Name    string           `json:"name,omitempty"`
	Email   string           `json:"email,omitempty"`
	Locale  string           `json:"locale,omitempty"`
	Enrol   bool             `json:"enrol,omitempty"`     // a second factor must be set up first
	Proved  *jwt.NumericDate `json:"auth_time,omitempty"` // OpenID Connect's name: the last proof by the person himself
}

// Sign implements identity.AccessTokens.
func (t *Tokens) Sign(c identity.Claims) (string, error) {
	roles := make([]string, len(c.Roles))
	for n, r := range c.Roles {
		roles[n] = string(r)
	}
	text, err := jwt.Signed(t.signer).Claims(claims{
		Claims: jwt.Claims{Issuer: t.issuer, Audience: jwt.Audience{audience}, Subject: c.User.String(), IssuedAt: jwt.NewNumericDate(c.Issued),
			Expiry: jwt.NewNumericDate(c.Expires)},
		Tenant: c.Tenant.String(), Session: c.Session.String(), Roles: roles, Name: c.Name, Email: c.Email, Locale: c.Locale,
		Proved: jwt.NewNumericDate(c.Proved), Enrol: c.Enrol,
	}).Serialize()
	if err != nil {
		return "", fmt.Errorf("identityio: %w", err)
	}
	return text, nil
}

// Read verifies signature, issuer and audience and returns what the token says; whether its time is over and whether it
// is for this business, Identity.ActorOfClaims decides. identity.ErrToken.
func (t *Tokens) Read(text string) (identity.Claims, error) {
	if len(text) > 4096 {
		return identity.Claims{}, identity.ErrToken
	}
	token, err := jwt.ParseSigned(text, []jose.SignatureAlgorithm{jose.EdDSA}) // refuses "none", HMAC and all else
	if err != nil || len(token.Headers) != 1 {
		return identity.Claims{}, identity.ErrToken
	}
	key, ok := t.keys[token.Headers[0].KeyID]
	if kind, _ := token.Headers[0].ExtraHeaders[jose.HeaderType].(string); !ok || kind != tokenType { // another kind of token of the same key is none of ours
		return identity.Claims{}, identity.ErrToken
	}
	var c claims
	if err := token.Claims(key, &c); err != nil {
		return identity.Claims{}, identity.ErrToken
	}
	if c.Issuer != t.issuer || !c.Audience.Contains(audience) || c.Expiry == nil || c.IssuedAt == nil {
		return identity.Claims{}, identity.ErrToken
	}
	return c.value()
}

func (c claims) value() (out identity.Claims, err error) {
	user, err1 := ident.Parse[access.User](c.Subject)
	tenant, err2 := ident.Parse[access.Tenant](c.Tenant)
	session, err3 := ident.ParseRaw(c.Session)
	if errors.Join(err1, err2, err3) != nil {
		return out, identity.ErrToken
	}
	out = identity.Claims{Tenant: tenant, User: user, Session: identity.SessionID(session), Name: c.Name, Email: c.Email, Locale: c.Locale, Enrol: c.Enrol,
		Issued: c.IssuedAt.Time().UTC(), Expires: c.Expiry.Time().UTC().Truncate(time.Second)}
	if c.Proved != nil {
		out.Proved = c.Proved.Time().UTC()
	}
	for _, r := range c.Roles {
		out.Roles = append(out.Roles, identity.Role(r))
	}
	return out, nil
}

package comptoir

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"time"
)

// Session is what signing in gives. It is a secret.
type Session struct {
	AccessToken  string    `json:"accessToken"`
	RefreshToken string    `json:"refreshToken,omitempty"`
	ExpiresAt    time.Time `json:"expiresAt,omitzero"` // of the access token
}

// SecondStep is the error of SignIn for an account with a second factor, when the password was right. Ask the person for
// a code and go on with TakeSecondStep; a passkey goes through Auth.PostLoginSecond, and Use.
type SecondStep struct {
	Challenge string   // a secret
	Methods   []string // "code", "recovery_code", "passkey"
	ExpiresIn time.Duration
}

// Error says what is asked for.
func (s *SecondStep) Error() string {
	return "comptoir: a second step is asked for: " + strings.Join(s.Methods, ", ")
}

// tokens is the part of the answer to a sign-in or a renewal that the client itself uses.
type tokens struct {
	Challenge    string   `json:"challenge"`
	Methods      []string `json:"methods"`
	AccessToken  string   `json:"accessToken"`
	RefreshToken string   `json:"refreshToken"`
	ExpiresIn    int64    `json:"expiresIn"`
}

// SignIn opens a session; the calls that follow are made with it, and it is renewed when it runs out. An account with a
// second factor has a *SecondStep for an error.
func (c *Client) SignIn(ctx context.Context, email, password string) (Session, error) {
	return c.open(ctx, call{method: http.MethodPost, path: "/api/auth/login", json: map[string]string{"email": email, "password": password}})
}

// TakeSecondStep ends a sign-in with the code of an authenticator application, or a recovery code.
func (c *Client) TakeSecondStep(ctx context.Context, challenge, code string) (Session, error) {
	return c.open(ctx, call{method: http.MethodPost, path: "/api/auth/login/second", json: map[string]string{"challenge": challenge, "code": code}})
}

// SignOut ends the session on the server and here.
func (c *Client) SignOut(ctx context.Context) error {
	s := c.Session()
	body := map[string]string{}
	if s.RefreshToken != "" {
		body["refreshToken"] = s.RefreshToken
	}
	err := c.run(ctx, &call{method: http.MethodPost, path: "/api/auth/logout", json: body}, nil)
	if err == nil {
		c.Use(Session{})
	}
	return err
}

// Session returns the session of the moment.
func (c *Client) Session() Session {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.session
}

// Use goes on with another session, such as one that a second factor opened.
func (c *Client) Use(s Session) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.session = s
}

func (c *Client) open(ctx context.Context, k call) (Session, error) {
	k.anonymous = true
	got, err := decode[tokens](ctx, c, &k, nil)
	if err != nil {
		return Session{}, err
	}
	switch {
	case got != nil && got.Challenge != "":
		return Session{}, &SecondStep{Challenge: got.Challenge, Methods: got.Methods, ExpiresIn: time.Duration(got.ExpiresIn) * time.Second}
	case got == nil || got.AccessToken == "":
		return Session{}, errors.New("comptoir: the answer holds no token")
	}
	s := Session{AccessToken: got.AccessToken, RefreshToken: got.RefreshToken, ExpiresAt: time.Now().Add(time.Duration(got.ExpiresIn) * time.Second)}
	c.Use(s)
	if c.onSession != nil {
		c.onSession(s)
	}
	return s, nil
}

// renewable says whether a refused token of a call may be replaced.
func (c *Client) renewable(k *call) bool {
	if k.anonymous || strings.HasPrefix(k.path, "/api/auth/") && k.method != http.MethodGet {
		return false
	}
	return c.refresh != nil || c.Session().RefreshToken != ""
}

// renew replaces a token that was refused. Of several calls that were refused together one renews, the others wait for it
// and take what it got. A caller who leaves does not cut the renewal: the refresh token would be spent for nothing.
func (c *Client) renew(ctx context.Context, stale string) error {
	c.renewing.Lock()
	defer c.renewing.Unlock()
	s := c.Session()
	if s.AccessToken != stale {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Minute)
	defer cancel()
	if c.refresh != nil {
		token, err := c.refresh(ctx, stale)
		if err == nil {
			s.AccessToken = token
			c.Use(s)
		}
		return err
	}
	_, err := c.open(ctx, call{method: http.MethodPost, path: "/api/auth/refresh", json: map[string]string{"refreshToken": s.RefreshToken}})
	return err
}

package paypalpay

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"comptoir/internal/payments"
)

// The addresses of PayPal's API.
const (
	Live    = "https://api-m.paypal.com"
	Sandbox = "https://api-m.sandbox.paypal.com"
)

const maxAnswer = 4 << 20

// apiError is a refusal that PayPal explains.
type apiError struct {
	Status  int    `json:"-"`
	Name    string `json:"name"`
	Details []struct {
		Issue string `json:"issue"`
	} `json:"details"`
}

// Error implements error.
func (e *apiError) Error() string {
	return fmt.Sprintf("paypal: %d %s %s", e.Status, e.Name, e.issue())
}

func (e *apiError) issue() string {
	if len(e.Details) > 0 {
		return e.Details[0].Issue
	}
	return e.Name
}

func refusal(err error) *apiError {
	var e *apiError
	if errors.As(err, &e) {
		return e
	}
	return nil
}

// tokens are access tokens by account: they live for hours, drivers for one call.
type tokens struct {
	mu  sync.Mutex
	all map[string]token
}

type token struct {
	value string
	until time.Time
}

// client calls PayPal for one account.
type client struct {
	http       *http.Client
	address    string
	id, secret string
	tokens     *tokens
}

func (c client) account() string { return c.address + "|" + c.id + "|" + c.secret }

// token returns the account's access token, asked for when none is left that lives a minute more.
func (c client) token(ctx context.Context) (string, error) {
	key := c.account()
	c.tokens.mu.Lock()
	known := c.tokens.all[key]
	c.tokens.mu.Unlock()
	if time.Until(known.until) > time.Minute {
		return known.value, nil
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, c.address+"/v1/oauth2/token", strings.NewReader(url.Values{"grant_type": {"client_credentials"}}.Encode()))
	if err != nil {
		return "", err
	}
	r.SetBasicAuth(c.id, c.secret)
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	var got struct {
		Token   string `json:"access_token"`
		Seconds int    `json:"expires_in"`
	}
	if err := c.send(r, &got); err != nil {
		return "", err
	}
	c.tokens.mu.Lock()
	defer c.tokens.mu.Unlock()
	c.tokens.all[key] = token{got.Token, time.Now().Add(time.Duration(got.Seconds) * time.Second)}
	return got.Token, nil
}

// verbatim is a body that is sent as it is.
type verbatim []byte

// call makes one call; body nil sends none, id "" no PayPal-Request-Id.
func (c client) call(ctx context.Context, method, path, id string, body, to any) error {
	var raw []byte
	if ready, ok := body.(verbatim); ok {
		raw = ready
	} else if body != nil {
		var err error
		if raw, err = json.Marshal(body); err != nil {
			return err
		}
	} else if method == http.MethodPost {
		raw = []byte("{}")
	}
	err := c.once(ctx, method, path, id, raw, to)
	if e := refusal(err); e == nil || e.Status != http.StatusUnauthorized {
		return err
	}
	c.tokens.mu.Lock() // PayPal took the token back before its time
	delete(c.tokens.all, c.account())
	c.tokens.mu.Unlock()
	return c.once(ctx, method, path, id, raw, to)
}

func (c client) once(ctx context.Context, method, path, id string, raw []byte, to any) error {
	access, err := c.token(ctx)
	if err != nil {
		return err
	}
	r, err := http.NewRequestWithContext(ctx, method, c.address+path, bytes.NewReader(raw))
	if err != nil {
		return err
	}
	r.Header.Set("Authorization", "Bearer "+access)
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Prefer", "return=representation")
	if id != "" {
		r.Header.Set("PayPal-Request-Id", id)
	}
	return c.send(r, to)
}

// send turns no answer, and the codes by which PayPal says «again», into ErrGatewayAway: the outcome is unknown, and the
// same call under the same identifier finds it out.
func (c client) send(r *http.Request, to any) error {
	resp, err := c.http.Do(r) // #nosec G704 -- PayPal's address, or the one that the operator has configured
	if err != nil {
		return payments.ErrGatewayAway.Because(err)
	}
	defer func() { _ = resp.Body.Close() }()
	raw, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer))
	if err != nil {
		return payments.ErrGatewayAway.Because(err)
	}
	if resp.StatusCode/100 == 2 {
		if err := json.Unmarshal(raw, to); err != nil {
			return payments.ErrGatewayAway.Because(err)
		}
		return nil
	}
	refused := &apiError{Status: resp.StatusCode}
	_ = json.Unmarshal(raw, refused) // what is no JSON has its status
	switch {
	case resp.StatusCode >= 500, resp.StatusCode == http.StatusTooManyRequests, resp.StatusCode == http.StatusConflict,
		resp.StatusCode == http.StatusUnauthorized, resp.StatusCode == http.StatusForbidden:
		return payments.ErrGatewayAway.Because(refused)
	case resp.StatusCode == http.StatusNotFound:
		return payments.ErrUnknown.Because(refused)
	}
	return payments.ErrRefused.Because(refused)
}

package mangopay

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"

	"comptoir/internal/payments"
)

// The addresses of MangoPay's API.
const (
	Live    = "https://api.mangopay.com"
	Sandbox = "https://api.sandbox.mangopay.com"
)

const maxAnswer = 4 << 20

// apiError is a refusal that MangoPay explains.
type apiError struct {
	Status int               `json:"-"`
	Type   string            `json:"Type"` // "param_error", "forbidden_ressource"
	Errors map[string]string `json:"errors"`
}

// Error implements error. The messages may name a person; the type and the fields do not.
func (e *apiError) Error() string {
	fields := make([]string, 0, len(e.Errors))
	for name := range e.Errors {
		fields = append(fields, name)
	}
	return fmt.Sprintf("mangopay: %d %s %s", e.Status, e.Type, strings.Join(fields, ","))
}

func refusal(err error) *apiError {
	var e *apiError
	if errors.As(err, &e) {
		return e
	}
	return nil
}

// tokens are access tokens by account: they live for minutes, drivers for one call.
type tokens struct {
	mu  sync.Mutex
	all map[string]token
}

type token struct {
	value string
	until time.Time
}

// client calls MangoPay for one account.
type client struct {
	http    *http.Client
	address string
	id, key string
	tokens  *tokens
}

func (c client) account() string { return c.address + "|" + c.id + "|" + c.key }

func (c client) path(format string, args ...any) string {
	return "/v2.01/" + url.PathEscape(c.id) + fmt.Sprintf(format, args...)
}

// token returns the account's access token, asked for when none is left that lives a minute more.
func (c client) token(ctx context.Context) (string, error) {
	key := c.account()
	c.tokens.mu.Lock()
	known := c.tokens.all[key]
	c.tokens.mu.Unlock()
	if time.Until(known.until) > time.Minute {
		return known.value, nil
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, c.address+"/v2.01/oauth/token", strings.NewReader(url.Values{"grant_type": {"client_credentials"}}.Encode()))
	if err != nil {
		return "", err
	}
	r.SetBasicAuth(c.id, c.key)
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	var got struct {
		Token   string `json:"access_token"`
		Seconds int    `json:"expires_in"`
	}
	if _, err := c.send(r, &got); err != nil {
		return "", err
	}
	c.tokens.mu.Lock()
	defer c.tokens.mu.Unlock()
	c.tokens.all[key] = token{got.Token, time.Now().Add(time.Duration(got.Seconds) * time.Second)}
	return got.Token, nil
}

func (c client) get(ctx context.Context, path string, to any) error {
	_, err := c.call(ctx, http.MethodGet, path, "", nil, to)
	return err
}

// post makes something once; to is nil where nothing is answered. The same key names the same request for a day: the second time MangoPay answers 409, and what it
// answered the first time is fetched. So a lost answer is found again, whatever it was.
func (c client) post(ctx context.Context, path, key string, body, to any) error {
	key = keyOf(key)
	_, err := c.call(ctx, http.MethodPost, path, key, body, to)
	if e := refusal(err); e == nil || e.Status != http.StatusConflict {
		return err
	}
	var first struct {
		Status   string          `json:"StatusCode"`
		Resource json.RawMessage `json:"Resource"`
	}
	if err := c.get(ctx, c.path("/responses/%s", key), &first); err != nil {
		return away(err)
	}
	status, err := strconv.Atoi(first.Status)
	if err != nil {
		return payments.ErrGatewayAway.Because(fmt.Errorf("mangopay: a remembered answer without a status: %w", err))
	}
	return read(status, first.Resource, to)
}

// keyOf makes an idempotency key of 32 letters and digits.
func keyOf(what string) string {
	sum := sha256.Sum256([]byte(what))
	return hex.EncodeToString(sum[:16])
}

func (c client) call(ctx context.Context, method, path, key string, body, to any) (http.Header, error) {
	var raw []byte
	if body != nil {
		var err error
		if raw, err = json.Marshal(body); err != nil {
			return nil, err
		}
	}
	head, err := c.once(ctx, method, path, key, raw, to)
	if e := refusal(err); e == nil || e.Status != http.StatusUnauthorized {
		return head, err
	}
	c.tokens.mu.Lock() // MangoPay took the token back before its time
	delete(c.tokens.all, c.account())
	c.tokens.mu.Unlock()
	return c.once(ctx, method, path, key, raw, to)
}

func (c client) once(ctx context.Context, method, path, key string, raw []byte, to any) (http.Header, error) {
	access, err := c.token(ctx)
	if err != nil {
		return nil, err
	}
	r, err := http.NewRequestWithContext(ctx, method, c.address+path, bytes.NewReader(raw))
	if err != nil {
		return nil, err
	}
	r.Header.Set("Authorization", "Bearer "+access)
	r.Header.Set("Content-Type", "application/json")
	if key != "" {
		r.Header.Set("Idempotency-Key", key)
	}
	return c.send(r, to)
}

// send makes one call. No answer, an answer cut short and the codes by which MangoPay says «again» are ErrGatewayAway: the
// outcome is unknown, and the same call under the same key finds it out.
func (c client) send(r *http.Request, to any) (http.Header, error) {
	resp, err := c.http.Do(r) // #nosec G704 -- MangoPay's address, or the one that the operator has configured
	if err != nil {
		return nil, payments.ErrGatewayAway.Because(err)
	}
	defer func() { _ = resp.Body.Close() }()
	raw, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer))
	if err != nil {
		return nil, payments.ErrGatewayAway.Because(err)
	}
	return resp.Header, read(resp.StatusCode, raw, to)
}

func read(status int, raw []byte, to any) error {
	if status/100 == 2 {
		if to == nil { // nothing is told that is wanted
			return nil
		}
		if err := json.Unmarshal(raw, to); err != nil {
			return payments.ErrGatewayAway.Because(err)
		}
		return nil
	}
	refused := &apiError{Status: status}
	_ = json.Unmarshal(raw, refused) // what is no JSON has its status
	refused.Status = status
	if status >= 500 || status == http.StatusTooManyRequests || status == http.StatusUnauthorized || status == http.StatusForbidden {
		return payments.ErrGatewayAway.Because(refused)
	}
	return refused
}

// away is what becomes of an answer that must be there and is not.
func away(err error) error {
	if e := refusal(err); e != nil && !errors.Is(err, payments.ErrGatewayAway) {
		return payments.ErrGatewayAway.Because(err)
	}
	return err
}

// finalErr is what a caller is told of a refusal that is nobody's turn to repeat.
func finalErr(err error) error {
	e := refusal(err)
	switch {
	case e == nil || errors.Is(err, payments.ErrGatewayAway):
		return err
	case e.Status == http.StatusNotFound:
		return payments.ErrUnknown.Because(err)
	}
	return payments.ErrRefused.Because(err)
}

package docusign

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"

	"comptoir/internal/contracts"
)

const maxAnswer = 32 << 20

// call is one question. Its address is whole, or begins with "/" behind the account.
type call struct {
	method, address, kind, token string
	body                         []byte
}

// apiError is a refusal that DocuSign explains.
type apiError struct {
	Status int    `json:"-"`
	Code   string `json:"errorCode"`
	OAuth  string `json:"error"`
}

// Error implements error. DocuSign's message may name a person; its codes do not.
func (e *apiError) Error() string {
	return fmt.Sprintf("docusign: %d %s%s", e.Status, e.Code, e.OAuth)
}

func refusal(err error) *apiError {
	var e *apiError
	if errors.As(err, &e) && e.Status < 500 && e.Status != http.StatusTooManyRequests {
		return e
	}
	return nil
}

// api calls behind the account. A token that is no longer good is made anew, once.
func (g *Gateway) api(ctx context.Context, method, path string, body, to any) error {
	c := call{method: method}
	if body != nil {
		raw, err := json.Marshal(body)
		if err != nil {
			return err
		}
		c.body, c.kind = raw, "application/json"
	}
	for again := range 2 {
		s, err := g.open(ctx)
		if err != nil {
			return err
		}
		c.address, c.token = s.base+path, s.token
		err = g.do(ctx, c, to)
		if e := refusal(err); e != nil && e.Status == http.StatusUnauthorized && again == 0 {
			g.sessions.forget(g.fingerprint())
			continue
		}
		return err
	}
	return contracts.ErrGatewayAway
}

// do makes one call; to is a *[]byte for the bytes as they are, or takes JSON. No answer, an answer cut short, and the codes
// by which DocuSign says «again» are ErrGatewayAway: the outcome is unknown.
func (g *Gateway) do(ctx context.Context, c call, to any) error {
	r, err := http.NewRequestWithContext(ctx, c.method, c.address, bytes.NewReader(c.body))
	if err != nil {
		return err
	}
	if c.token != "" {
		r.Header.Set("Authorization", "Bearer "+c.token)
	}
	if c.kind != "" {
		r.Header.Set("Content-Type", c.kind)
	}
	resp, err := g.http.Do(r)
	if err != nil {
		return contracts.ErrGatewayAway.Because(err)
	}
	defer func() { _ = resp.Body.Close() }()
	raw, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer))
	if err != nil {
		return contracts.ErrGatewayAway.Because(err)
	}
	if resp.StatusCode/100 == 2 {
		return take(raw, to)
	}
	refused := &apiError{Status: resp.StatusCode}
	_ = json.Unmarshal(raw, refused) // what is no JSON has its status
	switch s := resp.StatusCode; {
	case s == http.StatusUnauthorized || s == http.StatusForbidden:
		return contracts.ErrRefusedKeys.Because(refused)
	case s == http.StatusNotFound || refused.Code == "ENVELOPE_DOES_NOT_EXIST" || refused.Code == "INVALID_ENVELOPE_ID":
		return contracts.ErrUnknown.Because(refused)
	case s >= 500 || s == http.StatusTooManyRequests || refused.Code == "HOURLY_APIINVOCATION_LIMIT_EXCEEDED":
		return contracts.ErrGatewayAway.Because(refused)
	}
	return contracts.ErrRefusedBy.Because(refused)
}

func take(raw []byte, to any) error {
	switch to := to.(type) {
	case nil:
		return nil
	case *[]byte:
		*to = raw
		return nil
	default:
		if err := json.Unmarshal(raw, to); err != nil {
			return contracts.ErrGatewayAway.Because(err)
		}
		return nil
	}
}

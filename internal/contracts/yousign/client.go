package yousign

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

// Yousign's own addresses.
const (
	Production = "https://api.yousign.app/v3"
	Sandbox    = "https://api-sandbox.yousign.app/v3"
)

const maxAnswer = 32 << 20

type client struct {
	http    *http.Client
	address string
	key     string
}

// apiError is a refusal that Yousign explains (RFC 7807, with the parameters at fault).
type apiError struct {
	Status int    `json:"-"`
	Type   string `json:"type"`
	Title  string `json:"title"`
	Params []struct {
		Name string `json:"name"`
	} `json:"invalid_params"`
}

// Error implements error. Yousign's details may name a person; parameters' names do not.
func (e *apiError) Error() string {
	names := ""
	for _, p := range e.Params {
		names += " " + p.Name
	}
	return fmt.Sprintf("yousign: %d %s%s", e.Status, e.Title, names)
}

func (c client) call(ctx context.Context, method, path string, body, to any) error {
	var content io.Reader
	kind := ""
	if body != nil {
		raw, err := json.Marshal(body)
		if err != nil {
			return err
		}
		content, kind = bytes.NewReader(raw), "application/json"
	}
	raw, err := c.raw(ctx, method, path, kind, content)
	if err != nil || to == nil {
		return err
	}
	if err := json.Unmarshal(raw, to); err != nil {
		return contracts.ErrGatewayAway.Because(err)
	}
	return nil
}

// raw makes one call. No answer, an answer cut short, and the codes by which Yousign says «again» are ErrGatewayAway: the
// outcome is unknown.
func (c client) raw(ctx context.Context, method, path, kind string, body io.Reader) ([]byte, error) {
	r, err := http.NewRequestWithContext(ctx, method, c.address+path, body)
	if err != nil {
		return nil, err
	}
	r.Header.Set("Authorization", "Bearer "+c.key)
	r.Header.Set("Accept", "application/json, application/pdf")
	if kind != "" {
		r.Header.Set("Content-Type", kind)
	}
	resp, err := c.http.Do(r)
	if err != nil {
		return nil, contracts.ErrGatewayAway.Because(err)
	}
	defer func() { _ = resp.Body.Close() }()
	raw, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer))
	if err != nil {
		return nil, contracts.ErrGatewayAway.Because(err)
	}
	if resp.StatusCode/100 == 2 {
		return raw, nil
	}
	refused := &apiError{Status: resp.StatusCode}
	_ = json.Unmarshal(raw, refused) // what is no JSON has its status
	switch s := resp.StatusCode; {
	case s == http.StatusUnauthorized || s == http.StatusForbidden:
		return nil, contracts.ErrRefusedKeys.Because(refused)
	case s == http.StatusNotFound:
		return nil, contracts.ErrUnknown.Because(refused)
	case s >= 500 || s == http.StatusTooManyRequests || s == http.StatusRequestTimeout:
		return nil, contracts.ErrGatewayAway.Because(refused)
	}
	return nil, contracts.ErrRefusedBy.Because(refused)
}

func refused(err error) bool { return errors.Is(err, contracts.ErrRefusedBy) }

package stripepay

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"

	"comptoir/internal/payments"
)

// version is the release of Stripe's API whose shapes wire.go holds. It is sent with each call, so that an account with
// another default answers the same.
const version = "2024-06-20"

// Address is Stripe's own.
const Address = "https://api.stripe.com"

const maxAnswer = 4 << 20

// client calls Stripe with one secret key.
type client struct {
	http    *http.Client
	address string
	key     string
	account string // a connected account in whose name is asked; "": the business's own
}

// apiError is a refusal that Stripe explains.
type apiError struct {
	Status int `json:"-"`
	Body   struct {
		Type          string  `json:"type"`
		Code          string  `json:"code"`
		DeclineCode   string  `json:"decline_code"`
		Message       string  `json:"message"`
		PaymentIntent *intent `json:"payment_intent"`
	} `json:"error"`
}

// Error implements error. Stripe's message may name a person; its codes do not.
func (e *apiError) Error() string {
	return fmt.Sprintf("stripe: %d %s %s", e.Status, e.Body.Type, e.Body.Code)
}

// failure is the code that is stored of a refused attempt.
func (e *apiError) failure() string {
	if e.Body.DeclineCode != "" {
		return e.Body.DeclineCode
	}
	return e.Body.Code
}

func (c client) get(ctx context.Context, path string, query url.Values, to any) error {
	return c.do(ctx, http.MethodGet, path+"?"+query.Encode(), nil, "", to)
}

func (c client) post(ctx context.Context, path string, form url.Values, key string, to any) error {
	return c.do(ctx, http.MethodPost, path, form, key, to)
}

// do makes one call. No answer, an answer cut short, and the codes by which Stripe says «again» are ErrGatewayAway: the
// outcome is unknown, and the same call with the same key finds it out.
func (c client) do(ctx context.Context, method, path string, form url.Values, key string, to any) error {
	r, err := http.NewRequestWithContext(ctx, method, c.address+path, strings.NewReader(form.Encode()))
	if err != nil {
		return err
	}
	r.SetBasicAuth(c.key, "")
	r.Header.Set("Stripe-Version", version)
	if c.account != "" {
		r.Header.Set("Stripe-Account", c.account)
	}
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		if key != "" {
			r.Header.Set("Idempotency-Key", key)
		}
	}
	resp, err := c.http.Do(r)
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
	again := resp.StatusCode >= 500 || resp.StatusCode == http.StatusTooManyRequests || resp.StatusCode == http.StatusConflict
	if again || resp.StatusCode == http.StatusUnauthorized || resp.StatusCode == http.StatusForbidden {
		return payments.ErrGatewayAway.Because(refused)
	}
	return refused
}

// refusal is the answer of Stripe that err holds, or nil.
func refusal(err error) *apiError {
	var e *apiError
	if errors.As(err, &e) {
		return e
	}
	return nil
}

// finalErr is what a caller is told of a refusal that is nobody's turn to repeat.
func finalErr(err error) error {
	e := refusal(err)
	switch {
	case e == nil || e.Status == http.StatusUnauthorized || e.Status == http.StatusForbidden || e.Status >= 500:
		return err
	case e.Status == http.StatusNotFound:
		return payments.ErrUnknown.Because(err)
	}
	return payments.ErrRefused.Because(err)
}

package comptoir

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	mathrand "math/rand/v2"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// call is one operation with what is sent.
type call struct {
	method, path string
	query        url.Values
	json         any
	form         *form
	raw          []byte
	contentType  string
	anonymous    bool // without the session
	header       http.Header
	meta         *Meta
}

// CallOption changes one call.
type CallOption func(*call)

// IdempotencyKey gives a POST a key of the caller's own, such as the number of an order, so that it is done once even if
// the caller's program dies and asks again. Without it every call gets a key that its retries keep.
func IdempotencyKey(key string) CallOption { return Header("Idempotency-Key", key) }

// IfMatch makes a change conditional on the ETag that was read; the refusal of a stale one has the status 412.
func IfMatch(etag string) CallOption { return Header("If-Match", etag) }

// IfNoneMatch asks for a thing only if it changed since the ETag; otherwise the call returns ErrNotModified.
func IfNoneMatch(etag string) CallOption { return Header("If-None-Match", etag) }

// Language asks for texts in a language such as "fr".
func Language(tag string) CallOption { return Header("Accept-Language", tag) }

// Header sends a header.
func Header(name, value string) CallOption {
	return func(k *call) { k.header.Set(name, value) }
}

// Capture fills a Meta with what the answer says beside its body: its ETag, for instance.
func Capture(m *Meta) CallOption { return func(k *call) { k.meta = m } }

// decode makes a call whose answer is JSON.
func decode[T any](ctx context.Context, c *Client, k *call, options []CallOption) (*T, error) {
	k.header = http.Header{"Accept": {"application/json, application/problem+json"}}
	res, err := c.send(ctx, k, options)
	if err != nil {
		return nil, err
	}
	defer func() { _ = res.Body.Close() }()
	if res.StatusCode == http.StatusNoContent {
		return nil, nil
	}
	out := new(T)
	var target any = out
	if several, ok := target.(interface{ of(status int) any }); ok {
		if target = several.of(res.StatusCode); target == nil {
			return out, nil
		}
	}
	if err := json.NewDecoder(res.Body).Decode(target); err != nil {
		return nil, fmt.Errorf("comptoir: the answer to %s %s: %w", k.method, k.path, err)
	}
	return out, nil
}

// run makes a call whose answer has no body.
func (c *Client) run(ctx context.Context, k *call, options []CallOption) error {
	k.header = http.Header{}
	res, err := c.send(ctx, k, options)
	if err != nil {
		return err
	}
	_, _ = io.Copy(io.Discard, io.LimitReader(res.Body, 1<<16)) // so that the connection is used again
	return res.Body.Close()
}

// file makes a call whose answer is a document.
func (c *Client) file(ctx context.Context, k *call, options []CallOption) (*File, error) {
	k.header = http.Header{}
	res, err := c.send(ctx, k, options)
	if err != nil {
		return nil, err
	}
	return &File{ContentType: res.Header.Get("Content-Type"), Body: res.Body}, nil
}

// send tries a call until it succeeds, is refused for good, or patience ends. The body of the answer is the caller's.
func (c *Client) send(ctx context.Context, k *call, options []CallOption) (*http.Response, error) {
	for _, o := range options {
		o(k)
	}
	if strings.Contains(k.path, "//") || strings.HasSuffix(k.path, "/") || strings.Contains(k.path+"/", "/./") || strings.Contains(k.path+"/", "/../") {
		return nil, fmt.Errorf("comptoir: a parameter of the path %q is empty", k.path)
	}
	body, err := k.body()
	if err != nil {
		return nil, err
	}
	if k.method == http.MethodPost && k.header.Get("Idempotency-Key") == "" {
		k.header.Set("Idempotency-Key", rand.Text())
	}
	renewed := false
	for attempt := 1; ; attempt++ {
		token := ""
		if !k.anonymous {
			token = c.Session().AccessToken
		}
		res, err := c.once(ctx, k, body, token)
		if err == nil {
			return res, nil
		}
		if e, ok := AsError(err); ok && e.Status == http.StatusUnauthorized && !renewed && c.renewable(k) {
			renewed = true
			if err := c.renew(ctx, token); err != nil {
				return nil, fmt.Errorf("comptoir: the session cannot be renewed: %w", err)
			}
			attempt--
			continue
		}
		wait, again := c.patience(ctx, k, err, attempt)
		if !again {
			return nil, err
		}
		if c.pause(ctx, wait) != nil {
			return nil, errors.Join(ctx.Err(), err)
		}
	}
}

// once makes one attempt; a status that is no success comes back as an error.
func (c *Client) once(ctx context.Context, k *call, body []byte, token string) (*http.Response, error) {
	address := c.base + k.path
	if len(k.query) > 0 {
		address += "?" + k.query.Encode()
	}
	var content io.Reader
	if body != nil {
		content = bytes.NewReader(body)
	}
	r, err := http.NewRequestWithContext(ctx, k.method, address, content)
	if err != nil {
		return nil, err
	}
	r.Header.Set("User-Agent", c.agent)
	if body != nil {
		r.Header.Set("Content-Type", k.contentType)
	}
	if c.tenant != "" {
		r.Header.Set("X-Comptoir-Tenant", c.tenant)
	}
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	for name, values := range k.header {
		r.Header[name] = values
	}
	res, err := c.http.Do(r)
	if err != nil {
		return nil, err
	}
	if k.meta != nil {
		*k.meta = Meta{Status: res.StatusCode, ETag: res.Header.Get("ETag"), Location: res.Header.Get("Location"), Header: res.Header}
	}
	if res.StatusCode < 200 || res.StatusCode > 299 {
		return nil, refusal(res)
	}
	return res, nil
}

// patience says whether a failed call is tried again, and after what wait. A server that is busy (429, 503) has not done
// it; after a broken connection nobody knows, so that only what may be done twice is: a PATCH is not. A POST may, its key
// sees to it. 409 with a delay is the key's own "the first one is still at work".
func (c *Client) patience(ctx context.Context, k *call, failure error, attempt int) (time.Duration, bool) {
	if attempt >= c.attempts || ctx.Err() != nil || errors.Is(failure, ErrNotModified) {
		return 0, false
	}
	e, answered := AsError(failure)
	switch {
	case !answered:
		if k.method == http.MethodPatch {
			return 0, false
		}
		e = &Error{}
	case e.Status == http.StatusTooManyRequests, e.Status == http.StatusServiceUnavailable:
	case e.Status == http.StatusBadGateway, e.Status == http.StatusGatewayTimeout:
		if k.method == http.MethodPatch {
			return 0, false
		}
	case e.Status == http.StatusConflict && e.RetryAfter > 0 && k.method == http.MethodPost:
	default:
		return 0, false
	}
	wait := min(250*time.Millisecond<<(attempt-1), 8*time.Second)
	wait = wait/2 + mathrand.N(wait/2)
	if e.RetryAfter > 0 {
		wait = e.RetryAfter + mathrand.N(wait)
	}
	return wait, e.RetryAfter <= c.longest
}

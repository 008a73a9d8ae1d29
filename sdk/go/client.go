// Package comptoir is the client of Comptoir's API. Its types and one method an operation are generated from the OpenAPI
// document (types.gen.go, calls.gen.go); by hand are the connection and its options (client.go), one exchange with its
// retries (call.go), what is sent (encode.go), the session (session.go), refusals (errors.go) and a few values (values.go). It
// depends on the standard library alone and knows no rule of the business: what is allowed, the server says. Start with New.
package comptoir

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"
)

// Client calls the API for one business as one person, or as a visitor. It may be used by several goroutines.
type Client struct {
	Services

	base      string
	tenant    string
	agent     string
	http      *http.Client
	attempts  int
	longest   time.Duration // wait between two attempts
	refresh   func(ctx context.Context, stale string) (token string, err error)
	onSession func(Session)
	pause     func(ctx context.Context, d time.Duration) error

	renewing sync.Mutex // held while a session is renewed: a refresh token is used once
	mu       sync.Mutex
	session  Session
}

// Option sets up a Client.
type Option func(*Client)

// WithTenant names the business (its slug or id) in the header X-Comptoir-Tenant; it is not needed where the address of
// the client is the business's own host.
func WithTenant(tenant string) Option { return func(c *Client) { c.tenant = tenant } }

// WithToken sends a bearer token.
func WithToken(token string) Option {
	return func(c *Client) { c.session = Session{AccessToken: token} }
}

// WithSession goes on with a session that was kept; it is renewed when it has run out.
func WithSession(s Session) Option { return func(c *Client) { c.session = s } }

// OnSession is told each new session, of SignIn and of a renewal, to keep it: a refresh token is used once.
func OnSession(keep func(Session)) Option { return func(c *Client) { c.onSession = keep } }

// WithRefresh gives another way to a fresh token than the session's refresh token. It is called by one goroutine at a
// time when the server refuses the stale token, and the call is tried once more with what it returns.
func WithRefresh(refresh func(ctx context.Context, stale string) (token string, err error)) Option {
	return func(c *Client) { c.refresh = refresh }
}

// WithHTTPClient replaces the HTTP client; the usual one gives each attempt 60 s.
func WithHTTPClient(h *http.Client) Option { return func(c *Client) { c.http = h } }

// WithRetries sets how often a call is tried again (3 unless told) and how long it waits for that at most (60 s unless
// told): a server that asks for more patience has its refusal returned.
func WithRetries(again int, longest time.Duration) Option {
	return func(c *Client) { c.attempts, c.longest = again+1, longest }
}

// WithUserAgent says who calls.
func WithUserAgent(agent string) Option { return func(c *Client) { c.agent = agent } }

// New returns a client of the installation at an address such as https://rivages.example.
func New(address string, options ...Option) (*Client, error) {
	u, err := url.Parse(address)
	if err != nil {
		return nil, err
	}
	if u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || u.RawQuery != "" || u.User != nil {
		return nil, errors.New("comptoir: an address such as https://rivages.example is needed, without a query or an account")
	}
	c := &Client{base: strings.TrimRight(u.String(), "/"), agent: "comptoir-go", http: &http.Client{Timeout: time.Minute}, attempts: 4, longest: time.Minute, pause: sleep}
	for _, o := range options {
		o(c)
	}
	c.connect(c)
	return c, nil
}

func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

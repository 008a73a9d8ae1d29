// Package egress is the one way out: the HTTP client for addresses that somebody else has written, such as calendars to
// import, webhooks to call and pictures to fetch.
//
// It refuses to reach anything but the public Internet: this machine, the private networks around it and the metadata
// services of clouds are refused, whatever name or notation leads there. The decision falls when the connection is made,
// on the address that is dialled, so that a name which answers differently the second time (DNS rebinding) gains
// nothing, and again at every redirect. Answers are bounded in size and time.
//
// It knows nothing of feeds or payments, and keeps no cookies. Start with New; public.go holds the list of networks.
package egress

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"syscall"
	"time"
)

// ErrRefused says that an address may not be called; it is never worth a retry.
var ErrRefused = errors.New("egress: this address may not be called")

// ErrTooLarge says that an answer is longer than the client takes. The body read until then is not the whole answer.
var ErrTooLarge = errors.New("egress: the answer is too large")

// Config bounds a client. The zero value calls the public Internet, ten seconds and 8 MiB an answer.
type Config struct {
	Allow    []netip.Prefix // networks that may be called although they are not public, at any port
	Timeout  time.Duration  // of a whole exchange with its redirects and body; 10 s when 0
	MaxBytes int64          // of an answer's body, unpacked; 8 MiB when 0
	Resolver *net.Resolver  // the machine's when nil
}

const (
	maxRedirects = 3
	maxHeader    = 64 << 10
)

var ports = []uint16{80, 443, 8443}

// New returns a client that calls only what it may. Its errors wrap ErrRefused and ErrTooLarge. The environment's proxy
// is not used: it would resolve names in our place.
func New(cfg Config) *http.Client {
	if cfg.Timeout == 0 {
		cfg.Timeout = 10 * time.Second
	}
	if cfg.MaxBytes == 0 {
		cfg.MaxBytes = 8 << 20
	}
	dialer := &net.Dialer{Timeout: min(5*time.Second, cfg.Timeout), Resolver: cfg.Resolver, ControlContext: cfg.control}
	return &http.Client{Timeout: cfg.Timeout, CheckRedirect: redirect, Transport: &guard{most: cfg.MaxBytes, next: &http.Transport{
		Proxy: nil, DialContext: dialer.DialContext, TLSHandshakeTimeout: 5 * time.Second, ForceAttemptHTTP2: true,
		ResponseHeaderTimeout: cfg.Timeout, MaxResponseHeaderBytes: maxHeader, MaxIdleConnsPerHost: 2, IdleConnTimeout: 30 * time.Second,
	}}}
}

// control looks at the address that is about to be dialled, after every resolution.
func (c Config) control(_ context.Context, _, address string, _ syscall.RawConn) error {
	to, err := netip.ParseAddrPort(address)
	if err != nil {
		return fmt.Errorf("%w: %q", ErrRefused, address)
	}
	ip := to.Addr().Unmap()
	if slices.ContainsFunc(c.Allow, func(p netip.Prefix) bool { return p.Contains(ip) }) {
		return nil
	}
	if !Public(ip) {
		return fmt.Errorf("%w: %s is not public", ErrRefused, ip)
	}
	if !slices.Contains(ports, to.Port()) {
		return fmt.Errorf("%w: port %d", ErrRefused, to.Port())
	}
	return nil
}

// guard looks at each address before its name is resolved, the redirects' too, and bounds the answers.
type guard struct {
	next *http.Transport
	most int64
}

// RoundTrip implements http.RoundTripper.
func (g *guard) RoundTrip(r *http.Request) (*http.Response, error) {
	if err := Check(r.URL); err != nil {
		if r.Body != nil {
			_ = r.Body.Close() // the contract of a RoundTripper
		}
		return nil, err
	}
	resp, err := g.next.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	if resp.ContentLength > g.most {
		return nil, errors.Join(fmt.Errorf("%w: %d bytes announced", ErrTooLarge, resp.ContentLength), resp.Body.Close())
	}
	resp.Body = &bounded{ReadCloser: resp.Body, left: g.most}
	return resp, nil
}

// CloseIdleConnections lets http.Client close what it keeps open.
func (g *guard) CloseIdleConnections() { g.next.CloseIdleConnections() }

// Check refuses what an address may not look like, without resolving its name: for forms that take one. That it passes
// does not say that the address may be called.
func Check(u *url.URL) error {
	host := strings.TrimSuffix(u.Hostname(), ".")
	switch {
	case u.Scheme != "http" && u.Scheme != "https":
		return fmt.Errorf("%w: only http and https", ErrRefused)
	case u.User != nil:
		return fmt.Errorf("%w: it holds a name or a password", ErrRefused)
	case u.Opaque != "" || host == "":
		return fmt.Errorf("%w: it names no host", ErrRefused)
	}
	ip, err := netip.ParseAddr(host)
	if err == nil && (ip.Zone() != "" || host != u.Hostname()) || err != nil && number(host[strings.LastIndex(host, ".")+1:]) {
		return fmt.Errorf("%w: the host is no name and no usual address", ErrRefused)
	}
	return nil
}

// number recognises the last part of an address in decimal, octal or hexadecimal notation (2130706433, 0177.0.0.1,
// 0x7f.1), which some resolvers read as IPv4 (WHATWG URL, "ends in a number checker"). No top-level domain is one.
func number(label string) bool {
	digits, set := label, "0123456789"
	if hex, ok := strings.CutPrefix(strings.ToLower(label), "0x"); ok {
		digits, set = hex, "0123456789abcdef"
	}
	return strings.Trim(digits, set) == ""
}

// redirect bounds a chain, and refuses to leave TLS on the way.
func redirect(r *http.Request, via []*http.Request) error {
	if len(via) > maxRedirects {
		return fmt.Errorf("%w: more than %d redirects", ErrRefused, maxRedirects)
	}
	if via[len(via)-1].URL.Scheme == "https" && r.URL.Scheme != "https" {
		return fmt.Errorf("%w: redirected from https to http", ErrRefused)
	}
	return nil
}

// bounded is a body that fails, rather than ends, where the client takes no more.
type bounded struct {
	io.ReadCloser
	left int64
}

// Read implements io.Reader.
func (b *bounded) Read(p []byte) (int, error) {
	if b.left < 0 {
		return 0, ErrTooLarge
	}
	if int64(len(p)) > b.left+1 { // one byte more tells a body that just fits from one that does not
		p = p[:b.left+1]
	}
	n, err := b.ReadCloser.Read(p)
	b.left -= int64(n)
	if b.left < 0 {
		return n - 1, ErrTooLarge
	}
	return n, err
}

package tenancyio

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/maypok86/otter/v2"

	"comptoir/internal/kernel/access"
	"comptoir/internal/tenancy"
)

// Header names the tenant of a call to the API that comes to no tenant's host: a short name or an identifier.
const Header = "X-Comptoir-Tenant"

const (
	memory   = 15 * time.Second // how long another replica may go on with settings that were changed
	capacity = 10_000           // hosts remembered, unknown ones included: a flood of invented hosts evicts, it does not grow
)

// Directory finds the business to which a request belongs. What it found it remembers for a short while in the process;
// a change made by this process is seen at once.
type Directory struct {
	tenancy *tenancy.Tenancy
	scheme  string
	port    string // ":8080", or "" for the scheme's own
	base    []string
	cache   *otter.Cache[string, found]
}

// found is a business, or the certainty that there is none.
type found struct {
	state tenancy.State
	known bool
}

// NewDirectory returns a directory for an installation at public ("https://comptoir.example", "http://localhost:8080"):
// businesses answer at <slug>.<its host>. Further base domains may be given.
func NewDirectory(t *tenancy.Tenancy, public string, further ...string) (*Directory, error) {
	bases, err := basesOf(public, further)
	if err != nil {
		return nil, err
	}
	u, err := url.Parse(public)
	if err != nil {
		return nil, err
	}
	cache, err := otter.New(&otter.Options[string, found]{MaximumSize: capacity, ExpiryCalculator: otter.ExpiryWriting[string, found](memory)})
	if err != nil {
		return nil, fmt.Errorf("tenancyio: %w", err)
	}
	d := &Directory{tenancy: t, scheme: u.Scheme, base: bases, cache: cache}
	if u.Port() != "" {
		d.port = ":" + u.Port()
	}
	return d, nil
}

// basesOf returns the installation's own domains, the first being that of its public address.
func basesOf(public string, further []string) ([]string, error) {
	u, err := url.Parse(public)
	if err != nil || u.Hostname() == "" || u.Scheme != "http" && u.Scheme != "https" {
		return nil, fmt.Errorf("tenancyio: the public address %q is not of the form https://host", public)
	}
	bases := []string{tenancy.Host(u.Hostname())}
	for _, b := range further {
		bases = append(bases, tenancy.Host(b))
	}
	return bases, nil
}

// Forget drops everything remembered.
func (d *Directory) Forget() { d.cache.InvalidateAll() }

// ByHost returns the business that answers at a host (without port). tenancy.ErrUnknown.
func (d *Directory) ByHost(ctx context.Context, host string) (tenancy.State, error) {
	return d.find(ctx, "host "+host, tenancy.ResolveHost{Host: host, Base: d.base})
}

// ByKey returns a business by its short name or identifier. tenancy.ErrUnknown.
func (d *Directory) ByKey(ctx context.Context, key string) (tenancy.State, error) {
	return d.find(ctx, "key "+key, tenancy.ResolveHost{Key: key})
}

// ByID returns a business by its identifier: for jobs, which know only that. tenancy.ErrUnknown.
func (d *Directory) ByID(ctx context.Context, id access.TenantID) (tenancy.State, error) {
	return d.ByKey(ctx, id.String())
}

func (d *Directory) find(ctx context.Context, name string, ask tenancy.ResolveHost) (tenancy.State, error) {
	if len(name) > 300 {
		return tenancy.State{}, tenancy.ErrUnknown
	}
	f, err := d.cache.Get(ctx, name, otter.LoaderFunc[string, found](func(ctx context.Context, _ string) (found, error) {
		s, err := d.tenancy.ResolveHost(ctx, ask)
		if errors.Is(err, tenancy.ErrUnknown) {
			return found{}, nil
		}
		return found{s, true}, err
	}))
	if err == nil && !f.known {
		err = tenancy.ErrUnknown
	}
	return f.state, err
}

// Address returns the public address of a business, without a slash at the end: its own first host, or its short name
// under the installation's domain.
func (d *Directory) Address(s tenancy.State) string {
	host := s.Slug + "." + d.base[0]
	if len(s.Domains) > 0 {
		host = s.Domains[0]
	}
	return d.scheme + "://" + host + d.port
}

// Root returns the address of the installation itself.
func (d *Directory) Root() string { return d.scheme + "://" + d.base[0] + d.port }

// isRoot reports whether a host is the installation's own: its domain, or a bare network address.
func (d *Directory) isRoot(host string) bool {
	if net.ParseIP(strings.Trim(host, "[]")) != nil {
		return true
	}
	for _, b := range d.base {
		if host == b {
			return true
		}
	}
	return false
}

// Edge is how refusals of Resolve are shown, and how a request's network address is known.
type Edge struct {
	Problem func(w http.ResponseWriter, r *http.Request, err error) // for /api
	Page    func(w http.ResponseWriter, r *http.Request, err error) // for people
	Address func(r *http.Request) string                            // nil: the peer's; behind a trusted proxy: the client's
	Program func(r *http.Request) bool                              // calls beside /api/ that only programs make; nil: none
}

// Resolve lets next run for the business to which the request belongs: access.Actor (an anonymous visitor of that tenant)
// and tenancy.From in its context. At the installation's own host there is none, unless a call to the API names it by
// Header. An unknown host, an unknown name, and a header that contradicts the host are 404; a suspended business is 503.
func (d *Directory) Resolve(e Edge, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx := r.Context()
		actor := access.Actor{Kind: access.Anonymous, Address: peer(r)}
		if e.Address != nil {
			actor.Address = e.Address(r)
		}
		api := strings.HasPrefix(r.URL.Path, "/api/") || e.Program != nil && e.Program(r)
		s, some, err := d.of(access.With(ctx, actor), r, api)
		if err == nil && some {
			err = closed(w, s)
		}
		if some {
			actor.Tenant = s.ID
			ctx = tenancy.With(ctx, s)
		}
		r = r.WithContext(access.With(ctx, actor))
		switch {
		case err == nil:
			next.ServeHTTP(w, r)
		case api:
			e.Problem(w, r, err)
		default:
			e.Page(w, r, err)
		}
	})
}

// closed refuses who comes to a business that is not open.
func closed(w http.ResponseWriter, s tenancy.State) error {
	switch s.Status {
	case tenancy.Active:
		return nil
	case tenancy.Suspended:
		w.Header().Set("Retry-After", "3600")
		return tenancy.ErrSuspended
	}
	return tenancy.ErrErased // it will not come back by waiting; restored, it answers again at once
}

func (d *Directory) of(ctx context.Context, r *http.Request, api bool) (s tenancy.State, some bool, err error) {
	host := r.Host
	if h, _, err := net.SplitHostPort(host); err == nil {
		host = h
	}
	host = tenancy.Host(host)
	key := ""
	if api {
		key = r.Header.Get(Header)
	}
	switch {
	case !d.isRoot(host):
		s, err = d.ByHost(ctx, host)
		if err == nil && key != "" && key != s.Slug && !strings.EqualFold(key, s.ID.String()) {
			return tenancy.State{}, false, tenancy.ErrUnknown
		}
	case key != "":
		s, err = d.ByKey(ctx, key)
	default:
		return s, false, nil
	}
	return s, err == nil, err
}

func peer(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return host
}

package tenancy

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/fault"
)

// maxOrigins is how many sites may call the API of one business from a browser.
const maxOrigins = 20

// AllowOrigins replaces the sites whose pages may call the business's API from a browser, with a token and never with a
// cookie. Version is the one that the editor saw; zero skips the comparison.
type AllowOrigins struct {
	Version int
	Origins []string
}

// Needs implements access.Guarded.
func (AllowOrigins) Needs() access.Permission { return PermUpdateSettings }

func (t *Tenancy) allowOrigins(ctx context.Context, c AllowOrigins) (State, error) {
	return t.change(ctx, access.TenantOf(ctx), c.Version, func(x *Tenant, now time.Time) error { return x.Admit(c.Origins, now) })
}

// Admit replaces the origins, see AllowOrigins. It returns fault.ErrInvalid when one is none.
func (t *Tenant) Admit(origins []string, now time.Time) error {
	var c fault.Check
	var all []string
	for _, text := range origins {
		o, ok := Origin(text)
		if !ok {
			c.Fail("origins", "malformed_origin", "an address such as https://app.example.com, without path")
			continue
		}
		all = append(all, o)
	}
	slices.Sort(all)
	all = slices.Compact(all)
	c.That(len(all) <= maxOrigins, "origins", "too_many", "at most "+strconv.Itoa(maxOrigins)+" addresses")
	if err := c.Err(); err != nil {
		return err
	}
	t.s.Origins, t.s.UpdatedAt = all, now
	return nil
}

// Admits reports whether pages of an origin may call the API: only exactly those that were named (RFC 6454, 6.2). What a
// browser calls "null" is nobody's.
func (s State) Admits(origin string) bool { return slices.Contains(s.Origins, origin) }

// Origin brings an address into the form in which browsers name the origin of a page (RFC 6454, 6.2): scheme and host in
// small letters, a port only where it is not the scheme's own. Without TLS only this machine is taken: a developer's.
func Origin(text string) (string, bool) {
	scheme, rest, _ := strings.Cut(strings.ToLower(strings.TrimSpace(text)), "://")
	host, port, with := strings.Cut(strings.TrimSuffix(rest, "/"), ":")
	if n, err := strconv.Atoi(port); with && (err != nil || n < 1 || n > 65535 || strconv.Itoa(n) != port) {
		return "", false
	}
	own := host == "localhost" || host == "127.0.0.1"
	if !own && (scheme != "https" || len(host) > 253 || !hostShape.MatchString(host)) || scheme != "http" && scheme != "https" {
		return "", false
	}
	if !with || scheme == "https" && port == "443" || scheme == "http" && port == "80" {
		return scheme + "://" + host, true
	}
	return scheme + "://" + host + ":" + port, true
}

// Package limit says whether somebody may do something once more just now: sign in, search, send a mail. One port for
// every context, with a driver in the process (locallimit) and one on Redis that all replicas share (redislimit).
//
// It refuses to know what is limited and how a refusal is shown: the edge turns a Decision into RateLimit headers and
// 429. All drivers count by the generic cell rate algorithm (GCRA): Burst at once, then Rate per Per, evenly spaced,
// with one instant of state per key and no windows whose edges could be exploited. Start with Limiter.Allow.
package limit

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/netip"
	"strconv"
	"strings"
	"time"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/fault"
)

// Faults.
var (
	// ErrExceeded is what a use case or an edge returns for a refused Decision.
	ErrExceeded = fault.Define(fault.Limited, "limit.exceeded", "too many attempts; try again later")
	// ErrUnavailable: the driver does not answer and there is no fallback.
	ErrUnavailable = fault.Define(fault.Unavailable, "limit.unavailable", "the rate limits cannot be checked")
	// ErrMisused: an empty key, or a limit that allows nothing; a bug of the caller.
	ErrMisused = fault.Define(fault.Internal, "limit.misused", "the rate limit was given no key or no rate")
)

// Limit is Rate per Per on average, and at most Burst at once (0: Rate).
type Limit struct {
	Rate  int
	Per   time.Duration
	Burst int
}

// UnmarshalText reads "100/15m": so many in so long. "off" is the zero limit, which callers take for none.
func (l *Limit) UnmarshalText(text []byte) error {
	*l = Limit{}
	if string(text) == "off" {
		return nil
	}
	rate, per, ok := strings.Cut(string(text), "/")
	n, err := strconv.Atoi(rate)
	d, errPer := time.ParseDuration(per)
	if !ok || err != nil || errPer != nil || n <= 0 || d <= 0 {
		return errors.New("must be of the form 100/15m, or off")
	}
	*l = Limit{Rate: n, Per: d}
	return nil
}

// PerSecond is n a second, and n at once.
func PerSecond(n int) Limit { return Limit{Rate: n, Per: time.Second, Burst: n} }

// PerMinute is n a minute, and n at once.
func PerMinute(n int) Limit { return Limit{Rate: n, Per: time.Minute, Burst: n} }

// PerHour is n an hour, and n at once.
func PerHour(n int) Limit { return Limit{Rate: n, Per: time.Hour, Burst: n} }

// Decision answers Allow.
type Decision struct {
	Allowed    bool
	Limit      Limit         // what was applied, for the RateLimit-Policy header
	Remaining  int           // how often at once from now
	RetryAfter time.Duration // until the next is allowed; 0 when this one was
	ResetAfter time.Duration // until all of Burst is free again
	Degraded   bool          // counted by the fallback: this replica alone
}

// Err returns nil, or ErrExceeded.
func (d Decision) Err() error {
	if d.Allowed {
		return nil
	}
	return ErrExceeded
}

// Driver counts. Implementations are safe for concurrent use; concurrent calls are counted exactly.
type Driver interface {
	// Allow counts one attempt, unless it is refused: a refused one costs nothing. The limit is complete and valid.
	Allow(ctx context.Context, key string, l Limit) (Decision, error)
	// Peek answers as Allow would, and counts nothing.
	Peek(ctx context.Context, key string, l Limit) (Decision, error)
	// Reset forgets all attempts of a key, as after a successful sign-in.
	Reset(ctx context.Context, key string) error
}

// Limiter is the concrete port over a driver. Make it with New.
type Limiter struct {
	driver, fallback Driver
}

// New returns a limiter. When the driver is unavailable the fallback counts in its place (each replica for itself, so
// that N replicas allow N times as much: better than no limit and than no service); without one, Allow fails.
func New(driver, fallback Driver) *Limiter { return &Limiter{driver: driver, fallback: fallback} }

// Allow counts one attempt of key under l. Keys are made by Key. The error is ErrUnavailable (only without a fallback),
// ErrMisused, or the caller's cancellation; what to do then is the caller's choice.
func (m *Limiter) Allow(ctx context.Context, key string, l Limit) (Decision, error) {
	return m.ask(ctx, key, l, Driver.Allow)
}

// Peek says whether Allow would allow an attempt, and counts nothing: for what is counted only when it turns out wrong.
func (m *Limiter) Peek(ctx context.Context, key string, l Limit) (Decision, error) {
	return m.ask(ctx, key, l, Driver.Peek)
}

func (m *Limiter) ask(ctx context.Context, key string, l Limit, how func(Driver, context.Context, string, Limit) (Decision, error)) (Decision, error) {
	if l.Burst == 0 {
		l.Burst = l.Rate
	}
	if key == "" || l.Rate <= 0 || l.Per <= 0 || l.Burst < 0 {
		return Decision{}, ErrMisused
	}
	d, err := how(m.driver, ctx, key, l)
	if err != nil && ctx.Err() == nil && m.fallback != nil {
		d, err = how(m.fallback, ctx, key, l)
		d.Degraded = true
	}
	if err != nil {
		return Decision{}, outage(ctx, err)
	}
	d.Limit = l
	return d, nil
}

// Reset forgets the attempts of a key.
func (m *Limiter) Reset(ctx context.Context, key string) error {
	if key == "" {
		return ErrMisused
	}
	if m.fallback != nil {
		if err := m.fallback.Reset(ctx, key); err != nil {
			return outage(ctx, err)
		}
	}
	if err := m.driver.Reset(ctx, key); err != nil {
		return outage(ctx, err)
	}
	return nil
}

func outage(ctx context.Context, err error) error {
	if ctx.Err() != nil && errors.Is(err, ctx.Err()) || errors.Is(err, ErrUnavailable) {
		return err
	}
	return ErrUnavailable.Because(err)
}

// Network is what one household or server has of the internet: an IPv4 address, or the first 64 bits of an IPv6 one, of
// which everybody has as many as he likes.
func Network(address string) string {
	ip, err := netip.ParseAddr(address)
	if err != nil {
		return address
	}
	ip = ip.Unmap()
	if ip.Is6() {
		if p, err := ip.WithZone("").Prefix(64); err == nil {
			return p.String()
		}
	}
	return ip.String()
}

// Key names who is limited for what, in one tenant: Key(tenant, "identity.sign_in", email, address). Tenant may be zero
// for what belongs to the installation. Who is limited is hashed: mail addresses do not belong in a shared memory.
func Key(tenant access.TenantID, what string, who ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(who, "\x00")))
	return tenant.String() + "/" + what + "/" + hex.EncodeToString(sum[:16])
}

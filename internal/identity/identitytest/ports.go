package identitytest

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"comptoir/internal/event"
	"comptoir/internal/identity"
	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/usecase"
)

// PlainPasswords "hashes" by writing a mark in front, and counts how often it was asked: equal counts stand for equal
// work.
type PlainPasswords struct {
	mu       sync.Mutex
	Hashed   int
	Verified int
	Outdated string // hashes with this mark are to be made anew
}

const plain = "plain:"

// Hash implements identity.Passwords.
func (p *PlainPasswords) Hash(_ context.Context, password string) (string, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.Hashed++
	return plain + password, nil
}

// Verify implements identity.Passwords.
func (p *PlainPasswords) Verify(_ context.Context, hash, password string) (bool, bool, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.Verified++
	if p.Outdated != "" && strings.HasPrefix(hash, p.Outdated) {
		return hash == p.Outdated+password, true, nil
	}
	return hash == plain+password, false, nil
}

// Work returns how many hashes were computed since the last call.
func (p *PlainPasswords) Work() (hashed, verified int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	hashed, verified = p.Hashed, p.Verified
	p.Hashed, p.Verified = 0, 0
	return hashed, verified
}

// OpenTokens signs by writing the names of user and session.
type OpenTokens struct{}

// Sign implements identity.AccessTokens.
func (OpenTokens) Sign(c identity.Claims) (string, error) {
	return "access:" + c.User.String() + ":" + c.Session.String() + ":" + c.Expires.Format(time.RFC3339), nil
}

// CountedAttempts allows Most attempts of a kind on somebody; 0 allows all.
type CountedAttempts struct {
	Most int
	mu   sync.Mutex
	seen map[string]int
}

// ErrTooMany is what CountedAttempts refuses with.
var ErrTooMany = fault.Define(fault.Limited, "test.too_many", "too many attempts")

// Try implements identity.Attempts.
func (a *CountedAttempts) Try(ctx context.Context, what identity.Attempt, on string) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.seen == nil {
		a.seen = map[string]int{}
	}
	key := access.TenantOf(ctx).String() + string(what) + on
	a.seen[key]++
	if a.Most > 0 && a.seen[key] > a.Most {
		return ErrTooMany
	}
	return nil
}

// Forget implements identity.Attempts.
func (a *CountedAttempts) Forget(ctx context.Context, what identity.Attempt, on string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	delete(a.seen, access.TenantOf(ctx).String()+string(what)+on)
}

// Clock is a clock that a test moves.
type Clock struct {
	mu  sync.Mutex
	now time.Time
}

// Now returns the time.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// Advance moves the clock.
func (c *Clock) Advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// World is an Identity on a store, with what a test looks at and turns.
type World struct {
	*identity.Identity
	Harness   Harness
	Store     identity.Store // the harness's
	IDs       *ident.Source
	Clock     *Clock
	Passwords *PlainPasswords
	Attempts  *CountedAttempts
	Notes     *Notes
	Elsewhere *Elsewhere
}

// Notes keeps the notes that were taken.
type Notes struct {
	mu  sync.Mutex
	all []identity.SecurityNote
}

// Note implements identity.Watch.
func (n *Notes) Note(_ context.Context, note identity.SecurityNote) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.all = append(n.all, note)
}

// Take returns the notes since the last call.
func (n *Notes) Take() []identity.SecurityNote {
	n.mu.Lock()
	defer n.mu.Unlock()
	all := n.all
	n.all = nil
	return all
}

// Secrets are the server's keys in tests.
var Secrets = func() identity.Keys {
	k, err := identity.NewKeys([]byte("a server secret of thirty-two bytes, or more"))
	if err != nil {
		panic(err)
	}
	return k
}()

// Harness is a store under test. Published and Deferred look at one tenant, the one of ctx.
type Harness struct {
	Store     identity.Store
	Published func(t *testing.T, ctx context.Context) []event.Event
	Deferred  func(t *testing.T, ctx context.Context) []identity.IssueReset
}

// NewWorld makes an Identity over a store.
func NewWorld(h Harness) *World {
	w := &World{Harness: h, Store: h.Store, IDs: &ident.Source{}, Clock: &Clock{now: time.Date(2027, 4, 12, 9, 0, 0, 0, time.UTC)}, Passwords: &PlainPasswords{}, Attempts: &CountedAttempts{}, Notes: &Notes{}, Elsewhere: &Elsewhere{}}
	w.Identity = identity.New(identity.Deps{Store: h.Store, Passwords: w.Passwords, Tokens: OpenTokens{}, Attempts: w.Attempts, Keys: Secrets, Watch: w.Notes,
		Codes: Codes{}, Passkeys: Ceremonies{}, Secrets: Envelope{}, Random: Bytes, Providers: w.Elsewhere,
		Locale: func(context.Context) string { return "fr" }, Business: func(context.Context) string { return "Crêperie du Port" },
		Now: w.Clock.Now, IDs: w.IDs, Observe: usecase.Silent{}})
	return w
}

// InMemory is a harness over a new Mem.
func InMemory() Harness {
	m := NewMem()
	return Harness{Store: m,
		Published: func(_ *testing.T, ctx context.Context) []event.Event { return m.Published(ctx) },
		Deferred:  func(_ *testing.T, ctx context.Context) []identity.IssueReset { return m.Deferred(ctx) }}
}

var tenants = &ident.Source{}

// Tenant returns a context in which a visitor of a new tenant acts.
func Tenant() context.Context {
	return access.With(context.Background(), access.Actor{Kind: access.Anonymous, Tenant: ident.Next[access.Tenant](tenants), Address: "192.0.2.7"})
}

// System returns ctx with the program itself acting.
func System(ctx context.Context) context.Context {
	return access.AsSystem(ctx, access.TenantOf(ctx), "test")
}

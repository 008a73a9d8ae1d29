package identity

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"comptoir/internal/kernel/access"
)

// ActorOfCookie returns who acts with the secret of a page session, in one round trip to the store; ErrSessionEnded when
// it opens nothing. The request's address and tenant are kept from ctx. From time to time it also writes that the session
// is in use, which is worth no failure.
func (i *Identity) ActorOfCookie(ctx context.Context, secret string) (access.Actor, error) {
	if len(secret) < 22 || len(secret) > 100 || access.TenantOf(ctx).IsZero() {
		return access.Actor{}, ErrSessionEnded
	}
	s, u, err := i.d.Store.SessionUser(ctx, HashSecret(secret))
	if err != nil {
		return access.Actor{}, err
	}
	now := i.d.Now()
	if s.Kind != PageSession || !s.Lives(now) || !u.DeactivatedAt.IsZero() {
		return access.Actor{}, ErrSessionEnded
	}
	if now.Sub(s.SeenAt) > TouchInterval {
		_ = i.d.Store.TouchSession(ctx, s.ID, now, i.d.Lives.end(s, now)) // a missed touch costs the session some minutes of life
	}
	return u.describe(person(ctx, Claims{Tenant: access.TenantOf(ctx), User: u.ID, Session: s.ID, Roles: u.Roles, Name: u.Name, Email: u.provenEmail(), Locale: u.Locale, Proved: s.ProvedAt,
		Enrol: s.mustEnrol(now)}, now)), nil
}

// ActorOfClaims returns who acts with an access token whose signature was verified: ErrToken when it belongs to another
// business, its time is over or its session has ended. What the person may do is read from the store, and not from the
// token: a role that was taken away and a session that was ended take effect with the next call. That costs the API the
// one indexed look-up that pages pay, too.
func (i *Identity) ActorOfClaims(ctx context.Context, c Claims) (access.Actor, error) {
	now := i.d.Now()
	if c.Tenant.IsZero() || c.Tenant != access.TenantOf(ctx) || c.User.IsZero() || !now.Before(c.Expires) || c.Issued.After(now.Add(RefreshGrace)) {
		return access.Actor{}, ErrToken
	}
	s, u, err := i.d.Store.SessionByID(ctx, c.Session)
	if errors.Is(err, ErrSessionEnded) || err == nil && (s.User != c.User || !s.Lives(now) || !u.DeactivatedAt.IsZero()) {
		return access.Actor{}, ErrToken
	}
	if err != nil {
		return access.Actor{}, err
	}
	c.Roles, c.Name, c.Email, c.Locale = u.Roles, u.Name, u.provenEmail(), u.Locale
	return u.describe(person(ctx, c, now)), nil
}

func person(ctx context.Context, c Claims, now time.Time) access.Actor {
	names := make([]string, len(c.Roles))
	for n, r := range c.Roles {
		names[n] = string(r)
	}
	a := access.Actor{Kind: access.Person, Tenant: c.Tenant, User: c.User, Name: c.Name, Email: c.Email, Roles: names,
		Permissions: PermissionsOf(c.Roles), Session: c.Session.String(), Locale: c.Locale, Address: access.From(ctx).Address,
		Fresh: fresh(c.Proved, now)}
	if c.Enrol {
		a.Enrol, a.Permissions = true, enrolling
	}
	return a
}

// describe adds what the account says about a person beyond what a token holds.
func (s UserState) describe(a access.Actor) access.Actor {
	a.Zone, a.Photo = s.Zone, s.Photo
	return s.empower(a)
}

// empower adds what the business's own roles allow a person.
func (s UserState) empower(a access.Actor) access.Actor {
	if len(s.Extra) == 0 || a.Enrol {
		return a
	}
	all := maps.Clone(a.Permissions)
	for _, p := range s.Extra {
		all[p] = true
	}
	a.Permissions = all
	return a
}

// provenEmail is the address once it is confirmed. Until then the actor has none, so that nobody sees the bookings of an
// address by merely typing it.
func (s UserState) provenEmail() string {
	if s.EmailConfirmedAt.IsZero() {
		return ""
	}
	return string(s.Email)
}

var unions sync.Map // roles joined → map[access.Permission]bool, never changed once stored

// PermissionsOf returns what the roles together allow. The map is shared: read only.
func PermissionsOf(roles []Role) map[access.Permission]bool {
	if len(roles) == 1 {
		return granted[roles[0]] // nil for an unknown role: nothing
	}
	sorted := sortRoles(roles)
	parts := make([]string, len(sorted))
	for n, r := range sorted {
		parts[n] = string(r)
	}
	key := strings.Join(parts, " ")
	if all, ok := unions.Load(key); ok {
		return all.(map[access.Permission]bool)
	}
	all := map[access.Permission]bool{}
	for _, r := range sorted {
		for p := range granted[r] {
			all[p] = true
		}
	}
	stored, _ := unions.LoadOrStore(key, all)
	return stored.(map[access.Permission]bool)
}

// sortRoles returns the known roles by rank, each once; a customer when none is left.
func sortRoles(roles []Role) []Role {
	out := make([]Role, 0, len(roles))
	for _, r := range Roles() {
		if slices.Contains(roles, r) {
			out = append(out, r)
		}
	}
	if len(out) == 0 {
		return []Role{Customer}
	}
	return out
}

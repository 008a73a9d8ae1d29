// Package access says who acts, for which tenant, and with which permissions; use cases ask it before they run.
//
// It knows no role by name and no way to sign in: identity turns a session, a bearer token or a management link into an
// Actor, once, at the edge. Start with Actor.
package access

import (
	"context"
	"time"

	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/ident"
)

// Tenant is the phantom type of a tenant's identifier: one tenant is one business.
type Tenant struct{}

// TenantID names a business.
type TenantID = ident.ID[Tenant]

// User is the phantom type of a user's identifier.
type User struct{}

// UserID names a person who can sign in to one tenant.
type UserID = ident.ID[User]

// Permission is what a use case asks for: "stays.cancel_reservation". Every permission stands in identity's matrix.
type Permission string

// Public is the permission of what anybody may do, signed in or not. The use case then protects itself by what the
// caller knows (a management token, a payment's signature), or gives nothing away.
const Public Permission = "public"

// Kind says what sort of actor acts.
type Kind string

// The kinds of actors.
const (
	Anonymous Kind = "anonymous" // a visitor
	Person    Kind = "user"      // a signed-in user
	LinkKey   Kind = "link"      // a guest with a management link
	System    Kind = "system"    // the program itself: a job, an event consumer, the command line
)

// Actor is who acts. The zero value is an anonymous visitor without a tenant.
type Actor struct {
	Kind        Kind
	Tenant      TenantID
	User        UserID // zero unless Kind is Person
	Name        string // for the audit trail and the pages: a person's name, a job's kind
	Email       string // lower case; empty unless Kind is Person
	Roles       []string
	Permissions map[Permission]bool // nil unless Kind is Person
	Session     string              // identifier of the session, for the list of sessions and the logs
	Locale      string              // preferred language of the actor: "fr", "en", "ar", or ""
	Zone        string              // IANA name of the time zone in which he reads moments; "": the business's
	Photo       string              // names his picture; "": none
	Address     string              // network address, for limits and the audit trail
	Fresh       bool                // a person who has proved within FreshFor that he is himself; the edge says so
	Enrol       bool                // a person who must set up a second factor: until then only his own account is open to him

	// Impersonator is who really acts, when somebody of the operator's acts in a business's own desk; see ErrSupport.
	Impersonator Impersonator
}

// Impersonator is one of the operator's people who helps a business from inside, with its consent, for a short time. The
// Actor's Name holds both names, so that every entry of the audit trail does.
type Impersonator struct {
	User  UserID
	Name  string
	Until time.Time
}

// IsZero reports whether nobody stands behind the actor.
func (i Impersonator) IsZero() bool { return i.User.IsZero() }

// May reports whether the actor has the permission. System may do everything; nobody else has more than his own.
func (a Actor) May(p Permission) bool {
	return p == Public || a.Kind == System || a.Kind == Person && a.Permissions[p]
}

// Guarded is a command or query that declares the permission it needs; usecase.New accepts nothing else.
type Guarded interface{ Needs() Permission }

// FreshFor is how long a proof of being oneself (a password, a code, a passkey) is good for dangerous acts.
const FreshFor = 10 * time.Minute

// Proof says what a use case asks of a person beyond his session, which may be in somebody else's hands: an open laptop,
// a stolen cookie, an access token in a log.
type Proof string

// The proofs.
const (
	SessionProof Proof = "session" // being signed in is enough: what every use case asks that says nothing
	FreshProof   Proof = "fresh"   // the person has proved within FreshFor that he is himself
)

// Proving is a command that declares the proof it needs. A command is dangerous when a thief could not be undone: money
// leaves, personal data leave, somebody gets or loses power, something is deleted, a key to the account changes.
type Proving interface{ Proof() Proof }

// Prove returns ErrStepUp when command asks for a fresh proof and a person acts who has not given one. Programs, and
// guests with a link, have nothing to prove again.
func Prove(ctx context.Context, command any) error {
	p, asks := command.(Proving)
	a := From(ctx)
	switch {
	case !asks || p.Proof() != FreshProof || a.Kind != Person:
		return nil
	case !a.Impersonator.IsZero():
		return ErrSupport // a helper can prove that he is himself, and never that he is the other one
	case !a.Fresh:
		return ErrStepUp
	}
	return nil
}

// Faults of authorization.
var (
	ErrSignIn    = fault.Define(fault.Unauthenticated, "sign_in_required", "sign in to continue")
	ErrForbidden = fault.Define(fault.Forbidden, "forbidden", "your role does not allow this")
	ErrStepUp    = fault.Define(fault.Forbidden, "identity.step_up_required", "prove that it is you (POST /api/auth/prove), and ask again")
	ErrEnrol     = fault.Define(fault.Forbidden, "identity.second_factor_required", "the business asks for a second factor: set one up in your account first")
	ErrSupport   = fault.Define(fault.Forbidden, "support_restricted", "money, roles, exports and deletions are not for the support")
	ErrLimit     = fault.Define(fault.Conflict, "tenancy.limit_reached", "the business's plan does not allow more of this")
	ErrNoTenant  = fault.Define(fault.NotFound, "unknown_tenant", "no business answers at this address")
)

// Witness is told of every question whether the actor of ctx has a permission, with the answer.
type Witness func(ctx context.Context, p Permission, answer error)

type witnessKey struct{}

// Witnessed returns a context in which every question of Authorize is told to w: the log of refusals must not depend on
// who asks, a use case or a page.
func Witnessed(ctx context.Context, w Witness) context.Context {
	return context.WithValue(ctx, witnessKey{}, w)
}

// Authorize returns nil, ErrSignIn, ErrForbidden or ErrEnrol. A permission other than Public needs a tenant as well.
func Authorize(ctx context.Context, p Permission) error {
	answer := decide(From(ctx), p)
	if w, ok := ctx.Value(witnessKey{}).(Witness); ok {
		w(ctx, p, answer)
	}
	return answer
}

func decide(a Actor, p Permission) error {
	switch {
	case a.May(p):
		return nil
	case a.Kind == Person && a.Enrol:
		return ErrEnrol
	case a.Kind == Person:
		return ErrForbidden
	default:
		return ErrSignIn
	}
}

type key struct{}

// With returns a context in which a acts.
func With(ctx context.Context, a Actor) context.Context { return context.WithValue(ctx, key{}, a) }

// From returns who acts in ctx: an anonymous visitor unless With said otherwise.
func From(ctx context.Context) Actor {
	if a, ok := ctx.Value(key{}).(Actor); ok {
		return a
	}
	return Actor{Kind: Anonymous}
}

// TenantOf returns the tenant for which ctx acts; zero when there is none (the operator's pages).
func TenantOf(ctx context.Context) TenantID { return From(ctx).Tenant }

// AsSystem returns a context in which the program itself acts for a tenant, under a name such as "job:contracts.generate".
func AsSystem(ctx context.Context, tenant TenantID, name string) context.Context {
	return With(ctx, Actor{Kind: System, Tenant: tenant, Name: name})
}

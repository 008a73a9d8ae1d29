// Package identityio connects identity to the world: tables in PostgreSQL, argon2id, signed access tokens, the session
// cookie, the API under /api/auth, the pages of signing in and of the own account, and the job that answers a forgotten
// password.
//
// It refuses to decide anything about accounts, sessions and roles: internal/identity does. Start with New, then
// Module.Authenticate.
package identityio

import (
	"cmp"
	"context"
	"embed"
	"net/http"
	"slices"
	"time"

	"comptoir/internal/identity"
	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/contact"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/usecase"
	"comptoir/internal/platform/blob"
	"comptoir/internal/platform/jobs"
	"comptoir/internal/platform/pg"
	"comptoir/internal/web"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Texts are the words of the pages, for web.Config.Messages.
//
//go:embed locales/*.json
var Texts embed.FS

// Line returns the migrations of the schema "identity".
func Line() pg.Line { return pg.Line{Name: "identity", Files: migrations} }

// Deps is what the module needs.
type Deps struct {
	DB      *pg.DB
	Events  Events
	Queue   jobs.Enqueuer
	Limiter Limiter
	Limits  Limits // StandardLimits unless the operator says otherwise
	Web     *web.Kit
	Now     func() time.Time
	IDs     *ident.Source
	Observe usecase.Observer
	Watch   identity.Watch // takes note of what matters to security; nil: nobody does
	Secrets [][]byte       // the server's secrets, newest first, each at least 32 bytes
	// TokenKeys are the keys of access tokens, the one that signs first, each at least 32 bytes; derived from Secrets when nil.
	TokenKeys [][]byte
	Issuer    string // of access tokens: the installation's public address
	Cost      Cost   // of password hashes; Standard when zero

	// Blobs keeps the pictures of people.
	Blobs *blob.Store
	// Keeper seals what must be read again, such as the key of an authenticator application (seal.Box).
	Keeper identity.Secrets
	// Endpoints are where the providers are; zero: their own public addresses.
	Endpoints Endpoints
	// Admits reports whether pages of an origin may call the API of the business of ctx: only to those does a program have a
	// provider send people back. nil: to none but the business's own.
	Admits func(ctx context.Context, origin string) bool
	// Business is the name under which applications and devices show the business of ctx; nil: its host.
	Business func(ctx context.Context) string

	// Team says who may work for the business of ctx, and whether it is the operator's house.
	Team identity.Team
	// Problem shows a refusal to a caller of the API (rest.API.Fail).
	Problem func(w http.ResponseWriter, r *http.Request, err error)
	// Locale is the language of a new account when its owner does not say: the business's own.
	Locale func(ctx context.Context) string
	// Languages are those that a person may choose for his pages and mails; fr and en when empty.
	Languages []string
	// Lives says how long sessions live; identity.StandardLives when zero.
	Lives identity.Lives
	// Country reads where a request comes from, as a trusted proxy says; nil: nobody knows.
	Country func(r *http.Request) string
	// Place is the time zone of the business of ctx, for moments on pages; nil: UTC.
	Place func(ctx context.Context) *time.Location
	// Home is where somebody goes after signing in, by his roles; nil: the desk for staff, the account for others.
	Home func(roles []string) string
	// Demo returns the demonstration's account of a role in the business of ctx; nil: no sign-in by one click.
	Demo func(ctx context.Context, role identity.Role) (contact.Email, bool)
}

// Module is identity with its adapters.
type Module struct {
	*identity.Identity
	d      Deps
	tokens *Tokens
	argon  *Argon
}

// Hashes returns how many passwords were hashed or verified so far: what signing in costs the machine.
func (m *Module) Hashes() int64 { return m.argon.Computed() }

// New wires identity to the world. It fails when a secret is too short.
func New(d Deps) (*Module, error) {
	keys, err := identity.NewKeys(d.Secrets...)
	if err != nil {
		return nil, err
	}
	if len(d.TokenKeys) == 0 {
		d.TokenKeys = d.Secrets
	}
	tokens, err := NewTokens(d.Issuer, d.TokenKeys...)
	if err != nil {
		return nil, err
	}
	if d.Locale == nil {
		d.Locale = func(context.Context) string { return "fr" }
	}
	if len(d.Languages) == 0 {
		d.Languages = []string{"fr", "en"}
	}
	if d.Place == nil {
		d.Place = utc
	}
	if d.Home == nil {
		d.Home = home
	}
	if d.Limits == (Limits{}) {
		d.Limits = StandardLimits()
	}
	providers := NewProviders(d.Endpoints)
	argon := NewArgon(cmp.Or(d.Cost, Standard))
	core := identity.New(identity.Deps{Store: NewStore(d.DB, d.Events, d.Queue), Team: d.Team, Passwords: argon, Tokens: tokens,
		Attempts: NewAttempts(d.Limiter, d.Limits), Keys: keys, Watch: d.Watch, Lives: d.Lives,
		Codes: OneTimeCodes{}, Passkeys: WebAuthn{}, Secrets: d.Keeper, Random: Random, Locale: d.Locale, Business: d.Business,
		Providers: providers, Now: d.Now, IDs: d.IDs, Observe: d.Observe})
	return &Module{Identity: core, d: d, tokens: tokens, argon: argon}, nil
}

// Migrations returns Line.
func (*Module) Migrations() pg.Line { return Line() }

// Jobs registers the job that answers a forgotten password.
func (m *Module) Jobs(r *jobs.Registry) {
	jobs.Handle(r, func(ctx context.Context, a issueReset) error {
		_, err := m.IssueReset(ctx, identity.IssueReset{Ticket: identity.TicketID(a.Ticket), Email: a.Email, Purpose: a.Purpose})
		return err
	})
}

// Link returns the path of the page to which a mail must lead, for the ticket that an event carries; the mail's writer
// puts the business's address in front. identity.ErrLink when the ticket was used, replaced or has expired: then there is
// nothing to mail.
func (m *Module) Link(ctx context.Context, ticket ident.Raw) (string, error) {
	l, err := m.TicketLink(ctx, identity.TicketLink{Ticket: identity.TicketID(ticket)})
	if err != nil {
		return "", err
	}
	return LinkPath(l), nil
}

// LinkPath is the page of a link.
func LinkPath(l identity.Link) string {
	switch l.Purpose {
	case identity.PurposeReset:
		return "/password/reset/" + l.Secret
	case identity.PurposeInvitation:
		return "/invitation/" + l.Secret
	case identity.PurposeSignIn:
		return "/login/link/" + l.Secret
	case identity.PurposeNewEmail:
		return "/email/change/" + l.Secret
	case identity.PurposeCancelEmail:
		return "/email/cancel/" + l.Secret
	}
	return "/email/confirm/" + l.Secret
}

func home(roles []string) string {
	if slices.Contains(roles, string(identity.PlatformAdministrator)) {
		return "/operator"
	}
	for _, r := range []identity.Role{identity.Administrator, identity.Manager, identity.Staff} {
		if slices.Contains(roles, string(r)) {
			return "/desk"
		}
	}
	if slices.Contains(roles, string(identity.Owner)) {
		return "/owner"
	}
	return "/account"
}

// tenanted refuses what needs a business at the installation's own address.
func tenanted(ctx context.Context) error {
	if access.TenantOf(ctx).IsZero() {
		return access.ErrNoTenant
	}
	return nil
}

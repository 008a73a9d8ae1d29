package app

import (
	"context"
	"errors"
	"io"
	"maps"
	"net/mail"
	"os"

	"comptoir/internal/identity"
	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/contact"
	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/usecase"
	"comptoir/internal/platform/blob"
	mailer "comptoir/internal/platform/mail"
	"comptoir/internal/platform/outbox"
	"comptoir/internal/platform/tenantdata"
	"comptoir/internal/stays"
	"comptoir/internal/tenancy"
	"comptoir/internal/tenancy/tenancyio"
	"comptoir/internal/web"
)

// fleet is what tenancy asks of the contexts that are made after it, and what they ask of it.
type fleet struct {
	ground   *ground
	contexts *Contexts
}

// deps is everything that tenancy stands on.
func (f fleet) deps(a *App, box *outbox.Outbox, ids *ident.Source, observe usecase.Observer, kit func() *web.Kit) tenancyio.Deps {
	g := f.ground
	from := mailer.Address{}
	if parsed, err := mail.ParseAddress(g.cfg.MailFrom); err == nil { // openMail has checked it
		from = mailer.Address{Name: parsed.Name, Email: parsed.Address}
	}
	return tenancyio.Deps{DB: g.db, Events: box, Queue: a.Jobs, Now: g.now, IDs: ids, Observe: observe, Public: g.cfg.Origin(), Secret: g.key, Signups: g.cfg.Signup || g.cfg.Demo,
		Trades: []tenancy.Trade{tenancy.Stays}, Counts: f.counts, People: f, Vault: vault{g, g.plain}, Blobs: g.blobs, Mail: g.mail, From: from, Limiter: g.limits, Web: kit, Helper: f.helper,
		Problem: a.API.Fail}
}

// counts implements tenancy.Counts.
func (f fleet) counts(ctx context.Context) (users, properties int64, err error) {
	team, err := f.contexts.Identity.CountTeam(ctx, identity.CountTeam{})
	if err != nil {
		return 0, 0, err
	}
	n, err := f.contexts.Stays.CountProperties(ctx, stays.CountProperties{})
	return int64(team), int64(n), err
}

// room asks how much of a resource the business of ctx may use.
func (f fleet) room(r tenancy.Resource) func(ctx context.Context) (int64, bool, error) {
	return func(ctx context.Context) (int64, bool, error) {
		t, err := f.contexts.Tenancy.Directory.ByID(ctx, access.TenantOf(ctx))
		limit, set := t.Allowance().Of(r)
		return limit, set, err
	}
}

// house reports whether ctx acts in the operator's house.
func (f fleet) house(ctx context.Context) (bool, error) {
	t, err := f.contexts.Tenancy.Directory.ByID(ctx, access.TenantOf(ctx))
	return t.IsOperator(), err
}

// Check implements tenancy.People.
func (fleet) Check(email contact.Email, name, password, business string) error {
	var c, profile fault.Check
	p := identity.Profile{Name: name, Locale: "fr"}.Check(&profile)
	for _, f := range fault.FieldsOf(profile.Err()) { // "name" is the business's on the form
		c.Fail("person", f.Code, f.Message)
	}
	identity.CheckPassword(&c, "password", password, p.Name, email, business)
	return c.Err()
}

// Welcome implements tenancy.People.
func (f fleet) Welcome(ctx context.Context, email contact.Email, name, password, locale string) error {
	_, err := f.contexts.Identity.CreateUser(ctx, identity.CreateUser{Email: string(email), Password: password, Roles: []identity.Role{identity.Administrator},
		Confirmed: password != "", Profile: identity.Profile{Name: name, Locale: locale}})
	if errors.Is(err, identity.ErrEmailTaken) {
		return nil // opened already
	}
	return err
}

// notForSupport is what a helper of the operator's may never do in a business's desk, though the administrator in whose
// place he acts may. Whatever asks for a fresh proof is refused to him besides (access.Prove).
var notForSupport = []access.Permission{"identity.own_account", "notifications.own_preferences", "identity.create_user", "identity.grant_role", "identity.manage_factors", "privacy.own_data", "privacy.read_documents", "privacy.manage",
	"payments.refund", tenancy.PermExport, tenancy.PermEndSupport, "audit.export_trail"}

// helper is in whose place the operator's people act in the business of ctx, and what they may do there.
func (f fleet) helper(ctx context.Context) (user access.UserID, name string, roles []string, may map[access.Permission]bool, err error) {
	u, err := f.contexts.Identity.FirstAdministrator(ctx, identity.FirstAdministrator{})
	if err != nil {
		return user, "", nil, nil, err
	}
	may = maps.Clone(identity.PermissionsOf([]identity.Role{identity.Administrator})) // theirs is shared by every administrator
	for _, p := range notForSupport {
		delete(may, p)
	}
	return u.ID, u.Name, []string{string(identity.Administrator)}, may, nil
}

// Room implements blob.Meter.
func (f fleet) Room(ctx context.Context, tenant access.TenantID) (int64, bool, error) {
	ctx = access.AsSystem(ctx, tenant, "files")
	limit, set, err := f.room(tenancy.Storage)(ctx)
	if err != nil || !set {
		return 0, false, err
	}
	used, err := f.contexts.Tenancy.Metered(ctx)
	return max(limit-used.Storage, 0), true, err
}

// Add implements blob.Meter.
func (f fleet) Add(ctx context.Context, tenant access.TenantID, bytes int64) error {
	_, err := f.contexts.Tenancy.Meter(access.AsSystem(ctx, tenant, "files"), tenancy.Meter{Resource: tenancy.Storage, Amount: bytes})
	return err
}

// Full implements blob.Meter.
func (f fleet) Full(ctx context.Context, tenant access.TenantID) error {
	limit, _, err := f.room(tenancy.Storage)(access.AsSystem(ctx, tenant, "files"))
	if err != nil {
		return err
	}
	return tenancy.LimitReached(tenancy.Storage, limit)
}

// Take implements notifications.Quota.
func (f fleet) Take(ctx context.Context, urgent bool) error {
	_, err := f.contexts.Tenancy.Meter(asProgram(ctx, "mails"), tenancy.Meter{Resource: tenancy.Mails, Amount: 1, Urgent: urgent})
	return err
}

// GiveBack implements notifications.Quota.
func (f fleet) GiveBack(ctx context.Context) error {
	_, err := f.contexts.Tenancy.Meter(asProgram(ctx, "mails"), tenancy.Meter{Resource: tenancy.Mails, Amount: -1})
	return err
}

// vault implements tenancy.Vault: exports are files of the business's own, which its plan does not count.
type vault struct {
	ground *ground
	plain  *blob.Store
}

const exportBytes = 20 << 30

// Pack implements tenancy.Vault.
func (v vault) Pack(ctx context.Context, id tenancy.ExportID) (name string, size int64, err error) {
	draft, err := os.CreateTemp("", "comptoir-export-*.zip")
	if err != nil {
		return "", 0, err
	}
	defer func() { _ = draft.Close(); _ = os.Remove(draft.Name()) }()
	if err := tenantdata.Pack(ctx, v.ground.db, v.plain, ExportRules(), v.ground.now(), draft); err != nil {
		return "", 0, err
	}
	if _, err := draft.Seek(0, io.SeekStart); err != nil {
		return "", 0, err
	}
	key, err := blob.NewKey(access.TenantOf(ctx), "tenancy", "exports", id.String()+".zip")
	if err != nil {
		return "", 0, err
	}
	info, err := v.plain.Put(ctx, key, draft, blob.PutOptions{MaxBytes: exportBytes})
	return key.String(), info.Size, err
}

// ExportTenant writes everything of the business for which ctx acts to w: for the command line, which is told nothing that
// a person of the business would not be.
func (a *App) ExportTenant(ctx context.Context, w io.Writer) error {
	return tenantdata.Pack(ctx, a.ground.db, a.ground.plain, ExportRules(), a.ground.now(), w)
}

// Discard implements tenancy.Vault.
func (v vault) Discard(ctx context.Context, file string) error {
	key, err := blob.ParseKey(access.TenantOf(ctx), file)
	if err != nil {
		return err
	}
	return v.plain.Delete(ctx, key)
}

// EmptyFiles implements tenancy.Vault.
func (v vault) EmptyFiles(ctx context.Context) error { return tenantdata.EmptyFiles(ctx, v.plain) }

// ExportRules say what of a business does not leave with its export: what would let somebody sign in or read a link, and
// the program's own bookkeeping. A test compares them with the schema: a new column that looks like a secret must be
// named here or in exportable.
func ExportRules() tenantdata.Rules {
	return tenantdata.Rules{
		Tables:  []string{"jobs.*", "outbox.*", "rest.*"},
		Columns: exportSecrets,
		Files:   []string{"tenancy/exports"},
	}
}

// exportSecrets are columns with hashes, keys and tokens.
var exportSecrets = []string{
	"identity.account.password_hash", "identity.ticket.hash", "identity.session_token.hash", "stays.reservation.token_hash", "contracts.contract.link_hash", "contracts.certificate.key", "contracts.provider.sealed", "payments.provider.sealed",
	"identity.authenticator.secret", "identity.ceremony.hash", "identity.passkey.credential", "identity.passkey.public_key", "identity.recovery_code.hash", "identity.invitation.hash", "identity.provider.secret",
}

package tenancyio

import (
	"context"
	"errors"
	"strings"
	"time"

	"comptoir/internal/event"
	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/period"
	"comptoir/internal/platform/pg"
	"comptoir/internal/platform/trail"
	"comptoir/internal/tenancy"
	"comptoir/internal/tenancy/tenancyio/tenancydb"
)

// Find implements tenancy.Reader.
func (s *Store) Find(ctx context.Context, f tenancy.TenantQuery, after string, limit int) ([]tenancy.State, error) {
	ctx = directory(ctx)
	rows, err := q.FindTenants(ctx, s.db.Read(ctx), tenancydb.FindTenantsParams{After: after, Words: f.Text, Pattern: "%" + likeless.Replace(f.Text) + "%",
		Status: string(f.Status), Plan: string(f.Plan), Size: pg.Int(limit)})
	states := make([]tenancy.State, len(rows))
	for n, row := range rows {
		states[n] = stateOf(tenancydb.TenantByIDRow(row))
	}
	return states, err
}

// likeless takes the meaning from LIKE's own characters.
var likeless = strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`)

// Meter implements tenancy.Store.
func (s *Store) Meter(ctx context.Context, r tenancy.Resource, amount, most int64, month period.Date) (ok bool, err error) {
	tenant := access.TenantOf(ctx)
	err = s.db.Write(ctx, func(ctx context.Context, tx pg.Tx) error {
		var n int64
		var err error
		if r == tenancy.Storage {
			n, err = q.MeterStorage(ctx, tx, tenancydb.MeterStorageParams{Tenant: tenant, Amount: amount, Month: month, Most: most})
		} else {
			n, err = q.MeterMails(ctx, tx, tenancydb.MeterMailsParams{Tenant: tenant, Amount: amount, Month: month, Most: most})
		}
		ok = n > 0
		return err
	})
	return ok, err
}

// Metered implements tenancy.Reader.
func (s *Store) Metered(ctx context.Context) (tenancy.Usage, error) {
	row, err := q.Metered(ctx, s.db.Read(ctx), access.TenantOf(ctx))
	if pg.IsNoRows(err) {
		return tenancy.Usage{}, nil
	}
	return tenancy.Usage{Storage: row.Storage, Mails: row.Mails, Month: row.Month}, err
}

func at(t *time.Time) time.Time {
	if t == nil {
		return time.Time{}
	}
	return t.UTC()
}

func orNull(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

func claimOf(r tenancydb.TenancyClaim) tenancy.Claim {
	return tenancy.Claim{Host: r.Host, Token: r.Token, State: r.State, Failure: r.Failure, CreatedAt: r.CreatedAt.UTC(), CheckedAt: at(r.CheckedAt), VerifiedAt: at(r.VerifiedAt)}
}

// Claims implements tenancy.Reader.
func (s *Store) Claims(ctx context.Context) ([]tenancy.Claim, error) {
	rows, err := q.Claims(ctx, s.db.Read(ctx), access.TenantOf(ctx))
	out := make([]tenancy.Claim, len(rows))
	for n, r := range rows {
		out[n] = claimOf(r)
	}
	return out, err
}

// Claim implements tenancy.Tx.
func (t *storeTx) Claim(ctx context.Context, host string) (tenancy.Claim, error) {
	row, err := q.LockClaim(ctx, t.tx, access.TenantOf(ctx), host)
	if pg.IsNoRows(err) {
		return tenancy.Claim{}, tenancy.ErrNoClaim
	}
	return claimOf(row), err
}

// SaveClaim implements tenancy.Tx.
func (t *storeTx) SaveClaim(ctx context.Context, c tenancy.Claim) error {
	tenant := access.TenantOf(ctx)
	before, err := before(t.Claim(ctx, c.Host))
	if err != nil {
		return err
	}
	err = q.PutClaim(ctx, t.tx, tenancydb.PutClaimParams{TenantID: tenant, Host: c.Host, Token: c.Token, State: c.State, Failure: c.Failure,
		CreatedAt: c.CreatedAt, CheckedAt: orNull(c.CheckedAt), VerifiedAt: orNull(c.VerifiedAt)})
	if err != nil {
		return err
	}
	return trail.Record(ctx, t.tx, trail.Entry{Entity: "tenancy.domain", ID: tenant.Raw(), Before: before, After: c})
}

// before is what was stored, for the audit trail; nil when nothing was.
func before[S any](stored S, err error) (any, error) {
	if errors.Is(err, tenancy.ErrNoClaim) || errors.Is(err, tenancy.ErrNoSupport) || errors.Is(err, tenancy.ErrNoExport) || errors.Is(err, tenancy.ErrSignupOver) {
		return nil, nil
	}
	return stored, err
}

// DropClaim implements tenancy.Tx.
func (t *storeTx) DropClaim(ctx context.Context, host string) error {
	tenant := access.TenantOf(ctx)
	if err := q.DropClaim(ctx, t.tx, tenant, host); err != nil {
		return err
	}
	return trail.Record(ctx, t.tx, trail.Entry{Entity: "tenancy.domain", ID: tenant.Raw(), Before: map[string]string{"Host": host}})
}

func supportOf(r tenancydb.TenancySupport) tenancy.Support {
	return tenancy.Support{ID: r.ID, Operator: r.Operator, OperatorName: r.OperatorName, Reason: r.Reason, State: r.State, Decider: r.Decider, Standing: r.Standing,
		For: r.ForName, ForUser: r.ForUser, AskedAt: r.AskedAt.UTC(), DecidedAt: at(r.DecidedAt), KnockedAt: at(r.KnockedAt), EnteredAt: at(r.EnteredAt),
		EndsAt: at(r.EndsAt), EndedAt: at(r.EndedAt), EndedBy: r.EndedBy}
}

// Supports implements tenancy.Reader.
func (s *Store) Supports(ctx context.Context, limit int) ([]tenancy.Support, error) {
	rows, err := q.Supports(ctx, s.db.Read(ctx), access.TenantOf(ctx), pg.Int(limit))
	out := make([]tenancy.Support, len(rows))
	for n, r := range rows {
		out[n] = supportOf(r)
	}
	return out, err
}

// Support implements tenancy.Reader.
func (s *Store) Support(ctx context.Context, id tenancy.SupportID) (tenancy.Support, error) {
	row, err := q.Support(ctx, s.db.Read(ctx), access.TenantOf(ctx), id)
	if pg.IsNoRows(err) {
		return tenancy.Support{}, tenancy.ErrNoSupport
	}
	return supportOf(row), err
}

// Support implements tenancy.Tx.
func (t *storeTx) Support(ctx context.Context, id tenancy.SupportID) (tenancy.Support, error) {
	row, err := q.LockSupport(ctx, t.tx, access.TenantOf(ctx), id)
	if pg.IsNoRows(err) {
		return tenancy.Support{}, tenancy.ErrNoSupport
	}
	return supportOf(row), err
}

// SaveSupport implements tenancy.Tx.
func (t *storeTx) SaveSupport(ctx context.Context, s tenancy.Support, news ...event.Event) error {
	before, err := before(t.Support(ctx, s.ID))
	if err != nil {
		return err
	}
	err = q.PutSupport(ctx, t.tx, tenancydb.PutSupportParams{TenantID: access.TenantOf(ctx), ID: s.ID, Operator: s.Operator, OperatorName: s.OperatorName, Reason: s.Reason,
		State: s.State, Decider: s.Decider, Standing: s.Standing, ForName: s.For, ForUser: s.ForUser, AskedAt: s.AskedAt, DecidedAt: orNull(s.DecidedAt),
		KnockedAt: orNull(s.KnockedAt), EnteredAt: orNull(s.EnteredAt), EndsAt: orNull(s.EndsAt), EndedAt: orNull(s.EndedAt), EndedBy: s.EndedBy})
	if err != nil {
		return err
	}
	if err := t.store.events.Append(ctx, t.tx, news...); err != nil {
		return err
	}
	return trail.Record(ctx, t.tx, trail.Entry{Entity: "tenancy.support", ID: s.ID.Raw(), Before: before, After: s})
}

func exportOf(r tenancydb.TenancyExport) tenancy.Export {
	return tenancy.Export{ID: r.ID, State: r.State, RequestedBy: r.RequestedBy, AskedAt: r.AskedAt.UTC(), ReadyAt: at(r.ReadyAt), ExpiresAt: at(r.ExpiresAt),
		FetchedAt: at(r.FetchedAt), File: r.File, Bytes: r.Bytes}
}

// Exports implements tenancy.Reader.
func (s *Store) Exports(ctx context.Context, limit int) ([]tenancy.Export, error) {
	rows, err := q.Exports(ctx, s.db.Read(ctx), access.TenantOf(ctx), pg.Int(limit))
	out := make([]tenancy.Export, len(rows))
	for n, r := range rows {
		out[n] = exportOf(r)
	}
	return out, err
}

// Export implements tenancy.Tx.
func (t *storeTx) Export(ctx context.Context, id tenancy.ExportID) (tenancy.Export, error) {
	row, err := q.LockExport(ctx, t.tx, access.TenantOf(ctx), id)
	if pg.IsNoRows(err) {
		return tenancy.Export{}, tenancy.ErrNoExport
	}
	return exportOf(row), err
}

// ExportRunning implements tenancy.Tx.
func (t *storeTx) ExportRunning(ctx context.Context, since time.Time) (bool, error) {
	return q.ExportRunning(ctx, t.tx, access.TenantOf(ctx), since)
}

// SaveExport implements tenancy.Tx.
func (t *storeTx) SaveExport(ctx context.Context, e tenancy.Export, news ...event.Event) error {
	before, err := before(t.Export(ctx, e.ID))
	if err != nil {
		return err
	}
	fresh, err := q.PutExport(ctx, t.tx, tenancydb.PutExportParams{TenantID: access.TenantOf(ctx), ID: e.ID, State: e.State, RequestedBy: e.RequestedBy,
		AskedAt: e.AskedAt, ReadyAt: orNull(e.ReadyAt), ExpiresAt: orNull(e.ExpiresAt), FetchedAt: orNull(e.FetchedAt), File: e.File, Bytes: e.Bytes})
	if err != nil {
		return err
	}
	if fresh {
		if err := t.store.queue.Enqueue(ctx, t.tx, makeExport{Export: e.ID.Raw()}); err != nil {
			return err
		}
	}
	if err := t.store.events.Append(ctx, t.tx, news...); err != nil {
		return err
	}
	return trail.Record(ctx, t.tx, trail.Entry{Entity: "tenancy.export", ID: e.ID.Raw(), Before: before, After: e})
}

// Signup implements tenancy.Reader.
func (s *Store) Signup(ctx context.Context, id tenancy.SignupID) (tenancy.Signup, error) {
	return signup(ctx, s.db.Read(ctx), id)
}

func signup(ctx context.Context, db tenancydb.DBTX, id tenancy.SignupID) (tenancy.Signup, error) {
	r, err := q.Signup(ctx, db, access.TenantOf(ctx), id)
	if pg.IsNoRows(err) {
		return tenancy.Signup{}, tenancy.ErrSignupOver
	}
	return tenancy.Signup{ID: r.ID, Email: r.Email, Locale: r.Locale, Tenant: r.Business, AskedAt: r.AskedAt.UTC(), ExpiresAt: r.ExpiresAt.UTC(), UsedAt: at(r.UsedAt)}, err
}

// SaveSignup implements tenancy.Tx.
func (t *storeTx) SaveSignup(ctx context.Context, s tenancy.Signup) error {
	before, err := before(signup(ctx, t.tx, s.ID))
	if err != nil {
		return err
	}
	fresh, err := q.PutSignup(ctx, t.tx, tenancydb.PutSignupParams{TenantID: access.TenantOf(ctx), ID: s.ID, Email: s.Email, Locale: s.Locale, Business: s.Tenant,
		AskedAt: s.AskedAt, ExpiresAt: s.ExpiresAt, UsedAt: orNull(s.UsedAt)})
	if err != nil {
		return err
	}
	if fresh {
		if err := t.store.queue.Enqueue(ctx, t.tx, mailSignup{Signup: s.ID.Raw()}); err != nil {
			return err
		}
	}
	return trail.Record(ctx, t.tx, trail.Entry{Entity: "tenancy.signup", ID: s.ID.Raw(), Before: before, After: s})
}

// EraseRows implements tenancy.Tx. What the trail and the outbox say of the erasure itself is written after it, and stays.
func (t *storeTx) EraseRows(ctx context.Context) error {
	err := q.EraseTenant(ctx, t.tx)
	t.erased = true // the entry of the erasure does not say again what was erased
	return err
}

// The jobs of tenancy.
type (
	makeExport struct {
		Export ident.Raw `json:"export"`
	}
	mailSignup struct {
		Signup ident.Raw `json:"signup"`
	}
	sweep    struct{}
	sweepAll struct{}
)

// Kind implements jobs.Args.
func (makeExport) Kind() string { return "tenancy.make_export" }

// Kind implements jobs.Args.
func (mailSignup) Kind() string { return "tenancy.mail_signup" }

// Kind implements jobs.Args.
func (sweep) Kind() string { return "tenancy.sweep" }

// Kind implements jobs.Args.
func (sweepAll) Kind() string { return "tenancy.sweep_all" }

package identityio

import (
	"cmp"
	"context"
	"time"

	"comptoir/internal/identity"
	"comptoir/internal/identity/identityio/identitydb"
	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/usecase"
	"comptoir/internal/platform/pg"
	"comptoir/internal/platform/trail"
)

// keepCeremonies is how long a ceremony that is over stays, to answer "begin again" rather than "unknown".
const keepCeremonies = time.Hour

// FactorsByUser implements identity.Reader.
func (s *Store) FactorsByUser(ctx context.Context, user access.UserID) (identity.Factors, error) {
	return factors(ctx, s.db.Read(ctx), user)
}

// CeremonyState implements identity.Reader.
func (s *Store) CeremonyState(ctx context.Context, hash []byte) (identity.Ceremony, error) {
	row, err := q.CeremonyByHash(ctx, s.db.Read(ctx), access.TenantOf(ctx), hash)
	return ceremonyOf(row), absent(err, identity.ErrChallengeEnded)
}

// Policy implements identity.Reader.
func (s *Store) Policy(ctx context.Context) (identity.FactorPolicy, error) {
	return policy(ctx, s.db.Read(ctx))
}

func factors(ctx context.Context, db identitydb.DBTX, user access.UserID) (f identity.Factors, err error) {
	tenant := access.TenantOf(ctx)
	row, err := q.AuthenticatorOf(ctx, db, tenant, user)
	if err != nil && !pg.IsNoRows(err) {
		return f, err
	}
	f.Authenticator = authenticatorOf(row)
	keys, err := q.PasskeysOf(ctx, db, tenant, user)
	if err != nil {
		return f, err
	}
	for _, k := range keys {
		f.Passkeys = append(f.Passkeys, passkeyOf(k))
	}
	if f.On() {
		left, err := q.CountRecovery(ctx, db, tenant, user)
		if err != nil {
			return f, err
		}
		f.Recovery = int(left)
	}
	return f, nil
}

func policy(ctx context.Context, db identitydb.DBTX) (identity.FactorPolicy, error) {
	row, err := q.FactorPolicy(ctx, db, access.TenantOf(ctx))
	return identity.FactorPolicy{Required: row.Required, Since: moment(row.Since), Grace: int(row.Grace), Version: int(row.Version)}, absent(err, nil)
}

func authenticatorOf(r identitydb.IdentityAuthenticator) identity.AuthenticatorState {
	return identity.AuthenticatorState{User: r.UserID, Secret: r.Secret, CreatedAt: r.CreatedAt.UTC(), ConfirmedAt: moment(r.ConfirmedAt), LastStep: r.LastStep,
		UsedAt: moment(r.UsedAt), Failures: int(r.Failures), FailedAt: moment(r.FailedAt)}
}

func passkeyOf(r identitydb.IdentityPasskey) identity.PasskeyState {
	return identity.PasskeyState{ID: r.ID, User: r.UserID, Name: r.Name, Host: r.Host, Credential: r.Credential, PublicKey: r.PublicKey, AAGUID: r.Aaguid,
		Transports: r.Transports, Counter: uint32(r.Counter), Synced: r.Synced, BackedUp: r.BackedUp, CreatedAt: r.CreatedAt.UTC(), UsedAt: moment(r.UsedAt), // #nosec G115 -- 32 bits by WebAuthn, in a wider column
		ClonedAt: moment(r.ClonedAt)}
}

func ceremonyOf(r identitydb.IdentityCeremony) identity.Ceremony {
	return identity.Ceremony{ID: r.ID, Hash: r.Hash, Act: r.Act, User: r.UserID, Kind: r.Kind, Agent: r.Agent, Data: r.Data, Failures: int(r.Failures),
		CreatedAt: r.CreatedAt.UTC(), ExpiresAt: r.ExpiresAt.UTC(), UsedAt: moment(r.UsedAt)}
}

// Authenticator implements identity.Tx.
func (t *storeTx) Authenticator(ctx context.Context, user access.UserID) (identity.AuthenticatorState, error) {
	row, err := q.LockAuthenticator(ctx, t.tx, access.TenantOf(ctx), user)
	return authenticatorOf(row), absent(err, nil)
}

// SaveAuthenticator implements identity.Tx.
func (t *storeTx) SaveAuthenticator(ctx context.Context, s identity.AuthenticatorState) error {
	return q.PutAuthenticator(ctx, t.tx, identitydb.PutAuthenticatorParams{TenantID: access.TenantOf(ctx), UserID: s.User, Secret: s.Secret, CreatedAt: s.CreatedAt,
		ConfirmedAt: stored(s.ConfirmedAt), LastStep: s.LastStep, UsedAt: stored(s.UsedAt), Failures: pg.Int(s.Failures), FailedAt: stored(s.FailedAt)})
}

// RemoveAuthenticator implements identity.Tx.
func (t *storeTx) RemoveAuthenticator(ctx context.Context, user access.UserID) error {
	return q.RemoveAuthenticator(ctx, t.tx, access.TenantOf(ctx), user)
}

// ReplaceRecovery implements identity.Tx.
func (t *storeTx) ReplaceRecovery(ctx context.Context, user access.UserID, hashes [][]byte, now time.Time) error {
	if err := q.RemoveRecovery(ctx, t.tx, access.TenantOf(ctx), user); err != nil {
		return err
	}
	for _, h := range hashes {
		if err := q.InsertRecovery(ctx, t.tx, identitydb.InsertRecoveryParams{TenantID: access.TenantOf(ctx), UserID: user, Hash: h, CreatedAt: now}); err != nil {
			return err
		}
	}
	return nil
}

// UseRecovery implements identity.Tx.
func (t *storeTx) UseRecovery(ctx context.Context, user access.UserID, hash []byte, now time.Time) (bool, error) {
	n, err := q.UseRecovery(ctx, t.tx, identitydb.UseRecoveryParams{UsedAt: &now, TenantID: access.TenantOf(ctx), UserID: user, Hash: hash})
	return n == 1, err
}

// Passkey implements identity.Tx.
func (t *storeTx) Passkey(ctx context.Context, credential []byte) (identity.PasskeyState, error) {
	row, err := q.LockPasskey(ctx, t.tx, access.TenantOf(ctx), credential)
	return t.passkey(row, err)
}

// PasskeyByID implements identity.Tx.
func (t *storeTx) PasskeyByID(ctx context.Context, user access.UserID, id identity.PasskeyID) (identity.PasskeyState, error) {
	row, err := q.LockPasskeyByID(ctx, t.tx, identitydb.LockPasskeyByIDParams{TenantID: access.TenantOf(ctx), UserID: user, ID: id})
	return t.passkey(row, err)
}

func (t *storeTx) passkey(row identitydb.IdentityPasskey, err error) (identity.PasskeyState, error) {
	if err != nil {
		return identity.PasskeyState{}, absent(err, identity.ErrUnknownPasskey)
	}
	p := passkeyOf(row)
	t.passkeys[p.ID] = p
	return p, nil
}

// auditedPasskey is a passkey in the audit trail.
type auditedPasskey struct {
	User   access.UserID `json:"user"`
	Name   string        `json:"name"`
	Host   string        `json:"host"`
	Cloned bool          `json:"cloned,omitempty"`
}

func auditPasskey(p identity.PasskeyState) auditedPasskey {
	return auditedPasskey{User: p.User, Name: p.Name, Host: p.Host, Cloned: !p.ClonedAt.IsZero()}
}

// SavePasskey implements identity.Tx. The trail gets what a person would notice, not each use.
func (t *storeTx) SavePasskey(ctx context.Context, p identity.PasskeyState) error {
	transports := p.Transports
	if transports == nil {
		transports = []string{}
	}
	err := q.PutPasskey(ctx, t.tx, identitydb.PutPasskeyParams{TenantID: access.TenantOf(ctx), ID: p.ID, UserID: p.User, Name: p.Name, Host: p.Host,
		Credential: p.Credential, PublicKey: p.PublicKey, Aaguid: p.AAGUID, Transports: transports, Counter: int64(p.Counter), Synced: p.Synced,
		BackedUp: p.BackedUp, CreatedAt: p.CreatedAt, UsedAt: stored(p.UsedAt), ClonedAt: stored(p.ClonedAt)})
	if pg.IsUnique(err, "passkey_credential") {
		return identity.ErrPasskey
	}
	if err != nil {
		return err
	}
	e := trail.Entry{Entity: "identity.passkey", ID: p.ID.Raw(), Action: cmp.Or(usecase.Name(ctx), "identity.change"), After: auditPasskey(p)}
	if before, known := t.passkeys[p.ID]; known {
		if auditPasskey(before) == auditPasskey(p) {
			return nil
		}
		e.Before = auditPasskey(before)
	}
	return trail.Record(ctx, t.tx, e)
}

// RemovePasskey implements identity.Tx.
func (t *storeTx) RemovePasskey(ctx context.Context, id identity.PasskeyID) error {
	if err := q.RemovePasskey(ctx, t.tx, access.TenantOf(ctx), id); err != nil {
		return err
	}
	e := trail.Entry{Entity: "identity.passkey", ID: id.Raw(), Action: cmp.Or(usecase.Name(ctx), "identity.change")}
	if before, known := t.passkeys[id]; known {
		e.Before = auditPasskey(before)
	}
	return trail.Record(ctx, t.tx, e)
}

// FactorsOf implements identity.Tx.
func (t *storeTx) FactorsOf(ctx context.Context, user access.UserID) (identity.Factors, error) {
	return factors(ctx, t.tx, user)
}

// AddCeremony implements identity.Tx.
func (t *storeTx) AddCeremony(ctx context.Context, c identity.Ceremony) error {
	if err := q.SweepCeremonies(ctx, t.tx, access.TenantOf(ctx), c.CreatedAt.Add(-keepCeremonies)); err != nil {
		return err
	}
	return q.InsertCeremony(ctx, t.tx, identitydb.InsertCeremonyParams{TenantID: access.TenantOf(ctx), ID: c.ID, Hash: c.Hash, Act: c.Act, UserID: c.User,
		Kind: c.Kind, Agent: c.Agent, Data: notNull(c.Data), CreatedAt: c.CreatedAt, ExpiresAt: c.ExpiresAt})
}

// Ceremony implements identity.Tx.
func (t *storeTx) Ceremony(ctx context.Context, hash []byte) (identity.Ceremony, error) {
	row, err := q.LockCeremony(ctx, t.tx, access.TenantOf(ctx), hash)
	return ceremonyOf(row), absent(err, identity.ErrChallengeEnded)
}

// SaveCeremony implements identity.Tx.
func (t *storeTx) SaveCeremony(ctx context.Context, c identity.Ceremony) error {
	return q.UpdateCeremony(ctx, t.tx, identitydb.UpdateCeremonyParams{Data: notNull(c.Data), Failures: pg.Int(c.Failures), UsedAt: stored(c.UsedAt),
		TenantID: access.TenantOf(ctx), ID: c.ID})
}

func notNull(b []byte) []byte {
	if b == nil {
		return []byte{}
	}
	return b
}

// FactorPolicy implements identity.Tx.
func (t *storeTx) FactorPolicy(ctx context.Context) (identity.FactorPolicy, error) {
	return policy(ctx, t.tx)
}

// SaveFactorPolicy implements identity.Tx.
func (t *storeTx) SaveFactorPolicy(ctx context.Context, p identity.FactorPolicy) error {
	tenant := access.TenantOf(ctx)
	before, err := policy(ctx, t.tx)
	if err != nil {
		return err
	}
	if p.Version == 0 {
		err = q.InsertFactorPolicy(ctx, t.tx, identitydb.InsertFactorPolicyParams{TenantID: tenant, Required: p.Required, Since: stored(p.Since), Grace: pg.Int(p.Grace)})
		if pg.IsUnique(err) {
			err = identity.ErrStale
		}
	} else {
		var n int64
		n, err = q.UpdateFactorPolicy(ctx, t.tx, identitydb.UpdateFactorPolicyParams{Required: p.Required, Since: stored(p.Since), Grace: pg.Int(p.Grace), TenantID: tenant,
			Version: pg.Int(p.Version)})
		if err == nil && n == 0 {
			err = identity.ErrStale
		}
	}
	if err != nil {
		return err
	}
	return trail.Record(ctx, t.tx, trail.Entry{Entity: "identity.factor_policy", ID: tenant.Raw(), Action: cmp.Or(usecase.Name(ctx), "identity.change"), Before: before, After: p})
}

// Oblige implements identity.Tx.
func (t *storeTx) Oblige(ctx context.Context, user access.UserID, until time.Time) error {
	if user.IsZero() {
		return q.ObligeStaff(ctx, t.tx, stored(until), access.TenantOf(ctx))
	}
	return q.ObligeUser(ctx, t.tx, identitydb.ObligeUserParams{EnrolBy: stored(until), TenantID: access.TenantOf(ctx), UserID: user})
}

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

// Providers implements identity.Reader.
func (s *Store) Providers(ctx context.Context) ([]identity.ProviderState, error) {
	rows, err := q.ProvidersOf(ctx, s.db.Read(ctx), access.TenantOf(ctx))
	all := make([]identity.ProviderState, len(rows))
	for n, row := range rows {
		all[n] = providerOf(row)
	}
	return all, err
}

// Links implements identity.Reader.
func (s *Store) Links(ctx context.Context, user access.UserID) ([]identity.LinkState, error) {
	rows, err := q.LinksOf(ctx, s.db.Read(ctx), access.TenantOf(ctx), user)
	all := make([]identity.LinkState, len(rows))
	for n, row := range rows {
		all[n] = linkOf(row)
	}
	return all, err
}

func providerOf(r identitydb.IdentityProvider) identity.ProviderState {
	return identity.ProviderState{Name: r.Name, ClientID: r.ClientID, Secret: r.Secret, Enabled: r.Enabled, UpdatedAt: r.UpdatedAt.UTC(), Version: int(r.Version)}
}

func linkOf(r identitydb.IdentityLinkedAccount) identity.LinkState {
	return identity.LinkState{Provider: r.Provider, Subject: r.Subject, User: r.UserID, Email: r.Email, LinkedAt: r.LinkedAt.UTC(), UsedAt: moment(r.UsedAt)}
}

// Provider implements identity.Tx.
func (t *storeTx) Provider(ctx context.Context, name identity.ProviderName) (identity.ProviderState, error) {
	row, err := q.LockProvider(ctx, t.tx, access.TenantOf(ctx), name)
	return providerOf(row), absent(err, nil)
}

// auditedProvider is a provider in the audit trail: without the secret.
type auditedProvider struct {
	Name     identity.ProviderName `json:"name"`
	ClientID string                `json:"clientId"`
	Enabled  bool                  `json:"enabled"`
}

// SaveProvider implements identity.Tx.
func (t *storeTx) SaveProvider(ctx context.Context, p identity.ProviderState) error {
	tenant := access.TenantOf(ctx)
	before, err := t.Provider(ctx, p.Name)
	if err != nil {
		return err
	}
	if p.Version == 0 {
		err = q.InsertProvider(ctx, t.tx, identitydb.InsertProviderParams{TenantID: tenant, Name: p.Name, ClientID: p.ClientID, Secret: notNull(p.Secret), Enabled: p.Enabled,
			UpdatedAt: p.UpdatedAt})
		if pg.IsUnique(err) {
			err = identity.ErrStale
		}
	} else {
		var n int64
		n, err = q.UpdateProvider(ctx, t.tx, identitydb.UpdateProviderParams{ClientID: p.ClientID, Secret: notNull(p.Secret), Enabled: p.Enabled, UpdatedAt: p.UpdatedAt,
			TenantID: tenant, Name: p.Name, Version: pg.Int(p.Version)})
		if err == nil && n == 0 {
			err = identity.ErrStale
		}
	}
	if err != nil {
		return err
	}
	return trail.Record(ctx, t.tx, trail.Entry{Entity: "identity.provider", ID: tenant.Raw(), Action: cmp.Or(usecase.Name(ctx), "identity.change"),
		Before: auditedProvider{p.Name, before.ClientID, before.Enabled}, After: auditedProvider{p.Name, p.ClientID, p.Enabled}})
}

// Link implements identity.Tx.
func (t *storeTx) Link(ctx context.Context, provider identity.ProviderName, subject string) (identity.LinkState, error) {
	row, err := q.LockLink(ctx, t.tx, identitydb.LockLinkParams{TenantID: access.TenantOf(ctx), Provider: provider, Subject: subject})
	return linkOf(row), absent(err, identity.ErrNotLinked)
}

// auditedLink is a link in the audit trail.
type auditedLink struct {
	Provider identity.ProviderName `json:"provider"`
	Subject  string                `json:"subject"`
}

// SaveLink implements identity.Tx. The trail gets the beginning of a link, not each use.
func (t *storeTx) SaveLink(ctx context.Context, l identity.LinkState) error {
	old, err := t.Link(ctx, l.Provider, l.Subject)
	known := err == nil
	if known && old.User != l.User {
		return identity.ErrLinkTaken
	}
	err = q.PutLink(ctx, t.tx, identitydb.PutLinkParams{TenantID: access.TenantOf(ctx), Provider: l.Provider, Subject: l.Subject, UserID: l.User, Email: l.Email,
		LinkedAt: l.LinkedAt, UsedAt: stored(l.UsedAt)})
	if pg.IsUnique(err) {
		return identity.ErrLinkTaken
	}
	if err != nil || known {
		return err
	}
	return trail.Record(ctx, t.tx, trail.Entry{Entity: "identity.user", ID: l.User.Raw(), Action: cmp.Or(usecase.Name(ctx), "identity.change"),
		After: auditedLink{l.Provider, l.Subject}})
}

// RemoveLinks implements identity.Tx.
func (t *storeTx) RemoveLinks(ctx context.Context, user access.UserID, provider identity.ProviderName, since time.Time) (int, error) {
	rows, err := q.RemoveLinks(ctx, t.tx, identitydb.RemoveLinksParams{TenantID: access.TenantOf(ctx), UserID: user, Provider: string(provider), Since: since})
	if err != nil {
		return 0, err
	}
	for _, r := range rows {
		if err := trail.Record(ctx, t.tx, trail.Entry{Entity: "identity.user", ID: user.Raw(), Action: cmp.Or(usecase.Name(ctx), "identity.change"),
			Before: auditedLink{r.Provider, r.Subject}}); err != nil {
			return 0, err
		}
	}
	return len(rows), nil
}

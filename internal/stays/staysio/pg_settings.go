package staysio

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/platform/pg"
	"comptoir/internal/stays"
	"comptoir/internal/stays/staysio/staysdb"
)

// ReadSettings implements stays.Reader.
func (s *Store) ReadSettings(ctx context.Context) (stays.Settings, error) {
	return s.settings(ctx, s.db.Read(ctx), access.TenantOf(ctx))
}

// Settings implements stays.Tx.
func (t *storeTx) Settings(ctx context.Context) (stays.Settings, error) {
	settings, err := t.settings(ctx, t.tx, t.tenant)
	t.loaded[ident.Raw(t.tenant)] = settings
	return settings, err
}

func (s *Store) settings(ctx context.Context, db pg.Querier, tenant access.TenantID) (stays.Settings, error) {
	raw, err := s.q.FindSettings(ctx, db, tenant)
	if errors.Is(err, pgx.ErrNoRows) {
		return stays.DefaultSettings(), nil
	}
	if err != nil {
		return stays.Settings{}, err
	}
	return decode[stays.Settings](raw, "setting")
}

// SaveSettings implements stays.Tx.
func (t *storeTx) SaveSettings(ctx context.Context, s stays.Settings) error {
	var rows int64
	var err error
	if s.Version == 1 {
		rows, err = t.q.InsertSettings(ctx, t.tx, staysdb.InsertSettingsParams{TenantID: t.tenant, Version: 1, Settings: encode(s), UpdatedAt: s.UpdatedAt})
	} else {
		rows, err = t.q.UpdateSettings(ctx, t.tx, staysdb.UpdateSettingsParams{TenantID: t.tenant, Version: pg.Int(s.Version), Was: pg.Int(s.Version) - 1, Settings: encode(s), UpdatedAt: s.UpdatedAt})
	}
	if err := stale(rows, err); err != nil {
		return err
	}
	return t.finish(ctx, "stays.settings", ident.Raw(t.tenant), s, nil)
}

// TaxRules implements stays.Reader.
func (s *Store) TaxRules(ctx context.Context, insee string) ([]stays.TaxRule, error) {
	return s.taxRules(ctx, s.db.Read(ctx), access.TenantOf(ctx), insee)
}

func (s *Store) taxRules(ctx context.Context, db pg.Querier, tenant access.TenantID, insee string) ([]stays.TaxRule, error) {
	rows, err := s.q.TaxRules(ctx, db, tenant, insee)
	if err != nil {
		return nil, err
	}
	return decodeAll[stays.TaxRule](rows, "tax rule")
}

// TaxRule implements stays.Tx.
func (t *storeTx) TaxRule(ctx context.Context, id stays.TaxRuleID) (stays.TaxRule, error) {
	raw, err := t.q.LockTaxRule(ctx, t.tx, t.tenant, id)
	if err != nil {
		return stays.TaxRule{}, missing(err, stays.ErrUnknownTaxRule)
	}
	rule, err := decode[stays.TaxRule](raw, "tax rule")
	t.loaded[id.Raw()] = rule
	return rule, err
}

// SaveTaxRule implements stays.Tx.
func (t *storeTx) SaveTaxRule(ctx context.Context, r stays.TaxRule) error {
	var err error
	if r.Version == 1 {
		err = t.q.InsertTaxRule(ctx, t.tx, staysdb.InsertTaxRuleParams{TenantID: t.tenant, ID: r.ID, Version: 1, Insee: r.INSEE, Since: r.From, Rule: encode(r)})
	} else {
		err = stale(t.q.UpdateTaxRule(ctx, t.tx, staysdb.UpdateTaxRuleParams{TenantID: t.tenant, ID: r.ID, Version: pg.Int(r.Version), Was: pg.Int(r.Version) - 1, Insee: r.INSEE, Since: r.From, Rule: encode(r)}))
	}
	if err != nil {
		return err
	}
	return t.finish(ctx, "stays.tax_rule", r.ID.Raw(), r, nil)
}

// RemoveTaxRule implements stays.Tx.
func (t *storeTx) RemoveTaxRule(ctx context.Context, id stays.TaxRuleID) error {
	if _, err := t.TaxRule(ctx, id); err != nil { // remembered for the audit trail
		return err
	}
	if _, err := t.q.DeleteTaxRule(ctx, t.tx, t.tenant, id); err != nil {
		return err
	}
	return t.finish(ctx, "stays.tax_rule", id.Raw(), nil, nil)
}

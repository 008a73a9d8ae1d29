package identityio

import (
	"context"

	"comptoir/internal/identity"
	"comptoir/internal/identity/identityio/identitydb"
	"comptoir/internal/kernel/access"
	"comptoir/internal/platform/pg"
)

func outside() []string {
	var all []string
	for _, r := range identity.Outside() {
		all = append(all, string(r))
	}
	return all
}

func teamSize(ctx context.Context, db pg.Querier, who access.UserID) (identitydb.TeamSizeRow, error) {
	return q.TeamSize(ctx, db, identitydb.TeamSizeParams{Who: who, TenantID: access.TenantOf(ctx), Outside: outside()})
}

// TeamSize implements identity.Tx.
func (t *storeTx) TeamSize(ctx context.Context, but access.UserID) (int, bool, error) {
	if err := q.WaitForTeam(ctx, t.tx, "identity.team "+access.TenantOf(ctx).String()); err != nil {
		return 0, false, err
	}
	row, err := teamSize(ctx, t.tx, but)
	others := int(row.Everybody)
	if row.Worked {
		others--
	}
	return others, row.Worked, err
}

// nobody is an account that does not exist; the zero identifier would be NULL.
var nobody = access.UserID{15: 1}

// CountTeam implements identity.Reader.
func (s *Store) CountTeam(ctx context.Context) (int, error) {
	row, err := teamSize(ctx, s.db.Read(ctx), nobody)
	return int(row.Everybody), err
}

// FirstWith implements identity.Reader.
func (s *Store) FirstWith(ctx context.Context, r identity.Role) (identity.UserState, error) {
	row, err := q.FirstWith(ctx, s.db.Read(ctx), access.TenantOf(ctx), string(r))
	return userOf(row), absent(err, identity.ErrUnknownUser)
}

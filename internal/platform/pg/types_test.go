package pg_test

import (
	"context"
	"slices"
	"testing"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/platform/pg"
	"comptoir/internal/platform/pgtest"

	"github.com/jackc/pgx/v5"
)

type thing struct{}

// Identifiers are the one type that every table uses: they must pass in every way in which pgx encodes and scans.
func TestIdentifiersPassInBothDirections(t *testing.T) {
	t.Parallel()
	db := pgtest.DB(t, notes)
	ctx, tenant := pgtest.Tenant(t)
	var source ident.Source
	a, b := ident.Next[thing](&source), ident.Next[thing](&source)

	err := db.Write(ctx, func(ctx context.Context, tx pg.Tx) error {
		if _, err := tx.Exec(ctx, "insert into notes.note (tenant_id, id, words) values ($1, $2, 'x')", tenant, a); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `insert into notes.note (tenant_id, id, parent_id, words)
			select $1, n.id, n.parent, 'y' from unnest($2::uuid[], $3::uuid[]) n (id, parent)`,
			tenant, []ident.ID[thing]{b}, []ident.ID[thing]{a})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}

	rows, err := db.Read(ctx).Query(ctx, "select id from notes.note where id = any($1::uuid[]) order by id", []ident.ID[thing]{b, a})
	if err != nil {
		t.Fatal(err)
	}
	if got, err := pgx.CollectRows(rows, pgx.RowTo[ident.ID[thing]]); err != nil || !slices.Equal(got, []ident.ID[thing]{a, b}) {
		t.Errorf("array of identifiers: %v, %v", got, err)
	}
	type note struct {
		ID     ident.ID[thing]
		Parent ident.ID[thing] `db:"parent_id"`
		Tenant access.TenantID `db:"tenant_id"`
		Raw    ident.Raw       `db:"raw"`
		Null   *ident.ID[thing]
	}
	rows, err = db.Read(ctx).Query(ctx,
		"select id, parent_id, tenant_id, id as raw, null::uuid as null from notes.note where parent_id is null and id = $1", a)
	if err != nil {
		t.Fatal(err)
	}
	got, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[note])
	if want := (note{ID: a, Tenant: tenant, Raw: a.Raw()}); err != nil || got != want {
		t.Errorf("got %+v, %v, want %+v", got, err, want)
	}
	var none bool
	if err := db.Read(ctx).QueryRow(ctx, "select $1::uuid is null", ident.ID[thing]{}).Scan(&none); err != nil || !none {
		t.Errorf("the zero identifier must be NULL: %v %v", none, err)
	}
	var list []ident.ID[thing]
	if err := db.Read(ctx).QueryRow(ctx, "select array_agg(id order by id) from notes.note").Scan(&list); err != nil ||
		!slices.Equal(list, []ident.ID[thing]{a, b}) {
		t.Errorf("scanning an array: %v, %v", list, err)
	}
}

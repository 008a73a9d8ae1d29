package pg_test

import (
	"testing"

	"comptoir/internal/platform/pg"
	"comptoir/internal/platform/pgtest"
)

func TestGroundUpDownUp(t *testing.T) {
	t.Parallel()
	pgtest.UpDownUp(t)
}

func TestSmoke(t *testing.T) {
	t.Parallel()
	db := pgtest.DB(t)
	ctx, tenant := pgtest.Tenant(t)
	var got string
	if err := db.Read(ctx).QueryRow(ctx, "select comptoir.tenant()::text").Scan(&got); err != nil || got != tenant.String() {
		t.Fatal(got, err)
	}
	c := pgtest.Admin(t, db)
	_, err := pg.Dump(ctx, c)
	if err != nil {
		t.Fatal(err)
	}
}

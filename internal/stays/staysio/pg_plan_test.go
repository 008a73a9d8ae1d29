package staysio_test

import (
	"context"
	"strings"
	"testing"

	"comptoir/internal/kernel/access"
	"comptoir/internal/platform/pg"
	"comptoir/internal/platform/pgtest"
)

// On filled tables, as the application's own role and under row-level security, the queries that guests wait for reach
// occupancies and reservations by an index: never by reading the table from end to end.
func TestPlansUseIndexes(t *testing.T) {
	t.Parallel()
	db := pgtest.Own(t, storeLines()...)
	ctx, tenant := pgtest.Tenant(t)
	fillStays(t, ctx, db, tenant)
	for name, query := range map[string]string{
		"availability": `SELECT starts, ends FROM stays.occupancy WHERE tenant_id = $1 AND property_id = (SELECT id FROM stays.property WHERE tenant_id = $1 AND slug = 'p7')
			AND ends > '2027-03-01'::date AND starts < '2027-04-01'::date AND (expires_at IS NULL OR expires_at > now())`,
		"search": `SELECT p.id FROM stays.property p WHERE p.tenant_id = $1 AND p.status = 'published' AND p.capacity >= 2 AND NOT EXISTS (
			SELECT 1 FROM stays.occupancy o WHERE o.tenant_id = p.tenant_id AND o.property_id = p.id AND o.ends > '2027-03-01'::date
			AND o.starts < p.preparation_days + '2027-03-08'::date AND (o.expires_at IS NULL OR o.expires_at > now())) ORDER BY p.id`,
		"calendar": `SELECT o.property_id, r.line FROM stays.occupancy o LEFT JOIN stays.reservation r ON r.tenant_id = o.tenant_id AND r.id = o.holder_id AND o.kind <> 'block'
			WHERE o.tenant_id = $1 AND o.property_id = ANY(ARRAY(SELECT id FROM stays.property WHERE tenant_id = $1 AND slug IN ('p1', 'p2', 'p3')))
			AND o.ends > '2027-03-01'::date AND o.starts < '2027-04-01'::date`,
		"arrivals":     `SELECT line FROM stays.reservation WHERE tenant_id = $1 AND check_in >= '2027-03-01'::date AND check_in < '2027-03-03'::date ORDER BY check_in, id LIMIT 50`,
		"of the guest": `SELECT line FROM stays.reservation WHERE tenant_id = $1 AND guest_email = 'g77@example.org' ORDER BY id DESC LIMIT 50`,
		"by link":      `SELECT state FROM stays.reservation WHERE tenant_id = $1 AND token_hash = '\x07'::bytea`,
	} {
		plan := explain(t, ctx, db, query, tenant)
		for _, table := range []string{"occupancy", "reservation"} {
			if strings.Contains(plan, "Seq Scan on "+table) {
				t.Errorf("%s reads all of %s:\n%s", name, table, plan)
			}
		}
	}
}

func explain(t *testing.T, ctx context.Context, db *pg.DB, query string, tenant access.TenantID) string {
	t.Helper()
	rows, err := db.Read(ctx).Query(ctx, "EXPLAIN "+query, tenant)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var plan strings.Builder
	for rows.Next() {
		var line string
		if err := rows.Scan(&line); err != nil {
			t.Fatal(err)
		}
		plan.WriteString(line + "\n")
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return plan.String()
}

// fillStays writes 200 properties, ten of them the tenant's, with 100 stays of three nights each, one after the other.
func fillStays(t *testing.T, ctx context.Context, db *pg.DB, tenant access.TenantID) {
	t.Helper()
	admin := pgtest.Admin(t, db)
	for _, statement := range []string{
		`INSERT INTO stays.property SELECT CASE WHEN k = 0 THEN '` + tenant.String() + `' ELSE gen_random_uuid() END, gen_random_uuid(), 1, 'p' || n, 'published', 'house', 'p' || n, 4, 2, 1, 1, 0, '29039', 47.8, -3.9, '{}', 'p',
			NULL, '{}', '{}', '{}', now(), now() FROM generate_series(1, 10) n, generate_series(0, 19) k`,
		`INSERT INTO stays.reservation SELECT p.tenant_id, gen_random_uuid(), 1, p.slug || '-' || n, 'confirmed', p.id, 0, 'G', 'g' || n || '@example.org', 'g', NULL,
			'2027-01-01'::date + n * 4, '2027-01-01'::date + n * 4 + 3, NULL, sha256((p.slug || '-' || n)::bytea), 0, NULL, false, '{}', '{}', now(), now()
			FROM stays.property p, generate_series(1, 100) n`,
		`INSERT INTO stays.occupancy SELECT tenant_id, id, 'reservation', property_id, check_in, check_out, NULL FROM stays.reservation`,
		`ANALYZE stays.property, stays.reservation, stays.occupancy`,
	} {
		if _, err := admin.Exec(ctx, statement); err != nil {
			t.Fatal(err)
		}
	}
}

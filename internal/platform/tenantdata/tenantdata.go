// Package tenantdata takes all the data of one tenant as a whole: it writes them into one ZIP file, every table that
// has tenant_id as JSON lines and every file of the file store, and it empties the file store. What there is it reads
// from the database's own catalogue, so that a table that is added tomorrow is in tomorrow's export; what a tenant may
// see is the wall's to say (row-level security), as everywhere.
//
// It refuses to know any table by its name: the columns that must not leave (secrets, hashes) are given. Start with Pack.
package tenantdata

import (
	"archive/zip"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"comptoir/internal/kernel/access"
	"comptoir/internal/platform/blob"
	"comptoir/internal/platform/pg"
)

// Rules say what does not leave.
type Rules struct {
	Tables  []string // whole tables, "schema.table" or "schema.*"
	Columns []string // "schema.table.column"
	Files   []string // folders of the file store, "tenancy/exports"
}

// Table is a table of tenants, with its columns in the order of the catalogue.
type Table struct {
	Name    string // "schema.table"
	Columns []string
}

const tablesSQL = `
SELECT n.nspname || '.' || c.relname, array_agg(a.attname::text ORDER BY a.attnum)
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND n.nspname NOT IN ('pg_catalog', 'information_schema')
  AND has_table_privilege(c.oid, 'SELECT')
GROUP BY 1 HAVING bool_or(a.attname = 'tenant_id')
ORDER BY 1`

// Tables lists every table of tenants that the program may read.
func Tables(ctx context.Context, q pg.Querier) ([]Table, error) {
	rows, err := q.Query(ctx, tablesSQL)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (t Table, err error) {
		err = row.Scan(&t.Name, &t.Columns)
		return t, err
	})
}

func (r Rules) keeps(table string) bool {
	schema, _, _ := strings.Cut(table, ".")
	return !slices.Contains(r.Tables, table) && !slices.Contains(r.Tables, schema+".*")
}

// Leaving returns the columns of a table that leave.
func (r Rules) Leaving(t Table) []string {
	if !r.keeps(t.Name) {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(t.Columns), func(c string) bool { return slices.Contains(r.Columns, t.Name+"."+c) })
}

// manifest is what the file says about itself.
type manifest struct {
	Tenant access.TenantID  `json:"tenant"`
	Made   time.Time        `json:"made"`
	Tables map[string]int   `json:"tables"` // rows
	Files  map[string]int64 `json:"files"`  // bytes
}

// Pack writes everything of the tenant of ctx to w, in one snapshot of the database: tables/<schema>.<table>.jsonl,
// files/<path>, and manifest.json with the counts at the end.
func Pack(ctx context.Context, db *pg.DB, files *blob.Store, rules Rules, now time.Time, w io.Writer) error {
	tenant := access.TenantOf(ctx)
	if tenant.IsZero() {
		return access.ErrNoTenant
	}
	out := zip.NewWriter(w)
	m := manifest{Tenant: tenant, Made: now.UTC(), Tables: map[string]int{}, Files: map[string]int64{}}
	err := db.Snapshot(ctx, func(ctx context.Context, q pg.Querier) error {
		tables, err := Tables(ctx, q)
		if err != nil {
			return err
		}
		for _, t := range tables {
			columns := rules.Leaving(t)
			if len(columns) == 0 {
				continue
			}
			if m.Tables[t.Name], err = packTable(ctx, q, out, t.Name, columns, now); err != nil {
				return fmt.Errorf("tenantdata: %s: %w", t.Name, err)
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	if err := packFiles(ctx, files, tenant, rules, out, m.Files); err != nil {
		return err
	}
	entry, err := out.CreateHeader(&zip.FileHeader{Name: "manifest.json", Method: zip.Deflate, Modified: now})
	if err != nil {
		return err
	}
	e := json.NewEncoder(entry)
	e.SetIndent("", "  ")
	if err := e.Encode(m); err != nil {
		return err
	}
	return out.Close()
}

func packTable(ctx context.Context, q pg.Querier, out *zip.Writer, table string, columns []string, now time.Time) (int, error) {
	entry, err := out.CreateHeader(&zip.FileHeader{Name: "tables/" + table + ".jsonl", Method: zip.Deflate, Modified: now})
	if err != nil {
		return 0, err
	}
	names := make([]string, len(columns))
	for i, c := range columns {
		names[i] = pgx.Identifier{c}.Sanitize()
	}
	rows, err := q.Query(ctx, "SELECT to_json(x)::text FROM (SELECT "+strings.Join(names, ", ")+" FROM "+pgx.Identifier(strings.SplitN(table, ".", 2)).Sanitize()+" WHERE tenant_id = $1) x", access.TenantOf(ctx))
	if err != nil {
		return 0, err
	}
	defer rows.Close()
	n := 0
	for rows.Next() {
		var line string
		if err := rows.Scan(&line); err != nil {
			return n, err
		}
		if _, err := io.WriteString(entry, line+"\n"); err != nil {
			return n, err
		}
		n++
	}
	return n, rows.Err()
}

func packFiles(ctx context.Context, files *blob.Store, tenant access.TenantID, rules Rules, out *zip.Writer, sizes map[string]int64) error {
	all, err := blob.NewPrefix(tenant)
	if err != nil {
		return err
	}
	for info, err := range files.List(ctx, all) {
		if err != nil {
			return err
		}
		name := strings.TrimPrefix(info.Key.String(), tenant.String()+"/")
		if slices.ContainsFunc(rules.Files, func(folder string) bool { return strings.HasPrefix(name, folder+"/") }) {
			continue
		}
		content, _, err := files.Open(ctx, info.Key)
		if err != nil {
			return err
		}
		entry, err := out.CreateHeader(&zip.FileHeader{Name: "files/" + name, Method: zip.Store, Modified: info.ModTime})
		if err == nil {
			sizes[name], err = io.Copy(entry, content)
		}
		_ = content.Close()
		if err != nil {
			return err
		}
	}
	return nil
}

// EmptyFiles removes every file of the tenant of ctx.
func EmptyFiles(ctx context.Context, files *blob.Store) error {
	all, err := blob.NewPrefix(access.TenantOf(ctx))
	if err != nil {
		return err
	}
	var keys []blob.Key
	for info, err := range files.List(ctx, all) {
		if err != nil {
			return err
		}
		keys = append(keys, info.Key)
	}
	return files.Delete(ctx, keys...)
}

package bench

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"comptoir/internal/platform/pgtest"

	"github.com/jackc/pgx/v5/pgconn"
)

var (
	borders = regexp.MustCompile(`(?i)^\s*(begin|commit|rollback|start transaction|savepoint|release)`)
	commits = regexp.MustCompile(`(?i)^\s*commit`)
	holder  = regexp.MustCompile(`\$\d+`)
	latency = regexp.MustCompile(`latency average = ([0-9.]+) ms`)
)

// pgbench returns the mean milliseconds that PostgreSQL's own pgbench takes for the statements of a recording, with the
// values that were recorded, prepared, by one client. They are rolled back, so that they can be played again; for each
// commit of the recording one small row is committed instead, which waits for the disk as the program did.
func pgbench(b *testing.B, d pgtest.Database, limit *player, flights [][]said) float64 {
	admin := pgtest.Connect(b, d.AdminURL)
	if _, err := admin.Exec(b.Context(), "create table if not exists public.pgbench_flush (n int); grant insert on public.pgbench_flush to public"); err != nil {
		b.Fatal(err)
	}
	script := strings.Builder{}
	script.WriteString("begin;\n")
	ends := 0
	for _, flight := range flights {
		for _, s := range flight {
			if commits.MatchString(s.sql) {
				ends++
			}
			if !borders.MatchString(s.sql) {
				script.WriteString(spelled(b, limit, s) + ";\n")
			}
		}
	}
	script.WriteString("rollback;\n" + strings.Repeat("insert into public.pgbench_flush values (1);\n", ends))
	file := filepath.Join(b.TempDir(), "booking.sql")
	if err := os.WriteFile(file, []byte(script.String()), 0o600); err != nil {
		b.Fatal(err)
	}
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin/pgbench")
	if err != nil || len(found) == 0 {
		b.Fatalf("no pgbench (package postgresql): %v", err)
	}
	out, err := exec.CommandContext(b.Context(), found[len(found)-1], "--no-vacuum", "--protocol=prepared", "--client=1", "--transactions=300", "--file="+file, d.AppURL).CombinedOutput()
	mean := latency.FindSubmatch(out)
	if err != nil || mean == nil {
		b.Fatalf("%v: %s", err, out)
	}
	ms, err := strconv.ParseFloat(string(mean[1]), 64)
	if err != nil {
		b.Fatal(err)
	}
	return ms
}

// spelled writes a statement with its values in it, as the server itself writes them.
func spelled(b *testing.B, p *player, s said) string {
	known, err := p.conn.Prepare(b.Context(), "", s.sql, s.oids)
	if err != nil {
		b.Fatal(err)
	}
	kinds := known.ParamOIDs
	values := make([]string, len(s.params))
	for i, raw := range s.params {
		kind := string(ask(b, p.conn, "select format_type($1, null)", [][]byte{[]byte(strconv.FormatUint(uint64(kinds[i]), 10))}, nil))
		if raw == nil {
			values[i] = "null::" + kind
			continue
		}
		var format []int16
		if len(s.formats) > 0 {
			format = []int16{s.formats[min(i, len(s.formats)-1)]}
		}
		text := ask(b, p.conn, "select $1::"+kind+"::text", [][]byte{raw}, format)
		// Colons would be pgbench's own variables.
		values[i] = "E'" + strings.NewReplacer(`\`, `\\`, `'`, `''`, ":", `\x3a`).Replace(string(text)) + "'::" + kind
	}
	return holder.ReplaceAllStringFunc(strings.TrimRight(strings.TrimSpace(comments.ReplaceAllString(s.sql, "")), ";"), func(at string) string {
		n, _ := strconv.Atoi(at[1:])
		return values[n-1]
	})
}

var comments = regexp.MustCompile(`(?m)--.*$`)

// ask returns the one value that a query gives.
func ask(b *testing.B, c *pgconn.PgConn, sql string, params [][]byte, formats []int16) []byte {
	r := c.ExecParams(b.Context(), sql, params, nil, formats, nil).Read()
	if r.Err != nil || len(r.Rows) != 1 {
		b.Fatal(fmt.Errorf("%s: %w", sql, r.Err))
	}
	return r.Rows[0][0]
}

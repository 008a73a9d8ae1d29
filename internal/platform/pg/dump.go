package pg

import (
	"context"
	_ "embed"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"
)

//go:embed dump.sql
var dumpSQL string

// Dump describes the schema as text, the same for the same schema whatever the order in which it was made: to be
// committed, compared and read. It is no backup and no script to run. Left out are PostgreSQL's own schemas, the
// members of extensions, and the version tables of the migrations.
func Dump(ctx context.Context, conn *pgx.Conn) (string, error) {
	rows, err := conn.Query(ctx, dumpSQL)
	if err != nil {
		return "", fmt.Errorf("pg: dump: %w", err)
	}
	lines, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return "", fmt.Errorf("pg: dump: %w", err)
	}
	var b strings.Builder
	for _, l := range lines {
		b.WriteString(strings.TrimRight(l, " \n"))
		b.WriteString("\n")
	}
	return b.String(), nil
}

// Package ledgerio connects the books to the world: PostgreSQL, the chain and its verification, jobs, the API and the
// desk's pages. It decides nothing that the core decides. Start with Module; what writes is Store.Post.
package ledgerio

import (
	"embed"
	"io/fs"

	"comptoir/internal/platform/pg"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Line is the context's line of migrations.
func Line() pg.Line {
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		panic(err) // the folder is embedded
	}
	return pg.Line{Name: "ledger", Files: files}
}

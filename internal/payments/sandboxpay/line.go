package sandboxpay

import (
	"embed"
	"io/fs"

	"comptoir/internal/platform/pg"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Line is the sandbox's line of migrations.
func Line() pg.Line {
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		panic(err) // the folder is embedded
	}
	return pg.Line{Name: "sandboxpay", Files: files}
}

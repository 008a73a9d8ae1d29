package jobs

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io/fs"
	"strings"
	"sync"

	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/rivermigrate"

	"comptoir/internal/platform/pg"
)

// Line returns the migrations of the queue: River's own, taken from the library that this program is built with, so that
// the two never disagree. They keep River's numbers.
func Line() pg.Line { return pg.Line{Name: schema, Files: migrations()} }

// prologue makes the schema. What River creates in it, now and in versions to come, is the program's role to use.
const prologue = `CREATE SCHEMA jobs;
GRANT USAGE ON SCHEMA jobs TO comptoir_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA jobs GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO comptoir_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA jobs GRANT USAGE, SELECT ON SEQUENCES TO comptoir_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA jobs GRANT EXECUTE ON FUNCTIONS TO comptoir_app;
`

const epilogue = "\nDROP SCHEMA jobs;"

// noted and forgotten keep River's own list of applied versions true, for its tools.
const (
	noted     = "\nINSERT INTO jobs.river_migration (line, version) SELECT 'main', generate_series(1, %d) ON CONFLICT DO NOTHING;"
	forgotten = "DELETE FROM jobs.river_migration WHERE version >= %d;\n"
)

// folder is where a line's files are.
const folder = "migrations"

// migrations writes River's migrations as goose files into an archive in memory, which is a file system that needs no
// code of ours. It panics when the library's own files cannot be read: the program would be broken as built.
var migrations = sync.OnceValue(func() fs.FS {
	migrator, err := rivermigrate.New(riverpgxv5.New(nil), &rivermigrate.Config{Schema: schema})
	if err != nil {
		panic(fmt.Errorf("jobs: migrations of the queue: %w", err))
	}
	var archive bytes.Buffer
	w := zip.NewWriter(&archive)
	for _, m := range migrator.AllVersions() {
		up, down := qualified(m.SQLUp), qualified(m.SQLDown)
		switch {
		case m.Version == 1:
			up, down = prologue+up, down+epilogue
		case m.Version >= 5: // since then River's own list of versions has its present form
			up += fmt.Sprintf(noted, m.Version)
			down = fmt.Sprintf(forgotten, m.Version) + down
		}
		name := fmt.Sprintf("%s/%04d_%s.sql", folder, m.Version, strings.ReplaceAll(m.Name, " ", "_"))
		file, err := w.Create(name)
		if err != nil {
			panic(err) // a buffer takes everything
		}
		fmt.Fprintf(file, "-- +goose Up\n-- +goose StatementBegin\n%s\n-- +goose StatementEnd\n\n"+
			"-- +goose Down\n-- +goose StatementBegin\n%s\n-- +goose StatementEnd\n", up, down)
	}
	if err := w.Close(); err != nil {
		panic(err)
	}
	r, err := zip.NewReader(bytes.NewReader(archive.Bytes()), int64(archive.Len()))
	if err != nil {
		panic(err)
	}
	return r
})

// qualified puts the schema where River's templates leave room for it.
func qualified(sql string) string {
	return strings.ReplaceAll(sql, "/* TEMPLATE: schema */", schema+".")
}

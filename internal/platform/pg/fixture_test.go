package pg_test

import (
	"context"
	"testing"
	"testing/fstest"

	"comptoir/internal/kernel/ident"
	"comptoir/internal/platform/pg"
)

// notes is a line of migrations as a context writes it.
var notes = pg.Line{Name: "notes", Files: fstest.MapFS{"migrations/0001_notes.sql": {Data: []byte(`
-- +goose Up
CREATE SCHEMA notes;
GRANT USAGE ON SCHEMA notes TO comptoir_app;
CREATE TABLE notes.note (
    tenant_id uuid NOT NULL,
    id        uuid NOT NULL,
    parent_id uuid,
    words     text NOT NULL CONSTRAINT words_said CHECK (words <> ''),
    seen      integer NOT NULL DEFAULT 0,
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT note_parent FOREIGN KEY (tenant_id, parent_id) REFERENCES notes.note (tenant_id, id)
);
SELECT comptoir.protect('notes.note');
CREATE TABLE notes.journal (tenant_id uuid NOT NULL, id uuid NOT NULL, line text NOT NULL, PRIMARY KEY (tenant_id, id));
SELECT comptoir.protect_append_only('notes.journal');
CREATE TABLE notes.stay (
    tenant_id uuid NOT NULL, id uuid NOT NULL, place uuid NOT NULL, days daterange NOT NULL,
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT stay_free EXCLUDE USING gist (tenant_id WITH =, place WITH =, days WITH &&)
);
SELECT comptoir.protect('notes.stay');

-- +goose Down
DROP SCHEMA notes CASCADE;
`)}}}

var source ident.Source

// write inserts a note of the tenant of ctx and returns its identifier.
func write(t testing.TB, ctx context.Context, db *pg.DB, words string) ident.Raw {
	t.Helper()
	id := source.Raw()
	if err := db.Write(ctx, insert(id, words)); err != nil {
		t.Fatal(err)
	}
	return id
}

func insert(id ident.Raw, words string) func(context.Context, pg.Tx) error {
	return func(ctx context.Context, tx pg.Tx) error {
		_, err := tx.Exec(ctx, "insert into notes.note (tenant_id, id, words) values (comptoir.tenant(), $1, $2)", id, words)
		return err
	}
}

func count(t testing.TB, ctx context.Context, q pg.Querier) int {
	t.Helper()
	var n int
	if err := q.QueryRow(ctx, "select count(*) from notes.note").Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

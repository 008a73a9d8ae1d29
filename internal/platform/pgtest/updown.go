package pgtest

import (
	"slices"
	"testing"

	"comptoir/internal/platform/pg"

	"github.com/google/go-cmp/cmp"
)

// UpDownUp migrates an empty database up, all the way down and up again, and fails the test unless down leaves nothing
// and the second schema equals the first.
func UpDownUp(t testing.TB, lines ...pg.Line) {
	t.Helper()
	ctx := t.Context()
	d := Empty(t)
	conn := Connect(t, d.OwnerURL)
	dump := func() string {
		t.Helper()
		text, err := pg.Dump(ctx, conn)
		if err != nil {
			t.Fatalf("dump: %v", err)
		}
		return text
	}
	if _, err := conn.Exec(ctx, "CREATE SCHEMA comptoir"); err != nil { // it stays, with the version tables
		t.Fatal(err)
	}
	before := dump()
	if err := pg.Migrate(ctx, d.OwnerURL, lines); err != nil {
		t.Fatalf("up: %v", err)
	}
	first := dump()
	for _, line := range slices.Backward(append([]pg.Line{pg.Ground()}, lines...)) {
		if err := pg.Down(ctx, d.OwnerURL, line, 0); err != nil {
			t.Fatalf("down: %v", err)
		}
	}
	if diff := cmp.Diff(before, dump()); diff != "" {
		t.Errorf("down leaves something behind (+):\n%s", diff)
	}
	if err := pg.Migrate(ctx, d.OwnerURL, lines); err != nil {
		t.Fatalf("up again: %v", err)
	}
	if diff := cmp.Diff(first, dump()); diff != "" {
		t.Errorf("the second schema is not the first (-first +second):\n%s", diff)
	}
}

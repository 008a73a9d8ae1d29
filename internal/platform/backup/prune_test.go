package backup_test

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"comptoir/internal/platform/backup"
)

func TestTheNewestBackupAlwaysStays(t *testing.T) {
	t.Parallel()
	below := t.TempDir()
	for _, name := range []string{"20261001T020000Z", "20261020T020000Z", "20261101T020000Z", ".making-123", "notes", "20261102"} {
		if err := os.Mkdir(filepath.Join(below, name), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	at := time.Date(2026, 11, 21, 2, 0, 0, 0, time.UTC)
	gone, err := backup.Prune(below, 30*24*time.Hour, at)
	if want := []string{"20261001T020000Z", "20261020T020000Z"}; err != nil || !slices.Equal(gone, want) {
		t.Errorf("removed %v (%v), want %v", gone, err, want)
	}
	gone, err = backup.Prune(below, time.Hour, at)
	if err != nil || len(gone) != 0 {
		t.Errorf("the newest was removed: %v %v", gone, err)
	}
	left, err := os.ReadDir(below)
	if err != nil || len(left) != 4 {
		t.Errorf("%v %v", left, err)
	}
}

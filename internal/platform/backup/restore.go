package backup

import (
	"archive/tar"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"filippo.io/age"
	"github.com/jackc/pgx/v5"

	"comptoir/internal/platform/blob"
)

// ErrNotEmpty says that a back-up would be restored over something.
var ErrNotEmpty = errors.New("backup: there is something already")

// Target is where a back-up is restored.
type Target struct {
	Database string      // postgres:// address of the role that owns the database, which is empty
	Programs string      // folder of pg_restore; "": where the system finds it
	Files    blob.Driver // empty
	Key      []byte      // the secret key of the installation that made it
}

// Verify reads a back-up to its end: the manifest and every part are what was written, open with the private key, and are a
// dump and files that are whole. It restores nothing.
func Verify(ctx context.Context, dir string, with []age.Identity, programs string, key []byte) (Manifest, error) {
	m, err := read(dir, key)
	if err != nil {
		return m, err
	}
	if err := open(filepath.Join(dir, databasePart), with, func(r io.Reader) error { return list(ctx, programs, r) }); err != nil {
		return m, err
	}
	return m, open(filepath.Join(dir, filesPart), with, func(r io.Reader) error {
		return m.unpack(r, func(_ *tar.Header, r io.Reader) error { _, err := io.Copy(io.Discard, r); return err })
	})
}

// Restore brings a back-up back into an empty database and an empty file store. It fails with ErrNotEmpty when they are
// not, and with ErrNotIntact before anything is written. The database comes back in one transaction; files that were
// written before a failure stay, and a second attempt with them is refused.
func Restore(ctx context.Context, dir string, with []age.Identity, t Target) (Manifest, error) {
	m, err := read(dir, t.Key)
	if err != nil {
		return m, err
	}
	if err := t.empty(ctx); err != nil {
		return m, err
	}
	if err := open(filepath.Join(dir, databasePart), with, func(r io.Reader) error { return restore(ctx, t, r) }); err != nil {
		return m, err
	}
	return m, open(filepath.Join(dir, filesPart), with, func(r io.Reader) error {
		return m.unpack(r, func(h *tar.Header, r io.Reader) error {
			return t.Files.Put(ctx, h.Name, blob.NewBody(ctx, r, h.PAXRecords[typeRecord], h.Size))
		})
	})
}

func (t Target) empty(ctx context.Context) error {
	conn, err := pgx.Connect(ctx, t.Database)
	if err != nil {
		return err
	}
	var tables int
	err = conn.QueryRow(ctx, `SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
		WHERE c.relkind IN ('r', 'p') AND n.nspname <> 'information_schema' AND n.nspname NOT LIKE 'pg\_%'`).Scan(&tables)
	if err = errors.Join(err, conn.Close(ctx)); err != nil {
		return err
	}
	if tables > 0 {
		return fmt.Errorf("%w: the database has %d tables", ErrNotEmpty, tables)
	}
	for entry, err := range t.Files.List(ctx, "") {
		if err != nil {
			return err
		}
		return fmt.Errorf("%w: the file store has %s", ErrNotEmpty, entry.Path)
	}
	return nil
}

// open gives the plain bytes of a part, and makes sure that they were read to their end, which is where age finds a cut.
func open(path string, with []age.Identity, use func(io.Reader) error) error {
	f, err := os.Open(path) // #nosec G304 -- the operator's folder
	if err != nil {
		return err
	}
	defer f.Close() //nolint:errcheck // only read
	plain, err := age.Decrypt(f, with...)
	if err != nil {
		return fmt.Errorf("backup: %s does not open with this private key: %w", filepath.Base(path), err)
	}
	if err := use(plain); err != nil {
		return err
	}
	_, err = io.Copy(io.Discard, plain)
	return err
}

// unpack gives every file of a tar to do, and holds each against its SHA-256 and all against the manifest's number.
func (m Manifest) unpack(r io.Reader, do func(*tar.Header, io.Reader) error) error {
	in, n := tar.NewReader(r), 0
	for {
		h, err := in.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return fmt.Errorf("%w: %w", ErrNotIntact, err)
		}
		sum := sha256.New()
		if err := do(h, io.TeeReader(in, sum)); err != nil {
			return fmt.Errorf("backup: %s: %w", h.Name, err)
		}
		if want := h.PAXRecords[sumRecord]; want != "" && hex.EncodeToString(sum.Sum(nil)) != want {
			return fmt.Errorf("%w: %s is not the file that was stored", ErrNotIntact, h.Name)
		}
		n++
	}
	if n != m.Files {
		return fmt.Errorf("%w: %d files instead of %d", ErrNotIntact, n, m.Files)
	}
	return nil
}

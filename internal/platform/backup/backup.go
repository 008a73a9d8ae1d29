// Package backup writes what an installation knows, its database and its files, into a folder that nobody can read but who
// holds a private key, and brings it back.
//
// A back-up is a folder of its own: database.age (pg_dump's custom format), files.age (a tar of the file store) and
// manifest.json. The parts are encrypted with age to public keys (X25519, ChaCha20-Poly1305), so that the machine that
// makes back-ups cannot read them, and neither can who steals them. The manifest holds the length and the SHA-256 of each
// part and is authenticated with the installation's secret key: a part that was changed, cut or exchanged is found before
// anything is restored.
//
// It knows no table and no business, and keeps no schedule; it does not hold the secret key, without which the program
// opens nothing of what it has sealed. Start with Create.
package backup

import (
	"archive/tar"
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"filippo.io/age"

	"comptoir/internal/platform/blob"
)

// The parts of a back-up.
const (
	databasePart = "database.age"
	filesPart    = "files.age"
	manifestFile = "manifest.json"
	format       = 1
)

// ErrNotIntact says that a back-up is not what was written, or not of this installation.
var ErrNotIntact = errors.New("backup: the back-up is not what this installation wrote")

// Manifest says what a back-up holds.
type Manifest struct {
	Format  int       `json:"format"`
	MadeAt  time.Time `json:"madeAt"`
	Program string    `json:"program"` // its version
	Files   int       `json:"files"`
	Parts   []Part    `json:"parts"`
	MAC     string    `json:"mac"` // HMAC-SHA-256 of the rest
}

// Part is one encrypted file of a back-up.
type Part struct {
	Name   string `json:"name"`
	Bytes  int64  `json:"bytes"`
	SHA256 string `json:"sha256"` // of the encrypted bytes
}

// Source is what is backed up.
type Source struct {
	Database string      // postgres:// address of a role that sees every row
	Programs string      // folder of pg_dump; "": where the system finds it
	Files    blob.Driver // all of it
	// Early are the paths of files that say how far the database has come: they are read before it, lest a back-up says that
	// its database lacks something. Nil: none.
	Early   func(path string) bool
	Program string // version, for the manifest
	Key     []byte // the installation's secret key
}

// Create writes a new back-up below a folder and returns where it is. It appears under its name once it is whole; what
// failed leaves nothing. The database is that of one moment; files are read afterwards (but the early ones), so that every
// file of that moment which has not been removed meanwhile is there.
func Create(ctx context.Context, below string, to []age.Recipient, s Source, now time.Time) (dir string, m Manifest, err error) {
	if len(to) == 0 {
		return "", m, errors.New("backup: nobody could read it: name a public key")
	}
	dir = filepath.Join(below, now.UTC().Format("20060102T150405Z"))
	if _, err := os.Stat(dir); err == nil {
		return "", m, fmt.Errorf("backup: %s is there already", dir)
	}
	if err := os.MkdirAll(below, 0o700); err != nil {
		return "", m, err
	}
	making, err := os.MkdirTemp(below, ".making-")
	if err != nil {
		return "", m, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.RemoveAll(making))
		}
	}()
	m = Manifest{Format: format, MadeAt: now.UTC(), Program: s.Program}
	var database Part
	files, err := part(filepath.Join(making, filesPart), to, func(w io.Writer) error {
		p := packing{from: s.Files, out: tar.NewWriter(w)}
		early := s.Early
		if early == nil {
			early = func(string) bool { return false }
		}
		if err := p.all(ctx, early); err != nil {
			return err
		}
		var err error
		database, err = part(filepath.Join(making, databasePart), to, func(w io.Writer) error { return dump(ctx, s, w) })
		if err != nil {
			return err
		}
		err = p.all(ctx, func(path string) bool { return !early(path) })
		m.Files = p.files
		return errors.Join(err, p.out.Close())
	})
	if err != nil {
		return "", m, err
	}
	m.Parts = []Part{database, files}
	m.MAC = m.mac(s.Key)
	raw, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return "", m, err
	}
	if err := durable(filepath.Join(making, manifestFile), func(w io.Writer) error { _, err := w.Write(append(raw, '\n')); return err }); err != nil {
		return "", m, err
	}
	return dir, m, os.Rename(making, dir)
}

// mac authenticates everything but itself, with a key that serves nothing else.
func (m Manifest) mac(key []byte) string {
	m.MAC = ""
	raw, err := json.Marshal(m)
	if err != nil {
		panic(err) // texts, numbers and a moment
	}
	own := hmac.New(sha256.New, key)
	own.Write([]byte("comptoir back-up manifest"))
	h := hmac.New(sha256.New, own.Sum(nil))
	h.Write(raw)
	return hex.EncodeToString(h.Sum(nil))
}

// part encrypts what write gives into a file.
func part(path string, to []age.Recipient, write func(io.Writer) error) (Part, error) {
	sum, size := sha256.New(), counter(0)
	err := durable(path, func(w io.Writer) error {
		sealed, err := age.Encrypt(io.MultiWriter(w, sum, &size), to...)
		if err != nil {
			return err
		}
		if err := write(sealed); err != nil {
			return err
		}
		return sealed.Close()
	})
	return Part{Name: filepath.Base(path), Bytes: int64(size), SHA256: hex.EncodeToString(sum.Sum(nil))}, err
}

type counter int64

func (c *counter) Write(p []byte) (int, error) {
	*c += counter(len(p))
	return len(p), nil
}

// durable writes a file that is on the disk when it returns.
func durable(path string, write func(io.Writer) error) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600) // #nosec G304 -- in the operator's folder
	if err != nil {
		return err
	}
	return errors.Join(write(f), f.Sync(), f.Close())
}

// packing writes files of a store into a tar, each under its path, with its type.
type packing struct {
	from  blob.Driver
	out   *tar.Writer
	files int
}

// all writes every file that is wanted.
func (p *packing) all(ctx context.Context, wanted func(path string) bool) error {
	for entry, err := range p.from.List(ctx, "") {
		if err != nil {
			return err
		}
		if !wanted(entry.Path) {
			continue
		}
		if err := p.one(ctx, entry.Path); err != nil {
			return fmt.Errorf("backup: %s: %w", entry.Path, err)
		}
	}
	return nil
}

func (p *packing) one(ctx context.Context, path string) error {
	content, meta, err := p.from.Open(ctx, path)
	if errors.Is(err, blob.ErrNotFound) { // removed since it was listed
		return nil
	}
	if err != nil {
		return err
	}
	p.files++
	err = p.out.WriteHeader(&tar.Header{Name: path, Size: meta.Size, Mode: 0o600, ModTime: meta.ModTime, Format: tar.FormatPAX,
		PAXRecords: map[string]string{typeRecord: meta.ContentType, sumRecord: meta.SHA256}})
	if err == nil {
		_, err = io.Copy(p.out, content)
	}
	return errors.Join(err, content.Close())
}

// What a tar says of a file beside its bytes.
const (
	typeRecord = "COMPTOIR.type"
	sumRecord  = "COMPTOIR.sha256"
)

// read reads a back-up's manifest and compares it with the parts. It fails with ErrNotIntact.
func read(dir string, key []byte) (Manifest, error) {
	var m Manifest
	raw, err := os.ReadFile(filepath.Join(dir, manifestFile)) // #nosec G304 -- the operator's folder
	if err != nil {
		return m, err
	}
	d := json.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields()
	if err := d.Decode(&m); err != nil {
		return m, fmt.Errorf("%w: the manifest cannot be read: %w", ErrNotIntact, err)
	}
	if m.Format != format {
		return m, fmt.Errorf("backup: of format %d, this program reads %d", m.Format, format)
	}
	if !hmac.Equal([]byte(m.mac(key)), []byte(m.MAC)) {
		return m, fmt.Errorf("%w: the manifest does not fit the secret key (COMPTOIR_SECRET_KEY, or secret.key in COMPTOIR_DATA)", ErrNotIntact)
	}
	for _, p := range m.Parts {
		f, err := os.Open(filepath.Join(dir, filepath.Base(p.Name))) // #nosec G304 -- a name that the manifest vouches for
		if err != nil {
			return m, err
		}
		sum := sha256.New()
		n, err := io.Copy(sum, f)
		if err := errors.Join(err, f.Close()); err != nil {
			return m, err
		}
		if n != p.Bytes || hex.EncodeToString(sum.Sum(nil)) != p.SHA256 {
			return m, fmt.Errorf("%w: %s was changed", ErrNotIntact, p.Name)
		}
	}
	return m, nil
}

// Prune removes back-ups below a folder that are older than keep, but never the newest, and returns their names.
func Prune(below string, keep time.Duration, now time.Time) (gone []string, err error) {
	all, err := os.ReadDir(below) // by name, so the newest last
	if err != nil {
		return nil, err
	}
	var made []string
	for _, e := range all {
		if _, err := time.Parse("20060102T150405Z", e.Name()); err == nil && e.IsDir() && !strings.HasPrefix(e.Name(), ".") {
			made = append(made, e.Name())
		}
	}
	for i, name := range made {
		at, _ := time.Parse("20060102T150405Z", name)
		if i == len(made)-1 || now.Sub(at) <= keep {
			continue
		}
		if err := os.RemoveAll(filepath.Join(below, name)); err != nil {
			return gone, err
		}
		gone = append(gone, name)
	}
	return gone, nil
}

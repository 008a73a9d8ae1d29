// Package fileblob is the file store's driver for a folder of the machine.
//
// A file lies under data/ by its key, as it is, so that a backup is a copy and a person can look. What it is (type,
// SHA-256) lies under meta/ beside it and says which content it describes (size and time to the nanosecond): when the
// two do not fit, after a crash between two renames or a restored backup, it is worked out again from the content.
// Files are written under tmp/, flushed to the disk and renamed, and every path goes through os.Root, which no symbolic
// link leads out of. Start with Open.
package fileblob

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"hash/maphash"
	"io"
	"io/fs"
	"iter"
	"os"
	"path"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"

	"comptoir/internal/platform/blob"
)

const (
	dataDir = "data"
	metaDir = "meta"
	tmpDir  = "tmp"
	abandon = 24 * time.Hour // after which a file under tmp/ belongs to a program that was killed
)

// Driver implements blob.Driver.
type Driver struct {
	root  *os.Root
	seed  maphash.Seed
	tree  sync.RWMutex             // read: a file is placed; written: empty folders are pruned
	locks [64]sync.Mutex           // by key: orders the two renames of a Put and the removals of a Delete
	disk  func(*os.File) io.Writer // the file itself, but in tests of a full disk
}

// Open uses a folder, which it makes if it is missing, and sweeps what killed programs left under tmp/. Close it.
func Open(dir string) (*Driver, error) {
	if err := os.MkdirAll(dir, 0o750); err != nil {
		return nil, err
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	d := &Driver{root: root, seed: maphash.MakeSeed(), disk: func(f *os.File) io.Writer { return f }}
	for _, sub := range []string{dataDir, metaDir, tmpDir} {
		if err := root.MkdirAll(sub, 0o750); err != nil {
			return nil, errors.Join(err, root.Close())
		}
	}
	d.sweep()
	return d, nil
}

// Close gives the folder back.
func (d *Driver) Close() error { return d.root.Close() }

// sweep removes abandoned temporary files; it may fail, they only take room.
func (d *Driver) sweep() {
	entries, err := fs.ReadDir(d.root.FS(), tmpDir)
	if err != nil {
		return
	}
	for _, e := range entries {
		if info, err := e.Info(); err == nil && time.Since(info.ModTime()) > abandon {
			_ = d.root.Remove(path.Join(tmpDir, e.Name()))
		}
	}
}

// facts is what lies under meta/.
type facts struct {
	ContentType string `json:"contentType"`
	SHA256      string `json:"sha256"`
	Size        int64  `json:"size"`
	Written     int64  `json:"written"` // modification time of the content, nanoseconds since 1970
}

func dataPath(p string) string { return path.Join(dataDir, p) }
func metaPath(p string) string { return path.Join(metaDir, p) + ".json" }

func (d *Driver) lock(p string) *sync.Mutex {
	return &d.locks[maphash.String(d.seed, p)%uint64(len(d.locks))]
}

// Put implements blob.Driver.
func (d *Driver) Put(_ context.Context, p string, body *blob.Body) error {
	data, info, err := d.write(body)
	if err != nil {
		return full(err)
	}
	m := body.Meta()
	raw, err := json.Marshal(facts{ContentType: m.ContentType, SHA256: m.SHA256, Size: m.Size, Written: info.ModTime().UnixNano()})
	if err != nil {
		return errors.Join(err, d.root.Remove(data))
	}
	meta, _, err := d.write(strings.NewReader(string(raw)))
	if err != nil {
		return full(errors.Join(err, d.root.Remove(data)))
	}
	l := d.lock(p)
	l.Lock()
	defer l.Unlock()
	// The description first: without its content it is ignored, while content without description costs work.
	if err := d.place(meta, metaPath(p)); err != nil {
		return full(errors.Join(err, d.root.Remove(meta), d.root.Remove(data)))
	}
	if err := d.place(data, dataPath(p)); err != nil {
		return full(errors.Join(err, d.root.Remove(data)))
	}
	return nil
}

// write stores r in a temporary file and flushes it to the disk; it leaves nothing behind when it fails.
func (d *Driver) write(r io.Reader) (name string, info fs.FileInfo, err error) {
	tmp := path.Join(tmpDir, rand.Text())
	f, err := d.root.OpenFile(tmp, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o640)
	if err != nil {
		return "", nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, f.Close(), d.root.Remove(tmp))
		}
	}()
	if _, err = io.Copy(d.disk(f), r); err != nil {
		return "", nil, err
	}
	if err = f.Sync(); err != nil {
		return "", nil, err
	}
	if info, err = f.Stat(); err != nil {
		return "", nil, err
	}
	if err = f.Close(); err != nil { // some file systems tell of a full disk only now
		return "", nil, err
	}
	return tmp, info, nil
}

// place renames a temporary file to its place and flushes the folders.
func (d *Driver) place(tmp, target string) error {
	dir := path.Dir(target)
	for attempt := 0; ; attempt++ {
		err := d.move(tmp, dir, target)
		if err == nil {
			break
		}
		if !errors.Is(err, fs.ErrNotExist) || attempt == 10 { // another program pruned the folder meanwhile
			return err
		}
	}
	for ; dir != "."; dir = path.Dir(dir) {
		if err := d.flush(dir); err != nil {
			return err
		}
	}
	return nil
}

func (d *Driver) move(tmp, dir, target string) error {
	d.tree.RLock()
	defer d.tree.RUnlock()
	if err := d.root.MkdirAll(dir, 0o750); err != nil {
		return err
	}
	return d.root.Rename(tmp, target)
}

// flush makes a folder's entries outlive a power cut. A folder that was pruned meanwhile has none.
func (d *Driver) flush(dir string) error {
	f, err := d.root.Open(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// Open implements blob.Driver.
func (d *Driver) Open(_ context.Context, p string) (blob.Content, blob.Meta, error) {
	f, err := d.root.Open(dataPath(p))
	if err != nil {
		return nil, blob.Meta{}, absent(err)
	}
	m, err := d.describe(p, f)
	if err != nil {
		return nil, blob.Meta{}, errors.Join(err, f.Close())
	}
	return f, m, nil
}

// Stat implements blob.Driver.
func (d *Driver) Stat(ctx context.Context, p string) (blob.Meta, error) {
	f, m, err := d.Open(ctx, p)
	if err != nil {
		return blob.Meta{}, err
	}
	return m, f.Close()
}

// describe returns what an open file is, from meta/ when that describes this very content, else from the content.
func (d *Driver) describe(p string, f *os.File) (blob.Meta, error) {
	info, err := f.Stat()
	if err != nil {
		return blob.Meta{}, err
	}
	if !info.Mode().IsRegular() {
		return blob.Meta{}, blob.ErrNotFound
	}
	m := blob.Meta{Size: info.Size(), ModTime: info.ModTime()}
	var known facts
	if raw, err := d.root.ReadFile(metaPath(p)); err == nil && json.Unmarshal(raw, &known) == nil &&
		known.Size == m.Size && known.Written == m.ModTime.UnixNano() {
		m.ContentType, m.SHA256 = known.ContentType, known.SHA256
		return m, nil
	}
	head := make([]byte, blob.Sniffed)
	n, err := f.ReadAt(head, 0)
	if err != nil && !errors.Is(err, io.EOF) {
		return blob.Meta{}, err
	}
	sum := sha256.New()
	if _, err := io.Copy(sum, f); err != nil {
		return blob.Meta{}, err
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return blob.Meta{}, err
	}
	m.ContentType, m.SHA256 = blob.TypeOf(head[:n], path.Base(p)), hex.EncodeToString(sum.Sum(nil))
	return m, nil
}

// Delete implements blob.Driver.
func (d *Driver) Delete(_ context.Context, p string) error {
	l := d.lock(p)
	l.Lock()
	defer l.Unlock()
	for _, name := range []string{dataPath(p), metaPath(p)} {
		if err := d.root.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		d.prune(path.Dir(name))
	}
	return nil
}

// prune removes a folder that became empty, and those above it; one that is not empty refuses.
func (d *Driver) prune(dir string) {
	d.tree.Lock()
	defer d.tree.Unlock()
	for ; strings.Contains(dir, "/"); dir = path.Dir(dir) {
		if d.root.Remove(dir) != nil {
			return
		}
	}
}

// List implements blob.Driver.
func (d *Driver) List(ctx context.Context, prefix string) iter.Seq2[blob.Entry, error] {
	return func(yield func(blob.Entry, error) bool) {
		d.walk(ctx, strings.TrimSuffix(prefix, "/"), yield)
	}
}

// walk yields what lies under a folder; it returns false when the listing is over. The order of whole paths is the
// order of names as long as folders are compared with their "/", which sorts after "-" and "." and before "0".
func (d *Driver) walk(ctx context.Context, dir string, yield func(blob.Entry, error) bool) bool {
	if err := ctx.Err(); err != nil {
		yield(blob.Entry{}, err)
		return false
	}
	entries, err := fs.ReadDir(d.root.FS(), dataPath(dir))
	if errors.Is(err, fs.ErrNotExist) {
		return true
	}
	if err != nil {
		yield(blob.Entry{}, err)
		return false
	}
	sortAsPaths(entries)
	for _, e := range entries {
		p := path.Join(dir, e.Name())
		if e.IsDir() {
			if !d.walk(ctx, p, yield) {
				return false
			}
			continue
		}
		info, err := e.Info()
		if err != nil || !info.Mode().IsRegular() {
			continue // removed meanwhile, or nothing of ours
		}
		if !yield(blob.Entry{Path: p, Meta: blob.Meta{Size: info.Size(), ModTime: info.ModTime()}}, nil) {
			return false
		}
	}
	return true
}

func sortAsPaths(entries []fs.DirEntry) {
	slices.SortFunc(entries, func(a, b fs.DirEntry) int { return strings.Compare(asPath(a), asPath(b)) })
}

func asPath(e fs.DirEntry) string {
	if e.IsDir() {
		return e.Name() + "/"
	}
	return e.Name()
}

// Check implements blob.Driver: it writes a few bytes to the disk and removes them.
func (d *Driver) Check(context.Context) error {
	name, _, err := d.write(strings.NewReader("check"))
	if err != nil {
		return full(err)
	}
	return d.root.Remove(name)
}

func absent(err error) error {
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR) {
		return blob.ErrNotFound
	}
	return err
}

// full names the errors of a disk without room.
func full(err error) error {
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) {
		return blob.ErrNoSpace.Because(err)
	}
	return err
}

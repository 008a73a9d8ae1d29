// Package blob keeps files: photos, contracts, invoices. One port for every context, with a driver for a folder
// (fileblob) and one for the S3 protocol (s3blob).
//
// It refuses to know what a file means and who may see it: contexts authorize, and keep the key beside their own data.
// What it promises, whatever the driver:
//   - a key begins with its tenant and cannot name anything else (Key);
//   - a file is stored whole or not at all, also when the disk is full, the client leaves or the program is killed;
//     a reader sees the old content or the new one and never a mixture;
//   - a file is what it says: its type is recognised from its content, and a lie is refused (PutOptions);
//   - its SHA-256 is known and serves as its ETag.
//
// Start with Store.Put; a driver's duties are in Driver and are tested by blobtest.
package blob

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"hash"
	"io"
	"iter"
	"net/http"
	"time"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/fault"
)

// DefaultMaxBytes is the limit of a Put that names none.
const DefaultMaxBytes = 32 << 20

// Faults.
var (
	ErrNotFound    = fault.Define(fault.NotFound, "blob.not_found", "there is no such file")
	ErrBadKey      = fault.Define(fault.Invalid, "blob.bad_key", "this is not the name of a file")
	ErrTooLarge    = fault.Define(fault.TooLarge, "blob.too_large", "the file is too large")
	ErrWrongType   = fault.Define(fault.Invalid, "blob.wrong_type", "the file is not of an accepted type, or not of the type that it claims")
	ErrInterrupted = fault.Define(fault.Malformed, "blob.interrupted", "the file did not arrive whole")
	ErrNoSpace     = fault.Define(fault.Unavailable, "blob.no_space", "there is no room for the file")
	ErrUnavailable = fault.Define(fault.Unavailable, "blob.unavailable", "the file store does not answer")
)

// Info describes a stored file.
type Info struct {
	Key         Key
	Size        int64     // bytes
	ContentType string    // MIME type, with its charset for texts
	SHA256      string    // 64 hexadecimal digits
	ModTime     time.Time // UTC
}

// PutOptions say what is stored. The zero value takes anything up to DefaultMaxBytes and recognises its type.
type PutOptions struct {
	ContentType string   // what the file claims to be; refused when its content says otherwise; "" recognises it
	Accept      []string // types that are taken, as "image/*" or "application/pdf"; none takes all
	MaxBytes    int64    // 0: DefaultMaxBytes
}

// Content is an opened file.
type Content interface {
	io.ReadSeekCloser
}

// Meta is what a driver keeps beside the bytes.
type Meta struct {
	Size        int64
	ContentType string
	SHA256      string
	ModTime     time.Time
}

// Driver keeps bytes by path. Implementations are safe for concurrent use and return the faults of this package.
type Driver interface {
	// Put stores the body whole or not at all, replacing what was there. It reads the body to its end before it asks
	// for its Meta, and stores nothing when reading failed, whose error it returns as it is.
	Put(ctx context.Context, path string, body *Body) error
	// Open returns the content, or ErrNotFound.
	Open(ctx context.Context, path string) (Content, Meta, error)
	// Stat returns what Open would, without the content.
	Stat(ctx context.Context, path string) (Meta, error)
	// Delete removes the file; one that does not exist is removed already.
	Delete(ctx context.Context, path string) error
	// List yields the paths under a prefix in the order of bytes, with Size and ModTime only.
	List(ctx context.Context, prefix string) iter.Seq2[Entry, error]
	// Check returns nil when files can be stored just now.
	Check(ctx context.Context) error
}

// Entry is one listed file.
type Entry struct {
	Path string
	Meta Meta
}

// Event is one finished operation, for metrics.
type Event struct {
	Op       string // "put", "open", "stat", "delete", "list"
	Bytes    int64  // stored by "put"
	Duration time.Duration
	Err      error
}

// Store is the concrete port over a driver. Make it with New.
type Store struct {
	driver  Driver
	observe func(context.Context, Event)
	meter   Meter
}

// Meter bounds how many bytes a tenant keeps. It is asked outside of transactions, with the key's tenant.
type Meter interface {
	// Room returns how many bytes the tenant may still store; limited is false when there is no end to it.
	Room(ctx context.Context, tenant access.TenantID) (room int64, limited bool, err error)
	// Add counts bytes that were stored, or removed when negative. It refuses atomically to pass the limit.
	Add(ctx context.Context, tenant access.TenantID, bytes int64) error
	// Full is the refusal of a file for which there is no room.
	Full(ctx context.Context, tenant access.TenantID) error
}

// Metered makes the store ask m. Call it before the store is used.
func (s *Store) Metered(m Meter) { s.meter = m }

// New returns a store. observe may be nil.
func New(driver Driver, observe func(context.Context, Event)) *Store {
	if observe == nil {
		observe = func(context.Context, Event) {}
	}
	return &Store{driver: driver, observe: observe}
}

// Put stores what r gives under key, replacing what was there, and returns what it is. Faults: ErrBadKey (zero key),
// ErrTooLarge, ErrWrongType, ErrInterrupted (r failed), ErrNoSpace, ErrUnavailable.
func (s *Store) Put(ctx context.Context, key Key, r io.Reader, o PutOptions) (info Info, err error) {
	defer s.observed(ctx, "put", &info.Size, &err)()
	if key.IsZero() {
		return Info{}, ErrBadKey
	}
	head := make([]byte, Sniffed)
	n, err := io.ReadFull(r, head)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return Info{}, interrupted(err)
	}
	whole := err != nil // shorter than what is sniffed
	contentType, err := recognise(head[:n], key.Name(), o)
	if err != nil {
		return Info{}, err
	}
	b := &Body{ctx: ctx, left: o.MaxBytes, hash: sha256.New(), contentType: contentType, r: bytes.NewReader(head[:n])}
	if b.left <= 0 {
		b.left = DefaultMaxBytes
	}
	if !whole {
		b.r = io.MultiReader(b.r, r)
	}
	before, full, err := s.room(ctx, key, b)
	if err != nil {
		return Info{}, err
	}
	if err := s.driver.Put(ctx, key.path, b); err != nil {
		if b.err != nil { // the driver may have wrapped it
			err = b.err
		}
		if full && errors.Is(err, ErrTooLarge) {
			return Info{}, s.meter.Full(ctx, key.Tenant())
		}
		return Info{}, outage(ctx, err)
	}
	m := b.Meta()
	if err := s.count(ctx, key, m.Size-before); err != nil {
		return Info{}, err
	}
	return Info{Key: key, Size: m.Size, ContentType: m.ContentType, SHA256: m.SHA256, ModTime: time.Now().UTC()}, nil
}

// Open returns the content of a file, which the caller closes. Faults: ErrNotFound, ErrUnavailable.
func (s *Store) Open(ctx context.Context, key Key) (content Content, info Info, err error) {
	defer s.observed(ctx, "open", nil, &err)()
	if key.IsZero() {
		return nil, Info{}, ErrNotFound
	}
	content, m, err := s.driver.Open(ctx, key.path)
	if err != nil {
		return nil, Info{}, outage(ctx, err)
	}
	return content, infoOf(key, m), nil
}

// Read returns a whole file that is known to be small.
func (s *Store) Read(ctx context.Context, key Key) ([]byte, Info, error) {
	content, info, err := s.Open(ctx, key)
	if err != nil {
		return nil, Info{}, err
	}
	defer func() { _ = content.Close() }()
	data, err := io.ReadAll(content)
	if err != nil {
		return nil, Info{}, outage(ctx, err)
	}
	return data, info, nil
}

// Stat returns what Open would, without the content.
func (s *Store) Stat(ctx context.Context, key Key) (info Info, err error) {
	defer s.observed(ctx, "stat", nil, &err)()
	if key.IsZero() {
		return Info{}, ErrNotFound
	}
	m, err := s.driver.Stat(ctx, key.path)
	if err != nil {
		return Info{}, outage(ctx, err)
	}
	return infoOf(key, m), nil
}

// Exists reports whether there is such a file.
func (s *Store) Exists(ctx context.Context, key Key) (bool, error) {
	_, err := s.Stat(ctx, key)
	if errors.Is(err, ErrNotFound) {
		return false, nil
	}
	return err == nil, err
}

// Delete removes files; those that do not exist are removed already.
func (s *Store) Delete(ctx context.Context, keys ...Key) (err error) {
	defer s.observed(ctx, "delete", nil, &err)()
	var errs []error
	for _, key := range keys {
		if key.IsZero() {
			errs = append(errs, ErrBadKey)
			continue
		}
		if err := s.remove(ctx, key); err != nil {
			errs = append(errs, outage(ctx, err))
		}
	}
	return errors.Join(errs...)
}

// List yields the files under a prefix in the order of their keys, with Key, Size and ModTime only. Files that were
// stored or removed meanwhile may be there or not. An error is the last thing that it yields.
func (s *Store) List(ctx context.Context, prefix Prefix) iter.Seq2[Info, error] {
	return func(yield func(Info, error) bool) {
		var err error
		defer s.observed(ctx, "list", nil, &err)()
		if prefix.path == "" {
			yield(Info{}, ErrBadKey)
			return
		}
		var e Entry
		for e, err = range s.driver.List(ctx, prefix.path) {
			if err != nil {
				err = outage(ctx, err)
				yield(Info{}, err)
				return
			}
			key, ok := parseStored(e.Path)
			if ok && !yield(infoOf(key, e.Meta), nil) {
				return
			}
		}
	}
}

// Check returns nil when files can be stored just now, for health pages and the doctor.
func (s *Store) Check(ctx context.Context) error {
	if err := s.driver.Check(ctx); err != nil {
		return outage(ctx, err)
	}
	return nil
}

func (s *Store) observed(ctx context.Context, op string, size *int64, err *error) func() {
	began := time.Now()
	return func() {
		e := Event{Op: op, Duration: time.Since(began), Err: *err}
		if size != nil {
			e.Bytes = *size
		}
		s.observe(ctx, e)
	}
}

func infoOf(key Key, m Meta) Info {
	return Info{Key: key, Size: m.Size, ContentType: m.ContentType, SHA256: m.SHA256, ModTime: m.ModTime.UTC()}
}

func outage(ctx context.Context, err error) error {
	if _, ok := errors.AsType[*fault.Error](err); ok {
		return err
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return ErrUnavailable.Because(err)
}

// Body is what a driver stores: it ends with an error rather than an end when it is too large or its source fails.
type Body struct {
	ctx         context.Context
	r           io.Reader
	left        int64
	size        int64
	hash        hash.Hash
	contentType string
	err         error
	ended       bool
}

// NewBody is what a driver is given when a back-up is restored: the bytes of r, of which there are no more than size, and
// the type that they had.
func NewBody(ctx context.Context, r io.Reader, contentType string, size int64) *Body {
	return &Body{ctx: ctx, r: r, left: size, hash: sha256.New(), contentType: contentType}
}

// Read implements io.Reader.
func (b *Body) Read(p []byte) (int, error) {
	if b.err != nil {
		return 0, b.err
	}
	if b.err = b.ctx.Err(); b.err != nil {
		return 0, b.err
	}
	n, err := b.r.Read(p)
	b.size += int64(n)
	_, _ = b.hash.Write(p[:n]) // a hash never fails
	if b.size > b.left {
		b.err = ErrTooLarge
		return 0, b.err
	}
	if err == io.EOF { //nolint:errorlint // a wrapped EOF is a failure of the source
		b.ended = true
		return n, io.EOF
	}
	if err != nil {
		b.err = interrupted(err)
		return n, b.err
	}
	return n, nil
}

// Meta describes the body once it was read to its end; it panics before, since a driver would store a lie.
func (b *Body) Meta() Meta {
	if !b.ended {
		panic("blob: a driver asked what a file is before it had read it")
	}
	return Meta{Size: b.size, ContentType: b.contentType, SHA256: hex.EncodeToString(b.hash.Sum(nil))}
}

// interrupted gives a source's error its name: the edge's own limit is a file that is too large.
func interrupted(err error) error {
	if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return ErrTooLarge
	}
	if _, ok := errors.AsType[*fault.Error](err); ok || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	return ErrInterrupted.Because(err)
}

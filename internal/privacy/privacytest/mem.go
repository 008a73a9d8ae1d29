// Package privacytest holds what tests of privacy need: a store in memory, stand-ins for the ports, and the suite that
// every store must pass. It knows no database and no file store. Start with New and StoreConformance.
package privacytest

import (
	"bytes"
	"context"
	"errors"
	"io"
	"maps"
	"slices"
	"sync"
	"time"

	"comptoir/internal/event"
	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/paging"
	"comptoir/internal/privacy"
)

// Mem is a store in memory, of one business. A Write that returns an error leaves nothing behind.
type Mem struct {
	mu sync.Mutex
	memData
}

type memData struct {
	requests  map[privacy.RequestID]privacy.RequestState
	documents []privacy.DocumentState
	consents  []privacy.Consent
	events    []event.Event
	later     []Later
}

// Later is a piece of work that a job would do.
type Later struct {
	ID privacy.RequestID
	At time.Time
}

// NewMem makes an empty store.
func NewMem() *Mem {
	return &Mem{memData: memData{requests: map[privacy.RequestID]privacy.RequestState{}}}
}

// Published returns the events saved so far.
func (m *Mem) Published() []event.Event {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Clone(m.events)
}

// Planned returns the jobs asked for so far.
func (m *Mem) Planned() []Later {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Clone(m.later)
}

// Write implements privacy.Store.
func (m *Mem) Write(_ context.Context, fn func(privacy.Tx) error) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	before := memData{maps.Clone(m.requests), slices.Clone(m.documents), slices.Clone(m.consents), slices.Clone(m.events), slices.Clone(m.later)}
	if err := fn((*memTx)(m)); err != nil {
		m.memData = before
		return err
	}
	return nil
}

// Request implements privacy.Store.
func (m *Mem) Request(_ context.Context, id privacy.RequestID) (privacy.RequestState, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	s, ok := m.requests[id]
	if !ok {
		return s, privacy.ErrUnknownRequest
	}
	return s, nil
}

func (m *Mem) newest() []privacy.RequestState {
	return slices.SortedFunc(maps.Values(m.requests), func(a, b privacy.RequestState) int { return b.AskedAt.Compare(a.AskedAt) })
}

// RequestsOf implements privacy.Store.
func (m *Mem) RequestsOf(_ context.Context, p privacy.Person) ([]privacy.RequestState, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.DeleteFunc(m.newest(), func(s privacy.RequestState) bool { return !of(s.Person, p) }), nil
}

// RequestPage implements privacy.Store; it gives everything at once.
func (m *Mem) RequestPage(context.Context, paging.Request) (paging.Page[privacy.RequestState], error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return paging.Page[privacy.RequestState]{Items: m.newest()}, nil
}

// Document implements privacy.Store.
func (m *Mem) Document(_ context.Context, id privacy.DocumentID) (privacy.DocumentState, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, d := range m.documents {
		if d.ID == id {
			return d, nil
		}
	}
	return privacy.DocumentState{}, privacy.ErrUnknownDocument
}

// DocumentsOf implements privacy.Store.
func (m *Mem) DocumentsOf(_ context.Context, user access.UserID) (all []privacy.DocumentState, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, d := range slices.Backward(m.documents) {
		if d.User == user {
			all = append(all, d)
		}
	}
	return all, nil
}

// of reports whether something of one person is another's: by account, or by address.
func of(mine, p privacy.Person) bool {
	return !p.User.IsZero() && mine.User == p.User || p.Email != "" && mine.Email == p.Email
}

// Consents implements privacy.Store.
func (m *Mem) Consents(_ context.Context, p privacy.Person) (all []privacy.Consent, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, c := range slices.Backward(m.consents) {
		if of(c.Person, p) {
			all = append(all, c)
		}
	}
	return all, nil
}

type memTx Mem

// Request implements privacy.Tx.
func (t *memTx) Request(_ context.Context, id privacy.RequestID) (*privacy.Request, error) {
	s, ok := t.requests[id]
	if !ok {
		return nil, privacy.ErrUnknownRequest
	}
	return privacy.RestoreRequest(s), nil
}

// Open implements privacy.Tx.
func (t *memTx) Open(_ context.Context, p privacy.Person, k privacy.RequestKind) (*privacy.Request, error) {
	for _, s := range t.requests {
		if s.Kind == k && s.Status == privacy.Asked && of(s.Person, p) {
			return privacy.RestoreRequest(s), nil
		}
	}
	return nil, privacy.ErrUnknownRequest
}

// SaveRequest implements privacy.Tx.
func (t *memTx) SaveRequest(_ context.Context, r *privacy.Request) error {
	s := r.State()
	for _, other := range t.requests {
		if other.ID != s.ID && other.Kind == s.Kind && other.Status == privacy.Asked && s.Status == privacy.Asked && of(other.Person, s.Person) {
			return privacy.ErrAlreadyAsked
		}
	}
	if t.requests[s.ID].Version != s.Version {
		return privacy.ErrStale
	}
	s.Version++
	t.requests[s.ID] = s
	t.events = append(t.events, r.TakeEvents()...)
	return nil
}

// WorkLater implements privacy.Tx.
func (t *memTx) WorkLater(_ context.Context, id privacy.RequestID, at time.Time) error {
	t.later = append(t.later, Later{id, at})
	return nil
}

// AddDocument implements privacy.Tx.
func (t *memTx) AddDocument(_ context.Context, d privacy.DocumentState, atMost int) error {
	n := 0
	for _, other := range t.documents {
		if other.User == d.User {
			n++
		}
	}
	if n >= atMost {
		return privacy.ErrTooManyDocuments
	}
	t.documents = append(t.documents, d)
	return nil
}

// RemoveDocument implements privacy.Tx.
func (t *memTx) RemoveDocument(_ context.Context, id privacy.DocumentID) error {
	t.documents = slices.DeleteFunc(slices.Clone(t.documents), func(d privacy.DocumentState) bool { return d.ID == id })
	return nil
}

// AddConsent implements privacy.Tx.
func (t *memTx) AddConsent(_ context.Context, c privacy.Consent) error {
	t.consents = append(t.consents, c)
	return nil
}

// ForgetPerson implements privacy.Tx.
func (t *memTx) ForgetPerson(_ context.Context, p privacy.Person, pseudonym string) error {
	for id, s := range t.requests {
		if s.Status != privacy.Asked && of(s.Person, p) {
			s.Person = privacy.Person{Email: privacy.Pseudonymous(pseudonym)}
			if s.Status == privacy.Done {
				s.Status = privacy.Expired
			}
			s.Version++
			t.requests[id] = s
		}
	}
	t.consents = slices.Clone(t.consents)
	for i, c := range t.consents {
		if of(c.Person, p) {
			t.consents[i].Person, t.consents[i].Address = privacy.Person{Email: privacy.Pseudonymous(pseudonym)}, ""
		}
	}
	var kept []privacy.DocumentState
	for _, d := range t.documents {
		if !p.User.IsZero() && d.User == p.User {
			continue
		}
		kept = append(kept, d)
	}
	t.documents = kept
	return nil
}

// Publish implements privacy.Tx.
func (t *memTx) Publish(_ context.Context, events ...event.Event) error {
	t.events = append(t.events, events...)
	return nil
}

// Disk is files in memory; Break, when set, refuses to keep one.
type Disk struct {
	mu    sync.Mutex
	files map[string][]byte
	Break error
}

var errGone = fault.Define(fault.NotFound, "test.gone", "no such file")

// Names lists the files.
func (d *Disk) Names() []string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return slices.Sorted(maps.Keys(d.files))
}

// Put implements privacy.Files.
func (d *Disk) Put(_ context.Context, name, _ string, content []byte) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.Break != nil {
		return d.Break
	}
	if d.files == nil {
		d.files = map[string][]byte{}
	}
	d.files[name] = bytes.Clone(content)
	return nil
}

// Open implements privacy.Files.
func (d *Disk) Open(_ context.Context, name string) (io.ReadCloser, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	content, ok := d.files[name]
	if !ok {
		return nil, errGone
	}
	return io.NopCloser(bytes.NewReader(content)), nil
}

// Delete implements privacy.Files.
func (d *Disk) Delete(_ context.Context, name string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	delete(d.files, name)
	return nil
}

// Vault marks what it seals; it is no cipher.
type Vault struct{}

// Seal implements privacy.Vault.
func (Vault) Seal(_ context.Context, name string, content []byte) ([]byte, error) {
	return append([]byte("sealed|"+name+"|"), content...), nil
}

// Open implements privacy.Vault.
func (Vault) Open(_ context.Context, name string, sealed []byte) ([]byte, error) {
	content, ok := bytes.CutPrefix(sealed, []byte("sealed|"+name+"|"))
	if !ok {
		return nil, errors.New("sealed for something else")
	}
	return content, nil
}

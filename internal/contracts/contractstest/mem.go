package contractstest

import (
	"bytes"
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"comptoir/internal/contracts"
	"comptoir/internal/event"
	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/paging"
)

// Mem keeps contracts in memory, of each business apart. A Write that fails leaves nothing behind.
type Mem struct {
	mu      sync.Mutex
	tenants map[access.TenantID]data
}

// Wanted is work that was asked for.
type Wanted struct {
	Kind     string
	Contract contracts.ContractID
	At       time.Time // zero: at once
}

type templateVersion struct {
	contracts.TemplateKey
	version int
}

type data struct {
	settings  *contracts.Settings
	contracts map[contracts.ContractID]contracts.ContractState
	numbers   map[int]int // last of a year
	evidence  map[contracts.ContractID][]contracts.Evidence
	texts     map[contracts.ContractID]contracts.Text
	templates map[templateVersion]contracts.Template
	accounts  map[string]contracts.ProviderAccount
	notices   map[[2]string]contracts.Notice // by provider and its own name of it
	counts    map[string]int                 // of texts, by day and number
	events    []event.Event
	jobs      []Wanted
}

// NewMem makes an empty store.
func NewMem() *Mem { return &Mem{tenants: map[access.TenantID]data{}} }

func (d data) clone() data {
	if d.contracts == nil {
		return data{contracts: map[contracts.ContractID]contracts.ContractState{}, numbers: map[int]int{}, evidence: map[contracts.ContractID][]contracts.Evidence{}, texts: map[contracts.ContractID]contracts.Text{},
			templates: map[templateVersion]contracts.Template{}, accounts: map[string]contracts.ProviderAccount{}, notices: map[[2]string]contracts.Notice{}, counts: map[string]int{}}
	}
	d.contracts, d.numbers, d.evidence, d.texts, d.templates = maps.Clone(d.contracts), maps.Clone(d.numbers), maps.Clone(d.evidence), maps.Clone(d.texts), maps.Clone(d.templates)
	d.accounts, d.notices, d.counts = maps.Clone(d.accounts), maps.Clone(d.notices), maps.Clone(d.counts)
	d.events, d.jobs = slices.Clone(d.events), slices.Clone(d.jobs)
	return d
}

// Write implements contracts.Store.
func (m *Mem) Write(ctx context.Context, fn func(contracts.Tx) error) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	d := m.tenants[access.TenantOf(ctx)].clone()
	if err := fn(&memTx{data: &d}); err != nil {
		return err
	}
	m.tenants[access.TenantOf(ctx)] = d
	return nil
}

func (m *Mem) read(ctx context.Context) data {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.tenants[access.TenantOf(ctx)].clone()
}

// Wanted returns the work that was asked for, the oldest first.
func (m *Mem) Wanted(ctx context.Context) []Wanted { return m.read(ctx).jobs }

// Published returns the events that were saved.
func (m *Mem) Published(ctx context.Context) []event.Event { return m.read(ctx).events }

// Find implements contracts.Store.
func (m *Mem) Find(ctx context.Context, id contracts.ContractID) (contracts.ContractState, error) {
	return m.read(ctx).one(contracts.ErrUnknown, func(s contracts.ContractState) bool { return s.ID == id })
}

// FindByLink implements contracts.Store.
func (m *Mem) FindByLink(ctx context.Context, hash []byte) (contracts.ContractState, error) {
	return m.read(ctx).one(contracts.ErrLink, func(s contracts.ContractState) bool { return len(hash) > 0 && bytes.Equal(s.Signing.LinkHash, hash) })
}

// FindOf implements contracts.Store.
func (m *Mem) FindOf(ctx context.Context, subject ident.Raw) ([]contracts.ContractState, error) {
	return m.read(ctx).of(subject), nil
}

func (d data) one(unknown error, is func(contracts.ContractState) bool) (contracts.ContractState, error) {
	for _, s := range d.contracts {
		if is(s) {
			return s, nil
		}
	}
	return contracts.ContractState{}, unknown
}

func (d data) of(subject ident.Raw) (all []contracts.ContractState) {
	for _, s := range d.contracts {
		if s.Reservation == subject {
			all = append(all, s)
		}
	}
	slices.SortFunc(all, func(x, y contracts.ContractState) int { return y.Revision - x.Revision })
	return all
}

// Page implements contracts.Store.
func (m *Mem) Page(ctx context.Context, f contracts.Filter, p paging.Request) (page paging.Page[contracts.ContractState], err error) {
	var after struct {
		at time.Time
		id contracts.ContractID
	}
	further, err := paging.Decode(p.Cursor, "newest", &after.at, &after.id)
	if err != nil {
		return page, err
	}
	newest := func(x, y contracts.ContractState) int {
		return cmp.Or(y.DraftedAt.Compare(x.DraftedAt), y.ID.Compare(x.ID))
	}
	var found []contracts.ContractState
	for _, s := range m.read(ctx).contracts {
		words := strings.ToLower(strings.Join([]string{s.Number, s.Signer().Name, s.Stay.Property.Name, s.Stay.Reference}, " "))
		beyond := !further || newest(contracts.ContractState{DraftedAt: after.at, ID: after.id}, s) < 0
		if beyond && (f.Status == "" || s.Status == f.Status) && (f.Kind == "" || s.Kind == f.Kind) && strings.Contains(words, strings.ToLower(strings.TrimSpace(f.Text))) {
			found = append(found, s)
		}
	}
	slices.SortFunc(found, newest)
	return paging.Cut(found[:min(len(found), p.Size()+1)], p.Size(), func(last contracts.ContractState) string { return paging.Encode("newest", last.DraftedAt, last.ID) }), nil
}

// Evidence implements contracts.Store.
func (m *Mem) Evidence(ctx context.Context, id contracts.ContractID) ([]contracts.Evidence, error) {
	return m.read(ctx).evidence[id], nil
}

// Text implements contracts.Store.
func (m *Mem) Text(ctx context.Context, id contracts.ContractID) (contracts.Text, error) {
	return m.read(ctx).texts[id], nil
}

// Template implements contracts.Store.
func (m *Mem) Template(ctx context.Context, k contracts.TemplateKey, version int) (contracts.Template, error) {
	d := m.read(ctx)
	newest := version
	if version == 0 {
		newest = d.newest(k)
	}
	if t, ok := d.templates[templateVersion{k, newest}]; ok {
		return t, nil
	}
	if version == 0 {
		return contracts.OwnTemplate(k), nil
	}
	return contracts.Template{}, contracts.ErrUnknownTemplate
}

func (d data) newest(k contracts.TemplateKey) (version int) {
	for v := range d.templates {
		if v.TemplateKey == k {
			version = max(version, v.version)
		}
	}
	return version
}

// Settings implements contracts.Store.
func (m *Mem) Settings(ctx context.Context) (contracts.Settings, error) {
	d := m.read(ctx)
	return (&memTx{data: &d}).Settings(ctx)
}

// Accounts implements contracts.Store.
func (m *Mem) Accounts(ctx context.Context) ([]contracts.ProviderAccount, error) {
	d := m.read(ctx)
	return (&memTx{data: &d}).Accounts(ctx)
}

// WaitingNotices implements contracts.Store.
func (m *Mem) WaitingNotices(ctx context.Context) (all []contracts.Notice, _ error) {
	for _, n := range m.read(ctx).notices {
		if n.State == contracts.NoticeWaiting {
			all = append(all, n)
		}
	}
	slices.SortFunc(all, func(x, y contracts.Notice) int { return x.ReceivedAt.Compare(y.ReceivedAt) })
	return all, nil
}

package invoicingtest

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"comptoir/internal/event"
	"comptoir/internal/invoicing"
	"comptoir/internal/kernel/contact"
	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/paging"
	"comptoir/internal/kernel/period"
)

// Mem keeps the papers of one business in memory. A Write that fails leaves nothing behind.
type Mem struct {
	mu sync.Mutex
	data
}

type series struct {
	name string
	year int
}

// allocation is how much of a movement a paper counts.
type allocation struct {
	movement string
	paper    invoicing.PaperID
	part     money.Amount
}

type data struct {
	settings    invoicing.Settings
	drafts      map[invoicing.PaperID]invoicing.StoredDraft
	papers      []invoicing.Stored // in the order of the chain
	numbers     map[series]invoicing.Number
	movements   []invoicing.Movement
	counted     []allocation
	regimes     map[invoicing.Subject]invoicing.Regime
	submissions map[invoicing.PaperID]invoicing.Submission
	prints      []invoicing.PaperID
	events      []event.Event
}

// NewMem makes an empty store.
func NewMem() *Mem {
	return &Mem{data: data{settings: invoicing.StandardSettings(), drafts: map[invoicing.PaperID]invoicing.StoredDraft{}, numbers: map[series]invoicing.Number{},
		submissions: map[invoicing.PaperID]invoicing.Submission{}, regimes: map[invoicing.Subject]invoicing.Regime{}}}
}

func (d data) clone() data {
	d.drafts, d.papers, d.numbers, d.movements = maps.Clone(d.drafts), slices.Clone(d.papers), maps.Clone(d.numbers), slices.Clone(d.movements)
	d.counted, d.regimes = slices.Clone(d.counted), maps.Clone(d.regimes)
	d.submissions, d.prints, d.events = maps.Clone(d.submissions), slices.Clone(d.prints), slices.Clone(d.events)
	return d
}

// Write implements invoicing.Store.
func (m *Mem) Write(_ context.Context, fn func(invoicing.Tx) error) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	before := m.clone()
	err := fn(&memTx{&m.data})
	for key, n := range m.numbers { // a number that no paper has is never given
		if err == nil && !slices.ContainsFunc(m.papers, func(p invoicing.Stored) bool { return p.Series == key.name && p.Year == key.year && p.Seq == n.Seq }) {
			err = errGap
		}
	}
	if err != nil {
		m.data = before
	}
	return err
}

var errGap = errors.New("invoicingtest: a number was taken and no paper has it")

func (m *Mem) read() (*memTx, func()) {
	m.mu.Lock()
	return &memTx{&m.data}, m.mu.Unlock
}

// Printing returns the papers that wait for their document.
func (m *Mem) Printing() []invoicing.PaperID {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Clone(m.prints)
}

// Published returns the events saved so far.
func (m *Mem) Published() []event.Event {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Clone(m.events)
}

// Settings implements invoicing.Store.
func (m *Mem) Settings(ctx context.Context) (invoicing.Settings, error) {
	t, done := m.read()
	defer done()
	return t.Settings(ctx)
}

// FindDraft implements invoicing.Store.
func (m *Mem) FindDraft(ctx context.Context, id invoicing.PaperID) (invoicing.StoredDraft, error) {
	t, done := m.read()
	defer done()
	return t.Draft(ctx, id)
}

// Drafts implements invoicing.Store.
func (m *Mem) Drafts(context.Context) ([]invoicing.StoredDraft, error) {
	t, done := m.read()
	defer done()
	return slices.SortedFunc(maps.Values(t.drafts), func(x, y invoicing.StoredDraft) int {
		return cmp.Or(y.UpdatedAt.Compare(x.UpdatedAt), x.ID.Compare(y.ID))
	}), nil
}

// DraftsOf implements invoicing.Store.
func (m *Mem) DraftsOf(_ context.Context, email contact.Email) (out []invoicing.PaperID, _ error) {
	t, done := m.read()
	defer done()
	for id, d := range t.drafts {
		if d.Draft.Customer.Email == email {
			out = append(out, id)
		}
	}
	return out, nil
}

// Find implements invoicing.Store.
func (m *Mem) Find(ctx context.Context, id invoicing.PaperID) (invoicing.Stored, error) {
	t, done := m.read()
	defer done()
	return t.Paper(ctx, id)
}

// CreditsOf implements invoicing.Store.
func (m *Mem) CreditsOf(ctx context.Context, id invoicing.PaperID) ([]invoicing.Stored, error) {
	t, done := m.read()
	defer done()
	return t.CreditsOf(ctx, id)
}

// Movements implements invoicing.Store.
func (m *Mem) Movements(_ context.Context, id invoicing.PaperID) ([]invoicing.Movement, error) {
	t, done := m.read()
	defer done()
	var out []invoicing.Movement
	for _, mv := range t.moved(func(invoicing.Movement) bool { return true }) {
		for _, a := range t.counted {
			if a.movement == mv.ID && a.paper == id {
				mv.Amount = a.part
				out = append(out, mv)
			}
		}
	}
	return out, nil
}

// Regime implements invoicing.Store.
func (m *Mem) Regime(ctx context.Context, s invoicing.Subject) (invoicing.Regime, error) {
	t, done := m.read()
	defer done()
	return t.Regime(ctx, s)
}

// Submission implements invoicing.Store.
func (m *Mem) Submission(ctx context.Context, id invoicing.PaperID) (invoicing.Submission, error) {
	t, done := m.read()
	defer done()
	return t.Submission(ctx, id)
}

// Overdue implements invoicing.Store.
func (m *Mem) Overdue(_ context.Context, today period.Date, limit int) (out []invoicing.Stored, _ error) {
	t, done := m.read()
	defer done()
	for _, p := range t.papers {
		if p.StateOn(today) == invoicing.Overdue && p.Level < 3 {
			out = append(out, p)
		}
	}
	slices.SortStableFunc(out, func(x, y invoicing.Stored) int { return x.DueOn.Compare(y.DueOn) })
	return out[:min(limit, len(out))], nil
}

func matches(p invoicing.Stored, f invoicing.Filter) bool {
	contains := func(s string) bool { return strings.Contains(strings.ToLower(s), strings.ToLower(f.Text)) }
	return (f.Kind == "" || p.Kind == f.Kind) && (f.State == "" || p.StateOn(f.Today) == f.State) && (f.From.IsZero() || !p.IssuedOn.Before(f.From)) && (f.To.IsZero() || !p.IssuedOn.After(f.To)) &&
		(f.Email == "" || p.Customer.Email == f.Email) && (f.Subject.Kind == "" || p.Subject == f.Subject) && (contains(p.Number) || contains(p.Customer.Name) || contains(p.Order))
}

// List implements invoicing.Store. The newest are first; the place in the chain is the cursor.
func (m *Mem) List(_ context.Context, f invoicing.Filter, p paging.Request) (page paging.Page[invoicing.Row], err error) {
	t, done := m.read()
	defer done()
	before := int64(len(t.papers))
	if _, err := paging.Decode(p.Cursor, "chain", &before); err != nil {
		return page, err
	}
	type placed struct {
		row invoicing.Row
		at  int64
	}
	var found []placed
	for i := before - 1; i >= 0; i-- {
		if matches(t.papers[i], f) {
			found = append(found, placed{invoicing.RowOf(t.papers[i], f.Today), i})
		}
	}
	cut := paging.Cut(found, p.Size(), func(last placed) string { return paging.Encode("chain", last.at) })
	page.Next = cut.Next
	for _, one := range cut.Items {
		page.Items = append(page.Items, one.row)
	}
	return page, nil
}

// Sums implements invoicing.Store.
func (m *Mem) Sums(_ context.Context, f invoicing.Filter) ([]invoicing.Sum, error) {
	t, done := m.read()
	defer done()
	all := map[money.Currency]invoicing.Sum{}
	for _, p := range t.papers {
		if !matches(p, f) {
			continue
		}
		c := money.Currency(p.Currency)
		s, ok := all[c]
		if !ok {
			s = invoicing.Sum{Currency: c, Net: money.Zero(c), VAT: money.Zero(c), Total: money.Zero(c), Outstanding: money.Zero(c)}
		}
		net, vat := p.Counted()
		s.Count++
		s.Net, s.VAT, s.Total, s.Outstanding = s.Net.Add(net), s.VAT.Add(vat), s.Total.Add(net).Add(vat), s.Outstanding.Add(p.Outstanding())
		all[c] = s
	}
	return slices.SortedFunc(maps.Values(all), func(x, y invoicing.Sum) int { return cmp.Compare(x.Currency, y.Currency) }), nil
}

// FollowLater implements invoicing.Tx.
func (t *memTx) FollowLater(context.Context, invoicing.PaperID, time.Time) error { return nil }

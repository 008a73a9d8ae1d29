package invoicingtest

import (
	"cmp"
	"context"
	"slices"

	"comptoir/internal/event"
	"comptoir/internal/invoicing"
	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/period"
)

type memTx struct{ *data }

// Lock implements invoicing.Tx.
func (t *memTx) Lock(context.Context) error { return nil }

// Settings implements invoicing.Tx.
func (t *memTx) Settings(context.Context) (invoicing.Settings, error) { return t.settings, nil }

// SaveSettings implements invoicing.Tx.
func (t *memTx) SaveSettings(_ context.Context, s invoicing.Settings) error {
	if s.Version != t.settings.Version {
		return invoicing.ErrStale
	}
	s.Version++
	t.settings = s
	return nil
}

// Draft implements invoicing.Tx.
func (t *memTx) Draft(_ context.Context, id invoicing.PaperID) (invoicing.StoredDraft, error) {
	d, ok := t.drafts[id]
	if !ok {
		return d, invoicing.ErrUnknown
	}
	return d, nil
}

// SaveDraft implements invoicing.Tx.
func (t *memTx) SaveDraft(_ context.Context, d invoicing.StoredDraft) error {
	if old, known := t.drafts[d.ID]; known && old.Version != d.Version {
		return invoicing.ErrStale
	}
	d.Version = t.drafts[d.ID].Version + 1
	t.drafts[d.ID] = d
	return nil
}

// DeleteDraft implements invoicing.Tx.
func (t *memTx) DeleteDraft(_ context.Context, id invoicing.PaperID) error {
	delete(t.drafts, id)
	return nil
}

// DraftsAbout implements invoicing.Tx.
func (t *memTx) DraftsAbout(_ context.Context, s invoicing.Subject) (out []invoicing.StoredDraft, _ error) {
	for _, d := range t.drafts {
		if d.Draft.Subject == s && d.Key != "" {
			out = append(out, d)
		}
	}
	return out, nil
}

func (t *memTx) at(id invoicing.PaperID) int {
	return slices.IndexFunc(t.papers, func(p invoicing.Stored) bool { return p.ID == id })
}

// Paper implements invoicing.Tx.
func (t *memTx) Paper(_ context.Context, id invoicing.PaperID) (invoicing.Stored, error) {
	if i := t.at(id); i >= 0 {
		return t.papers[i], nil
	}
	return invoicing.Stored{}, invoicing.ErrUnknown
}

// ByKey implements invoicing.Tx.
func (t *memTx) ByKey(_ context.Context, key string) (id invoicing.PaperID, found bool, _ error) {
	for _, p := range t.papers {
		if p.Key == key {
			return p.ID, true, nil
		}
	}
	for _, d := range t.drafts {
		if d.Key == key {
			return d.ID, true, nil
		}
	}
	return id, false, nil
}

func (t *memTx) that(is func(invoicing.Stored) bool) (out []invoicing.Stored) {
	for _, p := range t.papers {
		if is(p) {
			out = append(out, p)
		}
	}
	return out
}

// OfSubject implements invoicing.Tx.
func (t *memTx) OfSubject(_ context.Context, s invoicing.Subject) ([]invoicing.Stored, error) {
	return t.that(func(p invoicing.Stored) bool { return p.Subject == s }), nil
}

// CreditsOf implements invoicing.Tx.
func (t *memTx) CreditsOf(_ context.Context, id invoicing.PaperID) ([]invoicing.Stored, error) {
	return t.that(func(p invoicing.Stored) bool {
		return p.Kind == invoicing.CreditNote && len(p.Of) > 0 && p.Of[0].ID == id
	}), nil
}

// Next implements invoicing.Tx.
func (t *memTx) Next(_ context.Context, name string, year int) (invoicing.Number, error) {
	n := t.numbers[series{name, year}]
	n.Seq++
	t.numbers[series{name, year}] = invoicing.Number{Seq: n.Seq, Last: n.Last}
	return n, nil
}

// Insert implements invoicing.Tx.
func (t *memTx) Insert(_ context.Context, p invoicing.Paper, key string) error {
	body, err := p.Bytes()
	if err != nil {
		return err
	}
	previous := ""
	if len(t.papers) > 0 {
		previous = t.papers[len(t.papers)-1].Hash
	}
	if p, err = invoicing.ParsePaper(body); err != nil { // as it will be read
		return err
	}
	zero := p.Total.Sub(p.Total)
	t.papers = append(t.papers, invoicing.Stored{Paper: p, Key: key, Hash: invoicing.Link(previous, body), Standing: invoicing.Standing{Received: zero, Credited: zero}})
	t.numbers[series{p.Series, p.Year}] = invoicing.Number{Seq: p.Seq, Last: p.IssuedOn}
	return nil
}

// SaveStanding implements invoicing.Tx.
func (t *memTx) SaveStanding(_ context.Context, id invoicing.PaperID, s invoicing.Standing) error {
	i := t.at(id)
	switch p := &t.papers[i]; {
	case s.Credited.Cmp(p.Total) > 0:
		return invoicing.ErrTooMuch
	case s.Received.IsPositive() && s.Received.Cmp(p.Due) > 0, s.Received.IsNegative() && s.Received.Cmp(p.Due.Sub(p.Total)) < 0:
		return invoicing.ErrNotOpen
	default:
		p.Standing = s
	}
	return nil
}

// Movement implements invoicing.Tx.
func (t *memTx) Movement(_ context.Context, m invoicing.Movement) (bool, error) {
	if m.Amount.IsZero() {
		return true, nil
	}
	if slices.ContainsFunc(t.movements, func(o invoicing.Movement) bool { return o.ID == m.ID }) {
		return false, nil
	}
	t.movements = append(t.movements, m)
	return true, nil
}

// Apply implements invoicing.Tx.
func (t *memTx) Apply(_ context.Context, movement string, to invoicing.PaperID, part money.Amount) error {
	for i, a := range t.counted {
		if a.movement == movement && a.paper == to {
			t.counted[i].part = a.part.Add(part)
			return nil
		}
	}
	t.counted = append(t.counted, allocation{movement, to, part})
	return nil
}

// Regime implements invoicing.Tx.
func (t *memTx) Regime(_ context.Context, s invoicing.Subject) (invoicing.Regime, error) {
	return t.regimes[s], nil
}

// FixRegime implements invoicing.Tx.
func (t *memTx) FixRegime(_ context.Context, s invoicing.Subject, r invoicing.Regime, _ period.Date) (invoicing.Regime, error) {
	if t.regimes[s] == "" {
		t.regimes[s] = r
	}
	return t.regimes[s], nil
}

func (t *memTx) moved(is func(invoicing.Movement) bool) (out []invoicing.Movement) {
	for _, m := range t.movements {
		m.Loose = m.Amount
		for _, a := range t.counted {
			if a.movement == m.ID {
				m.Loose = m.Loose.Sub(a.part)
			}
		}
		if is(m) {
			out = append(out, m)
		}
	}
	slices.SortFunc(out, func(x, y invoicing.Movement) int { return cmp.Or(x.On.Compare(y.On), cmp.Compare(x.ID, y.ID)) })
	return out
}

// Movements implements invoicing.Tx.
func (t *memTx) Movements(_ context.Context, s invoicing.Subject) ([]invoicing.Movement, error) {
	return t.moved(func(m invoicing.Movement) bool { return m.Subject == s }), nil
}

// Submission implements invoicing.Tx.
func (t *memTx) Submission(_ context.Context, id invoicing.PaperID) (invoicing.Submission, error) {
	s, ok := t.submissions[id]
	if !ok {
		return s, invoicing.ErrNoSubmission
	}
	return s, nil
}

// SaveSubmission implements invoicing.Tx.
func (t *memTx) SaveSubmission(_ context.Context, s invoicing.Submission) error {
	t.submissions[s.ID] = s
	return nil
}

// PrintLater implements invoicing.Tx.
func (t *memTx) PrintLater(_ context.Context, id invoicing.PaperID) error {
	t.prints = append(t.prints, id)
	return nil
}

// Publish implements invoicing.Tx.
func (t *memTx) Publish(_ context.Context, e ...event.Event) error {
	t.events = append(t.events, e...)
	return nil
}

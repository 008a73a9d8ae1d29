package bankingtest

import (
	"cmp"
	"context"
	"slices"

	"comptoir/internal/banking"
)

func findEnrolment(all []banking.Enrolment, carrier string, p banking.Payee) int {
	return slices.IndexFunc(all, func(e banking.Enrolment) bool { return e.Carrier == carrier && e.Payee == p })
}

// Enrolment implements banking.Reader.
func (m *Mem) Enrolment(_ context.Context, carrier string, p banking.Payee) (banking.Enrolment, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return enrolmentOf(m.enrolled, carrier, p)
}

func enrolmentOf(all []banking.Enrolment, carrier string, p banking.Payee) (banking.Enrolment, error) {
	i := findEnrolment(all, carrier, p)
	if i < 0 {
		return banking.Enrolment{}, banking.ErrNoEnrolment
	}
	return all[i], nil
}

// Enrolments implements banking.Reader.
func (m *Mem) Enrolments(context.Context) ([]banking.Enrolment, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	all := slices.Clone(m.enrolled)
	slices.SortFunc(all, func(a, b banking.Enrolment) int {
		return cmp.Or(cmp.Compare(a.Carrier, b.Carrier), cmp.Compare(a.Payee.String(), b.Payee.String()))
	})
	return all, nil
}

// Enrolment implements banking.Tx.
func (t *memTx) Enrolment(_ context.Context, carrier string, p banking.Payee) (banking.Enrolment, error) {
	return enrolmentOf(t.enrolled, carrier, p)
}

// SaveEnrolment implements banking.Tx.
func (t *memTx) SaveEnrolment(_ context.Context, e banking.Enrolment) error {
	i := findEnrolment(t.enrolled, e.Carrier, e.Payee)
	switch {
	case i < 0 && e.Version == 1 && !slices.ContainsFunc(t.enrolled, func(k banking.Enrolment) bool { return k.Carrier == e.Carrier && k.Account == e.Account }):
		t.enrolled = append(slices.Clone(t.enrolled), e)
	case i >= 0 && e.Version == t.enrolled[i].Version+1:
		t.enrolled = slices.Clone(t.enrolled)
		t.enrolled[i] = e
	default:
		return banking.ErrStale
	}
	return nil
}

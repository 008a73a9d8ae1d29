package bankingtest

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"

	"comptoir/internal/banking"
)

// Enrollers is a provider in memory that opens accounts: one for each payee, whatever it is asked.
type Enrollers struct {
	mu     sync.Mutex
	opened map[banking.Payee]string
	// Declares makes it want to be told who is paid.
	Declares bool
	// Papers are those that were passed on.
	Papers []banking.Paper
	// Told is what it says of every account.
	Told banking.Standing
}

// List implements banking.Enrollers.
func (e *Enrollers) List(context.Context) ([]banking.Enroller, error) {
	return []banking.Enroller{{Carrier: banking.CarrierStripe, Declares: e.Declares}}, nil
}

// Open implements banking.Enrollers.
func (e *Enrollers) Open(_ context.Context, _ string, who banking.Enrollee) (string, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.opened == nil {
		e.opened = map[banking.Payee]string{}
	}
	if e.opened[who.Payee] == "" {
		e.opened[who.Payee] = "acct_" + who.Payee.String()
	}
	return e.opened[who.Payee], nil
}

// Page implements banking.Enrollers.
func (*Enrollers) Page(_ context.Context, e banking.Enrolled, _, _ string) (string, error) {
	return "https://provider.example/" + e.Account, nil
}

// Paper implements banking.Enrollers.
func (e *Enrollers) Paper(_ context.Context, _ banking.Enrolled, p banking.Paper) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.Papers = append(e.Papers, p)
	return nil
}

// Standing implements banking.Enrollers.
func (e *Enrollers) Standing(context.Context, banking.Enrolled) (banking.Standing, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.Told, nil
}

// enrolledOnce: somebody who presses ten times has one account; what the provider says of it is noted in its order, and who is
// ready is found by batches of that provider once he has said where he is paid.
func enrolledOnce(t *testing.T, w *World) {
	var all sync.WaitGroup
	for range 10 {
		all.Go(func() {
			if to, err := w.Enrol(w.Maker(t), banking.Enrol{Payee: w.Maelle.Raw(), Carrier: banking.CarrierStripe}); err != nil || to != "https://provider.example/acct_"+w.Maelle.Raw().String() {
				t.Errorf("%q %v", to, err)
			}
		})
	}
	all.Wait()
	if _, err := w.Enrol(w.Maker(t), banking.Enrol{Payee: w.Maelle.Raw(), Carrier: banking.CarrierMangoPay}); !errors.Is(err, banking.ErrNoCarrier) {
		t.Errorf("a provider that opens no accounts: %v", err)
	}
	w.Payable(t)
	for _, said := range []banking.Standing{{State: banking.MoreAsked, Asked: []string{"document"}}, {State: banking.Ready}, {State: banking.Barred, Reason: "rejected.fraud"}} {
		w.Enrollers.Told = said
		for range 2 {
			if n, err := w.FollowEnrolments(w.System(t), banking.FollowEnrolments{}); err != nil && n != 1 {
				t.Fatalf("%d %v", n, err)
			}
		}
		got, err := w.Enrolments(w.Maker(t), banking.ListEnrolments{})
		if err != nil || len(got) != 1 || got[0].State != said.State || len(got[0].Asked) != len(said.Asked) || got[0].Reason != said.Reason {
			t.Fatalf("%+v %v", got, err)
		}
		d, err := w.Store.Details(w.System(t), w.Maelle.Raw())
		if attached := strings.HasSuffix(d.Masked, "Stripe"); err != nil || attached != (said.State != banking.MoreAsked) {
			t.Errorf("%s: attached %v (%v)", said.State, attached, err)
		}
	}
	if _, err := w.Enrol(w.Maker(t), banking.Enrol{Payee: w.Maelle.Raw(), Carrier: banking.CarrierStripe}); !errors.Is(err, banking.ErrBarred) {
		t.Errorf("refused, and goes on: %v", err)
	}
}

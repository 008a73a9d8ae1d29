package invoicingio_test

import (
	"errors"
	"testing"

	"comptoir/internal/invoicing"
	"comptoir/internal/invoicing/invoicingtest"
	"comptoir/internal/invoicing/sandboxpdp"
)

// An invoice goes through the platform to the end: asked for twice it is deposited once, a refusal and a rejection are told, and
// what is paid is told to the platform. A rejected one may be submitted again.
func TestSubmissionToAPlatform(t *testing.T) {
	t.Parallel()
	w := open(t)
	of := func(order string) invoicing.PaperID {
		d := invoicingtest.Draft()
		d.Order = order
		id := w.issued(t, d)
		for range 2 {
			must(t, 0)(w.Submit(w.ctx, invoicing.SubmitPaper{ID: id}))
		}
		return id
	}
	good, refused, rejected, down := of("BC-77"), of("BC-REFUS"), of("BC-REJET"), of("BC-PANNE")
	for range 5 {
		for _, id := range []invoicing.PaperID{good, refused, rejected} {
			must(t, 0)(w.Follow(w.ctx, invoicing.FollowSubmission{ID: id}))
		}
		if _, err := w.Follow(w.ctx, invoicing.FollowSubmission{ID: down}); !errors.Is(err, sandboxpdp.ErrUnavailable) {
			t.Error(err)
		}
		w.Pass(sandboxpdp.Pace)
	}
	must(t, 0)(w.RecordPaid(w.ctx, invoicing.RecordPayment{ID: good, Method: "transfer", Key: "1"}))
	must(t, 0)(w.Follow(w.ctx, invoicing.FollowSubmission{ID: good}))
	for id, want := range map[invoicing.PaperID]struct {
		stage invoicing.Stage
		steps int
	}{good: {invoicing.Collected, 6}, refused: {invoicing.Refused, 5}, rejected: {invoicing.Rejected, 2}, down: {invoicing.Waiting, 1}} {
		if s := w.paper(t, id).Submitted; s == nil || s.Stage != want.stage || len(s.Steps) != want.steps {
			t.Errorf("%+v, want %+v", s, want)
		}
	}
	must(t, 0)(w.Submit(w.ctx, invoicing.SubmitPaper{ID: rejected}))
	if s := w.paper(t, rejected).Submitted; s.Stage != invoicing.Waiting || len(s.Steps) != 3 {
		t.Errorf("%+v", s)
	}
	private := invoicingtest.Draft()
	private.Customer = invoicingtest.Guest()
	if _, err := w.Submit(w.ctx, invoicing.SubmitPaper{ID: w.issued(t, private)}); !errors.Is(err, invoicing.ErrNotSubmittable) {
		t.Error(err)
	}
	w.left(t, "invoicing.submit", "invoicing.follow_submission")
}

// Where no platform is connected nothing is submitted, and nobody plays one.
func TestWithoutAPlatformNothingIsSubmitted(t *testing.T) {
	t.Parallel()
	w := open(t)
	id := w.issued(t, invoicingtest.Draft())
	must(t, 0)(w.Submit(w.ctx, invoicing.SubmitPaper{ID: id}))
	alone := invoicingtest.Open(w.Store, nil, nil, nil)
	if _, err := alone.Submit(w.ctx, invoicing.SubmitPaper{ID: w.issued(t, invoicingtest.Draft())}); !errors.Is(err, invoicing.ErrNoPlatform) || alone.Submits() {
		t.Errorf("submitted to nobody: %v", err)
	}
	must(t, 0)(alone.Follow(w.ctx, invoicing.FollowSubmission{ID: id})) // which was submitted before
	if v := w.paper(t, id); v.Submitted == nil || v.Submitted.Stage != invoicing.Waiting {
		t.Errorf("%+v", v.Submitted)
	}
}

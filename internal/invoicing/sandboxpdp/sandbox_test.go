package sandboxpdp_test

import (
	"errors"
	"testing"
	"time"

	"comptoir/internal/invoicing"
	"comptoir/internal/invoicing/invoicingtest"
	"comptoir/internal/invoicing/sandboxpdp"
)

// Every stage follows the one before it as the life cycle allows, and the end is what the order number asks for.
func TestStagesFollow(t *testing.T) {
	t.Parallel()
	for order, want := range map[string]invoicing.Stage{"BC-77": invoicing.Approved, "BC-REFUS": invoicing.Refused} {
		now := invoicingtest.Epoch
		d := sandboxpdp.Driver{Now: func() time.Time { return now }}
		p := invoicing.Paper{Order: order, Customer: invoicingtest.Company()}
		reference, err := d.Submit(t.Context(), p, "k")
		if again, _ := d.Submit(t.Context(), p, "k"); err != nil || again != reference {
			t.Fatal(reference, again, err)
		}
		s := invoicing.Submission{Stage: invoicing.Waiting}
		for range 6 {
			stage, reason, err := d.Status(t.Context(), reference)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := s.Advance(stage, reason, now); err != nil {
				t.Fatal(err)
			}
			now = now.Add(sandboxpdp.Pace)
		}
		if s.Stage != want || len(s.Steps) != 4 {
			t.Errorf("%s: %+v", order, s)
		}
		if _, err := s.Advance(invoicing.Deposited, "", now); err == nil {
			t.Errorf("%s went back", order)
		}
	}
	d := sandboxpdp.Driver{Now: time.Now}
	for order, want := range map[string]error{"x REJET": sandboxpdp.ErrRejected, "panne": sandboxpdp.ErrUnavailable} {
		if _, err := d.Submit(t.Context(), invoicing.Paper{Order: order, Customer: invoicingtest.Company()}, "k"); !errors.Is(err, want) {
			t.Errorf("%s: %v", order, err)
		}
	}
	for _, reference := range []string{"", "SBX-x-ok-1", "CPP-1-ok-1"} {
		if _, _, err := d.Status(t.Context(), reference); !errors.Is(err, sandboxpdp.ErrReference) {
			t.Errorf("%q: %v", reference, err)
		}
	}
}

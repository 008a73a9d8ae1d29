package stays_test

import (
	"context"
	"errors"
	"testing"

	"pgregory.net/rapid"

	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/period"
	"comptoir/internal/kernel/usecase"
	"comptoir/internal/stays"
	"comptoir/internal/stays/staystest"
)

// A hold that is made on any day on which it may be, until the arrival, is alive until the inspection is over.
// What is taken goes to the owner unless the desk says otherwise; where there is none, to the agency whatever is said.
func TestForWhomADepositIsTaken(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		owner        string
		chosen, want stays.Beneficiary
		taken        string // the key of the claim that has taken it
	}{{"Soizic", "", stays.ForOwner, ""}, {"Soizic", stays.ForAgency, stays.ForAgency, ""}, {"", "", stays.ForAgency, ""}, {"", stays.ForOwner, stays.ForAgency, ""},
		{"Soizic", stays.ForAgency, stays.ForOwner, "caution/owner/k1"}, {"Soizic", stays.ForOwner, stays.ForAgency, "caution/agency/a/b"}, {"Soizic", stays.ForAgency, stays.ForAgency, "caution/of-before"}} {
		s := stays.ReservationState{Booked: stays.Snapshot{OwnerName: tt.owner}, CautionFor: tt.chosen}
		if got := s.ClaimedFor([]stays.CautionPayment{{}, {Key: tt.taken}}); got != tt.want {
			t.Errorf("%+v: %s", tt, got)
		}
	}
}

func TestAHoldSurvivesTheStay(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		from := period.MustDate("2027-01-01").AddDays(rapid.IntRange(0, 700).Draw(t, "from"))
		stay := period.Range{From: from, To: from.AddDays(rapid.IntRange(1, 90).Draw(t, "nights"))}
		way, opens := stays.PlanCaution(stay)
		if opens.Since(stay.From) > 0 {
			t.Fatalf("%s: opens on %s, after the arrival", stay, opens)
		}
		if way == stays.CautionHeld && opens.AddDays(7).Before(stay.To.AddDays(2)) {
			t.Fatalf("%s: a hold of %s is dead before the inspection", stay, opens)
		}
		if way == stays.CautionCard && stay.Nights() <= 5 {
			t.Fatalf("%s: a hold would have done", stay)
		}
	})
}

// keptCard is a security deposit that is kept, and taken when it is asked for.
type keptCard struct {
	stays.Cautions
	stays.CautionPayment
}

func (k *keptCard) Of(context.Context, stays.ReservationID) ([]stays.CautionPayment, error) {
	return []stays.CautionPayment{k.CautionPayment}, nil
}

func (k *keptCard) Take(_ context.Context, _ ident.Raw, _ money.Amount, reason, key string) error {
	k.Taking, k.Reason, k.Key = true, reason, key
	return nil
}

// A claim that was cut off once the money was asked for is noted when the same form comes again, once; another's is refused.
func TestAClaimThatWasCutOffIsNoted(t *testing.T) {
	t.Parallel()
	w := staystest.NewWorld(t)
	card := &keptCard{CautionPayment: stays.CautionPayment{ID: w.IDs.Raw(), Purpose: stays.PurposeCaution, Status: "authorized", Amount: money.MustParse("500", money.EUR)}}
	s := stays.New(stays.Deps{Store: w.Store, Payments: w.Payments, Cautions: card, Links: staystest.Links{}, Now: w.Clock.Now, IDs: w.IDs, Observer: usecase.Silent{}})
	v := w.Book(w.Property(), "2027-05-10", "2027-05-17")
	claim := stays.TakeCaution{ID: v.ID, Amount: money.MustParse("80", money.EUR), Reason: "vase brisé", Key: "k1"}
	noted := func() (n int) {
		for _, e := range w.See(v.ID).Timeline {
			if e.Kind == "caution_claimed" && e.Amount == claim.Amount && e.Note == claim.Reason {
				n++
			}
		}
		return n
	}
	to := "agency"
	if v.Booked.OwnerName != "" {
		to = "owner"
	}
	_ = card.Take(w.Ctx, card.ID, claim.Amount, claim.Reason, "caution/"+to+"/k1") // and no further
	other := claim
	other.Key = "k2"
	for _, status := range []string{"authorized", "succeeded"} {
		card.Status = status
		if c, err := s.TakeCaution(w.Desk, claim); err != nil || noted() != 1 {
			t.Errorf("%s, the same again: %+v (%v), noted %d times", status, c, err, noted())
		}
		if _, err := s.TakeCaution(w.Desk, other); !errors.Is(err, stays.ErrCautionTaken) || noted() != 1 {
			t.Errorf("%s, another: %v, noted %d times", status, err, noted())
		}
	}
}

package stays_test

import (
	"testing"

	"pgregory.net/rapid"

	"comptoir/internal/kernel/period"
	"comptoir/internal/stays"
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

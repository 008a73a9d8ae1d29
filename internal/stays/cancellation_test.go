package stays_test

import (
	"strings"
	"testing"
	"time"

	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/period"
	"comptoir/internal/stays"
)

func paris(t *testing.T) *time.Location {
	t.Helper()
	l, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func policy(code stays.PolicyCode) stays.Policy {
	for _, p := range stays.StandardPolicies() {
		if p.Code == code {
			return p
		}
	}
	panic(code)
}

var dancerents = stays.Policy{Code: "dancerents", Tiers: []stays.Tier{
	{Hours: 30 * 24, Percent: money.Pct(100)}, {Hours: 14 * 24, Percent: money.Pct(50)}, {Hours: 7 * 24, Percent: money.Pct(25)}, {},
}}

// cancelling is 4 nights of 100 and 60 of cleaning from 10 July 2027, 15:00 in Paris, unless edited.
func cancelling(t *testing.T, at time.Time) stays.Cancelling {
	r := stays.Rates{Currency: money.EUR, Nightly: eur("100"), Fees: []stays.Fee{
		{ID: ident.Next[stays.Fee](ids), Code: "cleaning", Amount: eur("60"), Per: stays.PerStay},
	}}
	stay := period.Between("2027-07-10", "2027-07-14")
	return stays.Cancelling{
		Quote: price(t, pricing(r, stay, two)), Anchor: period.Moment{Date: stay.From, Clock: period.At(15, 0)}, Place: paris(t),
		BookedAt: at.Add(-30 * 24 * time.Hour), Now: at,
	}
}

func local(t *testing.T, text string) time.Time {
	t.Helper()
	at, err := time.ParseInLocation("2006-01-02 15:04:05", text, paris(t))
	if err != nil {
		t.Fatal(err)
	}
	return at
}

// The worked examples of shared/research/rental.md §6.4, and the second after each boundary.
func TestCancellationWorkedExamples(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		id     string
		policy stays.Policy
		at     string
		booked time.Duration // before
		back   string
	}{
		{"C-1 exactly 24 h", policy(stays.Flexible), "2027-07-09 15:00:00", 0, "460"},
		{"C-1 a second later", policy(stays.Flexible), "2027-07-09 15:00:01", 0, "360"},
		{"C-3", policy(stays.Moderate), "2027-07-07 10:00:00", 0, "210"},
		{"C-3 exactly 5 days", policy(stays.Moderate), "2027-07-05 15:00:00", 0, "460"},
		{"C-5a", policy(stays.Strict), "2027-06-26 15:00:00", 47 * time.Hour, "460"},
		{"C-5a exactly 48 h", policy(stays.Strict), "2027-06-26 15:00:00", 48 * time.Hour, "460"},
		{"C-5b", policy(stays.Strict), "2027-06-26 15:00:00", 49 * time.Hour, "260"},
		{"C-5 fresh but too near", policy(stays.Strict), "2027-06-26 15:00:01", time.Hour, "260"},
		{"C-5c", policy(stays.Strict), "2027-07-04 10:00:00", 0, "60"},
		{"firm, 30 days", policy(stays.Firm), "2027-06-10 15:00:00", 0, "460"},
		{"firm, less", policy(stays.Firm), "2027-06-10 15:00:01", 0, "260"},
		{"firm, less than 7 days", policy(stays.Firm), "2027-07-03 15:00:01", 0, "60"},
		{"at the check-in time", policy(stays.Firm), "2027-07-10 15:00:00", 0, "60"},
		{"after the check-in time", policy(stays.Flexible), "2027-07-10 15:00:01", 0, "0"},
	} {
		in := cancelling(t, local(t, c.at))
		if c.booked > 0 {
			in.BookedAt = in.Now.Add(-c.booked)
		}
		out := c.policy.Decide(in)
		if out.Refundable != eur(c.back) || out.Kept != in.Quote.Total.Sub(eur(c.back)) {
			t.Errorf("%s: %s back, %s kept; want %s back", c.id, out.Refundable, out.Kept, c.back)
		}
	}
}

func TestC7TiersOfAThousand(t *testing.T) {
	t.Parallel()
	r := stays.Rates{Currency: money.EUR, Nightly: eur("250")}
	for days, back := range map[int]string{30: "1000", 29: "500", 14: "500", 13: "250", 7: "250", 6: "0"} {
		in := cancelling(t, period.Moment{Date: period.MustDate("2027-07-10").AddDays(-days), Clock: period.At(15, 0)}.In(paris(t)))
		in.Quote = price(t, pricing(r, period.Between("2027-07-10", "2027-07-14"), two))
		if out := dancerents.Decide(in); out.Refundable != eur(back) {
			t.Errorf("%d days before: %s, want %s", days, out.Refundable, back)
		}
	}
}

// C-9: the 24 hours before 28 March 15:00 begin on the 27th at 15:00, though only 23 hours pass.
func TestC9CivilTimeAcrossTheChangeOfClocks(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ checkIn, at, back string }{
		{"2027-03-28", "2027-03-27 15:00:00", "400"}, {"2027-03-28", "2027-03-27 15:00:01", "300"}, {"2027-03-28", "2027-03-27 14:30:00", "400"},
		{"2027-10-31", "2027-10-30 15:00:00", "400"}, {"2027-10-31", "2027-10-30 15:00:01", "300"},
	} {
		in := cancelling(t, local(t, c.at))
		from := period.MustDate(c.checkIn)
		in.Quote = price(t, pricing(stays.Rates{Currency: money.EUR, Nightly: eur("100")}, period.Range{From: from, To: from.AddDays(4)}, two))
		in.Anchor.Date = from
		if out := policy(stays.Flexible).Decide(in); out.Refundable != eur(c.back) {
			t.Errorf("check-in %s, cancelled %s: %s, want %s", c.checkIn, c.at, out.Refundable, c.back)
		}
	}
}

func TestTaxesFollowWhatGoesBack(t *testing.T) {
	t.Parallel()
	r := stays.Rates{Currency: money.EUR, Nightly: eur("100"), SalesTax: money.Pct(10), Fees: []stays.Fee{
		{ID: ident.Next[stays.Fee](ids), Code: "cleaning", Amount: eur("60"), Per: stays.PerStay, Taxable: true},
	}}
	p := pricing(r, period.Between("2027-07-10", "2027-07-14"), two)
	p.Offer.INSEE, p.Offer.Classification, p.Tax = commune, 3, tariff(stays.ThreeStars, "1.00")
	for at, back := range map[string]string{
		"2027-07-07 10:00:00": "239.00", // 150 of rent, 60 of cleaning, 21 of tax (46 × 210 ÷ 460), 8 of tourist tax
		"2027-07-10 15:00:01": "8.00",   // nobody stayed: the tourist tax is not ours
		"2027-06-10 15:00:00": "514.00",
	} {
		in := cancelling(t, local(t, at))
		in.Quote = price(t, p)
		if out := policy(stays.Moderate).Decide(in); out.Refundable != eur(back) {
			t.Errorf("%s: %s, want %s", at, out.Refundable, back)
		}
	}
}

func TestKeptNightsAreTheFirstOnes(t *testing.T) {
	t.Parallel()
	r := stays.Rates{Currency: money.EUR, Nightly: eur("100"), Spots: []stays.Spot{{Date: period.MustDate("2027-07-10"), Nightly: eur("200")}}}
	in := cancelling(t, local(t, "2027-07-10 10:00:00"))
	in.Quote = price(t, pricing(r, period.Between("2027-07-10", "2027-07-14"), two))
	if out := policy(stays.Flexible).Decide(in); out.Kept != eur("200") || out.Refundable != eur("300") {
		t.Errorf("kept %s of 500, want the first night's 200", out.Kept)
	}
}

func TestPoliciesInWords(t *testing.T) {
	t.Parallel()
	for code, want := range map[stays.PolicyCode]map[string]string{
		stays.Flexible: {"fr": "Jusqu’à 24 h avant l’heure d’arrivée : remboursement intégral.", "en": "Until 24 hours before the check-in time: full refund."},
		stays.Moderate: {"fr": "Ensuite : première nuit retenue, 50 % du reste remboursés.", "en": "After that: the first night kept, 50% of the rest refunded."},
		stays.Firm:     {"fr": "Jusqu’à 30 jours avant l’heure d’arrivée : remboursement intégral.", "en": "After that: the accommodation is not refunded."},
		stays.Strict:   {"fr": "Remboursement intégral dans les 48 h qui suivent la réservation", "en": "if arrival is at least 14 days away."},
	} {
		for locale, sentence := range want {
			if got := strings.Join(policy(code).Sentences(locale), "\n"); !strings.Contains(got, sentence) {
				t.Errorf("%s in %s lacks %q:\n%s", code, locale, sentence, got)
			}
		}
	}
}

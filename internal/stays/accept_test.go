package stays_test

import (
	"testing"
	"time"

	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/period"
	"comptoir/internal/stays"
	"comptoir/internal/stays/staystest"
)

func hasField(err error, code string) bool {
	for _, f := range fault.FieldsOf(err) {
		if f.Code == code {
			return true
		}
	}
	return false
}

func TestBadDatesAndParties(t *testing.T) {
	t.Parallel()
	paris, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		t.Fatal(err)
	}
	evening := time.Date(2027, 3, 1, 23, 30, 0, 0, paris)
	day := period.MustDate
	for _, c := range []struct {
		name        string
		from, to    period.Date
		party       stays.Party
		edit        func(*stays.Acceptance)
		field, code string // "": accepted
	}{
		{name: "today", from: day("2027-03-01"), to: day("2027-03-02"), party: two},
		{name: "yesterday", from: day("2027-02-28"), to: day("2027-03-02"), party: two, field: "checkIn", code: "in_the_past"},
		{name: "reversed", from: day("2027-05-04"), to: day("2027-05-03"), party: two, field: "checkOut", code: "reversed_dates"},
		{name: "no night", from: day("2027-05-04"), to: day("2027-05-04"), party: two, field: "checkOut", code: "reversed_dates"},
		{name: "no dates", party: two, field: "checkIn", code: "required"},
		{name: "no end", from: day("2027-05-04"), party: two, field: "checkOut", code: "required"},
		{name: "a year ahead", from: day("2028-02-29"), to: day("2028-03-02"), party: two},
		{name: "more than a year ahead", from: day("2028-03-01"), to: day("2028-03-02"), party: two, field: "checkIn", code: "too_far_ahead"},
		{name: "90 nights", from: day("2027-05-01"), to: day("2027-07-30"), party: two},
		{name: "91 nights", from: day("2027-05-01"), to: day("2027-07-31"), party: two, field: "checkOut", code: "too_long"},
		{name: "a thousand years", from: day("2027-05-01"), to: day("3027-05-01"), party: two, field: "checkOut", code: "too_long"},
		{name: "nobody", from: day("2027-05-01"), to: day("2027-05-02"), field: "adults", code: "required"},
		{name: "children alone", from: day("2027-05-01"), to: day("2027-05-02"), party: stays.Party{Children: 2}, field: "adults", code: "required"},
		{name: "too many", from: day("2027-05-01"), to: day("2027-05-02"), party: stays.Party{Adults: 3, Children: 2}, field: "adults", code: "too_many_guests"},
		{name: "negative", from: day("2027-05-01"), to: day("2027-05-02"), party: stays.Party{Adults: 5, Children: -2}, field: "children", code: "out_of_range"},
		{name: "infants", from: day("2027-05-01"), to: day("2027-05-02"), party: stays.Party{Adults: 4, Infants: 1}},
		{name: "too many infants", from: day("2027-05-01"), to: day("2027-05-02"), party: stays.Party{Adults: 2, Infants: 2}, field: "infants", code: "too_many_infants"},
		{name: "pets", from: day("2027-05-01"), to: day("2027-05-02"), party: stays.Party{Adults: 2, Pets: 1}, field: "pets", code: "too_many_pets"},
		{name: "unknown extra", from: day("2027-05-01"), to: day("2027-05-02"), party: two,
			edit: func(a *stays.Acceptance) { a.Request.Extras = []string{"champagne"} }, field: "extras", code: "unknown_extra"},
		{name: "beyond the horizon", from: day("2027-05-01"), to: day("2027-05-02"), party: two,
			edit: func(a *stays.Acceptance) { a.Offer.Rates.HorizonDays = 60 }, field: "checkIn", code: "too_far_ahead"},
		{name: "too short a notice", from: day("2027-03-02"), to: day("2027-03-04"), party: two,
			edit: func(a *stays.Acceptance) { a.Offer.Rates.NoticeHours = 24 }, field: "checkIn", code: "too_late"},
		{name: "notice given", from: day("2027-03-03"), to: day("2027-03-04"), party: two,
			edit: func(a *stays.Acceptance) { a.Offer.Rates.NoticeHours = 24 }},
		{name: "too long for the property", from: day("2027-05-01"), to: day("2027-05-16"), party: two,
			edit: func(a *stays.Acceptance) { a.Offer.Rates.MaxNights = 14 }, field: "checkOut", code: "max_nights"},
		{name: "the desk may be relaxed", from: day("2027-05-01"), to: day("2027-05-02"), party: two,
			edit: func(a *stays.Acceptance) { a.Relaxed, a.Offer.Rates.MinNights = true, 7 }},
		{name: "the desk may not overfill", from: day("2027-05-01"), to: day("2027-05-02"), party: stays.Party{Adults: 5},
			edit: func(a *stays.Acceptance) { a.Relaxed = true }, field: "adults", code: "too_many_guests"},
		{name: "strict agencies sell half a year ahead", from: day("2027-09-02"), to: day("2027-09-04"), party: two,
			edit: func(a *stays.Acceptance) { a.Settings.Legal = stays.AgencyStrict }, field: "checkIn", code: "too_far_ahead"},
	} {
		a := stays.Acceptance{
			Offer:    stays.Offer{Capacity: 4, MaxInfants: 1, Zone: "Europe/Paris", CheckIn: period.At(15, 0), Rates: stays.Rates{Currency: money.EUR}},
			Settings: stays.DefaultSettings(), Now: evening,
			Request: stays.StayRequest{Stay: period.Range{From: c.from, To: c.to}, Party: c.party},
		}
		if c.edit != nil {
			c.edit(&a)
		}
		err := a.Accepts()
		if c.code == "" {
			if err != nil {
				t.Errorf("%s: refused: %v", c.name, err)
			}
			continue
		}
		t.Run(c.name, func(t *testing.T) { staystest.Field(t, err, c.field, c.code) })
	}
}

// At half past eleven in the evening in Paris it is tomorrow in Tokyo, and still today in New York.
func TestTodayIsTheProperty(t *testing.T) {
	t.Parallel()
	now := time.Date(2027, 3, 1, 22, 30, 0, 0, time.UTC)
	for zone, past := range map[string]bool{"Europe/Paris": false, "Asia/Tokyo": true, "America/New_York": false} {
		err := stays.Acceptance{
			Offer:    stays.Offer{Capacity: 4, Zone: zone, Rates: stays.Rates{Currency: money.EUR}},
			Settings: stays.DefaultSettings(), Now: now,
			Request: stays.StayRequest{Stay: period.Between("2027-03-01", "2027-03-03"), Party: two},
		}.Accepts()
		if hasField(err, "in_the_past") != past {
			t.Errorf("%s: %v", zone, err)
		}
	}
}

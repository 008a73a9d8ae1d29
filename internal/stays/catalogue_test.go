package stays_test

import (
	"testing"

	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/period"
	"comptoir/internal/stays"
	"comptoir/internal/stays/staystest"
)

func TestPublicationNeedsWhatAGuestNeeds(t *testing.T) {
	t.Parallel()
	w := staystest.NewWorld(t)
	draft, err := w.CreateProperty(w.Desk, stays.CreateProperty{Sheet: stays.Sheet{
		Name: stays.FrEn("Chez Léonie & Œdipe !", ""), Type: stays.Studio, Capacity: 2, Address: staystest.Sheet().Address,
	}})
	if do(t, draft, err); draft.Slug != "chez-leonie-oedipe" || draft.Status != stays.Draft || draft.Zone != "Europe/Paris" || draft.Rates.Currency != money.EUR {
		t.Fatalf("%+v", draft)
	}
	_, err = w.PublishProperty(w.Desk, stays.PublishProperty{ID: draft.ID})
	staystest.Code(t, err, "stays.incomplete_property")
	for _, path := range []string{"description", "beds", "position", "insee", "photos", "rates.nightly", "policy"} {
		staystest.Field(t, err, path, "required")
	}
	p := w.Property()
	if w.Count("stays.property_published.v1") != 1 {
		t.Fatal("nobody was told")
	}
	// What is published stays complete.
	_, err = w.RemovePhoto(w.Desk, stays.RemovePhoto{ID: p.ID, Photo: p.Photos[0].ID})
	staystest.Field(t, err, "photos", "required")
	sheet := p.Sheet()
	sheet.Position = stays.Position{}
	_, err = w.EditProperty(w.Desk, stays.EditProperty{ID: p.ID, Sheet: sheet})
	staystest.Field(t, err, "position", "required")
	if got := do(t, p, nil); got.Advice()[0] != "registration_missing" {
		t.Fatalf("advice: %v", got.Advice())
	}
}

func TestASheetIsRefusedWithItsFields(t *testing.T) {
	t.Parallel()
	w := staystest.NewWorld(t)
	s := staystest.Sheet()
	s.Name, s.Type, s.Slug = stays.Text{"fr": " "}, "castle", "Not A Slug"
	s.Capacity, s.Classification, s.Zone, s.INSEE, s.Policy = 0, 6, "Europe/Atlantis", "2C123", "whatever"
	s.Features, s.Position = []stays.Feature{"wifi", "moat"}, stays.Position{Lat: 91, Lon: -181}
	s.Description, s.Address.Country = stays.Text{"xx": "?"}, "France"
	_, err := w.CreateProperty(w.Desk, stays.CreateProperty{Sheet: s, Rates: stays.Rates{Currency: "XYZ", Nightly: eur("-1")}})
	for path, code := range map[string]string{
		"name": "required", "type": "unknown_type", "slug": "malformed", "capacity": "out_of_range", "classification": "out_of_range",
		"zone": "unknown_zone", "insee": "malformed", "policy": "unknown_policy", "features.0": "unknown_feature", "position.lat": "out_of_range",
		"position.lon": "out_of_range", "description.xx": "unknown_language", "address.country": "malformed_country",
		"rates.currency": "unknown_currency", "rates.nightly": "out_of_range",
	} {
		staystest.Field(t, err, path, code)
	}
}

func TestPhotos(t *testing.T) {
	t.Parallel()
	w := staystest.NewWorld(t)
	p := w.Property()
	for range 2 {
		next, err := w.AddPhoto(w.Desk, stays.AddPhoto{ID: p.ID, Photo: staystest.Photo()})
		p = do(t, next, err)
	}
	a, b, c := p.Photos[0].ID, p.Photos[1].ID, p.Photos[2].ID
	for _, order := range [][]stays.PhotoID{{a, b}, {a, b, b}} {
		_, err := w.ArrangePhotos(w.Desk, stays.ArrangePhotos{ID: p.ID, Order: order})
		if len(fault.FieldsOf(err)) != 1 {
			t.Fatalf("%v was taken: %v", order, err)
		}
	}
	_, err := w.ArrangePhotos(w.Desk, stays.ArrangePhotos{ID: p.ID, Order: []stays.PhotoID{a, b, ident.Next[stays.Photo](w.IDs)}})
	staystest.Code(t, err, "stays.unknown_photo")
	next, err := w.ArrangePhotos(w.Desk, stays.ArrangePhotos{ID: p.ID, Order: []stays.PhotoID{c, a, b}})
	do(t, next, err)
	next, err = w.EditPhoto(w.Desk, stays.EditPhoto{ID: p.ID, Photo: c, Alt: stays.FrEn("Le salon", "The living room")})
	do(t, next, err)
	next, err = w.RemovePhoto(w.Desk, stays.RemovePhoto{ID: p.ID, Photo: a})
	if do(t, next, err); len(next.Photos) != 2 || next.Photos[0].ID != c || next.Photos[0].Alt.In("en") != "The living room" || next.Photos[1].ID != b {
		t.Fatalf("%+v", next.Photos)
	}
}

func TestRatesPartByPart(t *testing.T) {
	t.Parallel()
	w := staystest.NewWorld(t)
	p := w.Property()
	season := yearly(7, 1, 8, 31, "180")
	season.ID = stays.SeasonID{}
	p, err := w.PutSeason(w.Desk, stays.PutSeason{ID: p.ID, Season: season})
	do(t, p, err)
	season = p.Rates.Seasons[0]
	season.Nightly = eur("190")
	p, err = w.PutSeason(w.Desk, stays.PutSeason{ID: p.ID, Version: p.Version, Season: season})
	if do(t, p, err); len(p.Rates.Seasons) != 1 || p.Rates.Seasons[0].Nightly != eur("190") {
		t.Fatalf("%+v", p.Rates.Seasons)
	}
	_, err = w.PutSeason(w.Desk, stays.PutSeason{ID: p.ID, Season: yearly(1, 1, 1, 2, "1")})
	staystest.Code(t, err, "stays.unknown_rate")
	_, err = w.PutSeason(w.Desk, stays.PutSeason{ID: p.ID, Version: 1, Season: season})
	staystest.Code(t, err, "stays.stale")
	_, err = w.PutFee(w.Desk, stays.PutFee{ID: p.ID, Fee: stays.Fee{Code: "bribe", Amount: eur("1"), Per: stays.PerStay}})
	staystest.Field(t, err, "fees.3.code", "unknown_fee")
	p, err = w.SetSpots(w.Desk, stays.SetSpots{ID: p.ID, Days: period.Between("2027-05-10", "2027-05-13"), Rule: stays.Spot{Nightly: eur("55")}})
	do(t, p, err)
	p, err = w.SetSpots(w.Desk, stays.SetSpots{ID: p.ID, Days: period.Between("2027-05-11", "2027-05-12"), Clear: true})
	if do(t, p, err); len(p.Rates.Spots) != 2 || p.Rates.Spots[1].Date.String() != "2027-05-12" {
		t.Fatalf("%+v", p.Rates.Spots)
	}
	// The defaults alone leave seasons, days and fees as they are.
	p, err = w.EditRates(w.Desk, stays.EditRates{ID: p.ID, Rates: stays.Rates{Nightly: eur("111")}})
	if do(t, p, err); len(p.Rates.Seasons) != 1 || len(p.Rates.Spots) != 2 || len(p.Rates.Fees) != 3 || p.Rates.Nightly != eur("111") {
		t.Fatalf("%+v", p.Rates)
	}
	_, err = w.EditRates(w.Desk, stays.EditRates{ID: p.ID, Rates: stays.Rates{}})
	staystest.Field(t, err, "rates.nightly", "required")
	_, err = w.EditRates(w.Desk, stays.EditRates{ID: p.ID, Rates: stays.Rates{Currency: money.CHF, Nightly: money.New(100, money.CHF)}})
	staystest.Field(t, err, "currency", "wrong_currency")
	_, err = w.RemoveSeason(w.Desk, stays.RemoveSeason{ID: p.ID, Season: season.ID})
	do(t, 0, err)
	_, err = w.RemoveSeason(w.Desk, stays.RemoveSeason{ID: p.ID, Season: season.ID})
	staystest.Code(t, err, "stays.unknown_rate")
}

func TestRatesAreRefusedWithTheirFields(t *testing.T) {
	t.Parallel()
	r := staystest.Rates()
	r.MinNights, r.MaxNights, r.SalesTax, r.Unit = 7, 3, money.Pct(99), "hour"
	r.WeekendDays, r.PreparationDays, r.ExtraGuest = []stays.Weekday{"someday"}, 8, money.New(100, money.CHF)
	r.LengthDiscounts = []stays.LengthTier{{FromNights: 7, Percent: money.Pct(100)}, {FromNights: 7, Percent: money.Pct(5)}}
	r.Seasons = []stays.Season{
		{Name: stays.FrEn("a", "a"), First: stays.MonthDay{Month: 2, Day: 30}, Last: stays.MonthDay{Month: 3, Day: 1}},
		{ID: ident.Next[stays.Season](ids), Dates: period.Range{From: period.MustDate("2027-05-02"), To: period.MustDate("2027-05-01")}},
	}
	r.Spots = []stays.Spot{{Date: period.MustDate("2027-05-02")}, {Date: period.MustDate("2027-05-02"), Arrival: "perhaps"}}
	r.Nightly = eur("2000000")
	_, err := r.Check()
	for path, code := range map[string]string{
		"maxNights": "below_minimum", "salesTax": "out_of_range", "unit": "unknown_unit", "weekendDays": "unknown_weekday",
		"preparationDays": "out_of_range", "extraGuest": "wrong_currency", "lengthDiscounts.0.percent": "out_of_range",
		"lengthDiscounts.1.fromNights": "taken", "seasons.0.first": "malformed", "seasons.1.dates": "reversed_dates", "seasons.1.name": "required",
		"spots.1.date": "taken", "spots.1.arrival": "malformed", "nightly": "out_of_range",
	} {
		staystest.Field(t, err, path, code)
	}
}

func TestArchiving(t *testing.T) {
	t.Parallel()
	w := staystest.NewWorld(t)
	p := w.Property()
	r := w.Book(p, "2027-05-10", "2027-05-14")
	_, err := w.ArchiveProperty(w.Desk, stays.ArchiveProperty{ID: p.ID})
	staystest.Code(t, err, "stays.property_in_use")
	do(t, 0, second(w.CancelReservation(w.Desk, stays.CancelReservation{ID: r.ID})))
	p, err = w.ArchiveProperty(w.Desk, stays.ArchiveProperty{ID: p.ID})
	if do(t, p, err); p.Status != stays.Archived || w.Count("stays.property_unpublished.v1") != 1 {
		t.Fatalf("%s", p.Status)
	}
	_, err = w.QuoteByPhone(w.Desk, stays.QuoteByPhone{Property: p.ID, CheckIn: period.MustDate("2027-05-10"), CheckOut: period.MustDate("2027-05-14"), Party: two})
	staystest.Code(t, err, "stays.not_bookable")
}

func TestSettingsHoldToTheLegalProfile(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		edit        func(*stays.Settings)
		field, code string
	}{
		{func(s *stays.Settings) { s.DepositPercent = money.Pct(26) }, "depositPercent", "above_legal_limit"},
		{func(s *stays.Settings) { s.BalanceDays = 60 }, "balanceDays", "above_legal_limit"},
		{func(s *stays.Settings) { s.Legal = stays.AgencyStrict }, "balanceDays", "above_legal_limit"},
		{func(s *stays.Settings) { s.Legal = "pirate" }, "legal", "unknown_profile"},
		{func(s *stays.Settings) { s.HoldMinutes = 1 }, "holdMinutes", "out_of_range"},
		{func(s *stays.Settings) { s.ReferencePrefix = "r" }, "referencePrefix", "malformed"},
		{func(s *stays.Settings) { s.Offered = nil }, "offered", "required"},
		{func(s *stays.Settings) { s.Offered = []stays.PolicyCode{"mine"} }, "offered.0", "unknown_policy"},
		{func(s *stays.Settings) { s.Policies = []stays.Policy{{Code: "mine", Name: stays.FrEn("x", "x")}} }, "policies.0.tiers", "out_of_range"},
		{func(s *stays.Settings) {
			s.Policies = []stays.Policy{{Code: "mine", Name: stays.FrEn("x", "x"), Tiers: []stays.Tier{{Hours: 24}, {Hours: 48}}}}
		}, "policies.0.tiers.1.hours", "not_in_order"},
		{func(s *stays.Settings) { s.MailTexts = map[string]stays.Text{"spam": stays.FrEn("x", "x")} }, "mailTexts.spam", "unknown_text"},
	} {
		s := stays.DefaultSettings()
		c.edit(&s)
		_, err := s.Check()
		staystest.Field(t, err, c.field, c.code)
	}
	s := stays.DefaultSettings()
	s.Legal, s.DepositPercent, s.BalanceDays = stays.OwnerDirect, money.Pct(50), 60
	if _, err := s.Check(); err != nil {
		t.Errorf("an owner may: %v", err)
	}
}

func TestAPolicyIsNotDeleted(t *testing.T) {
	t.Parallel()
	w := staystest.NewWorld(t)
	s := stays.DefaultSettings()
	s.Policies, s.Offered = []stays.Policy{{Code: "mine", Name: stays.FrEn("À moi", "Mine"), Tiers: []stays.Tier{{}}}}, []stays.PolicyCode{"mine"}
	s, err := w.EditSettings(w.Desk, stays.EditSettings{Settings: s})
	do(t, s, err)
	p := w.Property(func(in *stays.CreateProperty) { in.Sheet.Policy = "mine" })
	gone := s
	gone.Policies, gone.Offered = nil, []stays.PolicyCode{stays.Firm}
	_, err = w.EditSettings(w.Desk, stays.EditSettings{Settings: gone})
	staystest.Field(t, err, "policies", "in_use")
	s.Offered = []stays.PolicyCode{stays.Firm}
	s, err = w.EditSettings(w.Desk, stays.EditSettings{Settings: s})
	if do(t, s, err); s.Policies[0].Version != 1 {
		t.Fatalf("the same terms are version %d", s.Policies[0].Version)
	}
	w.Hold(p, "2027-05-10", "2027-05-14") // a property that has it keeps it
}

func TestTaxRulesAreRefusedWithTheirFields(t *testing.T) {
	t.Parallel()
	r := staystest.TaxRule()
	r.INSEE, r.Percent, r.Until = "x", money.Pct(6), r.From
	r.Additional = []stays.AdditionalTax{{Code: "mafia", Percent: money.Pct(1)}}
	delete(r.Tariffs, stays.FourStars)
	r.Periods = []stays.TaxPeriod{{First: stays.MonthDay{Month: 13, Day: 1}, Last: stays.MonthDay{Month: 3, Day: 1}}}
	_, err := r.Check()
	for path, code := range map[string]string{
		"insee": "malformed", "percent": "out_of_range", "until": "reversed_dates", "additional.0.code": "unknown_tax",
		"tariffs.four_stars": "required", "periods.0": "malformed",
	} {
		staystest.Field(t, err, path, code)
	}
}

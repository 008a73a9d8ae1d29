package stays_test

import (
	"fmt"
	"slices"
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

func TestSearchPricesAndOrders(t *testing.T) {
	t.Parallel()
	w := staystest.NewWorld(t)
	for i, nightly := range []string{"90", "120", "60", "200", "75"} {
		w.Property(func(in *stays.CreateProperty) {
			in.Sheet.Slug, in.Rates.Nightly, in.Sheet.Capacity = fmt.Sprintf("p%d", i), eur(nightly), 2+i
			in.Sheet.Name = stays.FrEn(string(rune('E'-i)), "")
			if i == 4 {
				in.Rates.MinNights = 7
			}
		})
	}
	slugs := func(in stays.SearchProperties) (out []string) {
		for {
			page, err := w.SearchProperties(w.Ctx, in)
			for _, c := range do(t, page, err).Items {
				out = append(out, c.Slug)
			}
			if page.Total < len(out) || len(page.Pins) != page.Total {
				t.Fatalf("%d of %d, %d pins", len(out), page.Total, len(page.Pins))
			}
			if in.Page.Cursor = page.Next; page.Next == "" {
				return out
			}
		}
	}
	dated := stays.SearchProperties{CheckIn: period.MustDate("2027-05-10"), CheckOut: period.MustDate("2027-05-14"), Party: two}
	with := func(edit func(*stays.SearchProperties)) stays.SearchProperties {
		in := dated
		in.Page.Limit = 2
		edit(&in)
		return in
	}
	for name, c := range map[string]struct {
		in   stays.SearchProperties
		want []string
	}{
		"cheapest first":   {with(func(in *stays.SearchProperties) { in.Sort = "price" }), []string{"p2", "p0", "p1", "p3"}},
		"dearest first":    {with(func(in *stays.SearchProperties) { in.Sort = "-price" }), []string{"p3", "p1", "p0", "p2"}},
		"largest first":    {with(func(in *stays.SearchProperties) { in.Sort = "capacity" }), []string{"p3", "p2", "p1", "p0"}},
		"by name":          {with(func(in *stays.SearchProperties) { in.Sort = "name" }), []string{"p3", "p2", "p1", "p0"}},
		"whole prices":     {with(func(in *stays.SearchProperties) { in.MinPrice, in.MaxPrice = eur("420"), eur("540") }), []string{"p0", "p1"}},
		"without dates":    {stays.SearchProperties{Sort: "price"}, []string{"p2", "p4", "p0", "p1", "p3"}},
		"a night's price":  {stays.SearchProperties{Sort: "price", MaxPrice: eur("75")}, []string{"p2", "p4"}},
		"seven nights too": {with(func(in *stays.SearchProperties) { in.CheckOut = period.MustDate("2027-05-17"); in.Sort = "price" }), []string{"p2", "p4", "p0", "p1", "p3"}},
	} {
		if got := slugs(c.in); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
	// The price of a card is the price of the quote.
	page, err := w.SearchProperties(w.Ctx, dated)
	for _, card := range do(t, page, err).Items {
		q, err := w.MakeQuote(w.Ctx, stays.MakeQuote{Slug: card.Slug, CheckIn: dated.CheckIn, CheckOut: dated.CheckOut, Party: two})
		if do(t, q, err); q.Total != card.Price.Total {
			t.Errorf("%s: %s on the card, %s in the quote", card.Slug, card.Price.Total, q.Total)
		}
	}
}

func TestSearchRefusesWithFields(t *testing.T) {
	t.Parallel()
	w := staystest.NewWorld(t)
	day := period.MustDate
	for _, c := range []struct {
		in          stays.SearchProperties
		field, code string
	}{
		{stays.SearchProperties{CheckIn: day("2027-05-10")}, "checkOut", "required"},
		{stays.SearchProperties{CheckIn: day("2027-05-10"), CheckOut: day("2027-05-12")}, "adults", "required"},
		{stays.SearchProperties{CheckIn: day("2027-05-12"), CheckOut: day("2027-05-10"), Party: two}, "checkOut", "reversed_dates"},
		{stays.SearchProperties{CheckIn: day("2026-05-10"), CheckOut: day("2026-05-12"), Party: two}, "checkIn", "in_the_past"},
		{stays.SearchProperties{CheckIn: day("2027-05-10"), CheckOut: day("2030-05-12"), Party: two}, "checkOut", "too_long"},
		{stays.SearchProperties{Party: stays.Party{Adults: -1}}, "adults", "out_of_range"},
		{stays.SearchProperties{Features: []stays.Feature{"moat"}}, "features", "unknown_feature"},
		{stays.SearchProperties{Types: []stays.PropertyType{"castle"}}, "types", "unknown_type"},
		{stays.SearchProperties{Sort: "random"}, "sort", "unknown_order"},
		{stays.SearchProperties{Box: &stays.Box{South: 10, North: 5}}, "bbox", "out_of_range"},
		{stays.SearchProperties{MaxPrice: money.New(100, money.CHF)}, "maxPrice", "wrong_currency"},
		{stays.SearchProperties{Text: "\xff"}, "q", "malformed"},
	} {
		_, err := w.SearchProperties(w.Ctx, c.in)
		staystest.Field(t, err, c.field, c.code)
	}
	in := stays.SearchProperties{Sort: "price"}
	in.Page.Cursor = "nonsense"
	_, err := w.SearchProperties(w.Ctx, in)
	staystest.Code(t, err, "bad_cursor")
}

func TestCalendar(t *testing.T) {
	t.Parallel()
	w := staystest.NewWorld(t)
	p := w.Property(func(in *stays.CreateProperty) {
		in.Rates.PreparationDays, in.Rates.Weekend, in.Rates.MinNights = 1, eur("130"), 2
		in.Rates.Spots = []stays.Spot{
			{Date: period.MustDate("2027-05-20"), Closed: true}, {Date: period.MustDate("2027-05-22"), Arrival: stays.Refused},
			{Date: period.MustDate("2027-05-24"), Departure: stays.Refused}, {Date: period.MustDate("2027-05-25"), MinNights: 5, Nightly: eur("77")},
		}
	})
	w.Book(p, "2027-05-10", "2027-05-14") // and the night of the 14th for preparation
	c, err := w.ViewCalendar(w.Ctx, stays.ViewCalendar{Slug: p.Slug, From: period.MustDate("2027-02-27"), To: period.MustDate("2027-06-01")})
	do(t, c, err)
	for _, want := range []struct {
		day                           string
		available, arrival, departure bool
		price                         string
		least                         int
	}{
		{"2027-02-28", false, false, false, "0", 2}, // yesterday
		{"2027-03-01", true, true, false, "100", 2}, // today: nobody can have slept before
		{"2027-03-02", true, true, true, "100", 2},
		{"2027-05-08", true, true, true, "130", 2},
		{"2027-05-09", true, true, true, "100", 2},
		{"2027-05-10", false, false, false, "0", 2}, // a departure would leave no day to prepare
		{"2027-05-13", false, false, false, "0", 2},
		{"2027-05-14", false, false, false, "0", 2}, // being prepared
		{"2027-05-15", true, true, false, "130", 2},
		{"2027-05-20", false, false, true, "0", 2},
		{"2027-05-21", true, true, false, "130", 2},
		{"2027-05-22", true, false, true, "130", 2},
		{"2027-05-24", true, true, false, "100", 2},
		{"2027-05-25", true, true, true, "77", 5},
	} {
		got := c.Days[period.MustDate(want.day).Since(c.Days[0].Date)]
		if got.Available != want.available || got.Arrival != want.arrival || got.Departure != want.departure || got.Price.Cmp(eur(want.price)) != 0 || got.MinNights != want.least {
			t.Errorf("%s: %+v, want %+v", want.day, got, want)
		}
	}
	_, err = w.ViewCalendar(w.Ctx, stays.ViewCalendar{Slug: p.Slug, From: period.MustDate("2027-03-01"), To: period.MustDate("2029-03-01")})
	staystest.Field(t, err, "to", "too_long")
}

// Whatever the calendar offers can be quoted, and nothing else can.
func TestTheCalendarTellsTheTruth(t *testing.T) {
	t.Parallel()
	w := staystest.NewWorld(t)
	p := w.Property(func(in *stays.CreateProperty) {
		in.Rates.PreparationDays, in.Rates.MinNights, in.Rates.MaxNights, in.Rates.NoticeHours = 1, 2, 6, 30
		in.Rates.Arrivals = []stays.Weekday{"sat", "sun", "wed"}
		in.Rates.Departures = []stays.Weekday{"sat", "mon", "tue"}
		in.Rates.Spots = []stays.Spot{{Date: period.MustDate("2027-03-17"), Closed: true}}
	})
	for _, r := range []string{"2027-03-06/2027-03-09", "2027-03-24/2027-03-29"} {
		w.Book(p, r[:10], r[11:])
	}
	view, err := w.ViewCalendar(w.Ctx, stays.ViewCalendar{Slug: p.Slug, From: period.MustDate("2027-02-25"), To: period.MustDate("2027-04-10")})
	days := do(t, view, err).Days
	sold := 0
	for i, from := range days {
		for n := 1; n <= 8 && i+n < len(days); n++ {
			offered := from.Arrival && days[i+n].Departure && n >= from.MinNights && (from.MaxNights == 0 || n <= from.MaxNights)
			for _, d := range days[i : i+n] {
				offered = offered && d.Available
			}
			_, err := w.Ask(p, from.Date.String(), days[i+n].Date.String())
			if (err == nil) != offered {
				t.Fatalf("%s for %d nights: offered %v, quoted %v", from.Date, n, offered, err)
			}
			if err == nil {
				sold++
			}
		}
	}
	if sold < 5 {
		t.Fatalf("only %d stays could be sold: the test says little", sold)
	}
}

package stays_test

import (
	"context"
	"crypto/rand"
	"slices"
	"testing"

	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/period"
	"comptoir/internal/stays"
	"comptoir/internal/stays/staystest"
)

// Every code that a page may show has words in both languages, and no code stands twice.
func TestEveryCodeHasWords(t *testing.T) {
	t.Parallel()
	for name, list := range map[string][]stays.Named{
		"types": stays.PropertyTypes, "features": stays.Features, "groups": stays.FeatureGroups, "taxes": stays.AdditionalTaxes,
	} {
		seen := map[string]bool{}
		for _, n := range list {
			if seen[n.Code] || n.Label["fr"] == "" || n.Label["en"] == "" {
				t.Errorf("%s: %q stands twice or lacks words: %v", name, n.Code, n.Label)
			}
			seen[n.Code] = true
			grouped := slices.ContainsFunc(stays.FeatureGroups, func(g stays.Named) bool { return g.Code == n.Group })
			if name == "features" && !grouped {
				t.Errorf("%s is in no group", n.Code)
			}
		}
	}
	for _, code := range append(slices.Clone(stays.LineCodes), stays.FeeCodes...) {
		if l := stays.LineLabel(code); l["fr"] == "" || l["en"] == "" {
			t.Errorf("line %s lacks words: %v", code, l)
		}
	}
	for _, p := range stays.StandardPolicies() {
		if p.Name["fr"] == "" || p.Name["en"] == "" || len(p.Sentences("fr")) != len(p.Sentences("en")) {
			t.Errorf("policy %s lacks words", p.Code)
		}
	}
	if got := stays.Feature("sea_view").Label().In("fr-CA"); got != "Vue sur mer" {
		t.Errorf("a sea view is %q", got)
	}
	if got := stays.Villa.Label().In("ar"); got != "Villa" {
		t.Errorf("a villa is %q", got)
	}
}

func TestTextFallsBack(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text         stays.Text
		locale, want string
	}{
		{stays.FrEn("mer", "sea"), "en-GB", "sea"}, {stays.FrEn("mer", "sea"), "ar", "mer"}, {stays.Text{"en": "sea"}, "fr", "sea"},
		{stays.Text{"de": "Meer"}, "fr", "Meer"}, {nil, "fr", ""},
	} {
		if got := c.text.In(c.locale); got != c.want {
			t.Errorf("%v in %s is %q", c.text, c.locale, got)
		}
	}
}

func TestThePublicPageShowsNoOwner(t *testing.T) {
	t.Parallel()
	w := staystest.NewWorld(t)
	p := w.Property(func(in *stays.CreateProperty) {
		in.Rates.Seasons = []stays.Season{yearly(11, 1, 2, 28, "80")}
		in.Rates.HorizonDays = 100
	})
	v, err := w.ViewProperty(w.Ctx, stays.ViewProperty{Slug: p.Slug})
	if do(t, v, err); v.Property.Owner != (stays.Owner{}) || v.From != eur("80") || v.Policy.Code != stays.Moderate {
		t.Fatalf("%+v from %s", v.Property.Owner, v.From)
	}
	if v.Settings.LatestArrival.String() != "2027-06-09" || v.Settings.DepositPercent != money.Pct(25) {
		t.Fatalf("%+v", v.Settings)
	}
}

func TestTheDeskListsAndNotes(t *testing.T) {
	t.Parallel()
	w := staystest.NewWorld(t)
	r := w.Book(w.Property(), "2027-05-10", "2027-05-14")
	_, err := w.ListReservations(w.Desk, stays.ListReservations{Query: stays.ReservationQuery{Statuses: []stays.Status{"lost"}, Order: "random", Text: "\xff"}})
	staystest.Field(t, err, "status", "unknown_status")
	staystest.Field(t, err, "sort", "unknown_order")
	staystest.Field(t, err, "q", "malformed")
	// The desk's list is everybody's: nobody narrows it to an account by mistake.
	page, err := w.ListReservations(w.Desk, stays.ListReservations{Query: stays.ReservationQuery{Email: "other@example.com", Text: " petit "}})
	if do(t, page, err); len(page.Items) != 1 || page.Items[0].ID != r.ID {
		t.Fatalf("%+v", page.Items)
	}
	for range 2 {
		v, err := w.EditNote(w.Desk, stays.EditNote{ID: r.ID, Note: " late arrival "})
		if do(t, v, err); v.Note != "late arrival" || v.Version != r.Version+1 {
			t.Fatalf("%q at version %d", v.Note, v.Version)
		}
	}
	guest, err := w.ViewManaged(w.Ctx, stays.ViewManaged{Token: r.ManageToken})
	if do(t, guest, err); guest.Note != "" || guest.Timeline[len(guest.Timeline)-1].Name != "" || guest.ManageToken != r.ManageToken {
		t.Fatalf("a guest reads the staff's notes: %q", guest.Note)
	}
	_, err = w.ListProperties(w.Desk, stays.ListProperties{Query: stays.PropertyRowQuery{Status: "lost"}})
	staystest.Field(t, err, "status", "unknown_status")
	_, err = w.GetProperty(w.Account, stays.GetProperty{ID: r.Property})
	staystest.Code(t, err, "forbidden")
}

func TestReferencesCanBeSaidOnTheTelephone(t *testing.T) {
	t.Parallel()
	for range 1000 {
		ref := stays.Reference("RIV", stays.ReservationID(ids.Raw()))
		if len(ref) != 10 || ref[:4] != "RIV-" {
			t.Fatalf("%q", ref)
		}
		for _, r := range ref[4:] {
			if !slices.Contains([]rune("23456789BCDFGHJKMNPQRSTVWXYZ"), r) {
				t.Fatalf("%q has %q", ref, r)
			}
		}
	}
}

// stutter is a randomness that gives zeros for a while.
type stutter struct{ zeros int }

func (s *stutter) Read(b []byte) (int, error) {
	if s.zeros--; s.zeros < 0 {
		return rand.Read(b)
	}
	clear(b)
	return len(b), nil
}

func TestATakenReferenceIsDrawnAgain(t *testing.T) {
	t.Parallel()
	w := staystest.NewWorld(t)
	p := w.Property()
	ask := func(from, to string) stays.Quote {
		q, err := w.Ask(p, from, to)
		return do(t, q, err)
	}
	quotes := []stays.Quote{ask("2027-05-10", "2027-05-14"), ask("2027-05-14", "2027-05-16"), ask("2027-05-16", "2027-05-18")}
	book := func(q stays.Quote, zeros int) (stays.Booked, error) {
		w.IDs.Rand = &stutter{zeros}
		return w.BookStay(w.Ctx, stays.BookStay{Quote: q.ID, Guest: staystest.Guest(), AcceptTerms: true})
	}
	first, err := book(quotes[0], 1000)
	do(t, first, err)
	second, err := book(quotes[1], 1)
	if do(t, second, err); second.Reservation.Reference == first.Reservation.Reference {
		t.Fatalf("two are called %s", first.Reservation.Reference)
	}
	_, err = book(quotes[2], 1000)
	staystest.Code(t, err, "stays.reference_taken")
}

func TestQuoteByPhoneStoresNothing(t *testing.T) {
	t.Parallel()
	w := staystest.NewWorld(t)
	p := w.Property()
	q, err := w.QuoteByPhone(w.Desk, stays.QuoteByPhone{Property: p.ID, CheckIn: period.MustDate("2028-06-10"), CheckOut: period.MustDate("2028-06-14"), Party: two, Relaxed: true})
	do(t, q, err)
	_, err = w.ViewQuote(w.Ctx, stays.ViewQuote{ID: q.ID})
	staystest.Code(t, err, "stays.unknown_quote")
}

func BenchmarkSearchOf500Prices(b *testing.B) {
	w := staystest.NewWorld(b)
	rule, err := w.PutTaxRule(w.Desk, stays.PutTaxRule{Rule: staystest.TaxRule()})
	do(b, rule, err)
	w.Property(func(in *stays.CreateProperty) { in.Sheet.Classification = 0 })
	listings, err := w.Store.Listings(w.Ctx, stays.ListingQuery{Now: w.Clock.Now()})
	do(b, listings, err)
	one := listings.Items[0]
	for range 499 {
		one.Offer.ID = stays.PropertyID(ids.Raw())
		listings.Items = append(listings.Items, one)
	}
	s := stays.New(stays.Deps{Store: fixed{w.Store, listings}, Now: w.Clock.Now, IDs: ids})
	in := stays.SearchProperties{CheckIn: period.MustDate("2027-05-10"), CheckOut: period.MustDate("2027-05-17"), Party: two, Sort: "price"}
	b.ReportAllocs()
	for b.Loop() {
		if r, err := s.SearchProperties(w.Ctx, in); err != nil || r.Total != 500 {
			b.Fatal(r.Total, err)
		}
	}
}

// fixed is a store that always finds the same.
type fixed struct {
	stays.Store
	listings stays.Listings
}

// Listings implements stays.Reader.
func (f fixed) Listings(context.Context, stays.ListingQuery) (stays.Listings, error) {
	return f.listings, nil
}

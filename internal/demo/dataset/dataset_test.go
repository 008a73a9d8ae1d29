package dataset

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/nyaruka/phonenumbers"

	"comptoir/internal/demo/drawing"
	"comptoir/internal/kernel/contact"
)

// boxes are the bounding boxes of the départements: latitude from, to, longitude from, to.
var boxes = map[string][4]float64{
	"22": {48.03, 48.91, -3.67, -1.90}, "29": {47.70, 48.76, -5.15, -3.38}, "35": {47.63, 48.72, -2.29, -1.01},
	"56": {47.27, 48.21, -3.74, -2.03}, "73": {45.05, 45.94, 5.62, 7.19}, "74": {45.68, 46.41, 5.80, 7.05}, "05": {44.18, 45.13, 5.41, 7.08},
}

var types = []string{"house", "villa", "apartment", "studio", "cottage", "chalet", "manor"}

func TestAgenciesAreAsOrdered(t *testing.T) {
	t.Parallel()
	r, c := Rivages(), Cimes()
	if n := len(r.Properties); n < 24 {
		t.Errorf("Rivages has %d properties, want at least 24", n)
	}
	if n := len(c.Properties); n != 12 {
		t.Errorf("Cimes has %d properties, want 12", n)
	}
	if len(r.Owners) != 8 || len(c.Owners) != 4 {
		t.Errorf("owners: %d and %d, want 8 and 4", len(r.Owners), len(c.Owners))
	}
	kinds := map[string]bool{}
	for _, p := range r.Properties {
		kinds[p.Type] = true
	}
	for _, want := range []string{"house", "villa", "apartment", "studio", "cottage", "manor"} {
		if !kinds[want] {
			t.Errorf("Rivages has no %s", want)
		}
	}
}

func TestPropertiesAreComplete(t *testing.T) {
	t.Parallel()
	slugForm := regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
	registration := regexp.MustCompile(`^(\d{2}|2[AB])\d{3}\d{6}[0-9A-Z]{2}$`)
	slugs, registrations, mandates := map[string]bool{}, map[string]bool{}, map[string]bool{}
	for _, a := range Agencies() {
		for _, p := range a.Properties {
			t.Run(p.Slug, func(t *testing.T) {
				if !slugForm.MatchString(p.Slug) || slugs[p.Slug] {
					t.Error("slug malformed or taken")
				}
				if !registration.MatchString(p.Registration) || !strings.HasPrefix(p.Registration, p.INSEE) || registrations[p.Registration] {
					t.Errorf("registration %q", p.Registration)
				}
				if mandates[p.Mandate] {
					t.Errorf("mandate %q given twice", p.Mandate)
				}
				slugs[p.Slug], registrations[p.Registration], mandates[p.Mandate] = true, true, true
				checkSheet(t, a, p)
				checkTexts(t, p)
				checkRates(t, p)
				checkPhotos(t, a, p)
			})
		}
	}
}

func checkSheet(t *testing.T, a Agency, p Property) {
	if !slices.Contains(types, p.Type) || p.Capacity < 1 || p.Beds < 1 || p.Bathrooms < 1 || p.Surface < 15 {
		t.Error("type, capacity, beds, bathrooms or surface")
	}
	if p.Type != "studio" && p.Bedrooms < 1 {
		t.Error("no bedroom")
	}
	if p.Stars < 0 || p.Stars > 5 || !slices.Contains([]string{"flexible", "moderate", "firm", "strict"}, p.Policy) {
		t.Error("stars or policy")
	}
	box, ok := boxes[p.Department]
	if !ok || p.Lat < box[0] || p.Lat > box[1] || p.Lon < box[2] || p.Lon > box[3] {
		t.Errorf("position %v %v is not in département %s", p.Lat, p.Lon, p.Department)
	}
	if !strings.HasPrefix(p.INSEE, p.Department) || !strings.HasPrefix(p.Address.PostalCode, p.Department) || len(p.INSEE) != 5 {
		t.Error("INSEE or postal code of another département")
	}
	checkAddress(t, p.Address)
	if !slices.ContainsFunc(a.Owners, func(o Owner) bool { return o.Reference == p.Owner }) {
		t.Errorf("owner %q unknown", p.Owner)
	}
	if !slices.ContainsFunc(a.TaxRules, func(r TaxRule) bool { return r.INSEE == p.INSEE && r.Commune == p.Address.City }) {
		t.Errorf("no tourist tax for %s %s", p.INSEE, p.Address.City)
	}
	if (p.MaxPets > 0) != slices.Contains(p.Features, "pets_allowed") {
		t.Error("pets allowed here and not there")
	}
	seen := map[string]bool{}
	for _, f := range p.Features {
		if !slices.Contains(Features, f) || seen[f] {
			t.Errorf("feature %q unknown or twice", f)
		}
		seen[f] = true
	}
	if p.CheckIn < 12*60 || p.CheckOut > 12*60 || p.CheckOut == 0 {
		t.Error("check-in or check-out")
	}
}

func checkTexts(t *testing.T, p Property) {
	texts := append([]Text{p.Name, p.Summary, p.Description}, p.HouseRules...)
	for _, text := range texts {
		if text.FR == "" || text.EN == "" {
			t.Errorf("a language is missing: %+v", text)
		}
	}
	for _, text := range []string{p.Description.FR, p.Description.EN} {
		if len([]rune(text)) < 300 || !strings.Contains(text, "\n\n") {
			t.Errorf("description too short: %q", text)
		}
	}
	if len(p.HouseRules) < 2 || len([]rune(p.Summary.FR)) > 160 || len([]rune(p.Summary.EN)) > 160 {
		t.Error("house rules too few, or summary too long")
	}
}

func checkRates(t *testing.T, p Property) {
	r := p.Rates
	if r.Nightly <= 0 || r.Weekend < r.Nightly || len(r.Seasons) < 5 || len(r.LengthDiscounts) < 2 {
		t.Error("rates incomplete")
	}
	recurring, dated := 0, 0
	for i, s := range r.Seasons {
		if s.Nightly <= 0 || s.MinNights < 1 || s.Name.FR == "" || s.Name.EN == "" {
			t.Errorf("season %s incomplete", s.Name.EN)
		}
		if s.Recurring() {
			recurring++
		} else {
			dated++
		}
		for _, o := range r.Seasons[:i] { // a tie would be refused when the rates are saved
			if !s.Recurring() && !o.Recurring() && s.Dates.Overlaps(o.Dates) {
				t.Errorf("%v and %v overlap", s.Dates, o.Dates)
			}
			if s.Recurring() && o.Recurring() && s.length() == o.length() {
				t.Errorf("%s and %s are equally long", s.Name.EN, o.Name.EN)
			}
		}
	}
	if recurring == 0 || dated == 0 {
		t.Error("wants yearly and dated seasons")
	}
	pet := false
	for _, f := range r.Fees {
		if f.Amount <= 0 || !slices.Contains([]string{"stay", "night", "guest", "guest_night", "pet", "pet_night"}, f.Per) {
			t.Errorf("fee %s", f.Code)
		}
		pet = pet || f.Code == "pet"
	}
	if r.Fees[0].Code != "cleaning" || pet && p.MaxPets == 0 {
		t.Error("cleaning missing, or a fee for pets that may not come")
	}
}

func checkPhotos(t *testing.T, a Agency, p Property) {
	photos := p.Photos()
	if len(photos) < 5 || len(photos) > 8 {
		t.Errorf("%d photos", len(photos))
	}
	seen := map[drawing.Scene]bool{}
	for _, f := range photos {
		if !f.Scene.Known() || seen[f.Scene] || f.Alt.FR == "" || f.Alt.EN == "" {
			t.Errorf("scene %q unknown, twice or without words", f.Scene)
		}
		seen[f.Scene] = true
		if strings.HasPrefix(string(f.Scene), "alpine") != (a.Region == drawing.Alps) {
			t.Errorf("scene %q in the wrong region", f.Scene)
		}
	}
}

func checkAddress(t *testing.T, a Address) {
	t.Helper()
	if _, err := (contact.PostalAddress{Line1: a.Line1, PostalCode: a.PostalCode, City: a.City, Country: a.Country}).Check(); err != nil {
		t.Errorf("address %+v: %v", a, err)
	}
}

// checkContact wants an address of the reserved domain and a number that a strict numbering plan accepts.
func checkContact(t *testing.T, email, phone string) {
	t.Helper()
	if _, err := contact.ParseEmail(email); err != nil || !strings.HasSuffix(email, ".example") {
		t.Errorf("e-mail %q: %v", email, err)
	}
	n, err := phonenumbers.Parse(phone, "")
	if err != nil || !phonenumbers.IsValidNumber(n) || !fictional(phone) {
		t.Errorf("telephone %q is not valid, or not of a range kept for fiction (%v)", phone, err)
	}
}

func fictional(phone string) bool {
	for _, prefix := range []string{"+3319900", "+3326191", "+3335301", "+3346571", "+3353649", "+4420794600", "+4420794601", "+4420794602", "+493023125", "+468465004", "+12125550"} {
		if strings.HasPrefix(phone, prefix) {
			return true
		}
	}
	return false
}

func TestCompaniesAndOwners(t *testing.T) {
	t.Parallel()
	for _, a := range Agencies() {
		l := a.Legal
		if len(l.SIREN) != 9 || !luhn(l.SIREN) || len(l.SIRET) != 14 || !luhn(l.SIRET) || !strings.HasPrefix(l.SIRET, l.SIREN) {
			t.Errorf("%s: SIREN %s, SIRET %s", a.Name, l.SIREN, l.SIRET)
		}
		if want := vatKey(l.SIREN); l.VAT != want {
			t.Errorf("%s: VAT %s, want %s", a.Name, l.VAT, want)
		}
		if l.Card == "" || l.Company == "" || l.Manager == "" || l.Guarantee.FR == "" || a.About.EN == "" || a.Tagline.FR == "" {
			t.Errorf("%s: identity incomplete", a.Name)
		}
		checkContact(t, l.Email, l.Phone)
		checkAddress(t, l.Address)
		seen := map[string]bool{}
		for _, o := range a.Owners {
			checkContact(t, o.Email, o.Phone)
			checkAddress(t, o.Address)
			if seen[o.Reference] || !slices.ContainsFunc(a.Properties, func(p Property) bool { return p.Owner == o.Reference }) {
				t.Errorf("owner %s: twice, or without a property", o.Reference)
			}
			seen[o.Reference] = true
		}
	}
}

func luhn(digits string) bool {
	sum := 0
	for i := range len(digits) {
		d := int(digits[len(digits)-1-i] - '0')
		if i%2 == 1 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return sum%10 == 0
}

func vatKey(siren string) string {
	n := 0
	for _, c := range siren {
		n = (n*10 + int(c-'0')) % 97
	}
	key := (12 + 3*n) % 97
	return "FR" + string(rune('0'+key/10)) + string(rune('0'+key%10)) + siren
}

func TestGuests(t *testing.T) {
	t.Parallel()
	guests := Guests()
	if len(guests) < 115 || len(guests) > 140 {
		t.Errorf("%d guests, want about 120", len(guests))
	}
	keys, emails, phones, countries := map[string]bool{}, map[string]bool{}, map[string]bool{}, map[string]bool{}
	for _, g := range guests {
		checkContact(t, g.Email, g.Phone)
		checkAddress(t, g.Address)
		if keys[g.Key] || emails[g.Email] || phones[g.Phone] {
			t.Errorf("%s %s: key, e-mail or telephone taken", g.FirstName, g.LastName)
		}
		if g.FirstName == "" || g.LastName == "" || g.Locale != "fr" && g.Locale != "en" || !strings.HasSuffix(g.Email, "@guests.example") {
			t.Errorf("%+v", g)
		}
		keys[g.Key], emails[g.Email], phones[g.Phone], countries[g.Address.Country] = true, true, true, true
	}
	if len(countries) < 8 {
		t.Errorf("only %d countries", len(countries))
	}
}

func TestTouristTaxes(t *testing.T) {
	t.Parallel()
	for _, a := range Agencies() {
		seen := map[string]bool{}
		for _, r := range a.TaxRules {
			if seen[r.INSEE] || r.Source == "" || r.Cap != r.Palace {
				t.Errorf("%s: twice, without a source, or capped elsewhere than at its highest tariff", r.Commune)
			}
			seen[r.INSEE] = true
			within := func(name string, v, lo, hi Cents) {
				if v < lo || v > hi {
					t.Errorf("%s, %s: %d is outside %d–%d", r.Commune, name, v, lo, hi)
				}
			}
			within("palace", r.Palace, PalaceBounds[0], PalaceBounds[1])
			within("percentage", Cents(r.Percent), Cents(PercentBounds[0]), Cents(PercentBounds[1]))
			for stars, bounds := range TariffBounds {
				within("stars", r.Tariffs[stars], bounds[0], bounds[1])
			}
			// Only CC Faucigny-Glières is in the published rows at hand; nothing else may pass for official.
			if r.Published != strings.Contains(r.Source, "200000172") || !r.Published && !strings.Contains(r.Source, "démonstration") {
				t.Errorf("%s: %q does not fit Published=%v", r.Commune, r.Source, r.Published)
			}
		}
	}
	b := faucigny("74042", "Bonneville")
	if b.Palace != 460 || b.Tariffs[5] != 330 || b.Tariffs[4] != 250 || b.Tariffs[3] != 160 || b.Tariffs[2] != 100 || b.Tariffs[1] != 80 || b.Percent != 300 || b.Department {
		t.Errorf("CC Faucigny-Glières differs from its published row: %+v", b)
	}
}

package stays

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"

	"comptoir/internal/event"
	"comptoir/internal/kernel/fault"
)

var (
	slugForm  = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
	inseeForm = regexp.MustCompile(`^(\d{2}|2[AB])\d{3}$`)
)

// reservedSlugs would be mistaken for pages.
var reservedSlugs = []string{"new", "search", "calendar", "map", "quotes", "manage"}

// Check returns the sheet tidied, or fault.ErrInvalid naming the fields that are wrong. A draft may be incomplete; what
// is said must be right.
func (s Sheet) Check() (Sheet, error) {
	var c fault.Check
	s.Name = checkText(&c, "name", s.Name, 120)
	c.That(!s.Name.IsEmpty(), "name", "required", "the property needs a name")
	s.Slug = strings.TrimSpace(s.Slug)
	if s.Slug == "" {
		s.Slug = Slug(s.Name.In("fr"))
	}
	c.That(len(s.Slug) <= 80 && slugForm.MatchString(s.Slug), "slug", "malformed", "small letters, digits and single hyphens")
	c.That(!slices.Contains(reservedSlugs, s.Slug), "slug", "reserved", "this address name is ours")
	c.That(known(PropertyTypes, string(s.Type)), "type", "unknown_type", "no such type of property")
	s.Description = checkText(&c, "description", s.Description, 10_000)
	s.SEO.Title = checkText(&c, "seo.title", s.SEO.Title, 120)
	s.SEO.Description = checkText(&c, "seo.description", s.SEO.Description, 320)
	s.checkNumbers(&c)
	if !s.Address.IsZero() {
		address, err := s.Address.Check()
		if err != nil {
			c.Take("address", err)
		}
		s.Address = address
	}
	c.That(s.INSEE == "" || inseeForm.MatchString(s.INSEE), "insee", "malformed", "five characters, as INSEE writes the commune")
	c.That(s.Position.Lat >= -90 && s.Position.Lat <= 90, "position.lat", "out_of_range", "between −90 and 90")
	c.That(s.Position.Lon >= -180 && s.Position.Lon <= 180, "position.lon", "out_of_range", "between −180 and 180")
	s.Features = slices.Compact(slices.Sorted(slices.Values(s.Features)))
	for i, f := range s.Features {
		c.That(f.Known(), fmt.Sprintf("features.%d", i), "unknown_feature", "no such feature")
	}
	c.That(len(s.HouseRules) <= 30, "houseRules", "too_many", "at most 30 rules")
	s.HouseRules = slices.Clone(s.HouseRules)
	for i, r := range s.HouseRules {
		s.HouseRules[i] = checkText(&c, fmt.Sprintf("houseRules.%d", i), r, 300)
	}
	s.HouseRules = slices.DeleteFunc(s.HouseRules, Text.IsEmpty)
	_, err := place(s.Zone)
	c.That(s.Zone != "" && err == nil, "zone", "unknown_zone", "this is not a time zone of the IANA database")
	s.Registration = checkLine(&c, "registration", strings.ToUpper(s.Registration), false, 40)
	s.Owner.Name = checkLine(&c, "owner.name", s.Owner.Name, false, 120)
	return s, c.Err()
}

func (s Sheet) checkNumbers(c *fault.Check) {
	for _, n := range []struct {
		path      string
		n, lo, hi int
	}{
		{"capacity", s.Capacity, 1, maxPersons}, {"bedrooms", s.Bedrooms, 0, 50}, {"beds", s.Beds, 0, 100},
		{"bathrooms", s.Bathrooms, 0, 50}, {"surface", s.Surface, 0, 10_000}, {"maxInfants", s.MaxInfants, 0, 20},
		{"maxPets", s.MaxPets, 0, 20}, {"classification", s.Classification, 0, 5},
		{"checkIn", int(s.CheckIn), 0, 1439}, {"checkOut", int(s.CheckOut), 0, 1439},
	} {
		c.That(n.n >= n.lo && n.n <= n.hi, n.path, "out_of_range", fmt.Sprintf("between %d and %d", n.lo, n.hi))
	}
}

// Slug makes an address name of a text: small letters of ASCII, digits and hyphens.
func Slug(name string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(name) {
		switch {
		case r < unicode.MaxASCII && (unicode.IsLower(r) || unicode.IsDigit(r)):
			b.WriteRune(r)
		case folded[r] != "":
			b.WriteString(folded[r])
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "-"):
			b.WriteByte('-')
		}
	}
	slug := b.String()
	return strings.Trim(slug[:min(len(slug), 80)], "-")
}

var folded = func() map[rune]string {
	m := map[rune]string{'œ': "oe", 'æ': "ae", 'ß': "ss"}
	for ascii, letters := range map[string]string{
		"a": "àáâãäå", "c": "ç", "e": "èéêë", "i": "ìíîï", "n": "ñ", "o": "òóôõöø", "u": "ùúûü", "y": "ýÿ",
	} {
		for _, r := range letters {
			m[r] = ascii
		}
	}
	return m
}()

// NewProperty makes a draft, which only the staff sees. The sheet and the rates were checked.
func NewProperty(id PropertyID, s Sheet, r Rates, now time.Time) *Property {
	p := &Property{s: PropertyState{ID: id, Status: Draft, CreatedAt: now}}
	p.write(s)
	p.s.Rates = r
	p.touch(now)
	return p
}

// Edit replaces the sheet. A published property must stay complete: ErrIncomplete.
func (p *Property) Edit(s Sheet, settings Settings, now time.Time) error {
	before := p.s
	p.write(s)
	return p.keepComplete(before, settings, now)
}

// keepComplete accepts the edit that was just made, unless it takes from a published property what guests need.
func (p *Property) keepComplete(before PropertyState, settings Settings, now time.Time) error {
	if before.Status == Published {
		if err := p.s.Complete(settings); err != nil {
			p.s = before
			return err
		}
	}
	p.touch(now)
	return nil
}

func (p *Property) write(s Sheet) {
	t := &p.s
	t.Slug, t.Type, t.Name, t.Description, t.SEO = s.Slug, s.Type, s.Name, s.Description, s.SEO
	t.Capacity, t.Bedrooms, t.Beds, t.Bathrooms, t.Surface = s.Capacity, s.Bedrooms, s.Beds, s.Bathrooms, s.Surface
	t.MaxInfants, t.MaxPets, t.Address, t.INSEE, t.Position = s.MaxInfants, s.MaxPets, s.Address, s.INSEE, s.Position
	t.Features, t.HouseRules, t.CheckIn, t.CheckOut, t.Zone = s.Features, s.HouseRules, s.CheckIn, s.CheckOut, s.Zone
	t.Classification, t.Registration, t.Owner, t.Policy = s.Classification, s.Registration, s.Owner, s.Policy
}

// Sheet returns what the desk says about the property, to be edited.
func (s PropertyState) Sheet() Sheet {
	return Sheet{
		Slug: s.Slug, Type: s.Type, Name: s.Name, Description: s.Description, SEO: s.SEO,
		Capacity: s.Capacity, Bedrooms: s.Bedrooms, Beds: s.Beds, Bathrooms: s.Bathrooms, Surface: s.Surface,
		MaxInfants: s.MaxInfants, MaxPets: s.MaxPets, Address: s.Address, INSEE: s.INSEE, Position: s.Position,
		Features: s.Features, HouseRules: s.HouseRules, CheckIn: s.CheckIn, CheckOut: s.CheckOut, Zone: s.Zone,
		Classification: s.Classification, Registration: s.Registration, Owner: s.Owner, Policy: s.Policy,
	}
}

// Complete returns nil when the property has what a guest needs to decide and to arrive, else ErrIncomplete naming what
// is missing.
func (s PropertyState) Complete(settings Settings) error {
	missing := ErrIncomplete
	complete := true
	need := func(ok bool, path, message string) {
		if !ok {
			missing, complete = missing.On(path, "required", message), false
		}
	}
	need(!s.Name.IsEmpty(), "name", "a name")
	need(!s.Description.IsEmpty(), "description", "a description in one language at least")
	need(s.Beds > 0, "beds", "how many beds it has")
	need(!s.Address.IsZero(), "address", "its address")
	need(!s.Position.IsZero(), "position", "its place on the map")
	need(s.Address.Country != "FR" || s.INSEE != "", "insee", "its commune's code, for the tourist tax")
	need(len(s.Photos) > 0, "photos", "one photo at least")
	need(s.Rates.Nightly.IsPositive(), "rates.nightly", "a default price, so that no night is without")
	_, err := settings.PolicyFor(s.Policy)
	need(err == nil, "policy", "a cancellation policy that the agency offers")
	if complete {
		return nil
	}
	return missing
}

// Publish opens the property for booking.
func (p *Property) Publish(settings Settings, now time.Time) error {
	if p.s.Status == Published {
		return nil
	}
	if err := p.s.Complete(settings); err != nil {
		return err
	}
	p.s.Status = Published
	p.touch(now)
	p.news = append(p.news, event.PropertyPublished{Property: p.s.ID.Raw(), Slug: p.s.Slug})
	return nil
}

// Withdraw makes a published property a draft, or puts any property away; its reservations stand.
func (p *Property) Withdraw(to PropertyStatus, now time.Time) {
	if p.s.Status == to {
		return
	}
	if p.s.Status == Published {
		p.news = append(p.news, event.PropertyUnpublished{Property: p.s.ID.Raw(), Slug: p.s.Slug})
	}
	p.s.Status = to
	p.touch(now)
}

var legacyRegistration = regexp.MustCompile(`^(\d{5}|2[AB]\d{3})\d{6}[A-Z0-9]{2}$`)

// Advice returns what the desk should look at and is not obliged to: registration_missing, registration_form (the
// thirteen characters of the numbers given until 2026; the form of the national numbers is not published, so this is
// advice only), description_en_missing, photos_few.
func (s PropertyState) Advice() []string {
	var out []string
	switch {
	case s.Registration == "":
		out = append(out, "registration_missing")
	case !legacyRegistration.MatchString(s.Registration):
		out = append(out, "registration_form")
	}
	if s.Description["en"] == "" {
		out = append(out, "description_en_missing")
	}
	if len(s.Photos) < 5 {
		out = append(out, "photos_few")
	}
	return out
}

package staysio

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/contact"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/stays"
	"comptoir/internal/web"
)

// sheetFields are the form's names of the sheet's fields that differ.
var sheetFields = map[string]string{
	"name": "nameFr", "name.fr": "nameFr", "name.en": "nameEn", "description": "descriptionFr", "description.fr": "descriptionFr", "description.en": "descriptionEn",
	"seo.title.fr": "seoTitleFr", "seo.title.en": "seoTitleEn", "seo.description.fr": "seoDescriptionFr", "seo.description.en": "seoDescriptionEn",
	"address.line1": "line1", "address.line2": "line2", "address.postalCode": "postalCode", "address.city": "city", "address.country": "country",
	"position.lat": "lat", "position.lon": "lon", "owner.name": "owner", "owner.user": "ownerUser", "houseRules": "rulesFr",
}

// sheetOfProperty is the sheet as it stands, so that a form that edits a part of it keeps the rest.
func sheetOfProperty(s stays.PropertyState) stays.Sheet { return sheetOf(s).sheet() }

// sheetForm fills the form of the sheet.
func sheetForm(s stays.PropertyState) *web.Form {
	n := strconv.Itoa
	f := web.FormOf("type", string(s.Type), "slug", s.Slug, "capacity", n(s.Capacity), "bedrooms", n(s.Bedrooms), "beds", n(s.Beds), "bathrooms", n(s.Bathrooms), "surface", some(s.Surface),
		"maxInfants", n(s.MaxInfants), "maxPets", n(s.MaxPets), "line1", s.Address.Line1, "line2", s.Address.Line2, "postalCode", s.Address.PostalCode, "city", s.Address.City,
		"country", s.Address.Country, "insee", s.INSEE, "checkIn", s.CheckIn.String(), "checkOut", s.CheckOut.String(), "zone", s.Zone, "classification", n(s.Classification),
		"registration", s.Registration, "owner", s.Owner.Name, "ownerUser", userText(s.Owner.User), "policy", string(s.Policy), "rulesFr", rulesIn(s.HouseRules, "fr"), "rulesEn", rulesIn(s.HouseRules, "en"))
	if !s.Position.IsZero() {
		f.Values.Set("lat", strconv.FormatFloat(s.Position.Lat, 'f', -1, 64))
		f.Values.Set("lon", strconv.FormatFloat(s.Position.Lon, 'f', -1, 64))
	}
	for _, feature := range s.Features {
		f.Values.Add("features", string(feature))
	}
	return f
}

// userText writes the account of an owner; nothing for none.
func userText(id access.UserID) string {
	if id.IsZero() {
		return ""
	}
	return id.String()
}

// userOf reads the account that was chosen. A form without the choice keeps what stands; what is no account at all is one
// that nobody has, which the core refuses.
func userOf(f *web.Form, now access.UserID) access.UserID {
	if !f.Has("ownerUser") {
		return now
	}
	if f.Get("ownerUser") == "" {
		return access.UserID{}
	}
	id, err := ident.Parse[access.User](f.Get("ownerUser"))
	if err != nil {
		return access.UserID{0xff}
	}
	return id
}

// ownerOptions are the accounts of owners. One that no longer is an owner's stays chosen until another is.
func ownerOptions(v propertyView) []web.Option {
	var all []web.Option
	now := v.Owner.User
	for _, o := range v.Owners {
		all = append(all, web.Option{Value: o.User.String(), Label: o.Name + " · " + o.Email.String()})
		if o.User == now {
			now = access.UserID{}
		}
	}
	if !now.IsZero() {
		all = append(all, web.Option{Value: now.String(), Label: v.Owner.Name})
	}
	return all
}

// some writes a number, nothing for zero: not stated.
func some(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

// rulesIn writes the house rules one a line; a rule that a language does not have leaves its line empty.
func rulesIn(rules []stays.Text, lang string) string {
	lines := make([]string, len(rules))
	for i, rule := range rules {
		lines[i] = rule[lang]
	}
	return strings.TrimRight(strings.Join(lines, "\n"), "\n")
}

// readSheet reads the form of the sheet over what stands.
func readSheet(ctx context.Context, f *web.Form, s stays.PropertyState) stays.Sheet {
	out := sheetOfProperty(s)
	out.Slug, out.Type = f.Get("slug"), stays.PropertyType(f.Get("type"))
	out.Capacity, out.Bedrooms, out.Beds, out.Bathrooms = f.Int(ctx, "capacity"), f.Int(ctx, "bedrooms"), f.Int(ctx, "beds"), f.Int(ctx, "bathrooms")
	out.Surface, out.MaxInfants, out.MaxPets = f.Int(ctx, "surface"), f.Int(ctx, "maxInfants"), f.Int(ctx, "maxPets")
	out.Address = contact.PostalAddress{Line1: f.Get("line1"), Line2: f.Get("line2"), PostalCode: f.Get("postalCode"), City: f.Get("city"), Region: s.Address.Region}
	if !out.Address.IsZero() {
		out.Address.Country = f.Get("country")
	}
	out.INSEE, out.Zone, out.Registration = f.Get("insee"), f.Get("zone"), f.Get("registration")
	out.Position = stays.Position{Lat: degrees(ctx, f, "lat"), Lon: degrees(ctx, f, "lon")}
	out.CheckIn, out.CheckOut = f.Clock(ctx, "checkIn"), f.Clock(ctx, "checkOut")
	out.Classification, out.Owner.Name, out.Policy = f.Int(ctx, "classification"), f.Get("owner"), stays.PolicyCode(f.Get("policy"))
	out.Owner.User = userOf(f, s.Owner.User)
	out.Features = nil
	for _, code := range f.All("features") {
		out.Features = append(out.Features, stays.Feature(code))
	}
	out.HouseRules = readRules(f.Values.Get("rulesFr"), f.Values.Get("rulesEn"), s.HouseRules)
	return out
}

// degrees reads a coordinate, with a point or a comma.
func degrees(ctx context.Context, f *web.Form, name string) float64 {
	s := strings.ReplaceAll(f.Get(name), ",", ".")
	if s == "" {
		return 0
	}
	x, err := strconv.ParseFloat(s, 64)
	if err != nil || x != x || x > 1000 || x < -1000 {
		f.Fail(name, web.T(ctx, "web.form.number"))
		return 0
	}
	return x
}

// readRules puts the lines of both languages together; what a rule says in other languages stays with its line.
func readRules(fr, en string, old []stays.Text) []stays.Text {
	lines := func(s string) []string { return strings.Split(strings.ReplaceAll(s, "\r\n", "\n"), "\n") }
	inFr, inEn := lines(fr), lines(en)
	var out []stays.Text
	for i := range max(len(inFr), len(inEn)) {
		rule := stays.Text{}
		if i < len(old) {
			for lang, words := range old[i] {
				rule[lang] = words
			}
		}
		for lang, all := range map[string][]string{"fr": inFr, "en": inEn} {
			delete(rule, lang)
			if i < len(all) && strings.TrimSpace(all[i]) != "" {
				rule[lang] = strings.TrimSpace(all[i])
			}
		}
		out = append(out, rule)
	}
	return slices.DeleteFunc(out, stays.Text.IsEmpty)
}

func (m *Module) deskSheet(w http.ResponseWriter, r *http.Request) {
	v, err := m.propertyOf(r, "")
	if err != nil {
		m.Web.Error(w, r, err)
		return
	}
	v.Form = sheetForm(v.PropertyState)
	m.showPropertyTab(w, r, http.StatusOK, v, sheetTab(v))
}

// editing is what every form of a property does: load, read, run, answer. read fills in the command from the form over
// what stands; tab shows the form again.
func (m *Module) editing(w http.ResponseWriter, r *http.Request, part string, names map[string]string, done string,
	run func(v propertyView, f *web.Form, version int) error, tab func(propertyView) formBody,
) {
	f, err := web.ReadForm(w, r)
	var v propertyView
	if err == nil {
		v, err = m.propertyOf(r, part)
	}
	if err != nil {
		m.Web.Error(w, r, err)
		return
	}
	v.Form = f
	err = run(v, f, f.Int(r.Context(), "version"))
	m.saved(w, r, f, err, names, done, v.link(part), func(status int) { m.showPropertyTab(w, r, status, v, tab(v)) })
}

func (m *Module) postSheet(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	m.editing(w, r, "", sheetFields, "desk.done.saved", func(v propertyView, f *web.Form, version int) error {
		sheet := readSheet(ctx, f, v.PropertyState)
		if !f.OK() {
			return nil
		}
		_, err := m.stays.EditProperty(ctx, stays.EditProperty{ID: v.ID, Version: version, Sheet: sheet})
		return err
	}, sheetTab)
}

// textForm fills the form of the texts.
func textForm(s stays.PropertyState) *web.Form {
	return web.FormOf("nameFr", s.Name["fr"], "nameEn", s.Name["en"], "descriptionFr", s.Description["fr"], "descriptionEn", s.Description["en"],
		"seoTitleFr", s.SEO.Title["fr"], "seoTitleEn", s.SEO.Title["en"], "seoDescriptionFr", s.SEO.Description["fr"], "seoDescriptionEn", s.SEO.Description["en"])
}

func (m *Module) deskTexts(w http.ResponseWriter, r *http.Request) {
	v, err := m.propertyOf(r, "/texts")
	if err != nil {
		m.Web.Error(w, r, err)
		return
	}
	v.Form = textForm(v.PropertyState)
	m.showPropertyTab(w, r, http.StatusOK, v, textsTab(v))
}

func (m *Module) postTexts(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	m.editing(w, r, "/texts", sheetFields, "desk.done.saved", func(v propertyView, f *web.Form, version int) error {
		sheet := sheetOfProperty(v.PropertyState)
		for name, text := range map[string]*stays.Text{"name": &sheet.Name, "description": &sheet.Description, "seoTitle": &sheet.SEO.Title, "seoDescription": &sheet.SEO.Description} {
			*text = bothLanguages(f, name, *text)
		}
		_, err := m.stays.EditProperty(ctx, stays.EditProperty{ID: v.ID, Version: version, Sheet: sheet})
		return err
	}, textsTab)
}

// bothLanguages reads a text in the two languages of the pages; other languages stay.
func bothLanguages(f *web.Form, name string, old stays.Text) stays.Text {
	out := stays.Text{}
	for lang, words := range old {
		out[lang] = words
	}
	out["fr"], out["en"] = f.Get(name+"Fr"), f.Get(name+"En")
	return out
}

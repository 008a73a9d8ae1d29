package staysio

import (
	"net/http"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/contact"
	"comptoir/internal/kernel/money"
	"comptoir/internal/stays"
	"comptoir/internal/web"
)

// The short form of a first property: what publication asks for and nothing more, on one page with its photo and price.
// The rest is the long form's, whenever there is time.

func (m *Module) deskQuick(w http.ResponseWriter, r *http.Request) {
	if err := access.Authorize(r.Context(), stays.PermManageProperties); err != nil {
		m.Web.Error(w, r, err)
		return
	}
	m.showQuick(w, r, web.FormOf("type", string(stays.House), "capacity", "4", "beds", "2", "bedrooms", "1", "country", "FR"))
}

func (m *Module) showQuick(w http.ResponseWriter, r *http.Request, f *web.Form) {
	settings, err := m.choices(r.Context())
	if err != nil {
		m.Web.Error(w, r, err)
		return
	}
	m.Web.Render(w, r, f.Status(), deskPage(r.Context(), "quick.title"), quickPage(f, settings.Currency))
}

func (m *Module) postQuick(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	f, files, err := web.ReadUpload(w, r, "photos", uploadBytes)
	if err != nil {
		m.Web.Error(w, r, err)
		return
	}
	settings, err := m.choices(ctx)
	if err != nil {
		m.Web.Error(w, r, err)
		return
	}
	f.Need(ctx, "name", "description", "line1", "city", "nightly", "lat", "lon")
	if len(files) == 0 {
		f.Fail("photos", web.T(ctx, "web.form.required"))
	}
	if f.Get("country") == "FR" {
		f.Need(ctx, "insee", "postalCode")
	}
	sheet, rates := readQuick(r, f, settings)
	var made stays.PropertyState
	if f.OK() {
		made, err = m.stays.CreateProperty(ctx, stays.CreateProperty{Sheet: sheet, Rates: rates})
	} else {
		err = access.Authorize(ctx, stays.PermManageProperties)
	}
	if err != nil || !f.OK() {
		m.saved(w, r, f, err, quickFields, "", "", func(int) { m.showQuick(w, r, f) })
		return
	}
	for _, file := range files {
		if err := m.takePhoto(r, made.ID, file); err != nil { // the property stands; the photo is sent again on its own page
			m.tried(w, r, err, "", "/desk/properties/"+made.ID.String()+"/photos")
			return
		}
	}
	m.said(w, r, web.Positive, web.T(ctx, "quick.made"), "/desk/welcome")
}

var quickFields = map[string]string{"name": "name", "name.fr": "name", "name.en": "name", "description": "description", "description.fr": "description", "address.line1": "line1",
	"address.postalCode": "postalCode", "address.city": "city", "address.country": "country", "position.lat": "lat", "position.lon": "lon", "rates.nightly": "nightly"}

func readQuick(r *http.Request, f *web.Form, s stays.Settings) (stays.Sheet, stays.Rates) {
	ctx := r.Context()
	blank := blankProperty(s)
	lang := web.Lang(ctx)
	blank.Name, blank.Description = stays.Text{lang: f.Get("name")}, stays.Text{lang: f.Get("description")}
	sheet := sheetOfProperty(blank)
	sheet.Type = stays.PropertyType(f.Get("type"))
	sheet.Capacity, sheet.Beds, sheet.Bedrooms = f.Int(ctx, "capacity"), f.Int(ctx, "beds"), f.Int(ctx, "bedrooms")
	sheet.Address = contact.PostalAddress{Line1: f.Get("line1"), PostalCode: f.Get("postalCode"), City: f.Get("city"), Country: f.Get("country")}
	sheet.INSEE = f.Get("insee")
	sheet.Position = stays.Position{Lat: degrees(ctx, f, "lat"), Lon: degrees(ctx, f, "lon")}
	rates := stays.Rates{Currency: s.Currency, Nightly: f.Amount(ctx, "nightly", s.Currency)}
	if n := f.Int(ctx, "minNights"); n > 0 {
		rates.MinNights = n
	}
	return sheet, rates
}

// symbol is what stands behind an amount that is typed.
func symbol(c money.Currency) string {
	if c == money.EUR {
		return "€"
	}
	return string(c)
}

package staysio

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/paging"
	"comptoir/internal/stays"
	"comptoir/internal/web"
)

// deskPropertyPages registers the list of properties and the parts of one.
func (m *Module) deskPropertyPages(mux *http.ServeMux) {
	const one = "/desk/properties/{id}"
	mux.HandleFunc("GET /desk/properties", m.deskProperties)
	mux.HandleFunc("GET /desk/properties/new", m.deskNewProperty)
	mux.HandleFunc("POST /desk/properties/new", m.postNewProperty)
	mux.HandleFunc("GET /desk/properties/quick", m.deskQuick)
	mux.HandleFunc("POST /desk/properties/quick", m.Web.Only(stays.PermManageProperties, m.postQuick))
	mux.HandleFunc("GET "+one, m.deskSheet)
	mux.HandleFunc("POST "+one, m.postSheet)
	mux.HandleFunc("POST "+one+"/status", m.Web.Only(stays.PermManageProperties, m.postPropertyStatus))
	mux.HandleFunc("GET "+one+"/texts", m.deskTexts)
	mux.HandleFunc("POST "+one+"/texts", m.postTexts)
	mux.HandleFunc("GET "+one+"/rates", m.deskRates)
	mux.HandleFunc("POST "+one+"/rates", m.postRates)
	mux.HandleFunc("GET "+one+"/seasons", m.deskSeasons)
	mux.HandleFunc("POST "+one+"/seasons", m.postSeason)
	mux.HandleFunc("POST "+one+"/seasons/{part}/remove", m.postRemoveSeason)
	mux.HandleFunc("POST "+one+"/spots", m.postSpots)
	mux.HandleFunc("GET "+one+"/fees", m.deskFees)
	mux.HandleFunc("POST "+one+"/fees", m.postFee)
	mux.HandleFunc("POST "+one+"/fees/{part}/remove", m.postRemoveFee)
	mux.HandleFunc("GET "+one+"/photos", m.deskPhotos)
	mux.HandleFunc("POST "+one+"/photos", m.Web.Only(stays.PermManageProperties, m.postPhotos))
	mux.HandleFunc("POST "+one+"/photos/{part}", m.postPhoto)
	mux.HandleFunc("POST "+one+"/photos/{part}/remove", m.postRemovePhoto)
}

// propertyList is the desk's list of properties.
type propertyList struct {
	Form       *web.Form
	Rows       []stays.PropertyRow
	Prev, Next string
}

func (v propertyList) filtered() bool { return v.Form.Get("q") != "" || v.Form.Get("status") != "" }

func (m *Module) deskProperties(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	f, ok := m.Web.Form(w, r)
	if !ok {
		return
	}
	q := stays.PropertyRowQuery{Text: f.Get("q"), Page: paging.Request{Limit: 50, Cursor: f.Get("cursor")}}
	if s := stays.PropertyStatus(f.Get("status")); slices.Contains(propertyStatuses, s) {
		q.Status = s
	}
	rows, err := m.stays.ListProperties(ctx, stays.ListProperties{Query: q})
	if err != nil && !f.Refused(ctx, err, nil) {
		m.Web.Error(w, r, err)
		return
	}
	v := propertyList{Form: f, Rows: rows.Items}
	v.Prev, v.Next = web.PageLinks(r, rows.Next)
	page := deskPage(ctx, "desk.properties.title")
	if access.From(ctx).May(stays.PermManageProperties) {
		page.Actions = newProperty()
	}
	m.Web.Render(w, r, f.Status(), page, propertyListPage(v))
}

var propertyStatuses = []stays.PropertyStatus{stays.Draft, stays.Published, stays.Archived}

// propertyTone is the colour of who sees a property.
func propertyTone(s stays.PropertyStatus) web.Tone {
	if s == stays.Published {
		return web.Positive
	}
	return web.Neutral
}

// propertyView is one property under one of its tabs.
type propertyView struct {
	stays.PropertyState
	Form     *web.Form
	Settings stays.Settings
	Tab      string
	MayEdit  bool
	MayPrice bool
	Owners   []stays.OwnerAccount
	Missing  []string // what publication asks for
	Part     string   // which season or fee is edited; "" a new one
}

func (v propertyView) link(part string) string { return "/desk/properties/" + v.ID.String() + part }

// propertyOf loads the property of the path with what its forms offer.
func (m *Module) propertyOf(r *http.Request, tab string) (propertyView, error) {
	ctx := r.Context()
	id, err := idOf[stays.Property](r, stays.ErrUnknownProperty)
	if err != nil {
		return propertyView{}, err
	}
	p, err := m.stays.GetProperty(ctx, stays.GetProperty{ID: id})
	if err != nil {
		return propertyView{}, err
	}
	settings, err := m.choices(ctx)
	who := access.From(ctx)
	var owners []stays.OwnerAccount
	if err == nil && tab == "" && who.May(stays.PermManageProperties) {
		owners, err = m.stays.ListOwners(ctx, stays.ListOwners{})
	}
	return propertyView{Owners: owners, PropertyState: p, Settings: settings, Tab: tab, MayEdit: who.May(stays.PermManageProperties), MayPrice: who.May(stays.PermManageRates)}, err
}

// choices are the agency's settings as far as forms offer choices from them; whoever may not read them gets the usual.
func (m *Module) choices(ctx context.Context) (stays.Settings, error) {
	settings, err := m.stays.GetSettings(ctx, stays.GetSettings{})
	if fault.KindOf(err) == fault.Forbidden && errors.Is(err, access.ErrForbidden) {
		return stays.DefaultSettings(), nil
	}
	return settings, err
}

// showPropertyTab shows one tab of a property.
func (m *Module) showPropertyTab(w http.ResponseWriter, r *http.Request, status int, v propertyView, body formBody) {
	ctx := r.Context()
	page := web.Page{Layout: web.Desk, Title: v.Name.In(web.Lang(ctx))}
	m.Web.Render(w, r, status, page, deskPropertyPage(v, body))
}

func (m *Module) deskNewProperty(w http.ResponseWriter, r *http.Request) {
	err := access.Authorize(r.Context(), stays.PermManageProperties)
	if err != nil {
		m.Web.Error(w, r, err)
		return
	}
	m.showNewProperty(w, r, http.StatusOK, nil)
}

func (m *Module) showNewProperty(w http.ResponseWriter, r *http.Request, status int, f *web.Form) {
	ctx := r.Context()
	settings, err := m.choices(ctx)
	if err != nil {
		m.Web.Error(w, r, err)
		return
	}
	owners, err := m.stays.ListOwners(ctx, stays.ListOwners{})
	if err != nil {
		m.Web.Error(w, r, err)
		return
	}
	v := propertyView{Form: f, Settings: settings, Owners: owners, MayEdit: true, PropertyState: blankProperty(settings)}
	if f == nil {
		v.Form = sheetForm(v.PropertyState)
	}
	m.Web.Render(w, r, status, deskPage(ctx, "desk.properties.new"), newPropertyPage(v))
}

// blankProperty is what the form of a new property proposes.
func blankProperty(s stays.Settings) stays.PropertyState {
	p := stays.PropertyState{Type: stays.House, Capacity: 4, Bedrooms: 2, Beds: 2, Bathrooms: 1, MaxInfants: 1, CheckIn: 16 * 60, CheckOut: 10 * 60, Zone: s.Zone}
	p.Address.Country = "FR"
	if len(s.Offered) > 0 {
		p.Policy = s.Offered[0]
	}
	return p
}

func (m *Module) postNewProperty(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	f, ok := m.Web.Form(w, r)
	if !ok {
		return
	}
	settings, err := m.choices(ctx)
	if err != nil {
		m.Web.Error(w, r, err)
		return
	}
	blank := blankProperty(settings)
	blank.Name = stays.Text{"fr": f.Get("nameFr"), "en": f.Get("nameEn")}
	sheet := readSheet(ctx, f, blank)
	var made stays.PropertyState
	if f.OK() {
		made, err = m.stays.CreateProperty(ctx, stays.CreateProperty{Sheet: sheet, Rates: stays.Rates{Currency: settings.Currency}})
	} else {
		err = access.Authorize(ctx, stays.PermManageProperties)
	}
	m.saved(w, r, f, err, sheetFields, "desk.property.created", "/desk/properties/"+made.ID.String()+"/texts", func(status int) { m.showNewProperty(w, r, status, f) })
}

// postPropertyStatus publishes, takes off the site or puts away; what a publication lacks is listed.
func (m *Module) postPropertyStatus(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	f, ok := m.Web.Form(w, r)
	if !ok {
		return
	}
	id, err := idOf[stays.Property](r, stays.ErrUnknownProperty)
	version, act := f.Int(ctx, "version"), f.Get("do")
	if err == nil {
		switch act {
		case "publish":
			_, err = m.stays.PublishProperty(ctx, stays.PublishProperty{ID: id, Version: version})
		case "unpublish":
			_, err = m.stays.UnpublishProperty(ctx, stays.UnpublishProperty{ID: id, Version: version})
		case "archive":
			_, err = m.stays.ArchiveProperty(ctx, stays.ArchiveProperty{ID: id, Version: version})
		default:
			err = web.ErrFormBroken
		}
	}
	done := map[string]string{"publish": "desk.property.published", "unpublish": "desk.property.unpublished", "archive": "desk.property.archived"}[act]
	switch k := fault.KindOf(err); {
	case err == nil:
		m.said(w, r, web.Positive, web.T(ctx, done), "/desk/properties/"+id.String())
	case k == fault.Invalid || k == fault.Conflict || k == fault.Stale:
		v, loading := m.propertyOf(r, "")
		if loading != nil {
			m.Web.Error(w, r, loading)
			return
		}
		v.Form = sheetForm(v.PropertyState)
		v.Missing = missingWords(ctx, err)
		v.Form.Summary = web.FaultText(ctx, err)
		m.showPropertyTab(w, r, http.StatusUnprocessableEntity, v, sheetTab(v))
	default:
		m.Web.Error(w, r, err)
	}
}

// missingWords names what a property lacks before it can be published.
func missingWords(ctx context.Context, err error) []string {
	var out []string
	for _, f := range fault.FieldsOf(err) {
		key := "desk.missing." + strings.ReplaceAll(strings.Replace(f.Path, "description", "about", 1), ".", "_")
		if web.Has(ctx, key) {
			out = append(out, web.T(ctx, key))
		} else {
			out = append(out, f.Path+": "+f.Message)
		}
	}
	return out
}

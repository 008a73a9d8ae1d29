package ledgerio

import (
	"cmp"
	"context"
	"maps"
	"net/http"
	"slices"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/period"
	"comptoir/internal/ledger"
	"comptoir/internal/web"
)

// commissionsTab shows what was agreed for each property.
const commissionsTab = "/desk/ledger/commissions"

type commissionsView struct {
	Form    *web.Form
	All     []ledger.Agreement
	Names   map[string]string
	MayEdit bool
}

func (m *Module) commissionsPage(w http.ResponseWriter, r *http.Request) {
	f, ok := m.d.Web.Form(w, r)
	if !ok {
		return
	}
	m.showCommissions(w, r, web.FormOf("property", f.Get("property"), "from", period.DateOf(m.d.Now(), m.d.Zone(r.Context())).String()))
}

func (m *Module) showCommissions(w http.ResponseWriter, r *http.Request, f *web.Form) {
	ctx := r.Context()
	v := commissionsView{Form: f, MayEdit: access.From(ctx).May(ledger.PermSettings)}
	var err error
	if v.All, err = m.d.Ledger.Commissions(ctx, ledger.ListCommissions{}); err == nil {
		v.Names, err = m.names(ctx)
	}
	if err != nil {
		m.d.Web.Error(w, r, err)
		return
	}
	slices.SortStableFunc(v.All, func(x, y ledger.Agreement) int {
		return cmp.Compare(v.Names[x.Property.String()], v.Names[y.Property.String()])
	})
	m.page(w, r, f.Status(), web.T(ctx, "ledger.commissions"), commissions(v))
}

// saveCommission keeps what the form says. A property is one that the business lets for somebody.
func (m *Module) saveCommission(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	f, ok := m.d.Web.Form(w, r)
	if !ok {
		return
	}
	f.Need(ctx, "property", "from", "commission")
	c := ledger.Agreement{From: f.Date(ctx, "from"), Rate: f.Percent(ctx, "commission")}
	names, err := m.names(ctx)
	if err != nil {
		m.d.Web.Error(w, r, err)
		return
	}
	if c.Property, err = ident.ParseRaw(f.Get("property")); f.OK() && (err != nil || names[f.Get("property")] == "") {
		f.Fail("property", web.T(ctx, "ledger.no_property"))
	}
	if !f.OK() {
		m.showCommissions(w, r, f)
		return
	}
	_, err = m.d.Ledger.SetCommission(ctx, ledger.SetCommission{Agreement: c})
	switch {
	case f.Refused(ctx, err, nil):
		m.showCommissions(w, r, f)
	case err != nil:
		m.d.Web.Error(w, r, err)
	default:
		m.d.Web.Flash(w, r, web.Flash{Tone: web.Positive, Text: web.T(ctx, "ledger.saved")})
		m.d.Web.Redirect(w, r, commissionsTab)
	}
}

// propertyOptions are the properties that are let for owners, by their names.
func propertyOptions(names map[string]string) (out []web.Option) {
	for _, id := range slices.SortedFunc(maps.Keys(names), func(a, b string) int { return cmp.Compare(names[a], names[b]) }) {
		out = append(out, web.Option{Value: id, Label: names[id]})
	}
	return out
}

// commissionRows show each agreement.
func commissionRows(ctx context.Context, v commissionsView) (out []web.TableRow) {
	for _, c := range v.All {
		source := c.Source
		if source == "" {
			source = web.T(ctx, "ledger.by_desk")
		}
		out = append(out, web.TableRow{Cells: cells(cmp.Or(v.Names[c.Property.String()], c.Property.String()), web.Date(ctx, c.From), c.Rate.String()+"\u00a0%", source)})
	}
	return out
}

package invoicingio

import (
	"context"
	"net/http"
	"strconv"
	"strings"

	"comptoir/internal/invoicing"
	"comptoir/internal/kernel/contact"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/period"
	"comptoir/internal/web"
)

// blankLines are offered below those that are written; "more" adds as many again.
const (
	blankLines = 3
	mostLines  = 60
)

type draftView struct {
	Form   *web.Form
	ID     invoicing.PaperID // zero: a new one
	Lines  int
	Taxes  []web.Option
	Totals *invoicing.Totals // of what is saved
	Stay   bool              // the program made it of a stay
}

func (m *Module) draftsPage(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	drafts, err := m.d.Invoicing.Drafts(ctx, invoicing.ListDrafts{})
	if err != nil {
		m.d.Web.Error(w, r, err)
		return
	}
	m.page(w, r, http.StatusOK, web.T(ctx, "invoicing.tab.drafts"), draftList(drafts))
}

// draftPage shows a new draft, or the one that the address names.
func (m *Module) draftPage(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	text := r.URL.Query().Get("id")
	if text == "" {
		who, err := m.d.Identity(ctx)
		if err != nil {
			m.d.Web.Error(w, r, err)
			return
		}
		m.showDraft(w, r, web.FormOf("kind", string(invoicing.Invoice), "language", "fr", "country", who.Country(), "inclusive", "1"), invoicing.StoredDraft{}, blankLines)
		return
	}
	id, err := ident.Parse[invoicing.Paper](text)
	if err != nil {
		m.d.Web.NotFound(w, r)
		return
	}
	d, err := m.d.Invoicing.Draft(ctx, invoicing.GetDraft{ID: id})
	if err != nil {
		m.d.Web.Error(w, r, err)
		return
	}
	m.showDraft(w, r, formOf(d), d, len(d.Draft.Items)+blankLines)
}

func (m *Module) showDraft(w http.ResponseWriter, r *http.Request, f *web.Form, d invoicing.StoredDraft, lines int) {
	ctx := r.Context()
	who, err := m.d.Identity(ctx)
	if err != nil {
		m.d.Web.Error(w, r, err)
		return
	}
	v := draftView{Form: f, ID: d.ID, Lines: min(lines, mostLines), Taxes: taxOptions(ctx, who.Country(), period.DateOf(m.d.Now(), zoneOf(who))), Stay: d.Draft.Subject.Kind != ""}
	title := web.T(ctx, "invoicing.new")
	if !d.ID.IsZero() {
		totals := d.Draft.Totals()
		v.Totals, title = &totals, web.T(ctx, "invoicing.draft_of", "Name", d.Draft.Customer.Name)
	}
	m.page(w, r, f.Status(), title, draftForm(v))
}

// taxOptions are what a line may bear today in the business's country.
func taxOptions(ctx context.Context, country string, day period.Date) []web.Option {
	var out []web.Option
	for _, rate := range invoicing.RatesOn(country, day) {
		out = append(out, web.Option{Value: "S" + rate.Rate.String(), Label: web.T(ctx, "invoicing.vat") + " " + invoicing.RatePercent(web.Lang(ctx), rate.Rate)})
	}
	for _, reason := range []invoicing.Reason{invoicing.FurnishedLetting, invoicing.Franchise, invoicing.Disbursement, invoicing.Indemnity, invoicing.OtherExemption} {
		out = append(out, web.Option{Value: "E" + string(reason), Label: web.T(ctx, "invoicing.exempt.for_"+string(reason))})
	}
	return out
}

func taxValue(t invoicing.Tax) string {
	if t.Category == invoicing.Exempt {
		return "E" + string(t.Reason)
	}
	return "S" + t.Rate.String()
}

func parseTax(s string) invoicing.Tax {
	if rest, ok := strings.CutPrefix(s, "S"); ok {
		if rate, err := money.ParsePercent(rest); err == nil {
			return invoicing.TaxedAt(rate)
		}
	}
	return invoicing.ExemptFor(invoicing.Reason(strings.TrimPrefix(s, "E")))
}

// formOf fills the form with a stored draft.
func formOf(s invoicing.StoredDraft) *web.Form {
	d := s.Draft
	f := web.FormOf("version", strconv.Itoa(s.Version), "kind", string(d.Kind), "language", d.Language, "name", d.Customer.Name, "siren", d.Customer.SIREN, "vatNumber", d.Customer.VATNumber,
		"email", d.Customer.Email.String(), "line1", d.Customer.Address.Line1, "line2", d.Customer.Address.Line2, "postalCode", d.Customer.Address.PostalCode, "city", d.Customer.Address.City,
		"country", d.Customer.Address.Country, "order", d.Order, "note", d.Note)
	set := func(name, value string) { f.Values.Set(name, value) }
	if d.Customer.Business {
		set("business", "1")
	}
	if d.Inclusive {
		set("inclusive", "1")
	}
	if d.DueDays > 0 {
		set("dueDays", strconv.Itoa(d.DueDays))
	}
	if !d.Supplied.From.IsZero() {
		set("from", d.Supplied.From.String())
		set("to", d.Supplied.To.String())
	}
	for i, item := range d.Items {
		n := strconv.Itoa(i)
		set("label."+n, item.Label)
		set("quantity."+n, item.Quantity.String())
		set("unit."+n, item.Unit.Decimal())
		set("tax."+n, taxValue(item.Tax))
	}
	return f
}

// draftOf reads the form. Lines without a word are left out; what is refused is said beside its field.
func draftOf(ctx context.Context, f *web.Form, currency money.Currency) (d invoicing.Draft, rows []int) {
	d = invoicing.Draft{Kind: invoicing.Kind(f.Get("kind")), Language: f.Get("language"), Currency: string(currency), Inclusive: f.Checked("inclusive"), Order: f.Get("order"), Note: f.Get("note"),
		Customer: invoicing.Party{Name: f.Get("name"), Business: f.Checked("business"), SIREN: f.Get("siren"), VATNumber: f.Get("vatNumber"), Email: contact.Email(f.Get("email")),
			Address: contact.PostalAddress{Line1: f.Get("line1"), Line2: f.Get("line2"), PostalCode: f.Get("postalCode"), City: f.Get("city"), Country: f.Get("country")}}}
	if f.Get("dueDays") != "" {
		d.DueDays = f.Int(ctx, "dueDays")
	}
	from, to := f.Date(ctx, "from"), f.Date(ctx, "to")
	switch {
	case from.IsZero() != to.IsZero():
		f.Fail("to", web.T(ctx, "invoicing.both_dates"))
	case !from.IsZero() && !from.Before(to):
		f.Fail("to", web.T(ctx, "fault.reversed_dates"))
	case !from.IsZero():
		d.Supplied = period.Range{From: from, To: to}
	}
	for i := range mostLines {
		n := strconv.Itoa(i)
		if f.Get("label."+n) == "" && f.Get("unit."+n) == "" {
			continue
		}
		item := invoicing.Item{Label: f.Get("label." + n), Quantity: invoicing.One, Unit: f.Amount(ctx, "unit."+n, currency), Tax: parseTax(f.Get("tax." + n))}
		if text := f.Get("quantity." + n); text != "" {
			q, err := invoicing.ParseQuantity(text)
			if err != nil {
				f.Fail("quantity."+n, web.T(ctx, "invoicing.bad_quantity"))
			}
			item.Quantity = q
		}
		d.Items, rows = append(d.Items, item), append(rows, i)
	}
	return d, rows
}

// fieldNames says where the form shows what the core refuses.
func fieldNames(rows []int) map[string]string {
	names := map[string]string{"customer.name": "name", "customer.siren": "siren", "customer.vatNumber": "vatNumber", "customer.email": "email", "supplied": "to"}
	for _, part := range []string{"line1", "line2", "postalCode", "city", "country"} {
		names["customer.address."+part] = part
	}
	for at, row := range rows {
		n := strconv.Itoa(row)
		for part, field := range map[string]string{"label": "label.", "quantity": "quantity.", "unitPrice": "unit.", "tax": "tax."} {
			names[linePath(at)+part] = field + n
		}
	}
	return names
}

// postDraft saves the draft, and issues or discards it.
func (m *Module) postDraft(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	f, ok := m.d.Web.Form(w, r)
	if !ok {
		return
	}
	var known invoicing.StoredDraft
	if text := f.Get("id"); text != "" {
		id, err := ident.Parse[invoicing.Paper](text)
		if err == nil {
			known, err = m.d.Invoicing.Draft(ctx, invoicing.GetDraft{ID: id})
		}
		if err != nil {
			m.d.Web.Error(w, r, err)
			return
		}
	}
	if f.Get("do") == "discard" && !known.ID.IsZero() {
		m.discard(w, r, known.ID)
		return
	}
	who, err := m.d.Identity(ctx)
	if err != nil {
		m.d.Web.Error(w, r, err)
		return
	}
	d, rows := draftOf(ctx, f, money.Currency(who.Currency))
	lines := len(rows) + blankLines
	if f.Get("do") == "more" || !f.OK() {
		m.showDraft(w, r, f, known, max(lines, last(rows)+1+2*blankLines))
		return
	}
	version, _ := strconv.Atoi(f.Get("version")) // none: a new one
	id, err := m.d.Invoicing.SaveDraft(ctx, invoicing.SaveDraft{ID: known.ID, Version: version, Draft: d})
	to := draftPath + "?id=" + id.String()
	done := "invoicing.done.saved"
	if err == nil && f.Get("do") == "issue" {
		done, to = "invoicing.done.issued", listPath+"/"+id.String()
		if _, err = m.d.Invoicing.Issue(ctx, invoicing.IssueDraft{ID: id}); err != nil {
			if saved, again := m.d.Invoicing.Draft(ctx, invoicing.GetDraft{ID: id}); again == nil { // what was written is kept
				known = saved
				f.Values.Set("version", strconv.Itoa(saved.Version))
			}
		}
	}
	switch {
	case f.Refused(ctx, err, fieldNames(rows)):
		m.showDraft(w, r, f, known, max(lines, last(rows)+1))
	case err != nil:
		m.d.Web.Error(w, r, err)
	default:
		m.d.Web.Flash(w, r, web.Flash{Tone: web.Positive, Text: web.T(ctx, done)})
		m.d.Web.Redirect(w, r, to)
	}
}

func last(rows []int) int {
	if len(rows) == 0 {
		return 0
	}
	return rows[len(rows)-1]
}

func (m *Module) discard(w http.ResponseWriter, r *http.Request, id invoicing.PaperID) {
	ctx := r.Context()
	if _, err := m.d.Invoicing.DiscardDraft(ctx, invoicing.DiscardDraft{ID: id}); err != nil {
		m.d.Web.Error(w, r, err)
		return
	}
	m.d.Web.Flash(w, r, web.Flash{Tone: web.Positive, Text: web.T(ctx, "invoicing.done.discarded")})
	m.d.Web.Redirect(w, r, draftsPath)
}

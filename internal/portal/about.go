package portal

import (
	"context"
	"net/http"
	"strings"

	"comptoir/internal/tenancy"
	"comptoir/internal/web"
)

// About is a business's page on itself, with the legal notice that its trade must give (loi 2004-575, art. 6; loi
// Hoguet, décret 72-678, art. 92).
func (p *Portal) About(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	t, ok := tenancy.From(ctx)
	if !ok {
		p.Web.NotFound(w, r)
		return
	}
	page := web.Page{Layout: web.Site, Title: web.T(ctx, "portal.about.title"), Description: web.T(ctx, "portal.about.lead")}
	p.Web.Render(w, r, http.StatusOK, page, about(t))
}

// legalFacts lists what the business has said of itself; what it has not said is left out.
func legalFacts(ctx context.Context, t tenancy.State) []web.Fact {
	l := t.Legal
	var facts []web.Fact
	add := func(key, value string) {
		if value = strings.TrimSpace(value); value != "" {
			facts = append(facts, web.Fact{Term: web.T(ctx, "portal.about."+key), Value: web.Text(value)})
		}
	}
	add("company", l.Name+" "+l.Form)
	if l.Capital.IsPositive() {
		add("capital", web.Money(ctx, l.Capital))
	}
	add("address", strings.Join(l.Address.Lines(), ", "))
	add("siret", l.SIRET)
	add("rcs", l.RCS)
	add("vat", l.VATNumber)
	add("card", strings.Trim(l.ProfessionalCard+", "+l.CardIssuedBy, ", "))
	guarantee := l.Guarantor
	if l.GuaranteeAmount.IsPositive() {
		guarantee += " · " + web.Money(ctx, l.GuaranteeAmount)
	}
	add("guarantor", guarantee)
	add("insurer", l.Insurer)
	add("director", l.Director)
	add("mediator", l.Mediator)
	return facts
}

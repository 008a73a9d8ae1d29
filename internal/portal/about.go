package portal

import (
	"context"
	"net/http"
	"strings"

	"comptoir/internal/kernel/period"
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
	now := p.Now().In(t.Location())
	today := period.DateOf(now, t.Location())
	v := aboutView{Tenant: t, Open: t.Hours.OpenAt(today, period.At(now.Hour(), now.Minute())), Closures: t.Hours.Ahead(today)}
	page.JSONLD = hoursData(t)
	p.Web.Render(w, r, http.StatusOK, page, about(v))
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

type aboutView struct {
	Tenant   tenancy.State
	Open     bool
	Closures []tenancy.Closure
}

func openTone(open bool) web.Tone {
	if open {
		return web.Positive
	}
	return web.Neutral
}

func openWord(open bool) string {
	if open {
		return "portal.about.open_now"
	}
	return "portal.about.closed_now"
}

// hoursFacts lists the days of the week with their stretches.
func hoursFacts(ctx context.Context, h tenancy.Hours) []web.Fact {
	var facts []web.Fact
	for _, day := range tenancy.Weekdays() {
		var parts []string
		for _, o := range h.On(day) {
			end := web.ClockTime(ctx, o.To)
			if o.To <= o.From {
				end = web.T(ctx, "portal.about.next_day", "Time", end)
			}
			parts = append(parts, web.ClockTime(ctx, o.From)+" – "+end)
		}
		if len(parts) == 0 {
			parts = []string{web.T(ctx, "portal.about.closed_day")}
		}
		facts = append(facts, web.Fact{Term: web.Capital(web.Weekday(ctx, day.Day())), Value: web.Text(strings.Join(parts, ", "))})
	}
	return facts
}

func closureFacts(ctx context.Context, closures []tenancy.Closure) []web.Fact {
	var facts []web.Fact
	for _, c := range closures {
		days := web.Dates(ctx, c.From, c.To)
		if c.From == c.To {
			days = web.DateLong(ctx, c.From)
		}
		facts = append(facts, web.Fact{Term: web.Capital(days), Value: web.Text(c.Reason)})
	}
	return facts
}

// hoursData tells search engines the same (schema.org, OpeningHoursSpecification).
func hoursData(t tenancy.State) []any {
	if t.Hours.IsZero() {
		return nil
	}
	specs := []map[string]string{}
	for _, o := range t.Hours.Week {
		specs = append(specs, map[string]string{"@type": "OpeningHoursSpecification", "dayOfWeek": "https://schema.org/" + web.Capital(string(o.Day)), "opens": o.From.String(), "closes": o.To.String()})
	}
	for _, c := range t.Hours.Closed {
		specs = append(specs, map[string]string{"@type": "OpeningHoursSpecification", "opens": "00:00", "closes": "00:00", "validFrom": c.From.String(), "validThrough": c.To.String()})
	}
	return []any{map[string]any{"@context": "https://schema.org", "@type": "LocalBusiness", "name": t.Name, "telephone": t.Legal.Phone.String(), "openingHoursSpecification": specs}}
}

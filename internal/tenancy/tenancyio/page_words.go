package tenancyio

import (
	"context"
	"time"

	"github.com/a-h/templ"

	"comptoir/internal/tenancy"
	"comptoir/internal/web"
)

// figure writes an amount of a resource.
func figure(ctx context.Context, r tenancy.Resource, n int64) string {
	if r == tenancy.Storage {
		return web.Bytes(ctx, n)
	}
	return web.Number(ctx, n)
}

func tenantRows(ctx context.Context, v tenantsView) []web.TableRow {
	rows := make([]web.TableRow, 0, len(v.Page.Items))
	for _, d := range v.Page.Items {
		row := web.TableRow{Href: "/operator/tenants/" + d.State.ID.String(), Label: d.State.Slug,
			Cells: []templ.Component{tenantName(d.State), statusBadge(d.State.Status), web.Label(web.T(ctx, "operator.plan."+string(d.State.Plan)))}}
		for _, r := range tenancy.Resources() {
			row.Cells = append(row.Cells, used(d, r))
		}
		rows = append(rows, row)
	}
	return rows
}

func tenantFacts(ctx context.Context, v tenantView) []web.Fact {
	s := v.State
	facts := []web.Fact{
		{Term: web.T(ctx, "business.field.slug"), Value: web.Text(s.Slug)},
		{Term: web.T(ctx, "operator.tenant.since"), Value: web.Text(web.Moment(ctx, s.CreatedAt.In(s.Location())))},
		{Term: web.T(ctx, "business.field.currency"), Value: web.Text(string(s.Currency))},
		{Term: web.T(ctx, "business.field.zone"), Value: web.Text(s.Zone)},
	}
	if s.Legal.Name != "" {
		facts = append(facts, web.Fact{Term: web.T(ctx, "business.field.legal_name"), Value: web.Text(s.Legal.Name)})
	}
	if s.Legal.Email != "" {
		facts = append(facts, web.Fact{Term: web.T(ctx, "business.field.email"), Value: web.Text(string(s.Legal.Email))})
	}
	for _, host := range s.Domains {
		facts = append(facts, web.Fact{Term: web.T(ctx, "business.domains.host"), Value: web.Text(host)})
	}
	return facts
}

func supportEvents(ctx context.Context, all []tenancy.Support, place *time.Location) []web.Event {
	events := make([]web.Event, 0, len(all))
	for _, s := range all {
		e := web.Event{At: s.AskedAt.In(place), Title: web.T(ctx, "operator.support.state."+string(s.State)), Text: s.Reason, By: s.OperatorName, Tone: web.Neutral}
		switch s.State {
		case tenancy.SupportInside, tenancy.SupportKnocking:
			e.Tone = web.Warning
		case tenancy.SupportGranted:
			e.Tone = web.Positive
		case tenancy.SupportRefused:
			e.Tone = web.Danger
		}
		events = append(events, e)
	}
	return events
}

func exportTone(s tenancy.ExportState) web.Tone {
	switch s {
	case tenancy.ExportReady:
		return web.Positive
	case tenancy.ExportQueued:
		return web.Info
	}
	return web.Neutral
}

func options[T ~string](ctx context.Context, key string, values []T) []web.Option {
	all := make([]web.Option, len(values))
	for i, v := range values {
		all[i] = web.Option{Value: string(v), Label: web.T(ctx, key+string(v))}
	}
	return all
}

func statusOptions(ctx context.Context) []web.Option {
	return options(ctx, "operator.status.", tenancy.Statuses())
}

func planOptions(ctx context.Context) []web.Option {
	return options(ctx, "operator.plan.", tenancy.Plans())
}

func languageOptions(ctx context.Context) []web.Option {
	return options(ctx, "business.language.", []string{"fr", "en"})
}

// currencyOptions are the currencies of the places where the product is sold first; others are set by the command line.
func currencyOptions() []web.Option {
	return []web.Option{{Value: "EUR", Label: "EUR (€)"}, {Value: "CHF", Label: "CHF"}, {Value: "GBP", Label: "GBP (£)"}, {Value: "MAD", Label: "MAD"}, {Value: "DZD", Label: "DZD"}, {Value: "TND", Label: "TND"}, {Value: "XPF", Label: "XPF"}, {Value: "USD", Label: "USD ($)"}}
}

func tradeNames(trades []tenancy.Trade) []string {
	names := make([]string, len(trades))
	for i, t := range trades {
		names[i] = string(t)
	}
	return names
}

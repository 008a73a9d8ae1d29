package app

import (
	"context"
	"net/http"
	"strings"

	"comptoir/internal/event"
	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/paging"
	"comptoir/internal/platform/config"
	"comptoir/internal/platform/outbox"
	"comptoir/internal/portal"
	"comptoir/internal/tenancy"
)

// mountPages gives the mux every page of the program.
func (c *Contexts) mountPages(a *App, mux *http.ServeMux) {
	a.Web.Mount(mux)
	p := &portal.Portal{Web: a.Web, Stays: c.Stays, Businesses: c.businesses, Demo: a.ground.cfg.Demo, Now: a.ground.now, PaysOnline: c.takesPayments, Signup: a.ground.cfg.Signup || a.ground.cfg.Demo, Operator: c.operator, Address: c.Tenancy.Directory.Address}
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, r *http.Request) {
		if _, ok := tenancy.From(r.Context()); ok {
			c.stays.Home(w, r)
			return
		}
		p.Home(w, r)
	})
	mux.HandleFunc("GET /about", p.About)
	mux.HandleFunc("GET /desk/search", p.Search)
	mux.HandleFunc("GET /desk/welcome", p.Welcome)
	mux.HandleFunc("/", a.Web.NotFound)
	c.Tenancy.Pages(mux)
	c.Identity.Pages(mux)
	c.stays.Pages(mux)
	c.audit.Pages(mux)
	c.ledger.Pages(mux)
	c.banking.Pages(mux)
	c.payments.Pages(mux)
	c.invoicing.Pages(mux)
	c.privacy.Pages(mux)
	c.contracts.Pages(mux)
	if c.signSandbox != nil {
		c.signSandbox.Pages(mux, a.Web)
	}
	if c.texts != nil {
		c.texts.Pages(mux, a.Web)
	}
	c.notifications.Pages(mux, a.Web)
	if c.Sandbox != nil {
		c.Sandbox.Pages(mux, a.Web)
	}
	if a.ground.cfg.Demo && a.ground.mailbox != nil {
		a.ground.mailbox.Pages(mux)
	}
}

// businesses lists the tenants for the installation's home; it shows no more than their own sites do.
func (c *Contexts) businesses(ctx context.Context) ([]portal.Business, error) {
	ctx = access.AsSystem(ctx, access.TenantID{}, "portal")
	page, err := c.Tenancy.ListTenants(ctx, tenancy.ListTenants{Request: paging.Request{Limit: paging.MaxLimit}})
	if err != nil {
		return nil, err
	}
	all := make([]portal.Business, 0, len(page.Items))
	for _, t := range page.Items {
		if !t.Open() || t.IsOperator() {
			continue
		}
		all = append(all, portal.Business{Slug: t.Slug, Name: t.Name, Tagline: t.Branding.Tagline, Address: c.Tenancy.Directory.Address(t), Accent: t.Branding.Accent})
	}
	return all, nil
}

// operator is the address of the operator's house.
func (c *Contexts) operator(ctx context.Context) (string, error) {
	house, err := c.Tenancy.Directory.ByKey(ctx, tenancy.OperatorSlug)
	if err != nil {
		return "", err
	}
	return c.Tenancy.Directory.Address(house), nil
}

// demoOrigins lets the installation's home sign people in on the businesses' sites, in a demonstration only.
func demoOrigins(c config.Config) []string {
	if !c.Demo {
		return nil
	}
	return []string{c.Origin()}
}

// demoTargets lets the forms of the installation's home be sent there.
func demoTargets(c config.Config) []string {
	if !c.Demo {
		return nil
	}
	scheme, host, _ := strings.Cut(c.Origin(), "://")
	return []string{scheme + "://*." + host}
}

// countBusiness feeds the figures that a manager understands from the facts that the contexts publish. A consumer that
// only counts writes nothing: a fact delivered twice may count twice, and a figure of the monitoring may do that.
func countBusiness(a *App) {
	count := a.Obs.Business.Count
	outbox.On(a.Router, "metrics.reservation_confirmed", func(ctx context.Context, e event.ReservationConfirmed) error {
		count("reservation_confirmed", access.TenantOf(ctx), e.Total)
		return nil
	})
	outbox.On(a.Router, "metrics.reservation_cancelled", func(ctx context.Context, e event.ReservationCancelled) error {
		count("reservation_cancelled", access.TenantOf(ctx), money.Amount{})
		return nil
	})
	outbox.On(a.Router, "metrics.payment_succeeded", func(ctx context.Context, e event.PaymentSucceeded) error {
		count("payment_succeeded", access.TenantOf(ctx), e.Amount)
		return nil
	})
	outbox.On(a.Router, "metrics.refund_succeeded", func(ctx context.Context, e event.RefundSucceeded) error {
		count("refund_succeeded", access.TenantOf(ctx), e.RefundAmount.Neg())
		return nil
	})
}

// Businesses lists the tenants with their addresses, for whoever starts the program.
func (a *App) Businesses(ctx context.Context) []portal.Business {
	all, err := a.Contexts.businesses(ctx)
	if err != nil {
		a.Obs.Report(ctx, err)
	}
	return all
}

package app

import (
	"bytes"
	"cmp"
	"context"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"comptoir/internal/event"
	"comptoir/internal/invoicing"
	"comptoir/internal/invoicing/invoicingio"
	"comptoir/internal/invoicing/sandboxpdp"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/usecase"
	"comptoir/internal/platform/jobs"
	"comptoir/internal/platform/outbox"
	"comptoir/internal/platform/pg"
	"comptoir/internal/platform/picture"
	"comptoir/internal/privacy"
	"comptoir/internal/tenancy"
	"comptoir/internal/tenancy/tenancyio"
	"comptoir/internal/web"
)

// assembleInvoicing makes the context that issues papers, after stays, of which it asks what a payment was for.
func (c *Contexts) assembleInvoicing(g *ground, box *outbox.Outbox, queue jobs.Enqueuer, kit *web.Kit, ids *ident.Source, observe usecase.Observer, past bool) {
	if past { // papers of a past are printed when somebody asks for them
		queue = idle{}
	}
	c.InvoiceStore = invoicingio.NewStore(g.db, box, queue)
	c.papers = &invoicingio.Guard{Store: c.InvoiceStore, Tenants: c.tenants, Report: g.obs.Report}
	who := sellerOf(c.Tenancy.Directory)
	c.Invoicing = invoicing.New(invoicing.Deps{Store: c.InvoiceStore, Printer: invoicingio.Printer{}, Files: invoicingio.Files{Blobs: g.plain}, Platform: platformOf(g), Identity: who, Logo: c.letterhead(g), Now: g.now, IDs: ids, Observer: observe})
	c.invoicing = invoicingio.New(invoicingio.Deps{Invoicing: c.Invoicing, Stays: noticeStays{c.Stays}, Web: kit, IDs: ids, Now: g.now, Identity: who, Tenants: c.tenants})
	c.issuePast = func(ctx context.Context, since time.Time, moment func(time.Time)) error {
		return issuePast(ctx, c.invoicing, g.db, since, moment)
	}
}

// platformOf is where invoices are submitted: none yet, but the one that is played in the demonstration.
func platformOf(g *ground) invoicing.Platform {
	if !g.cfg.Demo {
		return nil
	}
	return sandboxpdp.Driver{Now: g.now}
}

// letterhead gives the logo that the business has uploaded, as papers take it. One that cannot be read is reported and left
// out: an invoice does not wait for a picture.
func (c *Contexts) letterhead(g *ground) func(context.Context) []byte {
	return func(ctx context.Context) []byte {
		raw, err := c.Tenancy.Logo(ctx)
		if err == nil && raw != nil {
			raw, err = picture.Opaque(ctx, bytes.NewReader(raw))
		}
		if err != nil {
			g.obs.Report(ctx, err)
			return nil
		}
		return raw
	}
}

// sellerOf tells who issues: the business's legal identity as its administrator has entered it.
func sellerOf(d *tenancyio.Directory) func(context.Context) (invoicing.Identity, error) {
	return func(ctx context.Context) (invoicing.Identity, error) {
		t, err := current(ctx, d)
		if err != nil {
			return invoicing.Identity{}, err
		}
		l := t.Legal
		siren := l.SIREN
		if siren == "" && len(l.SIRET) == 14 {
			siren = l.SIRET[:9]
		}
		return invoicing.Identity{Zone: t.Zone, Currency: string(t.Currency), Accent: cmp.Or(t.Branding.Accent, ownAccent), Mediator: l.Mediator, Site: d.Address(t),
			Party: invoicing.Party{Name: cmp.Or(l.Name, t.Name), Form: l.Form, Capital: l.Capital, Business: true, SIREN: siren, SIRET: l.SIRET, VATNumber: l.VATNumber, Register: registerOf(l, siren),
				Card: l.ProfessionalCard, Address: l.Address, Email: l.Email, Phone: l.Phone}}, nil
	}
}

// registerOf is the mention of the trade register (code de commerce, R123-237), or another country's numbers.
func registerOf(l tenancy.Legal, siren string) string {
	if l.RCS != "" {
		town := strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(l.RCS), "RCS"))
		if siren != "" && !strings.ContainsAny(town, "0123456789") {
			town += " " + siren[:3] + " " + siren[3:6] + " " + siren[6:]
		}
		return "RCS " + town
	}
	var parts []string
	for _, n := range []struct{ name, value string }{{"RC", l.RC}, {"NIF", l.NIF}, {"NIS", l.NIS}, {"ART", l.ART}, {"", l.RegistrationOther}} {
		if n.value != "" {
			parts = append(parts, strings.TrimSpace(n.name+" "+n.value))
		}
	}
	return strings.Join(parts, ", ")
}

// idle takes no jobs.
type idle struct{}

// Enqueue implements jobs.Enqueuer.
func (idle) Enqueue(context.Context, pg.Tx, jobs.Args, ...jobs.Option) error { return nil }

// EnqueueAll implements jobs.Enqueuer: what waits in the batch is sent all the same.
func (idle) EnqueueAll(ctx context.Context, tx pg.Tx, first *pgx.Batch, _ ...jobs.Job) error {
	if first == nil {
		return nil
	}
	return tx.SendBatch(ctx, first).Close()
}

// InvoiceReport is what a verification of a business's papers found.
type InvoiceReport = invoicingio.Report

// issuePast issues what the stays of the last weeks ask for, each paper on the day of what it is about, in their order.
func issuePast(ctx context.Context, m *invoicingio.Module, db *pg.DB, since time.Time, moment func(time.Time)) error {
	past := outbox.NewRouter()
	m.SubscribeWhere(past, func(ctx context.Context, stay event.StayFacts) bool {
		moment(told(ctx))
		return stay.Stay.To.UTC().After(since)
	})
	_, err := past.CatchUp(ctx, db)
	return err
}

// invoicesHolder holds the papers that name a person.
type invoicesHolder struct{ invoicing *invoicing.Invoicing }

// Name implements privacy.Holder.
func (invoicesHolder) Name() string { return "invoices" }

// Export implements privacy.Holder.
func (h invoicesHolder) Export(ctx context.Context, p privacy.Person, add func(privacy.Part) error) error {
	if p.Email == "" {
		return nil
	}
	_, err := h.invoicing.Export(ctx, invoicing.ExportPapers{Filter: invoicing.Filter{Email: p.Email}, Documents: true, Each: func(r invoicing.Row, document []byte) error {
		return add(privacy.Part{Name: r.Number + ".pdf", Content: strings.NewReader(string(document))})
	}})
	return err
}

// Obstacles implements privacy.Holder.
func (invoicesHolder) Obstacles(context.Context, privacy.Person) ([]string, error) { return nil, nil }

// Erase implements privacy.Holder. Invoices are kept for ten years, whole (Code de commerce, article L123-22; LPF, article
// L102 B), which the law puts above erasure (GDPR article 17(3)(b)); drafts are not issued, and forget their customer.
func (h invoicesHolder) Erase(ctx context.Context, p privacy.Person, pseudonym string) error {
	_, err := h.invoicing.Forget(ctx, invoicing.ForgetCustomer{Email: p.Email, As: invoicing.Party{Name: pseudonym, Email: privacy.Pseudonymous(pseudonym)}})
	return err
}

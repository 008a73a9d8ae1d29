package app

import (
	"context"
	"fmt"
	"io/fs"
	"net"
	"net/http"
	"time"

	"comptoir/internal/audit"
	"comptoir/internal/audit/auditio"
	"comptoir/internal/banking"
	"comptoir/internal/banking/bankingio"
	"comptoir/internal/contracts"
	"comptoir/internal/contracts/contractsio"
	"comptoir/internal/contracts/sandboxsign"
	"comptoir/internal/identity"
	"comptoir/internal/identity/identityio"
	"comptoir/internal/invoicing"
	"comptoir/internal/invoicing/invoicingio"
	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/contact"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/usecase"
	"comptoir/internal/ledger"
	"comptoir/internal/ledger/ledgerio"
	"comptoir/internal/notifications"
	"comptoir/internal/notifications/notificationsio"
	"comptoir/internal/operations"
	"comptoir/internal/operations/operationsio"
	"comptoir/internal/payments"
	"comptoir/internal/payments/paymentsio"
	"comptoir/internal/payments/sandboxpay"
	"comptoir/internal/platform/config"
	"comptoir/internal/platform/egress"
	"comptoir/internal/platform/obs"
	"comptoir/internal/platform/outbox"
	"comptoir/internal/platform/sms/sandboxsms"
	"comptoir/internal/platform/trail"
	"comptoir/internal/portal"
	"comptoir/internal/privacy"
	"comptoir/internal/privacy/privacyio"
	"comptoir/internal/stays"
	"comptoir/internal/stays/staysio"
	"comptoir/internal/tenancy"
	"comptoir/internal/tenancy/tenancyio"
	"comptoir/internal/web"
)

// Contexts are the bounded contexts of the program, each with its adapters.
type Contexts struct {
	Tenancy       *tenancyio.Module
	Identity      *identityio.Module
	Stays         *stays.Stays
	Payments      *payments.Payments
	Sandbox       *sandboxpay.Sandbox // nil outside of the demonstration
	Contracts     *contracts.Contracts
	Notifications *notifications.Notifications
	Trail         *trail.Trail

	Privacy    *privacy.Privacy
	Audit      *audit.Audit
	Sealer     *trail.Sealer
	Ledger     *ledger.Ledger
	Banking    *banking.Banking
	Bookkeeper *ledgerio.Sealer
	Operations *operations.Operations
	Invoicing  *invoicing.Invoicing
	// InvoiceStore verifies the chain of papers.
	InvoiceStore *invoicingio.Store

	stays         *staysio.Module
	payments      *paymentsio.Module
	contracts     *contractsio.Module
	signSandbox   *sandboxsign.Sandbox // nil outside of the demonstration
	texts         *sandboxsms.Sandbox  // as signSandbox
	notifications *notificationsio.Module
	privacy       *privacyio.Module
	sealing       *auditio.Sealing
	recorder      *auditio.Recorder
	audit         *auditio.Module
	ledger        *ledgerio.Module
	banking       *bankingio.Module
	invoicing     *invoicingio.Module
	papers        *invoicingio.Guard
	upkeep        *ledgerio.Upkeep
	issuePast     func(ctx context.Context, since time.Time, moment func(time.Time)) error
	mute          bool
}

// assemble makes the contexts, from the one that needs nothing to those that need the others, and the kit of the pages.
func assemble(a *App, o Options, mux *http.ServeMux) (*Contexts, *web.Kit, error) {
	g := a.ground
	ids := &ident.Source{Now: g.now}
	sealing := &auditio.Sealing{Sealer: trail.NewSealer(g.db, [][]byte{g.key}, trail.FileAnchor{Files: g.plain, Folder: auditio.AnchorFolder}, g.now), Report: g.obs.Report, IDs: ids}
	recorder := &auditio.Recorder{Now: g.now, Report: g.obs.Report}
	observe := observer(g, o, sealing, recorder)
	box := outbox.New(a.Jobs, a.Router, g.now, ids)
	c := &Contexts{mute: o.Mute, Trail: trail.New(g.db, g.now, ids), Sealer: sealing.Sealer, sealing: sealing, recorder: recorder}
	sealing.Tenants = c.tenants
	var err error
	f := fleet{g, c}
	var kit *web.Kit
	c.Tenancy, err = tenancyio.New(f.deps(a, box, ids, observe, func() *web.Kit { return kit }))
	if err != nil {
		return nil, nil, err
	}
	g.blobs.Metered(f)
	kit, err = web.New(kitConfig(a, c, mux))
	if err != nil {
		return nil, nil, err
	}
	tokenKeys, err := g.cfg.AccessTokenKeys()
	if err != nil {
		return nil, nil, err
	}
	c.Identity, err = identityio.New(identityio.Deps{DB: g.db, Events: box, Queue: a.Jobs, Limiter: g.strict, Limits: identityio.StandardLimits(), Web: kit, Now: g.now,
		IDs: ids, Observe: observe, Watch: securityWatch{recorder}, Secrets: [][]byte{g.key}, TokenKeys: tokenKeys, Lives: lives(g.cfg), Country: country(g.cfg), Place: clockOf(c.Tenancy.Directory), Blobs: g.blobs, Issuer: g.cfg.Origin(), Problem: a.API.Fail, Locale: defaultLocale, Business: businessName, Keeper: g.seal, Admits: admitted(g.cfg.AllowedOrigins), Demo: demoAccount(g.cfg.Demo), Team: identity.Team{Room: f.room(tenancy.Users), House: f.house}})
	if err != nil {
		return nil, nil, err
	}
	where := site(c.Tenancy.Directory)
	c.assemblePayments(a, o, box, kit, ids, observe, where)
	c.assembleLedger(g, kit, ids, observe)

	if err := c.assembleContracts(a, box, kit, ids, observe, where); err != nil {
		return nil, nil, err
	}

	c.assembleStays(a, box, kit, ids, observe, where)
	c.assembleBanking(a, box, kit, ids, observe)
	c.assembleInvoicing(g, box, a.Jobs, kit, ids, observe, o.History)
	c.assembleAudit(box, kit, g, ids, observe)
	c.Operations = operations.New(operationsio.Queue{Client: a.Jobs, DB: g.db}, observe)

	agency := noticeAgency{c.Tenancy.Directory}
	c.Notifications = notifications.New(notifications.Deps{Store: notificationsio.NewStore(g.db, a.Jobs), Mailer: noticeMailer{g.mail, g.cfg.MailFrom},
		Files: contractsio.Files{Blobs: g.plain}, Agency: agency, Links: noticeLinks{where, c.Stays, c.Identity, notificationsio.Unsubscribing{Key: g.key}, c.Contracts}, Consents: noticeConsents{c}, Now: g.now, IDs: ids, Observer: observe, Quota: f, Sent: c.mailed})
	c.notifications = notificationsio.New(c.Notifications, agency, noticeStays{c.Stays}, g.now)
	c.Privacy = privacy.New(privacy.Deps{Store: privacyio.NewStore(g.db, box, a.Jobs), Holders: c.holders(), Files: privacyio.Files{Blobs: g.blobs, Papers: g.plain}, Vault: g.seal,
		Scanner: privacyio.Scanner{Driver: g.scan}, Links: privacyio.Links{Key: g.key}, Pack: privacyio.NewZip, Now: g.now, IDs: ids, Observer: observe})
	c.privacy = privacyio.New(privacyio.Deps{Privacy: c.Privacy, Web: kit, Site: where, Place: clockOf(c.Tenancy.Directory)})
	return c, kit, nil
}

// assemblePayments makes payments; a demonstration has a provider of its own.
func (c *Contexts) assemblePayments(a *App, o Options, box *outbox.Outbox, kit *web.Kit, ids *ident.Source, observe usecase.Observer, where func(context.Context) string) {
	g := a.ground
	var play payments.Driver
	var console string
	if g.cfg.Demo {
		c.Sandbox = sandboxpay.New(sandboxpay.Deps{DB: g.db, Jobs: a.Jobs, Now: g.now, Secret: g.key, Site: where, Zone: placeOf(c.Tenancy.Directory), Hook: hook(g.cfg.Addr, o.Hook), Client: egress.New(egress.Config{Allow: append(ownAddress(g.cfg.Addr, o.Hook), g.cfg.EgressAllow...), Timeout: 15 * time.Second, MaxBytes: 1 << 20})})
		play, console = c.Sandbox, sandboxpay.ConsolePath
	}
	c.Payments = payments.New(payments.Deps{Store: paymentsio.NewStore(g.db, box, a.Jobs, g.now), Play: play, Catalogue: providers(g.cfg), ByTrade: []string{stays.SubjectCaution}, Vault: g.seal, Now: g.now, IDs: ids, Observer: observe, Payout: c.payoutTold, Payee: c.payeeTold})
	c.payments = paymentsio.New(paymentsio.Deps{Console: console, Payments: c.Payments, Web: kit, Site: where, Zone: placeOf(c.Tenancy.Directory), Tenants: c.tenants, Subject: c.paidFor, OwedAgain: c.owedAgain, Now: g.now, Problem: a.API.Fail})
}

// assembleStays makes the first trade, whose guests' money payments take.
func (c *Contexts) assembleStays(a *App, box *outbox.Outbox, kit *web.Kit, ids *ident.Source, observe usecase.Observer, where func(context.Context) string) {
	g := a.ground
	bridge := staysPayments{c.Payments}
	c.Stays = stays.New(stays.Deps{Store: staysio.NewStore(g.db, box, a.Jobs), Payments: bridge, Cautions: staysCautions{c.Payments}, Links: staysLinks{key: g.key, site: where}, Now: g.now, IDs: ids, Observer: observe, Room: fleet{g, c}.room(tenancy.Properties), Owners: c.owners, Settled: c.settledWithOwner, RentVAT: c.rentVAT(g.now)})
	c.stays = staysio.New(staysio.Deps{Stays: c.Stays, Blobs: g.blobs, Scanner: g.scan, Documents: staysDocuments{c.Contracts}, Receipts: bridge, MailTexts: staysTexts{c}, Web: kit, Site: where, IDs: ids, Now: g.now, Brand: portal.Brand, Settle: bridge.Settle, Transfer: c.transferFor, Tenants: c.tenants})
}

// mount gives every context its routes, subscriptions and jobs.
func (c *Contexts) mount(a *App, mux *http.ServeMux) {
	c.Identity.REST(a.API)
	c.Tenancy.REST(a.API)
	c.stays.REST(a.API)
	c.payments.REST(a.API)
	c.contracts.REST(a.API)
	c.privacy.REST(a.API)
	c.notifications.REST(a.API)
	c.audit.REST(a.API)
	c.ledger.REST(a.API)
	c.banking.REST(a.API)
	c.invoicing.REST(a.API)
	operationsio.New(c.Operations).REST(a.API)

	c.mountPages(a, mux)
	newViolations(a, mux).mount(mux)

	c.stays.Subscribe(a.Router)
	c.payments.Subscribe(a.Router)
	c.privacy.Subscribe(a.Router)
	if !c.mute {
		c.contracts.Subscribe(a.Router)
		c.notifications.Subscribe(a.Router)
		c.invoicing.Subscribe(a.Router)
	}
	closeUnwanted(a.Router, c.Payments)
	c.keepBooks(a.Router)
	c.agreeFees(a.Router)
	countBusiness(a)

	c.Tenancy.Jobs(a.Registry)
	c.Identity.Jobs(a.Registry)
	c.stays.Jobs(a.Registry)
	c.payments.Jobs(a.Registry)
	if c.Sandbox != nil {
		c.Sandbox.RegisterJobs(a.Registry)
	}
	c.contracts.Jobs(a.Registry)
	c.invoicing.Jobs(a.Registry)
	c.papers.Jobs(a.Registry)
	c.notifications.Jobs(a.Registry)
	c.privacy.Jobs(a.Registry)
	c.sealing.Measure(a.Obs.Metrics)
	c.sealing.Jobs(a.Registry)
	c.recorder.Measure(a.Obs.Metrics)
	c.stays.Measure(a.Obs.Metrics)
	c.audit.Jobs(a.Registry)
	c.upkeep.Measure(a.Obs.Metrics)
	c.papers.Measure(a.Obs.Metrics)
	c.upkeep.Jobs(a.Registry)
	c.banking.Jobs(a.Registry)
}

// kitConfig tells the pages whose they are.
func kitConfig(a *App, c *Contexts, mux *http.ServeMux) web.Config {
	return web.Config{Languages: []string{"fr", "en"}, Messages: []fs.FS{identityio.Texts, staysio.Texts, sandboxpay.Texts, privacyio.Texts, portal.Texts, auditio.Texts, ledgerio.Texts, paymentsio.Texts, bankingio.Texts, invoicingio.Texts, tenancyio.Texts, notificationsio.Texts, contractsio.Texts, sandboxsign.Texts, sandboxsms.Texts}, Brand: portal.Brand, DefaultLang: func(r *http.Request) string { return defaultLocale(r.Context()) },
		Decorate: c.decorate, TraceID: obs.TraceID, Log: a.Obs.Logger, Reports: true, BypassCSRF: append([]string{"POST /api/payments/webhooks/{provider}", "POST /api/signature/webhooks/{provider}", paymentsio.HookRoute, "POST " + web.ReportPath}, sandboxpay.BypassCSRF...),
		Trusted: demoOrigins(a.ground.cfg), FormTargets: demoTargets(a.ground.cfg), Foreign: a.foreign, Refuse: a.refuse, Readable: func(path string) bool { return routeOf(mux, path) != "/…" }}
}

// decorate gives every page its navigation, and says on each when somebody of the operator's acts.
func (c *Contexts) decorate(r *http.Request, p *web.Page) {
	portal.Decorate(r, p)
	if p.User != nil {
		actor := access.From(r.Context())
		p.User.Picture = identityio.PhotoPath(actor.User, actor.Photo)
	}
	p.Helper = c.Tenancy.Banner(r)
}

// defaultLocale is the language of a visitor about whom nothing is known: the business's.
func defaultLocale(ctx context.Context) string {
	if t, ok := tenancy.From(ctx); ok {
		return t.Default
	}
	return "fr"
}

// businessName is the business of ctx as people call it.
func businessName(ctx context.Context) string {
	t, _ := tenancy.From(ctx)
	return t.Name
}

// hook is where the sandbox, which plays a provider outside, calls back: this process's own address.
func hook(addr, given string) func() string {
	const path = "/api/payments/webhooks/" + sandboxpay.Name
	if given != "" {
		return func() string { return given + path }
	}
	host, port, err := net.SplitHostPort(addr)
	if err != nil || host == "" || host == "0.0.0.0" || host == "::" {
		host = "127.0.0.1"
	}
	return func() string { return fmt.Sprintf("http://%s%s", net.JoinHostPort(host, port), path) }
}

// lives is how long sessions live, as the installation says.
func lives(c config.Config) identity.Lives {
	return identity.Lives{Access: c.SessionAccess, Refresh: c.SessionRefresh, Idle: c.SessionIdle, Session: c.SessionMax}
}

// country reads the header in which a trusted proxy names the visitor's country; proxies.strip removes everybody else's.
func country(c config.Config) func(*http.Request) string {
	if c.CountryHeader == "" {
		return nil
	}
	return func(r *http.Request) string { return r.Header.Get(c.CountryHeader) }
}

// placeOf returns the time zone of the business of ctx.
func placeOf(d *tenancyio.Directory) func(context.Context) *time.Location {
	return func(ctx context.Context) *time.Location {
		t, err := current(ctx, d)
		if err != nil {
			return time.UTC
		}
		return t.Location()
	}
}

// clockOf returns the time zone in which a person reads moments: his own, else that of the business.
func clockOf(d *tenancyio.Directory) func(context.Context) *time.Location {
	business := placeOf(d)
	return func(ctx context.Context) *time.Location {
		if name := access.From(ctx).Zone; name != "" {
			if zone, err := time.LoadLocation(name); err == nil {
				return zone
			}
		}
		return business(ctx)
	}
}

// demoAccount names the demonstration's account of each role; nil where there is no demonstration.
func demoAccount(demo bool) func(context.Context, identity.Role) (contact.Email, bool) {
	if !demo {
		return nil
	}
	names := map[identity.Role]string{identity.Administrator: "admin", identity.Manager: "manager", identity.Staff: "staff", identity.Owner: "owner", identity.Customer: "guest"}
	return func(ctx context.Context, role identity.Role) (contact.Email, bool) {
		t, ok := tenancy.From(ctx)
		if t.IsOperator() {
			return demoOperator, role == identity.PlatformAdministrator
		}
		name, known := names[role]
		return contact.Email(name + "@" + t.Slug + ".example"), ok && known
	}
}

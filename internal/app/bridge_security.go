package app

import (
	"context"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"

	"comptoir/internal/audit"
	"comptoir/internal/audit/auditio"
	"comptoir/internal/event"
	"comptoir/internal/identity"
	"comptoir/internal/invoicing/invoicingio"
	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/paging"
	"comptoir/internal/kernel/usecase"
	"comptoir/internal/ledger/ledgerio"
	"comptoir/internal/platform/outbox"
	"comptoir/internal/platform/trail"
	"comptoir/internal/tenancy"
	"comptoir/internal/web"
)

// observer is told of every use case: figures and logs, the date of what it writes into the trail, and whose trail has
// grown.
func observer(g *ground, o Options, s *auditio.Sealing, r *auditio.Recorder) usecase.Observer {
	t := trail.Observer{Next: departures{g.obs.Observer(), r}, Wrote: s.Mark}
	if o.History {
		t.Clock = g.now
	}
	return t
}

// departing are the use cases after which data have left the business in bulk, or somebody of the operator's is on his way
// into it: each leaves a security event. A test compares them with the registry.
var departing = map[string]audit.SecurityKind{
	"audit.export": audit.Exported, "ledger.export": audit.Exported, "ledger.allow_export": audit.Exported, "privacy.open_export": audit.Exported,
	"tenancy.request_export": audit.Exported, "tenancy.fetch_export": audit.Exported, "banking.export_batch": audit.Exported, "invoicing.export": audit.Exported, "stays.export_reservations": audit.Exported, "payments.export": audit.Exported,
	"tenancy.ask_support": audit.Impersonated, "tenancy.decide_support": audit.Impersonated, "tenancy.consent_support": audit.Impersonated,
	"tenancy.enter_support": audit.Impersonated, "tenancy.end_support": audit.Impersonated,
}

// Departing returns the use cases that leave a security event because data leave or support comes in.
func Departing() map[string]audit.SecurityKind { return maps.Clone(departing) }

// departures passes every run of a use case on, and notes those of people that are departing.
type departures struct {
	usecase.Observer
	recorder *auditio.Recorder
}

// End implements usecase.Observer.
func (d departures) End(ctx context.Context, call usecase.Call) {
	d.Observer.End(ctx, call)
	if kind, ok := departing[call.Name]; ok && call.Err == nil && access.From(ctx).Kind != access.System {
		d.recorder.Note(ctx, audit.SecurityEvent{Kind: kind, Detail: map[string]string{"usecase": call.Name, "by": access.From(ctx).Name}})
	}
}

// assembleAudit makes the context that reads the trail and watches.
func (c *Contexts) assembleAudit(box *outbox.Outbox, kit *web.Kit, g *ground, ids *ident.Source, observe usecase.Observer) {
	store := auditio.Store{DB: g.db, Outbox: box, Watchers: c.administrators}
	c.Audit = audit.New(audit.Deps{Trail: auditio.Trail{Trail: c.Trail, Sealer: c.Sealer}, Security: store, Tenants: c.tenants, Now: g.now, IDs: ids, Observer: observe})
	c.recorder.Write = func(ctx context.Context, events []audit.SecurityEvent) error {
		_, err := c.Audit.NoteSecurity(ctx, audit.NoteSecurity{Events: events})
		return err
	}
	c.sealing.Broken = func(ctx context.Context, r trail.Report) {
		c.recorder.Note(ctx, audit.SecurityEvent{Kind: audit.TrailBroken, Detail: map[string]string{"finding": r.Findings[0].Kind}})
	}
	c.upkeep.Broken = func(ctx context.Context, f ledgerio.Finding) {
		c.recorder.Note(ctx, audit.SecurityEvent{Kind: audit.BooksBroken, Detail: map[string]string{"finding": f.Kind}})
	}
	c.papers.Broken = func(ctx context.Context, f invoicingio.Finding) {
		c.recorder.Note(ctx, audit.SecurityEvent{Kind: audit.PapersBroken, Detail: map[string]string{"finding": f.String()}})
	}
	c.audit = auditio.New(auditio.Deps{Audit: c.Audit, Web: kit, Zone: zone, Tenants: c.tenants, Business: c.businessCalled, Person: c.personCalled})
}

// businessCalled is the name of a business of the installation.
func (c *Contexts) businessCalled(ctx context.Context, id access.TenantID) (string, error) {
	t, err := c.Tenancy.Directory.ByID(ctx, id)
	return t.Name, err
}

// personCalled is the name of somebody of a business; whoever may read its security events may know it.
func (c *Contexts) personCalled(ctx context.Context, tenant access.TenantID, id access.UserID) string {
	u, err := c.Identity.GetUser(access.AsSystem(ctx, tenant, "audit"), identity.GetUser{User: id})
	if err != nil {
		return "" // erased, or of a visitor who never was
	}
	return u.Name
}

// zone is the time zone of the business of ctx.
func zone(ctx context.Context) *time.Location {
	if t, ok := tenancy.From(ctx); ok {
		return t.Location()
	}
	return time.UTC
}

// securityWatch implements identity.Watch. A token used twice is written at once: whoever did it may take the process
// down next.
type securityWatch struct{ recorder *auditio.Recorder }

// Note implements identity.Watch.
func (w securityWatch) Note(ctx context.Context, n identity.SecurityNote) {
	e := audit.SecurityEvent{Kind: audit.SecurityKind(n.Kind), User: n.User, Subject: n.Subject, Address: n.Address, Agent: n.Agent, Detail: n.Detail}
	if country := identity.ClientOf(ctx).Country; country != "" {
		e.Detail = maps.Clone(n.Detail)
		if e.Detail == nil {
			e.Detail = map[string]string{}
		}
		e.Detail["country"] = country
	}
	w.recorder.Note(ctx, e)
	if n.Kind == identity.NoteReused {
		w.recorder.Flush(context.WithoutCancel(ctx))
	}
}

// administrators lists who is told of alerts in the business of ctx. The platform's own alerts have nobody to write to:
// they are seen in the figures and in the log.
func (c *Contexts) administrators(ctx context.Context) ([]event.UserFacts, error) {
	tenant := access.TenantOf(ctx)
	if tenant == audit.Platform {
		return nil, nil
	}
	ctx = access.AsSystem(ctx, tenant, "audit")
	var all []event.UserFacts
	request := paging.Request{Limit: paging.MaxLimit}
	for {
		page, err := c.Identity.ListUsers(ctx, identity.ListUsers{Request: request})
		if err != nil {
			return nil, err
		}
		for _, u := range page.Items {
			if u.EmailConfirmed && slices.Contains(u.Roles, identity.Administrator) {
				all = append(all, event.UserFacts{User: u.ID.Raw(), Email: u.Email, Name: u.Name, Locale: u.Locale})
			}
		}
		if request.Cursor = page.Next; request.Cursor == "" {
			return all, nil
		}
	}
}

// watched notes what answers tell of somebody who tries: limits hit, forms from other sites, links and identifiers that are
// not there.
func (a *App) watched(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s := &statusWriter{ResponseWriter: w}
		next.ServeHTTP(s, r.WithContext(access.Witnessed(r.Context(), a.asked)))
		kind := audit.SecurityKind("")
		switch {
		case r.URL.Path == web.ReportPath:
			return // a browser that tells too much is nobody who tries
		case s.status == http.StatusNotFound && guessable(r.URL.Path), s.status == http.StatusTooManyRequests && private(r.URL.Path):
			kind = audit.Absent // who goes on guessing after his limit is still guessing
		case s.status == http.StatusTooManyRequests:
			kind = audit.LimitHit
		case s.status == http.StatusForbidden && r.Method != http.MethodGet && strings.EqualFold(r.Header.Get("Sec-Fetch-Site"), "cross-site"):
			kind = audit.CrossOrigin
		default:
			return
		}
		// The route and never the path: a path may be somebody's secret link, mistyped by one letter.
		route, _, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
		a.Contexts.recorder.Note(r.Context(), audit.SecurityEvent{Kind: kind, Agent: r.UserAgent(), Detail: map[string]string{"method": r.Method, "area": route}})
	})
}

// asked is told of every question whether a visitor or a person may do something.
func (a *App) asked(ctx context.Context, p access.Permission, answer error) {
	a.Contexts.recorder.Refusal(ctx, p, answer)
	if a.witness != nil {
		a.witness(ctx, p, answer)
	}
}

// guessable reports whether an address holds something that could be found by trying.
func guessable(path string) bool {
	for _, prefix := range []string{"/manage/", "/sign/", "/email/", "/password/", "/sign-in/", "/account/", "/api/"} {
		if strings.HasPrefix(path, prefix) {
			return true
		}
	}
	return false
}

// private reports whether an address is a secret by itself, of which only a few guesses are answered.
func private(path string) bool {
	for _, prefix := range []string{"/manage/", "/documents/", "/api/stays/manage/", "/sign/", "/api/signing/"} {
		if strings.HasPrefix(path, prefix) {
			return true
		}
	}
	return false
}

// statusWriter remembers the status of an answer.
type statusWriter struct {
	http.ResponseWriter
	status int
}

// WriteHeader implements http.ResponseWriter.
func (s *statusWriter) WriteHeader(status int) {
	if s.status == 0 && status >= 200 {
		s.status = status
	}
	s.ResponseWriter.WriteHeader(status)
}

// Unwrap lets http.ResponseController reach what it needs.
func (s *statusWriter) Unwrap() http.ResponseWriter { return s.ResponseWriter }

// tenants lists every business of the installation.
func (c *Contexts) tenants(ctx context.Context) ([]access.TenantID, error) {
	var all []access.TenantID
	err := c.eachTenant(ctx, func(t tenancy.State) { all = append(all, t.ID) })
	return all, err
}

func (c *Contexts) eachTenant(ctx context.Context, do func(tenancy.State)) error {
	ctx = access.AsSystem(ctx, access.TenantID{}, "audit")
	request := paging.Request{Limit: paging.MaxLimit}
	for {
		page, err := c.Tenancy.ListTenants(ctx, tenancy.ListTenants{Request: request})
		if err != nil {
			return err
		}
		for _, t := range page.Items {
			do(t)
		}
		if request.Cursor = page.Next; request.Cursor == "" {
			return nil
		}
	}
}

// TrailOf names a business whose trail can be verified.
type TrailOf struct {
	ID   access.TenantID
	Name string // short name
}

// Trails lists the businesses whose trails can be verified: all of them, or the one that key names.
func (a *App) Trails(ctx context.Context, key string) ([]TrailOf, error) {
	if key != "" {
		t, err := a.Contexts.Tenancy.Directory.ByKey(ctx, key)
		return []TrailOf{{t.ID, t.Slug}}, err
	}
	var all []TrailOf
	err := a.Contexts.eachTenant(ctx, func(t tenancy.State) { all = append(all, TrailOf{t.ID, t.Slug}) })
	return all, err
}

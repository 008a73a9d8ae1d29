// Package auditio connects audit to the trail that the stores write, and to the API. Start with Module.
package auditio

import (
	"context"
	"encoding/json"
	"time"

	"comptoir/internal/audit"
	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/paging"
	"comptoir/internal/platform/rest"
	"comptoir/internal/platform/trail"
	"comptoir/internal/web"
)

// Trail implements audit.Trail.
type Trail struct {
	Trail  *trail.Trail
	Sealer *trail.Sealer
}

// LastCheck implements audit.Trail.
func (t Trail) LastCheck(ctx context.Context) (audit.Check, error) {
	r, ok, err := t.Sealer.Last(ctx)
	if err != nil || !ok {
		return audit.Check{}, err
	}
	return audit.Check{At: r.At, Sealed: r.Sealed, Waiting: r.Waiting, Findings: len(r.Findings)}, nil
}

// Entries implements audit.Trail.
func (t Trail) Entries(ctx context.Context, f audit.Filter, p paging.Request) (paging.Page[audit.Entry], error) {
	page, err := t.Trail.List(ctx, trail.Filter{ID: f.ID, Entity: f.Entity, EntityID: f.EntityID, User: f.User,
		ActorPrefix: f.Actor, Action: f.Action, Text: f.Text, From: f.From, To: f.To}, p)
	if err != nil {
		return paging.Page[audit.Entry]{}, err
	}
	out := paging.Page[audit.Entry]{Next: page.Next, Items: make([]audit.Entry, len(page.Items))}
	for i, r := range page.Items {
		changes, err := r.Changes()
		if err != nil {
			return paging.Page[audit.Entry]{}, err
		}
		e := audit.Entry{ID: r.ID, At: r.At, Actor: r.Actor, Kind: r.ActorKind, User: r.User, Address: r.Address, UseCase: r.UseCase, Action: r.Action,
			Entity: r.Entity, EntityID: r.EntityID, Trace: r.Trace, Changes: make([]audit.Change, len(changes))}
		for j, c := range changes {
			e.Changes[j] = audit.Change(c)
		}
		out.Items[i] = e
	}
	return out, nil
}

// Deps is what the module needs.
type Deps struct {
	Audit *audit.Audit
	Web   *web.Kit
	// Zone is the time zone of the business of ctx: its days are those of the filters.
	Zone func(ctx context.Context) *time.Location
	// Tenants lists every business of the installation.
	Tenants func(ctx context.Context) ([]access.TenantID, error)
	// Business is the name of a business, for the operator.
	Business func(ctx context.Context, id access.TenantID) (string, error)
	// Person is the name of somebody of a business, "" when there is nobody; nil: nobody is called by name.
	Person func(ctx context.Context, tenant access.TenantID, id access.UserID) string
}

// Module is the context with its adapters.
type Module struct {
	audit *audit.Audit
	d     Deps
}

// New makes the module.
func New(d Deps) *Module { return &Module{d.Audit, d} }

// REST registers the API.
func (m *Module) REST(api *rest.API) {
	rest.Register(api.Huma, rest.Op("GET", "/api/audit/entries", audit.PermRead, "What was done, by whom, before and after; newest first", "audit"), m.restSearch)
	rest.Register(api.Huma, rest.Op("GET", "/api/audit/security-events", audit.PermReadSecurity, "What matters to security; newest first", "audit"), m.restSecurity)
}

type securityInput struct {
	rest.PageParams
	Kind     string        `query:"kind" maxLength:"60" example:"sign_in_failed"`
	Severity string        `query:"severity" enum:"info,notice,warning,critical" doc:"This one and graver."`
	User     access.UserID `query:"user"`
	Address  string        `query:"address" maxLength:"64"`
	From     time.Time     `query:"from"`
	To       time.Time     `query:"to"`
}

type securityWire struct {
	ID       ident.Raw         `json:"id"`
	At       time.Time         `json:"at"`
	Kind     string            `json:"kind"`
	Severity string            `json:"severity" enum:"info,notice,warning,critical"`
	User     string            `json:"user,omitempty"`
	Subject  string            `json:"subject,omitempty" doc:"Fingerprint of the account that it was about."`
	Address  string            `json:"address,omitempty"`
	Agent    string            `json:"agent,omitempty"`
	Detail   map[string]string `json:"detail,omitempty"`
}

type securityOutput struct{ Body rest.List[securityWire] }

func (m *Module) restSecurity(ctx context.Context, in *securityInput) (*securityOutput, error) {
	page, err := m.audit.SearchSecurity(ctx, audit.SearchSecurity{Page: in.Request(), Filter: audit.SecurityFilter{Kind: audit.SecurityKind(in.Kind),
		Severity: audit.Severity(in.Severity), User: in.User, Address: in.Address, From: in.From, To: in.To}})
	if err != nil {
		return nil, err
	}
	return &securityOutput{Body: rest.ListOf(page, func(e audit.SecurityEvent) securityWire {
		w := securityWire{ID: e.ID, At: e.At, Kind: string(e.Kind), Severity: string(e.Severity), Subject: e.Subject, Address: e.Address, Agent: e.Agent, Detail: e.Detail}
		if !e.User.IsZero() {
			w.User = e.User.String()
		}
		return w
	})}, nil
}

type searchInput struct {
	rest.PageParams
	Entity   string        `query:"entity" maxLength:"60" example:"stays.reservation"`
	EntityID ident.Raw     `query:"entityId"`
	User     access.UserID `query:"user"`
	Action   string        `query:"action" maxLength:"80"`
	Actor    string        `query:"actor" maxLength:"100" doc:"Beginning of a name."`
	Text     string        `query:"q" maxLength:"100" doc:"Somewhere in a name, address, action, object or value."`
	From     time.Time     `query:"from"`
	To       time.Time     `query:"to"`
}

type changeWire struct {
	Path   string `json:"path"`
	Before any    `json:"before,omitempty"`
	After  any    `json:"after,omitempty"`
}

type entryWire struct {
	ID       ident.Raw    `json:"id"`
	At       time.Time    `json:"at"`
	Actor    string       `json:"actor"`
	Kind     access.Kind  `json:"kind" enum:"anonymous,user,link,system"`
	Address  string       `json:"address,omitempty" doc:"Network address."`
	UseCase  string       `json:"useCase"`
	Action   string       `json:"action"`
	Entity   string       `json:"entity"`
	EntityID ident.Raw    `json:"entityId"`
	Changes  []changeWire `json:"changes"`
	Trace    string       `json:"trace,omitempty"`
}

type searchOutput struct{ Body rest.List[entryWire] }

func (m *Module) restSearch(ctx context.Context, in *searchInput) (*searchOutput, error) {
	page, err := m.audit.Search(ctx, audit.SearchTrail{Page: in.Request(),
		Filter: audit.Filter{Entity: in.Entity, EntityID: in.EntityID, User: in.User, Action: in.Action, Actor: in.Actor, Text: in.Text, From: in.From, To: in.To}})
	if err != nil {
		return nil, err
	}
	return &searchOutput{Body: rest.ListOf(page, wireOf)}, nil
}

func wireOf(e audit.Entry) entryWire {
	w := entryWire{ID: e.ID, At: e.At, Actor: e.Actor, Kind: e.Kind, Address: e.Address, UseCase: e.UseCase, Action: e.Action, Entity: e.Entity,
		EntityID: e.EntityID, Trace: e.Trace, Changes: make([]changeWire, len(e.Changes))}
	for i, c := range e.Changes {
		w.Changes[i] = changeWire{Path: c.Path, Before: value(c.Before), After: value(c.After)}
	}
	return w
}

// value gives JSON as it is; nothing where there is none.
func value(raw json.RawMessage) any {
	if len(raw) == 0 {
		return nil
	}
	return raw
}

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
)

// Trail implements audit.Trail.
type Trail struct{ Trail *trail.Trail }

// Entries implements audit.Trail.
func (t Trail) Entries(ctx context.Context, f audit.Filter, p paging.Request) (paging.Page[audit.Entry], error) {
	page, err := t.Trail.List(ctx, trail.Filter{Entity: f.Entity, EntityID: f.EntityID, User: f.User, Action: f.Action, From: f.From, To: f.To}, p)
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

// Module is the context with its adapters.
type Module struct{ audit *audit.Audit }

// New makes the module.
func New(a *audit.Audit) *Module { return &Module{a} }

// REST registers the API.
func (m *Module) REST(api *rest.API) {
	rest.Register(api.Huma, rest.Op("GET", "/api/audit/entries", audit.PermRead, "What was done, by whom, before and after; newest first", "audit"), m.restSearch)
}

type searchInput struct {
	rest.PageParams
	Entity   string        `query:"entity" maxLength:"60" example:"stays.reservation"`
	EntityID ident.Raw     `query:"entityId"`
	User     access.UserID `query:"user"`
	Action   string        `query:"action" maxLength:"80"`
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
		Filter: audit.Filter{Entity: in.Entity, EntityID: in.EntityID, User: in.User, Action: in.Action, From: in.From, To: in.To}})
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

// Package audit lets a business read what was done in its name: who, what, when, from where, before and after; and what
// somebody who watches over it should know: failed sign-ins, refusals, tokens used twice, and the alerts that grow out of
// them.
//
// Changes it does not write: every store records its changes itself, in the transaction that makes them (platform/trail),
// so that no change exists without its entry. It refuses to know how accounts, roles and limits work: they tell it what
// happened, in their words. Start with Audit; the rules of detection are in detect.go.
package audit

import (
	"context"
	"encoding/json"
	"time"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/paging"
	"comptoir/internal/kernel/usecase"
)

// The permissions around the trail.
const (
	PermRead   access.Permission = "audit.read_trail"
	PermExport access.Permission = "audit.export_trail"
)

// Audit is the table of contents of this context.
type Audit struct {
	Search usecase.Func[SearchTrail, paging.Page[Entry]]
	Entry  usecase.Func[GetEntry, Entry]
	Export usecase.Func[ExportTrail, usecase.None]
	Status usecase.Func[TrailStatus, Check]

	NoteSecurity     usecase.Func[NoteSecurity, Noted]
	SearchSecurity   usecase.Func[SearchSecurity, paging.Page[SecurityEvent]]
	ListAlerts       usecase.Func[ListAlerts, []Alert]
	AcknowledgeAlert usecase.Func[AcknowledgeAlert, usecase.None]
	ForgetSecurity   usecase.Func[ForgetSecurity, int]
	FleetSecurity    usecase.Func[FleetSecurity, []TenantSecurity]

	d Deps
}

// Deps is what the use cases need.
type Deps struct {
	Trail    Trail
	Security SecurityStore
	Tenants  func(ctx context.Context) ([]access.TenantID, error) // every business of the installation
	Now      func() time.Time
	IDs      *ident.Source
	Observer usecase.Observer
}

// Trail is where the entries are.
type Trail interface {
	Entries(ctx context.Context, f Filter, p paging.Request) (paging.Page[Entry], error)
	// LastCheck returns the newest verification; the zero Check when there was none.
	LastCheck(ctx context.Context) (Check, error)
}

// Entry is one change.
type Entry struct {
	ID       ident.Raw
	At       time.Time
	Actor    string
	Kind     access.Kind
	User     access.UserID
	Address  string
	UseCase  string
	Action   string
	Entity   string
	EntityID ident.Raw
	Changes  []Change
	Trace    string
}

// Change is one value before and after, as JSON; empty where it did not exist.
type Change struct {
	Path   string
	Before json.RawMessage
	After  json.RawMessage
}

// Check is what a verification of the trail's chain saw.
type Check struct {
	At       time.Time // zero: never verified yet
	Sealed   int64     // entries in the chain
	Waiting  int64     // entries that were not sealed yet
	Findings int       // 0: nobody has tampered
}

// Filter narrows the trail; zero fields do not. From is included, To is not.
type Filter struct {
	ID       ident.Raw
	Entity   string
	EntityID ident.Raw
	User     access.UserID
	Actor    string // the beginning of a name, whatever the case
	Action   string
	Text     string // somewhere in names, address, action, object, or the values before and after
	From, To time.Time
}

// ErrUnknownEntry says that the business's trail has no such entry.
var ErrUnknownEntry = fault.Define(fault.NotFound, "audit.unknown_entry", "no such entry")

// New makes the use cases.
func New(d Deps) *Audit {
	a := &Audit{d: d}
	o := d.Observer
	a.Search = usecase.New(o, "audit.search", a.search)
	a.Entry = usecase.New(o, "audit.get_entry", a.entry)
	a.Export = usecase.New(o, "audit.export", a.export)
	a.Status = usecase.New(o, "audit.status", func(ctx context.Context, _ TrailStatus) (Check, error) { return d.Trail.LastCheck(ctx) })
	a.NoteSecurity = usecase.New(o, "audit.note_security", a.noteSecurity)
	a.SearchSecurity = usecase.New(o, "audit.search_security", a.searchSecurity)
	a.FleetSecurity = usecase.New(o, "audit.fleet_security", a.fleetSecurity)
	a.ListAlerts = usecase.New(o, "audit.list_alerts", func(ctx context.Context, _ ListAlerts) ([]Alert, error) { return d.Security.Alerts(ctx) })
	a.AcknowledgeAlert = usecase.New(o, "audit.acknowledge_alert", func(ctx context.Context, c AcknowledgeAlert) (usecase.None, error) {
		return usecase.None{}, a.acknowledge(ctx, c)
	})
	a.ForgetSecurity = usecase.New(o, "audit.forget_security", func(ctx context.Context, _ ForgetSecurity) (int, error) {
		return d.Security.Forget(ctx, d.Now().Add(-KeepEvents))
	})
	return a
}

// SearchTrail gives entries, newest first.
type SearchTrail struct {
	Filter Filter
	Page   paging.Request
}

// Needs implements access.Guarded.
func (SearchTrail) Needs() access.Permission { return PermRead }

func reversed(from, to time.Time) bool { return !from.IsZero() && !to.IsZero() && !from.Before(to) }

func errReversed() error {
	return fault.ErrInvalid.On("to", "reversed_dates", "the end must come after the beginning")
}

func (a *Audit) search(ctx context.Context, q SearchTrail) (paging.Page[Entry], error) {
	if reversed(q.Filter.From, q.Filter.To) {
		return paging.Page[Entry]{}, errReversed()
	}
	return a.d.Trail.Entries(ctx, q.Filter, q.Page)
}

// GetEntry gives one entry.
type GetEntry struct{ ID ident.Raw }

// Needs implements access.Guarded.
func (GetEntry) Needs() access.Permission { return PermRead }

func (a *Audit) entry(ctx context.Context, q GetEntry) (Entry, error) {
	page, err := a.d.Trail.Entries(ctx, Filter{ID: q.ID}, paging.Request{Limit: 1})
	if err != nil {
		return Entry{}, err
	}
	if q.ID.IsZero() || len(page.Items) == 0 {
		return Entry{}, ErrUnknownEntry
	}
	return page.Items[0], nil
}

// TrailStatus asks when the trail was verified last, and with what result.
type TrailStatus struct{}

// Needs implements access.Guarded.
func (TrailStatus) Needs() access.Permission { return PermRead }

// MaxExport is how many entries one export holds at most; a longer history is exported by periods.
const MaxExport = 100_000

// ExportTrail gives every entry of a filter to Each, newest first, and leaves a security event.
type ExportTrail struct {
	Filter Filter
	Format string // "csv" or "jsonl", for the event
	Each   func(Entry) error
}

// Needs implements access.Guarded.
func (ExportTrail) Needs() access.Permission { return PermExport }

// Proof implements access.Proving: what everybody did leaves the house.
func (ExportTrail) Proof() access.Proof { return access.FreshProof }

func (a *Audit) export(ctx context.Context, c ExportTrail) (usecase.None, error) {
	if reversed(c.Filter.From, c.Filter.To) {
		return usecase.None{}, errReversed()
	}
	// Noted before anything leaves: an export of which nobody would know is refused.
	actor := access.From(ctx)
	event := SecurityEvent{Kind: Exported, User: actor.User, Address: actor.Address, Detail: map[string]string{"what": "audit", "format": c.Format}}
	if err := a.d.Security.Append(ctx, []SecurityEvent{event.complete(a.d.Now(), a.d.IDs)}); err != nil {
		return usecase.None{}, err
	}
	request := paging.Request{Limit: paging.MaxLimit}
	for n := 0; n < MaxExport; {
		page, err := a.d.Trail.Entries(ctx, c.Filter, request)
		if err != nil {
			return usecase.None{}, err
		}
		for _, e := range page.Items {
			if err := c.Each(e); err != nil {
				return usecase.None{}, err
			}
		}
		n += len(page.Items)
		if request.Cursor = page.Next; request.Cursor == "" {
			break
		}
	}
	return usecase.None{}, nil
}

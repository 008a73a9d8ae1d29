// Package audit lets a business read what was done in its name: who, what, when, from where, before and after.
//
// It writes nothing: every store records its changes itself, in the transaction that makes them (platform/trail), so
// that no change exists without its entry. Start with Audit.
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

// PermRead lets somebody read the audit trail of his business.
const PermRead access.Permission = "audit.read_trail"

// Audit is the table of contents of this context.
type Audit struct {
	Search usecase.Func[SearchTrail, paging.Page[Entry]]
	trail  Trail
}

// Trail is where the entries are.
type Trail interface {
	Entries(ctx context.Context, f Filter, p paging.Request) (paging.Page[Entry], error)
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

// Filter narrows the trail; zero fields do not. From is included, To is not.
type Filter struct {
	Entity   string
	EntityID ident.Raw
	User     access.UserID
	Action   string
	From, To time.Time
}

// New makes the use cases.
func New(t Trail, o usecase.Observer) *Audit {
	a := &Audit{trail: t}
	a.Search = usecase.New(o, "audit.search", a.search)
	return a
}

// SearchTrail gives entries, newest first.
type SearchTrail struct {
	Filter Filter
	Page   paging.Request
}

// Needs implements access.Guarded.
func (SearchTrail) Needs() access.Permission { return PermRead }

func (a *Audit) search(ctx context.Context, q SearchTrail) (paging.Page[Entry], error) {
	if !q.Filter.From.IsZero() && !q.Filter.To.IsZero() && !q.Filter.From.Before(q.Filter.To) {
		return paging.Page[Entry]{}, fault.ErrInvalid.On("to", "reversed_dates", "the end must come after the beginning")
	}
	return a.trail.Entries(ctx, q.Filter, q.Page)
}

package audit

import (
	"context"
	"strings"
	"time"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/paging"
)

// The permissions around security.
const (
	PermReadSecurity access.Permission = "audit.read_security" // see events and alerts
	PermHandleAlerts access.Permission = "audit.handle_alerts" // say that an alert has been looked at
	PermProgram      access.Permission = "audit.program"       // write events, forget old ones
)

// Platform is the business under which events are kept that belong to none: what happens on the installation's own
// address. It is in no directory and nobody signs in to it.
var Platform = ident.MustParse[access.Tenant]("00000000-0000-7000-8000-000000000001")

// SecurityKind says what happened. The words are stored data; identity's notes keep the words that identity gives them.
type SecurityKind string

// The kinds on which detection works, and those that other parts of the program note.
const (
	SignInSucceeded   SecurityKind = "sign_in_succeeded"
	SignInFailed      SecurityKind = "sign_in_failed"
	SignInLocked      SecurityKind = "locked"
	TokenReused       SecurityKind = "token_reused"
	PermissionRefused SecurityKind = "permission_refused"
	LimitHit          SecurityKind = "limit_hit"
	Absent            SecurityKind = "absent" // something was asked for that is not there: how lists are guessed
	CrossOrigin       SecurityKind = "cross_origin_refused"
	PolicyViolated    SecurityKind = "csp_violation"
	Impersonated      SecurityKind = "impersonation"
	Exported          SecurityKind = "export"
	TrailBroken       SecurityKind = "trail_broken"  // the audit trail does not hold
	BooksBroken       SecurityKind = "books_broken"  // the ledger does not hold
	PapersBroken      SecurityKind = "papers_broken" // issued invoices are not those that were issued
)

// Severity says how much somebody should care.
type Severity string

// The severities.
const (
	Info     Severity = "info"
	Notice   Severity = "notice"
	Warning  Severity = "warning"
	Critical Severity = "critical"
)

// Severities lists them, lowest first.
func Severities() []Severity { return []Severity{Info, Notice, Warning, Critical} }

// SeverityOf is how grave one event of a kind is by itself; what grows out of many is for the alerts.
func SeverityOf(k SecurityKind) Severity {
	switch k {
	case TrailBroken, BooksBroken, PapersBroken:
		return Critical
	case TokenReused, Impersonated, SignInLocked:
		return Warning
	case SignInFailed, PermissionRefused, LimitHit, CrossOrigin, PolicyViolated, Exported, Absent, "role_changed", "role_defined",
		"password_changed", "address_changed", "account_deactivated":
		return Notice
	}
	return Info
}

// SecurityEvent is one thing that somebody who watches over the business should be able to read afterwards. It holds no
// secret and no e-mail address: Subject is a fingerprint.
type SecurityEvent struct {
	ID       ident.Raw
	Kind     SecurityKind
	Severity Severity
	At       time.Time
	Tenant   access.TenantID // zero: none, which is kept under Platform
	User     access.UserID   // zero when nobody is known
	Subject  string          // whom it was about: the fingerprint of an account's address
	Address  string          // network address
	Network  string          // what one household or office has of the address, told by the store when it reads; "": unknown
	Agent    string          // what the browser or program calls itself
	Detail   map[string]string
}

// complete gives an event what its source left out, and cuts what a stranger may have written at any length.
func (e SecurityEvent) complete(now time.Time, ids *ident.Source) SecurityEvent {
	if e.ID.IsZero() {
		e.ID = ids.Raw()
	}
	if e.At.IsZero() {
		e.At = now
	}
	if e.Severity == "" {
		e.Severity = SeverityOf(e.Kind)
	}
	e.Subject, e.Address, e.Agent = cut(e.Subject, 100), cut(e.Address, 64), cut(e.Agent, 200)
	if len(e.Detail) > 0 {
		detail := map[string]string{}
		for k, v := range e.Detail {
			if len(detail) < 12 {
				detail[cut(k, 40)] = cut(v, 200)
			}
		}
		e.Detail = detail
	}
	return e
}

// cut returns at most n bytes of valid text without zeros, which the database does not take.
func cut(s string, n int) string {
	if len(s) > n {
		s = s[:n]
	}
	return strings.ReplaceAll(strings.ToValidUTF8(s, "�"), "\x00", "")
}

// SecurityFilter narrows a list; zero fields do not. From is included, To is not.
type SecurityFilter struct {
	Kind     SecurityKind
	Severity Severity // this one and graver
	User     access.UserID
	Address  string
	From, To time.Time
}

// Alert says that many events together, or one grave one, need somebody.
type Alert struct {
	ID           ident.Raw
	Rule         Rule
	Key          string // what it is about: an address, a fingerprint, a user
	Severity     Severity
	First, Last  time.Time // of the events behind it
	Count        int
	Detail       map[string]string
	RaisedAt     time.Time
	Acknowledged time.Time // zero: nobody has looked yet
	By           string    // who has
}

// SecurityStore keeps events and alerts, each business's apart: the tenant is the one of ctx.
type SecurityStore interface {
	Append(ctx context.Context, events []SecurityEvent) error
	Events(ctx context.Context, f SecurityFilter, p paging.Request) (paging.Page[SecurityEvent], error)
	// Window returns the newest events since a moment, oldest first, at most limit.
	Window(ctx context.Context, since time.Time, limit int) ([]SecurityEvent, error)
	// Raise keeps the alerts that are new, and tells of each: an alert with the rule and key of one that was raised in
	// the hour before now is the same one. It returns how many were new.
	Raise(ctx context.Context, alerts []Alert, now time.Time) (int, error)
	// Alerts lists the newest 50, those first that nobody has looked at.
	Alerts(ctx context.Context) ([]Alert, error)
	Acknowledge(ctx context.Context, id ident.Raw, by string, at time.Time) error
	// Forget removes events and acknowledged alerts from before a moment, and returns how many.
	Forget(ctx context.Context, before time.Time) (int, error)
}

// ErrUnknownAlert says that there is no such alert, or that somebody has looked at it already.
var ErrUnknownAlert = fault.Define(fault.NotFound, "audit.unknown_alert", "no such open alert")

// KeepEvents is how long security events are kept: the CNIL recommends six months to a year for logs (délibération
// 2021-122 of 14 October 2021).
const KeepEvents = 365 * 24 * time.Hour

// NoteSecurity writes events of one business and looks whether they make an alert.
type NoteSecurity struct{ Events []SecurityEvent }

// Needs implements access.Guarded.
func (NoteSecurity) Needs() access.Permission { return PermProgram }

// Noted says what came of it.
type Noted struct{ Alerts int }

// window is the time that the rules look at, and windowLimit the number of events that they look at most: whoever floods
// is found by the newest.
const (
	window      = 30 * time.Minute
	windowLimit = 5000
)

func (a *Audit) noteSecurity(ctx context.Context, c NoteSecurity) (Noted, error) {
	now := a.d.Now()
	events := make([]SecurityEvent, len(c.Events))
	look := false
	for i, e := range c.Events {
		events[i] = e.complete(now, a.d.IDs)
		look = look || suspicious[e.Kind]
	}
	if len(events) == 0 {
		return Noted{}, nil
	}
	if err := a.d.Security.Append(ctx, events); err != nil || !look {
		return Noted{}, err
	}
	recent, err := a.d.Security.Window(ctx, now.Add(-window), windowLimit)
	if err != nil {
		return Noted{}, err
	}
	alerts := Detect(recent, now)
	for i := range alerts {
		alerts[i].ID, alerts[i].RaisedAt = a.d.IDs.Raw(), now
	}
	if len(alerts) == 0 {
		return Noted{}, nil
	}
	n, err := a.d.Security.Raise(ctx, alerts, now)
	return Noted{Alerts: n}, err
}

// SearchSecurity gives events, newest first.
type SearchSecurity struct {
	Filter SecurityFilter
	Page   paging.Request
}

// Needs implements access.Guarded.
func (SearchSecurity) Needs() access.Permission { return PermReadSecurity }

func (a *Audit) searchSecurity(ctx context.Context, q SearchSecurity) (paging.Page[SecurityEvent], error) {
	if reversed(q.Filter.From, q.Filter.To) {
		return paging.Page[SecurityEvent]{}, errReversed()
	}
	return a.d.Security.Events(ctx, q.Filter, q.Page)
}

// ListAlerts gives the newest alerts.
type ListAlerts struct{}

// Needs implements access.Guarded.
func (ListAlerts) Needs() access.Permission { return PermReadSecurity }

// AcknowledgeAlert says that somebody has looked at an alert.
type AcknowledgeAlert struct{ ID ident.Raw }

// Needs implements access.Guarded.
func (AcknowledgeAlert) Needs() access.Permission { return PermHandleAlerts }

func (a *Audit) acknowledge(ctx context.Context, c AcknowledgeAlert) error {
	return a.d.Security.Acknowledge(ctx, c.ID, access.From(ctx).Name, a.d.Now())
}

// ForgetSecurity removes what is older than KeepEvents.
type ForgetSecurity struct{}

// Needs implements access.Guarded.
func (ForgetSecurity) Needs() access.Permission { return PermProgram }

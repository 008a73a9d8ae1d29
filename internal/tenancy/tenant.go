// Package tenancy is the directory of the businesses that an installation serves: their name, trades, addresses on the
// web, languages, branding and legal identity, and whether they are open.
//
// It decides what a business may say about itself and at which hosts it answers. It refuses to know users and sign-in
// (identity), and how a request carries a host (tenancyio). Start with Tenant, then New.
package tenancy

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"comptoir/internal/event"
	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/money"
)

// Faults of tenancy.
var (
	ErrUnknown    = access.ErrNoTenant // a business that is not here, or is somebody else's
	ErrSlugTaken  = fault.Define(fault.Conflict, "tenancy.slug_taken", "another business already has this short name")
	ErrHostTaken  = fault.Define(fault.Conflict, "tenancy.host_taken", "another business already answers at this address")
	ErrStale      = fault.Define(fault.Stale, "tenancy.stale", "the settings were changed meanwhile; look at them again")
	ErrSuspended  = fault.Define(fault.Unavailable, "tenancy.suspended", "this business is closed for the moment")
	ErrNotAllowed = fault.Define(fault.Conflict, "tenancy.already_so", "the business is already in this state")
	ErrOperator   = fault.Define(fault.Conflict, "tenancy.operator_house", "this is the operator's own house; it is neither suspended nor deleted")
	ErrErased     = fault.Define(fault.Gone, "tenancy.erased", "this business was deleted with its data")
)

// Trade is one of the four trades that a business may practise.
type Trade string

// The trades.
const (
	Stays   Trade = "stays"
	Dining  Trade = "dining"
	Shop    Trade = "shop"
	Rewards Trade = "rewards"
)

// Trades lists every trade, in the order in which they are shown.
func Trades() []Trade { return []Trade{Stays, Dining, Shop, Rewards} }

// Status says whether a business is open to its visitors.
type Status string

// The statuses.
const (
	Active    Status = "active"
	Suspended Status = "suspended"
	Closing   Status = "closing" // closed like Suspended, and erased at EraseAt unless it is restored before
	Erased    Status = "erased"  // nothing is left but the short name, so that old links never lead to somebody else
)

// Statuses lists every status, in the order in which they follow each other.
func Statuses() []Status { return []Status{Active, Suspended, Closing, Erased} }

// State is everything that is stored about a business. It is copied in and out, never shared.
type State struct {
	ID        access.TenantID
	Slug      string // "rivages": first label of its host; never changes
	Name      string
	Trades    []Trade
	Domains   []string // its own hosts, lower case, without port
	Origins   []string // whose pages may call the API from a browser, as Origin makes them
	Languages []string // "fr", "en", "ar"; the first is not special
	Default   string   // language of a visitor about whom nothing is known
	Currency  money.Currency
	Zone      string // IANA
	Branding  Branding
	Legal     Legal
	Hours     Hours
	Status    Status
	Reason    string    // why it is suspended, or to be deleted
	EraseAt   time.Time // when it is erased; zero unless Status is Closing
	Plan      Plan
	Limits    Limits // the operator's own figures, where they differ from the plan's
	Support   bool   // its administrator lets the operator's people in without being asked each time
	CreatedAt time.Time
	UpdatedAt time.Time
	Version   int
}

// Open reports whether visitors and staff come in.
func (s State) Open() bool { return s.Status == Active }

// IsOperator reports whether this is the house of the installation's operator and no business.
func (s State) IsOperator() bool { return s.Slug == OperatorSlug }

// Speaks reports whether the business answers in a language.
func (s State) Speaks(lang string) bool { return slices.Contains(s.Languages, lang) }

// Practises reports whether the business has switched a trade on.
func (s State) Practises(t Trade) bool { return slices.Contains(s.Trades, t) }

// Location returns the business's time zone. Zone was checked when it was stored; UTC stands in on a machine without
// the zone's data.
func (s State) Location() *time.Location {
	if place, err := time.LoadLocation(s.Zone); err == nil {
		return place
	}
	return time.UTC
}

func (s State) clone() State {
	s.Trades, s.Domains, s.Origins, s.Languages = slices.Clone(s.Trades), slices.Clone(s.Domains), slices.Clone(s.Origins), slices.Clone(s.Languages)
	s.Limits = maps.Clone(s.Limits)
	s.Hours = s.Hours.clone()
	return s
}

// Tenant is one business. Its state changes only through its methods.
type Tenant struct {
	s    State
	news []event.Event
}

// Found makes a new business: active, with event TenantCreated. The draft's fields are checked and made canonical; the
// refusal names every field that is wrong.
func Found(id access.TenantID, draft CreateTenant, now time.Time) (*Tenant, error) {
	var c fault.Check
	s := State{ID: id, Slug: draft.Slug, Domains: checkDomains(&c, draft.Domains), Status: Active, CreatedAt: now, UpdatedAt: now}
	c.That(ValidSlug(s.Slug), "slug", "malformed_slug", "3 to 40 small letters, digits and hyphens, beginning with a letter")
	c.That(!Reserved(s.Slug), "slug", "reserved", "this short name is kept for the installation")
	c.That(draft.Currency.Valid(), "currency", "unknown_currency", "this is not an ISO 4217 currency")
	s.Currency, s.Plan = draft.Currency, cmp.Or(draft.Plan, Unlimited)
	c.That(s.Plan.Known(), "plan", "unknown_plan", "no such plan")
	applySettings(&c, &s, draft.Settings)
	if err := c.Err(); err != nil {
		return nil, err
	}
	names := make([]string, len(s.Trades))
	for i, t := range s.Trades {
		names[i] = string(t)
	}
	return &Tenant{s: s, news: []event.Event{event.TenantCreated{Tenant: id.Raw(), Slug: s.Slug, Name: s.Name, Trades: names}}}, nil
}

// Restore makes a Tenant of what was stored; for stores and tests only.
func Restore(s State) *Tenant { return &Tenant{s: s.clone()} }

// State returns a copy of everything that is stored.
func (t *Tenant) State() State { return t.s.clone() }

// TakeEvents returns the facts recorded since the last call; the store publishes them as it saves.
func (t *Tenant) TakeEvents() []event.Event {
	news := t.news
	t.news = nil
	return news
}

// Change replaces the settings. It returns fault.ErrInvalid with the fields that are wrong.
func (t *Tenant) Change(to Settings, now time.Time) error {
	next := t.s.clone()
	var c fault.Check
	applySettings(&c, &next, to)
	if err := c.Err(); err != nil {
		return err
	}
	next.UpdatedAt = now
	t.s = next
	return nil
}

// AnswerAt replaces the business's own hosts. It returns fault.ErrInvalid when one is no host name.
func (t *Tenant) AnswerAt(domains []string, now time.Time) error {
	var c fault.Check
	hosts := checkDomains(&c, domains)
	if err := c.Err(); err != nil {
		return err
	}
	t.s.Domains, t.s.UpdatedAt = hosts, now
	return nil
}

// reservedSlugs would be mistaken for a part of the installation in a host name.
var reservedSlugs = map[string]bool{"www": true, "api": true, "app": true, "admin": true, "operator": true, "status": true,
	"mail": true, "smtp": true, "static": true, "assets": true, "cdn": true, "files": true, "docs": true, "help": true,
	"support": true, "sandbox": true, "localhost": true, "comptoir": true, "root": true, "system": true, "internal": true,
	"metrics": true, "health": true, "start": true}

// Reserved reports whether a short name is kept for the installation itself.
func Reserved(slug string) bool { return reservedSlugs[slug] }

// ValidSlug reports whether a text has the shape of a short name: 3 to 40 small letters, digits and single hyphens,
// beginning with a letter, so that it is one label of a host.
func ValidSlug(s string) bool { return len(s) >= 3 && len(s) <= 40 && slugShape.MatchString(s) }

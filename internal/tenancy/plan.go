package tenancy

import (
	"maps"
	"strconv"
	"time"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/period"
)

// Plan is what a business has agreed with the operator; it sets how much the business may use.
type Plan string

// The plans. Their names are stored data; what they cost is the operator's affair and not written here.
const (
	Discovery Plan = "discovery" // to try
	Starter   Plan = "starter"
	Business  Plan = "business"
	Unlimited Plan = "unlimited" // an installation of one's own
)

// Plans lists the plans, smallest first.
func Plans() []Plan { return []Plan{Discovery, Starter, Business, Unlimited} }

// Resource is what a plan counts.
type Resource string

// The resources.
const (
	Users      Resource = "users"      // people who work in the desk; guests and owners are never counted
	Properties Resource = "properties" // that are not archived
	Storage    Resource = "storage"    // bytes of files
	Mails      Resource = "mails"      // sent in a civil month of the business's own zone
)

// Resources lists the resources, in the order in which they are shown.
func Resources() []Resource { return []Resource{Users, Properties, Storage, Mails} }

// Limits is how much of each resource may be used; what is not in it has no limit.
type Limits map[Resource]int64

const gib = 1 << 30

var plans = map[Plan]Limits{
	Discovery: {Users: 2, Properties: 3, Storage: gib / 4, Mails: 300},
	Starter:   {Users: 5, Properties: 15, Storage: 5 * gib, Mails: 3000},
	Business:  {Users: 30, Properties: 150, Storage: 50 * gib, Mails: 30000},
	Unlimited: {},
}

// Known reports whether there is such a plan.
func (p Plan) Known() bool { _, ok := plans[p]; return ok }

// Limits returns what a plan allows.
func (p Plan) Limits() Limits { return maps.Clone(plans[p]) }

// NoLimit is the operator's own figure for a resource that shall not be limited, whatever the plan says.
const NoLimit int64 = -1

// Allowance returns the limits in force: the plan's, where the operator has not written others.
func (s State) Allowance() Limits {
	all := s.Plan.Limits()
	if all == nil {
		all = Limits{}
	}
	for r, n := range s.Limits {
		if n == NoLimit {
			delete(all, r)
		} else {
			all[r] = n
		}
	}
	return all
}

// Of returns the limit of a resource and whether there is one.
func (l Limits) Of(r Resource) (int64, bool) { n, ok := l[r]; return n, ok }

// Allow puts a business on a plan, with the operator's own figures where they differ. A limit below what is in use takes
// nothing away: it only lets nothing be added.
func (t *Tenant) Allow(p Plan, own Limits, now time.Time) error {
	var c fault.Check
	c.That(p.Known(), "plan", "unknown_plan", "discovery, starter, business or unlimited")
	for r, n := range own {
		if _, known := resourceIndex[r]; !known {
			c.Fail("limits", "unknown_resource", "users, properties, storage or mails")
		} else {
			c.That(n >= NoLimit && n <= 1<<50, "limits."+string(r), "out_of_range", "a whole number, or -1 for no limit")
		}
	}
	if err := c.Err(); err != nil {
		return err
	}
	t.s.Plan, t.s.Limits, t.s.UpdatedAt = p, maps.Clone(own), now
	return nil
}

var resourceIndex = func() map[Resource]int {
	all := map[Resource]int{}
	for i, r := range Resources() {
		all[r] = i
	}
	return all
}()

// Usage is how much a business uses. Users and Properties are counted where they live; Storage and Mails are metered here.
type Usage struct {
	Users, Properties int64
	Storage           int64 // bytes
	Mails             int64 // in the month
	Month             period.Date
}

// Of returns the figure of one resource.
func (u Usage) Of(r Resource) int64 {
	return map[Resource]int64{Users: u.Users, Properties: u.Properties, Storage: u.Storage, Mails: u.Mails}[r]
}

// MonthOf returns the first day of the civil month in which a moment falls at the business's.
func (s State) MonthOf(now time.Time) period.Date {
	year, month, _ := now.In(s.Location()).Date()
	return period.On(year, month, 1)
}

// LimitReached is the refusal of what a plan does not allow any more, with the figure.
func LimitReached(r Resource, limit int64) error {
	return access.ErrLimit.Detailf("the plan allows %d %s", limit, r).On(string(r), "limit", strconv.FormatInt(limit, 10))
}

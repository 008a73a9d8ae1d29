package audit

import (
	"cmp"
	"slices"
	"strconv"
	"time"
)

// Rule names a pattern that detection knows; stored data.
type Rule string

// The rules.
const (
	Spraying    Rule = "password_spraying" // one network tries many accounts
	BruteForce  Rule = "brute_force"       // one account is tried from many networks
	Enumeration Rule = "enumeration"       // one network asks for many things that are not there
	Travel      Rule = "impossible_travel" // one account signs in from two countries within too short a time
	Roaming     Rule = "restless_account"  // one account signs in from several networks and programs at once: a weaker sign of the same
	Refusals    Rule = "refusals"          // one user is refused again and again
	Reuse       Rule = "token_reuse"       // a token was used twice: somebody has a copy
	Broken      Rule = "trail_broken"      // the audit trail does not hold
	Books       Rule = "books_broken"      // the ledger does not hold
	Papers      Rule = "papers_broken"     // issued invoices are not those that were issued
)

// Rules lists the rules.
func Rules() []Rule {
	return []Rule{Spraying, BruteForce, Enumeration, Travel, Roaming, Refusals, Reuse, Broken, Books, Papers}
}

// The thresholds. They are chosen so that an office of 60 people behind one address stays silent on a Monday morning:
// most mistype once or twice and then get in, a few give up (TestANormalOfficeRaisesNothing).
const (
	shortWindow = 15 * time.Minute

	// sprayedAccounts is how many accounts one network must fail on, without getting into any of them, within shortWindow.
	sprayedAccounts = 10
	// triedTimes and triedNetworks are how often, and from how many networks, one account must be failed on within
	// shortWindow. One network alone is stopped by the limits of sign-in.
	triedTimes, triedNetworks = 15, 5
	// absentThings is how many things that are not there one network must ask for within shortWindow.
	absentThings = 30
	// travelTime is how short a time between sign-ins in two countries is impossible. A proxy that we trust tells the
	// country; without one the rule is silent.
	travelTime = time.Hour
	// roamingNetworks is from how many networks, each with another program, one account must get in within shortWindow
	// where no country is known. A telephone and a desk are two.
	roamingNetworks = 4
	// refusedTimes is how often one user must be refused within shortWindow.
	refusedTimes = 25
)

// suspicious are the kinds after which it is worth looking.
var suspicious = map[SecurityKind]bool{SignInFailed: true, SignInLocked: true, SignInSucceeded: true, TokenReused: true, PermissionRefused: true,
	Absent: true, TrailBroken: true, BooksBroken: true, PapersBroken: true}

// Detect looks at the events of one business, in the order of time, and says what needs somebody at the moment now. It
// says each rule and key once.
func Detect(events []SecurityEvent, now time.Time) []Alert {
	d := detection{}
	recent := events[:0:0]
	for _, e := range events {
		if e.At.After(now) {
			continue // a clock that runs ahead makes no alert
		}
		if e.At.After(now.Add(-shortWindow)) {
			recent = append(recent, e)
		}
	}
	d.spraying(recent)
	d.bruteForce(recent)
	d.count(recent, Absent, Enumeration, Warning, absentThings, func(e SecurityEvent) string { return e.Network })
	d.count(recent, PermissionRefused, Refusals, Warning, refusedTimes, func(e SecurityEvent) string {
		if e.User.IsZero() {
			return ""
		}
		return e.User.String()
	})
	d.travel(events)
	d.roaming(recent)
	d.count(recent, TokenReused, Reuse, Critical, 1, func(e SecurityEvent) string { return cmp.Or(userKey(e), e.Subject, e.Network) })
	d.count(recent, TrailBroken, Broken, Critical, 1, func(SecurityEvent) string { return "trail" })
	d.count(recent, BooksBroken, Books, Critical, 1, func(SecurityEvent) string { return "books" })
	d.count(recent, PapersBroken, Papers, Critical, 1, func(SecurityEvent) string { return "papers" })
	slices.SortFunc(d.alerts, func(a, b Alert) int { return cmp.Or(cmp.Compare(a.Rule, b.Rule), cmp.Compare(a.Key, b.Key)) })
	return d.alerts
}

type detection struct{ alerts []Alert }

// trace collects the events of one key.
type trace struct {
	first, last time.Time
	n           int
	others      map[string]bool
}

type traces map[string]*trace

func (t traces) add(key string, at time.Time, other string) {
	if key == "" {
		return
	}
	one := t[key]
	if one == nil {
		one = &trace{first: at, last: at, others: map[string]bool{}}
		t[key] = one
	}
	one.n++
	one.last = at
	if other != "" {
		one.others[other] = true
	}
}

func (d *detection) raise(r Rule, s Severity, key string, t *trace, detail map[string]string) {
	d.alerts = append(d.alerts, Alert{Rule: r, Key: key, Severity: s, First: t.first, Last: t.last, Count: t.n, Detail: detail})
}

func failed(e SecurityEvent) bool { return e.Kind == SignInFailed || e.Kind == SignInLocked }

// account names whose account was tried.
func account(e SecurityEvent) string { return cmp.Or(e.Subject, userKey(e)) }

func userKey(e SecurityEvent) string {
	if e.User.IsZero() {
		return ""
	}
	return e.User.String()
}

// spraying counts accounts that a network failed on and did not get into.
func (d *detection) spraying(events []SecurityEvent) {
	in := map[string]bool{}
	for _, e := range events {
		if e.Kind == SignInSucceeded {
			in[e.Network+" "+account(e)] = true
		}
	}
	all := traces{}
	for _, e := range events {
		if failed(e) && !in[e.Network+" "+account(e)] {
			all.add(e.Network, e.At, account(e))
		}
	}
	for network, t := range all {
		if len(t.others) >= sprayedAccounts {
			d.raise(Spraying, Critical, network, t, map[string]string{"accounts": strconv.Itoa(len(t.others))})
		}
	}
}

func (d *detection) bruteForce(events []SecurityEvent) {
	all := traces{}
	for _, e := range events {
		if failed(e) {
			all.add(account(e), e.At, e.Network)
		}
	}
	for who, t := range all {
		if t.n >= triedTimes && len(t.others) >= triedNetworks {
			d.raise(BruteForce, Critical, who, t, map[string]string{"networks": strconv.Itoa(len(t.others))})
		}
	}
}

// count raises what happened often enough to one key.
func (d *detection) count(events []SecurityEvent, kind SecurityKind, r Rule, s Severity, times int, key func(SecurityEvent) string) {
	all := traces{}
	for _, e := range events {
		if e.Kind == kind {
			all.add(key(e), e.At, "")
		}
	}
	for who, t := range all {
		if t.n >= times {
			d.raise(r, s, who, t, nil)
		}
	}
}

// travel compares each sign-in with the one before it of the same account.
func (d *detection) travel(events []SecurityEvent) {
	last, said := map[string]SecurityEvent{}, map[string]bool{}
	for _, e := range events {
		who := cmp.Or(userKey(e), e.Subject)
		if e.Kind != SignInSucceeded || who == "" || e.Detail["country"] == "" {
			continue
		}
		before, seen := last[who]
		last[who] = e
		if seen && before.Detail["country"] != e.Detail["country"] && e.At.Sub(before.At) < travelTime && !said[who] {
			said[who] = true
			d.raise(Travel, Critical, who, &trace{first: before.At, last: e.At, n: 2},
				map[string]string{"from": before.Detail["country"], "to": e.Detail["country"]})
		}
	}
}

// roaming is what can be said without countries: one account, several networks, each with a program of its own.
func (d *detection) roaming(events []SecurityEvent) {
	networks, agents := traces{}, map[string]map[string]bool{}
	for _, e := range events {
		who := cmp.Or(userKey(e), e.Subject)
		if e.Kind != SignInSucceeded || who == "" {
			continue
		}
		networks.add(who, e.At, e.Network)
		if agents[who] == nil {
			agents[who] = map[string]bool{}
		}
		agents[who][e.Agent] = true
	}
	for who, t := range networks {
		if len(t.others) >= roamingNetworks && len(agents[who]) >= roamingNetworks {
			d.raise(Roaming, Warning, who, t, map[string]string{"networks": strconv.Itoa(len(t.others))})
		}
	}
}

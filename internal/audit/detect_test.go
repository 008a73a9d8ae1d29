package audit_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"comptoir/internal/audit"
	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/ident"
)

var noon = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)

// story tells events one after the other, a few seconds apart, the last of them at noon.
type story struct {
	events []audit.SecurityEvent
	step   time.Duration
}

func (s *story) tell(n int, event func(i int) audit.SecurityEvent) *story {
	for i := range n {
		s.events = append(s.events, event(i))
	}
	return s
}

func (s *story) alerts() []audit.Rule {
	step := s.step
	if step == 0 {
		step = 5 * time.Second
	}
	for i := range s.events {
		s.events[i].At = noon.Add(-step * time.Duration(len(s.events)-1-i))
	}
	var rules []audit.Rule
	for _, a := range audit.Detect(s.events, noon) {
		rules = append(rules, a.Rule)
	}
	return rules
}

func fails(network, account string) audit.SecurityEvent {
	return audit.SecurityEvent{Kind: audit.SignInFailed, Network: network, Subject: account}
}

func entered(network, account, agent, country string) audit.SecurityEvent {
	e := audit.SecurityEvent{Kind: audit.SignInSucceeded, Network: network, Subject: account, Agent: agent, Detail: map[string]string{}}
	if country != "" {
		e.Detail["country"] = country
	}
	return e
}

var someone = ident.MustParse[access.User]("01985a5e-6f00-7abc-8def-0123456789ab")

func TestDetection(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		story *story
		want  []audit.Rule
	}{
		{"nine accounts from one network", new(story).tell(9, func(i int) audit.SecurityEvent { return fails("192.0.2.1", fmt.Sprint(i)) }), nil},
		{"ten accounts from one network", new(story).tell(10, func(i int) audit.SecurityEvent { return fails("192.0.2.1", fmt.Sprint(i)) }), []audit.Rule{audit.Spraying}},
		{"ten accounts, then in", new(story).tell(10, func(i int) audit.SecurityEvent { return fails("192.0.2.1", fmt.Sprint(i)) }).
			tell(10, func(i int) audit.SecurityEvent { return entered("192.0.2.1", fmt.Sprint(i), "", "") }), nil},
		{"ten accounts over hours", (&story{step: 5 * time.Minute}).tell(10, func(i int) audit.SecurityEvent { return fails("192.0.2.1", fmt.Sprint(i)) }), nil},
		{"one account, five networks", new(story).tell(15, func(i int) audit.SecurityEvent { return fails(fmt.Sprintf("192.0.2.%d", i%5), "marie") }), []audit.Rule{audit.BruteForce}},
		{"one account, four networks", new(story).tell(15, func(i int) audit.SecurityEvent { return fails(fmt.Sprintf("192.0.2.%d", i%4), "marie") }), nil},
		{"links by guessing", new(story).tell(30, func(int) audit.SecurityEvent { return audit.SecurityEvent{Kind: audit.Absent, Network: "192.0.2.1"} }), []audit.Rule{audit.Enumeration}},
		{"a few dead links", new(story).tell(29, func(int) audit.SecurityEvent { return audit.SecurityEvent{Kind: audit.Absent, Network: "192.0.2.1"} }), nil},
		{"two countries in a minute", new(story).tell(1, func(int) audit.SecurityEvent { return entered("192.0.2.1", "marie", "a", "FR") }).
			tell(1, func(int) audit.SecurityEvent { return entered("198.51.100.1", "marie", "b", "BR") }), []audit.Rule{audit.Travel}},
		{"a country known once", new(story).tell(1, func(int) audit.SecurityEvent { return entered("192.0.2.1", "marie", "a", "FR") }).
			tell(1, func(int) audit.SecurityEvent { return entered("198.51.100.1", "marie", "b", "") }), nil},
		{"telephone and desk", new(story).tell(6, func(i int) audit.SecurityEvent {
			return entered(fmt.Sprintf("198.51.100.%d", i%2), "marie", fmt.Sprint("agent", i%2), "")
		}), nil},
		{"four networks, four programs", new(story).tell(4, func(i int) audit.SecurityEvent {
			return entered(fmt.Sprintf("198.51.100.%d", i), "marie", fmt.Sprint("agent", i), "")
		}), []audit.Rule{audit.Roaming}},
		{"refused again and again", new(story).tell(25, func(int) audit.SecurityEvent {
			return audit.SecurityEvent{Kind: audit.PermissionRefused, User: someone}
		}), []audit.Rule{audit.Refusals}},
		{"one token twice", new(story).tell(1, func(int) audit.SecurityEvent {
			return audit.SecurityEvent{Kind: audit.TokenReused, User: someone, Network: "192.0.2.1"}
		}), []audit.Rule{audit.Reuse}},
		{"addresses that are none", new(story).tell(50, func(i int) audit.SecurityEvent { return fails("", fmt.Sprint(i)) }), nil},
	}
	for _, tt := range tests {
		if diff := cmp.Diff(tt.want, tt.story.alerts()); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
	}
}

// Up to 60 people behind one address come to work: each mistypes up to three times and then gets in, and up to nine give
// up. Nobody is told.
func TestANormalOfficeRaisesNothing(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		people, lost := rapid.IntRange(1, 60).Draw(rt, "people"), rapid.IntRange(0, 9).Draw(rt, "lost")
		var all []audit.SecurityEvent
		for p := range people {
			name := fmt.Sprint("person", p)
			for range rapid.IntRange(0, 3).Draw(rt, "mistyped") {
				all = append(all, fails("203.0.113.9", name))
			}
			if p >= lost {
				all = append(all, entered("203.0.113.9", name, fmt.Sprint("browser", p%3), "FR"))
			}
		}
		s := story{step: time.Second, events: rapid.Permutation(all).Draw(rt, "order")}
		if got := s.alerts(); len(got) != 0 {
			rt.Fatalf("raised %v", got)
		}
	})
}

// An attack is found however much everyday life is around it, and what was said once is not said again in other words.
func TestAnAttackIsFoundInANoisyHour(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		var all []audit.SecurityEvent
		for i := range rapid.IntRange(10, 40).Draw(rt, "tried") {
			all = append(all, fails("198.51.100.66", fmt.Sprint("victim", i)))
		}
		for i := range rapid.IntRange(0, 60).Draw(rt, "noise") {
			all = append(all, entered(fmt.Sprintf("203.0.113.%d", i), fmt.Sprint("customer", i), "browser", "FR"))
		}
		s := story{step: time.Second, events: rapid.Permutation(all).Draw(rt, "order")}
		if got := s.alerts(); !slices.Equal(got, []audit.Rule{audit.Spraying}) {
			rt.Fatalf("raised %v", got)
		}
	})
}

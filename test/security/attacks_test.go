package security

import (
	"flag"
	"testing"

	"comptoir/internal/identity"
	"comptoir/internal/kernel/access"
	"comptoir/test/program"
)

// at is a running demonstration to attack instead of one of the test's own.
var at = flag.String("target", "", "attack the demonstration at this address (http://127.0.0.1:8080) instead of a program of the test's own")

// front is everything that the attacks of one run share: two furnished businesses and one person of every role.
type front struct {
	*Target
	mine, other *Things
	people      map[string]*Visitor // of the first business, by role; "" is nobody
}

// TestAttacks attacks a running program over the network, by nothing but requests.
func TestAttacks(t *testing.T) {
	f := &front{Target: running(t), people: map[string]*Visitor{}}
	f.mine, f.other = Furnish(t, f.Target, "rivages"), Furnish(t, f.Target, "cimes")
	visitor := f.Visitor("rivages")
	f.people[""] = visitor
	for _, account := range []string{"guest", "owner", "staff", "manager", "admin"} {
		f.people[account] = visitor.As(t, account)
	}
	for _, a := range []struct {
		name string
		run  func(*testing.T, *front)
	}{
		{"TokenConfusion", tokenConfusion}, {"AnotherTenant", anotherTenant}, {"RoleMatrix", roleMatrix}, {"SomebodyElse", somebodyElse},
		{"MassAssignment", massAssignment}, {"Injection", injection}, {"Shown", shown},
		{"Headers", headers}, {"UnderTLS", underTLS}, {"Smuggling", smuggling}, {"SlowClients", slowClients}, {"Uploads", uploads}, {"InnerAddresses", innerAddresses},
	} {
		t.Run(a.name, func(t *testing.T) {
			t.Parallel()
			a.run(t, f)
		})
	}
}

// running is the demonstration that was named, or a program of the test's own.
func running(t *testing.T) *Target {
	t.Helper()
	if *at != "" {
		return NewTarget(t, *at)
	}
	p := program.Start(t)
	settle(t, p)
	return NewTarget(t, "http://127.0.0.1:"+p.Port)
}

// settle founds the demonstration's two businesses with its accounts, without its history.
func settle(t *testing.T, p *program.Program) {
	t.Helper()
	for _, slug := range []string{"rivages", "cimes"} {
		a := p.Agency(slug)
		for account, role := range map[string]identity.Role{"manager": identity.Manager, "owner": identity.Owner, "guest": identity.Customer} {
			if _, err := p.App.Contexts.Identity.CreateUser(access.AsSystem(t.Context(), a.State.ID, "test"), identity.CreateUser{Email: account + "@" + slug + ".example",
				Password: program.Password, Confirmed: true, Roles: []identity.Role{role}, Profile: identity.Profile{Name: account, Locale: "fr"}}); err != nil {
				t.Fatal(err)
			}
		}
	}
}

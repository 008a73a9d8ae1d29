package security

import (
	"bytes"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"testing"

	"comptoir/internal/identity"
	"comptoir/internal/kernel/access"
)

// honest makes a body that an operation would take, with things of a business.
func (f *front) honest(o Operation, w *Things, seed uint64) any {
	if o.Body == nil {
		return nil
	}
	m := &Maker{Document: f.Document, Random: rand.New(rand.NewPCG(seed, 1)), Known: w.known}
	return m.Value(o.Body, "")
}

// known are values of fields that name things.
func (w *Things) known(field string) []string {
	switch field {
	case "propertyId":
		return []string{w.IDs["/api/stays/desk/properties/{id}"]}
	case "paymentId":
		return []string{w.IDs["/api/payments/{id}"]}
	case "customRoles":
		return []string{w.IDs["/api/identity/roles/{id}"]}
	case "roles":
		return []string{"staff"}
	case "permissions":
		return []string{"stays.read_planning"}
	case "order":
		return []string{w.IDs["/api/stays/desk/properties/{id}/photos/{photo}"]}
	}
	return nil
}

// nothing is an identifier that no thing has.
const nothing = "0198c0de-0000-7000-8000-000000000001"

// elsewhere are addresses whose things a business does not have by itself: the operator's (in his own house, TestTheConsoleIsTheOperatorsAlone),
// support sessions (TestTheSupportComesInWithConsent), and the way in for who has no business yet (TestANewBusinessOpensByItself).
var elsewhere = []string{"/api/operations/jobs/", "/api/operator/", "/api/business/supports/", "/api/start/"}

// words are parts of addresses that name one of a fixed set of words, the same in every business, and no thing.
var words = []string{"/webhooks/", "/consents/", "/preferences/", "/auth/providers/", "/payments/providers/", "/contracts/templates/", "/contracts/providers/"}

// anotherTenant: an administrator asks, by every operation that names a thing, for the things of another business: as if
// they had never been. Afterwards they are as they were.
func anotherTenant(t *testing.T, f *front) {
	before := f.picture(t)
	asked := 0
	for _, o := range f.Document.Operations {
		if !strings.Contains(o.Path, "{") || slices.ContainsFunc(words, func(w string) bool { return strings.Contains(o.Path, w) }) {
			continue
		}
		path, ok := f.other.Address(o.Path)
		if !ok {
			if !slices.ContainsFunc(elsewhere, func(p string) bool { return strings.HasPrefix(o.Path, p) }) {
				t.Errorf("%s: the suite has nothing of that kind to ask for: make one in Furnish (things.go)", o.Name())
			}
			continue
		}
		for who, visitor := range map[string]*Visitor{"admin": f.mine.Admin, "guest": f.mine.Person, "nobody": f.people[""]} {
			got := visitor.Call(t, o.Method, path+query(o), f.honest(o, f.other, 7))
			asked++
			never := visitor.Call(t, o.Method, parameters.ReplaceAllString(o.Path, nothing)+query(o), f.honest(o, f.other, 7))
			if got.Status < 400 || got.Status >= 500 || got.Status != never.Status || got.At("code") != never.At("code") {
				t.Errorf("%s as %s of another business: %d %.300s; for a thing that never was: %d %.200s", o.Name(), who, got.Status, got.Raw, never.Status, never.Raw)
			}
			if who == "admin" && o.BodyType == "" && got.Status != http.StatusNotFound && got.Status != http.StatusGone {
				t.Errorf("%s as %s of another business: %d %.300s", o.Name(), who, got.Status, got.Raw)
			}
			for _, id := range f.other.Values() {
				if bytes.Contains(bytes.ReplaceAll(got.Raw, []byte(path), nil), []byte(id)) {
					t.Errorf("%s as %s shows %s of another business", o.Name(), who, id)
				}
			}
		}
	}
	if asked < 90 {
		t.Errorf("only %d questions asked", asked)
	}
	if after := f.picture(t); after != before {
		t.Errorf("another business changed:\n%s\n%s", before, after)
	}
}

// query gives what an operation insists on.
func query(o Operation) string {
	if strings.HasSuffix(o.Path, "/calendar") {
		return "?from=2027-01-01&to=2027-01-08"
	}
	return ""
}

// picture is what the other business's administrator sees of his things.
func (f *front) picture(t *testing.T) string {
	t.Helper()
	var out strings.Builder
	for _, path := range []string{"/api/stays/desk/properties/{id}", "/api/stays/reservations/{id}", "/api/payments/{id}/details", "/api/identity/users/{id}", "/api/identity/roles", "/api/identity/invitations", "/api/stays/tax-rules"} {
		address, _ := f.other.Address(path)
		out.Write(f.other.Admin.Must(t, http.StatusOK, "GET", address, nil).Raw)
	}
	return out.String()
}

// roles of the demonstration's accounts.
var roles = map[string]identity.Role{"guest": identity.Customer, "owner": identity.Owner, "staff": identity.Staff, "manager": identity.Manager, "admin": identity.Administrator}

// roleMatrix: every operation × every role, compared with the matrix of permissions: who may not is refused, before anything else is said.
func roleMatrix(t *testing.T, f *front) {
	for _, o := range f.Document.Operations {
		if o.Permission == string(access.Public) {
			continue
		}
		path := parameters.ReplaceAllString(o.Path, nothing) + query(o)
		for account, visitor := range f.people {
			may := account != "" && slices.Contains(identity.Granted(roles[account]), access.Permission(o.Permission))
			if may && o.Method != http.MethodGet {
				continue // what he may he would do: the journeys and the fuzzer do it
			}
			got := visitor.Call(t, o.Method, path, f.honest(o, f.mine, 3))
			refused := got.Status == http.StatusForbidden || got.Status == http.StatusUnauthorized
			hidden := got.Status == http.StatusNotFound && strings.HasPrefix(o.Permission, "tenancy.") // the console is nowhere but in the operator's house
			if account == "" && got.Status != http.StatusUnauthorized && !hidden {
				t.Errorf("%s as nobody: %d %.200s", o.Name(), got.Status, got.Raw)
			}
			if may == refused && !hidden {
				t.Errorf("%s (%s) as %q: %d %.200s, but the matrix says %v", o.Name(), o.Permission, account, got.Status, got.Raw, may)
			}
		}
	}
}

// somebodyElse: a guest asks for what belongs to another guest of the same business, whose every id he knows, and so do
// an owner and a person of the desk for what is private.
func somebodyElse(t *testing.T, f *front) {
	private := []string{"/api/privacy/", "/api/auth/sessions/", "/api/auth/factors/"}
	asked := 0
	for _, o := range f.Document.Operations {
		path, ok := f.mine.Address(o.Path)
		if !ok || !strings.Contains(o.Path, "{") || o.Permission == string(access.Public) || strings.Contains(o.Path, "/consents/") {
			continue
		}
		for who, visitor := range map[string]*Visitor{"guest": f.mine.Intruder, "owner": f.people["owner"], "staff": f.people["staff"], "manager": f.people["manager"]} {
			own := slices.ContainsFunc(private, func(p string) bool { return strings.HasPrefix(o.Path, p) }) && !strings.Contains(o.Path, "/desk/")
			if who != "guest" && !own || who == "manager" && strings.HasSuffix(o.Path, "/documents/{id}/link") {
				continue // what the role allows (privacy.read_documents too): roleMatrix
			}
			asked++
			got := visitor.Call(t, o.Method, path, f.honest(o, f.mine, 5))
			if got.Status != http.StatusForbidden && got.Status != http.StatusNotFound {
				t.Errorf("%s as %s: %d %.300s", o.Name(), who, got.Status, got.Raw)
			}
		}
	}
	if asked < 30 {
		t.Errorf("only %d questions asked", asked)
	}
	for _, page := range []string{"/account/bookings/" + f.mine.IDs["/api/stays/reservations/{id}"], "/account/privacy/documents/" + f.mine.IDs["/api/privacy/documents/{id}"],
		"/account/privacy/requests/" + f.mine.IDs["/api/privacy/requests/{id}"] + "/archive"} {
		if got := f.mine.Intruder.OnPages(t, f.mine.Intruder.Account).Call(t, "GET", page, nil); got.Status != http.StatusNotFound {
			t.Errorf("%s as another guest: %d", page, got.Status)
		}
		if got := f.mine.Person.OnPages(t, f.mine.Email).Call(t, "GET", page, nil); got.Status == http.StatusNotFound && !strings.HasSuffix(page, "/archive") {
			t.Errorf("%s is not there for its person: the test proves nothing", page)
		}
	}
}

package staysio_test

import (
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"

	"comptoir/internal/kernel/access"
)

// call asks the API of agency a and reads the answer.
func (s *guestSite) call(method, path, body string) (int, string, map[string]any) {
	s.Helper()
	r, err := http.NewRequest(method, s.server.URL+path, strings.NewReader(body))
	if err != nil {
		s.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		s.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	raw, err := io.ReadAll(resp.Body)
	if err != nil {
		s.Fatal(err)
	}
	var out map[string]any
	if len(raw) > 0 {
		if err := json.Unmarshal(raw, &out); err != nil {
			s.Fatalf("%s %s: %v in %s", method, path, err, raw)
		}
	}
	return resp.StatusCode, resp.Header.Get("Location"), out
}

// What a POST makes has an address, said with 201, at which it is read, replaced and taken away; POST replaces nothing.
func TestWhatIsMadeHasAnAddress(t *testing.T) {
	t.Parallel()
	s := newGuestSite(t)
	s.who = access.From(s.a.Desk)
	p := s.a.Property().ID.String()
	desk := "/api/stays/desk/properties/" + p
	for _, c := range []struct {
		path, body, shows string
		replaced          bool
	}{
		{desk + "/seasons", `{"name":{"fr":"Été"},"dates":{"from":"2027-07-01","to":"2027-09-01"},"nightly":{"amount":"150.00","currency":"EUR"}}`, "Été", true},
		{desk + "/seasons", `{"name":{"fr":"Hiver"},"dates":{"from":"2027-11-01","to":"2027-12-01"},"nightly":{"amount":"50.00","currency":"EUR"}}`, "Hiver", true},
		{desk + "/fees", `{"code":"linen","name":{"fr":"Draps de lin"},"amount":{"amount":"20.00","currency":"EUR"},"per":"stay","optional":true}`, "Draps de lin", true},
		{"/api/stays/tax-rules", `{"insee":"35288","commune":"Saint-Malo","from":"2026-01-01","tariffs":{"one_star":{"amount":"0.80","currency":"EUR"},"two_stars":{"amount":"0.80","currency":"EUR"},"three_stars":{"amount":"0.80","currency":"EUR"},"four_stars":{"amount":"0.80","currency":"EUR"},"five_stars":{"amount":"0.80","currency":"EUR"}},"percent":"5","cap":{"amount":"4.60","currency":"EUR"},"source":"délibération"}`, "Saint-Malo", true},
		{"/api/stays/blocks", `{"propertyId":"` + p + `","from":"2027-10-01","to":"2027-10-05","kind":"maintenance","note":"Toiture"}`, "Toiture", false},
	} {
		status, location, answer := s.call("POST", c.path, c.body)
		if status != http.StatusCreated || !strings.HasPrefix(location, c.path+"/") {
			t.Fatalf("POST %s: %d, Location %q: %v", c.path, status, location, answer)
		}
		status, _, there := s.call("GET", location, "")
		raw, err := json.Marshal(there)
		if err != nil || status != http.StatusOK || !strings.Contains(string(raw), c.shows) {
			t.Fatalf("GET %s: %d %s", location, status, raw)
		}
		if c.replaced {
			delete(there, "$schema")
			raw, _ = json.Marshal(there)
			if status, _, answer = s.call("PUT", location, string(raw)); status != http.StatusOK {
				t.Errorf("PUT %s: %d %v", location, status, answer)
			}
			if status, _, answer = s.call("POST", c.path, string(raw)); status != http.StatusUnprocessableEntity {
				t.Errorf("POST of what exists: %d %v", status, answer)
			}
		}
		s.call("DELETE", location, "")
		if status, _, _ = s.call("GET", location, ""); status != http.StatusNotFound {
			t.Errorf("%s is there after its removal: %d", location, status)
		}
	}
}

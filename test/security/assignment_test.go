package security

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// privileged are fields that a program decides by itself, and nobody else.
var privileged = map[string]any{"tenantId": "00000000-0000-0000-0000-000000000000", "tenant_id": "x", "roles": []string{"administrator"}, "role": "administrator", "is_admin": true,
	"isAdmin": true, "permissions": []string{"*"}, "price": "0.01", "total": map[string]any{"amount": "0.01", "currency": "EUR"}, "balance": 0, "paid": true, "status": "confirmed",
	"id": "0198c0de-0000-7000-8000-000000000001", "createdAt": "2001-01-01T00:00:00Z", "created_at": "2001-01-01T00:00:00Z", "confirmedAt": "2001-01-01T00:00:00Z", "version": 999,
	"userId": "0198c0de-0000-7000-8000-000000000001", "owner": "me", "emailConfirmed": true, "passwordHash": "x", "__proto__": map[string]any{"admin": true}, "constructor": 1, "TENANTID": "x"}

// massAssignment: every operation with a JSON body is sent each privileged field that it does not have, at the top and in
// every object of the body: the answer names the field and nothing is done.
func massAssignment(t *testing.T, f *front) {
	sent := 0
	for _, o := range f.Document.Operations {
		if o.Body == nil {
			continue
		}
		path, ok := f.mine.Address(o.Path)
		if !ok {
			path = parameters.ReplaceAllString(o.Path, "0198c0de-0000-7000-8000-000000000001")
		}
		body, _ := f.honest(o, f.mine, 11).(map[string]any)
		for _, place := range f.objects(o.Body, body) {
			for field, value := range privileged {
				if place.allows(field) {
					continue
				}
				place.at[field] = value
				got := f.mine.Admin.Call(t, o.Method, path, body)
				delete(place.at, field)
				sent++
				if got.Status < 400 || got.Status >= 500 {
					t.Errorf("%s with %s in %q: %d %.200s", o.Name(), field, place.name, got.Status, got.Raw)
				}
				if got.Status == http.StatusUnprocessableEntity && !strings.Contains(string(got.Raw), field) {
					t.Errorf("%s with %s in %q: the refusal does not name it: %.300s", o.Name(), field, place.name, got.Raw)
				}
			}
		}
	}
	if sent < 500 {
		t.Errorf("only %d fields sent", sent)
	}
	f.assignByForms(t)
}

type place struct {
	name   string
	at     map[string]any
	schema map[string]any
}

func (p place) allows(field string) bool { // JSON names are compared without case by lenient readers: TENANTID must be refused too
	for name := range object(p.schema["properties"]) {
		if name == field {
			return true
		}
	}
	return false
}

// objects lists the objects of a body whose fields are fixed.
func (f *front) objects(schema, body map[string]any) []place {
	schema = f.Document.follow(schema)
	found := []place{{"body", body, schema}}
	for name, s := range object(schema["properties"]) {
		s := f.Document.follow(object(s))
		if object(s["properties"]) != nil && object(body[name]) != nil {
			found = append(found, place{name, object(body[name]), s})
		}
	}
	return found
}

// assignByForms sends the same by the forms of pages: what a form does not have is not taken.
func (f *front) assignByForms(t *testing.T) {
	t.Helper()
	guest := f.people["guest"].OnPages(t, f.people["guest"].Account)
	me := string(f.people["guest"].Must(t, 200, "GET", "/api/auth/me", nil).Raw)
	for _, path := range []string{"/account/profile", "/register", "/account/password", "/account/privacy/consents", "/preferences", "/book"} {
		form := url.Values{"name": {"Nora Petit"}, "locale": {"fr"}, "email": {"form@guest.example"}, "password": {"comptoir-demo-form"}}
		for field, value := range privileged {
			text, _ := json.Marshal(value)
			form.Set(field, strings.Trim(string(text), `"`))
		}
		if got := guest.Form(t, path, form); got.Status >= 500 {
			t.Errorf("POST %s: %d", path, got.Status)
		}
	}
	var before, after struct {
		ID, Email      string
		Roles          []string
		EmailConfirmed bool
		CreatedAt      string
	}
	if err := json.Unmarshal([]byte(me), &before); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(f.people["guest"].Must(t, 200, "GET", "/api/auth/me", nil).Raw, &after); err != nil {
		t.Fatal(err)
	}
	if a, b := mustJSON(before), mustJSON(after); a != b {
		t.Errorf("a form changed what no form has: %s, then %s", a, b)
	}
}

func mustJSON(v any) string {
	raw, _ := json.Marshal(v)
	return string(raw)
}

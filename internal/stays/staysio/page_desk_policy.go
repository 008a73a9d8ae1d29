package staysio

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"comptoir/internal/stays"
	"comptoir/internal/web"
)

// newPolicy is the path's code of a cancellation policy that does not exist yet. No policy can have it: codes that end
// so would need a number.
const newPolicy = "new"

// policyTiers is how many steps the form has room for.
const policyTiers = 6

// policyPages registers the agency's cancellation policies.
func (m *Module) policyPages(mux *http.ServeMux) {
	mux.HandleFunc("GET /desk/settings/policies", m.deskPolicies)
	mux.HandleFunc("GET /desk/settings/policies/{code}", m.Web.Only(stays.PermReadSettings, m.deskPolicy))
	mux.HandleFunc("POST /desk/settings/policies/{code}", m.Web.Only(stays.PermManageSettings, m.postPolicy))
}

func (m *Module) deskPolicies(w http.ResponseWriter, r *http.Request) {
	s, err := m.stays.GetSettings(r.Context(), stays.GetSettings{})
	if err != nil {
		m.Web.Error(w, r, err)
		return
	}
	v := m.settingsView(r.Context(), "/policies")
	v.Settings = s
	m.showSettings(w, r, http.StatusOK, v, policiesTab(v))
}

// policyOf finds the policy of the path; the zero policy for a new one.
func (m *Module) policyOf(r *http.Request) (stays.Settings, stays.Policy, error) {
	s, err := m.stays.GetSettings(r.Context(), stays.GetSettings{})
	if err != nil || r.PathValue("code") == newPolicy {
		return s, stays.Policy{}, err
	}
	p, err := s.PolicyFor(stays.PolicyCode(r.PathValue("code")))
	if err != nil {
		err = stays.ErrUnknownPolicy
	}
	return s, p, err
}

func (m *Module) deskPolicy(w http.ResponseWriter, r *http.Request) {
	s, p, err := m.policyOf(r)
	if err != nil {
		m.Web.Error(w, r, err)
		return
	}
	m.showPolicy(w, r, http.StatusOK, s, p, policyForm(r.Context(), p, s))
}

func (m *Module) showPolicy(w http.ResponseWriter, r *http.Request, status int, s stays.Settings, p stays.Policy, f *web.Form) {
	v := m.settingsView(r.Context(), "/policies")
	v.Settings, v.Policy, v.Form = s, p, f
	m.showSettings(w, r, status, v, policyTab(v))
}

// hoursTyped writes a delay as people say it: whole days as a number, anything else in hours.
func hoursTyped(hours int) string {
	if hours%24 == 0 {
		return strconv.Itoa(hours / 24)
	}
	return strconv.Itoa(hours) + " h"
}

// typedHours reads "5" as days and "36 h" as hours.
func typedHours(ctx context.Context, f *web.Form, name string) int {
	s := strings.ToLower(f.Get(name))
	if s == "" {
		return 0
	}
	number, inHours := strings.CutSuffix(s, "h")
	n, err := strconv.Atoi(strings.TrimSpace(number))
	if err != nil || n < 0 || n > 10_000 {
		f.Fail(name, web.T(ctx, "desk.policy.when_form"))
		return 0
	}
	if inHours {
		return n
	}
	return n * 24
}

func policyForm(ctx context.Context, p stays.Policy, s stays.Settings) *web.Form {
	f := web.FormOf("nameFr", p.Name["fr"], "nameEn", p.Name["en"], "prepaid", string(p.Prepaid))
	for i, t := range p.Tiers {
		f.Values.Set(fmt.Sprintf("tier%dWhen", i), hoursTyped(t.Hours))
		f.Values.Set(fmt.Sprintf("tier%dPercent", i), cmpOr(typedPercent(ctx, t.Percent), "0"))
		f.Values.Set(fmt.Sprintf("tier%dKeep", i), strconv.Itoa(t.KeepNights))
	}
	if g := p.Grace; g != nil {
		f.Values.Set("graceWithin", strconv.Itoa(g.WithinHours))
		f.Values.Set("graceBefore", hoursTyped(g.BeforeHours))
	}
	if p.Code == "" || s.Offers(p.Code) {
		f.Values.Set("offered", "1")
	}
	return f
}

func cmpOr(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}

// readPolicy reads the form. A policy whose last step ends before the arrival says itself that nothing comes back then.
func readPolicy(ctx context.Context, f *web.Form, old stays.Policy) stays.Policy {
	p := stays.Policy{Code: old.Code, Version: old.Version, Name: stays.Text{"fr": f.Get("nameFr"), "en": f.Get("nameEn")}}
	for i := range max(policyTiers, len(old.Tiers)) {
		name := fmt.Sprintf("tier%d", i)
		if f.Get(name+"When") == "" && f.Get(name+"Percent") == "" {
			continue
		}
		f.Need(ctx, name+"When", name+"Percent")
		p.Tiers = append(p.Tiers, stays.Tier{Hours: typedHours(ctx, f, name+"When"), Percent: f.Percent(ctx, name+"Percent"), KeepNights: f.Int(ctx, name+"Keep")})
	}
	if n := len(p.Tiers); n > 0 && n < policyTiers && p.Tiers[n-1].Hours > 0 {
		p.Tiers = append(p.Tiers, stays.Tier{})
	}
	if f.Get("graceWithin") != "" {
		p.Grace = &stays.Grace{WithinHours: f.Int(ctx, "graceWithin"), BeforeHours: typedHours(ctx, f, "graceBefore")}
	}
	p.Prepaid = stays.Prepayment(f.Get("prepaid"))
	return p
}

// codeFor makes the code of a new policy of its name: nobody has it yet.
func codeFor(s stays.Settings, p stays.Policy) stays.PolicyCode {
	base := strings.ReplaceAll(stays.Slug(p.Name.In("fr")), "-", "_")
	if base == "" || base[0] < 'a' || base[0] > 'z' {
		base = "own_" + base
	}
	base = strings.Trim(base[:min(len(base), 30)], "_")
	code := stays.PolicyCode(base)
	for n := 2; slices.ContainsFunc(s.AllPolicies(), func(x stays.Policy) bool { return x.Code == code }) || code == newPolicy; n++ {
		code = stays.PolicyCode(fmt.Sprintf("%s_%d", base, n))
	}
	return code
}

func (m *Module) postPolicy(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	f, err := web.ReadForm(w, r)
	var s stays.Settings
	var old stays.Policy
	if err == nil {
		s, old, err = m.policyOf(r)
	}
	if err != nil {
		m.Web.Error(w, r, err)
		return
	}
	p := readPolicy(ctx, f, old)
	if p.Code == "" {
		p.Code = codeFor(s, p)
	}
	next, at := s.WithPolicy(p, f.Checked("offered"))
	next.Version = f.Int(ctx, "version")
	if f.OK() {
		_, err = m.stays.EditSettings(ctx, stays.EditSettings{Settings: next})
	}
	m.saved(w, r, f, err, policyFields(at), "desk.done.saved", "/desk/settings/policies", func(status int) { m.showPolicy(w, r, status, s, old, f) })
}

// policyFields are the form's names of the fields of the policy at a place of the settings.
func policyFields(at int) map[string]string {
	path := fmt.Sprintf("policies.%d.", at)
	names := map[string]string{path + "name": "nameFr", path + "name.fr": "nameFr", path + "name.en": "nameEn", path + "tiers": "tier0When", path + "grace": "graceWithin"}
	for i := range policyTiers {
		tier := fmt.Sprintf("%stiers.%d.", path, i)
		names[tier+"hours"], names[tier+"percent"], names[tier+"keepNights"] = fmt.Sprintf("tier%dWhen", i), fmt.Sprintf("tier%dPercent", i), fmt.Sprintf("tier%dKeep", i)
	}
	return names
}

package staysio_test

import (
	"testing"

	"comptoir/internal/kernel/money"
	"comptoir/internal/stays"
	"comptoir/internal/web/webtest"
)

// An agency writes its own conditions, gives them to a property and changes them later: what was booked keeps its version.
func TestAnAgencysOwnPolicy(t *testing.T) {
	t.Parallel()
	s, g := desk(t)
	const list, anew = "/desk/settings/policies", "/desk/settings/policies/new"
	form := g.get(anew, 200).form(t, "main form")
	bad := webtest.HTML(t, g.post(anew, fill(form, "nameEn", "Ours", "tier0When", "7", "tier0Percent", "80", "tier1When", "30", "tier1Percent", "120", "tier2When", "soon", "tier2Percent", "0"), 422).body)
	bad.In("[name=tier2When][aria-invalid=true]").One()
	bad = webtest.HTML(t, g.post(anew, fill(form, "nameFr", "", "nameEn", "", "tier2When", "", "tier2Percent", "", "tier0When", "7", "tier0Percent", "80", "tier1When", "30", "tier1Percent", "120"), 422).body)
	for _, name := range []string{"nameFr", "tier1When", "tier1Percent"} {
		bad.In("[name=" + name + "][aria-invalid=true]").One()
	}
	g.post(anew, fill(form, "nameFr", "Maison", "nameEn", "House", "tier0When", "60", "tier0Percent", "100", "tier1When", "36 h", "tier1Percent", "40", "tier1Keep", "1"), 303)
	settings, err := s.a.GetSettings(s.a.Desk, stays.GetSettings{})
	if err != nil {
		t.Fatal(err)
	}
	first, err := settings.PolicyFor("maison")
	if err != nil || first.Version != 1 || len(first.Tiers) != 3 || first.Tiers[1].Hours != 36 || first.Tiers[2] != (stays.Tier{}) || !settings.Offers("maison") {
		t.Fatalf("%v: %+v", err, first)
	}
	p := s.a.Property()
	webtest.HTML(t, g.get("/desk/properties/"+p.ID.String(), 200).body).In("[name=policy] option[value=maison]").One().Has("Maison")
	sheet := p.Sheet()
	sheet.Policy = "maison"
	if _, err := s.a.EditProperty(s.a.Desk, stays.EditProperty{ID: p.ID, Sheet: sheet}); err != nil {
		t.Fatal(err)
	}
	booked := s.a.Book(p, "2027-06-05", "2027-06-12")

	edit := g.get(list+"/maison", 200).form(t, "main form")
	if edit.Get("tier1When") != "36 h" || edit.Get("tier0When") != "60" || edit.Get("offered") != "1" {
		t.Fatalf("the form forgets: %v", edit)
	}
	g.post(list+"/maison", fill(edit, "tier0Percent", "50"), 303)
	webtest.HTML(t, g.post(list+"/maison", fill(edit, "tier0Percent", "60"), 422).body).In(".notice").Has("entre-temps")
	if frozen := s.a.See(booked.ID).Quote.Policy; frozen.Version != 1 || frozen.Tiers[0].Percent != money.Pct(100) {
		t.Errorf("the booking's policy moved: %+v", frozen)
	}
	later := s.a.Book(p, "2027-06-19", "2027-06-26")
	if now := s.a.See(later.ID).Quote.Policy; now.Version != 2 || now.Tiers[0].Percent != money.Pct(50) {
		t.Errorf("the next booking has %+v", now)
	}
	webtest.HTML(t, g.get(list, 200).body).In("main").Has("Maison", "36 h")
	g.get(list+"/nothing", 404)
}

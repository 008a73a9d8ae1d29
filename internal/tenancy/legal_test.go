package tenancy_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/tenancy"
	"comptoir/internal/tenancy/tenancytest"
)

// The examples are made after the structures that the Commission publishes for VIES, one that fits and one that does not.
func TestVATNumbersOfTheUnion(t *testing.T) {
	t.Parallel()
	for good, bad := range map[string]string{
		"ATU12345678": "AT12345678", "BE0428759497": "BE2428759497", "BG123456789": "BG12345678", "CY12345678X": "CY123456789", "CZ12345678": "CZ1234567",
		"DE123456789": "DE12345678", "DK12345678": "DK123456789", "EE123456789": "EE12345678", "EL123456789": "EL12345678", "ESX1234567X": "ES12345678",
		"FI12345678": "FI1234567", "FR44732829320": "FR45732829320", "HR12345678901": "HR1234567890", "HU12345678": "HU123456789", "IE1234567WA": "IE123456WA",
		"IT12345678901": "IT1234567890", "LT123456789012": "LT1234567890", "LU12345678": "LU1234567", "LV12345678901": "LV123456789", "MT12345678": "MT1234567",
		"NL123456789B01": "NL123456789A01", "PL1234567890": "PL123456789", "PT123456789": "PT12345678", "RO12345678": "RO0123456", "SE123456789012": "SE1234567890",
		"SI12345678": "SI1234567", "SK1234567890": "SK123456789", "XIGD123": "XI12345678", "GB123456789": "G123456789",
	} {
		if !tenancy.ValidVATNumber(good) {
			t.Errorf("%s is refused", good)
		}
		if tenancy.ValidVATNumber(bad) {
			t.Errorf("%s is taken", bad)
		}
	}
}

func TestRegisters(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]struct {
		siren string
		ok    bool
	}{
		"Rennes": {"", true}, "RCS Rennes 732 829 320": {"732829320", true}, "732829320 R.C.S. Rennes": {"732829320", true}, "Rennes B 732 829 320": {"732829320", true},
		"RCS Saint-Brieuc": {"", true}, "RCS L’Isle-d’Abeau": {"", true}, "RCS Rennes 732 829 321": {"", false}, "RCS 732 829 320": {"732829320", false}, "12345": {"", false},
		"Rennes <script>": {"", false},
	} {
		if siren, ok := tenancy.ParseRCS(text); ok != want.ok || siren != want.siren {
			t.Errorf("%q: %q %v", text, siren, ok)
		}
	}
	for text, want := range map[string]bool{"16/000123456B08": true, "31/00-7654321A19": true, "00/000123456B08": false, "70/000123456B08": false, "16/000123456X08": false, "160001234567": false} {
		if tenancy.ValidRC(text) != want {
			t.Errorf("RC %q", text)
		}
	}
	for text, want := range map[string]bool{"000816001234567": true, "00081600123456712345": true, "12345": false, "000000000000000": false, "00081600123456A": false} {
		if tenancy.ValidNIF(text) != want {
			t.Errorf("NIF %q", text)
		}
	}
}

// Whatever colour is proposed passes, and a colour that passes is left alone.
func TestDarkerPasses(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		hex := rapid.StringMatching(`#[0-9a-f]{6}`).Draw(t, "colour")
		least := rapid.SampledFrom([]float64{tenancy.TextContrast, tenancy.MarkContrast}).Draw(t, "least")
		shade := tenancy.Darker(hex, least)
		if tenancy.Contrast(shade, tenancy.Ground) < least {
			t.Fatalf("%s for %s", shade, hex)
		}
		if tenancy.Contrast(hex, tenancy.Ground) >= least && shade != hex {
			t.Fatalf("%s was changed to %s", hex, shade)
		}
	})
}

// The way of a business: every state and what is refused in it.
func TestLifeOfABusiness(t *testing.T) {
	t.Parallel()
	now := time.Date(2027, 4, 12, 9, 0, 0, 0, time.UTC)
	x, err := tenancy.Found(ident.Next[access.Tenant](&ident.Source{}), tenancytest.Agency("rivages"), now)
	if err != nil {
		t.Fatal(err)
	}
	step := func(what string, err error, want bool, status tenancy.Status) {
		t.Helper()
		if (err == nil) != want || x.State().Status != status {
			t.Fatalf("%s: %v, %s", what, err, x.State().Status)
		}
	}
	step("resume what is open", x.Resume(now), false, tenancy.Active)
	step("suspend without a reason", x.Suspend(" ", now), false, tenancy.Active)
	step("suspend", x.Suspend("unpaid", now), true, tenancy.Suspended)
	step("suspend again", x.Suspend("unpaid", now), false, tenancy.Suspended)
	step("close", x.Close("gone", now), true, tenancy.Closing)
	step("close again", x.Close("gone", now), false, tenancy.Closing)
	step("bury before its time", x.Bury(now.Add(tenancy.Grace-time.Second)), false, tenancy.Closing)
	step("restore", x.Resume(now.Add(tenancy.Grace-time.Second)), true, tenancy.Active)
	step("close once more", x.Close("gone", now), true, tenancy.Closing)
	step("bury", x.Bury(now.Add(tenancy.Grace)), true, tenancy.Erased)
	step("restore too late", x.Resume(now), false, tenancy.Erased)
	if s := x.State(); s.Slug != "rivages" || s.Name != "rivages" || s.Legal.Name != "" || s.Branding.Accent != "" {
		t.Errorf("what is left: %+v", s)
	}
}

// The operator's own figures win over the plan's, and -1 lifts a limit.
func TestAllowance(t *testing.T) {
	t.Parallel()
	now := time.Date(2027, 4, 12, 9, 0, 0, 0, time.UTC)
	x, err := tenancy.Found(ident.Next[access.Tenant](&ident.Source{}), tenancytest.Agency("rivages"), now)
	if err != nil {
		t.Fatal(err)
	}
	if _, limited := x.State().Allowance().Of(tenancy.Users); limited {
		t.Error("an installation of one's own is limited")
	}
	if err := x.Allow(tenancy.Discovery, tenancy.Limits{tenancy.Users: 9, tenancy.Mails: tenancy.NoLimit}, now); err != nil {
		t.Fatal(err)
	}
	all := x.State().Allowance()
	if n, ok := all.Of(tenancy.Users); !ok || n != 9 {
		t.Errorf("users %d %v", n, ok)
	}
	if _, ok := all.Of(tenancy.Mails); ok {
		t.Error("mails are limited")
	}
	if n, ok := all.Of(tenancy.Properties); !ok || n != 3 {
		t.Errorf("properties %d %v", n, ok)
	}
	if n, _ := tenancy.Discovery.Limits().Of(tenancy.Users); n != 2 {
		t.Error("the plan itself was changed")
	}
	for _, bad := range []tenancy.Limits{{tenancy.Users: -2}, {"beds": 3}} {
		if x.Allow(tenancy.Business, bad, now) == nil {
			t.Errorf("%v was taken", bad)
		}
	}
	if x.Allow("gold", nil, now) == nil || x.State().Plan != tenancy.Discovery {
		t.Error("a plan that is none was taken")
	}
}

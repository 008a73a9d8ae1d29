package bank_test

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"comptoir/internal/kernel/bank"
)

// The examples of the ISO 13616 registry, as written on paper and as typed.
func TestIBAN(t *testing.T) {
	t.Parallel()
	for _, good := range []string{"AD12 0001 2030 2003 5910 0100", "AE07 0331 2345 6789 0123 456", "AT61 1904 3002 3457 3201", "BE68 5390 0754 7034", "CH93 0076 2011 6238 5295 7",
		"DE89 3704 0044 0532 0130 00", "DK50 0040 0440 1162 43", "EG38 0019 0005 0000 0000 2631 8000 2", "ES91 2100 0418 4502 0005 1332", "FI21 1234 5600 0007 85",
		"FR14 2004 1010 0505 0001 3M02 606", "GB29 NWBK 6016 1331 9268 19", "IE29 AIBK 9311 5212 3456 78", "IT60 X054 2811 1010 0000 0123 456", "LC55 HEMM 0001 0001 0012 0012 0002 3015",
		"LU28 0019 4006 4475 0000", "MC58 1122 2000 0101 2345 6789 030", "MT84 MALT 0110 0001 2345 MTLC AST0 01S", "NL91 ABNA 0417 1643 00", "NO93 8601 1117 947", "PT50 0002 0123 1234 5678 9015 4",
		"SA03 8000 0000 6080 1016 7519", "TN59 1000 6035 1835 9847 8831", "be68-5390-0754-7034", "lu28\u00a00019\u202f4006.4475 0000"} {
		got, err := bank.ParseIBAN(good)
		if err != nil || strings.ReplaceAll(got.String(), " ", "") != string(got) || strings.Contains(got.Masked(), string(got[5:9])) {
			t.Errorf("%s: %v %q", good, err, got.Masked())
		}
		if strings.HasPrefix(good, got.Country()) && !strings.ContainsAny(good, "-.") && got.String() != good {
			t.Errorf("%s is written as %s", good, got)
		}
	}
	for _, bad := range []string{"", "FR", "FR76", "1234567890123456", "FR1420041010050500013M02607", "FR142004101005050001M02606", "ZZ1420041010050500013M02606", "DE8937040044053201300", "D€89370400440532013000",
		"GB29NWBK60161331926819X", strings.Repeat("F", 300), "FRA420041010050500013M02606", "FR7630006000011234567890188", "FR76é0006000011234567890189", "XX7630006000011234567890189"} {
		if got, err := bank.ParseIBAN(bad); !errors.Is(err, bank.ErrIBAN) {
			t.Errorf("%q is taken as %q: %v", bad, got, err)
		}
		if got, err := bank.ParseSEPA(bad); !errors.Is(err, bank.ErrIBAN) {
			t.Errorf("%q is taken as %q: %v", bad, got, err)
		}
	}
}

// A euro transfer reaches Germany and Monaco, not Saudi Arabia.
func TestSEPA(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]error{"DE89370400440532013000": nil, "MC58 1122 2000 0101 2345 6789 030": nil, "SA0380000000608010167519": bank.ErrNotSEPA, "TN5910006035183598478831": bank.ErrNotSEPA} {
		if got, err := bank.ParseSEPA(text); !errors.Is(err, want) || (err == nil) != (got != "") {
			t.Errorf("%s: %q %v, want %v", text, got, err, want)
		}
	}
}

func TestBIC(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{"AGRIFRPP": "AGRIFRPP", "geba be bb 36a": "GEBABEBB36A", "": "", " ": ""} {
		if got, err := bank.ParseBIC(text); err != nil || string(got) != want {
			t.Errorf("%q is read as %q: %v", text, got, err)
		}
	}
	for _, bad := range []string{"AGRIFRP", "AGRIFRPPX", "AGRI12PP", "AGRIFRPPXXXX", "é", "-"} {
		if got, err := bank.ParseBIC(bad); !errors.Is(err, bank.ErrBIC) {
			t.Errorf("%q is taken as %q: %v", bad, got, err)
		}
	}
}

// One wrong character, or two neighbours that changed places, is always found: what MOD 97-10 promises.
func TestOneWrongCharacterIsFound(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		good := []byte("FR1420041010050500013M02606")
		at := rapid.IntRange(2, len(good)-1).Draw(t, "at")
		bad := slices.Clone(good)
		if rapid.Bool().Draw(t, "swap") && at+1 < len(bad) {
			bad[at], bad[at+1] = bad[at+1], bad[at]
		} else {
			bad[at] = byte(rapid.IntRange('0', '9').Draw(t, "digit"))
		}
		if _, err := bank.ParseIBAN(string(bad)); !bytes.Equal(bad, good) && err == nil {
			t.Fatalf("%s is taken for an IBAN", bad)
		}
	})
}

// The example of ISO 11649 and every name that fits.
func TestCreditorReference(t *testing.T) {
	t.Parallel()
	if r, err := bank.NewReference("539007547034"); err != nil || r != "RF18539007547034" {
		t.Errorf("%s %v", r, err)
	}
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.StringMatching(`[A-Z0-9-]{1,18}[A-Z0-9]`).Draw(t, "name")
		r, err := bank.NewReference(name)
		if err != nil {
			t.Fatal(err)
		}
		if again, err := bank.ParseReference(strings.ToLower(r.String())); err != nil || again != r {
			t.Fatalf("%s is read as %s: %v", r, again, err)
		}
	})
}

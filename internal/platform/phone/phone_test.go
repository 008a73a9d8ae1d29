package phone_test

import (
	"errors"
	"testing"

	"comptoir/internal/kernel/contact"
	"comptoir/internal/platform/phone"
)

func TestParse(t *testing.T) {
	t.Parallel()
	tests := []struct {
		text, region string
		want         contact.Phone // "" when it is refused
	}{
		{"02 99 00 12 34", "FR", "+33299001234"},
		{"02.99.00.12.34", "fr", "+33299001234"},
		{"+33 (0)2 99 00 12 34", "", "+33299001234"},
		{"0033 2 99 00 12 34", "FR", "+33299001234"},
		{"0033 2 99 00 12 34", "", "+33299001234"},
		{"06\u202f12\u00a034 56 78", "FR", "+33612345678"},
		{"020 7031 3000", "GB", "+442070313000"},
		{"+44 20 7031 3000", "FR", "+442070313000"},
		{"0551 23 45 67", "DZ", "+213551234567"},
		{"021 23 45 67", "DZ", "+21321234567"},
		{"06 698 12345", "IT", "+390669812345"}, // Italy keeps the zero
		{"(212) 555-0123", "US", "+12125550123"},
		{"٠٦ ١٢ ٣٤ ٥٦ ٧٨", "FR", "+33612345678"},
		{"02 99 00 12 3", "FR", ""},
		{"02 99 00 12 345", "FR", ""},
		{"09 99 00 12 34 56", "FR", ""},
		{"00 00 00 00 00", "FR", ""},
		{"+999 123 456 789", "", ""},
		{"02 99 00 12 34", "", ""}, // national, of no country
		{"02 99 00 12 34 ext. 5", "FR", ""},
		{"1-800-FLOWERS", "US", ""},
		{"", "FR", ""},
		{"112", "FR", ""},
		{"<script>0299001234</script>", "FR", ""},
		{"+33299001234+33299001234+33299001234+33299001234+33299001234", "FR", ""},
	}
	for _, tt := range tests {
		got, err := phone.Parse(tt.text, tt.region)
		if got != tt.want || (err == nil) != (tt.want != "") || err != nil && !errors.Is(err, contact.ErrPhone) {
			t.Errorf("Parse(%q, %q) is %q, %v; want %q", tt.text, tt.region, got, err, tt.want)
		}
	}
}

func TestFormat(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		p            contact.Phone
		region, want string
	}{
		{"+33299001234", "FR", "02 99 00 12 34"},
		{"+33299001234", "fr", "02 99 00 12 34"},
		{"+33299001234", "GB", "+33 2 99 00 12 34"},
		{"+33299001234", "", "+33 2 99 00 12 34"},
		{"+213551234567", "DZ", "0551 23 45 67"},
		{"+12125550123", "US", "(212) 555-0123"},
		{"", "FR", ""},
		{"+999", "FR", "+999"},
	} {
		if got := phone.Format(tt.p, tt.region); got != tt.want {
			t.Errorf("Format(%q, %q) is %q, want %q", tt.p, tt.region, got, tt.want)
		}
	}
}

func TestRegionAndMobile(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		p      contact.Phone
		region string
		mobile bool
	}{
		{"+33612345678", "FR", true}, {"+33299001234", "FR", false}, {"+213551234567", "DZ", true}, {"+12125550123", "US", true},
		{"+442070313000", "GB", false}, {"", "", false}, {"+80012345678", "", false},
	} {
		if got := phone.Region(tt.p); got != tt.region {
			t.Errorf("Region(%q) is %q", tt.p, got)
		}
		if got := phone.Mobile(tt.p); got != tt.mobile {
			t.Errorf("Mobile(%q) is %v", tt.p, got)
		}
	}
}

// Whatever is typed, Parse gives a number that it reads again as itself, or refuses.
func FuzzParse(f *testing.F) {
	for _, s := range []string{"02 99 00 12 34", "+33299001234", "0033", "((((", "+0", "٠٦١٢٣٤٥٦٧٨"} {
		f.Add(s, "FR")
	}
	f.Fuzz(func(t *testing.T, text, region string) {
		p, err := phone.Parse(text, region)
		if err != nil {
			if !errors.Is(err, contact.ErrPhone) || p != "" {
				t.Fatalf("%q %v", p, err)
			}
			return
		}
		again, err := phone.Parse(string(p), "")
		if err != nil || again != p {
			t.Fatalf("%q was read as %q, and that as %q, %v", text, p, again, err)
		}
	})
}

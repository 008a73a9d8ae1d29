package contact_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"comptoir/internal/kernel/contact"
	"comptoir/internal/kernel/fault"
)

func TestParseEmail(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]contact.Email{
		"camille@example.com": "camille@example.com", "  Camille.Le-Goff+stay@Example.COM ": "camille.le-goff+stay@example.com", "a@b.fr": "a@b.fr",
		"o'neil@sub.domain.example": "o'neil@sub.domain.example", "andré@exemple.fr": "andré@exemple.fr", "a@münchen.de": "a@münchen.de",
		strings.Repeat("a", 64) + "@example.com": contact.Email(strings.Repeat("a", 64) + "@example.com"),
	} {
		if got, err := contact.ParseEmail(text); err != nil || got != want {
			t.Errorf("%q is %q, %v", text, got, err)
		}
	}
	for _, text := range []string{"", "camille", "@example.com", "camille@", "camille@example", "camille@@example.com", "a b@example.com", "a@b@example.com", "Camille <camille@example.com>",
		`"camille"@example.com`, "camille@example.com\r\nBcc: all@example.com", "camille@example.com, eve@example.com", "camille@-example.com", "camille@example-.com",
		"camille@exa_mple.com", "camille@example..com", ".camille@example.com", "camille@[127.0.0.1]", "camille@127.0.0.1", strings.Repeat("a", 65) + "@example.com",
		"a@" + strings.Repeat("a", 260) + ".com", "a@" + strings.Repeat("a", 64) + ".com", "a\x00@example.com", "\xff@example.com"} {
		if got, err := contact.ParseEmail(text); !errors.Is(err, contact.ErrEmail) || got != "" || fault.KindOf(err) != fault.Invalid {
			t.Errorf("%q is %q, %v", text, got, err)
		}
	}
}

func TestMasked(t *testing.T) {
	t.Parallel()
	for e, want := range map[contact.Email]string{"camille@example.com": "c•••@example.com", "é@example.com": "é•••@example.com", "": "", "nonsense": ""} {
		if got := e.Masked(); got != want {
			t.Errorf("%q is %q", e, got)
		}
	}
}

func TestMaskedPhone(t *testing.T) {
	t.Parallel()
	for p, want := range map[contact.Phone]string{"+33612345678": "+33 ••• 78", "": "", "0612345678": ""} {
		if got := p.Masked(); got != want {
			t.Errorf("%q is %q", p, got)
		}
	}
}

func TestParsePhone(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		text, country string
		want          contact.Phone
	}{
		{"+33 2 99 00 12 34", "", "+33299001234"}, {"0033 2 99 00 12 34", "", "+33299001234"}, {"02 99 00 12 34", "FR", "+33299001234"}, {"+33 (0)2 99 00 12 34", "FR", "+33299001234"},
		{"02.99.00.12.34", "FR", "+33299001234"}, {"02\u00a099\u202f00-12/34", "FR", "+33299001234"}, {"06 698 12345", "IT", "+390669812345"}, {"612345678", "ES", "+34612345678"},
		{"0551234567", "DZ", "+213551234567"}, {"020 7031 3000", "GB", "+442070313000"}, {"(212) 555-0123", "US", "+12125550123"},
	} {
		if got, err := contact.ParsePhone(tt.text, tt.country); err != nil || got != tt.want {
			t.Errorf("%q of %s is %q, %v", tt.text, tt.country, got, err)
		}
	}
	for _, text := range []string{"", "+", "02 99 00 12 34", "+0299001234", "+33", "+331234567890123456", "+33 2 99 00 12 3x", "abc", "++33299001234", "+33299001234;ext=5", "٠٢٩٩"} {
		if got, err := contact.ParsePhone(text, ""); !errors.Is(err, contact.ErrPhone) || got != "" {
			t.Errorf("%q is %q, %v", text, got, err)
		}
	}
}

func TestPhoneInStore(t *testing.T) {
	t.Parallel()
	var p contact.Phone
	if v, err := p.Value(); v != nil || err != nil {
		t.Errorf("%v %v", v, err)
	}
	if err := p.Scan("+33299001234"); err != nil || p != "+33299001234" {
		t.Errorf("%q %v", p, err)
	}
	if v, err := p.Value(); v != "+33299001234" || err != nil {
		t.Errorf("%v %v", v, err)
	}
	if err := p.Scan(nil); err != nil || p != "" {
		t.Errorf("%q %v", p, err)
	}
	if p.Scan(3.5) == nil {
		t.Error("a number with decimals is a telephone number")
	}
}

func TestAddresses(t *testing.T) {
	t.Parallel()
	good := []struct {
		in    contact.PostalAddress
		lines []string
	}{
		{contact.PostalAddress{Line1: " 3 quai Duguay-Trouin ", PostalCode: "35400", City: "Saint-Malo", Country: "fr"}, []string{"3 quai Duguay-Trouin", "35400 Saint-Malo"}},
		{contact.PostalAddress{Line1: "10 Downing Street", PostalCode: "sw1a 2aa", City: "London", Country: "GB"}, []string{"10 Downing Street", "London", "SW1A 2AA"}},
		{contact.PostalAddress{Line1: "1 Main St", Line2: "Apt 2", PostalCode: "02139", City: "Cambridge", Region: "MA", Country: "US"}, []string{"1 Main St", "Apt 2", "Cambridge MA 02139"}},
		{contact.PostalAddress{Line1: "Via Roma 1", PostalCode: "00184", City: "Roma", Region: "RM", Country: "IT"}, []string{"Via Roma 1", "00184 Roma RM"}},
		{contact.PostalAddress{Line1: "12 rue Didouche Mourad", PostalCode: "16000", City: "Alger", Country: "DZ"}, []string{"12 rue Didouche Mourad", "16000 Alger"}},
		{contact.PostalAddress{Line1: "1 O'Connell Street", City: "Dublin", PostalCode: "D01 F5P2", Country: "IE"}, []string{"1 O'Connell Street", "D01 F5P2 Dublin"}},
		{contact.PostalAddress{Line1: "PO Box 1", City: "Nassau", Country: "BS"}, []string{"PO Box 1", "Nassau"}},
	}
	for _, tt := range good {
		a, err := tt.in.Check()
		if err != nil || !slices.Equal(a.Lines(), tt.lines) {
			t.Errorf("%+v: %v, %q", tt.in, err, a.Lines())
		}
		if again, err := a.Check(); err != nil || again != a {
			t.Errorf("checked twice: %+v, then %+v", a, again)
		}
	}
	bad := []struct {
		in     contact.PostalAddress
		fields string
	}{
		{contact.PostalAddress{}, "line1 required, city required, country malformed_country"},
		{contact.PostalAddress{Line1: "x", City: "x", PostalCode: "3540", Country: "FR"}, "postalCode malformed_postal_code"},
		{contact.PostalAddress{Line1: "x", City: "x", PostalCode: "75000", Country: "MC"}, "postalCode malformed_postal_code"},
		{contact.PostalAddress{Line1: "x", City: "x", PostalCode: "35400", Country: "France"}, "country malformed_country"},
		{contact.PostalAddress{Line1: "x\ny", City: "a\x00b", PostalCode: "35400", Country: "FR"}, "line1 malformed, city malformed"},
		{contact.PostalAddress{Line1: "x", City: "\xff", PostalCode: "1\x002", Country: "IE"}, "postalCode malformed, city malformed"},
		{contact.PostalAddress{Line1: strings.Repeat("é", 121), City: "x", PostalCode: "12345678901234", Country: "IE"}, "line1 too_long, postalCode too_long"},
	}
	for _, tt := range bad {
		_, err := tt.in.Check()
		var got []string
		for _, f := range fault.FieldsOf(err) {
			got = append(got, f.Path+" "+f.Code)
		}
		if !errors.Is(err, fault.ErrInvalid) || strings.Join(got, ", ") != tt.fields {
			t.Errorf("%q: %q, want %q", tt.in, strings.Join(got, ", "), tt.fields)
		}
	}
	if !(contact.PostalAddress{}).IsZero() || (contact.PostalAddress{City: "x"}).IsZero() {
		t.Error("zero")
	}
}

func FuzzParseEmail(f *testing.F) {
	for _, s := range []string{"camille@example.com", "İ@example.com", "a@İ.com", "ß@ß.de", "a@b.ǅ", "\"x\"@y.fr"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		e, err := contact.ParseEmail(text)
		if err != nil {
			if !errors.Is(err, contact.ErrEmail) || e != "" {
				t.Fatalf("%q %v", e, err)
			}
			return
		}
		if again, err := contact.ParseEmail(string(e)); err != nil || again != e {
			t.Fatalf("%q is %q, and that is %q, %v", text, e, again, err)
		}
		if strings.ContainsAny(string(e), "\r\n\x00<>, ") {
			t.Fatalf("%q could break a header", e)
		}
	})
}

func FuzzParsePhone(f *testing.F) {
	f.Add("02 99 00 12 34", "FR")
	f.Add("+(0)33299001234", "")
	f.Fuzz(func(t *testing.T, text, country string) {
		p, err := contact.ParsePhone(text, country)
		if err != nil {
			return
		}
		if again, err := contact.ParsePhone(string(p), country); err != nil || again != p {
			t.Fatalf("%q is %q, and that is %q, %v", text, p, again, err)
		}
	})
}

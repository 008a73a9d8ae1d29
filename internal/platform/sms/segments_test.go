package sms_test

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"comptoir/internal/platform/sms"
)

func TestMeasure(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, text string
		want       sms.Size
	}{
		{"nothing", "", sms.Size{Encoding: sms.GSM, Left: 160}},
		{"accents that GSM has", "Réponse à Noël ? non", sms.Size{Encoding: sms.UCS2, Units: 20, Segments: 1, Left: 50}},
		{"the full one", strings.Repeat("a", 160), sms.Size{Encoding: sms.GSM, Units: 160, Segments: 1}},
		{"one too many", strings.Repeat("a", 161), sms.Size{Encoding: sms.GSM, Units: 161, Segments: 2, Left: 145}},
		{"euros take two", strings.Repeat("€", 80), sms.Size{Encoding: sms.GSM, Units: 160, Segments: 1}},
		{"a euro is not divided", strings.Repeat("a", 152) + "€" + strings.Repeat("b", 10), sms.Size{Encoding: sms.GSM, Units: 164, Segments: 2, Left: 141}},
		{"the full one of UCS-2", strings.Repeat("ж", 70), sms.Size{Encoding: sms.UCS2, Units: 70, Segments: 1}},
		{"a smile is not divided", strings.Repeat("ж", 66) + "🙂" + strings.Repeat("ж", 5), sms.Size{Encoding: sms.UCS2, Units: 73, Segments: 2, Left: 60}},
	} {
		if got := sms.Measure(tt.text); got != tt.want {
			t.Errorf("%s: %+v, want %+v", tt.name, got, tt.want)
		}
	}
}

// Whatever is written: the segments hold the text and are not more than needed, and plain writing never costs more.
func TestSegmentsHoldTheText(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringOfN(rapid.RuneFrom([]rune("aé€ê’…ж🙂[")), 0, 400, -1).Draw(t, "text")
		s := sms.Measure(text)
		alone, joined := 160, 153
		if s.Encoding == sms.UCS2 {
			alone, joined = 70, 67
		}
		room := alone
		if s.Segments > 1 {
			room = s.Segments * joined
		}
		wasted := room - s.Left - s.Units // a unit at the end of a segment into which the next character did not fit
		if s.Left < 0 || wasted < 0 || wasted >= max(1, s.Segments) {
			t.Errorf("%+v", s)
		}
		if plain := sms.Measure(sms.Plain(text)); plain.Segments > s.Segments {
			t.Errorf("plain: %+v, before: %+v", plain, s)
		}
	})
}

func TestPlainIsCheap(t *testing.T) {
	t.Parallel()
	if got := sms.Plain("L’hôtel « Cœur » – Noël : 20 €"); got != "L'hotel \"Coeur\" - Noel : 20 €" || sms.Measure(got).Encoding != sms.GSM {
		t.Errorf("%q", got)
	}
	if got := sms.Plain("Ça va à Ñu"); got != "Ça va à Ñu" {
		t.Errorf("what GSM has stays: %q", got)
	}
}

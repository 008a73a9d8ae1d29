package text_test

import (
	"testing"

	"comptoir/internal/kernel/text"
)

func TestOneLine(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]bool{"": true, "Séjour à Saint-Malo · 2 nuits": true, "غرفة": true, "a\tb": false, "a\nb": false, "a\rb": false, "a\x00b": false, "a\x7fb": false,
		"a\u0085b": false, "a\u2028b": false, "a\u2029b": false, "a\xffb": false} {
		if got := text.OneLine(s); got != want {
			t.Errorf("%q: %t", s, got)
		}
	}
}

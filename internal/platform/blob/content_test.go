package blob_test

import (
	"strings"
	"testing"

	"comptoir/internal/platform/blob"
)

// A font is told by two letters at byte 34 whatever stands before them, so that texts with these letters there look like one.
func TestTextIsNoFont(t *testing.T) {
	t.Parallel()
	chance := `{"hash":"` + strings.Repeat("a", 25) + `LP","last":7}`
	if got := blob.TypeOf([]byte(chance), "anchor.json"); got != "application/json" {
		t.Errorf("%.40s: %s", chance, got)
	}
	if got := blob.TypeOf([]byte(strings.Repeat("\x00", 34)+"LP"), "font.eot"); got != "application/octet-stream" {
		t.Errorf("a font: %s", got)
	}
}

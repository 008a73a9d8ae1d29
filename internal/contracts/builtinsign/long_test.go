//go:build long

package builtinsign_test

import (
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"comptoir/internal/contracts/builtinsign"
)

// The European Commission's validator names the level: B-B without a time-stamp server, B-T with one, by a certificate of
// ours and by one that an authority sold. It is Java from Maven Central, fetched by scripts/validators.
func TestTheLevelOfPAdES(t *testing.T) {
	server := authority(t, nil).URL
	file := sold(t)
	dir := t.TempDir()
	var args, want []string
	for name, c := range map[string]builtinsign.Config{
		"ours-B":   {},
		"ours-T":   {TimestampURL: server, Client: http.DefaultClient},
		"bought-B": {Certificate: file},
		"bought-T": {Certificate: file, TimestampURL: server, Client: http.DefaultClient},
	} {
		at := filepath.Join(dir, name+".pdf")
		if err := os.WriteFile(at, seal(t, c, "Rivages Location").PDF, 0o600); err != nil {
			t.Fatal(err)
		}
		args = append(args, at)
		want = append(want, name+".pdf PAdES-BASELINE-"+name[len(name)-1:]+" intact")
	}
	out, err := exec.CommandContext(t.Context(), "../../../scripts/validators", append([]string{"seals"}, args...)...).CombinedOutput()
	if err != nil {
		t.Fatalf("%s: %v", out, err)
	}
	for _, line := range want {
		if !strings.Contains(string(out), line) {
			t.Errorf("no %q in %s", line, out)
		}
	}
}

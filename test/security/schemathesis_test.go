//go:build schemathesis

package security

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"
	"time"
)

// dug is where the results of TestSchemathesis are written.
const dug = "../../docs/security/schemathesis.md"

// checks are what Schemathesis holds every answer against. (Its others say how strict a description should be.)
const checks = "not_a_server_error,status_code_conformance,content_type_conformance,response_headers_conformance,response_schema_conformance"

// TestSchemathesis lets Schemathesis call every operation, with values that it makes from the description and at their
// limits, with things that exist and things that do not, as nobody and as four people who are signed in. The program is
// in SCHEMATHESIS (scripts/fuzz-api).
func TestSchemathesis(t *testing.T) {
	tool := os.Getenv("SCHEMATHESIS")
	target := running(t)
	w := Furnish(t, target, "rivages")
	version, err := exec.Command(tool, "--version").Output()
	if err != nil {
		t.Fatal(err)
	}
	var lines strings.Builder
	for _, who := range []string{"", w.Email, "owner", "staff", "admin"} {
		name, visitor := "nobody", target.Visitor("rivages")
		if who != "" {
			name, visitor = strings.Split(who, "@")[0], visitor.As(t, who)
		}
		if who == w.Email {
			name = "guest"
		}
		dir := t.TempDir()
		settings := filepath.Join(dir, "schemathesis.toml")
		if err := os.WriteFile(settings, []byte(w.settings(visitor)), 0o600); err != nil {
			t.Fatal(err)
		}
		began := time.Now()
		said, err := w.dig(t, tool, settings, dir)
		if err != nil {
			t.Errorf("as %s: %v\n%s", name, err, said)
		}
		t.Logf("as %s:\n%s", name, said)
		fmt.Fprintf(&lines, "| %s | %s | %s | %s |\n", name, found(said, `Tested:\s+(\d+)`), found(said, `(\d+) generated`), map[bool]string{true: "nothing", false: "**FAILED**"}[err == nil])
		t.Logf("%s in %s", name, time.Since(began).Round(time.Second))
	}
	text := fmt.Sprintf("# What Schemathesis found\n\nWritten by `make fuzz-api`; nobody edits it. Last run: %s, %s, %s/%s, seed %d. Checks: %s.\n\n| as | operations | calls | found |\n|---|---|---|---|\n%s",
		time.Now().UTC().Format(time.DateOnly), strings.TrimSpace(string(version)), runtime.GOOS, runtime.GOARCH, *seed, strings.ReplaceAll(checks, ",", ", "), lines.String())
	if err := os.WriteFile(dug, []byte(text), 0o644); err != nil { //nolint:gosec // a document for everybody
		t.Error(err)
	}
	target.Visitor("rivages").Must(t, 200, "GET", "/ready", nil)
}

// slipped is what Python 3.11 says when two threads look at the source of a function at once: the tool's own fault, for
// which it calls an operation untested, not an answer of ours.
const slipped = "AST constructor recursion depth mismatch"

// dig calls every operation once with the tool, and again while its interpreter slips, three times at most.
func (w *Things) dig(t *testing.T, tool, settings, dir string) (said string, err error) {
	t.Helper()
	for range 3 {
		said, err = w.once(t, tool, settings, dir)
		if err == nil || !strings.Contains(said, slipped) {
			return said, err
		}
		t.Logf("%s: once more", slipped)
	}
	return said, err
}

func (w *Things) once(t *testing.T, tool, settings, dir string) (string, error) {
	t.Helper()
	c := exec.CommandContext(t.Context(), tool, "--no-color", "--config-file", settings, "run", w.Base+"/api/openapi.json", "--url", w.Base,
		"--checks", checks, "--phases", "examples,coverage,fuzzing", "--max-examples", "25", "--workers", "2", "--seed", fmt.Sprint(*seed), "--suppress-health-check", "all", "--continue-on-failure", "--generation-database", "none")
	c.Dir = dir
	var out bytes.Buffer
	c.Stdout, c.Stderr = &out, &out
	err := c.Run()
	return out.String(), err
}

func found(text, pattern string) string {
	if m := regexp.MustCompile(pattern).FindStringSubmatch(text); m != nil {
		return m[1]
	}
	return "?"
}

// settings are the configuration of Schemathesis: who calls which business, and the things that exist there, which two of
// three addresses name. Operations that end the caller's own session are left out, as by the fuzzer in Go.
func (w *Things) settings(v *Visitor) string {
	var out strings.Builder
	fmt.Fprintf(&out, "request-timeout = 60.0\n[headers]\nX-Comptoir-Tenant = %q\n", w.Slug)
	if v.Token != "" {
		fmt.Fprintf(&out, "Authorization = %q\n", "Bearer "+v.Token)
	}
	for n, o := range w.Document.Operations {
		if ends(o) && v.Token != "" {
			fmt.Fprintf(&out, "[[operations]]\ninclude-name = %q\nenabled = false\n", o.Name())
			continue
		}
		for i, part := range strings.Split(o.Path, "/") {
			if !strings.HasPrefix(part, "{") {
				continue
			}
			pattern := strings.Join(strings.Split(o.Path, "/")[:i+1], "/")
			if id := w.IDs[pattern]; id != "" {
				fmt.Fprintf(&out, "[dictionaries.known-%d-%d]\nvalues = [%q]\n", n, i, id)
				fmt.Fprintf(&out, "[[operations]]\ninclude-name = %q\n[operations.parameters]\n\"path.%s\" = { dictionary = \"known-%d-%d\", probability = 0.66 }\n", o.Name(), strings.Trim(part, "{}"), n, i)
			}
		}
	}
	return out.String()
}

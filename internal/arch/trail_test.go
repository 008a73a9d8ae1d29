package arch

import (
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"comptoir/internal/kernel/usecase"
)

// Every use case of the program stands in the list of what each leaves in the audit trail, and nothing stands there that
// is none. That they leave it, the tests of the whole program see to (test/trail).
func TestEveryUseCaseSaysWhatItLeaves(t *testing.T) {
	t.Parallel()
	assembled(t)
	text, err := os.ReadFile("../../test/trail/trail.txt")
	if err != nil {
		t.Fatal(err)
	}
	_, list, found := strings.Cut(string(text), "\nUSECASES\n")
	listed := map[string]bool{}
	for line := range strings.Lines(list) {
		if name, what, _ := strings.Cut(strings.TrimSpace(line), " "); name != "" && strings.TrimSpace(what) != "" {
			listed[name] = true
		}
	}
	cases := usecase.Registered()
	if !found || len(cases) < 200 {
		t.Fatalf("%d use cases, the list begins: %t", len(cases), found)
	}
	for _, name := range slices.Sorted(maps.Keys(cases)) {
		if !listed[name] {
			t.Errorf("%s: write into test/trail/trail.txt what it leaves in the audit trail: the entity of its entry, \"reads\", or \"nothing:\" and why", name)
		}
	}
	for name := range listed {
		if _, there := cases[name]; !there {
			t.Errorf("%s stands in test/trail/trail.txt and is no use case", name)
		}
	}
}

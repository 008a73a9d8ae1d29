package app_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"comptoir/test/trail"
)

// A use case that the whole program's tests cannot see names a test elsewhere that asks for its entry.
func TestWhatIsSeenElsewhereIsAskedForThere(t *testing.T) {
	t.Parallel()
	book, err := trail.Read()
	if err != nil {
		t.Fatal(err)
	}
	for name := range book.Cases {
		if pkg, test := book.Elsewhere(name); pkg != "" && !testThere(t, pkg, test, name) {
			t.Errorf("%s: %s of %s does not ask for its entry", name, test, pkg)
		}
	}
}

// testThere reports whether a test of another package exists and names the use case.
func testThere(t *testing.T, pkg, test, name string) bool {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("../..", pkg, "*_test.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		text, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		if _, body, found := strings.Cut(string(text), "func "+test+"(t *testing.T)"); found {
			body, _, _ = strings.Cut(body, "\n}\n")
			return strings.Contains(body, `"`+name+`"`)
		}
	}
	return false
}

// TestMain asks at the end of all tests whether each use case that should leave an entry has been seen to. It cannot be
// asked earlier: the tests together are the walk through the program. A run of some tests only proves nothing and is not
// asked; in all of them, a change without an entry fails where it happens (see trail.Watch).
func TestMain(m *testing.M) {
	flag.Parse()
	code := m.Run()
	if built.path != "" {
		_ = os.RemoveAll(filepath.Dir(built.path))
	}
	if path := os.Getenv("COMPTOIR_TRAIL_SEEN"); path != "" {
		_ = os.WriteFile(path, []byte(trail.Seen()), 0o600)
	}
	if code == 0 && whole() {
		for _, complaint := range trail.Complaints() {
			fmt.Println("the audit trail:", complaint)
			code = 1
		}
		if code != 0 {
			fmt.Println("--- FAIL: TestMain: test/trail/trail.txt and what was seen differ")
		}
	}
	os.Exit(code)
}

// whole reports whether no test was left out.
func whole() bool {
	for _, name := range []string{"test.run", "test.skip", "test.list"} {
		if f := flag.Lookup(name); f != nil && f.Value.String() != "" {
			return false
		}
	}
	return !testing.Short()
}

package security

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const repository = "../.."

// namedTest is how these documents name a test: `package` TestName, or "package TestName".
var namedTest = regexp.MustCompile("`?((?:internal|test|sdk)(?:/[a-z0-9]+)*)`? (Test[A-Za-z0-9]+)")

// namedPath is how they name a file or a folder.
var namedPath = regexp.MustCompile("`((?:internal|test|docs|deploy|cmd|api)/[A-Za-z0-9_./-]+)`")

// exists reports a test that is named and is none.
func exists(t *testing.T, sources map[string]string, where, pkg, test string) {
	t.Helper()
	if !strings.Contains(source(t, sources, repository, pkg), "func "+test+"(t *testing.T)") {
		t.Errorf("%s: there is no %s in %s", where, test, pkg)
	}
}

func isThere(t *testing.T, where, path string) {
	t.Helper()
	if _, err := os.Stat(filepath.Join(repository, path)); err != nil {
		t.Errorf("%s: there is no %s", where, path)
	}
}

// The documents about security speak of tests, files and folders that exist.
func TestSecurityDocumentsSpeakOfWhatExists(t *testing.T) {
	t.Parallel()
	sources := map[string]string{}
	tests := 0
	for _, path := range []string{"SECURITY.md", "docs/security/threat-model.md", "docs/security/decisions.md", "docs/security/keys.md"} {
		text, err := os.ReadFile(filepath.Join(repository, path))
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range namedTest.FindAllStringSubmatch(string(text), -1) {
			exists(t, sources, path, m[1], m[2])
			tests++
		}
		for _, m := range namedPath.FindAllStringSubmatch(string(text), -1) {
			isThere(t, path, m[1])
		}
	}
	if tests < 40 {
		t.Errorf("only %d tests are named: the form has changed", tests)
	}
}

// The threat model names all 23 threats, each with a test or with the reason why there is none yet.
func TestTheThreatModelIsWhole(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile(filepath.Join(repository, "docs/security/threat-model.md"))
	if err != nil {
		t.Fatal(err)
	}
	rows := regexp.MustCompile(`(?m)^\| (\d+) \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$`).FindAllStringSubmatch(string(text), -1)
	if len(rows) != 23 {
		t.Fatalf("%d threats", len(rows))
	}
	for i, r := range rows {
		if r[1] != strconv.Itoa(i+1) {
			t.Errorf("threat %s stands at %d", r[1], i+1)
		}
		if !namedTest.MatchString(r[4]) && (strings.TrimSpace(r[4]) != "-" || !strings.Contains(r[3], " yet")) {
			t.Errorf("%s: neither a test nor a reason", r[2])
		}
	}
}

// OWASP ASVS 5.0.0 has 70 requirements of level 1 and 183 of level 2, in these chapters.
var chapters = []int{27, 11, 19, 10, 9, 35, 18, 7, 7, 29, 14, 9, 13, 9, 13, 16, 7}

// docs/security/asvs.csv holds every requirement of the first two levels once, and says of each what is so: where and by
// which test, or why not.
func TestASVS(t *testing.T) {
	t.Parallel()
	const path = "docs/security/asvs.csv"
	f, err := os.Open(filepath.Join(repository, path))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil || !slices.Equal(rows[0], []string{"id", "level", "chapter", "requirement", "status", "where", "test", "remark"}) {
		t.Fatalf("%v %v", rows[0], err)
	}
	sources, seen, levels, count := map[string]string{}, map[string]bool{}, map[string]int{}, make([]int, len(chapters))
	id := regexp.MustCompile(`^V(\d+)\.\d+\.\d+$`)
	for _, r := range rows[1:] {
		m := id.FindStringSubmatch(r[0])
		if m == nil || seen[r[0]] {
			t.Fatalf("%s is none, or stands twice", r[0])
		}
		chapter, _ := strconv.Atoi(m[1])
		seen[r[0]] = true
		levels[r[1]]++
		count[chapter-1]++
		places, tests, remark := semicolons(r[5]), semicolons(r[6]), r[7]
		for _, p := range places {
			isThere(t, r[0], p)
		}
		for _, name := range tests {
			pkg, test, _ := strings.Cut(name, " ")
			exists(t, sources, r[0], pkg, test)
		}
		switch r[4] {
		case "met":
			if len(places) == 0 && remark == "" || len(tests) == 0 && remark == "" && !strings.HasPrefix(r[5], "docs/") {
				t.Errorf("%s is met: by what, and who shows it?", r[0])
			}
		case "partly", "not met", "not applicable":
			if remark == "" {
				t.Errorf("%s is %s: why?", r[0], r[4])
			}
		default:
			t.Errorf("%s is %q", r[0], r[4])
		}
	}
	if levels["1"] != 70 || levels["2"] != 183 || !slices.Equal(count, chapters) {
		t.Errorf("%v requirements, by chapter %v instead of %v", levels, count, chapters)
	}
}

func semicolons(text string) []string {
	if text == "" {
		return nil
	}
	return strings.Split(text, "; ")
}

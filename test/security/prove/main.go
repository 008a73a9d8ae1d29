// Command prove runs every attack of test/security's catalogue and writes docs/security/results.md from what became of
// them. With -target it attacks a demonstration that is running already, and writes nothing: only what goes over the
// network can be tried there. It knows no attack itself; start with main.
package main

import (
	"bufio"
	"cmp"
	"encoding/json"
	"flag"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strings"
	"time"

	"comptoir/test/security"
)

func main() {
	target := flag.String("target", "", "a running demonstration, as http://127.0.0.1:8080")
	flag.Parse()
	if err := run(*target); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

const results = "docs/security/results.md"

func run(target string) error {
	if target != "" {
		c := exec.Command("go", "test", "-count=1", "-tags", "nodynamic,long", "-timeout", "60m", "-run", "^Test(Attacks|Forms)$", "-v", "./test/security", "-args", "-target", target)
		c.Stdout, c.Stderr = os.Stdout, os.Stderr
		return c.Run()
	}
	began := time.Now()
	passed, err := prove(security.Catalogue())
	if err != nil {
		return err
	}
	text, bad := table(security.Catalogue(), passed)
	head := fmt.Sprintf("# What became of every attack\n\nWritten by `make security`; nobody edits it. Last run: %s, %s, %s/%s, %d tests in %s.\n\n",
		time.Now().UTC().Format(time.DateOnly), runtime.Version(), runtime.GOOS, runtime.GOARCH, len(passed), time.Since(began).Round(time.Second))
	if err := os.WriteFile(results, []byte(head+text), 0o644); err != nil { //nolint:gosec // a document for everybody
		return err
	}
	fmt.Printf("%s is written: %d tests, %d failed\n", results, len(passed), bad)
	if bad > 0 {
		return fmt.Errorf("%d attacks succeeded, or their tests did not run", bad)
	}
	return nil
}

// prove runs the tests that the catalogue names, all packages in one go, and returns which of them passed.
func prove(all []security.Attack) (map[string]bool, error) {
	tests, packages := map[string]bool{}, map[string]bool{}
	passed := map[string]bool{}
	for _, a := range all {
		for _, name := range a.Tests {
			pkg, test, _ := strings.Cut(name, " ")
			test, _, _ = strings.Cut(test, "/")
			tests[test], packages["./"+pkg] = true, true
			passed[name] = false
		}
	}
	arguments := append([]string{"test", "-json", "-count=1", "-p", "2", "-timeout", "40m", "-tags", "nodynamic,long", "-run",
		"^(" + strings.Join(slices.Sorted(maps.Keys(tests)), "|") + ")$"}, slices.Sorted(maps.Keys(packages))...)
	c := exec.Command("go", arguments...) //nolint:gosec // names from our own catalogue
	c.Stderr = os.Stderr
	out, err := c.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := c.Start(); err != nil {
		return nil, err
	}
	lines := bufio.NewScanner(out)
	lines.Buffer(nil, 1<<24)
	said := map[string]string{}
	for lines.Scan() {
		var e struct{ Action, Package, Test, Output string }
		if json.Unmarshal(lines.Bytes(), &e) != nil || e.Test == "" {
			continue
		}
		name := strings.TrimPrefix(e.Package, "comptoir/") + " " + e.Test
		said[name] += e.Output
		if e.Action == "fail" {
			fmt.Print(said[name])
		}
		if _, asked := passed[name]; asked && e.Action == "pass" {
			passed[name] = true
		}
	}
	if err := lines.Err(); err != nil {
		return nil, err
	}
	_ = c.Wait() // a failed test is a line of the table
	return passed, nil
}

func table(all []security.Attack, passed map[string]bool) (text string, bad int) {
	var out strings.Builder
	out.WriteString("| threat | attack | what is checked | tests | result |\n|---|---|---|---|---|\n")
	for _, a := range all {
		result := "withstood"
		var names []string
		for _, name := range a.Tests {
			pkg, test, _ := strings.Cut(name, " ")
			names = append(names, fmt.Sprintf("`%s` %s", pkg, test))
			if !passed[name] {
				result = "**FAILED**"
				bad++
			}
		}
		if len(a.Tests) == 0 {
			result = a.Why
		}
		fmt.Fprintf(&out, "| %s | %s | %s | %s | %s |\n", a.Threat, a.Attack, a.Checked, cmp.Or(strings.Join(names, "<br>"), "-"), result)
	}
	return out.String(), bad
}

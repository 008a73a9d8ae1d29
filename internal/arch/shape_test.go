package arch

import (
	"fmt"
	"go/ast"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// Soft budgets are reported, hard ones fail.
const (
	softFile, hardFile = 400, 800
	softFunc, hardFunc = 60, 200
)

func TestSizes(t *testing.T) {
	t.Parallel()
	var long []string
	for _, f := range tree(t) {
		if f.generated {
			continue
		}
		if f.lines > hardFile {
			t.Errorf("%s has %d lines: at most %d", f.path, f.lines, hardFile)
		} else if f.lines > softFile {
			long = append(long, fmt.Sprintf("%s: %d lines", f.path, f.lines))
		}
		for _, d := range f.ast.Decls {
			fn, ok := d.(*ast.FuncDecl)
			if !ok || f.test {
				continue
			}
			n := f.fset.Position(fn.End()).Line - f.fset.Position(fn.Pos()).Line + 1
			if n > hardFunc {
				t.Errorf("%s: %s has %d lines: at most %d", f.at(fn), fn.Name.Name, n, hardFunc)
			} else if n > softFunc {
				long = append(long, fmt.Sprintf("%s: %s has %d lines", f.at(fn), fn.Name.Name, n))
			}
		}
	}
	t.Logf("above the soft budgets of %d and %d lines:\n%s", softFile, softFunc, strings.Join(long, "\n"))
}

// Every package says what it is, once.
func TestPackageComments(t *testing.T) {
	t.Parallel()
	type comment struct {
		text      string
		generated bool
	}
	packages := map[string][]comment{}
	for _, f := range tree(t) {
		if f.test {
			continue
		}
		packages[f.pkg] = append(packages[f.pkg], comment{f.ast.Doc.Text(), f.generated})
	}
	for pkg, all := range packages {
		written := slices.DeleteFunc(slices.Clone(all), func(c comment) bool { return c.text == "" || c.generated && strings.HasPrefix(c.text, "templ:") })
		generated := !slices.ContainsFunc(all, func(c comment) bool { return !c.generated })
		switch {
		case generated:
		case len(written) == 0:
			t.Errorf("%s has no package comment: what it is, what it refuses to know, where to start reading", pkg)
		case len(written) > 1:
			t.Errorf("%s has %d package comments: one is read, the others are lost", pkg, len(written))
		case len(strings.Fields(written[0].text)) < 8:
			t.Errorf("%s: %q says nothing", pkg, written[0].text)
		}
	}
}

// Names that say nothing are not used for packages and files.
func TestNoEmptyNames(t *testing.T) {
	t.Parallel()
	empty := regexp.MustCompile(`(^|[/_])(util|utils|common|helper|helpers|manager|managers|misc|stuff)(\.go|[/_]|$)`)
	for _, f := range tree(t) {
		if empty.MatchString(f.path) && f.path != "internal/identity/common.go" { // passwords that are common
			t.Errorf("%s: a name of the field, please", f.path)
		}
	}
}

// Whoever calls the outside does so by platform/egress, which refuses to reach inside. The exceptions call addresses that
// no user writes: the store of files, which the installation names and which may well be private, and the sign-in
// providers, whose addresses are the program's own.
func TestOneWayOut(t *testing.T) {
	t.Parallel()
	own := regexp.MustCompile(`^(Client|Transport|DefaultClient|DefaultTransport|Get|Head|Post|PostForm)$`)
	except := map[string]bool{"platform/egress": true, "platform/blob/s3blob": true}
	looked := 0
	for _, f := range tree(t) {
		if f.test || except[f.pkg] || f.path == "internal/identity/identityio/oidc_providers.go" || !strings.HasPrefix(f.path, "internal/") && !strings.HasPrefix(f.path, "cmd/") {
			continue
		}
		for _, spec := range f.ast.Imports {
			if spec.Path.Value == `"net/http"` && spec.Name != nil {
				t.Errorf("%s: net/http is imported under another name", f.at(spec))
			}
		}
		pointed := map[ast.Node]bool{} // *http.Client as a type is how a client is handed over
		ast.Inspect(f.ast, func(n ast.Node) bool {
			if star, ok := n.(*ast.StarExpr); ok {
				pointed[star.X] = true
			}
			s, ok := n.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			looked++
			if x, ok := s.X.(*ast.Ident); ok && x.Name == "http" && own.MatchString(s.Sel.Name) && !pointed[s] {
				t.Errorf("%s: http.%s: use platform/egress", f.at(s), s.Sel.Name)
			}
			return true
		})
	}
	if looked < 5000 {
		t.Errorf("only %d selectors looked at", looked)
	}
}

// Work left open is written in an issue, not in the code.
func TestNothingLeftOpen(t *testing.T) {
	t.Parallel()
	open := regexp.MustCompile(`\b(TO` + `DO|FIX` + `ME|XX` + `X)\b`)
	for _, f := range tree(t) {
		if f.generated {
			continue
		}
		for _, group := range f.ast.Comments {
			if found := open.FindString(group.Text()); found != "" {
				t.Errorf("%s: %s", f.at(group), found)
			}
		}
	}
}

// contexts returns the bounded contexts, which are the schemas of the database as well.
func contexts(t *testing.T) []string {
	t.Helper()
	var all []string
	for _, f := range tree(t) {
		if _, context := place(f.pkg); context != "" && !slices.Contains(all, context) {
			all = append(all, context)
		}
	}
	if len(all) < 6 {
		t.Fatalf("contexts: %v", all)
	}
	return append(all, "sandboxpay")
}

// home returns the schema that a package may name: its context's. The trail is the technique under the context audit.
func home(pkg, context string) string {
	if pkg == "platform/trail" {
		return "audit"
	}
	return context
}

var tables = regexp.MustCompile(`(?i)\b(?:from|join|into|update|references|table|only)\s+"?([a-z_]+)"?\.`)

// foreign returns the schema of another context that a text of SQL names; "" when there is none.
func foreign(sql, own string, schemas []string) string {
	for _, found := range tables.FindAllStringSubmatch(sql, -1) {
		other := strings.ToLower(found[1])
		if slices.Contains(schemas, other) && other != own && (other != "sandboxpay" || own != "payments") {
			return other
		}
	}
	return ""
}

// A context's SQL names its own schema only: its migrations, and the queries of which code is generated.
func TestSQLFilesStayAtHome(t *testing.T) {
	t.Parallel()
	schemas := contexts(t)
	comment := regexp.MustCompile(`--[^\n]*`)
	looked := 0
	for _, pattern := range []string{"*/*/*.sql", "*/*/migrations/*.sql"} {
		paths, err := filepath.Glob(filepath.Join(root, "internal", pattern))
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range paths {
			rel := filepath.ToSlash(strings.TrimPrefix(path, filepath.Join(root, "internal")+string(filepath.Separator)))
			r, context := place(filepath.ToSlash(strings.TrimSuffix(filepath.Dir(rel), "/migrations")))
			if r != adapter && r != platform {
				t.Errorf("%s: SQL outside of adapters and platform", rel)
				continue
			}
			source, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			looked++
			if other := foreign(comment.ReplaceAllString(string(source), ""), home(filepath.ToSlash(strings.TrimSuffix(filepath.Dir(rel), "/migrations")), context), schemas); other != "" {
				t.Errorf("%s names the schema %s", rel, other)
			}
		}
	}
	if looked < 15 {
		t.Errorf("only %d files of SQL looked at", looked)
	}
}

func TestForeignSeesTheOther(t *testing.T) {
	t.Parallel()
	schemas := []string{"stays", "payments", "sandboxpay"}
	for sql, want := range map[string]string{
		"SELECT * FROM payments.payment":               "payments",
		"select 1 from stays.x join \"payments\".p":    "payments",
		"INSERT INTO stays.reservation VALUES (1)":     "",
		"say payments.payment_failed":                  "",
		"REFERENCES payments.payment (tenant_id, id)":  "payments",
		"UPDATE sandboxpay.payment SET status = 'x'":   "sandboxpay",
		"permission payments.refund is from nowhere. ": "",
	} {
		if got := foreign(sql, "stays", schemas); got != want {
			t.Errorf("%q: %q, want %q", sql, got, want)
		}
	}
}

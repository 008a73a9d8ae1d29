package arch

import (
	"go/ast"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// impure are the parts of the standard library through which a package reaches the world or chance. A prefix ends in "/".
var impure = []string{"crypto/rand", "crypto/tls", "database/sql", "expvar", "io/ioutil", "log", "log/", "math/rand", "math/rand/", "net", "net/", "os", "os/",
	"plugin", "runtime/", "syscall", "testing", "testing/", "unsafe"}

// pureLibraries are the value libraries that the kernel may use, and nothing else of others.
var pureLibraries = map[string][]string{"kernel/money": {"github.com/bojanz/currency"}}

// exceptions to purity, each with its reason; one that is not needed any more is reported.
var exceptions = map[string]string{
	"kernel/contact net/mail":   "the standard library's parser of addresses: it opens nothing",
	"kernel/ident crypto/rand":  "the single source of identifiers, given to the contexts as a value",
	"kernel/ident time.Now":     "the source's clock when it was given none",
	"kernel/usecase time.Now":   "observes how long a use case took; decides nothing by it",
	"kernel/usecase time.Since": "observes how long a use case took; decides nothing by it",
}

// worldly are the functions of time that ask the machine instead of being told.
var worldly = []string{"Now", "Since", "Until", "After", "AfterFunc", "Tick", "NewTicker", "NewTimer", "Sleep"}

func pure(f file) bool {
	r, _ := place(f.pkg)
	return !f.test && (r == kernel || r == events || r == core)
}

// The kernel, the events and the cores are given time, identifiers and the actor as values: they import nothing that
// reaches the world, and ask no clock.
func TestCoresArePure(t *testing.T) {
	t.Parallel()
	used := map[string]bool{}
	report := func(where, what string) {
		if exceptions[what] != "" {
			used[what] = true
			return
		}
		t.Errorf("%s: %s: a core is told, it does not ask", where, what)
	}
	looked := 0
	for _, f := range tree(t) {
		if !pure(f) {
			continue
		}
		looked++
		for _, path := range f.imports() {
			if !strings.HasPrefix(path, "~") && !tolerable(f.pkg, path) {
				report(f.path, f.pkg+" "+path)
			}
		}
		ast.Inspect(f.ast, func(n ast.Node) bool {
			call, ok := n.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			if x, ok := call.X.(*ast.Ident); ok && x.Obj == nil && x.Name == "time" && slices.Contains(worldly, call.Sel.Name) {
				report(f.at(n), f.pkg+" time."+call.Sel.Name)
			}
			return true
		})
	}
	if looked < 50 {
		t.Errorf("only %d files looked at", looked)
	}
	for what, why := range exceptions {
		if why != "" && !used[what] {
			t.Errorf("the exception %q is not needed any more", what)
		}
	}
}

// tolerable reports whether a package of a core or of the kernel may import a package of somebody else's.
func tolerable(pkg, path string) bool {
	if first, _, _ := strings.Cut(path, "/"); strings.Contains(first, ".") {
		return slices.Contains(pureLibraries[pkg], path)
	}
	if path == "database/sql/driver" {
		return strings.HasPrefix(pkg, "kernel/") // Valuer: how a value is written, not where
	}
	return !slices.ContainsFunc(impure, func(bad string) bool {
		return path == bad || strings.HasSuffix(bad, "/") && strings.HasPrefix(path, bad)
	})
}

// Money is never a float in a core.
func TestNoFloatsForMoney(t *testing.T) {
	t.Parallel()
	for _, f := range tree(t) {
		r, context := place(f.pkg)
		if f.test || !(f.pkg == "kernel/money" || r == core && (slices.Contains([]string{"payments", "contracts", "ledger", "banking", "invoicing"}, context))) {
			continue
		}
		ast.Inspect(f.ast, func(n ast.Node) bool {
			if id, ok := n.(*ast.Ident); ok && (id.Name == "float64" || id.Name == "float32") {
				t.Errorf("%s: a float where money is computed", f.at(n))
			}
			return true
		})
	}
}

// No hand-written SQL in Go names a context's schema but in that context.
func TestSQLStaysAtHome(t *testing.T) {
	t.Parallel()
	schemas := contexts(t)
	for _, f := range tree(t) {
		r, context := place(f.pkg)
		if f.test || r != adapter && r != platform && r != program && r != portal && r != web {
			continue
		}
		ast.Inspect(f.ast, func(n ast.Node) bool {
			lit, ok := n.(*ast.BasicLit)
			if !ok {
				return true
			}
			text, err := strconv.Unquote(lit.Value)
			if err == nil {
				if other := foreign(text, home(f.pkg, context), schemas); other != "" {
					t.Errorf("%s: SQL on the schema %s", f.at(n), other)
				}
			}
			return true
		})
	}
}

// Tables for people are written in one place, which guards their cells from being run.
func TestOnePlaceWritesCSV(t *testing.T) {
	t.Parallel()
	for _, f := range tree(t) {
		if f.test || f.pkg == "platform/spreadsheet" {
			continue
		}
		ast.Inspect(f.ast, func(n ast.Node) bool {
			if call, ok := n.(*ast.SelectorExpr); ok && call.Sel.Name == "NewWriter" {
				if x, ok := call.X.(*ast.Ident); ok && x.Obj == nil && x.Name == "csv" {
					t.Errorf("%s: platform/spreadsheet writes CSV", f.at(n))
				}
			}
			return true
		})
	}
}

package app_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// patterns returns every pattern of a page, as "POST /desk/roles/{id}": from the source, because the mux does not tell.
// Each is written as one constant text, or put together of constants of its package.
func patterns(t *testing.T) []string {
	t.Helper()
	pattern := regexp.MustCompile(`^(GET|POST|PUT|PATCH|DELETE) /[^ "]*$`)
	var all []string
	for _, folder := range folders(t) {
		var decls []ast.Decl
		for _, f := range parsed(t, folder) {
			decls = append(decls, f.Decls...)
		}
		shared := map[string]string{}
		for _, d := range decls {
			if g, ok := d.(*ast.GenDecl); ok {
				collect(g, shared)
			}
		}
		for _, d := range decls {
			constants := maps.Clone(shared)
			collect(d, constants)
			ast.Inspect(d, func(n ast.Node) bool {
				e, ok := n.(ast.Expr)
				if !ok {
					return true
				}
				text, whole := folded(e, constants)
				if whole && pattern.MatchString(text) {
					all = append(all, text)
				}
				return !whole
			})
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// collect adds the constant texts that a declaration names; one may be made of another.
func collect(d ast.Node, constants map[string]string) {
	for range 2 {
		ast.Inspect(d, func(n ast.Node) bool {
			if s, ok := n.(*ast.ValueSpec); ok && len(s.Names) == len(s.Values) {
				for i, name := range s.Names {
					if text, ok := folded(s.Values[i], constants); ok {
						constants[name.Name] = text
					}
				}
			}
			return true
		})
	}
}

// folders are those of the program's packages.
func folders(t *testing.T) (all []string) {
	t.Helper()
	err := filepath.WalkDir("..", func(path string, d os.DirEntry, err error) error {
		if err == nil && d.IsDir() && d.Name() != "testdata" {
			all = append(all, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func parsed(t *testing.T, folder string) (files []*ast.File) {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(folder, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") || strings.HasSuffix(name, "_templ.go") {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, f)
	}
	return files
}

// folded is the text of an expression that is made of constants.
func folded(e ast.Expr, constants map[string]string) (string, bool) {
	switch e := e.(type) {
	case *ast.BasicLit:
		text, err := strconv.Unquote(e.Value)
		return text, err == nil && e.Kind == token.STRING
	case *ast.Ident:
		text, ok := constants[e.Name]
		return text, ok
	case *ast.BinaryExpr:
		left, ok := folded(e.X, constants)
		right, also := folded(e.Y, constants)
		return left + right, ok && also && e.Op == token.ADD
	}
	return "", false
}

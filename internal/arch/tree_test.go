package arch

import (
	"flag"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
)

var update = flag.Bool("update", false, "write the golden files anew: api/openapi.yaml, db/schema.sql, testdata")

const (
	root   = "../.."
	module = "comptoir/"
)

// file is one Go file of the program or of its tests.
type file struct {
	path      string // from the root, with slashes
	pkg       string // the folder, without "internal/"
	name      string
	test      bool
	generated bool
	lines     int
	ast       *ast.File
	fset      *token.FileSet
}

// imports returns what the file imports: our packages without "comptoir/internal/", others as they are.
func (f file) imports() []string {
	all := make([]string, len(f.ast.Imports))
	for i, spec := range f.ast.Imports {
		path, _ := strconv.Unquote(spec.Path.Value)
		all[i] = path
		if own, ok := strings.CutPrefix(path, module+"internal/"); ok {
			all[i] = "~" + own
		}
	}
	return all
}

// at says where a node is.
func (f file) at(n ast.Node) string {
	return f.path + ":" + strconv.Itoa(f.fset.Position(n.Pos()).Line)
}

var files = sync.OnceValues(func() ([]file, error) {
	var all []file
	for _, top := range []string{"internal", "cmd", "test", "sdk"} {
		err := filepath.WalkDir(filepath.Join(root, top), func(path string, d fs.DirEntry, err error) error {
			if err != nil {
				if os.IsNotExist(err) {
					return nil
				}
				return err
			}
			if d.IsDir() && d.Name() == "testdata" {
				return fs.SkipDir
			}
			if d.IsDir() || !strings.HasSuffix(path, ".go") {
				return nil
			}
			f, err := read(path)
			all = append(all, f)
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	return all, nil
})

func read(path string) (file, error) {
	source, err := os.ReadFile(path)
	if err != nil {
		return file{}, err
	}
	fset := token.NewFileSet()
	tree, err := parser.ParseFile(fset, path, source, parser.ParseComments)
	if err != nil {
		return file{}, err
	}
	rel, err := filepath.Rel(root, path)
	if err != nil {
		return file{}, err
	}
	rel = filepath.ToSlash(rel)
	return file{path: rel, pkg: strings.TrimPrefix(rel[:strings.LastIndex(rel, "/")], "internal/"), name: filepath.Base(path),
		test: strings.HasSuffix(path, "_test.go"), generated: ast.IsGenerated(tree), lines: strings.Count(string(source), "\n"), ast: tree, fset: fset}, nil
}

// tree returns every Go file of the repository, parsed.
func tree(t *testing.T) []file {
	t.Helper()
	all, err := files()
	if err != nil {
		t.Fatal(err)
	}
	if len(all) < 100 {
		t.Fatalf("only %d files found: the laws would hold for nothing", len(all))
	}
	return all
}

// golden compares got with a file of the repository, or writes the file with -update.
func golden(t *testing.T, path, got string) {
	t.Helper()
	path = filepath.Join(root, path)
	if *update {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v (make golden)", err)
	}
	if got != string(want) {
		t.Errorf("%s differs from the program (make golden, and read the difference):\n%s", path, difference(string(want), got))
	}
}

// difference shows the lines that only one of two texts has, at most 60 of them.
func difference(want, got string) string {
	count := map[string]int{}
	for _, l := range strings.Split(want, "\n") {
		count[l]++
	}
	var out []string
	for _, l := range strings.Split(got, "\n") {
		if count[l]--; count[l] < 0 {
			out = append(out, "+ "+l)
		}
	}
	for _, l := range strings.Split(want, "\n") {
		if count[l] > 0 {
			count[l]--
			out = append(out, "- "+l)
		}
	}
	if len(out) == 0 {
		return "the same lines in another order"
	}
	return strings.Join(out[:min(60, len(out))], "\n")
}

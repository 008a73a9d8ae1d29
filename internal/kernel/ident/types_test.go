package ident_test

import (
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"strings"
	"testing"
)

// Swapping two identifiers is a mistake of the program that the compiler must find: this one type-checks a program that
// does it.
func TestSwappedIdentifiersDoNotCompile(t *testing.T) {
	t.Parallel()
	const program = `package p
type ID[T any] [16]byte
type property struct{}
type reservation struct{}
func cancel(ID[reservation]) {}
func use(p ID[property], r ID[reservation]) { cancel(ARGUMENT) }`
	for argument, want := range map[string]string{"r": "", "p": "cannot use p", "ID[reservation](p)": ""} {
		fset := token.NewFileSet()
		file, err := parser.ParseFile(fset, "p.go", strings.Replace(program, "ARGUMENT", argument, 1), 0)
		if err != nil {
			t.Fatal(err)
		}
		_, err = (&types.Config{Importer: importer.Default()}).Check("p", fset, []*ast.File{file}, nil)
		switch {
		case want == "" && err != nil:
			t.Errorf("%s: %v", argument, err)
		case want != "" && (err == nil || !strings.Contains(err.Error(), want)):
			t.Errorf("%s compiles: %v", argument, err)
		}
	}
}

// The program above has its own ID; this says that it is the package's.
func TestIDIsDeclaredAsInTheExample(t *testing.T) {
	t.Parallel()
	file, err := parser.ParseFile(token.NewFileSet(), "ident.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, decl := range file.Decls {
		group, ok := decl.(*ast.GenDecl)
		if !ok {
			continue
		}
		for _, s := range group.Specs {
			if spec, ok := s.(*ast.TypeSpec); ok && spec.Name.Name == "ID" && !spec.Assign.IsValid() && spec.TypeParams.NumFields() == 1 {
				return
			}
		}
	}
	t.Error("ID is no defined type with one parameter")
}

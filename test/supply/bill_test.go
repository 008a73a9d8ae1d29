//go:build long

package supply_test

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"comptoir/test/program"
	"comptoir/test/supply"
)

// standard is the module that carries the schemas of CycloneDX; the command checks it against the checksum database.
const standard = "github.com/CycloneDX/cyclonedx-go@v0.12.0"

// The bill of the built program is what CycloneDX 1.6 wants, by its own schemas, and twice the same.
func TestBill(t *testing.T) {
	t.Parallel()
	c := exec.Command("go", "mod", "download", "-json", standard)
	c.Dir = t.TempDir()
	c.Env = append(os.Environ(), "GOFLAGS=-mod=mod")
	out, err := c.Output()
	var module struct{ Dir string }
	if err != nil || json.Unmarshal(out, &module) != nil {
		t.Fatalf("%v %s", err, out)
	}
	compiler := jsonschema.NewCompiler()
	for _, name := range []string{"bom-1.6.schema.json", "spdx.schema.json"} {
		add(t, compiler, name, filepath.Join(module.Dir, "schema", name))
	}
	add(t, compiler, "jsf-0.82.schema.json", filepath.Join(module.Dir, "schema", "jsf-0.82.schemax.json"))
	schema, err := compiler.Compile("http://cyclonedx.org/schema/bom-1.6.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	binary := program.Build(t)
	parts, err := supply.Parts(root)
	if err != nil {
		t.Fatal(err)
	}
	bill, err := supply.Bill(root, binary, "v1", parts)
	if err != nil {
		t.Fatal(err)
	}
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(bill))
	if err != nil {
		t.Fatal(err)
	}
	if err := schema.Validate(value); err != nil {
		t.Error(err)
	}
	again, err := supply.Bill(root, binary, "v1", parts)
	if err != nil || !bytes.Equal(bill, again) {
		t.Errorf("another bill of the same program: %v", err)
	}
	if _, err := supply.Bill(root, binary, "v1", parts[:len(parts)-2]); err == nil {
		t.Error("a part that nobody listed is not missed")
	}
}

func add(t *testing.T, c *jsonschema.Compiler, name, path string) {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	if err := c.AddResource("http://cyclonedx.org/schema/"+name, value); err != nil {
		t.Fatal(err)
	}
}

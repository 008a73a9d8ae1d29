package generate_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/evanw/esbuild/pkg/api"

	"comptoir/sdk/generate"
)

// A document with what routes of tomorrow may bring: names that collide with each other, with the client and with the
// languages, shapes written in place, several answers, and values of any shape.
const nasty = `
openapi: 3.1.0
info: {title: x, version: "1"}
paths:
  /api/shop/{type}/items/{item-id}:
    get:
      operationId: get-shop-by-type-items-by-item-id
      summary: "A comment that */ ends"
      parameters:
        - {name: type, in: path, required: true, schema: {type: string, enum: [a, b]}}
        - {name: item-id, in: path, required: true, schema: {type: integer}}
        - {name: options, in: query, explode: true, schema: {type: array, items: {type: string}}}
        - {name: values, in: query, required: true, schema: {type: string, format: date}}
        - {name: open, in: query, schema: {type: boolean, default: true}}
        - {name: sort, in: query, schema: {type: string, enum: [price, -price, "1st"], default: price}}
        - {name: at, in: query, schema: {type: string, format: date-time}}
      responses: {"200": {content: {application/json: {schema: {type: array, items: {$ref: "#/components/schemas/Client"}}}}}}
  /api/shop/client:
    get: {operationId: shopClient, responses: {"204": {}, "200": {content: {text/csv: {schema: {type: string}}}}}}
    patch:
      operationId: patch-shop-client
      requestBody: {content: {application/json: {schema: {type: object, properties: {note: {type: [string, "null"]}}}}}}
      responses: {"204": {}}
    post:
      operationId: post-shop-client
      requestBody: {content: {multipart/form-data: {schema: {type: object, properties: {files: {type: array, items: {type: string, format: binary}}, caption: {type: string}}}}}}
      responses: {"201": {content: {application/json: {schema: {type: object, additionalProperties: {type: array, items: {type: string, enum: [x]}}}}}}}
    put:
      operationId: put-shop-client
      requestBody: {required: true, content: {text/csv: {schema: {type: string}}}}
      responses: {"202": {}}
  /api/shop/orders:
    get:
      operationId: get-shop-orders
      parameters: [{name: cursor, in: query, schema: {type: string}}]
      responses: {"200": {content: {application/json: {schema: {$ref: "#/components/schemas/order-list"}}}}}
  /api/shop/login:
    post:
      operationId: post-shop-login
      responses:
        "200": {content: {application/json: {schema: {$ref: "#/components/schemas/Client"}}}}
        "202": {content: {application/json: {schema: {type: object, properties: {challenge: {type: string}}}}}}
        "201": {content: {application/json: {schema: {$ref: "#/components/schemas/Client"}}}}
components:
  schemas:
    Client: {type: object, description: "in two\nlines", properties: {checkIn: {type: string}, check_in: {type: string}, 2nd: {type: integer}, self: {$ref: "#/components/schemas/Client"}, any: {}, nested: {type: object, required: [at], properties: {at: {type: string, format: date-time}}}}}
    Services: {type: object}
    Error: {type: string, enum: [one-two, one_two, ""]}
    Array: {oneOf: [{type: string}, {$ref: "#/components/schemas/Error"}]}
    order-list: {type: object, required: [items, nextCursor], properties: {items: {type: array, items: {type: object, properties: {id: {type: string}}}}, nextCursor: {type: string}}}
`

func TestClientsOfANastyDocumentCompile(t *testing.T) {
	t.Parallel()
	files, err := generate.Files([]byte(nasty))
	if err != nil {
		t.Fatal(err)
	}
	again, err := generate.Files([]byte(nasty))
	if err != nil {
		t.Fatal(err)
	}
	written, err := filepath.Glob("../go/*")
	if err != nil || len(written) < 8 {
		t.Fatalf("%v %v", written, err)
	}
	folder := t.TempDir()
	for _, path := range written {
		name := filepath.Base(path)
		if strings.HasSuffix(name, "_test.go") || strings.HasSuffix(name, ".gen.go") || !strings.HasSuffix(name, ".go") && name != "go.mod" {
			continue
		}
		text, err := os.ReadFile(path)
		if err == nil {
			err = os.WriteFile(filepath.Join(folder, name), text, 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	for path, text := range files {
		if !bytes.Equal(again[path], text) {
			t.Errorf("%s differs from one time to the next", path)
		}
		if strings.HasSuffix(path, ".ts") {
			if got := api.Transform(string(text), api.TransformOptions{Loader: api.LoaderTS}); len(got.Errors) > 0 {
				t.Errorf("%s: %v", path, got.Errors)
			}
			continue
		}
		if err := os.WriteFile(filepath.Join(folder, filepath.Base(path)), text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	build := exec.CommandContext(t.Context(), "go", "vet", ".")
	build.Dir = folder
	if out, err := build.CombinedOutput(); err != nil {
		t.Errorf("%s\n%s", out, files["sdk/go/calls.gen.go"])
	}
}

func TestADocumentThatSaysNothingIsRefused(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"empty": "", "no YAML": "\t", "no paths": "components: {schemas: {A: {type: string}}}",
		"no id":                "paths: {/api/a/b: {get: {responses: {}}}}\ncomponents: {schemas: {A: {type: string}}}",
		"an unknown parameter": "paths: {\"/api/a/{b}\": {get: {operationId: x, responses: {}}}}\ncomponents: {schemas: {A: {type: string}}}",
	} {
		if _, err := generate.Files([]byte(text)); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}

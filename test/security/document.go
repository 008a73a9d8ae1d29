package security

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"mime"
	"slices"
	"strings"
	"sync"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// Document is the program's own description of its API (OpenAPI 3.1), as GET /api/openapi.json gives it.
type Document struct {
	Operations []Operation
	root       map[string]any
	compiler   *jsonschema.Compiler
	compiled   map[string]*jsonschema.Schema
	mu         sync.Mutex
}

// Operation is one method on one path. Body is the schema of its JSON body, nil where it has none; BodyType is what it
// takes ("" for nothing).
type Operation struct {
	Method, Path, Permission string
	Parameters               []Parameter
	Body                     map[string]any
	BodyType                 string
	answers                  map[string]answer
}

// Parameter is a value in the path, the query or a header.
type Parameter struct {
	Name, In string
	Required bool
	Schema   map[string]any
}

type answer struct {
	types map[string]string // media type → pointer of its schema in the document
}

// Name is "POST /api/stays/quotes".
func (o Operation) Name() string { return o.Method + " " + o.Path }

const home = "mem:///openapi.json"

// ReadDocument reads the text of an OpenAPI document.
func ReadDocument(text []byte) (*Document, error) {
	d := &Document{compiler: jsonschema.NewCompiler(), compiled: map[string]*jsonschema.Schema{}}
	if err := json.Unmarshal(text, &d.root); err != nil {
		return nil, err
	}
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		return nil, err
	}
	d.compiler.AssertFormat()
	d.compiler.DefaultDraft(jsonschema.Draft2020)
	if err := d.compiler.AddResource(home, value); err != nil {
		return nil, err
	}
	for path, methods := range object(d.root["paths"]) {
		for method, op := range object(methods) {
			d.Operations = append(d.Operations, d.operation(strings.ToUpper(method), path, object(op)))
		}
	}
	if len(d.Operations) == 0 {
		return nil, errors.New("security: the document describes no operation")
	}
	slices.SortFunc(d.Operations, func(a, b Operation) int {
		return cmp.Or(cmp.Compare(a.Path, b.Path), cmp.Compare(a.Method, b.Method))
	})
	return d, nil
}

func (d *Document) operation(method, path string, raw map[string]any) Operation {
	o := Operation{Method: method, Path: path, answers: map[string]answer{}}
	o.Permission, _ = raw["x-permission"].(string)
	list, _ := raw["parameters"].([]any)
	for _, p := range list {
		p := object(p)
		name, _ := p["name"].(string)
		in, _ := p["in"].(string)
		required, _ := p["required"].(bool)
		o.Parameters = append(o.Parameters, Parameter{Name: name, In: in, Required: required, Schema: object(p["schema"])})
	}
	for kind, content := range object(object(raw["requestBody"])["content"]) {
		o.BodyType = kind
		if kind == "application/json" {
			o.Body = object(object(content)["schema"])
		}
	}
	at := home + "#/paths/" + escape(path) + "/" + strings.ToLower(method) + "/responses/"
	for status, r := range object(raw["responses"]) {
		a := answer{types: map[string]string{}}
		for kind, content := range object(object(r)["content"]) {
			a.types[kind] = ""
			if object(content)["schema"] != nil {
				a.types[kind] = at + status + "/content/" + escape(kind) + "/schema"
			}
		}
		o.answers[status] = a
	}
	return o
}

// Check compares an answer with what the document promises for it: status, media type and every value of its JSON.
func (d *Document) Check(o Operation, status int, contentType string, body []byte) error {
	promised, ok := o.answers[fmt.Sprint(status)]
	if !ok {
		if promised, ok = o.answers["default"]; !ok || status < 300 {
			return fmt.Errorf("status %d is not in the document", status)
		}
	}
	if status == 304 || len(promised.types) == 0 && len(body) == 0 {
		return nil
	}
	kind, _, err := mime.ParseMediaType(contentType)
	if err != nil {
		return fmt.Errorf("content type %q: %w", contentType, err)
	}
	pointer, ok := promised.types[kind]
	if !ok {
		return fmt.Errorf("%d as %s is not in the document", status, kind)
	}
	if pointer == "" || !strings.HasSuffix(kind, "json") {
		return nil
	}
	schema, err := d.schema(pointer)
	if err != nil {
		return err
	}
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(body))
	if err != nil {
		return fmt.Errorf("no JSON: %w", err)
	}
	return schema.Validate(value)
}

func (d *Document) schema(pointer string) (*jsonschema.Schema, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if s, ok := d.compiled[pointer]; ok {
		return s, nil
	}
	s, err := d.compiler.Compile(pointer)
	if err == nil {
		d.compiled[pointer] = s
	}
	return s, err
}

// follow returns the schema itself where s refers to another.
func (d *Document) follow(s map[string]any) map[string]any {
	for {
		ref, ok := s["$ref"].(string)
		if !ok {
			return s
		}
		at := any(d.root)
		for _, part := range strings.Split(strings.TrimPrefix(ref, "#/"), "/") {
			at = object(at)[strings.NewReplacer("~1", "/", "~0", "~").Replace(part)]
		}
		s = object(at)
	}
}

func object(v any) map[string]any {
	m, _ := v.(map[string]any)
	return m
}

// escape writes a key as a part of a JSON pointer inside of an address.
func escape(key string) string {
	return strings.NewReplacer("~", "~0", "/", "~1", "{", "%7B", "}", "%7D").Replace(key)
}

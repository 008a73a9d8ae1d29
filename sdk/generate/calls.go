package generate

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// bodyKind says how a body travels.
type bodyKind int

const (
	noBody bodyKind = iota
	jsonBody
	formBody // multipart/form-data
	rawBody  // bytes
)

// callModel is one operation as both clients offer it.
type callModel struct {
	group    string // "stays": the first word of the path after /api/
	words    []string
	method   string
	path     string // with {parameters}
	doc      []string
	params   []parameter // of the path, in its order
	query    []parameter
	body     *schema
	bodyKind bodyKind
	bodyType string // media type of a raw body
	bodyMust bool
	answer   *schema
	kind     bodyKind  // of the answer: noBody, jsonBody or rawBody
	variants []variant // where several statuses answer with different JSON; empty for everything else
	item     *schema   // of a list that is cut by cursors; nil for everything else
	cursor   bool      // the answer's nextCursor is always there
}

// variant is one of several answers.
type variant struct {
	status int
	schema *schema
}

// calls returns the operations in the order of their groups and names.
func (d document) calls() ([]callModel, error) {
	var all []callModel
	for _, path := range slices.Sorted(maps.Keys(d.Paths)) {
		for _, method := range slices.Sorted(maps.Keys(d.Paths[path])) {
			c, err := d.call(path, method, d.Paths[path][method])
			if err != nil {
				return nil, fmt.Errorf("generate: %s %s: %w", strings.ToUpper(method), path, err)
			}
			all = append(all, c)
		}
	}
	slices.SortFunc(all, func(a, b callModel) int {
		return cmp.Or(cmp.Compare(a.group, b.group), slices.Compare(a.words[1:], b.words[1:]), cmp.Compare(a.words[0], b.words[0]))
	})
	return all, nil
}

func (d document) call(path, method string, op *operation) (callModel, error) {
	segments := strings.Split(strings.TrimPrefix(strings.TrimPrefix(path, "/api"), "/"), "/")
	c := callModel{group: segments[0], method: strings.ToUpper(method), path: path}
	if op.ID == "" {
		return c, fmt.Errorf("no operationId")
	}
	c.words = strings.FieldsFunc(op.ID, func(r rune) bool { return r == '-' || r == '_' || r == '.' })
	if rest, ok := strings.CutPrefix(op.ID, method+"-"+c.group); ok && (rest == "" || rest[0] == '-') {
		c.words = append([]string{method}, strings.FieldsFunc(rest, func(r rune) bool { return r == '-' })...)
	}
	c.doc = append(c.doc, sentence(op.Summary))
	if op.Description != "" {
		c.doc = append(c.doc, strings.Split(sentence(op.Description), "\n")...)
	}
	line := c.method + " " + path
	if op.Permission != "" {
		line += "; permission " + op.Permission
	}
	c.doc = append(c.doc, line+".")
	for _, segment := range strings.Split(path, "/") {
		if !strings.HasPrefix(segment, "{") {
			continue
		}
		i := slices.IndexFunc(op.Parameters, func(p parameter) bool { return p.In == "path" && "{"+p.Name+"}" == segment })
		if i < 0 {
			return c, fmt.Errorf("%s is not among the parameters", segment)
		}
		c.params = append(c.params, op.Parameters[i])
	}
	for _, p := range op.Parameters {
		switch {
		case p.Schema == nil:
			return c, fmt.Errorf("the parameter %s has no schema", p.Name)
		case p.In == "query":
			c.query = append(c.query, p)
		case p.In == "header" && p.Required:
			c.doc = append(c.doc, "It needs the header "+p.Name+".")
		}
	}
	if op.Body != nil {
		c.bodyMust = op.Body.Required
		c.body, c.bodyKind, c.bodyType = content(op.Body.Content)
	}
	c.answers(op)
	if c.method == "GET" && c.kind == jsonBody && c.variants == nil && slices.ContainsFunc(c.query, func(p parameter) bool { return p.Name == "cursor" }) {
		if s := d.resolve(c.answer); s.Properties["items"] != nil && s.Properties["items"].Items != nil && s.Properties["nextCursor"] != nil {
			c.item, c.cursor = s.Properties["items"].Items, slices.Contains(s.Required, "nextCursor")
		}
	}
	return c, nil
}

// answers reads what a success brings back.
func (c *callModel) answers(op *operation) {
	for _, status := range slices.Sorted(maps.Keys(op.Responses)) {
		number, err := strconv.Atoi(status)
		if err != nil || number < 200 || number > 299 {
			continue
		}
		answer, kind, _ := content(op.Responses[status].Content)
		if c.kind == noBody {
			c.answer, c.kind = answer, kind
		}
		if kind == jsonBody && !slices.ContainsFunc(c.variants, func(v variant) bool { return answer.Ref != "" && v.schema.Ref == answer.Ref }) {
			c.variants = append(c.variants, variant{number, answer})
		}
	}
	if len(c.variants) < 2 || c.kind != jsonBody {
		c.variants = nil
	}
}

// content chooses the media that a client speaks: JSON, a form, or bytes.
func content(all map[string]media) (*schema, bodyKind, string) {
	if m, ok := all["application/json"]; ok && m.Schema != nil {
		return m.Schema, jsonBody, ""
	}
	if m, ok := all["multipart/form-data"]; ok && m.Schema != nil {
		return m.Schema, formBody, ""
	}
	for _, t := range slices.Sorted(maps.Keys(all)) {
		return nil, rawBody, t
	}
	return nil, noBody, ""
}

func (d document) resolve(s *schema) *schema {
	for range 10 {
		next, ok := d.Components.Schemas[s.name()]
		if s.Ref == "" || !ok {
			break
		}
		s = next
	}
	return s
}

func sentence(text string) string {
	text = strings.TrimSpace(text)
	if text != "" && !strings.ContainsAny(text[len(text)-1:], ".!?:") {
		text += "."
	}
	return text
}

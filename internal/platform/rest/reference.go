package rest

import (
	"bytes"
	"cmp"
	_ "embed"
	"fmt"
	"html/template"
	"maps"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"
)

//go:embed reference.html
var referenceSource string

var referencePage = template.Must(template.New("reference").Parse(referenceSource))

// The reference page's parts: nothing of the OpenAPI document that the page does not show.
type (
	referenceView struct {
		Title, Version, Description string
		Groups                      []referenceGroup
		Schemas                     []referenceSchema
	}
	referenceGroup struct {
		Name       string
		Operations []referenceOperation
	}
	referenceOperation struct {
		ID, Method, Path, Summary, Description, Permission string
		Parameters                                         []referenceField
		Body                                               *referenceType
		Responses                                          []referenceResponse
	}
	referenceResponse struct {
		Status, Description string
		Body                *referenceType
		Headers             []string
	}
	referenceField struct {
		Name, In, Description string
		Required              bool
		Type                  referenceType
	}
	// referenceType is a type in words, with the schema that it refers to when it has a name.
	referenceType struct{ Text, Schema string }

	referenceSchema struct {
		Name, Description string
		Fields            []referenceField
	}
)

// renderReference writes the reference for people: one page, no script, our own style sheet.
func renderReference(doc *huma.OpenAPI, routes []Route) []byte {
	view := referenceView{Title: doc.Info.Title, Version: doc.Info.Version, Description: doc.Info.Description}
	groups := map[string][]referenceOperation{}
	for _, route := range routes {
		if op := operationOf(doc, route); op != nil {
			tag := "general"
			if len(op.Tags) > 0 {
				tag = op.Tags[0]
			}
			groups[tag] = append(groups[tag], viewOperation(op, route))
		}
	}
	for _, name := range slices.Sorted(maps.Keys(groups)) {
		view.Groups = append(view.Groups, referenceGroup{name, groups[name]})
	}
	schemas := doc.Components.Schemas.Map()
	for _, name := range slices.Sorted(maps.Keys(schemas)) {
		s := schemas[name]
		view.Schemas = append(view.Schemas, referenceSchema{Name: name, Description: s.Description, Fields: viewFields(s)})
	}
	var out bytes.Buffer
	if err := referencePage.Execute(&out, view); err != nil {
		panic("rest: the reference cannot be written: " + err.Error()) // a mistake in the template
	}
	return out.Bytes()
}

func operationOf(doc *huma.OpenAPI, route Route) *huma.Operation {
	item := doc.Paths[route.Path]
	if item == nil {
		return nil // hidden from the document
	}
	for _, op := range []*huma.Operation{item.Get, item.Put, item.Post, item.Delete, item.Patch, item.Head, item.Options} {
		if op != nil && op.Method == route.Method {
			return op
		}
	}
	return nil
}

func viewOperation(op *huma.Operation, route Route) referenceOperation {
	v := referenceOperation{ID: op.OperationID, Method: op.Method, Path: op.Path, Summary: cmp.Or(op.Summary, op.OperationID),
		Description: op.Description, Permission: string(route.Permission)}
	for _, p := range op.Parameters {
		v.Parameters = append(v.Parameters, referenceField{Name: p.Name, In: p.In, Required: p.Required,
			Description: cmp.Or(p.Description, descriptionOf(p.Schema)), Type: typeOf(p.Schema)})
	}
	if op.RequestBody != nil {
		v.Body = bodyOf(op.RequestBody.Content)
	}
	for _, status := range slices.Sorted(maps.Keys(op.Responses)) {
		r := op.Responses[status]
		v.Responses = append(v.Responses, referenceResponse{Status: status, Description: r.Description, Body: bodyOf(r.Content),
			Headers: slices.Sorted(maps.Keys(r.Headers))})
	}
	return v
}

func bodyOf(content map[string]*huma.MediaType) *referenceType {
	if len(content) == 0 {
		return nil
	}
	name := slices.Min(slices.Collect(maps.Keys(content)))
	t := typeOf(content[name].Schema)
	if t.Text == "" {
		t.Text = name
	}
	return &t
}

func descriptionOf(s *huma.Schema) string {
	if s == nil {
		return ""
	}
	return s.Description
}

func viewFields(s *huma.Schema) []referenceField {
	var fields []referenceField
	for _, name := range slices.Sorted(maps.Keys(s.Properties)) {
		p := s.Properties[name]
		fields = append(fields, referenceField{Name: name, Required: slices.Contains(s.Required, name),
			Description: p.Description, Type: typeOf(p)})
	}
	return fields
}

// typeOf says a schema in words: "text (uuid)", "list of StaysQuoteLine", "whole number, 1 to 100".
func typeOf(s *huma.Schema) referenceType {
	switch {
	case s == nil:
		return referenceType{}
	case s.Ref != "":
		name := s.Ref[strings.LastIndexByte(s.Ref, '/')+1:]
		return referenceType{Text: name, Schema: name}
	case s.Type == huma.TypeArray:
		item := typeOf(s.Items)
		return referenceType{Text: "list of " + item.Text, Schema: item.Schema}
	}
	text := map[string]string{huma.TypeString: "text", huma.TypeInteger: "whole number", huma.TypeNumber: "number",
		huma.TypeBoolean: "yes or no", huma.TypeObject: "object"}[s.Type]
	if s.Format != "" && s.Format != "int64" && s.Format != "int32" && s.Format != "double" {
		text += " (" + s.Format + ")"
	}
	if limits := limitsOf(s); limits != "" {
		text += ", " + limits
	}
	return referenceType{Text: text}
}

func limitsOf(s *huma.Schema) string {
	var parts []string
	if len(s.Enum) > 0 {
		for _, v := range s.Enum {
			parts = append(parts, fmt.Sprint(v))
		}
		return "one of " + strings.Join(parts, ", ")
	}
	if s.Minimum != nil {
		parts = append(parts, fmt.Sprintf("at least %v", *s.Minimum))
	}
	if s.Maximum != nil {
		parts = append(parts, fmt.Sprintf("at most %v", *s.Maximum))
	}
	if s.MinLength != nil {
		parts = append(parts, fmt.Sprintf("from %d characters", *s.MinLength))
	}
	if s.MaxLength != nil {
		parts = append(parts, fmt.Sprintf("up to %d characters", *s.MaxLength))
	}
	return strings.Join(parts, ", ")
}

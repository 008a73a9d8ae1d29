package generate

import (
	"fmt"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// document is what the clients need of an OpenAPI 3.1 document.
type document struct {
	Paths      map[string]map[string]*operation `yaml:"paths"`
	Components struct {
		Schemas map[string]*schema `yaml:"schemas"`
	} `yaml:"components"`
}

type operation struct {
	ID          string      `yaml:"operationId"`
	Summary     string      `yaml:"summary"`
	Description string      `yaml:"description"`
	Permission  string      `yaml:"x-permission"`
	Parameters  []parameter `yaml:"parameters"`
	Body        *struct {
		Required bool             `yaml:"required"`
		Content  map[string]media `yaml:"content"`
	} `yaml:"requestBody"`
	Responses map[string]struct {
		Content map[string]media `yaml:"content"`
	} `yaml:"responses"`
}

type media struct {
	Schema *schema `yaml:"schema"`
}

type parameter struct {
	Name        string  `yaml:"name"`
	In          string  `yaml:"in"`
	Required    bool    `yaml:"required"`
	Explode     *bool   `yaml:"explode"`
	Description string  `yaml:"description"`
	Schema      *schema `yaml:"schema"`
}

type schema struct {
	Ref         string             `yaml:"$ref"`
	Types       types              `yaml:"type"`
	Format      string             `yaml:"format"`
	Enum        []any              `yaml:"enum"`
	Const       any                `yaml:"const"`
	Properties  map[string]*schema `yaml:"properties"`
	Required    []string           `yaml:"required"`
	Items       *schema            `yaml:"items"`
	Additional  additional         `yaml:"additionalProperties"`
	Description string             `yaml:"description"`
	Default     any                `yaml:"default"`
	OneOf       []*schema          `yaml:"oneOf"`
	AnyOf       []*schema          `yaml:"anyOf"`
	AllOf       []*schema          `yaml:"allOf"`
}

// types are the JSON types of a schema: one, or several of which one may be "null".
type types []string

func (t *types) UnmarshalYAML(n *yaml.Node) error {
	if n.Kind == yaml.ScalarNode {
		*t = types{n.Value}
		return nil
	}
	return n.Decode((*[]string)(t))
}

// additional is the schema of an object's other members, nil where there is none (or only true or false).
type additional struct{ *schema }

func (a *additional) UnmarshalYAML(n *yaml.Node) error {
	if n.Kind == yaml.ScalarNode {
		return nil
	}
	return n.Decode(&a.schema)
}

// kind is the one JSON type that is not null; "" for anything.
func (s *schema) kind() string {
	for _, t := range s.Types {
		if t != "null" {
			return t
		}
	}
	return ""
}

func (s *schema) nullable() bool { return slices.Contains(s.Types, "null") }

// name returns the component that the schema refers to; "" for a schema written in place.
func (s *schema) name() string { return strings.TrimPrefix(s.Ref, "#/components/schemas/") }

// words returns the enumeration, when it is one of texts.
func (s *schema) words() []string {
	if s.kind() != "string" {
		return nil
	}
	values := s.Enum
	if text, ok := s.Const.(string); ok {
		values = []any{text}
	}
	var all []string
	for _, v := range values {
		if text, ok := v.(string); ok {
			all = append(all, text)
		}
	}
	return all
}

func read(text []byte) (document, error) {
	var d document
	if err := yaml.Unmarshal(text, &d); err != nil {
		return d, fmt.Errorf("generate: the OpenAPI document: %w", err)
	}
	if len(d.Paths) == 0 || len(d.Components.Schemas) == 0 {
		return d, fmt.Errorf("generate: the OpenAPI document has no paths or no schemas")
	}
	return d, nil
}

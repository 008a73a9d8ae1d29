package generate

import (
	"bytes"
	"fmt"
	"go/format"
	"maps"
	"slices"
	"strings"
)

// goReserved are the names that the hand-written part of the Go client has.
const goReserved = `SecondStep Services Client New Option CallOption Error FieldError Session Meta Date Upload File Ptr Value
	WithToken WithTenant WithSession WithRefresh WithHTTPClient WithRetries WithUserAgent OnSession
	IdempotencyKey IfMatch IfNoneMatch Language Header Capture AsError Code IsCode ErrNotModified DateOf Day`

// golang writes Go. Types made of schemas written in place get names of their own and wait in later.
type golang struct {
	d      document
	out    bytes.Buffer
	types  map[string]string // component → Go type
	taken  taken
	placed map[*schema]string // written in place → Go type
	later  []func()
}

func goClient(d document, calls []callModel) (typesFile, callsFile []byte, err error) {
	g := &golang{d: d, types: map[string]string{}, placed: map[*schema]string{}, taken: reserve(goReserved)}
	groups := groupsOf(calls)
	for _, group := range groups {
		g.taken.free(service(group))
	}
	components := slices.Sorted(maps.Keys(d.Components.Schemas))
	for _, name := range components {
		g.types[name] = g.taken.free(upperFirst(name))
	}
	for _, name := range components {
		g.declare(g.types[name], d.Components.Schemas[name])
	}
	g.drain()
	body := g.out.String()
	g.out.Reset()
	g.services(groups, calls)
	methods := g.out.String()
	g.out.Reset()
	g.drain()
	if typesFile, err = g.file(body + g.out.String()); err != nil {
		return nil, nil, err
	}
	callsFile, err = g.file(methods)
	return typesFile, callsFile, err
}

// file puts the head before the declarations and formats them.
func (g *golang) file(body string) ([]byte, error) {
	var imports []string
	for _, used := range [][2]string{{"context.Context", "context"}, {"iter.Seq2[", "iter"}, {"url.Values{}", "net/url"}, {"time.Time", "time"}} {
		if strings.Contains(body, used[0]) {
			imports = append(imports, fmt.Sprintf("%q", used[1]))
		}
	}
	head := header + "\npackage comptoir\n\n"
	if len(imports) > 0 {
		head += "import (\n" + strings.Join(imports, "\n") + "\n)\n\n"
	}
	text, err := format.Source([]byte(head + body))
	if err != nil {
		return nil, fmt.Errorf("generate: the Go client: %w", err)
	}
	return text, nil
}

func (g *golang) drain() {
	for len(g.later) > 0 {
		next := g.later[0]
		g.later = g.later[1:]
		next()
	}
}

func (g *golang) line(form string, args ...any) { fmt.Fprintf(&g.out, form+"\n", args...) }

func (g *golang) comment(lead, text string) {
	for i, l := range strings.Split(strings.TrimSpace(text), "\n") {
		if i == 0 {
			l = strings.TrimSpace(lead + " " + l)
		}
		if l != "" {
			g.line("// %s", l)
		}
	}
}

// declare writes the type of a name.
func (g *golang) declare(name string, s *schema) {
	g.comment(name, "is "+orElse(s.Description, "a value of the API."))
	switch {
	case len(s.words()) > 0:
		g.enum(name, s)
	case s.kind() == "object" && len(s.Properties) > 0:
		g.structure(name, s)
	default:
		g.line("type %s %s\n", name, g.typeOf(name, s))
	}
}

func (g *golang) enum(name string, s *schema) {
	g.line("type %s string\n\nconst (", name)
	for _, w := range s.words() {
		word := upper(split(w)...)
		if strings.HasPrefix(w, "-") {
			word += "Descending"
		}
		g.line("%s %s = %q", g.taken.free(name+word), name, w)
	}
	g.line(")\n")
}

func (g *golang) structure(name string, s *schema) {
	g.line("type %s struct {", name)
	fields := taken{}
	for _, property := range slices.Sorted(maps.Keys(s.Properties)) {
		p := s.Properties[property]
		g.comment("", p.Description)
		tag := property
		t := g.typeOf(name+upper(split(property)...), p)
		if !slices.Contains(s.Required, property) {
			tag += ",omitzero"
			t = optional(t)
		}
		if p.nullable() {
			t = optional(t)
		}
		g.line("%s %s `json:%q`", fields.free(upper(split(property)...)), t, tag)
	}
	g.line("}\n")
}

// optional makes room for absence in a type that has none.
func optional(t string) string {
	if t == "any" || t == "[]byte" || strings.HasPrefix(t, "*") || strings.HasPrefix(t, "[]") || strings.HasPrefix(t, "map[") {
		return t
	}
	return "*" + t
}

// typeOf returns the Go type of a schema; hint names what has to be declared for it.
func (g *golang) typeOf(hint string, s *schema) string {
	if s.Ref != "" {
		return orElse(g.types[s.name()], "any")
	}
	if len(s.words()) > 0 {
		return g.declared(hint, s)
	}
	switch s.kind() {
	case "string":
		switch s.Format {
		case "date-time":
			return "time.Time"
		case "date":
			return "Date"
		}
		return "string"
	case "integer":
		return "int64"
	case "number":
		return "float64"
	case "boolean":
		return "bool"
	case "array":
		if s.Items == nil {
			return "[]any"
		}
		return "[]" + g.typeOf(hint+"Item", s.Items)
	case "object":
		switch {
		case len(s.Properties) > 0:
			return g.declared(hint, s)
		case s.Additional.schema != nil:
			return "map[string]" + g.typeOf(hint+"Value", s.Additional.schema)
		}
		return "map[string]any"
	}
	return "any"
}

// declared gives a schema written in place a name, the same one each time.
func (g *golang) declared(hint string, s *schema) string {
	if name, ok := g.placed[s]; ok {
		return name
	}
	name := g.taken.free(hint)
	g.placed[s] = name
	g.later = append(g.later, func() { g.declare(name, s) })
	return name
}

func groupsOf(calls []callModel) []string {
	var all []string
	for _, c := range calls {
		if !slices.Contains(all, c.group) {
			all = append(all, c.group)
		}
	}
	return all
}

func service(group string) string { return upper(split(group)...) + "Service" }

func upperFirst(name string) string {
	if name[0] >= 'a' && name[0] <= 'z' || !isWord(name) {
		return upper(split(name)...)
	}
	return name
}

func isWord(name string) bool {
	return !strings.ContainsFunc(name, func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9')
	})
}

func orElse(text, other string) string {
	if text == "" {
		return other
	}
	return text
}

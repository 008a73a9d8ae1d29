package generate

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
)

// script writes TypeScript.
type script struct {
	strings.Builder
	types map[string]string // component → interface
	taken taken
}

// scriptReserved are the names that the hand-written part, or the language, has.
const scriptReserved = `SecondStep Services Comptoir ComptoirError NotModified ClientOptions CallOptions Transport Session FieldError Meta Page Array Blob Boolean Date Error File FormData
	Function Headers Map Number Object Promise Record Request Response Set String Symbol AsyncGenerator Uint8Array pages segment`

func typeScript(d document, calls []callModel) []byte {
	s := &script{types: map[string]string{}, taken: reserve(scriptReserved)}
	groups := groupsOf(calls)
	for _, group := range groups {
		s.taken.free(service(group))
	}
	components := sortedKeys(d.Components.Schemas)
	for _, name := range components {
		s.types[name] = s.taken.free(upperFirst(name))
	}
	s.line("%s", header)
	s.line("import { pages, segment, type CallOptions, type Transport } from \"./runtime.js\";\n")
	for _, name := range components {
		c := d.Components.Schemas[name]
		s.doc("", c.Description)
		if c.kind() == "object" && len(c.Properties) > 0 {
			s.line("export interface %s %s\n", s.types[name], s.object(c, ""))
		} else {
			s.line("export type %s = %s;\n", s.types[name], s.typeOf(c, ""))
		}
	}
	for _, group := range groups {
		s.service(d, group, calls)
	}
	s.line("/** The parts of the API, by the first word of their paths. */\nexport class Services {")
	for _, group := range groups {
		s.line("  readonly %s: %s;", lower(split(group)...), service(group))
	}
	s.line("\n  constructor(transport: Transport) {")
	for _, group := range groups {
		s.line("    this.%s = new %s(transport);", lower(split(group)...), service(group))
	}
	s.line("  }\n}")
	return []byte(s.String())
}

func (s *script) line(form string, args ...any) { fmt.Fprintf(s, form+"\n", args...) }

// doc writes a comment; what would end it is taken out.
func (s *script) doc(indent, text string) {
	text = strings.ReplaceAll(strings.TrimSpace(text), "*/", "* /")
	switch lines := strings.Split(text, "\n"); {
	case text == "":
	case len(lines) == 1:
		s.line("%s/** %s */", indent, text)
	default:
		s.line("%s/**", indent)
		for _, l := range lines {
			s.line("%s", strings.TrimRight(indent+" * "+l, " "))
		}
		s.line("%s */", indent)
	}
}

var plain = regexp.MustCompile(`^[A-Za-z_$][A-Za-z0-9_$]*$`)

func member(name string) string {
	if plain.MatchString(name) {
		return name
	}
	return fmt.Sprintf("%q", name)
}

func (s *script) object(o *schema, indent string) string {
	inner := &script{types: s.types, taken: s.taken}
	inner.line("{")
	for _, name := range sortedKeys(o.Properties) {
		p := o.Properties[name]
		mark := "?"
		if slices.Contains(o.Required, name) {
			mark = ""
		}
		inner.doc(indent+"  ", p.Description)
		inner.line("%s  %s%s: %s;", indent, member(name), mark, s.typeOf(p, indent+"  "))
	}
	return inner.String() + indent + "}"
}

func (s *script) typeOf(p *schema, indent string) string {
	t := s.bare(p, indent)
	if p.nullable() {
		t += " | null"
	}
	return t
}

func (s *script) bare(p *schema, indent string) string {
	if p.Ref != "" {
		return orElse(s.types[p.name()], "unknown")
	}
	if words := p.words(); len(words) > 0 {
		quoted := make([]string, len(words))
		for i, w := range words {
			quoted[i] = fmt.Sprintf("%q", w)
		}
		return strings.Join(quoted, " | ")
	}
	for _, choice := range [][]*schema{p.OneOf, p.AnyOf} {
		if len(choice) > 0 {
			return s.joined(choice, " | ", indent)
		}
	}
	if len(p.AllOf) > 0 {
		return s.joined(p.AllOf, " & ", indent)
	}
	switch p.kind() {
	case "string":
		if p.Format == "binary" {
			return "Blob"
		}
		return "string"
	case "integer", "number":
		return "number"
	case "boolean":
		return "boolean"
	case "array":
		if p.Items == nil {
			return "unknown[]"
		}
		if item := s.typeOf(p.Items, indent); strings.ContainsAny(item, "|&") && !strings.HasPrefix(item, "{") {
			return "(" + item + ")[]"
		} else {
			return item + "[]"
		}
	case "object":
		switch {
		case len(p.Properties) > 0:
			return s.object(p, indent)
		case p.Additional.schema != nil:
			return "Record<string, " + s.typeOf(p.Additional.schema, indent) + ">"
		}
		return "Record<string, unknown>"
	}
	return "unknown"
}

func (s *script) joined(all []*schema, with, indent string) string {
	parts := make([]string, len(all))
	for i, p := range all {
		parts[i] = "(" + s.typeOf(p, indent) + ")"
	}
	return strings.Join(parts, with)
}

func (s *script) service(d document, group string, calls []callModel) {
	var methods strings.Builder
	used := reserve("constructor transport")
	for _, c := range calls {
		if c.group == group {
			s.method(d, c, lower(c.words...), used, &methods)
		}
	}
	s.line("/** The calls under /api/%s. */\nexport class %s {\n  constructor(private readonly transport: Transport) {}\n%s}\n", group, service(group), methods.String())
}

// method writes the parameters' interface at once, and the method to out.
func (s *script) method(d document, c callModel, name string, used taken, out *strings.Builder) {
	name = used.free(name)
	m := &script{types: s.types, taken: s.taken}
	var arguments, names []string
	path := c.path
	local := reserve("body query options arguments await break case catch class const default delete do else enum export extends false finally for function if import in instanceof new null return super switch this throw true try typeof var void while with yield let static")
	for _, p := range c.params {
		argument := local.free(lower(split(p.Name)...))
		arguments, names = append(arguments, argument+": "+s.typeOf(p.Schema, "")), append(names, argument)
		path = strings.ReplaceAll(path, "{"+p.Name+"}", "${segment("+argument+")}")
	}
	send := fmt.Sprintf("{ method: %q, path: `%s`", c.method, path)
	switch c.bodyKind {
	case jsonBody:
		mark := map[bool]string{true: "", false: " | undefined"}[c.bodyMust]
		arguments, names = append(arguments, "body: "+s.typeOf(c.body, "")+mark), append(names, "body")
		send += ", json: body"
	case formBody:
		arguments, names = append(arguments, "body: "+s.object(d.resolve(c.body), "  ")), append(names, "body")
		send += ", form: body"
	case rawBody:
		arguments, names = append(arguments, "body: ArrayBuffer | Blob | string"), append(names, "body")
		send += fmt.Sprintf(", raw: body, contentType: %q", c.bodyType)
	}
	if len(c.query) > 0 {
		arguments, send = append(arguments, s.query(c)), send+", query"
	}
	arguments = append(arguments, "options?: CallOptions")
	answer, run := "void", "none"
	switch c.kind {
	case jsonBody:
		answer = s.typeOf(c.answer, "  ")
		if len(c.variants) > 0 {
			all := make([]*schema, len(c.variants))
			for i, v := range c.variants {
				all[i] = v.schema
			}
			answer = s.joined(all, " | ", "  ")
		}
		run = "json<" + answer + ">"
	case rawBody:
		answer, run = "Blob", "file"
	}
	m.line("")
	m.doc("  ", strings.Join(c.doc, "\n"))
	m.line("  %s(%s): Promise<%s> {\n    return this.transport.%s(%s }, options);\n  }", name, strings.Join(arguments, ", "), answer, run, send)
	if c.item != nil {
		m.line("\n  /** The items of all pages of %s; a page is asked for when the loop gets there. */", name)
		m.line("  %s(%s): AsyncGenerator<%s, void, void> {", used.free(name+"All"), strings.Join(arguments, ", "), s.typeOf(c.item, "  "))
		m.line("    return pages((cursor) => this.%s(%s), query.cursor);\n  }", name, strings.Join(append(names, "cursor === undefined ? query : { ...query, cursor }", "options"), ", "))
	}
	out.WriteString(m.String())
}

// query declares the parameters of a call and returns the argument.
func (s *script) query(c callModel) string {
	name := s.taken.free(upper(split(c.group)...) + upper(c.words...) + "Query")
	initial := " = {}"
	s.line("/** The parameters of %s %s. */\nexport interface %s {", c.method, c.path, name)
	for _, p := range c.query {
		doc := orElse(p.Description, p.Schema.Description)
		if p.Schema.Default != nil {
			doc = strings.TrimSpace(doc + fmt.Sprintf(" Default: %v.", p.Schema.Default))
		}
		mark := "?"
		if p.Required {
			mark, initial = "", ""
		}
		s.doc("  ", doc)
		s.line("  %s%s: %s;", member(p.Name), mark, s.typeOf(p.Schema, "  "))
	}
	s.line("}\n")
	return "query: " + name + initial
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

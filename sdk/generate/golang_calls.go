package generate

import (
	"fmt"
	"net/http"
	"strings"
)

// services writes a struct a group, and a method an operation.
func (g *golang) services(groups []string, calls []callModel) {
	g.line("// Services are the parts of the API, by the first word of their paths. They are fields of a Client.\ntype Services struct {")
	for _, group := range groups {
		g.line("%s *%s", upper(split(group)...), service(group))
	}
	g.line("}\n\nfunc (s *Services) connect(c *Client) {")
	for _, group := range groups {
		g.line("s.%s = &%s{client: c}", upper(split(group)...), service(group))
	}
	g.line("}\n")
	methods := map[string]taken{}
	for _, group := range groups {
		g.line("// %s has the calls under /api/%s.\ntype %s struct{ client *Client }\n", service(group), group, service(group))
		methods[group] = taken{"client": true}
	}
	for _, c := range calls {
		g.method(c, methods[c.group].free(upper(c.words...)), methods[c.group])
	}
}

func (g *golang) method(c callModel, name string, used taken) {
	on := service(c.group)
	whole := upper(split(c.group)...) + name
	arguments, names := []string{"ctx context.Context"}, []string{"ctx"}
	path := fmt.Sprintf("%q", c.path)
	local := taken{"ctx": true, "s": true, "body": true, "query": true, "options": true, "c": true, "url": true, "context": true, "time": true, "iter": true}
	for _, p := range c.params {
		argument := local.free(keyword(lower(split(p.Name)...)))
		arguments, names = append(arguments, argument+" "+g.typeOf(whole+upper(split(p.Name)...), p.Schema)), append(names, argument)
		before, after, _ := strings.Cut(path, "{"+p.Name+"}")
		path = before + `" + segment(` + argument + `) + "` + after
	}
	path = strings.TrimSuffix(path, ` + ""`)
	send := fmt.Sprintf("c := call{method: %q, path: %s", c.method, path)
	switch c.bodyKind {
	case jsonBody:
		t := g.typeOf(whole+"Body", c.body)
		if !c.bodyMust {
			t = optional(t)
		}
		arguments, names = append(arguments, "body "+t), append(names, "body")
		send += ", json: " + map[bool]string{true: "body", false: "given(body)"}[c.bodyMust]
	case formBody:
		arguments, names = append(arguments, "body "+g.form(whole+"Form", c.body)), append(names, "body")
		send += ", form: body.parts()"
	case rawBody:
		arguments, names = append(arguments, "body []byte"), append(names, "body")
		send += fmt.Sprintf(", raw: body, contentType: %q", c.bodyType)
	}
	queryType := ""
	if len(c.query) > 0 {
		queryType = g.query(whole+"Query", c)
		arguments, names = append(arguments, "query "+queryType), append(names, "query")
		send += ", query: query.values()"
	}
	arguments = append(arguments, "options ...CallOption")
	answer, run := "error", "return s.client.run(ctx, &c, options)"
	switch c.kind {
	case jsonBody:
		t := ""
		if len(c.variants) > 0 {
			t = g.variants(whole+"Answer", c)
		} else {
			t = g.typeOf(whole+"Answer", c.answer)
		}
		answer, run = "(*"+t+", error)", "return decode["+t+"](ctx, s.client, &c, options)"
	case rawBody:
		answer, run = "(*File, error)", "return s.client.file(ctx, &c, options)"
	}
	g.comment(name+":", strings.Join(c.doc, "\n"))
	g.line("func (s *%s) %s(%s) %s {\n%s}\n%s\n}\n", on, name, strings.Join(arguments, ", "), answer, send, run)
	if c.item != nil {
		g.pages(c, name, used.free(name+"All"), arguments, names)
	}
}

// pages writes the iterator over all pages of a list.
func (g *golang) pages(c callModel, name, all string, arguments, names []string) {
	item := g.typeOf(upper(split(c.group)...)+name+"Item", c.item)
	next := "page.NextCursor"
	if !c.cursor {
		next = "Value(page.NextCursor)"
	}
	g.line("// %s goes through the items of all pages of %s; it asks for a page when it gets there, and ends at the first error.", all, name)
	g.line("func (s *%s) %s(%s) iter.Seq2[%s, error] {", service(c.group), all, strings.Join(arguments, ", "), item)
	g.line("return pages(query.Cursor, func(cursor string) ([]%s, string, error) {\nquery.Cursor = cursor\npage, err := s.%s(%s, options...)", item, name, strings.Join(names, ", "))
	g.line("if err != nil {\nreturn nil, \"\", err\n}\nreturn page.Items, %s, nil\n})\n}\n", next)
}

// variants declares an answer that has one of several shapes, by its status.
func (g *golang) variants(name string, c callModel) string {
	name = g.taken.free(name)
	g.later = append(g.later, func() {
		g.line("// %s is the answer to %s %s: one of its bodies, by the status.\ntype %s struct {\nStatus int", name, c.method, c.path, name)
		cases := &strings.Builder{}
		for _, v := range c.variants {
			field := upper(split(http.StatusText(v.status))...)
			t := g.typeOf(name+field, v.schema)
			g.line("%s *%s // %d", field, t, v.status)
			fmt.Fprintf(cases, "case %d:\na.%s = new(%s)\nreturn a.%s\n", v.status, field, t, field)
		}
		g.line("}\n\nfunc (a *%s) of(status int) any {\na.Status = status\nswitch status {\n%s}\nreturn nil\n}\n", name, cases)
	})
	return name
}

// query declares the parameters of a call; what is zero is not sent, unless the parameter has a default of its own.
func (g *golang) query(name string, c callModel) string {
	name = g.taken.free(name)
	type field struct{ name, parameter, put string }
	var fields []field
	declaration := &strings.Builder{}
	used := taken{"values": true}
	for _, p := range c.query {
		f := field{name: used.free(upper(split(p.Name)...)), parameter: p.Name, put: "put"}
		t := g.typeOf(name+upper(split(p.Name)...), p.Schema)
		switch {
		case strings.HasPrefix(t, "[]") && (p.Explode == nil || *p.Explode):
			f.put = "putEach"
		case strings.HasPrefix(t, "[]"):
			f.put = "putList"
		case p.Required, p.Schema.Default != nil && p.Name != "limit" && (t == "bool" || t == "int64" || t == "float64"):
			f.put = "putGiven"
			t = optional(t)
			if p.Required {
				t, f.put = strings.TrimPrefix(t, "*"), "putAlways"
			}
		}
		doc := orElse(p.Description, p.Schema.Description)
		if p.Schema.Default != nil {
			doc = strings.TrimSpace(doc + fmt.Sprintf(" Default: %v.", p.Schema.Default))
		}
		if doc != "" {
			fmt.Fprintf(declaration, "// %s\n", strings.ReplaceAll(doc, "\n", "\n// "))
		}
		fmt.Fprintf(declaration, "%s %s\n", f.name, t)
		fields = append(fields, f)
	}
	g.later = append(g.later, func() {
		g.line("// %s are the parameters of %s %s.\ntype %s struct {\n%s}\n", name, c.method, c.path, name, declaration)
		g.line("func (q %s) values() url.Values {\nv := url.Values{}", name)
		for _, f := range fields {
			g.line("%s(v, %q, q.%s)", f.put, f.parameter, f.name)
		}
		g.line("return v\n}\n")
	})
	return name
}

// form declares the parts of a multipart body: files are Uploads, the rest is text.
func (g *golang) form(name string, s *schema) string {
	s = g.d.resolve(s)
	name = g.taken.free(name)
	type field struct{ name, part, put, kind, doc string }
	var fields []field
	used := taken{"parts": true}
	for _, property := range sortedKeys(s.Properties) {
		p := s.Properties[property]
		f := field{used.free(upper(split(property)...)), property, "text", "string", p.Description}
		switch {
		case p.kind() == "array" && p.Items != nil && p.Items.Format == "binary":
			f.put, f.kind = "files", "[]Upload"
		case p.Format == "binary":
			f.put, f.kind = "file", "Upload"
		}
		fields = append(fields, f)
	}
	g.later = append(g.later, func() {
		g.line("// %s are the parts of a form.\ntype %s struct {", name, name)
		for _, f := range fields {
			g.comment("", f.doc)
			g.line("%s %s", f.name, f.kind)
		}
		g.line("}\n\nfunc (f %s) parts() *form {\nout := &form{}", name)
		for _, f := range fields {
			g.line("out.%s(%q, f.%s)", f.put, f.part, f.name)
		}
		g.line("return out\n}\n")
	})
	return name
}

func keyword(name string) string {
	switch name {
	case "type", "range", "func", "map", "case", "default", "package", "import", "select", "interface", "var", "const", "go", "for", "if", "return", "switch", "string", "segment", "call", "pages", "error", "len":
		return name + "Value"
	}
	return name
}

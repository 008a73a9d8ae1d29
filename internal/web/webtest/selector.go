package webtest

import (
	"fmt"
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// compound is one step of a selector: everything that one element must be.
type compound struct {
	tag     string
	id      string
	classes []string
	attrs   []attrTest
	child   bool // the step before must be the parent, not any ancestor
}

type attrTest struct{ name, op, value string }

type chain []compound

func parseSelector(s string) ([]chain, error) {
	var out []chain
	for _, part := range splitOutside(s, ',') {
		var c chain
		child := false
		for _, word := range splitOutside(strings.ReplaceAll(part, ">", " > "), ' ') {
			switch word {
			case "":
				continue
			case ">":
				child = true
				continue
			}
			step, err := parseCompound(word)
			if err != nil {
				return nil, fmt.Errorf("selector %q: %w", s, err)
			}
			step.child, child = child, false
			c = append(c, step)
		}
		if len(c) == 0 {
			return nil, fmt.Errorf("selector %q: an alternative is empty", s)
		}
		out = append(out, c)
	}
	return out, nil
}

// splitOutside splits at sep outside brackets and quotes.
func splitOutside(s string, sep byte) []string {
	var out []string
	depth, start := 0, 0
	quote := byte(0)
	for i := range len(s) {
		switch c := s[i]; {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case c == '[':
			depth++
		case c == ']':
			depth--
		case c == sep && depth == 0:
			out = append(out, s[start:i])
			start = i + 1
		}
	}
	return append(out, s[start:])
}

func parseCompound(word string) (compound, error) {
	var c compound
	for rest := word; rest != ""; {
		kind := rest[0]
		if kind == '[' {
			end := strings.IndexByte(rest, ']')
			if end < 0 {
				return c, fmt.Errorf("%q: a bracket is open", word)
			}
			c.attrs = append(c.attrs, parseAttr(rest[1:end]))
			rest = rest[end+1:]
			continue
		}
		if kind == '#' || kind == '.' {
			rest = rest[1:]
		}
		end := strings.IndexAny(rest, "#.[")
		if end < 0 {
			end = len(rest)
		}
		name := rest[:end]
		if name == "" || strings.ContainsAny(name, ":+~()") {
			return c, fmt.Errorf("%q is not understood here", word)
		}
		rest = rest[end:]
		switch kind {
		case '#':
			c.id = name
		case '.':
			c.classes = append(c.classes, name)
		default:
			c.tag = name
		}
	}
	return c, nil
}

func parseAttr(s string) attrTest {
	i := strings.IndexByte(s, '=')
	if i < 0 {
		return attrTest{name: s}
	}
	a := attrTest{name: s[:i], op: "=", value: strings.Trim(s[i+1:], `"'`)}
	if n := len(a.name); n > 0 && strings.ContainsRune("^$*~", rune(a.name[n-1])) {
		a.op, a.name = a.name[n-1:]+"=", a.name[:n-1]
	}
	return a
}

func (c chain) matches(d, root *html.Node) bool {
	last := c[len(c)-1]
	if !last.is(d) {
		return false
	}
	if len(c) == 1 {
		return !last.child || d.Parent == root
	}
	for p := d.Parent; p != nil; p = p.Parent {
		if p.Type == html.ElementNode && c[:len(c)-1].matches(p, root) {
			return true
		}
		if last.child || p == root {
			return false
		}
	}
	return false
}

func (c compound) is(d *html.Node) bool {
	if c.tag != "" && c.tag != "*" && c.tag != d.Data {
		return false
	}
	if c.id != "" {
		if v, _ := attr(d, "id"); v != c.id {
			return false
		}
	}
	class, _ := attr(d, "class")
	have := strings.Fields(class)
	for _, want := range c.classes {
		if !slices.Contains(have, want) {
			return false
		}
	}
	for _, a := range c.attrs {
		v, ok := attr(d, a.name)
		if !ok || !a.holds(v) {
			return false
		}
	}
	return true
}

func (a attrTest) holds(v string) bool {
	switch a.op {
	case "=":
		return v == a.value
	case "^=":
		return strings.HasPrefix(v, a.value)
	case "$=":
		return strings.HasSuffix(v, a.value)
	case "*=":
		return strings.Contains(v, a.value)
	case "~=":
		return slices.Contains(strings.Fields(v), a.value)
	}
	return true
}

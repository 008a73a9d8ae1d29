// Package webtest looks at pages as a reader does: it asserts on parsed HTML, drives a real browser, runs axe in it, and
// compares the texts of the languages. It knows no page. Start with HTML for what a handler answers, and with Browser for
// what a script does.
package webtest

import (
	"io"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// Nodes are the elements that a selector found.
type Nodes struct {
	t        testing.TB
	selector string
	list     []*html.Node
}

// HTML parses a page or a piece of one. body is a string, []byte or io.Reader. A text that is missing in its language
// (⟦key⟧) fails the test.
func HTML(t testing.TB, body any) Nodes {
	t.Helper()
	var text string
	switch b := body.(type) {
	case string:
		text = b
	case []byte:
		text = string(b)
	case io.Reader:
		raw, err := io.ReadAll(b)
		if err != nil {
			t.Fatalf("webtest: reading the page: %v", err)
		}
		text = string(raw)
	default:
		t.Fatalf("webtest: HTML takes a string, bytes or a reader, not %T", body)
	}
	if i := strings.Index(text, "⟦"); i >= 0 {
		t.Errorf("webtest: a text is missing: %s", text[i:min(len(text), i+80)])
	}
	doc, err := html.Parse(strings.NewReader(text))
	if err != nil {
		t.Fatalf("webtest: %v", err)
	}
	return Nodes{t, "document", []*html.Node{doc}}
}

// In finds the elements below that match a selector: tags, #id, .class, [attr], [attr=value], [attr^=value],
// [attr$=value], [attr*=value], descendants ("a b"), children ("a > b"), alternatives ("a, b").
func (n Nodes) In(selector string) Nodes {
	n.t.Helper()
	groups, err := parseSelector(selector)
	if err != nil {
		n.t.Fatalf("webtest: %v", err)
	}
	out := Nodes{n.t, selector, nil}
	seen := map[*html.Node]bool{}
	for _, root := range n.list {
		for d := range root.Descendants() {
			if d.Type != html.ElementNode || seen[d] {
				continue
			}
			for _, g := range groups {
				if g.matches(d, root) {
					seen[d] = true
					out.list = append(out.list, d)
					break
				}
			}
		}
	}
	return out
}

// Len returns how many were found.
func (n Nodes) Len() int { return len(n.list) }

// Count fails the test unless exactly want were found.
func (n Nodes) Count(want int) Nodes {
	n.t.Helper()
	if len(n.list) != want {
		n.t.Fatalf("webtest: %q: found %d, want %d", n.selector, len(n.list), want)
	}
	return n
}

// None fails the test if any was found.
func (n Nodes) None() { n.t.Helper(); n.Count(0) }

// One fails the test unless exactly one was found.
func (n Nodes) One() Nodes { n.t.Helper(); return n.Count(1) }

// At returns the i-th, from 0.
func (n Nodes) At(i int) Nodes {
	n.t.Helper()
	if i >= len(n.list) {
		n.t.Fatalf("webtest: %q: found %d, none at %d", n.selector, len(n.list), i)
	}
	return Nodes{n.t, n.selector, n.list[i : i+1]}
}

// Text returns the text of all of them, with runs of white space made one space (no-break spaces too).
func (n Nodes) Text() string {
	var b strings.Builder
	for _, root := range n.list {
		for d := range root.Descendants() {
			if d.Type == html.TextNode && d.Parent.Data != "script" && d.Parent.Data != "style" {
				b.WriteString(d.Data + " ")
			}
		}
	}
	return squeeze(b.String())
}

func squeeze(s string) string {
	return strings.Join(strings.Fields(strings.NewReplacer("\u00a0", " ", "\u202f", " ").Replace(s)), " ")
}

// Texts returns the text of each.
func (n Nodes) Texts() []string {
	out := make([]string, len(n.list))
	for i := range n.list {
		out[i] = n.At(i).Text()
	}
	return out
}

// Has fails the test unless at least one was found and their text contains every word given.
func (n Nodes) Has(words ...string) Nodes {
	n.t.Helper()
	if len(n.list) == 0 {
		n.t.Fatalf("webtest: %q: found nothing", n.selector)
	}
	text := n.Text()
	for _, w := range words {
		if !strings.Contains(text, squeeze(w)) {
			n.t.Errorf("webtest: %q does not say %q but %q", n.selector, w, shorten(text))
		}
	}
	return n
}

// HasNot fails the test if the text contains a word.
func (n Nodes) HasNot(words ...string) Nodes {
	n.t.Helper()
	text := n.Text()
	for _, w := range words {
		if strings.Contains(text, squeeze(w)) {
			n.t.Errorf("webtest: %q says %q: %q", n.selector, w, shorten(text))
		}
	}
	return n
}

func shorten(s string) string {
	if r := []rune(s); len(r) > 400 {
		return string(r[:400]) + "…"
	}
	return s
}

// Attr returns an attribute of the only element, "" when it has none.
func (n Nodes) Attr(name string) string {
	n.t.Helper()
	n.Count(1)
	v, _ := attr(n.list[0], name)
	return v
}

// Attrs returns an attribute of each element.
func (n Nodes) Attrs(name string) []string {
	out := make([]string, 0, len(n.list))
	for _, d := range n.list {
		v, _ := attr(d, name)
		out = append(out, v)
	}
	return out
}

// Value returns what a form control holds: an input's value, a chosen option, a textarea's text.
func (n Nodes) Value() string {
	n.t.Helper()
	n.Count(1)
	switch n.list[0].Data {
	case "select":
		if chosen := n.In("option[selected]"); chosen.Len() > 0 {
			return chosen.At(0).Attr("value")
		}
		return ""
	case "textarea":
		return strings.TrimSpace(n.Text())
	}
	return n.Attr("value")
}

func attr(d *html.Node, name string) (string, bool) {
	for _, a := range d.Attr {
		if a.Key == name {
			return a.Val, true
		}
	}
	return "", false
}

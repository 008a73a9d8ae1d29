// Package richtext shows texts that businesses write with a little form: paragraphs, lists, headings, bold, italic, links.
//
// What is stored is what was typed, and never HTML: markup is made of it at the time of showing, every character of the
// text escaped, and all of it passes an allow-list besides, so that a mistake of the first lets nothing through the
// second. It refuses to know whose text it is. Start with HTML; Plain is for places without markup.
package richtext

import (
	"html"
	"strings"
	"sync"

	"github.com/a-h/templ"
	"github.com/microcosm-cc/bluemonday"
)

// policy is the allow-list: what is not named here does not leave. Links lead out, tell no search engine to follow and
// take neither the window nor the address along.
var policy = sync.OnceValue(func() *bluemonday.Policy {
	p := bluemonday.NewPolicy()
	p.AllowElements("p", "ul", "li", "h2", "strong", "em")
	p.AllowAttrs("href").OnElements("a")
	p.AllowURLSchemes("https", "http", "mailto")
	p.RequireParseableURLs(true)
	p.AllowRelativeURLs(false)
	p.RequireNoFollowOnLinks(true)
	p.RequireNoReferrerOnLinks(true)
	return p
})

// Show returns a text as a part of a page.
func Show(source string) templ.Component { return templ.Raw(HTML(source)) }

// HTML returns a text as HTML that is safe between the tags of any page. Blank lines part paragraphs; lines beginning with
// "- " are a list, with "## " a heading; **bold**, *italic*, [words](https://address).
func HTML(source string) string { return clean(markup(source)) }

func clean(markup string) string { return policy().Sanitize(markup) }

// Plain returns a text without its signs, for search engines and machines.
func Plain(source string) string {
	var out []string
	for _, b := range blocks(source) {
		for _, line := range b.lines {
			out = append(out, inline(line, 0, plainMarks))
		}
	}
	return strings.Join(out, "\n")
}

// block is a paragraph or heading of one line, or a list of several.
type block struct {
	kind  string // "p", "h2" or "ul"
	lines []string
}

func blocks(source string) []block {
	var all []block
	open := "" // the kind of block that the next line may go on with
	for line := range strings.SplitSeq(strings.ReplaceAll(source, "\r\n", "\n"), "\n") {
		line = strings.TrimSpace(line)
		kind := "p"
		if item, ok := strings.CutPrefix(line, "- "); ok {
			kind, line = "ul", strings.TrimSpace(item)
		} else if head, ok := strings.CutPrefix(line, "## "); ok {
			kind, line = "h2", strings.TrimSpace(head)
		}
		switch {
		case line == "":
			open = ""
			continue
		case kind == open && kind == "p":
			last := all[len(all)-1].lines
			last[0] += " " + line
		case kind == open && kind == "ul":
			all[len(all)-1].lines = append(all[len(all)-1].lines, line)
		default:
			all = append(all, block{kind, []string{line}})
		}
		open = kind
	}
	return all
}

func markup(source string) string {
	var b strings.Builder
	for _, x := range blocks(source) {
		b.WriteString("<" + x.kind + ">")
		for _, line := range x.lines {
			text := inline(line, 0, htmlMarks)
			if x.kind == "ul" {
				text = "<li>" + text + "</li>"
			}
			b.WriteString(text)
		}
		b.WriteString("</" + x.kind + ">")
	}
	return b.String()
}

// marks is what becomes of the parts of a line.
type marks struct {
	text func(string) string
	wrap func(kind, inner, address string) string
}

var (
	plainMarks = marks{func(s string) string { return s }, func(_, inner, _ string) string { return inner }}
	htmlMarks  = marks{html.EscapeString, func(kind, inner, address string) string {
		if kind == "a" {
			return `<a href="` + html.EscapeString(address) + `">` + inner + "</a>"
		}
		return "<" + kind + ">" + inner + "</" + kind + ">"
	}}
)

// deepest is how far marks stand within each other; deeper ones are text.
const deepest = 4

// inline makes the parts of one line; a sign without its partner is text.
func inline(s string, depth int, m marks) string {
	var b strings.Builder
	for s != "" {
		n := strings.IndexAny(s, "*[")
		if n < 0 || depth == deepest {
			b.WriteString(m.text(s))
			break
		}
		b.WriteString(m.text(s[:n]))
		s = s[n:]
		made, rest := mark(s, depth, m)
		if made == "" {
			made, rest = m.text(s[:1]), s[1:]
		}
		b.WriteString(made)
		s = rest
	}
	return b.String()
}

// mark reads what begins with a sign, and returns it made and what follows; nothing when it is no mark.
func mark(s string, depth int, m marks) (made, rest string) {
	if s[0] == '[' {
		words, after, ok := strings.Cut(s[1:], "](")
		address, rest, closed := strings.Cut(after, ")")
		if !ok || !closed || strings.TrimSpace(words) == "" || strings.ContainsAny(words, "[]") || !leadsOut(address) {
			return "", s
		}
		return m.wrap("a", m.text(words), address), rest
	}
	for _, x := range [][2]string{{"**", "strong"}, {"*", "em"}} {
		inner, rest, ok := strings.Cut(strings.TrimPrefix(s, x[0]), x[0])
		if strings.HasPrefix(s, x[0]) && ok && inner != "" && strings.TrimSpace(inner) == inner {
			return m.wrap(x[1], inline(inner, depth+1, m), ""), rest
		}
	}
	return "", s
}

// leadsOut accepts addresses of the web and of mail, without spaces and signs that mean something to HTML.
func leadsOut(address string) bool {
	lower := strings.ToLower(address)
	out := strings.HasPrefix(lower, "https://") || strings.HasPrefix(lower, "http://") || strings.HasPrefix(lower, "mailto:")
	return out && !strings.ContainsAny(address, " \t\"'<>\\`") && !strings.ContainsFunc(address, func(r rune) bool { return r < ' ' })
}

package contracts

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"comptoir/internal/kernel/fault"
)

// The markup of templates. A line is one thing:
//
//	## A heading               begins a section
//	Name :: value              a fact; one without a value is left out
//	- words                    an item of a list
//	words                      a paragraph; it goes on until an empty line
//	{{prices}}                 the itemised price, alone on its line
//	{{#if name}} {{else}} {{/if}}        lines that are there when a value is; {{#unless name}} when it is not
//	{{#each name}} {{item}} {{/each}}    lines that are repeated
//	// words                   a remark, which is not printed
//
// {{name}} anywhere in a line is a value. Values are put in after the lines are understood: a guest who is called "## Boss"
// makes no heading, and nothing that is filled in is ever markup. There are no expressions and no code.

// Bounds of a template and of what it makes.
const (
	maxTemplate = 40_000 // characters
	maxNesting  = 8
	maxLines    = 4_000 // that it makes
)

// Faults of a template. The field is "source", the message names the line.
var ErrTemplate = fault.Define(fault.Invalid, "contracts.bad_template", "the template cannot be understood")

// badLine is a fault of one line.
func badLine(line int, code, format string, args ...any) error {
	words := fmt.Sprintf("line %d: ", line) + fmt.Sprintf(format, args...)
	return ErrTemplate.Detailf("%s", words).On("source", code, words)
}

// Markup is a template that was understood.
type Markup struct{ nodes []node }

type nodeKind int

const (
	paragraph nodeKind = iota
	heading
	factLine
	item
	blank
	priceTable
	condition
	repetition
)

// node is a line, or a block of lines.
type node struct {
	kind        nodeKind
	line        int
	name, value []part // a fact has both; all others value alone
	about       string // of a block: the variable
	unless      bool
	body, other []node
}

// part is words, or a variable when name is not empty.
type part struct{ words, name string }

// parser reads line by line.
type parser struct {
	lines []string
	at    int
	names map[string]bool // known variables; true: a list
}

// ParseTemplate understands a template in which these variables may stand (true: it is a list).
func ParseTemplate(source string, names map[string]bool) (Markup, error) {
	if utf8.RuneCountInString(source) > maxTemplate {
		return Markup{}, fault.ErrInvalid.On("source", "too_long", "at most 40,000 characters")
	}
	for i, line := range strings.Split(source, "\n") {
		if strings.ContainsFunc(strings.TrimSuffix(line, "\r"), func(r rune) bool { return r != '\t' && (unicode.IsControl(r) || r == unicode.ReplacementChar) }) {
			return Markup{}, badLine(i+1, "bad_character", "a character that cannot be printed")
		}
	}
	p := &parser{lines: strings.Split(strings.ReplaceAll(source, "\r\n", "\n"), "\n"), names: names}
	nodes, end, err := p.block("", 0, false)
	if err != nil {
		return Markup{}, err
	}
	if end != "" {
		return Markup{}, badLine(p.at, "bad_block", "{{%s}} closes nothing", end)
	}
	return Markup{nodes}, nil
}

// block reads lines up to the one that closes it; it returns what that one said.
func (p *parser) block(opener string, depth int, inEach bool) (nodes []node, end string, err error) {
	opened := p.at
	if depth > maxNesting {
		return nil, "", badLine(opened, "bad_block", "too many blocks within each other")
	}
	for p.at < len(p.lines) {
		text := strings.TrimSpace(p.lines[p.at])
		p.at++
		tag, isTag := soleTag(text)
		switch {
		case isTag && (tag == "else" || strings.HasPrefix(tag, "/")):
			if opener == "" {
				return nil, tag, nil
			}
			return nodes, tag, nil
		case isTag && strings.HasPrefix(tag, "#"):
			n, err := p.open(tag, depth, inEach)
			if err != nil {
				return nil, "", err
			}
			nodes = append(nodes, n)
		case isTag && tag == "prices":
			nodes = append(nodes, node{kind: priceTable, line: p.at})
		case strings.HasPrefix(text, "//"):
		default:
			n, err := p.plain(text, inEach)
			if err != nil {
				return nil, "", err
			}
			nodes = append(nodes, n)
		}
	}
	if opener != "" {
		return nil, "", badLine(opened, "bad_block", "{{#%s}} is never closed", opener)
	}
	return nodes, "", nil
}

// soleTag is what stands between the braces of a line that is nothing else.
func soleTag(text string) (string, bool) {
	inner, ok := strings.CutPrefix(text, "{{")
	if inner, ok = cutSuffix(inner, ok); !ok || strings.Contains(inner, "{{") || strings.Contains(inner, "}}") {
		return "", false
	}
	return strings.TrimSpace(inner), true
}

func cutSuffix(text string, ok bool) (string, bool) {
	inner, closed := strings.CutSuffix(text, "}}")
	return inner, ok && closed
}

// open reads a block that a tag has opened.
func (p *parser) open(tag string, depth int, inEach bool) (node, error) {
	line := p.at
	word, about, _ := strings.Cut(strings.TrimPrefix(tag, "#"), " ")
	about = strings.TrimSpace(about)
	n := node{line: line, about: about}
	switch word {
	case "if":
		n.kind = condition
	case "unless":
		n.kind, n.unless = condition, true
	case "each":
		n.kind = repetition
		if inEach {
			return n, badLine(line, "bad_block", "{{#each}} within {{#each}}")
		}
	default:
		return n, badLine(line, "bad_block", "{{#%s}} is not a block: if, unless or each", word)
	}
	list, known := p.names[about]
	if !known {
		return n, badLine(line, "unknown_variable", "there is no variable %q", about)
	}
	if n.kind == repetition && !list {
		return n, badLine(line, "bad_block", "%q is not a list", about)
	}
	var end string
	var err error
	if n.body, end, err = p.block(word, depth+1, inEach || n.kind == repetition); err != nil {
		return n, err
	}
	if end == "else" && n.kind == condition {
		if n.other, end, err = p.block(word, depth+1, inEach); err != nil {
			return n, err
		}
	}
	if end != "/"+word {
		return n, badLine(p.at, "bad_block", "{{%s}} where {{/%s}} is awaited, for line %d", end, word, line)
	}
	return n, nil
}

// plain reads a line without a block.
func (p *parser) plain(text string, inEach bool) (n node, err error) {
	n.line = p.at
	name := ""
	switch {
	case text == "":
		n.kind = blank
		return n, nil
	case strings.HasPrefix(text, "## "):
		n.kind, text = heading, strings.TrimSpace(text[3:])
	case strings.HasPrefix(text, "- "):
		n.kind, text = item, strings.TrimSpace(text[2:])
	case strings.Contains(text, " :: "):
		n.kind = factLine
		name, text, _ = strings.Cut(text, " :: ")
		if n.name, err = p.parts(strings.TrimSpace(name), inEach); err != nil {
			return n, err
		}
		text = strings.TrimSpace(text)
	}
	n.value, err = p.parts(text, inEach)
	return n, err
}

// parts divides a line into words and variables.
func (p *parser) parts(text string, inEach bool) (all []part, err error) {
	for text != "" {
		words, rest, found := strings.Cut(text, "{{")
		if strings.Contains(words, "}}") {
			return nil, badLine(p.at, "bad_braces", "}} without {{")
		}
		if words != "" {
			all = append(all, part{words: words})
		}
		if !found {
			break
		}
		name, after, closed := strings.Cut(rest, "}}")
		name = strings.TrimSpace(name)
		list, known := p.names[name]
		switch {
		case !closed || strings.Contains(name, "{{"):
			return nil, badLine(p.at, "bad_braces", "{{ without }}")
		case strings.HasPrefix(name, "#") || strings.HasPrefix(name, "/") || name == "else" || name == "prices":
			return nil, badLine(p.at, "bad_block", "{{%s}} stands alone on its line", name)
		case name == "item" && inEach:
		case !known:
			return nil, badLine(p.at, "unknown_variable", "there is no variable %q", name)
		case list:
			return nil, badLine(p.at, "bad_block", "%q is a list: {{#each %s}}", name, name)
		}
		all = append(all, part{name: name})
		text = after
	}
	return all, nil
}

// Prints reports whether a template prints a variable, or the table of prices, in any of its lines.
func (m Markup) Prints(name string) bool { return prints(m.nodes, name) }

func prints(nodes []node, name string) bool {
	for _, n := range nodes {
		if n.kind == priceTable && name == "prices" || prints(n.body, name) || prints(n.other, name) {
			return true
		}
		for _, p := range append(append([]part(nil), n.name...), n.value...) {
			if p.name == name {
				return true
			}
		}
	}
	return false
}

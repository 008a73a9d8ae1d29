package contracts

import (
	"strings"
	"unicode"
)

// Values are what the variables of a template stand for.
type Values struct {
	Words  map[string]string
	Lists  map[string][]string
	Prices *Table
}

func (v Values) has(name string) bool { return v.Words[name] != "" || len(v.Lists[name]) > 0 }

// filler writes sections as a template says.
type filler struct {
	values   Values
	item     string
	sections []Section
	text     []string // of the paragraph that goes on
	made     int
}

// Fill makes sections of a template and its values. A template that makes too much is cut off by an error: ErrTemplate.
func (m Markup) Fill(v Values) ([]Section, error) {
	f := &filler{values: v}
	if err := f.lines(m.nodes); err != nil {
		return nil, err
	}
	f.endParagraph()
	return f.sections, nil
}

func (f *filler) lines(nodes []node) error {
	for _, n := range nodes {
		if f.made++; f.made > maxLines {
			return badLine(n.line, "too_long", "the template makes more than %d lines", maxLines)
		}
		if n.kind != paragraph {
			f.endParagraph()
		}
		switch n.kind {
		case condition:
			body := n.body
			if f.values.has(n.about) == n.unless {
				body = n.other
			}
			if err := f.lines(body); err != nil {
				return err
			}
		case repetition:
			for _, f.item = range f.values.Lists[n.about] {
				if err := f.lines(n.body); err != nil {
					return err
				}
				f.endParagraph()
			}
			f.item = ""
		default:
			f.line(n)
		}
	}
	return nil
}

// The order in which a section prints its parts: what would stand before what it already has begins another.
const (
	rankFacts = iota
	rankTable
	rankList
	rankText
)

func (f *filler) section(rank int) *Section {
	if n := len(f.sections); n > 0 {
		last := &f.sections[n-1]
		later := rank < rankText && len(last.Text) > 0 || rank < rankList && len(last.List) > 0 || rank <= rankTable && last.Table != nil
		if !later {
			return last
		}
	}
	f.sections = append(f.sections, Section{})
	return &f.sections[len(f.sections)-1]
}

func (f *filler) line(n node) {
	words := f.words(n.value)
	switch n.kind {
	case heading:
		f.sections = append(f.sections, Section{Heading: words})
	case factLine:
		if words != "" {
			s := f.section(rankFacts)
			s.Facts = append(s.Facts, Fact{f.words(n.name), words})
		}
	case item:
		if words != "" {
			s := f.section(rankList)
			s.List = append(s.List, words)
		}
	case priceTable:
		if f.values.Prices != nil {
			f.section(rankTable).Table = f.values.Prices
		}
	case paragraph:
		if words != "" {
			f.text = append(f.text, words)
		}
	}
}

func (f *filler) endParagraph() {
	if len(f.text) > 0 {
		s := f.section(rankText)
		s.Text = append(s.Text, strings.Join(f.text, " "))
		f.text = nil
	}
}

func (f *filler) words(parts []part) string {
	var b strings.Builder
	for _, p := range parts {
		switch {
		case p.name == "":
			b.WriteString(p.words)
		case p.name == "item":
			b.WriteString(oneLine(f.item))
		default:
			b.WriteString(oneLine(f.values.Words[p.name]))
		}
	}
	return strings.TrimSpace(b.String())
}

// oneLine keeps what somebody typed within its line.
func oneLine(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) {
			return ' '
		}
		return r
	}, text)
}

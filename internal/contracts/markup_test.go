package contracts_test

import (
	"strings"
	"testing"

	"comptoir/internal/contracts"
	"comptoir/internal/contracts/contractstest"
	"comptoir/internal/kernel/fault"
)

var known = map[string]bool{"name": false, "none": false, "rules": true}

func filled(t *testing.T, source string) []contracts.Section {
	t.Helper()
	m, err := contracts.ParseTemplate(source, known)
	if err != nil {
		t.Fatalf("%q: %v", source, err)
	}
	sections, err := m.Fill(contracts.Values{Words: map[string]string{"name": "## {{rules}} - x :: y"}, Lists: map[string][]string{"rules": {"no", "smoking\n## here"}}})
	if err != nil {
		t.Fatalf("%q: %v", source, err)
	}
	return sections
}

func TestTheMarkup(t *testing.T) {
	t.Parallel()
	got := filled(t, "## One\r\nWho :: {{ name }}\nNobody :: {{none}}\n// a remark\n- {{name}}\nwords that\ngo on\n\nand on\n{{#if none}}\nno\n{{else}}\n## Two\n{{#each rules}}\n- {{item}}\n{{/each}}\n{{/if}}\n{{#unless none}}\nlast\n{{/unless}}")
	if len(got) != 2 || got[0].Heading != "One" || len(got[0].Facts) != 1 || got[0].Facts[0].Value != "## {{rules}} - x :: y" || len(got[0].List) != 1 ||
		len(got[0].Text) != 2 || got[0].Text[0] != "words that go on" {
		t.Errorf("%+v", got)
	}
	if two := got[1]; two.Heading != "Two" || len(two.List) != 2 || two.List[1] != "smoking ## here" || len(two.Text) != 1 {
		t.Errorf("%+v", two)
	}
	for source, where := range map[string]string{
		"fine\n{{nam}}":                      "line 2: there is no variable \"nam\"",
		"{{#if nam}}\n{{/if}}":               "line 1: there is no variable",
		"{{#if name}}\nx":                    "line 1: {{#if}} is never closed",
		"x\n{{/if}}":                         "line 2",
		"{{#if name}}\n{{/each}}":            "line 2",
		"{{#each name}}\n{{/each}}":          "line 1: \"name\" is not a list",
		"{{#each rules}}\n{{#each rules}}":   "line 2",
		"{{rules}}":                          "line 1: \"rules\" is a list",
		"{{item}}":                           "line 1",
		"{{name":                             "line 1: {{ without }}",
		"name}}":                             "line 1: }} without {{",
		"a {{#if name}}":                     "line 1",
		"{{#exec rm}}":                       "line 1: {{#exec}} is not a block",
		"a\x00b":                             "line 1: a character",
		strings.Repeat("{{#if name}}\n", 12): "too many blocks",
		"{{#if name}}\n{{else}}\n{{else}}\n{{/if}}": "line 3",
	} {
		_, err := contracts.ParseTemplate(source, known)
		fields := fault.FieldsOf(err)
		if len(fields) != 1 || fields[0].Path != "source" || !strings.Contains(fields[0].Message, where) {
			t.Errorf("%q: %v", source, err)
		}
	}
	m, err := contracts.ParseTemplate(strings.Repeat("{{#each rules}}\n- {{item}}\n{{/each}}\n", 900), known)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := m.Fill(contracts.Values{Lists: map[string][]string{"rules": make([]string, 1000)}}); fault.KindOf(err) != fault.Invalid {
		t.Errorf("a template that never ends: %v", err)
	}
}

// Ours are understood, hold what the law wants, and print the sample of each kind in each language.
func TestOurTemplates(t *testing.T) {
	t.Parallel()
	for _, k := range contracts.TemplateKeys() {
		text, err := contracts.Compose(contracts.Sample(k, start), contractstest.Agency(), contracts.OwnTemplate(k))
		if err != nil || len(text.Sections) < 5 {
			t.Fatalf("%v: %v", k, err)
		}
		for _, s := range text.Sections {
			for _, words := range append(append([]string{s.Heading}, s.List...), s.Text...) {
				if strings.ContainsAny(words, "{}") {
					t.Errorf("%v: %q", k, words)
				}
			}
		}
		bare := contracts.Template{TemplateKey: k, Source: "## Nothing"}
		if _, err := bare.Check(); err == nil || fault.FieldsOf(err)[0].Code != "missing_statement" {
			t.Errorf("%v without the price or the premises: %v", k, err)
		}
		asked := contracts.Template{TemplateKey: k, Source: strings.ReplaceAll(contracts.OwnTemplate(k).Source, "{{property.address}}", "") + "{{#if property.address}}\nsomewhere\n{{/if}}"}
		if _, err := asked.Check(); err == nil || fault.FieldsOf(err)[0].Code != "missing_statement" {
			t.Errorf("%v that asks for the address and never prints it: %v", k, err)
		}
	}
}

// Whatever is typed, the parser answers: a template, or the line that is wrong; and what is made holds no tag.
func FuzzTemplate(f *testing.F) {
	for _, k := range contracts.TemplateKeys() {
		f.Add(contracts.OwnTemplate(k).Source)
	}
	f.Add("{{#if name}}\n{{else}}\n{{/if}}\n{{#each rules}}\n- {{item}}\n{{/each}}")
	f.Fuzz(func(t *testing.T, source string) {
		m, err := contracts.ParseTemplate(source, known)
		if err != nil {
			if fault.KindOf(err) != fault.Invalid || len(fault.FieldsOf(err)) == 0 {
				t.Errorf("%v", err)
			}
			return
		}
		if _, err := m.Fill(contracts.Values{Words: map[string]string{"name": "x"}, Lists: map[string][]string{"rules": {"a", "b"}}}); err != nil && fault.KindOf(err) != fault.Invalid {
			t.Error(err)
		}
	})
}

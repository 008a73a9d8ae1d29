package richtext

import (
	_ "embed"
	"net/url"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
	"pgregory.net/rapid"
)

func TestHTML(t *testing.T) {
	t.Parallel()
	for source, want := range map[string]string{
		"":                               "",
		"Face à la mer.":                 "<p>Face à la mer.</p>",
		"Un\ndeux.\r\n\r\n\nTrois.":      "<p>Un deux.</p><p>Trois.</p>",
		"Avec :\n- un *lit*\n- **deux**": "<p>Avec :</p><ul><li>un <em>lit</em></li><li><strong>deux</strong></li></ul>",
		"## Le jardin\nClos.":            "<h2>Le jardin</h2><p>Clos.</p>",
		"**a *b* c**":                    "<p><strong>a <em>b</em> c</strong></p>",
		"[la plage](https://x.example/a?b=1&c=2)": `<p><a href="https://x.example/a?b=1&amp;c=2" rel="nofollow noreferrer">la plage</a></p>`,
		"2 * 3 * 4, [x], [y](z), **, *":           "<p>2 * 3 * 4, [x], [y](z), **, *</p>",
		"5 < 6 & \"7\" <b>non</b>":                "<p>5 &lt; 6 &amp; &#34;7&#34; &lt;b&gt;non&lt;/b&gt;</p>",
		"[x](javascript:alert(1))":                "<p>[x](javascript:alert(1))</p>",
		"[x](/desk/team)":                         "<p>[x](/desk/team)</p>",
	} {
		if got := HTML(source); got != want {
			t.Errorf("%q\n got %s\nwant %s", source, got, want)
		}
	}
	if got := Plain("## A\n\n- **b** [c](https://x.example)\n\nd"); got != "A\nb c\nd" {
		t.Errorf("plain: %q", got)
	}
}

//go:embed testdata/payloads.txt
var payloads string

// harmless reports what HTML holds besides the allow-list; "" nothing.
func harmless(t interface{ Fatal(...any) }, markup string) string {
	root, err := html.Parse(strings.NewReader("<body>" + markup + "</body>"))
	if err != nil {
		t.Fatal(err)
	}
	for n := range root.Descendants() {
		switch {
		case n.Type == html.CommentNode || n.Type == html.DoctypeNode:
			return "a comment"
		case n.Type != html.ElementNode:
			continue
		case !slices.Contains([]string{"html", "head", "body", "p", "ul", "li", "h2", "strong", "em", "a"}, n.Data):
			return "<" + n.Data + ">"
		}
		for _, a := range n.Attr {
			u, err := url.Parse(a.Val)
			link := n.Data == "a" && a.Key == "href" && err == nil && slices.Contains([]string{"http", "https", "mailto"}, u.Scheme)
			if !link && (n.Data != "a" || a.Key != "rel") {
				return n.Data + " " + a.Key + "=" + a.Val
			}
		}
	}
	return ""
}

// No known way of smuggling a script through a text gets anywhere: typed as it is, within marks, as a link, and past the
// first lock into the second alone.
func TestPayloads(t *testing.T) {
	t.Parallel()
	lines := strings.Split(strings.TrimSpace(payloads), "\n")
	if len(lines) < 60 {
		t.Fatalf("only %d payloads", len(lines))
	}
	for _, p := range lines {
		for _, source := range []string{p, "**" + p + "**", "*" + p + "*", "- " + p, "## " + p, "[" + p + "](https://x.example)", "[x](" + p + ")", "[x](https://x.example/" + p + ")", "a\n" + p + "\n\nb"} {
			if bad := harmless(t, HTML(source)); bad != "" {
				t.Errorf("%q lets through %s: %s", source, bad, HTML(source))
			}
		}
		if bad := harmless(t, clean(p)); bad != "" {
			t.Errorf("the allow-list lets %s through: %q", bad, p)
		}
	}
}

// Whatever is typed, nothing but the allow-list leaves, no word is lost, and Plain says the same words.
func TestNoWordIsLost(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		source := strings.Join(rapid.SliceOf(rapid.SampledFrom([]string{"a", "é ", "*", "**", "[", "](", ")", "](https://x.example)", "\n", "\n\n", "- ", "## ", "<", ">", "&amp;", "\"", "'", "<b>", "</p>", "http://", " "})).Draw(t, "parts"), "")
		made := HTML(source)
		if bad := harmless(t, made); bad != "" {
			t.Fatalf("%q lets through %s", source, bad)
		}
		root, err := html.Parse(strings.NewReader(made))
		if err != nil {
			t.Fatal(err)
		}
		var words strings.Builder
		for n := range root.Descendants() {
			switch {
			case n.Type == html.TextNode:
				words.WriteString(n.Data)
			case n.Data == "p" || n.Data == "li" || n.Data == "h2":
				words.WriteString(" ")
			}
		}
		if got, want := strings.Join(strings.Fields(words.String()), " "), strings.Join(strings.Fields(Plain(source)), " "); got != want {
			t.Fatalf("%q\n shows %q\nplain %q", source, got, want)
		}
	})
}

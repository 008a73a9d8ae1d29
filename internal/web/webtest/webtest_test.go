package webtest_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"comptoir/internal/web/webtest"
)

// judged records what a test that uses webtest would have been told.
type judged struct {
	testing.TB
	said []string
}

type stop struct{}

func (j *judged) Helper() {}
func (j *judged) Errorf(format string, args ...any) {
	j.said = append(j.said, fmt.Sprintf(format, args...))
}
func (j *judged) Fatalf(format string, args ...any) { j.Errorf(format, args...); panic(stop{}) }

// verdict runs a check and returns what it complains about.
func verdict(t *testing.T, check func(testing.TB)) []string {
	t.Helper()
	j := &judged{TB: t}
	func() {
		defer func() {
			if r := recover(); r != nil {
				if _, ok := r.(stop); !ok {
					panic(r)
				}
			}
		}()
		check(j)
	}()
	return j.said
}

const page = `<main id="m"><ul class="list big"><li class="a" data-x="one two">un&nbsp;€<li class="a b" data-x="three"><a href="/p?x=1">deux</a></ul>
<form><select name="s"><option value="1">x<option value="2" selected>y</select><textarea name="t"> long </textarea><input name="i" value="v"></form></main>
<script>"secret"</script>`

func TestSelectors(t *testing.T) {
	t.Parallel()
	doc := webtest.HTML(t, page)
	for selector, want := range map[string]int{"li": 2, "li.a": 2, "li.a.b": 1, "#m li": 2, "#m > li": 0, "ul.list > li": 2, "main > ul > li a": 1, "li, a": 3,
		"a[href]": 1, `a[href="/p?x=1"]`: 1, `a[href^="/p"]`: 1, `a[href$="=1"]`: 1, `a[href*="x"]`: 1, `[data-x~="two"]`: 1, `[data-x="two"]`: 0, "*": 15,
		"p": 0, "ul.list.small": 0, `a[href="a, b > c"]`: 0} {
		if got := doc.In(selector).Len(); got != want {
			t.Errorf("%q: %d, want %d", selector, got, want)
		}
	}
	if diff := cmp.Diff([]string{"un €", "deux"}, doc.In("li").Texts()); diff != "" {
		t.Error(diff)
	}
	if got := doc.In("[name=s]").Value() + doc.In("[name=t]").Value() + doc.In("[name=i]").Value(); got != "2longv" {
		t.Errorf("values: %s", got)
	}
	if strings.Contains(doc.Text(), "secret") {
		t.Error("a script is text")
	}
	for _, bad := range []string{"", "a,,b", "a[", "a:hover", "a + b"} {
		if len(verdict(t, func(tb testing.TB) { webtest.HTML(tb, page).In(bad) })) == 0 {
			t.Errorf("%q is understood", bad)
		}
	}
}

func TestItComplains(t *testing.T) {
	t.Parallel()
	for name, check := range map[string]func(testing.TB){
		"a missing text":  func(tb testing.TB) { webtest.HTML(tb, "<p>⟦stays.title⟧</p>") },
		"a wrong count":   func(tb testing.TB) { webtest.HTML(tb, page).In("li").Count(3) },
		"words not there": func(tb testing.TB) { webtest.HTML(tb, page).In("li").Has("trois") },
		"words there":     func(tb testing.TB) { webtest.HTML(tb, page).In("li").HasNot("deux") },
		"nothing there":   func(tb testing.TB) { webtest.HTML(tb, page).In("p").Has("x") },
		"something there": func(tb testing.TB) { webtest.HTML(tb, page).In("li").None() },
		"two attributes":  func(tb testing.TB) { webtest.HTML(tb, page).In("li").Attr("class") },
		"a key that one language lacks": func(tb testing.TB) {
			webtest.SameKeys(tb, texts(`{"a":{"b":"x","c":"y"}}`, `{"a":{"b":"x"}}`))
		},
		"an empty text":       func(tb testing.TB) { webtest.SameKeys(tb, texts(`{"a":" "}`, `{"a":"x"}`)) },
		"other values":        func(tb testing.TB) { webtest.SameKeys(tb, texts(`{"a":"{{.N}}"}`, `{"a":"{{.M}}"}`)) },
		"one language":        func(tb testing.TB) { webtest.SameKeys(tb, fstest.MapFS{"a.fr.json": {Data: []byte(`{}`)}}) },
		"a file that is none": func(tb testing.TB) { webtest.SameKeys(tb, texts(`{`, `{}`)) },
	} {
		if said := verdict(t, check); len(said) == 0 {
			t.Errorf("%s passes", name)
		}
	}
	if said := verdict(t, func(tb testing.TB) {
		webtest.SameKeys(tb, texts(`{"a":{"one":"un","other":"{{.Count}}"}}`, `{"a":{"one":"{{.Count}} x","other":"{{.Count}}"}}`))
	}); len(said) > 0 {
		t.Errorf("plurals: %v", said)
	}
}

func texts(fr, en string) fstest.MapFS {
	return fstest.MapFS{"l/web.fr.json": {Data: []byte(fr)}, "l/web.en.json": {Data: []byte(en)}}
}

func TestABrowserTellsWhatAPageSays(t *testing.T) {
	t.Parallel()
	b := webtest.Browser(t)
	b.Go(`data:text/html,<html><title>x</title><body><input id=a><img src="/none.png"><button onclick="document.title=document.querySelector('input').value">b</button><script>setTimeout(()=>{throw new Error("boom")})</script>`)
	b.Fill("#a", "salut é")
	b.Click("button")
	b.Until(`document.title === "salut é"`)
	if v := b.Axe(); len(v) == 0 {
		t.Error("axe finds nothing wrong with a picture without words")
	}
	if e := b.ConsoleErrors(); len(e) == 0 || !strings.Contains(strings.Join(e, " "), "boom") {
		t.Errorf("console: %v", e)
	}
	if n := len(b.Shot(400, 300)); n < 500 {
		t.Errorf("a screenshot of %d bytes", n)
	}
}

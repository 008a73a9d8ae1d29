package security

import (
	"bytes"
	"cmp"
	"fmt"
	"hash/fnv"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"comptoir/test/program"
)

// markup is what of the corpora must never come back as it was sent, on whatever page.
var markup = [][]byte{[]byte("<script>alert(1)"), []byte("<img src=x onerror"), []byte("<svg onload=alert"), []byte("<iframe src=file")}

// sheet is one form of a page.
type sheet struct {
	page, action string
	multipart    bool
	fields       url.Values // as the page fills them in, and where it leaves something open, as a person would
	files        []string
	names        []string // of all fields, sorted
}

// TestForms finds every form of the site, of the account, of the owner's pages and of the desk by following links as each
// of these people, and sends it with the corpora in each of its fields, hidden ones and choices among them: no failure,
// no betrayal, nobody led elsewhere. Afterwards every page is read again: what was taken is shown as text.
func TestForms(t *testing.T) {
	t.Parallel()
	w := Furnish(t, running(t), "rivages")
	slug := w.IDs["/api/stays/properties/{slug}"]
	places := map[string][]string{"": {"/", "/stays", "/stays/" + slug, "/manage/" + w.Link, "/login", "/register", "/password/forgot"}, w.Email: {"/account"}, "owner": {"/owner"}, "admin": {"/desk"}}
	seen, sent, forms := map[string]*walker{}, 0, 0
	for who, from := range places {
		walk := &walker{t: t, who: who, visitor: w.Visitor("rivages"), met: map[string]int{}, forms: map[string]sheet{}}
		walk.sign()
		walk.follow(from)
		seen[who] = walk
	}
	for who, walk := range seen {
		for _, s := range walk.sorted() {
			forms++
			for _, field := range append(slices.Clone(s.names), s.files...) {
				for _, payload := range few(s.action+field, who) {
					sent++
					walk.submit(s, field, payload)
				}
			}
		}
	}
	for _, walk := range seen {
		walk.sign() // somewhere among the forms there was one that ends sessions
		for _, path := range walk.pages {
			walk.look("GET "+path, walk.visitor.Call(t, "GET", path, nil))
		}
	}
	t.Logf("%d forms, %d submissions", forms, sent)
	if forms < 60 || sent < 300 {
		t.Errorf("only %d forms were found and %d values sent", forms, sent)
	}
}

// few are the payloads for a field of a form: all in the long run; in the short one each field has one, each corpus its turn.
func few(names ...string) []string {
	var all []string
	for _, kind := range kinds() {
		all = append(all, corpora[kind]...)
	}
	if long && !strings.HasPrefix(names[0], "/account/password") { // wrong passwords are counted
		return all
	}
	h := fnv.New32a()
	for _, n := range names {
		_, _ = h.Write([]byte(n))
	}
	return []string{all[int(h.Sum32()%uint32(len(all)))]} //nolint:gosec // a few dozen
}

// walker follows links as one person.
type walker struct {
	t       *testing.T
	who     string
	visitor *Visitor
	met     map[string]int
	pages   []string
	forms   map[string]sheet
}

func (w *walker) sign() {
	w.t.Helper()
	if w.who != "" {
		w.visitor = w.visitor.Visitor(w.visitor.Slug).OnPages(w.t, w.who)
	}
}

var named = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f-]{27}|[0-9]{4}-[0-9]{2}(-[0-9]{2})?|maison-\w+|[A-Za-z0-9_-]{24,}|\d+`)

// kindOf is an address without what it names, so that a hundred pages of one kind count as one.
func kindOf(address string) string {
	path, query, _ := strings.Cut(address, "?")
	values, _ := url.ParseQuery(query)
	names := make([]string, 0, len(values))
	for name := range values {
		names = append(names, name)
	}
	slices.Sort(names)
	return named.ReplaceAllString(path, "*") + "?" + strings.Join(names, "&")
}

// away are addresses that a walk keeps from: they end the session, or are somebody else's house.
var away = regexp.MustCompile(`^/(logout|assets|api|sandbox|dev|design|sw\.js)\b`)

// follow reads every kind of page that can be reached, twice at most, and gathers their forms.
func (w *walker) follow(from []string) {
	w.t.Helper()
	for queue := from; len(queue) > 0; queue = queue[1:] {
		address, _, _ := strings.Cut(queue[0], "#")
		kind := kindOf(address)
		if !strings.HasPrefix(address, "/") || strings.HasPrefix(address, "//") || away.MatchString(address) || w.met[kind] >= 2 || slices.Contains(w.pages, address) {
			continue
		}
		w.met[kind]++
		w.pages = append(w.pages, address)
		got := w.visitor.Call(w.t, "GET", address, nil)
		w.look("GET "+address, got)
		if at := got.Header.Get("Location"); at != "" && got.Status < 400 {
			queue = append(queue, local(at))
		}
		if !strings.HasPrefix(got.Header.Get("Content-Type"), "text/html") {
			continue
		}
		root, err := html.Parse(bytes.NewReader(got.Raw))
		if err != nil {
			w.t.Errorf("%s is no HTML: %v", address, err)
			continue
		}
		for n := range root.Descendants() {
			switch n.DataAtom {
			case atom.A:
				queue = append(queue, local(attr(n, "href")))
			case atom.Form:
				w.gather(address, root, n)
			}
		}
	}
}

// local writes an address of the site itself without its host.
func local(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Host != "" && !strings.HasSuffix(u.Hostname(), "localhost") {
		return ""
	}
	u.Scheme, u.Host, u.Fragment = "", "", ""
	return u.String()
}

func attr(n *html.Node, name string) string {
	value, _ := find(n, name)
	return value
}

func find(n *html.Node, name string) (string, bool) {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val, true
		}
	}
	return "", false
}

// gather reads one form, fields outside of it that say they are its own among them.
func (w *walker) gather(page string, root, form *html.Node) {
	path, _, _ := strings.Cut(page, "?")
	s := sheet{page: page, action: cmp.Or(local(attr(form, "action")), path), multipart: strings.HasPrefix(attr(form, "enctype"), "multipart/"), fields: url.Values{}}
	if !strings.EqualFold(attr(form, "method"), http.MethodPost) || away.MatchString(s.action) {
		return
	}
	id := attr(form, "id")
	for n := range root.Descendants() {
		owner, says := find(n, "form")
		if name := attr(n, "name"); name != "" && (says && owner == id && id != "" || !says && within(n, form)) {
			s.take(n, name)
		}
	}
	for name := range s.fields {
		s.names = append(s.names, name)
	}
	slices.Sort(s.names)
	if key := kindOf(s.action) + strings.Join(s.names, "&"); len(s.names)+len(s.files) > 0 {
		if _, known := w.forms[key]; !known {
			w.forms[key] = s
		}
	}
}

func within(n, form *html.Node) bool {
	for p := n.Parent; p != nil; p = p.Parent {
		if p == form {
			return true
		}
	}
	return false
}

// honest is what a person would write where the page leaves a field open, by the field's kind.
var honest = map[string]string{"email": "nora@guest.example", "password": program.Password, "number": "2", "tel": "+33612345678", "time": "16:00", "url": "https://example.org/", "color": "#224466", "checkbox": "on"}

// take adds a field of the form with its value.
func (s *sheet) take(n *html.Node, name string) {
	kind, value := attr(n, "type"), attr(n, "value")
	_, checked := find(n, "checked")
	switch {
	case n.DataAtom == atom.Textarea:
		if n.FirstChild != nil {
			value = n.FirstChild.Data
		}
	case n.DataAtom == atom.Select:
		value = option(n)
	case n.DataAtom == atom.Button, kind == "submit", kind == "image":
		return
	case kind == "file":
		s.files = append(s.files, name)
		return
	case (kind == "radio" || kind == "checkbox") && !checked && s.fields.Has(name):
		return
	case kind == "date":
		value = cmp.Or(value, day(120))
	case kind == "month":
		value = cmp.Or(value, day(120)[:7])
	}
	if kind == "radio" && checked {
		s.fields.Del(name)
	}
	if kind == "password" && attr(n, "autocomplete") == "current-password" && s.action == "/account/password" {
		value = "not the right one" // or the payload would be the new password, and the walk at its end
	}
	s.fields.Add(name, cmp.Or(value, honest[kind], map[bool]string{true: "", false: "Nora"}[kind == "hidden" || n.DataAtom == atom.Select]))
}

// option is what is chosen in a select: what the page chose, or the first that says something.
func option(n *html.Node) string {
	first := ""
	for o := range n.Descendants() {
		if o.DataAtom == atom.Option {
			if _, chosen := find(o, "selected"); chosen {
				return attr(o, "value")
			}
			first = cmp.Or(first, attr(o, "value"))
		}
	}
	return first
}

func (w *walker) sorted() []sheet {
	var all []sheet
	for _, s := range w.forms {
		all = append(all, s)
	}
	slices.SortFunc(all, func(a, b sheet) int {
		return cmp.Or(cmp.Compare(a.action, b.action), slices.Compare(a.names, b.names))
	})
	return all
}

// submit sends a form as the page would, with a payload in one field.
func (w *walker) submit(s sheet, field, payload string) {
	w.t.Helper()
	values := url.Values{}
	for name, v := range s.fields {
		values[name] = slices.Clone(v)
	}
	if values.Has(field) {
		values[field][0] = payload
	}
	what := fmt.Sprintf("POST %s (of %s) as %q, %q in %s", s.action, s.page, w.who, payload, field)
	var got program.Answer
	if s.multipart {
		body, kind := s.parts(values, field, payload)
		got = w.visitor.Call(w.t, "POST", s.action, body, "Content-Type", kind, "Sec-Fetch-Site", "same-origin")
	} else {
		got = w.visitor.Form(w.t, s.action, values)
	}
	w.look(what, got)
	if at := got.Header.Get("Location"); w.who != "" && got.Status == http.StatusSeeOther && strings.HasPrefix(local(at), "/login") {
		w.sign()
	}
}

// parts writes the form as multipart; where a file is the field, the payload is the file's name.
func (s sheet) parts(values url.Values, field, payload string) (body, kind string) {
	var out bytes.Buffer
	form := multipart.NewWriter(&out)
	for name, list := range values {
		for _, v := range list {
			_ = form.WriteField(name, v)
		}
	}
	for _, name := range s.files {
		file := "sea.png"
		if name == field {
			file = strings.NewReplacer(`"`, `\"`, "\r", "%0D", "\n", "%0A").Replace(payload)
		}
		part, _ := form.CreatePart(textproto.MIMEHeader{"Content-Disposition": {fmt.Sprintf(`form-data; name="%s"; filename="%s"`, name, file)}, "Content-Type": {"image/png"}})
		_, _ = part.Write(picture(64, 48))
	}
	_ = form.Close()
	return out.String(), form.FormDataContentType()
}

// look is what no answer may do, whatever was sent.
func (w *walker) look(what string, got program.Answer) {
	w.t.Helper()
	if got.Status >= 500 {
		w.t.Errorf("%s: %d %.300s", what, got.Status, got.Raw)
	}
	if at := got.Header.Get("Location"); at != "" && local(at) == "" || strings.HasPrefix(local(got.Header.Get("Location")), "//") || strings.Contains(got.Header.Get("Location"), `\`) {
		w.t.Errorf("%s leads to %s", what, at)
	}
	tells(w.t, what, got)
	if !strings.HasPrefix(got.Header.Get("Content-Type"), "text/html") {
		return
	}
	for _, word := range markup {
		if i := bytes.Index(got.Raw, word); i >= 0 {
			w.t.Errorf("%s shows markup: …%s", what, got.Raw[max(0, i-120):min(len(got.Raw), i+60)])
		}
	}
}

package mailbox_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"comptoir/internal/platform/mail"
	"comptoir/internal/platform/mail/mailbox"

	"golang.org/x/net/html"
)

func serve(t testing.TB, m *mailbox.Mailbox) func(method, path string) (*http.Response, string) {
	mux := http.NewServeMux()
	m.Pages(mux)
	return func(method, path string) (*http.Response, string) {
		t.Helper()
		w := httptest.NewRecorder()
		mux.ServeHTTP(w, httptest.NewRequest(method, path, nil))
		r := w.Result()
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Fatal(err)
		}
		return r, string(body)
	}
}

// find returns the values of an attribute of all elements of a name.
func find(t testing.TB, document, element, attribute string) (out []string) {
	t.Helper()
	root, err := html.Parse(strings.NewReader(document))
	if err != nil {
		t.Fatal(err)
	}
	for n := range root.Descendants() {
		if n.Type == html.ElementNode && n.Data == element {
			for _, a := range n.Attr {
				if a.Key == attribute {
					out = append(out, a.Val)
				}
			}
		}
	}
	return out
}

func TestPages(t *testing.T) {
	t.Parallel()
	m := open(t, t.TempDir())
	get := serve(t, m)
	if r, body := get("GET", "/dev/mailbox"); r.StatusCode != 200 || !strings.Contains(body, "Aucun message") {
		t.Errorf("empty: %d %s", r.StatusCode, body)
	}
	hostile := message("h", "lea@guest.example")
	hostile.Subject = `<script>alert("s")</script>`
	hostile.Text = `</pre><script>alert("t")</script>`
	send(t, m, hostile)
	send(t, m, message("k", "tom@guest.example"))
	list := m.List("", 0)

	r, body := get("GET", "/dev/mailbox")
	links := find(t, body, "a", "href")
	if r.StatusCode != 200 || !slices.Contains(links, "/dev/mailbox/"+list[0].ID) || !slices.Contains(links, "/dev/mailbox/"+list[1].ID) {
		t.Errorf("list: %d, links %v", r.StatusCode, links)
	}
	if _, body := get("GET", "/dev/mailbox?to=lea%40guest.example"); strings.Contains(body, list[0].ID) || !strings.Contains(body, list[1].ID) {
		t.Error("the filter does not filter")
	}
	r, body = get("GET", "/dev/mailbox/"+list[1].ID)
	if r.StatusCode != 200 || len(find(t, body, "script", "src")) != 0 || strings.Contains(body, "<script") {
		t.Errorf("a mail runs in our page: %s", body)
	}
	csp := r.Header.Get("Content-Security-Policy")
	if !strings.Contains(csp, "default-src 'none'") || strings.Contains(csp, "script-src") || strings.Contains(csp, "unsafe") {
		t.Errorf("the page's policy is %q", csp)
	}
	frames, sandboxes := find(t, body, "iframe", "src"), find(t, body, "iframe", "sandbox")
	if len(frames) != 1 || len(sandboxes) != 1 || strings.Contains(sandboxes[0], "allow-scripts") || strings.Contains(sandboxes[0], "allow-same-origin") {
		t.Fatalf("frames %v %v", frames, sandboxes)
	}
	r, body = get("GET", frames[0])
	csp = r.Header.Get("Content-Security-Policy")
	if r.StatusCode != 200 || !strings.Contains(csp, "sandbox") || strings.Contains(csp, "allow-scripts") || strings.Contains(csp, "allow-same-origin") {
		t.Errorf("the mail's policy is %q", csp)
	}
	if got := find(t, body, "base", "target"); !slices.Equal(got, []string{"_blank"}) {
		t.Errorf("links open in the frame: %v", got)
	}
	pictures := find(t, body, "img", "src")
	if len(pictures) != 1 {
		t.Fatalf("pictures %v", pictures)
	}
	if r, body := get("GET", pictures[0]); r.StatusCode != 200 || r.Header.Get("Content-Type") != "image/png" || !strings.HasPrefix(body, "\x89PNG") {
		t.Errorf("the picture: %d %v", r.StatusCode, r.Header)
	}
	if r, body := get("GET", "/dev/mailbox/"+list[1].ID+"/raw"); r.StatusCode != 200 || !strings.HasPrefix(body, "Return-Path: <contact@rivages.example>\r\n") {
		t.Errorf("raw: %d %.80q", r.StatusCode, body)
	}
	if r, _ := get("GET", "/dev/mailbox.css"); r.StatusCode != 200 || !strings.HasPrefix(r.Header.Get("Content-Type"), "text/css") {
		t.Errorf("style: %d %v", r.StatusCode, r.Header)
	}
	for _, path := range []string{"nothing", list[0].ID + "/files/99", list[0].ID + "/files/-1", list[0].ID + "/files/x", "..%2f..%2fetc%2fpasswd"} {
		if r, _ := get("GET", "/dev/mailbox/"+path); r.StatusCode != http.StatusNotFound {
			t.Errorf("%s: %d", path, r.StatusCode)
		}
	}
	if r, _ := get("POST", "/dev/mailbox/clear"); r.StatusCode != http.StatusSeeOther || len(m.List("", 0)) != 0 {
		t.Errorf("clear: %d", r.StatusCode)
	}
}

func TestAttachmentsAreSavedUnderTheirNames(t *testing.T) {
	t.Parallel()
	m := open(t, t.TempDir())
	get := serve(t, m)
	msg := message("k", "lea@guest.example")
	msg.Attachments = append(msg.Attachments, mail.Attachment{Name: "page.html", ContentType: "text/html", Content: []byte("<script>alert(1)</script>")})
	send(t, m, msg)
	id := m.List("", 1)[0].ID
	_, body := get("GET", "/dev/mailbox/"+id)
	saved := map[string]string{}
	names := find(t, body, "a", "download")
	var files []string
	for _, href := range find(t, body, "a", "href") {
		if strings.Contains(href, "/files/") {
			files = append(files, href)
		}
	}
	for i, href := range files {
		r, content := get("GET", href)
		saved[names[i]] = content
		d := r.Header.Get("Content-Disposition")
		if !strings.Contains(r.Header.Get("Content-Security-Policy"), "sandbox") || !strings.HasPrefix(d, "attachment") && names[i] != "logo.png" {
			t.Errorf("%s could run: %v", names[i], r.Header)
		}
	}
	for _, a := range msg.Attachments {
		if saved[a.Name] != string(a.Content) {
			t.Errorf("%s: saved %q", a.Name, saved[a.Name])
		}
	}
}

func TestJSON(t *testing.T) {
	t.Parallel()
	m := open(t, t.TempDir())
	get := serve(t, m)
	list := func(query url.Values) (out struct{ Items []mailbox.Summary }) {
		t.Helper()
		r, body := get("GET", "/dev/mailbox.json?"+query.Encode())
		if r.StatusCode != 200 || r.Header.Get("Content-Type") != "application/json" {
			t.Fatalf("%d %v", r.StatusCode, r.Header)
		}
		if err := json.Unmarshal([]byte(body), &out); err != nil || out.Items == nil {
			t.Fatalf("%v: %s", err, body)
		}
		return out
	}
	if got := list(nil); len(got.Items) != 0 {
		t.Errorf("empty: %+v", got)
	}
	send(t, m, message("a", "lea+x@guest.example"))
	send(t, m, message("b", "tom@guest.example"))
	got := list(url.Values{"to": {"lea+x@guest.example"}})
	if len(got.Items) != 1 || got.Items[0].Links[0] != "https://rivages.example/r/abc?x=1&y=2" || len(got.Items[0].Attachments) != 3 {
		t.Errorf("to Léa: %+v", got)
	}
	if got := list(url.Values{"limit": {"1"}}); len(got.Items) != 1 || got.Items[0].To[0] != "tom@guest.example" {
		t.Errorf("the latest: %+v", got)
	}
	if r, _ := get("GET", "/dev/mailbox.json?limit=x"); r.StatusCode != http.StatusBadRequest {
		t.Errorf("a bad limit: %d", r.StatusCode)
	}
}

package mailbox_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"comptoir/internal/platform/clock"
	"comptoir/internal/platform/mail"
	"comptoir/internal/platform/mail/mailbox"
	"comptoir/internal/platform/mail/smtpmail"

	"golang.org/x/net/html"
)

func open(t testing.TB, dir string) *mailbox.Mailbox {
	t.Helper()
	m, err := mailbox.Open(dir, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = m.Close() })
	return m
}

func message(key, to string) mail.Message {
	return mail.Message{
		Key: key, From: mail.Address{Name: "Agence Rivages", Email: "contact@rivages.example"}, ReplyTo: mail.Address{Email: "accueil@rivages.example"},
		To: []mail.Address{{Name: "Léa", Email: to}}, Subject: "Votre séjour à Saint-Malo est confirmé — صيف 🌊",
		Text: "Bonjour Léa,\n\nVotre lien : https://rivages.example/r/abc?x=1&y=2.\n.\nÀ bientôt",
		HTML: `<!DOCTYPE html><html><head><title>x</title></head><body><p>Bonjour Léa</p><img src="cid:logo">` +
			`<a href="https://rivages.example/r/abc?x=1&amp;y=2">Gérer</a><a href="https://rivages.example/">Site</a><a href="javascript:alert(1)">x</a></body></html>`,
		Attachments: []mail.Attachment{
			{Name: "contrat n° 12 – été.pdf", ContentType: "application/pdf", Content: []byte("%PDF-1.7\x00\xff")},
			{Name: "sejour.ics", ContentType: "text/calendar; charset=utf-8; method=PUBLISH", Content: []byte("BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n")},
			{Name: "logo.png", ContentType: "image/png", ContentID: "logo", Content: []byte("\x89PNG\r\n\x1a\n")},
		},
		Headers: map[string]string{"Auto-Submitted": "auto-generated"},
	}
}

func send(t testing.TB, d mail.Driver, m mail.Message) {
	t.Helper()
	if err := mail.New(d, nil, nil).Send(t.Context(), m); err != nil {
		t.Fatal(err)
	}
}

// checkRead compares a mail that was read with the message that was sent.
func checkRead(t testing.TB, got mailbox.Mail, want mail.Message) {
	t.Helper()
	if got.Subject != want.Subject || got.From != `"Agence Rivages" <contact@rivages.example>` || !slices.Equal(got.To, []string{want.To[0].Email}) {
		t.Errorf("envelope: %+v", got.Summary)
	}
	if got.Text != want.Text {
		t.Errorf("text %q", got.Text)
	}
	if got.HTML != want.HTML || !got.Summary.HTML {
		t.Errorf("HTML %q", got.HTML)
	}
	if want := []string{"https://rivages.example/r/abc?x=1&y=2", "https://rivages.example/"}; !slices.Equal(got.Links, want) {
		t.Errorf("links %q", got.Links)
	}
	if len(got.Files) != len(want.Attachments) {
		t.Fatalf("attachments %+v", got.Attachments)
	}
	for _, a := range want.Attachments {
		i := slices.IndexFunc(got.Attachments, func(b mailbox.Attachment) bool { return b.Name == a.Name })
		if i < 0 || string(got.Files[i]) != string(a.Content) || got.Attachments[i].ContentID != a.ContentID ||
			!strings.HasPrefix(got.Attachments[i].ContentType, strings.Split(a.ContentType, ";")[0]) {
			t.Errorf("attachment %q: %+v", a.Name, got.Attachments)
		}
	}
	header := func(name string) string {
		for _, h := range got.Headers {
			if strings.EqualFold(h.Name, name) {
				return h.Value
			}
		}
		return ""
	}
	if header("Reply-To") != "<accueil@rivages.example>" || header("Auto-Submitted") != "auto-generated" || header("Subject") != want.Subject {
		t.Errorf("headers %+v", got.Headers)
	}
}

func TestDeliveredDirectly(t *testing.T) {
	t.Parallel()
	m := open(t, t.TempDir())
	want := message("k", "lea@guest.example")
	send(t, m, want)
	got, err := m.Latest("LEA@guest.example")
	if err != nil {
		t.Fatal(err)
	}
	checkRead(t, got, want)
	if age := time.Since(got.Received); age < -time.Minute || age > time.Minute {
		t.Errorf("received %v", got.Received)
	}
}

// The way of production: message → SMTP → another program's mail server → its mailbox.
func TestDeliveredBySMTP(t *testing.T) {
	t.Parallel()
	m := open(t, t.TempDir())
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	served := make(chan error)
	go func() { served <- m.ServeSMTP(ctx, l) }()
	d, err := smtpmail.Open(smtpmail.Config{Addr: l.Addr().String(), Security: smtpmail.None})
	if err != nil {
		t.Fatal(err)
	}
	want := message("k", "lea@guest.example")
	send(t, d, want)
	got, err := m.Latest("lea@guest.example")
	if err != nil {
		t.Fatal(err)
	}
	checkRead(t, got, want)
	cancel()
	if err := <-served; err != nil {
		t.Errorf("serving ended with %v", err)
	}
	if err := mail.New(d, nil, nil).Send(t.Context(), want); !errors.Is(err, mail.ErrUnavailable) {
		t.Errorf("after the end: %v", err)
	}
}

func TestTheServerIsForThisMachineOnly(t *testing.T) {
	t.Parallel()
	m := open(t, t.TempDir())
	l, err := net.Listen("tcp", "0.0.0.0:0")
	if err != nil {
		t.Fatal(err)
	}
	if err := m.ServeSMTP(t.Context(), l); err == nil {
		t.Error("it serves the world")
	}
}

func TestMailsSurviveARestart(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	first, err := mailbox.Open(dir, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i := range 5 {
		send(t, first, message(fmt.Sprint(i%4), "lea@guest.example")) // the fifth is the first again
	}
	send(t, first, message("other", "tom@guest.example"))
	before := first.List("", 0)
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"0190f5fe-7a00-7000-8000-000000000000.tmp", "notes.txt", "bad.eml"} { // a half-written mail, a stranger's files
		if err := os.WriteFile(filepath.Join(dir, name), []byte("Subject: x"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	after := open(t, dir).List("", 0)
	if len(after) != 5 || fmt.Sprint(after) != fmt.Sprint(before) {
		t.Errorf("before %v\nafter %v", before, after)
	}
	if n := after[4].Deliveries; n != 2 {
		t.Errorf("the first was delivered %d times", n)
	}
}

func TestListing(t *testing.T) {
	t.Parallel()
	now := clock.NewSettable(time.Date(2026, 7, 14, 12, 0, 0, 0, time.UTC))
	m, err := mailbox.Open(t.TempDir(), now.Now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = m.Close() })
	if _, err := m.Latest("lea@guest.example"); !errors.Is(err, mailbox.ErrNotFound) {
		t.Errorf("latest of nothing: %v", err)
	}
	for i, to := range []string{"lea@guest.example", "tom@guest.example", "Lea@guest.example"} {
		msg := message(fmt.Sprint(i), to)
		msg.Subject = fmt.Sprint("n° ", i)
		send(t, m, msg)
		now.Advance(time.Minute)
	}
	subjects := func(list []mailbox.Summary) (out []string) {
		for _, s := range list {
			out = append(out, s.Subject)
		}
		return out
	}
	if got := subjects(m.List("", 0)); !slices.Equal(got, []string{"n° 2", "n° 1", "n° 0"}) {
		t.Errorf("all: %v", got)
	}
	if got := subjects(m.List(" lea@GUEST.example", 0)); !slices.Equal(got, []string{"n° 2", "n° 0"}) {
		t.Errorf("to Léa: %v", got)
	}
	if got := m.List("lea@guest.example", 1); len(got) != 1 || !got[0].Received.Equal(now.Now().Add(-time.Minute)) {
		t.Errorf("the last to Léa: %+v", got)
	}
	m.Clear()
	if got := m.List("", 0); len(got) != 0 {
		t.Errorf("after clearing: %v", got)
	}
}

func TestManyAtOnce(t *testing.T) {
	t.Parallel()
	m := open(t, t.TempDir())
	var wg sync.WaitGroup
	for i := range 40 {
		wg.Go(func() {
			send(t, m, message(fmt.Sprint(i/2), "lea@guest.example"))
			m.List("lea@guest.example", 10)
		})
	}
	wg.Wait()
	list := m.List("", 0)
	total := 0
	for _, s := range list {
		total += s.Deliveries
	}
	if len(list) != 20 || total != 40 {
		t.Errorf("%d mails, %d deliveries", len(list), total)
	}
}

// Other programs' mails are shown as well as they can be.
func TestForeignMails(t *testing.T) {
	t.Parallel()
	m := open(t, t.TempDir())
	for name, test := range map[string]struct{ raw, subject, text string }{
		"latin 1":       {"Subject: =?iso-8859-1?q?=E9t=E9?=\r\nContent-Type: text/plain; charset=iso-8859-1\r\n\r\n\xe9t\xe9", "été", "été"},
		"no type":       {"Subject: plain\r\n\r\nhello", "plain", "hello"},
		"broken type":   {"Subject: x\r\nContent-Type: ;;;\r\n\r\nhello", "x", "hello"},
		"no headers":    {"hello", "?", "hello"},
		"empty":         {"", "", ""},
		"unclosed":      {"Subject: u\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nhello", "u", "hello"},
		"broken base64": {"Subject: b\r\nContent-Transfer-Encoding: base64\r\n\r\naGVs!!", "b", "hel"},
		"not UTF-8":     {"Subject: n\r\n\r\n\xff\xfe", "n", "�"},
	} {
		to := strings.ReplaceAll(name, " ", "-") + "@guest.example"
		if err := m.Deliver(t.Context(), mail.Envelope{From: "x@y.example", To: []string{to}, Raw: []byte(test.raw)}); err != nil {
			t.Fatal(err)
		}
		got, err := m.Latest(to)
		if err != nil || name != "no headers" && (got.Subject != test.subject || got.Text != test.text) {
			t.Errorf("%s: %q %q, %v", name, got.Subject, got.Text, err)
		}
		if name == "no headers" && !strings.Contains(got.Text+got.Subject, test.text) {
			t.Errorf("%s: %q %q", name, got.Subject, got.Text)
		}
	}
}

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

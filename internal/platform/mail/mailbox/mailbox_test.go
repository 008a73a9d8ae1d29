package mailbox_test

import (
	"context"
	"errors"
	"fmt"
	"net"
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

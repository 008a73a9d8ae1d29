package mail_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"comptoir/internal/kernel/fault"
	"comptoir/internal/platform/clock"
	"comptoir/internal/platform/mail"

	"pgregory.net/rapid"
)

func good() mail.Message {
	return mail.Message{
		Key: "stays/confirmed/1", From: mail.Address{Name: "Rivages", Email: "contact@rivages.example"},
		To: []mail.Address{{Name: "Léa Martin", Email: "lea@guest.example"}}, Subject: "Votre séjour est confirmé",
		Text: "Bonjour", HTML: "<p>Bonjour</p>", Date: time.Date(2026, 7, 14, 12, 0, 0, 0, time.UTC),
	}
}

func render(t testing.TB, m mail.Message) string {
	t.Helper()
	e, err := mail.Render(m)
	if err != nil {
		t.Fatal(err)
	}
	return string(e.Raw)
}

func TestRefusedMessages(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		field string
		spoil func(*mail.Message)
	}{
		{"key", func(m *mail.Message) { m.Key = "" }},
		{"text", func(m *mail.Message) { m.Text = "" }},
		{"text", func(m *mail.Message) { m.Text = "\xff" }},
		{"html", func(m *mail.Message) { m.HTML = "\xff" }},
		{"subject", func(m *mail.Message) { m.Subject = " " }},
		{"subject", func(m *mail.Message) { m.Subject = "Hello\r\nBcc: all@victims.example" }},
		{"subject", func(m *mail.Message) { m.Subject = "Hello\nX: y" }},
		{"subject", func(m *mail.Message) { m.Subject = "Hello\u2028X: y" }},
		{"from.email", func(m *mail.Message) { m.From.Email = "" }},
		{"from.email", func(m *mail.Message) { m.From.Email = "a@b.example>\r\nRCPT TO:<c@d.example" }},
		{"from.email", func(m *mail.Message) { m.From.Email = "Someone <a@b.example>" }},
		{"from.name", func(m *mail.Message) { m.From.Name = "Rivages\r\nBcc: x@y.example" }},
		{"replyTo.email", func(m *mail.Message) { m.ReplyTo = mail.Address{Name: "nobody"} }},
		{"to", func(m *mail.Message) { m.To = nil }},
		{"to.0.email", func(m *mail.Message) { m.To[0].Email = "a@b.example, c@d.example" }},
		{"to.0.name", func(m *mail.Message) { m.To[0].Name = "x\x00" }},
		{"cc.0.email", func(m *mail.Message) { m.Cc = []mail.Address{{Email: "nobody"}} }},
		{"headers.Bcc", func(m *mail.Message) { m.Headers = map[string]string{"Bcc": "x@y.example"} }},
		{"headers.content-type", func(m *mail.Message) { m.Headers = map[string]string{"content-type": "text/html"} }},
		{"headers.X: y\r\nZ", func(m *mail.Message) { m.Headers = map[string]string{"X: y\r\nZ": "1"} }},
		{"headers.X-A", func(m *mail.Message) { m.Headers = map[string]string{"X-A": "1\r\nBcc: x@y.example"} }},
		{"attachments.0.name", func(m *mail.Message) { m.Attachments = []mail.Attachment{{ContentType: "text/plain"}} }},
		{"attachments.0.name", func(m *mail.Message) {
			m.Attachments = []mail.Attachment{{Name: "a\"\r\nX: y", ContentType: "text/plain"}}
		}},
		{"attachments.0.contentType", func(m *mail.Message) { m.Attachments = []mail.Attachment{{Name: "a.txt"}} }},
		{"attachments.0.contentType", func(m *mail.Message) {
			m.Attachments = []mail.Attachment{{Name: "a.txt", ContentType: "text/plain\r\nX: y"}}
		}},
		{"attachments.0.contentId", func(m *mail.Message) {
			m.Attachments = []mail.Attachment{{Name: "a.png", ContentType: "image/png", ContentID: "a>\r\nX: y"}}
		}},
		{"attachments", func(m *mail.Message) {
			m.Attachments = []mail.Attachment{{Name: "a.bin", ContentType: "application/octet-stream", Content: make([]byte, mail.MaxBytes)}}
		}},
	} {
		m := good()
		test.spoil(&m)
		_, err := mail.Render(m)
		fields := fault.FieldsOf(err)
		if !errors.Is(err, mail.ErrBadMessage) || len(fields) != 1 || fields[0].Path != test.field {
			t.Errorf("%s: %v", test.field, err)
		}
	}
}

func TestTheSameKeyIsTheSameMail(t *testing.T) {
	t.Parallel()
	a, err := mail.Render(good())
	if err != nil {
		t.Fatal(err)
	}
	again, err := mail.Render(good())
	if err != nil || again.ID != a.ID || !strings.HasSuffix(a.ID, "@rivages.example") {
		t.Errorf("%q, then %q (%v)", a.ID, again.ID, err)
	}
	if !strings.Contains(string(a.Raw), "Message-ID: <"+a.ID+">\r\n") || !strings.Contains(string(a.Raw), "Date: Tue, 14 Jul 2026 12:00:00 +0000\r\n") {
		t.Errorf("rendered\n%s", a.Raw)
	}
	other := good()
	other.Key = "stays/confirmed/2"
	if b, err := mail.Render(other); err != nil || b.ID == a.ID {
		t.Errorf("another key gave %q too (%v)", b.ID, err)
	}
}

func TestTheTextComesBeforeTheHTML(t *testing.T) {
	t.Parallel()
	m := good()
	m.Attachments = []mail.Attachment{
		{Name: "contrat n° 12.pdf", ContentType: "application/pdf", Content: []byte("%PDF-1.7")},
		{Name: "logo.png", ContentType: "image/png", ContentID: "logo", Content: []byte("png")},
	}
	raw := render(t, m)
	at := -1
	for _, want := range []string{"multipart/mixed", "multipart/related", "multipart/alternative", "text/plain; charset=UTF-8",
		"text/html; charset=UTF-8", "image/png", "application/pdf"} {
		next := strings.Index(raw, want)
		if next <= at {
			t.Fatalf("%q is not in its place:\n%s", want, raw)
		}
		at = next
	}
	for line := range strings.SplitSeq(raw, "\r\n") {
		if len(line) > 998 || strings.ContainsAny(line, "\r\n") {
			t.Errorf("a line that no server takes: %.60q", line)
		}
	}
}

func TestBlindCopiesAndRepetitionsAreNotHeaders(t *testing.T) {
	t.Parallel()
	m := good()
	m.To = append(m.To, m.To[0])
	m.Cc = []mail.Address{{Email: "manager@rivages.example"}}
	e, err := mail.Render(m)
	if err != nil || len(e.To) != 2 {
		t.Errorf("recipients %v, %v", e.To, err)
	}
	if strings.Contains(strings.ToLower(string(e.Raw)), "bcc:") || strings.Contains(string(e.Raw), "User-Agent") {
		t.Errorf("rendered\n%s", e.Raw)
	}
}

// Whatever a person types as a name, a subject or a text: the mail has the same headers and parts.
func TestNothingTypedChangesTheStructure(t *testing.T) {
	t.Parallel()
	count := func(raw string) (headers, parts int) {
		head, _, _ := strings.Cut(raw, "\r\n\r\n")
		for line := range strings.SplitSeq(head, "\r\n") {
			if !strings.HasPrefix(line, " ") && !strings.HasPrefix(line, "\t") {
				headers++
			}
		}
		return headers, strings.Count(raw, "\r\nContent-Type:")
	}
	wantHeaders, wantParts := count(render(t, good()))
	rapid.Check(t, func(r *rapid.T) {
		m := good()
		m.Subject = rapid.StringN(1, 80, 300).Draw(r, "subject")
		m.To[0].Name = rapid.StringN(0, 40, 100).Draw(r, "name")
		m.Text = rapid.String().Draw(r, "text") + "."
		m.HTML = "<p>" + rapid.String().Draw(r, "html") + "</p>"
		e, err := mail.Render(m)
		if err != nil {
			if !errors.Is(err, mail.ErrBadMessage) {
				r.Fatal(err)
			}
			return
		}
		if h, p := count(string(e.Raw)); h != wantHeaders || p != wantParts {
			r.Fatalf("%d headers and %d parts instead of %d and %d:\n%s", h, p, wantHeaders, wantParts, e.Raw)
		}
	})
}

type driver func(context.Context, mail.Envelope) error

func (d driver) Deliver(ctx context.Context, e mail.Envelope) error { return d(ctx, e) }

func TestSenderNamesErrorsAndTellsTheObserver(t *testing.T) {
	t.Parallel()
	now := clock.Fixed(time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC))
	broken := errors.New("broken")
	for _, test := range []struct{ driver, want error }{
		{nil, nil}, {mail.ErrRefused, mail.ErrRefused}, {broken, mail.ErrUnavailable}, {mail.ErrUnavailable.Because(broken), broken},
	} {
		var seen []mail.Event
		var got mail.Envelope
		s := mail.New(driver(func(_ context.Context, e mail.Envelope) error { got = e; return test.driver }), now,
			func(_ context.Context, e mail.Event) { seen = append(seen, e) })
		m := good()
		m.Date = time.Time{}
		if err := s.Send(t.Context(), m); !errors.Is(err, test.want) {
			t.Errorf("%v became %v", test.driver, err)
		}
		if len(seen) != 1 || (seen[0].Err == nil) != (test.want == nil) || seen[0].Bytes != len(got.Raw) {
			t.Errorf("the observer saw %+v", seen)
		}
		if !strings.Contains(string(got.Raw), "Date: Fri, 02 Jan 2026 03:04:05 +0000") {
			t.Errorf("not dated by the clock:\n%s", got.Raw)
		}
		m.Subject = ""
		if err := s.Send(t.Context(), m); !errors.Is(err, mail.ErrBadMessage) || len(seen) != 1 {
			t.Errorf("a bad message: %v, %d events", err, len(seen))
		}
	}
}

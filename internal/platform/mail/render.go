package mail

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"mime"
	netmail "net/mail"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"comptoir/internal/kernel/fault"

	gomail "github.com/wneessen/go-mail"
)

// Render checks a message and writes it as it goes over the wire: text first and HTML after it, as multipart/alternative
// demands of its parts (the last one is preferred, RFC 2046, 5.1.4), then pictures and files. It returns ErrBadMessage.
func Render(m Message) (Envelope, error) {
	if err := check(m); err != nil {
		return Envelope{}, err
	}
	msg := gomail.NewMsg(gomail.WithNoDefaultUserAgent(), gomail.WithEncoding(gomail.EncodingQP))
	msg.FromMailAddress(&netmail.Address{Name: m.From.Name, Address: m.From.Email})
	if m.ReplyTo.Email != "" {
		msg.ReplyToMailAddress(&netmail.Address{Name: m.ReplyTo.Name, Address: m.ReplyTo.Email})
	}
	e := Envelope{ID: messageID(m), From: m.From.Email}
	for _, to := range m.To {
		msg.AddToMailAddress(&netmail.Address{Name: to.Name, Address: to.Email})
		e.To = append(e.To, to.Email)
	}
	for _, cc := range m.Cc {
		msg.AddCcMailAddress(&netmail.Address{Name: cc.Name, Address: cc.Email})
		e.To = append(e.To, cc.Email)
	}
	slices.Sort(e.To)
	e.To = slices.Compact(e.To)
	msg.Subject(m.Subject)
	msg.SetDateWithValue(m.Date)
	msg.SetMessageIDWithValue(e.ID)
	for _, name := range slices.Sorted(maps.Keys(m.Headers)) {
		msg.SetGenHeader(gomail.Header(name), m.Headers[name])
	}
	msg.SetBodyString(gomail.TypeTextPlain, m.Text)
	if m.HTML != "" {
		msg.AddAlternativeString(gomail.TypeTextHTML, m.HTML)
	}
	for _, a := range m.Attachments {
		o := []gomail.FileOption{gomail.WithFileContentType(gomail.ContentType(a.ContentType))}
		if a.ContentID != "" {
			msg.EmbedReadSeeker(a.Name, bytes.NewReader(a.Content), append(o, gomail.WithFileContentID(a.ContentID))...)
		} else {
			msg.AttachReadSeeker(a.Name, bytes.NewReader(a.Content), o...)
		}
	}
	var b bytes.Buffer
	if _, err := msg.WriteTo(&b); err != nil {
		return Envelope{}, ErrBadMessage.Because(err)
	}
	if b.Len() > MaxBytes {
		return Envelope{}, ErrBadMessage.On("attachments", "too_large", "the mail is larger than "+strconv.Itoa(MaxBytes>>20)+" MB")
	}
	e.Raw = b.Bytes()
	return e, nil
}

// messageID is derived from the key, which it does not tell, and lies in the sender's domain (RFC 5322, 3.6.4).
func messageID(m Message) string {
	sum := sha256.Sum256([]byte(m.Key))
	_, domain, _ := strings.Cut(m.From.Email, "@")
	return hex.EncodeToString(sum[:16]) + "@" + domain
}

// reserved are the headers that a message has anyway.
var reserved = []string{"from", "to", "cc", "bcc", "sender", "reply-to", "subject", "date", "message-id", "mime-version", "return-path", "received"}

func check(m Message) error {
	var c fault.Check
	c.That(m.Key != "", "key", "required", "a mail needs a key")
	c.That(m.Text != "", "text", "required", "a mail needs a text")
	c.That(utf8.ValidString(m.Text), "text", "malformed", "the text is not UTF-8")
	c.That(utf8.ValidString(m.HTML), "html", "malformed", "the HTML is not UTF-8")
	c.That(strings.TrimSpace(m.Subject) != "", "subject", "required", "a mail needs a subject")
	c.That(oneLine(m.Subject), "subject", "malformed", "a subject is one line of text")
	checkAddress(&c, "from", m.From)
	if m.ReplyTo != (Address{}) {
		checkAddress(&c, "replyTo", m.ReplyTo)
	}
	c.That(len(m.To) > 0, "to", "required", "a mail needs a recipient")
	for i, a := range m.To {
		checkAddress(&c, "to."+strconv.Itoa(i), a)
	}
	for i, a := range m.Cc {
		checkAddress(&c, "cc."+strconv.Itoa(i), a)
	}
	for name, value := range m.Headers {
		lower := strings.ToLower(name)
		c.That(token(name) && !slices.Contains(reserved, lower) && !strings.HasPrefix(lower, "content-") && oneLine(value),
			"headers."+name, "malformed", "this is no header that can be added")
	}
	for i, a := range m.Attachments {
		_, _, err := mime.ParseMediaType(a.ContentType)
		c.That(err == nil && oneLine(a.ContentType), "attachments."+strconv.Itoa(i)+".contentType", "malformed", "an attachment needs a content type")
		c.That(a.Name != "" && oneLine(a.Name) && !strings.ContainsAny(a.Name, `/\"`), "attachments."+strconv.Itoa(i)+".name", "malformed", "an attachment needs a name")
		c.That(oneLine(a.ContentID) && !strings.ContainsAny(a.ContentID, "<> "), "attachments."+strconv.Itoa(i)+".contentId", "malformed", "this is no content id")
	}
	if err := c.Err(); err != nil {
		bad := *ErrBadMessage
		bad.Fields = fault.FieldsOf(err)
		return &bad
	}
	return nil
}

func checkAddress(c *fault.Check, path string, a Address) {
	parsed, err := netmail.ParseAddress(a.Email)
	c.That(err == nil && parsed.Address == a.Email && parsed.Name == "" && oneLine(a.Email) && len(a.Email) <= 254,
		path+".email", "malformed", "this is no mail address")
	c.That(oneLine(a.Name), path+".name", "malformed", "a name is one line of text")
}

// oneLine refuses what could end a header: line ends and other control characters, also those of Unicode.
func oneLine(s string) bool {
	return utf8.ValidString(s) && !strings.ContainsFunc(s, func(r rune) bool {
		return r < 0x20 || r >= 0x7f && r < 0xa0 || r == '\u2028' || r == '\u2029'
	})
}

// token is what a header's name is made of.
func token(s string) bool {
	return s != "" && !strings.ContainsFunc(s, func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && r != '-'
	})
}

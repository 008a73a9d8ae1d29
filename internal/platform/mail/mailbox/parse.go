package mailbox

import (
	"bytes"
	"cmp"
	"encoding/base64"
	"html"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	netmail "net/mail"
	"net/textproto"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/text/encoding/htmlindex"
)

// deepest is how far parts may contain parts.
const deepest = 10

var words = mime.WordDecoder{CharsetReader: charset}

// parse reads a mail as well as it can: a mail program shows what it understands, and so does this one.
func parse(raw []byte) Mail {
	out := Mail{Raw: raw}
	out.To, out.Attachments, out.Links = []string{}, []Attachment{}, []string{}
	out.Headers = headers(raw)
	for _, h := range out.Headers {
		if strings.EqualFold(h.Name, "Delivered-To") {
			out.To = append(out.To, strings.ToLower(h.Value))
		}
	}
	msg, err := netmail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		out.Subject, out.Text = "?", strings.ToValidUTF8(string(raw), "�")
		return out
	}
	out.Subject = decoded(msg.Header.Get("Subject"))
	out.From = decoded(msg.Header.Get("From"))
	out.MessageID = strings.Trim(msg.Header.Get("Message-Id"), "<> ")
	out.part(textproto.MIMEHeader(msg.Header), msg.Body, 0)
	out.Summary.HTML = out.HTML != ""
	out.Links = links(out.Text, out.HTML)
	return out
}

// headers returns them in their order, which a map forgets.
func headers(raw []byte) []Header {
	var out []Header
	head, _, _ := strings.Cut(strings.ReplaceAll(string(raw), "\r\n", "\n"), "\n\n")
	for line := range strings.SplitSeq(head, "\n") {
		if len(out) > 0 && (strings.HasPrefix(line, " ") || strings.HasPrefix(line, "\t")) {
			out[len(out)-1].Value += " " + strings.TrimSpace(line)
			continue
		}
		if name, value, ok := strings.Cut(line, ":"); ok {
			out = append(out, Header{Name: name, Value: strings.TrimSpace(value)})
		} else {
			break // no header: a body without the empty line before it
		}
	}
	for i := range out {
		out[i].Value = strings.TrimSpace(decoded(out[i].Value))
	}
	return out
}

func decoded(header string) string {
	s, err := words.DecodeHeader(header)
	if err != nil {
		return header
	}
	return s
}

// part reads a part and those within it: the first text and the first HTML are the mail's, everything else is a file.
func (m *Mail) part(h textproto.MIMEHeader, body io.Reader, depth int) {
	kind, params, err := mime.ParseMediaType(h.Get("Content-Type"))
	if err != nil {
		kind, params = "text/plain", nil
	}
	if strings.HasPrefix(kind, "multipart/") && depth < deepest {
		parts := multipart.NewReader(body, params["boundary"])
		for {
			p, err := parts.NextRawPart()
			if err != nil {
				return
			}
			m.part(p.Header, p, depth+1)
		}
	}
	switch strings.ToLower(h.Get("Content-Transfer-Encoding")) {
	case "base64":
		body = base64.NewDecoder(base64.StdEncoding, body)
	case "quoted-printable":
		body = quotedprintable.NewReader(body)
	}
	data, _ := io.ReadAll(body) // what there is of a damaged part is shown
	disposition, dispositionParams, err := mime.ParseMediaType(h.Get("Content-Disposition"))
	if err != nil {
		disposition, dispositionParams = "", nil
	}
	name := decoded(cmp.Or(dispositionParams["filename"], params["name"]))
	switch {
	case disposition == "attachment", name != "":
	case kind == "text/plain" && m.Text == "":
		m.Text = strings.ReplaceAll(inUTF8(data, params["charset"]), "\r\n", "\n")
		return
	case kind == "text/html" && m.HTML == "":
		m.HTML = inUTF8(data, params["charset"])
		return
	}
	contentType := kind
	delete(params, "name")
	if full := mime.FormatMediaType(kind, params); full != "" && kind == "text/calendar" {
		contentType = full // its method matters
	}
	m.Attachments = append(m.Attachments, Attachment{Name: cmp.Or(name, "piece-jointe"), ContentType: contentType,
		ContentID: strings.Trim(h.Get("Content-Id"), "<> "), Size: len(data)})
	m.Files = append(m.Files, data)
}

func charset(name string, r io.Reader) (io.Reader, error) {
	e, err := htmlindex.Get(name)
	if err != nil {
		return nil, err
	}
	return e.NewDecoder().Reader(r), nil
}

func inUTF8(data []byte, name string) string {
	if name != "" {
		if r, err := charset(name, bytes.NewReader(data)); err == nil {
			if converted, err := io.ReadAll(r); err == nil {
				data = converted
			}
		}
	}
	return strings.ToValidUTF8(string(data), "�")
}

var (
	inText = regexp.MustCompile(`https?://[^\s<>"']+`)
	inHTML = regexp.MustCompile(`(?i)href\s*=\s*(?:"([^"]*)"|'([^']*)')`)
)

// links are the addresses that a reader can follow, each once, in their order.
func links(text, document string) []string {
	out := []string{}
	add := func(l string) {
		if (strings.HasPrefix(l, "http://") || strings.HasPrefix(l, "https://")) && !slices.Contains(out, l) {
			out = append(out, l)
		}
	}
	for _, l := range inText.FindAllString(text, -1) {
		add(strings.TrimRight(l, ".,;:!?)]»"))
	}
	for _, l := range inHTML.FindAllStringSubmatch(document, -1) {
		add(html.UnescapeString(l[1] + l[2]))
	}
	return out
}

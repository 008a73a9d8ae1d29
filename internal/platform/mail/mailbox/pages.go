package mailbox

import (
	"embed"
	"encoding/json"
	"errors"
	"html/template"
	"mime"
	"net/http"
	"regexp"
	"strconv"
	"strings"

	"comptoir/internal/kernel/fault"
)

// Path is where the pages are.
const Path = "/dev/mailbox"

//go:embed pages
var pages embed.FS

var templates = template.Must(template.New("").Funcs(template.FuncMap{"bytes": inBytes}).ParseFS(pages, "pages/*.html"))

// The pages show what others wrote. Ours run nothing and load nothing but their style; a mail's HTML is a document apart,
// in a sandbox, with its own inline styles, its own pictures, and links that open elsewhere.
const (
	pagePolicy = "default-src 'none'; style-src 'self'; img-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
	mailPolicy = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'self'; form-action 'none'; " +
		"sandbox allow-popups allow-popups-to-escape-sandbox"
	filePolicy = "default-src 'none'; sandbox"
)

// Pages mounts the pages, in demo mode and tests only (see the package's comment):
//
//	GET  /dev/mailbox?to=           list
//	GET  /dev/mailbox.json?to=      the same as {"items":[Summary…]}, latest first, at most 200 (limit=)
//	GET  /dev/mailbox/{id}          one mail
//	GET  /dev/mailbox/{id}/html     its HTML part, for the frame of that page
//	GET  /dev/mailbox/{id}/files/n  its n-th file, from 0
//	GET  /dev/mailbox/{id}/raw      as it was received
//	POST /dev/mailbox/clear         removes all
func (m *Mailbox) Pages(mux *http.ServeMux) {
	mux.HandleFunc("GET "+Path, m.listPage)
	mux.HandleFunc("GET "+Path+".json", m.listJSON)
	mux.HandleFunc("GET "+Path+".css", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "no-cache")
		http.ServeFileFS(w, r, pages, "pages/mailbox.css")
	})
	mux.HandleFunc("POST "+Path+"/clear", func(w http.ResponseWriter, r *http.Request) {
		m.Clear()
		http.Redirect(w, r, Path, http.StatusSeeOther)
	})
	mux.HandleFunc("GET "+Path+"/{id}", m.with(m.mailPage))
	mux.HandleFunc("GET "+Path+"/{id}/html", m.with(mailHTML))
	mux.HandleFunc("GET "+Path+"/{id}/files/{n}", m.with(mailFile))
	mux.HandleFunc("GET "+Path+"/{id}/raw", m.with(func(w http.ResponseWriter, _ *http.Request, mail Mail) {
		protect(w, filePolicy)
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		_, _ = w.Write(mail.Raw) // whoever asked left
	}))
}

func protect(w http.ResponseWriter, policy string) {
	h := w.Header()
	h.Set("Content-Security-Policy", policy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "SAMEORIGIN")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cache-Control", "no-store")
}

// with finds the mail that a path names.
func (m *Mailbox) with(handle func(http.ResponseWriter, *http.Request, Mail)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		mail, err := m.Get(r.PathValue("id"))
		if err != nil {
			refuse(w, err)
			return
		}
		handle(w, r, mail)
	}
}

func refuse(w http.ResponseWriter, err error) {
	status, words := http.StatusInternalServerError, "La boîte ne peut pas être lue."
	if errors.Is(err, ErrNotFound) || fault.KindOf(err) == fault.NotFound {
		status, words = http.StatusNotFound, "Ce message n’existe pas, ou plus."
	}
	protect(w, pagePolicy)
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_ = templates.ExecuteTemplate(w, "missing.html", words) // whoever asked left
}

func page(w http.ResponseWriter, name string, data any) {
	var b strings.Builder
	if err := templates.ExecuteTemplate(&b, name, data); err != nil {
		refuse(w, err)
		return
	}
	protect(w, pagePolicy)
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_, _ = w.Write([]byte(b.String())) // whoever asked left
}

func (m *Mailbox) listPage(w http.ResponseWriter, r *http.Request) {
	to := r.FormValue("to")
	page(w, "list.html", struct {
		To    string
		Mails []Summary
	}{to, m.List(to, 200)})
}

func (m *Mailbox) listJSON(w http.ResponseWriter, r *http.Request) {
	limit := 200
	if text := r.FormValue("limit"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 {
			http.Error(w, "limit is a number from 1", http.StatusBadRequest)
			return
		}
		limit = min(n, limit)
	}
	raw, err := json.Marshal(map[string]any{"items": m.List(r.FormValue("to"), limit)})
	if err != nil {
		refuse(w, err)
		return
	}
	protect(w, filePolicy)
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write(raw) // whoever asked left
}

func (m *Mailbox) mailPage(w http.ResponseWriter, _ *http.Request, mail Mail) {
	page(w, "mail.html", mail)
}

var (
	headTag = regexp.MustCompile(`(?i)<head[^>]*>`)
	cid     = regexp.MustCompile(`(?i)(["'(])cid:([^"')]+)`)
)

// mailHTML gives the HTML part: links open in a new window, and cid: pictures are found.
func mailHTML(w http.ResponseWriter, _ *http.Request, mail Mail) {
	if mail.HTML == "" {
		refuse(w, ErrNotFound)
		return
	}
	document := cid.ReplaceAllStringFunc(mail.HTML, func(found string) string {
		match := cid.FindStringSubmatch(found)
		for i, a := range mail.Attachments {
			if a.ContentID == match[2] {
				return match[1] + Path + "/" + mail.ID + "/files/" + strconv.Itoa(i)
			}
		}
		return found
	})
	const elsewhere = `<base target="_blank">`
	if at := headTag.FindStringIndex(document); at != nil {
		document = document[:at[1]] + elsewhere + document[at[1]:]
	} else {
		document = elsewhere + document
	}
	protect(w, mailPolicy)
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_, _ = w.Write([]byte(document)) // whoever asked left
}

// shown are the types that a browser may show in the place of a mail's pictures; everything else is saved.
var shown = map[string]bool{"image/png": true, "image/jpeg": true, "image/gif": true, "image/webp": true}

func mailFile(w http.ResponseWriter, r *http.Request, mail Mail) {
	n, err := strconv.Atoi(r.PathValue("n"))
	if err != nil || n < 0 || n >= len(mail.Files) {
		refuse(w, ErrNotFound)
		return
	}
	a := mail.Attachments[n]
	disposition := "attachment"
	if shown[a.ContentType] {
		disposition = "inline"
	}
	protect(w, filePolicy)
	w.Header().Set("Content-Type", a.ContentType)
	w.Header().Set("Content-Disposition", mime.FormatMediaType(disposition, map[string]string{"filename": a.Name}))
	_, _ = w.Write(mail.Files[n]) // whoever asked left
}

func inBytes(n int) string {
	if n < 1024 {
		return strconv.Itoa(n) + " o"
	}
	return strconv.Itoa((n+1023)/1024) + " Ko"
}

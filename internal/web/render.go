package web

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/fault"
)

// Render answers with a whole page: body inside p's layout. It writes nothing before the page is complete, so a failing
// component becomes a clean error page and never half a document.
func (k *Kit) Render(w http.ResponseWriter, r *http.Request, status int, p Page, body templ.Component) {
	k.complete(w, r, &p)
	var buf bytes.Buffer
	if err := layoutOf(p, body).Render(r.Context(), &buf); err != nil {
		k.cfg.Log.ErrorContext(r.Context(), "page not rendered", "error", err, "path", r.URL.Path)
		k.plainFailure(w, r)
		return
	}
	k.write(w, r, status, buf.Bytes())
}

// Part answers with a piece of a page, for htmx.
func (k *Kit) Part(w http.ResponseWriter, r *http.Request, status int, body templ.Component) {
	var buf bytes.Buffer
	if err := body.Render(r.Context(), &buf); err != nil {
		k.cfg.Log.ErrorContext(r.Context(), "part not rendered", "error", err, "path", r.URL.Path)
		k.plainFailure(w, r)
		return
	}
	w.Header().Add("Vary", "HX-Request, HX-Target")
	k.write(w, r, status, buf.Bytes())
}

// RenderDrawer answers for a desk detail that has its own address: inside the drawer when a link made with InDrawer
// asked for it, else as a whole page with list below and the drawer open. Closing goes to back.
func (k *Kit) RenderDrawer(w http.ResponseWriter, r *http.Request, status int, p Page, back string, list, detail templ.Component) {
	opened := drawer(p.Title, back, detail)
	if IsPart(r, "drawer") {
		k.Part(w, r, status, opened)
		return
	}
	p.Drawer = opened
	w.Header().Add("Vary", "HX-Request, HX-Target")
	k.Render(w, r, status, p, list)
}

// Redirect answers a form that was accepted (Post/Redirect/Get): 303, or HX-Redirect for htmx. to must be a path of this
// host; anything else goes home.
func (k *Kit) Redirect(w http.ResponseWriter, r *http.Request, to string) {
	if !localPath(to) {
		to = "/"
	}
	k.leave(w, r, to)
}

// RedirectOut is Redirect to another site, such as a hosted payment page; the address must come from us, never from a
// request.
//
// What a form is answered with may lead to another site only where the content policy names it (form-action governs
// redirections, too): a form's way out is a page that leads on by itself.
func (k *Kit) RedirectOut(w http.ResponseWriter, r *http.Request, to string) {
	if r.Method != http.MethodPost || r.Header.Get("HX-Request") == "true" || sameSite(r, to) {
		k.leave(w, r, to)
		return
	}
	ctx := r.Context()
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Refresh", "0; url="+to)
	k.Render(w, r, http.StatusOK, Page{Layout: Bare, Title: T(ctx, "fault.onward"), NoIndex: true}, onward(to))
}

// sameSite reports whether an address is of the host that was asked.
func sameSite(r *http.Request, to string) bool {
	u, err := url.Parse(to)
	return err == nil && (u.Host == "" || u.Host == r.Host)
}

func (k *Kit) leave(w http.ResponseWriter, r *http.Request, to string) {
	w.Header().Set("Cache-Control", "no-store")
	if r.Header.Get("HX-Request") == "true" {
		w.Header().Set("HX-Redirect", to)
		w.WriteHeader(http.StatusNoContent)
		return
	}
	w.Header().Set("Location", to)
	w.WriteHeader(http.StatusSeeOther)
}

// StatusOf maps a fault to its HTTP status.
func StatusOf(err error) int {
	switch fault.KindOf(err) {
	case fault.Invalid:
		return http.StatusUnprocessableEntity
	case fault.Malformed:
		return http.StatusBadRequest
	case fault.Unauthenticated:
		return http.StatusUnauthorized
	case fault.Forbidden:
		return http.StatusForbidden
	case fault.NotFound:
		return http.StatusNotFound
	case fault.Conflict:
		return http.StatusConflict
	case fault.Gone:
		return http.StatusGone
	case fault.Stale:
		return http.StatusPreconditionFailed
	case fault.TooLarge:
		return http.StatusRequestEntityTooLarge
	case fault.Limited:
		return http.StatusTooManyRequests
	case fault.Unavailable:
		return http.StatusServiceUnavailable
	}
	return http.StatusInternalServerError
}

// Error answers with a page for people that says what happened and what to do, and tells nothing of a bug but its trace
// id. A person who is not signed in is sent to sign in and comes back; so is one who must prove that he is himself. A 5xx is logged here, once.
func (k *Kit) Error(w http.ResponseWriter, r *http.Request, err error) {
	status := StatusOf(err)
	if status >= 500 && r.Context().Err() == nil {
		k.cfg.Log.ErrorContext(r.Context(), "request failed", "error", err, "code", fault.CodeOf(err), "path", r.URL.Path)
	}
	if status == http.StatusUnauthorized && r.URL.Path != k.cfg.SignIn {
		to := k.cfg.SignIn
		if r.Method == http.MethodGet && !IsPart(r, "drawer") {
			to += "?next=" + url.QueryEscape(r.URL.RequestURI())
		}
		k.Redirect(w, r, to)
		return
	}
	if errors.Is(err, access.ErrStepUp) && r.URL.Path != k.cfg.Prove {
		k.Redirect(w, r, k.cfg.Prove+"?next="+url.QueryEscape(cameFrom(r)))
		return
	}
	if errors.Is(err, access.ErrEnrol) && r.URL.Path != k.cfg.Enrol {
		k.Redirect(w, r, k.cfg.Enrol)
		return
	}
	if status == http.StatusTooManyRequests && w.Header().Get("Retry-After") == "" {
		w.Header().Set("Retry-After", "60")
	}
	ctx := r.Context()
	code := strconv.Itoa(status)
	text := T(ctx, "web.error."+code+".text")
	if fault.CodeOf(err) != "internal" && status < 500 {
		text = FaultText(ctx, err)
	}
	trace := ""
	if status >= 500 {
		trace = k.traceID(ctx)
	}
	if IsPart(r, "drawer") || r.Header.Get("HX-Request") == "true" {
		w.Header().Set("HX-Reswap", "none")
		w.Header().Set("HX-Trigger", toastEvent(text))
		k.Part(w, r, status, errorBody(code, text, trace))
		return
	}
	k.Render(w, r, status, Page{Layout: Bare, Title: T(ctx, "web.error."+code+".title"), NoIndex: true}, errorBody(code, text, trace))
}

// cameFrom is the page on which the person is: the one that was asked for, or the one whose form he sent. What he sent is
// not kept: he is asked once more, on that page, after he has proved who he is.
func cameFrom(r *http.Request) string {
	if r.Method == http.MethodGet && !IsPart(r, "drawer") && r.Header.Get("HX-Request") != "true" {
		return r.URL.RequestURI()
	}
	for _, from := range []string{r.Header.Get("HX-Current-URL"), r.Referer()} {
		if u, err := url.Parse(from); err == nil && u.Host == r.Host && localPath(u.RequestURI()) {
			return u.RequestURI()
		}
	}
	return "/"
}

// toastEvent is the HX-Trigger header that shows text as a toast; JSON with everything outside ASCII escaped.
func toastEvent(text string) string {
	raw, err := json.Marshal(map[string]any{"toast": map[string]string{"tone": string(Danger), "text": text}})
	if err != nil {
		return ""
	}
	var b strings.Builder
	for _, c := range string(raw) {
		if c < 0x80 {
			b.WriteRune(c)
			continue
		}
		q := strconv.QuoteToASCII(string(c)) // \u00e9 or \U0001f600
		if c > 0xffff {
			b.WriteByte('?')
			continue
		}
		if strings.HasPrefix(q, `"\x`) { // QuoteToASCII writes \x for U+0080 to U+00FF
			q = `"\u00` + q[3:]
		}
		b.WriteString(q[1 : len(q)-1])
	}
	return b.String()
}

// NotFound is the handler for addresses that nothing answers.
func (k *Kit) NotFound(w http.ResponseWriter, r *http.Request) { k.Error(w, r, errNoPage) }

var errNoPage = fault.Define(fault.NotFound, "no_page", "there is no page at this address")

// complete fills what a handler left out.
func (k *Kit) complete(w http.ResponseWriter, r *http.Request, p *Page) {
	l := LocaleOf(r.Context())
	p.Lang, p.Dir, p.Path = l.Lang, l.Dir, r.URL.RequestURI()
	if p.Brand.Name == "" {
		p.Brand = k.brand(r)
	}
	if k.cfg.Decorate != nil {
		k.cfg.Decorate(r, p)
	}
	if theme := Cookie(r, themeCookie); theme == "light" || theme == "dark" {
		p.Theme = theme
	}
	if p.Layout != Site {
		p.NoIndex = true
	}
	if p.Canonical == "" {
		p.Canonical = origin(r) + r.URL.Path
	}
	p.Nav = markCurrent(p.Nav, r.URL.Path)
	p.Flashes = append(k.takeFlashes(w, r), p.Flashes...)
	p.langs = alternates(k.readable(r), k.messages.langs, p.Lang)
	p.urls = k.assets.url
	if p.Heading == "" {
		p.Heading = p.Title
	}
}

func (k *Kit) write(w http.ResponseWriter, r *http.Request, status int, body []byte) {
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Language", LocaleOf(r.Context()).Lang)
	if h.Get("Cache-Control") == "" {
		h.Set("Cache-Control", "private, no-cache")
	}
	h.Add("Vary", "Accept-Language, Cookie")
	if acceptsGzip(r) && len(body) > 1024 && h.Get("Content-Encoding") == "" {
		h.Set("Content-Encoding", "gzip")
		h.Add("Vary", "Accept-Encoding")
		body = gzipped(body, 5)
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(status)
	if r.Method != http.MethodHead {
		_, _ = w.Write(body) // the reader may have gone; there is nobody to tell
	}
}

// plainFailure is the last resort when even the error page cannot be rendered.
func (k *Kit) plainFailure(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.WriteHeader(http.StatusInternalServerError)
	_, _ = w.Write([]byte(T(r.Context(), "web.error.500.title") + " " + k.traceID(r.Context()) + "\n"))
}

// layoutOf picks the frame.
func layoutOf(p Page, body templ.Component) templ.Component {
	switch p.Layout {
	case Account:
		return accountLayout(p, body)
	case Desk:
		return deskLayout(p, body)
	case Bare:
		return bareLayout(p, body)
	}
	return siteLayout(p, body)
}

// HTML renders a component to a string, for mails and tests.
func HTML(ctx context.Context, c templ.Component) (string, error) {
	var buf bytes.Buffer
	err := c.Render(ctx, &buf)
	return buf.String(), err
}

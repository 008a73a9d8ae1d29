package contractsio

import (
	"context"
	"embed"
	"errors"
	"io"
	"mime"
	"net/http"
	"slices"
	"strings"
	"time"

	"comptoir/internal/contracts"
	"comptoir/internal/kernel/fault"
	"comptoir/internal/web"
)

// Texts are the words of the pages.
//
//go:embed locales/*.json
var Texts embed.FS

// Pages registers the pages of the desk and of the signer.
func (m *Module) Pages(mux *http.ServeMux) {
	mux.HandleFunc("GET /sign/{token}", m.signPage)
	mux.HandleFunc("GET /sign/{token}/document", m.signDocument)
	mux.HandleFunc("GET /sign/{token}/sent", m.signSent)
	mux.HandleFunc("POST /sign/{token}/viewed", m.signViewed)
	mux.HandleFunc("POST /sign/{token}/code", m.signCode)
	mux.HandleFunc("POST /sign/{token}/identity", m.signIdentity)
	mux.HandleFunc("POST /sign/{token}/signature", m.signSignature)
	mux.HandleFunc("POST /sign/{token}/refusal", m.signRefusal)
	m.deskPages(mux)
}

// signView is the page of the signer.
type signView struct {
	contracts.SignerView
	Token string
	Form  *web.Form
	Zone  *time.Location
	Back  bool // from the provider
}

func (v signView) outside() bool { return v.Provider != "" && v.Provider != contracts.BuiltIn }

func (v signView) link(part string) string { return "/sign/" + v.Token + part }

// step is where the signer is: reading, proving himself, signing, or done.
func (v signView) step() int {
	switch {
	case !v.Status.AtSigner():
		return 4
	case v.Identified:
		return 3
	case v.CodeSent:
		return 2
	}
	return 1
}

// signCookie holds the session of a signer: the secret of the code that was typed in this browser.
const signCookie = "signer"

func sessionOf(r *http.Request) string {
	if secret := web.Cookie(r, signCookie); len(secret) <= 100 {
		return secret
	}
	return ""
}

// secret keeps the address of the page, which is the key, out of other sites and of shared memories.
func secret(w http.ResponseWriter) {
	w.Header().Set("Referrer-Policy", "no-referrer")
	w.Header().Set("Cache-Control", "no-store")
}

func (m *Module) signPage(w http.ResponseWriter, r *http.Request) { m.showSign(w, r, nil) }

func (m *Module) showSign(w http.ResponseWriter, r *http.Request, f *web.Form) {
	secret(w)
	ctx, token := r.Context(), r.PathValue("token")
	seen, err := m.contracts.Look(ctx, contracts.LookAtContract{Token: token, Session: sessionOf(r)})
	if err != nil {
		m.lostLink(w, r, err)
		return
	}
	v := signView{SignerView: seen, Token: token, Form: f, Zone: m.d.Zone(ctx), Back: r.URL.Query().Has("back")}
	m.d.Web.Render(w, r, f.Status(), web.Page{Layout: web.Site, Title: web.T(ctx, "contracts.sign.title"), NoIndex: true}, signBody(v))
}

// lostLink answers a link that opens nothing in words that say what to do.
func (m *Module) lostLink(w http.ResponseWriter, r *http.Request, err error) {
	if !errors.Is(err, contracts.ErrLink) {
		m.d.Web.Error(w, r, err)
		return
	}
	ctx := r.Context()
	m.d.Web.Render(w, r, http.StatusNotFound, web.Page{Layout: web.Site, Title: web.T(ctx, "contracts.sign.lost"), NoIndex: true}, lostBody())
}

func (m *Module) signDocument(w http.ResponseWriter, r *http.Request) {
	secret(w)
	doc, err := m.contracts.ReadLink(r.Context(), contracts.ReadByLink{Token: r.PathValue("token")})
	if err != nil {
		m.lostLink(w, r, err)
		return
	}
	sendPDF(w, doc, "inline")
}

// sendPDF gives a document; how is "inline" or "attachment".
func sendPDF(w http.ResponseWriter, doc contracts.Document, how string) {
	defer func() { _ = doc.Content.Close() }()
	h := w.Header()
	h.Set("Content-Type", pdfType)
	h.Set("Content-Disposition", mime.FormatMediaType(how, map[string]string{"filename": doc.Number + ".pdf"}))
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'; plugin-types application/pdf")
	h.Set("Cache-Control", "private, no-store")
	_, _ = io.Copy(w, doc.Content) // the reader may have gone; there is nobody to tell
}

// signViewed is told by the page itself once it is open in a browser: what fetches links without reading them does not.
func (m *Module) signViewed(w http.ResponseWriter, r *http.Request) {
	secret(w)
	_, err := m.contracts.View(r.Context(), contracts.ViewContract{Token: r.PathValue("token"), Agent: r.UserAgent()})
	if err != nil && fault.KindOf(err) == fault.Internal {
		m.d.Web.Error(w, r, err)
		return
	}
	w.WriteHeader(http.StatusNoContent) // an ended contract is told by the page
}

// done goes on to the next step, or shows what is wrong on the page of this one.
func (m *Module) done(w http.ResponseWriter, r *http.Request, f *web.Form, err error, names map[string]string) {
	secret(w)
	ctx := r.Context()
	switch {
	case err == nil:
		m.d.Web.Redirect(w, r, "/sign/"+r.PathValue("token"))
	case errors.Is(err, contracts.ErrLink):
		m.lostLink(w, r, err)
	case f != nil && f.Refused(ctx, err, names):
		m.showSign(w, r, f)
	case fault.KindOf(err) == fault.Conflict || fault.KindOf(err) == fault.Gone || fault.KindOf(err) == fault.Limited || fault.KindOf(err) == fault.Forbidden:
		m.d.Web.Flash(w, r, web.Flash{Tone: web.Warning, Text: web.FaultText(ctx, err)})
		m.d.Web.Redirect(w, r, "/sign/"+r.PathValue("token"))
	default:
		m.d.Web.Error(w, r, err)
	}
}

func (m *Module) signCode(w http.ResponseWriter, r *http.Request) {
	f, err := web.ReadForm(w, r)
	if err == nil {
		_, err = m.contracts.AskCode(r.Context(), contracts.AskCode{Token: r.PathValue("token"), Agent: r.UserAgent(), Way: contracts.Way(f.Get("way"))})
	}
	m.done(w, r, nil, err, nil)
}

// signSent answers a page that waits for a text: nothing while it is on its way, and where the code went when it cannot arrive.
func (m *Module) signSent(w http.ResponseWriter, r *http.Request) {
	secret(w)
	ctx, token := r.Context(), r.PathValue("token")
	seen, err := m.contracts.Look(ctx, contracts.LookAtContract{Token: token, Session: sessionOf(r)})
	if err != nil {
		m.lostLink(w, r, err)
		return
	}
	if v := (signView{SignerView: seen, Token: token, Zone: m.d.Zone(ctx)}); v.step() == 2 && v.CodeBy == contracts.ByMail {
		m.d.Web.Part(w, r, http.StatusOK, proving(v))
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

func (m *Module) signIdentity(w http.ResponseWriter, r *http.Request) {
	f, err := web.ReadForm(w, r)
	if err != nil {
		m.d.Web.Error(w, r, err)
		return
	}
	s, err := m.contracts.Identify(r.Context(), contracts.IdentifySigner{Token: r.PathValue("token"), Code: f.Get("code"), Agent: r.UserAgent()})
	if err == nil {
		web.SetCookie(w, r, signCookie, s.Secret, int(contracts.IdentityLife.Seconds()), http.SameSiteLaxMode)
	}
	if errors.Is(err, contracts.ErrCodeOver) { // the page has no field for it any more
		m.d.Web.Flash(w, r, web.Flash{Tone: web.Warning, Text: web.T(r.Context(), "contracts.sign.code_over")})
		m.d.Web.Redirect(w, r, "/sign/"+r.PathValue("token"))
		return
	}
	m.done(w, r, f, err, nil)
}

func (m *Module) signSignature(w http.ResponseWriter, r *http.Request) {
	f, err := web.ReadForm(w, r)
	if err != nil {
		m.d.Web.Error(w, r, err)
		return
	}
	_, err = m.contracts.Sign(r.Context(), contracts.SignContract{Token: r.PathValue("token"), Session: sessionOf(r), Name: f.Get("name"), Drawing: f.Get("drawing"),
		Consent: f.Checked("consent"), Agent: r.UserAgent()})
	m.done(w, r, f, err, nil)
}

func (m *Module) signRefusal(w http.ResponseWriter, r *http.Request) {
	f, err := web.ReadForm(w, r)
	if err != nil {
		m.d.Web.Error(w, r, err)
		return
	}
	_, err = m.contracts.Refuse(r.Context(), contracts.RefuseContract{Token: r.PathValue("token"), Reason: f.Get("reason"), Agent: r.UserAgent()})
	m.done(w, r, f, err, nil)
}

// waysText says by which ways a code may come, and to where.
func (v signView) waysText(ctx context.Context) string {
	switch {
	case len(v.Ways) > 1:
		return web.T(ctx, "contracts.sign.code_goes_either", "Phone", v.PhoneHint, "Hint", v.Hint)
	case slices.Contains(v.Ways, contracts.ByText):
		return web.T(ctx, "contracts.sign.code_goes_text", "Phone", v.PhoneHint)
	}
	return web.T(ctx, "contracts.sign.code_goes", "Hint", v.Hint)
}

// sentText says where the last code went.
func (v signView) sentText(ctx context.Context) string {
	until := web.Moment(ctx, v.CodeUntil.In(v.Zone))
	if v.CodeBy == contracts.ByText {
		return web.T(ctx, "contracts.sign.code_texted", "Phone", v.PhoneHint, "Until", until)
	}
	return web.T(ctx, "contracts.sign.code_sent", "Hint", v.Hint, "Until", until)
}

// codeHint says where to look for the code.
func (v signView) codeHint(ctx context.Context) string {
	switch {
	case v.CodeBy == contracts.ByMail:
		return web.T(ctx, "contracts.sign.code_hint")
	case len(v.Ways) > 1:
		return web.T(ctx, "contracts.sign.code_hint_text")
	}
	return web.T(ctx, "contracts.sign.code_hint_only_text")
}

// fallbackText says why a code went by mail and not by text.
func (v signView) fallbackText(ctx context.Context) string {
	return web.T(ctx, "contracts.sign.fallback."+fallbackKey(v.Fallback), "Phone", v.PhoneHint, "Hint", v.Hint)
}

// fallbackKey names the words for the code of a fault for which no text was sent.
func fallbackKey(code string) string {
	if last := code[strings.LastIndex(code, ".")+1:]; slices.Contains(namedFallbacks, last) {
		return last
	}
	return "any"
}

// textReason says to the desk why no text arrived.
func textReason(ctx context.Context, code string) string {
	return web.T(ctx, "contracts.texts.reason."+fallbackKey(code))
}

var namedFallbacks = []string{"number_refused", "stopped", "region_refused", "too_many_texts", "carrier_away"}

// stepsOf are the signer's steps.
func stepsOf(ctx context.Context, here int) []web.Step {
	all := make([]web.Step, 0, 3)
	for i, key := range []string{"read", "identity", "signature"} {
		all = append(all, web.Step{Label: web.T(ctx, "contracts.sign.step."+key), Done: i+1 < here, Current: i+1 == here})
	}
	return all
}

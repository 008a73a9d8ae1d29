package identityio

import (
	"context"
	"encoding/base64"
	"errors"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/skip2/go-qrcode"

	"comptoir/internal/identity"
	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/period"
	"comptoir/internal/web"
)

// factorPages are the pages of a person's second factors.
func (m *Module) factorPages() map[string]http.HandlerFunc {
	const base = "/account/security"
	return map[string]http.HandlerFunc{
		"GET " + base:                          m.pageSecurity,
		"POST " + base + "/codes/start":        m.postStartCodes,
		"GET " + base + "/codes":               m.pageCodes,
		"POST " + base + "/codes":              m.postConfirmCodes,
		"POST " + base + "/codes/remove":       m.postStopCodes,
		"POST " + base + "/recovery":           m.postRecovery,
		"POST " + base + "/passkeys/options":   m.postPasskeyOptions,
		"POST " + base + "/passkeys":           m.postAddPasskey,
		"POST " + base + "/passkeys/{id}/name": m.postRenamePasskey,
		"POST " + base + "/passkeys/{id}/gone": m.postRemovePasskey,
	}
}

// site is where the browser is. The host has been recognised as one of the business's: the tenant was found by it.
func (m *Module) site(r *http.Request) identity.Site {
	host, scheme := r.Host, "http"
	if h, _, err := net.SplitHostPort(r.Host); err == nil {
		host = h
	}
	if web.OverTLS(r) {
		scheme = "https"
	}
	return identity.Site{Host: host, Origin: scheme + "://" + r.Host, Name: m.business(r.Context(), host)}
}

// business is the name under which applications and devices show the business.
func (m *Module) business(ctx context.Context, host string) string {
	if m.d.Business != nil {
		if name := m.d.Business(ctx); name != "" {
			return name
		}
	}
	return host
}

func (m *Module) account(ctx context.Context, title string) web.Page {
	return web.Page{Layout: web.Account, Title: web.T(ctx, title)}
}

// securityView is what the page says on which a person looks after the keys of his account.
type securityView struct {
	identity.FactorsView
	Name *web.Form // of a new passkey
	Here string    // the host: passkeys work where they were made
	days
}

func (m *Module) pageSecurity(w http.ResponseWriter, r *http.Request) {
	m.showSecurity(w, r, http.StatusOK, nil)
}

func (m *Module) showSecurity(w http.ResponseWriter, r *http.Request, status int, name *web.Form) {
	ctx := r.Context()
	f, err := m.MyFactors(ctx, identity.MyFactors{})
	if err != nil {
		m.d.Web.Error(w, r, err)
		return
	}
	m.d.Web.Render(w, r, status, m.account(ctx, "security.title"), securityPage(securityView{FactorsView: f, Name: name, Here: m.site(r).Host, days: days{m.d.Place(ctx)}}))
}

func (m *Module) postStartCodes(w http.ResponseWriter, r *http.Request) {
	if _, err := m.StartCodes(r.Context(), identity.StartCodes{}); err != nil {
		m.backToSecurity(w, r, err)
		return
	}
	m.d.Web.Redirect(w, r, "/account/security/codes")
}

// backToSecurity shows a refusal on the page that it is about; a proof that is asked for, elsewhere.
func (m *Module) backToSecurity(w http.ResponseWriter, r *http.Request, err error) {
	if f := (&web.Form{}); errors.Is(err, access.ErrStepUp) || !f.Refused(r.Context(), err, nil) {
		m.d.Web.Error(w, r, err)
		return
	}
	m.d.Web.Flash(w, r, web.Flash{Tone: web.Warning, Text: web.FaultText(r.Context(), err)})
	m.d.Web.Redirect(w, r, "/account/security")
}

// codesView is what the page says on which an application is told the key.
type codesView struct {
	Form    *web.Form
	Key     string // in groups of four
	URI     string
	Picture string // PNG as a data URL
}

func (m *Module) pageCodes(w http.ResponseWriter, r *http.Request) {
	m.showCodes(w, r, http.StatusOK, nil)
}

func (m *Module) showCodes(w http.ResponseWriter, r *http.Request, status int, f *web.Form) {
	ctx := r.Context()
	k, err := m.PendingKey(ctx, identity.PendingKey{})
	if err != nil {
		m.backToSecurity(w, r, err)
		return
	}
	uri := keyURI(m.site(r).Name, k)
	png, err := qrcode.Encode(uri, qrcode.Medium, 240)
	if err != nil {
		m.d.Web.Error(w, r, err)
		return
	}
	secretPage(w)
	v := codesView{Form: f, Key: grouped(k.Key), URI: uri, Picture: "data:image/png;base64," + base64.StdEncoding.EncodeToString(png)}
	m.d.Web.Render(w, r, status, m.account(ctx, "security.codes.title"), codesPage(v))
}

func grouped(key string) string {
	var b strings.Builder
	for n, c := range strings.ToLower(key) {
		if n > 0 && n%4 == 0 {
			b.WriteByte(' ')
		}
		b.WriteRune(c)
	}
	return b.String()
}

func (m *Module) postConfirmCodes(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	f, ok := m.d.Web.Form(w, r)
	if !ok {
		return
	}
	out, err := m.ConfirmCodes(ctx, identity.ConfirmCodes{Code: f.Get("code")})
	if err != nil && f.Refused(ctx, err, nil) && f.Error("code") != "" {
		m.showCodes(w, r, web.StatusOf(err), f)
		return
	}
	if err != nil {
		m.backToSecurity(w, r, err)
		return
	}
	m.enrolled(w, r, out, "security.codes.done")
}

// enrolled shows the recovery codes, this once, or goes back to the page when there are none to show.
func (m *Module) enrolled(w http.ResponseWriter, r *http.Request, out identity.Enrolled, done string) {
	ctx := r.Context()
	m.d.Web.Flash(w, r, web.Flash{Tone: web.Positive, Text: web.T(ctx, done)})
	if len(out.Recovery) == 0 {
		m.d.Web.Redirect(w, r, "/account/security")
		return
	}
	secretPage(w)
	name := m.site(r).Name
	text := web.T(ctx, "security.recovery.file", "Business", name) + "\r\n\r\n" + strings.Join(out.Recovery, "\r\n") + "\r\n"
	m.d.Web.Render(w, r, http.StatusOK, m.account(ctx, "security.recovery.title"), recoveryPage(out.Recovery, "data:text/plain;charset=utf-8,"+url.PathEscape(text)))
}

func (m *Module) postStopCodes(w http.ResponseWriter, r *http.Request) {
	_, err := m.StopCodes(r.Context(), identity.StopCodes{})
	m.changed(w, r, err, "security.codes.removed")
}

func (m *Module) changed(w http.ResponseWriter, r *http.Request, err error, done string) {
	if err != nil {
		m.backToSecurity(w, r, err)
		return
	}
	m.d.Web.Flash(w, r, web.Flash{Tone: web.Positive, Text: web.T(r.Context(), done)})
	m.d.Web.Redirect(w, r, "/account/security")
}

func (m *Module) postRecovery(w http.ResponseWriter, r *http.Request) {
	out, err := m.RenewRecovery(r.Context(), identity.RenewRecovery{})
	if err != nil {
		m.backToSecurity(w, r, err)
		return
	}
	m.enrolled(w, r, out, "security.recovery.done")
}

func (m *Module) postPasskeyOptions(w http.ResponseWriter, r *http.Request) {
	asked, err := m.StartPasskey(r.Context(), identity.StartPasskey{Site: m.site(r)})
	m.options(w, r, asked, err)
}

// options answers an island with what the browser is asked, and the browser with the secret of the ceremony.
func (m *Module) options(w http.ResponseWriter, r *http.Request, asked identity.Asked, err error) {
	if err != nil {
		m.d.Problem(w, r, err)
		return
	}
	setCeremony(w, r, asked.Secret)
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	_, _ = w.Write(asked.Options)
}

func (m *Module) postAddPasskey(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	f, ok := m.d.Web.Form(w, r)
	if !ok {
		return
	}
	secret := ceremonySecret(r)
	setCeremony(w, r, "")
	out, err := m.AddPasskey(ctx, identity.AddPasskey{Secret: secret, Answer: []byte(f.Values.Get("passkey")), Name: f.Get("name"), Site: m.site(r)})
	switch {
	case err == nil:
		m.enrolled(w, r, out, "security.passkeys.done")
	case errors.Is(err, identity.ErrChallengeEnded):
		m.d.Web.Flash(w, r, web.Flash{Tone: web.Warning, Text: web.FaultText(ctx, err)})
		m.d.Web.Redirect(w, r, "/account/security")
	case !errors.Is(err, access.ErrStepUp) && f.Refused(ctx, err, nil):
		m.showSecurity(w, r, web.StatusOf(err), f)
	default:
		m.d.Web.Error(w, r, err)
	}
}

func (m *Module) postRenamePasskey(w http.ResponseWriter, r *http.Request) {
	f, ok := m.d.Web.Form(w, r)
	if !ok {
		return
	}
	id, err := passkeyID(r)
	if err == nil {
		_, err = m.RenamePasskey(r.Context(), identity.RenamePasskey{ID: id, Name: f.Get("name")})
	}
	m.changed(w, r, err, "security.passkeys.renamed")
}

func (m *Module) postRemovePasskey(w http.ResponseWriter, r *http.Request) {
	id, err := passkeyID(r)
	if err == nil {
		_, err = m.RemovePasskey(r.Context(), identity.RemovePasskey{ID: id})
	}
	m.changed(w, r, err, "security.passkeys.removed")
}

func passkeyID(r *http.Request) (identity.PasskeyID, error) {
	raw, err := ident.ParseRaw(r.PathValue("id"))
	if err != nil {
		return identity.PasskeyID{}, identity.ErrUnknownPasskey
	}
	return identity.PasskeyID(raw), nil
}

// ceremonyCookie binds the steps of a ceremony to one browser. It is Lax, since a person also comes back from a provider.
const ceremonyCookie = "ceremony"

func setCeremony(w http.ResponseWriter, r *http.Request, secret string) {
	web.SetCookie(w, r, ceremonyCookie, secret, int(identity.ProviderLife.Seconds()), http.SameSiteLaxMode)
}

func ceremonySecret(r *http.Request) string {
	if secret := web.Cookie(r, ceremonyCookie); len(secret) <= 100 {
		return secret
	}
	return ""
}

// secondKind is the weight of the button beside a passkey's: one primary button a page.
func secondKind(passkey bool) web.ButtonKind {
	if passkey {
		return web.Secondary
	}
	return web.Primary
}

// days says moments as civil dates where the business is.
type days struct{ place *time.Location }

func (d days) of(t time.Time) period.Date {
	if t.IsZero() {
		return period.Date{}
	}
	return period.DateOf(t, d.place)
}

package contractsio

import (
	"context"
	"net/http"
	"strings"

	"comptoir/internal/contracts"
	"comptoir/internal/kernel/contact"
	"comptoir/internal/web"
)

func (m *Module) settingsPage(w http.ResponseWriter, r *http.Request) {
	s, err := m.contracts.Settings(r.Context(), contracts.GetSettings{})
	if err != nil {
		m.d.Web.Error(w, r, err)
		return
	}
	m.showSettings(w, r, nil, s, &web.Form{}, "")
}

// showSettings shows how contracts are signed, and where; keys is the form of the provider at.
func (m *Module) showSettings(w http.ResponseWriter, r *http.Request, f *web.Form, s contracts.Settings, keys *web.Form, at string) {
	where, err := m.providersView(r, keys, at)
	if err != nil {
		m.d.Web.Error(w, r, err)
		return
	}
	m.d.Web.Render(w, r, max(f.Status(), keys.Status()), web.Page{Layout: web.Desk, Title: web.T(r.Context(), "contracts.settings.title")}, settingsBody(settingsView{Form: f, Settings: s, Where: where}))
}

type settingsView struct {
	Form     *web.Form
	Settings contracts.Settings
	Where    providersView
}

func (m *Module) postSettings(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	f, err := web.ReadForm(w, r)
	if err != nil {
		m.d.Web.Error(w, r, err)
		return
	}
	s := contracts.Settings{AutoSend: f.Checked("autoSend"), AutoCountersign: f.Checked("autoCountersign"), Days: f.Int(ctx, "days"), RemindEvery: f.Int(ctx, "remindEvery"),
		Signatory: f.Get("signatory"), SignatoryEmail: contact.Email(f.Get("signatoryEmail")), Identity: contracts.Identity(f.Get("identity")),
		TextPrefixes: prefixesOf(f.Get("textPrefixes")), TextsADay: f.Int(ctx, "textsADay")}
	if f.OK() {
		_, err = m.contracts.SaveSettings(ctx, contracts.SaveSettings{Settings: s})
	}
	switch {
	case err == nil && f.OK():
		m.d.Web.Flash(w, r, web.Flash{Tone: web.Positive, Text: web.T(ctx, "contracts.settings.saved")})
		m.d.Web.Redirect(w, r, settingsPath)
	case err == nil || f.Refused(ctx, err, nil):
		m.showSettings(w, r, f, s, &web.Form{}, "")
	default:
		m.d.Web.Error(w, r, err)
	}
}

// prefixesOf reads prefixes as people list them.
func prefixesOf(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return r == ' ' || r == ',' || r == ';' || r == '\n' || r == '\u00a0' })
}

// identityOptions are the ways in which signers prove themselves.
func identityOptions(ctx context.Context) (out []web.Option) {
	for _, i := range []contracts.Identity{contracts.IdentityMail, contracts.IdentityText, contracts.IdentityChoice} {
		out = append(out, web.Option{Value: string(i), Label: web.T(ctx, "contracts.settings.identity_by."+string(i))})
	}
	return out
}

// sample is a text with a code as signers get it.
func sample(ctx context.Context) string {
	return contracts.CodeText(web.Lang(ctx), web.T(ctx, "contracts.settings.text_sample_name"), "C-2027-00042", "123456")
}

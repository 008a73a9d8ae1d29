package identityio

import (
	"context"
	"net/http"

	"comptoir/internal/identity"
	"comptoir/internal/kernel/contact"
	"comptoir/internal/kernel/fault"
	"comptoir/internal/web"
)

// profileView is what the page of the own account says: two forms, of which at most one has just been refused.
type profileView struct {
	User     identity.UserView
	Profile  *web.Form
	Photo    *web.Form
	Password *web.Form
	Email    *web.Form
	Langs    []web.Option
}

// languageNames are the languages in their own words.
var languageNames = map[string]string{"fr": "Français", "en": "English", "ar": "العربية"}

func (m *Module) pageProfile(w http.ResponseWriter, r *http.Request) {
	m.showProfile(w, r, http.StatusOK, nil, nil)
}

func (m *Module) showProfile(w http.ResponseWriter, r *http.Request, status int, profile, password *web.Form) {
	m.renderProfile(w, r, status, func(v *profileView) {
		v.Password = password
		if profile != nil {
			v.Profile = profile
		}
	})
}

// renderProfile shows the page with the forms that change puts in the place of untouched ones.
func (m *Module) renderProfile(w http.ResponseWriter, r *http.Request, status int, change func(*profileView)) {
	ctx := r.Context()
	u, err := m.Me(ctx, identity.Me{})
	if err != nil {
		m.d.Web.Error(w, r, err)
		return
	}
	v := profileView{User: u, Profile: web.FormOf("name", u.Name, "phone", string(u.Phone), "locale", u.Locale, "zone", u.Zone)}
	change(&v)
	for _, l := range m.d.Languages {
		v.Langs = append(v.Langs, web.Option{Value: l, Label: languageNames[l]})
	}
	m.d.Web.Render(w, r, status, web.Page{Layout: web.Account, Title: web.T(ctx, "identity.profile.title")}, profilePage(v))
}

func (m *Module) postProfile(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	f, ok := m.d.Web.Form(w, r)
	if !ok {
		return
	}
	phone := contact.Phone(f.Get("phone"))
	u, err := m.UpdateProfile(ctx, identity.UpdateProfile{Name: new(f.Get("name")), Phone: &phone, Locale: new(f.Get("locale")), Zone: new(f.Get("zone"))})
	if err != nil {
		m.refuseProfile(w, r, f, nil, err)
		return
	}
	m.d.Web.Flash(w, r, web.Flash{Tone: web.Positive, Text: web.T(ctx, "identity.profile.saved")})
	m.d.Web.Redirect(w, r, "/account/profile?lang="+u.Locale) // the pages speak the language just chosen
}

// postPhoto gives the account the picture that was sent.
func (m *Module) postPhoto(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	f, files, err := web.ReadUpload(w, r, "photo", photoBytes)
	if f == nil {
		f = &web.Form{}
	}
	switch {
	case err == nil && len(files) == 0:
		f.Fail("photo", web.T(ctx, "web.form.required"))
		m.renderProfile(w, r, f.Status(), func(v *profileView) { v.Photo = f })
		return
	case err == nil:
		err = m.takePhoto(ctx, files[0])
	}
	m.photoDone(w, r, f, "identity.profile.photo_saved", err)
}

func (m *Module) takePhoto(ctx context.Context, file web.File) error {
	content, err := file.Open()
	if err != nil {
		return err
	}
	defer func() { _ = content.Close() }()
	_, err = m.putPhoto(ctx, content)
	return err
}

func (m *Module) postRemovePhoto(w http.ResponseWriter, r *http.Request) {
	_, err := m.removePhoto(r.Context())
	m.photoDone(w, r, &web.Form{}, "identity.profile.photo_removed", err)
}

// photoDone shows the profile with its new picture, or with why the one that was sent is none.
func (m *Module) photoDone(w http.ResponseWriter, r *http.Request, f *web.Form, said string, err error) {
	ctx := r.Context()
	switch fault.KindOf(err) {
	case fault.Invalid, fault.TooLarge, fault.Conflict:
		f.Fail("photo", web.FaultText(ctx, err))
		m.renderProfile(w, r, web.StatusOf(err), func(v *profileView) { v.Photo = f })
		return
	}
	if err != nil {
		m.d.Web.Error(w, r, err)
		return
	}
	m.d.Web.Flash(w, r, web.Flash{Tone: web.Positive, Text: web.T(ctx, said)})
	m.d.Web.Redirect(w, r, "/account/profile")
}

func (m *Module) postPassword(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	f, ok := m.d.Web.Form(w, r)
	if !ok {
		return
	}
	if _, err := m.ChangePassword(ctx, identity.ChangePassword{Current: f.Values.Get("current"), New: f.Values.Get("new")}); err != nil {
		m.refuseProfile(w, r, nil, f, err)
		return
	}
	m.d.Web.Flash(w, r, web.Flash{Tone: web.Positive, Text: web.T(ctx, "identity.profile.password_saved")})
	m.d.Web.Redirect(w, r, "/account/profile")
}

func (m *Module) refuseProfile(w http.ResponseWriter, r *http.Request, profile, password *web.Form, err error) {
	f := profile
	if f == nil {
		f = password
	}
	if !f.Refused(r.Context(), err, nil) {
		m.d.Web.Error(w, r, err)
		return
	}
	m.showProfile(w, r, web.StatusOf(err), profile, password)
}

func (m *Module) postResend(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	if _, err := m.ResendConfirm(ctx, identity.ResendConfirm{}); err != nil {
		m.d.Web.Error(w, r, err)
		return
	}
	m.d.Web.Flash(w, r, web.Flash{Tone: web.Info, Text: web.T(ctx, "identity.profile.resent")})
	m.d.Web.Redirect(w, r, "/account/profile")
}

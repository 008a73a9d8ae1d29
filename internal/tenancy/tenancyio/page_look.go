package tenancyio

import (
	"context"
	"net/http"
	"path"
	"slices"
	"strconv"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/platform/blob"
	"comptoir/internal/platform/picture"
	"comptoir/internal/tenancy"
	"comptoir/internal/web"
)

// logoBytes bounds what is sent as a logo.
const logoBytes = 5 << 20

// logo is what is made of it: small, and legible on every screen.
func logo() picture.Options {
	return picture.Options{Widths: []int{480}, Quality: 90, Method: 4}
}

func lookForm(s tenancy.State) *web.Form {
	b := s.Branding
	font := b.Font
	if font == "" {
		font = tenancy.Classic
	}
	return web.FormOf("version", strconv.Itoa(s.Version), "accent", b.Accent, "second", b.Second, "font", string(font), "tagline", b.Tagline)
}

// lookView is the page of colours and fonts, with what they make of the site's header.
type lookView struct {
	State tenancy.State
	Form  *web.Form
	Brand tenancy.Branding // as the form says now
}

func brandingOf(f *web.Form, s tenancy.State) tenancy.Branding {
	b := s.Branding
	b.Accent, b.Second, b.Font, b.Tagline = f.Get("accent"), f.Get("second"), tenancy.Font(f.Get("font")), f.Get("tagline")
	return b
}

func (m *Module) pageLook(w http.ResponseWriter, r *http.Request) {
	if d, ok := m.inside(w, r); ok {
		m.showLook(w, r, d.State, lookForm(d.State))
	}
}

func (m *Module) showLook(w http.ResponseWriter, r *http.Request, s tenancy.State, f *web.Form) {
	m.desk(w, r, f.Status(), web.T(r.Context(), "business.title"), businessTabs("/desk/business/look", lookPage(lookView{s, f, brandingOf(f, s)})))
}

// pagePreview is the header of the site as the form would make it, while it is filled in.
func (m *Module) pagePreview(w http.ResponseWriter, r *http.Request) {
	d, ok := m.inside(w, r)
	if !ok {
		return
	}
	f, ok := m.web().Form(w, r)
	if !ok {
		return
	}
	m.web().Part(w, r, http.StatusOK, lookPreview(lookView{d.State, f, brandingOf(f, d.State)}))
}

func (m *Module) postLook(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	d, ok := m.inside(w, r)
	if !ok {
		return
	}
	f, ok := m.web().Form(w, r)
	if !ok {
		return
	}
	settings := settingsOf(d.State)
	settings.Branding = brandingOf(f, d.State)
	_, err := m.UpdateSettings(ctx, tenancy.UpdateSettings{Version: f.Int(ctx, "version"), Settings: settings})
	if err != nil && f.Refused(ctx, err, legalFields) {
		m.showLook(w, r, d.State, f)
		return
	}
	m.done(w, r, err, "business.done.look", "/desk/business/look")
}

// postLogo makes a logo of what was sent: every byte that visitors get is encoded here.
func (m *Module) postLogo(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	d, ok := m.inside(w, r)
	if !ok {
		return
	}
	_, files, err := web.ReadUpload(w, r, "logo", logoBytes)
	if err == nil && len(files) == 0 {
		f := lookForm(d.State)
		f.Fail("logo", web.T(ctx, "web.form.required"))
		m.showLook(w, r, d.State, f)
		return
	}
	if err != nil {
		m.web().Error(w, r, err)
		return
	}
	name, err := m.keepLogo(r, files[0])
	if err == nil {
		err = m.setLogo(r, "/branding/"+name)
	}
	if err != nil {
		f := lookForm(d.State)
		if !f.Refused(ctx, err, nil) {
			m.web().Error(w, r, err)
			return
		}
		f.Fail("logo", web.FaultText(ctx, err))
		m.showLook(w, r, d.State, f)
		return
	}
	m.done(w, r, nil, "business.done.look", "/desk/business/look")
}

func (m *Module) keepLogo(r *http.Request, file web.File) (string, error) {
	ctx := r.Context()
	in, err := file.Open()
	if err != nil {
		return "", err
	}
	defer func() { _ = in.Close() }()
	made, err := picture.Process(ctx, in, logo())
	if err != nil {
		return "", err
	}
	name := ident.Next[tenancy.Branding](m.d.IDs).String() + ".webp"
	err = picture.Save(ctx, m.d.Blobs, made, func(string) (blob.Key, error) { return logoKey(access.TenantOf(ctx), name) })
	return name, err
}

func logoKey(tenant access.TenantID, name string) (blob.Key, error) {
	return blob.NewKey(tenant, "tenancy", "logo", name)
}

// setLogo stores the address of the logo and removes the file of the one before.
func (m *Module) setLogo(r *http.Request, address string) error {
	ctx := r.Context()
	s, err := m.GetTenant(ctx, tenancy.GetTenant{})
	if err != nil {
		return err
	}
	settings, old := settingsOf(s), s.Branding.Logo
	settings.Branding.Logo = address
	if _, err := m.UpdateSettings(ctx, tenancy.UpdateSettings{Settings: settings}); err != nil {
		return err
	}
	if path.Dir(old) == "/branding" {
		if key, err := logoKey(s.ID, path.Base(old)); err == nil {
			return m.d.Blobs.Delete(ctx, key)
		}
	}
	return nil
}

// Logo reads the logo that the business of ctx has uploaded; nil, nil: it has none here.
func (m *Module) Logo(ctx context.Context) ([]byte, error) {
	s, err := m.Directory.ByID(ctx, access.TenantOf(ctx))
	if err != nil || path.Dir(s.Branding.Logo) != "/branding" {
		return nil, err
	}
	key, err := logoKey(s.ID, path.Base(s.Branding.Logo))
	if err != nil {
		return nil, err
	}
	raw, _, err := m.d.Blobs.Read(ctx, key)
	return raw, err
}

func (m *Module) postLogoRemove(w http.ResponseWriter, r *http.Request) {
	m.done(w, r, m.setLogo(r, ""), "business.done.look", "/desk/business/look")
}

// getLogo serves the logo; each has a name of its own, so it may be kept for ever.
func (m *Module) getLogo(w http.ResponseWriter, r *http.Request) {
	s, _ := tenancy.From(r.Context())
	name := r.PathValue("file")
	key, err := logoKey(s.ID, name)
	if err != nil || s.Branding.Logo != "/branding/"+name {
		m.web().NotFound(w, r)
		return
	}
	if err := m.d.Blobs.Serve(w, r, key, blob.ServeOptions{Cache: "public, max-age=31536000, immutable"}); err != nil {
		m.web().Error(w, r, err)
	}
}

// accents are colours that pass, for who has none.
var accents = []string{"#0f5c4c", "#1d4e89", "#7a2e2e", "#6b4c9a", "#8a4b08", "#2f5d3a", "#9b2c5e", "#37474f"}

func fontOptions() []tenancy.Font { return slices.Clone(tenancy.Fonts()) }

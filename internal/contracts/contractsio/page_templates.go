package contractsio

import (
	"net/http"
	"strconv"
	"time"

	"comptoir/internal/contracts"
	"comptoir/internal/web"
)

const templatesPath = listPath + "/templates"

// templatePages registers the editor of templates.
func (m *Module) templatePages(mux *http.ServeMux) {
	mux.HandleFunc("GET "+templatesPath, m.templatesPage)
	mux.HandleFunc("GET "+templatesPath+"/{kind}/{locale}", m.d.Web.Only(contracts.PermTemplates, m.templatePage))
	mux.HandleFunc("POST "+templatesPath+"/{kind}/{locale}", m.d.Web.Only(contracts.PermTemplates, m.postTemplate))
	mux.HandleFunc("POST "+templatesPath+"/{kind}/{locale}/preview", m.d.Web.Only(contracts.PermTemplates, m.previewTemplate))
}

type templatesView struct {
	Items []contracts.Template
	Zone  *time.Location
}

func (m *Module) templatesPage(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	all, err := m.contracts.Templates(ctx, contracts.ListTemplates{})
	if err != nil {
		m.d.Web.Error(w, r, err)
		return
	}
	m.d.Web.Render(w, r, http.StatusOK, web.Page{Layout: web.Desk, Title: web.T(ctx, "contracts.templates.title")}, templatesBody(templatesView{all, m.d.Zone(ctx)}))
}

// templateView is the editor.
type templateView struct {
	contracts.Template
	Form      *web.Form
	Preview   contracts.Text
	Problem   string // why there is no preview
	Variables []string
	Lists     map[string]bool
}

func (v templateView) link(part string) string {
	return templatesPath + "/" + string(v.Kind) + "/" + v.Locale + part
}

func keyOf(r *http.Request) contracts.TemplateKey {
	return contracts.TemplateKey{Kind: contracts.Kind(r.PathValue("kind")), Locale: r.PathValue("locale")}
}

func (m *Module) templatePage(w http.ResponseWriter, r *http.Request) {
	version, _ := strconv.Atoi(r.URL.Query().Get("version"))
	t, err := m.contracts.Template(r.Context(), contracts.GetTemplate{TemplateKey: keyOf(r), Version: max(version, 0)})
	if err != nil {
		m.d.Web.Error(w, r, err)
		return
	}
	m.showTemplate(w, r, nil, t)
}

func (m *Module) showTemplate(w http.ResponseWriter, r *http.Request, f *web.Form, t contracts.Template) {
	ctx := r.Context()
	v, err := m.previewed(r, t)
	if err != nil {
		m.d.Web.Error(w, r, err)
		return
	}
	v.Form = f
	m.d.Web.Render(w, r, f.Status(), web.Page{Layout: web.Desk, Title: web.T(ctx, "contracts.kind."+string(t.Kind)) + " · " + web.T(ctx, "contracts.templates.in."+t.Locale)}, templateBody(v))
}

// previewed is the editor with what the template makes, or with why it makes nothing.
func (m *Module) previewed(r *http.Request, t contracts.Template) (templateView, error) {
	ctx := r.Context()
	v := templateView{Template: t}
	v.Variables, v.Lists = contracts.Variables(t.Kind)
	var err error
	v.Preview, err = m.contracts.Preview(ctx, contracts.PreviewTemplate{TemplateKey: t.TemplateKey, Source: t.Source})
	f := web.FormOf()
	if f.Refused(ctx, err, nil) {
		v.Problem, err = problemOf(f), nil
	}
	return v, err
}

func problemOf(f *web.Form) string {
	if words := f.Error("source"); words != "" {
		return words
	}
	return f.Summary
}

// postTemplate saves a version, or, asked so by its button, only shows the preview: the way without JavaScript.
func (m *Module) postTemplate(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	f, err := web.ReadForm(w, r)
	if err != nil {
		m.d.Web.Error(w, r, err)
		return
	}
	t := contracts.Template{TemplateKey: keyOf(r), Version: f.Int(ctx, "version"), Source: f.Values.Get("source")}
	if f.Get("do") == "preview" {
		m.showTemplate(w, r, f, t)
		return
	}
	saved, err := m.contracts.SaveTemplate(ctx, contracts.SaveTemplate{TemplateKey: t.TemplateKey, Source: t.Source, Base: t.Version})
	switch {
	case err == nil:
		m.d.Web.Flash(w, r, web.Flash{Tone: web.Positive, Text: web.T(ctx, "contracts.templates.saved", "Version", saved.Version)})
		m.d.Web.Redirect(w, r, templatesPath+"/"+string(t.Kind)+"/"+t.Locale)
	case f.Refused(ctx, err, nil):
		m.showTemplate(w, r, f, t)
	default:
		m.d.Web.Error(w, r, err)
	}
}

// previewTemplate is the preview alone, while somebody types.
func (m *Module) previewTemplate(w http.ResponseWriter, r *http.Request) {
	f, err := web.ReadForm(w, r)
	var v templateView
	if err == nil {
		v, err = m.previewed(r, contracts.Template{TemplateKey: keyOf(r), Source: f.Values.Get("source")})
	}
	if err != nil {
		m.d.Web.Error(w, r, err)
		return
	}
	m.d.Web.Part(w, r, http.StatusOK, templatePreview(v))
}

package contractsio

import (
	"context"
	"net/http"
	"time"

	"comptoir/internal/contracts"
	"comptoir/internal/kernel/contact"
	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/period"
	"comptoir/internal/platform/rest"
)

// restTemplates registers the templates, and the mandates that are written by them.
func (m *Module) restTemplates(api *rest.API) {
	h := api.Huma
	const path = "/api/contracts/templates"
	rest.Register(h, rest.Op("GET", path, contracts.PermTemplates, "The templates that contracts are written by", "contracts"), m.restListTemplates)
	rest.Register(h, rest.Op("GET", path+"/{kind}/{locale}", contracts.PermTemplates, "A template, or an older version of it", "contracts"), m.restTemplate)
	rest.Register(h, rest.Op("PUT", path+"/{kind}/{locale}", contracts.PermTemplates, "Save a version of a template", "contracts"), m.restSaveTemplate)
	rest.Register(h, rest.Op("POST", path+"/{kind}/{locale}/preview", contracts.PermTemplates, "What a template makes of an invented stay", "contracts"), m.restPreview)
	op := rest.Op("POST", "/api/contracts/mandates", contracts.PermSend, "Draw up the mandate of a property's owner", "contracts")
	op.DefaultStatus = http.StatusCreated
	rest.Register(h, op, m.restMandate)
}

type templateWire struct {
	Kind    contracts.Kind `json:"kind" enum:"stay,mandate"`
	Locale  string         `json:"locale" enum:"fr,en"`
	Version int            `json:"version" doc:"0: ours, of a business that has written none."`
	Source  string         `json:"source" doc:"In the markup of templates: see the manual."`
	By      string         `json:"by,omitempty"`
	At      *time.Time     `json:"at,omitempty"`
}

func templateOf(t contracts.Template) templateWire {
	return templateWire{Kind: t.Kind, Locale: t.Locale, Version: t.Version, Source: t.Source, By: t.By, At: given(t.At)}
}

type templatesOutput struct{ Body rest.List[templateWire] }

func (m *Module) restListTemplates(ctx context.Context, _ *struct{}) (*templatesOutput, error) {
	all, err := m.contracts.Templates(ctx, contracts.ListTemplates{})
	if err != nil {
		return nil, err
	}
	out := &templatesOutput{Body: rest.List[templateWire]{Items: []templateWire{}}}
	for _, t := range all {
		out.Body.Items = append(out.Body.Items, templateOf(t))
	}
	return out, nil
}

type templateInput struct {
	Kind    string `path:"kind" maxLength:"40" doc:"stay or mandate" example:"stay"`
	Locale  string `path:"locale" maxLength:"40" doc:"fr or en" example:"fr"`
	Version int    `query:"version" minimum:"0" maximum:"1000000" doc:"0: the one in use."`
}

type templateOutput struct{ Body templateWire }

func (m *Module) restTemplate(ctx context.Context, in *templateInput) (*templateOutput, error) {
	t, err := m.contracts.Template(ctx, contracts.GetTemplate{TemplateKey: contracts.TemplateKey{Kind: contracts.Kind(in.Kind), Locale: in.Locale}, Version: in.Version})
	if err != nil {
		return nil, err
	}
	return &templateOutput{templateOf(t)}, nil
}

type saveTemplateInput struct {
	Kind   string `path:"kind" maxLength:"40" doc:"stay or mandate" example:"stay"`
	Locale string `path:"locale" maxLength:"40" doc:"fr or en" example:"fr"`
	Body   struct {
		Source string `json:"source" maxLength:"40000" doc:"Empty: ours comes back, as a new version."`
		Base   int    `json:"base" minimum:"0" maximum:"1000000" doc:"The version that was edited; 412 when there is a newer one."`
	}
}

func (m *Module) restSaveTemplate(ctx context.Context, in *saveTemplateInput) (*templateOutput, error) {
	t, err := m.contracts.SaveTemplate(ctx, contracts.SaveTemplate{TemplateKey: contracts.TemplateKey{Kind: contracts.Kind(in.Kind), Locale: in.Locale}, Source: in.Body.Source, Base: in.Body.Base})
	if err != nil {
		return nil, err
	}
	return &templateOutput{templateOf(t)}, nil
}

type previewInput struct {
	Kind   string `path:"kind" maxLength:"40" doc:"stay or mandate" example:"stay"`
	Locale string `path:"locale" maxLength:"40" doc:"fr or en" example:"fr"`
	Body   struct {
		Source string `json:"source" maxLength:"40000"`
	}
}

type factWire struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

type sectionWire struct {
	Heading string     `json:"heading,omitempty"`
	Facts   []factWire `json:"facts,omitempty"`
	Prices  bool       `json:"prices,omitempty" doc:"The itemised price stands here."`
	List    []string   `json:"list,omitempty"`
	Text    []string   `json:"text,omitempty"`
}

type previewOutput struct {
	Body struct {
		Title    string        `json:"title"`
		Sections []sectionWire `json:"sections"`
	}
}

func (m *Module) restPreview(ctx context.Context, in *previewInput) (*previewOutput, error) {
	text, err := m.contracts.Preview(ctx, contracts.PreviewTemplate{TemplateKey: contracts.TemplateKey{Kind: contracts.Kind(in.Kind), Locale: in.Locale}, Source: in.Body.Source})
	if err != nil {
		return nil, err
	}
	out := &previewOutput{}
	out.Body.Title, out.Body.Sections = text.Title, []sectionWire{}
	for _, s := range text.Sections {
		w := sectionWire{Heading: s.Heading, Prices: s.Table != nil, List: s.List, Text: s.Text}
		for _, f := range s.Facts {
			w.Facts = append(w.Facts, factWire(f))
		}
		out.Body.Sections = append(out.Body.Sections, w)
	}
	return out, nil
}

type mandateInput struct {
	Body struct {
		Property ident.Raw   `json:"propertyId"`
		Owner    string      `json:"owner,omitempty" maxLength:"120" doc:"The property's owner when left out."`
		Email    string      `json:"email,omitempty" maxLength:"254" doc:"The address of the owner's account when left out."`
		Phone    string      `json:"phone,omitempty" maxLength:"40" doc:"Of the owner, so that he can have his code by text; as it is dialled where the property lies, or international." example:"+33612345678"`
		Locale   string      `json:"locale,omitempty" enum:"fr,en" default:"fr"`
		Fee      string      `json:"fee" maxLength:"200" doc:"As it stands in the mandate." example:"20 % TTC des loyers encaissés"`
		From     period.Date `json:"from,omitzero"`
		Until    period.Date `json:"until,omitzero"`
	}
}

func (m *Module) restMandate(ctx context.Context, in *mandateInput) (*oneOutput, error) {
	b := in.Body
	if m.d.Lettings == nil {
		return nil, contracts.ErrUnknown
	}
	letting, err := m.d.Lettings.Get(ctx, b.Property)
	if err != nil {
		return nil, err
	}
	letting.Owner.Locale = b.Locale
	number, err := letting.number(b.Phone)
	if err != nil {
		return nil, fault.ErrInvalid.On("phone", "malformed", "no telephone number that can exist")
	}
	id, err := m.contracts.DraftMandate(ctx, letting.mandate(b.Owner, contact.Email(b.Email), number, b.Fee, b.From, b.Until))
	if err != nil {
		return nil, err
	}
	d, err := m.contracts.Get(ctx, contracts.GetContract{ID: id})
	return one(d.View, err)
}

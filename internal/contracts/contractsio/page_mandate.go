package contractsio

import (
	"cmp"
	"context"
	"net/http"
	"strings"

	"comptoir/internal/contracts"
	"comptoir/internal/event"
	"comptoir/internal/kernel/contact"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/period"
	"comptoir/internal/platform/phone"
	"comptoir/internal/web"
)

// Letting is a property and its owner, as a mandate names them.
type Letting struct {
	Property event.StayProperty
	Owner    event.StayGuest
}

// mandate is what the business asks for; a name or an address that is left empty is the one that is known. A telephone
// lets the owner have his code by text.
func (l Letting) mandate(owner string, email contact.Email, number contact.Phone, fee string, from, until period.Date) contracts.DraftMandate {
	in := contracts.DraftMandate{Property: l.Property, Owner: l.Owner, From: from, Until: until, Fee: fee}
	if owner = strings.TrimSpace(owner); owner != "" {
		in.Owner.LastName, in.Owner.FirstName = owner, ""
	}
	in.Owner.Email = cmp.Or(contact.Email(strings.TrimSpace(email.String())), in.Owner.Email)
	in.Owner.Phone = cmp.Or(number, in.Owner.Phone)
	return in
}

// number reads a telephone as it is typed where the property lies; none is none.
func (l Letting) number(typed string) (contact.Phone, error) {
	if strings.TrimSpace(typed) == "" {
		return "", nil
	}
	return phone.Parse(typed, cmp.Or(l.Property.Address.Country, "FR"))
}

// Lettings tells which properties the business lets.
type Lettings interface {
	Choices(ctx context.Context) ([]web.Option, error) // by identifier and name
	Get(ctx context.Context, id ident.Raw) (Letting, error)
}

const mandatePath = listPath + "/mandates/new"

// mandateView is the form of a mandate.
type mandateView struct {
	Form    *web.Form
	Options []web.Option
	Chosen  Letting
}

func (m *Module) lettings(ctx context.Context, id string) (v mandateView, err error) {
	if m.d.Lettings == nil {
		return v, nil
	}
	if v.Options, err = m.d.Lettings.Choices(ctx); err != nil {
		return v, err
	}
	for _, o := range v.Options {
		if o.Value != id {
			continue
		}
		raw, err := ident.ParseRaw(id)
		if err != nil {
			return v, err
		}
		v.Chosen, err = m.d.Lettings.Get(ctx, raw)
		return v, err
	}
	return v, nil
}

func (m *Module) mandatePage(w http.ResponseWriter, r *http.Request) {
	f, err := web.ReadForm(w, r)
	var v mandateView
	if err == nil {
		v, err = m.lettings(r.Context(), f.Get("property"))
	}
	if err != nil {
		m.d.Web.Error(w, r, err)
		return
	}
	v.Form = web.FormOf("property", f.Get("property"), "owner", v.Chosen.Owner.LastName, "email", v.Chosen.Owner.Email.String(), "phone", v.Chosen.Owner.Phone.String())
	m.showMandate(w, r, v)
}

func (m *Module) showMandate(w http.ResponseWriter, r *http.Request, v mandateView) {
	m.d.Web.Render(w, r, v.Form.Status(), web.Page{Layout: web.Desk, Title: web.T(r.Context(), "contracts.mandate.title")}, mandateBody(v))
}

func (m *Module) postMandate(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	f, err := web.ReadForm(w, r)
	var v mandateView
	if err == nil {
		v, err = m.lettings(ctx, f.Get("property"))
	}
	if err != nil {
		m.d.Web.Error(w, r, err)
		return
	}
	v.Form = f
	if v.Chosen.Property.ID == (ident.Raw{}) {
		f.Fail("property", web.T(ctx, "contracts.mandate.choose"))
	}
	number, wrong := v.Chosen.number(f.Get("phone"))
	if wrong != nil {
		f.Fail("phone", web.FaultText(ctx, wrong))
	}
	in := v.Chosen.mandate(f.Get("owner"), contact.Email(f.Get("email")), number, f.Get("fee"), f.Date(ctx, "from"), f.Date(ctx, "until"))
	var id contracts.ContractID
	if f.OK() {
		id, err = m.contracts.DraftMandate(ctx, in)
	}
	switch {
	case err == nil && f.OK():
		m.d.Web.Flash(w, r, web.Flash{Tone: web.Positive, Text: web.T(ctx, "contracts.mandate.done")})
		m.d.Web.Redirect(w, r, listPath+"/"+id.String())
	case err == nil || f.Refused(ctx, err, nil):
		m.showMandate(w, r, v)
	default:
		m.d.Web.Error(w, r, err)
	}
}

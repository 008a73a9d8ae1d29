package bankingio

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"

	"comptoir/internal/banking"
	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/web"
)

// enrolView is how far a payee is with a carrier, and where the button leads that goes on.
type enrolView struct {
	banking.Enrolment
	Action string
	May    bool
	// DeclareHref is where he is declared first; "": the carrier asks all itself, or the account is open.
	DeclareHref string
	PaperAction string // where papers are sent; "": none may be
}

// enrolViews are those of one payee: one for each carrier that opens accounts, begun or not.
// base is the page of that payee, mayDeclare whether the reader may declare him.
func enrolViews(carriers []banking.Enroller, all []banking.Enrolment, payee banking.Payee, base string, may, mayDeclare bool) []enrolView {
	var out []enrolView
	for _, c := range carriers {
		v := enrolView{Enrolment: banking.Enrolment{Carrier: c.Carrier, Payee: payee}, Action: base + "/enrol", May: may || c.Declares && mayDeclare}
		if i := slices.IndexFunc(all, func(e banking.Enrolment) bool { return e.Carrier == c.Carrier && e.Payee == payee }); i >= 0 {
			v.Enrolment = all[i]
		}
		if c.Declares && v.May {
			if v.PaperAction = base + "/papers"; v.State == banking.NotBegun {
				v.DeclareHref = base + "/declare?carrier=" + c.Carrier
			}
		}
		out = append(out, v)
	}
	return out
}

// enrolOwn leads the owner who asks to the carrier's page; enrol leads the desk there, for an owner without an account here.
func (m *Module) enrolOwn(w http.ResponseWriter, r *http.Request) {
	m.onward(w, r, "/owner/payouts", func(ctx context.Context, carrier, back string) (string, error) {
		return m.banking.EnrolOwn(ctx, banking.EnrolOwn{Carrier: carrier, Back: back, Again: back})
	})
}

func (m *Module) enrol(w http.ResponseWriter, r *http.Request) {
	payee, err := ident.ParseRaw(r.PathValue("payee"))
	if err != nil {
		m.d.Web.Error(w, r, banking.ErrUnknownPayee)
		return
	}
	m.onward(w, r, dueTab+"/payees/"+payee.String(), func(ctx context.Context, carrier, back string) (string, error) {
		return m.banking.Enrol(ctx, banking.Enrol{Payee: payee, Carrier: carrier, Back: back, Again: back})
	})
}

func (m *Module) onward(w http.ResponseWriter, r *http.Request, page string, ask func(ctx context.Context, carrier, back string) (string, error)) {
	ctx := r.Context()
	f, ok := m.d.Web.Form(w, r)
	if !ok {
		return
	}
	to, err := ask(ctx, f.Get("carrier"), m.d.Site(ctx)+page)
	switch k := fault.KindOf(err); {
	case err == nil:
		m.d.Web.RedirectOut(w, r, to)
	case errors.Is(err, banking.ErrNoCarrier), k == fault.Conflict, k == fault.Unavailable:
		m.d.Web.Flash(w, r, web.Flash{Tone: web.Warning, Text: web.FaultText(ctx, err)})
		m.d.Web.Redirect(w, r, page)
	default:
		m.d.Web.Error(w, r, err)
	}
}

// askedWords says in a few words what a carrier still asks for: its own names, made readable.
func askedWords(ctx context.Context, asked []string) string {
	var words []string
	for _, a := range asked {
		key := askedKey(a)
		word := strings.ReplaceAll(strings.ReplaceAll(a, "_", " "), ".", " · ")
		if key != "" {
			word = web.T(ctx, "banking.enrol.needs."+key)
		}
		if !slices.Contains(words, word) {
			words = append(words, word)
		}
	}
	return strings.Join(words, ", ")
}

// askedKey recognises what is asked most often.
func askedKey(asked string) string {
	for _, k := range []struct{ part, key string }{{"sca_enrollment", "confirm"}, {"external_account", "bank"}, {"identity_verification", "identity"}, {"verification", "document"}, {"dob", "birth"}, {"address", "address"}, {"first_name", "name"}, {"last_name", "name"}, {"tos_acceptance", "terms"},
		{"phone", "phone"}, {"email", "email"}, {"business", "business"}, {"company", "business"}} {
		if strings.Contains(asked, k.part) {
			return k.key
		}
	}
	return ""
}

func enrolTone(s banking.EnrolmentState) web.Tone {
	switch s {
	case banking.Ready:
		return web.Positive
	case banking.Onboarding, banking.MoreAsked:
		return web.Warning
	case banking.Barred:
		return web.Danger
	}
	return web.Neutral
}

// enrolKey names a state in the texts.
func enrolKey(s banking.EnrolmentState) string {
	if s == banking.NotBegun {
		return "banking.enrol.state.none"
	}
	return "banking.enrol.state." + string(s)
}

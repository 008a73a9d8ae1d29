package identityio

import (
	"context"
	"encoding/json"
	"net/http"

	"comptoir/internal/identity"
	"comptoir/internal/kernel/access"
	"comptoir/internal/web"
)

// proveView is what the page says on which a person proves that he is himself before a dangerous act.
type proveView struct {
	Form *web.Form
	Next string
	identity.FactorsView
}

// stepUpPages are the pages of proving oneself again.
func (m *Module) stepUpPages() map[string]http.HandlerFunc {
	return map[string]http.HandlerFunc{"GET /account/prove": m.pageProve, "POST /account/prove": m.postProve}
}

func (m *Module) pageProve(w http.ResponseWriter, r *http.Request) {
	next := safeNext(r.URL.Query().Get("next"))
	if access.From(r.Context()).Fresh {
		m.d.Web.Redirect(w, r, m.after(next, access.From(r.Context()).Roles))
		return
	}
	m.showProve(w, r, http.StatusOK, nil, next)
}

func (m *Module) showProve(w http.ResponseWriter, r *http.Request, status int, f *web.Form, next string) {
	ctx := r.Context()
	u, err := m.MyFactors(ctx, identity.MyFactors{})
	if err != nil {
		m.d.Web.Error(w, r, err)
		return
	}
	w.Header().Set("Cache-Control", "no-store")
	m.d.Web.Render(w, r, status, m.bare(ctx, "security.prove.title"), provePage(proveView{Form: f, Next: next, FactorsView: u}))
}

func (m *Module) postProve(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	f, ok := m.d.Web.Form(w, r)
	if !ok {
		return
	}
	next := safeNext(f.Get("next"))
	if _, err := m.Prove(ctx, identity.Prove{Password: f.Values.Get("password"), Challenge: ceremonySecret(r), Answer: m.answer(r, f)}); err != nil {
		if !f.Refused(ctx, err, nil) {
			m.d.Web.Error(w, r, err)
			return
		}
		m.showProve(w, r, web.StatusOf(err), f, next)
		return
	}
	m.d.Web.Flash(w, r, web.Flash{Tone: web.Positive, Text: web.T(ctx, "security.prove.done")})
	m.d.Web.Redirect(w, r, m.after(next, access.From(ctx).Roles))
}

type proveInput struct {
	Where
	Body struct {
		Password  string          `json:"password,omitempty" maxLength:"512" doc:"the caller's own; does not do for who has a second factor"`
		Code      string          `json:"code,omitempty" maxLength:"40" doc:"six digits of the application, or a recovery code"`
		Challenge string          `json:"challenge,omitempty" maxLength:"100" doc:"of POST /api/auth/prove/options; with passkey"`
		Passkey   json.RawMessage `json:"passkey,omitempty"`
	}
}

type proveOutput struct {
	CacheControl string `header:"Cache-Control"`
	Body         proveBody
}

type proveBody struct {
	AccessToken string `json:"accessToken,omitempty" doc:"send it with the dangerous act: it says that you have just proved who you are; left out for a session of pages"`
	ExpiresIn   int    `json:"expiresIn,omitempty" doc:"seconds for which the access token is valid"`
	FreshFor    int    `json:"freshFor" doc:"seconds for which dangerous acts are let through"`
}

func (m *Module) restProve(ctx context.Context, in *proveInput) (*proveOutput, error) {
	p, err := m.Prove(ctx, identity.Prove{Password: in.Body.Password, Challenge: in.Body.Challenge,
		Answer: identity.Answer{Code: in.Body.Code, Passkey: in.Body.Passkey, Site: m.at(ctx, in.Where)}})
	if err != nil {
		return nil, err
	}
	return &proveOutput{CacheControl: "no-store", Body: proveBody{AccessToken: p.Access, ExpiresIn: int(p.AccessFor.Seconds()),
		FreshFor: int(access.FreshFor.Seconds())}}, nil
}

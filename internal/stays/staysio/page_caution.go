package staysio

import (
	"net/http"

	"comptoir/internal/kernel/fault"
	"comptoir/internal/stays"
	"comptoir/internal/web"
)

// postCaution takes from a security deposit, or gives it back. The key was made with the page: the same click twice takes once.
func (m *Module) postCaution(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	f, ok := m.Web.Form(w, r)
	if !ok {
		return
	}
	v, err := m.deskStay(r)
	if err != nil {
		m.Web.Error(w, r, err)
		return
	}
	done := "caution.done_take"
	if f.Get("do") == "back" {
		done = "caution.done_back"
		_, err = m.stays.ReturnCaution(ctx, stays.ReturnCaution{ID: v.ID})
	} else {
		f.Need(ctx, "caution", "damage")
		if amount := f.Amount(ctx, "caution", v.Quote.Total.Currency()); f.OK() {
			_, err = m.stays.TakeCaution(ctx, stays.TakeCaution{ID: v.ID, Amount: amount, Reason: f.Get("damage"), Key: f.Get("key")})
		}
	}
	m.saved(w, r, f, err, map[string]string{"amount": "caution", "reason": "damage"}, done, v.link(""), func(status int) {
		v.Form, v.TakeKey = f, f.Get("key")
		m.showStay(w, r, status, v)
	})
}

// postLeaveCaution opens the page on which a guest leaves his security deposit, and goes there.
func (m *Module) postLeaveCaution(w http.ResponseWriter, r *http.Request) {
	ctx, token := r.Context(), r.PathValue("token")
	c, err := m.stays.LeaveCaution(ctx, stays.LeaveCaution{Token: token})
	switch kind := fault.KindOf(err); {
	case err == nil && c.CheckoutURL != "":
		m.Web.RedirectOut(w, r, c.CheckoutURL)
	case err == nil, kind == fault.Conflict, kind == fault.Unavailable:
		if err == nil {
			err = stays.ErrNoCaution
		}
		m.Web.Flash(w, r, web.Flash{Tone: web.Warning, Text: web.FaultText(ctx, err)})
		m.Web.Redirect(w, r, "/manage/"+token)
	case !m.lostLink(w, r, err):
		m.Web.Error(w, r, err)
	}
}

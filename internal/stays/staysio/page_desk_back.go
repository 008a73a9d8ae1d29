package staysio

import (
	"net/http"

	"comptoir/internal/stays"
)

// postReduce gives money back once a stay has ended.
func (m *Module) postReduce(w http.ResponseWriter, r *http.Request) {
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
	f.Need(ctx, "reason")
	if amount := f.Amount(ctx, "back", v.Quote.Total.Currency()); f.OK() {
		_, err = m.stays.GiveBack(ctx, stays.GiveBack{ID: v.ID, Version: f.Int(ctx, "version"), Amount: amount, Bearer: stays.Bearer(f.Get("bearer")), Reason: f.Get("reason")})
	}
	m.saved(w, r, f, err, map[string]string{"amount": "back"}, "desk.give_back.done", v.link(""), func(status int) {
		v.Form = f
		m.showStay(w, r, status, v)
	})
}

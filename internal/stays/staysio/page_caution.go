package staysio

import (
	"context"
	"io"
	"mime"
	"net/http"

	"comptoir/internal/kernel/fault"
	"comptoir/internal/stays"
	"comptoir/internal/web"
)

// postCaution takes from a security deposit, or gives it back. The key was made with the page: the same click twice takes
// once. The files are kept before the money is taken, and taken away again when it is not.
func (m *Module) postCaution(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	f, files, ok := m.evidenceForm(w, r)
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
			err = m.claim(ctx, f, files, stays.TakeCaution{ID: v.ID, Amount: amount, Reason: f.Get("damage"), For: stays.Beneficiary(f.Get("for")), Key: f.Get("key")})
		}
	}
	m.saved(w, r, f, err, map[string]string{"amount": "caution", "reason": "damage"}, done, v.link(""), func(status int) {
		v.Form, v.TakeKey = f, f.Get("key")
		m.showStay(w, r, status, v)
	})
}

// evidenceForm reads a form that may bring files; the buttons without files send a plain one.
func (m *Module) evidenceForm(w http.ResponseWriter, r *http.Request) (*web.Form, []sent, bool) {
	if kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type")); kind != "multipart/form-data" {
		f, ok := m.Web.Form(w, r)
		return f, nil, ok
	}
	f, files, err := web.ReadUpload(w, r, "evidence", evidenceBytes)
	if err != nil {
		m.Web.Error(w, r, err)
		return nil, nil, false
	}
	all := make([]sent, len(files))
	for i, file := range files {
		all[i] = sent{file.Name, func() (io.ReadCloser, error) { return file.Open() }}
	}
	return f, all, true
}

// keptOr keeps files, and says on the field which one is not taken; ok: all are kept.
func (m *Module) keptOr(ctx context.Context, f *web.Form, id stays.ReservationID, files []sent) (kept []stays.Evidence, ok bool, err error) {
	if len(files) == 0 {
		return nil, true, nil
	}
	kept, bad, err := m.keepEvidence(ctx, id, files)
	if bad != nil {
		f.Fail("evidence", web.T(ctx, "caution.evidence_refused", "Name", bad.name, "Why", web.FaultText(ctx, bad.err)))
	}
	return kept, bad == nil && err == nil, err
}

func (m *Module) claim(ctx context.Context, f *web.Form, files []sent, c stays.TakeCaution) error {
	kept, ok, err := m.keptOr(ctx, f, c.ID, files)
	if !ok {
		return err
	}
	if _, err = m.stays.TakeCaution(ctx, c); err != nil {
		m.dropEvidence(ctx, c.ID, kept)
	}
	return err
}

// postEvidence adds files to a claim that was made.
func (m *Module) postEvidence(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	f, files, ok := m.evidenceForm(w, r)
	if !ok {
		return
	}
	v, err := m.deskStay(r)
	if err != nil {
		m.Web.Error(w, r, err)
		return
	}
	if len(files) == 0 {
		f.Fail("evidence", web.T(ctx, "web.form.required"))
	}
	if f.OK() {
		_, _, err = m.keptOr(ctx, f, v.ID, files)
	}
	m.saved(w, r, f, err, nil, "caution.evidence_done", v.link(""), func(status int) {
		v.Form = f
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

package privacyio

import (
	"context"
	"io"
	"net/http"
	"slices"

	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/paging"
	"comptoir/internal/privacy"
	"comptoir/internal/web"
)

// ownView is what a person sees of his own data.
type ownView struct {
	Requests  []privacy.RequestState
	Documents []privacy.DocumentState
	Consents  []privacy.Consent
	Chosen    map[string]bool
	Form      *web.Form
}

// open is the request of a kind that is not finished.
func (v ownView) open(k privacy.RequestKind) (privacy.RequestState, bool) {
	i := slices.IndexFunc(v.Requests, func(s privacy.RequestState) bool { return s.Kind == k && s.Status == privacy.Asked })
	if i < 0 {
		return privacy.RequestState{}, false
	}
	return v.Requests[i], true
}

func (m *Module) pageOwn(w http.ResponseWriter, r *http.Request) { m.showOwn(w, r, http.StatusOK, nil) }

func (m *Module) showOwn(w http.ResponseWriter, r *http.Request, status int, f *web.Form) {
	ctx := r.Context()
	v := ownView{Form: f}
	var err error
	if v.Requests, err = m.privacy.Requests(ctx, privacy.OwnRequests{}); err == nil {
		if v.Documents, err = m.privacy.Documents(ctx, privacy.OwnDocuments{}); err == nil {
			v.Consents, err = m.privacy.Consents(ctx, privacy.OwnConsents{})
		}
	}
	if err != nil {
		m.d.Web.Error(w, r, err)
		return
	}
	v.Chosen = privacy.Chosen(v.Consents)
	m.d.Web.Render(w, r, status, web.Page{Layout: web.Account, Title: web.T(ctx, "privacy.own.title")}, ownPage(m.local(ctx), v))
}

const ownAddress = "/account/privacy"

// done says what happened and shows the page again.
func (m *Module) done(w http.ResponseWriter, r *http.Request, err error, words, where string) {
	if err != nil {
		m.d.Web.Error(w, r, err)
		return
	}
	m.d.Web.Flash(w, r, web.Flash{Tone: web.Positive, Text: web.T(r.Context(), words)})
	m.d.Web.Redirect(w, r, where)
}

func (m *Module) postRequest(w http.ResponseWriter, r *http.Request) {
	f, ok := m.d.Web.Form(w, r)
	if !ok {
		return
	}
	kind := privacy.RequestKind(f.Get("kind"))
	_, err := m.privacy.Ask(r.Context(), privacy.Ask{Kind: kind})
	if f.Refused(r.Context(), err, nil) {
		m.showOwn(w, r, web.StatusOf(err), f)
		return
	}
	m.done(w, r, err, "privacy.own.asked_"+string(kind), ownAddress)
}

func request(r *http.Request) (privacy.RequestID, error) {
	id, err := ident.Parse[privacy.Request](r.PathValue("id"))
	if err != nil {
		return id, privacy.ErrUnknownRequest
	}
	return id, nil
}

func (m *Module) withdraw(w http.ResponseWriter, r *http.Request, where string) {
	id, err := request(r)
	if err == nil {
		_, err = m.privacy.Withdraw(r.Context(), privacy.Withdraw{ID: id})
	}
	m.done(w, r, err, "privacy.own.withdrawn", where)
}

func (m *Module) postWithdraw(w http.ResponseWriter, r *http.Request) { m.withdraw(w, r, ownAddress) }

func (m *Module) getArchive(w http.ResponseWriter, r *http.Request) {
	id, err := request(r)
	var paper privacy.Paper
	if err == nil {
		paper, err = m.privacy.OpenExport(r.Context(), privacy.OpenExport{ID: id})
	}
	if err != nil {
		m.d.Web.Error(w, r, err)
		return
	}
	hand(w, r, paper, "attachment")
}

func (m *Module) postDocument(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	f, files, err := web.ReadUpload(w, r, "file", privacy.MaxDocument+64<<10)
	if err != nil {
		m.d.Web.Error(w, r, err)
		return
	}
	c := privacy.AddDocument{Kind: f.Get("kind")}
	if len(files) > 0 {
		c.Name = files[0].Name
		if c.Content, err = read(files[0]); err != nil {
			m.d.Web.Error(w, r, err)
			return
		}
	}
	_, err = m.privacy.AddDocument(ctx, c)
	if f.Refused(ctx, err, nil) {
		m.showOwn(w, r, web.StatusOf(err), f)
		return
	}
	m.done(w, r, err, "privacy.own.document_added", ownAddress+"#documents")
}

func read(f web.File) ([]byte, error) {
	content, err := f.Open()
	if err != nil {
		return nil, err
	}
	defer func() { _ = content.Close() }()
	return io.ReadAll(content)
}

func document(r *http.Request) (privacy.DocumentID, error) {
	id, err := ident.Parse[privacy.Document](r.PathValue("id"))
	if err != nil {
		return id, privacy.ErrUnknownDocument
	}
	return id, nil
}

// getDocument sends on to a private link, which the browser's viewer can open again for ten minutes.
func (m *Module) getDocument(w http.ResponseWriter, r *http.Request) {
	id, err := document(r)
	var link privacy.Link
	if err == nil {
		link, err = m.privacy.LinkDocument(r.Context(), privacy.LinkDocument{ID: id})
	}
	if err != nil {
		m.d.Web.Error(w, r, err)
		return
	}
	m.d.Web.Redirect(w, r, "/documents/"+link.Token)
}

func (m *Module) openLink(w http.ResponseWriter, r *http.Request) {
	paper, err := m.privacy.OpenDocument(r.Context(), privacy.OpenDocument{Token: r.PathValue("token")})
	if err != nil {
		m.d.Web.Error(w, r, err)
		return
	}
	hand(w, r, paper, "attachment")
}

func (m *Module) postRemove(w http.ResponseWriter, r *http.Request) {
	id, err := document(r)
	if err == nil {
		_, err = m.privacy.RemoveDocument(r.Context(), privacy.RemoveDocument{ID: id})
	}
	m.done(w, r, err, "privacy.own.document_removed", ownAddress+"#documents")
}

// postConsents logs what changed, and nothing that stayed.
func (m *Module) postConsents(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	f, ok := m.d.Web.Form(w, r)
	if !ok {
		return
	}
	log, err := m.privacy.Consents(ctx, privacy.OwnConsents{})
	now := privacy.Chosen(log)
	for _, purpose := range privacy.Choices() {
		if err == nil && f.Checked(purpose) != now[purpose] {
			_, err = m.privacy.Consent(ctx, privacy.GiveConsent{Purpose: purpose, Given: f.Checked(purpose)})
		}
	}
	m.done(w, r, err, "privacy.own.consents_saved", ownAddress+"#consents")
}

// deskView is what was asked of the business.
type deskView struct {
	Page paging.Page[privacy.RequestState]
	Form *web.Form
}

const deskAddress = "/desk/privacy"

func (m *Module) pageDesk(w http.ResponseWriter, r *http.Request) {
	m.showDesk(w, r, http.StatusOK, nil)
}

func (m *Module) showDesk(w http.ResponseWriter, r *http.Request, status int, f *web.Form) {
	ctx := r.Context()
	page, err := m.privacy.AllRequests(ctx, privacy.AllRequests{Page: paging.Request{Cursor: r.URL.Query().Get("cursor"), Limit: 25}})
	if err != nil {
		m.d.Web.Error(w, r, err)
		return
	}
	prev, next := web.PageLinks(r, page.Next)
	m.d.Web.Render(w, r, status, web.Page{Layout: web.Desk, Title: web.T(ctx, "privacy.desk.title")}, deskPage(m.local(ctx), deskView{Page: page, Form: f}, prev, next))
}

func (m *Module) postDesk(w http.ResponseWriter, r *http.Request) {
	f, ok := m.d.Web.Form(w, r)
	if !ok {
		return
	}
	_, err := m.privacy.AskFor(r.Context(), privacy.AskFor{Kind: privacy.RequestKind(f.Get("kind")), Email: f.Get("email"), Locale: web.Lang(r.Context())})
	if f.Refused(r.Context(), err, nil) {
		m.showDesk(w, r, web.StatusOf(err), f)
		return
	}
	m.done(w, r, err, "privacy.desk.recorded", deskAddress)
}

func (m *Module) postDeskWithdraw(w http.ResponseWriter, r *http.Request) {
	m.withdraw(w, r, deskAddress)
}

func (m *Module) local(ctx context.Context) place { return place{m.d.Place(ctx)} }

// Package privacyio connects privacy to the world: PostgreSQL, the file store, the virus scanner, the API, the pages of
// the own account and of the desk, and the jobs that make copies and erase.
//
// It refuses to decide who may ask and when an erasure must wait: internal/privacy does. Start with New.
package privacyio

import (
	"context"
	"embed"
	"io/fs"
	"net/http"
	"time"

	"comptoir/internal/event"
	"comptoir/internal/platform/jobs"
	"comptoir/internal/platform/outbox"
	"comptoir/internal/platform/pg"
	"comptoir/internal/privacy"
	"comptoir/internal/web"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Texts are the words of the pages, for web.Config.Messages.
//
//go:embed locales/*.json
var Texts embed.FS

// Line is the context's line of migrations.
func Line() pg.Line {
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		panic(err) // the folder is embedded
	}
	return pg.Line{Name: "privacy", Files: files}
}

// Deps is what the module needs.
type Deps struct {
	Privacy *privacy.Privacy
	Web     *web.Kit
	// Site is the address of the business of ctx, for the links that the API hands out.
	Site func(ctx context.Context) string
	// Place is the time zone of the business of ctx.
	Place func(ctx context.Context) *time.Location
}

// Module is the context with its adapters.
type Module struct {
	privacy *privacy.Privacy
	d       Deps
}

// New makes the module.
func New(d Deps) *Module { return &Module{d.Privacy, d} }

// Jobs registers what runs in the background. A copy of years of bookings takes a while.
func (m *Module) Jobs(r *jobs.Registry) {
	jobs.Handle(r, func(ctx context.Context, a workOn) error {
		_, err := m.privacy.Work(ctx, privacy.Work{ID: a.Request})
		return err
	}, jobs.Timeout(10*time.Minute))
}

// Subscribe notes in the log of consents that a guest accepted the terms when he booked on the site.
func (m *Module) Subscribe(r *outbox.Router) {
	outbox.On(r, "privacy.log_terms", func(ctx context.Context, e event.ReservationHeld) error {
		if e.Source != "site" || e.Guest.Email == "" {
			return nil
		}
		_, err := m.privacy.RecordConsent(ctx, privacy.RecordConsent{Consent: privacy.Consent{Person: privacy.Person{Email: e.Guest.Email},
			Purpose: privacy.PurposeTerms, Given: true, Text: "booking terms, policy " + e.Policy.Code, Source: "booking " + e.Reference, At: e.BookedAt}})
		return err
	})
}

// Pages registers the pages.
func (m *Module) Pages(mux *http.ServeMux) {
	mux.HandleFunc("GET /account/privacy", m.pageOwn)
	mux.HandleFunc("POST /account/privacy/requests", m.postRequest)
	mux.HandleFunc("POST /account/privacy/requests/{id}/withdraw", m.postWithdraw)
	mux.HandleFunc("GET /account/privacy/requests/{id}/archive", m.getArchive)
	mux.HandleFunc("POST /account/privacy/documents", m.d.Web.Only(privacy.PermOwnData, m.postDocument))
	mux.HandleFunc("GET /account/privacy/documents/{id}", m.getDocument)
	mux.HandleFunc("POST /account/privacy/documents/{id}/remove", m.postRemove)
	mux.HandleFunc("POST /account/privacy/consents", m.postConsents)
	mux.HandleFunc("GET /documents/{token}", m.openLink)
	mux.HandleFunc("GET /desk/privacy", m.pageDesk)
	mux.HandleFunc("POST /desk/privacy", m.postDesk)
	mux.HandleFunc("POST /desk/privacy/{id}/withdraw", m.postDeskWithdraw)
}

// hand gives a file to the browser to save; nothing in it can run in our pages' name.
func hand(w http.ResponseWriter, r *http.Request, p privacy.Paper, disposition string) {
	h := w.Header()
	h.Set("Content-Type", p.Type)
	h.Set("Content-Disposition", attachment(disposition, p.Name))
	h.Set("Content-Security-Policy", "sandbox; default-src 'none'")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cache-Control", "private, no-store")
	http.ServeContent(w, r, "", time.Time{}, newReader(p.Content))
}

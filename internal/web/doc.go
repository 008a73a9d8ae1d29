// Package web is the page kit of Comptoir: one design system, its layouts, texts, forms and answers, so that every page
// looks and behaves as if one designer had made it.
//
// It knows HTTP, HTML, languages and colours. It refuses to know any context: no reservation, no guest, no tenant; what a
// layout shows comes in as a Page, and the composition root fills the rest through Config.Decorate.
//
// A page is a handler and a templ component:
//
//	func (m *Module) search(w http.ResponseWriter, r *http.Request) {
//	    found, err := m.stays.Search(r.Context(), …)
//	    if err != nil {
//	        m.web.Error(w, r, err) // a fault becomes its own page; a bug becomes a 500 with a trace id
//	        return
//	    }
//	    p := web.Page{Layout: web.Site, Title: web.T(r.Context(), "stays.search.title"), Wide: true}
//	    m.web.Render(w, r, http.StatusOK, p, searchPage(found))
//	}
//
//	templ searchPage(v searchView) {
//	    <h1>{ web.T(ctx, "stays.search.title") }</h1>
//	    @web.Cards() {
//	        for _, c := range v.Items {
//	            @web.Card(web.CardProps{Href: c.Href, Title: c.Name, Price: web.Price(c.Total, v.Note)})
//	        }
//	    }
//	}
//
// A form loses nothing: it is read with ReadForm, its use case's refusal is taken in with Form.Refused, and it is shown
// again with Form.Status; when it succeeds the handler leaves a Flash and redirects:
//
//	f, err := web.ReadForm(w, r)
//	if err != nil { m.web.Error(w, r, err); return }
//	cmd := BookStay{Email: f.Get("email"), Adults: f.Int(r.Context(), "adults")}
//	if f.OK() { _, err = m.stays.Book(r.Context(), cmd) }
//	switch {
//	case err == nil && f.OK():
//	    m.web.Flash(w, r, web.Flash{Tone: web.Positive, Text: web.T(r.Context(), "stays.booked")})
//	    m.web.Redirect(w, r, "/done")
//	case err == nil || f.Refused(r.Context(), err, nil):
//	    m.web.Render(w, r, f.Status(), page, bookForm(f))
//	default:
//	    m.web.Error(w, r, err)
//	}
//
// Texts live beside the pages in locales/<area>.<lang>.json and reach the kit through Config.Messages. Every component
// stands with all its states on the living page /design (design.templ), which is the place to look before making one.
//
// Start with kit.go (Config, New, Middleware, Mount), page.go (Page) and render.go. Styles are in assets/css, scripts in
// assets/js; after a change there run go generate in this directory.
package web

package app_test

import (
	"testing"

	"comptoir/internal/web/webtest"
	"comptoir/test/program"
)

// The pages of one's own data, on a desk and on a phone, in both languages, with something in them: nothing that axe finds
// wrong, nothing wider than the screen. Asking for a copy works by the page, and what is asked stands there.
func TestPrivacyPagesInABrowser(t *testing.T) {
	t.Parallel()
	p := program.Start(t)
	a := p.Agency("rivages")
	nora := customer(t, a, "nora@guest.example")
	upload(t, nora, "passeport.pdf", "%PDF-1.7 x")
	nora.Must(204, "PUT", "/api/privacy/consents/marketing_email", m{"given": true})
	a.As("admin").Must(202, "POST", "/api/privacy/desk/requests", m{"kind": "export", "email": "paul@guest.example"})
	site := "http://rivages.localhost:" + p.Port
	b := webtest.Browser(t)
	signIn := func(email string) {
		b.Go(site + "/login?lang=fr")
		b.Fill("[name=email]", email)
		b.Fill("[name=password]", program.Password)
		b.Key("Enter")
		b.Until(`!location.pathname.startsWith("/login")`)
	}
	look := func(paths ...string) {
		for _, size := range [][2]int64{{1280, 900}, {390, 844}} {
			b.Size(size[0], size[1])
			for _, path := range paths {
				b.Go(site + path)
				b.Wait("h1")
				b.NoViolations()
				if webtest.Eval[bool](b, "document.documentElement.scrollWidth > innerWidth + 1") {
					t.Errorf("%s is wider than %d", path, size[0])
				}
			}
		}
	}
	signIn("nora@guest.example")
	b.Go(site + "/account/privacy")
	b.Follow("#copy button, section:has(#copy) button")
	p.Eventually("the copy is ready", func() bool {
		return nora.Must(200, "GET", "/api/privacy/requests", nil).Text("items.0.status") == "done"
	})
	b.Go(site + "/account/privacy")
	b.Wait("a[href$='/archive']")
	look("/account/privacy", "/account/privacy?lang=en")
	b.Go(site + "/account/privacy?lang=fr")
	b.Follow("form:has([value=erasure]) button")
	b.Wait("form[action$='/withdraw']")
	b.NoViolations()
	b.Follow("form[action$='/withdraw'] button")
	b.Gone("form[action$='/withdraw']")
	b.Go(site + "/account/profile")
	b.Eval(`document.querySelector("form[action='/logout']").submit()`)
	b.Until(`!document.querySelector("form[action='/logout']")`)
	signIn("admin@rivages.example")
	look("/desk/privacy", "/desk/privacy?lang=en")
}

package identityio_test

import (
	"os"
	"strings"
	"testing"

	"comptoir/internal/identity"
	"comptoir/internal/identity/identityio"
	"comptoir/internal/identity/identitytest"
	"comptoir/internal/web/webtest"
)

// The pages in a real browser: nothing that axe finds wrong, in both themes and on a phone; signing in by keyboard.
func TestInABrowser(t *testing.T) {
	t.Parallel()
	s := newSite(t, func(d *identityio.Deps) { d.Demo = demoAccount })
	s.user(s.a, "guest@example.com", identity.Customer)
	site := "http://a.localhost" + s.server.URL[strings.LastIndex(s.server.URL, ":"):]
	b := webtest.Browser(t)
	for _, path := range []string{"/login", "/register", "/register/sent", "/password/forgot", "/password/reset/x", "/email/confirm/x"} {
		b.Go(site + path)
		b.NoViolations()
		shot(t, b, path)
	}
	b.Go(site + "/login?next=/account/profile")
	b.Fill("#f-email", "guest@example.com")
	b.Fill("#f-password", identitytest.Password)
	b.Key("Enter")
	b.Wait("#f-name")
	b.NoViolations()
	shot(t, b, "/profile")
	if !strings.HasSuffix(b.URL(), "/account/profile") {
		t.Error(b.URL())
	}
	b.Media("prefers-color-scheme", "dark")
	b.Size(390, 844)
	b.Go(site + "/account/profile") // anew: colours that change over are no colours to judge
	b.NoViolations()
	b.Go(site + "/register")
	b.NoViolations()
	shot(t, b, "/register-phone-dark")
	if errs := b.ConsoleErrors(); len(errs) > 0 {
		t.Error(errs)
	}
}

func shot(t *testing.T, b *webtest.Tab, name string) {
	t.Helper()
	if dir := os.Getenv("SHOTS"); dir != "" {
		w, h := int64(1280), int64(900)
		if strings.Contains(name, "phone") {
			w, h = 390, 844
		}
		if err := os.WriteFile(dir+"/"+strings.ReplaceAll(name, "/", "_")+".png", b.Shot(w, h), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

package identityio_test

import (
	"context"
	"strings"
	"testing"

	"comptoir/internal/identity"
	"comptoir/internal/identity/identitytest"
	"comptoir/internal/kernel/access"
	"comptoir/internal/web/webtest"
)

// address is business a as a browser finds it.
func (s *site) address() string {
	return "http://a.localhost" + s.server.URL[strings.LastIndex(s.server.URL, ":"):]
}

// A passkey in a real browser, with its virtual authenticator: added, used alone, used as the second step, used to prove,
// refused when its counter ran backwards, taken off.
func TestPasskeyInABrowser(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.user(s.a, "alice@example.com", identity.Customer)
	site := s.address()
	b := webtest.Browser(t)
	device := b.Authenticator()
	b.Go(site + "/login?next=/account/security")
	b.Fill("#f-email", "alice@example.com")
	b.Fill("#f-password", identitytest.Password)
	b.Key("Enter")
	b.Wait("#passkeys-title")
	b.NoViolations()
	shot(t, b, "/security")

	b.Fill("#f-name", "Téléphone")
	b.Key("Enter")
	b.Wait("ol.keys")
	b.NoViolations()
	shot(t, b, "/recovery")
	if n := len(device.Passkeys()); n != 1 {
		t.Fatalf("%d passkeys on the device", n)
	}
	if codes := webtest.Eval[int](b, "document.querySelectorAll('ol.keys li').length"); codes != identity.RecoveryCodes {
		t.Errorf("%d recovery codes", codes)
	}
	b.Go(site + "/account/security")
	b.Wait("#recovery-title")
	b.NoViolations()
	b.Size(390, 844)
	shot(t, b, "/security-phone")
	b.Size(1280, 800)

	// Signed out, the page of signing in proposes the passkey by itself: the browser finds it without being told who it is.
	out := func() {
		webtest.Eval[int](b, "fetch('/logout', {method: 'POST', redirect: 'manual'}).then(r => r.status)")
	}
	out()
	b.Go(site + "/login?next=/account/profile")
	b.Wait("#profile-title")
	if !strings.HasSuffix(b.URL(), "/account/profile") {
		t.Error(b.URL())
	}

	s.left("identity.add_passkey", "identity.sign_in_by_passkey")

	// The owner is not recognised: nobody comes in.
	out()
	device.Verifies(false)
	b.Go(site + "/login?next=/account/profile")
	b.Wait("form[action='/login/passkey'] button")
	b.NoViolations()
	shot(t, b, "/login-passkey")
	b.Click("form[action='/login/passkey'] button")
	b.Wait("#toasts .toast")
	if !strings.Contains(b.URL(), "/login") {
		t.Error(b.URL())
	}

	// The password alone does not open the account any more; the passkey is the second step.
	b.Fill("#f-email", "alice@example.com")
	b.Fill("#f-password", identitytest.Password)
	b.Key("Enter")
	b.Wait("#f-code")
	b.NoViolations()
	shot(t, b, "/second")
	device.Verifies(true)
	b.Follow("form[data-options='/login/second/options'] button")
	b.Wait("#profile-title")

	// A dangerous act after a while asks for it once more.
	s.now.Advance(access.FreshFor)
	b.Go(site + "/account/security")
	b.Follow("form[action='/account/security/codes/start'] button")
	b.Wait("form[data-options='/account/prove/options'] button")
	b.NoViolations()
	shot(t, b, "/prove")
	b.Follow("form[data-options='/account/prove/options'] button")
	b.Wait("#passkeys-title")
	b.Follow("form[action='/account/security/codes/start'] button")
	b.Wait("img.qr")
	b.NoViolations()
	shot(t, b, "/codes")

	if errs := b.ConsoleErrors(); len(errs) > 0 {
		t.Error(errs)
	}

	// A copy of the device, whose counter is behind.
	out()
	device.Rewind(device.Passkeys()[0])
	b.Go(site + "/login")
	b.Wait("[role=alert]")
	if f, err := s.m.MyFactors(s.acting("alice@example.com"), identity.MyFactors{}); err != nil || len(f.Passkeys) != 1 || !f.Passkeys[0].Cloned {
		t.Errorf("%+v %v", f, err)
	}
}

// acting is the person of an address, as the program sees him.
func (s *site) acting(email string) context.Context {
	s.t.Helper()
	page, err := s.m.ListUsers(s.ctx(s.a), identity.ListUsers{})
	if err != nil {
		s.t.Fatal(err)
	}
	for _, u := range page.Items {
		if string(u.Email) == email {
			return access.With(s.t.Context(), access.Actor{Kind: access.Person, Tenant: s.a, User: u.ID, Fresh: true, Permissions: identity.PermissionsOf(u.Roles)})
		}
	}
	s.t.Fatal("nobody has " + email)
	return nil
}

// The pages of linked accounts and of the desk's settings: nothing that axe finds wrong, on a phone and at a desk.
func TestWaysInInABrowser(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.user(s.a, "boss@example.com", identity.Administrator)
	for _, p := range identity.ProviderNames() {
		if _, err := s.m.SetProvider(s.ctx(s.a), identity.SetProvider{Provider: p, ClientID: "comptoir", Secret: "a client secret", Enabled: true}); err != nil {
			t.Fatal(err)
		}
	}
	site := s.address()
	b := webtest.Browser(t)
	b.Go(site + "/login?next=/account/security")
	b.NoViolations()
	shot(t, b, "/login-providers")
	b.Fill("#f-email", "boss@example.com")
	b.Fill("#f-password", identitytest.Password)
	b.Key("Enter")
	b.Wait("#links-title")
	b.NoViolations()
	shot(t, b, "/security-links")
	b.Go(site + "/desk/settings/sign-in")
	b.NoViolations()
	shot(t, b, "/ways")
	b.Size(390, 844)
	b.Go(site + "/desk/settings/sign-in")
	b.NoViolations()
	shot(t, b, "/ways-phone")
	if errs := b.ConsoleErrors(); len(errs) > 0 {
		t.Error(errs)
	}
}

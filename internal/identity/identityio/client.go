package identityio

import (
	"net/http"
	"regexp"

	"comptoir/internal/identity"
)

// deviceAge is how long a browser is known that nobody signs in with.
const deviceAge = 400 * 24 * 3600 // seconds; browsers keep no cookie longer

func deviceCookie(r *http.Request) string {
	if overTLS(r) {
		return "__Host-device"
	}
	return "device"
}

// setDevice lets the browser be recognised at its next sign-in. The cookie opens nothing.
func setDevice(w http.ResponseWriter, r *http.Request, secret string) {
	http.SetCookie(w, &http.Cookie{Name: deviceCookie(r), Value: secret, Path: "/", MaxAge: deviceAge, HttpOnly: true, Secure: overTLS(r), SameSite: http.SameSiteLaxMode}) // #nosec G124 -- Secure under TLS; without it a browser would not keep the cookie
}

var countryCode = regexp.MustCompile(`^[A-Z]{2}$`)

// client is what the request says about its sender.
func (m *Module) client(r *http.Request) identity.Client {
	var c identity.Client
	if cookie, err := r.Cookie(deviceCookie(r)); err == nil && len(cookie.Value) <= 100 {
		c.Device = cookie.Value
	}
	if m.d.Country != nil {
		if country := m.d.Country(r); countryCode.MatchString(country) && country != "XX" {
			c.Country = country
		}
	}
	return c
}

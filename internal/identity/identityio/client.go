package identityio

import (
	"net/http"
	"regexp"

	"comptoir/internal/identity"
	"comptoir/internal/web"
)

// deviceAge is how long a browser is known that nobody signs in with.
const (
	deviceCookie = "device"
	deviceAge    = 400 * 24 * 3600 // seconds; browsers keep no cookie longer
)

// setDevice lets the browser be recognised at its next sign-in. The cookie opens nothing.
func setDevice(w http.ResponseWriter, r *http.Request, secret string) {
	web.SetCookie(w, r, deviceCookie, secret, deviceAge, http.SameSiteLaxMode)
}

var countryCode = regexp.MustCompile(`^[A-Z]{2}$`)

// client is what the request says about its sender.
func (m *Module) client(r *http.Request) identity.Client {
	var c identity.Client
	if device := web.Cookie(r, deviceCookie); len(device) <= 100 {
		c.Device = device
	}
	if m.d.Country != nil {
		if country := m.d.Country(r); countryCode.MatchString(country) && country != "XX" {
			c.Country = country
		}
	}
	return c
}

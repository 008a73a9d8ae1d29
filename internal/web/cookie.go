package web

import "net/http"

// OverTLS reports whether the visitor's connection is encrypted, here or at the proxy that the edge trusts; what anybody
// else says about it was taken out of the request.
func OverTLS(r *http.Request) bool {
	return r.TLS != nil || r.URL.Scheme == "https" || r.Header.Get("X-Forwarded-Proto") == "https"
}

// cookieName is a cookie's name on the wire: over TLS with the prefix under which browsers take it from this host alone,
// so that no other host of the domain can put its own in its place.
func cookieName(r *http.Request, name string) string {
	if OverTLS(r) {
		return "__Host-" + name
	}
	return name
}

// SetCookie keeps a small value in the visitor's browser for so many seconds: for this host alone, under TLS never sent
// without it, never readable by scripts. Lax cookies come along when a person follows a link from elsewhere, strict ones
// do not. Without a value the cookie is taken away.
func SetCookie(w http.ResponseWriter, r *http.Request, name, value string, seconds int, same http.SameSite) {
	if value == "" {
		seconds = -1
	}
	http.SetCookie(w, &http.Cookie{Name: cookieName(r, name), Value: value, Path: "/", MaxAge: seconds, HttpOnly: true, Secure: OverTLS(r), SameSite: same}) // #nosec G124 -- Secure under TLS; without it a browser would not keep the cookie
}

// maxCookie is more than any value that SetCookie is given.
const maxCookie = 4096

// Cookie returns the value that SetCookie has kept under a name; "" when there is none.
func Cookie(r *http.Request, name string) string {
	c, err := r.Cookie(cookieName(r, name))
	if err != nil || len(c.Value) > maxCookie {
		return ""
	}
	return c.Value
}

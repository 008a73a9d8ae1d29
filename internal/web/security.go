package web

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// contentPolicy makes the content security policy: nothing from elsewhere, no inline script at all. Style attributes
// are allowed (bars and pins are placed with them); style elements from us only.
func contentPolicy(cfg Config) (string, error) {
	img := []string{"'self'", "data:", "blob:"}
	if cfg.MapTiles != "" {
		u, err := url.Parse(strings.NewReplacer("{s}", "a", "{z}", "1", "{x}", "1", "{y}", "1", "{r}", "").Replace(cfg.MapTiles))
		if err != nil || u.Host == "" {
			return "", checkOrigin(cfg.MapTiles + " ;")
		}
		host := u.Host
		if strings.Contains(cfg.MapTiles, "{s}.") {
			host = "*." + strings.TrimPrefix(host, "a.")
		}
		img = append(img, u.Scheme+"://"+host)
	}
	for _, list := range [][]string{cfg.ImageSources, cfg.FormTargets} {
		for _, o := range list {
			if err := checkOrigin(o); err != nil {
				return "", err
			}
		}
	}
	img = append(img, cfg.ImageSources...)
	form := append([]string{"'self'"}, cfg.FormTargets...)
	return strings.Join([]string{
		"default-src 'self'", "script-src 'self'", "style-src 'self'", "style-src-attr 'unsafe-inline'",
		"img-src " + strings.Join(img, " "), "font-src 'self'", "connect-src 'self'", "frame-src 'self'", "object-src 'none'",
		"base-uri 'none'", "form-action " + strings.Join(form, " "), "frame-ancestors 'self'", "manifest-src 'self'",
		"worker-src 'self'",
	}, "; "), nil
}

// dataPolicy is that of answers which no browser shows as a page: opened in a tab all the same, they load and run nothing.
const dataPolicy = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox"

// Secure stands outside of everything: no answer leaves without the security headers, whatever refused the request
// before Middleware saw it. Handlers may make their own answer stricter.
func (k *Kit) Secure(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		k.securityHeaders(w, r)
		next.ServeHTTP(w, r)
	})
}

// securityHeaders sets what every answer carries, pages and API alike.
func (k *Kit) securityHeaders(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	policy := k.policy
	if strings.HasPrefix(r.URL.Path, "/api/") || slices.Contains([]string{"/health", "/ready", "/metrics"}, r.URL.Path) {
		policy = dataPolicy
	} else if k.cfg.Reports {
		policy += "; report-uri " + ReportPath
	}
	if OverTLS(r) { // without includeSubDomains: a tenant's own domain may have other hosts, which are not ours
		policy += "; upgrade-insecure-requests"
		h.Set("Strict-Transport-Security", "max-age=31536000")
		if strings.Contains(policy, ReportPath) { // browsers take endpoints over TLS only, and then no report-uri
			policy += "; report-to csp"
			h.Set("Reporting-Endpoints", `csp="`+ReportPath+`"`)
		}
	}
	h.Set("Content-Security-Policy", policy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "SAMEORIGIN")
	h.Set("Referrer-Policy", "strict-origin-when-cross-origin")
	h.Set("Permissions-Policy", "camera=(self), geolocation=(self), microphone=(), payment=(self), usb=()")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
}

package identityio

import (
	"errors"
	"net/http"
	"strings"

	"comptoir/internal/identity"
	"comptoir/internal/kernel/access"
	"comptoir/internal/web"
)

// sessionCookie holds the secret of a session of pages.
const sessionCookie = "session"

// setSession keeps a session's secret in the browser; the store decides when it ends earlier. "" takes it away.
func setSession(w http.ResponseWriter, r *http.Request, secret string) {
	web.SetCookie(w, r, sessionCookie, secret, int(identity.SessionLife.Seconds()), http.SameSiteLaxMode)
}

func sessionSecret(r *http.Request) string { return web.Cookie(r, sessionCookie) }

// Authenticate lets next run with the person who sends the request as access.Actor: by the access token of a call to the
// API (no question to the database), else by the session cookie (one round trip). Without either the anonymous visitor
// stays. It stands inside the resolution of the tenant.
//
// A call to the API with an access token that is not valid is refused with 401 identity.invalid_token, rather than going on
// as nobody, except where clients send an old one along to get a new one (POST /api/auth/…).
func (m *Module) Authenticate(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if access.TenantOf(r.Context()).IsZero() || strings.HasPrefix(r.URL.Path, "/assets/") {
			next.ServeHTTP(w, r)
			return
		}
		r = r.WithContext(identity.WithClient(r.Context(), m.client(r)))
		api := strings.HasPrefix(r.URL.Path, "/api/")
		actor, err := m.actor(w, r, api)
		switch {
		case err == nil && actor.Kind == access.Person:
			next.ServeHTTP(w, r.WithContext(access.With(r.Context(), actor)))
		case err == nil:
			next.ServeHTTP(w, r)
		case api:
			m.d.Problem(w, r, err)
		default:
			m.d.Web.Error(w, r, err)
		}
	})
}

func (m *Module) actor(w http.ResponseWriter, r *http.Request, api bool) (access.Actor, error) {
	ctx := r.Context()
	if token, ok := bearer(r); ok && api {
		actor, err := m.actorOfToken(r, token)
		if err != nil && r.Method == http.MethodPost && strings.HasPrefix(r.URL.Path, "/api/auth/") {
			return access.Actor{}, nil
		}
		return actor, err
	}
	secret := sessionSecret(r)
	if secret == "" {
		return access.Actor{}, nil
	}
	actor, err := m.ActorOfCookie(ctx, secret)
	if errors.Is(err, identity.ErrSessionEnded) {
		setSession(w, r, "")
		return access.Actor{}, nil
	}
	return actor, err
}

func (m *Module) actorOfToken(r *http.Request, token string) (access.Actor, error) {
	claims, err := m.tokens.Read(token)
	if err != nil {
		return access.Actor{}, err
	}
	return m.ActorOfClaims(r.Context(), claims)
}

// bearer returns the token of an Authorization header of that scheme.
func bearer(r *http.Request) (string, bool) {
	scheme, token, ok := strings.Cut(r.Header.Get("Authorization"), " ")
	return strings.TrimSpace(token), ok && strings.EqualFold(scheme, "Bearer")
}

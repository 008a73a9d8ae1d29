package tenancyio

import (
	"context"
	"net/http"
	"net/url"
	"time"

	"comptoir/internal/kernel/access"
	"comptoir/internal/tenancy"
	"comptoir/internal/web"
)

func (m *Module) pageSupport(w http.ResponseWriter, r *http.Request) {
	if d, ok := m.inside(w, r); ok {
		m.desk(w, r, http.StatusOK, web.T(r.Context(), "business.title"), businessTabs(r.URL.Path, supportPage(d)))
	}
}

func (m *Module) postConsent(w http.ResponseWriter, r *http.Request) {
	f, err := web.ReadForm(w, r)
	if err == nil {
		_, err = m.ConsentSupport(r.Context(), tenancy.ConsentSupport{Standing: f.Checked("standing")})
	}
	m.done(w, r, err, "business.done.saved", "/desk/business/support")
}

func (m *Module) postDecide(w http.ResponseWriter, r *http.Request) {
	ctx, id := r.Context(), idOf[tenancy.Support](r, "sid")
	f, err := web.ReadForm(w, r)
	if err == nil && f.Get("do") == "end" {
		_, err = m.EndSupport(ctx, tenancy.EndSupport{ID: id})
	} else if err == nil {
		_, err = m.DecideSupport(ctx, tenancy.DecideSupport{ID: id, Agree: f.Get("do") == "agree"})
	}
	m.done(w, r, err, "business.done.saved", "/desk/business/support")
}

// postKnock opens the business's door for the helper who asked, and sends him there with the key.
func (m *Module) postKnock(w http.ResponseWriter, r *http.Request) {
	id := idOf[access.Tenant](r, "id")
	s, err := m.KnockSupport(r.Context(), tenancy.KnockSupport{Tenant: id, ID: idOf[tenancy.Support](r, "sid")})
	if err != nil {
		m.done(w, r, err, "", "/operator/tenants/"+id.String())
		return
	}
	t, err := m.Directory.ByID(r.Context(), id)
	if err != nil {
		m.web().Error(w, r, err)
		return
	}
	key := m.keys.seal(purposeKnock, id, s.ID.Raw())
	// A link and no redirection: forms of this page may be sent to this host only (Content-Security-Policy, form-action).
	m.web().Render(w, r, http.StatusOK, web.Page{Layout: web.Bare, Title: web.T(r.Context(), "support.enter.title")}, knockPage(t, m.Directory.Address(t)+"/support/enter?key="+url.QueryEscape(key)))
}

// pageEnter asks the helper to come in: an address alone must not do it, which others might make him follow.
func (m *Module) pageEnter(w http.ResponseWriter, r *http.Request) {
	t, _ := tenancy.From(r.Context())
	w.Header().Set("Referrer-Policy", "no-referrer")
	m.web().Render(w, r, http.StatusOK, web.Page{Layout: web.Bare, Title: web.T(r.Context(), "support.enter.title")}, enterPage(t, r.URL.Query().Get("key")))
}

func (m *Module) postEnter(w http.ResponseWriter, r *http.Request) {
	t, _ := tenancy.From(r.Context())
	f, ok := m.web().Form(w, r)
	if !ok {
		return
	}
	id, ours := m.keys.open(purposeKnock, t.ID, f.Get("key"))
	if !ours {
		m.web().Error(w, r, tenancy.ErrSupportOver)
		return
	}
	ctx := access.AsSystem(r.Context(), t.ID, "support")
	user, name, _, _, err := m.d.Helper(ctx)
	if err != nil {
		m.web().Error(w, r, err)
		return
	}
	s, err := m.EnterSupport(ctx, tenancy.EnterSupport{ID: tenancy.SupportID(id), ForUser: user, For: name})
	if err != nil {
		m.web().Error(w, r, err)
		return
	}
	setSupport(w, r, m.keys.seal(purposeSupport, t.ID, s.ID.Raw()), tenancy.SupportLife)
	m.web().Redirect(w, r, "/desk")
}

// postLeave ends the helper's access and leaves him before the business's public door.
func (m *Module) postLeave(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	if id, ours := m.supportOf(r); ours && !access.From(ctx).Impersonator.IsZero() {
		if _, err := m.EndSupport(access.With(ctx, asHelper(ctx)), tenancy.EndSupport{ID: id}); err != nil {
			m.web().Error(w, r, err)
			return
		}
	}
	setSupport(w, r, "", 0)
	m.web().Redirect(w, r, "/")
}

// asHelper lets the helper end his own access, which the administrator's permissions that he was given do not hold.
func asHelper(ctx context.Context) access.Actor {
	a := access.From(ctx)
	a.Permissions = map[access.Permission]bool{tenancy.PermEndSupport: true}
	return a
}

// supportCookie holds, sealed, which access of the support this browser has; it comes along from this site only.
const supportCookie = "support"

func setSupport(w http.ResponseWriter, r *http.Request, value string, life time.Duration) {
	web.SetCookie(w, r, supportCookie, value, int(life.Seconds()), http.SameSiteStrictMode)
}

func (m *Module) supportOf(r *http.Request) (tenancy.SupportID, bool) {
	value := web.Cookie(r, supportCookie)
	if value == "" {
		return tenancy.SupportID{}, false
	}
	id, ours := m.keys.open(purposeSupport, access.TenantOf(r.Context()), value)
	return tenancy.SupportID(id), ours
}

// Support lets next run with the helper in an administrator's place, as long as his access lives: it is looked up at each
// request, so that it ends at once when anybody ends it. It stands inside of the authentication.
func (m *Module) Support(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		id, ours := m.supportOf(r)
		if !ours {
			next.ServeHTTP(w, r)
			return
		}
		actor, err := m.helper(r.Context(), id)
		if err != nil {
			setSupport(w, r, "", 0)
			next.ServeHTTP(w, r)
			return
		}
		next.ServeHTTP(w, r.WithContext(access.With(r.Context(), actor)))
	})
}

func (m *Module) helper(ctx context.Context, id tenancy.SupportID) (access.Actor, error) {
	before := access.From(ctx)
	system := access.AsSystem(ctx, before.Tenant, "support")
	s, err := m.FindSupport(system, tenancy.FindSupport{ID: id})
	if err != nil {
		return before, err
	}
	if !s.Lives(m.d.Now()) {
		return before, tenancy.ErrSupportOver
	}
	_, _, roles, may, err := m.d.Helper(system)
	if err != nil {
		return before, err
	}
	return access.Actor{Kind: access.Person, Tenant: before.Tenant, User: s.ForUser, Name: s.OperatorName + " (support) → " + s.For, Roles: roles, Permissions: may, Locale: before.Locale,
		Address: before.Address, Session: s.ID.String(), Impersonator: access.Impersonator{User: s.Operator, Name: s.OperatorName, Until: s.EndsAt}}, nil
}

// Banner is what every page says while a helper acts; nil when none does.
func (m *Module) Banner(r *http.Request) *web.Helper {
	ctx := r.Context()
	i := access.From(ctx).Impersonator
	if i.IsZero() {
		return nil
	}
	place := time.UTC
	if t, ok := tenancy.From(ctx); ok {
		place = t.Location()
	}
	return &web.Helper{Words: web.T(ctx, "support.banner", "Name", access.From(ctx).Name, "Until", web.Moment(ctx, i.Until.In(place))), Leave: web.T(ctx, "support.leave"), Post: "/support/leave"}
}

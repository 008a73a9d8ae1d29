package identityio

import (
	"context"
	"time"

	"comptoir/internal/identity"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/platform/rest"
)

type apiSession struct {
	ID        identity.SessionID   `json:"id"`
	Kind      identity.SessionKind `json:"kind" enum:"page,api" doc:"page: a browser; api: a program with refresh tokens"`
	Device    string               `json:"device" example:"Firefox, Windows" doc:"what the browser or program says it is, in words; empty when it says nothing that is known"`
	Address   string               `json:"address" example:"192.0.2.7" doc:"network address at sign-in"`
	Country   string               `json:"country,omitempty" example:"FR" doc:"ISO 3166 code, where the installation's proxy names it"`
	OpenedAt  time.Time            `json:"openedAt"`
	SeenAt    time.Time            `json:"seenAt" doc:"last use, to ten minutes"`
	ExpiresAt time.Time            `json:"expiresAt" doc:"when it ends if nobody uses it"`
	Current   bool                 `json:"current" doc:"the one that asks"`
}

type sessionsOutput struct {
	CacheControl string `header:"Cache-Control"`
	Body         rest.List[apiSession]
}

type sessionInput struct {
	ID string `path:"id" format:"uuid"`
}

// restSessions registers the API of one's own sessions.
func (m *Module) restSessions(api *rest.API) {
	rest.Register(api.Huma, rest.Op("GET", "/api/auth/sessions", identity.PermOwnAccount, "List your sessions", "auth"), m.restListSessions)
	one := rest.Op("DELETE", "/api/auth/sessions/{id}", identity.PermOwnAccount, "End one of your sessions", "auth")
	one.Description = "It ends at once: its access tokens are refused from the next call on, and its device counts as new."
	rest.Register(api.Huma, one, m.restRevoke)
	rest.Register(api.Huma, rest.Op("DELETE", "/api/auth/sessions", identity.PermOwnAccount, "End all your sessions but this one", "auth"), m.restRevokeOthers)
}

func (m *Module) restListSessions(ctx context.Context, _ *struct{}) (*sessionsOutput, error) {
	all, err := m.Sessions(ctx, identity.ListSessions{})
	if err != nil {
		return nil, err
	}
	out := &sessionsOutput{CacheControl: "no-store"}
	out.Body.Items = make([]apiSession, len(all))
	for n, s := range all {
		out.Body.Items[n] = apiSession{ID: s.ID, Kind: s.Kind, Device: s.Agent.String(), Address: s.Address, Country: s.Country, OpenedAt: s.OpenedAt, SeenAt: s.SeenAt,
			ExpiresAt: s.ExpiresAt, Current: s.Current}
	}
	return out, nil
}

func (m *Module) restRevoke(ctx context.Context, in *sessionInput) (*struct{}, error) {
	id, err := ident.ParseRaw(in.ID)
	if err != nil {
		return nil, identity.ErrUnknownSession
	}
	_, err = m.RevokeSession(ctx, identity.RevokeSession{Session: identity.SessionID(id)})
	return nil, err
}

func (m *Module) restRevokeOthers(ctx context.Context, _ *struct{}) (*struct{}, error) {
	_, err := m.RevokeOthers(ctx, identity.RevokeOtherSessions{})
	return nil, err
}

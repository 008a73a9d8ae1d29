package identityio

import (
	"context"

	"comptoir/internal/identity"
	"comptoir/internal/kernel/access"
	"comptoir/internal/platform/rest"
)

type useLinkInput struct {
	Agent string `header:"User-Agent"`
	Body  struct {
		Token string `json:"token" maxLength:"200" doc:"the last part of the mailed address"`
	}
}

type newEmailInput struct {
	Body struct {
		Email string `json:"email" maxLength:"254" example:"anne@example.org" doc:"the address to use from now on; it is written to, and so is the old one"`
	}
}

type cancelledOutput struct {
	Body struct {
		Restored bool `json:"restored" doc:"the change had been confirmed: the old address is back, every session is over, and a link to choose a new password was mailed"`
	}
}

// restLinks registers the API of sign-in links and of changing one's address.
func (m *Module) restLinks(api *rest.API) {
	ask := rest.Op("POST", "/api/auth/link", access.Public, "Ask for a link that signs in", "auth")
	ask.DefaultStatus = 202
	ask.Description = "The link works once, for ten minutes. The answer is the same whether or not the address has an account."
	rest.Register(api.Huma, ask, m.restAskLink)
	use := rest.Op("POST", "/api/auth/link/use", access.Public, "Sign in with a mailed link", "auth")
	use.DefaultStatus = 200
	rest.Register(api.Huma, loginOperation(api, use), m.restUseLink)
	change := rest.Op("POST", "/api/auth/email", identity.PermOwnAccount, "Ask for another e-mail address", "auth")
	change.DefaultStatus = 202
	change.Description = "The new address gets a link to confirm it, the old one a link to stop it, which works for seven days even after the change."
	rest.Register(api.Huma, change, m.restChangeEmail)
	confirm := rest.Op("POST", "/api/auth/email/change", access.Public, "Take the new address, with the link mailed to it", "auth")
	confirm.DefaultStatus = 204
	rest.Register(api.Huma, confirm, m.restConfirmNew)
	cancel := rest.Op("POST", "/api/auth/email/cancel", access.Public, "Stop or undo a change of address, with the link mailed to the old one", "auth")
	cancel.DefaultStatus = 200
	rest.Register(api.Huma, cancel, m.restCancelChange)
}

func (m *Module) restAskLink(ctx context.Context, in *forgotInput) (*acceptedOutput, error) {
	if err := tenanted(ctx); err != nil {
		return nil, err
	}
	_, err := m.RequestLink(ctx, identity.RequestMagicLink{Email: in.Body.Email})
	return accepted(), err
}

func (m *Module) restUseLink(ctx context.Context, in *useLinkInput) (*loginOutput, error) {
	if err := tenanted(ctx); err != nil {
		return nil, err
	}
	s, err := m.UseLink(ctx, identity.UseMagicLink{Token: in.Body.Token, Kind: identity.APISession, Agent: in.Agent})
	return m.loginWire(s), err
}

func (m *Module) restChangeEmail(ctx context.Context, in *newEmailInput) (*acceptedOutput, error) {
	_, err := m.ChangeEmail(ctx, identity.RequestEmailChange{Email: in.Body.Email})
	return accepted(), err
}

func (m *Module) restConfirmNew(ctx context.Context, in *confirmInput) (*struct{}, error) {
	if err := tenanted(ctx); err != nil {
		return nil, err
	}
	_, err := m.ConfirmNew(ctx, identity.ConfirmNewEmail{Token: in.Body.Token})
	return nil, err
}

func (m *Module) restCancelChange(ctx context.Context, in *confirmInput) (*cancelledOutput, error) {
	if err := tenanted(ctx); err != nil {
		return nil, err
	}
	done, err := m.CancelChange(ctx, identity.CancelEmailChange{Token: in.Body.Token})
	out := &cancelledOutput{}
	out.Body.Restored = done.Restored
	return out, err
}

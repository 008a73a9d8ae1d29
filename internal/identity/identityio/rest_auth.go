package identityio

import (
	"context"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"comptoir/internal/identity"
	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/contact"
	"comptoir/internal/platform/rest"
)

type registerInput struct {
	Body struct {
		Email    string `json:"email" maxLength:"254" example:"anne@example.com" doc:"where the confirmation is sent"`
		Password string `json:"password" maxLength:"512" doc:"12 to 128 characters; not among the commonest, not holding your name or address"`
		Name     string `json:"name" maxLength:"200" example:"Anne Le Goff"`
		Phone    string `json:"phone,omitempty" maxLength:"40" example:"+33612345678"`
		Locale   string `json:"locale,omitempty" enum:"fr,en,ar" doc:"language of mails and pages; the business's own when left out"`
	}
}

type acceptedOutput struct {
	Body struct {
		Status string `json:"status" enum:"mail_sent" doc:"always the same: whether the address has an account is said by mail only"`
	}
}

func accepted() *acceptedOutput {
	out := &acceptedOutput{}
	out.Body.Status = "mail_sent"
	return out
}

type loginInput struct {
	Agent string `header:"User-Agent"`
	Body  struct {
		Email    string `json:"email" maxLength:"254"`
		Password string `json:"password" maxLength:"512"`
	}
}

type userBody struct {
	ID             access.UserID   `json:"id"`
	Email          contact.Email   `json:"email"`
	EmailConfirmed bool            `json:"emailConfirmed"`
	Name           string          `json:"name"`
	Phone          string          `json:"phone,omitempty"`
	Locale         string          `json:"locale"`
	Zone           string          `json:"zone,omitempty" example:"Europe/Paris" doc:"IANA name; the business's own when left out"`
	Photo          string          `json:"photo,omitempty" doc:"address of the picture at this host, for the person and who may read the business's people"`
	Roles          []identity.Role `json:"roles"`
	CreatedAt      time.Time       `json:"createdAt"`
}

func userWire(v identity.UserView) userBody {
	return userBody{ID: v.ID, Email: v.Email, EmailConfirmed: v.EmailConfirmed, Name: v.Name, Phone: string(v.Phone), Locale: v.Locale, Zone: v.Zone,
		Photo: PhotoPath(v.ID, v.Photo), Roles: v.Roles, CreatedAt: v.CreatedAt}
}

type sessionOutput struct {
	CacheControl string `header:"Cache-Control"`
	Body         sessionBody
}

type sessionBody struct {
	AccessToken  string   `json:"accessToken" doc:"send it as Authorization: Bearer …"`
	TokenType    string   `json:"tokenType" enum:"Bearer"`
	ExpiresIn    int      `json:"expiresIn" doc:"seconds for which the access token is valid"`
	RefreshToken string   `json:"refreshToken" doc:"used once; used twice within ten seconds it gives the same answer, later it ends the session"`
	User         userBody `json:"user"`
}

func sessionWire(in identity.SignedIn) *sessionOutput {
	return &sessionOutput{CacheControl: "no-store", Body: sessionBody{AccessToken: in.Access, TokenType: "Bearer", ExpiresIn: int(in.AccessFor.Seconds()),
		RefreshToken: in.Secret, User: userWire(in.User)}}
}

type refreshInput struct {
	Body struct {
		RefreshToken string `json:"refreshToken" maxLength:"200"`
	}
}

type logoutInput struct {
	Body *struct {
		RefreshToken string `json:"refreshToken,omitempty" maxLength:"200" doc:"of the session to end; the caller's own when left out"`
	}
}

type meOutput struct {
	CacheControl string `header:"Cache-Control"`
	Body         userBody
}

type forgotInput struct {
	Body struct {
		Email string `json:"email" maxLength:"254"`
	}
}

type resetInput struct {
	Body struct {
		Token    string `json:"token" maxLength:"200" doc:"the last part of the mailed address"`
		Password string `json:"password" maxLength:"512"`
	}
}

type confirmInput struct {
	Body struct {
		Token string `json:"token" maxLength:"200" doc:"the last part of the mailed address"`
	}
}

// REST registers the API of signing in.
func (m *Module) REST(api *rest.API) {
	post := func(path, summary string, status int) huma.Operation {
		op := rest.Op("POST", "/api/auth/"+path, access.Public, summary, "auth")
		op.DefaultStatus = status
		return op
	}
	rest.Register(api.Huma, post("register", "Open an account", 202), m.restRegister)
	rest.Register(api.Huma, loginOperation(api, post("login", "Sign in", 200)), m.restLogin)
	rest.Register(api.Huma, post("refresh", "Exchange a refresh token", 200), m.restRefresh)
	rest.Register(api.Huma, post("logout", "End a session", 204), m.restLogout)
	rest.Register(api.Huma, post("password/forgot", "Ask for a link that sets a new password", 202), m.restForgot)
	rest.Register(api.Huma, post("password/reset", "Set a new password with a mailed link", 204), m.restReset)
	rest.Register(api.Huma, post("email/confirm", "Confirm an e-mail address with a mailed link", 204), m.restConfirm)
	rest.Register(api.Huma, rest.Op("GET", "/api/auth/me", identity.PermOwnAccount, "Who am I", "auth"), m.restMe)
	prove := rest.Op("POST", "/api/auth/prove", identity.PermOwnAccount, "Prove again that it is you", "auth")
	prove.Description = "Dangerous acts (payouts, exports, role changes, deletions, changes of address, password and factors) answer 403 " +
		"`identity.step_up_required` unless you have proved within ten minutes that you are yourself: by signing in, or here."
	rest.Register(api.Huma, prove, m.restProve)
	m.restProfile(api)
	m.restSessions(api)
	m.restLinks(api)
	m.restPeople(api)
	m.restFactors(api)
	m.restProviders(api)
}

func (m *Module) restRegister(ctx context.Context, in *registerInput) (*acceptedOutput, error) {
	if err := tenanted(ctx); err != nil {
		return nil, err
	}
	locale := in.Body.Locale
	if locale == "" {
		locale = m.d.Locale(ctx)
	}
	_, err := m.Register(ctx, identity.Register{Email: in.Body.Email, Password: in.Body.Password,
		Profile: identity.Profile{Name: in.Body.Name, Phone: contact.Phone(in.Body.Phone), Locale: locale}})
	return accepted(), err
}

func (m *Module) restLogin(ctx context.Context, in *loginInput) (*loginOutput, error) {
	if err := tenanted(ctx); err != nil {
		return nil, err
	}
	s, err := m.SignIn(ctx, identity.SignIn{Email: in.Body.Email, Password: in.Body.Password, Kind: identity.APISession, Agent: in.Agent})
	return m.loginWire(s), err
}

func (m *Module) restRefresh(ctx context.Context, in *refreshInput) (*sessionOutput, error) {
	if err := tenanted(ctx); err != nil {
		return nil, err
	}
	s, err := m.Refresh(ctx, identity.Refresh{Token: in.Body.RefreshToken})
	return sessionWire(s), err
}

func (m *Module) restLogout(ctx context.Context, in *logoutInput) (*struct{}, error) {
	if err := tenanted(ctx); err != nil {
		return nil, err
	}
	c := identity.SignOut{}
	if in.Body != nil {
		c.Secret = in.Body.RefreshToken
	}
	_, err := m.SignOut(ctx, c)
	return nil, err
}

func (m *Module) restForgot(ctx context.Context, in *forgotInput) (*acceptedOutput, error) {
	if err := tenanted(ctx); err != nil {
		return nil, err
	}
	_, err := m.RequestReset(ctx, identity.RequestReset{Email: in.Body.Email})
	return accepted(), err
}

func (m *Module) restReset(ctx context.Context, in *resetInput) (*struct{}, error) {
	if err := tenanted(ctx); err != nil {
		return nil, err
	}
	_, err := m.ResetPassword(ctx, identity.ResetPassword{Token: in.Body.Token, Password: in.Body.Password})
	return nil, err
}

func (m *Module) restConfirm(ctx context.Context, in *confirmInput) (*struct{}, error) {
	if err := tenanted(ctx); err != nil {
		return nil, err
	}
	_, err := m.ConfirmEmail(ctx, identity.ConfirmEmail{Token: in.Body.Token})
	return nil, err
}

func (m *Module) restMe(ctx context.Context, _ *struct{}) (*meOutput, error) {
	return meWire(m.Me(ctx, identity.Me{}))
}

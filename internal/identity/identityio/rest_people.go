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

type memberBody struct {
	ID             access.UserID     `json:"id"`
	Email          contact.Email     `json:"email" example:"anne@example.com"`
	EmailConfirmed bool              `json:"emailConfirmed"`
	Name           string            `json:"name" example:"Anne Le Goff"`
	Phone          string            `json:"phone,omitempty" example:"+33612345678"`
	Locale         string            `json:"locale" example:"fr"`
	Zone           string            `json:"zone,omitempty" example:"Europe/Paris"`
	Photo          string            `json:"photo,omitempty" doc:"address of his picture at this host"`
	Roles          []identity.Role   `json:"roles" doc:"the program's own roles, lowest first"`
	CustomRoles    []identity.RoleID `json:"customRoles" doc:"roles that the business made"`
	Deactivated    bool              `json:"deactivated" doc:"shut out: he cannot sign in"`
	CreatedAt      time.Time         `json:"createdAt"`
}

func memberWire(v identity.UserView) memberBody {
	return memberBody{ID: v.ID, Email: v.Email, EmailConfirmed: v.EmailConfirmed, Name: v.Name, Phone: string(v.Phone), Locale: v.Locale, Zone: v.Zone,
		Photo: PhotoPath(v.ID, v.Photo), Roles: v.Roles, CustomRoles: listed(v.Custom), Deactivated: v.Deactivated, CreatedAt: v.CreatedAt}
}

type memberOutput struct{ Body memberBody }

type membersInput struct {
	rest.PageParams
	Team bool   `query:"team" doc:"only who has a role beyond that of a customer or a member"`
	Text string `query:"q" maxLength:"100" doc:"in the name or the address"`
}

type membersOutput struct{ Body rest.List[memberBody] }

type memberInput struct {
	ID access.UserID `path:"id"`
}

type rolesInput struct {
	ID   access.UserID `path:"id"`
	Body struct {
		Roles       []identity.Role   `json:"roles" maxItems:"20" example:"[\"staff\"]" doc:"all of them from now on; empty: a customer"`
		CustomRoles []identity.RoleID `json:"customRoles,omitempty" maxItems:"50"`
	}
}

type roleBody struct {
	ID          identity.RoleID     `json:"id"`
	Name        string              `json:"name" example:"Réception"`
	Permissions []access.Permission `json:"permissions" example:"[\"stays.run_stay\"]"`
	Version     int                 `json:"version" example:"1"`
	UpdatedAt   time.Time           `json:"updatedAt"`
}

func roleWire(c identity.CustomRole) roleBody {
	return roleBody{ID: c.ID, Name: c.Name, Permissions: c.Permissions, Version: c.Version, UpdatedAt: c.UpdatedAt}
}

type matrixRow struct {
	Permission access.Permission `json:"permission" example:"stays.run_stay"`
	Own        bool              `json:"own" doc:"it reaches only what is the person's own"`
	Roles      []identity.Role   `json:"roles" doc:"of the program, which have it"`
}

type matrixOutput struct {
	Body struct {
		Matrix []matrixRow `json:"matrix"`
		Custom []roleBody  `json:"custom" doc:"roles that the business made"`
	}
}

type roleFields struct {
	Name        string              `json:"name" maxLength:"200" example:"Réception"`
	Permissions []access.Permission `json:"permissions" maxItems:"200" example:"[\"stays.run_stay\"]" doc:"at most what you may do yourself"`
}

type newRoleInput struct{ Body roleFields }

type oneRoleInput struct {
	rest.IfMatch
	ID   identity.RoleID `path:"id"`
	Body roleFields
}

type goneRoleInput struct {
	rest.IfMatch
	ID identity.RoleID `path:"id"`
}

type roleOutput struct {
	ETag string `header:"ETag"`
	Body roleBody
}

type invitationBody struct {
	ID          identity.InvitationID `json:"id"`
	Email       contact.Email         `json:"email"`
	Name        string                `json:"name"`
	Locale      string                `json:"locale"`
	Roles       []identity.Role       `json:"roles"`
	CustomRoles []identity.RoleID     `json:"customRoles"`
	InvitedBy   string                `json:"invitedBy,omitempty" example:"Nolwenn Le Goff"`
	CreatedAt   time.Time             `json:"createdAt"`
	ExpiresAt   time.Time             `json:"expiresAt"`
}

func invitationWire(v identity.Invitation) invitationBody {
	return invitationBody{ID: v.ID, Email: v.Email, Name: v.Name, Locale: v.Locale, Roles: v.Roles, CustomRoles: listed(v.Custom), InvitedBy: v.Inviter,
		CreatedAt: v.CreatedAt, ExpiresAt: v.ExpiresAt}
}

type invitationOutput struct{ Body invitationBody }

type invitationsOutput struct{ Body rest.List[invitationBody] }

type inviteInput struct {
	Body struct {
		Email       string            `json:"email" maxLength:"254" example:"erwan@example.com"`
		Name        string            `json:"name" maxLength:"200" example:"Erwan Kervella"`
		Locale      string            `json:"locale,omitempty" enum:"fr,en,ar" doc:"language of the mail; the business's own when left out"`
		Roles       []identity.Role   `json:"roles" maxItems:"20" example:"[\"staff\"]"`
		CustomRoles []identity.RoleID `json:"customRoles,omitempty" maxItems:"50"`
	}
}

type oneInvitationInput struct {
	ID identity.InvitationID `path:"id"`
}

type acceptInput struct {
	Agent string `header:"User-Agent"`
	Body  struct {
		Token    string `json:"token" maxLength:"200" doc:"the last part of the mailed address"`
		Name     string `json:"name,omitempty" maxLength:"200" doc:"for a new account"`
		Password string `json:"password,omitempty" maxLength:"512" doc:"for a new account"`
	}
}

type acceptOutput struct {
	CacheControl string `header:"Cache-Control"`
	Body         struct {
		Session *sessionBody `json:"session,omitempty" doc:"of the account that was opened; left out for who had one"`
		User    memberBody   `json:"user"`
	}
}

// restPeople registers the API of people, roles and invitations.
func (m *Module) restPeople(api *rest.API) {
	op := func(method, path string, p access.Permission, summary string, status int) huma.Operation {
		o := rest.Op(method, "/api/identity/"+path, p, summary, "identity")
		o.DefaultStatus = status
		return o
	}
	rest.Register(api.Huma, op("GET", "users", identity.PermReadUsers, "List people", 200), m.restUsers)
	rest.Register(api.Huma, op("GET", "users/{id}", identity.PermReadUsers, "See a person", 200), m.restUser)
	rest.Register(api.Huma, op("PUT", "users/{id}/roles", identity.PermGrantRole, "Replace a person's roles", 200), m.restSetRoles)
	rest.Register(api.Huma, op("POST", "users/{id}/deactivate", identity.PermManageUsers, "Shut a person out", 200), m.restDeactivate)
	rest.Register(api.Huma, op("POST", "users/{id}/reactivate", identity.PermManageUsers, "Let a person in again", 200), m.restReactivate)
	rest.Register(api.Huma, op("DELETE", "users/{id}/sessions", identity.PermManageUsers, "Sign a person out everywhere", 204), m.restEndSessions)
	rest.Register(api.Huma, op("GET", "roles", identity.PermReadUsers, "See who may do what", 200), m.restRoles)
	rest.Register(api.Huma, op("POST", "roles", identity.PermManageRoles, "Make a role", 201), m.restNewRole)
	rest.Register(api.Huma, op("PUT", "roles/{id}", identity.PermManageRoles, "Change a role of the business's own", 200), m.restEditRole)
	rest.Register(api.Huma, op("DELETE", "roles/{id}", identity.PermManageRoles, "Remove a role of the business's own", 204), m.restRemoveRole)
	rest.Register(api.Huma, op("GET", "invitations", identity.PermReadUsers, "List open invitations", 200), m.restInvitations)
	rest.Register(api.Huma, op("POST", "invitations", identity.PermCreateUser, "Invite somebody", 201), m.restInvite)
	rest.Register(api.Huma, op("POST", "invitations/{id}/resend", identity.PermCreateUser, "Send an invitation again, with a new link", 200), m.restResend)
	rest.Register(api.Huma, op("DELETE", "invitations/{id}", identity.PermCreateUser, "Withdraw an invitation", 204), m.restWithdraw)
	accept := rest.Op("POST", "/api/auth/invitation", access.Public, "Accept an invitation", "auth")
	accept.DefaultStatus = 200
	accept.Description = "Without an account at the address a name and a password open one. Who has one sends his access token along: otherwise 409 `identity.invitation_needs_sign_in`."
	rest.Register(api.Huma, accept, m.restAccept)
}

func (m *Module) restUsers(ctx context.Context, in *membersInput) (*membersOutput, error) {
	page, err := m.ListUsers(ctx, identity.ListUsers{Request: in.Request(), Team: in.Team, Text: in.Text})
	return &membersOutput{Body: rest.ListOf(page, memberWire)}, err
}

func (m *Module) restUser(ctx context.Context, in *memberInput) (*memberOutput, error) {
	v, err := m.GetUser(ctx, identity.GetUser{User: in.ID})
	return &memberOutput{memberWire(v)}, err
}

func (m *Module) restSetRoles(ctx context.Context, in *rolesInput) (*memberOutput, error) {
	v, err := m.SetRoles(ctx, identity.SetRoles{User: in.ID, Roles: in.Body.Roles, Custom: in.Body.CustomRoles})
	return &memberOutput{memberWire(v)}, err
}

func (m *Module) restDeactivate(ctx context.Context, in *memberInput) (*memberOutput, error) {
	v, err := m.Deactivate(ctx, identity.Deactivate{User: in.ID})
	return &memberOutput{memberWire(v)}, err
}

func (m *Module) restReactivate(ctx context.Context, in *memberInput) (*memberOutput, error) {
	v, err := m.Reactivate(ctx, identity.Reactivate{User: in.ID})
	return &memberOutput{memberWire(v)}, err
}

func (m *Module) restEndSessions(ctx context.Context, in *memberInput) (*struct{}, error) {
	_, err := m.EndSessions(ctx, identity.EndUserSessions{User: in.ID})
	return nil, err
}

func (m *Module) restRoles(ctx context.Context, _ *struct{}) (*matrixOutput, error) {
	custom, err := m.ListRoles(ctx, identity.ListRoles{})
	if err != nil {
		return nil, err
	}
	out := &matrixOutput{}
	out.Body.Custom = make([]roleBody, len(custom))
	for n, c := range custom {
		out.Body.Custom[n] = roleWire(c)
	}
	for _, p := range identity.Permissions() {
		row := matrixRow{Permission: p, Own: identity.Own(p), Roles: identity.Holders(p)}
		if len(row.Roles) > 0 {
			out.Body.Matrix = append(out.Body.Matrix, row)
		}
	}
	return out, nil
}

func (m *Module) restNewRole(ctx context.Context, in *newRoleInput) (*roleOutput, error) {
	c, err := m.DefineRole(ctx, identity.DefineRole{Name: in.Body.Name, Permissions: in.Body.Permissions})
	return &roleOutput{ETag: rest.ETag(c.Version), Body: roleWire(c)}, err
}

func (m *Module) restEditRole(ctx context.Context, in *oneRoleInput) (*roleOutput, error) {
	version, _, err := in.Version()
	if err != nil {
		return nil, err
	}
	c, err := m.DefineRole(ctx, identity.DefineRole{ID: in.ID, Version: version, Name: in.Body.Name, Permissions: in.Body.Permissions})
	return &roleOutput{ETag: rest.ETag(c.Version), Body: roleWire(c)}, err
}

func (m *Module) restRemoveRole(ctx context.Context, in *goneRoleInput) (*struct{}, error) {
	version, _, err := in.Version()
	if err != nil {
		return nil, err
	}
	_, err = m.RemoveRole(ctx, identity.RemoveRole{ID: in.ID, Version: version})
	return nil, err
}

func (m *Module) restInvitations(ctx context.Context, _ *struct{}) (*invitationsOutput, error) {
	all, err := m.Invitations(ctx, identity.ListInvitations{})
	out := &invitationsOutput{}
	out.Body.Items = make([]invitationBody, len(all))
	for n, v := range all {
		out.Body.Items[n] = invitationWire(v)
	}
	return out, err
}

func (m *Module) restInvite(ctx context.Context, in *inviteInput) (*invitationOutput, error) {
	locale := in.Body.Locale
	if locale == "" {
		locale = m.d.Locale(ctx)
	}
	v, err := m.Invite(ctx, identity.Invite{Email: in.Body.Email, Name: in.Body.Name, Locale: locale, Roles: in.Body.Roles, Custom: in.Body.CustomRoles})
	return &invitationOutput{invitationWire(v)}, err
}

func (m *Module) restResend(ctx context.Context, in *oneInvitationInput) (*invitationOutput, error) {
	v, err := m.ResendInvite(ctx, identity.ResendInvitation{ID: in.ID})
	return &invitationOutput{invitationWire(v)}, err
}

func (m *Module) restWithdraw(ctx context.Context, in *oneInvitationInput) (*struct{}, error) {
	_, err := m.WithdrawInvite(ctx, identity.WithdrawInvitation{ID: in.ID})
	return nil, err
}

func (m *Module) restAccept(ctx context.Context, in *acceptInput) (*acceptOutput, error) {
	if err := tenanted(ctx); err != nil {
		return nil, err
	}
	j, err := m.AcceptInvite(ctx, identity.AcceptInvitation{Token: in.Body.Token, Name: in.Body.Name, Password: in.Body.Password, Kind: identity.APISession, Agent: in.Agent})
	if err != nil {
		return nil, err
	}
	out := &acceptOutput{CacheControl: "no-store"}
	if j.New {
		session := sessionWire(j.Session).Body
		out.Body.Session = &session
	}
	out.Body.User = memberWire(j.User)
	return out, nil
}

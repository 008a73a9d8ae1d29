package identityio

import (
	"context"
	"net/http"
	"slices"
	"time"

	"github.com/a-h/templ"

	"comptoir/internal/identity"
	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/paging"
	"comptoir/internal/web"
)

// teamPages are the desk's pages of people and roles, and the page of an invitation.
func (m *Module) teamPages() map[string]http.HandlerFunc {
	return map[string]http.HandlerFunc{
		"GET /desk/team":                            m.pageTeam,
		"GET /desk/team/invite":                     m.pageInvite,
		"POST /desk/team/invite":                    m.postInvite,
		"POST /desk/team/invitations/{id}/resend":   m.postResendInvite,
		"POST /desk/team/invitations/{id}/withdraw": m.postWithdrawInvite,
		"GET /desk/team/{id}":                       m.pageMember,
		"POST /desk/team/{id}/roles":                m.postMemberRoles,
		"POST /desk/team/{id}/deactivate":           m.postDeactivate,
		"POST /desk/team/{id}/reactivate":           m.postReactivate,
		"POST /desk/team/{id}/sign-out":             m.postSignOutMember,
		"POST /desk/team/{id}/reset-factors":        m.postResetFactors,
		"GET /desk/roles":                           m.pageRoles,
		"GET /desk/roles/new":                       m.pageNewRole,
		"POST /desk/roles/new":                      m.postNewRole,
		"GET /desk/roles/{id}":                      m.pageEditRole,
		"POST /desk/roles/{id}":                     m.postEditRole,
		"POST /desk/roles/{id}/remove":              m.postRemoveRole,
		"GET /invitation/{token}":                   m.pageInvitation,
		"POST /invitation/{token}":                  m.postInvitation,
	}
}

func desk(ctx context.Context, title string) web.Page {
	return web.Page{Layout: web.Desk, Title: title}
}

// teamView is the list of people.
type teamView struct {
	People      []identity.UserView
	Custom      []identity.CustomRole
	Invitations []identity.Invitation
	Pages       web.PaginationProps
	Text        string
	Everybody   bool
	MayInvite   bool
	Now         time.Time
	Place       *time.Location
}

func (v teamView) rows(ctx context.Context) []web.TableRow {
	rows := make([]web.TableRow, len(v.People))
	for n, u := range v.People {
		rows[n] = web.TableRow{ID: "person-" + u.ID.String(), Href: "/desk/team/" + u.ID.String(),
			Cells: []templ.Component{web.Person(u.Name, string(u.Email), PhotoPath(u.ID, u.Photo)), rolesCell(roleNames(ctx, u.Roles, u.Custom, v.Custom)), personState(u)}}
	}
	return rows
}

func (v teamView) invitationRows(ctx context.Context) []web.TableRow {
	rows := make([]web.TableRow, len(v.Invitations))
	for n, x := range v.Invitations {
		rows[n] = web.TableRow{ID: "invitation-" + x.ID.String(), Cells: []templ.Component{web.Person(x.Name, string(x.Email), ""),
			rolesCell(roleNames(ctx, x.Roles, x.Custom, v.Custom)), invitationUntil(!x.Open(v.Now), web.Moment(ctx, x.ExpiresAt.In(v.Place))),
			invitationActs(x.ID.String(), v.MayInvite)}}
	}
	return rows
}

// roleNames are the names of what somebody is; that of a customer only when he is nothing else.
func roleNames(ctx context.Context, roles []identity.Role, held []identity.RoleID, custom []identity.CustomRole) []string {
	var names []string
	for _, r := range roles {
		if r != identity.Customer || len(roles)+len(held) == 1 {
			names = append(names, web.T(ctx, "identity.role."+string(r)))
		}
	}
	for _, c := range custom {
		if slices.Contains(held, c.ID) {
			names = append(names, c.Name)
		}
	}
	return names
}

func (m *Module) pageTeam(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	query := r.URL.Query()
	v := teamView{Text: query.Get("q"), Everybody: query.Get("who") == "all", MayInvite: access.From(ctx).May(identity.PermCreateUser), Now: m.d.Now(), Place: m.d.Place(ctx)}
	page, err := m.ListUsers(ctx, identity.ListUsers{Request: paging.Request{Cursor: query.Get("cursor"), Limit: 50}, Team: !v.Everybody, Text: v.Text})
	if err != nil {
		m.d.Web.Error(w, r, err)
		return
	}
	v.People, v.Pages.Count = page.Items, len(page.Items)
	v.Pages.PrevHref, v.Pages.NextHref = web.PageLinks(r, page.Next)
	if v.Custom, err = m.ListRoles(ctx, identity.ListRoles{}); err == nil {
		v.Invitations, err = m.Invitations(ctx, identity.ListInvitations{})
	}
	if err != nil {
		m.d.Web.Error(w, r, err)
		return
	}
	m.d.Web.Render(w, r, http.StatusOK, desk(ctx, web.T(ctx, "people.team")), teamPage(v))
}

// rolesView are the roles that the actor may give.
type rolesView struct {
	Roles  []identity.Role
	Custom []identity.CustomRole
}

// holdsAll reports whether every role of a person is one that the actor may take: otherwise the form would take it unseen.
func (v rolesView) holdsAll(u identity.UserView) bool {
	for _, r := range u.Roles {
		if !slices.Contains(v.Roles, r) {
			return false
		}
	}
	for _, id := range u.Custom {
		if !slices.ContainsFunc(v.Custom, func(c identity.CustomRole) bool { return c.ID == id }) {
			return false
		}
	}
	return true
}

func (m *Module) choices(ctx context.Context) (rolesView, error) {
	actor := access.From(ctx)
	v := rolesView{Roles: identity.Givable(actor)}
	all, err := m.ListRoles(ctx, identity.ListRoles{})
	for _, c := range all {
		if identity.GivableCustom(actor, c) {
			v.Custom = append(v.Custom, c)
		}
	}
	return v, err
}

func (m *Module) languages() []web.Option {
	var all []web.Option
	for _, l := range m.d.Languages {
		all = append(all, web.Option{Value: l, Label: languageNames[l]})
	}
	return all
}

func (m *Module) pageInvite(w http.ResponseWriter, r *http.Request) {
	if err := access.Authorize(r.Context(), identity.PermCreateUser); err != nil {
		m.d.Web.Error(w, r, err)
		return
	}
	m.showInvite(w, r, http.StatusOK, web.FormOf("locale", m.d.Locale(r.Context()), "role", string(identity.Staff)))
}

func (m *Module) showInvite(w http.ResponseWriter, r *http.Request, status int, f *web.Form) {
	ctx := r.Context()
	v, err := m.choices(ctx)
	if err != nil {
		m.d.Web.Error(w, r, err)
		return
	}
	m.d.Web.Render(w, r, status, desk(ctx, web.T(ctx, "people.invite")), invitePage(f, v, m.languages()))
}

// chosen reads the roles of a form; a custom role that is no identifier is none that exists.
func chosen(f *web.Form) (roles []identity.Role, custom []identity.RoleID) {
	for _, name := range f.All("role") {
		roles = append(roles, identity.Role(name))
	}
	for _, text := range f.All("custom") {
		if id, err := ident.ParseRaw(text); err == nil {
			custom = append(custom, identity.RoleID(id))
		}
	}
	return roles, custom
}

func (m *Module) postInvite(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	f, ok := m.d.Web.Form(w, r)
	if !ok {
		return
	}
	roles, custom := chosen(f)
	v, err := m.Invite(ctx, identity.Invite{Email: f.Get("email"), Name: f.Get("name"), Locale: f.Get("locale"), Roles: roles, Custom: custom})
	if err != nil {
		if !f.Refused(ctx, err, map[string]string{"roles": "role"}) {
			m.d.Web.Error(w, r, err)
			return
		}
		m.showInvite(w, r, web.StatusOf(err), f)
		return
	}
	m.d.Web.Flash(w, r, web.Flash{Tone: web.Positive, Text: web.T(ctx, "people.invited", "Email", string(v.Email))})
	m.d.Web.Redirect(w, r, "/desk/team")
}

func (m *Module) postResendInvite(w http.ResponseWriter, r *http.Request) {
	m.onInvitation(w, r, "people.resent", func(ctx context.Context, id identity.InvitationID) error {
		_, err := m.ResendInvite(ctx, identity.ResendInvitation{ID: id})
		return err
	})
}

func (m *Module) postWithdrawInvite(w http.ResponseWriter, r *http.Request) {
	m.onInvitation(w, r, "people.withdrawn", func(ctx context.Context, id identity.InvitationID) error {
		_, err := m.WithdrawInvite(ctx, identity.WithdrawInvitation{ID: id})
		return err
	})
}

func (m *Module) onInvitation(w http.ResponseWriter, r *http.Request, done string, act func(context.Context, identity.InvitationID) error) {
	id, err := ident.ParseRaw(r.PathValue("id"))
	if err != nil {
		m.d.Web.NotFound(w, r)
		return
	}
	m.acted(w, r, done, "/desk/team", act(r.Context(), identity.InvitationID(id)))
}

// acted says that something was done and goes on, or why it was not.
func (m *Module) acted(w http.ResponseWriter, r *http.Request, done, to string, err error) {
	switch {
	case err == nil:
		m.d.Web.Flash(w, r, web.Flash{Tone: web.Positive, Text: web.T(r.Context(), done)})
		m.d.Web.Redirect(w, r, to)
	case fault.KindOf(err) == fault.Conflict || fault.KindOf(err) == fault.Gone || fault.KindOf(err) == fault.Stale:
		m.d.Web.Flash(w, r, web.Flash{Tone: web.Warning, Text: web.FaultText(r.Context(), err)})
		m.d.Web.Redirect(w, r, to)
	default:
		m.d.Web.Error(w, r, err)
	}
}

// postResetFactors takes the second factors off a person who has lost them.
func (m *Module) postResetFactors(w http.ResponseWriter, r *http.Request) {
	id, err := m.member(r)
	if err == nil {
		_, err = m.ResetFactors(r.Context(), identity.ResetFactors{User: id})
	}
	if fields := fault.FieldsOf(err); len(fields) > 0 { // he has none
		m.d.Web.Flash(w, r, web.Flash{Tone: web.Warning, Text: web.FieldText(r.Context(), err, fields[0])})
		m.d.Web.Redirect(w, r, "/desk/team/"+id.String())
		return
	}
	m.acted(w, r, "people.factors_reset", "/desk/team/"+id.String(), err)
}

// memberView is one person.
type memberView struct {
	User                      identity.UserView
	Choice                    rolesView
	Names                     []string
	Form                      *web.Form
	Phone, Since              string
	MayGrant, MayManage, Self bool
	MayReset                  bool // take second factors off
}

func (m *Module) member(r *http.Request) (access.UserID, error) {
	id, err := ident.Parse[access.User](r.PathValue("id"))
	if err != nil {
		return id, identity.ErrUnknownUser
	}
	return id, nil
}

func (m *Module) pageMember(w http.ResponseWriter, r *http.Request) {
	m.showMember(w, r, http.StatusOK, nil)
}

func (m *Module) showMember(w http.ResponseWriter, r *http.Request, status int, f *web.Form) {
	ctx := r.Context()
	id, err := m.member(r)
	if err != nil {
		m.d.Web.Error(w, r, err)
		return
	}
	u, err := m.GetUser(ctx, identity.GetUser{User: id})
	if err != nil {
		m.d.Web.Error(w, r, err)
		return
	}
	actor := access.From(ctx)
	v := memberView{User: u, Form: f, Phone: string(u.Phone), Since: web.Moment(ctx, u.CreatedAt.In(m.d.Place(ctx))), Self: actor.User == id,
		MayGrant: actor.May(identity.PermGrantRole) && actor.User != id, MayManage: actor.May(identity.PermManageUsers), MayReset: actor.May(identity.PermManageFactors)}
	if v.Phone == "" {
		v.Phone = "—"
	}
	if v.Choice, err = m.choices(ctx); err != nil {
		m.d.Web.Error(w, r, err)
		return
	}
	all, err := m.ListRoles(ctx, identity.ListRoles{})
	if err != nil {
		m.d.Web.Error(w, r, err)
		return
	}
	v.Names = roleNames(ctx, u.Roles, u.Custom, all)
	v.MayGrant = v.MayGrant && v.Choice.holdsAll(u)
	if v.Form == nil {
		v.Form = web.FormOf()
		for _, role := range u.Roles {
			v.Form.Values.Add("role", string(role))
		}
		for _, c := range u.Custom {
			v.Form.Values.Add("custom", c.String())
		}
	}
	m.d.Web.Render(w, r, status, desk(ctx, u.Name), memberPage(v))
}

func (m *Module) postMemberRoles(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	id, err := m.member(r)
	if err != nil {
		m.d.Web.Error(w, r, err)
		return
	}
	f, ok := m.d.Web.Form(w, r)
	if !ok {
		return
	}
	roles, custom := chosen(f)
	if _, err := m.SetRoles(ctx, identity.SetRoles{User: id, Roles: roles, Custom: custom}); err != nil {
		if !f.Refused(ctx, err, map[string]string{"roles": "role"}) {
			m.d.Web.Error(w, r, err)
			return
		}
		m.showMember(w, r, web.StatusOf(err), f)
		return
	}
	m.acted(w, r, "people.roles_saved", "/desk/team/"+id.String(), nil)
}

func (m *Module) onMember(w http.ResponseWriter, r *http.Request, done string, act func(context.Context, access.UserID) error) {
	id, err := m.member(r)
	if err != nil {
		m.d.Web.Error(w, r, err)
		return
	}
	m.acted(w, r, done, "/desk/team/"+id.String(), act(r.Context(), id))
}

func (m *Module) postDeactivate(w http.ResponseWriter, r *http.Request) {
	m.onMember(w, r, "people.deactivated_done", func(ctx context.Context, id access.UserID) error {
		_, err := m.Deactivate(ctx, identity.Deactivate{User: id})
		return err
	})
}

func (m *Module) postReactivate(w http.ResponseWriter, r *http.Request) {
	m.onMember(w, r, "people.reactivated_done", func(ctx context.Context, id access.UserID) error {
		_, err := m.Reactivate(ctx, identity.Reactivate{User: id})
		return err
	})
}

func (m *Module) postSignOutMember(w http.ResponseWriter, r *http.Request) {
	m.onMember(w, r, "people.signed_out", func(ctx context.Context, id access.UserID) error {
		_, err := m.EndSessions(ctx, identity.EndUserSessions{User: id})
		return err
	})
}

package identityio

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"comptoir/internal/identity"
	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/web"
)

// matrixView is who may do what: the program's own roles, and the business's.
type matrixView struct {
	Custom  []identity.CustomRole
	MayEdit bool
}

// shown are the roles that a business sees: the operator's people are none of its own.
func shown() []identity.Role {
	return slices.DeleteFunc(identity.Roles(), func(r identity.Role) bool { return r == identity.PlatformAdministrator })
}

func (v matrixView) columns(ctx context.Context) []web.Column {
	all := []web.Column{{Label: web.T(ctx, "people.permission")}}
	for _, r := range shown() {
		all = append(all, web.Column{Label: web.T(ctx, "identity.role."+string(r))})
	}
	for _, c := range v.Custom {
		all = append(all, web.Column{Label: c.Name})
	}
	return all
}

func (v matrixView) matrixRows(ctx context.Context) []web.TableRow {
	var rows []web.TableRow
	for _, p := range identity.Permissions() {
		cells := []templ.Component{permissionCell(permissionName(ctx, p), string(p))}
		anybody := false
		for _, r := range shown() {
			may := slices.Contains(identity.Granted(r), p)
			anybody = anybody || may
			cells = append(cells, cell(may, identity.Own(p)))
		}
		for _, c := range v.Custom {
			cells = append(cells, cell(slices.Contains(c.Permissions, p), identity.Own(p)))
		}
		if anybody { // the rest belongs to the program and to the operator
			rows = append(rows, web.TableRow{ID: "p-" + strings.ReplaceAll(string(p), ".", "-"), Cells: cells})
		}
	}
	return rows
}

func (v matrixView) customRows(ctx context.Context) []web.TableRow {
	rows := make([]web.TableRow, len(v.Custom))
	for n, c := range v.Custom {
		rows[n] = web.TableRow{ID: "role-" + c.ID.String(), Cells: []templ.Component{web.Text(c.Name), web.Text(permissionWords(ctx, c.Permissions))}}
		if v.MayEdit {
			rows[n].Href = "/desk/roles/" + c.ID.String()
		}
	}
	return rows
}

// permissionName is a permission in words; its code where there are none.
func permissionName(ctx context.Context, p access.Permission) string {
	if key := "permission." + string(p); web.Has(ctx, key) {
		return web.T(ctx, key)
	}
	return string(p)
}

func permissionWords(ctx context.Context, all []access.Permission) string {
	names := make([]string, len(all))
	for n, p := range all {
		names[n] = permissionName(ctx, p)
	}
	return strings.Join(names, " · ")
}

func (m *Module) pageRoles(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	custom, err := m.ListRoles(ctx, identity.ListRoles{})
	if err != nil {
		m.d.Web.Error(w, r, err)
		return
	}
	v := matrixView{Custom: custom, MayEdit: access.From(ctx).May(identity.PermManageRoles)}
	m.d.Web.Render(w, r, http.StatusOK, desk(ctx, web.T(ctx, "people.roles")), rolesPage(v))
}

// editRoleView is the form of a role of the business's own.
type editRoleView struct {
	Title, Action, Remove string
	Form                  *web.Form
	Groups                []permissionGroup
}

type permissionGroup struct {
	Name        string
	Permissions []access.Permission
}

// groups are the permissions that the actor may put into a role, by context.
func groups(ctx context.Context) []permissionGroup {
	var all []permissionGroup
	last := ""
	for _, p := range identity.Grantable(access.From(ctx)) {
		area, _, _ := strings.Cut(string(p), ".")
		if area != last {
			name := area
			if key := "people.area." + area; web.Has(ctx, key) {
				name = web.T(ctx, key)
			}
			all, last = append(all, permissionGroup{Name: name}), area
		}
		g := &all[len(all)-1]
		g.Permissions = append(g.Permissions, p)
	}
	return all
}

func (m *Module) pageNewRole(w http.ResponseWriter, r *http.Request) {
	if err := access.Authorize(r.Context(), identity.PermManageRoles); err != nil {
		m.d.Web.Error(w, r, err)
		return
	}
	m.showRole(w, r, http.StatusOK, identity.CustomRole{}, web.FormOf())
}

func (m *Module) showRole(w http.ResponseWriter, r *http.Request, status int, role identity.CustomRole, f *web.Form) {
	ctx := r.Context()
	v := editRoleView{Title: role.Name, Action: "/desk/roles/" + role.ID.String(), Remove: "/desk/roles/" + role.ID.String() + "/remove", Form: f, Groups: groups(ctx)}
	if role.ID.IsZero() {
		v.Title, v.Action, v.Remove = web.T(ctx, "people.new_role"), "/desk/roles/new", ""
	}
	m.d.Web.Render(w, r, status, desk(ctx, v.Title), editRolePage(v))
}

// role finds the role of an address among those of the business.
func (m *Module) role(r *http.Request) (identity.CustomRole, error) {
	if err := access.Authorize(r.Context(), identity.PermManageRoles); err != nil {
		return identity.CustomRole{}, err
	}
	all, err := m.ListRoles(r.Context(), identity.ListRoles{})
	if err != nil {
		return identity.CustomRole{}, err
	}
	for _, c := range all {
		if c.ID.String() == r.PathValue("id") {
			return c, nil
		}
	}
	return identity.CustomRole{}, identity.ErrUnknownRole
}

func (m *Module) pageEditRole(w http.ResponseWriter, r *http.Request) {
	c, err := m.role(r)
	if err != nil {
		m.d.Web.Error(w, r, err)
		return
	}
	f := web.FormOf("name", c.Name, "version", itoa(c.Version))
	for _, p := range c.Permissions {
		f.Values.Add("permission", string(p))
	}
	m.showRole(w, r, http.StatusOK, c, f)
}

func (m *Module) postNewRole(w http.ResponseWriter, r *http.Request) {
	m.saveRole(w, r, identity.CustomRole{})
}

func (m *Module) postEditRole(w http.ResponseWriter, r *http.Request) {
	c, err := m.role(r)
	if err != nil {
		m.d.Web.Error(w, r, err)
		return
	}
	m.saveRole(w, r, c)
}

func (m *Module) saveRole(w http.ResponseWriter, r *http.Request, c identity.CustomRole) {
	ctx := r.Context()
	f, ok := m.d.Web.Form(w, r)
	if !ok {
		return
	}
	in := identity.DefineRole{ID: c.ID, Version: number(f.Get("version")), Name: f.Get("name")}
	for _, p := range f.All("permission") {
		in.Permissions = append(in.Permissions, access.Permission(p))
	}
	if _, err := m.DefineRole(ctx, in); err != nil {
		if !f.Refused(ctx, err, map[string]string{"permissions": "permission"}) {
			m.d.Web.Error(w, r, err)
			return
		}
		m.showRole(w, r, web.StatusOf(err), c, f)
		return
	}
	m.acted(w, r, "people.role_saved", "/desk/roles", nil)
}

func (m *Module) postRemoveRole(w http.ResponseWriter, r *http.Request) {
	f, ok := m.d.Web.Form(w, r)
	if !ok {
		return
	}
	id, err := ident.ParseRaw(r.PathValue("id"))
	if err != nil {
		m.d.Web.Error(w, r, identity.ErrUnknownRole)
		return
	}
	_, err = m.RemoveRole(r.Context(), identity.RemoveRole{ID: identity.RoleID(id), Version: number(f.Get("version"))})
	m.acted(w, r, "people.role_removed", "/desk/roles", err)
}

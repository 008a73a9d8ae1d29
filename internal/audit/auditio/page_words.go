package auditio

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"comptoir/internal/audit"
	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/web"
)

// noted are the kinds of events that have words, in the order of the filter.
var noted = []audit.SecurityKind{audit.SignInFailed, audit.SignInLocked, audit.SignInSucceeded, audit.TokenReused, audit.PermissionRefused, audit.LimitHit,
	audit.Absent, audit.CrossOrigin, audit.PolicyViolated, audit.Impersonated, audit.Exported, audit.TrailBroken, audit.BooksBroken, audit.PapersBroken, "password_changed",
	"password_reset_requested", "address_change_requested", "address_changed", "address_change_cancelled", "magic_link_used", "session_revoked",
	"role_changed", "role_defined", "invitation_sent", "invitation_accepted", "account_deactivated", "account_reactivated",
	"second_step_asked", "step_up_passed", "step_up_failed", "access_changed", "factor_policy_changed", "provider_changed"}

// kindText is an event's kind in words; one that is newer than the words stands as it is stored.
func kindText(ctx context.Context, k audit.SecurityKind) string {
	if slices.Contains(noted, k) {
		return web.T(ctx, "audit.event."+string(k))
	}
	return strings.ReplaceAll(string(k), "_", " ")
}

func kindOptions(ctx context.Context) []web.Option {
	var out []web.Option
	for _, k := range noted {
		out = append(out, web.Option{Value: string(k), Label: kindText(ctx, k)})
	}
	return out
}

func severityOptions(ctx context.Context) []web.Option {
	var out []web.Option
	for _, s := range audit.Severities() {
		out = append(out, web.Option{Value: string(s), Label: web.T(ctx, "audit.severity."+string(s))})
	}
	return out
}

var tones = map[audit.Severity]web.Tone{audit.Info: web.Neutral, audit.Notice: web.Info, audit.Warning: web.Warning, audit.Critical: web.Danger}

// alertTone is quiet once somebody has looked.
func alertTone(a audit.Alert) web.Tone {
	if a.Acknowledged.Year() > 1 {
		return web.Neutral
	}
	return tones[a.Severity]
}

// people are the names of those whom events speak of.
type people map[access.UserID]string

// peopleOf asks for the names of everybody in some events of a business. Who is gone, or cannot be asked for, has none.
func (m *Module) peopleOf(ctx context.Context, tenant access.TenantID, events []audit.SecurityEvent, alerts []audit.Alert) people {
	names := people{}
	ask := func(id access.UserID) {
		if _, known := names[id]; !known && !id.IsZero() && m.d.Person != nil {
			names[id] = m.d.Person(ctx, tenant, id)
		}
	}
	for _, e := range events {
		ask(e.User)
		if by, err := ident.Parse[access.User](e.Detail["by"]); err == nil {
			ask(by)
		}
	}
	for _, a := range alerts {
		if id, err := ident.Parse[access.User](a.Key); err == nil {
			ask(id)
		}
	}
	return names
}

func securityRows(ctx context.Context, v securityView) []web.TableRow {
	var out []web.TableRow
	for _, e := range v.Events {
		out = append(out, web.TableRow{Cells: []templ.Component{web.Text(kindText(ctx, e.Kind)), web.Badge(tones[e.Severity], web.T(ctx, "audit.severity."+string(e.Severity))),
			web.Text(e.Address), web.Text(aboutText(ctx, e, v.People)), web.Text(detailText(ctx, e, v.People)), web.Text(web.Moment(ctx, e.At.In(v.Zone)))}})
	}
	return out
}

// aboutText says whose account it was: his name; the fingerprint of an address that has no account here, cut so that two
// can still be told apart.
func aboutText(ctx context.Context, e audit.SecurityEvent, names people) string {
	if name := names[e.User]; name != "" {
		return name
	}
	if e.Subject != "" {
		return web.T(ctx, "audit.unknown_account", "Mark", e.Subject[:min(8, len(e.Subject))])
	}
	if !e.User.IsZero() {
		return web.T(ctx, "audit.gone_account")
	}
	return ""
}

// told are the parts of an event's detail that say something to a reader, in the order in which they are said. What is
// not here is for programs: identifiers of sessions and roles, fingerprints.
var told = []string{"method", "reason", "what", "provider", "usecase", "permission", "area", "before", "after", "given", "taken", "roles", "permissions", "removed",
	"sessions", "required", "restored", "accounts", "networks", "from", "to", "country", "directive", "blocked", "page", "source", "finding", "format", "by"}

// detailText says an event's detail in words.
func detailText(ctx context.Context, e audit.SecurityEvent, names people) string {
	var parts []string
	for _, k := range told {
		if v := e.Detail[k]; v != "" {
			if word := detailWord(ctx, k, v, names); word != "" {
				parts = append(parts, web.T(ctx, "audit.detail."+k, "Value", word))
			}
		}
	}
	return strings.Join(parts, " · ")
}

func detailWord(ctx context.Context, k, v string, names people) string {
	switch k {
	case "by":
		if by, err := ident.Parse[access.User](v); err == nil {
			return names[by]
		}
	case "method":
		if v == strings.ToUpper(v) {
			return "" // of a request
		}
	case "reason":
		return known(ctx, "fault."+v, v)
	case "permission", "permissions":
		return list(v, func(p string) string { return known(ctx, "permission."+p, p) })
	case "before", "after", "given", "taken", "roles":
		return list(v, func(r string) string {
			if _, err := ident.ParseRaw(r); err == nil {
				return web.T(ctx, "audit.value.custom_role")
			}
			return known(ctx, "identity.role."+r, r)
		})
	case "usecase":
		return known(ctx, "audit.act."+v, known(ctx, "permission."+v, v))
	}
	return known(ctx, "audit.value."+strings.ReplaceAll(v, " ", "_"), v)
}

// alertText says whom an alert is about (a network, a person, an address that has no account) and how much there was.
func alertText(ctx context.Context, a audit.Alert, v securityView) string {
	who := a.Key
	if id, err := ident.Parse[access.User](who); err == nil {
		who = cmp.Or(v.People[id], web.T(ctx, "audit.gone_account"))
	} else if len(who) == 16 && strings.Trim(who, "0123456789abcdef") == "" { // the fingerprint of an address
		who = web.T(ctx, "audit.unknown_account", "Mark", who[:8])
	}
	return who + " · " + web.T(ctx, "audit.security.count", "Count", a.Count, "From", web.Moment(ctx, a.First.In(v.Zone)), "To", web.Moment(ctx, a.Last.In(v.Zone)))
}

// known is a text if there is one; keys of texts are made of words, and so a value that somebody else has chosen finds none.
func known(ctx context.Context, key, otherwise string) string {
	return cmp.Or(worded(ctx, key), otherwise)
}

// worded is the text of a key, "" when there is none.
func worded(ctx context.Context, key string) string {
	if strings.Trim(key, "abcdefghijklmnopqrstuvwxyz_.") == "" && !strings.HasSuffix(key, ".") && web.Has(ctx, key) {
		return web.T(ctx, key)
	}
	return ""
}

func list(words string, name func(string) string) string {
	all := strings.FieldsFunc(words, func(r rune) bool { return r == ',' || r == ' ' })
	for i, w := range all {
		all[i] = name(w)
	}
	return strings.Join(all, ", ")
}

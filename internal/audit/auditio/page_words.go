package auditio

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"comptoir/internal/audit"
	"comptoir/internal/web"
)

// noted are the kinds of events that have words, in the order of the filter.
var noted = []audit.SecurityKind{audit.SignInFailed, audit.SignInLocked, audit.SignInSucceeded, audit.TokenReused, audit.PermissionRefused, audit.LimitHit,
	audit.Absent, audit.CrossOrigin, audit.PolicyViolated, audit.Impersonated, audit.Exported, audit.TrailBroken, "password_changed",
	"password_reset_requested", "address_change_requested", "address_changed", "address_change_cancelled", "magic_link_used", "session_revoked",
	"role_changed", "role_defined", "invitation_sent", "invitation_accepted", "account_deactivated", "account_reactivated"}

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

func securityRows(ctx context.Context, v securityView) []web.TableRow {
	var out []web.TableRow
	for _, e := range v.Events {
		about := e.Subject
		if !e.User.IsZero() {
			about = cmp.Or(about, e.User.String())
		}
		out = append(out, web.TableRow{Cells: []templ.Component{web.Text(kindText(ctx, e.Kind)), web.Badge(tones[e.Severity], web.T(ctx, "audit.severity."+string(e.Severity))),
			web.Text(e.Address), web.Text(about), web.Text(detailText(e)), web.Text(web.Moment(ctx, e.At.In(v.Zone)))}})
	}
	return out
}

func detailText(e audit.SecurityEvent) string {
	var parts []string
	for _, k := range slices.Sorted(maps.Keys(e.Detail)) {
		if k != "session" { // means nothing to a reader, and is long
			parts = append(parts, k+" "+e.Detail[k])
		}
	}
	return strings.Join(parts, ", ")
}

package privacyio

import (
	"context"
	"time"

	"github.com/a-h/templ"

	"comptoir/internal/privacy"
	"comptoir/internal/web"
)

// place tells instants in the business's own time.
type place struct{ zone *time.Location }

func (p place) moment(ctx context.Context, t time.Time) string { return web.Moment(ctx, t.In(p.zone)) }

// tones are the colours of the states.
var tones = map[privacy.RequestStatus]web.Tone{privacy.Asked: web.Info, privacy.Done: web.Positive, privacy.Withdrawn: web.Neutral, privacy.Expired: web.Neutral}

func statusWord(ctx context.Context, s privacy.RequestState) string {
	return web.T(ctx, "privacy.status."+string(s.Kind)+"_"+string(s.Status))
}

// size tells bytes as people do.
func size(ctx context.Context, n int64) string {
	if n < 1<<20 {
		return web.T(ctx, "privacy.size.kb", "N", web.Number(ctx, (n+1023)/1024))
	}
	return web.T(ctx, "privacy.size.mb", "N", web.Number(ctx, (n+(1<<19))>>20))
}

func kindOptions(ctx context.Context) []web.Option {
	var all []web.Option
	for _, k := range privacy.DocumentKinds() {
		all = append(all, web.Option{Value: k, Label: web.T(ctx, "privacy.document.kind_"+k)})
	}
	return all
}

func requestOptions(ctx context.Context) []web.Option {
	return []web.Option{{Value: string(privacy.Export), Label: web.T(ctx, "privacy.kind.export")}, {Value: string(privacy.Erasure), Label: web.T(ctx, "privacy.kind.erasure")}}
}

func consentRows(ctx context.Context, at place, all []privacy.Consent) []web.TableRow {
	rows := make([]web.TableRow, len(all))
	for i, c := range all {
		answer := web.Badge(web.Neutral, web.T(ctx, "privacy.answer.no"))
		if c.Given {
			answer = web.Badge(web.Positive, web.T(ctx, "privacy.answer.yes"))
		}
		rows[i] = web.TableRow{Cells: []templ.Component{web.Text(at.moment(ctx, c.At)), web.Text(web.T(ctx, "privacy.purpose."+c.Purpose)), answer}}
	}
	return rows
}

func documentRows(ctx context.Context, at place, all []privacy.DocumentState) []web.TableRow {
	rows := make([]web.TableRow, len(all))
	for i, d := range all {
		rows[i] = web.TableRow{Cells: []templ.Component{documentLink(d), web.Text(web.T(ctx, "privacy.document.kind_"+d.Kind)), web.Text(size(ctx, d.Size)),
			web.Text(at.moment(ctx, d.AddedAt)), removeButton(d)}}
	}
	return rows
}

func requestRows(ctx context.Context, at place, all []privacy.RequestState) []web.TableRow {
	rows := make([]web.TableRow, len(all))
	for i, s := range all {
		who := string(s.Person.Email)
		if s.Kind == privacy.Erasure && s.Status == privacy.Done {
			who = s.Pseudonym
		}
		rows[i] = web.TableRow{Cells: []templ.Component{web.Text(at.moment(ctx, s.AskedAt)), web.Text(who), web.Text(web.T(ctx, "privacy.kind."+string(s.Kind))),
			web.Badge(tones[s.Status], statusWord(ctx, s)), web.Text(at.moment(ctx, s.DueAt)), deskAction(s)}}
	}
	return rows
}

package tenancyio

import (
	"fmt"
	"net/http"
	"strconv"

	"comptoir/internal/kernel/period"
	"comptoir/internal/tenancy"
	"comptoir/internal/web"
)

// spareClosures are the empty lines under the closures that are there.
const spareClosures = 2

// stretches is how many stretches the form offers for a day: two, or as many as the API has stored.
func stretches(h tenancy.Hours, day tenancy.Weekday) int { return max(2, len(h.On(day))) }

func stretchName(day tenancy.Weekday, n int, end string) string {
	return fmt.Sprintf("%s.%d.%s", day, n, end)
}

func closureName(n int, part string) string { return fmt.Sprintf("closed.%d.%s", n, part) }

// hoursForm fills the form with what is stored.
func hoursForm(s tenancy.State) *web.Form {
	f := web.FormOf("version", strconv.Itoa(s.Version))
	for _, day := range tenancy.Weekdays() {
		for n, o := range s.Hours.On(day) {
			f.Values.Set(stretchName(day, n, "from"), o.From.String())
			f.Values.Set(stretchName(day, n, "to"), o.To.String())
		}
	}
	for n, c := range s.Hours.Closed {
		f.Values.Set(closureName(n, "from"), c.From.String())
		f.Values.Set(closureName(n, "to"), c.To.String())
		f.Values.Set(closureName(n, "reason"), c.Reason)
	}
	return f
}

// readHours reads the form; names leads from the paths of a refusal to its fields.
func readHours(r *http.Request, f *web.Form, s tenancy.State) (h tenancy.Hours, names map[string]string) {
	ctx := r.Context()
	names = map[string]string{}
	for _, day := range tenancy.Weekdays() {
		for n := range stretches(s.Hours, day) {
			from, to := stretchName(day, n, "from"), stretchName(day, n, "to")
			switch {
			case f.Get(from) == "" && f.Get(to) == "":
				continue
			case f.Get(from) == "":
				f.Fail(from, web.T(ctx, "business.hours.both"))
			case f.Get(to) == "":
				f.Fail(to, web.T(ctx, "business.hours.both"))
			}
			names[fmt.Sprintf("hours.week.%d.from", len(h.Week))] = from
			h.Week = append(h.Week, tenancy.Opening{Day: day, From: f.Clock(ctx, from), To: f.Clock(ctx, to)})
		}
	}
	for n := range len(s.Hours.Closed) + spareClosures {
		from, to := closureName(n, "from"), closureName(n, "to")
		if f.Get(from) == "" && f.Get(to) == "" {
			continue
		}
		for _, part := range []string{"from", "to", "reason"} {
			names[fmt.Sprintf("hours.closed.%d.%s", len(h.Closed), part)] = closureName(n, part)
		}
		h.Closed = append(h.Closed, tenancy.Closure{From: dateOr(f, r, from), To: dateOr(f, r, to), Reason: f.Get(closureName(n, "reason"))})
	}
	return h, names
}

// dateOr reads a date that may be left out.
func dateOr(f *web.Form, r *http.Request, name string) period.Date {
	if f.Get(name) == "" {
		return period.Date{}
	}
	return f.Date(r.Context(), name)
}

func (m *Module) pageHours(w http.ResponseWriter, r *http.Request) {
	if d, ok := m.inside(w, r); ok {
		m.showHours(w, r, d.State, hoursForm(d.State))
	}
}

func (m *Module) showHours(w http.ResponseWriter, r *http.Request, s tenancy.State, f *web.Form) {
	m.desk(w, r, f.Status(), web.T(r.Context(), "business.title"), businessTabs(r.URL.Path, hoursPage(f, s.Hours)))
}

func (m *Module) postHours(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	d, ok := m.inside(w, r)
	if !ok {
		return
	}
	f, ok := m.web().Form(w, r)
	if !ok {
		return
	}
	settings := settingsOf(d.State)
	hours, names := readHours(r, f, d.State)
	settings.Hours = hours
	version := f.Int(ctx, "version")
	if f.OK() {
		if _, err := m.UpdateSettings(ctx, tenancy.UpdateSettings{Version: version, Settings: settings}); err == nil || !f.Refused(ctx, err, names) {
			m.done(w, r, err, "business.done.hours", "/desk/business/hours")
			return
		}
	}
	m.showHours(w, r, d.State, f)
}

func again(n int) string {
	if n == 0 {
		return ""
	}
	return "_again"
}

package invoicingio

import (
	"net/http"
	"strconv"
	"time"

	"comptoir/internal/invoicing"
	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/bank"
	"comptoir/internal/web"
)

type settingsView struct {
	Form    *web.Form
	MayEdit bool
	Submits bool // a platform is connected
}

func zoneOf(who invoicing.Identity) *time.Location {
	if zone, err := time.LoadLocation(who.Zone); err == nil {
		return zone
	}
	return time.UTC
}

func (m *Module) settingsPage(w http.ResponseWriter, r *http.Request) {
	s, err := m.d.Invoicing.Settings(r.Context(), invoicing.GetSettings{})
	if err != nil {
		m.d.Web.Error(w, r, err)
		return
	}
	f := web.FormOf("version", strconv.Itoa(s.Version), "regime", string(s.Regime), "termDays", strconv.Itoa(s.TermDays), "lateRate", s.LateRate, "otherExemption", s.OtherExemption,
		"when", string(s.When), "onDeposit", string(s.OnDeposit), "iban", s.IBAN.String(), "bic", string(s.BIC), "textFr", s.TextFR, "textEn", s.TextEN)
	for _, k := range invoicing.Kinds() {
		f.Values.Set("series."+string(k), s.Series[k])
	}
	for name, on := range map[string]bool{"onDebits": s.OnDebits, "send": s.Send, "dunning": s.Dunning} {
		if on {
			f.Values.Set(name, "1")
		}
	}
	for i, reminder := range s.Reminders {
		n := strconv.Itoa(i)
		f.Values.Set("after."+n, strconv.Itoa(reminder.AfterDays))
		f.Values.Set("fr."+n, reminder.TextFR)
		f.Values.Set("en."+n, reminder.TextEN)
	}
	m.showSettings(w, r, f)
}

func (m *Module) showSettings(w http.ResponseWriter, r *http.Request, f *web.Form) {
	ctx := r.Context()
	m.page(w, r, f.Status(), web.T(ctx, "invoicing.tab.settings"), settingsForm(settingsView{f, access.From(ctx).May(invoicing.PermSettings), m.d.Invoicing.Submits()}))
}

func (m *Module) saveSettings(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	f, ok := m.d.Web.Form(w, r)
	if !ok {
		return
	}
	version, _ := strconv.Atoi(f.Get("version")) // none: nobody has saved before
	s := invoicing.Settings{Version: version, Series: map[invoicing.Kind]string{}, Regime: invoicing.Regime(f.Get("regime")), OnDebits: f.Checked("onDebits"), TermDays: f.Int(ctx, "termDays"), LateRate: f.Get("lateRate"),
		OtherExemption: f.Get("otherExemption"), When: invoicing.When(f.Get("when")), OnDeposit: invoicing.OnDeposit(f.Get("onDeposit")), Send: f.Checked("send"), IBAN: bank.IBAN(f.Get("iban")), BIC: bank.BIC(f.Get("bic")),
		TextFR: f.Get("textFr"), TextEN: f.Get("textEn"), Dunning: f.Checked("dunning")}
	names := map[string]string{}
	for _, k := range invoicing.Kinds() {
		s.Series[k] = f.Get("series." + string(k))
	}
	for i := range s.Reminders {
		n := strconv.Itoa(i)
		s.Reminders[i] = invoicing.Reminder{AfterDays: f.Int(ctx, "after."+n), TextFR: f.Get("fr." + n), TextEN: f.Get("en." + n)}
		names["reminders."+n+".afterDays"], names["reminders."+n+".textFr"], names["reminders."+n+".textEn"] = "after."+n, "fr."+n, "en."+n
	}
	if !f.OK() {
		m.showSettings(w, r, f)
		return
	}
	_, err := m.d.Invoicing.SetSettings(ctx, invoicing.SetSettings{Settings: s})
	switch {
	case f.Refused(ctx, err, names):
		m.showSettings(w, r, f)
	case err != nil:
		m.d.Web.Error(w, r, err)
	default:
		m.d.Web.Flash(w, r, web.Flash{Tone: web.Positive, Text: web.T(ctx, "invoicing.done.settings")})
		m.d.Web.Redirect(w, r, settingsPath)
	}
}

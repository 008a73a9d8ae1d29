package ledgerio

import (
	"cmp"
	"context"
	"net/http"
	"strconv"
	"strings"
	"time"

	"comptoir/internal/ledger"
	"comptoir/internal/web"
)

// exerciseForm holds the first day of the financial year.
func (m *Module) exerciseForm(ctx context.Context) (*web.Form, error) {
	e, err := m.d.Ledger.Exercise(ctx, ledger.GetExercise{})
	return web.FormOf("day", strconv.Itoa(cmp.Or(e.Day, 1)), "month", strconv.Itoa(int(cmp.Or(e.Month, time.January)))), err
}

func (m *Module) saveExercise(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	f, ok := m.d.Web.Form(w, r)
	if !ok {
		return
	}
	day, _ := strconv.Atoi(f.Get("day")) // what is no number is no day, and is refused as such
	month, _ := strconv.Atoi(f.Get("month"))
	_, err := m.d.Ledger.SetExercise(ctx, ledger.SetExercise{Exercise: ledger.Exercise{Month: time.Month(month), Day: day}})
	switch {
	case f.Refused(ctx, err, nil):
		t, err := m.d.Ledger.Terms(ctx, ledger.GetTerms{})
		if err != nil {
			m.d.Web.Error(w, r, err)
			return
		}
		v := settingsView{Form: web.FormOf("commission", t.Commission.String()), MayEdit: true, Begins: f}
		m.page(w, r, f.Status(), web.T(ctx, "ledger.tab.settings"), settings(v))
	case err != nil:
		m.d.Web.Error(w, r, err)
	default:
		m.d.Web.Flash(w, r, web.Flash{Tone: web.Positive, Text: web.T(ctx, "ledger.saved")})
		m.d.Web.Redirect(w, r, settingsTab)
	}
}

// monthOptions are the months by their names.
func monthOptions(ctx context.Context) (out []web.Option) {
	for n := time.January; n <= time.December; n++ {
		out = append(out, web.Option{Value: strconv.Itoa(int(n)), Label: strings.TrimSuffix(web.MonthName(ctx, 0, n), " 0")})
	}
	return out
}

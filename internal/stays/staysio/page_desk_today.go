package staysio

import (
	"context"
	"net/http"

	"comptoir/internal/kernel/access"
	"comptoir/internal/stays"
	"comptoir/internal/web"
)

// deskToday shows what the day holds: who comes, who leaves, who is there, and what somebody must look at.
func (m *Module) deskToday(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	f, ok := m.Web.Form(w, r)
	if !ok {
		return
	}
	v, err := m.stays.Today(ctx, stays.Today{Day: f.Date(ctx, "day")})
	if err != nil {
		m.Web.Error(w, r, err)
		return
	}
	page := deskPage(ctx, "desk.today.title")
	page.Today, page.Waiting, page.Inbox = web.DateLong(ctx, v.Day), len(v.Attention), "/desk#attention"
	if access.From(ctx).May(stays.PermBookForGuest) {
		page.Actions = newButton("/desk/reservations/new")
	}
	m.Web.Render(w, r, http.StatusOK, page, todayPage(dayView{v, access.From(ctx)}))
}

// dayView is the day, and whether the reader may check guests in and out.
type dayView struct {
	stays.TodayView
	Actor access.Actor
}

// refusedWords says what became of a charge, and what comes next by itself.
func refusedWords(ctx context.Context, r stays.RefusedCharge) string {
	why := knownOr(ctx, "desk.refused.reason.", r.Reason)
	if r.State == stays.AttemptRefused && !r.NextOn.IsZero() {
		return web.T(ctx, "desk.refused.again", "Amount", web.Money(ctx, r.Amount), "Why", why, "Day", web.Date(ctx, r.NextOn))
	}
	return web.T(ctx, "desk.refused.over", "Amount", web.Money(ctx, r.Amount), "Why", why)
}

// postPayLink mails the guest of a refused card the link on which he pays.
func (m *Module) postPayLink(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	id, err := idOf[stays.Reservation](r, stays.ErrUnknown)
	if err == nil {
		_, err = m.stays.SendPayLink(ctx, stays.SendPayLink{ID: id})
	}
	m.tried(w, r, err, "desk.refused.sent", "/desk#attention")
}

// dayAct is what a row of the day offers with one click.
type dayAct struct {
	act, key, icon string
}

// actsOn are the steps of a stay that its state allows now; nobody is marked as absent before the day after.
func (v dayView) actsOn(row stays.ReservationRow) []dayAct {
	if !v.Actor.May(stays.PermRunStay) {
		return nil
	}
	switch {
	case row.Status == stays.Confirmed && row.Stay.From.Before(v.Day):
		return []dayAct{{"check-in", "check_in", "key-round"}, {"no-show", "no_show", "ban"}}
	case row.Status == stays.Confirmed && row.Stay.From == v.Day:
		return []dayAct{{"check-in", "check_in", "key-round"}}
	case row.Status == stays.CheckedIn && !row.Stay.To.After(v.Day):
		return []dayAct{{"complete", "complete", "check"}}
	}
	return nil
}

// whyTone is how pressing a reason is.
func whyTone(why string) web.Tone {
	switch why {
	case "card_refused", "balance_overdue", "late_arrival", "late_departure", "double_open":
		return web.Danger
	case "refund_open", "change_pending":
		return web.Info
	}
	return web.Warning
}

func rowHref(row stays.ReservationRow) string { return "/desk/reservations/" + row.ID.String() }

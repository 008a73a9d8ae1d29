package staysio

import (
	"context"
	"net/http"
	"net/url"
	"strconv"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/period"
	"comptoir/internal/stays"
	"comptoir/internal/web"
)

// The calendar shows two months at once, from a week before today, and walks by one.
const (
	calendarDays = 60
	calendarStep = 30
	maxCalendar  = 200 // what the use case allows
)

// planning is the calendar: what is shown, and where its arrows lead.
type planning struct {
	stays.Board
	Form *web.Form
	Text string
	May  access.Actor
	Here string // the address of this very page
}

func (m *Module) deskCalendar(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	f, ok := m.Web.Form(w, r)
	if !ok {
		return
	}
	days := f.Int(ctx, "days")
	if days < 7 || days > maxCalendar {
		days = calendarDays
	}
	from := f.Date(ctx, "from")
	if from.IsZero() {
		from = m.today(homeZone).AddDays(-7)
	}
	text := f.Get("q")
	if len([]rune(text)) > 100 {
		text = string([]rune(text)[:100])
	}
	board, err := m.stays.PlanningBoard(ctx, stays.PlanningBoard{Days: period.Range{From: from, To: from.AddDays(days)}, Text: text})
	if err != nil {
		m.Web.Error(w, r, err)
		return
	}
	page := deskPage(ctx, "desk.calendar.title")
	if access.From(ctx).May(stays.PermBookForGuest) {
		page.Actions = newButton("/desk/reservations/new")
	}
	m.Web.Render(w, r, http.StatusOK, page, calendarPage(planning{board, f, text, access.From(ctx), r.URL.RequestURI()}))
}

// at is the address of the calendar some days on; the zero shift of a zero date is today.
func (p planning) at(from period.Date) string {
	q := url.Values{}
	if !from.IsZero() {
		q.Set("from", from.String())
	}
	if n := p.Days.Nights(); n != calendarDays {
		q.Set("days", p.Form.Get("days"))
	}
	if p.Text != "" {
		q.Set("q", p.Text)
	}
	if len(q) == 0 {
		return "/desk/calendar"
	}
	return "/desk/calendar?" + q.Encode()
}

// props turns the board into the planner's rows and bars.
func (p planning) props(ctx context.Context) web.PlannerProps {
	props := web.PlannerProps{ID: "planner", Label: web.T(ctx, "desk.calendar.label"), From: p.Days.From, Days: p.Days.Nights(), Today: p.Today, ReloadHref: p.Here,
		Prev: p.at(p.Days.From.AddDays(-calendarStep)), Next: p.at(p.Days.From.AddDays(calendarStep)), TodayHref: p.at(period.Date{}),
		Corner: web.N(ctx, "desk.calendar.properties", len(p.Properties))}
	if p.May.May(stays.PermBookForGuest) {
		props.CreateHref = "/desk/reservations/new"
	}
	for _, property := range p.Properties {
		row := web.PlannerRow{ID: property.ID.String(), Label: property.Name.In(web.Lang(ctx)), Hint: property.City, Href: "/desk/properties/" + property.ID.String()}
		for _, bar := range property.Bars {
			row.Bars = append(row.Bars, p.bar(ctx, bar))
		}
		props.Rows = append(props.Rows, row)
	}
	return props
}

// bar is one occupancy: whose, in which state, and what he owes.
func (p planning) bar(ctx context.Context, b stays.Bar) web.PlannerBar {
	word, _ := barWords(ctx, b)
	out := web.PlannerBar{ID: string(b.Kind) + "-" + b.Holder.String(), Label: b.Label, Stay: b.Days, State: word}
	if b.Kind == stays.OccBlock {
		out.Blocked, out.Tone = true, web.Neutral
		if out.Label == "" {
			out.Label = word
		}
		out.Href = "/desk/blocks/" + b.Block.String()
		if p.May.May(stays.PermManageBlocks) {
			out.MoveURL = "/desk/calendar/blocks/" + b.Block.String() + "/move?version=" + strconv.Itoa(b.Version)
		}
		return out
	}
	out.Tone, out.Href = deskTone(b.Status), "/desk/reservations/"+b.Reservation.String()
	if b.Owed.IsPositive() {
		out.Note = web.T(ctx, "desk.owed", "Amount", web.MoneyShort(ctx, b.Owed))
	}
	if b.Kind == stays.OccChange {
		out.Tone, out.State = web.Warning, web.T(ctx, "desk.calendar.change")
		return out
	}
	movable := b.Status == stays.Held || b.Status == stays.Confirmed || b.Status == stays.CheckedIn
	if movable && p.May.May(stays.PermMoveReservation) {
		out.MoveURL = "/desk/calendar/reservations/" + b.Reservation.String() + "/move?version=" + strconv.Itoa(b.Version)
	}
	return out
}

// dragged is where a bar was put.
type dragged struct {
	property stays.PropertyID
	days     period.Range
	version  int // of what was dragged; 0: any
}

func readDrag(r *http.Request, f *web.Form) (dragged, error) {
	ctx := r.Context()
	id, err := ident.Parse[stays.Property](f.Get("resource"))
	version, _ := strconv.Atoi(r.URL.Query().Get("version"))
	d := dragged{id, period.Range{From: f.Date(ctx, "from"), To: f.Date(ctx, "to")}, version}
	if err != nil || !f.OK() || d.days.From.IsZero() || d.days.To.IsZero() {
		return d, web.ErrFormBroken
	}
	return d, nil
}

// dragReservation moves a reservation to where its bar was put. When that changes the price, nothing is done yet: the
// page that says by how much, and offers to keep the agreed one, is asked for instead.
func (m *Module) dragReservation(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	f, ok := m.Web.Form(w, r)
	if !ok {
		return
	}
	id, err := idOf[stays.Reservation](r, stays.ErrUnknown)
	var to dragged
	if err == nil {
		to, err = readDrag(r, f)
	}
	move := stays.Move{ID: id, Version: to.version, Property: to.property, Change: stays.Change{CheckIn: to.days.From, CheckOut: to.days.To}}
	var preview stays.ChangePreview
	if err == nil {
		preview, err = m.stays.PreviewMove(ctx, stays.PreviewMove{Move: move})
	}
	if err == nil && !preview.Difference.IsZero() {
		q := url.Values{"property": {to.property.String()}, "checkIn": {to.days.From.String()}, "checkOut": {to.days.To.String()}}
		m.Web.Redirect(w, r, "/desk/reservations/"+id.String()+"/move?"+q.Encode())
		return
	}
	if err == nil {
		_, err = m.stays.MoveReservation(ctx, stays.MoveReservation{Move: move})
	}
	m.dropped(w, r, err)
}

// dragBlock moves a block to where its bar was put.
func (m *Module) dragBlock(w http.ResponseWriter, r *http.Request) {
	f, ok := m.Web.Form(w, r)
	if !ok {
		return
	}
	id, err := idOf[stays.Block](r, stays.ErrUnknownBlock)
	var to dragged
	if err == nil {
		to, err = readDrag(r, f)
	}
	if err == nil {
		_, err = m.stays.MoveBlock(r.Context(), stays.MoveBlock{ID: id, Version: to.version, Property: to.property, From: to.days.From, To: to.days.To})
	}
	m.dropped(w, r, err)
}

// dropped answers the planner: moved, or why the bar goes back.
func (m *Module) dropped(w http.ResponseWriter, r *http.Request, err error) {
	if err != nil {
		m.Web.Error(w, r, err)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

package sandboxpay

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"comptoir/internal/kernel/fault"
	"comptoir/internal/payments"
	"comptoir/internal/web"
)

// ConsolePath is the page on which staff play the payers' banks. Only payments of the sandbox are on it: no real money.
const ConsolePath = "/desk/sandbox"

// consoleView is the console: the newest payments, and the one that was chosen.
type consoleView struct {
	All    []Driven
	Chosen *Driven
	Form   *web.Form
	Zone   *time.Location
	Prev   string // the address of the newest payments again, "" where they are shown
	Older  string
}

// perPage is how many payments are shown at once: on a phone each is a card.
const perPage = 10

// page cuts the payments from the n-th on out of all.
func (v *consoleView) page(all []Driven, n int) {
	n = max(0, min(n, len(all)-1)) / perPage * perPage
	at := func(n int) string { return ConsolePath + "?from=" + strconv.Itoa(n) }
	if n > 0 {
		v.Prev = ConsolePath
	}
	if n+perPage < len(all) {
		v.Older = at(n + perPage)
	}
	v.All = all[n:min(n+perPage, len(all))]
}

func (s *Sandbox) consolePages(mux *http.ServeMux, h hosted) {
	mux.HandleFunc("GET "+ConsolePath, h.web.Only(payments.PermReconcile, h.console))
	mux.HandleFunc("POST "+ConsolePath, h.web.Only(payments.PermReconcile, h.drive))
}

func (h hosted) console(w http.ResponseWriter, r *http.Request) {
	f, ok := h.web.Form(w, r)
	if !ok {
		return
	}
	h.showConsole(w, r, f)
}

func (h hosted) showConsole(w http.ResponseWriter, r *http.Request, f *web.Form) {
	ctx := r.Context()
	v := consoleView{Form: f, Zone: h.zone(ctx)}
	all, err := h.Drive(ctx)
	if err == nil && f.Get("payment") != "" {
		var one Driven
		one, err = h.DriveOne(ctx, f.Get("payment"))
		v.Chosen = &one
	}
	if err != nil {
		h.web.Error(w, r, err)
		return
	}
	from, _ := strconv.Atoi(f.Get("from")) // 0: no number
	v.page(all, from)
	h.web.Render(w, r, f.Status(), web.Page{Layout: web.Desk, Title: web.T(ctx, "sandbox.console.title")}, consolePage(v))
}

func (h hosted) zone(ctx context.Context) *time.Location {
	if h.Zone == nil {
		return time.UTC
	}
	return h.Zone(ctx)
}

// drive does what the button says that was pressed.
func (h hosted) drive(w http.ResponseWriter, r *http.Request) {
	f, ok := h.web.Form(w, r)
	if !ok {
		return
	}
	ctx, payment := r.Context(), f.Get("payment")
	var err error
	switch f.Get("do") {
	case "dispute":
		err = h.Dispute(ctx, payment, f.Get("reason"))
	case "next":
		err = h.Next(ctx, payment, f.Get("next"))
	case disputeReview, disputeWon, disputeLost:
		err = h.MoveDispute(ctx, payment, f.Get("do"))
	default:
		err = fault.ErrInvalid.On("do", "unknown", "no such act")
	}
	switch {
	case f.Refused(ctx, err, nil):
		h.showConsole(w, r, f)
	case err != nil:
		h.web.Error(w, r, err)
	default:
		h.web.Flash(w, r, web.Flash{Tone: web.Positive, Text: web.T(ctx, "sandbox.console.done")})
		h.web.Redirect(w, r, ConsolePath+"?payment="+payment)
	}
}

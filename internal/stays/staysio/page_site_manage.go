package staysio

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"mime"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/stays"
	"comptoir/internal/web"
)

// manageView is everything a guest sees of a reservation.
type manageView struct {
	stays.ReservationView
	Documents []Document
	Transfer  *Transfer // nil: not offered
	Online    bool      // the business takes payments online
	Caution   stays.Caution
	Minutes   int  // left of a hold or of a pending change, at least one
	Account   bool // seen from the guest's account, whose pages need no link
}

// paper is the address of a document, by the link or by the account.
func (v manageView) paper(d Document) string {
	if v.Account {
		return "/account/bookings/" + v.ID.String() + "/documents/" + d.ID.String()
	}
	return v.link("/documents/" + d.ID.String())
}

// proof is the address of a file of evidence, by the link or by the account.
func (v manageView) proof(e stays.Evidence) string {
	if v.Account {
		return "/account/bookings/" + v.ID.String() + "/evidence/" + e.ID.String()
	}
	return v.link("/evidence/" + e.ID.String())
}

// link is the address of the reservation, or of a part of it.
func (v manageView) link(part string) string { return "/manage/" + v.ManageToken + part }

func (m *Module) manageView(ctx context.Context, v stays.ReservationView) (manageView, error) {
	out := manageView{ReservationView: v}
	caution, err := m.stays.ManagedCaution(ctx, stays.ManagedCaution{Token: v.ManageToken})
	if err != nil && !errors.Is(err, stays.ErrManageLink) { // seen from the account, whose pages outlive the link
		return out, err
	}
	out.Caution = caution
	if v.Next != nil {
		if out.Online, err = m.stays.PaysOnline(ctx, stays.PaysOnline{}); err != nil {
			return out, err
		}
	}
	if m.Documents != nil {
		docs, err := m.Documents.Documents(ctx, v.ID)
		if err != nil {
			return out, err
		}
		out.Documents = docs
	}
	if m.Transfer != nil {
		var err error
		if out.Transfer, err = m.Transfer(ctx, v); err != nil {
			return out, err
		}
	}
	until := v.HoldUntil
	if v.Pending != nil {
		until = v.Pending.HoldUntil
	}
	out.Minutes = max(1, int(until.Sub(m.now()).Round(time.Minute)/time.Minute))
	return out, nil
}

// managed loads the reservation of the link in the path, or answers that there is none.
func (m *Module) managed(w http.ResponseWriter, r *http.Request) (manageView, bool) {
	ctx := r.Context()
	v, err := m.stays.ViewManaged(ctx, stays.ViewManaged{Token: r.PathValue("token")})
	var view manageView
	if err == nil {
		view, err = m.manageView(ctx, v)
	}
	if err != nil {
		if !m.lostLink(w, r, err) {
			m.Web.Error(w, r, err)
		}
		return manageView{}, false
	}
	w.Header().Set("Referrer-Policy", "no-referrer") // the address is the key
	return view, true
}

func (m *Module) pageManage(w http.ResponseWriter, r *http.Request) {
	v, ok := m.managed(w, r)
	if !ok {
		return
	}
	m.Web.Render(w, r, http.StatusOK, managePageOf(r.Context(), v), managePage(v))
}

func managePageOf(ctx context.Context, v manageView) web.Page {
	return web.Page{Layout: web.Site, Title: web.T(ctx, "site.manage.title", "Reference", v.Reference), NoIndex: true}
}

// patience is how often the page after a payment looks again by itself.
const patience = 20

// pageReturn is where the payer comes back to, perhaps before the payment's own news: it asks for the truth, and looks
// again until the reservation knows.
func (m *Module) pageReturn(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	v, ok := m.managed(w, r)
	if !ok {
		return
	}
	if r.URL.Query().Has("cancelled") {
		m.Web.Flash(w, r, web.Flash{Tone: web.Info, Text: web.T(ctx, "site.return.not_paid")})
		m.Web.Redirect(w, r, v.link(""))
		return
	}
	if !m.arrived(ctx, v.ReservationView) && m.Settle != nil {
		if err := m.Settle(ctx, v.ID); err != nil && fault.KindOf(err) != fault.Unavailable {
			slog.WarnContext(ctx, "payment not settled", "error", err, "reservation", v.ID.String()) // its own notification will tell
		}
		if v, ok = m.managed(w, r); !ok {
			return
		}
	}
	if m.arrived(ctx, v.ReservationView) {
		m.Web.Redirect(w, r, v.link(""))
		return
	}
	n, _ := strconv.Atoi(r.URL.Query().Get("n"))
	next := fmt.Sprintf("%s?n=%d", v.link("/return"), max(n, 0)+1)
	if n < patience {
		w.Header().Set("Refresh", "4; url="+next)
	}
	page := web.Page{Layout: web.Site, Title: web.T(ctx, "site.return.title"), NoIndex: true}
	m.Web.Render(w, r, http.StatusOK, page, returnPage(v, next, n < patience))
}

// arrived reports whether the news of the last payment is in the reservation.
func (m *Module) arrived(ctx context.Context, v stays.ReservationView) bool {
	if m.Receipts == nil {
		return v.Status != stays.Held && v.Pending == nil
	}
	all, err := m.Receipts.Receipts(ctx, v.ID)
	if err != nil || len(all) == 0 {
		return err == nil // nothing was to be paid
	}
	last := slices.MaxFunc(all, func(a, b Receipt) int { return a.At.Compare(b.At) })
	return slices.ContainsFunc(v.Ledger, func(e stays.Money) bool { return e.ID == last.ID })
}

// postPay opens the payment of what is due next and goes there.
func (m *Module) postPay(w http.ResponseWriter, r *http.Request) {
	ctx, token := r.Context(), r.PathValue("token")
	p, err := m.stays.StartPayment(ctx, stays.StartPayment{Token: token})
	switch fault.KindOf(err) {
	case fault.Conflict, fault.Gone, fault.Unavailable:
		if err != nil {
			m.Web.Flash(w, r, web.Flash{Tone: web.Warning, Text: web.FaultText(ctx, err)})
			m.Web.Redirect(w, r, "/manage/"+token)
			return
		}
	}
	if err != nil {
		if !m.lostLink(w, r, err) {
			m.Web.Error(w, r, err)
		}
		return
	}
	m.Web.RedirectOut(w, r, p.CheckoutURL)
}

// pageDocument gives a paper of the reservation to who has its link.
func (m *Module) pageDocument(w http.ResponseWriter, r *http.Request) {
	v, ok := m.managed(w, r)
	if !ok {
		return
	}
	m.sendPaper(w, r, v.ID)
}

// sendPaper gives the paper of the path to a guest who was let in.
func (m *Module) sendPaper(w http.ResponseWriter, r *http.Request, reservation stays.ReservationID) {
	id, err := ident.ParseRaw(r.PathValue("document"))
	var paper Paper
	if err == nil && m.Documents != nil {
		paper, err = m.Documents.Open(r.Context(), reservation, id)
	}
	if err != nil || paper.Content == nil {
		m.Web.Error(w, r, orUnknown(err))
		return
	}
	defer func() { _ = paper.Content.Close() }()
	h := w.Header()
	h.Set("Content-Type", paper.Type)
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": paper.Name}))
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	h.Set("Cache-Control", "private, no-store")
	_, _ = io.Copy(w, paper.Content) // the reader may have gone; there is nobody to tell
}

var errNoDocument = fault.Define(fault.NotFound, "stays.unknown_document", "there is no such document")

func orUnknown(err error) error {
	if err == nil || fault.KindOf(err) == fault.Malformed || fault.KindOf(err) == fault.Invalid {
		return errNoDocument
	}
	return err
}

// statusTone is the colour of a state; its word stands beside it.
func statusTone(s stays.Status) web.Tone {
	switch s {
	case stays.Held:
		return web.Warning
	case stays.Confirmed, stays.CheckedIn:
		return web.Positive
	case stays.Expired, stays.Cancelled, stays.NoShow:
		return web.Danger
	}
	return web.Neutral
}

// told are the entries of the timeline that mean something to a guest, with their icons.
var told = map[string]struct {
	icon string
	tone web.Tone
}{
	"held": {"clock", web.Neutral}, "confirmed": {"circle-check", web.Positive}, "payment_received": {"credit-card", web.Positive}, "reminded": {"mail", web.Info}, "payment_failed": {"circle-alert", web.Warning},
	"payment_too_late": {"circle-alert", web.Warning}, "refund_due": {"undo-2", web.Info}, "refunded": {"undo-2", web.Positive}, "debt_let_go": {"undo-2", web.Info}, "double_paid": {"undo-2", web.Positive}, "refund_failed": {"circle-alert", web.Danger},
	"change_requested": {"calendar", web.Info}, "changed": {"calendar-check", web.Positive}, "change_expired": {"calendar-x", web.Neutral}, "expired": {"calendar-x", web.Danger},
	"checked_in": {"key-round", web.Positive}, "completed": {"check", web.Neutral}, "no_show": {"ban", web.Danger}, "cancelled": {"circle-x", web.Danger},
}

// events is the timeline, the last first.
func (v manageView) events(ctx context.Context) []web.Event {
	place := placeOf(v.Booked.Zone)
	out := paperEvents(ctx, v.Documents, place, nil)
	for _, e := range slices.Backward(v.Timeline) {
		t, ok := told[e.Kind]
		if !ok {
			continue
		}
		event := web.Event{At: e.At.In(place), Title: web.T(ctx, "site.timeline."+e.Kind), Icon: t.icon, Tone: t.tone}
		if !e.Amount.IsZero() && !strings.HasPrefix(e.Kind, "held") {
			event.Text = web.Money(ctx, e.Amount)
		}
		out = append(out, event)
	}
	return latestFirst(out)
}

// paperIcons are the steps of a paper on its way to be signed.
var paperIcons = map[string]struct {
	icon string
	tone web.Tone
}{"sent": {"send", web.Info}, "viewed": {"eye", web.Neutral}, "signed": {"pen", web.Positive}, "completed": {"shield-check", web.Positive}, "refused": {"circle-x", web.Danger},
	"expired": {"calendar-x", web.Danger}, "voided": {"ban", web.Neutral}}

// paperEvents are what happened to the papers of a reservation. link leads to a paper; nil: nowhere.
func paperEvents(ctx context.Context, papers []Document, place *time.Location, link func(Document) string) []web.Event {
	var out []web.Event
	for _, d := range papers {
		for _, s := range d.Steps {
			e := web.Event{At: s.At.In(place), Title: web.T(ctx, "site.paper."+s.Kind, "Name", d.Name), Text: s.By, Icon: paperIcons[s.Kind].icon, Tone: paperIcons[s.Kind].tone}
			if link != nil {
				e.Href = link(d)
			}
			out = append(out, e)
		}
	}
	return out
}

func latestFirst(all []web.Event) []web.Event {
	slices.SortStableFunc(all, func(a, b web.Event) int { return b.At.Compare(a.At) })
	return all
}

// toSign is the paper that waits for the guest's signature; nil: none.
func (v manageView) toSign() *Document {
	for i, d := range v.Documents {
		if d.Waiting == "signer" {
			return &v.Documents[i]
		}
	}
	return nil
}

// postSign takes the guest to the page on which he signs: the link of the reservation is his, and so is that one.
func (m *Module) postSign(w http.ResponseWriter, r *http.Request) {
	v, ok := m.managed(w, r)
	if !ok {
		return
	}
	d := v.toSign()
	if d == nil {
		m.Web.Redirect(w, r, v.link(""))
		return
	}
	link, err := m.Documents.SignLink(r.Context(), d.ID)
	if err != nil {
		m.Web.Error(w, r, err)
		return
	}
	m.Web.Redirect(w, r, link)
}

package bankingio

import (
	"context"
	"net/http"
	"time"

	"github.com/a-h/templ"

	"comptoir/internal/banking"
	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/paging"
	"comptoir/internal/web"
)

// tabs of the desk's payouts.
const (
	dueTab      = "/desk/payouts"
	batchesTab  = "/desk/payouts/batches"
	accountsTab = "/desk/payouts/accounts"
)

func tabs(ctx context.Context, here string) []web.NavItem {
	var all []web.NavItem
	for _, t := range []struct{ key, href string }{{"due", dueTab}, {"batches", batchesTab}, {"accounts", accountsTab}} {
		all = append(all, web.NavItem{Label: web.T(ctx, "banking.tab."+t.key), Href: t.href, Current: t.href == here})
	}
	return all
}

func (m *Module) page(w http.ResponseWriter, r *http.Request, status int, title string, body templ.Component) {
	m.d.Web.Render(w, r, status, web.Page{Layout: web.Desk, Title: title}, body)
}

// mendable reports whether a refusal is something that the person can do something about on the page where he is.
func mendable(err error) bool {
	switch fault.KindOf(err) {
	case fault.Invalid, fault.Conflict, fault.Stale:
		return err != nil
	}
	return false
}

// done says what happened to a button, and goes back to where it was.
func (m *Module) done(w http.ResponseWriter, r *http.Request, err error, words, where string) {
	ctx := r.Context()
	switch {
	case err == nil:
		m.d.Web.Flash(w, r, web.Flash{Tone: web.Positive, Text: web.T(ctx, words)})
	case mendable(err):
		m.d.Web.Flash(w, r, web.Flash{Tone: web.Danger, Text: web.FaultText(ctx, err)})
	default:
		m.d.Web.Error(w, r, err)
		return
	}
	m.d.Web.Redirect(w, r, where)
}

type dueView struct {
	Form       *web.Form
	All        []banking.Due
	Accounts   []banking.Account // from which owners can be paid
	Key        string
	MayPropose bool
	Carriers   []string // by which owners may be paid
	Zone       *time.Location
}

// payable is how many can be paid now.
func (v dueView) payable() (n int) {
	for _, d := range v.All {
		if d.Obstacle == banking.NoObstacle {
			n++
		}
	}
	return n
}

func (m *Module) duePage(w http.ResponseWriter, r *http.Request) { m.showDue(w, r, nil) }

func (m *Module) showDue(w http.ResponseWriter, r *http.Request, f *web.Form) {
	ctx := r.Context()
	all, err := m.banking.Due(ctx, banking.ListDue{})
	v := dueView{Form: f, All: all, MayPropose: access.From(ctx).May(banking.PermPropose), Zone: m.d.Zone(ctx), Key: f.Get("key")}
	if v.Key == "" {
		v.Key = m.d.Key()
	}
	if err == nil {
		var accounts []banking.Account
		accounts, err = m.banking.Accounts(ctx, banking.ListAccounts{})
		for _, a := range accounts {
			if a.Clients && !a.Closed {
				v.Accounts = append(v.Accounts, a)
			}
		}
	}
	if err == nil {
		v.Carriers, err = m.banking.Carriers(ctx, banking.ListCarriers{})
	}
	if err != nil {
		m.d.Web.Error(w, r, err)
		return
	}
	m.page(w, r, f.Status(), web.T(ctx, "banking.title"), duePage(v, m.d.Now().In(v.Zone).Format(time.DateOnly)))
}

func (m *Module) propose(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	f, ok := m.d.Web.Form(w, r)
	if !ok {
		return
	}
	c := banking.ProposePayouts{Key: f.Get("key"), Method: f.Get("method"), ExecuteOn: f.Date(ctx, "executeOn")}
	var err error
	if c.Account, err = ident.Parse[banking.Account](f.Get("account")); err != nil {
		f.Fail("account", web.T(ctx, "banking.no_account"))
	}
	for _, text := range f.All("id") {
		id, err := ident.ParseRaw(text)
		if err != nil {
			m.d.Web.Error(w, r, err)
			return
		}
		c.Payees = append(c.Payees, id)
	}
	if !f.OK() {
		m.showDue(w, r, f)
		return
	}
	b, err := m.banking.Propose(ctx, c)
	switch {
	case f.Refused(ctx, err, nil):
		m.showDue(w, r, f)
	case err != nil:
		m.d.Web.Error(w, r, err)
	default:
		m.d.Web.Flash(w, r, web.Flash{Tone: web.Positive, Text: web.T(ctx, "banking.proposed")})
		m.d.Web.Redirect(w, r, batchHref(b.ID))
	}
}

func batchHref(id banking.BatchID) string { return batchesTab + "/" + id.String() }

type batchesView struct {
	All        []banking.BatchState
	Prev, Next string
}

func (m *Module) batchesPage(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	page, err := m.banking.Batches(ctx, banking.ListBatches{Page: paging.Request{Limit: 50, Cursor: r.URL.Query().Get("cursor")}})
	if err != nil {
		m.d.Web.Error(w, r, err)
		return
	}
	v := batchesView{All: page.Items}
	v.Prev, v.Next = web.PageLinks(r, page.Next)
	m.page(w, r, http.StatusOK, web.T(ctx, "banking.tab.batches"), batchesPage(v))
}

type batchView struct {
	Batch      banking.BatchState
	Account    banking.Account
	Zone       *time.Location
	Today      string
	MayPropose bool
	MayApprove bool
	Own        bool // who looks has proposed it
}

func batchOf(r *http.Request) (banking.BatchID, error) {
	id, err := ident.Parse[banking.Batch](r.PathValue("id"))
	if err != nil {
		return id, banking.ErrUnknownBatch
	}
	return id, nil
}

func (m *Module) batchPage(w http.ResponseWriter, r *http.Request) {
	v, err := m.batchView(r)
	if err != nil {
		m.d.Web.Error(w, r, err)
		return
	}
	m.page(w, r, http.StatusOK, v.Batch.Number, batchPage(v))
}

func (m *Module) batchView(r *http.Request) (v batchView, err error) {
	ctx := r.Context()
	id, err := batchOf(r)
	if err != nil {
		return v, err
	}
	if v.Batch, err = m.banking.Batch(ctx, banking.GetBatch{ID: id}); err != nil {
		return v, err
	}
	accounts, err := m.banking.Accounts(ctx, banking.ListAccounts{})
	for _, a := range accounts {
		if a.ID == v.Batch.Account {
			v.Account = a
		}
	}
	actor := access.From(ctx)
	v.Zone, v.MayPropose, v.MayApprove, v.Own = m.d.Zone(ctx), actor.May(banking.PermPropose), actor.May(banking.PermApprove), actor.User == v.Batch.Proposed.User
	v.Today = m.d.Now().In(v.Zone).Format(time.DateOnly)
	return v, err
}

func (m *Module) approve(w http.ResponseWriter, r *http.Request) {
	id, err := batchOf(r)
	if err == nil {
		_, err = m.banking.Approve(r.Context(), banking.ApproveBatch{ID: id})
	}
	m.done(w, r, err, "banking.approved", batchHref(id))
}

func (m *Module) cancel(w http.ResponseWriter, r *http.Request) {
	f, ok := m.d.Web.Form(w, r)
	if !ok {
		return
	}
	id, err := batchOf(r)
	if err == nil {
		_, err = m.banking.Cancel(r.Context(), banking.CancelBatch{ID: id, Reason: f.Get("reason")})
	}
	m.done(w, r, err, "banking.cancelled", batchHref(id))
}

func (m *Module) execute(w http.ResponseWriter, r *http.Request) {
	f, ok := m.d.Web.Form(w, r)
	if !ok {
		return
	}
	id, err := batchOf(r)
	on := f.Date(r.Context(), "on")
	if err == nil && !f.OK() {
		err = fault.ErrInvalid.On("on", "malformed_date", "a day is needed")
	}
	if err == nil {
		_, err = m.banking.Execute(r.Context(), banking.MarkExecuted{ID: id, On: on})
	}
	m.done(w, r, err, "banking.executed", batchHref(id))
}

func (m *Module) send(w http.ResponseWriter, r *http.Request) {
	id, err := batchOf(r)
	if err == nil {
		_, err = m.banking.Send(r.Context(), banking.SendBatch{ID: id})
	}
	m.done(w, r, err, "banking.sent", batchHref(id))
}

// export gives the file to the browser; nothing in between may keep it.
func (m *Module) export(w http.ResponseWriter, r *http.Request) {
	id, err := batchOf(r)
	var file banking.File
	if err == nil {
		file, err = m.banking.Export(r.Context(), banking.ExportBatch{ID: id})
	}
	if err != nil {
		m.done(w, r, err, "", batchHref(id))
		return
	}
	h := w.Header()
	h.Set("Content-Type", file.Type)
	h.Set("Content-Disposition", `attachment; filename="`+file.Name+`"`)
	h.Set("Cache-Control", "private, no-store")
	_, _ = w.Write(file.Content) // the reader may have gone; there is nobody to tell
}

type lineView struct {
	batchView
	Form *web.Form
	Line banking.Line
}

func (m *Module) lineView(r *http.Request) (v lineView, err error) {
	if v.batchView, err = m.batchView(r); err != nil {
		return v, err
	}
	for _, l := range v.Batch.Lines {
		if l.ID.String() == r.PathValue("line") {
			v.Line = l
			return v, nil
		}
	}
	return v, banking.ErrUnknownLine
}

func (m *Module) linePage(w http.ResponseWriter, r *http.Request) { m.showLine(w, r, nil) }

func (m *Module) showLine(w http.ResponseWriter, r *http.Request, f *web.Form) {
	v, err := m.lineView(r)
	if err != nil {
		m.d.Web.Error(w, r, err)
		return
	}
	v.Form = f
	m.page(w, r, f.Status(), v.Line.EndToEnd, linePage(v))
}

// changeLine does what the button says that was pressed.
func (m *Module) changeLine(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	f, ok := m.d.Web.Form(w, r)
	if !ok {
		return
	}
	id, err := batchOf(r)
	line, bad := ident.Parse[banking.Line](r.PathValue("line"))
	if err == nil && bad != nil {
		err = banking.ErrUnknownLine
	}
	on := f.Date(ctx, "on")
	if err == nil && f.OK() {
		switch f.Get("do") {
		case "verify":
			_, err = m.banking.Verify(ctx, banking.RecordVerification{ID: id, Line: line, Result: banking.Verification(f.Get("result")), Suggested: f.Get("suggested")})
		case "remove":
			_, err = m.banking.Remove(ctx, banking.RemoveLine{ID: id, Line: line, Reason: f.Get("reason")})
		case "reject":
			_, err = m.banking.Reject(ctx, banking.RejectLine{ID: id, Line: line, Reason: f.Get("reason")})
		case "return":
			_, err = m.banking.Return(ctx, banking.ReturnLine{ID: id, Line: line, Code: f.Get("code"), On: on})
		default:
			err = banking.ErrUnknownLine
		}
	}
	if !f.OK() || f.Refused(ctx, err, nil) {
		m.showLine(w, r, f)
		return
	}
	m.done(w, r, err, "banking.line_changed", batchHref(id))
}

package bankingio

import (
	"context"
	"io"
	"net/http"

	"comptoir/internal/banking"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/paging"
	"comptoir/internal/web"
)

const bankTab = "/desk/bank"

type bankView struct {
	Form        *web.Form // of the upload
	Status      banking.EntryStatus
	Entries     []banking.Entry
	Accounts    []banking.Account
	Differences banking.Differences
	Prev, Next  string
	Sandbox     bool
}

func (m *Module) bankPage(w http.ResponseWriter, r *http.Request) { m.showBank(w, r, nil) }

func (m *Module) showBank(w http.ResponseWriter, r *http.Request, f *web.Form) {
	ctx := r.Context()
	v := bankView{Form: f, Sandbox: m.d.Sandbox, Status: banking.EntryStatus(r.URL.Query().Get("status"))}
	if !r.URL.Query().Has("status") {
		v.Status = banking.EntryOpen
	}
	page, err := m.banking.Entries(ctx, banking.ListEntries{Status: v.Status, Page: paging.Request{Limit: 50, Cursor: r.URL.Query().Get("cursor")}})
	if err == nil {
		v.Differences, err = m.banking.Differences(ctx, banking.GetDifferences{})
	}
	if err == nil {
		var all []banking.Account
		all, err = m.banking.Accounts(ctx, banking.ListAccounts{})
		for _, a := range all {
			if !a.Closed {
				v.Accounts = append(v.Accounts, a)
			}
		}
	}
	if err != nil {
		m.d.Web.Error(w, r, err)
		return
	}
	v.Entries = page.Items
	v.Prev, v.Next = web.PageLinks(r, page.Next)
	m.page(w, r, f.Status(), web.T(ctx, "banking.recon.title"), bankPage(v))
}

// mappingOf reads the columns that the form names.
func mappingOf(f *web.Form) banking.Mapping {
	return banking.Mapping{Date: f.Get("date"), Amount: f.Get("amount"), Debit: f.Get("debit"), Credit: f.Get("credit"), Text: f.Get("text"), Name: f.Get("name"), Reference: f.Get("reference")}
}

func (m *Module) importFile(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	f, files, err := web.ReadUpload(w, r, "file", banking.MaxStatement+64<<10)
	if err != nil {
		m.d.Web.Error(w, r, err)
		return
	}
	c := banking.ImportStatement{Mapping: mappingOf(f)}
	if c.Bank, err = ident.Parse[banking.Account](f.Get("account")); err != nil {
		f.Fail("account", web.T(ctx, "banking.no_account"))
	}
	if len(files) == 0 {
		f.Fail("file", web.T(ctx, "banking.recon.no_file"))
	}
	if !f.OK() {
		m.showBank(w, r, f)
		return
	}
	c.Name = files[0].Name
	content, err := files[0].Open()
	if err == nil {
		c.Content, err = io.ReadAll(content)
		_ = content.Close()
	}
	var done banking.Imported
	if err == nil {
		done, err = m.banking.Import(ctx, c)
	}
	switch {
	case f.Refused(ctx, err, nil):
		m.showBank(w, r, f)
	case err != nil:
		m.d.Web.Error(w, r, err)
	default:
		m.d.Web.Flash(w, r, web.Flash{Tone: web.Positive, Text: web.T(ctx, "banking.recon.imported", "New", done.New, "Known", done.Known, "Matched", done.Matched)})
		m.d.Web.Redirect(w, r, bankTab)
	}
}

type entryView struct {
	banking.EntryView
	Form *web.Form
}

// pretend has the demonstration's bank say something.
func (m *Module) pretend(w http.ResponseWriter, r *http.Request) {
	f, ok := m.d.Web.Form(w, r)
	if !ok {
		return
	}
	account, err := ident.Parse[banking.Account](f.Get("account"))
	if err != nil {
		err = banking.ErrUnknownAccount
	} else {
		_, err = m.banking.Pretend(r.Context(), banking.Pretend{Bank: account, What: banking.Pretence(f.Get("what"))})
	}
	words := "banking.pretend.done"
	if banking.Pretence(f.Get("what")) == banking.PretendRejected {
		words = "banking.pretend.refused"
	}
	m.done(w, r, err, words, bankTab)
}

func entryOf(r *http.Request) (banking.EntryID, error) {
	id, err := ident.Parse[banking.Entry](r.PathValue("id"))
	if err != nil {
		return id, banking.ErrUnknownEntry
	}
	return id, nil
}

func (m *Module) entryPage(w http.ResponseWriter, r *http.Request) {
	f, ok := m.d.Web.Form(w, r)
	if !ok {
		return
	}
	m.showEntry(w, r, f)
}

func (m *Module) showEntry(w http.ResponseWriter, r *http.Request, f *web.Form) {
	ctx := r.Context()
	id, err := entryOf(r)
	v := entryView{Form: f}
	if err == nil {
		v.EntryView, err = m.banking.Entry(ctx, banking.GetEntry{ID: id, Words: f.Get("q")})
	}
	if err != nil {
		m.d.Web.Error(w, r, err)
		return
	}
	m.page(w, r, f.Status(), entryTitle(ctx, v.Entry), entryPage(v))
}

func entryTitle(ctx context.Context, e banking.Entry) string {
	return web.Date(ctx, e.On) + " · " + web.Money(ctx, e.Amount)
}

// settleEntry does what the button says that was pressed.
func (m *Module) settleEntry(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	f, ok := m.d.Web.Form(w, r)
	if !ok {
		return
	}
	id, err := entryOf(r)
	if err == nil {
		if as := banking.MatchKind(f.Get("as")); as == banking.MatchPayment {
			var subject ident.Raw
			if subject, err = ident.ParseRaw(f.Get("subject")); err != nil {
				err = banking.ErrUnknownDebt
			} else {
				_, err = m.banking.Match(ctx, banking.MatchEntry{ID: id, Subject: subject})
			}
		} else {
			c := banking.PostEntry{ID: id, As: as, Provider: f.Get("provider"), Place: banking.Place(f.Get("place")), Note: f.Get("note")}
			if f.Get("fee") != "" {
				c.Fee = f.Amount(ctx, "fee", money.EUR)
			}
			if !f.OK() {
				m.showEntry(w, r, f)
				return
			}
			_, err = m.banking.PostEntry(ctx, c)
		}
	}
	if f.Refused(ctx, err, nil) {
		m.showEntry(w, r, f)
		return
	}
	m.done(w, r, err, "banking.recon.settled", bankTab)
}

func (m *Module) undoEntry(w http.ResponseWriter, r *http.Request) {
	id, err := entryOf(r)
	if err == nil {
		_, err = m.banking.Undo(r.Context(), banking.UndoEntry{ID: id})
	}
	m.done(w, r, err, "banking.recon.undone", bankTab+"/entries/"+id.String())
}

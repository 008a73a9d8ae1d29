package bankingio

import (
	"context"
	"net/http"

	"comptoir/internal/banking"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/period"
	"comptoir/internal/platform/rest"
)

// restBankRoutes registers what the API does with statements.
func (m *Module) restBankRoutes(api *rest.API) {
	h := api.Huma
	read := act("POST", "/api/banking/statements", banking.PermReconcile, "Import a statement: camt.053 or CSV")
	read.DefaultStatus, read.MaxBodyBytes = http.StatusOK, 2*banking.MaxStatement
	read.Description = "The same file brings nothing new. A transfer with the right reference and amount is matched at once."
	rest.Register(h, read, m.restImport)
	rest.Register(h, rest.Op("GET", "/api/banking/entries", banking.PermReconcile, "Entries of statements, newest first", tag), m.restEntries)
	rest.Register(h, rest.Op("GET", "/api/banking/entries/{id}", banking.PermReconcile, "One entry, with the debts that it may pay", tag), m.restEntry)
	rest.Register(h, act("POST", "/api/banking/entries/{id}/match", banking.PermReconcile, "Say which booking an entry pays"), m.restMatch)
	rest.Register(h, act("POST", "/api/banking/entries/{id}/post", banking.PermReconcile, "Say what an entry is that pays no booking"), m.restPost)
	undo := act("POST", "/api/banking/entries/{id}/undo", banking.PermReconcile, "Open an entry again")
	undo.Description = "Its payment is given back, its posting reversed. Needs a fresh proof."
	rest.Register(h, undo, m.restUndo)
	rest.Register(h, rest.Op("GET", "/api/banking/differences", banking.PermReconcile, "What stands between the bank and the books", tag), m.restDifferences)
}

type importInput struct {
	Body struct {
		Account banking.AccountID `json:"account"`
		Name    string            `json:"name" maxLength:"100" example:"releve-2026-11.xml"`
		Content []byte            `json:"content" doc:"The file, in base64."`
		Mapping *banking.Mapping  `json:"mapping,omitempty" doc:"Titles of the columns of a CSV that are not recognised; kept for the account."`
	}
}

type importOutput struct {
	Body struct {
		New     int `json:"new"`
		Known   int `json:"known"`
		Matched int `json:"matched"`
	}
}

func (m *Module) restImport(ctx context.Context, in *importInput) (*importOutput, error) {
	c := banking.ImportStatement{Bank: in.Body.Account, Name: in.Body.Name, Content: in.Body.Content}
	if in.Body.Mapping != nil {
		c.Mapping = *in.Body.Mapping
	}
	done, err := m.banking.Import(ctx, c)
	if err != nil {
		return nil, err
	}
	out := &importOutput{}
	out.Body.New, out.Body.Known, out.Body.Matched = done.New, done.Known, done.Matched
	return out, nil
}

type entryWire struct {
	ID        banking.EntryID     `json:"id"`
	Account   banking.AccountID   `json:"account"`
	On        period.Date         `json:"on"`
	Amount    money.Amount        `json:"amount" doc:"Above zero came in, below zero went out."`
	Name      string              `json:"name,omitempty" doc:"Of the other side."`
	Text      string              `json:"text,omitempty"`
	Reference string              `json:"reference,omitempty"`
	Status    banking.EntryStatus `json:"status" enum:"open,claimed,matched,posted,ignored" doc:"claimed: what was said of it is being entered."`
	Kind      banking.MatchKind   `json:"kind,omitempty" enum:"payment,batch,return,provider,fees,own,ignored"`
	Label     string              `json:"label,omitempty"`
	Subject   *ident.Raw          `json:"subject,omitempty" doc:"The booking that it paid."`
	Automatic bool                `json:"automatic,omitempty"`
}

func entryWireOf(e banking.Entry) entryWire {
	w := entryWire{ID: e.ID, Account: e.Bank, On: e.On, Amount: e.Amount, Name: e.Name, Text: e.Text, Reference: e.Reference, Status: e.Status}
	if e.Match != nil {
		w.Kind, w.Label, w.Automatic = e.Match.Kind, e.Match.Label, e.Match.Auto
		if !e.Match.Subject.IsZero() {
			w.Subject = &e.Match.Subject
		}
	}
	return w
}

type entriesInput struct {
	rest.PageParams
	Status banking.EntryStatus `query:"status" enum:"open,claimed,matched,posted,ignored"`
}

type entriesOutput struct{ Body rest.List[entryWire] }

func (m *Module) restEntries(ctx context.Context, in *entriesInput) (*entriesOutput, error) {
	page, err := m.banking.Entries(ctx, banking.ListEntries{Status: in.Status, Page: in.Request()})
	if err != nil {
		return nil, err
	}
	return &entriesOutput{rest.ListOf(page, entryWireOf)}, nil
}

type debtWire struct {
	Subject   ident.Raw    `json:"subject"`
	Reference string       `json:"reference"`
	Payer     string       `json:"payer"`
	Label     string       `json:"label"`
	Owed      money.Amount `json:"owed"`
	Why       string       `json:"why,omitempty" enum:"reference,name,amount"`
}

type ownWire struct {
	Place  banking.Place `json:"place" enum:"till,cheques,clients,own,tax"`
	Amount money.Amount  `json:"amount" doc:"That stands there."`
	Fits   bool          `json:"fits" doc:"It is what the entry moved."`
}

type oneEntryInput struct {
	ID banking.EntryID `path:"id"`
	Q  string          `query:"q" maxLength:"100" doc:"Looks for bookings by reference or name as well."`
}

type oneEntryOutput struct {
	Body struct {
		Entry      entryWire  `json:"entry"`
		Candidates []debtWire `json:"candidates"`
		Found      []debtWire `json:"found"`
		Provider   string     `json:"provider,omitempty" doc:"Whose payout it seems to be."`
		Own        []ownWire  `json:"own" doc:"Places of the business's own that may be the other side, those that fit first."`
	}
}

func (m *Module) restEntry(ctx context.Context, in *oneEntryInput) (*oneEntryOutput, error) {
	v, err := m.banking.Entry(ctx, banking.GetEntry{ID: in.ID, Words: in.Q})
	if err != nil {
		return nil, err
	}
	out := &oneEntryOutput{}
	out.Body.Entry, out.Body.Provider, out.Body.Candidates, out.Body.Found = entryWireOf(v.Entry), v.Provider, []debtWire{}, []debtWire{}
	out.Body.Own = []ownWire{}
	for _, o := range v.Own {
		out.Body.Own = append(out.Body.Own, ownWire(o))
	}
	for _, c := range v.Candidates {
		out.Body.Candidates = append(out.Body.Candidates, debtWire{c.Subject, c.Reference, c.Payer, c.Label, c.Owed, c.Why})
	}
	for _, d := range v.Found {
		out.Body.Found = append(out.Body.Found, debtWire{d.Subject, d.Reference, d.Payer, d.Label, d.Owed, ""})
	}
	return out, nil
}

type entryOutput struct{ Body entryWire }

func entryAnswer(e banking.Entry, err error) (*entryOutput, error) {
	if err != nil {
		return nil, err
	}
	return &entryOutput{entryWireOf(e)}, nil
}

type matchInput struct {
	ID   banking.EntryID `path:"id"`
	Body struct {
		Subject ident.Raw `json:"subject" doc:"Identifier of the booking."`
	}
}

func (m *Module) restMatch(ctx context.Context, in *matchInput) (*entryOutput, error) {
	return entryAnswer(m.banking.Match(ctx, banking.MatchEntry{ID: in.ID, Subject: in.Body.Subject}))
}

type postInput struct {
	ID   banking.EntryID `path:"id"`
	Body struct {
		As       banking.MatchKind `json:"as" enum:"batch,return,provider,fees,own,ignored" doc:"own: between accounts of the business itself."`
		Provider string            `json:"provider,omitempty" enum:"stripe,paypal,mangopay,card,sandbox" doc:"card: the business's own card terminal."`
		Place    banking.Place     `json:"place,omitempty" enum:"till,cheques,clients,own,tax" doc:"Of own: where the other side is; tax: the tourist tax, paid to the commune."`
		Fee      money.Amount      `json:"fee,omitzero" doc:"That the provider kept."`
		Note     string            `json:"note,omitempty" maxLength:"200"`
	}
}

func (m *Module) restPost(ctx context.Context, in *postInput) (*entryOutput, error) {
	return entryAnswer(m.banking.PostEntry(ctx, banking.PostEntry{ID: in.ID, As: in.Body.As, Provider: in.Body.Provider, Place: in.Body.Place, Fee: in.Body.Fee, Note: in.Body.Note}))
}

type undoInput struct {
	ID banking.EntryID `path:"id"`
}

func (m *Module) restUndo(ctx context.Context, in *undoInput) (*entryOutput, error) {
	return entryAnswer(m.banking.Undo(ctx, banking.UndoEntry{ID: in.ID}))
}

type differencesOutput struct {
	Body struct {
		Open   int          `json:"open" doc:"Entries that are nothing yet."`
		Sum    money.Amount `json:"sum"`
		Oldest *period.Date `json:"oldest,omitempty"`
		Held   money.Amount `json:"held" doc:"Clients' money by the books."`
	}
}

func (m *Module) restDifferences(ctx context.Context, _ *struct{}) (*differencesOutput, error) {
	d, err := m.banking.Differences(ctx, banking.GetDifferences{})
	if err != nil {
		return nil, err
	}
	out := &differencesOutput{}
	out.Body.Open, out.Body.Sum, out.Body.Held = d.Open, d.Unsettle, d.Held
	if !d.Oldest.IsZero() {
		out.Body.Oldest = &d.Oldest
	}
	return out, nil
}

package ledgerio

import (
	"bytes"
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/period"
	"comptoir/internal/ledger"
	"comptoir/internal/platform/rest"
)

// REST registers the API.
func (m *Module) REST(api *rest.API) {
	h := api.Huma
	rest.Register(h, rest.Op("GET", "/api/ledger/accounts", ledger.PermRead, "Accounts with their balances, in the order of their paths", "ledger"), m.restAccounts)
	rest.Register(h, rest.Op("GET", "/api/ledger/balances", ledger.PermRead, "Balances of one account, now or as they were", "ledger"), m.restBalances)
	rest.Register(h, rest.Op("GET", "/api/ledger/statement", ledger.PermRead, "Statement of one account, newest first, with the balance after each line", "ledger"), m.restStatement)
	rest.Register(h, rest.Op("GET", "/api/ledger/trial-balance", ledger.PermRead, "Trial balance of a period", "ledger"), m.restTrial)
	rest.Register(h, rest.Op("GET", "/api/ledger/transactions", ledger.PermRead, "Journal, newest first", "ledger"), m.restJournal)
	rest.Register(h, rest.Op("GET", "/api/ledger/transactions/{id}", ledger.PermRead, "One transaction with its postings", "ledger"), m.restTransaction)
	rest.Register(h, entering("/api/ledger/transactions", "Enter a transaction",
		"Two postings or more, each with a debit or a credit, that sum to zero in each currency. The same key with the same content answers with the first transaction; with another content it is refused (409)."), m.restPost)
	rest.Register(h, entering("/api/ledger/holds", "Hold money without moving it", "What is held counts against what an account has available."), m.restHold)
	rest.Register(h, entering("/api/ledger/holds/{id}/capture", "Capture a hold, whole or in part", "A hold is captured once; what is not captured is let go."), m.restCapture)
	rest.Register(h, entering("/api/ledger/holds/{id}/void", "Let a hold go", ""), m.restVoid)
	rest.Register(h, entering("/api/ledger/transactions/{id}/reversal", "Reverse a transaction", "Books are never changed: the mirror of the transaction is entered. A transaction is reversed once."), m.restReverse)
	rest.Register(h, rest.Op("GET", "/api/ledger/terms", ledger.PermRead, "Commission by which stays are divided", "ledger"), m.restTerms)
	rest.Register(h, rest.Op("PUT", "/api/ledger/terms", ledger.PermSettings, "Change the commission for stays that end from now on", "ledger"), m.restSetTerms)
	fec := rest.Op("GET", "/api/ledger/exports/fec", ledger.PermExport, "Fichier des écritures comptables of the financial year that ends in a year (article A47 A-1 of the LPF)", "ledger")
	fec.Description = "Text in UTF-8, tabs between the fields. Only validated entries are in it: what was posted is validated within seconds. It begins with the opening balances (journal AN). Postings in another currency are translated by the transaction's metadata exchange_rate; those without one are left out and listed at /api/ledger/exports/fec/left-out."
	fec.Responses = map[string]*huma.Response{"200": {Description: "The file.", Content: map[string]*huma.MediaType{"text/plain": {Schema: &huma.Schema{Type: huma.TypeString}}}}}
	rest.Register(h, fec, m.restFEC)
	rest.Register(h, rest.Op("GET", "/api/ledger/exports/fec/left-out", ledger.PermRead, "What the FEC of a year cannot hold: postings in another currency without a rate", "ledger"), m.restLeftOut)
	rest.Register(h, rest.Op("GET", "/api/ledger/commissions", ledger.PermRead, "What was agreed for properties, from which day", "ledger"), m.restCommissions)
	rest.Register(h, rest.Op("PUT", "/api/ledger/commissions", ledger.PermSettings, "Say what was agreed for a property from a day on; what was posted stays", "ledger"), m.restSetCommission)
	rest.Register(h, rest.Op("GET", "/api/ledger/exercise", ledger.PermRead, "The day on which the financial year begins", "ledger"), m.restExercise)
	rest.Register(h, rest.Op("PUT", "/api/ledger/exercise", ledger.PermSettings, "Change the day on which the financial year begins", "ledger"), m.restSetExercise)
}

// entering is an operation that enters something into the books.
func entering(path, summary, description string) huma.Operation {
	op := rest.Op("POST", path, ledger.PermPost, summary, "ledger")
	op.DefaultStatus, op.Description = http.StatusCreated, description
	return op
}

type accountsInput struct {
	rest.PageParams
	Prefix string `query:"prefix" maxLength:"200" example:"owner:"`
}

type accountsOutput struct{ Body rest.List[balanceWire] }

func (m *Module) restAccounts(ctx context.Context, in *accountsInput) (*accountsOutput, error) {
	page, err := m.d.Ledger.Accounts(ctx, ledger.ListAccounts{Prefix: in.Prefix, Page: in.Request()})
	if err != nil {
		return nil, err
	}
	return &accountsOutput{Body: rest.ListOf(page, balanceOf)}, nil
}

type balancesInput struct {
	Account ledger.Path `query:"account" required:"true" maxLength:"200" example:"client-money"`
	AsOf    time.Time   `query:"asOf" doc:"What had been booked by then."`
	ValueOn period.Date `query:"valueOn" doc:"What has effect by the end of this day."`
}

func (m *Module) restBalances(ctx context.Context, in *balancesInput) (*accountsOutput, error) {
	all, err := m.d.Ledger.Balances(ctx, ledger.BalancesOf{Account: in.Account, At: ledger.AsOf{Moment: in.AsOf, ValueOn: in.ValueOn}})
	if err != nil {
		return nil, err
	}
	out := &accountsOutput{Body: rest.List[balanceWire]{Items: []balanceWire{}}}
	for _, b := range all {
		out.Body.Items = append(out.Body.Items, balanceOf(b))
	}
	return out, nil
}

type statementInput struct {
	rest.PageParams
	Account  ledger.Path    `query:"account" required:"true" maxLength:"200" example:"psp:stripe:clearing"`
	Currency money.Currency `query:"currency" maxLength:"3"`
	From     time.Time      `query:"from"`
	To       time.Time      `query:"to" doc:"Not included."`
}

type lineWire struct {
	Transaction ledger.TransactionID `json:"transaction"`
	BookedAt    time.Time            `json:"bookedAt"`
	ValueOn     period.Date          `json:"valueOn"`
	Label       string               `json:"label"`
	Piece       string               `json:"piece,omitempty"`
	Posting     legWire              `json:"posting"`
}

type statementOutput struct{ Body rest.List[lineWire] }

func (m *Module) restStatement(ctx context.Context, in *statementInput) (*statementOutput, error) {
	page, err := m.d.Ledger.Statement(ctx, ledger.AccountStatement{Page: in.Request(),
		Filter: ledger.StatementFilter{Account: in.Account, Currency: in.Currency, From: in.From, To: in.To}})
	if err != nil {
		return nil, err
	}
	return &statementOutput{Body: rest.ListOf(page, func(l ledger.Line) lineWire {
		t := l.Transaction
		return lineWire{Transaction: t.ID, BookedAt: t.BookedAt, ValueOn: t.ValueOn, Label: t.Label, Piece: t.Piece, Posting: legOf(l.Leg)}
	})}, nil
}

type trialInput struct {
	From period.Date `query:"from"`
	To   period.Date `query:"to" doc:"Included; today when empty."`
}

type trialLineWire struct {
	Account ledger.Path  `json:"account"`
	Number  string       `json:"number" doc:"In the plan comptable général." example:"411000"`
	Opening money.Amount `json:"opening" doc:"Debits less credits before the period."`
	Debits  money.Amount `json:"debits"`
	Credits money.Amount `json:"credits"`
	Closing money.Amount `json:"closing"`
}

type trialSumWire struct {
	Debits       money.Amount `json:"debits"`
	Credits      money.Amount `json:"credits"`
	ClientAssets money.Amount `json:"clientAssets" doc:"What is held of other people's money."`
	ClientDebts  money.Amount `json:"clientDebts" doc:"What is owed to them."`
	Balanced     bool         `json:"balanced"`
}

type trialOutput struct {
	Body struct {
		From  *period.Date    `json:"from,omitempty"`
		To    period.Date     `json:"to"`
		Lines []trialLineWire `json:"lines"`
		Sums  []trialSumWire  `json:"sums" doc:"One a currency."`
	}
}

func (m *Module) restTrial(ctx context.Context, in *trialInput) (*trialOutput, error) {
	t, err := m.d.Ledger.TrialBalance(ctx, ledger.GetTrialBalance{From: in.From, To: in.To})
	if err != nil {
		return nil, err
	}
	out := &trialOutput{}
	out.Body.To, out.Body.Lines, out.Body.Sums = t.To, []trialLineWire{}, []trialSumWire{}
	if !t.From.IsZero() {
		out.Body.From = &t.From
	}
	for _, l := range t.Lines {
		of := func(n int64) money.Amount { return money.New(n, l.Currency) }
		class, err := ledger.ClassOf(l.Account)
		if err != nil {
			return nil, err
		}
		out.Body.Lines = append(out.Body.Lines, trialLineWire{l.Account, class.Number, of(l.Opening), of(l.Debits), of(l.Credits), of(l.Closing())})
	}
	for _, s := range t.Sums {
		of := func(n int64) money.Amount { return money.New(n, s.Currency) }
		out.Body.Sums = append(out.Body.Sums, trialSumWire{of(s.Debits), of(s.Credits), of(s.ClientAssets), of(s.ClientDebts), s.Balanced()})
	}
	return out, nil
}

type journalInput struct {
	rest.PageParams
	Journal ledger.Journal `query:"journal" enum:"BQ,VE,OD"`
	From    period.Date    `query:"from"`
	To      period.Date    `query:"to" doc:"Included."`
}

type journalOutput struct {
	Body rest.List[transactionWire]
}

func (m *Module) restJournal(ctx context.Context, in *journalInput) (*journalOutput, error) {
	page, err := m.d.Ledger.Journal(ctx, ledger.ListJournal{Page: in.Request(), Filter: ledger.JournalFilter{Journal: in.Journal, From: in.From, To: in.To}})
	if err != nil {
		return nil, err
	}
	return &journalOutput{Body: rest.ListOf(page, wireOf)}, nil
}

type oneInput struct {
	ID ledger.TransactionID `path:"id"`
}

type transactionOutput struct{ Body transactionWire }

func (m *Module) restTransaction(ctx context.Context, in *oneInput) (*transactionOutput, error) {
	t, err := m.d.Ledger.Transaction(ctx, ledger.GetTransaction{ID: in.ID})
	return &transactionOutput{Body: wireOf(t)}, err
}

// answer shows what was posted.
func (m *Module) answer(ctx context.Context, p ledger.Posted, err error) (*transactionOutput, error) {
	if err != nil {
		return nil, err
	}
	return m.restTransaction(ctx, &oneInput{ID: p.ID})
}

type postInput struct {
	Body struct {
		Key      string            `json:"key" minLength:"1" maxLength:"196" example:"od/2027-03/1"`
		Journal  ledger.Journal    `json:"journal,omitempty" enum:"BQ,VE,OD" doc:"OD when absent."`
		ValueOn  period.Date       `json:"valueOn,omitzero" doc:"The day of booking when absent."`
		Label    string            `json:"label" minLength:"1" maxLength:"200" example:"Frais bancaires de mars"`
		Piece    string            `json:"piece,omitempty" maxLength:"200"`
		PieceOn  period.Date       `json:"pieceOn,omitzero" doc:"The day of the paper; the day of booking when absent."`
		Metadata map[string]string `json:"metadata,omitempty" doc:"exchange_rate: what one unit of the foreign currency is worth in that of the books, as 0.9217; the FEC needs it."`
		Postings []postingWire     `json:"postings" minItems:"2" maxItems:"100"`
	}
}

func (m *Module) restPost(ctx context.Context, in *postInput) (*transactionOutput, error) {
	b := in.Body
	p, err := m.d.Ledger.Post(ctx, ledger.PostTransaction{Key: apiKey(b.Key), Journal: b.Journal, ValueOn: b.ValueOn, Label: b.Label, Piece: b.Piece, PieceOn: b.PieceOn, Metadata: b.Metadata, Postings: entriesOf(b.Postings)})
	return m.answer(ctx, p, err)
}

// apiKey keeps the keys of clients apart from those by which the program books each fact once: a client that used one of
// those would keep the fact out of the books.
func apiKey(key string) string { return "api/" + key }

type holdInput struct {
	Body struct {
		Key       string            `json:"key" minLength:"1" maxLength:"196"`
		Label     string            `json:"label" minLength:"1" maxLength:"200"`
		Piece     string            `json:"piece,omitempty" maxLength:"200"`
		ExpiresAt time.Time         `json:"expiresAt,omitzero"`
		Metadata  map[string]string `json:"metadata,omitempty"`
		Postings  []postingWire     `json:"postings" minItems:"2" maxItems:"100"`
	}
}

func (m *Module) restHold(ctx context.Context, in *holdInput) (*transactionOutput, error) {
	b := in.Body
	p, err := m.d.Ledger.Hold(ctx, ledger.HoldAmount{Key: apiKey(b.Key), Label: b.Label, Piece: b.Piece, ExpiresAt: b.ExpiresAt, Metadata: b.Metadata, Postings: entriesOf(b.Postings)})
	return m.answer(ctx, p, err)
}

type captureInput struct {
	ID   ledger.TransactionID `path:"id"`
	Body struct {
		Key      string        `json:"key" minLength:"1" maxLength:"196"`
		Label    string        `json:"label" minLength:"1" maxLength:"200"`
		Postings []postingWire `json:"postings,omitempty" maxItems:"100" doc:"What is taken; everything when absent."`
	}
}

func (m *Module) restCapture(ctx context.Context, in *captureInput) (*transactionOutput, error) {
	p, err := m.d.Ledger.Capture(ctx, ledger.CaptureHold{Key: apiKey(in.Body.Key), Hold: in.ID, Label: in.Body.Label, Postings: entriesOf(in.Body.Postings)})
	return m.answer(ctx, p, err)
}

type endInput struct {
	ID   ledger.TransactionID `path:"id"`
	Body struct {
		Key   string `json:"key" minLength:"1" maxLength:"196"`
		Label string `json:"label" minLength:"1" maxLength:"200" doc:"Why."`
	}
}

func (m *Module) restVoid(ctx context.Context, in *endInput) (*transactionOutput, error) {
	p, err := m.d.Ledger.Void(ctx, ledger.VoidHold{Key: apiKey(in.Body.Key), Hold: in.ID, Label: in.Body.Label})
	return m.answer(ctx, p, err)
}

func (m *Module) restReverse(ctx context.Context, in *endInput) (*transactionOutput, error) {
	p, err := m.d.Ledger.Reverse(ctx, ledger.ReverseTransaction{Key: apiKey(in.Body.Key), ID: in.ID, Reason: in.Body.Label})
	return m.answer(ctx, p, err)
}

type termsWire struct {
	Commission money.Percent `json:"commission" doc:"Of the rent, tax included."`
}

type termsOutput struct{ Body termsWire }

func (m *Module) restTerms(ctx context.Context, _ *struct{}) (*termsOutput, error) {
	t, err := m.d.Ledger.Terms(ctx, ledger.GetTerms{})
	return &termsOutput{Body: termsWire(t)}, err
}

type termsInput struct{ Body termsWire }

func (m *Module) restSetTerms(ctx context.Context, in *termsInput) (*termsOutput, error) {
	t, err := m.d.Ledger.SetTerms(ctx, ledger.SetTerms{Terms: ledger.Terms(in.Body)})
	return &termsOutput{Body: termsWire(t)}, err
}

type fecInput struct {
	Year int `query:"year" required:"true" minimum:"2000" maximum:"2999" example:"2027"`
}

type fecOutput struct {
	ContentType string `header:"Content-Type"`
	Disposition string `header:"Content-Disposition"`
	Body        []byte
}

func (m *Module) restFEC(ctx context.Context, in *fecInput) (*fecOutput, error) {
	var file bytes.Buffer
	name, err := m.fec(ctx, &file, in.Year)
	if err != nil {
		return nil, err
	}
	return &fecOutput{ContentType: "text/plain; charset=utf-8", Disposition: `attachment; filename="` + name + `"`, Body: file.Bytes()}, nil
}

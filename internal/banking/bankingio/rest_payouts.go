package bankingio

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"comptoir/internal/banking"
	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/period"
	"comptoir/internal/platform/rest"
)

const tag = "banking"

// REST registers the API.
func (m *Module) REST(api *rest.API) {
	m.restBankRoutes(api)
	h := api.Huma
	rest.Register(h, rest.Op("GET", "/api/banking/due", banking.PermRead, "Whom the business owes, and whether they can be paid", tag), m.restDue)
	rest.Register(h, act("PUT", "/api/banking/payees/{payee}/details", banking.PermDetails, "Say where somebody is paid"), m.restSetDetails)
	rest.Register(h, rest.Op("GET", "/api/banking/own/details", banking.PermOwn, "Where the owner who asks is paid, masked", tag), m.restOwnDetails)
	rest.Register(h, act("PUT", "/api/banking/own/details", banking.PermOwn, "Say where one wants to be paid"), m.restSetOwnDetails)
	rest.Register(h, rest.Op("GET", "/api/banking/own/statements", banking.PermOwn, "What the owner who asks is owed and was paid, by property, newest first", tag), m.restOwnStatements)
	rest.Register(h, rest.Op("GET", "/api/banking/own/payouts", banking.PermOwn, "Transfers to the owner who asks, newest first", tag), m.restOwnPayouts)
	rest.Register(h, rest.Op("GET", "/api/banking/enrolments", banking.PermRead, "Owners' accounts with payment providers, and how far they are", tag), m.restEnrolments)
	rest.Register(h, rest.Op("GET", "/api/banking/own/enrolments", banking.PermOwn, "Accounts of the owner who asks with payment providers", tag), m.restOwnEnrolments)
	rest.Register(h, act("POST", "/api/banking/own/enrolments", banking.PermOwn, "Open an account with a payment provider, or go on: the answer is the provider's page"), m.restEnrolOwn)
	rest.Register(h, act("POST", "/api/banking/payees/{payee}/enrolments", banking.PermDetails, "Open a payee's account with a payment provider, or go on: the answer is the provider's page"), m.restEnrol)
	own, theirs := act("POST", "/api/banking/own/papers", banking.PermOwn, "Pass a paper on that says who one is, to a provider that has asked for it"), act("POST", "/api/banking/payees/{payee}/papers", banking.PermDetails, "Pass a payee's paper on to a provider that has asked for it")
	own.MaxBodyBytes, theirs.MaxBodyBytes = paperBytes, paperBytes
	own.Description, theirs.Description = "It is passed on, and not kept.", "It is passed on, and not kept."
	rest.Register(h, own, m.restOwnPaper)
	rest.Register(h, theirs, m.restPaper)
	rest.Register(h, rest.Op("GET", "/api/banking/batches", banking.PermRead, "Batches of payouts, newest first", tag), m.restBatches)
	propose := act("POST", "/api/banking/batches", banking.PermPropose, "Propose a batch of payouts")
	propose.DefaultStatus = http.StatusCreated
	propose.Description = "Of everything that is due and can be paid, or of the payees named. The same key is the same batch."
	rest.Register(h, propose, m.restPropose)
	rest.Register(h, rest.Op("GET", "/api/banking/batches/{id}", banking.PermRead, "One batch with its lines", tag), m.restBatch)
	approve := act("POST", "/api/banking/batches/{id}/approve", banking.PermApprove, "Approve a batch that somebody else has proposed")
	approve.Description = "Needs a fresh proof (POST /api/auth/prove). Refused (409) to whoever proposed it."
	rest.Register(h, approve, m.restApprove)
	rest.Register(h, act("POST", "/api/banking/batches/{id}/cancel", banking.PermPropose, "Cancel a batch that the bank does not execute"), m.restCancel)
	file := act("POST", "/api/banking/batches/{id}/file", banking.PermPropose, "Make the file for the bank (pain.001.001.09)")
	file.Description = "Made again it is the same file, byte by byte. Needs a fresh proof."
	rest.Register(h, file, m.restFile)
	send := act("POST", "/api/banking/batches/{id}/send", banking.PermPropose, "Have an approved batch paid by its payment provider")
	send.Description = "Sent again it is paid once. What becomes of each line, the provider says. Needs a fresh proof."
	rest.Register(h, send, m.restSend)
	rest.Register(h, act("POST", "/api/banking/batches/{id}/executed", banking.PermPropose, "Note that the bank has executed a batch"), m.restExecute)
	rest.Register(h, act("POST", "/api/banking/batches/{id}/lines/{line}/verification", banking.PermPropose, "Note the verification of a payee"), m.restVerify)
	rest.Register(h, act("POST", "/api/banking/batches/{id}/lines/{line}/remove", banking.PermPropose, "Take a line out of a batch"), m.restRemove)
	rest.Register(h, act("POST", "/api/banking/batches/{id}/lines/{line}/reject", banking.PermPropose, "Note that the bank refused a line"), m.restReject)
	rest.Register(h, act("POST", "/api/banking/batches/{id}/lines/{line}/return", banking.PermPropose, "Note that the money of a line came back"), m.restReturn)
	rest.Register(h, rest.Op("GET", "/api/banking/accounts", banking.PermRead, "The business's bank accounts", tag), m.restAccounts)
	add := act("POST", "/api/banking/accounts", banking.PermSettings, "Add a bank account")
	add.DefaultStatus = http.StatusCreated
	rest.Register(h, add, m.restAddAccount)
	rest.Register(h, act("PUT", "/api/banking/accounts/{id}", banking.PermSettings, "Change a bank account"), m.restPutAccount)
	rest.Register(h, rest.Op("GET", "/api/banking/settings", banking.PermRead, "The business's choices about payouts", tag), m.restSettings)
	rest.Register(h, act("PUT", "/api/banking/settings", banking.PermSettings, "Change them"), m.restSetSettings)
}

// act is an operation that changes something and answers with what it made of it.
func act(method, path string, p access.Permission, summary string) huma.Operation {
	op := rest.Op(method, path, p, summary, tag)
	op.DefaultStatus = http.StatusOK
	return op
}

type detailsWire struct {
	Version   int       `json:"version" doc:"0: none is known."`
	Account   string    `json:"account" doc:"Masked." example:"FR76 •••• 0189"`
	ChangedAt time.Time `json:"changedAt,omitzero"`
	UsableAt  time.Time `json:"usableAt,omitzero" doc:"End of the cooling time: no payout uses the details before."`
}

func detailsOf(d banking.DetailsState) detailsWire {
	return detailsWire{d.Version, d.Masked, d.ChangedAt, d.UsableAt}
}

type dueWire struct {
	Payee    ident.Raw        `json:"payee"`
	Name     string           `json:"name"`
	Due      money.Amount     `json:"due"`
	Promised money.Amount     `json:"promised" doc:"In batches that are not in the books yet; not part of due."`
	Obstacle banking.Obstacle `json:"obstacle,omitempty" enum:"nothing_due,no_details,cooling,other_currency" doc:"Why nothing can be paid now."`
	Details  detailsWire      `json:"details"`
	Parts    []banking.Part   `json:"parts"`
}

type dueOutput struct{ Body rest.List[dueWire] }

func (m *Module) restDue(ctx context.Context, _ *struct{}) (*dueOutput, error) {
	all, err := m.banking.Due(ctx, banking.ListDue{})
	if err != nil {
		return nil, err
	}
	out := &dueOutput{Body: rest.List[dueWire]{Items: make([]dueWire, len(all))}}
	for i, d := range all {
		out.Body.Items[i] = dueWire{d.Payee, d.Name, d.Amount, d.Promised, d.Obstacle, detailsOf(d.Details), append([]banking.Part{}, d.Parts...)}
	}
	return out, nil
}

type coordinatesWire struct {
	Holder string `json:"holder" maxLength:"140" example:"Maëlle Le Bihan"`
	IBAN   string `json:"iban" maxLength:"60" example:"FR76 3000 6000 0112 3456 7890 189"`
	BIC    string `json:"bic,omitempty" maxLength:"20" example:"AGRIFRPP"`
}

type setDetailsInput struct {
	Payee string `path:"payee" format:"uuid"`
	Body  struct {
		Holder   string `json:"holder" maxLength:"140" example:"Maëlle Le Bihan"`
		IBAN     string `json:"iban" maxLength:"60" example:"FR76 3000 6000 0112 3456 7890 189"`
		BIC      string `json:"bic,omitempty" maxLength:"20" example:"AGRIFRPP"`
		Stripe   string `json:"stripe,omitempty" maxLength:"80" example:"acct_1N0KXaLkdIwHu7ix" doc:"Connected account of Stripe; absent: as before."`
		MangoPay string `json:"mangopay,omitempty" maxLength:"128" doc:"Verified user of MangoPay; absent: as before."`
	}
}

type detailsOutput struct{ Body detailsWire }

func detailsAnswer(d banking.DetailsState, err error) (*detailsOutput, error) {
	if err != nil {
		return nil, err
	}
	return &detailsOutput{detailsOf(d)}, nil
}

func (m *Module) restSetDetails(ctx context.Context, in *setDetailsInput) (*detailsOutput, error) {
	payee, err := ident.ParseRaw(in.Payee)
	if err != nil {
		return nil, banking.ErrUnknownPayee
	}
	return detailsAnswer(m.banking.SetDetails(ctx, banking.SetDetails{Payee: payee, Holder: in.Body.Holder, IBAN: in.Body.IBAN, BIC: in.Body.BIC, Stripe: in.Body.Stripe, MangoPay: in.Body.MangoPay}))
}

func (m *Module) restOwnDetails(ctx context.Context, _ *struct{}) (*detailsOutput, error) {
	return detailsAnswer(m.banking.OwnDetails(ctx, banking.GetOwnDetails{}))
}

type setOwnDetailsInput struct{ Body coordinatesWire }

func (m *Module) restSetOwnDetails(ctx context.Context, in *setOwnDetailsInput) (*detailsOutput, error) {
	return detailsAnswer(m.banking.SetOwnDetails(ctx, banking.SetOwnDetails{Holder: in.Body.Holder, IBAN: in.Body.IBAN, BIC: in.Body.BIC}))
}

type payoutWire struct {
	ID        banking.LineID     `json:"id"`
	Reference string             `json:"reference"`
	On        period.Date        `json:"on"`
	Amount    money.Amount       `json:"amount"`
	Account   string             `json:"account" doc:"Masked."`
	Status    banking.LineStatus `json:"status" enum:"executed,returned"`
	Parts     []banking.Part     `json:"parts"`
}

type payoutsOutput struct{ Body rest.List[payoutWire] }

type statementWire struct {
	Property ident.Raw    `json:"property"`
	Name     string       `json:"name"`
	Owed     money.Amount `json:"owed"`
	Lines    []lineOfWire `json:"lines"`
}

type lineOfWire struct {
	On     period.Date  `json:"on"`
	Label  string       `json:"label"`
	Piece  string       `json:"piece,omitempty"`
	Amount money.Amount `json:"amount" doc:"Above zero: the owner is owed more."`
	After  money.Amount `json:"after" doc:"What he was owed then."`
}

type statementsOutput struct {
	Body struct {
		Items []statementWire `json:"items"`
	}
}

func (m *Module) restOwnStatements(ctx context.Context, _ *struct{}) (*statementsOutput, error) {
	all, err := m.banking.OwnStatements(ctx, banking.OwnStatements{})
	if err != nil {
		return nil, err
	}
	out := &statementsOutput{}
	out.Body.Items = []statementWire{}
	for _, s := range all {
		w := statementWire{Property: s.Property, Name: s.Name, Owed: s.Owed, Lines: []lineOfWire{}}
		for _, l := range s.Lines {
			w.Lines = append(w.Lines, lineOfWire(l))
		}
		out.Body.Items = append(out.Body.Items, w)
	}
	return out, nil
}

func (m *Module) restOwnPayouts(ctx context.Context, _ *struct{}) (*payoutsOutput, error) {
	all, err := m.banking.OwnPayouts(ctx, banking.OwnPayouts{})
	if err != nil {
		return nil, err
	}
	out := &payoutsOutput{Body: rest.List[payoutWire]{Items: make([]payoutWire, len(all))}}
	for i, p := range all {
		out.Body.Items[i] = payoutWire{p.ID, p.EndToEnd, p.Moved, p.Amount, p.Masked, p.Status, append([]banking.Part{}, p.Parts...)}
	}
	return out, nil
}

type lineWire struct {
	ID           banking.LineID       `json:"id"`
	Payee        ident.Raw            `json:"payee"`
	Name         string               `json:"name"`
	Account      string               `json:"account" doc:"Masked."`
	Amount       money.Amount         `json:"amount"`
	Reference    string               `json:"reference" doc:"EndToEndId: the bank carries it to the payee and back."`
	Status       banking.LineStatus   `json:"status" enum:"planned,executed,rejected,returned,removed"`
	Reason       string               `json:"reason,omitempty"`
	Verification banking.Verification `json:"verification,omitempty" enum:"match,close_match,no_match,not_available"`
	Suggested    string               `json:"suggested,omitempty" doc:"The name that the payee's bank gives."`
	Booked       bool                 `json:"booked" doc:"The books know what has moved."`
	Parts        []banking.Part       `json:"parts"`
}

type batchWire struct {
	ID         banking.BatchID     `json:"id"`
	Number     string              `json:"number" example:"VIR-2026-0007"`
	Status     banking.BatchStatus `json:"status" enum:"proposed,approved,exported,executed,partly_returned,returned,cancelled"`
	Method     string              `json:"method,omitempty" enum:"stripe,mangopay" doc:"The payment provider that pays; absent: the bank."`
	ExecuteOn  period.Date         `json:"executeOn"`
	Total      money.Amount        `json:"total"`
	ProposedBy string              `json:"proposedBy"`
	ApprovedBy string              `json:"approvedBy,omitempty"`
	Lines      []lineWire          `json:"lines"`
}

func batchWireOf(s banking.BatchState) batchWire {
	w := batchWire{ID: s.ID, Number: s.Number, Status: s.Status, Method: s.Method, ExecuteOn: s.ExecuteOn, Total: s.Total(), ProposedBy: s.Proposed.Name, Lines: make([]lineWire, len(s.Lines))}
	if s.Approved != nil {
		w.ApprovedBy = s.Approved.Name
	}
	for i, l := range s.Lines {
		w.Lines[i] = lineWire{l.ID, l.Payee, l.Name, l.Masked, l.Amount, l.EndToEnd, l.Status, l.Reason, l.Verification, l.Suggested, !l.Moved.IsZero() && !l.Pending(), append([]banking.Part{}, l.Parts...)}
	}
	return w
}

type batchesInput struct{ rest.PageParams }

type batchesOutput struct{ Body rest.List[batchWire] }

func (m *Module) restBatches(ctx context.Context, in *batchesInput) (*batchesOutput, error) {
	page, err := m.banking.Batches(ctx, banking.ListBatches{Page: in.Request()})
	if err != nil {
		return nil, err
	}
	return &batchesOutput{rest.ListOf(page, batchWireOf)}, nil
}

type batchOutput struct{ Body batchWire }

func batchAnswer(s banking.BatchState, err error) (*batchOutput, error) {
	if err != nil {
		return nil, err
	}
	return &batchOutput{batchWireOf(s)}, nil
}

type proposeInput struct {
	Body struct {
		Key       string            `json:"key" minLength:"1" maxLength:"100"`
		Account   banking.AccountID `json:"account"`
		ExecuteOn period.Date       `json:"executeOn"`
		Payees    []ident.Raw       `json:"payees,omitempty" maxItems:"1000" doc:"Empty: everybody who can be paid."`
		Method    string            `json:"method,omitempty" enum:"stripe,mangopay" doc:"The payment provider that pays; absent: the bank, by a SEPA file."`
	}
}

func (m *Module) restPropose(ctx context.Context, in *proposeInput) (*batchOutput, error) {
	return batchAnswer(m.banking.Propose(ctx, banking.ProposePayouts{Key: in.Body.Key, Account: in.Body.Account, ExecuteOn: in.Body.ExecuteOn, Payees: in.Body.Payees, Method: in.Body.Method}))
}

type batchInput struct {
	ID banking.BatchID `path:"id"`
}

func (m *Module) restBatch(ctx context.Context, in *batchInput) (*batchOutput, error) {
	return batchAnswer(m.banking.Batch(ctx, banking.GetBatch{ID: in.ID}))
}

func (m *Module) restSend(ctx context.Context, in *batchInput) (*batchOutput, error) {
	return batchAnswer(m.banking.Send(ctx, banking.SendBatch{ID: in.ID}))
}

func (m *Module) restApprove(ctx context.Context, in *batchInput) (*batchOutput, error) {
	return batchAnswer(m.banking.Approve(ctx, banking.ApproveBatch{ID: in.ID}))
}

type reasonBody struct {
	Reason string `json:"reason" minLength:"1" maxLength:"200"`
}

type cancelInput struct {
	ID   banking.BatchID `path:"id"`
	Body reasonBody
}

func (m *Module) restCancel(ctx context.Context, in *cancelInput) (*batchOutput, error) {
	return batchAnswer(m.banking.Cancel(ctx, banking.CancelBatch{ID: in.ID, Reason: in.Body.Reason}))
}

type fileOutput struct {
	ContentType string `header:"Content-Type"`
	Disposition string `header:"Content-Disposition"`
	Body        []byte
}

func (m *Module) restFile(ctx context.Context, in *batchInput) (*fileOutput, error) {
	f, err := m.banking.Export(ctx, banking.ExportBatch{ID: in.ID})
	if err != nil {
		return nil, err
	}
	return &fileOutput{f.Type, `attachment; filename="` + f.Name + `"`, f.Content}, nil
}

type executeInput struct {
	ID   banking.BatchID `path:"id"`
	Body struct {
		On period.Date `json:"on,omitzero" doc:"Today when empty."`
	}
}

func (m *Module) restExecute(ctx context.Context, in *executeInput) (*batchOutput, error) {
	return batchAnswer(m.banking.Execute(ctx, banking.MarkExecuted{ID: in.ID, On: in.Body.On}))
}

type verifyInput struct {
	ID   banking.BatchID `path:"id"`
	Line banking.LineID  `path:"line"`
	Body struct {
		Result    banking.Verification `json:"result" enum:"match,close_match,no_match,not_available"`
		Suggested string               `json:"suggested,omitempty" maxLength:"140"`
	}
}

func (m *Module) restVerify(ctx context.Context, in *verifyInput) (*batchOutput, error) {
	return batchAnswer(m.banking.Verify(ctx, banking.RecordVerification{ID: in.ID, Line: in.Line, Result: in.Body.Result, Suggested: in.Body.Suggested}))
}

type lineReasonInput struct {
	ID   banking.BatchID `path:"id"`
	Line banking.LineID  `path:"line"`
	Body reasonBody
}

func (m *Module) restRemove(ctx context.Context, in *lineReasonInput) (*batchOutput, error) {
	return batchAnswer(m.banking.Remove(ctx, banking.RemoveLine{ID: in.ID, Line: in.Line, Reason: in.Body.Reason}))
}

func (m *Module) restReject(ctx context.Context, in *lineReasonInput) (*batchOutput, error) {
	return batchAnswer(m.banking.Reject(ctx, banking.RejectLine{ID: in.ID, Line: in.Line, Reason: in.Body.Reason}))
}

type returnInput struct {
	ID   banking.BatchID `path:"id"`
	Line banking.LineID  `path:"line"`
	Body struct {
		Code string      `json:"code" minLength:"4" maxLength:"4" example:"AC04" doc:"ISO 20022 reason of a return."`
		On   period.Date `json:"on,omitzero" doc:"Today when empty."`
	}
}

func (m *Module) restReturn(ctx context.Context, in *returnInput) (*batchOutput, error) {
	return batchAnswer(m.banking.Return(ctx, banking.ReturnLine{ID: in.ID, Line: in.Line, Code: in.Body.Code, On: in.Body.On}))
}

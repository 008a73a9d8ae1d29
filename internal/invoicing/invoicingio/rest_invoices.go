package invoicingio

import (
	"context"

	"github.com/danielgtaylor/huma/v2"

	"comptoir/internal/invoicing"
	"comptoir/internal/kernel/contact"
	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/period"
	"comptoir/internal/platform/rest"
)

const tag = "invoicing"

// REST registers the API.
func (m *Module) REST(api *rest.API) {
	rest.Register(api.Huma, rest.Op("GET", "/api/invoicing/invoices", invoicing.PermRead, "List issued invoices, deposit invoices, credit notes and receipts", tag), m.restList)
	create := rest.Op("POST", "/api/invoicing/invoices", invoicing.PermIssue, "Issue an invoice", tag)
	create.DefaultStatus = 201
	rest.Register(api.Huma, create, m.restIssue)
	rest.Register(api.Huma, rest.Op("GET", "/api/invoicing/invoices/{id}", invoicing.PermRead, "Read an issued paper", tag), m.restGet)
	credit := rest.Op("POST", "/api/invoicing/invoices/{id}/credit-notes", invoicing.PermCredit, "Take an invoice back, whole or in part", tag)
	credit.DefaultStatus = 201
	rest.Register(api.Huma, credit, m.restCredit)
	paid := rest.Op("POST", "/api/invoicing/invoices/{id}/payments", invoicing.PermIssue, "Enter a payment that arrived", tag)
	paid.DefaultStatus = 204
	rest.Register(api.Huma, paid, m.restPaid)
	submit := rest.Op("POST", "/api/invoicing/invoices/{id}/submission", invoicing.PermIssue, "Submit an invoice to the platform", tag)
	submit.DefaultStatus = 204
	rest.Register(api.Huma, submit, m.restSubmit)
	for path, kind := range map[string]struct{ media, summary string }{
		"document": {pdfType, "Download a paper as PDF with its Factur-X invoice"}, "ubl": {xmlType, "Download an invoice as UBL 2.1"}, "cii": {xmlType, "Download an invoice as UN/CEFACT CII"}} {
		op := rest.Op("GET", "/api/invoicing/invoices/{id}/"+path, invoicing.PermRead, kind.summary, tag)
		op.Responses = map[string]*huma.Response{"200": {Description: "The file.", Content: map[string]*huma.MediaType{kind.media: {Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}}}}}
		rest.Register(api.Huma, op, m.restFile(path))
	}
}

const xmlType = "application/xml"

type rowWire struct {
	ID          invoicing.PaperID `json:"id"`
	Kind        invoicing.Kind    `json:"kind" enum:"invoice,deposit,credit_note,receipt"`
	Number      string            `json:"number" example:"F-2027-00042"`
	IssuedOn    period.Date       `json:"issuedOn"`
	DueOn       period.Date       `json:"dueOn"`
	Customer    string            `json:"customer"`
	Reference   string            `json:"reference,omitempty" doc:"What the customer calls it: a booking's reference, an order number."`
	Net         money.Amount      `json:"net" doc:"Without VAT; below zero for a credit note."`
	VAT         money.Amount      `json:"vat"`
	Total       money.Amount      `json:"total"`
	Outstanding money.Amount      `json:"outstanding"`
	State       invoicing.State   `json:"state" enum:"open,overdue,paid,credited,issued"`
	Reminders   int               `json:"reminders" doc:"Sent so far, 0 to 3."`
}

func rowOf(r invoicing.Row) rowWire {
	return rowWire{ID: r.ID, Kind: r.Kind, Number: r.Number, IssuedOn: r.IssuedOn, DueOn: r.DueOn, Customer: r.Customer, Reference: r.Order, Net: r.Net, VAT: r.VAT, Total: r.Total, Outstanding: r.Outstanding, State: r.State, Reminders: r.Level}
}

type listInput struct {
	rest.PageParams
	Kind  string `query:"kind" enum:"invoice,deposit,credit_note,receipt"`
	State string `query:"state" enum:"open,overdue,paid,credited"`
	Query string `query:"q" maxLength:"100" doc:"In the number, the customer's name or the reference."`
	From  string `query:"from" format:"date" doc:"Issued from this day on."`
	To    string `query:"to" format:"date" doc:"Issued until this day, it included."`
}

type listOutput struct{ Body rest.List[rowWire] }

func (m *Module) restList(ctx context.Context, in *listInput) (*listOutput, error) {
	f := invoicing.Filter{Kind: invoicing.Kind(in.Kind), State: invoicing.State(in.State), Text: in.Query}
	for _, d := range []struct {
		text string
		to   *period.Date
	}{{in.From, &f.From}, {in.To, &f.To}} {
		if d.text == "" {
			continue
		}
		day, err := period.ParseDate(d.text)
		if err != nil {
			return nil, err
		}
		*d.to = day
	}
	page, err := m.d.Invoicing.Papers(ctx, invoicing.ListPapers{Filter: f, Page: in.Request()})
	if err != nil {
		return nil, err
	}
	return &listOutput{Body: rest.ListOf(page, rowOf)}, nil
}

type taxWire struct {
	Category invoicing.Category `json:"category" enum:"S,E" doc:"S: taxed at the rate. E: exempt for the reason."`
	Rate     money.Percent      `json:"rate,omitempty" example:"20"`
	Reason   invoicing.Reason   `json:"reason,omitempty" enum:"furnished_letting,franchise,disbursement,indemnity,other"`
}

type itemWire struct {
	Label     string       `json:"label" minLength:"1" maxLength:"300"`
	Quantity  string       `json:"quantity" example:"1.5" maxLength:"12"`
	UnitPrice money.Amount `json:"unitPrice"`
	Tax       taxWire      `json:"tax"`
}

type customerWire struct {
	Name      string                `json:"name" minLength:"1" maxLength:"160"`
	Business  bool                  `json:"business,omitempty" doc:"Acts in its trade: late penalties apply."`
	SIREN     string                `json:"siren,omitempty" maxLength:"14"`
	VATNumber string                `json:"vatNumber,omitempty" maxLength:"20"`
	Email     contact.Email         `json:"email,omitempty"`
	Address   contact.PostalAddress `json:"address"`
}

type issueInput struct {
	Body struct {
		Kind      string       `json:"kind,omitempty" enum:"invoice,deposit" default:"invoice"`
		Language  string       `json:"language,omitempty" enum:"fr,en" default:"fr"`
		Currency  string       `json:"currency,omitempty" minLength:"3" maxLength:"3" default:"EUR"`
		Inclusive bool         `json:"pricesIncludeVat,omitempty"`
		Customer  customerWire `json:"customer"`
		Lines     []itemWire   `json:"lines" minItems:"1" maxItems:"200"`
		Period    *struct {
			From period.Date `json:"from"`
			To   period.Date `json:"to"`
		} `json:"servicePeriod,omitempty"`
		DueDays   int    `json:"dueDays,omitempty" minimum:"0" maximum:"365"`
		Reference string `json:"reference,omitempty" maxLength:"160"`
		Note      string `json:"note,omitempty" maxLength:"2000"`
	}
}

type paperOutput struct{ Body paperWire }

func (m *Module) restIssue(ctx context.Context, in *issueInput) (*paperOutput, error) {
	b := in.Body
	d := invoicing.Draft{Kind: invoicing.Kind(b.Kind), Language: b.Language, Currency: b.Currency, Inclusive: b.Inclusive, DueDays: b.DueDays, Order: b.Reference, Note: b.Note,
		Customer: invoicing.Party{Name: b.Customer.Name, Business: b.Customer.Business, SIREN: b.Customer.SIREN, VATNumber: b.Customer.VATNumber, Email: b.Customer.Email, Address: b.Customer.Address}}
	if b.Period != nil {
		d.Supplied = period.Range{From: b.Period.From, To: b.Period.To}
	}
	for i, l := range b.Lines {
		q, err := invoicing.ParseQuantity(l.Quantity)
		if err != nil {
			return nil, invoicing.ErrQuantity.On(linePath(i)+"quantity", "malformed_quantity", "a number of at most three decimals")
		}
		d.Items = append(d.Items, invoicing.Item{Label: l.Label, Quantity: q, Unit: l.UnitPrice, Tax: invoicing.Tax{Category: l.Tax.Category, Rate: l.Tax.Rate, Reason: l.Tax.Reason}})
	}
	id, err := m.d.Invoicing.SaveDraft(ctx, invoicing.SaveDraft{Draft: d})
	if err == nil {
		_, err = m.d.Invoicing.Issue(ctx, invoicing.IssueDraft{ID: id})
	}
	if err != nil {
		return nil, err
	}
	return m.restPaper(ctx, id)
}

type paperInput struct {
	ID invoicing.PaperID `path:"id"`
}

func (m *Module) restGet(ctx context.Context, in *paperInput) (*paperOutput, error) {
	return m.restPaper(ctx, in.ID)
}

func (m *Module) restPaper(ctx context.Context, id invoicing.PaperID) (*paperOutput, error) {
	v, err := m.d.Invoicing.Paper(ctx, invoicing.GetPaper{ID: id})
	if err != nil {
		return nil, err
	}
	return &paperOutput{Body: wireOf(v)}, nil
}

type creditInput struct {
	ID   invoicing.PaperID `path:"id"`
	Key  string            `header:"Idempotency-Key" maxLength:"200"`
	Body struct {
		Amount money.Amount     `json:"amount,omitzero" doc:"With VAT; absent, and no lines: all that is left."`
		Lines  []creditLineWire `json:"lines,omitempty" maxItems:"200" doc:"What is taken back, line by line; not together with an amount."`
		Reason string           `json:"reason" minLength:"1" maxLength:"300"`
	}
}

type creditLineWire struct {
	Line     int          `json:"line" minimum:"1" maximum:"200" doc:"As on the invoice: the first is 1."`
	Quantity string       `json:"quantity,omitempty" example:"1.5" maxLength:"12" doc:"Absent, and no amount: what is left of the line."`
	Amount   money.Amount `json:"amount,omitzero" doc:"A part of the line's amount instead of a quantity, with VAT where the invoice's prices hold it."`
}

func (m *Module) restCredit(ctx context.Context, in *creditInput) (*paperOutput, error) {
	c := invoicing.CreditPaper{ID: in.ID, Amount: in.Body.Amount, Reason: in.Body.Reason, Key: in.Key}
	for i, l := range in.Body.Lines {
		line := invoicing.CreditLine{Line: l.Line, Amount: l.Amount}
		if l.Quantity != "" {
			var err error
			if line.Quantity, err = invoicing.ParseQuantity(l.Quantity); err != nil {
				return nil, invoicing.ErrQuantity.On(linePath(i)+"quantity", "malformed_quantity", "a number of at most three decimals")
			}
		}
		c.Lines = append(c.Lines, line)
	}
	id, err := m.d.Invoicing.Credit(ctx, c)
	if err != nil {
		return nil, err
	}
	return m.restPaper(ctx, id)
}

type paidInput struct {
	ID   invoicing.PaperID `path:"id"`
	Body struct {
		Amount     money.Amount `json:"amount,omitzero" doc:"Absent: all that is owed."`
		ReceivedOn string       `json:"receivedOn,omitempty" format:"date" doc:"Absent: today."`
		Method     string       `json:"method" enum:"transfer,cheque,cash,card,other"`
		Key        string       `json:"key" minLength:"1" maxLength:"100" doc:"The same twice is one payment: the bank's reference, the cheque's number."`
	}
}

func (m *Module) restPaid(ctx context.Context, in *paidInput) (*struct{}, error) {
	var day period.Date
	if in.Body.ReceivedOn != "" {
		var err error
		if day, err = period.ParseDate(in.Body.ReceivedOn); err != nil {
			return nil, err
		}
	}
	_, err := m.d.Invoicing.RecordPaid(ctx, invoicing.RecordPayment{ID: in.ID, Amount: in.Body.Amount, On: day, Method: in.Body.Method, Key: in.Body.Key})
	return nil, err
}

func (m *Module) restSubmit(ctx context.Context, in *paperInput) (*struct{}, error) {
	_, err := m.d.Invoicing.Submit(ctx, invoicing.SubmitPaper{ID: in.ID})
	return nil, err
}

// restFile gives a paper in one of its forms.
func (m *Module) restFile(form string) func(context.Context, *paperInput) (*huma.StreamResponse, error) {
	return func(ctx context.Context, in *paperInput) (*huma.StreamResponse, error) {
		f, err := m.file(ctx, in.ID, form)
		if err != nil {
			return nil, err
		}
		return &huma.StreamResponse{Body: func(c huma.Context) {
			c.SetHeader("Content-Type", f.media)
			c.SetHeader("Content-Disposition", `attachment; filename="`+f.name+`"`)
			_, _ = c.BodyWriter().Write(f.content) // the client has left
		}}, nil
	}
}

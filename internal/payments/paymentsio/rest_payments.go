package paymentsio

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/period"
	"comptoir/internal/payments"
	"comptoir/internal/platform/rest"
)

type publicWire struct {
	ID      payments.PaymentID `json:"id"`
	Status  payments.Status    `json:"status" enum:"requires_action,processing,authorized,succeeded,failed,cancelled"`
	Purpose string             `json:"purpose" example:"deposit"`
	Amount  money.Amount       `json:"amount"`
	Failure string             `json:"failure,omitempty" doc:"Why the last attempt was refused." example:"card_declined"`
}

type refundWire struct {
	ID      payments.RefundID     `json:"id"`
	Amount  money.Amount          `json:"amount"`
	Status  payments.RefundStatus `json:"status" enum:"pending,succeeded,failed"`
	Reason  string                `json:"reason"`
	Failure string                `json:"failure,omitempty"`
	At      time.Time             `json:"at"`
}

type paymentWire struct {
	ID          payments.PaymentID     `json:"id"`
	Subject     subjectWire            `json:"subject"`
	Purpose     string                 `json:"purpose"`
	Description string                 `json:"description"`
	PayerName   string                 `json:"payerName"`
	Amount      money.Amount           `json:"amount"`
	Refundable  money.Amount           `json:"refundable"`
	Status      payments.Status        `json:"status" enum:"requires_action,processing,authorized,succeeded,failed,cancelled"`
	Standing    payments.Status        `json:"standing" enum:"requires_action,processing,authorized,succeeded,failed,cancelled,partly_captured,partly_refunded,refunded,disputed" doc:"Where it stands, all told: its status, and what became of the money after a success."`
	Mode        payments.Mode          `json:"mode,omitempty" enum:",hold,card,later" doc:"hold: the money is blocked and taken later; card: the card is kept and charged later; later: a card kept by an earlier payment was charged."`
	Captured    money.Amount           `json:"captured" doc:"What came in."`
	Capture     payments.CaptureStatus `json:"capture,omitempty" enum:",pending,done,failed"`
	HeldUntil   time.Time              `json:"heldUntil,omitzero"`
	Dispute     payments.DisputeStatus `json:"dispute,omitempty" enum:",open,under_review,won,lost" doc:"open: the provider waits for evidence; under_review: the payer’s bank reads it."`
	Provider    string                 `json:"provider" example:"sandbox"`
	Reference   string                 `json:"reference,omitempty" doc:"The provider's name of the payment."`
	Failure     string                 `json:"failure,omitempty"`
	Refunds     []refundWire           `json:"refunds"`
	CreatedAt   time.Time              `json:"createdAt"`
	UpdatedAt   time.Time              `json:"updatedAt"`
}

type subjectWire struct {
	Kind string    `json:"kind" example:"stays.reservation"`
	ID   ident.Raw `json:"id"`
}

func wireOf(v payments.View) paymentWire {
	w := paymentWire{ID: v.ID, Subject: subjectWire{v.Subject.Kind, v.Subject.ID}, Purpose: v.Purpose, Description: v.Description,
		Standing: v.Standing, Mode: v.Mode, Captured: v.Captured, Capture: v.Capture.Status, HeldUntil: v.HeldUntil, Dispute: v.Dispute.Status,
		PayerName: v.Payer.Name, Amount: v.Amount, Refundable: v.Refundable, Status: v.Status, Provider: v.Provider, Reference: v.Reference,
		Failure: v.Failure, Refunds: make([]refundWire, len(v.Refunds)), CreatedAt: v.CreatedAt, UpdatedAt: v.UpdatedAt}
	for i, r := range v.Refunds {
		w.Refunds[i] = refundWire{ID: r.ID, Amount: r.Amount, Status: r.Status, Reason: r.Reason, Failure: r.Failure, At: r.At}
	}
	return w
}

// REST registers the API.
func (m *Module) REST(api *rest.API) {
	rest.Register(api.Huma, rest.Op("GET", "/api/payments", payments.PermReadPayments, "List payments, newest first", "payments"), m.restList)
	rest.Register(api.Huma, rest.Op("GET", "/api/payments/sums", payments.PermReadPayments, "Add up a list of payments", "payments"), m.restSums)
	rest.Register(api.Huma, rest.Op("GET", "/api/payments/{id}", access.Public, "State of a payment", "payments"), m.restLook)
	rest.Register(api.Huma, rest.Op("GET", "/api/payments/{id}/details", payments.PermReadPayments, "All of a payment, with its refunds", "payments"), m.restGet)
	refund := rest.Op("POST", "/api/payments/refunds", payments.PermRefund, "Give part of a payment back", "payments")
	refund.DefaultStatus = http.StatusCreated
	rest.Register(api.Huma, refund, m.restRefund)
	back := rest.Op("POST", "/api/payments/{id}/refunds/{refund}/handed-back", payments.PermRefund, "Note that a refund was handed back", "payments")
	back.Description = "For money that was taken in cash, by cheque or by transfer: its refunds are pending until somebody has handed them back."
	rest.Register(api.Huma, back, m.restHandBack)
	m.restProviders(api)
	hook := rest.Op("POST", "/api/payments/webhooks/{provider}", access.Public, "What a payment provider calls", "payments")
	hook.Description = "The raw body is signed by the provider; a call that is not, or that was signed more than five minutes ago, is refused with 401. " +
		"The same notification delivered again is accepted and changes nothing."
	hook.DefaultStatus = http.StatusNoContent
	rest.Register(api.Huma, hook, m.restWebhook)
}

type listInput struct {
	rest.PageParams
	Status   payments.Status `query:"status" enum:"requires_action,processing,authorized,succeeded,failed,cancelled,partly_captured,partly_refunded,refunded,disputed" doc:"Where the payment stands, all told."`
	Provider string          `query:"provider" maxLength:"40"`
	Text     string          `query:"q" maxLength:"100" doc:"A part of the payer's name or e-mail address, of the booking's reference or of the provider's; or an amount: 350.00."`
	From     string          `query:"from" format:"date" doc:"Opened on this day or later, at the business's place."`
	To       string          `query:"to" format:"date" doc:"Opened on this day or earlier."`
}

// restFilter reads the days at the business's place.
func (m *Module) restFilter(ctx context.Context, status payments.Status, provider, text, from, to string) (payments.Filter, error) {
	f := payments.Filter{Status: status, Provider: provider, Text: text}
	var span [2]period.Date
	for i, day := range []string{from, to} {
		if day == "" {
			continue
		}
		var err error
		if span[i], err = period.ParseDate(day); err != nil {
			return f, err
		}
	}
	f.From, f.To = days(span[0], span[1], m.d.Zone(ctx))
	return f, nil
}

type sumsInput struct {
	Status   payments.Status `query:"status" enum:"requires_action,processing,authorized,succeeded,failed,cancelled,partly_captured,partly_refunded,refunded,disputed"`
	Provider string          `query:"provider" maxLength:"40"`
	Text     string          `query:"q" maxLength:"100"`
	From     string          `query:"from" format:"date"`
	To       string          `query:"to" format:"date"`
}

type sumWire struct {
	Count int          `json:"count"`
	In    money.Amount `json:"in" doc:"What came in."`
	Back  money.Amount `json:"back" doc:"What went back, or is on its way."`
}

type sumsOutput struct {
	Body struct {
		Items []sumWire `json:"items" doc:"One for each currency."`
	}
}

func (m *Module) restSums(ctx context.Context, in *sumsInput) (*sumsOutput, error) {
	f, err := m.restFilter(ctx, in.Status, in.Provider, in.Text, in.From, in.To)
	if err != nil {
		return nil, err
	}
	sums, err := m.payments.Sum(ctx, payments.SumPayments{Filter: f})
	if err != nil {
		return nil, err
	}
	out := &sumsOutput{}
	out.Body.Items = make([]sumWire, len(sums))
	for i, s := range sums {
		out.Body.Items[i] = sumWire(s)
	}
	return out, nil
}

type listOutput struct{ Body rest.List[paymentWire] }

func (m *Module) restList(ctx context.Context, in *listInput) (*listOutput, error) {
	f, err := m.restFilter(ctx, in.Status, in.Provider, in.Text, in.From, in.To)
	if err != nil {
		return nil, err
	}
	page, err := m.payments.List(ctx, payments.ListPayments{Filter: f, Page: in.Request()})
	if err != nil {
		return nil, err
	}
	return &listOutput{Body: rest.ListOf(page, wireOf)}, nil
}

type oneInput struct {
	ID payments.PaymentID `path:"id"`
}

type lookOutput struct{ Body publicWire }

func (m *Module) restLook(ctx context.Context, in *oneInput) (*lookOutput, error) {
	v, err := m.payments.Look(ctx, payments.LookAtPayment{ID: in.ID})
	if err != nil {
		return nil, err
	}
	return &lookOutput{Body: publicWire{ID: v.ID, Status: v.Status, Purpose: v.Purpose, Amount: v.Amount, Failure: v.Failure}}, nil
}

type paymentOutput struct{ Body paymentWire }

func (m *Module) restGet(ctx context.Context, in *oneInput) (*paymentOutput, error) {
	v, err := m.payments.Get(ctx, payments.GetPayment{ID: in.ID})
	if err != nil {
		return nil, err
	}
	return &paymentOutput{Body: wireOf(v)}, nil
}

type refundInput struct {
	Body struct {
		PaymentID payments.PaymentID `json:"paymentId"`
		Amount    money.Amount       `json:"amount"`
		Reason    string             `json:"reason" minLength:"1" maxLength:"200"`
		Key       string             `json:"key" minLength:"1" maxLength:"100" doc:"The same key refunds once."`
	}
}

func (m *Module) restRefund(ctx context.Context, in *refundInput) (*paymentOutput, error) {
	v, err := m.payments.Refund(ctx, payments.RefundPayment{ID: in.Body.PaymentID, Amount: in.Body.Amount, Reason: in.Body.Reason, Key: in.Body.Key})
	if err != nil {
		return nil, err
	}
	return &paymentOutput{Body: wireOf(v)}, nil
}

type handBackInput struct {
	ID     payments.PaymentID `path:"id"`
	Refund payments.RefundID  `path:"refund"`
	Body   struct {
		By   payments.Method `json:"by,omitempty" enum:"cash,cheque,transfer" doc:"Out of what it was given back: the till, the payer's own cheque that was not banked, the bank account. Absent: as the money was received, or from the bank account when it is there by now."`
		Note string          `json:"note,omitempty" maxLength:"80" example:"Virement du 12 avril"`
	}
}

func (m *Module) restHandBack(ctx context.Context, in *handBackInput) (*paymentOutput, error) {
	v, err := m.payments.HandBack(ctx, payments.HandBack{Payment: in.ID, Refund: in.Refund, By: in.Body.By, Note: in.Body.Note})
	if err != nil {
		return nil, err
	}
	return &paymentOutput{Body: wireOf(v)}, nil
}

// webhookInput keeps the raw bytes, which are what was signed, and every header: each provider signs in its own.
type webhookInput struct {
	Provider string `path:"provider" maxLength:"40" pattern:"^[a-z]+$"`
	RawBody  []byte
	header   map[string][]string
}

// Resolve implements huma.Resolver.
func (in *webhookInput) Resolve(c huma.Context) []error {
	in.header = http.Header{}
	c.EachHeader(func(name, value string) { in.header[name] = append(in.header[name], value) })
	return nil
}

func (m *Module) restWebhook(ctx context.Context, in *webhookInput) (*struct{}, error) {
	_, err := m.payments.Receive(ctx, payments.ReceiveWebhook{Provider: in.Provider, Message: payments.Message{Header: in.header, Body: in.RawBody}})
	return nil, err
}

package staysio

import (
	"context"
	"embed"
	"io/fs"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"comptoir/internal/event"
	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/money"
	"comptoir/internal/platform/blob"
	"comptoir/internal/platform/jobs"
	"comptoir/internal/platform/outbox"
	"comptoir/internal/platform/pg"
	"comptoir/internal/stays"
	"comptoir/internal/web"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Documents lists and opens the papers of a reservation: its contracts.
type Documents interface {
	Documents(ctx context.Context, reservation stays.ReservationID) ([]Document, error)
	// Open returns the content and its name; the caller closes it.
	Open(ctx context.Context, reservation stays.ReservationID, document ident.Raw) (Paper, error)
	// SignLink is the page on which the guest signs a paper that waits for him.
	SignLink(ctx context.Context, document ident.Raw) (string, error)
}

// Receipts shows the payments of a reservation as the desk sees them.
type Receipts interface {
	Receipts(ctx context.Context, reservation stays.ReservationID) ([]Receipt, error)
	// HandBack notes that a refund of a payment that was handed over has been handed back, and how: "cash",
	// "cheque", "transfer".
	HandBack(ctx context.Context, reservation stays.ReservationID, payment, refund ident.Raw, by string) error
}

// Deps is what the adapters need beside the core.
type Deps struct {
	Stays     *stays.Stays
	Blobs     *blob.Store
	Scanner   Scanner // of what people send; nil: nobody looks
	Documents Documents
	Receipts  Receipts
	MailTexts MailTexts // nil: the desk has no page for them
	Web       *web.Kit
	Site      func(ctx context.Context) string // the tenant's public address without a final slash
	IDs       *ident.Source
	Settle    func(ctx context.Context, reservation stays.ReservationID) error      // asks payments for the truth when the payer is back
	Transfer  func(ctx context.Context, v stays.ReservationView) (*Transfer, error) // how the next payment is made by bank transfer; nil: it is not offered
	Tenants   func(context.Context) ([]access.TenantID, error)                      // whose old things the nightly job takes away; nil: no such job
	Now       func() time.Time                                                      // the clock of the pages; time.Now when nil
	Brand     func(*http.Request) web.Brand                                         // the look of the request's business
}

// Transfer is how a guest pays by bank transfer.
type Transfer struct {
	Holder, IBAN, BIC string
	Reference         string // creditor reference (ISO 11649), in groups
	Amount            money.Amount
	Picture           string // square code for the bank's application (EPC069-12), a PNG as a data URL
}

// Module is the context with its adapters.
type Module struct {
	Deps
	stays     *stays.Stays
	forgotten prometheus.Counter // nil: nobody measures
}

// New makes the module.
func New(d Deps) *Module { return &Module{Deps: d, stays: d.Stays} }

// Line is the context's line of migrations.
func Line() pg.Line {
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		panic(err) // the folder is embedded
	}
	return pg.Line{Name: "stays", Files: files}
}

// Subscribe reacts to what becomes of payments.
func (m *Module) Subscribe(r *outbox.Router) {
	outbox.On(r, "stays.record_payment", func(ctx context.Context, e event.PaymentSucceeded) error {
		if e.SubjectKind != stays.SubjectReservation {
			return nil
		}
		_, err := m.stays.RecordPayment(ctx, stays.RecordPayment{Reservation: stays.ReservationID(e.Subject), Payment: e.Payment, Purpose: e.Purpose, Amount: e.Amount, Card: e.Card, Later: e.Later})
		return err
	})
	outbox.On(r, "stays.record_failure", func(ctx context.Context, e event.PaymentFailed) error {
		if e.SubjectKind != stays.SubjectReservation {
			return nil
		}
		_, err := m.stays.RecordFailure(ctx, stays.RecordFailure{Reservation: stays.ReservationID(e.Subject), Payment: e.Payment, Amount: e.Amount, Reason: e.Reason, Later: e.Later})
		return err
	})
	outbox.On(r, "stays.record_refund", func(ctx context.Context, e event.RefundSucceeded) error {
		return m.refund(ctx, e.PaymentFacts, stays.RecordRefund{Refund: e.Refund, Amount: e.RefundAmount, Reason: e.Reason})
	})
	outbox.On(r, "stays.record_failed_refund", func(ctx context.Context, e event.RefundFailed) error {
		return m.refund(ctx, e.PaymentFacts, stays.RecordRefund{Refund: e.Refund, Amount: e.RefundAmount, Reason: e.Reason, Failed: true})
	})
}

func (m *Module) refund(ctx context.Context, p event.PaymentFacts, c stays.RecordRefund) error {
	if p.SubjectKind != stays.SubjectReservation {
		return nil
	}
	c.Reservation, c.Payment = stays.ReservationID(p.Subject), p.Payment
	_, err := m.stays.RecordRefund(ctx, c)
	return err
}

// Jobs registers what runs in the background.
func (m *Module) Jobs(r *jobs.Registry) {
	m.cleanJob(r)
	m.cautionJob(r)
	m.chargeJob(r)
	jobs.Handle(r, func(ctx context.Context, a expireHold) error {
		_, err := m.stays.ExpireHold(ctx, stays.ExpireHold{ID: a.Reservation})
		return err
	})
	jobs.Handle(r, func(ctx context.Context, a sendLink) error {
		_, err := m.stays.SendLink(ctx, a.SendLink)
		return err
	})
}

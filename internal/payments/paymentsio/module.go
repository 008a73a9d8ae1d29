// Package paymentsio connects payments to the world: PostgreSQL, the providers' webhooks, the API, the page on which a
// payer comes back, and the events of the trades. It decides nothing that the core decides. Start with module.go.
package paymentsio

import (
	"context"
	"embed"
	"io/fs"
	"net/http"
	"time"

	"comptoir/internal/event"
	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/payments"
	"comptoir/internal/platform/jobs"
	"comptoir/internal/platform/outbox"
	"comptoir/internal/platform/pg"
	"comptoir/internal/web"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Deps is what the module needs.
type Deps struct {
	Payments *payments.Payments
	Web      *web.Kit
	// Site is the public address of the business of ctx, Zone where it is. Tenants lists every business.
	Site    func(ctx context.Context) string
	Zone    func(ctx context.Context) *time.Location
	Tenants func(ctx context.Context) ([]access.TenantID, error)
	Subject func(ctx context.Context, s payments.Subject) (words, href string)
	// OwedAgain reports whether what is refunded of a subject is then owed again; nil: never.
	OwedAgain func(ctx context.Context, s payments.Subject) bool
	Console   string // the address of the sandbox's console; "": none
	Now       func() time.Time
	Problem   func(w http.ResponseWriter, r *http.Request, err error)
}

// Module is the context with its adapters.
type Module struct {
	payments *payments.Payments
	d        Deps
}

// New makes the module.
func New(d Deps) *Module { return &Module{d.Payments, d} }

// Line is the context's line of migrations.
func Line() pg.Line {
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		panic(err) // the folder is embedded
	}
	return pg.Line{Name: "payments", Files: files}
}

// Subscribe gives money back when a trade says that it owes some.
func (m *Module) Subscribe(r *outbox.Router) {
	outbox.On(r, "payments.give_back", func(ctx context.Context, e event.RefundDue) error {
		_, err := m.payments.GiveBack(ctx, payments.GiveBack{Subject: payments.Subject{Kind: e.SubjectKind, ID: e.Subject},
			Payment: ident.ID[payments.Payment](e.Payment), Amount: e.Amount, Reason: e.Reason, Key: e.Key})
		return err
	})
}

type sendRefund struct {
	Payment payments.PaymentID `json:"payment"`
	Refund  payments.RefundID  `json:"refund"`
}

// Kind implements jobs.Args.
func (sendRefund) Kind() string { return "payments.send_refund" }

type sendCapture struct {
	Payment payments.PaymentID `json:"payment"`
}

// Kind implements jobs.Args.
func (sendCapture) Kind() string { return "payments.send_capture" }

type closePayments struct {
	SubjectKind string    `json:"subjectKind"`
	Subject     ident.Raw `json:"subject"`
	Before      time.Time `json:"before"`
}

// Kind implements jobs.Args.
func (closePayments) Kind() string { return "payments.close" }

// Jobs registers what runs in the background.
func (m *Module) Jobs(r *jobs.Registry) {
	jobs.Handle(r, func(ctx context.Context, a sendRefund) error {
		_, err := m.payments.SendRefund(ctx, payments.SendRefund{Payment: a.Payment, Refund: a.Refund})
		return err
	})
	jobs.Handle(r, func(ctx context.Context, a sendCapture) error {
		_, err := m.payments.SendCapture(ctx, payments.SendCapture{Payment: a.Payment})
		return err
	})
	m.nightly(r)
	jobs.Handle(r, func(ctx context.Context, a closePayments) error {
		_, err := m.payments.Close(ctx, payments.ClosePayments{Subject: payments.Subject{Kind: a.SubjectKind, ID: a.Subject}, Before: a.Before})
		return err
	})
}

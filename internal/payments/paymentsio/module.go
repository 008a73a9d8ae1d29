// Package paymentsio connects payments to the world: PostgreSQL, the providers' webhooks, the API, the page on which a
// payer comes back, and the events of the trades. It decides nothing that the core decides. Start with module.go.
package paymentsio

import (
	"context"
	"embed"
	"io/fs"
	"time"

	"comptoir/internal/event"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/payments"
	"comptoir/internal/platform/jobs"
	"comptoir/internal/platform/outbox"
	"comptoir/internal/platform/pg"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Module is the context with its adapters.
type Module struct{ payments *payments.Payments }

// New makes the module.
func New(p *payments.Payments) *Module { return &Module{p} }

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
	jobs.Handle(r, func(ctx context.Context, a closePayments) error {
		_, err := m.payments.Close(ctx, payments.ClosePayments{Subject: payments.Subject{Kind: a.SubjectKind, ID: a.Subject}, Before: a.Before})
		return err
	})
}

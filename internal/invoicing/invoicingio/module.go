// Package invoicingio connects invoicing to the world: PostgreSQL, the documents (PDF with an embedded Factur-X invoice, UBL),
// the events of stays and payments, jobs, the API and the pages. It decides nothing that the core decides. Start with
// Module; what writes is Store, what prints is Printer.
package invoicingio

import (
	"context"
	"embed"
	"io/fs"
	"time"

	"comptoir/internal/event"
	"comptoir/internal/invoicing"
	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/platform/jobs"
	"comptoir/internal/platform/outbox"
	"comptoir/internal/platform/pg"
	"comptoir/internal/web"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Line is the context's line of migrations.
func Line() pg.Line {
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		panic(err) // the folder is embedded
	}
	return pg.Line{Name: "invoicing", Files: files}
}

// Stays tells what a stay is now, for facts of payments that do not.
type Stays interface {
	Stay(ctx context.Context, reservation ident.Raw) (event.StayFacts, error)
}

// Deps is what the module needs.
type Deps struct {
	Invoicing *invoicing.Invoicing
	Stays     Stays
	Web       *web.Kit
	IDs       *ident.Source
	Now       func() time.Time
	// Identity is who the business of ctx is, Tenants every open business.
	Identity func(ctx context.Context) (invoicing.Identity, error)
	Tenants  func(ctx context.Context) ([]access.TenantID, error)
}

// Module is the context with its adapters.
type Module struct{ d Deps }

// New makes the module.
func New(d Deps) *Module { return &Module{d} }

// Subscribe issues what payments and stays ask for.
func (m *Module) Subscribe(r *outbox.Router) {
	m.SubscribeWhere(r, func(context.Context, event.StayFacts) bool { return true })
}

// SubscribeWhere is Subscribe for the stays that are wanted.
func (m *Module) SubscribeWhere(r *outbox.Router, wanted func(context.Context, event.StayFacts) bool) {
	v := m.d.Invoicing
	outbox.On(r, "invoicing.payment_succeeded", func(ctx context.Context, e event.PaymentSucceeded) error {
		if e.SubjectKind != invoicing.SubjectStay {
			return nil
		}
		stay, err := m.d.Stays.Stay(ctx, e.Subject)
		if err == nil && wanted(ctx, stay) {
			_, err = v.Paid(ctx, invoicing.StayPaid{Payment: e.PaymentFacts, Stay: stay})
		}
		return err
	})
	outbox.On(r, "invoicing.refund_succeeded", func(ctx context.Context, e event.RefundSucceeded) error {
		if e.SubjectKind != invoicing.SubjectStay {
			return nil
		}
		stay, err := m.d.Stays.Stay(ctx, e.Subject)
		if err == nil && wanted(ctx, stay) {
			_, err = v.Refunded(ctx, invoicing.StayRefunded{Refund: e.Refund, Amount: e.RefundAmount, Method: e.Provider, Stay: stay})
		}
		return err
	})
	agreed := func(ctx context.Context, told event.StayFacts) error {
		if !wanted(ctx, told) {
			return nil
		}
		now, err := m.d.Stays.Stay(ctx, told.Reservation) // events come in no particular order: it may cost something else by now, or be cancelled
		if err == nil {
			_, err = v.Agreed(ctx, invoicing.StayAgreed{Stay: now})
		}
		return err
	}
	outbox.On(r, "invoicing.stay_confirmed", func(ctx context.Context, e event.ReservationConfirmed) error { return agreed(ctx, e.StayFacts) })
	outbox.On(r, "invoicing.stay_changed", func(ctx context.Context, e event.ReservationChanged) error { return agreed(ctx, e.StayFacts) })
	outbox.On(r, "invoicing.stay_completed", func(ctx context.Context, e event.ReservationCompleted) error {
		if !wanted(ctx, e.StayFacts) {
			return nil
		}
		now, err := m.d.Stays.Stay(ctx, e.Reservation) // what was given back meanwhile is no longer owed
		if err == nil {
			_, err = v.Ended(ctx, invoicing.StayEnded{Stay: now})
		}
		return err
	})
	outbox.On(r, "invoicing.stay_reduced", func(ctx context.Context, e event.ReservationReduced) error {
		if !wanted(ctx, e.StayFacts) {
			return nil
		}
		now, err := m.d.Stays.Stay(ctx, e.Reservation)
		if err == nil {
			_, err = v.Reduced(ctx, invoicing.StayReduced{Stay: now, Amount: e.Amount, Withdrew: e.Withdrew})
		}
		return err
	})
	outbox.On(r, "invoicing.stay_cancelled", func(ctx context.Context, e event.ReservationCancelled) error {
		if !wanted(ctx, e.StayFacts) {
			return nil
		}
		_, err := v.Dropped(ctx, invoicing.StayDropped{Stay: e.StayFacts, Kept: e.Kept, Withdrew: e.By == "guest"})
		return err
	})
	outbox.On(r, "invoicing.stay_missed", func(ctx context.Context, e event.ReservationNoShow) error {
		if !wanted(ctx, e.StayFacts) {
			return nil
		}
		_, err := v.Dropped(ctx, invoicing.StayDropped{Stay: e.StayFacts, Kept: e.Paid})
		return err
	})
}

type print struct {
	Paper invoicing.PaperID `json:"paper"`
}

// Kind implements jobs.Args.
func (print) Kind() string { return "invoicing.print" }

type follow struct {
	Paper invoicing.PaperID `json:"paper"`
}

// Kind implements jobs.Args.
func (follow) Kind() string { return "invoicing.follow_submission" }

type remindAll struct{}

// Kind implements jobs.Args.
func (remindAll) Kind() string { return "invoicing.remind_all" }

// Jobs registers what runs in the background.
func (m *Module) Jobs(r *jobs.Registry) {
	jobs.Handle(r, func(ctx context.Context, a print) error {
		_, err := m.d.Invoicing.Printed(ctx, invoicing.PrintPaper{ID: a.Paper})
		return err
	})
	jobs.Handle(r, func(ctx context.Context, a follow) error {
		_, err := m.d.Invoicing.Follow(ctx, invoicing.FollowSubmission{ID: a.Paper})
		return err
	})
	jobs.Handle(r, m.remindAll, jobs.ForOperator(), jobs.Timeout(10*time.Minute))
	jobs.Periodic(r, "invoicing.remind_all", 24*time.Hour, remindAll{})
}

// remindAll reminds the debtors of every business; one that fails does not keep the others from it.
func (m *Module) remindAll(ctx context.Context, _ remindAll) error {
	return jobs.EachTenant(ctx, m.d.Tenants, "job:invoicing.remind_all", func(ctx context.Context) error {
		_, err := m.d.Invoicing.Remind(ctx, invoicing.RemindDebtors{})
		return err
	})
}

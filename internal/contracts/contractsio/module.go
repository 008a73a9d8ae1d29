// Package contractsio connects contracts to the world: PostgreSQL, the PDF printer, the file store, the events of stays,
// the API, the desk's pages and those of the signer. It decides nothing that the core decides. Start with module.go.
package contractsio

import (
	"context"
	"embed"
	"io/fs"
	"time"

	"comptoir/internal/contracts"
	"comptoir/internal/event"
	"comptoir/internal/kernel/access"
	"comptoir/internal/platform/jobs"
	"comptoir/internal/platform/outbox"
	"comptoir/internal/platform/pg"
	"comptoir/internal/web"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Deps is what the module needs beside the core.
type Deps struct {
	Contracts *contracts.Contracts
	Web       *web.Kit
	Zone      func(ctx context.Context) *time.Location // in which a person reads moments
	Now       func() time.Time
	Lettings  Lettings // nil: no mandates
	// Site is the public address of the business of ctx; Tenants lists every business.
	Site    func(ctx context.Context) string
	Tenants func(ctx context.Context) ([]access.TenantID, error)
}

// Module is the context with its adapters.
type Module struct {
	d         Deps
	contracts *contracts.Contracts
}

// New makes the module.
func New(d Deps) *Module { return &Module{d, d.Contracts} }

// Line is the context's line of migrations.
func Line() pg.Line {
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		panic(err) // the folder is embedded
	}
	return pg.Line{Name: "contracts", Files: files}
}

// Subscribe draws a contract up when a stay is agreed, and again when it changes; it takes back what nobody has completed
// when the stay is cancelled.
func (m *Module) Subscribe(r *outbox.Router) {
	outbox.On(r, "contracts.draft_on_confirmation", func(ctx context.Context, e event.ReservationConfirmed) error {
		_, err := m.contracts.DraftFor(ctx, contracts.DraftContract{Stay: e.StayFacts})
		return err
	})
	outbox.On(r, "contracts.draft_on_change", func(ctx context.Context, e event.ReservationChanged) error {
		_, err := m.contracts.DraftFor(ctx, contracts.DraftContract{Stay: e.StayFacts})
		return err
	})
	outbox.On(r, "contracts.void_on_cancellation", func(ctx context.Context, e event.ReservationCancelled) error {
		_, err := m.contracts.VoidOf(ctx, contracts.VoidContractsOf{Subject: e.Reservation, Reason: contracts.ReasonCancelled})
		return err
	})
}

type generate struct {
	Contract contracts.ContractID `json:"contract"`
}

// Kind implements jobs.Args.
func (generate) Kind() string { return "contracts.generate" }

type sealJob struct {
	Contract contracts.ContractID `json:"contract"`
}

// Kind implements jobs.Args.
func (sealJob) Kind() string { return "contracts.seal" }

type follow struct {
	Contract contracts.ContractID `json:"contract"`
}

// Kind implements jobs.Args.
func (follow) Kind() string { return "contracts.follow" }

// Jobs registers what runs in the background.
func (m *Module) Jobs(r *jobs.Registry) {
	m.outside(r)
	m.texting(r)
	jobs.Handle(r, func(ctx context.Context, a generate) error {
		_, err := m.contracts.Generate(ctx, contracts.GenerateContract{ID: a.Contract})
		return err
	})
	jobs.Handle(r, func(ctx context.Context, a sealJob) error {
		_, err := m.contracts.Seal(ctx, contracts.SealContract{ID: a.Contract})
		return err
	}, jobs.MaxAttempts(20))
	jobs.Handle(r, func(ctx context.Context, a follow) error {
		_, err := m.contracts.Follow(ctx, contracts.FollowContract{ID: a.Contract})
		return err
	})
}

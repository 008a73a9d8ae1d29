// Package contractsio connects contracts to the world: PostgreSQL, the PDF printer, the file store, the events of stays,
// and the API. It decides nothing that the core decides. Start with module.go.
package contractsio

import (
	"context"
	"embed"
	"io/fs"

	"comptoir/internal/contracts"
	"comptoir/internal/event"
	"comptoir/internal/platform/jobs"
	"comptoir/internal/platform/outbox"
	"comptoir/internal/platform/pg"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Module is the context with its adapters.
type Module struct{ contracts *contracts.Contracts }

// New makes the module.
func New(c *contracts.Contracts) *Module { return &Module{c} }

// Line is the context's line of migrations.
func Line() pg.Line {
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		panic(err) // the folder is embedded
	}
	return pg.Line{Name: "contracts", Files: files}
}

// Subscribe draws a contract up when a stay is agreed, and again when it changes.
func (m *Module) Subscribe(r *outbox.Router) {
	outbox.On(r, "contracts.draft_on_confirmation", func(ctx context.Context, e event.ReservationConfirmed) error {
		_, err := m.contracts.DraftFor(ctx, contracts.DraftContract{Stay: e.StayFacts})
		return err
	})
	outbox.On(r, "contracts.draft_on_change", func(ctx context.Context, e event.ReservationChanged) error {
		_, err := m.contracts.DraftFor(ctx, contracts.DraftContract{Stay: e.StayFacts})
		return err
	})
}

type generate struct {
	Contract contracts.ContractID `json:"contract"`
}

// Kind implements jobs.Args.
func (generate) Kind() string { return "contracts.generate" }

// Jobs registers what runs in the background.
func (m *Module) Jobs(r *jobs.Registry) {
	jobs.Handle(r, func(ctx context.Context, a generate) error {
		_, err := m.contracts.Generate(ctx, contracts.GenerateContract{ID: a.Contract})
		return err
	})
}

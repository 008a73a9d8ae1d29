// Package tenancyio connects tenancy to the world: its tables in PostgreSQL, and the Directory that finds the business to
// which a request belongs.
//
// It refuses to know who is signed in. Start with New, then Directory.Resolve.
package tenancyio

import (
	"embed"
	"time"

	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/usecase"
	"comptoir/internal/platform/pg"
	"comptoir/internal/tenancy"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Line returns the migrations of the schema "tenancy".
func Line() pg.Line { return pg.Line{Name: "tenancy", Files: migrations} }

// Deps is what the module needs.
type Deps struct {
	DB      *pg.DB
	Events  Events
	Now     func() time.Time
	IDs     *ident.Source
	Observe usecase.Observer
	// Public is the installation's address: "https://comptoir.example". Businesses answer at <slug>.<its host>.
	Public string
	// Bases are further domains under which they answer too.
	Bases []string
}

// Module is tenancy with its adapters.
type Module struct {
	*tenancy.Tenancy
	Directory *Directory
}

// New wires tenancy to PostgreSQL. It fails when Public is no address.
func New(d Deps) (*Module, error) {
	store := NewStore(d.DB, d.Events)
	core := tenancy.New(tenancy.Deps{Store: store, Now: d.Now, IDs: d.IDs, Observe: d.Observe})
	dir, err := NewDirectory(core, d.Public, d.Bases...)
	if err != nil {
		return nil, err
	}
	store.changed = dir.Forget
	return &Module{Tenancy: core, Directory: dir}, nil
}

// Migrations returns Line.
func (*Module) Migrations() pg.Line { return Line() }

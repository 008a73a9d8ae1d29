// Package tenancyio connects tenancy to the world: its tables in PostgreSQL, the Directory that finds the business to
// which a request belongs, the operator's console, the desk's pages about the business itself, the way in for somebody
// who opens a business, and the jobs that export and erase.
//
// It refuses to know who is signed in and how (identity). Start with New, then Directory.Resolve; page_operator.go is
// the console, page_business.go the desk, page_start.go the way in.
package tenancyio

import (
	"context"
	"embed"
	"net/http"
	"time"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/usecase"
	"comptoir/internal/platform/blob"
	"comptoir/internal/platform/jobs"
	"comptoir/internal/platform/limit"
	"comptoir/internal/platform/mail"
	"comptoir/internal/platform/pg"
	"comptoir/internal/tenancy"
	"comptoir/internal/web"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Texts are the words of the pages and mails, for web.Config.Messages.
//
//go:embed locales/*.json
var Texts embed.FS

// Line returns the migrations of the schema "tenancy".
func Line() pg.Line { return pg.Line{Name: "tenancy", Files: migrations} }

// Limiter counts; limit.Limiter does.
type Limiter interface {
	Allow(ctx context.Context, key string, l limit.Limit) (limit.Decision, error)
}

// Deps is what the module needs. What only pages and jobs need may be missing where there are none.
type Deps struct {
	DB      *pg.DB
	Events  Events
	Queue   jobs.Enqueuer
	Now     func() time.Time
	IDs     *ident.Source
	Observe usecase.Observer
	// Public is the installation's address: "https://comptoir.example". Businesses answer at <slug>.<its host>.
	Public string
	// Bases are further domains under which they answer too.
	Bases []string

	Secret  []byte          // the server's, from which the keys of links are derived
	Signups bool            // whether anybody may open a business
	Trades  []tenancy.Trade // those that this program practises; they are offered to who opens a business
	Counts  tenancy.Counts
	People  tenancy.People
	Proofs  tenancy.Proofs // of domains; nil: DNS and HTTP
	Vault   tenancy.Vault
	Blobs   *blob.Store
	Mail    *mail.Sender
	From    mail.Address // of what the installation mails itself
	Limiter Limiter
	Web     func() *web.Kit // made after the module, whose businesses its pages show
	// Helper is in whose place a helper acts in the business of ctx, and what he may do there.
	Helper func(ctx context.Context) (user access.UserID, name string, roles []string, may map[access.Permission]bool, err error)
	// Problem shows a refusal to a caller of the API.
	Problem func(w http.ResponseWriter, r *http.Request, err error)
}

// Module is tenancy with its adapters.
type Module struct {
	*tenancy.Tenancy
	Directory *Directory
	d         Deps
	keys      keys
	store     *Store
}

// New wires tenancy to PostgreSQL. It fails when Public is no address.
func New(d Deps) (*Module, error) {
	if d.Proofs == nil {
		d.Proofs = NewProofs()
	}
	store := NewStore(d.DB, d.Events, d.Queue)
	bases, err := basesOf(d.Public, d.Bases)
	if err != nil {
		return nil, err
	}
	core := tenancy.New(tenancy.Deps{Store: store, Now: d.Now, IDs: d.IDs, Observe: d.Observe, Counts: d.Counts, Proofs: d.Proofs, Vault: d.Vault, People: d.People,
		Bases: bases, Signups: d.Signups})
	dir, err := NewDirectory(core, d.Public, d.Bases...)
	if err != nil {
		return nil, err
	}
	store.changed = dir.Forget
	return &Module{Tenancy: core, Directory: dir, d: d, keys: keys{d.Secret}, store: store}, nil
}

// Migrations returns Line.
func (*Module) Migrations() pg.Line { return Line() }

// Metered returns what was metered of the business for which ctx acts.
func (m *Module) Metered(ctx context.Context) (tenancy.Usage, error) { return m.store.Metered(ctx) }

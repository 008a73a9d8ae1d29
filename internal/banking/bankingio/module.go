// Package bankingio connects banking to the world: PostgreSQL, the jobs that tell the books, the API, the desk's pages and
// the owner's. It decides nothing that the core decides. Start with Module.
package bankingio

import (
	"context"
	"embed"
	"errors"
	"io/fs"
	"net/http"
	"time"

	"comptoir/internal/banking"
	"comptoir/internal/kernel/access"
	"comptoir/internal/platform/jobs"
	"comptoir/internal/platform/pg"
	"comptoir/internal/web"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Texts are the words of the pages.
//
//go:embed locales/*.json
var Texts embed.FS

// Line is the context's line of migrations.
func Line() pg.Line {
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		panic(err) // the folder is embedded
	}
	return pg.Line{Name: "banking", Files: files}
}

// Deps is what the module needs.
type Deps struct {
	Banking *banking.Banking
	Web     *web.Kit
	// Zone is where the business of ctx is.
	Zone    func(ctx context.Context) *time.Location
	Now     func() time.Time
	Tenants func(context.Context) ([]access.TenantID, error) // every open business
	Sandbox bool                                             // the demonstration's bank can be made to say something
	Site    func(context.Context) string                     // the public address of the business, without a final slash
	// Scanner looks into the papers that are passed on; nil: nobody does.
	Scanner Scanner
	// Key makes the key of a form.
	Key func() string
}

// Module is the context with its adapters.
type Module struct {
	banking *banking.Banking
	d       Deps
}

// New makes the module.
func New(d Deps) *Module { return &Module{d.Banking, d} }

// Jobs registers what runs in the background. A batch that the books refuse (less is held than was paid) is tried for days:
// somebody may have to enter first what a provider has paid out.
func (m *Module) Jobs(r *jobs.Registry) {
	jobs.Handle(r, func(ctx context.Context, a bookBatch) error {
		_, err := m.banking.Book(ctx, banking.BookBatch{ID: a.Batch})
		return err
	}, jobs.MaxAttempts(20))
	jobs.Handle(r, func(ctx context.Context, a carryBatch) error {
		_, err := m.banking.Carry(ctx, banking.CarryBatch{ID: a.Batch})
		return err
	}, jobs.MaxAttempts(20), jobs.Timeout(10*time.Minute))
	jobs.Handle(r, func(ctx context.Context, a settleEntry) error {
		_, err := m.banking.Settle(ctx, banking.SettleEntry{ID: a.Entry})
		return err
	}, jobs.MaxAttempts(20))
	jobs.Handle(r, m.followAll, jobs.ForOperator(), jobs.MaxAttempts(3), jobs.Timeout(30*time.Minute))
	jobs.Periodic(r, "banking.follow_carried", time.Hour, followAll{})
}

type carryBatch struct {
	Batch banking.BatchID `json:"batch"`
}

// Kind implements jobs.Args.
func (carryBatch) Kind() string { return "banking.carry_batch" }

type settleEntry struct {
	Entry banking.EntryID `json:"entry"`
}

// Kind implements jobs.Args.
func (settleEntry) Kind() string { return "banking.settle_entry" }

type followAll struct{}

// Kind implements jobs.Args.
func (followAll) Kind() string { return "banking.follow_carried" }

// followAll asks for every business; one whose provider does not answer keeps nobody else from it.
func (m *Module) followAll(ctx context.Context, _ followAll) error {
	return jobs.EachTenant(ctx, m.d.Tenants, "job:banking.follow_carried", func(ctx context.Context) error {
		_, err := m.banking.Follow(ctx, banking.FollowCarried{})
		_, err2 := m.banking.FollowEnrolments(ctx, banking.FollowEnrolments{})
		return errors.Join(err, err2)
	})
}

// Pages registers the pages.
func (m *Module) Pages(mux *http.ServeMux) {
	only := m.d.Web.Only
	mux.HandleFunc("GET /desk/payouts", m.duePage)
	mux.HandleFunc("POST /desk/payouts", only(banking.PermPropose, m.propose))
	mux.HandleFunc("GET /desk/payouts/batches", m.batchesPage)
	mux.HandleFunc("GET /desk/payouts/batches/{id}", m.batchPage)
	mux.HandleFunc("POST /desk/payouts/batches/{id}/approve", only(banking.PermApprove, m.approve))
	mux.HandleFunc("POST /desk/payouts/batches/{id}/export", only(banking.PermPropose, m.export))
	mux.HandleFunc("POST /desk/payouts/batches/{id}/send", only(banking.PermPropose, m.send))
	mux.HandleFunc("POST /desk/payouts/batches/{id}/cancel", only(banking.PermPropose, m.cancel))
	mux.HandleFunc("POST /desk/payouts/batches/{id}/executed", only(banking.PermPropose, m.execute))
	mux.HandleFunc("GET /desk/payouts/batches/{id}/lines/{line}", m.linePage)
	mux.HandleFunc("POST /desk/payouts/batches/{id}/lines/{line}", only(banking.PermPropose, m.changeLine))
	mux.HandleFunc("GET /desk/payouts/payees/{payee}", m.payeePage)
	mux.HandleFunc("POST /desk/payouts/payees/{payee}", only(banking.PermDetails, m.savePayee))
	mux.HandleFunc("GET /desk/payouts/accounts", m.accountsPage)
	mux.HandleFunc("POST /desk/payouts/accounts", only(banking.PermSettings, m.saveAccount))
	mux.HandleFunc("GET /desk/payouts/accounts/{id}", only(banking.PermSettings, m.accountPage))
	mux.HandleFunc("POST /desk/payouts/settings", only(banking.PermSettings, m.saveSettings))
	mux.HandleFunc("GET /desk/bank", m.bankPage)
	mux.HandleFunc("POST /desk/bank", only(banking.PermReconcile, m.importFile))
	mux.HandleFunc("GET /desk/bank/entries/{id}", m.entryPage)
	if m.d.Sandbox {
		mux.HandleFunc("POST /desk/bank/pretend", only(banking.PermReconcile, m.pretend))
	}
	mux.HandleFunc("POST /desk/bank/entries/{id}", only(banking.PermReconcile, m.settleEntry))
	mux.HandleFunc("POST /desk/bank/entries/{id}/undo", only(banking.PermReconcile, m.undoEntry))
	mux.HandleFunc("GET /owner/payouts", m.ownPage)
	mux.HandleFunc("POST /owner/payouts/details", only(banking.PermOwn, m.saveOwn))
	mux.HandleFunc("GET /owner/payouts/declare", only(banking.PermOwn, m.declareOwnPage))
	mux.HandleFunc("POST /owner/payouts/declare", only(banking.PermOwn, m.declareOwn))
	mux.HandleFunc("POST /owner/payouts/papers", only(banking.PermOwn, m.paperOwn))
	mux.HandleFunc("GET /desk/payouts/payees/{payee}/declare", only(banking.PermDetails, m.declarePage))
	mux.HandleFunc("POST /desk/payouts/payees/{payee}/declare", only(banking.PermDetails, m.declare))
	mux.HandleFunc("POST /desk/payouts/payees/{payee}/papers", only(banking.PermDetails, m.paper))
	mux.HandleFunc("POST /owner/payouts/enrol", only(banking.PermOwn, m.enrolOwn))
	mux.HandleFunc("POST /desk/payouts/payees/{payee}/enrol", only(banking.PermDetails, m.enrol))
}

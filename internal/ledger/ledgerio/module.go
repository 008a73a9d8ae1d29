// Package ledgerio connects the books to the world: PostgreSQL, the chain and its verification, jobs, the API and the
// desk's pages. It decides nothing that the core decides. Start with Module; what writes is Store.Post.
package ledgerio

import (
	"context"
	"embed"
	"io/fs"
	"time"

	"comptoir/internal/kernel/money"
	"comptoir/internal/ledger"
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
	return pg.Line{Name: "ledger", Files: files}
}

// Business is what the exports say of a business.
type Business struct {
	SIREN    string // "" until it is entered
	Currency money.Currency
}

// Refused is a fact that the books do not take as they stand: an account would go below zero, most often.
type Refused struct {
	At    time.Time
	Fact  string // "refund_succeeded": stored names of consumers, the part after "ledger."
	Piece string // the reference of what it is about, "" where the fact does not say
	Href  string // the page of it; "": there is none
}

// Deps is what the module needs.
type Deps struct {
	Ledger *ledger.Ledger
	Sealer *Sealer
	Web    *web.Kit
	// Zone is where the business of ctx is, Business what its settings say of it.
	Zone     func(ctx context.Context) *time.Location
	Business func(ctx context.Context) (Business, error)
	Now      func() time.Time
	// Key makes the key of a form; Due says what customers owe now, and in how many bookings; Names calls the accounts of the
	// books that are named after something, by the part of their path that names it. Due and Names may be nil.
	Key func() string
	// OwedBack says what guests are to be given back, and in how many bookings; may be nil.
	OwedBack func(ctx context.Context) (money.Amount, int, error)
	Due      func(ctx context.Context) (money.Amount, int, error)
	Names    func(ctx context.Context) (map[string]string, error)
	// Refused lists what has happened to the business of ctx and its books do not take, oldest first. May be nil.
	Refused func(ctx context.Context) ([]Refused, error)
	// Guests calls the accounts of guests in the same way; there are many, so that only files ask for them. May be nil.
	Guests func(ctx context.Context) (map[string]string, error)
}

// Module is the context with its adapters.
type Module struct{ d Deps }

// New makes the module.
func New(d Deps) *Module { return &Module{d} }

// Package trail keeps the audit trail: who did what to which thing, when, from where, and what the thing was before and
// after. An entry is written in the transaction of the change, so that there is no change without an entry and no entry
// without a change; the database refuses to alter or delete it.
//
// A sealer chains what was committed, business by business, so that a change by somebody with all rights on the database
// is found as well (Sealer.Seal, Sealer.Verify).
//
// The package refuses to know what an entity is and who may read the trail. Start with Record (stores) and Trail.List
// (the pages that show it).
package trail

import (
	"context"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"time"

	"github.com/jackc/pgx/v5"
	"go.opentelemetry.io/otel/trace"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/usecase"
	"comptoir/internal/platform/pg"
)

//go:embed migrations
var files embed.FS

// Line returns the migrations of the schema "audit".
func Line() pg.Line { return pg.Line{Name: "audit", Files: files} }

// Entry is what a store says about a change. Who, when, from where and under which trace are taken from the context.
type Entry struct {
	Entity string    // what sort of thing: "stays.reservation"
	ID     ident.Raw // which one
	Action string    // what was done; the use case that runs in the context when empty
	Before any       // state before, nil for a creation
	After  any       // state after, nil for a deletion
}

// Redactor is implemented by states that hold what must not be in the trail (secrets, card numbers, a photo's bytes):
// Redacted returns what is written instead. It is asked of Before and After themselves and not of their parts.
type Redactor interface{ Redacted() any }

// Refusals of Record: mistakes of the program.
var (
	ErrNoTenant   = errors.New("trail: an entry needs a tenant")
	ErrIncomplete = errors.New("trail: an entry needs an entity, an id and an action (or a running use case)")
)

const insertEntry = `
	INSERT INTO audit.entry (tenant_id, id, at, actor_kind, actor_id, actor, address, usecase, action, entity, entity_id,
		before, after, trace)
	VALUES ($1, $2, coalesce($3, clock_timestamp()), $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`

var defaultIDs ident.Source

// Record writes an entry in tx, dated by the database, or by the clock that the run's Observer has. It returns an error, and so fails the change, when the entry
// cannot be written.
func Record(ctx context.Context, tx pg.Tx, e Entry) error {
	return record(ctx, tx, e, &defaultIDs, at(ctx))
}

// Queue is Record for a store that sends its statements in one batch.
func Queue(ctx context.Context, b *pgx.Batch, e Entry) error {
	return queue(ctx, b, e, &defaultIDs, at(ctx))
}

// Trail reads the trail, and writes it in the time of the program's clock.
type Trail struct {
	db  *pg.DB
	now func() time.Time
	ids *ident.Source
}

// New returns a trail in db.
func New(db *pg.DB, now func() time.Time, ids *ident.Source) *Trail {
	return &Trail{db: db, now: now, ids: ids}
}

// Record is Record, dated by the trail's clock.
func (t *Trail) Record(ctx context.Context, tx pg.Tx, e Entry) error {
	_ = at(ctx) // the run has written
	now := t.now()
	return record(ctx, tx, e, t.ids, &now)
}

func record(ctx context.Context, tx pg.Tx, e Entry, ids *ident.Source, at *time.Time) error {
	args, err := arguments(ctx, e, ids, at)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, insertEntry, args...); err != nil {
		return fmt.Errorf("trail: %s of %s: %w", e.Action, e.Entity, err)
	}
	return nil
}

func queue(ctx context.Context, b *pgx.Batch, e Entry, ids *ident.Source, at *time.Time) error {
	args, err := arguments(ctx, e, ids, at)
	if err != nil {
		return err
	}
	b.Queue(insertEntry, args...)
	return nil
}

func arguments(ctx context.Context, e Entry, ids *ident.Source, at *time.Time) ([]any, error) {
	actor, name := access.From(ctx), usecase.Name(ctx)
	if actor.Tenant.IsZero() {
		return nil, ErrNoTenant
	}
	if e.Action == "" {
		e.Action = name
	}
	if e.Entity == "" || e.ID.IsZero() || e.Action == "" {
		return nil, ErrIncomplete
	}
	before, err := snapshot(e.Before)
	if err != nil {
		return nil, fmt.Errorf("trail: %s before %s: %w", e.Entity, e.Action, err)
	}
	after, err := snapshot(e.After)
	if err != nil {
		return nil, fmt.Errorf("trail: %s after %s: %w", e.Entity, e.Action, err)
	}
	kind := actor.Kind
	if kind == "" {
		kind = access.Anonymous // the zero actor
	}
	span := ""
	if c := trace.SpanContextFromContext(ctx); c.HasTraceID() {
		span = c.TraceID().String()
	}
	return []any{actor.Tenant, ids.Raw(), at, string(kind), actor.User, actor.Name, actor.Address, name, e.Action, e.Entity,
		e.ID, before, after, span}, nil
}

// snapshot writes a state as JSON, or NULL.
func snapshot(state any) (any, error) {
	if v := reflect.ValueOf(state); !v.IsValid() || v.Kind() == reflect.Pointer && v.IsNil() {
		return nil, nil
	}
	if r, ok := state.(Redactor); ok {
		state = r.Redacted()
	}
	raw, err := json.Marshal(state)
	if err != nil {
		return nil, err
	}
	return redact(raw)
}

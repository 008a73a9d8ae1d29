// Package outbox publishes facts and delivers them: an event is appended in the transaction that makes it true, together
// with one job for each consumer, and each consumer applies it exactly once.
//
// Publication cannot be lost or invented, because it commits with the change. Delivery is at least once and in no
// particular order; the inbox row, written in the consumer's own transaction, makes a second delivery do nothing. The
// package refuses to know what an event means. Start with On (to consume) and Outbox.Append (to publish).
package outbox

import (
	"context"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"go.opentelemetry.io/otel/propagation"

	"comptoir/internal/event"
	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/platform/jobs"
	"comptoir/internal/platform/pg"
)

//go:embed migrations
var files embed.FS

// Line returns the migrations of the schema "outbox".
func Line() pg.Line { return pg.Line{Name: "outbox", Files: files} }

// Outbox appends events. Safe for concurrent use.
type Outbox struct {
	queue  jobs.Enqueuer
	router *Router
	now    func() time.Time
	ids    *ident.Source
}

// New returns an outbox that enqueues deliveries with q to the consumers of r. Events are dated by now and get their
// identifiers from ids.
func New(q jobs.Enqueuer, r *Router, now func() time.Time, ids *ident.Source) *Outbox {
	return &Outbox{queue: q, router: r, now: now, ids: ids}
}

// ErrNoTenant is returned for an event that no tenant publishes.
var ErrNoTenant = errors.New("outbox: an event needs a tenant")

const (
	insertEvent = `INSERT INTO outbox.event (tenant_id, id, name, at, actor, trace, payload) VALUES ($1, $2, $3, $4, $5, $6, $7)`
	setTenant   = `SELECT set_config('comptoir.tenant', $1, true)`
)

// delivery is the arguments of a delivery job: the event itself is read from the outbox.
type delivery struct {
	consumer string
	Event    ident.Raw `json:"event"`
}

// Kind implements jobs.Args.
func (d delivery) Kind() string { return kind(d.consumer) }

// kind is the job kind of a consumer.
func kind(consumer string) string { return "event:" + consumer }

// Append publishes events of ctx's tenant in tx: their rows and one job per consumer, all in one round trip. The events
// are seen and delivered if and only if tx commits.
//
// event.TenantCreated is the one event that may be published without a tenant in ctx: it belongs to the tenant that it
// announces.
func (o *Outbox) Append(ctx context.Context, tx pg.Tx, events ...event.Event) error {
	for len(events) > 0 {
		born, ok := events[0].(event.TenantCreated)
		if ok && access.TenantOf(ctx).IsZero() {
			if err := o.appendBirth(ctx, tx, born); err != nil {
				return err
			}
			events = events[1:]
			continue
		}
		return o.append(ctx, tx, &pgx.Batch{}, events...)
	}
	return nil
}

// appendBirth publishes a tenant's first event in a transaction that has no tenant yet, and leaves it without one.
func (o *Outbox) appendBirth(ctx context.Context, tx pg.Tx, born event.TenantCreated) error {
	actor := access.From(ctx)
	actor.Tenant = access.TenantID(born.Tenant)
	batch := &pgx.Batch{}
	batch.Queue(setTenant, born.Tenant.String())
	if err := o.append(access.With(ctx, actor), tx, batch, born); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, setTenant, "")
	return err
}

func (o *Outbox) append(ctx context.Context, tx pg.Tx, batch *pgx.Batch, events ...event.Event) error {
	actor := access.From(ctx)
	if actor.Tenant.IsZero() {
		return ErrNoTenant
	}
	by := actor.Name
	if by == "" {
		by = string(actor.Kind)
	}
	trace := traceparent(ctx)
	var deliveries []jobs.Job
	for _, e := range events {
		payload, err := json.Marshal(e)
		if err != nil {
			return fmt.Errorf("outbox: %s cannot be written: %w", e.EventName(), err)
		}
		id := o.ids.Raw()
		batch.Queue(insertEvent, actor.Tenant, id, e.EventName(), o.now(), by, trace, payload)
		for _, c := range o.router.of(e.EventName()) {
			deliveries = append(deliveries, jobs.Job{Args: delivery{consumer: c, Event: id}})
		}
	}
	if err := o.queue.EnqueueAll(ctx, tx, batch, deliveries...); err != nil {
		return fmt.Errorf("outbox: append: %w", err)
	}
	return nil
}

// traceparent returns the W3C name of ctx's trace, "" when there is none.
func traceparent(ctx context.Context) string {
	carrier := propagation.MapCarrier{}
	propagation.TraceContext{}.Inject(ctx, carrier)
	return carrier.Get("traceparent")
}

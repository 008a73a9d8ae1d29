package outbox

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"

	"comptoir/internal/event"
	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/platform/jobs"
	"comptoir/internal/platform/pg"
)

// Router knows which consumers want which event.
type Router struct {
	mu        sync.RWMutex
	consumers map[string]consumer // by name
	byEvent   map[string][]string // names of consumers, sorted
}

type consumer struct {
	name  string
	event string
	apply func(ctx context.Context, payload []byte) error
	opts  []jobs.HandleOption
}

// NewRouter returns a router without consumers.
func NewRouter() *Router {
	return &Router{consumers: map[string]consumer{}, byEvent: map[string][]string{}}
}

var consumerForm = regexp.MustCompile(`^[a-z]+\.[a-z][a-z0-9_]+$`)

// On has fn consume every E. The consumer's name, "contracts.generate_on_confirmation", is stored data: renamed, it would
// forget what it has applied. It panics on a malformed or repeated name.
//
// fn runs as the System actor of the event's tenant. It changes data in one DB.Write and no more: the inbox row is added
// to that one, so that the change and the record that the event is applied are one thing. A second Write in one delivery
// is refused (ErrTwoWrites). What has to be done in the world besides (a mail, a payment) is enqueued as a job in that
// Write, or is idempotent by the event's identifier (MetaOf), because a delivery may be repeated before its Write.
//
// Events come in no particular order: what another event was to bring may not be there yet. A fault of kind NotFound is
// therefore tried again, like every error but Invalid and Gone.
func On[E event.Event](r *Router, name string, fn func(ctx context.Context, e E) error, opts ...jobs.HandleOption) {
	var zero E
	c := consumer{name: name, event: zero.EventName(), opts: opts}
	c.apply = func(ctx context.Context, payload []byte) error {
		var e E
		if err := json.Unmarshal(payload, &e); err != nil {
			return fmt.Errorf("outbox: %s: %s cannot be read: %w", name, c.event, err)
		}
		return fn(ctx, e)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if !consumerForm.MatchString(name) {
		panic(fmt.Sprintf("outbox: consumer %q is not of the form context.words", name))
	}
	if _, taken := r.consumers[name]; taken {
		panic("outbox: consumer " + name + " is registered twice")
	}
	r.consumers[name] = c
	r.byEvent[c.event] = append(r.byEvent[c.event], name)
	slices.Sort(r.byEvent[c.event])
}

// of returns the names of the consumers of an event.
func (r *Router) of(event string) []string {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return r.byEvent[event]
}

// Consumers returns "event consumer" for each consumer, sorted: stored data, protected by a golden list.
func (r *Router) Consumers() []string {
	r.mu.RLock()
	defer r.mu.RUnlock()
	var all []string
	for _, c := range r.consumers {
		all = append(all, c.event+" "+c.name)
	}
	slices.Sort(all)
	return all
}

// Jobs registers the delivery to each consumer with the job registry. Call it once, when every consumer is known.
func (r *Router) Jobs(reg *jobs.Registry, db *pg.DB) {
	r.mu.RLock()
	defer r.mu.RUnlock()
	for _, name := range slices.Sorted(maps.Keys(r.consumers)) {
		c := r.consumers[name]
		jobs.HandleKind(reg, kind(name), func(ctx context.Context, d delivery) error {
			return deliver(ctx, db, c, d.Event)
		}, append([]jobs.HandleOption{jobs.GiveUpOn(fault.Invalid, fault.Gone)}, c.opts...)...)
	}
}

// Meta is what a consumer may want to know about an event besides its content.
type Meta struct {
	ID    ident.Raw // the same in every delivery: a key for idempotent calls
	Name  string
	At    time.Time
	Actor string // who caused it
	Trace string // W3C traceparent of the request that caused it, "" when there was none
}

type metaKey struct{}

// MetaOf returns what is known of the event that ctx delivers.
func MetaOf(ctx context.Context) (Meta, bool) {
	m, ok := ctx.Value(metaKey{}).(Meta)
	return m, ok
}

// Errors of a delivery.
var (
	// ErrTwoWrites is returned by the second DB.Write of one delivery, and cancels it: were the worker to die between the
	// two, the second would be lost.
	ErrTwoWrites = fault.Define(fault.Invalid, "outbox.two_writes", "a consumer writes in one transaction and no more")
	// ErrNoEvent is returned when there is no such event for the tenant. It is tried again, in vain if it stays so.
	ErrNoEvent = errors.New("outbox: there is no such event for this tenant")
)

const (
	selectEvent = `
		SELECT e.name, e.at, e.actor, e.trace, e.payload,
		       EXISTS (SELECT FROM outbox.inbox i WHERE i.tenant_id = e.tenant_id AND i.consumer = $3 AND i.event_id = e.id)
		FROM outbox.event e WHERE e.tenant_id = $1 AND e.id = $2`
	insertInbox = `
		INSERT INTO outbox.inbox (tenant_id, consumer, event_id, delivery, at) VALUES ($1, $2, $3, $4, clock_timestamp())
		ON CONFLICT DO NOTHING`
	selectInbox = `SELECT delivery FROM outbox.inbox WHERE tenant_id = $1 AND consumer = $2 AND event_id = $3`
)

// deliver applies an event to a consumer unless that has been done.
func deliver(ctx context.Context, db *pg.DB, c consumer, id ident.Raw) error {
	tenant := access.TenantOf(ctx)
	ctx = access.AsSystem(ctx, tenant, "on:"+c.name)
	meta := Meta{ID: id}
	var payload []byte
	var applied bool
	err := db.Read(ctx).QueryRow(ctx, selectEvent, tenant, id, c.name).
		Scan(&meta.Name, &meta.At, &meta.Actor, &meta.Trace, &payload, &applied)
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		return fmt.Errorf("%w: %s to %s", ErrNoEvent, id, c.name)
	case err != nil:
		return fmt.Errorf("outbox: event %s: %w", id, err)
	case applied:
		return nil
	case meta.Name != c.event:
		return fmt.Errorf("outbox: %s consumes %s and is given a %s", c.name, c.event, meta.Name)
	}
	var source ident.Source
	in := &inbox{tenant: tenant, consumer: c.name, event: id, delivery: source.Raw()}
	ctx = pg.WithHook(context.WithValue(ctx, metaKey{}, meta), in.enter)
	if err = c.apply(ctx, payload); err == nil && !in.entered {
		err = db.Write(ctx, func(context.Context, pg.Tx) error { return nil }) // it had nothing to change: say so, once
	}
	if errors.Is(err, pg.ErrSkip) {
		return nil
	}
	return err
}

// inbox records one delivery.
type inbox struct {
	tenant   access.TenantID
	consumer string
	event    ident.Raw
	delivery ident.Raw
	entered  bool
}

// enter is the hook of the consumer's Write. Two deliveries at once: the second waits here for the first one's end, and
// is skipped if that committed, or goes on if it did not.
func (in *inbox) enter(ctx context.Context, tx pg.Tx) error {
	in.entered = true
	tag, err := tx.Exec(ctx, insertInbox, in.tenant, in.consumer, in.event, in.delivery)
	if err != nil {
		return fmt.Errorf("outbox: inbox of %s: %w", in.consumer, err)
	}
	if tag.RowsAffected() == 1 {
		return nil
	}
	var by ident.Raw
	if err := tx.QueryRow(ctx, selectInbox, in.tenant, in.consumer, in.event).Scan(&by); err != nil {
		return fmt.Errorf("outbox: inbox of %s: %w", in.consumer, err)
	}
	if by == in.delivery {
		return ErrTwoWrites.Detailf("%s writes in more than one transaction", in.consumer)
	}
	return pg.ErrSkip
}

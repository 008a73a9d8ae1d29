package jobs

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"
	"go.opentelemetry.io/otel/propagation"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/fault"
	"comptoir/internal/platform/pg"
)

// Refusals of Enqueue. They are faults of wiring, not of users: kind Internal.
var (
	ErrNoTenant    = fault.Define(fault.Internal, "jobs.no_tenant", "a job of this kind needs a tenant")
	ErrUnknownKind = fault.Define(fault.Internal, "jobs.unknown_kind", "nobody runs jobs of this kind")
)

// Enqueuer is how a store asks for work in its own transaction.
type Enqueuer interface {
	// Enqueue adds a job; it exists when tx commits.
	Enqueue(ctx context.Context, tx pg.Tx, args Args, opts ...Option) error
	// EnqueueAll adds several jobs in one round trip, and sends the statements of first (nil: none) in the same one.
	EnqueueAll(ctx context.Context, tx pg.Tx, first *pgx.Batch, jobs ...Job) error
}

// Job is arguments with options, for EnqueueAll.
type Job struct {
	Args    Args
	Options []Option
}

// Option says when or how often a job is to run.
type Option func(*insertion)

type insertion struct {
	at     time.Time
	unique string
}

// At delays the job until an instant, in the time of the program's clock.
func At(t time.Time) Option { return func(i *insertion) { i.at = t } }

// Unique drops the job when an unfinished one (waiting, running or to be retried) of the same kind and tenant has the same
// key. A job that is running counts: use it for sweeps that look for work themselves, never to announce one new fact.
func Unique(key string) Option { return func(i *insertion) { i.unique = key } }

// carried is what travels with a job beside its arguments, in River's metadata.
type carried struct {
	Tenant string                 `json:"tenant,omitempty"`
	Cause  string                 `json:"cause,omitempty"` // name or kind of the actor who caused it
	Trace  propagation.MapCarrier `json:"trace,omitempty"` // W3C trace context
}

// envelope is what River stores as arguments: ours, and the key that keeps unique jobs apart.
type envelope struct {
	kind   string
	Unique string          `json:"unique,omitempty" river:"unique"`
	Body   json.RawMessage `json:"body"`
}

// Kind implements river.JobArgs.
func (e envelope) Kind() string { return e.kind }

var (
	unfinished = []rivertype.JobState{rivertype.JobStateAvailable, rivertype.JobStatePending, rivertype.JobStateRetryable,
		rivertype.JobStateRunning, rivertype.JobStateScheduled}
	everyState = rivertype.JobStates()
	carrier    = propagation.TraceContext{}
)

// Enqueue implements Enqueuer.
func (c *Client) Enqueue(ctx context.Context, tx pg.Tx, args Args, opts ...Option) error {
	return c.EnqueueAll(ctx, tx, nil, Job{Args: args, Options: opts})
}

// EnqueueAll implements Enqueuer.
func (c *Client) EnqueueAll(ctx context.Context, tx pg.Tx, first *pgx.Batch, jobs ...Job) error {
	queue, err := c.queue()
	if err != nil {
		return err
	}
	rows := make([]river.InsertManyParams, len(jobs))
	for i, job := range jobs {
		if rows[i], err = c.params(ctx, job); err != nil {
			return err
		}
	}
	if len(rows) == 0 {
		return send(ctx, tx, first)
	}
	if _, err := queue.InsertManyTx(ctx, &transaction{Tx: tx, first: first}, rows); err != nil {
		return fmt.Errorf("jobs: enqueue: %w", err)
	}
	return nil
}

func (c *Client) params(ctx context.Context, job Job) (river.InsertManyParams, error) {
	kind := job.Args.Kind()
	h := c.registry.handlers[kind]
	if h == nil {
		return river.InsertManyParams{}, ErrUnknownKind.Detailf("nobody runs jobs of kind %s", kind)
	}
	actor := access.From(ctx)
	if actor.Tenant.IsZero() && !h.operator {
		return river.InsertManyParams{}, ErrNoTenant.Detailf("a job of kind %s needs a tenant", kind)
	}
	var ins insertion
	for _, opt := range job.Options {
		opt(&ins)
	}
	body, err := json.Marshal(job.Args)
	if err != nil {
		return river.InsertManyParams{}, fmt.Errorf("jobs: arguments of %s: %w", kind, err)
	}
	with := carried{Cause: actor.Name, Trace: propagation.MapCarrier{}}
	if with.Cause == "" {
		with.Cause = string(actor.Kind)
	}
	if !actor.Tenant.IsZero() {
		with.Tenant = actor.Tenant.String()
	}
	carrier.Inject(ctx, with.Trace)
	metadata, err := json.Marshal(with)
	if err != nil {
		return river.InsertManyParams{}, fmt.Errorf("jobs: envelope of %s: %w", kind, err)
	}
	opts := &river.InsertOpts{Metadata: metadata, MaxAttempts: h.maxAttempts, Queue: h.queue}
	if !ins.at.IsZero() {
		opts.ScheduledAt = time.Now().Add(ins.at.Sub(c.now())) // River keeps the machine's time, the program its own
	}
	e := envelope{kind: kind, Body: body}
	if ins.unique != "" {
		e.Unique = with.Tenant + "|" + ins.unique
		opts.UniqueOpts = river.UniqueOpts{ByArgs: true, ByState: unfinished}
	}
	return river.InsertManyParams{Args: e, InsertOpts: opts}, nil
}

// Package jobs runs work after the request: mails, documents, imports, event consumers, and what must happen at an hour.
//
// A job is enqueued in the transaction that makes it necessary, so that it exists exactly when the change does. It runs
// at least once, for the tenant for which it was enqueued, as a System actor, under the trace of the request that caused
// it. The queue is in PostgreSQL (schema "jobs"); River stands behind it and is seen nowhere else in the program.
//
// The package refuses to know what a job does, and any context. Start with Handle, then Client.Enqueue.
package jobs

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"sync"
	"time"

	"comptoir/internal/kernel/fault"
)

// Args are the arguments of a job: JSON-serialisable, small, ids rather than things. Kind is stored data
// ("stays.expire_hold"): once in production it is never renamed, and a field is never changed in a way that an old JSON
// no longer fits.
type Args interface{ Kind() string }

// Limits that Handle enforces.
const (
	// DefaultMaxAttempts makes a job that keeps failing give up after about a day and a half (see Backoff).
	DefaultMaxAttempts = 15
	// DefaultTimeout is how long one attempt may take.
	DefaultTimeout = time.Minute
	// DefaultQueue is the queue of jobs that name none.
	DefaultQueue = "default"
	// MaxPeriod is the longest period of a periodic job: the record of the last run is kept a little longer than that.
	MaxPeriod = 24 * time.Hour
)

var (
	kindForm = regexp.MustCompile(`^[a-z][a-z0-9_.:]{2,119}$`)
	nameForm = regexp.MustCompile(`^[a-z][a-z0-9_]{1,59}$`)
)

// Registry is the list of kinds that this program can run. Every role needs the whole list: the one that only enqueues
// refuses kinds that nobody would run, and the leader needs to know how long each may take.
type Registry struct {
	mu       sync.Mutex
	sealed   bool
	handlers map[string]*handler
	periodic map[string]period
}

type handler struct {
	kind        string
	run         func(ctx context.Context, body json.RawMessage) error
	maxAttempts int
	timeout     time.Duration
	queue       string
	operator    bool
	hopeless    []fault.Kind
}

type period struct {
	name  string
	every time.Duration
	args  Args
}

// NewRegistry returns an empty registry. Fill it before the first Enqueue or Start.
func NewRegistry() *Registry {
	return &Registry{handlers: map[string]*handler{}, periodic: map[string]period{}}
}

// HandleOption changes how the jobs of a kind run.
type HandleOption func(*handler)

// MaxAttempts sets after how many failed attempts a job is given up ("discarded") and waits for a person.
func MaxAttempts(n int) HandleOption { return func(h *handler) { h.maxAttempts = n } }

// Timeout sets how long one attempt may take before its context is cancelled.
func Timeout(d time.Duration) HandleOption { return func(h *handler) { h.timeout = d } }

// Queue puts the kind in a queue of its own, so that slow jobs do not keep quick ones waiting.
func Queue(name string) HandleOption { return func(h *handler) { h.queue = name } }

// ForOperator says that the kind runs for the installation and not for a tenant. Without it a job that has no tenant is
// refused when it is enqueued.
func ForOperator() HandleOption { return func(h *handler) { h.operator = true } }

// GiveUpOn says on which kinds of faults a job is cancelled at once, in place of Invalid, NotFound and Gone.
func GiveUpOn(kinds ...fault.Kind) HandleOption { return func(h *handler) { h.hopeless = kinds } }

// Handle registers fn for the jobs whose arguments are an A. It panics on what only a programmer can have got wrong: a
// malformed or repeated kind, or a registry that is in use.
//
// fn may run more than once for one job (a worker can die after the effect and before it says so): its effect is either
// idempotent or guarded, as an event consumer's is (see package outbox). When fn returns a fault of the kinds Invalid,
// NotFound or Gone (see GiveUpOn) the job is cancelled, because trying again cannot help; every other error is tried
// again.
func Handle[A Args](r *Registry, fn func(ctx context.Context, a A) error, opts ...HandleOption) {
	var zero A
	HandleKind(r, zero.Kind(), fn, opts...)
}

// HandleKind is Handle for arguments whose kind is not known to their type, such as one kind per event consumer.
func HandleKind[A any](r *Registry, kind string, fn func(ctx context.Context, a A) error, opts ...HandleOption) {
	h := &handler{kind: kind, maxAttempts: DefaultMaxAttempts, timeout: DefaultTimeout, queue: DefaultQueue,
		hopeless: []fault.Kind{fault.Invalid, fault.NotFound, fault.Gone}}
	for _, opt := range opts {
		opt(h)
	}
	h.run = func(ctx context.Context, body json.RawMessage) error {
		var a A
		if err := json.NewDecoder(bytes.NewReader(body)).Decode(&a); err != nil {
			return fmt.Errorf("jobs: arguments of %s: %w", kind, err)
		}
		return fn(ctx, a)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	switch {
	case r.sealed:
		panic("jobs: " + kind + " is registered after the first Enqueue or Start")
	case !kindForm.MatchString(kind):
		panic(fmt.Sprintf("jobs: kind %q is not of the form context.words", kind))
	case r.handlers[kind] != nil:
		panic("jobs: " + kind + " is registered twice")
	case h.maxAttempts < 1 || h.timeout <= 0 || !nameForm.MatchString(h.queue):
		panic(fmt.Sprintf("jobs: options of %s: %d attempts, %s, queue %q", kind, h.maxAttempts, h.timeout, h.queue))
	}
	r.handlers[kind] = h
}

// Periodic has the elected leader enqueue args once in every period. Periods are counted from midnight UTC and not from
// the start of the program: a job that is due every 24 hours runs daily even if the program never lives that long, and
// runs at once when the program was down at the hour. The kind must be registered with ForOperator; a job that concerns
// tenants lists them and enqueues one job for each. Name is stored data.
func Periodic(r *Registry, name string, every time.Duration, args Args) {
	r.mu.Lock()
	defer r.mu.Unlock()
	switch _, known := r.periodic[name]; {
	case r.sealed:
		panic("jobs: periodic " + name + " is registered after the first Enqueue or Start")
	case !kindForm.MatchString(name):
		panic(fmt.Sprintf("jobs: periodic name %q is not of the form context.words", name))
	case known:
		panic("jobs: periodic " + name + " is registered twice")
	case every < time.Second || every > MaxPeriod:
		panic(fmt.Sprintf("jobs: periodic %s: a period is between a second and %s", name, MaxPeriod))
	}
	r.periodic[name] = period{name: name, every: every, args: args}
}

// Kinds returns every registered kind, sorted: stored data, protected by a golden list.
func (r *Registry) Kinds() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Sorted(maps.Keys(r.handlers))
}

// seal closes the registry and checks what can only be checked once it is complete.
func (r *Registry) seal() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.sealed = true
	for _, p := range r.periodic {
		switch h := r.handlers[p.args.Kind()]; {
		case h == nil:
			return fmt.Errorf("jobs: periodic %s needs a handler for %s", p.name, p.args.Kind())
		case !h.operator:
			return fmt.Errorf("jobs: periodic %s runs without a tenant: register %s with ForOperator", p.name, h.kind)
		}
	}
	return nil
}

// queues returns the names of the queues that the registered kinds use; the default queue is always one of them.
func (r *Registry) queues() []string {
	names := map[string]bool{DefaultQueue: true}
	for _, h := range r.handlers {
		names[h.queue] = true
	}
	return slices.Sorted(maps.Keys(names))
}

package jobs

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/rivertype"
	"go.opentelemetry.io/otel/trace"
	"go.opentelemetry.io/otel/trace/noop"

	"comptoir/internal/platform/pg"
)

// schema is the PostgreSQL schema of the queue.
const schema = "jobs"

// Role says which part of the work a client does once started; roles add up (Work | Lead). Every client enqueues.
type Role int

// The roles.
const (
	Work Role = 1 << iota // runs jobs
	Lead                  // stands for election: periodic jobs, delayed jobs, rescue of dead workers' jobs, cleaning
)

// Config says how a client behaves. Only Registry is required.
type Config struct {
	Registry *Registry
	Role     Role // what Start starts; 0 for a client that only enqueues

	Workers      int            // jobs run at once, by queue; 8
	QueueWorkers map[string]int // other numbers for some queues

	PollOnly  bool          // no LISTEN: needed behind PgBouncer in transaction mode
	PollEvery time.Duration // how often a waiting job is looked for where no notification came; 1 s
	Grace     time.Duration // how long Stop lets running jobs finish before it cancels them; 20 s

	// RescueAfter is how long after its start a running job is presumed dead with its worker and runs again, but never
	// before its kind's Timeout; the leader looks every 30 s. 90 s.
	RescueAfter time.Duration

	// Alone says that no other process works on this database (the embedded one): whatever is running when this client
	// starts was left by a process that died, and runs again at once instead of after RescueAfter.
	Alone bool

	// Backoff is the wait before the attempt that follows the nth failure; n⁴ seconds, ± 10 %, a day at most, when nil.
	Backoff func(failures int) time.Duration

	Now    func() time.Time                                 // the program's clock, for At; time.Now when nil
	Logger *slog.Logger                                     // slog.Default when nil
	Tracer trace.Tracer                                     // one span per attempt; none when nil
	OnDone func(kind string, took time.Duration, err error) // told after each attempt; for metrics
	OnGone func(kind string, state State, err error)        // told when a job is given up: Discarded or Cancelled
}

type queueClient = river.Client[pgx.Tx]

// Client enqueues jobs and, once started, runs them. Safe for concurrent use.
type Client struct {
	db       *pg.DB
	registry *Registry
	cfg      Config
	now      func() time.Time
	tracer   trace.Tracer
	queue    func() (*queueClient, error)

	mu    sync.Mutex
	stop  context.CancelFunc // ends the tries to start; nil before Start
	tried chan struct{}      // closed when they have ended
}

// New returns a client on db; nothing runs before Start. The registry may still be filled until the first Enqueue or
// Start. It refuses a configuration that cannot work.
func New(db *pg.DB, cfg Config) (*Client, error) {
	if cfg.Registry == nil {
		return nil, errors.New("jobs: no registry")
	}
	defaults(&cfg)
	if cfg.RescueAfter < 0 {
		return nil, fmt.Errorf("jobs: RescueAfter %s", cfg.RescueAfter)
	}
	for name, n := range cfg.QueueWorkers {
		if n < 1 {
			return nil, fmt.Errorf("jobs: %d workers for queue %s", n, name)
		}
	}
	c := &Client{db: db, registry: cfg.Registry, cfg: cfg, now: cfg.Now, tracer: cfg.Tracer}
	c.queue = sync.OnceValues(c.build)
	return c, nil
}

func defaults(cfg *Config) {
	if cfg.Workers <= 0 {
		cfg.Workers = 8
	}
	if cfg.PollEvery <= 0 {
		cfg.PollEvery = time.Second
	}
	if cfg.Grace <= 0 {
		cfg.Grace = 20 * time.Second
	}
	if cfg.RescueAfter == 0 {
		cfg.RescueAfter = 90 * time.Second
	}
	if cfg.Backoff == nil {
		cfg.Backoff = Backoff
	}
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	if cfg.Logger == nil {
		cfg.Logger = slog.Default()
	}
	if cfg.Tracer == nil {
		cfg.Tracer = noop.NewTracerProvider().Tracer("")
	}
	if cfg.OnDone == nil {
		cfg.OnDone = func(string, time.Duration, error) {}
	}
	if cfg.OnGone == nil {
		cfg.OnGone = func(string, State, error) {}
	}
}

// Backoff is the default wait after the nth failure: n⁴ seconds, ± 10 %, so that a dependency that comes back is not
// met by everybody at once; a day at most.
func Backoff(failures int) time.Duration {
	seconds := min(math.Pow(float64(max(failures, 1)), 4), (24 * time.Hour).Seconds())
	return time.Duration(seconds * (0.9 + 0.2*rand.Float64()) * float64(time.Second)) // #nosec G404 -- spread or a seed, no secret
}

// build seals the registry and makes River's client of it.
func (c *Client) build() (*queueClient, error) {
	if err := c.registry.seal(); err != nil {
		return nil, err
	}
	workers := river.NewWorkers()
	for kind, h := range c.registry.handlers {
		river.AddWorkerArgs(workers, envelope{kind: kind}, &worker{client: c, handler: h})
	}
	cfg := &river.Config{
		Schema:                      schema,
		Workers:                     workers,
		Logger:                      quiet(c.cfg.Logger),
		MaxAttempts:                 DefaultMaxAttempts,
		JobTimeout:                  c.cfg.RescueAfter, // every kind has its own; River wants this one below RescueAfter
		RescueStuckJobsAfter:        c.cfg.RescueAfter,
		SoftStopTimeout:             c.cfg.Grace,
		FetchCooldown:               min(100*time.Millisecond, c.cfg.PollEvery),
		FetchPollInterval:           c.cfg.PollEvery,
		PollOnly:                    c.cfg.PollOnly,
		RetryPolicy:                 backoff(c.cfg.Backoff),
		LeaderElectionDisabled:      c.cfg.Role&Lead == 0,
		CompletedJobRetentionPeriod: 2 * MaxPeriod, // longer than MaxPeriod: a periodic job's last run is its record
		CancelledJobRetentionPeriod: 90 * 24 * time.Hour,
		DiscardedJobRetentionPeriod: 90 * 24 * time.Hour,
		ReindexerSchedule:           river.NeverSchedule(), // the program's role owns no index; autovacuum suffices
		ErrorHandler:                &reporter{client: c},
	}
	if c.cfg.Role != 0 {
		cfg.Queues = c.queues()
	}
	if c.cfg.Role&Lead != 0 {
		for _, p := range c.registry.periodic {
			cfg.PeriodicJobs = append(cfg.PeriodicJobs, c.periodic(p))
		}
	}
	queue, err := river.NewClient(riverpgxv5.New(c.db.Pool()), cfg)
	if err != nil {
		return nil, fmt.Errorf("jobs: %w", err)
	}
	return queue, nil
}

// refill is how soon free workers ask for more jobs: with River's 100 ms, eight workers would end at 80 jobs a second.
const refill = 5 * time.Millisecond

// queues returns what is worked on. A client that leads and does not work watches a queue that stays empty, because
// River starts no client without one.
func (c *Client) queues() map[string]river.QueueConfig {
	if c.cfg.Role&Work == 0 {
		return map[string]river.QueueConfig{"nothing": {MaxWorkers: 1, FetchPollInterval: time.Minute}}
	}
	queues := map[string]river.QueueConfig{}
	for _, name := range c.registry.queues() {
		n := c.cfg.Workers
		if special, ok := c.cfg.QueueWorkers[name]; ok {
			n = special
		}
		queues[name] = river.QueueConfig{MaxWorkers: n, FetchCooldown: min(refill, c.cfg.PollEvery)}
	}
	return queues
}

// backoff is River's retry policy.
type backoff func(failures int) time.Duration

// NextRetry implements river.ClientRetryPolicy.
func (b backoff) NextRetry(job *rivertype.JobRow) time.Time {
	return time.Now().UTC().Add(b(len(job.Errors) + 1))
}

// Start starts what the role says and returns; only Stop ends it. When the database does not answer, it returns nil all
// the same and goes on trying: the program may be up before its database.
func (c *Client) Start(ctx context.Context) error {
	if c.cfg.Role == 0 {
		return errors.New("jobs: this client only enqueues")
	}
	queue, err := c.queue()
	if err != nil {
		return err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.stop != nil {
		return errors.New("jobs: started already")
	}
	trying, stop := context.WithCancel(context.WithoutCancel(ctx))
	c.stop, c.tried = stop, make(chan struct{})
	err = c.begin(trying, queue)
	if pg.IsUnavailable(err) {
		c.cfg.Logger.Warn("jobs wait for the database", "error", err)
		go c.insist(trying, queue)
		return nil
	}
	close(c.tried)
	if err != nil {
		return fmt.Errorf("jobs: start: %w", err)
	}
	return nil
}

// begin starts the queue, after what the dead have left is released.
func (c *Client) begin(ctx context.Context, queue *queueClient) error {
	if c.cfg.Alone {
		batch := &pgx.Batch{}
		batch.Queue(`DELETE FROM jobs.river_leader`)
		// River's rescuer, which runs first thing, sees that they have been running for far too long.
		batch.Queue(`UPDATE jobs.river_job SET attempted_at = attempted_at - interval '1 year' WHERE state = 'running'`)
		if err := c.db.Pool().SendBatch(ctx, batch).Close(); err != nil {
			return err
		}
	}
	return queue.Start(context.WithoutCancel(ctx))
}

// insist starts the queue as soon as the database answers.
func (c *Client) insist(ctx context.Context, queue *queueClient) {
	defer close(c.tried)
	again := time.NewTicker(c.cfg.PollEvery)
	defer again.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-again.C:
		}
		err := c.begin(ctx, queue)
		switch {
		case err == nil:
			c.cfg.Logger.Info("jobs have found the database")
			return
		case !pg.IsUnavailable(err):
			c.cfg.Logger.Error("jobs cannot start yet", "error", err)
		}
	}
}

// Stop takes no new jobs, lets the running ones finish within the grace time, then cancels their contexts and gives them
// back to the queue, where another worker takes them without an attempt being lost. It returns when all have ended, or
// with ctx's error; a job that still runs then is run again after RescueAfter. Enqueuing goes on working. A stopped
// client is not started again.
func (c *Client) Stop(ctx context.Context) error {
	c.mu.Lock()
	stop, tried := c.stop, c.tried
	c.mu.Unlock()
	if stop == nil {
		return nil
	}
	stop()
	<-tried
	queue, err := c.queue()
	if err != nil {
		return err
	}
	if err := queue.Stop(ctx); err != nil {
		return fmt.Errorf("jobs: stop: %w", err)
	}
	return nil
}

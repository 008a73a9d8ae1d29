package auditio

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"comptoir/internal/audit"
	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/usecase"
	"comptoir/internal/platform/jobs"
)

// The buffer of events that wait to be written, how many are written at once, and how long the first of them waits.
const (
	bufferSize = 4096
	batchSize  = 200
	flushEvery = time.Second

	// perMinute is how many events of one kind one address may leave a minute: above every threshold of detection, and
	// few enough that a flood of requests is no flood of rows. sourcesPerMinute bounds the memory for counting them.
	perMinute        = 120
	sourcesPerMinute = 20_000
)

// source is who leaves events of one kind.
type source struct {
	tenant  access.TenantID
	kind    audit.SecurityKind
	address string
}

// Recorder takes security events from wherever something happens, without ever blocking or failing it, and writes them
// in batches. What does not fit is dropped and counted.
type Recorder struct {
	Write  func(ctx context.Context, events []audit.SecurityEvent) error // with the business in ctx
	Now    func() time.Time
	Report func(context.Context, error)

	buffer  chan audit.SecurityEvent
	once    sync.Once
	events  *prometheus.CounterVec
	dropped prometheus.Counter

	mu     sync.Mutex
	minute time.Time
	counts map[source]int
}

// flooded counts an event of a source, and reports whether it has left enough of them in this minute.
func (r *Recorder) flooded(e audit.SecurityEvent) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if minute := e.At.Truncate(time.Minute); !minute.Equal(r.minute) || r.counts == nil {
		r.minute, r.counts = minute, map[source]int{}
	}
	key := source{e.Tenant, e.Kind, e.Address}
	if _, known := r.counts[key]; !known && len(r.counts) >= sourcesPerMinute {
		return true
	}
	r.counts[key]++
	return r.counts[key] > perMinute
}

func (r *Recorder) init() {
	r.once.Do(func() {
		r.buffer = make(chan audit.SecurityEvent, bufferSize)
		r.events = prometheus.NewCounterVec(prometheus.CounterOpts{Name: "comptoir_security_events_total", Help: "What happened that matters to security."}, []string{"kind"})
		r.dropped = prometheus.NewCounter(prometheus.CounterOpts{Name: "comptoir_security_events_dropped_total", Help: "Security events lost because they came faster than they could be written, or could not be written."})
	})
}

// Measure registers the figures.
func (r *Recorder) Measure(reg prometheus.Registerer) {
	r.init()
	reg.MustRegister(r.events, r.dropped)
}

// Note takes an event. Business, person and address are those of ctx where the event does not say.
func (r *Recorder) Note(ctx context.Context, e audit.SecurityEvent) {
	r.init()
	actor := access.From(ctx)
	if e.Tenant.IsZero() {
		e.Tenant = actor.Tenant
	}
	if e.Tenant.IsZero() {
		e.Tenant = audit.Platform
	}
	if e.User.IsZero() {
		e.User = actor.User
	}
	if e.Address == "" {
		e.Address = actor.Address
	}
	if e.At.IsZero() {
		e.At = r.Now()
	}
	r.events.WithLabelValues(string(e.Kind)).Inc()
	if r.flooded(e) {
		r.dropped.Inc()
		return
	}
	select {
	case r.buffer <- e:
	default:
		r.dropped.Inc()
	}
}

// Run writes until ctx ends, and then what is left.
func (r *Recorder) Run(ctx context.Context) {
	r.init()
	tick := time.NewTicker(flushEvery)
	defer tick.Stop()
	var waiting []audit.SecurityEvent
	for {
		select {
		case e := <-r.buffer:
			if waiting = append(waiting, e); len(waiting) >= batchSize {
				waiting = r.write(ctx, waiting)
			}
		case <-tick.C:
			waiting = r.write(ctx, waiting)
		case <-ctx.Done():
			last, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
			defer cancel()
			r.Flush(last, waiting...)
			return
		}
	}
}

// Flush writes everything that waits, now.
func (r *Recorder) Flush(ctx context.Context, waiting ...audit.SecurityEvent) {
	r.init()
	for {
		select {
		case e := <-r.buffer:
			waiting = append(waiting, e)
		default:
			r.write(ctx, waiting)
			return
		}
	}
}

// write writes events business by business and returns the empty rest. What cannot be written is lost and counted: these
// are observations, and a database that is away must not fill the memory.
func (r *Recorder) write(ctx context.Context, events []audit.SecurityEvent) []audit.SecurityEvent {
	byTenant := map[access.TenantID][]audit.SecurityEvent{}
	for _, e := range events {
		byTenant[e.Tenant] = append(byTenant[e.Tenant], e)
	}
	for tenant, list := range byTenant {
		if err := r.Write(access.AsSystem(ctx, tenant, "audit.security"), list); err != nil {
			r.dropped.Add(float64(len(list)))
			r.Report(ctx, err)
		}
	}
	return events[:0]
}

// Refusal is told of questions about permissions (access.Witness), and notes those that were refused to a person; that he
// must prove himself again is everyday life.
func (r *Recorder) Refusal(ctx context.Context, p access.Permission, answer error) {
	if errors.Is(answer, access.ErrForbidden) {
		r.Note(ctx, audit.SecurityEvent{Kind: audit.PermissionRefused, Detail: map[string]string{"usecase": usecase.Name(ctx), "permission": string(p)}})
	}
}

type forget struct{}

// Kind implements jobs.Args.
func (forget) Kind() string { return "audit.forget" }

// Jobs registers the daily removal of old events.
func (m *Module) Jobs(r *jobs.Registry) {
	jobs.Handle(r, func(ctx context.Context, _ forget) error {
		everybody := func(ctx context.Context) ([]access.TenantID, error) {
			tenants, err := m.d.Tenants(ctx)
			return append(tenants, audit.Platform), err
		}
		return jobs.EachTenant(ctx, everybody, "job:audit.forget", func(ctx context.Context) error {
			_, err := m.audit.ForgetSecurity(ctx, audit.ForgetSecurity{})
			return err
		})
	}, jobs.ForOperator(), jobs.MaxAttempts(3), jobs.Timeout(30*time.Minute))
	jobs.Periodic(r, "audit.forget", 24*time.Hour, forget{})
}

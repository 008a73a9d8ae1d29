// Package operationsio connects operations to the job queue and to the API. Start with Module.
package operationsio

import (
	"context"
	"time"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/paging"
	"comptoir/internal/operations"
	"comptoir/internal/platform/jobs"
	"comptoir/internal/platform/pg"
	"comptoir/internal/platform/rest"
	"comptoir/internal/platform/trail"
)

// Queue implements operations.Queue. The operator sees the jobs of all businesses: he acts for the installation.
type Queue struct {
	Client *jobs.Client
	DB     *pg.DB // of the trail, which is the operator's own
}

func everywhere(ctx context.Context) context.Context {
	return access.AsSystem(ctx, access.TenantID{}, "operations")
}

// Jobs implements operations.Queue.
func (q Queue) Jobs(ctx context.Context, failedOnly bool, p paging.Request) (paging.Page[operations.Job], error) {
	var f jobs.Filter
	if failedOnly {
		f.States = jobs.Failed()
	}
	page, err := q.Client.List(everywhere(ctx), f, p)
	if err != nil {
		return paging.Page[operations.Job]{}, err
	}
	out := paging.Page[operations.Job]{Next: page.Next, Items: make([]operations.Job, len(page.Items))}
	for i, info := range page.Items {
		job := operations.Job{ID: info.ID, Kind: info.Kind, State: string(info.State), Tenant: info.Tenant, Attempt: info.Attempt, Most: info.MaxAttempts,
			DueAt: info.DueAt, Failures: len(info.Failures)}
		if n := len(info.Failures); n > 0 {
			job.Failure = info.Failures[n-1].Error
		}
		out.Items[i] = job
	}
	return out, nil
}

// Retry implements operations.Queue.
func (q Queue) Retry(ctx context.Context, id int64) error {
	err := q.Client.Retry(everywhere(ctx), id)
	if fault.KindOf(err) == fault.NotFound {
		return operations.ErrUnknownJob.Because(err)
	}
	if err != nil {
		return err
	}
	// The queue has a transaction of its own. A failure here is told to the operator, who tries again: the entry comes once more.
	type job struct {
		ID    int64      `json:"job"`
		State jobs.State `json:"state"`
	}
	return q.DB.Write(ctx, func(ctx context.Context, tx pg.Tx) error {
		return trail.Record(ctx, tx, trail.Entry{Entity: "operations.job", ID: access.TenantOf(ctx).Raw(), Before: job{id, jobs.Retryable}, After: job{id, jobs.Available}})
	})
}

// Module is the context with its adapters.
type Module struct{ operations *operations.Operations }

// New makes the module.
func New(o *operations.Operations) *Module { return &Module{o} }

// REST registers the API.
func (m *Module) REST(api *rest.API) {
	rest.Register(api.Huma, rest.Op("GET", "/api/operations/jobs", operations.PermReadJobs, "Background jobs, newest first", "operations"), m.restList)
	rest.Register(api.Huma, rest.Op("POST", "/api/operations/jobs/{id}/retry", operations.PermReadJobs, "Try a job again now", "operations"), m.restRetry)
}

type listInput struct {
	rest.PageParams
	Failed bool `query:"failed" doc:"Only those that failed."`
}

type jobWire struct {
	ID          int64     `json:"id"`
	Kind        string    `json:"kind" example:"notifications.send"`
	State       string    `json:"state"`
	Tenant      string    `json:"tenant,omitempty"`
	Attempt     int       `json:"attempt"`
	MaxAttempts int       `json:"maxAttempts"`
	DueAt       time.Time `json:"dueAt"`
	Failures    int       `json:"failures"`
	LastFailure string    `json:"lastFailure,omitempty"`
}

type listOutput struct{ Body rest.List[jobWire] }

func (m *Module) restList(ctx context.Context, in *listInput) (*listOutput, error) {
	page, err := m.operations.ListJobs(ctx, operations.ListJobs{FailedOnly: in.Failed, Page: in.Request()})
	if err != nil {
		return nil, err
	}
	return &listOutput{Body: rest.ListOf(page, func(j operations.Job) jobWire {
		w := jobWire{ID: j.ID, Kind: j.Kind, State: j.State, Attempt: j.Attempt, MaxAttempts: j.Most, DueAt: j.DueAt, Failures: j.Failures, LastFailure: j.Failure}
		if !j.Tenant.IsZero() {
			w.Tenant = j.Tenant.String()
		}
		return w
	})}, nil
}

type retryInput struct {
	ID int64 `path:"id" minimum:"1"`
}

func (m *Module) restRetry(ctx context.Context, in *retryInput) (*struct{}, error) {
	_, err := m.operations.RetryJob(ctx, operations.RetryJob{ID: in.ID})
	return nil, err
}

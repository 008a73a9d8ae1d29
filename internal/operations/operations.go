// Package operations lets the operator see and steer what runs in the background: jobs that wait, failed or were given
// up, and trying them again. Flags, incidents and deployments come with the operator's console.
//
// It knows no job by name and no business. Start with Operations.
package operations

import (
	"context"
	"time"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/paging"
	"comptoir/internal/kernel/usecase"
)

// PermReadJobs lets the operator see the queue and try jobs again.
const PermReadJobs access.Permission = "operations.read_jobs"

// ErrUnknownJob is returned for a job that does not exist, or that is not waiting to be tried again.
var ErrUnknownJob = fault.Define(fault.NotFound, "operations.unknown_job", "no such job, or it is not one that can be tried again")

// Operations is the table of contents of this context.
type Operations struct {
	ListJobs usecase.Func[ListJobs, paging.Page[Job]]
	RetryJob usecase.Func[RetryJob, usecase.None]
	queue    Queue
}

// Queue is where the jobs are.
type Queue interface {
	Jobs(ctx context.Context, failedOnly bool, p paging.Request) (paging.Page[Job], error)
	Retry(ctx context.Context, id int64) error // ErrUnknownJob
}

// Job is a piece of work and how far it is.
type Job struct {
	ID       int64
	Kind     string
	State    string
	Tenant   access.TenantID
	Attempt  int
	Most     int // attempts
	DueAt    time.Time
	Failure  string // of the last attempt
	Failures int
}

// New makes the use cases.
func New(q Queue, o usecase.Observer) *Operations {
	s := &Operations{queue: q}
	s.ListJobs = usecase.New(o, "operations.list_jobs", s.listJobs)
	s.RetryJob = usecase.New(o, "operations.retry_job", s.retryJob)
	return s
}

// ListJobs gives jobs, newest first: those that failed, or all.
type ListJobs struct {
	FailedOnly bool
	Page       paging.Request
}

// Needs implements access.Guarded.
func (ListJobs) Needs() access.Permission { return PermReadJobs }

func (s *Operations) listJobs(ctx context.Context, q ListJobs) (paging.Page[Job], error) {
	return s.queue.Jobs(ctx, q.FailedOnly, q.Page)
}

// RetryJob has a job tried again at once.
type RetryJob struct{ ID int64 }

// Needs implements access.Guarded.
func (RetryJob) Needs() access.Permission { return PermReadJobs }

func (s *Operations) retryJob(ctx context.Context, c RetryJob) (usecase.None, error) {
	return usecase.None{}, s.queue.Retry(ctx, c.ID)
}

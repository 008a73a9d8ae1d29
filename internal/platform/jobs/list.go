package jobs

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/paging"
)

// State is where a job stands.
type State string

// The states.
const (
	Available State = "available" // waits for a free worker
	Scheduled State = "scheduled" // waits for its hour
	Running   State = "running"
	Retryable State = "retryable" // failed, waits to be tried again
	Completed State = "completed"
	Cancelled State = "cancelled" // trying again cannot help, or a person cancelled it
	Discarded State = "discarded" // failed as often as it may
)

// Failed lists the states of jobs that failed and need, or may need, a person.
func Failed() []State { return []State{Retryable, Cancelled, Discarded} }

// Info is a job as people see it.
type Info struct {
	ID          int64           `json:"id"`
	Kind        string          `json:"kind"`
	Queue       string          `json:"queue"`
	State       State           `json:"state"`
	Tenant      access.TenantID `json:"tenant"` // zero for the operator's
	Cause       string          `json:"cause"`  // name of the actor who caused it
	Trace       string          `json:"trace"`  // W3C traceparent, or ""
	Attempt     int             `json:"attempt"`
	MaxAttempts int             `json:"maxAttempts"`
	CreatedAt   time.Time       `json:"createdAt"`
	DueAt       time.Time       `json:"dueAt"`              // when it runs, or ran, at the earliest
	BeganAt     *time.Time      `json:"beganAt,omitempty"`  // last attempt
	EndedAt     *time.Time      `json:"endedAt,omitempty"`  // completed, cancelled or discarded
	Args        json.RawMessage `json:"args"`               // ids, as a rule; still, not for every eye
	Failures    []Failure       `json:"failures,omitempty"` // oldest first
}

// Failure is one failed attempt.
type Failure struct {
	At      time.Time `json:"at"`
	Attempt int       `json:"attempt"`
	Error   string    `json:"error"`
}

// Filter narrows a list; empty fields do not.
type Filter struct {
	States []State
	Kinds  []string
}

// ErrNotFound is returned for a job that does not exist or is another tenant's.
var ErrNotFound = fault.Define(fault.NotFound, "jobs.not_found", "there is no such job")

const order = "jobs.id"

// List gives jobs, newest first: those of ctx's tenant, or, for a System actor without a tenant, everybody's.
func (c *Client) List(ctx context.Context, f Filter, page paging.Request) (paging.Page[Info], error) {
	var none paging.Page[Info]
	queue, err := c.queue()
	if err != nil {
		return none, err
	}
	params := river.NewJobListParams().OrderBy(river.JobListOrderByID, river.SortOrderDesc).First(page.Size() + 1)
	if params, err = visible(ctx, params); err != nil {
		return none, err
	}
	if len(f.States) > 0 {
		states := make([]rivertype.JobState, len(f.States))
		for i, s := range f.States {
			states[i] = rivertype.JobState(s)
		}
		params = params.States(states...)
	}
	if len(f.Kinds) > 0 {
		params = params.Kinds(f.Kinds...)
	}
	var last int64
	if more, err := paging.Decode(page.Cursor, order, &last); err != nil {
		return none, err
	} else if more {
		params = params.After(river.JobListCursorFromJob(&rivertype.JobRow{ID: last}))
	}
	found, err := queue.JobList(ctx, params)
	if err != nil {
		return none, fmt.Errorf("jobs: list: %w", err)
	}
	infos := make([]Info, len(found.Jobs))
	for i, row := range found.Jobs {
		if infos[i], err = info(row); err != nil {
			return none, err
		}
	}
	return paging.Cut(infos, page.Size(), func(i Info) string { return paging.Encode(order, i.ID) }), nil
}

// visible narrows a list to what ctx's actor may see.
func visible(ctx context.Context, params *river.JobListParams) (*river.JobListParams, error) {
	switch actor := access.From(ctx); {
	case !actor.Tenant.IsZero():
		return params.Metadata(`{"tenant":"` + actor.Tenant.String() + `"}`), nil
	case actor.Kind == access.System:
		return params, nil
	}
	return nil, access.ErrForbidden
}

// Retry makes a job run again at once, whatever became of it; a running one is left alone.
func (c *Client) Retry(ctx context.Context, id int64) error {
	return c.change(ctx, id, func(queue *queueClient) error {
		_, err := queue.JobRetry(ctx, id)
		return err
	})
}

// Cancel gives a job up; a running one has its context cancelled.
func (c *Client) Cancel(ctx context.Context, id int64) error {
	return c.change(ctx, id, func(queue *queueClient) error {
		_, err := queue.JobCancel(ctx, id)
		return err
	})
}

// change does something with a job that ctx's actor may see.
func (c *Client) change(ctx context.Context, id int64, do func(*queueClient) error) error {
	queue, err := c.queue()
	if err != nil {
		return err
	}
	params, err := visible(ctx, river.NewJobListParams().IDs(id))
	if err != nil {
		return err
	}
	found, err := queue.JobList(ctx, params)
	if err != nil {
		return fmt.Errorf("jobs: find: %w", err)
	}
	if len(found.Jobs) == 0 {
		return ErrNotFound
	}
	switch err := do(queue); {
	case errors.Is(err, rivertype.ErrNotFound):
		return ErrNotFound
	case err != nil:
		return fmt.Errorf("jobs: change of job %d: %w", id, err)
	}
	return nil
}

// Depth is how much work waits, for the metrics and the health of the installation.
type Depth struct {
	ByState map[State]int // every state but Completed
	Waiting time.Duration // how long the oldest job that is due has been waiting for a worker
}

// Depth measures the whole queue, every tenant's.
func (c *Client) Depth(ctx context.Context) (Depth, error) {
	d := Depth{ByState: map[State]int{}}
	rows, err := c.db.Pool().Query(ctx, `
		SELECT state::text, count(*),
		       coalesce(extract(epoch FROM now() - min(scheduled_at) FILTER (WHERE state = 'available')), 0)::float8
		FROM jobs.river_job WHERE state <> 'completed' GROUP BY state`)
	if err != nil {
		return d, fmt.Errorf("jobs: depth: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var state State
		var n int
		var waiting float64
		if err := rows.Scan(&state, &n, &waiting); err != nil {
			return d, fmt.Errorf("jobs: depth: %w", err)
		}
		d.ByState[state] = n
		d.Waiting = max(d.Waiting, time.Duration(waiting*float64(time.Second)))
	}
	return d, rows.Err()
}

func info(row *rivertype.JobRow) (Info, error) {
	with, tenant, err := open(row)
	if err != nil {
		return Info{}, err
	}
	var e envelope
	if err := json.Unmarshal(row.EncodedArgs, &e); err != nil {
		return Info{}, fmt.Errorf("jobs: arguments of job %d: %w", row.ID, err)
	}
	i := Info{ID: row.ID, Kind: row.Kind, Queue: row.Queue, State: State(row.State), Tenant: tenant, Cause: with.Cause,
		Trace: with.Trace.Get("traceparent"), Attempt: row.Attempt, MaxAttempts: row.MaxAttempts, CreatedAt: row.CreatedAt,
		DueAt: row.ScheduledAt, BeganAt: row.AttemptedAt, EndedAt: row.FinalizedAt, Args: e.Body}
	for _, e := range row.Errors {
		i.Failures = append(i.Failures, Failure{At: e.At, Attempt: e.Attempt, Error: e.Error})
	}
	return i, nil
}

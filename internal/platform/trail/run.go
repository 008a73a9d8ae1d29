package trail

import (
	"context"
	"sync/atomic"
	"time"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/usecase"
)

// run is what is known of a use case that runs: its clock, and whether it has written into the trail.
type run struct {
	now   func() time.Time
	wrote atomic.Bool
}

type runKey struct{}

func runOf(ctx context.Context) *run {
	r, _ := ctx.Value(runKey{}).(*run)
	return r
}

// Observer passes every run on, dates the entries of a run by a clock of its own where there is one, and tells which runs
// have written.
type Observer struct {
	Next usecase.Observer
	// Clock dates the entries; nil: the database does. A history that is loaded has the clock of its own time; whoever
	// serves people has none, so that no clock of a machine that runs wrong gets into the trail.
	Clock func() time.Time
	// Wrote is told after each run that has left an entry and did not fail; it must not block.
	Wrote func(tenant access.TenantID, usecase string)
}

// Begin implements usecase.Observer. A use case that runs within another one shares its run.
func (o Observer) Begin(ctx context.Context, name string) context.Context {
	if runOf(ctx) == nil {
		ctx = context.WithValue(ctx, runKey{}, &run{now: o.Clock})
	}
	return o.Next.Begin(ctx, name)
}

// End implements usecase.Observer.
func (o Observer) End(ctx context.Context, call usecase.Call) {
	o.Next.End(ctx, call)
	if r := runOf(ctx); r != nil && call.Err == nil && o.Wrote != nil && r.wrote.Load() {
		o.Wrote(access.TenantOf(ctx), call.Name)
	}
}

// at returns when an entry is dated; nil: by the database.
func at(ctx context.Context) *time.Time {
	r := runOf(ctx)
	if r == nil {
		return nil
	}
	r.wrote.Store(true)
	if r.now == nil {
		return nil
	}
	now := r.now()
	return &now
}

package trail

import (
	"context"
	"errors"
	"sync"
	"time"

	"comptoir/internal/kernel/access"
)

// sealEvery is how long an entry waits for its seal while the process that wrote it lives.
const sealEvery = 3 * time.Second

// Rounds seals what this process has written, a few seconds later: whose chain has grown is marked, and each round seals
// what was marked since the last. What a killed process left is the work of a job. The zero value is ready.
type Rounds struct {
	mu    sync.Mutex
	grown map[access.TenantID]bool
}

// Mark says that a business's chain has grown. It never blocks.
func (r *Rounds) Mark(tenant access.TenantID) {
	if tenant.IsZero() {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.grown == nil {
		r.grown = map[access.TenantID]bool{}
	}
	r.grown[tenant] = true
}

// Run seals, as the program under the given name, until ctx ends, and then once more. seal closes the chain of its ctx's business.
func (r *Rounds) Run(ctx context.Context, as string, seal func(context.Context) error, report func(context.Context, error)) {
	tick := time.NewTicker(sealEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			last, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
			defer cancel()
			r.round(last, as, seal, report)
			return
		case <-tick.C:
			r.round(ctx, as, seal, report)
		}
	}
}

// round seals what was marked. What cannot be sealed is marked again: an outage loses nothing.
func (r *Rounds) round(ctx context.Context, as string, seal func(context.Context) error, report func(context.Context, error)) {
	r.mu.Lock()
	tenants := r.grown
	r.grown = nil
	r.mu.Unlock()
	for t := range tenants {
		if err := seal(access.AsSystem(ctx, t, as)); err != nil && ctx.Err() == nil {
			if !errors.Is(err, ErrBroken) { // those entries are sealed, there is nothing to try again
				r.Mark(t)
			}
			report(ctx, err)
		}
	}
}

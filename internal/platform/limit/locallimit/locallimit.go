// Package locallimit is the limits' driver in the process: exact for one replica, and the fallback of several when
// Redis is cut off.
//
// Memory is bounded by the number of keys; a key is forgotten when all of its burst is free again. Start with New.
package locallimit

import (
	"context"
	"time"

	"comptoir/internal/platform/clock"
	"comptoir/internal/platform/limit"

	"github.com/maypok86/otter/v2"
)

// maxKeys bounds the memory to a few tens of megabytes. An attacker with more addresses than that makes the least used
// keys forgotten, his own first.
const maxKeys = 1 << 17

// Driver implements limit.Driver.
type Driver struct {
	now  clock.Clock
	keys *otter.Cache[string, cell]
}

// cell is GCRA's state: the theoretical arrival time of the next attempt if all came evenly.
type cell struct {
	tat  time.Time
	life time.Duration // how long the cell says anything
}

// New returns a driver that reads the time from now (nil: the machine's clock).
func New(now clock.Clock) *Driver {
	return &Driver{now: now, keys: otter.Must(&otter.Options[string, cell]{
		MaximumSize:      maxKeys,
		ExpiryCalculator: otter.ExpiryWritingFunc(func(e otter.Entry[string, cell]) time.Duration { return e.Value.life }),
	})}
}

// Close ends the driver's own goroutines.
func (d *Driver) Close() error {
	d.keys.StopAllGoroutines()
	return nil
}

// Allow implements limit.Driver.
func (d *Driver) Allow(ctx context.Context, key string, l limit.Limit) (limit.Decision, error) {
	if err := ctx.Err(); err != nil {
		return limit.Decision{}, err
	}
	var out limit.Decision
	d.keys.Compute(key, func(old cell, _ bool) (cell, otter.ComputeOp) {
		next, decision := arrive(old, d.now.Now(), l)
		if out = decision; !out.Allowed {
			return old, otter.CancelOp
		}
		return next, otter.WriteOp
	})
	return out, nil
}

// Peek implements limit.Driver.
func (d *Driver) Peek(ctx context.Context, key string, l limit.Limit) (limit.Decision, error) {
	if err := ctx.Err(); err != nil {
		return limit.Decision{}, err
	}
	old, _ := d.keys.GetIfPresent(key)
	_, out := arrive(old, d.now.Now(), l)
	return out, nil
}

// arrive is the state after one more attempt, and what is said to it.
func arrive(old cell, now time.Time, l limit.Limit) (cell, limit.Decision) {
	interval := max(l.Per/time.Duration(l.Rate), 1)
	tolerance := interval * time.Duration(l.Burst)
	tat := old.tat
	if tat.Before(now) || tat.After(now.Add(tolerance)) { // later than a full burst: a clock wrote it that has been put right since
		tat = now
	}
	next := tat.Add(interval)
	if free := next.Add(-tolerance); free.After(now) {
		return old, limit.Decision{RetryAfter: free.Sub(now), ResetAfter: tat.Sub(now)}
	}
	used := next.Sub(now)
	return cell{tat: next, life: used}, limit.Decision{Allowed: true, Remaining: int((tolerance - used) / interval), ResetAfter: used}
}

// Reset implements limit.Driver.
func (d *Driver) Reset(_ context.Context, key string) error {
	d.keys.Invalidate(key)
	return nil
}

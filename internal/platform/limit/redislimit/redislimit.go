// Package redislimit is the limits' driver on Redis (or Valkey): all replicas count together, by the clock of Redis.
//
// The algorithm is redis_rate's script, one round trip per attempt. Start with New.
package redislimit

import (
	"context"
	"errors"
	"time"

	"comptoir/internal/platform/limit"
	"comptoir/internal/platform/redisconn"

	"github.com/go-redis/redis_rate/v10"
	"github.com/redis/go-redis/v9"
)

// Driver implements limit.Driver.
type Driver struct{ limiter *redis_rate.Limiter }

// New returns a driver over a pool opened by redisconn.Open, whose owner closes it.
func New(client *redis.Client) *Driver { return &Driver{limiter: redis_rate.NewLimiter(client)} }

// Allow implements limit.Driver.
func (d *Driver) Allow(ctx context.Context, key string, l limit.Limit) (limit.Decision, error) {
	r, err := d.limiter.Allow(ctx, key, redis_rate.Limit{Rate: l.Rate, Period: l.Per, Burst: l.Burst})
	if err != nil {
		return limit.Decision{}, unavailable(err)
	}
	return limit.Decision{Allowed: r.Allowed > 0, Remaining: r.Remaining, RetryAfter: max(r.RetryAfter, 0), ResetAfter: max(r.ResetAfter, time.Duration(0))}, nil
}

// Peek implements limit.Driver: the script, asked for nothing, says what is left.
func (d *Driver) Peek(ctx context.Context, key string, l limit.Limit) (limit.Decision, error) {
	r, err := d.limiter.AllowN(ctx, key, redis_rate.Limit{Rate: l.Rate, Period: l.Per, Burst: l.Burst}, 0)
	if err != nil {
		return limit.Decision{}, unavailable(err)
	}
	out := limit.Decision{Allowed: r.Remaining > 0, Remaining: max(r.Remaining-1, 0), ResetAfter: max(r.ResetAfter, 0)}
	if !out.Allowed {
		out.RetryAfter = max(out.ResetAfter-l.Per/time.Duration(l.Rate)*time.Duration(l.Burst-1), time.Millisecond)
	}
	return out, nil
}

// Reset implements limit.Driver.
func (d *Driver) Reset(ctx context.Context, key string) error {
	return unavailable(d.limiter.Reset(ctx, key))
}

func unavailable(err error) error {
	if err == nil || errors.Is(err, context.Canceled) {
		return err
	}
	return limit.ErrUnavailable.Because(redisconn.Fault(err))
}

// Package cache remembers, for a while, answers that are costly to find: one port for every context, with a driver in
// the process (localcache) and one on Redis shared by all replicas (rediscache).
//
// It refuses to be a store: a value may vanish at any moment, and nothing may be kept here only. It refuses to know
// what it remembers: values are JSON. What it promises:
//   - a key carries its tenant, or does not exist (Key);
//   - after Delete or Invalidate returned, no older value is seen again, even when it was being loaded meanwhile: a
//     value is stored only if nothing was deleted since its loading began (Stamp);
//   - in one process, a value that many want at once is loaded once (Load);
//   - a cache that is cut off costs a short time-out and then nothing, and the program works without it.
//
// Start with Load; a driver's duties are in Driver and are tested by cachetest.
package cache

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"runtime/debug"
	"strconv"
	"sync/atomic"
	"time"

	"comptoir/internal/kernel/fault"

	"golang.org/x/sync/singleflight"
)

// Limits.
const (
	LongestLoad  = 30 * time.Second // a load is cancelled after that; drivers remember deletions for longer
	LargestValue = 1 << 20          // bytes of JSON; a larger value is used and not remembered
)

// Faults.
var (
	// ErrUnavailable: the cache does not answer. Load copes with it; callers of Get and Set decide.
	ErrUnavailable = fault.Define(fault.Unavailable, "cache.unavailable", "the cache does not answer")
	// ErrMisused: a zero key or a time to live that is not positive; a bug of the caller.
	ErrMisused = fault.Define(fault.Internal, "cache.misused", "the cache was given no key or no time to live")
)

// Stamp is a driver's note of what was current when a value was looked for; see Driver.
type Stamp string

// Always is the stamp of a value that is stored whatever happened meanwhile.
const Always Stamp = "*"

// Driver keeps bytes. Implementations are safe for concurrent use and answer ErrUnavailable (fast) when cut off.
type Driver interface {
	// Get returns the value, if there is a live one, and the stamp to give to Set after loading a missing one.
	Get(ctx context.Context, key TenantKey) (value []byte, found bool, stamp Stamp, err error)
	// Set stores the value for ttl, unless key was deleted or its space invalidated since stamp was given: then it
	// does nothing and returns nil.
	Set(ctx context.Context, key TenantKey, value []byte, ttl time.Duration, stamp Stamp) error
	// Delete forgets one value; Sets with earlier stamps are void for at least LongestLoad.
	Delete(ctx context.Context, key TenantKey) error
	// Invalidate forgets all values of a space in constant time; Sets with earlier stamps are void.
	Invalidate(ctx context.Context, space Space) error
}

// Event is what happened to one request, for metrics. A Load that misses looks twice.
type Event struct {
	Op      string // "get", "set", "delete", "invalidate"
	Kind    string // of the space, without its tenant
	Outcome string // "hit", "miss", "ok", "error"
	Err     error  // for Outcome "error"
}

// Cache is the concrete port over a driver. Make it with New.
type Cache struct {
	driver  Driver
	observe func(context.Context, Event)
	flights singleflight.Group
	epoch   atomic.Uint64 // names flights; a new one begins with every Invalidate
}

// New returns a cache over a driver. observe may be nil.
func New(driver Driver, observe func(context.Context, Event)) *Cache {
	if observe == nil {
		observe = func(context.Context, Event) {}
	}
	return &Cache{driver: driver, observe: observe}
}

// Get returns a remembered value and whether there was one. The error is ErrUnavailable, or a caller's cancellation.
func Get[T any](ctx context.Context, c *Cache, key TenantKey) (T, bool, error) {
	v, found, _, err := get[T](ctx, c, key)
	return v, found, err
}

// Set remembers a value for ttl.
func Set[T any](ctx context.Context, c *Cache, key TenantKey, value T, ttl time.Duration) error {
	return set(ctx, c, key, value, ttl, Always)
}

// Load returns the remembered value, or loads it, remembers it for ttl and returns it. Callers of one process who want
// the same value at the same time share one load, which therefore runs under the first caller's values but nobody's
// cancellation, within LongestLoad: it must not depend on who asks beyond the key. An error of load is returned to all
// who waited and is not remembered. A cache that is cut off is reported to the observer and otherwise done without.
func Load[T any](ctx context.Context, c *Cache, key TenantKey, ttl time.Duration,
	load func(context.Context) (T, error),
) (T, error) {
	var none T
	v, found, _, err := get[T](ctx, c, key)
	if found {
		return v, nil
	}
	if errors.Is(err, ErrMisused) || ctx.Err() != nil {
		return none, errors.Join(err, ctx.Err())
	}
	cutOff := err != nil
	flight := strconv.FormatUint(c.epoch.Load(), 36) + "/" + key.String()
	done := c.flights.DoChan(flight, func() (result any, err error) {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), LongestLoad)
		defer cancel()
		defer func() {
			if p := recover(); p != nil { // in this goroutine it would end the program
				err = &panicked{value: p, stack: debug.Stack()}
			}
		}()
		if cutOff {
			return load(ctx)
		}
		// Another flight may have landed since this caller looked: look again, and note what is current before loading.
		v, found, stamp, err := get[T](ctx, c, key)
		if found {
			return v, nil
		}
		cutOff := err != nil
		if v, err = load(ctx); err == nil && !cutOff {
			_ = set(ctx, c, key, v, ttl, stamp) // the observer knows; the value is good all the same
		}
		return v, err
	})
	select {
	case <-ctx.Done():
		return none, ctx.Err()
	case r := <-done:
		if p, ok := errors.AsType[*panicked](r.Err); ok {
			panic(p)
		}
		v, ok := r.Val.(T)
		if !ok && r.Err == nil && r.Val != nil {
			return none, ErrMisused.Detailf("the key %q is loaded with two types: %T and %T", key, r.Val, none)
		}
		return v, r.Err
	}
}

// Delete forgets values: call it after the change that made them wrong was committed.
func Delete(ctx context.Context, c *Cache, keys ...TenantKey) error {
	var errs []error
	for _, key := range keys {
		if key == (TenantKey{}) {
			errs = append(errs, ErrMisused)
			continue
		}
		err := c.driver.Delete(ctx, key)
		c.flights.Forget(strconv.FormatUint(c.epoch.Load(), 36) + "/" + key.String())
		errs = append(errs, c.done(ctx, "delete", key.space, err))
	}
	return errors.Join(errs...)
}

// Invalidate forgets all values of a space at once, whatever their number.
func Invalidate(ctx context.Context, c *Cache, space Space) error {
	if space == (Space{}) {
		return ErrMisused
	}
	err := c.driver.Invalidate(ctx, space)
	c.epoch.Add(1) // whoever asks from now on does not join a load that began before
	return c.done(ctx, "invalidate", space, err)
}

func get[T any](ctx context.Context, c *Cache, key TenantKey) (v T, found bool, stamp Stamp, err error) {
	if key == (TenantKey{}) {
		return v, false, "", ErrMisused
	}
	raw, found, stamp, err := c.driver.Get(ctx, key)
	if err != nil {
		return v, false, "", c.done(ctx, "get", key.space, err)
	}
	if found && json.Unmarshal(raw, &v) != nil { // written by another release in another shape: as good as none
		var none T
		v, found = none, false
	}
	outcome := "miss"
	if found {
		outcome = "hit"
	}
	c.observe(ctx, Event{Op: "get", Kind: kindOf(key.space), Outcome: outcome})
	return v, found, stamp, nil
}

func set[T any](ctx context.Context, c *Cache, key TenantKey, value T, ttl time.Duration, stamp Stamp) error {
	if key == (TenantKey{}) || ttl <= 0 {
		return ErrMisused
	}
	raw, err := json.Marshal(value)
	if err != nil {
		return ErrMisused.Detailf("a value of kind %s is no JSON", kindOf(key.space)).Because(err)
	}
	if len(raw) > LargestValue {
		return nil
	}
	return c.done(ctx, "set", key.space, c.driver.Set(ctx, key, raw, ttl, stamp))
}

// done reports the outcome of an operation and gives its error the port's own name.
func (c *Cache) done(ctx context.Context, op string, space Space, err error) error {
	e := Event{Op: op, Kind: kindOf(space), Outcome: "ok"}
	if err != nil {
		if !errors.Is(err, ErrUnavailable) && !errors.Is(err, context.Canceled) {
			err = ErrUnavailable.Because(err)
		}
		e.Outcome, e.Err = "error", err
	}
	c.observe(ctx, e)
	return err
}

func kindOf(s Space) string {
	for i := range s.name {
		if s.name[i] == '/' {
			return s.name[i+1:]
		}
	}
	return s.name
}

// panicked carries a panic of a load to those who waited for it.
type panicked struct {
	value any
	stack []byte
}

// Error shows the panic and where it happened.
func (p *panicked) Error() string {
	return fmt.Sprintf("cache: a load panicked: %v\n%s", p.value, p.stack)
}

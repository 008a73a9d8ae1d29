// Package localcache is the cache's driver in the process: what one replica remembers for itself.
//
// With several replicas a deletion is seen by its own replica only, so an installation with more than one uses
// rediscache. Memory is bounded by the bytes of the values; what is used least goes first. Start with New.
package localcache

import (
	"context"
	"strconv"
	"sync"
	"time"

	"comptoir/internal/platform/cache"

	"github.com/maypok86/otter/v2"
)

// DefaultBytes bounds the memory when New is given nothing.
const DefaultBytes = 64 << 20

// overhead is added to every value's weight: its key, its links and its place in the table, roughly.
const overhead = 256

// Driver implements cache.Driver.
type Driver struct {
	values *otter.Cache[string, entry]
	graves *otter.Cache[string, uint64] // key → sequence of its latest deletion, for as long as a load may last

	mu     sync.Mutex        // orders stores against deletions
	seq    uint64            // of the latest deletion or invalidation
	spaces map[string]uint64 // space → sequence of its latest invalidation; one entry per tenant and kind
}

type entry struct {
	value []byte
	ttl   time.Duration
	space uint64 // the space's sequence when the value was stored; another one now makes it void
}

// New returns a driver that holds about maxBytes of values (0: DefaultBytes).
func New(maxBytes int) *Driver {
	if maxBytes <= 0 {
		maxBytes = DefaultBytes
	}
	return &Driver{
		values: otter.Must(&otter.Options[string, entry]{
			MaximumWeight: uint64(maxBytes),
			Weigher:       func(key string, e entry) uint32 { return uint32(len(key) + len(e.value) + overhead) }, // #nosec G115 -- what is kept is bounded to megabytes
			ExpiryCalculator: otter.ExpiryWritingFunc(func(e otter.Entry[string, entry]) time.Duration {
				return e.Value.ttl
			}),
		}),
		graves: otter.Must(&otter.Options[string, uint64]{
			MaximumSize:      1 << 17,
			ExpiryCalculator: otter.ExpiryWriting[string, uint64](2 * cache.LongestLoad),
		}),
		spaces: map[string]uint64{},
	}
}

// Close ends the driver's own goroutines.
func (d *Driver) Close() error {
	d.values.StopAllGoroutines()
	d.graves.StopAllGoroutines()
	return nil
}

// Get implements cache.Driver.
func (d *Driver) Get(ctx context.Context, key cache.TenantKey) ([]byte, bool, cache.Stamp, error) {
	if err := ctx.Err(); err != nil {
		return nil, false, "", err
	}
	d.mu.Lock()
	space, stamp := d.spaces[key.Space().String()], d.stamp(key)
	d.mu.Unlock()
	e, found := d.values.GetIfPresent(key.String())
	if !found || e.space != space {
		return nil, false, stamp, nil
	}
	return e.value, true, stamp, nil
}

// Set implements cache.Driver.
func (d *Driver) Set(ctx context.Context, key cache.TenantKey, value []byte, ttl time.Duration, stamp cache.Stamp) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if stamp != cache.Always && stamp != d.stamp(key) {
		return nil
	}
	d.values.Set(key.String(), entry{value: value, ttl: ttl, space: d.spaces[key.Space().String()]})
	return nil
}

// Delete implements cache.Driver.
func (d *Driver) Delete(_ context.Context, key cache.TenantKey) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.seq++
	d.graves.Set(key.String(), d.seq)
	d.values.Invalidate(key.String())
	return nil
}

// Invalidate implements cache.Driver.
func (d *Driver) Invalidate(_ context.Context, space cache.Space) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.seq++
	d.spaces[space.String()] = d.seq
	return nil
}

// stamp notes the latest deletions that concern key; mu is held.
func (d *Driver) stamp(key cache.TenantKey) cache.Stamp {
	grave, _ := d.graves.GetIfPresent(key.String())
	return cache.Stamp(strconv.FormatUint(d.spaces[key.Space().String()], 36) + "|" + strconv.FormatUint(grave, 36))
}

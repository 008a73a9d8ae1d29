// Package rediscache is the cache's driver on Redis (or Valkey): what all replicas remember together, so that a
// deletion on one is seen by all.
//
// One value is three keys with one hash tag, so that they live on one node of a cluster:
//
//	cache:{tenant/kind}:space      token of the space's latest invalidation; a value begins with the token it was stored under
//	cache:{tenant/kind}:grave:id   token of the value's latest deletion, kept longer than a load may last
//	cache:{tenant/kind}:value:id   token and value
//
// A lookup is one MGET; a store is one script that checks both tokens. Tokens are random and never reused, so Redis may
// evict any of the keys at any time: the worst is a miss. Start with New.
package rediscache

import (
	"context"
	"crypto/rand"
	"errors"
	"strings"
	"time"

	"comptoir/internal/platform/cache"
	"comptoir/internal/platform/redisconn"

	"github.com/redis/go-redis/v9"
)

const (
	graveLife = 4 * cache.LongestLoad
	spaceLife = 30 * 24 * time.Hour // losing a token costs misses only
)

// Driver implements cache.Driver.
type Driver struct{ client *redis.Client }

// New returns a driver over a pool opened by redisconn.Open, whose owner closes it.
func New(client *redis.Client) *Driver { return &Driver{client: client} }

type names struct{ space, grave, value string }

func namesOf(key cache.TenantKey) names {
	prefix := prefixOf(key.Space())
	return names{space: prefix + "space", grave: prefix + "grave:" + key.ID(), value: prefix + "value:" + key.ID()}
}

func prefixOf(space cache.Space) string { return "cache:{" + space.String() + "}:" }

// Get implements cache.Driver.
func (d *Driver) Get(ctx context.Context, key cache.TenantKey) ([]byte, bool, cache.Stamp, error) {
	n := namesOf(key)
	answers, err := d.client.MGet(ctx, n.space, n.grave, n.value).Result()
	if err != nil {
		return nil, false, "", unavailable(err)
	}
	space, _ := answers[0].(string) // "" when there is none
	grave, _ := answers[1].(string)
	stamp := cache.Stamp(space + "|" + grave)
	value, _ := answers[2].(string)
	if space == "" || !strings.HasPrefix(value, space) {
		return nil, false, stamp, nil
	}
	return []byte(value[len(space):]), true, stamp, nil
}

// store keeps the value unless the tokens are no longer those of the stamp.
var store = redis.NewScript(`
local space = redis.call('GET', KEYS[1]) or ''
local grave = redis.call('GET', KEYS[2]) or ''
if ARGV[1] ~= '*' and ARGV[1] ~= space .. '|' .. grave then
  return 0
end
if space == '' then
  space = ARGV[2]
  redis.call('SET', KEYS[1], space, 'PX', ARGV[3])
end
redis.call('SET', KEYS[3], space .. ARGV[4], 'PX', ARGV[5])
return 1`)

// Set implements cache.Driver.
func (d *Driver) Set(ctx context.Context, key cache.TenantKey, value []byte, ttl time.Duration, stamp cache.Stamp) error {
	n := namesOf(key)
	return unavailable(store.Run(ctx, d.client, []string{n.space, n.grave, n.value},
		string(stamp), rand.Text(), spaceLife.Milliseconds(), value, max(ttl.Milliseconds(), 1)).Err())
}

// Delete implements cache.Driver.
func (d *Driver) Delete(ctx context.Context, key cache.TenantKey) error {
	n := namesOf(key)
	_, err := d.client.TxPipelined(ctx, func(p redis.Pipeliner) error {
		p.Set(ctx, n.grave, rand.Text(), graveLife)
		p.Del(ctx, n.value)
		return nil
	})
	return unavailable(err)
}

// Invalidate implements cache.Driver.
func (d *Driver) Invalidate(ctx context.Context, space cache.Space) error {
	return unavailable(d.client.Set(ctx, prefixOf(space)+"space", rand.Text(), spaceLife).Err())
}

func unavailable(err error) error {
	if err == nil || errors.Is(err, context.Canceled) {
		return err
	}
	return cache.ErrUnavailable.Because(redisconn.Fault(err))
}

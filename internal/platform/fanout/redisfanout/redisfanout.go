// Package redisfanout is the fan-out's driver on Redis (or Valkey): publish and subscribe, one listening connection per
// replica whatever the number of topics.
//
// The connection is watched: when it breaks, or stays silent although it was pinged, another one is made and listens to
// the same topics, and all of them are told that they may have missed something. Start with New.
package redisfanout

import (
	"context"
	"errors"
	"maps"
	"net"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"comptoir/internal/platform/fanout"
	"comptoir/internal/platform/redisconn"

	"github.com/redis/go-redis/v9"
)

const (
	prefix  = "fanout:"
	confirm = 4 * redisconn.Timeout // how long Listen waits for Redis to confirm
	silence = time.Second           // without a word before the connection is pinged
	deaths  = 3                     // silences in a row before it is given up
	again   = 100 * time.Millisecond
)

// errUnconfirmed is the cause when Redis did not confirm a subscription in time.
var errUnconfirmed = errors.New("the subscription was not confirmed in time")

// Driver implements fanout.Driver.
type Driver struct {
	client *redis.Client
	sink   fanout.Sink
	ctx    context.Context // of the watching goroutine
	end    context.CancelFunc
	ended  chan struct{}
	wake   chan struct{} // there is something to listen to
	breaks atomic.Uint64

	mu     sync.Mutex
	topics map[string]*state // by wire name
	conn   *redis.PubSub     // nil until there is something to listen to
}

// state is one topic that is listened to.
type state struct {
	ready     chan struct{} // closed at the first confirmation
	confirmed bool
}

// New returns a driver over a pool opened by redisconn.Open, whose owner closes it after the bus.
func New(client *redis.Client) *Driver {
	ctx, end := context.WithCancel(context.Background())
	return &Driver{client: client, ctx: ctx, end: end, ended: make(chan struct{}), wake: make(chan struct{}, 1),
		topics: map[string]*state{}}
}

// Start implements fanout.Driver.
func (d *Driver) Start(sink fanout.Sink) {
	d.sink = sink
	go d.watch()
}

// Close implements fanout.Driver.
func (d *Driver) Close() error {
	d.end()
	d.mu.Lock()
	if d.conn != nil {
		_ = d.conn.Close() // wakes the watching goroutine; a broken connection does not close well
	}
	d.mu.Unlock()
	<-d.ended
	return nil
}

// Breaks counts the listening connections that broke, for metrics.
func (d *Driver) Breaks() uint64 { return d.breaks.Load() }

// Publish implements fanout.Driver.
func (d *Driver) Publish(ctx context.Context, topic string, payload []byte) error {
	return redisconn.Fault(d.client.Publish(ctx, prefix+topic, payload).Err())
}

// Listen implements fanout.Driver.
func (d *Driver) Listen(ctx context.Context, topic string) error {
	wire, s := prefix+topic, &state{ready: make(chan struct{})}
	d.mu.Lock()
	d.topics[wire] = s
	conn := d.conn
	d.mu.Unlock()
	if conn == nil {
		select {
		case d.wake <- struct{}{}:
		default:
		}
	} else {
		// Not under the caller's context: its end in mid-write would break the connection of all topics. A failure
		// needs no handling: the next connection listens to this topic too, or the wait below ends in an error.
		_ = conn.Subscribe(d.ctx, wire)
	}
	timer := time.NewTimer(confirm)
	defer timer.Stop()
	var err error
	select {
	case <-s.ready:
		return nil
	case <-ctx.Done():
		err = ctx.Err()
	case <-d.ctx.Done():
		err = d.ctx.Err()
	case <-timer.C:
		err = errUnconfirmed
	}
	d.Unlisten(topic)
	return err
}

// Unlisten implements fanout.Driver.
func (d *Driver) Unlisten(topic string) {
	wire := prefix + topic
	d.mu.Lock()
	delete(d.topics, wire)
	conn := d.conn
	d.mu.Unlock()
	if conn != nil && d.ctx.Err() == nil {
		_ = conn.Unsubscribe(d.ctx, wire) // a broken connection ends the subscription as well
	}
}

// watch keeps a connection while there is something to listen to.
func (d *Driver) watch() {
	defer close(d.ended)
	for d.ctx.Err() == nil {
		d.mu.Lock()
		wires := slices.Collect(maps.Keys(d.topics))
		if len(wires) > 0 {
			d.conn = d.client.Subscribe(d.ctx) // nothing is sent yet
		}
		conn := d.conn
		d.mu.Unlock()
		if conn == nil {
			select {
			case <-d.wake:
			case <-d.ctx.Done():
			}
			continue
		}
		if err := conn.Subscribe(d.ctx, wires...); err == nil {
			d.receive(conn)
		}
		d.mu.Lock()
		d.conn = nil
		d.mu.Unlock()
		_ = conn.Close()
		d.breaks.Add(1)
		timer := time.NewTimer(again)
		select {
		case <-timer.C:
		case <-d.ctx.Done():
			timer.Stop()
		}
	}
}

// receive delivers what comes until the connection breaks or stays silent.
func (d *Driver) receive(conn *redis.PubSub) {
	for silences := 0; silences < deaths && d.ctx.Err() == nil; {
		m, err := conn.ReceiveTimeout(d.ctx, silence)
		if timeout, ok := errors.AsType[net.Error](err); ok && timeout.Timeout() {
			silences++
			if conn.Ping(d.ctx) != nil {
				return
			}
			continue
		}
		if err != nil {
			return
		}
		silences = 0
		switch m := m.(type) {
		case *redis.Message:
			d.sink.Deliver(m.Channel[len(prefix):], []byte(m.Payload))
		case *redis.Subscription:
			if m.Kind == "subscribe" {
				d.confirmed(m.Channel)
			}
		}
	}
}

// confirmed wakes who waits for a topic's first confirmation; another one means that the connection was made anew.
func (d *Driver) confirmed(wire string) {
	d.mu.Lock()
	s := d.topics[wire]
	again := s != nil && s.confirmed
	if s != nil && !again {
		s.confirmed = true
		close(s.ready)
	}
	d.mu.Unlock()
	if again {
		d.sink.Missed(wire[len(prefix):])
	}
}

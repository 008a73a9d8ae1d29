// Package fanout tells all replicas, and in them everybody who listens, that something just happened: the desk's
// calendar changed, a payment went through. One port, with a driver in the process (localfanout) and one on Redis
// (redisfanout).
//
// It refuses to be a queue: what nobody hears is gone, and what must not be lost is a job or an event in the outbox.
// What it promises: publishers never wait for listeners; messages of one publisher arrive in order; and a listener
// that may have missed something, because it was slow or Redis was away, is told so (Message.Missed) and looks
// again at the truth. Start with Bus.Subscribe.
package fanout

import (
	"context"
	"errors"
	"strings"
	"sync"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/fault"
)

// Limits.
const (
	Buffer         = 64      // messages that a listener may be behind
	LargestPayload = 1 << 16 // bytes: say what changed, not what it is now
)

// Faults.
var (
	// ErrUnavailable: nobody can be told, or listened to, just now.
	ErrUnavailable = fault.Define(fault.Unavailable, "fanout.unavailable", "live updates are interrupted")
	// ErrMisused: a zero topic or too large a payload; a bug of the caller.
	ErrMisused = fault.Define(fault.Internal, "fanout.misused", "live updates were given no topic or too much")
)

// Topic names what is listened to. It is only made by TopicOf, so that a topic carries its tenant or does not exist.
type Topic struct{ name string }

// TopicOf names a topic of a tenant: TopicOf(tenant, "stays.calendar", propertyID). It panics without a tenant or with
// a part that is empty or contains "/", since two businesses would hear each other.
func TopicOf(tenant access.TenantID, parts ...string) Topic {
	if tenant.IsZero() || len(parts) == 0 {
		panic("fanout: a topic without a tenant or a name")
	}
	for _, p := range parts {
		if p == "" || strings.Contains(p, "/") {
			panic("fanout: a topic with the part " + p)
		}
	}
	return Topic{name: tenant.String() + "/" + strings.Join(parts, "/")}
}

// String is for logs and drivers.
func (t Topic) String() string { return t.name }

// Message is what a listener hears.
type Message struct {
	Topic   Topic
	Payload []byte // shared with other listeners: read only; empty when only Missed is told
	Missed  bool   // messages before this one may have been lost: look at the truth again
}

// Sink is where a driver delivers; the Bus implements it. Its methods never block.
type Sink interface {
	Deliver(topic string, payload []byte)
	Missed(topic string) // messages of the topic may have been lost until now
}

// Driver carries messages between replicas. Implementations are safe for concurrent use, and fail fast when cut off.
type Driver interface {
	// Start is called once, before anything else, with the sink of all deliveries.
	Start(sink Sink)
	// Publish hands the payload to the sinks of all replicas that listen to topic, its own included.
	Publish(ctx context.Context, topic string, payload []byte) error
	// Listen returns when every later Publish reaches the sink; a topic is listened to once at a time.
	Listen(ctx context.Context, topic string) error
	// Unlisten ends Listen.
	Unlisten(topic string)
	// Close ends all listening.
	Close() error
}

// Bus is the concrete port over a driver. Make it with New.
type Bus struct {
	driver Driver

	mu     sync.RWMutex
	hubs   map[string]*hub
	closed chan struct{}
	once   sync.Once
}

// hub is the listeners of one topic in this process.
type hub struct {
	life sync.Mutex // orders Listen and Unlisten; held while the driver works, never by Deliver
	dead bool       // left by its last listener: take another; guarded by life

	mu        sync.Mutex
	listeners map[*listener]struct{}
}

type listener struct {
	ch     chan Message
	behind bool // it was told that it missed something and has not caught up since
}

// New returns a bus over a driver. Close it at the end of the program.
func New(driver Driver) *Bus {
	b := &Bus{driver: driver, hubs: map[string]*hub{}, closed: make(chan struct{})}
	driver.Start(b)
	return b
}

// Close ends every subscription and the driver.
func (b *Bus) Close() error {
	err := error(nil)
	b.once.Do(func() {
		close(b.closed)
		err = b.driver.Close()
	})
	return err
}

// Publish tells everybody who listens to the topic, on every replica, and waits for none of them. ErrUnavailable means
// that some may not have been told.
func (b *Bus) Publish(ctx context.Context, topic Topic, payload []byte) error {
	if topic == (Topic{}) || len(payload) > LargestPayload {
		return ErrMisused
	}
	return outage(ctx, b.driver.Publish(ctx, topic.name, payload))
}

// Subscribe listens to a topic until ctx ends or the bus is closed; then the channel is closed. What is published after
// Subscribe returned is heard, or its loss is told. A listener that is Buffer messages behind gets one message with
// Missed set and, once it has caught up, new ones again.
func (b *Bus) Subscribe(ctx context.Context, topic Topic) (<-chan Message, error) {
	if topic == (Topic{}) {
		return nil, ErrMisused
	}
	l := &listener{ch: make(chan Message, Buffer)}
	h, err := b.join(ctx, topic.name, l)
	if err != nil {
		return nil, outage(ctx, err)
	}
	go func() {
		select {
		case <-ctx.Done():
		case <-b.closed:
		}
		b.leave(topic.name, h, l)
	}()
	return l.ch, nil
}

func (b *Bus) join(ctx context.Context, topic string, l *listener) (*hub, error) {
	for {
		b.mu.Lock()
		h := b.hubs[topic]
		if h == nil {
			h = &hub{listeners: map[*listener]struct{}{}}
			b.hubs[topic] = h
		}
		b.mu.Unlock()
		done, err := b.enter(ctx, topic, h, l)
		if done {
			return h, err
		}
	}
}

// enter adds the listener to the hub, and listens when it is the first. It is not done when the hub died meanwhile.
func (b *Bus) enter(ctx context.Context, topic string, h *hub, l *listener) (done bool, err error) {
	h.life.Lock()
	defer h.life.Unlock()
	if h.dead {
		return false, nil
	}
	h.mu.Lock()
	first := len(h.listeners) == 0
	h.listeners[l] = struct{}{} // before Listen, so that nothing is lost between the two
	h.mu.Unlock()
	if first {
		if err := b.driver.Listen(ctx, topic); err != nil {
			h.mu.Lock()
			delete(h.listeners, l)
			h.mu.Unlock()
			b.bury(topic, h)
			return true, err
		}
	}
	return true, nil
}

func (b *Bus) leave(topic string, h *hub, l *listener) {
	h.life.Lock()
	defer h.life.Unlock()
	h.mu.Lock()
	delete(h.listeners, l)
	close(l.ch) // under mu: Deliver never sends on a closed channel
	last := len(h.listeners) == 0
	h.mu.Unlock()
	if last {
		b.driver.Unlisten(topic)
		b.bury(topic, h)
	}
}

// bury removes a hub without listeners; h.life is held.
func (b *Bus) bury(topic string, h *hub) {
	h.dead = true
	b.mu.Lock()
	delete(b.hubs, topic)
	b.mu.Unlock()
}

// Deliver implements Sink.
func (b *Bus) Deliver(topic string, payload []byte) {
	b.each(topic, func(l *listener) { l.send(Message{Topic: Topic{name: topic}, Payload: payload}) })
}

// Missed implements Sink.
func (b *Bus) Missed(topic string) {
	b.each(topic, func(l *listener) { l.send(Message{Topic: Topic{name: topic}, Missed: true}) })
}

func (b *Bus) each(topic string, do func(*listener)) {
	b.mu.RLock()
	h := b.hubs[topic]
	b.mu.RUnlock()
	if h == nil {
		return
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	for l := range h.listeners {
		do(l)
	}
}

// send never blocks: senders hold the hub's mutex and receivers only make room. The last place is kept for the message
// that says that something was missed.
func (l *listener) send(m Message) {
	switch free := cap(l.ch) - len(l.ch); {
	case free > 1:
		l.behind = false
		l.ch <- m
	case free == 1 && !l.behind:
		l.behind = true
		l.ch <- Message{Topic: m.Topic, Missed: true}
	}
}

func outage(ctx context.Context, err error) error {
	if err == nil || errors.Is(err, ErrUnavailable) || ctx.Err() != nil && errors.Is(err, ctx.Err()) {
		return err
	}
	return ErrUnavailable.Because(err)
}

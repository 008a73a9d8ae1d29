// Package fanouttest is the conformance suite of the fan-out: what every driver must do, seen through the port.
//
// It names no driver. A driver's test calls Run with a function that makes a bus.
package fanouttest

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/platform/fanout"
)

var ids ident.Source

// Topic makes a topic that no other test uses.
func Topic() fanout.Topic { return fanout.TopicOf(ident.Next[access.Tenant](&ids), "test") }

// Run checks a driver. bus makes a bus that ends with the test.
func Run(t *testing.T, bus func(testing.TB) *fanout.Bus) {
	tests := []struct {
		name string
		run  func(*testing.T, *fanout.Bus)
	}{
		{"all listeners hear everything in order", everybodyHears},
		{"topics do not mix", topicsDoNotMix},
		{"a slow listener blocks nobody and learns what it missed", slowListener},
		{"who leaves hears no more and can come back", leaving},
		{"comings and goings amid messages", crowd},
		{"a closed bus closes its listeners", closing},
		{"misuse is refused", misuse},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			test.run(t, bus(t))
		})
	}
}

// Subscribe is Bus.Subscribe that fails the test.
func Subscribe(t testing.TB, ctx context.Context, b *fanout.Bus, topic fanout.Topic) <-chan fanout.Message {
	t.Helper()
	ch, err := b.Subscribe(ctx, topic)
	if err != nil {
		t.Fatal(err)
	}
	return ch
}

// Next returns the next message, and fails the test when none comes.
func Next(t testing.TB, ch <-chan fanout.Message) fanout.Message {
	t.Helper()
	select {
	case m, ok := <-ch:
		if !ok {
			t.Fatal("the channel is closed")
		}
		return m
	case <-time.After(10 * time.Second):
		t.Fatal("no message came")
	}
	panic("unreachable")
}

func publish(t testing.TB, b *fanout.Bus, topic fanout.Topic, payload string) {
	t.Helper()
	if err := b.Publish(t.Context(), topic, []byte(payload)); err != nil {
		t.Fatal(err)
	}
}

func everybodyHears(t *testing.T, b *fanout.Bus) {
	topic := Topic()
	publish(t, b, topic, "nobody hears this")
	var all []<-chan fanout.Message
	for range 3 {
		all = append(all, Subscribe(t, t.Context(), b, topic))
	}
	buffer := []byte("x00")
	for i := range 30 {
		copy(buffer, fmt.Sprintf("m%02d", i)) // a publisher may use its buffer again
		if err := b.Publish(t.Context(), topic, buffer); err != nil {
			t.Fatal(err)
		}
	}
	for _, ch := range all {
		for i := range 30 {
			m := Next(t, ch)
			if string(m.Payload) != fmt.Sprintf("m%02d", i) || m.Topic != topic || m.Missed {
				t.Fatalf("message %d: %q, %v, %v", i, m.Payload, m.Topic, m.Missed)
			}
		}
	}
}

func topicsDoNotMix(t *testing.T, b *fanout.Bus) {
	tenant, other := ident.Next[access.Tenant](&ids), ident.Next[access.Tenant](&ids)
	topics := []fanout.Topic{
		fanout.TopicOf(tenant, "calendar"), fanout.TopicOf(other, "calendar"), fanout.TopicOf(tenant, "calendar", "1"),
		fanout.TopicOf(tenant, "*"), fanout.TopicOf(tenant, "payments"),
	}
	var all []<-chan fanout.Message
	for _, topic := range topics {
		all = append(all, Subscribe(t, t.Context(), b, topic))
	}
	for i, topic := range topics {
		publish(t, b, topic, fmt.Sprint(i))
		publish(t, b, topic, "end")
	}
	for i, ch := range all {
		if m := Next(t, ch); string(m.Payload) != fmt.Sprint(i) {
			t.Errorf("%v heard %q", topics[i], m.Payload)
		}
		if m := Next(t, ch); string(m.Payload) != "end" {
			t.Errorf("%v also heard %q", topics[i], m.Payload)
		}
	}
}

func slowListener(t *testing.T, b *fanout.Bus) {
	topic := Topic()
	slow, quick := Subscribe(t, t.Context(), b, topic), Subscribe(t, t.Context(), b, topic)
	const sent = 10 * fanout.Buffer
	for i := range sent {
		publish(t, b, topic, fmt.Sprint(i))
		if m := Next(t, quick); string(m.Payload) != fmt.Sprint(i) || m.Missed {
			t.Fatalf("the quick one heard %q (%v) instead of %d", m.Payload, m.Missed, i)
		}
	}
	for i := range fanout.Buffer - 1 {
		if m := Next(t, slow); string(m.Payload) != fmt.Sprint(i) || m.Missed {
			t.Fatalf("the slow one heard %q (%v) instead of %d", m.Payload, m.Missed, i)
		}
	}
	if m := Next(t, slow); !m.Missed || len(m.Payload) != 0 {
		t.Fatalf("the slow one was not told what it missed: %q", m.Payload)
	}
	publish(t, b, topic, "again")
	if m := Next(t, slow); string(m.Payload) != "again" || m.Missed {
		t.Fatalf("after catching up it heard %q (%v)", m.Payload, m.Missed)
	}
}

func drained(t testing.TB, ch <-chan fanout.Message) {
	t.Helper()
	limit := time.After(10 * time.Second)
	for {
		select {
		case _, ok := <-ch:
			if !ok {
				return
			}
		case <-limit:
			t.Fatal("the channel is not closed")
		}
	}
}

func leaving(t *testing.T, b *fanout.Bus) {
	topic := Topic()
	ctx, leave := context.WithCancel(t.Context())
	gone, stays := Subscribe(t, ctx, b, topic), Subscribe(t, t.Context(), b, topic)
	publish(t, b, topic, "1")
	if m := Next(t, gone); string(m.Payload) != "1" {
		t.Errorf("heard %q", m.Payload)
	}
	leave()
	drained(t, gone)
	publish(t, b, topic, "2")
	for _, want := range []string{"1", "2"} {
		if m := Next(t, stays); string(m.Payload) != want {
			t.Errorf("who stays heard %q", m.Payload)
		}
	}
	back := Subscribe(t, t.Context(), b, topic)
	publish(t, b, topic, "3")
	if m := Next(t, back); string(m.Payload) != "3" {
		t.Errorf("who came back heard %q", m.Payload)
	}
}

func crowd(t *testing.T, b *fanout.Bus) {
	topic := Topic()
	stop := make(chan struct{})
	var noise, people sync.WaitGroup
	noise.Go(func() {
		for {
			select {
			case <-stop:
				return
			default:
				publish(t, b, topic, "x")
			}
		}
	})
	for range 6 {
		people.Go(func() {
			for range 5 {
				ctx, leave := context.WithCancel(t.Context())
				ch, err := b.Subscribe(ctx, topic)
				if err != nil {
					t.Error(err)
				} else {
					Next(t, ch)
				}
				leave()
			}
		})
	}
	people.Wait()
	close(stop)
	noise.Wait()
}

func closing(t *testing.T, b *fanout.Bus) {
	ch := Subscribe(t, t.Context(), b, Topic())
	if err := b.Close(); err != nil {
		t.Fatal(err)
	}
	drained(t, ch)
	if err := b.Close(); err != nil {
		t.Errorf("closed twice: %v", err)
	}
}

func misuse(t *testing.T, b *fanout.Bus) {
	_, subscribeErr := b.Subscribe(t.Context(), fanout.Topic{})
	for name, err := range map[string]error{
		"subscribe": subscribeErr, "publish": b.Publish(t.Context(), fanout.Topic{}, nil),
		"too large": b.Publish(t.Context(), Topic(), make([]byte, fanout.LargestPayload+1)),
	} {
		if !errors.Is(err, fanout.ErrMisused) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, parts := range map[string][]string{"nothing": nil, "empty": {""}, "slash": {"a/b"}} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("a topic of %s was made", name)
				}
			}()
			fanout.TopicOf(ident.Next[access.Tenant](&ids), parts...)
		}()
	}
}

package redisfanout_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"comptoir/internal/platform/fanout"
	"comptoir/internal/platform/fanout/fanouttest"
	"comptoir/internal/platform/fanout/redisfanout"
	"comptoir/internal/platform/redistest"
)

func open(t testing.TB, server *redistest.Server) *fanout.Bus {
	bus, _ := openBoth(t, server)
	return bus
}

func openBoth(t testing.TB, server *redistest.Server) (*fanout.Bus, *redisfanout.Driver) {
	driver := redisfanout.New(server.Client())
	bus := fanout.New(driver)
	t.Cleanup(func() { _ = bus.Close() })
	return bus, driver
}

func TestConformance(t *testing.T) {
	t.Parallel()
	server := redistest.Start(t)
	fanouttest.Run(t, func(t testing.TB) *fanout.Bus { return open(t, server) })
}

func TestReplicasHearEachOther(t *testing.T) {
	t.Parallel()
	server := redistest.Start(t)
	here, there := open(t, server), open(t, server)
	topic := fanouttest.Topic()
	heard := fanouttest.Subscribe(t, t.Context(), there, topic)
	if err := here.Publish(t.Context(), topic, []byte("hello")); err != nil {
		t.Fatal(err)
	}
	if m := fanouttest.Next(t, heard); string(m.Payload) != "hello" {
		t.Errorf("heard %q", m.Payload)
	}
}

// Listeners survive an outage, are told that they may have missed something, and hear again.
func TestCutOff(t *testing.T) {
	t.Parallel()
	cuts := map[string]struct{ cut, mend func(*redistest.Server) }{
		"stopped": {(*redistest.Server).Stop, (*redistest.Server).Restart},
		"frozen":  {(*redistest.Server).Freeze, (*redistest.Server).Thaw},
	}
	for name, c := range cuts {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := redistest.Start(t)
			bus, driver := openBoth(t, server)
			topic := fanouttest.Topic()
			heard := fanouttest.Subscribe(t, t.Context(), bus, topic)
			c.cut(server)
			began := time.Now()
			if err := bus.Publish(t.Context(), topic, []byte("lost")); !errors.Is(err, fanout.ErrUnavailable) {
				t.Errorf("Publish: %v", err)
			}
			if _, err := bus.Subscribe(t.Context(), fanouttest.Topic()); !errors.Is(err, fanout.ErrUnavailable) {
				t.Errorf("Subscribe: %v", err)
			}
			if took := time.Since(began); took > 5*time.Second {
				t.Errorf("two failures took %v", took)
			}
			redistest.Eventually(t, func(context.Context) error { // a frozen server is noticed by its silence
				if driver.Breaks() == 0 {
					return errors.New("the connection is still trusted")
				}
				return nil
			})
			c.mend(server)
			redistest.Eventually(t, func(ctx context.Context) error { return bus.Publish(ctx, topic, []byte("back")) })
			for !fanouttest.Next(t, heard).Missed {
			}
			if err := bus.Publish(t.Context(), topic, []byte("end")); err != nil {
				t.Fatal(err)
			}
			for string(fanouttest.Next(t, heard).Payload) != "end" {
			}
		})
	}
}

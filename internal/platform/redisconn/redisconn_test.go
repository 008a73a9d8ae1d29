package redisconn_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"comptoir/internal/kernel/fault"
	"comptoir/internal/platform/redisconn"
	"comptoir/internal/platform/redistest"

	"github.com/redis/go-redis/v9"
)

func TestOpenRefusesBadAddressesWithoutRepeatingThem(t *testing.T) {
	t.Parallel()
	for _, address := range []string{"", "localhost:6379", "http://:hunter2@x", "redis://:hunter2@h/notanumber"} {
		c, err := redisconn.Open(address)
		if err == nil {
			_ = c.Close()
			t.Errorf("%q was accepted", address)
			continue
		}
		if strings.Contains(err.Error(), "hunter2") {
			t.Errorf("the error repeats a password: %v", err)
		}
	}
}

func TestFaultKeepsWhatIsNoOutage(t *testing.T) {
	t.Parallel()
	for _, err := range []error{nil, redis.Nil, context.Canceled} {
		if got := redisconn.Fault(err); !errors.Is(got, err) {
			t.Errorf("Fault(%v) = %v", err, got)
		}
	}
	if got := redisconn.Fault(errors.New("connection refused")); fault.KindOf(got) != fault.Unavailable {
		t.Errorf("an outage became %v", got)
	}
}

// A stopped server refuses connections and a frozen one swallows them: both must fail fast, faster once the breaker is
// open, and heal by themselves.
func TestCutOffFailsFastAndHeals(t *testing.T) {
	t.Parallel()
	cuts := map[string]struct{ cut, mend func(*redistest.Server) }{
		"stopped": {(*redistest.Server).Stop, (*redistest.Server).Restart},
		"frozen":  {(*redistest.Server).Freeze, (*redistest.Server).Thaw},
	}
	for name, c := range cuts {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := redistest.Start(t)
			client := server.Client()
			if err := client.Ping(t.Context()).Err(); err != nil {
				t.Fatal(err)
			}
			c.cut(server)
			for range redisconn.Strikes {
				began := time.Now()
				if err := client.Ping(t.Context()).Err(); err == nil {
					t.Fatal("answered although it is cut off")
				}
				if took := time.Since(began); took > 4*time.Second {
					t.Errorf("a failure took %v", took)
				}
			}
			// The breaker is open: a thousand callers cost next to nothing.
			began := time.Now()
			var wg sync.WaitGroup
			for range 1000 {
				wg.Go(func() {
					if err := redisconn.Fault(client.Ping(t.Context()).Err()); !errors.Is(err, redisconn.ErrUnavailable) {
						t.Errorf("got %v", err)
					}
				})
			}
			wg.Wait()
			if took := time.Since(began); took > 4*time.Second {
				t.Errorf("a thousand calls while cut off took %v", took)
			}
			c.mend(server)
			redistest.Eventually(t, func(ctx context.Context) error { return client.Ping(ctx).Err() })
		})
	}
}

func TestAnErrorThatRedisAnswersIsNoOutage(t *testing.T) {
	t.Parallel()
	client := redistest.Start(t).Client()
	for range 2 * redisconn.Strikes {
		if err := client.Do(t.Context(), "NO-SUCH-COMMAND").Err(); err == nil || errors.Is(err, redisconn.ErrUnavailable) {
			t.Fatalf("got %v", err)
		}
	}
	if err := client.Ping(t.Context()).Err(); err != nil {
		t.Errorf("the breaker opened on answers: %v", err)
	}
}

package redislimit_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"comptoir/internal/platform/limit"
	"comptoir/internal/platform/limit/limittest"
	"comptoir/internal/platform/limit/locallimit"
	"comptoir/internal/platform/limit/redislimit"
	"comptoir/internal/platform/redistest"
)

func TestConformance(t *testing.T) {
	t.Parallel()
	client := redistest.Start(t).Client()
	limittest.Run(t, func(testing.TB) limit.Driver { return redislimit.New(client) })
}

func TestReplicasCountTogether(t *testing.T) {
	t.Parallel()
	server := redistest.Start(t)
	here, there := limit.New(redislimit.New(server.Client()), nil), limit.New(redislimit.New(server.Client()), nil)
	key, l := limittest.Key(), limit.PerHour(2)
	for _, m := range []*limit.Limiter{here, there} {
		if d, err := m.Allow(t.Context(), key, l); err != nil || !d.Allowed {
			t.Fatalf("%+v, %v", d, err)
		}
	}
	if d, err := here.Allow(t.Context(), key, l); err != nil || d.Allowed {
		t.Errorf("the third: %+v, %v", d, err)
	}
}

func TestCutOffIsCountedByTheFallback(t *testing.T) {
	t.Parallel()
	server := redistest.Start(t)
	driver := redislimit.New(server.Client())
	local := locallimit.New(nil)
	t.Cleanup(func() { _ = local.Close() })
	guarded, bare := limit.New(driver, local), limit.New(driver, nil)
	key, l := limittest.Key(), limit.PerHour(3)
	if d, err := guarded.Allow(t.Context(), key, l); err != nil || !d.Allowed || d.Degraded {
		t.Fatalf("%+v, %v", d, err)
	}
	server.Stop()
	began := time.Now()
	allowed := 0
	for range 10 {
		d, err := guarded.Allow(t.Context(), key, l)
		if err != nil || !d.Degraded {
			t.Fatalf("%+v, %v", d, err)
		}
		if d.Allowed {
			allowed++
		}
	}
	if allowed != 3 {
		t.Errorf("the fallback allowed %d of 3", allowed)
	}
	if _, err := bare.Allow(t.Context(), key, l); !errors.Is(err, limit.ErrUnavailable) {
		t.Errorf("without a fallback: %v", err)
	}
	if took := time.Since(began); took > 4*time.Second {
		t.Errorf("eleven answers without Redis took %v", took)
	}
	server.Restart()
	redistest.Eventually(t, func(ctx context.Context) error {
		d, err := guarded.Allow(ctx, limittest.Key(), l)
		if err == nil && d.Degraded {
			err = errors.New("still degraded")
		}
		return err
	})
}

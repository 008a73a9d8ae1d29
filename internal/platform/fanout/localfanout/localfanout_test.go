package localfanout_test

import (
	"testing"

	"comptoir/internal/platform/fanout"
	"comptoir/internal/platform/fanout/fanouttest"
	"comptoir/internal/platform/fanout/localfanout"
)

func TestConformance(t *testing.T) {
	t.Parallel()
	fanouttest.Run(t, func(t testing.TB) *fanout.Bus {
		b := fanout.New(localfanout.New())
		t.Cleanup(func() { _ = b.Close() })
		return b
	})
}

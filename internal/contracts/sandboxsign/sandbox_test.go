package sandboxsign_test

import (
	"context"
	"testing"
	"time"

	"comptoir/internal/contracts"
	"comptoir/internal/contracts/contractstest"
	"comptoir/internal/contracts/sandboxsign"
	"comptoir/internal/platform/pgtest"
)

func TestTheSandboxConforms(t *testing.T) {
	t.Parallel()
	db := pgtest.DB(t, sandboxsign.Line())
	contractstest.GatewayConformance(t, func(t *testing.T) contractstest.GatewayHarness {
		ctx, _ := pgtest.Tenant(t)
		box := sandboxsign.New(sandboxsign.Deps{DB: db, Now: time.Now, Secret: []byte("key"), Site: func(context.Context) string { return "https://rivages.example" },
			Tell: func(context.Context, contracts.Message) error { return nil }})
		act := func(t *testing.T, external, what, reason string) {
			t.Helper()
			if err := box.Act(ctx, external, what, reason); err != nil {
				t.Fatal(err)
			}
		}
		return contractstest.GatewayHarness{Gateway: box, Ctx: ctx,
			Open:   func(t *testing.T, external string) { act(t, external, "open", "") },
			Sign:   func(t *testing.T, external string, _ contracts.Party) { act(t, external, "sign", "") },
			Refuse: func(t *testing.T, external, reason string) { act(t, external, "refuse", reason) },
			Expire: func(t *testing.T, external string) { act(t, external, "expire", "") },
			Signed: func(_ *testing.T, external string) contracts.Message { return box.Event(ctx, "request.sign", external) }}
	})
}

package contractsio_test

import (
	"context"
	"testing"

	"comptoir/internal/contracts"
	"comptoir/internal/contracts/contractstest"
	"comptoir/internal/kernel/access"
	"comptoir/internal/platform/pg"
)

// The built-in signature stands behind the same port as the providers and passes the same suite; who signs on its pages is
// played by the use cases of those pages.
func TestTheBuiltInSignatureConforms(t *testing.T) {
	t.Parallel()
	contractstest.GatewayConformance(t, func(t *testing.T) contractstest.GatewayHarness {
		s := newSigning(t)
		return contractstest.GatewayHarness{Gateway: s.BuiltInGateway(), Ctx: s.desk,
			Request: func(t *testing.T) contracts.SignatureRequest {
				r := contractstest.Request(t)
				r.Contract = s.id
				return r
			},
			Open: func(t *testing.T, _ string) {
				if _, err := s.View(s.visitor, contracts.ViewContract{Token: s.token}); err != nil {
					t.Fatal(err)
				}
			},
			Sign: func(t *testing.T, _ string, p contracts.Party) {
				if p == contracts.TheSigner {
					if err := s.sign(s.identify(t).Secret); err != nil {
						t.Fatal(err)
					}
					return
				}
				if _, err := s.Countersign(s.desk, contracts.CountersignContract{ID: s.id, Name: "Anna"}); err != nil {
					t.Fatal(err)
				}
			},
			Refuse: func(t *testing.T, _, reason string) {
				if _, err := s.Refuse(s.visitor, contracts.RefuseContract{Token: s.token, Reason: reason}); err != nil {
					t.Fatal(err)
				}
			},
			Expire: func(t *testing.T, _ string) { s.passed(t) }}
	})
}

// passed lets the time of the contract end.
func (s signing) passed(t *testing.T) {
	t.Helper()
	err := s.db.Write(s.desk, func(ctx context.Context, tx pg.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE contracts.contract SET signing = jsonb_set(signing, '{ExpiresAt}', '"2027-03-14T08:00:00Z"') WHERE tenant_id = $1`, access.TenantOf(ctx))
		return err
	})
	if err == nil {
		_, err = s.Follow(s.desk, contracts.FollowContract{ID: s.id})
	}
	if err != nil {
		t.Fatal(err)
	}
}

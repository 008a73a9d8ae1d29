package contractsio

import (
	"context"

	"comptoir/internal/contracts"
	"comptoir/internal/contracts/contractsio/contractsdb"
	"comptoir/internal/platform/pg"
)

// keptDays is for how many days the counts of texts are kept.
const keptDays = 7

// CountText implements contracts.Tx. The row of a full count stays locked only until the transaction ends, as every other.
func (t *storeTx) CountText(ctx context.Context, c contracts.TextCount) error {
	if err := t.q.ForgetTexts(ctx, t.tx, t.tenant, c.Day.AddDays(-keptDays)); err != nil {
		return err
	}
	for _, count := range []struct {
		number []byte
		most   int
	}{{[]byte{}, c.PerTenant}, {c.Number, c.PerNumber}} {
		rows, err := t.q.CountText(ctx, t.tx, contractsdb.CountTextParams{TenantID: t.tenant, Day: c.Day, Number: count.number, Most: pg.Int(count.most)})
		if err != nil {
			return err
		}
		if rows == 0 {
			return contracts.ErrTexts
		}
	}
	return nil
}

// TextLater implements contracts.Tx.
func (t *storeTx) TextLater(ctx context.Context, id contracts.ContractID, challenge int) error {
	return t.jobs.Enqueue(ctx, t.tx, textJob{Contract: id, Challenge: challenge})
}

package stays

import (
	"context"
	"strconv"

	"comptoir/internal/kernel/access"
)

// Allowance asks how many properties the business of ctx may have; limited is false when there is no end to it. It is asked
// before the transaction that adds one.
type Allowance func(ctx context.Context) (limit int64, limited bool, err error)

func (s *Stays) room(ctx context.Context) (int64, bool, error) {
	if s.d.Room == nil {
		return 0, false, nil
	}
	return s.d.Room(ctx)
}

// checkRoom refuses one property too many. Counting waits for whoever else is adding one, so that two do not both take
// the last place.
func checkRoom(ctx context.Context, tx Tx, limit int64) error {
	n, err := tx.PropertyCount(ctx)
	if err == nil && int64(n) >= limit {
		err = access.ErrLimit.Detailf("the plan allows %d properties", limit).On("properties", "limit", strconv.FormatInt(limit, 10))
	}
	return err
}

// CountProperties asks how many properties the business has that are not put away.
type CountProperties struct{}

// Needs implements access.Guarded.
func (CountProperties) Needs() access.Permission { return PermSystem }

func (s *Stays) countProperties(ctx context.Context, _ CountProperties) (int, error) {
	return s.d.Store.CountProperties(ctx)
}

package stays

import (
	"context"
	"time"

	"comptoir/internal/kernel/access"
)

// quoteKept is how long a quote that nobody booked is kept after its end: long enough to answer who asks about it.
const quoteKept = 30 * 24 * time.Hour

// ForgetQuotes takes away quotes that ended more than 30 days ago and are in no reservation, at most Limit of them, and
// says how many. A caller asks again until there are fewer.
type ForgetQuotes struct{ Limit int }

// Needs implements access.Guarded.
func (ForgetQuotes) Needs() access.Permission { return PermSystem }

func (s *Stays) forgetQuotes(ctx context.Context, in ForgetQuotes) (n int, err error) {
	err = s.d.Store.Write(ctx, func(tx Tx) error {
		n, err = tx.ForgetQuotes(ctx, s.d.Now().Add(-quoteKept), in.Limit)
		return err
	})
	return n, err
}

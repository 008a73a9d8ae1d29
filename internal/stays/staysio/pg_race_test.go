package staysio_test

import (
	"errors"
	"sync"
	"sync/atomic"
	"testing"

	"comptoir/internal/kernel/period"
	"comptoir/internal/platform/pgtest"
	"comptoir/internal/stays"
	"comptoir/internal/stays/staystest"
)

// Two hundred guests ask for stays that share one night, all at once: one gets it, and the others are told why, never
// that the server was busy.
func TestOneNightIsSoldOnce(t *testing.T) {
	t.Parallel()
	db := pgtest.DB(t, storeLines()...)
	_, tenant := pgtest.Tenant(t)
	w := staystest.NewWorldOn(t, storeOn(t, db), tenant)
	p := w.Property()
	for round := range 3 {
		from := period.MustDate("2027-05-03").AddDays(10 * round)
		var quotes [200]stays.Quote
		for i := range quotes {
			q, err := w.Ask(p, from.String(), from.AddDays(1+i%4).String())
			if err != nil {
				t.Fatal(err)
			}
			quotes[i] = q
		}
		var wg sync.WaitGroup
		var won, taken atomic.Int32
		for _, q := range quotes {
			wg.Go(func() {
				_, err := w.BookStay(w.Ctx, stays.BookStay{Quote: q.ID, Guest: staystest.Guest(), AcceptTerms: true})
				switch {
				case err == nil:
					won.Add(1)
				case errors.Is(err, stays.ErrPeriodTaken):
					taken.Add(1)
				default:
					t.Errorf("neither sold nor taken: %v", err)
				}
			})
		}
		wg.Wait()
		if won.Load() != 1 || taken.Load() != int32(len(quotes)-1) {
			t.Errorf("round %d: %d got the night, %d were told that it is taken", round, won.Load(), taken.Load())
		}
	}
}

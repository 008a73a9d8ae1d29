package outbox_test

import (
	"context"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"

	"comptoir/internal/event"
	"comptoir/internal/platform/jobs"
	"comptoir/internal/platform/outbox"
	"comptoir/internal/platform/pg"
	"comptoir/internal/platform/pgtest"
)

// exchanges notes every message to the server that is answered before the program goes on.
type exchanges struct {
	mu   sync.Mutex
	sent []string
}

func (x *exchanges) note(what string) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.sent = append(x.sent, what)
}

func (x *exchanges) TraceQueryStart(ctx context.Context, _ *pgx.Conn, d pgx.TraceQueryStartData) context.Context {
	x.note(d.SQL)
	return ctx
}

func (*exchanges) TraceQueryEnd(context.Context, *pgx.Conn, pgx.TraceQueryEndData) {}

func (x *exchanges) TraceBatchStart(ctx context.Context, _ *pgx.Conn, d pgx.TraceBatchStartData) context.Context {
	var all []string
	for _, q := range d.Batch.QueuedQueries {
		all = append(all, q.SQL)
	}
	x.note(strings.Join(all, ";"))
	return ctx
}

func (*exchanges) TraceBatchQuery(context.Context, *pgx.Conn, pgx.TraceBatchQueryData) {}
func (*exchanges) TraceBatchEnd(context.Context, *pgx.Conn, pgx.TraceBatchEndData)     {}

// TestAppendTakesOneRoundTrip counts what publishing costs a booking: events and deliveries travel together; the
// notification of the workers, at most one in a tenth of a second, is the second one.
func TestAppendTakesOneRoundTrip(t *testing.T) {
	t.Parallel()
	x := &exchanges{}
	h, err := build(pgtest.OwnWith(t, pg.Config{Tracer: x}, lines()...), 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"stays.one", "stays.two", "stays.three"} {
		outbox.On(h.router, name, func(context.Context, event.PropertyPublished) error { return nil })
	}
	h.router.Jobs(h.reg, h.db)
	ctx, _ := pgtest.Tenant(t)
	h.publish(t, ctx, event.PropertyPublished{}) // River asks the server's version the first time
	var costs []int
	for range 3 {
		if err := h.db.Write(ctx, func(ctx context.Context, tx pg.Tx) error {
			x.sent = nil
			err := h.outbox.Append(ctx, tx, event.PropertyPublished{}, event.PropertyUnpublished{}, event.PropertyPublished{})
			costs = append(costs, len(x.sent))
			if len(x.sent) > 1 && !strings.Contains(x.sent[1], "pg_notify") {
				t.Errorf("second round trip: %s", x.sent[1])
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
	}
	if slices.Min(costs) != 1 || slices.Max(costs) > 2 {
		t.Errorf("round trips: %v", costs)
	}
	if got, err := h.queue.Depth(ctx); err != nil || got.ByState[jobs.Available] != 3+3*2*3 {
		t.Errorf("%+v, %v", got, err)
	}
}

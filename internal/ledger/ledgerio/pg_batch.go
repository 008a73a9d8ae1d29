package ledgerio

import (
	"context"
	"sync"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/fault"
	"comptoir/internal/ledger"
	"comptoir/internal/platform/outbox"
)

// maxBatch is how many transactions share one commit at most.
const maxBatch = 200

// Batcher lets transactions of one business that are posted at the same moment share one call of ledger.post, one lock of
// each account and one commit: on an account that everybody wants, waiting in a row costs more than the work. Whoever comes
// first is served at once; who comes meanwhile goes together. Each caller gets its own answer: a batch in which one is
// refused is halved until that one stands alone.
type Batcher struct {
	*Store
	mu     sync.Mutex
	queues map[access.TenantID][]*waiting
}

// waiting is one call.
type waiting struct {
	transaction ledger.Transaction
	done        chan struct{}
	posted      ledger.Posted
	err         error
}

// NewBatcher returns a store that posts in batches.
func NewBatcher(s *Store) *Batcher {
	return &Batcher{Store: s, queues: map[access.TenantID][]*waiting{}}
}

// Post implements ledger.Store. A consumer of events posts by itself: its transaction says that the event is applied.
func (b *Batcher) Post(ctx context.Context, all []ledger.Transaction) ([]ledger.Posted, error) {
	if _, delivering := outbox.MetaOf(ctx); delivering || len(all) != 1 {
		return b.Store.Post(ctx, all)
	}
	w := &waiting{transaction: all[0], done: make(chan struct{})}
	tenant := access.TenantOf(ctx)
	b.mu.Lock()
	queue, busy := b.queues[tenant]
	b.queues[tenant] = append(queue, w)
	b.mu.Unlock()
	if !busy {
		go b.serve(access.AsSystem(context.WithoutCancel(ctx), tenant, "ledger.batch"), tenant)
	}
	select {
	case <-w.done:
		return []ledger.Posted{w.posted}, w.err
	case <-ctx.Done():
		return nil, ctx.Err() // it may be posted all the same, as with every call that is given up; its key tells
	}
}

// serve posts what waits for a tenant until nothing does.
func (b *Batcher) serve(ctx context.Context, tenant access.TenantID) {
	for {
		b.mu.Lock()
		batch := b.queues[tenant]
		if len(batch) == 0 {
			delete(b.queues, tenant)
			b.mu.Unlock()
			return
		}
		n := min(len(batch), maxBatch)
		batch, b.queues[tenant] = batch[:n], append([]*waiting{}, batch[n:]...)
		b.mu.Unlock()
		b.post(ctx, batch)
	}
}

// post posts a batch, in halves where something in it is refused.
func (b *Batcher) post(ctx context.Context, batch []*waiting) {
	all := make([]ledger.Transaction, len(batch))
	for i, w := range batch {
		all[i] = w.transaction
	}
	posted, err := b.Store.Post(ctx, all)
	if kind := fault.KindOf(err); err != nil && len(batch) > 1 && (kind == fault.Conflict || kind == fault.Invalid) {
		half := len(batch) / 2
		b.post(ctx, batch[:half])
		b.post(ctx, batch[half:])
		return
	}
	for i, w := range batch {
		if w.err = err; err == nil {
			w.posted = posted[i]
		}
		close(w.done)
	}
}

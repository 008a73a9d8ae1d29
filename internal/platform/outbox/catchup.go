package outbox

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/platform/pg"
)

// catchUpBatch is how many deliveries are looked up at once.
const catchUpBatch = 500

// CatchUp delivers to every consumer of the router the events of ctx's tenant that it has not applied, in the order in
// which they happened: for a consumer that is younger than the events, and for deliveries that were given up. It returns
// how many were delivered. One that fails does not keep the others from theirs; their errors are joined.
func (r *Router) CatchUp(ctx context.Context, db *pg.DB) (delivered int, err error) {
	r.mu.RLock()
	all := maps.Clone(r.consumers)
	r.mu.RUnlock()
	names, events := slices.Sorted(maps.Keys(all)), []string{}
	for _, name := range names {
		events = append(events, all[name].event)
	}
	var at time.Time
	var id ident.Raw
	var consumer string
	var failures []error
	for {
		rows, err := db.Read(ctx).Query(ctx, `SELECT e.at, e.id, c.name FROM unnest($2::text[], $3::text[]) AS c (name, event)
			JOIN outbox.event e ON e.tenant_id = $1 AND e.name = c.event
			WHERE (e.at, e.id, c.name) > ($4, $5, $6)
				AND NOT EXISTS (SELECT FROM outbox.inbox i WHERE i.tenant_id = e.tenant_id AND i.consumer = c.name AND i.event_id = e.id)
			ORDER BY e.at, e.id, c.name LIMIT $7`, access.TenantOf(ctx), names, events, at, id.String(), consumer, catchUpBatch)
		if err != nil {
			return delivered, errors.Join(append(failures, err)...)
		}
		type missing struct {
			At       time.Time
			ID       ident.Raw
			Consumer string
		}
		some, err := pgx.CollectRows(rows, pgx.RowToStructByPos[missing])
		if err != nil {
			return delivered, errors.Join(append(failures, err)...)
		}
		for _, m := range some {
			if err := deliver(ctx, db, all[m.Consumer], m.ID); err != nil {
				failures = append(failures, fmt.Errorf("%s of event %s: %w", m.Consumer, m.ID, err))
			} else {
				delivered++
			}
			at, id, consumer = m.At, m.ID, m.Consumer
		}
		if len(some) < catchUpBatch || ctx.Err() != nil {
			return delivered, errors.Join(failures...)
		}
	}
}

// Missing is an event that a consumer has not applied.
type Missing struct {
	At       time.Time
	ID       ident.Raw
	Consumer string
	Event    string
	Payload  json.RawMessage
}

// Missing lists what happened to ctx's tenant between two moments and was not applied by its consumer, oldest first, at most
// limit: deliveries that were given up or are still refused. Choose the end some minutes ago: what is newer is on its way.
func (r *Router) Missing(ctx context.Context, db *pg.DB, since, until time.Time, limit int) ([]Missing, error) {
	r.mu.RLock()
	all := maps.Clone(r.consumers)
	r.mu.RUnlock()
	names, events := slices.Sorted(maps.Keys(all)), []string{}
	for _, name := range names {
		events = append(events, all[name].event)
	}
	rows, err := db.Read(ctx).Query(ctx, `SELECT e.at, e.id, c.name, e.name, e.payload FROM unnest($2::text[], $3::text[]) AS c (name, event)
		JOIN outbox.event e ON e.tenant_id = $1 AND e.name = c.event
		WHERE e.at >= $4 AND e.at < $5
			AND NOT EXISTS (SELECT FROM outbox.inbox i WHERE i.tenant_id = e.tenant_id AND i.consumer = c.name AND i.event_id = e.id)
		ORDER BY e.at, e.id, c.name LIMIT $6`, access.TenantOf(ctx), names, events, since, until, limit)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowToStructByPos[Missing])
}

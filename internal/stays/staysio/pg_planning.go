package staysio

import (
	"context"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/period"
	"comptoir/internal/platform/pg"
	"comptoir/internal/stays"
	"comptoir/internal/stays/staysio/staysdb"
)

// BoardRows implements stays.Reader: the properties, then all their bars in one query, on one picture of the data.
func (s *Store) BoardRows(ctx context.Context, q stays.BoardQuery) (board []stays.BoardProperty, err error) {
	tenant := access.TenantOf(ctx)
	err = s.db.Snapshot(ctx, func(ctx context.Context, db pg.Querier) error {
		rows, err := s.q.BoardProperties(ctx, db, staysdb.BoardPropertiesParams{TenantID: tenant, Owned: !q.Owner.IsZero(), Owner: q.Owner.Raw(), Words: words(q.Text)})
		if err != nil {
			return err
		}
		board = make([]stays.BoardProperty, len(rows))
		ids, at := make([]ident.Raw, len(rows)), make(map[stays.PropertyID]int, len(rows))
		for i, r := range rows {
			c, err := decode[card](r.Card, "property card")
			if err != nil {
				return err
			}
			ids[i], at[r.ID] = r.ID.Raw(), i
			board[i] = stays.BoardProperty{ID: r.ID, Slug: r.Slug, Name: c.Name, Status: stays.PropertyStatus(r.Status), City: c.City, Capacity: int(r.Capacity)}
		}
		bars, err := s.q.BoardBars(ctx, db, staysdb.BoardBarsParams{TenantID: tenant, Properties: ids, First: q.Days.From, Last: q.Days.To, Now: q.Now})
		if err != nil {
			return err
		}
		for _, r := range bars {
			bar, err := barOf(r)
			if err != nil {
				return err
			}
			if bar.Days.Overlaps(q.Days) {
				p := &board[at[r.PropertyID]]
				p.Bars = append(p.Bars, bar)
			}
		}
		return nil
	})
	return board, err
}

func barOf(r staysdb.BoardBarsRow) (stays.Bar, error) {
	bar := stays.Bar{Kind: stays.OccupancyKind(r.Kind), Holder: r.HolderID, ExpiresAt: timeOrZero(r.ExpiresAt),
		Days: period.Range{From: r.Starts, To: r.Ends.AddDays(-int(r.PreparationDays))}}
	if bar.Kind == stays.OccBlock {
		block, err := decode[stays.BlockState](r.Block, "block")
		bar.Block, bar.BlockKind, bar.Label, bar.Version = block.ID, block.Kind, block.Note, block.Version
		return bar, err
	}
	line, err := decode[stays.ReservationRow](r.Line, "line of a reservation")
	bar.Reservation, bar.Reference, bar.Label, bar.Status = line.ID, line.Reference, line.GuestName, line.Status
	bar.Guests, bar.Owed, bar.Version = line.Party.Guests(), line.Owed, int(r.ReservationVersion.Int32)
	return bar, err
}

// BlockState implements stays.Reader.
func (s *Store) BlockState(ctx context.Context, id stays.BlockID) (stays.BlockState, error) {
	raw, err := s.q.FindBlock(ctx, s.db.Read(ctx), access.TenantOf(ctx), id)
	if err != nil {
		return stays.BlockState{}, missing(err, stays.ErrUnknownBlock)
	}
	state, err := decode[stays.BlockState](raw, "block")
	if err == nil && state.Removed {
		err = stays.ErrUnknownBlock
	}
	return state, err
}

// Block implements stays.Tx.
func (t *storeTx) Block(ctx context.Context, id stays.BlockID) (*stays.Block, error) {
	raw, err := t.q.LockBlock(ctx, t.tx, t.tenant, id)
	if err != nil {
		return nil, missing(err, stays.ErrUnknownBlock)
	}
	state, err := decode[stays.BlockState](raw, "block")
	if err != nil {
		return nil, err
	}
	if state.Removed {
		return nil, stays.ErrUnknownBlock
	}
	t.loaded[id.Raw()] = state
	return stays.RestoreBlock(state), nil
}

// SaveBlock implements stays.Tx.
func (t *storeTx) SaveBlock(ctx context.Context, b *stays.Block) error {
	if !b.Changed() {
		return nil
	}
	s := b.State()
	var err error
	if s.Version == 1 {
		err = t.q.InsertBlock(ctx, t.tx, staysdb.InsertBlockParams{TenantID: t.tenant, ID: s.ID, Version: 1, PropertyID: s.Property, State: encode(s), UpdatedAt: s.UpdatedAt})
	} else {
		err = stale(t.q.UpdateBlock(ctx, t.tx, staysdb.UpdateBlockParams{TenantID: t.tenant, ID: s.ID, Version: pg.Int(s.Version), Was: pg.Int(s.Version) - 1, PropertyID: s.Property, State: encode(s), UpdatedAt: s.UpdatedAt}))
	}
	if err != nil {
		return err
	}
	if err := t.occupy(ctx, s.ID.Raw(), s.Occupancies(), stays.ReservationState{UpdatedAt: s.UpdatedAt}); err != nil {
		return refusal(err)
	}
	return t.finish(ctx, "stays.block", s.ID.Raw(), s, b.TakeEvents())
}

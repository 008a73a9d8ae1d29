package stays

import (
	"cmp"
	"context"
	"slices"
	"time"

	"comptoir/internal/event"
	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/period"
	"comptoir/internal/kernel/usecase"
)

// maxBlockDays is how long one block may be.
const maxBlockDays = 2 * 366

// Blocked makes a block of days.
func Blocked(id BlockID, property PropertyID, kind BlockKind, days period.Range, note string, by By) (*Block, error) {
	b := &Block{s: BlockState{ID: id, Property: property, Kind: kind, Days: days, Note: note, By: by.Name, CreatedAt: by.At}}
	if err := b.s.check(); err != nil {
		return nil, err
	}
	b.touch(by.At)
	b.news = append(b.news, b.s.blocked())
	return b, nil
}

func (s BlockState) check() error {
	var c fault.Check
	c.That(slices.Contains([]BlockKind{OwnerStay, Maintenance, Preparation, Administrative}, s.Kind), "kind", "unknown_kind", "owner_stay, maintenance, preparation or admin")
	if checkRange(&c, s.Days, "from", "to") {
		c.That(s.Days.Nights() <= maxBlockDays, "to", "too_long", "at most two years")
	}
	checkNote(&c, s.Note)
	return c.Err()
}

func (s BlockState) blocked() event.Event {
	return event.CalendarBlocked{Block: s.ID.Raw(), Property: s.Property.Raw(), Days: s.Days, Reason: string(s.Kind)}
}

func (s BlockState) unblocked() event.Event {
	return event.CalendarUnblocked{Block: s.ID.Raw(), Property: s.Property.Raw(), Days: s.Days}
}

// Edit moves or renames the block.
func (b *Block) Edit(to BlockState, now time.Time) error {
	if err := to.check(); err != nil {
		return err
	}
	moved := b.s.Days != to.Days || b.s.Property != to.Property
	if moved {
		b.news = append(b.news, b.s.unblocked())
	}
	b.s.Property, b.s.Kind, b.s.Days, b.s.Note = to.Property, to.Kind, to.Days, to.Note
	b.touch(now)
	if moved {
		b.news = append(b.news, b.s.blocked())
	}
	return nil
}

// Remove lifts the block.
func (b *Block) Remove(now time.Time) {
	b.s.Removed = true
	b.touch(now)
	b.news = append(b.news, b.s.unblocked())
}

func (s *Stays) addBlock(ctx context.Context, in AddBlock) (BlockState, error) {
	var state BlockState
	err := s.write(ctx, func(tx Tx) error {
		if _, err := tx.Sale(ctx, SaleQuery{ID: in.Property, Now: s.d.Now()}); err != nil {
			return err
		}
		b, err := Blocked(ident.Next[Block](s.d.IDs), in.Property, in.Kind, period.Range{From: in.From, To: in.To}, in.Note, byOf(ctx, s.d.Now()))
		if err != nil {
			return err
		}
		return s.keep(ctx, tx, b, &state)
	})
	return state, err
}

// keep refuses a block where somebody is, and saves it.
func (s *Stays) keep(ctx context.Context, tx Tx, b *Block, out *BlockState) error {
	*out = b.State()
	busy, err := tx.Busy(ctx, BusyQuery{Property: out.Property, Days: out.Days, Except: out.ID.Raw(), Now: s.d.Now()})
	if err != nil {
		return err
	}
	if len(busy) > 0 {
		return ErrPeriodTaken
	}
	return tx.SaveBlock(ctx, b)
}

func (s *Stays) write(ctx context.Context, fn func(Tx) error) error { return s.d.Store.Write(ctx, fn) }

func (s *Stays) viewBlock(ctx context.Context, in ViewBlock) (BlockState, error) {
	return s.d.Store.BlockState(ctx, in.ID)
}

func (s *Stays) moveBlock(ctx context.Context, in MoveBlock) (BlockState, error) {
	var state BlockState
	err := s.write(ctx, func(tx Tx) error {
		b, err := tx.Block(ctx, in.ID)
		if err != nil {
			return err
		}
		to := b.State()
		if in.Version != 0 && in.Version != to.Version {
			return ErrStale
		}
		to.Property = cmp.Or(in.Property, to.Property)
		to.Days = period.Range{From: cmp.Or(in.From, to.Days.From), To: cmp.Or(in.To, to.Days.To)}
		to.Kind = cmp.Or(in.Kind, to.Kind)
		if in.Note != nil {
			to.Note = *in.Note
		}
		if !in.Property.IsZero() {
			if _, err := tx.Sale(ctx, SaleQuery{ID: to.Property, Now: s.d.Now()}); err != nil {
				return err
			}
		}
		if err := b.Edit(to, s.d.Now()); err != nil {
			return err
		}
		return s.keep(ctx, tx, b, &state)
	})
	return state, err
}

func (s *Stays) removeBlock(ctx context.Context, in RemoveBlock) (usecase.None, error) {
	return usecase.None{}, s.write(ctx, func(tx Tx) error {
		b, err := tx.Block(ctx, in.ID)
		if err != nil {
			return err
		}
		b.Remove(s.d.Now())
		return tx.SaveBlock(ctx, b)
	})
}

// maxBoardDays bounds the planning.
const maxBoardDays = 200

func checkBoard(days period.Range, text string) error {
	var c fault.Check
	if checkRange(&c, days, "from", "to") {
		c.That(days.Nights() <= maxBoardDays, "to", "too_long", "at most 200 days")
	}
	checkSearch(&c, text)
	return c.Err()
}

func (s *Stays) planningBoard(ctx context.Context, in PlanningBoard) (Board, error) {
	if err := checkBoard(in.Days, in.Text); err != nil {
		return Board{}, err
	}
	today, err := s.today(ctx)
	if err != nil {
		return Board{}, err
	}
	rows, err := s.d.Store.BoardRows(ctx, BoardQuery{Days: in.Days, Text: in.Text, Now: s.d.Now()})
	return Board{Days: in.Days, Today: today, Properties: rows}, err
}

// ownedProperties shows an owner when his properties are let, not to whom and for how much.
func (s *Stays) ownedProperties(ctx context.Context, in OwnedProperties) ([]BoardProperty, error) {
	if err := checkBoard(in.Days, ""); err != nil {
		return nil, err
	}
	owner := access.From(ctx).User
	if owner.IsZero() {
		return nil, nil
	}
	rows, err := s.d.Store.BoardRows(ctx, BoardQuery{Days: in.Days, Owner: owner, Now: s.d.Now()})
	for i := range rows {
		for j := range rows[i].Bars {
			bar := &rows[i].Bars[j]
			if bar.Kind != OccBlock {
				bar.Label = ""
			}
			bar.Owed = money.Amount{}
		}
	}
	return rows, err
}

// today returns the date in the agency's zone.
func (s *Stays) today(ctx context.Context) (period.Date, error) {
	settings, err := s.d.Store.ReadSettings(ctx)
	if err != nil {
		return period.Date{}, err
	}
	where, err := place(settings.Zone)
	if err != nil {
		return period.Date{}, err
	}
	return period.DateOf(s.d.Now(), where), nil
}

func (s *Stays) todayView(ctx context.Context, in Today) (TodayView, error) {
	day := in.Day
	if day.IsZero() {
		var err error
		if day, err = s.today(ctx); err != nil {
			return TodayView{}, err
		}
	}
	rows, err := s.d.Store.ActiveRows(ctx, day)
	if err != nil {
		return TodayView{}, err
	}
	return sortDay(day, rows, s.d.Now()), nil
}

// sortDay puts the reservations that are under way into the desk's lists, and says which need somebody's eye and why.
func sortDay(day period.Date, rows []ReservationRow, now time.Time) TodayView {
	v := TodayView{Day: day}
	for _, r := range rows {
		from, to := r.Stay.From, r.Stay.To
		agreed, inside := r.Status == Confirmed, r.Status == CheckedIn
		switch {
		case (agreed || inside) && from == day:
			v.Arrivals = append(v.Arrivals, r)
		case (inside || r.Status == Completed) && to == day:
			v.Departures = append(v.Departures, r)
		case inside && r.Stay.Contains(day):
			v.InHouse = append(v.InHouse, r)
		}
		for _, reason := range []struct {
			why string
			is  bool
		}{
			{"late_arrival", agreed && from.Before(day)},
			{"late_departure", inside && to.Before(day)},
			{"card_refused", r.Refused.State != AttemptNone},
			{"balance_overdue", r.Refused.State == AttemptNone && (agreed || inside) && r.Owed.IsPositive() && !r.BalanceDueOn.After(day)},
			{"change_pending", agreed && r.HasPending},
			{"double_open", r.DoubleOpen.IsPositive()},
			{"refund_open", r.RefundOpen.IsPositive()},
			{"hold_open", r.Status == Held && now.Before(r.HoldUntil)},
		} {
			if reason.is {
				v.Attention = append(v.Attention, Attention{Why: reason.why, Row: r})
			}
		}
	}
	return v
}

package staysio

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/paging"
	"comptoir/internal/kernel/period"
	"comptoir/internal/platform/jobs"
	"comptoir/internal/platform/pg"
	"comptoir/internal/stays"
	"comptoir/internal/stays/staysio/staysdb"
)

// Quote implements stays.Reader.
func (s *Store) Quote(ctx context.Context, id stays.QuoteID) (stays.Quote, error) {
	raw, err := s.q.FindQuote(ctx, s.db.Read(ctx), access.TenantOf(ctx), id)
	if err != nil {
		return stays.Quote{}, missing(err, stays.ErrUnknownQuote)
	}
	return decode[stays.Quote](raw, "quote")
}

// SaveQuote implements stays.Tx. A quote is nobody's property and no fact: it is not audited.
func (t *storeTx) SaveQuote(ctx context.Context, q stays.Quote) error {
	return t.q.InsertQuote(ctx, t.tx, staysdb.InsertQuoteParams{TenantID: t.tenant, ID: q.ID, PropertyID: q.Property, Quote: encode(q), ExpiresAt: q.ExpiresAt})
}

// ForgetQuotes implements stays.Tx.
func (t *storeTx) ForgetQuotes(ctx context.Context, before time.Time, limit int) (int, error) {
	n, err := t.q.ForgetQuotes(ctx, t.tx, staysdb.ForgetQuotesParams{TenantID: t.tenant, Before: before, Size: pg.Int(limit)})
	return int(n), err
}

// Booking implements stays.Tx.
func (t *storeTx) Booking(ctx context.Context, q stays.BookingQuery) (b stays.Booking, err error) {
	row, err := t.q.LockQuote(ctx, t.tx, t.tenant, q.Quote)
	if err != nil {
		return b, missing(err, stays.ErrUnknownQuote)
	}
	if b.Quote, err = decode[stays.Quote](row.Quote, "quote"); err != nil {
		return b, err
	}
	property, err := t.q.FindProperty(ctx, t.tx, t.tenant, row.PropertyID)
	if err != nil {
		return b, missing(err, stays.ErrUnknownProperty)
	}
	if b.Property, err = propertyOf(property); err != nil {
		return b, err
	}
	if b.Settings, err = t.settings(ctx, t.tx, t.tenant); err != nil {
		return b, err
	}
	days := b.Quote.Stay
	b.Busy, err = t.busy(ctx, t.tx, staysdb.BusyParams{TenantID: t.tenant, PropertyID: row.PropertyID, First: days.From,
		Last: days.To.AddDays(b.Property.Rates.PreparationDays), Now: q.Now})
	if err != nil {
		return b, err
	}
	raw, err := t.q.LockBooked(ctx, t.tx, t.tenant, q.Quote)
	if errors.Is(err, pgx.ErrNoRows) {
		return b, nil
	}
	b.Reservation, err = t.restore(raw, err)
	return b, err
}

// ReservationState implements stays.Reader.
func (s *Store) ReservationState(ctx context.Context, id stays.ReservationID) (stays.ReservationState, error) {
	raw, err := s.q.FindReservation(ctx, s.db.Read(ctx), access.TenantOf(ctx), id)
	if err != nil {
		return stays.ReservationState{}, missing(err, stays.ErrUnknown)
	}
	return decode[stays.ReservationState](raw, "reservation")
}

// ManagedState implements stays.Reader.
func (s *Store) ManagedState(ctx context.Context, tokenHash []byte) (stays.ReservationState, error) {
	raw, err := s.q.FindManaged(ctx, s.db.Read(ctx), access.TenantOf(ctx), tokenHash)
	if err != nil {
		return stays.ReservationState{}, missing(err, stays.ErrManageLink)
	}
	return decode[stays.ReservationState](raw, "reservation")
}

// Reservation implements stays.Tx.
func (t *storeTx) Reservation(ctx context.Context, id stays.ReservationID) (*stays.Reservation, error) {
	raw, err := t.q.LockReservation(ctx, t.tx, t.tenant, id)
	return t.restore(raw, missing(err, stays.ErrUnknown))
}

// ReservationByToken implements stays.Tx.
func (t *storeTx) ReservationByToken(ctx context.Context, tokenHash []byte) (*stays.Reservation, error) {
	raw, err := t.q.LockManaged(ctx, t.tx, t.tenant, tokenHash)
	return t.restore(raw, missing(err, stays.ErrManageLink))
}

// ReservationByReference implements stays.Tx.
func (t *storeTx) ReservationByReference(ctx context.Context, reference string) (*stays.Reservation, error) {
	raw, err := t.q.LockReferenced(ctx, t.tx, t.tenant, reference)
	return t.restore(raw, missing(err, stays.ErrUnknown))
}

// LinkLater implements stays.Tx.
func (t *storeTx) LinkLater(ctx context.Context, in stays.SendLink) error {
	return t.jobs.Enqueue(ctx, t.tx, sendLink{in})
}

func (t *storeTx) restore(raw []byte, err error) (*stays.Reservation, error) {
	if err != nil {
		return nil, err
	}
	state, err := decode[stays.ReservationState](raw, "reservation")
	if err != nil {
		return nil, err
	}
	t.loaded[state.ID.Raw()] = audited(state)
	return stays.RestoreReservation(state), nil
}

// SaveReservation implements stays.Tx.
func (t *storeTx) SaveReservation(ctx context.Context, r *stays.Reservation) error {
	if !r.Changed() {
		return nil
	}
	s := r.State()
	line := s.Row()
	a := staysdb.InsertReservationParams{TenantID: t.tenant, ID: s.ID, Version: pg.Int(s.Version), Reference: s.Reference, Status: string(s.Status),
		PropertyID: s.Property, PreparationDays: pg.Int(s.Booked.PreparationDays), GuestName: s.Guest.Name(), GuestEmail: s.Guest.Email.String(),
		Search: fold(s.Reference + " " + s.Guest.Name() + " " + s.Guest.Email.String() + " " + s.Guest.Phone.String() + " " + s.Booked.Name.In("fr")), UserID: s.User,
		CheckIn: s.Stay.From, CheckOut: s.Stay.To, QuoteID: s.QuoteID, TokenHash: s.TokenHash, Owed: s.Owed().Minor(), BalanceDueOn: s.Row().BalanceDueOn,
		NeedsLook: s.Status == stays.Held || line.HasPending || line.RefundOpen.IsPositive() || line.DoubleOpen.IsPositive() || line.Refused.State != stays.AttemptNone, Line: encode(line), State: encode(s), BookedAt: s.BookedAt, UpdatedAt: s.UpdatedAt}
	if err := t.putReservation(ctx, a); err != nil {
		return refusal(err)
	}
	if err := t.occupy(ctx, s.ID.Raw(), s.Occupancies(), s); err != nil {
		return refusal(err)
	}
	return t.finish(ctx, "stays.reservation", s.ID.Raw(), audited(s), r.TakeEvents())
}

func (t *storeTx) putReservation(ctx context.Context, a staysdb.InsertReservationParams) error {
	if a.Version == 1 {
		return t.q.InsertReservation(ctx, t.tx, a)
	}
	rows, err := t.q.UpdateReservation(ctx, t.tx, staysdb.UpdateReservationParams{TenantID: a.TenantID, ID: a.ID, Version: a.Version, Was: a.Version - 1, Status: a.Status,
		PropertyID: a.PropertyID, PreparationDays: a.PreparationDays, GuestName: a.GuestName, GuestEmail: a.GuestEmail, Search: a.Search, UserID: a.UserID,
		CheckIn: a.CheckIn, CheckOut: a.CheckOut, Owed: a.Owed, BalanceDueOn: a.BalanceDueOn, TokenHash: a.TokenHash, NeedsLook: a.NeedsLook, Line: a.Line, State: a.State, UpdatedAt: a.UpdatedAt})
	return stale(rows, err)
}

const (
	leave = `DELETE FROM stays.occupancy WHERE tenant_id = $1 AND holder_id = $2`
	// An occupancy that has run out blocks nobody: it goes when it is in the way.
	sweep = `DELETE FROM stays.occupancy
		WHERE tenant_id = $1 AND property_id = $2 AND holder_id <> $3 AND ends > $4 AND starts < $5 AND expires_at <= $6`
	enter = `INSERT INTO stays.occupancy (tenant_id, holder_id, kind, property_id, starts, ends, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7)`
)

// occupy makes these occupancies the only ones of their holder, and schedules the end of a reservation's hold, in one
// round trip. The exclusion constraint refuses what is taken.
func (t *storeTx) occupy(ctx context.Context, holder ident.Raw, all []stays.Occupancy, s stays.ReservationState) error {
	batch := &pgx.Batch{}
	batch.Queue(leave, t.tenant, holder)
	for _, o := range all {
		batch.Queue(sweep, t.tenant, o.Property, holder, o.Days.From, o.Days.To, s.UpdatedAt)
		batch.Queue(enter, t.tenant, holder, string(o.Kind), o.Property, o.Days.From, o.Days.To, timeOrNil(o.ExpiresAt))
	}
	if at, ok := s.Deadline(); ok {
		return t.jobs.EnqueueAll(ctx, t.tx, batch, jobs.Job{Args: expireHold{Reservation: s.ID}, Options: []jobs.Option{jobs.At(at)}})
	}
	return t.tx.SendBatch(ctx, batch).Close()
}

// refusal turns what the database refuses into the context's words.
func refusal(err error) error {
	switch {
	case err == nil:
		return nil
	case pg.IsExclusion(err):
		return stays.ErrPeriodTaken.Because(err)
	case pg.IsUnique(err, "reservation_reference"):
		return stays.ErrReferenceTaken.Because(err)
	case pg.IsUnique(err, "reservation_quote"):
		return stays.ErrQuoteUsed.Because(err)
	}
	return err
}

// audited is what the trail keeps of a reservation: no token, no postal address, no price night by night.
func audited(s stays.ReservationState) any {
	return map[string]any{"reference": s.Reference, "status": s.Status, "property": s.Property, "stay": s.Stay, "party": s.Party,
		"guest": s.Guest.Email.Masked(), "total": s.Quote.Total, "paid": s.Paid, "refunded": s.Refunded, "refundDue": s.RefundDue,
		"policy": s.Quote.Policy.Code, "pending": s.Pending != nil, "cancellation": s.Cancellation, "note": s.Note, "version": s.Version}
}

// HasFutureReservations implements stays.Tx.
func (t *storeTx) HasFutureReservations(ctx context.Context, p stays.PropertyID, today period.Date) (bool, error) {
	return t.q.HasFutureReservations(ctx, t.tx, staysdb.HasFutureReservationsParams{TenantID: t.tenant, PropertyID: p, Today: today})
}

// ActiveRows implements stays.Reader.
func (s *Store) ActiveRows(ctx context.Context, day period.Date) ([]stays.ReservationRow, error) {
	lines, err := s.q.ActiveLines(ctx, s.db.Read(ctx), access.TenantOf(ctx), day)
	if err != nil {
		return nil, err
	}
	return decodeAll[stays.ReservationRow](lines, "line of a reservation")
}

// EvidenceUntil implements stays.Reader.
func (s *Store) EvidenceUntil(ctx context.Context, departure period.Date, limit int) ([]stays.ReservationID, error) {
	return s.q.EvidenceUntil(ctx, s.db.Read(ctx), staysdb.EvidenceUntilParams{TenantID: access.TenantOf(ctx), Departure: departure, Size: pg.Int(limit)})
}

const (
	orderArrival  = "arrival"
	orderBackward = "-arrival"
	orderBooked   = "-booked"
)

// ReservationRows implements stays.Reader.
func (s *Store) ReservationRows(ctx context.Context, q stays.ReservationQuery) (page paging.Page[stays.ReservationRow], err error) {
	order := q.Order
	if !slices.Contains([]string{orderArrival, orderBackward}, order) {
		order = orderBooked
	}
	a := staysdb.LinesByArrivalParams{TenantID: access.TenantOf(ctx), Statuses: texts(q.Statuses), OfProperty: !q.Property.IsZero(), Property: q.Property.Raw(),
		Arriving: !q.Arriving.IsEmpty(), ArrivingFrom: q.Arriving.From, ArrivingTo: q.Arriving.To, Staying: !q.Staying.IsEmpty(), StayingFrom: q.Staying.From,
		StayingTo: q.Staying.To, Owing: q.Owing, OfGuest: !q.User.IsZero() || q.Email != "", Guest: q.User.Raw(), Email: q.Email.String(), Words: words(q.Text), Size: pg.Int(q.Page.Size() + 1)}
	if a.After, err = paging.Decode(q.Page.Cursor, order, &a.AfterDay, &a.AfterID); err != nil {
		return page, err
	}
	rows, err := s.lines(ctx, order, a)
	if err != nil {
		return page, err
	}
	cut := paging.Cut(rows, q.Page.Size(), func(last staysdb.LinesByArrivalRow) string { return paging.Encode(order, last.CheckIn, last.ID) })
	page.Next, page.Items = cut.Next, make([]stays.ReservationRow, len(cut.Items))
	for i, row := range cut.Items {
		if page.Items[i], err = decode[stays.ReservationRow](row.Line, "line of a reservation"); err != nil {
			return page, err
		}
	}
	return page, nil
}

func (s *Store) lines(ctx context.Context, order string, a staysdb.LinesByArrivalParams) ([]staysdb.LinesByArrivalRow, error) {
	db := s.db.Read(ctx)
	switch order {
	case orderArrival:
		return s.q.LinesByArrival(ctx, db, a)
	case orderBackward:
		rows, err := s.q.LinesByArrivalBackwards(ctx, db, staysdb.LinesByArrivalBackwardsParams(a))
		return same(rows, func(r staysdb.LinesByArrivalBackwardsRow) staysdb.LinesByArrivalRow {
			return staysdb.LinesByArrivalRow(r)
		}), err
	}
	rows, err := s.q.LinesByBooking(ctx, db, staysdb.LinesByBookingParams{TenantID: a.TenantID, Statuses: a.Statuses, OfProperty: a.OfProperty, Property: a.Property,
		Arriving: a.Arriving, ArrivingFrom: a.ArrivingFrom, ArrivingTo: a.ArrivingTo, Staying: a.Staying, StayingFrom: a.StayingFrom, StayingTo: a.StayingTo,
		Owing: a.Owing, OfGuest: a.OfGuest, Guest: a.Guest, Email: a.Email, Words: a.Words, After: a.After, AfterID: a.AfterID, Size: a.Size})
	return same(rows, func(r staysdb.LinesByBookingRow) staysdb.LinesByArrivalRow { return staysdb.LinesByArrivalRow(r) }), err
}

func same[A, B any](list []A, to func(A) B) []B {
	out := make([]B, len(list))
	for i, a := range list {
		out[i] = to(a)
	}
	return out
}

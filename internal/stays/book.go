package stays

import (
	"context"
	"crypto/sha256"
	"errors"
	"time"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/period"
)

// transferTime is how long dates must be kept for a deposit to come by a bank's transfer: a working day (SEPA Credit Transfer
// Rulebook, D+1).
const transferTime = 24 * time.Hour

// references is how often a booking is tried with another identifier when its reference is somebody's already.
const references = 3

func (s *Stays) bookStay(ctx context.Context, in BookStay) (Booked, error) {
	var c fault.Check
	guest := in.Guest.check(&c)
	c.That(in.AcceptTerms, "acceptTerms", "required", "the terms must be accepted")
	c.That(!in.Quote.IsZero(), "quoteId", "required", "which quote?")
	if err := c.Err(); err != nil {
		return Booked{}, err
	}
	if in.KeepCard {
		if keeps, err := s.d.Payments.KeepsCards(ctx); err != nil || !keeps {
			return Booked{}, orElse(err, ErrNoKeeping)
		}
	}
	online, err := s.d.Payments.PaysOnline(ctx)
	if err != nil {
		return Booked{}, err
	}
	var state ReservationState
	var repeated bool
	err = s.withReference(ctx, func(tx Tx) error {
		now := s.d.Now()
		repeated = false
		b, err := tx.Booking(ctx, BookingQuery{Quote: in.Quote, Now: now})
		if err != nil {
			return err
		}
		if b.Reservation != nil {
			state, repeated = b.Reservation.State(), true
			return state.bookedAgain(guest, now)
		}
		if err := b.bookable(now); err != nil {
			return err
		}
		if !online && b.Quote.Deposit.IsPositive() && b.Settings.hold() < transferTime {
			return ErrNoOnlinePayment
		}
		h := s.holding(ctx, b.Quote, b.Property, b.Settings, guest, now)
		if in.KeepCard && len(b.Quote.Later()) > 0 && b.Quote.Deposit.IsPositive() {
			h.Consent = ConsentWording(b.Quote, guest.Locale)
		}
		r, err := Hold(h, b.Busy)
		if err != nil {
			return err
		}
		if b.Quote.Deposit.IsZero() { // the agency asks for nothing before the stay
			if err := r.Confirm(byOf(ctx, now)); err != nil {
				return err
			}
		}
		state = r.State()
		return tx.SaveReservation(ctx, r)
	})
	if err != nil {
		return Booked{}, err
	}
	return s.booked(ctx, state, repeated)
}

// bookable returns nil when the quote may still become a reservation.
func (b Booking) bookable(now time.Time) error {
	switch {
	case b.Quote.Expired(now):
		return ErrQuoteExpired
	case b.Property.Status != Published:
		return ErrNotBookable
	}
	return nil
}

// bookedAgain decides what a second booking of the same quote means: the same for the same guest, while it stands.
func (s ReservationState) bookedAgain(guest Guest, now time.Time) error {
	switch {
	case s.Guest.Email != guest.Email, s.Status == Cancelled:
		return ErrQuoteUsed
	case s.Status == Expired, s.Status == Held && !now.Before(s.HoldUntil):
		return ErrHoldExpired
	}
	return nil
}

// holding gathers what a booking on the site is made of.
func (s *Stays) holding(ctx context.Context, q Quote, p PropertyState, settings Settings, guest Guest, now time.Time) Holding {
	id := ident.Next[Reservation](s.d.IDs)
	return Holding{
		ID: id, Quote: q, Property: p, Prefix: settings.ReferencePrefix, Source: "site", Guest: guest,
		User: access.From(ctx).User, TokenHash: TokenHash(s.token(ctx, ReservationState{ID: id})), HoldUntil: now.Add(settings.hold()),
		AcceptedAt: now, By: byOf(ctx, now),
	}
}

// withReference writes, and writes again with another identifier when the reference made of it is taken.
func (s *Stays) withReference(ctx context.Context, fn func(Tx) error) error {
	var err error
	for range references {
		if err = s.d.Store.Write(ctx, fn); !errors.Is(err, ErrReferenceTaken) {
			return err
		}
	}
	return err
}

func (s *Stays) token(ctx context.Context, r ReservationState) string {
	return s.d.Links.ManageToken(access.TenantOf(ctx), r.ID, r.LinkSeq)
}

// TokenHash returns what is stored of a management token.
func TokenHash(token string) []byte {
	sum := sha256.Sum256([]byte(token))
	return sum[:]
}

// booked opens the payment of a new reservation. When payments do not answer, the hold stands and StartPayment tries
// again.
func (s *Stays) booked(ctx context.Context, state ReservationState, repeated bool) (Booked, error) {
	view, err := s.view(ctx, state)
	if err != nil {
		return Booked{}, err
	}
	out := Booked{Reservation: view, Repeated: repeated}
	if view.Status != Held {
		return out, nil
	}
	payment, err := s.open(ctx, view)
	switch {
	case err == nil:
		out.Payment = payment
	case errors.Is(err, ErrNoOnlinePayment): // it is paid by transfer, or at the desk
	case fault.KindOf(err) != fault.Unavailable:
		return Booked{}, err
	}
	return out, nil
}

// open opens the payment of what is due next; nil when nothing is.
func (s *Stays) open(ctx context.Context, v ReservationView) (*PaymentView, error) {
	if v.Next == nil {
		return nil, nil
	}
	charge := v.charge()
	charge.ReturnURL = s.d.Links.ReturnURL(ctx, v.ManageToken)
	p, err := s.d.Payments.Open(ctx, charge)
	if err != nil {
		return nil, err
	}
	return &p, nil
}

func (s *Stays) bookByPhone(ctx context.Context, in BookByPhone) (Booked, error) {
	var c fault.Check
	guest := in.Guest.check(&c)
	note := checkNote(&c, in.Note)
	c.That(in.HoldMinutes >= 0 && in.HoldMinutes <= 7*24*60, "holdMinutes", "out_of_range", "at most a week")
	query, err := MakeQuote{Property: in.Property, CheckIn: in.CheckIn, CheckOut: in.CheckOut}.query(s.d.Now())
	c.Take("", err)
	if err := c.Err(); err != nil {
		return Booked{}, err
	}
	var state ReservationState
	err = s.withReference(ctx, func(tx Tx) error {
		sale, err := tx.Sale(ctx, query)
		if err != nil {
			return err
		}
		if sale.Property.Status == Archived {
			return ErrNotBookable
		}
		req := StayRequest{Stay: period.Range{From: in.CheckIn, To: in.CheckOut}, Party: in.Party, Extras: in.Extras}
		q, err := s.sell(sale, req, terms{relaxed: in.Relaxed})
		if err != nil {
			return err
		}
		h := s.holding(ctx, q, sale.Property, sale.Settings, guest, query.Now)
		h.Source, h.User, h.Note, h.AcceptedAt = "desk", access.UserID{}, note, time.Time{}
		if in.HoldMinutes > 0 {
			h.HoldUntil = query.Now.Add(time.Duration(in.HoldMinutes) * time.Minute)
		}
		r, err := Hold(h, sale.Busy)
		if err != nil {
			return err
		}
		if in.Confirmed {
			if err := r.Confirm(h.By); err != nil {
				return err
			}
		}
		state = r.State()
		return tx.SaveReservation(ctx, r)
	})
	if err != nil {
		return Booked{}, err
	}
	return s.booked(ctx, state, false)
}

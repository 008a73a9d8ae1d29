package stays

import (
	"context"
	"time"

	"comptoir/internal/event"
	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/period"
)

// By says who does something to a reservation, and when.
type By struct {
	Kind access.Kind
	Name string
	At   time.Time
}

// byOf returns who acts in ctx.
func byOf(ctx context.Context, now time.Time) By {
	a := access.From(ctx)
	return By{Kind: a.Kind, Name: a.Name, At: now}
}

// Holding is what a new reservation is made of.
type Holding struct {
	ID         ReservationID
	Quote      Quote
	Property   PropertyState
	Prefix     string // of the reference
	Source     string // "site", "desk"
	Guest      Guest
	User       access.UserID
	TokenHash  []byte
	HoldUntil  time.Time
	AcceptedAt time.Time
	Note       string
	Consent    string // that his card is kept and charged later; "": not
	By         By
}

// Hold keeps the dates of a quote for a guest until HoldUntil. ErrPeriodTaken when busy, which lists the occupancies
// that block around the quote's days, is in the way; the store has the last word when two guests hold at once.
func Hold(h Holding, busy []Occupancy) (*Reservation, error) {
	if err := h.Property.Offer().free(h.Quote.Stay, busy); err != nil {
		return nil, err
	}
	r := &Reservation{s: ReservationState{
		ID: h.ID, Reference: Reference(h.Prefix, h.ID), Status: Held, Source: h.Source,
		Property: h.Quote.Property, Booked: h.Property.Snapshot(), Guest: h.Guest, User: h.User,
		Stay: h.Quote.Stay, Party: h.Quote.Party, QuoteID: h.Quote.ID, Quote: h.Quote, Anchor: h.Quote.Stay.From,
		HoldUntil: h.HoldUntil, TokenHash: h.TokenHash, Note: h.Note, AcceptedAt: h.AcceptedAt, BookedAt: h.By.At,
	}}
	r.happened(h.By, TimelineEntry{Kind: "held", Amount: h.Quote.Total})
	if h.Consent != "" {
		r.agree(h.Consent, h.By)
	}
	r.tell(event.ReservationHeld{StayFacts: r.s.Facts(), HoldExpiresAt: h.HoldUntil})
	return r, nil
}

// Reference makes what guests and staff say on the telephone: a prefix and six letters or digits that cannot be
// mistaken for one another, from the identifier's randomness. Two may collide; the store refuses the second.
func Reference(prefix string, id ReservationID) string {
	const alphabet = "23456789BCDFGHJKMNPQRSTVWXYZ" // no vowels: no words; no 0 O 1 I L
	var n uint64
	for _, b := range id[9:] {
		n = n<<8 | uint64(b)
	}
	code := make([]byte, 6)
	for i := range code {
		code[i] = alphabet[n%uint64(len(alphabet))]
		n /= uint64(len(alphabet))
	}
	return prefix + "-" + string(code)
}

// happened adds to the timeline and marks the reservation as changed.
func (r *Reservation) happened(by By, e TimelineEntry) {
	if !r.touched {
		r.touched = true
		r.s.Version++
	}
	r.s.UpdatedAt = by.At
	e.At, e.Actor, e.Name = by.At, by.Kind, by.Name
	r.s.Timeline = append(r.s.Timeline[:len(r.s.Timeline):len(r.s.Timeline)], e)
}

func (r *Reservation) tell(e event.Event) { r.news = append(r.news, e) }

// Confirm agrees the stay. A hold that ran out may be confirmed too, if nobody took the dates meanwhile: the store says.
func (r *Reservation) Confirm(by By) error {
	if r.s.Status != Held && r.s.Status != Expired {
		return ErrWrongState
	}
	r.s.Status, r.s.HoldUntil = Confirmed, time.Time{}
	r.happened(by, TimelineEntry{Kind: "confirmed", Amount: r.s.Quote.Total})
	r.tell(event.ReservationConfirmed{StayFacts: r.s.Facts()})
	return nil
}

// Expire ends what has run out: a hold, or a pending change. It reports whether anything had.
func (r *Reservation) Expire(by By) bool {
	switch {
	case r.s.Status == Held && !by.At.Before(r.s.HoldUntil):
		r.expire(by)
		r.refund(r.s.NetPaid(), Money{}, "hold_expired", by)
		return true
	case r.s.Pending != nil && !by.At.Before(r.s.Pending.HoldUntil):
		r.s.Pending = nil
		r.happened(by, TimelineEntry{Kind: "change_expired"})
		return true
	}
	return false
}

func (r *Reservation) expire(by By) {
	r.s.Status = Expired
	r.happened(by, TimelineEntry{Kind: "expired"})
	r.tell(event.ReservationExpired{StayFacts: r.s.Facts()})
}

// CheckIn records that the guest has arrived; not before the first day (ErrTooEarly).
func (r *Reservation) CheckIn(by By) error {
	if r.s.Status != Confirmed {
		return ErrWrongState
	}
	if today, err := r.s.today(by.At); err != nil || today.Before(r.s.Stay.From) {
		return orElse(err, ErrTooEarly)
	}
	r.s.Status, r.s.Pending = CheckedIn, nil
	r.happened(by, TimelineEntry{Kind: "checked_in"})
	r.tell(event.ReservationCheckedIn{StayFacts: r.s.Facts()})
	return nil
}

// Complete records that the guest has left; nights that were left are free again.
func (r *Reservation) Complete(by By) error {
	if r.s.Status != CheckedIn {
		return ErrWrongState
	}
	today, err := r.s.today(by.At)
	if err != nil {
		return err
	}
	r.s.Status, r.s.LeftOn = Completed, today
	r.happened(by, TimelineEntry{Kind: "completed"})
	r.tell(event.ReservationCompleted{StayFacts: r.s.Facts()})
	r.releaseCard(by)
	return nil
}

// NoShow records that the guest never came; only after the check-in time. The policy decides what goes back, as for a
// cancellation after it.
func (r *Reservation) NoShow(by By) error {
	if r.s.Status != Confirmed {
		return ErrWrongState
	}
	where, err := place(r.s.Booked.Zone)
	if err != nil {
		return err
	}
	if !by.At.After(period.Moment{Date: r.s.Stay.From, Clock: r.s.Booked.CheckIn}.In(where)) {
		return ErrTooEarly
	}
	outcome, err := r.s.decide(by.At)
	if err != nil {
		return err
	}
	back := r.s.backAfter(outcome)
	r.s.Status, r.s.Pending = NoShow, nil
	r.happened(by, TimelineEntry{Kind: "no_show"})
	r.refund(back, Money{}, "no_show", by)
	r.tell(event.ReservationNoShow{StayFacts: r.s.Facts()})
	r.releaseCard(by)
	return nil
}

// Cancel ends a reservation that has not begun. The agency gives everything back; a guest gets what the policy frozen
// into his booking gives. A hold costs nothing to give up.
func (r *Reservation) Cancel(byGuest bool, reason string, by By) error {
	preview, err := r.s.previewCancel(byGuest, by.At)
	if err != nil {
		return err
	}
	who := "agency"
	if byGuest {
		who = "guest"
	}
	kept := r.s.NetPaid().Sub(preview.Refund)
	r.s.Status, r.s.Pending, r.s.HoldUntil = Cancelled, nil, time.Time{}
	r.s.Cancellation = &Cancellation{By: who, Reason: reason, At: by.At, Refund: preview.Refund, Kept: kept, Outcome: preview.Outcome, Double: preview.Double}
	r.happened(by, TimelineEntry{Kind: "cancelled", Amount: preview.Refund, Note: reason})
	r.refund(preview.Refund, Money{}, "cancelled_by_"+who, by)
	r.tell(event.ReservationCancelled{StayFacts: r.s.Facts(), By: who, Reason: reason, Refund: preview.Refund, Kept: kept, Double: preview.Double})
	r.releaseCard(by)
	return nil
}

// previewCancel says what Cancel would give back, or why it is refused.
func (s ReservationState) previewCancel(byGuest bool, now time.Time) (CancelPreview, error) {
	if s.Status != Held && s.Status != Confirmed {
		return CancelPreview{}, ErrNotCancellable
	}
	today, err := s.today(now)
	if err != nil {
		return CancelPreview{}, err
	}
	if byGuest && !today.Before(s.Stay.To) {
		return CancelPreview{}, ErrNotCancellable
	}
	total := s.Quote.Total
	p := CancelPreview{Total: total, Paid: s.NetPaid(), Policy: s.Quote.Policy}
	if byGuest && s.Status == Confirmed {
		p.Outcome, err = s.decide(now)
	} else {
		p.Outcome = Outcome{Kept: money.Zero(total.Currency()), Refundable: total, Tier: -1, Percent: money.Pct(100)}
	}
	p.Kept, p.Refund = p.Outcome.Kept, s.backAfter(p.Outcome)
	p.Double = money.Zero(total.Currency())
	if !byGuest && s.Status == Confirmed && p.Policy.Prepaid != Acompte {
		p.Double = money.Min(s.Quote.Deposit, p.Paid)
	}
	return p, err
}

// SetNote sets the staff's note.
func (r *Reservation) SetNote(note string, by By) {
	if note != r.s.Note {
		r.s.Note = note
		r.happened(by, TimelineEntry{Kind: "note"})
	}
}

// decide asks the frozen policy.
func (s ReservationState) decide(now time.Time) (Outcome, error) {
	where, err := place(s.Booked.Zone)
	if err != nil {
		return Outcome{}, err
	}
	return s.Quote.Policy.Decide(Cancelling{
		Quote: s.Quote, Anchor: period.Moment{Date: s.Anchor, Clock: s.Booked.CheckIn}, Place: where, BookedAt: s.BookedAt, Now: now,
	}), nil
}

// backAfter returns what goes back of the money that was paid, when so much of the total is kept.
func (s ReservationState) backAfter(o Outcome) money.Amount {
	if back := s.NetPaid().Sub(o.Kept); back.IsPositive() {
		return back
	}
	return money.Zero(s.Quote.Total.Currency())
}

// today returns the date at the property.
func (s ReservationState) today(now time.Time) (period.Date, error) {
	where, err := place(s.Booked.Zone)
	if err != nil {
		return period.Date{}, err
	}
	return period.DateOf(now, where), nil
}

func orElse(err, otherwise error) error {
	if err != nil {
		return err
	}
	return otherwise
}

package stays

import (
	"context"
	"slices"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/contact"
	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/paging"
	"comptoir/internal/kernel/usecase"
)

// ErrStayOpen is the refusal to forget the guest of a stay that is not over.
var ErrStayOpen = fault.Define(fault.Conflict, "stays.stay_open", "the stay is not over, or money is still to go back")

// ReservationsOf returns everything that is kept of a guest's reservations, newest arrival first, without the staff's
// notes about how they work: what a person may have a copy of (GDPR article 15).
type ReservationsOf struct {
	User  access.UserID
	Email contact.Email
}

// Needs implements access.Guarded.
func (ReservationsOf) Needs() access.Permission { return PermSystem }

func (s *Stays) reservationsOf(ctx context.Context, q ReservationsOf) ([]ReservationState, error) {
	if q.User.IsZero() && q.Email == "" { // no filter at all would be everybody's
		return nil, nil
	}
	var all []ReservationState
	query := ReservationQuery{User: q.User, Email: q.Email, Order: "-arrival", Page: paging.Request{Limit: 100}}
	for {
		page, err := s.d.Store.ReservationRows(ctx, query)
		if err != nil {
			return nil, err
		}
		for _, row := range page.Items {
			state, err := s.d.Store.ReservationState(ctx, row.ID)
			if err != nil {
				return nil, err
			}
			all = append(all, state.forGuest())
		}
		if query.Page.Cursor = page.Next; page.Next == "" {
			return all, nil
		}
	}
}

// Open reports whether a reservation still needs to know its guest: he is expected, is there, or has money to come.
func (s ReservationState) Open() bool {
	return slices.Contains([]Status{Held, Confirmed, CheckedIn}, s.Status) || s.RefundDue.Cmp(s.Refunded) > 0
}

// ForgetGuest puts a pseudonym in the place of the guest of one reservation that is over (GDPR article 17). Dates and
// amounts stay, since the accounts need them. It may be said twice.
type ForgetGuest struct {
	ID        ReservationID
	Pseudonym string
	Address   contact.Email // what stands for the e-mail address
}

// Needs implements access.Guarded.
func (ForgetGuest) Needs() access.Permission { return PermSystem }

func (s *Stays) forgetGuest(ctx context.Context, in ForgetGuest) (usecase.None, error) {
	return usecase.None{}, s.d.Store.Write(ctx, func(tx Tx) error {
		r, err := tx.Reservation(ctx, in.ID)
		if err != nil {
			return err
		}
		if err := r.Forget(in.Pseudonym, in.Address, byOf(ctx, s.d.Now())); err != nil {
			return err
		}
		if r.Changed() {
			s.relink(ctx, r, byOf(ctx, s.d.Now())) // the link in the forgotten guest's mails opens nothing any more
		}
		return tx.SaveReservation(ctx, r)
	})
}

// Forget takes the guest out of a reservation that is over: name, address, telephone, account, and the words of others
// about him.
func (r *Reservation) Forget(pseudonym string, address contact.Email, by By) error {
	if r.s.Open() {
		return ErrStayOpen
	}
	if r.s.Guest.Email == address {
		return nil
	}
	guest := r.s.Guest
	r.s.Guest = Guest{LastName: pseudonym, Email: address, Address: contact.PostalAddress{Country: guest.Address.Country}, Locale: guest.Locale}
	r.s.User, r.s.Note = access.UserID{}, ""
	timeline := slices.Clone(r.s.Timeline)
	for i := range timeline {
		if timeline[i].Actor != access.System {
			timeline[i].Note = ""
		}
		if timeline[i].Name == guest.Name() {
			timeline[i].Name = ""
		}
	}
	r.s.Timeline = timeline
	if r.s.Cancellation != nil {
		c := *r.s.Cancellation
		c.Reason = ""
		r.s.Cancellation = &c
	}
	r.happened(by, TimelineEntry{Kind: "guest_forgotten"})
	return nil
}

package stays

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"strings"
	"time"

	"comptoir/internal/event"
	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/contact"
	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/period"
	"comptoir/internal/kernel/usecase"
)

// How long a management link opens its reservation after the stay is over or off, and after it was sent anew. A mail lies
// in a mailbox for ever; what it opens should not.
const (
	linkDays      = 90
	linkAgainDays = 30
	linkPause     = 10 * time.Minute // between two mails that a visitor asks for
)

// AskLink asks for the management link of a booking by mail to its guest. The answer is the same whether or not there is
// such a booking, and takes as long: the work is done later (SendLink).
type AskLink struct {
	Reference string
	Email     string
}

// Needs implements access.Guarded.
func (AskLink) Needs() access.Permission { return access.Public }

// SendLink answers AskLink: the guest whose address it is gets the link, a new one when the old has ended. EmailHash is
// EmailHash of the address that was typed, so that no queue holds it.
type SendLink struct {
	Reference string `json:"reference"`
	EmailHash []byte `json:"emailHash"`
}

// Needs implements access.Guarded.
func (SendLink) Needs() access.Permission { return PermSystem }

// RenewLink makes a new management link, sends it to the guest, and ends the one before.
type RenewLink struct {
	ID      ReservationID
	Version int
}

// Needs implements access.Guarded.
func (RenewLink) Needs() access.Permission { return PermRenewLink }

// ManageLink returns the token of a reservation's link, for the writer of mails.
type ManageLink struct{ ID ReservationID }

// Needs implements access.Guarded.
func (ManageLink) Needs() access.Permission { return PermSystem }

// EmailHash is what the job of SendLink keeps of an address.
func EmailHash(e contact.Email) []byte {
	sum := sha256.Sum256([]byte("stays link|" + e.String()))
	return sum[:]
}

// LinkEndsOn returns the last day on which the management link opens the reservation, in the property's time zone: 90
// days after the stay's end, its cancellation, or the end of a hold that was not paid; 30 after it was sent anew.
func (s ReservationState) LinkEndsOn() period.Date {
	where, err := place(s.Booked.Zone)
	if err != nil {
		where = time.UTC // a day more or less of ninety
	}
	ends := s.Stay.To.AddDays(linkDays)
	switch {
	case s.Status == Cancelled && s.Cancellation != nil:
		ends = period.DateOf(s.Cancellation.At, where).AddDays(linkDays)
	case s.Status == Expired && !s.HoldUntil.IsZero():
		ends = period.DateOf(s.HoldUntil, where).AddDays(linkDays)
	}
	if !s.LinkSince.IsZero() {
		if again := period.DateOf(s.LinkSince, where).AddDays(linkAgainDays); again.After(ends) {
			ends = again
		}
	}
	return ends
}

// linkEnded reports whether the link no longer opens anything.
func (s ReservationState) linkEnded(now time.Time) bool {
	where, err := place(s.Booked.Zone)
	if err != nil {
		where = time.UTC
	}
	return period.DateOf(now, where).After(s.LinkEndsOn())
}

// behind finds the reservation of a link within a transaction. A link that has ended leads nowhere, as one that never was.
func (s *Stays) behind(ctx context.Context, tx Tx, token string) (*Reservation, error) {
	r, err := tx.ReservationByToken(ctx, TokenHash(token))
	if err == nil && r.State().linkEnded(s.d.Now()) {
		return nil, ErrManageLink
	}
	return r, err
}

// Relink gives the reservation its next link: from now on only the token of that hash opens it.
func (r *Reservation) Relink(hash []byte, by By) {
	r.s.TokenHash, r.s.LinkSeq, r.s.LinkSince = hash, r.s.LinkSeq+1, by.At
	r.happened(by, TimelineEntry{Kind: "link_renewed"})
}

// SendLink has the link mailed to the guest.
func (r *Reservation) SendLink(by By) {
	r.s.LinkSentAt = by.At
	r.happened(by, TimelineEntry{Kind: "link_sent"})
	r.tell(event.ManageLinkAsked{StayFacts: r.s.Facts()})
}

// relink renews within a transaction; the token is derived from the reservation and the link's number.
func (s *Stays) relink(ctx context.Context, r *Reservation, by By) {
	r.Relink(TokenHash(s.d.Links.ManageToken(access.TenantOf(ctx), r.s.ID, r.s.LinkSeq+1)), by)
}

func (s *Stays) renewLink(ctx context.Context, in RenewLink) (ReservationView, error) {
	return s.onReservation(ctx, in.ID, in.Version, func(_ Tx, r *Reservation, by By) error {
		s.relink(ctx, r, by)
		r.SendLink(by)
		return nil
	})
}

// SendPayLink mails a guest the link to his booking, on which he pays what is due: the desk's answer to a refused card. A link
// that has ended is renewed first.
type SendPayLink struct{ ID ReservationID }

// Needs implements access.Guarded.
func (SendPayLink) Needs() access.Permission { return PermRenewLink }

func (s *Stays) sendPayLink(ctx context.Context, in SendPayLink) (none usecase.None, err error) {
	return none, s.d.Store.Write(ctx, func(tx Tx) error {
		r, err := tx.Reservation(ctx, in.ID)
		if err != nil {
			return err
		}
		by := byOf(ctx, s.d.Now())
		if !r.s.Owed().IsPositive() {
			return ErrNothingDue
		}
		if r.s.linkEnded(by.At) {
			s.relink(ctx, r, by)
		}
		r.SendLink(by)
		return tx.SaveReservation(ctx, r)
	})
}

func (s *Stays) askLink(ctx context.Context, in AskLink) (usecase.None, error) {
	var c fault.Check
	in.Reference = strings.ToUpper(checkLine(&c, "reference", in.Reference, true, 40))
	email, err := contact.ParseEmail(in.Email)
	if in.Email == "" {
		c.Fail("email", "required", "which address?")
	} else if err != nil {
		c.Fail("email", "malformed", "this is not an e-mail address")
	}
	if err := c.Err(); err != nil {
		return usecase.None{}, err
	}
	return usecase.None{}, s.d.Store.Write(ctx, func(tx Tx) error {
		return tx.LinkLater(ctx, SendLink{Reference: in.Reference, EmailHash: EmailHash(email)})
	})
}

func (s *Stays) sendLink(ctx context.Context, in SendLink) (usecase.None, error) {
	return usecase.None{}, s.d.Store.Write(ctx, func(tx Tx) error {
		r, err := tx.ReservationByReference(ctx, in.Reference)
		if fault.KindOf(err) == fault.NotFound && err != nil {
			return nil // somebody guesses, or mistypes: nobody is told
		}
		if err != nil {
			return err
		}
		state, by := r.State(), byOf(ctx, s.d.Now())
		if subtle.ConstantTimeCompare(EmailHash(state.Guest.Email), in.EmailHash) != 1 || by.At.Before(state.LinkSentAt.Add(linkPause)) {
			return nil
		}
		if state.linkEnded(by.At) { // the mails of old stay dead
			s.relink(ctx, r, by)
		}
		r.SendLink(by)
		return tx.SaveReservation(ctx, r)
	})
}

func (s *Stays) manageLink(ctx context.Context, in ManageLink) (string, error) {
	state, err := s.d.Store.ReservationState(ctx, in.ID)
	if err != nil {
		return "", err
	}
	return s.token(ctx, state), nil
}

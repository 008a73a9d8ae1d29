package identity

import (
	"context"
	"errors"
	"time"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/contact"
	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/usecase"
)

// Register opens an account for a customer. The answer is the same whether or not the address has one already: what
// there is to say is said by mail, to whoever reads it.
type Register struct {
	Email    string
	Password string
	Profile
}

// Needs implements access.Guarded.
func (Register) Needs() access.Permission { return access.Public }

func (i *Identity) register(ctx context.Context, c Register) (none usecase.None, err error) {
	email, profile, err := checkRegistration(&c, i.d.Business(ctx))
	if err != nil {
		return none, err
	}
	if err := i.d.Attempts.Try(ctx, AttemptRegister, string(email)); err != nil {
		return none, err
	}
	known, err := i.d.Store.Credentials(ctx, email)
	if err != nil && !errors.Is(err, ErrUnknownUser) {
		return none, err
	}
	// Both are computed in every case, so that the time taken does not tell whether the address is known.
	hash, err := i.d.Passwords.Hash(ctx, c.Password)
	if err != nil {
		return none, err
	}
	same, _, err := i.d.Passwords.Verify(ctx, known.PasswordHash, c.Password)
	if err != nil {
		return none, err
	}
	id := ident.Next[access.User](i.d.IDs)
	confirm, reset := ident.Next[ticketTag](i.d.IDs), ident.Next[ticketTag](i.d.IDs)
	write := func() error {
		return i.d.Store.Write(ctx, func(ctx context.Context, tx Tx) error {
			now := i.d.Now()
			u, err := tx.UserByEmail(ctx, email)
			contested, purpose, ticket := id, PurposeReset, reset // id is nobody yet: ending his sessions ends none
			switch {
			case errors.Is(err, ErrUnknownUser):
				u = NewUser(id, email, profile, hash, []Role{Customer}, now)
				purpose, ticket = PurposeConfirm, confirm
			case err != nil:
				return err
			case u.s.EmailConfirmedAt.IsZero() && same && u.s.PasswordHash == known.PasswordHash:
				purpose, ticket = PurposeConfirm, confirm // the same person again: the mail once more
			case u.s.EmailConfirmedAt.IsZero():
				u.Contest(now)
				contested = u.s.ID
			}
			// In every case the same statements, so that the time taken does not tell which it was.
			if err := tx.EndSessions(ctx, contested, SessionID{}, EndedByContest, now); err != nil {
				return err
			}
			if err := i.dropFactorsSince(ctx, tx, contested, time.Time{}); err != nil {
				return err
			}
			if err := tx.VoidTickets(ctx, contested, PurposeConfirm, now); err != nil {
				return err
			}
			return i.sendTicket(ctx, tx, u, purpose, ticket, now)
		})
	}
	if err = write(); errors.Is(err, ErrEmailTaken) {
		err = write() // somebody else registered the address between our look and our insert: now it is known
	}
	return none, err
}

func checkRegistration(c *Register, business string) (contact.Email, Profile, error) {
	var check fault.Check
	email, err := contact.ParseEmail(c.Email)
	check.Take("email", err)
	profile := c.Profile.Check(&check)
	CheckPassword(&check, "password", c.Password, profile.Name, email, business)
	return email, profile, check.Err()
}

// sendTicket makes a ticket that replaces the user's older ones for the purpose, records that it must be mailed, and
// saves the user.
func (i *Identity) sendTicket(ctx context.Context, tx Tx, u *User, p Purpose, id TicketID, now time.Time) error {
	var t Ticket
	switch p {
	case PurposeReset:
		t = i.ticket(ctx, id, u.s.ID, p, ResetLife, now)
		u.AskToReset(t)
	case PurposeSignIn:
		t = i.ticket(ctx, id, u.s.ID, p, MagicLinkLife, now)
		u.AskToEnter(t)
	default:
		t = i.ticket(ctx, id, u.s.ID, p, ConfirmLife, now)
		u.AskToConfirm(t)
	}
	if err := tx.SaveUser(ctx, u); err != nil {
		return err
	}
	if err := tx.VoidTickets(ctx, u.s.ID, p, now); err != nil {
		return err
	}
	return tx.AddTicket(ctx, t)
}

// ConfirmEmail proves that a user reads the mail sent to his address.
type ConfirmEmail struct{ Token string }

// Needs implements access.Guarded.
func (ConfirmEmail) Needs() access.Permission { return access.Public }

func (i *Identity) confirmEmail(ctx context.Context, c ConfirmEmail) (none usecase.None, err error) {
	if err := i.d.Attempts.Try(ctx, AttemptToken, ""); err != nil {
		return none, err
	}
	return none, i.d.Store.Write(ctx, func(ctx context.Context, tx Tx) error {
		now := i.d.Now()
		t, err := tx.TicketByHash(ctx, HashSecret(c.Token))
		if err != nil {
			return err
		}
		u, err := tx.User(ctx, t.User)
		if err != nil {
			return err
		}
		if err := t.Check(PurposeConfirm, now); err != nil {
			if t.Purpose == PurposeConfirm && !u.s.EmailConfirmedAt.IsZero() {
				return nil // the link was opened twice
			}
			return err
		}
		u.Confirm(now)
		if err := tx.UseTicket(ctx, t.ID, now); err != nil {
			return err
		}
		return tx.SaveUser(ctx, u)
	})
}

// ResendConfirm sends the actor the mail that confirms his address once more. Nothing happens when it is confirmed.
type ResendConfirm struct{}

// Needs implements access.Guarded.
func (ResendConfirm) Needs() access.Permission { return PermOwnAccount }

func (i *Identity) resendConfirm(ctx context.Context, _ ResendConfirm) (none usecase.None, err error) {
	user := access.From(ctx).User
	if err := i.d.Attempts.Try(ctx, AttemptReset, user.String()); err != nil {
		return none, err
	}
	id := ident.Next[ticketTag](i.d.IDs)
	return none, i.d.Store.Write(ctx, func(ctx context.Context, tx Tx) error {
		u, err := tx.User(ctx, user)
		if err != nil || !u.s.EmailConfirmedAt.IsZero() {
			return err
		}
		return i.sendTicket(ctx, tx, u, PurposeConfirm, id, i.d.Now())
	})
}

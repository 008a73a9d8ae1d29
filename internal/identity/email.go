package identity

import (
	"context"
	"time"

	"comptoir/internal/event"
	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/contact"
	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/usecase"
)

// How long the two links of a change of address live. The way back outlives the way there, so that a thief who has both
// the session and a mailbox does not keep the account.
const (
	NewEmailLife    = 24 * time.Hour
	CancelEmailLife = 7 * 24 * time.Hour
)

// RequestEmailChange asks for another address. The new one gets a link to confirm it, the old one a link to stop it; until
// the new one is confirmed nothing changes. The answer is the same whether or not the new address has an account here:
// only who reads its mail finds out.
type RequestEmailChange struct{ Email string }

// Needs implements access.Guarded.
func (RequestEmailChange) Needs() access.Permission { return PermOwnAccount }

// Proof implements access.Proving: whoever has the address has the account.
func (RequestEmailChange) Proof() access.Proof { return access.FreshProof }

func (i *Identity) requestEmailChange(ctx context.Context, c RequestEmailChange) (none usecase.None, err error) {
	var check fault.Check
	email, err := contact.ParseEmail(c.Email)
	check.Take("email", err)
	if err := check.Err(); err != nil {
		return none, err
	}
	actor := access.From(ctx)
	if err := i.d.Attempts.Try(ctx, AttemptReset, actor.User.String()); err != nil {
		return none, err
	}
	there, back := ident.Next[ticketTag](i.d.IDs), ident.Next[ticketTag](i.d.IDs)
	var old contact.Email
	err = i.d.Store.Write(ctx, func(ctx context.Context, tx Tx) error {
		now := i.d.Now()
		u, err := tx.User(ctx, actor.User)
		if err != nil {
			return err
		}
		if old = u.s.Email; old == email {
			return fault.ErrInvalid.On("email", "unchanged", "this is your address already")
		}
		cancel := i.ticket(ctx, back, u.s.ID, PurposeCancelEmail, CancelEmailLife, now)
		confirm := i.ticket(ctx, there, u.s.ID, PurposeNewEmail, NewEmailLife, now)
		cancel.Email, confirm.Email, confirm.Partner = old, email, back
		u.AskToMove(confirm, cancel)
		if err := tx.SaveUser(ctx, u); err != nil {
			return err
		}
		if err := tx.VoidTickets(ctx, u.s.ID, PurposeNewEmail, now); err != nil { // and no older way back: it may be the owner's
			return err
		}
		if err := tx.AddTicket(ctx, cancel); err != nil {
			return err
		}
		return tx.AddTicket(ctx, confirm)
	})
	if err == nil {
		i.note(ctx, NoteAddressAsked, actor.User, old, "", map[string]string{"new": SubjectOf(actor.Tenant, email)})
	}
	return none, err
}

// ticket makes a ticket with its secret's hash.
func (i *Identity) ticket(ctx context.Context, id TicketID, user access.UserID, p Purpose, life time.Duration, now time.Time) Ticket {
	return Ticket{ID: id, User: user, Purpose: p, CreatedAt: now, ExpiresAt: now.Add(life),
		Hash: HashSecret(i.d.Keys.Secret(string(p), access.TenantOf(ctx), id.Raw()))}
}

// ConfirmNewEmail takes the new address, by the link that was sent there. Links that were sent to the old one and would
// open the account are withdrawn.
type ConfirmNewEmail struct{ Token string }

// Needs implements access.Guarded.
func (ConfirmNewEmail) Needs() access.Permission { return access.Public }

func (i *Identity) confirmNewEmail(ctx context.Context, c ConfirmNewEmail) (none usecase.None, err error) {
	if err := i.d.Attempts.Try(ctx, AttemptToken, ""); err != nil {
		return none, err
	}
	var moved UserState
	err = i.d.Store.Write(ctx, func(ctx context.Context, tx Tx) error {
		moved = UserState{}
		now := i.d.Now()
		t, u, err := i.ticketUser(ctx, tx, c.Token)
		if err != nil {
			return err
		}
		if err := t.Check(PurposeNewEmail, now); err != nil {
			if t.Purpose == PurposeNewEmail && u.s.Email == t.Email {
				return nil // the link was opened twice
			}
			return err
		}
		u.Move(t.Email, t.Partner, now)
		moved = u.s
		if err := tx.UseTicket(ctx, t.ID, now); err != nil {
			return err
		}
		return i.resettle(ctx, tx, u, now)
	})
	if err == nil && !moved.ID.IsZero() {
		i.note(ctx, NoteAddress, moved.ID, moved.Email, "", nil)
	}
	return none, err
}

// ticketUser loads the ticket of a secret and its user, locked.
func (i *Identity) ticketUser(ctx context.Context, tx Tx, token string) (Ticket, *User, error) {
	t, err := tx.TicketByHash(ctx, HashSecret(token))
	if err != nil {
		return t, nil, err
	}
	u, err := tx.User(ctx, t.User)
	if err == nil && !u.s.DeactivatedAt.IsZero() {
		err = ErrLink
	}
	return t, u, err
}

// resettle saves a user whose address has changed and withdraws the links that went to the old one.
func (i *Identity) resettle(ctx context.Context, tx Tx, u *User, now time.Time) error {
	if err := tx.SaveUser(ctx, u); err != nil {
		return err
	}
	for _, p := range []Purpose{PurposeReset, PurposeSignIn, PurposeConfirm, PurposeNewEmail} {
		if err := tx.VoidTickets(ctx, u.s.ID, p, now); err != nil {
			return err
		}
	}
	return nil
}

// CancelEmailChange stops a change of address by the link that was sent to the old one. When the change was already
// confirmed the account was in strange hands: the old address comes back, every session ends, the password is taken away
// and a link to choose a new one is mailed to the old address.
type CancelEmailChange struct{ Token string }

// Needs implements access.Guarded.
func (CancelEmailChange) Needs() access.Permission { return access.Public }

// Undone says what was cancelled.
type Undone struct {
	Restored bool // the change had been confirmed: the account was taken back
}

func (i *Identity) cancelEmailChange(ctx context.Context, c CancelEmailChange) (out Undone, err error) {
	if err := i.d.Attempts.Try(ctx, AttemptToken, ""); err != nil {
		return out, err
	}
	reset := ident.Next[ticketTag](i.d.IDs)
	var user UserState
	err = i.d.Store.Write(ctx, func(ctx context.Context, tx Tx) error {
		now := i.d.Now()
		t, u, err := i.ticketUser(ctx, tx, c.Token)
		if err != nil {
			return err
		}
		if err := t.Check(PurposeCancelEmail, now); err != nil {
			return err
		}
		out = Undone{Restored: u.s.Email != t.Email}
		if err := tx.UseTicket(ctx, t.ID, now); err != nil {
			return err
		}
		if !out.Restored {
			user = u.s
			return tx.VoidTickets(ctx, u.s.ID, PurposeNewEmail, now)
		}
		u.Move(t.Email, TicketID{}, now)
		u.Contest(now)
		user = u.s
		if err := i.resettle(ctx, tx, u, now); err != nil {
			return err
		}
		if err := i.dropFactorsSince(ctx, tx, u.s.ID, t.CreatedAt); err != nil {
			return err
		}
		if err := tx.EndSessions(ctx, u.s.ID, SessionID{}, EndedByContest, now); err != nil {
			return err
		}
		return i.sendTicket(ctx, tx, u, PurposeReset, reset, now)
	})
	if err != nil {
		return Undone{}, err
	}
	i.note(ctx, NoteAddressUndone, user.ID, user.Email, "", map[string]string{"restored": yesNo(out.Restored)})
	return out, nil
}

func yesNo(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

// AskToMove records that both addresses must be written to.
func (u *User) AskToMove(confirm, cancel Ticket) {
	u.news = append(u.news, event.EmailChangeRequested{UserFacts: u.s.facts(), NewEmail: confirm.Email, Confirm: confirm.ID.Raw(), ConfirmBy: confirm.ExpiresAt,
		Cancel: cancel.ID.Raw(), CancelBy: cancel.ExpiresAt})
}

// Move takes another address, which was proven. The ticket is the way back; zero when there is none.
func (u *User) Move(to contact.Email, back TicketID, now time.Time) {
	before := u.s.Email
	u.s.Email, u.s.EmailConfirmedAt, u.s.UpdatedAt = to, now, now
	u.news = append(u.news, event.EmailChanged{UserFacts: u.s.facts(), Previous: before, Cancel: back.Raw()})
}

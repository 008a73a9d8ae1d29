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

// RequestReset asks for a link that sets a new password. The answer and the work are the same whether or not the address
// has an account: looking it up is left to IssueReset, in the background.
type RequestReset struct{ Email string }

// Needs implements access.Guarded.
func (RequestReset) Needs() access.Permission { return access.Public }

func (i *Identity) requestReset(ctx context.Context, c RequestReset) (none usecase.None, err error) {
	email, err := contact.ParseEmail(c.Email)
	if err != nil {
		var check fault.Check
		check.Take("email", err)
		return none, check.Err()
	}
	if err := i.d.Attempts.Try(ctx, AttemptReset, string(email)); err != nil {
		return none, err
	}
	later := IssueReset{Ticket: ident.Next[ticketTag](i.d.IDs), Email: email}
	return none, i.d.Store.Write(ctx, func(ctx context.Context, tx Tx) error { return tx.DeferReset(ctx, later) })
}

// IssueReset makes the ticket of a reset, or of a sign-in link, and publishes that it must be mailed; nothing happens for an
// unknown address. Done twice with one ticket, it happens once.
type IssueReset struct {
	Ticket  TicketID
	Email   contact.Email
	Purpose Purpose // PurposeReset when empty, or PurposeSignIn
}

// Needs implements access.Guarded.
func (IssueReset) Needs() access.Permission { return PermProgram }

func (i *Identity) issueReset(ctx context.Context, c IssueReset) (none usecase.None, err error) {
	err = i.d.Store.Write(ctx, func(ctx context.Context, tx Tx) error {
		if _, err := tx.Ticket(ctx, c.Ticket); !errors.Is(err, ErrLink) {
			return err
		}
		u, err := tx.UserByEmail(ctx, c.Email)
		if err != nil {
			return err
		}
		if !u.s.DeactivatedAt.IsZero() {
			return nil // shut out: there is nothing to mail him
		}
		purpose := PurposeReset
		if c.Purpose == PurposeSignIn {
			purpose = PurposeSignIn
		}
		return i.sendTicket(ctx, tx, u, purpose, c.Ticket, i.d.Now())
	})
	if errors.Is(err, ErrUnknownUser) {
		err = nil
	}
	return none, err
}

// ResetPassword sets a new password with the secret of a mailed link. It also confirms the address, which the link has
// proven, and ends every session.
type ResetPassword struct {
	Token    string
	Password string
}

// Needs implements access.Guarded.
func (ResetPassword) Needs() access.Permission { return access.Public }

func (i *Identity) resetPassword(ctx context.Context, c ResetPassword) (none usecase.None, err error) {
	if err := i.d.Attempts.Try(ctx, AttemptToken, ""); err != nil {
		return none, err
	}
	digest := HashSecret(c.Token)
	t, known, err := i.d.Store.TicketUser(ctx, digest)
	if err != nil {
		return none, err
	}
	if err := t.Check(PurposeReset, i.d.Now()); err != nil {
		return none, err
	}
	if !known.DeactivatedAt.IsZero() {
		return none, ErrLink
	}
	var check fault.Check
	CheckPassword(&check, "password", c.Password, known.Name, known.Email, i.d.Business(ctx))
	if err := check.Err(); err != nil {
		return none, err
	}
	hash, err := i.d.Passwords.Hash(ctx, c.Password)
	if err != nil {
		return none, err
	}
	err = i.d.Store.Write(ctx, func(ctx context.Context, tx Tx) error {
		now := i.d.Now()
		t, err := tx.TicketByHash(ctx, digest)
		if err != nil {
			return err
		}
		if err := t.Check(PurposeReset, now); err != nil {
			return err
		}
		u, err := tx.User(ctx, t.User)
		if err != nil {
			return err
		}
		u.Confirm(now)
		return i.replacePassword(ctx, tx, u, hash, SessionID{})
	})
	if err == nil {
		i.note(ctx, NotePassword, known.ID, known.Email, "", map[string]string{"by": "link"})
	}
	return none, err
}

// replacePassword sets a password, withdraws the mailed links and ends every session but one.
func (i *Identity) replacePassword(ctx context.Context, tx Tx, u *User, hash string, keep SessionID) error {
	now := i.d.Now()
	u.SetPassword(hash, now)
	if err := tx.SaveUser(ctx, u); err != nil {
		return err
	}
	if err := tx.VoidTickets(ctx, u.s.ID, PurposeReset, now); err != nil {
		return err
	}
	return tx.EndSessions(ctx, u.s.ID, keep, EndedByPassword, now)
}

// ChangePassword replaces the actor's own password. His other sessions end.
type ChangePassword struct {
	Current string
	New     string
}

// Needs implements access.Guarded.
func (ChangePassword) Needs() access.Permission { return PermOwnAccount }

// Proof implements access.Proving: the current password, which is verified, is the proof.
func (c ChangePassword) Proof() access.Proof {
	if c.Current == "" {
		return access.FreshProof
	}
	return access.SessionProof
}

func (i *Identity) changePassword(ctx context.Context, c ChangePassword) (none usecase.None, err error) {
	actor := access.From(ctx)
	known, err := i.d.Store.UserByID(ctx, actor.User)
	if err != nil {
		return none, err
	}
	var check fault.Check
	CheckPassword(&check, "new", c.New, known.Name, known.Email, i.d.Business(ctx))
	if err := check.Err(); err != nil {
		return none, err
	}
	if err := i.d.Attempts.Try(ctx, AttemptSignIn, string(known.Email)); err != nil {
		return none, err // a stolen session must not be a way to guess the password
	}
	fits, _, err := i.d.Passwords.Verify(ctx, known.PasswordHash, c.Current)
	if err != nil {
		return none, err
	}
	if check.That(fits, "current", "wrong_password", "this is not your password"); !fits {
		return none, check.Err()
	}
	i.d.Attempts.Forget(ctx, AttemptSignIn, string(known.Email))
	hash, err := i.d.Passwords.Hash(ctx, c.New)
	if err != nil {
		return none, err
	}
	session, err := ident.Parse[sessionTag](actor.Session)
	if err != nil {
		session = SessionID{} // the program itself acts: no session to keep
	}
	err = i.d.Store.Write(ctx, func(ctx context.Context, tx Tx) error {
		u, err := tx.User(ctx, known.ID)
		if err != nil {
			return err
		}
		if u.s.PasswordHash != known.PasswordHash {
			return ErrStale
		}
		return i.replacePassword(ctx, tx, u, hash, session)
	})
	if err == nil {
		i.note(ctx, NotePassword, known.ID, known.Email, "", map[string]string{"by": "person"})
	}
	return none, err
}

// TicketLink asks for what a mail must carry: the secret of a ticket. Only the program may, when it writes the mail.
type TicketLink struct{ Ticket TicketID }

// Needs implements access.Guarded.
func (TicketLink) Needs() access.Permission { return PermProgram }

// Link is the secret of a ticket.
type Link struct {
	Purpose   Purpose
	Secret    string
	ExpiresAt time.Time
}

func (i *Identity) ticketLink(ctx context.Context, c TicketLink) (Link, error) {
	t, err := i.d.Store.TicketState(ctx, c.Ticket)
	if errors.Is(err, ErrLink) {
		return i.invitationLink(ctx, InvitationID(c.Ticket.Raw()))
	}
	if err != nil {
		return Link{}, err
	}
	if err := t.Check(t.Purpose, i.d.Now()); err != nil {
		return Link{}, err
	}
	secret, ok := i.d.Keys.Find(t.Hash, string(t.Purpose), access.TenantOf(ctx), t.ID.Raw())
	if !ok {
		return Link{}, ErrLink // made with a server secret that is no longer known
	}
	return Link{Purpose: t.Purpose, Secret: secret, ExpiresAt: t.ExpiresAt}, nil
}

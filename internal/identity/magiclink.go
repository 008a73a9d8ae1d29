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

// MagicLinkLife is how long a sign-in link works: ASVS 5.0, 6.5.5, lets what is sent on another way live ten minutes.
const MagicLinkLife = 10 * time.Minute

// RequestMagicLink asks for a link that signs in without a password. As with RequestReset, the answer and the work are the
// same whether or not the address has an account.
type RequestMagicLink struct{ Email string }

// Needs implements access.Guarded.
func (RequestMagicLink) Needs() access.Permission { return access.Public }

func (i *Identity) requestMagicLink(ctx context.Context, c RequestMagicLink) (none usecase.None, err error) {
	email, err := contact.ParseEmail(c.Email)
	if err != nil {
		var check fault.Check
		check.Take("email", err)
		return none, check.Err()
	}
	if err := i.d.Attempts.Try(ctx, AttemptReset, string(email)); err != nil {
		return none, err
	}
	later := IssueReset{Ticket: ident.Next[ticketTag](i.d.IDs), Email: email, Purpose: PurposeSignIn}
	return none, i.d.Store.Write(ctx, func(ctx context.Context, tx Tx) error { return tx.DeferReset(ctx, later) })
}

// UseMagicLink opens a session with a mailed link, once. It is asked by a button and never by opening the link, so that
// programs which look into mails do not use it up.
//
// It also confirms the address, which the link has proven. An account whose address nobody had proven loses its password
// and its other sessions then: whoever opened it with a stranger's address must not come in together with its owner.
type UseMagicLink struct {
	Token string
	Kind  SessionKind
	Agent string
}

// Needs implements access.Guarded.
func (UseMagicLink) Needs() access.Permission { return access.Public }

func (i *Identity) useMagicLink(ctx context.Context, c UseMagicLink) (SignedIn, error) {
	if err := i.d.Attempts.Try(ctx, AttemptToken, ""); err != nil {
		return SignedIn{}, err
	}
	out, err := i.open(ctx, c.Kind, c.Agent, "magic_link", func(ctx context.Context, tx Tx) (*User, error) {
		return i.takeMagicLink(ctx, tx, c.Token)
	})
	if err == nil && out.Challenge == nil {
		i.note(ctx, NoteMagicLink, out.User.ID, out.User.Email, c.Agent, nil)
	}
	return out, err
}

// takeMagicLink uses up the ticket of a sign-in link and returns whom it lets in.
func (i *Identity) takeMagicLink(ctx context.Context, tx Tx, token string) (*User, error) {
	now := i.d.Now()
	t, u, err := i.ticketUser(ctx, tx, token)
	if err != nil {
		return nil, err
	}
	if err := t.Check(PurposeSignIn, now); err != nil {
		return nil, err
	}
	if err := tx.UseTicket(ctx, t.ID, now); err != nil {
		return nil, err
	}
	if !u.s.EmailConfirmedAt.IsZero() {
		return u, nil
	}
	u.Contest(now)
	if err := i.dropFactorsSince(ctx, tx, u.s.ID, time.Time{}); err != nil {
		return nil, err
	}
	u.Confirm(now)
	if err := tx.EndSessions(ctx, u.s.ID, SessionID{}, EndedByContest, now); err != nil {
		return nil, err
	}
	return u, tx.SaveUser(ctx, u)
}

// AskToEnter records that the user must be sent the link of a ticket.
func (u *User) AskToEnter(t Ticket) {
	u.news = append(u.news, event.MagicLinkRequested{UserFacts: u.s.facts(), Ticket: t.ID.Raw(), ExpiresAt: t.ExpiresAt})
}

package identity

import (
	"context"
	"time"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/ident"
)

// ErrNothingToProveWith is the refusal of a proof by somebody who has no password.
var ErrNothingToProveWith = fault.Define(fault.Conflict, "identity.no_password", "your account has no password; ask for a link to choose one, or sign in again")

// Prove lets the person who is signed in prove once more that he is himself, before a dangerous act (access.Proving).
// The proof holds for his session alone, for access.FreshFor.
type Prove struct{ Password string }

// Needs implements access.Guarded.
func (Prove) Needs() access.Permission { return PermOwnAccount }

// Proved is a proof that was accepted.
type Proved struct {
	Until     time.Time     // when it ends to be fresh
	Access    string        // an access token that says so; "" for a page session
	AccessFor time.Duration // how long it is valid
}

func (i *Identity) prove(ctx context.Context, c Prove) (Proved, error) {
	actor := access.From(ctx)
	session, err := ident.Parse[sessionTag](actor.Session)
	if err != nil {
		return Proved{}, ErrSessionEnded // the program acts: it has no session, and nothing to prove
	}
	known, err := i.d.Store.UserByID(ctx, actor.User)
	if err != nil {
		return Proved{}, err
	}
	if err := i.checkOwnPassword(ctx, known, "password", c.Password); err != nil {
		return Proved{}, err
	}
	var out Proved
	err = i.d.Store.Write(ctx, func(ctx context.Context, tx Tx) error {
		now := i.d.Now()
		s, err := tx.Session(ctx, session)
		if err != nil {
			return err
		}
		if s.s.User != known.ID || !s.s.Lives(now) {
			return ErrSessionEnded // ended meanwhile: a new password ends every other session
		}
		s.Prove(now)
		if err := tx.SaveSession(ctx, s); err != nil {
			return err
		}
		u, err := tx.UserState(ctx, known.ID)
		if err != nil {
			return err
		}
		out.Until = now.Add(access.FreshFor)
		out.Access, out.AccessFor, err = i.accessToken(ctx, u, s.s, now)
		return err
	})
	return out, err
}

// checkOwnPassword refuses the field unless it holds the person's password. Guesses are bounded as those of a sign-in: a
// stolen session must not be a way to find the password.
func (i *Identity) checkOwnPassword(ctx context.Context, known UserState, field, password string) error {
	if known.PasswordHash == "" {
		return ErrNothingToProveWith
	}
	if err := i.d.Attempts.Try(ctx, AttemptSignIn, string(known.Email)); err != nil {
		return err
	}
	if len(password) > 4*MaxPassword {
		password = ""
	}
	fits, _, err := i.d.Passwords.Verify(ctx, known.PasswordHash, password)
	if err != nil {
		return err
	}
	if !fits {
		return fault.ErrInvalid.On(field, "wrong_password", "this is not your password")
	}
	i.d.Attempts.Forget(ctx, AttemptSignIn, string(known.Email))
	return nil
}

// Prove records that the person has just proved that he is himself.
func (s *Session) Prove(now time.Time) { s.s.ProvedAt = now }

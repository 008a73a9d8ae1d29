package identity

import (
	"context"
	"slices"
	"time"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/ident"
)

// ErrNothingToProveWith is the refusal of a proof by somebody who has no password.
var ErrNothingToProveWith = fault.Define(fault.Conflict, "identity.no_password", "your account has no password; ask for a link to choose one, or sign in again")

// Prove lets the person who is signed in prove once more that he is himself, before a dangerous act (access.Proving).
// The proof holds for his session alone, for access.FreshFor. Who has a second factor proves it with that: it is what
// somebody who looked over his shoulder does not have.
type Prove struct {
	Password  string
	Challenge string // of StartProof; for a passkey
	Answer
}

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
	second, err := i.provesBySecond(ctx, known, c)
	if err != nil {
		i.note(ctx, NoteNotProved, known.ID, known.Email, "", nil)
		return Proved{}, err
	}
	var out Proved
	var refused error
	err = i.d.Store.Write(ctx, func(ctx context.Context, tx Tx) error {
		refused = nil
		now := i.d.Now()
		u, err := tx.User(ctx, known.ID)
		if err != nil {
			return err
		}
		if second {
			if refused, err = i.provedBySecond(ctx, tx, u, c); err != nil || refused != nil {
				return err
			}
		}
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
		out.Until = now.Add(access.FreshFor)
		out.Access, out.AccessFor, err = i.accessToken(ctx, u.s, s.s, now)
		return err
	})
	if err == nil {
		err = refused
	}
	if err != nil {
		i.note(ctx, NoteNotProved, known.ID, known.Email, "", nil)
		return Proved{}, err
	}
	i.note(ctx, NoteProved, known.ID, known.Email, "", nil)
	return out, nil
}

// provesBySecond reports whether the person must prove himself with a second factor; when not, his password was checked.
func (i *Identity) provesBySecond(ctx context.Context, known UserState, c Prove) (bool, error) {
	f, err := i.d.Store.FactorsByUser(ctx, known.ID)
	if err != nil {
		return false, err
	}
	if !f.On() {
		return false, i.checkOwnPassword(ctx, known, "password", c.Password)
	}
	if c.Code == "" && len(c.Passkey) == 0 {
		return false, ErrSecondStep
	}
	return true, i.d.Attempts.Try(ctx, AttemptSecondStep, known.ID.String())
}

func (i *Identity) provedBySecond(ctx context.Context, tx Tx, u *User, c Prove) (refused, err error) {
	var asked []byte
	if len(c.Passkey) > 0 {
		k, err := i.ceremony(ctx, tx, c.Challenge, ActProve)
		if err != nil {
			return nil, err
		}
		if k.User != u.s.ID {
			return nil, ErrChallengeEnded
		}
		if err := i.done(ctx, tx, k); err != nil {
			return nil, err
		}
		asked = k.Data
	}
	if refused, err = i.answered(ctx, tx, u, asked, c.Answer); err == nil && refused == nil {
		i.d.Attempts.Forget(ctx, AttemptSecondStep, u.s.ID.String())
	}
	return refused, err
}

// StartProof asks the browser for one of the actor's passkeys.
type StartProof struct{ Site Site }

// Needs implements access.Guarded.
func (StartProof) Needs() access.Permission { return PermOwnAccount }

func (i *Identity) startProof(ctx context.Context, c StartProof) (Asked, error) {
	u, err := i.d.Store.UserByID(ctx, access.From(ctx).User)
	if err != nil {
		return Asked{}, err
	}
	options, state, err := i.askOwn(ctx, c.Site, u)
	if err != nil {
		return Asked{}, err
	}
	return i.ask(ctx, ActProve, u.ID, options, state, "", "")
}

// askOwn asks the browser for one of the passkeys that a person made at this site. ErrPasskey when there is none.
func (i *Identity) askOwn(ctx context.Context, site Site, u UserState) (options, state []byte, err error) {
	f, err := i.d.Store.FactorsByUser(ctx, u.ID)
	if err != nil {
		return nil, nil, err
	}
	here := slices.DeleteFunc(f.Passkeys, func(p PasskeyState) bool { return p.Host != site.Host })
	if len(here) == 0 {
		return nil, nil, ErrPasskey
	}
	return i.d.Passkeys.Ask(site, u, here)
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

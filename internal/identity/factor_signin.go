package identity

import (
	"context"
	"errors"
	"time"

	"comptoir/internal/kernel/access"
)

// Challenge asks for the second step of a sign-in whose password was right.
type Challenge struct {
	Secret    string // who holds it goes on with the sign-in; shown once
	Methods   []Method
	ExpiresAt time.Time
}

// challenge makes the challenge that a person with a second factor meets after his first; nil when he has none.
func (i *Identity) challenge(ctx context.Context, tx Tx, u UserState, kind SessionKind, agent string) (*Challenge, error) {
	f, err := tx.FactorsOf(ctx, u.ID)
	if err != nil || !f.On() {
		return nil, err
	}
	k, secret := i.begin(ctx, ActSignIn, u.ID, nil)
	k.Kind, k.Agent = kind, clip(agent, 200)
	return &Challenge{Secret: secret, Methods: f.Methods(), ExpiresAt: k.ExpiresAt}, tx.AddCeremony(ctx, k)
}

// Answer is what a person proves himself with besides a password: a code of his application or a recovery code, or the
// answer of a passkey.
type Answer struct {
	Code    string
	Passkey []byte // the browser's JSON
	Site    Site   // where the browser is; for passkeys
}

// TakeSecondStep ends a sign-in that was asked for a second step.
type TakeSecondStep struct {
	Challenge string
	Answer
}

// Needs implements access.Guarded.
func (TakeSecondStep) Needs() access.Permission { return access.Public }

func (i *Identity) takeSecondStep(ctx context.Context, c TakeSecondStep) (SignedIn, error) {
	if err := i.d.Attempts.Try(ctx, AttemptToken, ""); err != nil {
		return SignedIn{}, err
	}
	seen, err := i.d.Store.CeremonyState(ctx, HashSecret(c.Challenge))
	if err != nil {
		return SignedIn{}, err
	}
	if err := i.d.Attempts.Try(ctx, AttemptSecondStep, seen.User.String()); err != nil {
		return SignedIn{}, err // a new challenge is no new set of attempts
	}
	var refused error
	out, err := i.open(ctx, seen.Kind, seen.Agent, "second_step", func(ctx context.Context, tx Tx) (*User, error) {
		refused = nil
		k, err := i.ceremony(ctx, tx, c.Challenge, ActSignIn)
		if err != nil {
			return nil, err
		}
		u, err := tx.User(ctx, k.User)
		if err != nil {
			return nil, err
		}
		if u.s.PasswordChangedAt.After(k.CreatedAt) {
			return nil, ErrChallengeEnded // the password that was typed is no longer the one
		}
		if refused, err = i.answered(ctx, tx, u, k.Data, c.Answer); err != nil {
			return nil, err
		}
		if refused != nil {
			k.Failures++
			return nil, tx.SaveCeremony(ctx, k) // nobody comes in, and the failure is kept
		}
		return u, i.done(ctx, tx, k)
	})
	if err == nil {
		err = refused
	}
	if err != nil {
		return SignedIn{}, err
	}
	i.d.Attempts.Forget(ctx, AttemptSecondStep, seen.User.String())
	return out, nil
}

// answered checks an answer and saves what that changes, in success and in refusal: refused must be answered after the
// transaction is committed.
func (i *Identity) answered(ctx context.Context, tx Tx, u *User, asked []byte, a Answer) (refused, err error) {
	switch {
	case len(a.Passkey) > 0:
		return i.passkeyAnswered(ctx, tx, u, asked, a)
	case isRecovery(a.Code):
		now := i.d.Now()
		used, err := tx.UseRecovery(ctx, u.s.ID, hashRecovery(u.s.ID, a.Code), now)
		if err != nil {
			return nil, err
		}
		if !used {
			return ErrCode, nil
		}
		u.accessChanged(RecoveryUsed, "", access.From(ctx).Address)
		return nil, tx.SaveUser(ctx, u)
	}
	s, err := tx.Authenticator(ctx, u.s.ID)
	if err != nil {
		return nil, err
	}
	if !s.Active() {
		return ErrCode, nil
	}
	return i.codeAnswered(ctx, tx, s, a.Code)
}

func (i *Identity) codeAnswered(ctx context.Context, tx Tx, s AuthenticatorState, code string) (refused, err error) {
	key, err := i.d.Secrets.Open(ctx, sealOfAuthenticator(s.User), s.Secret)
	if err != nil {
		return nil, err
	}
	now := i.d.Now()
	step, fits := i.d.Codes.Step(string(key), plainCode(code), now)
	if refused = s.Take(step, fits, now); errors.Is(refused, ErrCodesLocked) {
		return refused, nil
	}
	return refused, tx.SaveAuthenticator(ctx, s)
}

// AskSecondStep asks the browser for a passkey as the second step of a sign-in.
type AskSecondStep struct {
	Challenge string
	Site      Site
}

// Needs implements access.Guarded.
func (AskSecondStep) Needs() access.Permission { return access.Public }

// askSecondStep gives back the same secret: the challenge goes on.
func (i *Identity) askSecondStep(ctx context.Context, c AskSecondStep) (Asked, error) {
	if err := i.d.Attempts.Try(ctx, AttemptToken, ""); err != nil {
		return Asked{}, err
	}
	k, err := i.d.Store.CeremonyState(ctx, HashSecret(c.Challenge))
	if err != nil {
		return Asked{}, err
	}
	if err := k.Check(ActSignIn, i.d.Now()); err != nil {
		return Asked{}, err
	}
	u, err := i.d.Store.UserByID(ctx, k.User)
	if err != nil {
		return Asked{}, err
	}
	options, state, err := i.askOwn(ctx, c.Site, u)
	if err != nil {
		return Asked{}, err
	}
	err = i.d.Store.Write(ctx, func(ctx context.Context, tx Tx) error {
		k, err := i.ceremony(ctx, tx, c.Challenge, ActSignIn)
		if err != nil {
			return err
		}
		k.Data = state
		return tx.SaveCeremony(ctx, k)
	})
	return Asked{Secret: c.Challenge, Options: options, ExpiresAt: k.ExpiresAt}, err
}

// LookAtChallenge asks how the sign-in of a challenge can go on; for the page that shows it.
type LookAtChallenge struct{ Challenge string }

// Needs implements access.Guarded.
func (LookAtChallenge) Needs() access.Permission { return access.Public }

func (i *Identity) lookAtChallenge(ctx context.Context, c LookAtChallenge) (Challenge, error) {
	k, err := i.d.Store.CeremonyState(ctx, HashSecret(c.Challenge))
	if err != nil {
		return Challenge{}, err
	}
	if err := k.Check(ActSignIn, i.d.Now()); err != nil {
		return Challenge{}, err
	}
	f, err := i.d.Store.FactorsByUser(ctx, k.User)
	return Challenge{Secret: c.Challenge, Methods: f.Methods(), ExpiresAt: k.ExpiresAt}, err
}

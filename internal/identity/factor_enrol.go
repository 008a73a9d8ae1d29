package identity

import (
	"context"
	"errors"
	"time"

	"comptoir/internal/event"
	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/usecase"
)

// What has changed about how a person gets in (event.AccessChanged).
const (
	CodesEnabled    = "codes_enabled"
	CodesDisabled   = "codes_disabled"
	PasskeyAdded    = "passkey_added"
	PasskeyRemoved  = "passkey_removed"
	PasskeyCloned   = "passkey_cloned"
	RecoveryRenewed = "recovery_renewed"
	RecoveryUsed    = "recovery_used"
	FactorsReset    = "factors_reset"
	AccountLinked   = "account_linked"
	AccountUnlinked = "account_unlinked"
)

// Kinds of notes of the security event log.
const (
	NoteAccess     NoteKind = "access_changed" // how a person gets in; the detail says what
	NotePolicy     NoteKind = "factor_policy_changed"
	NoteProvider   NoteKind = "provider_changed"
	NoteSecondStep NoteKind = "second_step_asked"
	NoteProved     NoteKind = "step_up_passed"
	NoteNotProved  NoteKind = "step_up_failed"
)

// noteAccess takes note of what accessChanged has published, once it is true.
func (i *Identity) noteAccess(ctx context.Context, user access.UserID, what string) {
	i.note(ctx, NoteAccess, user, "", "", map[string]string{"what": what})
}

// sealOfAuthenticator names what is sealed: moved to another person's row, it does not open.
func sealOfAuthenticator(user access.UserID) string { return "identity.authenticator/" + user.String() }

// accessChanged records that how the person gets in was changed; he is told by mail.
func (u *User) accessChanged(what, name, address string) {
	u.news = append(u.news, event.AccessChanged{UserFacts: u.s.facts(), What: what, Subject: name, Address: address})
}

// mayEnrol returns ErrConfirmFirst until the address is proven: somebody may have opened the account with another person's
// address, and must not keep a key to it when she comes.
func (s UserState) mayEnrol() error {
	if s.EmailConfirmedAt.IsZero() {
		return ErrConfirmFirst
	}
	return nil
}

// enrolled records a new second factor, saves the user and lifts what the business asks of him.
func (i *Identity) enrolled(ctx context.Context, tx Tx, u *User, what, name string) error {
	if err := u.s.mayEnrol(); err != nil {
		return err
	}
	u.accessChanged(what, name, access.From(ctx).Address)
	if err := tx.SaveUser(ctx, u); err != nil {
		return err
	}
	return tx.Oblige(ctx, u.s.ID, time.Time{})
}

// withdrawn records that a second factor is gone. With the last one go the recovery codes; it stays when the business
// asks for one.
func (i *Identity) withdrawn(ctx context.Context, tx Tx, u *User, what, name string) error {
	f, err := tx.FactorsOf(ctx, u.s.ID)
	if err != nil {
		return err
	}
	if !f.On() {
		p, err := tx.FactorPolicy(ctx)
		if err != nil {
			return err
		}
		if p.Binds(u.s.Roles) {
			return ErrFactorNeeded
		}
		if err := tx.ReplaceRecovery(ctx, u.s.ID, nil, i.d.Now()); err != nil {
			return err
		}
	}
	u.accessChanged(what, name, access.From(ctx).Address)
	return tx.SaveUser(ctx, u)
}

// StartCodes begins setting up an authenticator application: it makes a key, which is shown until the first code confirms
// it. Begun again, it makes another.
type StartCodes struct{}

// Needs implements access.Guarded.
func (StartCodes) Needs() access.Permission { return PermOwnAccount }

// Proof implements access.Proving: it makes a new key to the account.
func (StartCodes) Proof() access.Proof { return access.FreshProof }

// CodesKey is what an application must be told.
type CodesKey struct {
	Key     string // base32, as it is typed
	Account string // the person's address
}

func (i *Identity) startCodes(ctx context.Context, _ StartCodes) (out CodesKey, err error) {
	key, err := i.d.Codes.NewKey()
	if err != nil {
		return out, err
	}
	sealed, err := i.d.Secrets.Seal(ctx, sealOfAuthenticator(access.From(ctx).User), []byte(key))
	if err != nil {
		return out, err
	}
	err = i.d.Store.Write(ctx, func(ctx context.Context, tx Tx) error {
		u, err := tx.User(ctx, access.From(ctx).User) // locked: two tabs make one key after the other
		if err != nil {
			return err
		}
		s, err := tx.Authenticator(ctx, u.s.ID)
		if err != nil {
			return err
		}
		if s.Active() {
			return ErrCodesOn
		}
		if err := u.s.mayEnrol(); err != nil {
			return err
		}
		out = CodesKey{Key: key, Account: string(u.s.Email)}
		return tx.SaveAuthenticator(ctx, AuthenticatorState{User: u.s.ID, Secret: sealed, CreatedAt: i.d.Now()})
	})
	return out, err
}

// PendingKey asks for the key that waits to be confirmed. ErrNoCodes when there is none any more.
type PendingKey struct{}

// Needs implements access.Guarded.
func (PendingKey) Needs() access.Permission { return PermOwnAccount }

// Proof implements access.Proving: it shows a secret.
func (PendingKey) Proof() access.Proof { return access.FreshProof }

func (i *Identity) pendingKey(ctx context.Context, _ PendingKey) (CodesKey, error) {
	u, err := i.d.Store.UserByID(ctx, access.From(ctx).User)
	if err != nil {
		return CodesKey{}, err
	}
	f, err := i.d.Store.FactorsByUser(ctx, u.ID)
	if err != nil {
		return CodesKey{}, err
	}
	if err := f.Authenticator.pending(i.d.Now()); err != nil {
		return CodesKey{}, err
	}
	key, err := i.d.Secrets.Open(ctx, sealOfAuthenticator(u.ID), f.Authenticator.Secret)
	return CodesKey{Key: string(key), Account: string(u.Email)}, err
}

// pending returns ErrCodesOn or ErrNoCodes unless a key waits to be confirmed.
func (s AuthenticatorState) pending(now time.Time) error {
	if s.Active() {
		return ErrCodesOn
	}
	if len(s.Secret) == 0 || !now.Before(s.CreatedAt.Add(PendingCodes)) {
		return ErrNoCodes
	}
	return nil
}

// ConfirmCodes ends setting up an application, with its first code.
type ConfirmCodes struct{ Code string }

// Needs implements access.Guarded.
func (ConfirmCodes) Needs() access.Permission { return PermOwnAccount }

// Proof implements access.Proving: it makes a new key to the account.
func (ConfirmCodes) Proof() access.Proof { return access.FreshProof }

func (i *Identity) confirmCodes(ctx context.Context, c ConfirmCodes) (out Enrolled, err error) {
	actor := access.From(ctx)
	codes, hashes := i.newRecovery(actor.User)
	var refused error
	err = i.d.Store.Write(ctx, func(ctx context.Context, tx Tx) error {
		out, refused = Enrolled{}, nil
		now := i.d.Now()
		u, err := tx.User(ctx, actor.User)
		if err != nil {
			return err
		}
		s, err := tx.Authenticator(ctx, u.s.ID)
		if err != nil {
			return err
		}
		if err := s.pending(now); err != nil {
			return err
		}
		f, err := tx.FactorsOf(ctx, u.s.ID)
		if err != nil {
			return err
		}
		key, err := i.d.Secrets.Open(ctx, sealOfAuthenticator(s.User), s.Secret)
		if err != nil {
			return err
		}
		step, fits := i.d.Codes.Step(string(key), plainCode(c.Code), now)
		if refused = s.Take(step, fits, now); refused != nil {
			return tx.SaveAuthenticator(ctx, s)
		}
		s.ConfirmedAt = now
		if err := tx.SaveAuthenticator(ctx, s); err != nil {
			return err
		}
		if !f.On() {
			out.Recovery = codes
			if err := tx.ReplaceRecovery(ctx, u.s.ID, hashes, now); err != nil {
				return err
			}
		}
		return i.enrolled(ctx, tx, u, CodesEnabled, "")
	})
	if err = errors.Join(err, refused); err != nil {
		return Enrolled{}, err
	}
	i.noteAccess(ctx, actor.User, CodesEnabled)
	return out, nil
}

// StopCodes takes the authenticator application off the actor's account.
type StopCodes struct{}

// Needs implements access.Guarded.
func (StopCodes) Needs() access.Permission { return PermOwnAccount }

// Proof implements access.Proving: a thief would open the account for good.
func (StopCodes) Proof() access.Proof { return access.FreshProof }

func (i *Identity) stopCodes(ctx context.Context, _ StopCodes) (none usecase.None, err error) {
	err = i.d.Store.Write(ctx, func(ctx context.Context, tx Tx) error {
		u, err := tx.User(ctx, access.From(ctx).User)
		if err != nil {
			return err
		}
		s, err := tx.Authenticator(ctx, u.s.ID)
		if err != nil {
			return err
		}
		if !s.Active() {
			return ErrNoCodes
		}
		if err := tx.RemoveAuthenticator(ctx, u.s.ID); err != nil {
			return err
		}
		return i.withdrawn(ctx, tx, u, CodesDisabled, "")
	})
	if err == nil {
		i.noteAccess(ctx, access.From(ctx).User, CodesDisabled)
	}
	return none, err
}

// RenewRecovery withdraws the actor's recovery codes and gives him ten new ones.
type RenewRecovery struct{}

// Needs implements access.Guarded.
func (RenewRecovery) Needs() access.Permission { return PermOwnAccount }

// Proof implements access.Proving: they are keys to the account.
func (RenewRecovery) Proof() access.Proof { return access.FreshProof }

func (i *Identity) renewRecovery(ctx context.Context, _ RenewRecovery) (Enrolled, error) {
	actor := access.From(ctx)
	codes, hashes := i.newRecovery(actor.User)
	err := i.d.Store.Write(ctx, func(ctx context.Context, tx Tx) error {
		u, err := tx.User(ctx, actor.User)
		if err != nil {
			return err
		}
		f, err := tx.FactorsOf(ctx, u.s.ID)
		if err != nil {
			return err
		}
		if !f.On() {
			return ErrNoCodes
		}
		if err := tx.ReplaceRecovery(ctx, u.s.ID, hashes, i.d.Now()); err != nil {
			return err
		}
		u.accessChanged(RecoveryRenewed, "", actor.Address)
		return tx.SaveUser(ctx, u)
	})
	if err != nil {
		return Enrolled{}, err
	}
	i.noteAccess(ctx, actor.User, RecoveryRenewed)
	return Enrolled{Recovery: codes}, nil
}

// ResetFactors takes every second factor off the account of somebody who has lost them all, after the administrator has
// made sure who asks. Nobody resets the factors of somebody above himself.
type ResetFactors struct{ User access.UserID }

// Needs implements access.Guarded.
func (ResetFactors) Needs() access.Permission { return PermManageFactors }

// Proof implements access.Proving: it weakens somebody's account.
func (ResetFactors) Proof() access.Proof { return access.FreshProof }

func (i *Identity) resetFactors(ctx context.Context, c ResetFactors) (none usecase.None, err error) {
	actor := access.From(ctx)
	err = i.d.Store.Write(ctx, func(ctx context.Context, tx Tx) error {
		u, err := tx.User(ctx, c.User)
		if err != nil {
			return err
		}
		if c.User == actor.User || !mayGive(actor, u.s.Roles[len(u.s.Roles)-1]) {
			return ErrRole
		}
		f, err := tx.FactorsOf(ctx, u.s.ID)
		if err != nil {
			return err
		}
		if !f.On() {
			return fault.ErrInvalid.On("user", "no_factor", "this account has no second factor")
		}
		for _, p := range f.Passkeys {
			if err := tx.RemovePasskey(ctx, p.ID); err != nil {
				return err
			}
		}
		if err := errors.Join(tx.RemoveAuthenticator(ctx, u.s.ID), tx.ReplaceRecovery(ctx, u.s.ID, nil, i.d.Now())); err != nil {
			return err
		}
		u.accessChanged(FactorsReset, actor.Name, actor.Address)
		if err := tx.SaveUser(ctx, u); err != nil {
			return err
		}
		return tx.EndSessions(ctx, u.s.ID, SessionID{}, EndedByReset, i.d.Now())
	})
	if err == nil {
		i.noteAccess(ctx, c.User, FactorsReset)
	}
	return none, err
}

// dropFactorsSince removes the second factors and links that were added since a moment, and all recovery codes: whoever took an
// account over for a while must keep no key to it.
func (i *Identity) dropFactorsSince(ctx context.Context, tx Tx, user access.UserID, since time.Time) error {
	f, err := tx.FactorsOf(ctx, user)
	if err != nil {
		return err
	}
	for _, p := range f.Passkeys {
		if p.CreatedAt.Before(since) {
			continue
		}
		if err := tx.RemovePasskey(ctx, p.ID); err != nil {
			return err
		}
	}
	if !f.Authenticator.CreatedAt.Before(since) {
		if err := tx.RemoveAuthenticator(ctx, user); err != nil {
			return err
		}
	}
	if _, err := tx.RemoveLinks(ctx, user, "", since); err != nil {
		return err
	}
	return tx.ReplaceRecovery(ctx, user, nil, i.d.Now())
}

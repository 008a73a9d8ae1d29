package identity

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/usecase"
)

type passkeyTag struct{}

// PasskeyID names a passkey of a person.
type PasskeyID = ident.ID[passkeyTag]

// MaxPasskeys is how many one person may have.
const MaxPasskeys = 20

// PasskeyState is a passkey (WebAuthn credential) of a person. Nothing in it is secret: the private key never leaves the
// person's device.
type PasskeyState struct {
	ID         PasskeyID
	User       access.UserID
	Name       string // the person's own word for it: "iPhone"
	Host       string // where it was made; it works there and nowhere else
	Credential []byte
	PublicKey  []byte // COSE
	AAGUID     []byte // the model of the authenticator
	Transports []string
	Counter    uint32 // of signatures, where the authenticator counts
	Synced     bool   // it may be copied among the devices of one account (backup eligible)
	BackedUp   bool
	CreatedAt  time.Time
	UsedAt     time.Time
	ClonedAt   time.Time // when its counter first ran backwards: a copy may be in use
}

// StartPasskey begins adding a passkey to the actor's account.
type StartPasskey struct{ Site Site }

// Needs implements access.Guarded.
func (StartPasskey) Needs() access.Permission { return PermOwnAccount }

// Proof implements access.Proving: it makes a new key to the account.
func (StartPasskey) Proof() access.Proof { return access.FreshProof }

// Asked is a ceremony for the browser: options of navigator.credentials as JSON, and the secret to come back with.
type Asked struct {
	Secret    string
	Options   []byte
	ExpiresAt time.Time
}

func (i *Identity) startPasskey(ctx context.Context, c StartPasskey) (Asked, error) {
	u, err := i.d.Store.UserByID(ctx, access.From(ctx).User)
	if err != nil {
		return Asked{}, err
	}
	if err := u.mayEnrol(); err != nil {
		return Asked{}, err
	}
	f, err := i.d.Store.FactorsByUser(ctx, u.ID)
	if err != nil {
		return Asked{}, err
	}
	options, state, err := i.d.Passkeys.Create(c.Site, u, f.Passkeys)
	if err != nil {
		return Asked{}, err
	}
	return i.ask(ctx, ActAddPasskey, u.ID, options, state, "", "")
}

// ask stores a ceremony that the browser goes on with.
func (i *Identity) ask(ctx context.Context, act Act, user access.UserID, options, state []byte, kind SessionKind, agent string) (Asked, error) {
	k, secret := i.begin(ctx, act, user, state)
	k.Kind, k.Agent = kind, clip(agent, 200)
	err := i.d.Store.Write(ctx, func(ctx context.Context, tx Tx) error { return tx.AddCeremony(ctx, k) })
	return Asked{Secret: secret, Options: options, ExpiresAt: k.ExpiresAt}, err
}

// AddPasskey ends the ceremony that StartPasskey began.
type AddPasskey struct {
	Secret string
	Answer []byte // the browser's JSON
	Name   string
	Site   Site
}

// Needs implements access.Guarded.
func (AddPasskey) Needs() access.Permission { return PermOwnAccount }

// Proof implements access.Proving: it makes a new key to the account.
func (AddPasskey) Proof() access.Proof { return access.FreshProof }

// Enrolled is the outcome of setting up a second factor: with the first one come recovery codes, shown this once.
type Enrolled struct{ Recovery []string }

func (i *Identity) addPasskey(ctx context.Context, c AddPasskey) (out Enrolled, err error) {
	name, err := passkeyName(c.Name)
	if err != nil {
		return out, err
	}
	actor, id := access.From(ctx), ident.Next[passkeyTag](i.d.IDs)
	codes, hashes := i.newRecovery(actor.User)
	err = i.d.Store.Write(ctx, func(ctx context.Context, tx Tx) error {
		out = Enrolled{}
		now := i.d.Now()
		k, err := i.ceremony(ctx, tx, c.Secret, ActAddPasskey)
		if err != nil {
			return err
		}
		if k.User != actor.User {
			return ErrChallengeEnded
		}
		u, err := tx.User(ctx, actor.User)
		if err != nil {
			return err
		}
		p, err := i.d.Passkeys.Created(c.Site, u.s, k.Data, c.Answer)
		if err != nil {
			return err
		}
		f, err := tx.FactorsOf(ctx, u.s.ID)
		if err != nil {
			return err
		}
		if len(f.Passkeys) >= MaxPasskeys {
			return fault.ErrInvalid.On("passkey", "too_many", "you have twenty passkeys; remove one first")
		}
		p.ID, p.User, p.Name, p.Host, p.CreatedAt = id, u.s.ID, name, c.Site.Host, now
		if err := tx.SavePasskey(ctx, p); err != nil {
			return err
		}
		if !f.On() {
			out.Recovery = codes
			if err := tx.ReplaceRecovery(ctx, u.s.ID, hashes, now); err != nil {
				return err
			}
		}
		if err := i.enrolled(ctx, tx, u, PasskeyAdded, name); err != nil {
			return err
		}
		return i.done(ctx, tx, k)
	})
	if err != nil {
		return Enrolled{}, err
	}
	i.noteAccess(ctx, actor.User, PasskeyAdded)
	return out, nil
}

func passkeyName(name string) (string, error) {
	name = strings.Join(strings.Fields(name), " ")
	var check fault.Check
	check.That(name != "", "name", "required", "give it a name, such as the device's")
	check.That(utf8.ValidString(name) && utf8.RuneCountInString(name) <= 60, "name", "too_long", "at most 60 characters")
	return name, check.Err()
}

// RenamePasskey changes the name of one of the actor's passkeys.
type RenamePasskey struct {
	ID   PasskeyID
	Name string
}

// Needs implements access.Guarded.
func (RenamePasskey) Needs() access.Permission { return PermOwnAccount }

func (i *Identity) renamePasskey(ctx context.Context, c RenamePasskey) (none usecase.None, err error) {
	name, err := passkeyName(c.Name)
	if err != nil {
		return none, err
	}
	return none, i.d.Store.Write(ctx, func(ctx context.Context, tx Tx) error {
		p, err := tx.PasskeyByID(ctx, access.From(ctx).User, c.ID)
		if err != nil {
			return err
		}
		p.Name = name
		return tx.SavePasskey(ctx, p)
	})
}

// RemovePasskey takes one of the actor's passkeys off his account.
type RemovePasskey struct{ ID PasskeyID }

// Needs implements access.Guarded.
func (RemovePasskey) Needs() access.Permission { return PermOwnAccount }

// Proof implements access.Proving: a thief would lock the owner out.
func (RemovePasskey) Proof() access.Proof { return access.FreshProof }

func (i *Identity) removePasskey(ctx context.Context, c RemovePasskey) (none usecase.None, err error) {
	err = i.d.Store.Write(ctx, func(ctx context.Context, tx Tx) error {
		u, err := tx.User(ctx, access.From(ctx).User)
		if err != nil {
			return err
		}
		p, err := tx.PasskeyByID(ctx, u.s.ID, c.ID)
		if err != nil {
			return err
		}
		if err := tx.RemovePasskey(ctx, p.ID); err != nil {
			return err
		}
		return i.withdrawn(ctx, tx, u, PasskeyRemoved, p.Name)
	})
	if err == nil {
		i.noteAccess(ctx, access.From(ctx).User, PasskeyRemoved)
	}
	return none, err
}

// StartPasskeySignIn asks the browser for any passkey of this site: the person need not say who he is.
type StartPasskeySignIn struct {
	Site  Site
	Kind  SessionKind
	Agent string
}

// Needs implements access.Guarded.
func (StartPasskeySignIn) Needs() access.Permission { return access.Public }

func (i *Identity) startPasskeySignIn(ctx context.Context, c StartPasskeySignIn) (Asked, error) {
	if err := i.d.Attempts.Try(ctx, AttemptToken, ""); err != nil {
		return Asked{}, err
	}
	options, state, err := i.d.Passkeys.Ask(c.Site, UserState{}, nil)
	if err != nil {
		return Asked{}, err
	}
	return i.ask(ctx, ActPasskeySignIn, access.UserID{}, options, state, c.Kind, c.Agent)
}

// SignInByPasskey opens a session with a passkey, which is two factors in one: the device, and the finger, the face or
// the code that unlocks it (user verification is required).
type SignInByPasskey struct {
	Secret string
	Answer []byte
	Site   Site
}

// Needs implements access.Guarded.
func (SignInByPasskey) Needs() access.Permission { return access.Public }

func (i *Identity) signInByPasskey(ctx context.Context, c SignInByPasskey) (SignedIn, error) {
	if err := i.d.Attempts.Try(ctx, AttemptToken, ""); err != nil {
		return SignedIn{}, err
	}
	seen, err := i.d.Store.CeremonyState(ctx, HashSecret(c.Secret))
	if err != nil {
		return SignedIn{}, err
	}
	credential, handle, err := i.d.Passkeys.Credential(c.Answer)
	if err != nil {
		return SignedIn{}, err
	}
	var refused error
	out, err := i.open(ctx, seen.Kind, seen.Agent, "passkey", func(ctx context.Context, tx Tx) (*User, error) {
		refused = nil
		k, err := i.ceremony(ctx, tx, c.Secret, ActPasskeySignIn)
		if err != nil {
			return nil, err
		}
		p, err := tx.Passkey(ctx, credential)
		if err != nil {
			return nil, passkeyRefused(err)
		}
		if handle != p.User {
			return nil, ErrPasskey
		}
		u, err := tx.User(ctx, p.User)
		if err != nil {
			return nil, err
		}
		if refused, err = i.passkeyAnswered(ctx, tx, u, k.Data, Answer{Passkey: c.Answer, Site: c.Site}); err != nil || refused != nil {
			return nil, err
		}
		return u, i.done(ctx, tx, k)
	})
	if err == nil {
		err = refused
	}
	if err != nil {
		return SignedIn{}, err
	}
	return out, nil
}

// passkeyAnswered checks the answer of one of a person's passkeys and saves its counter.
func (i *Identity) passkeyAnswered(ctx context.Context, tx Tx, u *User, asked []byte, a Answer) (refused, err error) {
	credential, _, err := i.d.Passkeys.Credential(a.Passkey)
	if err != nil {
		return err, nil
	}
	if len(asked) == 0 {
		return ErrPasskey, nil // nothing was asked
	}
	p, err := tx.Passkey(ctx, credential)
	if err != nil {
		return passkeyRefused(err), nil
	}
	if p.User != u.s.ID || p.Host != a.Site.Host {
		return ErrPasskey, nil
	}
	p, cloned, err := i.d.Passkeys.Answered(a.Site, u.s, p, asked, a.Passkey)
	if err != nil {
		return err, nil
	}
	if !cloned {
		p.UsedAt = i.d.Now()
		return nil, tx.SavePasskey(ctx, p)
	}
	// Its counter ran backwards: a copy answered, or the original after its copy. Nobody can tell which.
	if p.ClonedAt.IsZero() {
		p.ClonedAt = i.d.Now()
		u.accessChanged(PasskeyCloned, p.Name, access.From(ctx).Address)
		if err := tx.SaveUser(ctx, u); err != nil {
			return nil, err
		}
	}
	return ErrPasskey, tx.SavePasskey(ctx, p)
}

// passkeyRefused hides whether a passkey is known.
func passkeyRefused(err error) error {
	if fault.KindOf(err) == fault.NotFound {
		return ErrPasskey
	}
	return err
}

// PasskeyView is a passkey as its owner sees it.
type PasskeyView struct {
	ID        PasskeyID
	Name      string
	Host      string
	Synced    bool
	CreatedAt time.Time
	UsedAt    time.Time
	Cloned    bool
}

func passkeyViews(all []PasskeyState) []PasskeyView {
	views := make([]PasskeyView, len(all))
	for n, p := range all {
		views[n] = PasskeyView{ID: p.ID, Name: p.Name, Host: p.Host, Synced: p.Synced, CreatedAt: p.CreatedAt, UsedAt: p.UsedAt, Cloned: !p.ClonedAt.IsZero()}
	}
	slices.SortFunc(views, func(a, b PasskeyView) int { return a.CreatedAt.Compare(b.CreatedAt) })
	return views
}

package identity

import (
	"context"
	"errors"
	"time"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/contact"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/usecase"
)

// SignIn opens a session with an address and a password.
type SignIn struct {
	Email    string
	Password string
	Kind     SessionKind
	Agent    string // the User-Agent header
}

// Needs implements access.Guarded.
func (SignIn) Needs() access.Permission { return access.Public }

// SignedIn is a session that was opened or went on.
type SignedIn struct {
	User      UserView
	Session   SessionID
	Secret    string        // the cookie's value, or the refresh token; shown once
	Access    string        // the access token; "" for a page session
	AccessFor time.Duration // how long it is valid
	ExpiresAt time.Time     // of the secret, if it is not used before
	Device    string        // what the device is known by from now on; "" when it keeps what it has
	Challenge *Challenge    // a second step is asked for: nobody is signed in yet, and all the rest is empty
}

func (i *Identity) signIn(ctx context.Context, c SignIn) (SignedIn, error) {
	email, err := contact.ParseEmail(c.Email)
	if err != nil {
		return SignedIn{}, ErrCredentials // and not "malformed": the answer is one
	}
	what, on, err := i.attempt(ctx, email)
	if err != nil {
		return SignedIn{}, err
	}
	if err := i.d.Attempts.Try(ctx, what, on); err != nil {
		i.note(ctx, NoteLocked, access.UserID{}, email, c.Agent, map[string]string{"method": "password"})
		return SignedIn{}, err
	}
	known, err := i.d.Store.Credentials(ctx, email)
	if err != nil && !errors.Is(err, ErrUnknownUser) {
		return SignedIn{}, err
	}
	password := c.Password
	if len(password) > 4*MaxPassword {
		password = "" // nobody has such a password; hashing it would only cost
	}
	fits, outdated, err := i.d.Passwords.Verify(ctx, known.PasswordHash, password) // unknown: against a hash of nobody
	if err != nil {
		return SignedIn{}, err
	}
	if !fits || !known.DeactivatedAt.IsZero() {
		i.note(ctx, NoteRefused, known.ID, email, c.Agent, map[string]string{"method": "password"})
		return SignedIn{}, ErrCredentials
	}
	hash := ""
	if outdated {
		if hash, err = i.d.Passwords.Hash(ctx, c.Password); err != nil {
			return SignedIn{}, err
		}
	}
	i.d.Attempts.Forget(ctx, what, on)
	return i.open(ctx, c.Kind, c.Agent, "password", func(ctx context.Context, tx Tx) (*User, error) {
		u, err := tx.User(ctx, known.ID)
		if errors.Is(err, ErrUnknownUser) || err == nil && u.s.PasswordHash != known.PasswordHash {
			return nil, ErrCredentials // the password was changed since we looked
		}
		if err == nil && hash != "" {
			u.Rehash(hash, i.d.Now())
			err = tx.SaveUser(ctx, u)
		}
		return u, err
	})
}

// SignInAs opens a session without a password: for the demonstration's one-click accounts. Only the program may.
type SignInAs struct {
	Email contact.Email
	Kind  SessionKind
	Agent string
}

// Needs implements access.Guarded.
func (SignInAs) Needs() access.Permission { return PermProgram }

func (i *Identity) signInAs(ctx context.Context, c SignInAs) (SignedIn, error) {
	return i.open(ctx, c.Kind, c.Agent, "program", func(ctx context.Context, tx Tx) (*User, error) { return tx.UserByEmail(ctx, c.Email) })
}

// strong are the methods after which no second step is asked for.
var strong = map[string]bool{"second_step": true, "passkey": true, "program": true}

// open opens a session for the person that user loads; method says how he proved himself. Unless that was strong, somebody
// who has a second factor gets a challenge instead, and nothing else.
func (i *Identity) open(ctx context.Context, kind SessionKind, agent, method string, user func(context.Context, Tx) (*User, error)) (SignedIn, error) {
	id, token := ident.Next[sessionTag](i.d.IDs), ident.Next[tokenTag](i.d.IDs)
	device, known := i.device(ctx)
	given := !known && kind == PageSession && access.From(ctx).Kind != access.System
	if given {
		device = ident.Next[deviceTag](i.d.IDs)
	}
	var out SignedIn
	err := i.d.Store.Write(ctx, func(ctx context.Context, tx Tx) error {
		out = SignedIn{}
		u, err := user(ctx, tx)
		if err != nil || u == nil {
			return err // u is nil: a refusal that is to be kept
		}
		if !u.s.DeactivatedAt.IsZero() {
			return ErrCredentials // shut out, whatever he proved himself with
		}
		if !strong[method] {
			if out.Challenge, err = i.challenge(ctx, tx, u.s, kind, agent); err != nil || out.Challenge != nil {
				return err
			}
		}
		now := i.d.Now()
		s := OpenSession(id, u.s.ID, kind, i.token(ctx, token), access.From(ctx).Address, agent, i.d.Lives, now)
		if s.s.EnrolBy, err = i.enrolBy(ctx, tx, u.s); err != nil {
			return err
		}
		if err := i.recognise(ctx, tx, u, s, device); err != nil {
			return err
		}
		if err := tx.SaveSession(ctx, s); err != nil {
			return err
		}
		out, err = i.signedIn(ctx, u.s, s, token, now)
		return err
	})
	if err != nil {
		return SignedIn{}, err
	}
	if out.Challenge != nil {
		i.note(ctx, NoteSecondStep, access.UserID{}, "", agent, map[string]string{"method": method})
		return out, nil
	}
	if out.Session.IsZero() {
		i.note(ctx, NoteRefused, access.UserID{}, "", agent, map[string]string{"method": method})
		return SignedIn{}, nil
	}
	if given {
		out.Device = i.deviceSecret(ctx, device)
	}
	i.note(ctx, NoteSignedIn, out.User.ID, out.User.Email, agent, map[string]string{"method": method, "session": out.Session.String()})
	return out, nil
}

// recognise stores with which device a session is opened, and records when the person had never used it before. A program
// that calls the API without naming its device is known by what it calls itself.
func (i *Identity) recognise(ctx context.Context, tx Tx, u *User, s *Session, device DeviceID) error {
	s.s.Country = ClientOf(ctx).Country
	if access.From(ctx).Kind == access.System {
		return nil // the demonstration's one-click accounts: nobody need be warned
	}
	if device.IsZero() {
		sum := HashSecret("agent/" + s.s.Agent)
		device = DeviceID(ident.Raw(sum[:16]))
	}
	s.s.Device = device
	known, others, err := tx.SeeDevice(ctx, Device{ID: device, User: u.s.ID, Agent: s.s.Agent, FirstSeen: s.s.OpenedAt, SeenAt: s.s.OpenedAt})
	if err == nil && !known && others {
		s.FromNewDevice(u.s)
	}
	return err
}

// attempt says as what an attempt to sign in is counted: from a device that the account knows it has an allowance of its
// own, so that nobody can lock a person out of his own devices by failing elsewhere.
func (i *Identity) attempt(ctx context.Context, email contact.Email) (Attempt, string, error) {
	id, ok := i.device(ctx)
	if !ok {
		return AttemptSignIn, string(email), nil
	}
	known, err := i.d.Store.KnowsDevice(ctx, email, id)
	if err != nil || !known {
		return AttemptSignIn, string(email), err
	}
	return AttemptKnownDevice, string(email) + "/" + id.String(), nil
}

func (i *Identity) token(ctx context.Context, id TokenID) TokenState {
	return TokenState{ID: id, Hash: HashSecret(i.d.Keys.Secret(purposeSession, access.TenantOf(ctx), id.Raw()))}
}

func (i *Identity) signedIn(ctx context.Context, u UserState, s *Session, token TokenID, now time.Time) (SignedIn, error) {
	st := s.State()
	out := SignedIn{User: u.view(), Session: st.ID, ExpiresAt: st.ExpiresAt,
		Secret: i.d.Keys.Secret(purposeSession, access.TenantOf(ctx), token.Raw())}
	var err error
	out.Access, out.AccessFor, err = i.accessToken(ctx, u, st, now)
	return out, err
}

// accessToken signs the access token of an API session; a page session has none.
func (i *Identity) accessToken(ctx context.Context, u UserState, st SessionState, now time.Time) (string, time.Duration, error) {
	if st.Kind != APISession {
		return "", 0, nil
	}
	expires := now.Add(i.d.Lives.Access)
	if st.ExpiresAt.Before(expires) {
		expires = st.ExpiresAt // no access token outlives its session
	}
	token, err := i.d.Tokens.Sign(Claims{Tenant: access.TenantOf(ctx), User: u.ID, Session: st.ID, Roles: u.Roles, Name: u.Name,
		Email: u.provenEmail(), Locale: u.Locale, Proved: st.ProvedAt, Enrol: st.mustEnrol(now), Issued: now, Expires: expires})
	return token, expires.Sub(now), err
}

// Refresh exchanges a refresh token for the next one and a new access token. See Session.Rotate for tokens used twice.
type Refresh struct{ Token string }

// Needs implements access.Guarded.
func (Refresh) Needs() access.Permission { return access.Public }

func (i *Identity) refresh(ctx context.Context, c Refresh) (SignedIn, error) {
	next := ident.Next[tokenTag](i.d.IDs)
	var out SignedIn
	var refused error
	var family SessionState
	err := i.d.Store.Write(ctx, func(ctx context.Context, tx Tx) error {
		refused = nil
		now := i.d.Now()
		s, err := tx.SessionByHash(ctx, HashSecret(c.Token))
		if err != nil {
			return err
		}
		current, err := s.Rotate(i.token(ctx, next), i.d.Lives, now)
		if errors.Is(err, ErrSessionReused) {
			refused, family = err, s.s // and the end of the family is saved
			return i.tellReuse(ctx, tx, s)
		}
		if err != nil {
			return err
		}
		// The user is not locked: a new password locks him first and his sessions then, and would meet us half-way.
		u, err := tx.UserState(ctx, s.s.User)
		if err != nil {
			return err
		}
		if err := tx.SaveSession(ctx, s); err != nil {
			return err
		}
		out, err = i.signedIn(ctx, u, s, current, now)
		return err
	})
	if err == nil && refused != nil {
		i.note(ctx, NoteReused, family.User, "", family.Agent, map[string]string{"session": family.ID.String()})
		err = refused
	}
	if err != nil {
		return SignedIn{}, err
	}
	return out, nil
}

// tellReuse saves the end of a family of tokens and publishes it.
func (i *Identity) tellReuse(ctx context.Context, tx Tx, s *Session) error {
	u, err := tx.User(ctx, s.s.User)
	if err != nil {
		return err
	}
	u.Reused(access.From(ctx).Address)
	if err := tx.SaveUser(ctx, u); err != nil {
		return err
	}
	return tx.SaveSession(ctx, s)
}

// SignOut ends a session, named by its secret (a cookie, a refresh token) or by the actor's own. It succeeds also when
// there is nothing to end.
type SignOut struct{ Secret string }

// Needs implements access.Guarded.
func (SignOut) Needs() access.Permission { return access.Public }

func (i *Identity) signOut(ctx context.Context, c SignOut) (none usecase.None, err error) {
	err = i.d.Store.Write(ctx, func(ctx context.Context, tx Tx) error {
		var s *Session
		var err error
		if c.Secret != "" {
			s, err = tx.SessionByHash(ctx, HashSecret(c.Secret))
		} else {
			id, parseErr := ident.Parse[sessionTag](access.From(ctx).Session)
			if parseErr != nil {
				return nil
			}
			s, err = tx.Session(ctx, id)
		}
		if err != nil {
			return err
		}
		s.End(EndedBySignOut, i.d.Now())
		return tx.SaveSession(ctx, s)
	})
	if errors.Is(err, ErrSessionEnded) {
		err = nil
	}
	return none, err
}

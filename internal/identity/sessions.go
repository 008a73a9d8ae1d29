package identity

import (
	"context"

	"time"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/usecase"
)

// ErrUnknownSession is the answer to a session that is not one of the actor's living ones.
var ErrUnknownSession = fault.Define(fault.NotFound, "identity.unknown_session", "no such session")

// SessionView is a living session as its owner sees it.
type SessionView struct {
	ID        SessionID
	Kind      SessionKind
	Agent     Agent
	Address   string // network address at sign-in
	Country   string // ISO 3166 code, where a proxy names it; or ""
	OpenedAt  time.Time
	SeenAt    time.Time
	ExpiresAt time.Time
	Current   bool // it is the one that asks
}

// ListSessions asks for the actor's living sessions, the last used first.
type ListSessions struct{}

// Needs implements access.Guarded.
func (ListSessions) Needs() access.Permission { return PermOwnAccount }

func (i *Identity) listSessions(ctx context.Context, _ ListSessions) ([]SessionView, error) {
	actor := access.From(ctx)
	all, err := i.d.Store.SessionsOf(ctx, actor.User, i.d.Now())
	if err != nil {
		return nil, err
	}
	views := make([]SessionView, len(all))
	for n, s := range all {
		views[n] = SessionView{ID: s.ID, Kind: s.Kind, Agent: ReadAgent(s.Agent), Address: s.Address, Country: s.Country, OpenedAt: s.OpenedAt, SeenAt: s.SeenAt,
			ExpiresAt: s.ExpiresAt, Current: s.ID.String() == actor.Session}
	}
	return views, nil
}

// RevokeSession ends one of the actor's sessions at once, and forgets its device: who signs in with it again is new.
type RevokeSession struct{ Session SessionID }

// Needs implements access.Guarded.
func (RevokeSession) Needs() access.Permission { return PermOwnAccount }

func (i *Identity) revokeSession(ctx context.Context, c RevokeSession) (none usecase.None, err error) {
	actor := access.From(ctx)
	err = i.d.Store.Write(ctx, func(ctx context.Context, tx Tx) error {
		now := i.d.Now()
		s, err := tx.Session(ctx, c.Session)
		if err != nil || s.s.User != actor.User || !s.s.Lives(now) {
			if err == nil || fault.CodeOf(err) == ErrSessionEnded.Code {
				return ErrUnknownSession
			}
			return err
		}
		s.End(EndedByOwner, now)
		if err := tx.SaveSession(ctx, s); err != nil {
			return err
		}
		return tx.ForgetDevice(ctx, actor.User, s.s.Device)
	})
	if err == nil {
		i.note(ctx, NoteSessionRevoked, actor.User, "", "", map[string]string{"session": c.Session.String()})
	}
	return none, err
}

// RevokeOtherSessions ends every session of the actor but the one that asks.
type RevokeOtherSessions struct{}

// Needs implements access.Guarded.
func (RevokeOtherSessions) Needs() access.Permission { return PermOwnAccount }

func (i *Identity) revokeOtherSessions(ctx context.Context, _ RevokeOtherSessions) (none usecase.None, err error) {
	actor := access.From(ctx)
	keep, err := ident.Parse[sessionTag](actor.Session)
	if err != nil {
		keep = SessionID{} // the program acts: it has no session to keep
	}
	err = i.d.Store.Write(ctx, func(ctx context.Context, tx Tx) error {
		return tx.EndSessions(ctx, actor.User, keep, EndedByOwner, i.d.Now())
	})
	if err == nil {
		i.note(ctx, NoteSessionRevoked, actor.User, "", "", map[string]string{"sessions": "all others"})
	}
	return none, err
}

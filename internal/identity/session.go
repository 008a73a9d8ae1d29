package identity

import (
	"time"

	"comptoir/internal/event"
	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/contact"
	"comptoir/internal/kernel/ident"
)

type (
	sessionTag struct{}
	tokenTag   struct{}
	ticketTag  struct{}
)

// SessionID names a session: one sign-in on one device, and the family of tokens that descend from it.
type SessionID = ident.ID[sessionTag]

// TokenID names one secret of a session: a page session's cookie, or one generation of refresh token.
type TokenID = ident.ID[tokenTag]

// TicketID names a link that was sent by mail.
type TicketID = ident.ID[ticketTag]

// SessionKind says how a session is carried.
type SessionKind string

// The kinds of sessions.
const (
	PageSession SessionKind = "page" // one secret, in a cookie
	APISession  SessionKind = "api"  // a chain of refresh tokens, each used once
)

// Reasons for which a session ends.
const (
	EndedBySignOut  = "signed_out"
	EndedByReuse    = "token_reused"
	EndedByPassword = "password_changed"
	EndedByReset    = "factors_reset"
	EndedByContest  = "address_contested"
	EndedByOwner    = "revoked"
	EndedByBusiness = "revoked_by_business"
)

// purposeSession is the purpose from which the secrets of sessions are derived.
const purposeSession = "session"

// SessionState is everything that is stored about a session.
type SessionState struct {
	ID        SessionID
	User      access.UserID
	Kind      SessionKind
	OpenedAt  time.Time
	SeenAt    time.Time // last use: exact for refreshes, to TouchInterval for pages
	ExpiresAt time.Time
	EndedAt   time.Time // zero while it lives
	EndReason string
	Address   string    // network address at sign-in
	Agent     string    // what the browser or program calls itself, cut to 200 characters
	Country   string    // ISO 3166 code that a trusted proxy named at sign-in, or ""
	Device    DeviceID  // zero when it is not known
	ProvedAt  time.Time // when the person last proved in it that he is himself: at sign-in, then by Prove
	EnrolBy   time.Time // until when he must have set up a second factor; zero: nothing is asked of him
}

// Lives reports whether the session can be used.
func (s SessionState) Lives(now time.Time) bool { return s.EndedAt.IsZero() && now.Before(s.ExpiresAt) }

// fresh reports whether a proof given at a moment is still good for dangerous acts.
func fresh(proved, now time.Time) bool {
	return !proved.IsZero() && now.Sub(proved) < access.FreshFor && !proved.After(now.Add(RefreshGrace))
}

// end is when a session ends that is used now: a while from now, and never after its whole life.
func (l Lives) end(s SessionState, now time.Time) time.Time {
	idle, whole := now.Add(l.Idle), s.OpenedAt.Add(l.Session)
	if s.Kind == APISession {
		idle = now.Add(l.Refresh)
	}
	if whole.Before(idle) {
		return whole
	}
	return idle
}

// TokenState is one secret of a session. Only its hash is stored; the secret is derived from the identifier (Keys).
type TokenState struct {
	ID        TokenID
	Hash      []byte
	IssuedAt  time.Time
	UsedAt    time.Time // zero until it was exchanged for its successor
	Successor TokenID
}

// Session is one sign-in. It is loaded with the one token that was presented.
type Session struct {
	s      SessionState
	token  TokenState
	issued []TokenState
	spent  bool // token was used since it was loaded
	news   []event.Event
}

// OpenSession begins a session with its first secret.
func OpenSession(id SessionID, user access.UserID, kind SessionKind, first TokenState, address, agent string, life Lives, now time.Time) *Session {
	s := SessionState{ID: id, User: user, Kind: kind, OpenedAt: now, SeenAt: now, Address: address, Agent: clip(agent, 200), ProvedAt: now}
	s.ExpiresAt = life.end(s, now)
	first.IssuedAt = now
	return &Session{s: s, token: first, issued: []TokenState{first}}
}

// RestoreSession makes a Session of what was stored; for stores and tests only.
func RestoreSession(s SessionState, presented TokenState) *Session {
	return &Session{s: s, token: presented}
}

// State returns what is stored about the session.
func (s *Session) State() SessionState { return s.s }

// TakeEvents returns the facts recorded since the last call; the store publishes them as it saves.
func (s *Session) TakeEvents() []event.Event {
	news := s.news
	s.news = nil
	return news
}

// FromNewDevice records that the person had never signed in with this device before.
func (s *Session) FromNewDevice(u UserState) {
	s.news = append(s.news, event.SignedInFromNewDevice{UserFacts: u.facts(), Device: ReadAgent(s.s.Agent).String(), Address: s.s.Address, Country: s.s.Country,
		At: s.s.OpenedAt})
}

// TakeTokens returns the tokens to add and, if it was just used, the token to update; the store saves them.
func (s *Session) TakeTokens() (issued []TokenState, used *TokenState) {
	issued, s.issued = s.issued, nil
	if s.spent {
		t := s.token
		used, s.spent = &t, false
	}
	return issued, used
}

// Rotate exchanges the presented refresh token for its successor and returns which one that is.
//
// A token is used once. Used again within RefreshGrace it gives the same successor again: two tabs that refresh at the
// same moment, or a client whose answer was lost, go on with one chain. Used again later it is in two hands, and
// nobody can tell which is the thief's: the whole family ends, with ErrSessionReused. The change must be saved then, too.
func (s *Session) Rotate(next TokenState, life Lives, now time.Time) (TokenID, error) {
	if s.s.Kind != APISession || !s.s.Lives(now) {
		return TokenID{}, ErrSessionEnded
	}
	if s.token.UsedAt.IsZero() {
		next.IssuedAt = now
		s.token.UsedAt, s.token.Successor, s.spent = now, next.ID, true
		s.issued = append(s.issued, next)
		s.s.SeenAt, s.s.ExpiresAt = now, life.end(s.s, now)
		return next.ID, nil
	}
	if now.Sub(s.token.UsedAt) <= RefreshGrace {
		return s.token.Successor, nil
	}
	s.End(EndedByReuse, now)
	return TokenID{}, ErrSessionReused
}

// End ends the session; ending it twice is no mistake.
func (s *Session) End(reason string, now time.Time) {
	if s.s.EndedAt.IsZero() {
		s.s.EndedAt, s.s.EndReason = now, reason
	}
}

// Purpose says what a ticket is for.
type Purpose string

// The purposes of tickets.
const (
	PurposeConfirm Purpose = "confirm_email"
	PurposeReset   Purpose = "reset_password"
	PurposeSignIn  Purpose = "sign_in"
	// A change of address: to the new one, to confirm it, and to the old one, to stop it.
	PurposeNewEmail    Purpose = "new_email"
	PurposeCancelEmail Purpose = "cancel_email"
)

// Ticket is a link that was sent by mail: it works once, until it expires. It holds nothing secret but the hash.
type Ticket struct {
	ID        TicketID
	User      access.UserID
	Purpose   Purpose
	Hash      []byte
	CreatedAt time.Time
	ExpiresAt time.Time
	UsedAt    time.Time     // zero until it was used or withdrawn
	Email     contact.Email // the address that it is about, for a change of address
	Partner   TicketID      // the way back from what it does; zero: none
}

// Check returns ErrLink unless the ticket is for the purpose and can still be used.
func (t Ticket) Check(p Purpose, now time.Time) error {
	if t.Purpose != p || !t.UsedAt.IsZero() || !now.Before(t.ExpiresAt) {
		return ErrLink
	}
	return nil
}

func clip(s string, most int) string {
	if r := []rune(s); len(r) > most {
		return string(r[:most])
	}
	return s
}

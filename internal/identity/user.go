package identity

import (
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"comptoir/internal/event"
	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/contact"
	"comptoir/internal/kernel/fault"
)

// Faults of identity.
var (
	ErrCredentials   = fault.Define(fault.Unauthenticated, "identity.bad_credentials", "the e-mail address or the password is wrong")
	ErrUnknownUser   = fault.Define(fault.NotFound, "identity.unknown_user", "no such user")
	ErrEmailTaken    = fault.Define(fault.Conflict, "identity.email_taken", "this address already has an account")
	ErrStale         = fault.Define(fault.Stale, "identity.stale", "the account was changed meanwhile")
	ErrLink          = fault.Define(fault.Gone, "identity.link_expired", "this link has been used or has expired; ask for a new one")
	ErrSessionEnded  = fault.Define(fault.Unauthenticated, "identity.session_ended", "the session has ended; sign in again")
	ErrSessionReused = fault.Define(fault.Unauthenticated, "identity.session_reused", "this refresh token was used before; for safety the session was ended")
	ErrToken         = fault.Define(fault.Unauthenticated, "identity.invalid_token", "the access token is not valid or has expired")
	ErrRole          = fault.Define(fault.Forbidden, "identity.role_not_yours_to_give", "you may not give or take this role")
	ErrBusy          = fault.Define(fault.Unavailable, "identity.busy", "too many people sign in just now; try again shortly")
)

// UserState is everything that is stored about a user. It is copied in and out, never shared.
type UserState struct {
	ID                access.UserID
	Email             contact.Email
	EmailConfirmedAt  time.Time // zero: nobody has proven that he reads mail sent there
	Name              string
	Phone             contact.Phone
	Locale            string              // "fr", "en", "ar"
	Zone              string              // IANA name of his time zone; "": the business's
	Photo             string              // names his picture in the file store; "": none
	Roles             []Role              // sorted by rank, at least one
	Custom            []RoleID            // roles that the business made
	Extra             []access.Permission // what those allow, as they are now; read with the user, never stored with him
	DeactivatedAt     time.Time           // zero: he may come in
	PasswordHash      string              // "": no password; only a reset link opens the account
	PasswordChangedAt time.Time
	CreatedAt         time.Time
	UpdatedAt         time.Time
	Version           int
}

func (s UserState) facts() event.UserFacts {
	return event.UserFacts{User: s.ID.Raw(), Email: s.Email, Name: s.Name, Locale: s.Locale}
}

// User is a person who can sign in to one business.
type User struct {
	s    UserState
	news []event.Event
}

// RestoreUser makes a User of what was stored; for stores and tests only.
func RestoreUser(s UserState) *User {
	s.Roles, s.Custom = slices.Clone(s.Roles), slices.Clone(s.Custom)
	return &User{s: s}
}

// State returns a copy of everything that is stored.
func (u *User) State() UserState {
	s := u.s
	s.Roles, s.Custom = slices.Clone(s.Roles), slices.Clone(s.Custom)
	return s
}

// TakeEvents returns the facts recorded since the last call; the store publishes them as it saves.
func (u *User) TakeEvents() []event.Event {
	news := u.news
	u.news = nil
	return news
}

// NewUser makes a user. The profile has been checked (see Profile.Check).
func NewUser(id access.UserID, email contact.Email, p Profile, hash string, roles []Role, now time.Time) *User {
	s := UserState{ID: id, Email: email, Name: p.Name, Phone: p.Phone, Locale: p.Locale, Zone: p.Zone, Roles: sortRoles(roles), PasswordHash: hash,
		CreatedAt: now, UpdatedAt: now}
	if hash != "" {
		s.PasswordChangedAt = now
	}
	return &User{s: s}
}

// AskToConfirm records that the user must be sent the link of a ticket.
func (u *User) AskToConfirm(t Ticket) {
	u.news = append(u.news, event.UserRegistered{UserFacts: u.s.facts(), Ticket: t.ID.Raw(), ExpiresAt: t.ExpiresAt})
}

// AskToReset records that the user must be sent the link of a ticket.
func (u *User) AskToReset(t Ticket) {
	u.news = append(u.news, event.PasswordResetRequested{UserFacts: u.s.facts(), Ticket: t.ID.Raw(), ExpiresAt: t.ExpiresAt})
}

// Confirm records that the user reads mail at his address. Confirming twice is no mistake.
func (u *User) Confirm(now time.Time) {
	if !u.s.EmailConfirmedAt.IsZero() {
		return
	}
	u.s.EmailConfirmedAt, u.s.UpdatedAt = now, now
	u.news = append(u.news, event.EmailConfirmed{UserFacts: u.s.facts()})
}

// SetPassword replaces the password.
func (u *User) SetPassword(hash string, now time.Time) {
	u.s.PasswordHash, u.s.PasswordChangedAt, u.s.UpdatedAt = hash, now, now
	u.news = append(u.news, event.PasswordChanged{UserFacts: u.s.facts()})
}

// Rehash stores the same password under today's cost; nobody need be told.
func (u *User) Rehash(hash string, now time.Time) { u.s.PasswordHash, u.s.UpdatedAt = hash, now }

// Contest takes the password away from an account whose address nobody has proven to own, because somebody else claims
// the address as well. Whoever reads its mail gets in by the reset link that follows; whoever registered it first with
// another person's address is out.
func (u *User) Contest(now time.Time) { u.s.PasswordHash, u.s.UpdatedAt = "", now }

// Reused records that a refresh token of the user was used twice.
func (u *User) Reused(address string) {
	u.news = append(u.news, event.SessionReuseDetected{UserFacts: u.s.facts(), Address: address})
}

// Change replaces the profile, which has been checked.
func (u *User) Change(p Profile, now time.Time) {
	u.s.Name, u.s.Phone, u.s.Locale, u.s.Zone, u.s.UpdatedAt = p.Name, p.Phone, p.Locale, p.Zone, now
}

// Grant gives a role; giving it twice is no mistake.
func (u *User) Grant(r Role, now time.Time) {
	if !slices.Contains(u.s.Roles, r) {
		u.s.Roles, u.s.UpdatedAt = sortRoles(append(slices.Clone(u.s.Roles), r)), now
	}
}

// Revoke takes a role away; who has none left is a customer.
func (u *User) Revoke(r Role, now time.Time) {
	u.s.Roles, u.s.UpdatedAt = sortRoles(slices.DeleteFunc(slices.Clone(u.s.Roles), func(x Role) bool { return x == r })), now
}

// Profile is what a user says about himself.
type Profile struct {
	Name   string
	Phone  contact.Phone
	Locale string
	Zone   string // IANA name of a time zone; "": the business's
}

// Check returns the profile trimmed, or fails the fields name, phone, locale and zone. A name is also written into mails to an
// address that somebody merely typed: it must not carry an advertisement.
func (p Profile) Check(c *fault.Check) Profile {
	p.Name = strings.Join(strings.Fields(p.Name), " ")
	low := strings.ToLower(p.Name)
	switch n := utf8.RuneCountInString(p.Name); {
	case n == 0:
		c.Fail("name", "required", "the name is missing")
	case n > 100:
		c.Fail("name", "too_long", "at most 100 characters")
	case !utf8.ValidString(p.Name) || strings.ContainsFunc(p.Name, unicode.IsControl) || strings.ContainsAny(p.Name, "<>@{}|\\") ||
		strings.Contains(low, "://") || strings.Contains(low, "www."):
		c.Fail("name", "malformed_name", "a person's name, without an address or signs")
	}
	if p.Phone != "" {
		phone, err := contact.ParsePhone(string(p.Phone), "FR")
		c.Take("phone", err)
		p.Phone = phone
	}
	if p.Zone != "" {
		_, err := time.LoadLocation(p.Zone)
		c.That(err == nil && p.Zone != "Local" && len(p.Zone) <= 50, "zone", "no_such_zone", "the name of a time zone, such as Europe/Paris")
	}
	c.That(slices.Contains(locales, p.Locale), "locale", "unknown_language", "fr, en or ar")
	return p
}

var locales = []string{"fr", "en", "ar"}

// Password rules (IAM-3; NIST SP 800-63B: length, and no rules of composition).
const (
	MinPassword = 12
	MaxPassword = 128
)

// CheckPassword fails field when a password is too short, too long, among the commonest, known from public leaks, made of
// the business's own name, or holds the person's own name or address.
func CheckPassword(c *fault.Check, field, password, name string, email contact.Email, business string) {
	switch n := utf8.RuneCountInString(password); {
	case !utf8.ValidString(password) || strings.ContainsRune(password, 0):
		c.Fail(field, "malformed", "this is not text")
	case n < MinPassword:
		c.Fail(field, "password_too_short", "at least "+strconv.Itoa(MinPassword)+" characters")
	case n > MaxPassword:
		c.Fail(field, "password_too_long", "at most "+strconv.Itoa(MaxPassword)+" characters")
	case commonPassword(password, business):
		c.Fail(field, "password_common", "this password is among the first that are tried; choose another")
	case personalPassword(password, name, email):
		c.Fail(field, "password_personal", "the password must not hold your name or your address")
	}
}

// personalPassword reports whether a password holds a word of four letters or more of its owner's name, or of the local
// part of his address; accents and capitals make no difference.
func personalPassword(password, name string, email contact.Email) bool {
	low := plainLetters(password)
	local, _, _ := strings.Cut(string(email), "@")
	notWord := func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }
	words := append(strings.FieldsFunc(plainLetters(name), notWord), plainLetters(local))
	for _, w := range append(words, strings.FieldsFunc(plainLetters(local), notWord)...) {
		if utf8.RuneCountInString(w) >= 4 && strings.Contains(low, w) {
			return true
		}
	}
	return false
}

// plainLetters are small letters without the accents of French and its neighbours.
func plainLetters(s string) string { return unaccented.Replace(strings.ToLower(s)) }

var unaccented = strings.NewReplacer("à", "a", "â", "a", "ä", "a", "á", "a", "ã", "a", "å", "a", "ç", "c", "é", "e", "è", "e", "ê", "e", "ë", "e", "î", "i", "ï", "i", "í", "i",
	"ñ", "n", "ô", "o", "ö", "o", "ó", "o", "õ", "o", "ø", "o", "ù", "u", "û", "u", "ü", "u", "ú", "u", "ÿ", "y", "ý", "y", "œ", "oe", "æ", "ae")

// UserView is a user as he and the staff see him.
type UserView struct {
	ID             access.UserID
	Email          contact.Email
	EmailConfirmed bool
	Name           string
	Phone          contact.Phone
	Locale         string
	Zone           string
	Photo          string
	Roles          []Role
	Custom         []RoleID
	Deactivated    bool
	HasPassword    bool
	CreatedAt      time.Time
}

func (s UserState) view() UserView {
	return UserView{ID: s.ID, Email: s.Email, EmailConfirmed: !s.EmailConfirmedAt.IsZero(), Name: s.Name, Phone: s.Phone, Locale: s.Locale,
		Zone: s.Zone, Photo: s.Photo, Custom: slices.Clone(s.Custom), Deactivated: !s.DeactivatedAt.IsZero(), Roles: slices.Clone(s.Roles), HasPassword: s.PasswordHash != "", CreatedAt: s.CreatedAt}
}

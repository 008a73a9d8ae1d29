package event

import (
	"time"

	"comptoir/internal/kernel/contact"
	"comptoir/internal/kernel/ident"
)

// UserFacts is a user as consumers need him.
type UserFacts struct {
	User   ident.Raw     `json:"user"`
	Email  contact.Email `json:"email"`
	Name   string        `json:"name"`
	Locale string        `json:"locale"`
}

// UserRegistered says that somebody opened an account. Ticket names the confirmation that his mail must carry: the link
// itself is never stored, it is computed from the ticket when the mail is written.
type UserRegistered struct {
	UserFacts
	Ticket    ident.Raw `json:"ticket"`
	ExpiresAt time.Time `json:"expiresAt"`
}

// EmailConfirmed says that a user owns his address.
type EmailConfirmed struct{ UserFacts }

// PasswordResetRequested says that a user asked for a new password. Ticket names the reset, which is used once and expires.
type PasswordResetRequested struct {
	UserFacts
	Ticket    ident.Raw `json:"ticket"`
	ExpiresAt time.Time `json:"expiresAt"`
}

// PasswordChanged says that a password was changed; every session but the changing one was ended.
type PasswordChanged struct{ UserFacts }

// SessionReuseDetected says that a refresh token was used twice: the whole family of tokens was revoked.
type SessionReuseDetected struct {
	UserFacts
	Address string `json:"address,omitempty"`
}

// SignedInFromNewDevice says that somebody signed in to an account with a device that it did not know.
type SignedInFromNewDevice struct {
	UserFacts
	Device  string    `json:"device,omitempty"` // in words, "Firefox, Windows"
	Address string    `json:"address,omitempty"`
	Country string    `json:"country,omitempty"`
	At      time.Time `json:"at"`
}

// MagicLinkRequested says that a user asked for a link that signs him in without a password.
type MagicLinkRequested struct {
	UserFacts
	Ticket    ident.Raw `json:"ticket"`
	ExpiresAt time.Time `json:"expiresAt"`
}

// EmailChangeRequested says that a user, whose facts hold the old address, asked for another one. The new one must be sent
// the link of Confirm, the old one that of Cancel.
type EmailChangeRequested struct {
	UserFacts
	NewEmail  contact.Email `json:"newEmail"`
	Confirm   ident.Raw     `json:"confirm"`
	ConfirmBy time.Time     `json:"confirmBy"`
	Cancel    ident.Raw     `json:"cancel"`
	CancelBy  time.Time     `json:"cancelBy"`
}

// EmailChanged says that a user, whose facts hold the new address, has another address than before. Cancel names the way
// back, which goes to the previous one; zero when there is none.
type EmailChanged struct {
	UserFacts
	Previous contact.Email `json:"previous"`
	Cancel   ident.Raw     `json:"cancel,omitzero"`
}

// StaffInvited says that somebody is invited to join the business. Invitation names the link that his mail must carry.
type StaffInvited struct {
	Invitation ident.Raw     `json:"invitation"`
	Email      contact.Email `json:"email"`
	Name       string        `json:"name"`
	Locale     string        `json:"locale"`
	Roles      []string      `json:"roles"`
	By         string        `json:"by"` // the name of who invites
	ExpiresAt  time.Time     `json:"expiresAt"`
}

// EventName implements Event.
func (StaffInvited) EventName() string { return "identity.staff_invited.v1" }

// EventName implements Event.
func (MagicLinkRequested) EventName() string { return "identity.magic_link_requested.v1" }

// EventName implements Event.
func (EmailChangeRequested) EventName() string { return "identity.email_change_requested.v1" }

// EventName implements Event.
func (EmailChanged) EventName() string { return "identity.email_changed.v1" }

// EventName implements Event.
func (SignedInFromNewDevice) EventName() string { return "identity.signed_in_from_new_device.v1" }

// AccessChanged says that how a person gets in was changed: What is one of codes_enabled, codes_disabled, passkey_added,
// passkey_removed, passkey_cloned (its counter ran backwards: a copy may be in use), recovery_renewed, recovery_used,
// factors_reset, account_linked, account_unlinked. Subject names the passkey or the
// provider, or who did it for him.
type AccessChanged struct {
	UserFacts
	What    string `json:"what"`
	Subject string `json:"subject,omitempty"`
	Address string `json:"address,omitempty"`
}

// EventName implements Event.
func (AccessChanged) EventName() string { return "identity.access_changed.v1" }

// EventName implements Event.
func (UserRegistered) EventName() string { return "identity.user_registered.v1" }

// EventName implements Event.
func (EmailConfirmed) EventName() string { return "identity.email_confirmed.v1" }

// EventName implements Event.
func (PasswordResetRequested) EventName() string { return "identity.password_reset_requested.v1" }

// EventName implements Event.
func (PasswordChanged) EventName() string { return "identity.password_changed.v1" }

// EventName implements Event.
func (SessionReuseDetected) EventName() string { return "identity.session_reuse_detected.v1" }

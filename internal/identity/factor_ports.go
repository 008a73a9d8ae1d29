package identity

import (
	"context"
	"time"

	"comptoir/internal/kernel/access"
)

// OneTimeCodes makes the keys of authenticator applications and reads their codes (RFC 6238).
type OneTimeCodes interface {
	// NewKey returns a key as it is typed into an application (base32), of 160 random bits.
	NewKey() (string, error)
	// Step returns the time step whose code this is, among the present one and its two neighbours; false when none.
	Step(key, code string, now time.Time) (int64, bool)
}

// Secrets keeps what must be read again, such as the key of an authenticator application: sealed for the tenant of ctx and for one purpose.
type Secrets interface {
	Seal(ctx context.Context, purpose string, plain []byte) ([]byte, error)
	Open(ctx context.Context, purpose string, sealed []byte) ([]byte, error)
}

// Random returns n bytes that nobody can guess.
type Random func(n int) []byte

// Site is where the browser is: passkeys belong to a host.
type Site struct {
	Host   string // "rivages.localhost", without port: the relying party's identifier
	Origin string // "http://rivages.localhost:8080"
	Name   string // of the business
}

// Passkeys runs the two ceremonies of WebAuthn. Options are JSON for the browser; state is what the second half must know.
type Passkeys interface {
	// Create begins adding a passkey; known ones are excluded.
	Create(site Site, u UserState, known []PasskeyState) (options, state []byte, err error)
	// Created checks the browser's answer. ErrPasskey.
	Created(site Site, u UserState, state, answer []byte) (PasskeyState, error)
	// Ask begins proving with one of the known passkeys, or with any passkey of the site when there are none.
	Ask(site Site, u UserState, known []PasskeyState) (options, state []byte, err error)
	// Credential returns the identifiers in an answer, to find the passkey by, and the user handle that it carries. ErrPasskey.
	Credential(answer []byte) (credential []byte, user access.UserID, err error)
	// Answered checks the browser's answer against a passkey; it returns the passkey with its new counter, and whether it
	// looks like a copy of it was used. ErrPasskey.
	Answered(site Site, u UserState, p PasskeyState, state, answer []byte) (PasskeyState, bool, error)
}

// FactorTx is the part of Tx for what proves a person besides his password.
type FactorTx interface {
	// Authenticator loads the authenticator application of a person, locked; the zero state when he has none.
	Authenticator(ctx context.Context, user access.UserID) (AuthenticatorState, error)
	SaveAuthenticator(ctx context.Context, s AuthenticatorState) error
	RemoveAuthenticator(ctx context.Context, user access.UserID) error
	// ReplaceRecovery withdraws the recovery codes of a person and stores others.
	ReplaceRecovery(ctx context.Context, user access.UserID, hashes [][]byte, now time.Time) error
	// UseRecovery uses a recovery code up, and reports whether it was there to be used.
	UseRecovery(ctx context.Context, user access.UserID, hash []byte, now time.Time) (bool, error)
	// Passkey loads a passkey by its credential, locked. ErrUnknownPasskey.
	Passkey(ctx context.Context, credential []byte) (PasskeyState, error)
	// PasskeyByID loads a passkey of a person, locked. ErrUnknownPasskey.
	PasskeyByID(ctx context.Context, user access.UserID, id PasskeyID) (PasskeyState, error)
	// SavePasskey stores a passkey, new or changed. ErrPasskey when another person of the business has the credential.
	SavePasskey(ctx context.Context, p PasskeyState) error
	RemovePasskey(ctx context.Context, id PasskeyID) error
	// FactorsOf reads what a person can prove himself with.
	FactorsOf(ctx context.Context, user access.UserID) (Factors, error)

	// AddCeremony stores a new ceremony, and forgets some that are over.
	AddCeremony(ctx context.Context, c Ceremony) error
	// Ceremony loads a ceremony by the hash of its secret, locked. ErrChallengeEnded.
	Ceremony(ctx context.Context, hash []byte) (Ceremony, error)
	// SaveCeremony stores what has changed in a ceremony.
	SaveCeremony(ctx context.Context, c Ceremony) error

	// FactorPolicy reads what the business asks of its people.
	FactorPolicy(ctx context.Context) (FactorPolicy, error)
	SaveFactorPolicy(ctx context.Context, p FactorPolicy) error
	// Oblige writes until when the persons of the living sessions must have set up a second factor: those of one user, or
	// (zero) of everybody who has a role of staff or higher and no second factor. A zero moment lifts the obligation.
	Oblige(ctx context.Context, user access.UserID, until time.Time) error
}

// FactorReader answers questions about it.
type FactorReader interface {
	FactorsByUser(ctx context.Context, user access.UserID) (Factors, error)
	// CeremonyState returns a ceremony by the hash of its secret. ErrChallengeEnded.
	CeremonyState(ctx context.Context, hash []byte) (Ceremony, error)
	// Policy returns what the business asks of its people.
	Policy(ctx context.Context) (FactorPolicy, error)
}

package identity

import (
	"encoding/base32"
	"slices"
	"strings"
	"time"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/fault"
)

// Faults of second factors.
var (
	ErrCode = fault.Define(fault.Invalid, "identity.wrong_code", "this code is wrong, has expired or was used before").
		On("code", "wrong_code", "this code is wrong, has expired or was used before")
	ErrCodesLocked    = fault.Define(fault.Limited, "identity.codes_locked", "too many wrong codes; wait a quarter of an hour, or use a recovery code or a passkey")
	ErrNoCodes        = fault.Define(fault.Conflict, "identity.no_codes", "no authenticator application is set up")
	ErrCodesOn        = fault.Define(fault.Conflict, "identity.codes_on", "an authenticator application is set up already; remove it first")
	ErrFactorNeeded   = fault.Define(fault.Conflict, "identity.factor_needed", "the business asks for a second step: set up another one before you remove this one")
	ErrSecondStep     = fault.Define(fault.Invalid, "identity.second_step_needed", "prove it with your second factor: the password alone does not do").On("code", "required", "the code of your application, or a recovery code")
	ErrChallengeEnded = fault.Define(fault.Unauthenticated, "identity.challenge_ended", "this took too long or too many attempts; begin again")
	ErrConfirmFirst   = fault.Define(fault.Conflict, "identity.confirm_first", "confirm your e-mail address first")
	ErrPasskey        = fault.Define(fault.Invalid, "identity.passkey_refused", "the passkey was not accepted").On("passkey", "refused", "the passkey was not accepted")
	ErrUnknownPasskey = fault.Define(fault.NotFound, "identity.unknown_passkey", "no such passkey")
)

// Rules of one-time codes (RFC 6238 with its defaults: SHA-1, six digits, thirty seconds) and of recovery codes.
const (
	MaxCodeFailures = 10               // wrong codes in a row until codes rest
	CodesRest       = 15 * time.Minute // how long; after it, each further wrong code makes them rest again
	RecoveryCodes   = 10
	PendingCodes    = 30 * time.Minute // how long a key that was shown waits for its first code
)

// AuthenticatorState is the authenticator application of a person: at most one.
type AuthenticatorState struct {
	User        access.UserID
	Secret      []byte // sealed
	CreatedAt   time.Time
	ConfirmedAt time.Time // zero until a first code has shown that the application knows the key
	LastStep    int64     // the newest time step whose code was accepted: none is accepted twice, nor an older one
	UsedAt      time.Time
	Failures    int // in a row
	FailedAt    time.Time
}

// Active reports whether sign-ins ask for its codes.
func (s AuthenticatorState) Active() bool { return !s.ConfirmedAt.IsZero() }

// Check returns ErrCodesLocked while codes rest.
//
// The rest is the account's, whatever the address, since an attacker may have many: three codes are good at any moment
// among a million. Only somebody who knows the password gets as far as causing it, and recovery codes and passkeys go on
// working, so that it locks nobody out.
func (s AuthenticatorState) Check(now time.Time) error {
	if s.Failures >= MaxCodeFailures && now.Before(s.FailedAt.Add(CodesRest)) {
		return ErrCodesLocked
	}
	return nil
}

// Take accepts the code of a time step, or counts a wrong one (fits false). The change must be saved in both cases.
func (s *AuthenticatorState) Take(step int64, fits bool, now time.Time) error {
	if err := s.Check(now); err != nil {
		return err
	}
	if !fits || step <= s.LastStep {
		s.Failures, s.FailedAt = s.Failures+1, now
		return ErrCode
	}
	s.LastStep, s.UsedAt, s.Failures, s.FailedAt = step, now, 0, time.Time{}
	return nil
}

// Method is a way to take the second step.
type Method string

// The second steps.
const (
	ByCode     Method = "code"          // of an authenticator application
	ByRecovery Method = "recovery_code" // one of ten, each used once
	ByPasskey  Method = "passkey"
)

// Factors is what a person can prove himself with besides his password.
type Factors struct {
	Authenticator AuthenticatorState // zero: none
	Passkeys      []PasskeyState
	Recovery      int // codes left
}

// On reports whether a password alone does not open the account: the application is set up, or there is a passkey.
func (f Factors) On() bool { return f.Authenticator.Active() || len(f.Passkeys) > 0 }

// Methods returns the second steps that can be taken; none when there is no second factor.
func (f Factors) Methods() []Method {
	var all []Method
	if !f.On() {
		return nil
	}
	if len(f.Passkeys) > 0 {
		all = append(all, ByPasskey)
	}
	if f.Authenticator.Active() {
		all = append(all, ByCode)
	}
	if f.Recovery > 0 {
		all = append(all, ByRecovery)
	}
	return all
}

// recoveryLetters are Crockford's: digits and letters, none of them to be taken for another.
var recoveryLetters = base32.NewEncoding("0123456789abcdefghjkmnpqrstvwxyz").WithPadding(base32.NoPadding)

// recoveryBytes is the randomness of a recovery code: 120 bits. A plain hash is enough from 112 on (ASVS 5.0, 6.5.2).
const recoveryBytes = 15

// recoveryCode writes random bytes as six groups of four signs.
func recoveryCode(random []byte) string {
	s := recoveryLetters.EncodeToString(random[:recoveryBytes])
	groups := make([]string, 0, len(s)/4)
	for i := 0; i < len(s); i += 4 {
		groups = append(groups, s[i:i+4])
	}
	return strings.Join(groups, "-")
}

// plainCode returns a code as it was meant: without spaces and hyphens, in small letters, with the digits for which the
// letters o, i and l are written.
func plainCode(code string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == 'o':
			return '0'
		case r == 'i' || r == 'l':
			return '1'
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
			return r
		}
		return -1
	}, strings.ToLower(code))
}

// isRecovery tells a recovery code from one of six digits, so that either may be typed into one field.
func isRecovery(code string) bool { return len(plainCode(code)) > 8 }

// hashRecovery returns what is stored of a recovery code. 120 random bits need no slow hash.
func hashRecovery(user access.UserID, code string) []byte {
	return HashSecret("recovery:" + user.String() + ":" + plainCode(code))
}

// newRecovery makes the codes and what is stored of them.
func (i *Identity) newRecovery(user access.UserID) (codes []string, hashes [][]byte) {
	for range RecoveryCodes {
		code := recoveryCode(i.d.Random(recoveryBytes))
		codes, hashes = append(codes, code), append(hashes, hashRecovery(user, code))
	}
	return codes, hashes
}

// hasRole reports whether one of the roles is least or higher.
func hasRole(roles []Role, least Role) bool {
	at := slices.Index(Roles(), least)
	return slices.ContainsFunc(roles, func(r Role) bool { return slices.Index(Roles(), r) >= at })
}

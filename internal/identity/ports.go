package identity

import (
	"context"
	"time"

	"comptoir/internal/kernel/access"
)

// Passwords hashes passwords. Implementations bound how many hashes are computed at once, since each takes much memory.
type Passwords interface {
	// Hash returns a new hash of a password.
	Hash(ctx context.Context, password string) (string, error)
	// Verify reports whether a password fits a hash, and whether the hash should be made anew. An empty hash never fits
	// and costs as much as any other. A fault of kind Unavailable when too many wait.
	Verify(ctx context.Context, hash, password string) (fits, outdated bool, err error)
}

// Claims is what an access token says.
type Claims struct {
	Tenant  access.TenantID
	User    access.UserID
	Session SessionID
	Roles   []Role
	Name    string
	Email   string // "" until it is confirmed
	Locale  string
	Proved  time.Time // when the person last proved that he is himself (auth_time)
	Enrol   bool      // he must set up a second factor before anything else
	Issued  time.Time
	Expires time.Time
}

// AccessTokens signs access tokens.
type AccessTokens interface {
	Sign(Claims) (string, error)
}

// Attempt says what is tried.
type Attempt string

// The attempts that are bounded.
const (
	AttemptSignIn   Attempt = "identity.sign_in"
	AttemptRegister Attempt = "identity.register"
	AttemptReset    Attempt = "identity.request_reset"
	// AttemptKnownDevice is a sign-in with a device that the account knows.
	AttemptKnownDevice Attempt = "identity.sign_in_known_device"
	AttemptSecondStep  Attempt = "identity.second_step"
	AttemptToken       Attempt = "identity.token" // confirmation and reset: guessing the secret of a link
)

// Attempts bounds how often something is tried, by the network address of the actor and by whom it is tried on.
type Attempts interface {
	// Try counts one attempt. It returns a fault of kind Limited when there were too many, and of kind Unavailable when
	// that cannot be told: attempts are refused then.
	Try(ctx context.Context, what Attempt, on string) error
	// Forget gives back the attempts on somebody, after a success.
	Forget(ctx context.Context, what Attempt, on string)
}

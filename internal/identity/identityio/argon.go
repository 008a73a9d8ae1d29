package identityio

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"runtime"
	"strings"
	"sync/atomic"

	"golang.org/x/crypto/argon2"
	"golang.org/x/crypto/bcrypt"

	"comptoir/internal/identity"
)

// Cost is how dear a password hash is.
type Cost struct {
	Memory  uint32 // KiB
	Passes  uint32
	Threads uint8
}

// Standard is OWASP's recommendation for argon2id (Password Storage Cheat Sheet): 19 MiB, 2 passes, 1 lane.
var Standard = Cost{Memory: 19 * 1024, Passes: 2, Threads: 1}

const (
	saltSize = 16
	keySize  = 32
	// leastBcrypt is the lowest cost at which an imported bcrypt hash is believed (IAM-3).
	leastBcrypt = 12
	// mostMemory and mostPasses bound what a stored hash may make us spend.
	mostMemory = 256 * 1024
	mostPasses = 16
	// queueFactor bounds how many may wait for a place, per place; more are told to come back.
	queueFactor = 32
)

// Argon hashes passwords with argon2id and believes imported bcrypt hashes. As many are computed at once as the machine
// has processors, so that a wave of sign-ins takes neither all memory nor all of the program. It implements
// identity.Passwords; safe for concurrent use.
type Argon struct {
	cost    Cost
	places  chan struct{}
	waiting atomic.Int64
	done    atomic.Int64
	nobody  string // the hash of no password, for addresses without an account
}

var _ identity.Passwords = (*Argon)(nil)

// NewArgon returns a hasher of a cost; Standard in production.
func NewArgon(cost Cost) *Argon {
	a := &Argon{cost: cost, places: make(chan struct{}, max(1, runtime.GOMAXPROCS(0)))}
	a.nobody = a.encode(make([]byte, saltSize), make([]byte, keySize))
	return a
}

func (a *Argon) enter(ctx context.Context) error {
	if a.waiting.Add(1) > int64(cap(a.places)*(queueFactor+1)) {
		a.waiting.Add(-1)
		return identity.ErrBusy
	}
	select {
	case a.places <- struct{}{}:
		return nil
	case <-ctx.Done():
		a.waiting.Add(-1)
		return ctx.Err()
	}
}

func (a *Argon) leave() {
	a.done.Add(1)
	<-a.places
	a.waiting.Add(-1)
}

// Computed returns how many hashes were computed so far.
func (a *Argon) Computed() int64 { return a.done.Load() }

// Hash implements identity.Passwords.
func (a *Argon) Hash(ctx context.Context, password string) (string, error) {
	if err := a.enter(ctx); err != nil {
		return "", err
	}
	defer a.leave()
	salt := make([]byte, saltSize)
	if _, err := rand.Read(salt); err != nil {
		return "", fmt.Errorf("identityio: %w", err)
	}
	return a.encode(salt, argon2.IDKey([]byte(password), salt, a.cost.Passes, a.cost.Memory, a.cost.Threads, keySize)), nil
}

func (a *Argon) encode(salt, key []byte) string {
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, a.cost.Memory, a.cost.Passes, a.cost.Threads,
		base64.RawStdEncoding.EncodeToString(salt), base64.RawStdEncoding.EncodeToString(key))
}

// Verify implements identity.Passwords. An unreadable hash fits nothing, at the usual price.
func (a *Argon) Verify(ctx context.Context, hash, password string) (fits, outdated bool, err error) {
	if err := a.enter(ctx); err != nil {
		return false, false, err
	}
	defer a.leave()
	if strings.HasPrefix(hash, "$2") {
		return a.verifyBcrypt(hash, password)
	}
	cost, salt, key, ok := decode(hash)
	if !ok {
		cost, salt, key, _ = decode(a.nobody)
	}
	same := subtle.ConstantTimeCompare(key, argon2.IDKey([]byte(password), salt, cost.Passes, cost.Memory, cost.Threads, uint32(len(key)))) == 1 // #nosec G115 -- the length of a stored key, which is checked
	return same && ok, cost != a.cost || len(salt) != saltSize || len(key) != keySize, nil
}

// verifyBcrypt believes a hash of another program. bcrypt looks at 72 bytes: Go's refuses longer passwords, and so does
// this, which costs the few people concerned a reset.
func (*Argon) verifyBcrypt(hash, password string) (fits, outdated bool, err error) {
	cost, err := bcrypt.Cost([]byte(hash))
	if err != nil || cost < leastBcrypt || cost > leastBcrypt+3 {
		return false, true, nil // weaker than what we believe, or dearer than what we pay
	}
	return bcrypt.CompareHashAndPassword([]byte(hash), []byte(password)) == nil, true, nil
}

func decode(hash string) (c Cost, salt, key []byte, ok bool) {
	parts := strings.Split(hash, "$")
	if len(parts) != 6 || parts[1] != "argon2id" || parts[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return c, nil, nil, false
	}
	if n, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &c.Memory, &c.Passes, &c.Threads); err != nil || n != 3 {
		return c, nil, nil, false
	}
	salt, saltErr := base64.RawStdEncoding.DecodeString(parts[4])
	key, keyErr := base64.RawStdEncoding.DecodeString(parts[5])
	ok = saltErr == nil && keyErr == nil && len(salt) >= 8 && len(key) >= 16 && len(key) <= 64 && c.Memory >= 8*uint32(c.Threads) && c.Memory <= mostMemory &&
		c.Passes > 0 && c.Passes <= mostPasses && c.Threads > 0
	return c, salt, key, ok
}

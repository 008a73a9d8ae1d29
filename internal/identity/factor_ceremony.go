package identity

import (
	"context"
	"time"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/ident"
)

type ceremonyTag struct{}

// CeremonyID names a ceremony.
type CeremonyID = ident.ID[ceremonyTag]

// Act says what a ceremony is for.
type Act string

// The acts that take more than one step.
const (
	ActSignIn        Act = "sign_in"         // a password was right; a second step is awaited
	ActPasskeySignIn Act = "passkey_sign_in" // a passkey is asked for, whosever it is
	ActAddPasskey    Act = "add_passkey"
	ActProve         Act = "prove"    // a passkey is asked for before a dangerous act
	ActProvider      Act = "provider" // the person is at Google or Facebook
)

// Ceremony limits.
const (
	CeremonyLife        = 5 * time.Minute
	ProviderLife        = 10 * time.Minute // the person may have to sign in over there first
	MaxCeremonyFailures = 5
	purposeCeremony     = "ceremony"
)

// Ceremony is an act in several steps. The browser, or the program, that began it holds its secret; nobody else can go on
// with it. It is done once.
type Ceremony struct {
	ID        CeremonyID
	Hash      []byte
	Act       Act
	User      access.UserID // zero while nobody knows who it is
	Kind      SessionKind   // of the session that it opens
	Agent     string
	Data      []byte // what the next step must know
	Failures  int
	CreatedAt time.Time
	ExpiresAt time.Time
	UsedAt    time.Time
}

// Check returns ErrChallengeEnded unless the ceremony is of this act and can go on.
func (c Ceremony) Check(act Act, now time.Time) error {
	if c.Act != act || !c.UsedAt.IsZero() || !now.Before(c.ExpiresAt) || c.Failures >= MaxCeremonyFailures {
		return ErrChallengeEnded
	}
	return nil
}

// begin makes a ceremony and its secret.
func (i *Identity) begin(ctx context.Context, act Act, user access.UserID, data []byte) (Ceremony, string) {
	now := i.d.Now()
	id := ident.Next[ceremonyTag](i.d.IDs)
	secret := i.d.Keys.Secret(purposeCeremony, access.TenantOf(ctx), id.Raw())
	return Ceremony{ID: id, Hash: HashSecret(secret), Act: act, User: user, Data: data, CreatedAt: now, ExpiresAt: now.Add(CeremonyLife)}, secret
}

// ceremony loads the ceremony of a secret when it can go on.
func (i *Identity) ceremony(ctx context.Context, tx Tx, secret string, act Act) (Ceremony, error) {
	c, err := tx.Ceremony(ctx, HashSecret(secret))
	if err != nil {
		return c, err
	}
	return c, c.Check(act, i.d.Now())
}

// done uses a ceremony up.
func (i *Identity) done(ctx context.Context, tx Tx, c Ceremony) error {
	c.UsedAt = i.d.Now()
	return tx.SaveCeremony(ctx, c)
}

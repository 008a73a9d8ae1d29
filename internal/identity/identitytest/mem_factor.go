package identitytest

import (
	"bytes"
	"cmp"
	"context"
	"maps"
	"slices"
	"time"

	"comptoir/internal/identity"
	"comptoir/internal/kernel/access"
)

// factorRoom is a tenant's second factors.
type factorRoom struct {
	authenticators map[access.UserID]identity.AuthenticatorState
	recovery       map[access.UserID][][]byte // those that are left
	passkeys       map[identity.PasskeyID]identity.PasskeyState
	ceremonies     map[identity.CeremonyID]identity.Ceremony
	policy         identity.FactorPolicy
}

func newFactorRoom() factorRoom {
	return factorRoom{authenticators: map[access.UserID]identity.AuthenticatorState{}, recovery: map[access.UserID][][]byte{},
		passkeys: map[identity.PasskeyID]identity.PasskeyState{}, ceremonies: map[identity.CeremonyID]identity.Ceremony{}}
}

func (r factorRoom) clone() factorRoom {
	r.authenticators, r.recovery, r.passkeys, r.ceremonies = maps.Clone(r.authenticators), maps.Clone(r.recovery), maps.Clone(r.passkeys), maps.Clone(r.ceremonies)
	return r
}

func (r factorRoom) factors(user access.UserID) identity.Factors {
	f := identity.Factors{Authenticator: r.authenticators[user]}
	for _, p := range r.passkeys {
		if p.User == user {
			f.Passkeys = append(f.Passkeys, p)
		}
	}
	slices.SortFunc(f.Passkeys, func(a, b identity.PasskeyState) int {
		return cmp.Or(a.CreatedAt.Compare(b.CreatedAt), a.ID.Compare(b.ID))
	})
	if f.On() {
		f.Recovery = len(r.recovery[user])
	}
	return f
}

func (r factorRoom) ceremony(hash []byte) (identity.Ceremony, error) {
	for _, c := range r.ceremonies {
		if bytes.Equal(c.Hash, hash) {
			return c, nil
		}
	}
	return identity.Ceremony{}, identity.ErrChallengeEnded
}

// FactorsByUser implements identity.Reader.
func (m *Mem) FactorsByUser(ctx context.Context, user access.UserID) (identity.Factors, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.room(ctx).factorRoom.factors(user), nil
}

// CeremonyState implements identity.Reader.
func (m *Mem) CeremonyState(ctx context.Context, hash []byte) (identity.Ceremony, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.room(ctx).ceremony(hash)
}

// Policy implements identity.Reader.
func (m *Mem) Policy(ctx context.Context) (identity.FactorPolicy, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.room(ctx).policy, nil
}

// Authenticator implements identity.Tx.
func (tx memTx) Authenticator(_ context.Context, user access.UserID) (identity.AuthenticatorState, error) {
	return tx.authenticators[user], nil
}

// SaveAuthenticator implements identity.Tx.
func (tx memTx) SaveAuthenticator(_ context.Context, s identity.AuthenticatorState) error {
	tx.authenticators[s.User] = s
	return nil
}

// RemoveAuthenticator implements identity.Tx.
func (tx memTx) RemoveAuthenticator(_ context.Context, user access.UserID) error {
	delete(tx.authenticators, user)
	return nil
}

// ReplaceRecovery implements identity.Tx.
func (tx memTx) ReplaceRecovery(_ context.Context, user access.UserID, hashes [][]byte, _ time.Time) error {
	tx.recovery[user] = hashes
	return nil
}

// UseRecovery implements identity.Tx.
func (tx memTx) UseRecovery(_ context.Context, user access.UserID, hash []byte, _ time.Time) (bool, error) {
	left := slices.DeleteFunc(slices.Clone(tx.recovery[user]), func(h []byte) bool { return bytes.Equal(h, hash) })
	used := len(left) < len(tx.recovery[user])
	tx.recovery[user] = left
	return used, nil
}

// Passkey implements identity.Tx.
func (tx memTx) Passkey(_ context.Context, credential []byte) (identity.PasskeyState, error) {
	for _, p := range tx.passkeys {
		if bytes.Equal(p.Credential, credential) {
			return p, nil
		}
	}
	return identity.PasskeyState{}, identity.ErrUnknownPasskey
}

// PasskeyByID implements identity.Tx.
func (tx memTx) PasskeyByID(_ context.Context, user access.UserID, id identity.PasskeyID) (identity.PasskeyState, error) {
	p, ok := tx.passkeys[id]
	if !ok || p.User != user {
		return identity.PasskeyState{}, identity.ErrUnknownPasskey
	}
	return p, nil
}

// SavePasskey implements identity.Tx.
func (tx memTx) SavePasskey(ctx context.Context, p identity.PasskeyState) error {
	if other, err := tx.Passkey(ctx, p.Credential); err == nil && other.ID != p.ID {
		return identity.ErrPasskey
	}
	tx.passkeys[p.ID] = p
	return nil
}

// RemovePasskey implements identity.Tx.
func (tx memTx) RemovePasskey(_ context.Context, id identity.PasskeyID) error {
	delete(tx.passkeys, id)
	return nil
}

// FactorsOf implements identity.Tx.
func (tx memTx) FactorsOf(_ context.Context, user access.UserID) (identity.Factors, error) {
	return tx.factorRoom.factors(user), nil
}

// AddCeremony implements identity.Tx.
func (tx memTx) AddCeremony(_ context.Context, c identity.Ceremony) error {
	tx.ceremonies[c.ID] = c
	return nil
}

// Ceremony implements identity.Tx.
func (tx memTx) Ceremony(_ context.Context, hash []byte) (identity.Ceremony, error) {
	return tx.ceremony(hash)
}

// SaveCeremony implements identity.Tx.
func (tx memTx) SaveCeremony(_ context.Context, c identity.Ceremony) error {
	tx.ceremonies[c.ID] = c
	return nil
}

// FactorPolicy implements identity.Tx.
func (tx memTx) FactorPolicy(context.Context) (identity.FactorPolicy, error) { return tx.policy, nil }

// SaveFactorPolicy implements identity.Tx.
func (tx memTx) SaveFactorPolicy(_ context.Context, p identity.FactorPolicy) error {
	if p.Version != tx.policy.Version {
		return identity.ErrStale
	}
	p.Version++
	tx.policy = p
	return nil
}

// Oblige implements identity.Tx.
func (tx memTx) Oblige(_ context.Context, user access.UserID, until time.Time) error {
	for id, s := range tx.sessions {
		bound := slices.ContainsFunc(tx.users[s.User].Roles, func(r identity.Role) bool {
			return r == identity.Staff || r == identity.Manager || r == identity.Administrator || r == identity.PlatformAdministrator
		})
		if s.EndedAt.IsZero() && (s.User == user || user.IsZero() && bound && !tx.factorRoom.factors(s.User).On()) {
			s.EnrolBy = until
			tx.sessions[id] = s
		}
	}
	return nil
}

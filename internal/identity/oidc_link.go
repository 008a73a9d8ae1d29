package identity

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/usecase"
)

// link ties the account of a person here to the one over there.
func (i *Identity) link(ctx context.Context, user access.UserID, name ProviderName, x External) error {
	err := i.d.Store.Write(ctx, func(ctx context.Context, tx Tx) error {
		now := i.d.Now()
		u, err := tx.User(ctx, user)
		if err != nil {
			return err
		}
		l, err := tx.Link(ctx, name, x.Subject)
		if err == nil && l.User == user {
			return nil // linked twice is linked
		}
		if err == nil {
			return ErrLinkTaken
		}
		if !errors.Is(err, ErrNotLinked) {
			return err
		}
		if err := tx.SaveLink(ctx, LinkState{Provider: name, Subject: x.Subject, User: user, Email: clip(x.Email, 254), LinkedAt: now}); err != nil {
			return err
		}
		u.accessChanged(AccountLinked, name.Label(), access.From(ctx).Address)
		return tx.SaveUser(ctx, u)
	})
	if err == nil {
		i.noteAccess(ctx, user, AccountLinked)
	}
	return err
}

// Unlink unties the actor's account from a provider, unless that is the only way into it.
type Unlink struct{ Provider ProviderName }

// Needs implements access.Guarded.
func (Unlink) Needs() access.Permission { return PermOwnAccount }

// Proof implements access.Proving: a thief would lock the owner out.
func (Unlink) Proof() access.Proof { return access.FreshProof }

func (i *Identity) unlink(ctx context.Context, c Unlink) (none usecase.None, err error) {
	user := access.From(ctx).User
	err = i.d.Store.Write(ctx, func(ctx context.Context, tx Tx) error {
		u, err := tx.User(ctx, user)
		if err != nil {
			return err
		}
		n, err := tx.RemoveLinks(ctx, user, c.Provider, time.Time{})
		if err != nil {
			return err
		}
		if n == 0 {
			return ErrNotLinked
		}
		f, err := tx.FactorsOf(ctx, user)
		if err != nil {
			return err
		}
		if u.s.PasswordHash == "" && len(f.Passkeys) == 0 {
			return ErrLastWay
		}
		u.accessChanged(AccountUnlinked, c.Provider.Label(), access.From(ctx).Address)
		return tx.SaveUser(ctx, u)
	})
	if err == nil {
		i.noteAccess(ctx, user, AccountUnlinked)
	}
	return none, err
}

// LinkView is a linked account as its owner sees it, or a provider that he may link.
type LinkView struct {
	Provider ProviderName
	Linked   bool
	Offered  bool // the business offers it
	Email    string
	LinkedAt time.Time
	UsedAt   time.Time
}

// links returns the providers that a person has linked or may link.
func (i *Identity) links(ctx context.Context, user access.UserID) ([]LinkView, error) {
	offered, err := i.offeredProviders(ctx, OfferedProviders{})
	if err != nil {
		return nil, err
	}
	linked, err := i.d.Store.Links(ctx, user)
	if err != nil {
		return nil, err
	}
	var all []LinkView
	for _, name := range ProviderNames() {
		v := LinkView{Provider: name, Offered: slices.Contains(offered, name)}
		for _, l := range linked {
			if l.Provider == name {
				v.Linked, v.Email, v.LinkedAt, v.UsedAt = true, l.Email, l.LinkedAt, l.UsedAt
			}
		}
		if v.Linked || v.Offered {
			all = append(all, v)
		}
	}
	return all, nil
}

// SetProvider says how the business is known to a provider, and whether people may sign in with it.
type SetProvider struct {
	Provider ProviderName
	ClientID string
	Secret   string // "" keeps the one that is there
	Enabled  bool
	Version  int // of what was looked at
}

// Needs implements access.Guarded.
func (SetProvider) Needs() access.Permission { return PermManageProviders }

// Proof implements access.Proving: whoever chooses the client chooses who is let in.
func (SetProvider) Proof() access.Proof { return access.FreshProof }

// ProviderView is how the business is known to a provider, without the secret.
type ProviderView struct {
	Provider  ProviderName
	ClientID  string
	HasSecret bool
	Enabled   bool
	Version   int
}

func (p ProviderState) view(name ProviderName) ProviderView {
	return ProviderView{Provider: name, ClientID: p.ClientID, HasSecret: len(p.Secret) > 0, Enabled: p.Enabled, Version: p.Version}
}

func (i *Identity) setProvider(ctx context.Context, c SetProvider) (out ProviderView, err error) {
	c.ClientID, c.Secret = strings.TrimSpace(c.ClientID), strings.TrimSpace(c.Secret)
	if !slices.Contains(ProviderNames(), c.Provider) {
		return out, ErrUnknownProvider
	}
	var sealed []byte
	if c.Secret != "" {
		if sealed, err = i.d.Secrets.Seal(ctx, sealOfProvider(c.Provider), []byte(c.Secret)); err != nil {
			return out, err
		}
	}
	err = i.d.Store.Write(ctx, func(ctx context.Context, tx Tx) error {
		p, err := tx.Provider(ctx, c.Provider)
		if err != nil {
			return err
		}
		if p.Version != c.Version {
			return ErrStale
		}
		if sealed != nil {
			p.Secret = sealed
		}
		var check fault.Check
		check.That(len(c.ClientID) <= 300 && !strings.ContainsAny(c.ClientID, " \t\r\n"), "clientId", "malformed", "an identifier without spaces")
		check.That(len(c.Secret) <= 300, "secret", "too_long", "at most 300 characters")
		check.That(!c.Enabled || c.ClientID != "", "clientId", "required", "needed to offer it")
		check.That(!c.Enabled || len(p.Secret) > 0, "secret", "required", "needed to offer it")
		if err := check.Err(); err != nil {
			return err
		}
		p.Name, p.ClientID, p.Enabled, p.UpdatedAt = c.Provider, c.ClientID, c.Enabled, i.d.Now()
		if err := tx.SaveProvider(ctx, p); err != nil {
			return err
		}
		p.Version++
		out = p.view(c.Provider)
		return nil
	})
	if err != nil {
		return ProviderView{}, err
	}
	i.note(ctx, NoteProvider, access.From(ctx).User, "", "", map[string]string{"provider": string(c.Provider)})
	return out, nil
}

// ListProviders asks how the business is known to all providers.
type ListProviders struct{}

// Needs implements access.Guarded.
func (ListProviders) Needs() access.Permission { return PermManageProviders }

func (i *Identity) listProviders(ctx context.Context, _ ListProviders) ([]ProviderView, error) {
	known, err := i.d.Store.Providers(ctx)
	if err != nil {
		return nil, err
	}
	var all []ProviderView
	for _, name := range ProviderNames() {
		v := ProviderState{}.view(name)
		for _, p := range known {
			if p.Name == name {
				v = p.view(name)
			}
		}
		all = append(all, v)
	}
	return all, nil
}

// TestProvider asks a provider whether it knows the business by what is stored. ErrProviderSetup, ErrProviderDown.
type TestProvider struct{ Provider ProviderName }

// Needs implements access.Guarded.
func (TestProvider) Needs() access.Permission { return PermManageProviders }

func (i *Identity) testProvider(ctx context.Context, c TestProvider) (none usecase.None, err error) {
	known, err := i.d.Store.Providers(ctx)
	if err != nil {
		return none, err
	}
	for _, p := range known {
		if p.Name == c.Provider && len(p.Secret) > 0 {
			client, err := i.openClient(ctx, p)
			if err != nil {
				return none, err
			}
			return none, i.d.Providers.Test(ctx, client)
		}
	}
	return none, ErrUnknownProvider
}

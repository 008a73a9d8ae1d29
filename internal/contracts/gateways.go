package contracts

import (
	"context"
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"time"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/fault"
)

// ProviderKeys are what a business enters for a provider; the names are those of its fields.
type ProviderKeys map[string]string

// Field is one of the keys that a provider asks for.
type Field struct {
	Name     string
	Secret   bool // never shown again
	Optional bool
	Long     bool     // several lines: a private key
	Options  []string // the values to choose from, the first is usual; none: text
}

// Provider is a company at which contracts are signed, or one that carries texts. Open and Carry make a gateway or a carrier of
// the keys, without calling anybody; one of them is nil.
type Provider struct {
	Name   string
	Fields []Field
	Test   func(ProviderKeys) bool // what is signed with the keys binds nobody
	Open   func(ProviderKeys) SignatureAccount
	Carry  func(ProviderKeys) Carrier
}

// SignatureAccount is the gateway of a provider with the keys of a business.
type SignatureAccount interface {
	SignatureGateway
	// Check asks the provider whether the keys are good, and what it calls the account; a refusal is ErrRefusedKeys. It
	// changes nothing there.
	Check(ctx context.Context) (name string, err error)
}

// Vault encrypts for the business of ctx; see platform/seal.
type Vault interface {
	Seal(ctx context.Context, name string, content []byte) ([]byte, error)
	Open(ctx context.Context, name string, sealed []byte) ([]byte, error)
}

// ProviderAccount is what is stored of a provider's keys.
type ProviderAccount struct {
	Provider  string
	Sealed    []byte       // the keys; nil: none
	Hints     ProviderKeys // the ends of the secrets and the other fields whole, to be recognised by
	Test      bool
	Chosen    bool      // new contracts are signed here
	CheckedAt time.Time // zero: never
	CheckName string
	CheckCode string // of the fault; "" when the keys were good
	UpdatedAt time.Time
	Version   int
}

// Faults of providers' keys.
var (
	ErrNotConfigured = fault.Define(fault.Conflict, "contracts.provider_not_configured", "enter the provider's keys first")
	ErrStaleKeys     = fault.Define(fault.Stale, "contracts.stale_keys", "somebody has entered other keys meanwhile")
)

// ProviderView is a provider as the settings show it.
type ProviderView struct {
	Provider  string
	Fields    []Field
	Hints     ProviderKeys
	Set       bool // keys were entered
	Test      bool
	Chosen    bool
	BuiltIn   bool // needs no keys
	Carrier   bool // carries texts; nothing is signed there
	CheckedAt time.Time
	CheckName string
	CheckCode string
}

func sealName(provider string) string { return "contracts.provider." + provider }

func (c *Contracts) known(name string) (Provider, bool) {
	i := slices.IndexFunc(c.d.Providers, func(p Provider) bool { return p.Name == name })
	if i < 0 {
		return Provider{}, false
	}
	return c.d.Providers[i], true
}

// gateway finds where a contract is signed. A provider that is no longer chosen still finishes what it began: it is found
// as long as its keys are there.
func (c *Contracts) gateway(ctx context.Context, name string) (SignatureGateway, error) {
	if name == BuiltIn {
		return builtIn{c}, nil
	}
	return c.account(ctx, name)
}

func (c *Contracts) account(ctx context.Context, name string) (SignatureAccount, error) {
	kind, ok := c.known(name)
	if !ok || kind.Open == nil {
		return nil, ErrNoGateway
	}
	keys, err := c.keysOf(ctx, kind)
	if err != nil {
		return nil, err
	}
	return kind.Open(keys), nil
}

// keysOf are the keys that were entered for a provider. ErrNoGateway: none were, and it needs some.
func (c *Contracts) keysOf(ctx context.Context, kind Provider) (ProviderKeys, error) {
	a, err := c.stored(ctx, kind.Name)
	if err == nil && a.Sealed == nil && len(kind.Fields) > 0 {
		err = ErrNoGateway
	}
	if err != nil {
		return nil, err
	}
	return c.keys(ctx, a)
}

// checker asks a provider whether the keys are good.
func (c *Contracts) checker(ctx context.Context, kind Provider) (func(context.Context) (string, error), error) {
	keys, err := c.keysOf(ctx, kind)
	switch {
	case err != nil:
		return nil, err
	case kind.Carry != nil:
		return kind.Carry(keys).Check, nil
	}
	return kind.Open(keys).Check, nil
}

func (c *Contracts) stored(ctx context.Context, name string) (ProviderAccount, error) {
	all, err := c.d.Store.Accounts(ctx)
	i := slices.IndexFunc(all, func(a ProviderAccount) bool { return a.Provider == name })
	if err != nil || i < 0 {
		return ProviderAccount{Provider: name}, err
	}
	return all[i], nil
}

func (c *Contracts) keys(ctx context.Context, a ProviderAccount) (ProviderKeys, error) {
	keys := ProviderKeys{}
	if a.Sealed == nil {
		return keys, nil
	}
	raw, err := c.d.Vault.Open(ctx, sealName(a.Provider), a.Sealed)
	if err != nil {
		return nil, err
	}
	return keys, json.Unmarshal(raw, &keys)
}

// chosen names where new contracts are signed.
func (c *Contracts) chosen(ctx context.Context, tx Tx) (string, error) {
	all, err := tx.Accounts(ctx)
	if err != nil {
		return "", err
	}
	for _, a := range all {
		if k, known := c.known(a.Provider); known && a.Chosen && k.Open != nil {
			return a.Provider, nil
		}
	}
	return BuiltIn, nil
}

// ListProviders shows which providers there are, and what was entered for each; the built-in signature is the first.
type ListProviders struct{}

// Needs implements access.Guarded.
func (ListProviders) Needs() access.Permission { return PermSettings }

func (c *Contracts) providers(ctx context.Context, _ ListProviders) ([]ProviderView, error) {
	all, err := c.d.Store.Accounts(ctx)
	if err != nil {
		return nil, err
	}
	views := []ProviderView{{Provider: BuiltIn, Set: true, BuiltIn: true, Chosen: true}}
	for _, k := range c.d.Providers {
		a := ProviderAccount{Provider: k.Name}
		if i := slices.IndexFunc(all, func(a ProviderAccount) bool { return a.Provider == k.Name }); i >= 0 {
			a = all[i]
		}
		views[0].Chosen = views[0].Chosen && !a.Chosen
		views = append(views, providerView(k, a))
	}
	return views, nil
}

func providerView(k Provider, a ProviderAccount) ProviderView {
	return ProviderView{Provider: k.Name, Fields: k.Fields, Hints: a.Hints, Set: a.Sealed != nil || len(k.Fields) == 0, Test: k.Test(a.Hints) || a.Test, Chosen: a.Chosen, BuiltIn: len(k.Fields) == 0, Carrier: k.Carry != nil,
		CheckedAt: a.CheckedAt, CheckName: a.CheckName, CheckCode: a.CheckCode}
}

// ProviderNames lists the companies at which contracts may be signed, and those that carry texts.
func (c *Contracts) ProviderNames() []string {
	names := make([]string, len(c.d.Providers), len(c.d.Providers)+1)
	for i, p := range c.d.Providers {
		names[i] = p.Name
	}
	if c.d.Carrier != nil && !slices.Contains(names, c.d.Carrier.Name()) {
		names = append(names, c.d.Carrier.Name())
	}
	return names
}

// FieldsOf returns what a provider asks for; none for a provider that there is not.
func (c *Contracts) FieldsOf(provider string) []Field {
	k, _ := c.known(provider)
	return k.Fields
}

// ConfigureProvider enters keys. A secret that is left empty stays as it was.
type ConfigureProvider struct {
	Provider string
	Keys     ProviderKeys
}

// Needs implements access.Guarded.
func (ConfigureProvider) Needs() access.Permission { return PermSettings }

// Proof implements access.Proving: with other keys the contracts go to somebody else.
func (ConfigureProvider) Proof() access.Proof { return access.FreshProof }

func (c *Contracts) configure(ctx context.Context, in ConfigureProvider) (ProviderView, error) {
	kind, ok := c.known(in.Provider)
	if !ok || len(kind.Fields) == 0 {
		return ProviderView{}, ErrNoGateway
	}
	before, err := c.stored(ctx, in.Provider)
	if err != nil {
		return ProviderView{}, err
	}
	old, err := c.keys(ctx, before)
	if err != nil {
		return ProviderView{}, err
	}
	keys, err := kind.merge(old, in.Keys)
	if err != nil {
		return ProviderView{}, err
	}
	raw, err := json.Marshal(keys)
	if err != nil {
		return ProviderView{}, err
	}
	sealed, err := c.d.Vault.Seal(ctx, sealName(in.Provider), raw) // outside the transaction: it may make a data key
	if err != nil {
		return ProviderView{}, err
	}
	return c.changeAccount(ctx, kind, func(a *ProviderAccount) error {
		if a.Version != before.Version {
			return ErrStaleKeys
		}
		if !maps.Equal(old, keys) {
			a.CheckedAt, a.CheckName, a.CheckCode = time.Time{}, "", ""
		}
		a.Sealed, a.Hints, a.Test = sealed, kind.hints(keys), kind.Test(keys)
		return nil
	})
}

const (
	maxKey  = 500
	maxLong = 10_000
)

// merge checks what was entered and keeps the old secrets where nothing was.
func (k Provider) merge(old, entered ProviderKeys) (ProviderKeys, error) {
	var check fault.Check
	keys := ProviderKeys{}
	for _, f := range k.Fields {
		v := strings.TrimSpace(entered[f.Name])
		if v == "" && f.Secret {
			v = old[f.Name]
		}
		if v == "" && len(f.Options) > 0 {
			v = f.Options[0]
		}
		check.That(v != "" || f.Optional, f.Name, "required", "this key is needed")
		right := len(v) <= maxKey && !strings.ContainsAny(v, " \t\r\n")
		if f.Long {
			right = len(v) <= maxLong
		}
		if v != "" && len(f.Options) > 0 {
			right = slices.Contains(f.Options, v)
		}
		check.That(right, f.Name, "malformed_key", "this is not such a key: compare it with the provider's own pages")
		if v != "" {
			keys[f.Name] = v
		}
	}
	for name := range entered {
		check.That(slices.ContainsFunc(k.Fields, func(f Field) bool { return f.Name == name }), name, "unknown_key", "the provider has no such key")
	}
	return keys, check.Err()
}

// hints are the last four characters of long secrets, and the rest as it is.
func (k Provider) hints(keys ProviderKeys) ProviderKeys {
	out := ProviderKeys{}
	for _, f := range k.Fields {
		v := keys[f.Name]
		if f.Secret && len(v) >= 16 && !f.Long {
			v = "…" + v[len(v)-4:]
		} else if f.Secret && v != "" {
			v = "…"
		}
		if v != "" {
			out[f.Name] = v
		}
	}
	return out
}

func (c *Contracts) changeAccount(ctx context.Context, kind Provider, fn func(*ProviderAccount) error) (ProviderView, error) {
	var out ProviderView
	return out, c.d.Store.Write(ctx, func(tx Tx) error {
		a, err := tx.Account(ctx, kind.Name)
		if err == nil {
			err = fn(&a)
		}
		if err != nil {
			return err
		}
		a.UpdatedAt = c.d.Now()
		out = providerView(kind, a)
		return tx.SaveAccount(ctx, a)
	})
}

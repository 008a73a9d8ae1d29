package payments

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"strings"
	"time"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/fault"
)

// Keys are what a business enters for a provider: the names are those of the provider's Fields.
type Keys map[string]string

// Field is one of the keys that a provider asks for.
type Field struct {
	Name     string
	Secret   bool     // never shown again
	Optional bool     //
	Prefixes []string // one of which a right value begins with; none: any
	Options  []string // the values to choose from; none: text
}

// Provider is a company for which a business enters keys of its own. Open makes a driver of the keys, without calling
// anybody.
type Provider struct {
	Name   string
	Fields []Field
	Test   func(Keys) bool // the keys move no real money
	Open   func(Keys) Account
}

// Account is the driver of a provider with the keys of a business.
type Account interface {
	Driver
	// Check asks the provider whether the keys are good; a refusal is ErrKeysRefused. It changes nothing there.
	Check(ctx context.Context) (AccountInfo, error)
}

// AccountInfo is what a provider says of an account: enough to see that it is the right one.
type AccountInfo struct {
	Name string
	Live bool // it moves real money
}

// Vault encrypts for the business of ctx; see platform/seal.
type Vault interface {
	Seal(ctx context.Context, name string, content []byte) ([]byte, error)
	Open(ctx context.Context, name string, sealed []byte) ([]byte, error)
}

// ProviderAccount is what is stored of a provider's keys.
type ProviderAccount struct {
	Provider  string
	Sealed    []byte // the keys; nil: none
	Hints     Keys   // the ends of the secrets and the other fields whole, to be recognised by
	Test      bool
	Enabled   bool
	Default   bool
	CheckedAt time.Time // zero: never
	CheckName string
	CheckCode string // of the fault; "" when the keys were good
	UpdatedAt time.Time
	Version   int
}

// Faults of providers' keys.
var (
	ErrKeysRefused   = fault.Define(fault.Invalid, "payments.keys_refused", "the provider does not accept these keys")
	ErrNotConfigured = fault.Define(fault.Conflict, "payments.provider_not_configured", "enter the provider's keys first")
)

// ProviderView is a provider as the settings show it.
type ProviderView struct {
	Provider  string
	Fields    []Field
	Hints     Keys
	Set       bool // keys were entered
	Test      bool
	Enabled   bool
	Default   bool
	BuiltIn   bool // needs no keys
	CheckedAt time.Time
	CheckName string
	CheckCode string
}

func sealName(provider string) string { return "payments.provider." + provider }

func (p *Payments) known(name string) (Provider, bool) {
	i := slices.IndexFunc(p.catalogue, func(k Provider) bool { return k.Name == name })
	if i < 0 {
		return Provider{}, false
	}
	return p.catalogue[i], true
}

// of finds the driver of a provider for the business of ctx. A provider that was switched off still finishes what it
// began: it is found as long as its keys are there.
func (p *Payments) of(ctx context.Context, provider string) (Driver, error) {
	if d, ok := p.drivers[provider]; ok {
		return d, nil
	}
	kind, ok := p.known(provider)
	if !ok {
		return nil, ErrNoProvider
	}
	all, err := p.store.Accounts(ctx)
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(all, func(a ProviderAccount) bool { return a.Provider == provider && a.Sealed != nil })
	if i < 0 {
		return nil, ErrNoProvider
	}
	return p.account(ctx, kind, all[i])
}

func (p *Payments) account(ctx context.Context, kind Provider, a ProviderAccount) (Account, error) {
	keys, err := p.keys(ctx, a)
	if err != nil {
		return nil, err
	}
	return kind.Open(keys), nil
}

func (p *Payments) keys(ctx context.Context, a ProviderAccount) (Keys, error) {
	keys := Keys{}
	if a.Sealed == nil {
		return keys, nil
	}
	raw, err := p.vault.Open(ctx, sealName(a.Provider), a.Sealed)
	if err != nil {
		return nil, err
	}
	return keys, json.Unmarshal(raw, &keys)
}

// ListProviders shows which providers there are, and what was entered for each.
type ListProviders struct{}

// Needs implements access.Guarded.
func (ListProviders) Needs() access.Permission { return PermProviders }

func (p *Payments) providers(ctx context.Context, _ ListProviders) ([]ProviderView, error) {
	all, err := p.store.Accounts(ctx)
	if err != nil {
		return nil, err
	}
	chosen := slices.ContainsFunc(all, func(a ProviderAccount) bool { return a.Enabled && a.Default })
	var views []ProviderView
	for _, k := range p.catalogue {
		i := slices.IndexFunc(all, func(a ProviderAccount) bool { return a.Provider == k.Name })
		if i < 0 {
			views = append(views, providerView(k, ProviderAccount{Provider: k.Name}))
			continue
		}
		views = append(views, providerView(k, all[i]))
	}
	if p.play == "" {
		return views, nil
	}
	return append(views, ProviderView{Provider: p.play, Set: true, Test: true, Enabled: true, Default: !chosen, BuiltIn: true}), nil
}

func providerView(k Provider, a ProviderAccount) ProviderView {
	return ProviderView{Provider: k.Name, Fields: k.Fields, Hints: a.Hints, Set: a.Sealed != nil, Test: a.Test, Enabled: a.Enabled,
		Default: a.Default && a.Enabled, CheckedAt: a.CheckedAt, CheckName: a.CheckName, CheckCode: a.CheckCode}
}

// ConfigureProvider enters keys. A secret that is left empty stays as it was.
type ConfigureProvider struct {
	Provider string
	Keys     Keys
}

// Needs implements access.Guarded.
func (ConfigureProvider) Needs() access.Permission { return PermProviders }

// Proof implements access.Proving: with other keys the customers' money goes elsewhere.
func (ConfigureProvider) Proof() access.Proof { return access.FreshProof }

func (p *Payments) configure(ctx context.Context, c ConfigureProvider) (ProviderView, error) {
	kind, ok := p.known(c.Provider)
	if !ok {
		return ProviderView{}, ErrNoProvider
	}
	all, err := p.store.Accounts(ctx)
	if err != nil {
		return ProviderView{}, err
	}
	before := ProviderAccount{Provider: c.Provider}
	if i := slices.IndexFunc(all, func(a ProviderAccount) bool { return a.Provider == c.Provider }); i >= 0 {
		before = all[i]
	}
	old, err := p.keys(ctx, before)
	if err != nil {
		return ProviderView{}, err
	}
	keys, err := kind.merge(old, c.Keys)
	if err != nil {
		return ProviderView{}, err
	}
	raw, err := json.Marshal(keys)
	if err != nil {
		return ProviderView{}, err
	}
	sealed, err := p.vault.Seal(ctx, sealName(c.Provider), raw) // outside the transaction: it may make a data key
	if err != nil {
		return ProviderView{}, err
	}
	return p.change(ctx, kind, func(a *ProviderAccount) error {
		if a.Version != before.Version {
			return ErrStale
		}
		if !maps.Equal(old, keys) {
			a.CheckedAt, a.CheckName, a.CheckCode = time.Time{}, "", ""
		}
		a.Sealed, a.Hints, a.Test = sealed, kind.hints(keys), kind.Test(keys)
		return nil
	})
}

// merge checks what was entered and keeps the old secrets where nothing was.
func (k Provider) merge(old, entered Keys) (Keys, error) {
	var check fault.Check
	keys := Keys{}
	for _, f := range k.Fields {
		v := strings.TrimSpace(entered[f.Name])
		if v == "" && f.Secret {
			v = old[f.Name]
		}
		check.That(v != "" || f.Optional, f.Name, "required", "this key is needed")
		right := v == "" || len(v) <= 500 && !strings.ContainsAny(v, " \t\r\n")
		if v != "" && len(f.Prefixes) > 0 {
			right = right && slices.ContainsFunc(f.Prefixes, func(prefix string) bool { return strings.HasPrefix(v, prefix) })
		}
		if v != "" && len(f.Options) > 0 {
			right = right && slices.Contains(f.Options, v)
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
func (k Provider) hints(keys Keys) Keys {
	out := Keys{}
	for _, f := range k.Fields {
		v := keys[f.Name]
		if f.Secret && len(v) >= 16 {
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

func (p *Payments) change(ctx context.Context, kind Provider, fn func(*ProviderAccount) error) (ProviderView, error) {
	var out ProviderView
	return out, p.store.Write(ctx, func(tx Tx) error {
		a, err := tx.Account(ctx, kind.Name)
		if err != nil {
			return err
		}
		if err := fn(&a); err != nil {
			return err
		}
		a.UpdatedAt = p.now()
		out = providerView(kind, a)
		return tx.SaveAccount(ctx, a)
	})
}

// SwitchProvider lets a provider open payments, or no longer; what it began it finishes. Default makes it the one that
// opens new payments.
type SwitchProvider struct {
	Provider string
	Enabled  bool
	Default  bool
}

// Needs implements access.Guarded.
func (SwitchProvider) Needs() access.Permission { return PermProviders }

// Proof implements access.Proving: it says where the customers' money goes.
func (SwitchProvider) Proof() access.Proof { return access.FreshProof }

func (p *Payments) switchProvider(ctx context.Context, c SwitchProvider) (ProviderView, error) {
	kind, ok := p.known(c.Provider)
	if !ok {
		return ProviderView{}, ErrNoProvider
	}
	return p.change(ctx, kind, func(a *ProviderAccount) error {
		if a.Sealed == nil {
			return ErrNotConfigured
		}
		a.Enabled, a.Default = c.Enabled, c.Enabled && c.Default
		return nil
	})
}

// TestProvider asks the provider whether the keys are good, and keeps the answer.
type TestProvider struct{ Provider string }

// Needs implements access.Guarded.
func (TestProvider) Needs() access.Permission { return PermProviders }

func (p *Payments) test(ctx context.Context, c TestProvider) (ProviderView, error) {
	kind, ok := p.known(c.Provider)
	if !ok {
		return ProviderView{}, ErrNoProvider
	}
	driver, err := p.of(ctx, c.Provider)
	if errors.Is(err, ErrNoProvider) {
		return ProviderView{}, ErrNotConfigured
	}
	if err != nil {
		return ProviderView{}, err
	}
	account, ok := driver.(Account)
	if !ok {
		return ProviderView{}, ErrNoProvider
	}
	info, checked := account.Check(ctx)
	return p.change(ctx, kind, func(a *ProviderAccount) error {
		a.CheckedAt, a.CheckName, a.CheckCode = p.now(), info.Name, ""
		if checked != nil {
			a.CheckCode = fault.CodeOf(checked)
		}
		return nil
	})
}

// Names lists every provider and method by which money may have come, for filters.
func (p *Payments) Names() []string {
	var names []string
	if p.play != "" {
		names = append(names, p.play)
	}
	for _, k := range p.catalogue {
		names = append(names, k.Name)
	}
	for _, m := range Methods() {
		names = append(names, string(m))
	}
	return names
}

// FieldsOf returns what a provider asks for; none for a provider that there is not.
func (p *Payments) FieldsOf(provider string) []Field {
	k, _ := p.known(provider)
	return k.Fields
}

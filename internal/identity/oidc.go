package identity

import (
	"context"
	"slices"
	"time"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/fault"
)

// ProviderName names somebody elsewhere who can say who a person is. It is stored data.
type ProviderName string

// The providers.
const (
	Google   ProviderName = "google"   // OpenID Connect
	Facebook ProviderName = "facebook" // OAuth 2.0 and a question to its Graph API
)

// ProviderNames lists them in the order of the page.
func ProviderNames() []ProviderName { return []ProviderName{Google, Facebook} }

// Label is the provider's own name, the same in every language.
func (n ProviderName) Label() string {
	return map[ProviderName]string{Google: "Google", Facebook: "Facebook"}[n]
}

// Faults of signing in with a provider.
var (
	ErrUnknownProvider = fault.Define(fault.NotFound, "identity.unknown_provider", "the business does not offer this way to sign in")
	ErrProviderDenied  = fault.Define(fault.Forbidden, "identity.provider_denied", "you did not allow it; nothing has changed")
	ErrProviderDown    = fault.Define(fault.Unavailable, "identity.provider_down", "the provider does not answer; try again, or sign in another way")
	ErrProviderAnswer  = fault.Define(fault.Forbidden, "identity.provider_refused", "the provider's answer could not be trusted; begin again")
	ErrProviderSetup   = fault.Define(fault.Invalid, "identity.provider_setup", "the provider does not accept this client identifier and secret")
	ErrProviderEmail   = fault.Define(fault.Conflict, "identity.provider_without_email", "the provider gives no confirmed e-mail address; open an account with your address")
	// ErrProviderUnproven is for programs; on pages the address is proven by a mail. It says nothing about whether there is such an account.
	ErrProviderUnproven = fault.Define(fault.Conflict, "identity.provider_unproven", "the provider does not vouch for your address: sign in once in a browser, where a mail proves it")

	ErrLinkFirst = fault.Define(fault.Conflict, "identity.link_first", "this address already has an account: sign in to it, then link the provider under Security")
	ErrLinkTaken = fault.Define(fault.Conflict, "identity.link_taken", "this account over there is linked to another account here, or yours is linked to another one over there")
	ErrNotLinked = fault.Define(fault.NotFound, "identity.not_linked", "no such linked account")
	ErrLastWay   = fault.Define(fault.Conflict, "identity.last_way_in", "this is the only way into your account: choose a password or add a passkey first")
)

// sealOfProvider names what is sealed.
func sealOfProvider(name ProviderName) string { return "identity.provider/" + string(name) }

// ProviderState is how a business is known to a provider.
type ProviderState struct {
	Name      ProviderName
	ClientID  string
	Secret    []byte // sealed
	Enabled   bool
	UpdatedAt time.Time
	Version   int
}

// LinkState ties a person here to one over there.
type LinkState struct {
	Provider ProviderName
	Subject  string // over there; never changes
	User     access.UserID
	Email    string // over there, as it was when it was linked; for the page only
	LinkedAt time.Time
	UsedAt   time.Time
}

// ProviderClient is how a provider knows us, open.
type ProviderClient struct {
	Provider ProviderName
	ID       string
	Secret   string
}

// Exchange is what one authorization is bound to.
type Exchange struct {
	State    string
	Nonce    string
	Verifier string // of PKCE
	Redirect string // our address to which the browser comes back
}

// External is a person as a provider knows him.
type External struct {
	Subject  string
	Email    string
	Verified bool // the provider vouches for the address
	Name     string
	Locale   string
}

// Providers talks to providers. It is called outside of transactions.
type Providers interface {
	// Begin returns where to send the browser. ErrProviderDown.
	Begin(ctx context.Context, c ProviderClient, x Exchange) (string, error)
	// Finish exchanges a code for the person. ErrProviderAnswer, ErrProviderSetup, ErrProviderDown.
	Finish(ctx context.Context, c ProviderClient, x Exchange, code string) (External, error)
	// Test asks the provider whether it knows the client. ErrProviderSetup, ErrProviderDown.
	Test(ctx context.Context, c ProviderClient) error
}

// ProviderTx is the part of Tx for providers.
type ProviderTx interface {
	// Provider loads how a business is known to a provider, locked; the zero state when it is not.
	Provider(ctx context.Context, name ProviderName) (ProviderState, error)
	// SaveProvider stores it. ErrStale.
	SaveProvider(ctx context.Context, p ProviderState) error
	// Link loads a link. ErrNotLinked.
	Link(ctx context.Context, provider ProviderName, subject string) (LinkState, error)
	// SaveLink stores a link, new or used. ErrLinkTaken.
	SaveLink(ctx context.Context, l LinkState) error
	// RemoveLinks removes a person's links: to one provider, or (empty) to all, made since a moment. It reports how many.
	RemoveLinks(ctx context.Context, user access.UserID, provider ProviderName, since time.Time) (int, error)
}

// ProviderReader answers questions about them.
type ProviderReader interface {
	// Providers returns how the business is known to providers, by name.
	Providers(ctx context.Context) ([]ProviderState, error)
	// Links returns the links of a person, by provider.
	Links(ctx context.Context, user access.UserID) ([]LinkState, error)
}

// OfferedProviders asks with which providers a person may sign in.
type OfferedProviders struct{}

// Needs implements access.Guarded.
func (OfferedProviders) Needs() access.Permission { return access.Public }

func (i *Identity) offeredProviders(ctx context.Context, _ OfferedProviders) ([]ProviderName, error) {
	all, err := i.d.Store.Providers(ctx)
	if err != nil {
		return nil, err
	}
	names := []ProviderName{}
	for _, name := range ProviderNames() {
		if slices.ContainsFunc(all, func(p ProviderState) bool { return p.Name == name && p.Enabled }) {
			names = append(names, name)
		}
	}
	return names, nil
}

// client opens how the business is known to a provider that it offers. ErrUnknownProvider.
func (i *Identity) client(ctx context.Context, name ProviderName) (ProviderClient, error) {
	all, err := i.d.Store.Providers(ctx)
	if err != nil {
		return ProviderClient{}, err
	}
	for _, p := range all {
		if p.Name == name && p.Enabled {
			return i.openClient(ctx, p)
		}
	}
	return ProviderClient{}, ErrUnknownProvider
}

func (i *Identity) openClient(ctx context.Context, p ProviderState) (ProviderClient, error) {
	secret, err := i.d.Secrets.Open(ctx, sealOfProvider(p.Name), p.Secret)
	return ProviderClient{Provider: p.Name, ID: p.ClientID, Secret: string(secret)}, err
}

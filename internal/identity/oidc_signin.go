package identity

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/json"
	"errors"
	"strings"
	"time"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/contact"
	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/usecase"
)

// StartProviderSignIn sends the browser to a provider, to come back as somebody.
type StartProviderSignIn struct {
	Provider ProviderName
	Redirect string // our address to which the browser comes back
	Next     string // where the person wanted to go
	Kind     SessionKind
	Agent    string
}

// Needs implements access.Guarded.
func (StartProviderSignIn) Needs() access.Permission { return access.Public }

// Away is a browser on its way to a provider.
type Away struct {
	To      string
	State   string // with which it comes back
	Secret  string // for the browser, or the program, to come back with
	Expires time.Time
}

// errand is what the second half of an authorization must know.
type errand struct {
	Provider ProviderName `json:"provider"`
	Exchange Exchange     `json:"exchange"`
	Next     string       `json:"next"`
	Pending  *External    `json:"pending,omitempty"` // somebody whose address is yet to be proven
}

func (i *Identity) startProviderSignIn(ctx context.Context, c StartProviderSignIn) (Away, error) {
	if err := i.d.Attempts.Try(ctx, AttemptToken, ""); err != nil {
		return Away{}, err
	}
	return i.send(ctx, errand{Provider: c.Provider, Next: c.Next, Exchange: Exchange{Redirect: c.Redirect}}, access.UserID{}, c.Kind, c.Agent)
}

// StartLink sends the actor's browser to a provider, to link the account over there with his own here.
type StartLink struct {
	Provider ProviderName
	Redirect string
	Next     string
	Kind     SessionKind
	Agent    string
}

// Needs implements access.Guarded.
func (StartLink) Needs() access.Permission { return PermOwnAccount }

// Proof implements access.Proving: it makes a new key to the account.
func (StartLink) Proof() access.Proof { return access.FreshProof }

func (i *Identity) startLink(ctx context.Context, c StartLink) (Away, error) {
	u, err := i.d.Store.UserByID(ctx, access.From(ctx).User)
	if err != nil {
		return Away{}, err
	}
	if err := u.mayEnrol(); err != nil {
		return Away{}, err
	}
	return i.send(ctx, errand{Provider: c.Provider, Next: c.Next, Exchange: Exchange{Redirect: c.Redirect}}, u.ID, c.Kind, c.Agent)
}

func (i *Identity) send(ctx context.Context, e errand, user access.UserID, kind SessionKind, agent string) (Away, error) {
	client, err := i.client(ctx, e.Provider)
	if err != nil {
		return Away{}, err
	}
	k, secret := i.begin(ctx, ActProvider, user, nil)
	k.Kind, k.Agent, k.ExpiresAt = kind, clip(agent, 200), k.CreatedAt.Add(ProviderLife)
	e.Exchange.State = stateOf(secret)
	e.Exchange.Nonce = base64.RawURLEncoding.EncodeToString(i.d.Random(24))
	e.Exchange.Verifier = base64.RawURLEncoding.EncodeToString(i.d.Random(32))
	to, err := i.d.Providers.Begin(ctx, client, e.Exchange)
	if err != nil {
		return Away{}, err
	}
	if k.Data, err = json.Marshal(e); err != nil {
		return Away{}, err
	}
	err = i.d.Store.Write(ctx, func(ctx context.Context, tx Tx) error { return tx.AddCeremony(ctx, k) })
	return Away{To: to, State: e.Exchange.State, Secret: secret, Expires: k.ExpiresAt}, err
}

// stateOf is the state of an authorization: it tells nothing about the secret that the browser keeps.
func stateOf(secret string) string {
	sum := sha256.Sum256([]byte("state:" + secret))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

// FinishProvider is the browser's return from a provider.
type FinishProvider struct {
	Provider ProviderName // by the address to which it came back
	Secret   string       // what the browser was given when it left
	State    string
	Code     string
	Problem  string // the provider's error code, when it gives one instead
	Kind     SessionKind
	Link     bool // a program that wants its person's account linked, and nobody signed in; pages take either
}

// Needs implements access.Guarded.
func (FinishProvider) Needs() access.Permission { return access.Public }

// Returned is what came of it.
type Returned struct {
	SignedIn        // a session or the challenge of a second step; empty when an account was linked
	Linked   bool   // the actor's account is linked now
	Pending  string // a link was mailed to the address: who opens it in the browser that keeps this secret is linked, too
	Next     string // where the person wanted to go
}

func (i *Identity) finishProvider(ctx context.Context, c FinishProvider) (Returned, error) {
	k, e, err := i.claim(ctx, c)
	if err != nil {
		i.note(ctx, NoteRefused, access.UserID{}, "", "", map[string]string{"method": string(c.Provider), "reason": fault.CodeOf(err)})
		return Returned{Next: e.Next}, err
	}
	client, err := i.client(ctx, e.Provider)
	if err != nil {
		return Returned{Next: e.Next}, err
	}
	x, err := i.d.Providers.Finish(ctx, client, e.Exchange, c.Code)
	if err != nil {
		i.note(ctx, NoteRefused, access.UserID{}, "", k.Agent, map[string]string{"method": string(c.Provider), "reason": fault.CodeOf(err)})
		return Returned{Next: e.Next}, err
	}
	if !k.User.IsZero() {
		return Returned{Linked: true, Next: e.Next}, i.link(ctx, k.User, e.Provider, x)
	}
	in, err := i.enterBy(ctx, k, e.Provider, x)
	if !x.Verified && (errors.Is(err, errUnlinked) || errors.Is(err, errUnproven)) {
		if k.Kind == APISession { // a mailed link is opened in a browser, which a program is not
			return Returned{}, ErrProviderUnproven
		}
		pending, err := i.proveAddress(ctx, k, e, x)
		return Returned{Pending: pending, Next: e.Next}, err
	}
	if errors.Is(err, errUnlinked) {
		in, err = SignedIn{}, ErrLinkFirst
	}
	return Returned{SignedIn: in, Next: e.Next}, err
}

// claim uses the errand up before the code is exchanged: an address with a code works once, in the browser that left.
func (i *Identity) claim(ctx context.Context, c FinishProvider) (k Ceremony, e errand, err error) {
	err = i.d.Store.Write(ctx, func(ctx context.Context, tx Tx) error {
		e = errand{}
		if k, err = i.ceremony(ctx, tx, c.Secret, ActProvider); err != nil {
			return err
		}
		if err := json.Unmarshal(k.Data, &e); err != nil {
			return err
		}
		if k.Kind != c.Kind || k.Kind == APISession && k.User.IsZero() == c.Link {
			return ErrProviderAnswer // begun by a program and ended in a browser, or the other way round
		}
		if e.Provider != c.Provider || e.Pending != nil || subtle.ConstantTimeCompare([]byte(e.Exchange.State), []byte(c.State)) != 1 {
			return ErrProviderAnswer // somebody else's authorization, slipped into this browser
		}
		return i.done(ctx, tx, k)
	})
	switch {
	case err != nil:
	case c.Problem == "access_denied" || c.Problem == "user_denied":
		err = ErrProviderDenied
	case c.Problem != "" || c.Code == "":
		err = ErrProviderAnswer
	}
	if err == nil && !k.User.IsZero() && access.From(ctx).User != k.User {
		err = ErrChallengeEnded // he has signed out meanwhile, or somebody else has come
	}
	return k, e, err
}

// What enterBy finds: an account that has the address and no link; or nobody, and an address that is not proven.
var (
	errUnlinked = errors.New("identity: an account that is not linked")
	errUnproven = errors.New("identity: an address that nobody vouches for")
)

// enterBy signs in the person whom a provider has sent: whose account is linked; or, when nobody has his address here,
// with a new account. An address that has an account is not enough to get into it, whoever vouches for it.
func (i *Identity) enterBy(ctx context.Context, k Ceremony, name ProviderName, x External) (SignedIn, error) {
	id := ident.Next[access.User](i.d.IDs)
	return i.open(ctx, k.Kind, k.Agent, string(name), func(ctx context.Context, tx Tx) (*User, error) {
		now := i.d.Now()
		u, err := i.linked(ctx, tx, name, x.Subject)
		if !errors.Is(err, ErrNotLinked) {
			return u, err
		}
		email, err := contact.ParseEmail(x.Email)
		if err != nil {
			return nil, ErrProviderEmail
		}
		if _, err := tx.UserByEmail(ctx, email); !errors.Is(err, ErrUnknownUser) {
			if err == nil {
				err = errUnlinked
			}
			return nil, err
		}
		if !x.Verified {
			return nil, errUnproven
		}
		u = NewUser(id, email, i.profileOf(ctx, x, email), "", []Role{Customer}, now)
		u.s.EmailConfirmedAt = now
		u.AskToConfirm(Ticket{}) // an account was opened; there is nothing to confirm
		if err := tx.SaveUser(ctx, u); err != nil {
			return nil, err
		}
		return u, tx.SaveLink(ctx, LinkState{Provider: name, Subject: x.Subject, User: id, Email: string(email), LinkedAt: now, UsedAt: now})
	})
}

// linked returns whose account is linked. ErrNotLinked.
func (i *Identity) linked(ctx context.Context, tx Tx, name ProviderName, subject string) (*User, error) {
	l, err := tx.Link(ctx, name, subject)
	if err != nil {
		return nil, err
	}
	l.UsedAt = i.d.Now()
	if err := tx.SaveLink(ctx, l); err != nil {
		return nil, err
	}
	return tx.User(ctx, l.User)
}

// proveAddress deals with somebody whose address the provider does not vouch for. The account is linked to him only once
// he has opened a link mailed to that address, in the browser in which he began. The answer is the same whether or not the
// address has an account.
func (i *Identity) proveAddress(ctx context.Context, k Ceremony, e errand, x External) (string, error) {
	email, err := contact.ParseEmail(x.Email)
	if err != nil {
		return "", ErrProviderEmail
	}
	if err := i.d.Attempts.Try(ctx, AttemptRegister, string(email)); err != nil {
		return "", err
	}
	id := ident.Next[access.User](i.d.IDs)
	next, secret := i.begin(ctx, ActProvider, access.UserID{}, nil)
	next.Kind, next.Agent, next.ExpiresAt = k.Kind, k.Agent, next.CreatedAt.Add(MagicLinkLife)
	if next.Data, err = json.Marshal(errand{Provider: e.Provider, Next: e.Next, Pending: &x}); err != nil {
		return "", err
	}
	err = i.d.Store.Write(ctx, func(ctx context.Context, tx Tx) error {
		_, err := tx.UserByEmail(ctx, email)
		if errors.Is(err, ErrUnknownUser) {
			err = tx.SaveUser(ctx, NewUser(id, email, i.profileOf(ctx, x, email), "", []Role{Customer}, i.d.Now()))
		}
		if err != nil {
			return err
		}
		return tx.AddCeremony(ctx, next)
	})
	if err != nil {
		return "", err
	}
	_, err = i.requestMagicLink(ctx, RequestMagicLink{Email: string(email)})
	return secret, err
}

// AttachLink links the account over there that waits in this browser to the actor, who has just proven that he reads the
// mail sent to its address.
type AttachLink struct{ Secret string }

// Needs implements access.Guarded.
func (AttachLink) Needs() access.Permission { return PermOwnAccount }

func (i *Identity) attachLink(ctx context.Context, c AttachLink) (none usecase.None, err error) {
	actor := access.From(ctx)
	var e errand
	err = i.d.Store.Write(ctx, func(ctx context.Context, tx Tx) error {
		k, err := i.ceremony(ctx, tx, c.Secret, ActProvider)
		if err != nil {
			return err
		}
		e = errand{}
		if err := json.Unmarshal(k.Data, &e); err != nil {
			return err
		}
		if e.Pending == nil || actor.Email == "" || !strings.EqualFold(e.Pending.Email, actor.Email) {
			return ErrChallengeEnded
		}
		return i.done(ctx, tx, k)
	})
	if err != nil {
		return none, err
	}
	return none, i.link(ctx, actor.User, e.Provider, *e.Pending)
}

// profileOf makes a profile of what a provider says; what does not pass our own rules is left out.
func (i *Identity) profileOf(ctx context.Context, x External, email contact.Email) Profile {
	language, _, _ := strings.Cut(strings.ReplaceAll(strings.ToLower(x.Locale), "_", "-"), "-")
	p := Profile{Name: x.Name, Locale: language}
	var check fault.Check
	if q := (Profile{Name: p.Name, Locale: "fr"}).Check(&check); check.Err() != nil {
		local, _, _ := strings.Cut(string(email), "@")
		p.Name = local
	} else {
		p.Name = q.Name
	}
	check = fault.Check{}
	if p.Check(&check); check.Err() != nil {
		p.Locale = i.d.Locale(ctx)
	}
	return p
}

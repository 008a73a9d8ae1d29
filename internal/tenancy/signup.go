package tenancy

import (
	"context"
	"errors"
	"slices"
	"time"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/contact"
	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/usecase"
)

// SignupLife is how long the link lives that confirms the address of somebody who opens a business.
const SignupLife = 24 * time.Hour

// Faults of signing up.
var (
	ErrSignupClosed = fault.Define(fault.NotFound, "tenancy.signup_closed", "this installation opens businesses by its operator only")
	ErrSignupOver   = fault.Define(fault.Gone, "tenancy.signup_over", "this link has expired or was used")
)

// SignupID names one.
type SignupID = ident.ID[Signup]

// Signup is somebody who wants to open a business here and has yet to prove that the address is his. It is a row of the
// operator's: no business exists before the address is proven.
type Signup struct {
	ID        SignupID
	Email     contact.Email
	Locale    string
	Tenant    access.TenantID // what the business will be called, decided now so that finishing twice makes one
	AskedAt   time.Time
	ExpiresAt time.Time
	UsedAt    time.Time // zero until the business is open
}

// Lives reports whether the link can be used.
func (s Signup) Lives(now time.Time) bool { return s.UsedAt.IsZero() && now.Before(s.ExpiresAt) }

// People is what tenancy asks of those who know persons: it opens the first account of a business.
type People interface {
	// Check refuses a password or a name that is not good enough for an account of the business so named, with
	// fault.ErrInvalid and the fields "password" and "name".
	Check(email contact.Email, name, password, business string) error
	// Welcome opens the administrator's account in the business for which ctx acts, with an address that is proven.
	// Opening it again is no mistake.
	Welcome(ctx context.Context, email contact.Email, name, password, locale string) error
}

// StartSignup asks for a link by mail.
type StartSignup struct {
	Email  string
	Locale string // of the mail
}

// Needs implements access.Guarded.
func (StartSignup) Needs() access.Permission { return access.Public }

func (t *Tenancy) startSignup(ctx context.Context, c StartSignup) (none usecase.None, err error) {
	house, err := t.reception(ctx)
	if err != nil {
		return none, err
	}
	var check fault.Check
	email, err := contact.ParseEmail(c.Email)
	check.Take("email", err)
	if err := check.Err(); err != nil {
		return none, err
	}
	locale := "fr"
	if slices.Contains(languages, c.Locale) {
		locale = c.Locale
	}
	s := Signup{ID: ident.Next[Signup](t.ids), Email: email, Locale: locale, Tenant: ident.Next[access.Tenant](t.ids)}
	return none, t.store.Write(access.AsSystem(ctx, house.ID, "signup"), func(ctx context.Context, tx Tx) error {
		s.AskedAt = t.now()
		s.ExpiresAt = s.AskedAt.Add(SignupLife)
		return tx.SaveSignup(ctx, s)
	})
}

// reception returns the operator's house, in which those wait who want to open a business.
func (t *Tenancy) reception(ctx context.Context) (State, error) {
	if !t.signups {
		return State{}, ErrSignupClosed
	}
	house, err := t.store.BySlug(ctx, OperatorSlug)
	if errors.Is(err, ErrUnknown) {
		err = ErrSignupClosed
	}
	return house, err
}

// FindSignup asks whether a link can be used. Only the program asks, which has seen the link's key.
type FindSignup struct{ ID SignupID }

// Needs implements access.Guarded.
func (FindSignup) Needs() access.Permission { return PermProgram }

func (t *Tenancy) findSignup(ctx context.Context, q FindSignup) (Signup, error) {
	house, err := t.reception(ctx)
	if err != nil {
		return Signup{}, err
	}
	s, err := t.store.Signup(access.AsSystem(ctx, house.ID, "signup"), q.ID)
	if err == nil && !s.Lives(t.now()) {
		err = ErrSignupOver
	}
	return s, err
}

// FinishSignup opens the business and the account of its first administrator. Only the program asks, which has seen the
// link's key. It may be asked again after a failure, and goes on where it was.
type FinishSignup struct {
	ID       SignupID
	Slug     string
	Name     string
	Trades   []Trade
	Language string // of the site; the other of French and English is spoken as well
	Currency money.Currency
	Zone     string
	Person   string
	Password string
}

// Needs implements access.Guarded.
func (FinishSignup) Needs() access.Permission { return PermProgram }

func (t *Tenancy) finishSignup(ctx context.Context, c FinishSignup) (State, error) {
	s, err := t.findSignup(ctx, FindSignup{c.ID})
	if err != nil {
		return State{}, err
	}
	opened, err := t.store.ByID(ctx, s.Tenant)
	if errors.Is(err, ErrUnknown) {
		opened, err = t.open(ctx, c, s)
	}
	if err != nil {
		return State{}, err
	}
	if err := t.people.Welcome(access.AsSystem(ctx, opened.ID, "signup"), s.Email, c.Person, c.Password, c.Language); err != nil {
		return State{}, err
	}
	house, err := t.reception(ctx)
	if err != nil {
		return State{}, err
	}
	return opened, t.store.Write(access.AsSystem(ctx, house.ID, "signup"), func(ctx context.Context, tx Tx) error {
		s.UsedAt = t.now()
		return tx.SaveSignup(ctx, s)
	})
}

// open checks everything that the form says at once, the account's fields too, and makes the business.
func (t *Tenancy) open(ctx context.Context, c FinishSignup, s Signup) (State, error) {
	speaks := []string{"fr", "en"}
	if !slices.Contains(speaks, c.Language) {
		speaks = append(speaks, c.Language)
	}
	draft := CreateTenant{Slug: c.Slug, Currency: c.Currency, Plan: Discovery, Settings: Settings{Name: c.Name, Trades: c.Trades, Languages: speaks,
		DefaultLanguage: c.Language, Zone: c.Zone, Legal: Legal{Email: s.Email}}}
	x, err := Found(s.Tenant, draft, t.now())
	if err := errors.Join(err, t.people.Check(s.Email, c.Person, c.Password, c.Name)); err != nil {
		return State{}, joined(err)
	}
	err = t.store.Write(access.AsSystem(ctx, s.Tenant, "signup"), func(ctx context.Context, tx Tx) error {
		fresh := *x
		if err := tx.Save(ctx, &fresh); err != nil {
			return err
		}
		x = &fresh
		return nil
	})
	return x.State(), err
}

// joined makes one refusal of two, so that a form shows all that is wrong with it.
func joined(err error) error {
	both, ok := err.(interface{ Unwrap() []error })
	if !ok {
		return err
	}
	var check fault.Check
	for _, e := range both.Unwrap() {
		if fault.KindOf(e) != fault.Invalid {
			return e
		}
		check.Take("", e)
	}
	return check.Err()
}

// CheckSlug asks whether a short name is free.
type CheckSlug struct{ Slug string }

// Needs implements access.Guarded.
func (CheckSlug) Needs() access.Permission { return access.Public }

// SlugState is the answer of CheckSlug.
type SlugState string

// The answers.
const (
	SlugFree      SlugState = "free"
	SlugTaken     SlugState = "taken"
	SlugReserved  SlugState = "reserved"
	SlugMalformed SlugState = "malformed"
)

func (t *Tenancy) checkSlug(ctx context.Context, q CheckSlug) (SlugState, error) {
	switch {
	case !ValidSlug(q.Slug):
		return SlugMalformed, nil
	case Reserved(q.Slug):
		return SlugReserved, nil
	}
	_, err := t.store.BySlug(ctx, q.Slug)
	switch {
	case errors.Is(err, ErrUnknown):
		return SlugFree, nil
	case err != nil:
		return "", err
	}
	return SlugTaken, nil
}

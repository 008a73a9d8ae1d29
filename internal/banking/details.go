package banking

import (
	"cmp"
	"context"
	"errors"
	"strings"
	"time"
	"unicode/utf8"

	"comptoir/internal/event"
	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/bank"
	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/text"
	"comptoir/internal/kernel/usecase"
)

// Payee is somebody whom the business pays: an owner's account, or a property whose owner has none. Which of the two is told
// by Mandates.
type Payee = ident.Raw

// Coordinates are where somebody is paid. They are sealed wherever they are kept.
type Coordinates struct {
	Holder string    `json:"holder"`
	IBAN   bank.IBAN `json:"iban"`
	BIC    bank.BIC  `json:"bic,omitempty"`
	// Accounts with payment providers, by which he may be paid instead.
	Stripe   string `json:"stripe,omitempty"`
	MangoPay string `json:"mangopay,omitempty"`
}

// masked is what lists show: the end of the IBAN, and with which providers there is an account.
func (c Coordinates) masked() string {
	s := c.IBAN.Masked()
	if c.Stripe != "" {
		s += " · Stripe"
	}
	if c.MangoPay != "" {
		s += " · MangoPay"
	}
	return s
}

// DetailsState is one version of a payee's bank details. A version is never changed: a line of a batch names the one by which it pays.
type DetailsState struct {
	Payee     Payee
	Version   int    // 1, 2, …
	Sealed    []byte // Coordinates; empty once forgotten
	Masked    string // of the IBAN, for lists
	ChangedBy string
	ChangedAt time.Time
	UsableAt  time.Time // when the cooling time ends
}

// sealName binds what is sealed to its row.
func (d DetailsState) sealName() string {
	return "banking.details/" + d.Payee.String() + "/" + itoa(d.Version)
}

// Usable reports whether a payout may use the details.
func (d DetailsState) Usable(now time.Time) bool { return len(d.Sealed) > 0 && !now.Before(d.UsableAt) }

// Faults of bank details.
var (
	ErrNoDetails    = fault.Define(fault.NotFound, "banking.no_details", "no bank details are known")
	ErrUnknownPayee = fault.Define(fault.NotFound, "banking.unknown_payee", "nobody is paid under this identifier")
)

// SetOwnDetails says where the owner who asks wants to be paid. Holder, IBAN and BIC are as typed.
type SetOwnDetails struct{ Holder, IBAN, BIC string }

// Needs implements access.Guarded.
func (SetOwnDetails) Needs() access.Permission { return PermOwn }

// Proof implements access.Proving: who changes an IBAN in somebody else's open session takes his money.
func (SetOwnDetails) Proof() access.Proof { return access.FreshProof }

// SetDetails says it for a payee, by the desk. Accounts with payment providers that are left empty stay as they were.
type SetDetails struct {
	Payee             Payee
	Holder, IBAN, BIC string
	Stripe, MangoPay  string
}

// Needs implements access.Guarded.
func (SetDetails) Needs() access.Permission { return PermDetails }

// Proof implements access.Proving: see SetOwnDetails.
func (SetDetails) Proof() access.Proof { return access.FreshProof }

func (b *Banking) setOwnDetails(ctx context.Context, c SetOwnDetails) (DetailsState, error) {
	return b.changeDetails(ctx, SetDetails{Payee: access.From(ctx).User.Raw(), Holder: c.Holder, IBAN: c.IBAN, BIC: c.BIC})
}

func (b *Banking) setDetails(ctx context.Context, c SetDetails) (DetailsState, error) {
	return b.changeDetails(ctx, c)
}

func readCoordinates(holder, iban, bic string) (out Coordinates, err error) {
	var c fault.Check
	out.Holder = strings.Join(strings.Fields(holder), " ")
	c.That(out.Holder != "", "holder", "required", "the name of the account's holder is needed")
	c.That(utf8.RuneCountInString(out.Holder) <= 70 && text.OneLine(out.Holder), "holder", "too_long", "at most 70 characters, on one line")
	out.IBAN, err = bank.ParseSEPA(iban)
	c.Take("iban", err)
	out.BIC, err = bank.ParseBIC(bic)
	c.Take("bic", err)
	return out, c.Err()
}

// accounts says with which providers somebody has accounts: those of before, where nothing new was entered. A new one is
// shown to its provider first.
func (b *Banking) accounts(ctx context.Context, to *Coordinates, was Coordinates, c SetDetails) error {
	var check fault.Check
	for _, one := range []struct {
		carrier, entered, before string
		kept                     *string
	}{{CarrierStripe, c.Stripe, was.Stripe, &to.Stripe}, {CarrierMangoPay, c.MangoPay, was.MangoPay, &to.MangoPay}} {
		*one.kept = cmp.Or(strings.TrimSpace(one.entered), one.before)
		if *one.kept == one.before {
			continue
		}
		err := b.carrier(ctx, one.carrier)
		if err == nil {
			err = b.d.Carriers.Check(ctx, one.carrier, *one.kept)
		}
		if k := fault.KindOf(err); err != nil && k != fault.Conflict && k != fault.Invalid {
			return err
		}
		check.Take(one.carrier, err)
	}
	return check.Err()
}

func (b *Banking) changeDetails(ctx context.Context, c SetDetails) (DetailsState, error) {
	payee := c.Payee
	to, err := readCoordinates(c.Holder, c.IBAN, c.BIC)
	if err != nil {
		return DetailsState{}, err
	}
	who, err := b.payee(ctx, payee)
	if err != nil {
		return DetailsState{}, err
	}
	desk, err := b.d.Store.Desk(ctx)
	if err != nil {
		return DetailsState{}, err
	}
	before, err := b.d.Store.Details(ctx, payee)
	if err != nil && !errors.Is(err, ErrNoDetails) {
		return DetailsState{}, err
	}
	var was Coordinates
	if before.Version > 0 && len(before.Sealed) > 0 {
		if was, err = b.open(ctx, before); err != nil {
			return DetailsState{}, err
		}
	}
	if err := b.accounts(ctx, &to, was, c); err != nil {
		return DetailsState{}, err
	}
	if was == to {
		return before, nil // the same click, or nothing new
	}
	now := b.d.Now()
	d := DetailsState{Payee: payee, Version: before.Version + 1, Masked: to.masked(), ChangedBy: actorName(ctx), ChangedAt: now,
		UsableAt: now.Add(time.Duration(desk.Settings.CoolingHours) * time.Hour)}
	if d.Sealed, err = b.seal(ctx, d.sealName(), to); err != nil {
		return DetailsState{}, err
	}
	return d, b.d.Store.Write(ctx, func(tx Tx) error {
		if err := tx.AddDetails(ctx, d); err != nil {
			return err
		}
		return tx.Publish(ctx, event.BankDetailsChanged{Payee: payee, Name: who.Name, Email: who.Email, Locale: who.Locale, Account: d.Masked,
			UsableAt: d.UsableAt, By: d.ChangedBy, At: now})
	})
}

// GetOwnDetails asks for the newest details of the owner who asks; ErrNoDetails.
type GetOwnDetails struct{}

// Needs implements access.Guarded.
func (GetOwnDetails) Needs() access.Permission { return PermOwn }

func (b *Banking) ownDetails(ctx context.Context, _ GetOwnDetails) (DetailsState, error) {
	return b.d.Store.Details(ctx, access.From(ctx).User.Raw())
}

// ForgetDetails removes where somebody was paid. Details by which a payout was made stay: accounts are kept ten years with
// what proves them (Code de commerce, article L123-22).
type ForgetDetails struct{ Payee Payee }

// Needs implements access.Guarded.
func (ForgetDetails) Needs() access.Permission { return PermProgram }

func (b *Banking) forgetDetails(ctx context.Context, c ForgetDetails) (usecase.None, error) {
	return usecase.None{}, b.d.Store.Write(ctx, func(tx Tx) error { return tx.ForgetDetails(ctx, c.Payee) })
}

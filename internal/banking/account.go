package banking

import (
	"context"
	"errors"
	"strings"
	"unicode/utf8"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/bank"
	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/text"
)

// AccountID names an account of the business.
type AccountID = ident.ID[Account]

// Account is an account of the business at a bank. Its number is no secret: customers pay to it.
type Account struct {
	ID      AccountID `json:"id"`
	Version int       `json:"version"` // 1 when first saved
	Name    string    `json:"name"`    // as the desk calls it
	Holder  string    `json:"holder"`
	IBAN    bank.IBAN `json:"iban"`
	BIC     bank.BIC  `json:"bic,omitempty"`
	Bank    string    `json:"bank,omitempty"`
	Clients bool      `json:"clients"` // holds other people's money (décret 72-678, art. 55); owners are paid from it
	Closed  bool      `json:"closed,omitempty"`
	Mapping Mapping   `json:"mapping,omitzero"` // of the bank's CSV
}

// ErrUnknownAccount says that the business has no such account.
var ErrUnknownAccount = fault.Define(fault.NotFound, "banking.unknown_account", "no such bank account")

// ListAccounts asks for the business's accounts.
type ListAccounts struct{}

// Needs implements access.Guarded.
func (ListAccounts) Needs() access.Permission { return PermRead }

// PutAccount adds an account (no ID) or changes one.
type PutAccount struct {
	ID                            AccountID
	Version                       int // that was looked at; 0 for a new one
	Name, Holder, IBAN, BIC, Bank string
	Clients, Closed               bool
}

// Needs implements access.Guarded.
func (PutAccount) Needs() access.Permission { return PermSettings }

// Proof implements access.Proving: customers pay to what stands here.
func (PutAccount) Proof() access.Proof { return access.FreshProof }

func (b *Banking) putAccount(ctx context.Context, c PutAccount) (Account, error) {
	to, err := readCoordinates(c.Holder, c.IBAN, c.BIC)
	var check fault.Check
	for _, f := range fault.FieldsOf(err) {
		check.Fail(f.Path, f.Code, f.Message)
	}
	a := Account{ID: c.ID, Version: c.Version + 1, Name: strings.TrimSpace(c.Name), Holder: to.Holder, IBAN: to.IBAN, BIC: to.BIC, Bank: strings.TrimSpace(c.Bank), Clients: c.Clients, Closed: c.Closed}
	check.That(a.Name != "" && utf8.RuneCountInString(a.Name) <= 60 && text.OneLine(a.Name), "name", "required", "a name of at most 60 characters is needed")
	check.That(utf8.RuneCountInString(a.Bank) <= 60 && text.OneLine(a.Bank), "bank", "too_long", "at most 60 characters")
	if err := check.Err(); err != nil {
		return Account{}, err
	}
	if a.ID.IsZero() {
		a.ID, a.Version = ident.Next[Account](b.d.IDs), 1
	} else if was, err := b.account(ctx, a.ID); err != nil {
		return Account{}, err
	} else if was.Version != c.Version { // before the store, whose column is smaller than what a caller may send
		return Account{}, ErrStale
	} else {
		a.Mapping = was.Mapping
	}
	return a, b.d.Store.Write(ctx, func(tx Tx) error { return tx.SaveAccount(ctx, a) })
}

// account returns one of the business's that is open.
func (b *Banking) account(ctx context.Context, id AccountID) (Account, error) {
	all, err := b.d.Store.Accounts(ctx)
	for _, a := range all {
		if a.ID == id {
			return a, nil
		}
	}
	if err == nil {
		err = ErrUnknownAccount
	}
	return Account{}, err
}

// Settings are a business's choices.
type Settings struct {
	// CoolingHours is how long new bank details of an owner wait before a payout may use them.
	CoolingHours int `json:"coolingHours"`
	// TransferTo is the account to which customers may pay by transfer; zero: they may not.
	TransferTo AccountID `json:"transferTo,omitzero"`
	// TransferDays is how many days before the money must be there a transfer is offered.
	TransferDays int `json:"transferDays,omitempty"`
}

// DefaultSettings are a business's before it chooses.
func DefaultSettings() Settings { return Settings{CoolingHours: 72, TransferDays: 5} }

// GetSettings asks for them.
type GetSettings struct{}

// Needs implements access.Guarded.
func (GetSettings) Needs() access.Permission { return PermRead }

// SetSettings changes them.
type SetSettings struct{ Settings Settings }

// Needs implements access.Guarded.
func (SetSettings) Needs() access.Permission { return PermSettings }

// Proof implements access.Proving: without a cooling time a stolen session empties an owner's account the same day.
func (SetSettings) Proof() access.Proof { return access.FreshProof }

func (b *Banking) settings(ctx context.Context, _ GetSettings) (Settings, error) {
	d, err := b.d.Store.Desk(ctx)
	return d.Settings, err
}

func (b *Banking) setSettings(ctx context.Context, c SetSettings) (Settings, error) {
	var check fault.Check
	check.That(c.Settings.CoolingHours >= 0 && c.Settings.CoolingHours <= 30*24, "coolingHours", "out_of_range", "between none and 30 days")
	if c.Settings.TransferDays == 0 {
		c.Settings.TransferDays = DefaultSettings().TransferDays
	}
	check.That(c.Settings.TransferDays >= 1 && c.Settings.TransferDays <= 60, "transferDays", "out_of_range", "between one day and 60")
	if !c.Settings.TransferTo.IsZero() {
		a, err := b.account(ctx, c.Settings.TransferTo)
		if err != nil && !errors.Is(err, ErrUnknownAccount) {
			return Settings{}, err
		}
		check.That(err == nil && !a.Closed, "transferTo", "unknown", "no such bank account")
	}
	if err := check.Err(); err != nil {
		return Settings{}, err
	}
	return c.Settings, b.d.Store.Write(ctx, func(tx Tx) error {
		d, err := tx.Lock(ctx)
		if err != nil {
			return err
		}
		d.Settings = c.Settings
		return tx.SaveDesk(ctx, d)
	})
}

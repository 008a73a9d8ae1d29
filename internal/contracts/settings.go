package contracts

import (
	"context"
	"strings"
	"time"
	"unicode/utf8"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/contact"
	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/usecase"
)

// Settings say how a business has its contracts signed.
type Settings struct {
	AutoSend        bool `json:"autoSend"`        // each contract goes to the guest as soon as it is written
	AutoCountersign bool `json:"autoCountersign"` // the business signs as soon as the guest has
	Days            int  `json:"days"`            // how long a contract may be signed
	RemindEvery     int  `json:"remindEvery"`     // days between reminders; 0: none
	// Signatory is who signs for the business at a provider; empty: the business itself, at its own address.
	Signatory      string        `json:"signatory,omitempty"`
	SignatoryEmail contact.Email `json:"signatoryEmail,omitempty"`
}

// maxReminders is how often a signer is reminded without anybody asking.
const maxReminders = 3

// UsualSettings are those of a business that has chosen nothing.
func UsualSettings() Settings { return Settings{Days: 14, RemindEvery: 3} }

func (s Settings) life() time.Duration { return time.Duration(s.Days) * 24 * time.Hour }

// Check refuses what makes no sense, with the field named.
func (s Settings) Check() error {
	var check fault.Check
	check.That(s.Days >= 1 && s.Days <= 90, "days", "out_of_range", "from 1 to 90 days")
	check.That(s.RemindEvery >= 0 && s.RemindEvery <= 30, "remindEvery", "out_of_range", "from 0 to 30 days")
	check.That(utf8.RuneCountInString(s.Signatory) <= maxName && !strings.ContainsFunc(s.Signatory, hostile), "signatory", "malformed_name", "a name of at most 120 characters")
	if s.SignatoryEmail != "" {
		_, err := contact.ParseEmail(s.SignatoryEmail.String())
		check.Take("signatoryEmail", err)
	}
	return check.Err()
}

// GetSettings asks for the settings.
type GetSettings struct{}

// Needs implements access.Guarded.
func (GetSettings) Needs() access.Permission { return PermSettings }

func (c *Contracts) settings(ctx context.Context, _ GetSettings) (Settings, error) {
	return c.d.Store.Settings(ctx)
}

// SaveSettings keeps the settings.
type SaveSettings struct{ Settings Settings }

// Needs implements access.Guarded.
func (SaveSettings) Needs() access.Permission { return PermSettings }

func (c *Contracts) saveSettings(ctx context.Context, in SaveSettings) (usecase.None, error) {
	if err := in.Settings.Check(); err != nil {
		return usecase.None{}, err
	}
	return usecase.None{}, c.d.Store.Write(ctx, func(tx Tx) error { return tx.SaveSettings(ctx, in.Settings) })
}

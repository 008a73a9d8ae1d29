package contracts

import (
	"cmp"
	"context"
	"regexp"
	"slices"
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
	// Identity is what signers prove themselves by at the built-in signature; empty: mail.
	Identity Identity `json:"identity,omitempty" enum:"mail,sms,choice"`
	// TextPrefixes are the countries to which codes go by text, as international prefixes ("+33"); none: the usual ones.
	TextPrefixes []string `json:"textPrefixes,omitempty"`
	TextsADay    int      `json:"textsADay,omitempty"` // codes by text a day, of the whole business; 0: the usual number
}

// maxReminders is how often a signer is reminded without anybody asking.
const maxReminders = 3

// UsualSettings are those of a business that has chosen nothing.
func UsualSettings() Settings {
	return Settings{Days: 14, RemindEvery: 3, Identity: IdentityMail, TextPrefixes: slices.Clone(usualPrefixes), TextsADay: 100}
}

// completed fills in what was left to be the usual.
func (s Settings) completed() Settings {
	usual := UsualSettings()
	s.Identity, s.TextsADay = cmp.Or(s.Identity, usual.Identity), cmp.Or(s.TextsADay, usual.TextsADay)
	if len(s.TextPrefixes) == 0 {
		s.TextPrefixes = usual.TextPrefixes
	}
	return s
}

// prefixed is how an international prefix is written; some countries share one ("+1868").
var prefixed = regexp.MustCompile(`^\+[1-9][0-9]{0,6}$`)

const maxPrefixes = 60

func (s Settings) life() time.Duration { return time.Duration(s.Days) * 24 * time.Hour }

// Check refuses what makes no sense, with the field named.
func (s Settings) Check() error {
	var check fault.Check
	check.That(s.Days >= 1 && s.Days <= 90, "days", "out_of_range", "from 1 to 90 days")
	check.That(s.RemindEvery >= 0 && s.RemindEvery <= 30, "remindEvery", "out_of_range", "from 0 to 30 days")
	check.That(utf8.RuneCountInString(s.Signatory) <= maxName && !strings.ContainsFunc(s.Signatory, hostile), "signatory", "malformed_name", "a name of at most 120 characters")
	check.That(s.Identity == IdentityMail || s.Identity == IdentityText || s.Identity == IdentityChoice, "identity", "unknown_choice", "mail, sms or choice")
	check.That(len(s.TextPrefixes) <= maxPrefixes && !slices.ContainsFunc(s.TextPrefixes, func(p string) bool { return !prefixed.MatchString(p) }), "textPrefixes", "malformed_prefix", "international prefixes such as +33")
	check.That(s.TextsADay >= 1 && s.TextsADay <= 10_000, "textsADay", "out_of_range", "from 1 to 10000 a day")
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
	in.Settings = in.Settings.completed()
	if err := in.Settings.Check(); err != nil {
		return usecase.None{}, err
	}
	accounts, err := c.d.Store.Accounts(ctx)
	if err != nil {
		return usecase.None{}, err
	}
	if in.Settings.Identity != IdentityMail && !c.carried(accounts) {
		return usecase.None{}, fault.ErrInvalid.On("identity", "no_text_carrier", "enter the keys of a carrier of texts first")
	}
	return usecase.None{}, c.d.Store.Write(ctx, func(tx Tx) error { return tx.SaveSettings(ctx, in.Settings) })
}

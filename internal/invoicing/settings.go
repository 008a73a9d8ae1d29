package invoicing

import (
	"context"
	"regexp"
	"slices"
	"strings"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/bank"
	"comptoir/internal/kernel/contact"
	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/usecase"
)

// When says at which moment of a stay its invoice is issued.
type When string

// The moments.
const (
	AtEnd     When = "completed" // when the guest has left: the service is supplied (CGI, article 269)
	AtBooking When = "confirmed"
	ByHand    When = "by_hand"
)

// OnDeposit says what is issued when money comes before the invoice.
type OnDeposit string

// The answers. A deposit on a taxed service makes the VAT due, and a deposit invoice is mandatory then (CGI, article 289, I, 1, c).
const (
	DepositInvoice OnDeposit = "invoice"
	DepositReceipt OnDeposit = "receipt"
	DepositNothing OnDeposit = "nothing"
)

// Reminder is one level of dunning.
type Reminder struct {
	AfterDays int    `json:"afterDays"` // after the day due
	TextFR    string `json:"textFr"`
	TextEN    string `json:"textEn"`
}

// Text is the reminder's own words in a language.
func (r Reminder) Text(language string) string {
	if language == "en" && r.TextEN != "" {
		return r.TextEN
	}
	return r.TextFR
}

// Settings are what a business decides about its papers.
type Settings struct {
	Series         map[Kind]string `json:"series"`
	Regime         Regime          `json:"regime"`
	OnDebits       bool            `json:"onDebits"`
	TermDays       int             `json:"termDays"`
	LateRate       string          `json:"lateRate,omitempty"`
	OtherExemption string          `json:"otherExemption,omitempty"`
	When           When            `json:"when"`
	OnDeposit      OnDeposit       `json:"onDeposit"`
	Send           bool            `json:"send"` // papers of stays go to the guest by mail
	IBAN           bank.IBAN       `json:"iban,omitempty"`
	BIC            bank.BIC        `json:"bic,omitempty"`
	TextFR         string          `json:"textFr,omitempty"`
	TextEN         string          `json:"textEn,omitempty"`
	Dunning        bool            `json:"dunning"`
	Reminders      [3]Reminder     `json:"reminders"`
	Mediator       string          `json:"-"` // of the business's legal identity
	Version        int             `json:"-"`
}

// StandardSettings hold until a business decides.
func StandardSettings() Settings {
	return Settings{Series: map[Kind]string{Invoice: "F", Deposit: "FA", CreditNote: "AV", Receipt: "R"}, Regime: RegimeLetting, TermDays: 0, When: AtEnd, OnDeposit: DepositInvoice, Send: true,
		Reminders: [3]Reminder{
			{7, "Sauf erreur de notre part, cette facture reste à payer. Peut-être s’agit-il d’un oubli ?", "Unless we are mistaken, this invoice has not been paid yet. Perhaps it was overlooked?"},
			{21, "Malgré notre premier rappel, cette facture reste à payer. Merci de la régler sans tarder.", "In spite of our first reminder this invoice has not been paid. Please settle it without delay."},
			{45, "Dernier rappel avant mise en demeure : cette facture reste à payer. Répondez-nous si quelque chose s’y oppose.", "Final reminder before formal notice: this invoice has not been paid. Please answer if anything stands in the way."},
		}}
}

// SeriesOf is the series in which a kind is numbered. Two kinds may share one.
func (s Settings) SeriesOf(k Kind) string { return s.Series[k] }

// Text is what stands at the foot of every paper.
func (s Settings) Text(language string) string {
	if language == "en" && s.TextEN != "" {
		return s.TextEN
	}
	return s.TextFR
}

var seriesShape = regexp.MustCompile(`^[A-Z][A-Z0-9]{0,5}$`)

// Check returns the settings trimmed, or what is wrong with them.
func (s Settings) Check() (Settings, error) {
	var c fault.Check
	series := map[Kind]string{}
	for _, k := range Kinds() {
		series[k] = compact(s.Series[k])
		c.That(seriesShape.MatchString(series[k]), "series."+string(k), "malformed_series", "one to six capitals and digits, beginning with a letter")
	}
	s.Series = series
	c.That(series[Receipt] != series[Invoice] && series[Receipt] != series[Deposit] && series[Receipt] != series[CreditNote], "series.receipt", "shared_series", "receipts are no invoices and have a series of their own")
	c.That(slices.Contains(Regimes(), s.Regime), "regime", "unknown", "franchise, letting, hotel or normal")
	c.That(s.TermDays >= 0 && s.TermDays <= 60, "termDays", "out_of_range", "0 to 60 days (Code de commerce, L441-10)")
	c.That(s.When == AtEnd || s.When == AtBooking || s.When == ByHand, "when", "unknown", "completed, confirmed or by_hand")
	c.That(s.OnDeposit == DepositInvoice || s.OnDeposit == DepositReceipt || s.OnDeposit == DepositNothing, "onDeposit", "unknown", "invoice, receipt or nothing")
	s.LateRate, s.OtherExemption = line(&c, "lateRate", s.LateRate, 120), line(&c, "otherExemption", s.OtherExemption, 200)
	s.TextFR, s.TextEN = text(&c, "textFr", s.TextFR, 1000), text(&c, "textEn", s.TextEN, 1000)
	var err error
	if strings.TrimSpace(string(s.IBAN)) != "" {
		s.IBAN, err = bank.ParseIBAN(string(s.IBAN))
		c.Take("iban", err)
	} else {
		s.IBAN = ""
	}
	s.BIC, err = bank.ParseBIC(string(s.BIC))
	c.Take("bic", err)
	for i := range s.Reminders {
		path := "reminders." + string(rune('0'+i)) + "."
		r := &s.Reminders[i]
		r.TextFR, r.TextEN = text(&c, path+"textFr", r.TextFR, 1000), text(&c, path+"textEn", r.TextEN, 1000)
		least := 1
		if i > 0 {
			least = s.Reminders[i-1].AfterDays + 1
		}
		c.That(r.AfterDays >= least && r.AfterDays <= 365, path+"afterDays", "out_of_range", "later than the one before it")
		c.That(r.TextFR != "", path+"textFr", "required", "this is missing")
	}
	return s, c.Err()
}

// Identity is who the business is before the law, as the wiring knows it.
type Identity struct {
	Party
	Mediator string
	Zone     string // IANA
	Accent   string // "#rrggbb" of its papers
	Logo     []byte // PNG or JPEG; nil: none
	Currency string
	Site     string
	Email    contact.Email
}

// Country is where the business is; France where it has not said.
func (i Identity) Country() string {
	if i.Address.Country == "" {
		return "FR"
	}
	return i.Address.Country
}

// GetSettings reads the business's settings.
type GetSettings struct{}

// Needs implements access.Guarded.
func (GetSettings) Needs() access.Permission { return PermRead }

func (v *Invoicing) getSettings(ctx context.Context, _ GetSettings) (Settings, error) {
	return v.d.Store.Settings(ctx)
}

// SetSettings changes them; they hold for papers that are issued afterwards. Version: ErrStale when somebody was quicker.
type SetSettings struct{ Settings Settings }

// Needs implements access.Guarded.
func (SetSettings) Needs() access.Permission { return PermSettings }

func (v *Invoicing) setSettings(ctx context.Context, in SetSettings) (none usecase.None, err error) {
	s, err := in.Settings.Check()
	if err != nil {
		return none, err
	}
	return none, v.d.Store.Write(ctx, func(tx Tx) error { return tx.SaveSettings(ctx, s) })
}

// RegimeOf asks under which regime something is taxed: the one that was fixed for it with its first final invoice, or when the
// stay had ended one way or the other; before that the business's of today. What the business decides later holds for stays of
// which nothing was said yet: a stay that has been taxed is not taxed again.
type RegimeOf struct{ Subject Subject }

// Needs implements access.Guarded.
func (RegimeOf) Needs() access.Permission { return PermRead }

func (v *Invoicing) regimeOf(ctx context.Context, q RegimeOf) (Regime, error) {
	fixed, err := v.d.Store.Regime(ctx, q.Subject)
	if err != nil || fixed != "" {
		return fixed, err
	}
	s, err := v.d.Store.Settings(ctx)
	return s.Regime, err
}

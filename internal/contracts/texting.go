package contracts

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/contact"
	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/period"
	"comptoir/internal/kernel/usecase"
)

// Way is how a code goes to the signer.
type Way string

// The ways.
const (
	ByMail Way = "mail"
	ByText Way = "sms"
)

// Identity is what a business wants its signers to prove themselves by, at the built-in signature; it is stored data.
type Identity string

// The choices.
const (
	IdentityMail   Identity = "mail"
	IdentityText   Identity = "sms"    // by mail where no text can arrive
	IdentityChoice Identity = "choice" // the signer's
)

// TextsPerNumber is how many codes go to one number a day, of however many contracts.
const TextsPerNumber = 10

// carrierPatience is for how long a carrier that does not answer is tried before the code goes by mail: a signer waits.
const carrierPatience = time.Minute

// Faults of codes by text.
var (
	ErrTexts       = fault.Define(fault.Limited, "contracts.too_many_texts", "no more codes go by text today")
	ErrNoCarrier   = fault.Define(fault.Conflict, "contracts.no_carrier", "there is nobody who carries texts")
	ErrCarrierAway = fault.Define(fault.Unavailable, "contracts.carrier_away", "the carrier of texts does not answer")
)

// Carrier takes texts to telephones.
type Carrier interface {
	// Name is stored with what it carried: "twilio".
	Name() string
	// Carry hands a text over; the same reference is the same text. A fault of kind Unavailable: the outcome is unknown, and
	// the same call again finds it out; any other is for ever.
	Carry(ctx context.Context, m TextMessage) (Carried, error)
	// Check is as SignatureAccount's.
	Check(ctx context.Context) (name string, err error)
	// Verify believes a call to that address that the carrier has signed. ErrSignature.
	Verify(ctx context.Context, address string, m Message) (Fate, error)
}

// TextMessage is a text to a telephone. TriedAt is when it was first handed over; zero: never.
type TextMessage struct {
	Reference string
	To        contact.Phone
	Text      string
	Life      time.Duration
	TriedAt   time.Time
}

// Carried is a text that a carrier has taken, with what it is billed as: so many segments of an alphabet.
type Carried struct {
	ID       string
	Segments int
	Encoding string
}

// Fate is what became of a text; Lost is the fault that says why it will not arrive.
type Fate struct {
	ID        string
	Delivered bool
	Lost      error
}

// TextCount is a text that is about to be sent, for the limits of a day.
type TextCount struct {
	Day                  period.Date // in UTC
	Number               []byte      // a secret hash of the number
	PerTenant, PerNumber int
}

// usualPrefixes are the countries to which codes go unless the business says otherwise: those of western Europe. Fraud by texts
// ("SMS pumping") lives on numbers elsewhere, whose carriers share what a text costs; also under +1, which islands of the Caribbean
// share with the United States.
var usualPrefixes = []string{"+33", "+262", "+590", "+594", "+596", "+508", "+32", "+41", "+352", "+377", "+376", "+49", "+43", "+31", "+44", "+353", "+34", "+351", "+39", "+45", "+46", "+47", "+358"}

// textable reports whether a code may go to a number by text.
func (s Settings) textable(p contact.Phone, mobile func(contact.Phone) bool) bool {
	return p != "" && slices.ContainsFunc(s.TextPrefixes, func(prefix string) bool { return strings.HasPrefix(p.String(), prefix) }) && (mobile == nil || mobile(p))
}

// ways are those by which a code may go to the signer of a contract, the preferred one first; there is always one.
func (c *Contracts) ways(s Settings, accounts []ProviderAccount, phone contact.Phone) []Way {
	if s.Identity == IdentityMail || !c.carried(accounts) || !s.textable(phone, c.d.Mobile) {
		return []Way{ByMail}
	}
	if s.Identity == IdentityText {
		return []Way{ByText}
	}
	return []Way{ByText, ByMail}
}

// carried reports whether there is somebody who carries texts.
func (c *Contracts) carried(accounts []ProviderAccount) bool {
	return c.d.Carrier != nil || slices.ContainsFunc(accounts, func(a ProviderAccount) bool {
		k, known := c.known(a.Provider)
		return known && k.Carry != nil && a.Sealed != nil
	})
}

// InstallationCarrier names who carries the texts of businesses without a carrier of their own; "": nobody.
func (c *Contracts) InstallationCarrier() string {
	if c.d.Carrier == nil {
		return ""
	}
	return c.d.Carrier.Name()
}

// carriers are those of the business and of the installation, in that order.
func (c *Contracts) carriers(ctx context.Context) (all []Carrier, err error) {
	for _, k := range c.d.Providers {
		if k.Carry == nil {
			continue
		}
		a, err := c.stored(ctx, k.Name)
		if err != nil {
			return nil, err
		}
		if a.Sealed == nil {
			continue
		}
		keys, err := c.keys(ctx, a)
		if err != nil {
			return nil, err
		}
		all = append(all, k.Carry(keys))
	}
	if c.d.Carrier != nil {
		all = append(all, c.d.Carrier)
	}
	return all, nil
}

// codeBy decides the way of a new code: what was asked for where it is offered. A text that the limits of the day do not let
// out goes by mail, and why is returned.
func (c *Contracts) codeBy(ctx context.Context, tx Tx, s ContractState, asked Way) (way Way, why string, err error) {
	settings, err := tx.Settings(ctx)
	if err != nil {
		return "", "", err
	}
	accounts, err := tx.Accounts(ctx)
	if err != nil {
		return "", "", err
	}
	phone := s.Stay.Guest.Phone
	offered := c.ways(settings, accounts, phone)
	if way = offered[0]; slices.Contains(offered, asked) {
		way = asked
	}
	if way == ByMail {
		return way, "", nil
	}
	err = tx.CountText(ctx, TextCount{Day: period.DateOf(c.d.Now(), time.UTC), Number: c.d.Keys.Number(access.TenantOf(ctx), phone), PerTenant: settings.TextsADay, PerNumber: TextsPerNumber})
	if errors.Is(err, ErrTexts) {
		return ByMail, fault.CodeOf(err), nil
	}
	return way, "", err
}

// CodeText is what a text with a code says, in GSM's alphabet: it is billed as one.
func CodeText(locale, business, number, code string) string {
	short := []rune(business)
	business = strings.TrimSpace(string(short[:min(len(short), 30)]))
	if _, language := wordsIn(locale); language == "fr" {
		return fmt.Sprintf("%s : %s est votre code pour signer le contrat %s. Il sert une fois, pendant 10 minutes. Ne le donnez à personne.", business, code, number)
	}
	return fmt.Sprintf("%s: %s is your code to sign contract %s. It works once, for 10 minutes. Give it to nobody.", business, code, number)
}

// TextCode sends a code by text; a job calls it until the carrier has taken the text, or the code goes by mail.
type TextCode struct {
	Contract  ContractID
	Challenge int
}

// Needs implements access.Guarded.
func (TextCode) Needs() access.Permission { return PermProgram }

func (c *Contracts) textCode(ctx context.Context, in TextCode) (none usecase.None, err error) {
	now := c.d.Now()
	all, err := c.carriers(ctx)
	if err != nil {
		return none, err
	}
	agency, err := c.d.Agency.Agency(ctx)
	if err != nil {
		return none, err
	}
	var s ContractState
	tried := time.Time{}
	_, err = c.change(ctx, in.Contract, func(_ Tx, contract *Contract) error { // before the call: what was tried is known after a crash
		if !contract.texting(in.Challenge, now) || contract.s.Signing.Challenge.Message != "" {
			return ErrNothingToSend
		}
		ch := &contract.s.Signing.Challenge
		if tried = ch.TextedAt; tried.IsZero() {
			ch.TextedAt = now
		}
		s = contract.s
		return nil
	})
	if err != nil {
		return none, err
	}
	if len(all) == 0 {
		return none, c.fallBack(ctx, in, "", ErrNoCarrier)
	}
	carrier, tenant := all[0], access.TenantOf(ctx)
	took, err := carrier.Carry(ctx, TextMessage{Reference: textReference(in), To: s.Stay.Guest.Phone, Life: CodeLife, TriedAt: tried,
		Text: CodeText(s.Signer().Locale, cmp.Or(agency.Name, agency.LegalName), s.Number, c.d.Keys.Code(tenant, s.ID, in.Challenge))})
	switch away := fault.KindOf(err) == fault.Unavailable; {
	case err == nil:
		_, err = c.change(ctx, in.Contract, func(_ Tx, contract *Contract) error {
			contract.texted(in.Challenge, carrier.Name(), took, c.d.Now())
			return nil
		})
		return none, err
	case away && now.Sub(s.Signing.Challenge.TextedAt) < carrierPatience:
		return none, err
	}
	return none, c.fallBack(ctx, in, carrier.Name(), err)
}

func (c *Contracts) fallBack(ctx context.Context, in TextCode, carrier string, why error) error {
	_, err := c.change(ctx, in.Contract, func(_ Tx, contract *Contract) error {
		contract.FallBack(in.Challenge, carrier, fault.CodeOf(why), c.d.Now())
		return nil
	})
	return err
}

// textReference names the text of a challenge for carriers; they give it back when they call.
func textReference(in TextCode) string { return fmt.Sprintf("%s.%d", in.Contract, in.Challenge) }

// ReceiveFate is a carrier's call about a text. Anybody may make it: the signature decides whether it is believed.
type ReceiveFate struct {
	Carrier   string
	Contract  ContractID
	Challenge int
	Address   string // that was called
	Message   Message
}

// Needs implements access.Guarded.
func (ReceiveFate) Needs() access.Permission { return access.Public }

func (c *Contracts) receiveFate(ctx context.Context, in ReceiveFate) (none usecase.None, err error) {
	all, err := c.carriers(ctx)
	if err != nil {
		return none, err
	}
	err = ErrNoGateway
	for _, carrier := range all {
		if carrier.Name() != in.Carrier {
			continue
		}
		fate, refused := carrier.Verify(ctx, in.Address, in.Message)
		if refused == nil {
			return none, c.applyFate(ctx, in, fate)
		}
		err = ErrSignature.Because(refused) // of two accounts at one carrier the other may have signed
	}
	return none, err
}

// applyFate records what became of a text. Calls come late, twice and in any order: of a code that is no longer in use they
// change nothing.
func (c *Contracts) applyFate(ctx context.Context, in ReceiveFate, fate Fate) error {
	if fate.Lost == nil && !fate.Delivered {
		return nil
	}
	_, err := c.change(ctx, in.Contract, func(_ Tx, contract *Contract) error {
		ch := &contract.s.Signing.Challenge
		switch {
		case ch.Number != in.Challenge || ch.Way != ByText || ch.Message != "" && ch.Message != fate.ID:
		case fate.Lost != nil:
			contract.FallBack(in.Challenge, in.Carrier, fault.CodeOf(fate.Lost), c.d.Now())
		case !ch.Delivered:
			ch.Delivered = true
			contract.note(StepTextArrived, Witness{Actor: in.Carrier}, c.d.Now(), map[string]string{"to": contract.s.Stay.Guest.Phone.Masked()})
		}
		return nil
	})
	return err
}

package privacy

import (
	"context"
	"slices"
	"time"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/contact"
	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/usecase"
)

// ConsentID names an entry of the log.
type ConsentID = ident.ID[Consent]

// Purposes of consent. Terms are accepted with a booking and are not taken back; the others can be, at any time.
const (
	PurposeTerms     = "terms"
	PurposeMarketing = "marketing_email"
)

// Choices lists the purposes that a person decides on by himself.
func Choices() []string { return []string{PurposeMarketing} }

// Consent is one entry of the log: nothing in it is ever changed, the newest entry of a purpose counts.
type Consent struct {
	ID      ConsentID
	Person  Person
	Purpose string
	Given   bool
	Text    string // which wording was agreed to: its name and version
	Source  string // "account", "booking RIV-7K3M9Q"
	Address string // network address, "" when unknown
	At      time.Time
}

// consentsOut is the log as it stands in a copy.
func consentsOut(all []Consent) []map[string]any {
	out := make([]map[string]any, len(all))
	for i, c := range all {
		out[i] = map[string]any{"purpose": c.Purpose, "given": c.Given, "text": c.Text, "source": c.Source, "at": c.At}
	}
	return out
}

// GiveConsent is the actor's own choice, yes or no.
type GiveConsent struct {
	Purpose string
	Given   bool
}

// Needs implements access.Guarded.
func (GiveConsent) Needs() access.Permission { return PermOwnData }

// wording is the version of the texts beside the choices; it moves when they change their meaning.
const wording = "2026-11"

func (p *Privacy) consent(ctx context.Context, c GiveConsent) (usecase.None, error) {
	var check fault.Check
	check.That(slices.Contains(Choices(), c.Purpose), "purpose", "unknown_purpose", "no such choice")
	if err := check.Err(); err != nil {
		return usecase.None{}, err
	}
	a := access.From(ctx)
	return usecase.None{}, p.log(ctx, Consent{Person: Person{User: a.User, Email: contact.Email(a.Email)}, Purpose: c.Purpose, Given: c.Given,
		Text: c.Purpose + " " + wording, Source: "account", Address: a.Address, At: p.d.Now()})
}

// RecordConsent notes a consent that another context took in: the terms accepted with a booking.
type RecordConsent struct{ Consent Consent }

// Needs implements access.Guarded.
func (RecordConsent) Needs() access.Permission { return PermProgram }

func (p *Privacy) recordConsent(ctx context.Context, c RecordConsent) (usecase.None, error) {
	return usecase.None{}, p.log(ctx, c.Consent)
}

func (p *Privacy) log(ctx context.Context, c Consent) error {
	c.ID = ident.Next[Consent](p.d.IDs)
	return p.d.Store.Write(ctx, func(tx Tx) error { return tx.AddConsent(ctx, c) })
}

// OwnConsents gives the actor's log, newest first.
type OwnConsents struct{}

// Needs implements access.Guarded.
func (OwnConsents) Needs() access.Permission { return PermOwnData }

func (p *Privacy) consents(ctx context.Context, _ OwnConsents) ([]Consent, error) {
	a := access.From(ctx)
	return p.d.Store.Consents(ctx, Person{User: a.User, Email: contact.Email(a.Email)})
}

// Chosen tells what counts of a log, by purpose.
func Chosen(log []Consent) map[string]bool {
	now := map[string]bool{}
	for _, c := range slices.Backward(log) {
		now[c.Purpose] = c.Given
	}
	return now
}

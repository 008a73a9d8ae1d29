package contracts

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"comptoir/internal/event"
	"comptoir/internal/kernel/contact"
	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/ident"
)

// ContractID names a contract.
type ContractID = ident.ID[Contract]

// Status is the state of a contract.
type Status string

// The states. A contract is numbered, written, sent, opened, signed by one party and the other, and completed when the
// document is sealed; or it ends without that.
const (
	Drafted   Status = "drafted"
	Generated Status = "generated"
	Sent      Status = "sent"
	Viewed    Status = "viewed"
	Signed    Status = "signed" // by one party at least; Signing says by whom
	Completed Status = "completed"
	Refused   Status = "refused"
	Expired   Status = "expired"
	Voided    Status = "voided"
)

// Statuses lists every state in its order.
func Statuses() []Status {
	return []Status{Drafted, Generated, Sent, Viewed, Signed, Completed, Refused, Expired, Voided}
}

// Ended reports whether nothing happens to a contract any more.
func (s Status) Ended() bool {
	return s == Completed || s == Refused || s == Expired || s == Voided
}

// AtSigner reports whether the signer may act.
func (s Status) AtSigner() bool { return s == Sent || s == Viewed }

// Kind says what a contract is about.
type Kind string

// The kinds.
const (
	StayContract Kind = "stay"
	Mandate      Kind = "mandate" // of an owner who has the business let a property
)

// Faults.
var (
	ErrUnknown   = fault.Define(fault.NotFound, "contracts.unknown_contract", "no such contract")
	ErrNotReady  = fault.Define(fault.Conflict, "contracts.not_ready", "the contract is being written; try again in a moment")
	ErrState     = fault.Define(fault.Conflict, "contracts.wrong_state", "the contract is not in a state that allows this")
	ErrNoAddress = fault.Define(fault.Invalid, "contracts.no_address", "the signer has no e-mail address")
)

// Agency is the business that lets, as a contract must name it.
type Agency struct {
	Name         string
	LegalName    string
	LegalForm    string
	Registration string // trade register or SIRET
	VATNumber    string
	Card         string // professional card of the loi Hoguet
	Address      contact.PostalAddress
	Phone        contact.Phone
	Email        contact.Email
}

// ContractState is everything that is stored of a contract.
type ContractState struct {
	ID          ContractID
	Number      string // "C-2026-00042", without gaps for a tenant and a year
	Kind        Kind
	Reservation ident.Raw // what it is about: the reservation, or the property of a mandate
	Revision    int       // 1, then one more for each change of the stay
	Status      Status
	Stay        event.StayFacts
	File        string
	SHA256      string
	Size        int64
	DraftedAt   time.Time
	GeneratedAt time.Time
	Signing     Signing
}

// Contract is what was agreed, in writing.
type Contract struct {
	s     ContractState
	news  []event.Event
	steps []Evidence
}

// Draft numbers a contract: the seq-th of the year for this tenant.
func Draft(id ContractID, stay event.StayFacts, seq, revision int, now time.Time) *Contract {
	return &Contract{s: ContractState{ID: id, Number: fmt.Sprintf("C-%d-%05d", now.Year(), seq), Kind: StayContract, Reservation: stay.Reservation,
		Revision: revision, Status: Drafted, Stay: stay, DraftedAt: now}}
}

// Restore gives back a stored contract; stores and tests only.
func Restore(s ContractState) *Contract { return &Contract{s: s} }

// State returns what is stored.
func (c *Contract) State() ContractState { return c.s }

// TakeEvents returns what happened since the last call.
func (c *Contract) TakeEvents() []event.Event {
	news := c.news
	c.news = nil
	return news
}

// TakeEvidence returns the steps that were recorded since the last call.
func (c *Contract) TakeEvidence() []Evidence {
	steps := c.steps
	c.steps = nil
	return steps
}

// Written records the document; a contract is written once.
func (c *Contract) Written(file, sha256 string, size int64, now time.Time) {
	if c.s.Status != Drafted {
		return
	}
	c.s.Status, c.s.File, c.s.SHA256, c.s.Size, c.s.GeneratedAt = Generated, file, sha256, size, now
	c.note(StepGenerated, Witness{}, now, map[string]string{"number": c.s.Number, "facts": c.s.FactsSHA256(), "template": fmt.Sprintf("%s %d", c.s.templateKey().Locale, c.s.Signing.Template)})
	if c.s.Kind == StayContract {
		c.news = append(c.news, event.ContractGenerated{Contract: c.s.ID.Raw(), Number: c.s.Number, File: file, SHA256: sha256,
			Revision: c.s.Revision, Stay: c.s.Stay})
	}
}

// FactsSHA256 is the hash of what was agreed: the reservation as it was when the contract was drawn up, its quote and
// policy among it. It is in the first step of the evidence, so that the document cannot be said to be about another stay.
func (s ContractState) FactsSHA256() string {
	raw, err := json.Marshal(s.Stay)
	if err != nil {
		panic(err) // facts are made of texts, numbers and dates
	}
	sum := sha256.Sum256(raw)
	return hex.EncodeToString(sum[:])
}

// Signer is who signs beside the business.
func (s ContractState) Signer() event.ContractSigner {
	g := s.Stay.Guest
	return event.ContractSigner{Name: strings.TrimSpace(g.FirstName + " " + g.LastName), Email: g.Email, Locale: g.Locale}
}

// Title says for people what a contract is about.
func (s ContractState) Title() string {
	w, language := wordsIn(s.Stay.Guest.Locale)
	if s.Stay.Stay.From.IsZero() {
		return s.Stay.Property.Name
	}
	return fmt.Sprintf("%s, %s – %s", s.Stay.Property.Name, w.date(s.Stay.Stay.From, language), w.date(s.Stay.Stay.To, language))
}

func (s ContractState) facts() event.ContractFacts {
	f := event.ContractFacts{Contract: s.ID.Raw(), Number: s.Number, Kind: string(s.Kind), Subject: s.Reservation, Revision: s.Revision,
		Amends: s.Signing.Amends, SHA256: s.SHA256, Signer: s.Signer(), Title: s.Title()}
	if s.Kind == StayContract {
		f.Stay = &s.Stay
	}
	return f
}

// templateKey names the template by which a contract is written.
func (s ContractState) templateKey() TemplateKey {
	_, language := wordsIn(s.Stay.Guest.Locale)
	return TemplateKey{s.Kind, language}
}

// fileName names the document among the tenant's files.
func (s ContractState) fileName() string {
	return fmt.Sprintf("contracts/%s/%s.pdf", s.Reservation, s.ID)
}

// proofName names a provider's own evidence.
func (s ContractState) proofName() string {
	return fmt.Sprintf("contracts/%s/%s.proof.pdf", s.Reservation, s.ID)
}

// sealedName names the document with its signatures.
func (s ContractState) sealedName() string {
	return fmt.Sprintf("contracts/%s/%s.signed.pdf", s.Reservation, s.ID)
}

package contracts

import (
	"fmt"
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

// The states: numbered and waiting to be written, then written.
const (
	Drafted   Status = "drafted"
	Generated Status = "generated"
)

// ErrUnknown is returned where there is no such contract, or not this tenant's.
var ErrUnknown = fault.Define(fault.NotFound, "contracts.unknown_contract", "no such contract")

// ErrNotReady is returned for the document of a contract that is still being written.
var ErrNotReady = fault.Define(fault.Conflict, "contracts.not_ready", "the contract is being written; try again in a moment")

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
	Reservation ident.Raw
	Revision    int // 1, then one more for each change of the stay
	Status      Status
	Stay        event.StayFacts
	File        string
	SHA256      string
	Size        int64
	DraftedAt   time.Time
	GeneratedAt time.Time
}

// Contract is what was agreed about one stay, in writing.
type Contract struct {
	s    ContractState
	news []event.Event
}

// Draft numbers a contract: the seq-th of the year for this tenant.
func Draft(id ContractID, stay event.StayFacts, seq, revision int, now time.Time) *Contract {
	return &Contract{s: ContractState{ID: id, Number: fmt.Sprintf("C-%d-%05d", now.Year(), seq), Reservation: stay.Reservation,
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

// Written records the document; a contract is written once.
func (c *Contract) Written(file, sha256 string, size int64, now time.Time) {
	if c.s.Status == Generated {
		return
	}
	c.s.Status, c.s.File, c.s.SHA256, c.s.Size, c.s.GeneratedAt = Generated, file, sha256, size, now
	c.news = append(c.news, event.ContractGenerated{Contract: c.s.ID.Raw(), Number: c.s.Number, File: file, SHA256: sha256,
		Revision: c.s.Revision, Stay: c.s.Stay})
}

// fileName names the document among the tenant's files.
func (s ContractState) fileName() string {
	return fmt.Sprintf("contracts/%s/%s.pdf", s.Reservation, s.ID)
}

package staysio

import (
	"io"
	"time"

	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/money"
)

// Document is a paper of a reservation, as its pages list it.
type Document struct {
	ID       ident.Raw
	Name     string // "C-2026-00042"
	Revision int
	Amends   string // number of the signed contract that this one changes
	Ready    bool
	At       time.Time
	Status   string // of its signature: generated, sent, viewed, signed, completed, refused, expired, voided
	Waiting  string // for whom: signer, agency, ""
	Steps    []DocumentStep
}

// DocumentStep is something that happened to a paper on its way to be signed.
type DocumentStep struct {
	At   time.Time
	Kind string // sent, viewed, signed, completed, refused, expired, voided
	By   string // under whose name, of a signature
}

// Paper is an opened document.
type Paper struct {
	Name    string // of the file
	Type    string
	Content io.ReadCloser
}

// Receipt is a payment of a reservation, as the desk sees it.
type Receipt struct {
	ID         ident.Raw
	Purpose    string
	Amount     money.Amount
	Refundable money.Amount
	Status     string
	Provider   string
	Failure    string
	At         time.Time
	Refunds    []Refund
}

// Refund is money that went back, or is on its way.
type Refund struct {
	ID     ident.Raw
	ByHand bool // it waits for somebody of the agency to hand it back
	Amount money.Amount
	Status string
	Reason string
	At     time.Time
}

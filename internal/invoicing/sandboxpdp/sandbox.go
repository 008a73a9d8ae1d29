// Package sandboxpdp plays Chorus Pro or a certified platform (PDP) for demonstrations and tests: it takes an invoice, checks
// what such a platform checks, and moves it through the real statuses as time passes. It keeps nothing: what becomes of an invoice
// follows from its reference, so that it survives restarts and needs no table. It sends nothing anywhere. Start with Driver.
package sandboxpdp

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"
	"time"

	"comptoir/internal/invoicing"
	"comptoir/internal/kernel/fault"
)

// Name names the driver.
const Name = "sandbox"

// Words in the customer's order number that make the sandbox do what must be seen to work.
const (
	WordReject = "REJET" // the platform finds the file wrong
	WordRefuse = "REFUS" // the customer disputes the invoice
	WordDown   = "PANNE" // the platform does not answer
)

// Refusals.
var (
	ErrRejected    = fault.Define(fault.Invalid, "invoicing.platform_rejected", "the platform finds the invoice wrong: the customer is unknown in its directory")
	ErrUnavailable = fault.Define(fault.Unavailable, "invoicing.platform_unavailable", "the platform does not answer")
	ErrReference   = fault.Define(fault.NotFound, "invoicing.platform_unknown", "the platform knows no such invoice")
)

// Pace is how long each stage lasts.
const Pace = time.Minute

// Driver implements invoicing.Platform.
type Driver struct{ Now func() time.Time }

// Name implements invoicing.Platform.
func (Driver) Name() string { return Name }

// Submit implements invoicing.Platform. The reference tells when it came and what becomes of it.
func (d Driver) Submit(_ context.Context, p invoicing.Paper, key string) (string, error) {
	order := strings.ToUpper(p.Order)
	switch {
	case strings.Contains(order, WordDown):
		return "", ErrUnavailable
	case strings.Contains(order, WordReject) || len(p.Customer.SIREN) != 9:
		return "", ErrRejected
	}
	fate := "ok"
	if strings.Contains(order, WordRefuse) {
		fate = "no"
	}
	sum := sha256.Sum256([]byte(key))
	return fmt.Sprintf("SBX-%d-%s-%s", d.Now().Unix(), fate, hex.EncodeToString(sum[:4])), nil
}

// Status implements invoicing.Platform: a stage a minute.
func (d Driver) Status(_ context.Context, reference string) (invoicing.Stage, string, error) {
	parts := strings.Split(reference, "-")
	if len(parts) != 4 || parts[0] != "SBX" {
		return "", "", ErrReference
	}
	seconds, err := strconv.ParseInt(parts[1], 10, 64)
	if err != nil {
		return "", "", ErrReference.Because(err)
	}
	switch n := d.Now().Sub(time.Unix(seconds, 0)) / Pace; {
	case n < 1:
		return invoicing.Deposited, "", nil
	case n < 2:
		return invoicing.MadeAvailable, "", nil
	case n < 3:
		return invoicing.TakenInCharge, "", nil
	case parts[2] == "no":
		return invoicing.Refused, "Commande inconnue (bac à sable)", nil
	}
	return invoicing.Approved, "", nil
}

// Collected implements invoicing.Platform.
func (d Driver) Collected(ctx context.Context, reference string) error {
	_, _, err := d.Status(ctx, reference)
	return err
}

package sandboxpay

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/money"
	"comptoir/internal/payments"
	"comptoir/internal/payments/sandboxpay/sandboxpaydb"
	"comptoir/internal/platform/jobs"
	"comptoir/internal/platform/pg"
)

// The states of a checkout.
const (
	open      = "open"
	challenge = "challenge"
	held      = "held" // the money is blocked, or the card kept
	paid      = "paid"
	closed    = "closed"
)

// ErrNoChallenge is returned when an answer comes to a question that was not asked.
var ErrNoChallenge = fault.Define(fault.Conflict, "sandbox.no_challenge", "the bank has asked nothing")

// Page is what the hosted page shows.
type Page struct {
	PaymentID   payments.PaymentID
	Reference   string
	Amount      money.Amount
	Description string
	Locale      string
	ReturnURL   string
	Status      string // open, challenge, held, paid, closed
	Failure     string // of the last attempt
}

// Find returns a checkout by the sandbox's reference or by the payment's identifier.
func (s *Sandbox) Find(ctx context.Context, reference string) (Page, error) {
	row, err := s.row(ctx, s.DB.Read(ctx), reference)
	return pageOf(row), err
}

func (s *Sandbox) row(ctx context.Context, db pg.Querier, reference string) (row sandboxpaydb.SandboxpayCheckout, err error) {
	if id, bad := ident.Parse[payments.Payment](reference); bad == nil {
		row, err = s.q.CheckoutByPayment(ctx, db, access.TenantOf(ctx), id)
	} else {
		row, err = s.q.CheckoutByReference(ctx, db, access.TenantOf(ctx), reference)
	}
	return row, unknown(err)
}

func pageOf(row sandboxpaydb.SandboxpayCheckout) Page {
	return Page{PaymentID: row.PaymentID, Reference: row.Reference, Amount: money.New(row.Amount, money.Currency(row.Currency)),
		Description: row.Description, Locale: row.Locale, ReturnURL: row.ReturnUrl, Status: row.Status, Failure: row.Failure}
}

// Pay tries a card on an open checkout. A refused card leaves it open; a checkout already paid stays paid, whatever is
// sent again.
func (s *Sandbox) Pay(ctx context.Context, reference string, card Card) (Page, error) {
	card, err := card.check(s.Now())
	if err != nil {
		return Page{}, err
	}
	b := behaviourOf(card.Number)
	ctx = context.WithoutCancel(ctx) // a provider takes the money whether or not the payer's line still stands
	return s.settle(ctx, reference, b, func(row *sandboxpaydb.SandboxpayCheckout) error {
		if row.Status == closed {
			return payments.ErrNotPayable
		}
		row.Card, row.Failure = hidden(card.Number), b.Failure
		switch {
		case b.Failure != "":
			row.Status = open
		case b.Challenge:
			row.Status = challenge
		default:
			accept(row)
		}
		return nil
	})
}

// accept is what a good card does: it pays, or is held or kept where that was asked for.
func accept(row *sandboxpaydb.SandboxpayCheckout) {
	row.Status, row.Captured, row.Failure = paid, row.Amount, ""
	if payments.Mode(row.Mode) != payments.Charge {
		row.Status, row.Captured = held, 0
	}
}

// hidden is a card's number as it is stored.
func hidden(number string) string { return "•••• " + number[len(number)-4:] }

// Answer ends the bank's question: the payer proved himself, or did not.
func (s *Sandbox) Answer(ctx context.Context, reference string, proven bool) (Page, error) {
	return s.settle(ctx, reference, Behaviour{Times: 1}, func(row *sandboxpaydb.SandboxpayCheckout) error {
		if row.Status != challenge {
			return ErrNoChallenge
		}
		accept(row)
		if !proven {
			row.Captured = 0
			row.Status, row.Failure = open, "authentication_failed"
		}
		return nil
	})
}

func (s *Sandbox) settle(ctx context.Context, reference string, b Behaviour, change func(*sandboxpaydb.SandboxpayCheckout) error) (Page, error) {
	var row sandboxpaydb.SandboxpayCheckout
	var early []byte
	err := s.DB.Write(ctx, func(ctx context.Context, tx pg.Tx) error {
		found, err := s.row(ctx, tx, reference)
		if err != nil {
			return err
		}
		if row, err = s.q.LockCheckout(ctx, tx, found.TenantID, found.PaymentID); err != nil {
			return err
		}
		if row.Status == paid || row.Status == held {
			return nil
		}
		if err := change(&row); err != nil {
			return err
		}
		if err := s.move(ctx, tx, row); err != nil {
			return err
		}
		if row.Status == challenge {
			return nil
		}
		body, err := s.message(row)
		if err != nil {
			return err
		}
		if b.Early {
			early = body
		}
		var options []jobs.Option
		if b.Delay > 0 { // a job for now must not wait until the queue next looks at what is planned
			options = append(options, jobs.At(s.Now().Add(b.Delay)))
		}
		for range b.Times {
			if err := s.Jobs.Enqueue(ctx, tx, deliver{Body: body}, options...); err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil && early != nil {
		_ = s.send(ctx, early) // the job delivers it again if this one is lost
	}
	return pageOf(row), err
}

func (s *Sandbox) message(row sandboxpaydb.SandboxpayCheckout) ([]byte, error) {
	kind, id := payments.NotifySucceeded, "evt_"+row.Reference
	truth := truth(row)
	switch row.Status {
	case paid:
	case held:
		kind, id = payments.NotifyAuthorized, "evt_held_"+row.Reference
	default:
		kind, id = payments.NotifyFailed, "evt_"+rand.Text()
	}
	return json.Marshal(wireEvent{ID: id, Type: string(kind), Created: s.Now().Unix(), Data: wireEntry{Payment: row.PaymentID.String(),
		Reference: row.Reference, Amount: money.New(row.Amount, money.Currency(row.Currency)), Failure: row.Failure, Card: truth.Card, Instrument: truth.Instrument, Until: truth.Until}})
}

// deliver is the job that sends one notification.
type deliver struct {
	Body json.RawMessage `json:"body"`
}

// Kind implements jobs.Args.
func (deliver) Kind() string { return "sandboxpay.deliver" }

// RegisterJobs adds the sandbox's jobs.
func (s *Sandbox) RegisterJobs(r *jobs.Registry) {
	jobs.Handle(r, func(ctx context.Context, d deliver) error { return s.send(ctx, d.Body) })
}

// send posts one notification, signed now, as a provider would: over HTTP, with ten seconds' patience.
func (s *Sandbox) send(ctx context.Context, body []byte) error {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	tenant := access.TenantOf(ctx)
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, s.Hook(), bytes.NewReader(body))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("X-Comptoir-Tenant", tenant.String())
	req.Header.Set(SignatureHeader, Sign(s.WebhookSecret(tenant), body, s.Now()))
	resp, err := s.Client.Do(req)
	if err != nil {
		return err
	}
	defer func() { _ = resp.Body.Close() }()
	answer, _ := io.ReadAll(io.LimitReader(resp.Body, 512))
	if resp.StatusCode/100 != 2 {
		return fmt.Errorf("sandboxpay: the webhook answered %s: %s", resp.Status, strings.TrimSpace(string(answer)))
	}
	return nil
}

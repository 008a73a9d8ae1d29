package sandboxpay

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/money"
	"comptoir/internal/payments"
	"comptoir/internal/payments/sandboxpay/sandboxpaydb"
	"comptoir/internal/platform/pg"
)

// The states of a dispute, in Stripe's words (docs.stripe.com/disputes/how-disputes-work).
const (
	disputeNeeds  = "needs_response"
	disputeReview = "under_review"
	disputeWon    = "won"
	disputeLost   = "lost"
)

// evidenceTime is how long evidence is taken; card networks leave seven to twenty-one days.
const evidenceTime = 14 * 24 * time.Hour

// Reasons lists why a payer may contest a payment, in Stripe's words.
func Reasons() []string {
	return []string{"fraudulent", "product_not_received", "product_unacceptable", "duplicate", "general"}
}

// Faults of the console.
var (
	ErrNotDisputable = fault.Define(fault.Conflict, "sandbox.not_disputable", "only a payment that was made, and is not contested already, can be contested")
	ErrNoDispute     = fault.Define(fault.Conflict, "sandbox.no_dispute", "no dispute of this payment is in that state")
	ErrNoKeptCard    = fault.Define(fault.Conflict, "sandbox.no_kept_card", "this payment kept no card")
)

func running(status string) bool { return status == disputeNeeds || status == disputeReview }

func (s *Sandbox) disputed(ctx context.Context, db pg.Querier, id payments.PaymentID) (bool, error) {
	d, err := s.q.LastDispute(ctx, db, access.TenantOf(ctx), id)
	if errors.Is(err, pgx.ErrNoRows) {
		return false, nil
	}
	return err == nil && running(d.Status), err
}

// Dispute has the payer's bank contest a payment, over all that came in. The payer said why: one of Reasons.
func (s *Sandbox) Dispute(ctx context.Context, reference, reason string) error {
	if !slices.Contains(Reasons(), reason) {
		return fault.ErrInvalid.On("reason", "unknown", "no such reason")
	}
	return s.DB.Write(ctx, func(ctx context.Context, tx pg.Tx) error {
		row, err := s.lock(ctx, tx, reference)
		if err != nil {
			return err
		}
		again, err := s.disputed(ctx, tx, row.PaymentID)
		if err != nil {
			return err
		}
		if row.Status != paid || again {
			return ErrNotDisputable
		}
		now := s.Now()
		d := sandboxpaydb.OpenDisputeParams{TenantID: row.TenantID, Reference: "sbd_" + now.UTC().Format("20060102150405.000000") + "_" + rand.Text()[:8], PaymentID: row.PaymentID, Amount: row.Captured,
			Reason: reason, DueAt: now.Add(evidenceTime), OpenedAt: now}
		if err := s.q.OpenDispute(ctx, tx, d); err != nil {
			return err
		}
		return s.tellDispute(ctx, tx, row, sandboxpaydb.SandboxpayDispute{Reference: d.Reference, Status: disputeNeeds, Amount: d.Amount, Reason: reason, DueAt: d.DueAt})
	})
}

// MoveDispute has a dispute go on: its evidence was sent ("under_review"), or the bank has decided ("won", "lost").
func (s *Sandbox) MoveDispute(ctx context.Context, reference, to string) error {
	return s.DB.Write(ctx, func(ctx context.Context, tx pg.Tx) error {
		row, err := s.lock(ctx, tx, reference)
		if err != nil {
			return err
		}
		d, err := s.q.LastDispute(ctx, tx, row.TenantID, row.PaymentID)
		if err != nil && !errors.Is(err, pgx.ErrNoRows) {
			return err
		}
		ok := to == disputeReview && d.Status == disputeNeeds || (to == disputeWon || to == disputeLost) && running(d.Status)
		if err != nil || !ok {
			return ErrNoDispute
		}
		d.Status = to
		if err := s.q.MoveDispute(ctx, tx, sandboxpaydb.MoveDisputeParams{TenantID: row.TenantID, Reference: d.Reference, Status: to}); err != nil {
			return err
		}
		return s.tellDispute(ctx, tx, row, d)
	})
}

// tellDispute delivers the news of a dispute by a webhook, as a provider does.
func (s *Sandbox) tellDispute(ctx context.Context, tx pg.Tx, row sandboxpaydb.SandboxpayCheckout, d sandboxpaydb.SandboxpayDispute) error {
	kind := map[string]payments.NotificationKind{disputeNeeds: payments.NotifyDisputed, disputeReview: payments.NotifyDisputeReview, disputeWon: payments.NotifyDisputeWon, disputeLost: payments.NotifyDisputeLost}[d.Status]
	body, err := json.Marshal(wireEvent{ID: "evt_" + d.Reference + "_" + d.Status, Type: string(kind), Created: s.Now().Unix(), Data: wireEntry{Payment: row.PaymentID.String(), Reference: row.Reference,
		Amount: money.New(d.Amount, money.Currency(row.Currency)), Failure: d.Reason, Dispute: d.Reference, Due: d.DueAt.UTC()}})
	if err != nil {
		return err
	}
	return s.Jobs.Enqueue(ctx, tx, deliver{Body: body})
}

// Next says what the bank of a card that this payment kept will answer at the next charge while its owner is away:
// "" accept, "declined", "owner".
func (s *Sandbox) Next(ctx context.Context, reference, answer string) error {
	if answer != "" && answer != nextDeclined && answer != nextOwner {
		return fault.ErrInvalid.On("next", "unknown", "no such answer")
	}
	return s.DB.Write(ctx, func(ctx context.Context, tx pg.Tx) error {
		row, err := s.lock(ctx, tx, reference)
		if err != nil {
			return err
		}
		if !keepsCard(row) {
			return ErrNoKeptCard
		}
		return s.q.SayNext(ctx, tx, sandboxpaydb.SayNextParams{TenantID: row.TenantID, PaymentID: row.PaymentID, Next: answer})
	})
}

// keepsCard reports whether a checkout has kept a card that can be charged later.
func keepsCard(row sandboxpaydb.SandboxpayCheckout) bool {
	return row.Status == paid && row.Keep || row.Status == held && row.Mode == string(payments.Card)
}

func (s *Sandbox) lock(ctx context.Context, tx pg.Tx, reference string) (sandboxpaydb.SandboxpayCheckout, error) {
	found, err := s.row(ctx, tx, reference)
	if err != nil {
		return found, err
	}
	return s.q.LockCheckout(ctx, tx, found.TenantID, found.PaymentID)
}

// Driven is a payment as the console shows it.
type Driven struct {
	Page
	Card       string
	Keeps      bool
	Next       string // what its card's bank will say; "": yes
	Dispute    string // the state of the last one; "": none
	Reason     string
	Due        time.Time
	OpenedAt   time.Time
	Disputable bool
}

// Drive lists the newest payments that something can still happen to.
func (s *Sandbox) Drive(ctx context.Context) ([]Driven, error) {
	tenant, db := access.TenantOf(ctx), s.DB.Read(ctx)
	rows, err := s.q.CheckoutsToDrive(ctx, db, tenant)
	if err != nil {
		return nil, err
	}
	disputes, err := s.q.Disputes(ctx, db, tenant)
	if err != nil {
		return nil, err
	}
	last := map[payments.PaymentID]sandboxpaydb.SandboxpayDispute{}
	for _, d := range slices.Backward(disputes) {
		last[d.PaymentID] = d
	}
	out := make([]Driven, len(rows))
	for i, row := range rows {
		out[i] = driven(row, last[row.PaymentID])
	}
	return out, nil
}

// DriveOne returns one payment for the console.
func (s *Sandbox) DriveOne(ctx context.Context, reference string) (Driven, error) {
	db := s.DB.Read(ctx)
	row, err := s.row(ctx, db, reference)
	if err != nil {
		return Driven{}, err
	}
	d, err := s.q.LastDispute(ctx, db, row.TenantID, row.PaymentID)
	if errors.Is(err, pgx.ErrNoRows) {
		err = nil
	}
	return driven(row, d), err
}

func driven(row sandboxpaydb.SandboxpayCheckout, d sandboxpaydb.SandboxpayDispute) Driven {
	card, _, _ := strings.Cut(row.Card, "/")
	return Driven{Page: pageOf(row), Card: card, Keeps: keepsCard(row), Next: row.Next, Dispute: d.Status, Reason: d.Reason, Due: d.DueAt.UTC(), OpenedAt: row.OpenedAt.UTC(),
		Disputable: row.Status == paid && !running(d.Status)}
}

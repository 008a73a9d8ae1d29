package sandboxpay

import (
	"cmp"
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/money"
	"comptoir/internal/payments"
	"comptoir/internal/payments/sandboxpay/sandboxpaydb"
	"comptoir/internal/platform/jobs"
	"comptoir/internal/platform/pg"
)

// Name is the provider's name in stored payments and in the webhook's path.
const Name = "sandbox"

// Deps is what the sandbox needs.
type Deps struct {
	DB     *pg.DB
	Jobs   jobs.Enqueuer
	Now    func() time.Time
	Secret []byte                                   // of the installation; each tenant's webhook secret is derived from it
	Site   func(ctx context.Context) string         // the tenant's public address without a final slash
	Zone   func(ctx context.Context) *time.Location // where the business is; nil: UTC
	Hook   func() string                            // the address of the webhook endpoint: ".../api/payments/webhooks/sandbox"
	Client *http.Client
}

// Sandbox implements payments.Driver.
type Sandbox struct {
	Deps
	q *sandboxpaydb.Queries
}

// New makes a sandbox.
func New(d Deps) *Sandbox { return &Sandbox{Deps: d, q: sandboxpaydb.New()} }

// Name implements payments.Driver.
func (s *Sandbox) Name() string { return Name }

// WebhookSecret is the secret by which a tenant's notifications are signed.
func (s *Sandbox) WebhookSecret(tenant access.TenantID) []byte {
	h := hmac.New(sha256.New, s.Secret)
	h.Write([]byte("sandboxpay webhook|" + tenant.String()))
	return h.Sum(nil)
}

// Checkout implements payments.Driver.
func (s *Sandbox) Checkout(ctx context.Context, r payments.CheckoutRequest) (payments.Checkout, error) {
	tenant := access.TenantOf(ctx)
	var row sandboxpaydb.SandboxpayCheckout
	err := s.DB.Write(ctx, func(ctx context.Context, tx pg.Tx) error {
		err := s.q.OpenCheckout(ctx, tx, sandboxpaydb.OpenCheckoutParams{TenantID: tenant, PaymentID: r.PaymentID, Reference: "sbx_" + rand.Text(),
			Amount: r.Amount.Minor(), Currency: string(r.Amount.Currency()), Description: r.Description, Locale: r.Payer.Locale,
			ReturnUrl: r.ReturnURL, Mode: string(r.Mode), Keep: r.Keep, OpenedAt: s.Now()})
		if err != nil {
			return err
		}
		row, err = s.q.CheckoutByPayment(ctx, tx, tenant, r.PaymentID)
		return err
	})
	if err != nil {
		return payments.Checkout{}, err
	}
	return payments.Checkout{Reference: row.Reference, URL: s.Site(ctx) + "/sandbox/pay/" + row.Reference}, nil
}

// Ask implements payments.Driver.
func (s *Sandbox) Ask(ctx context.Context, reference string) (payments.Notification, error) {
	row, err := s.q.CheckoutByReference(ctx, s.DB.Read(ctx), access.TenantOf(ctx), reference)
	if id, later := strings.CutPrefix(reference, laterPrefix); later && errors.Is(err, pgx.ErrNoRows) { // not asked for yet
		payment, err := ident.Parse[payments.Payment](id)
		return payments.Notification{PaymentID: payment}, err
	}
	if err != nil {
		return payments.Notification{}, unknown(err)
	}
	return truth(row), nil
}

func truth(row sandboxpaydb.SandboxpayCheckout) payments.Notification {
	n := payments.Notification{PaymentID: row.PaymentID}
	switch {
	case row.Status == paid:
		n.Kind, n.Captured = payments.NotifySucceeded, money.New(row.Captured, money.Currency(row.Currency))
		if row.Keep {
			n.Instrument, n.Card = instrument(row), row.Card
		}
	case row.Mode == string(payments.Later):
		n.Kind, n.Failure = payments.NotifyFailed, row.Failure
	case row.Status == held:
		n.Kind = payments.NotifyAuthorized
		if row.Mode == string(payments.Hold) {
			n.Until = row.OpenedAt.UTC().Add(holdLife)
		} else {
			n.Instrument, n.Card = instrument(row), row.Card
		}
	case row.Status == closed:
		n.Kind = payments.NotifyCancelled
	case row.Failure != "":
		n.Kind, n.Failure = payments.NotifyFailed, row.Failure
	}
	return n
}

// Close implements payments.Driver.
func (s *Sandbox) Close(ctx context.Context, reference string) (n payments.Notification, err error) {
	err = s.DB.Write(ctx, func(ctx context.Context, tx pg.Tx) error {
		tenant := access.TenantOf(ctx)
		found, err := s.q.CheckoutByReference(ctx, tx, tenant, reference)
		if err != nil {
			return unknown(err)
		}
		row, err := s.q.LockCheckout(ctx, tx, tenant, found.PaymentID)
		if err != nil {
			return err
		}
		if row.Status != paid {
			row.Status = closed
			if err := s.move(ctx, tx, row); err != nil {
				return err
			}
		}
		n = truth(row)
		return nil
	})
	return n, err
}

// Refund implements payments.Driver. The sandbox sends money back at once, never more than was paid.
func (s *Sandbox) Refund(ctx context.Context, r payments.RefundRequest) (n payments.Notification, err error) {
	n = payments.Notification{PaymentID: r.PaymentID, Refund: r.RefundID}
	err = s.DB.Write(ctx, func(ctx context.Context, tx pg.Tx) error {
		tenant := access.TenantOf(ctx)
		row, err := s.q.LockCheckout(ctx, tx, tenant, r.PaymentID)
		if err != nil {
			return unknown(err)
		}
		known, err := s.q.FindRefund(ctx, tx, tenant, r.RefundID)
		if err == nil {
			n.Kind, n.RefundReference = payments.NotifyRefundSucceeded, known.Reference
			return nil
		}
		if !errors.Is(err, pgx.ErrNoRows) {
			return err
		}
		if disputed, err := s.disputed(ctx, tx, r.PaymentID); disputed || err != nil {
			n.Kind, n.Failure = payments.NotifyRefundFailed, "charge_disputed" // Stripe's word
			return err
		}
		gone, err := s.q.Refunded(ctx, tx, tenant, r.PaymentID)
		if err != nil {
			return err
		}
		if row.Status != paid || string(r.Amount.Currency()) != row.Currency || gone+r.Amount.Minor() > row.Captured {
			n.Kind, n.Failure = payments.NotifyRefundFailed, "charge_not_refundable"
			return nil
		}
		n.Kind, n.RefundReference = payments.NotifyRefundSucceeded, "sbr_"+rand.Text()
		return s.q.InsertRefund(ctx, tx, sandboxpaydb.InsertRefundParams{TenantID: tenant, ID: r.RefundID, PaymentID: r.PaymentID,
			Reference: n.RefundReference, Amount: r.Amount.Minor(), At: s.Now()})
	})
	return n, err
}

// holdLife is for how long the sandbox holds money: as long as most card networks do.
const holdLife = 7 * 24 * time.Hour

// Capture implements payments.Holder. A card that was kept behaves as its number says.
func (s *Sandbox) Capture(ctx context.Context, r payments.CaptureRequest) (n payments.Notification, err error) {
	if r.Mode == payments.Later {
		return s.chargeLater(ctx, r)
	}
	err = s.DB.Write(ctx, func(ctx context.Context, tx pg.Tx) error {
		row, err := s.q.LockCheckout(ctx, tx, access.TenantOf(ctx), r.PaymentID)
		if err != nil {
			return unknown(err)
		}
		n = payments.Notification{PaymentID: r.PaymentID}
		over := row.Mode == string(payments.Hold) && s.Now().After(row.OpenedAt.Add(holdLife))
		switch {
		case row.Status == paid:
			n = truth(row)
			return nil
		case row.Status != held || r.Amount.Minor() > row.Amount || string(r.Amount.Currency()) != row.Currency:
			n.Kind, n.Failure = payments.NotifyFailed, "nothing_held"
			return nil
		case over:
			n.Kind, n.Failure = payments.NotifyFailed, payments.FailureHoldOver
			return nil
		}
		if refused := refusalOf(row.Next, row.Card, 1); row.Mode == string(payments.Card) && refused != "" {
			n.Kind, n.Failure = payments.NotifyFailed, refused
			return s.said(ctx, tx, row)
		}
		row.Status, row.Captured = paid, r.Amount.Minor()
		n = truth(row)
		return s.move(ctx, tx, row)
	})
	return n, err
}

// Statement implements payments.Driver.
func (s *Sandbox) Statement(ctx context.Context, from, to time.Time) ([]payments.Movement, error) {
	tenant, db := access.TenantOf(ctx), s.DB.Read(ctx)
	rows, err := s.q.CheckoutsBetween(ctx, db, sandboxpaydb.CheckoutsBetweenParams{TenantID: tenant, Since: from, Until: to})
	if err != nil {
		return nil, err
	}
	var out []payments.Movement
	for _, row := range rows {
		if n := truth(row); n.Kind == payments.NotifySucceeded || n.Kind == payments.NotifyAuthorized {
			amount := n.Captured
			if n.Kind == payments.NotifyAuthorized {
				amount = money.New(row.Amount, money.Currency(row.Currency))
			}
			out = append(out, payments.Movement{Reference: row.Reference, PaymentID: row.PaymentID, Kind: n.Kind, Amount: amount, At: row.OpenedAt.UTC()})
		}
	}
	back, err := s.q.RefundsBetween(ctx, db, sandboxpaydb.RefundsBetweenParams{TenantID: tenant, Since: from, Until: to})
	for _, r := range back {
		out = append(out, payments.Movement{Reference: r.Reference, PaymentID: r.PaymentID, Kind: payments.NotifyRefundSucceeded, Refund: r.ID,
			Amount: money.New(r.Amount, money.Currency(r.Currency)), At: r.At.UTC()})
	}
	return out, err
}

type wireEvent struct {
	ID      string    `json:"id"`
	Type    string    `json:"type"`
	Created int64     `json:"created"`
	Data    wireEntry `json:"data"`
}

type wireEntry struct {
	Payment    string       `json:"payment"`
	Reference  string       `json:"reference"`
	Amount     money.Amount `json:"amount"`
	Failure    string       `json:"failure,omitempty"`
	Card       string       `json:"card,omitempty"`
	Instrument string       `json:"instrument,omitempty"`
	Until      time.Time    `json:"until,omitzero"`
	Dispute    string       `json:"dispute,omitempty"`
	Due        time.Time    `json:"due,omitzero"`
}

// Verify implements payments.Driver.
func (s *Sandbox) Verify(ctx context.Context, m payments.Message, now time.Time) (payments.Notification, error) {
	header := http.Header(m.Header).Get(SignatureHeader)
	if err := verify(s.WebhookSecret(access.TenantOf(ctx)), m.Body, header, now); err != nil {
		return payments.Notification{}, err
	}
	var e wireEvent
	if err := json.Unmarshal(m.Body, &e); err != nil || e.ID == "" {
		return payments.Notification{}, payments.ErrBadMessage.Because(err)
	}
	id, err := ident.Parse[payments.Payment](e.Data.Payment)
	if err != nil || id.IsZero() {
		return payments.Notification{}, payments.ErrBadMessage.Because(err)
	}
	n := payments.Notification{ID: e.ID, PaymentID: id, Failure: e.Data.Failure, At: time.Unix(e.Created, 0).UTC()}
	switch kind := payments.NotificationKind(e.Type); kind {
	case payments.NotifySucceeded, payments.NotifyFailed, payments.NotifyCancelled, payments.NotifyAuthorized:
		n.Kind, n.Until, n.Instrument, n.Card = kind, e.Data.Until, cmp.Or(e.Data.Instrument, e.Data.Card), e.Data.Card
	case payments.NotifyDisputed, payments.NotifyDisputeReview, payments.NotifyDisputeWon, payments.NotifyDisputeLost:
		n.Kind, n.Dispute, n.DisputeAmount, n.DisputeDue = kind, e.Data.Dispute, e.Data.Amount, e.Data.Due
	}
	return n, nil
}

func (s *Sandbox) move(ctx context.Context, tx pg.Tx, row sandboxpaydb.SandboxpayCheckout) error {
	return s.q.MoveCheckout(ctx, tx, sandboxpaydb.MoveCheckoutParams{TenantID: row.TenantID, PaymentID: row.PaymentID,
		Status: row.Status, Card: row.Card, Failure: row.Failure, Captured: row.Captured})
}

func unknown(err error) error {
	if errors.Is(err, pgx.ErrNoRows) {
		return payments.ErrUnknown
	}
	return err
}

package stripepay

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"time"

	"comptoir/internal/kernel/ident"
	"comptoir/internal/payments"
)

// SignatureHeader carries "t=<unix seconds>,v1=<hex>[,v1=<hex>]": HMAC-SHA256 over "<t>.<raw body>".
const SignatureHeader = "Stripe-Signature"

// verify checks the header against the raw body in constant time, then its age in both directions.
func (d *Driver) verify(m payments.Message, now time.Time) error {
	var t string
	var signatures []string
	for part := range strings.SplitSeq(http.Header(m.Header).Get(SignatureHeader), ",") {
		switch k, v, _ := strings.Cut(strings.TrimSpace(part), "="); k {
		case "t":
			t = v
		case "v1":
			signatures = append(signatures, v)
		}
	}
	seconds, err := strconv.ParseInt(t, 10, 64)
	if err != nil {
		return payments.ErrSignature
	}
	matched := false
	for _, secret := range d.secrets {
		h := hmac.New(sha256.New, secret)
		h.Write([]byte(t + "."))
		h.Write(m.Body)
		want := h.Sum(nil)
		for _, s := range signatures {
			if got, err := hex.DecodeString(s); err == nil && hmac.Equal(got, want) {
				matched = true
			}
		}
	}
	if !matched {
		return payments.ErrSignature
	}
	if age := now.Sub(time.Unix(seconds, 0)); age > payments.SignatureTolerance || age < -payments.SignatureTolerance {
		return payments.ErrTooOld
	}
	return nil
}

// Verify implements payments.Driver. What happens at Stripe to things that are not ours (another program uses the same
// account) is told too, and is nothing to us.
func (d *Driver) Verify(ctx context.Context, m payments.Message, now time.Time) (payments.Notification, error) {
	if err := d.verify(m, now); err != nil {
		return payments.Notification{}, err
	}
	var e webhookEvent
	if err := json.Unmarshal(m.Body, &e); err != nil || e.ID == "" || len(e.Data.Object) == 0 {
		return payments.Notification{}, payments.ErrBadMessage.Because(err)
	}
	n, err := d.read(ctx, e)
	if err != nil || n.PaymentID.IsZero() && n.Account == "" && n.Kind != payments.NotifyPayout {
		return payments.Notification{}, err
	}
	n.ID, n.At = e.ID, moment(e.Created)
	return n, nil
}

func (d *Driver) read(ctx context.Context, e webhookEvent) (payments.Notification, error) {
	switch {
	case strings.HasPrefix(e.Type, "checkout.session."):
		return readSession(e)
	case strings.HasPrefix(e.Type, "payment_intent."):
		return readIntent(e)
	case strings.HasPrefix(e.Type, "refund."), e.Type == "charge.refund.updated":
		return readRefund(e)
	case strings.HasPrefix(e.Type, "transfer."):
		return readTransfer(e)
	case strings.HasPrefix(e.Type, "account."), strings.HasPrefix(e.Type, "payout."):
		return readConnect(e)
	case strings.HasPrefix(e.Type, "charge.dispute."):
		return d.readDispute(ctx, e)
	}
	return payments.Notification{}, nil
}

// owned reads the identifier that we wrote on an object; false: it is none of ours.
func owned(m metadata) (payments.PaymentID, bool) {
	id, err := ident.Parse[payments.Payment](m.Payment)
	return id, err == nil && !id.IsZero()
}

func readSession(e webhookEvent) (n payments.Notification, err error) {
	var s session
	if err := json.Unmarshal(e.Data.Object, &s); err != nil {
		return n, payments.ErrBadMessage.Because(err)
	}
	id, ours := owned(s.Metadata)
	if !ours {
		return n, nil
	}
	n.PaymentID = id
	switch e.Type {
	case "checkout.session.completed", "checkout.session.async_payment_succeeded":
		if s.PaymentStatus != "paid" || s.Metadata.Keep != "" { // held, kept or under way: the intent knows
			n.Kind, n.Reference = payments.NotifyLook, s.ID
			return n, nil
		}
		n.Kind = payments.NotifySucceeded
		n.Captured, err = payments.CameIn(fromStripe(s.AmountTotal, s.Currency))
	case "checkout.session.async_payment_failed":
		n.Kind, n.Failure = payments.NotifyFailed, "payment_failed"
	case "checkout.session.expired":
		n.Kind = payments.NotifyCancelled
	}
	return n, err
}

func readIntent(e webhookEvent) (n payments.Notification, err error) {
	var i intent
	if err := json.Unmarshal(e.Data.Object, &i); err != nil {
		return n, payments.ErrBadMessage.Because(err)
	}
	id, ours := owned(i.Metadata)
	if !ours {
		return n, nil
	}
	n.PaymentID = id
	switch e.Type {
	case "payment_intent.succeeded":
		if i.Metadata.Keep != "" { // the name of the card stands on the charge
			n.Kind = payments.NotifyLook
			return n, nil
		}
		n.Kind = payments.NotifySucceeded
		n.Captured, err = payments.CameIn(fromStripe(i.AmountReceived, i.Currency))
	case "payment_intent.processing":
		n.Kind = payments.NotifyProcessing
	case "payment_intent.payment_failed":
		n.Kind, n.Failure = payments.NotifyFailed, i.LastError.failure()
	case "payment_intent.canceled":
		n.Kind = payments.NotifyCancelled
	case "payment_intent.amount_capturable_updated": // until when it is held stands on the charge
		n.Kind = payments.NotifyLook
	}
	return n, err
}

func readRefund(e webhookEvent) (payments.Notification, error) {
	var r refund
	if err := json.Unmarshal(e.Data.Object, &r); err != nil {
		return payments.Notification{}, payments.ErrBadMessage.Because(err)
	}
	id, ours := owned(r.Metadata)
	refund, err := ident.Parse[payments.Refund](r.Metadata.Refund)
	if !ours || err != nil {
		return payments.Notification{}, nil // made on Stripe's own pages: the nightly comparison finds it
	}
	return refundTruth(payments.Notification{PaymentID: id, Refund: refund}, r), nil
}

// readTransfer: whose it is stands on it; what became of it is asked.
func readTransfer(e webhookEvent) (n payments.Notification, err error) {
	var t transfer
	if err := json.Unmarshal(e.Data.Object, &t); err != nil {
		return n, payments.ErrBadMessage.Because(err)
	}
	if t.Metadata.Payout != "" {
		n.Kind, n.Reference = payments.NotifyPayout, t.Metadata.Payout
	}
	return n, nil
}

// readDispute: a dispute does not carry our name, its intent does.
func (d *Driver) readDispute(ctx context.Context, e webhookEvent) (n payments.Notification, err error) {
	var dis dispute
	if err := json.Unmarshal(e.Data.Object, &dis); err != nil {
		return n, payments.ErrBadMessage.Because(err)
	}
	switch {
	case e.Type == "charge.dispute.created":
		n.Kind = payments.NotifyDisputed
	case e.Type == "charge.dispute.updated" && dis.Status == "under_review":
		n.Kind = payments.NotifyDisputeReview
	case e.Type == "charge.dispute.closed" && dis.Status == "lost":
		n.Kind = payments.NotifyDisputeLost
	case e.Type == "charge.dispute.closed":
		n.Kind = payments.NotifyDisputeWon // won, or a warning that came to nothing
	default:
		return n, nil
	}
	return d.disputeTruth(ctx, n, dis)
}

// disputeTruth fills in whose a dispute is, and how much it is about.
func (d *Driver) disputeTruth(ctx context.Context, n payments.Notification, dis dispute) (payments.Notification, error) {
	if dis.kind() == payments.NotifyNothing || !strings.HasPrefix(string(dis.Intent), "pi_") {
		return payments.Notification{}, nil
	}
	i, err := d.intent(ctx, dis.Intent)
	if err != nil {
		return n, err
	}
	id, ours := owned(i.Metadata)
	if !ours {
		return payments.Notification{}, nil
	}
	n.PaymentID, n.Dispute, n.Failure, n.DisputeDue = id, dis.ID, dis.Reason, moment(dis.Evidence.Due)
	n.DisputeAmount, err = fromStripe(dis.Amount, dis.Currency)
	return n, err
}

package mangopay

import (
	"context"
	"net/url"
	"strings"
	"time"

	"comptoir/internal/payments"
)

// Verify implements payments.Driver. A hook is a call to our address with three words in it and no signature: EventType,
// RessourceId (MangoPay's spelling) and Date. Anybody can make it, so it is believed in nothing: what it names is fetched from
// MangoPay with the business's keys, and only that is told. The message's body is the query of the call.
func (d *Driver) Verify(ctx context.Context, m payments.Message, _ time.Time) (payments.Notification, error) {
	q, err := url.ParseQuery(string(m.Body))
	if err != nil {
		return payments.Notification{}, payments.ErrBadMessage.Because(err)
	}
	event, id := q.Get("EventType"), q.Get("RessourceId")
	if event == "" || !identifiers.MatchString(id) {
		return payments.Notification{}, payments.ErrBadMessage
	}
	var n payments.Notification
	switch {
	case strings.HasPrefix(event, "PAYIN_NORMAL_"):
		n, err = d.payIn(ctx, id)
	case strings.HasPrefix(event, "PAYIN_REFUND_"):
		n, err = d.refund(ctx, id)
	case strings.HasPrefix(event, "DISPUTE_"):
		n, err = d.dispute(ctx, id)
	case strings.HasPrefix(event, "PAYOUT_"):
		n, err = d.told(ctx, event, id)
	case ofPayees(event):
		n, err = d.aboutPayee(ctx, event, id)
	}
	if err != nil || n.PaymentID.IsZero() && n.Kind != payments.NotifyPayout && n.Kind != payments.NotifyPayee {
		return payments.Notification{}, err
	}
	n.ID = event + "/" + id + "/" + string(n.Kind)
	return n, nil
}

// fetch reads what a hook names; what is not there is nothing to us.
func (d *Driver) fetch(ctx context.Context, to any, format, id string) (bool, error) {
	err := finalErr(d.api.get(ctx, d.api.path(format, id), to))
	if e := refusal(err); e != nil && e.Status/100 == 4 && e.Status != 401 && e.Status != 403 && e.Status != 429 {
		return false, nil
	}
	return err == nil, err
}

func (d *Driver) payIn(ctx context.Context, id string) (n payments.Notification, err error) {
	var t transaction
	found, err := d.fetch(ctx, &t, "/payins/%s", id)
	if err != nil || !found {
		return n, err
	}
	if p, _ := ownerOf(t.Tag); p.IsZero() {
		return n, nil // another program uses the same account
	}
	if t.Status == "FAILED" { // one card of several: whether the payer has paid by another stands with him
		return d.Ask(ctx, t.AuthorID)
	}
	return truth(t)
}

func (d *Driver) refund(ctx context.Context, id string) (n payments.Notification, err error) {
	var t transaction
	found, err := d.fetch(ctx, &t, "/refunds/%s", id)
	if err != nil || !found {
		return n, err
	}
	if n.PaymentID, n.Refund = ownerOf(t.Tag); n.Refund.IsZero() {
		return payments.Notification{}, nil // made on MangoPay's own pages: the nightly comparison finds it
	}
	return refundTruth(n, t), nil
}

// dispute: a dispute does not carry our name, the pay-in does. An inquiry (RETRIEVAL) moves no money.
func (d *Driver) dispute(ctx context.Context, id string) (n payments.Notification, err error) {
	var dis dispute
	found, err := d.fetch(ctx, &dis, "/disputes/%s", id)
	if err != nil || !found || dis.Type == "RETRIEVAL" || !identifiers.MatchString(dis.Initial) {
		return n, err
	}
	var t transaction
	if found, err = d.fetch(ctx, &t, "/payins/%s", dis.Initial); err != nil || !found {
		return n, err
	}
	if n.PaymentID, _ = ownerOf(t.Tag); n.PaymentID.IsZero() {
		return payments.Notification{}, nil
	}
	n.Dispute, n.DisputeAmount, n.Failure = dis.ID, dis.Funds.amount(), strings.ToLower(dis.Reason.Type)
	switch {
	case dis.Status != "CLOSED":
		n.Kind = payments.NotifyDisputed
	case dis.Result == "LOST":
		n.Kind = payments.NotifyDisputeLost
	default:
		n.Kind = payments.NotifyDisputeWon // won, or withdrawn
	}
	return n, nil
}

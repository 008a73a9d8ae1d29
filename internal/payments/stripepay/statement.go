package stripepay

import (
	"context"
	"net/url"
	"strconv"
	"strings"
	"time"

	"comptoir/internal/kernel/ident"
	"comptoir/internal/payments"
)

// Statement implements payments.Driver: intents, refunds and disputes made in the window. Whose an older intent is that was
// refunded or disputed in it is asked.
func (d *Driver) Statement(ctx context.Context, from, to time.Time) ([]payments.Movement, error) {
	window := url.Values{"created[gte]": {strconv.FormatInt(from.Unix(), 10)}, "created[lt]": {strconv.FormatInt(to.Unix(), 10)}, "limit": {"100"}}
	intents, err := all(ctx, d.api, "/v1/payment_intents", window, func(i intent) string { return i.ID })
	if err != nil {
		return nil, err
	}
	refunds, err := all(ctx, d.api, "/v1/refunds", window, refundID)
	if err != nil {
		return nil, err
	}
	disputes, err := all(ctx, d.api, "/v1/disputes", window, func(dis dispute) string { return dis.ID })
	if err != nil {
		return nil, err
	}
	var out []payments.Movement
	owners := owners{d, map[ref]payments.PaymentID{}}
	for _, i := range intents {
		id, _ := ident.Parse[payments.Payment](i.Metadata.Payment) // zero: not one of ours
		owners.known[ref(i.ID)] = id
		n, err := intentTruth(id, i)
		if err != nil || n.Kind != payments.NotifySucceeded && n.Kind != payments.NotifyAuthorized {
			continue
		}
		amount := n.Captured
		if n.Kind == payments.NotifyAuthorized {
			if amount, err = fromStripe(i.Amount, i.Currency); err != nil {
				continue
			}
		}
		out = append(out, payments.Movement{Reference: i.ID, PaymentID: id, Kind: n.Kind, Amount: amount, At: moment(i.Created)})
	}
	for _, r := range refunds {
		amount, err := fromStripe(r.Amount, r.Currency)
		if err != nil || r.Status != "succeeded" {
			continue
		}
		owner, err := owners.of(ctx, r.Intent)
		if err != nil {
			return nil, err
		}
		id, _ := ident.Parse[payments.Refund](r.Metadata.Refund) // zero: made on Stripe's own pages
		out = append(out, payments.Movement{Reference: r.ID, PaymentID: owner, Kind: payments.NotifyRefundSucceeded, Refund: id, Amount: amount, At: moment(r.Created)})
	}
	for _, dis := range disputes {
		amount, err := fromStripe(dis.Amount, dis.Currency)
		kind := dis.kind()
		if err != nil || kind == payments.NotifyNothing {
			continue
		}
		owner, err := owners.of(ctx, dis.Intent)
		if err != nil {
			return nil, err
		}
		out = append(out, payments.Movement{Reference: dis.ID, PaymentID: owner, Kind: kind, Amount: amount, At: moment(dis.Created)})
	}
	return out, nil
}

func refundID(r refund) string { return r.ID }

// owners remembers which payment of ours each intent is.
type owners struct {
	driver *Driver
	known  map[ref]payments.PaymentID
}

func (o owners) of(ctx context.Context, i ref) (payments.PaymentID, error) {
	id, ok := o.known[i]
	if ok || !strings.HasPrefix(string(i), "pi_") {
		return id, nil
	}
	got, err := o.driver.intent(ctx, i)
	if err != nil {
		return id, err
	}
	id, _ = owned(got.Metadata)
	o.known[i] = id
	return id, nil
}

func (d *Driver) intent(ctx context.Context, i ref) (got intent, err error) {
	err = d.api.get(ctx, "/v1/payment_intents/"+url.PathEscape(string(i)), nil, &got)
	return got, finalErr(err)
}

// kind says what has become of a dispute; NotifyNothing of an inquiry, for which no money moves.
func (dis dispute) kind() payments.NotificationKind {
	switch {
	case strings.HasPrefix(dis.Status, "warning_"):
		return payments.NotifyNothing
	case dis.Status == "lost":
		return payments.NotifyDisputeLost
	case dis.Status == "won":
		return payments.NotifyDisputeWon
	}
	return payments.NotifyDisputed
}

// AskDispute implements payments.Disputing.
func (d *Driver) AskDispute(ctx context.Context, id string) (n payments.Notification, err error) {
	if !strings.HasPrefix(id, "dp_") && !strings.HasPrefix(id, "du_") {
		return n, payments.ErrUnknown
	}
	var dis dispute
	if err := d.api.get(ctx, "/v1/disputes/"+url.PathEscape(id), nil, &dis); err != nil {
		return n, finalErr(err)
	}
	n.Kind = dis.kind()
	return d.disputeTruth(ctx, n, dis)
}

// mostPages bounds a statement: 20,000 movements in a window are no business of a window's.
const mostPages = 200

func all[T any](ctx context.Context, c client, path string, query url.Values, id func(T) string) (out []T, err error) {
	q := url.Values{}
	for k, v := range query {
		q[k] = v
	}
	for range mostPages {
		var page list[T]
		if err := c.get(ctx, path, q, &page); err != nil {
			return nil, finalErr(err)
		}
		out = append(out, page.Data...)
		if !page.HasMore || len(page.Data) == 0 {
			return out, nil
		}
		q.Set("starting_after", id(page.Data[len(page.Data)-1]))
	}
	return nil, payments.ErrGatewayAway
}

package paypalpay

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"

	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/money"
	"comptoir/internal/payments"
)

// Name is the provider's name in stored payments and in the webhook's path.
const Name = "paypal"

// The names of the keys.
const (
	Environment = "environment"
	ClientID    = "client_id"
	Secret      = "secret"
	WebhookID   = "webhook_id"
)

// Provider is PayPal for the catalogue; address is PayPal's own, by the environment, when it is empty.
func Provider(httpClient *http.Client, address string) payments.Provider {
	shared := &tokens{all: map[string]token{}}
	return payments.Provider{Name: Name,
		Fields: []payments.Field{{Name: Environment, Options: []string{"sandbox", "live"}}, {Name: ClientID}, {Name: Secret, Secret: true}, {Name: WebhookID}},
		Test:   func(k payments.Keys) bool { return k[Environment] != "live" },
		Open: func(k payments.Keys) payments.Account {
			at := address
			if at == "" {
				if at = Sandbox; k[Environment] == "live" {
					at = Live
				}
			}
			return &Driver{api: client{httpClient, strings.TrimSuffix(at, "/"), k[ClientID], k[Secret], shared}, hook: k[WebhookID], live: k[Environment] == "live"}
		}}
}

// Driver implements payments.Account.
type Driver struct {
	api  client
	hook string
	live bool
}

var (
	_ payments.Account   = (*Driver)(nil)
	_ payments.Mortal    = (*Driver)(nil)
	_ payments.Late      = (*Driver)(nil)
	_ payments.Disputing = (*Driver)(nil)
)

// Name implements payments.Driver.
func (*Driver) Name() string { return Name }

// Check implements payments.Account: who may have a token has good keys.
func (d *Driver) Check(ctx context.Context) (payments.AccountInfo, error) {
	_, err := d.api.token(ctx)
	if e := refusal(err); e != nil && (e.Status == http.StatusUnauthorized || e.Status == http.StatusForbidden) {
		return payments.AccountInfo{}, payments.ErrKeysRefused.Because(err)
	}
	name := d.api.id
	if len(name) > 12 {
		name = name[:12] + "…"
	}
	return payments.AccountInfo{Name: name, Live: d.live}, err
}

// Checkout implements payments.Driver with an order.
func (d *Driver) Checkout(ctx context.Context, r payments.CheckoutRequest) (payments.Checkout, error) {
	if r.Mode != payments.Charge {
		return payments.Checkout{}, payments.ErrNoHolds
	}
	sum, err := toPayPal(r.Amount)
	if err != nil {
		return payments.Checkout{}, err
	}
	description := []rune(r.Description)
	if len(description) > 127 {
		description = description[:127]
	}
	body := map[string]any{"intent": "CAPTURE",
		"purchase_units": []map[string]any{{"custom_id": r.PaymentID.String(), "description": string(description), "amount": sum}},
		"payment_source": map[string]any{"paypal": map[string]any{"experience_context": map[string]any{"return_url": r.ReturnURL, "cancel_url": r.ReturnURL,
			"user_action": "PAY_NOW", "shipping_preference": "NO_SHIPPING"}}}}
	var o order
	if err := d.api.call(ctx, http.MethodPost, "/v2/checkout/orders", "order-"+r.PaymentID.String(), body, &o); err != nil {
		return payments.Checkout{}, err
	}
	for _, l := range o.Links {
		if l.Rel == "payer-action" || l.Rel == "approve" {
			return payments.Checkout{Reference: o.ID, URL: l.Href}, nil
		}
	}
	return payments.Checkout{}, payments.ErrGatewayAway
}

// order fetches an order. One that PayPal no longer knows has died: orders that nobody approves do after a few hours.
func (d *Driver) order(ctx context.Context, reference string) (o order, err error) {
	if !orderName.MatchString(reference) {
		return o, payments.ErrUnknown
	}
	err = d.api.call(ctx, http.MethodGet, "/v2/checkout/orders/"+url.PathEscape(reference), "", nil, &o)
	if errors.Is(err, payments.ErrUnknown) {
		return order{ID: reference}, nil
	}
	return o, err
}

// orderName is how PayPal names orders.
var orderName = regexp.MustCompile(`^[A-Z0-9]{10,36}$`)

func (o order) dead() bool { return len(o.Units) == 0 }

// PageLife implements payments.Mortal: an order can be approved for three hours (PayPal, "Orders API").
func (*Driver) PageLife() time.Duration { return 3 * time.Hour }

// Ask implements payments.Driver. An order that its payer has approved is captured now: the money is ours only then. The
// capture's identifier is the order's, so that it happens once.
func (d *Driver) Ask(ctx context.Context, reference string) (payments.Notification, error) {
	o, err := d.order(ctx, reference)
	if err != nil || o.dead() {
		return payments.Notification{Kind: payments.NotifyCancelled}, err
	}
	failure := ""
	if o.Status == "APPROVED" {
		err := d.api.call(ctx, http.MethodPost, "/v2/checkout/orders/"+o.ID+"/capture", "capture-"+o.ID, nil, &o)
		if e := refusal(err); e != nil && !errors.Is(err, payments.ErrGatewayAway) {
			failure = strings.ToLower(e.issue()) // INSTRUMENT_DECLINED: the payer may choose another way
			if o, err = d.order(ctx, reference); err != nil {
				return payments.Notification{}, err
			}
		} else if err != nil {
			return payments.Notification{}, err
		}
	}
	return truth(o, failure)
}

func truth(o order, failure string) (n payments.Notification, err error) {
	if len(o.Units) == 0 {
		return n, payments.ErrUnknown
	}
	if n.PaymentID, err = ident.Parse[payments.Payment](o.Units[0].Custom); err != nil {
		return n, payments.ErrUnknown
	}
	for _, c := range o.Units[0].Payments.Captures {
		switch c.Status {
		case "COMPLETED", "REFUNDED", "PARTIALLY_REFUNDED":
			n.Kind = payments.NotifySucceeded
			n.Captured, err = payments.CameIn(c.Amount.money())
			return n, err
		case "PENDING":
			n.Kind = payments.NotifyProcessing
		case "DECLINED", "FAILED":
			n.Kind, n.Failure = payments.NotifyFailed, "card_declined"
		}
	}
	switch {
	case n.Kind != payments.NotifyNothing:
	case o.Status == "VOIDED":
		n.Kind = payments.NotifyCancelled
	case failure != "":
		n.Kind, n.Failure = payments.NotifyFailed, failure
	}
	return n, nil
}

// Close implements payments.Driver. An order that nobody has approved cannot be ended at PayPal: it dies by itself after
// three hours, and because its money only comes when it is captured here, not capturing it is its end.
func (d *Driver) Close(ctx context.Context, reference string) (payments.Notification, error) {
	o, err := d.order(ctx, reference)
	if err != nil || o.dead() {
		return payments.Notification{Kind: payments.NotifyCancelled}, err
	}
	n, err := truth(o, "")
	if err == nil && n.Kind != payments.NotifySucceeded && n.Kind != payments.NotifyProcessing {
		n.Kind, n.Failure = payments.NotifyCancelled, ""
	}
	return n, err
}

// Refund implements payments.Driver.
func (d *Driver) Refund(ctx context.Context, r payments.RefundRequest) (payments.Notification, error) {
	n := payments.Notification{PaymentID: r.PaymentID, Refund: r.RefundID}
	sum, err := toPayPal(r.Amount)
	if err != nil {
		return n, err
	}
	o, err := d.order(ctx, r.Reference)
	if err != nil {
		return n, err
	}
	if len(o.Units) == 0 || len(o.Units[0].Payments.Captures) == 0 {
		n.Kind, n.Failure = payments.NotifyRefundFailed, "charge_not_refundable"
		return n, nil
	}
	path := "/v2/payments/captures/" + o.Units[0].Payments.Captures[len(o.Units[0].Payments.Captures)-1].ID + "/refund"
	body := map[string]any{"amount": sum, "custom_id": r.PaymentID.String() + "/" + r.RefundID.String()}
	var done refund
	err = d.api.call(ctx, http.MethodPost, path, "refund-"+r.RefundID.String(), body, &done)
	if e := refusal(err); e != nil && !errors.Is(err, payments.ErrGatewayAway) {
		n.Kind, n.Failure = payments.NotifyRefundFailed, strings.ToLower(e.issue())
		return n, nil
	}
	if err != nil {
		return n, err
	}
	return refundTruth(n, done), nil
}

func refundTruth(n payments.Notification, r refund) payments.Notification {
	n.RefundReference = r.ID
	switch r.Status {
	case "COMPLETED":
		n.Kind = payments.NotifyRefundSucceeded
	case "FAILED", "CANCELLED":
		n.Kind, n.Failure = payments.NotifyRefundFailed, strings.ToLower(r.Status)
	}
	return n
}

// the headers by which PayPal signs; Go's canonical names.
const (
	headerAlgorithm = "Paypal-Auth-Algo"
	headerCert      = "Paypal-Cert-Url"
	headerID        = "Paypal-Transmission-Id"
	headerSignature = "Paypal-Transmission-Sig"
	headerTime      = "Paypal-Transmission-Time"
)

// Verify implements payments.Driver: PayPal is asked whether the signature is its own, with the event exactly as it came.
func (d *Driver) Verify(ctx context.Context, m payments.Message, now time.Time) (payments.Notification, error) {
	h := http.Header(m.Header)
	sent, err := time.Parse(time.RFC3339, h.Get(headerTime))
	if err != nil || h.Get(headerSignature) == "" || !json.Valid(m.Body) {
		return payments.Notification{}, payments.ErrSignature
	}
	question := map[string]string{"auth_algo": h.Get(headerAlgorithm), "cert_url": h.Get(headerCert), "transmission_id": h.Get(headerID),
		"transmission_sig": h.Get(headerSignature), "transmission_time": h.Get(headerTime), "webhook_id": d.hook}
	var answer struct {
		Status string `json:"verification_status"`
	}
	asked, err := json.Marshal(question)
	if err != nil {
		return payments.Notification{}, err
	}
	// PayPal's signature is over the event's bytes, which an encoder would write anew
	asked = slices.Concat(asked[:len(asked)-1], []byte(`,"webhook_event":`), m.Body, []byte("}"))
	err = d.api.call(ctx, http.MethodPost, "/v1/notifications/verify-webhook-signature", "", verbatim(asked), &answer)
	if e := refusal(err); e != nil && !errors.Is(err, payments.ErrGatewayAway) {
		return payments.Notification{}, payments.ErrSignature.Because(err)
	}
	if err != nil {
		return payments.Notification{}, err
	}
	if answer.Status != "SUCCESS" {
		return payments.Notification{}, payments.ErrSignature
	}
	if age := now.Sub(sent); age > Deliveries || age < -payments.SignatureTolerance {
		return payments.Notification{}, payments.ErrTooOld
	}
	return read(m.Body)
}

// Deliveries is for how long PayPal delivers an event again that was not taken: three days, under the time of its first
// delivery, and one for clocks and queues. An event counts once, so that an old one does no harm.
const Deliveries = 4 * 24 * time.Hour

func read(body []byte) (n payments.Notification, err error) {
	var e webhookEvent
	if err := json.Unmarshal(body, &e); err != nil || e.ID == "" {
		return n, payments.ErrBadMessage.Because(err)
	}
	switch e.Type {
	case "CHECKOUT.ORDER.APPROVED":
		var o order
		if err := json.Unmarshal(e.Resource, &o); err != nil {
			return n, payments.ErrBadMessage.Because(err)
		}
		n.Kind, n.Reference = payments.NotifyLook, o.ID
		if len(o.Units) > 0 {
			n.PaymentID, _ = ident.Parse[payments.Payment](o.Units[0].Custom)
		}
	case "PAYMENT.CAPTURE.COMPLETED", "PAYMENT.CAPTURE.PENDING", "PAYMENT.CAPTURE.DECLINED", "PAYMENT.CAPTURE.DENIED":
		n, err = readCapture(e)
	case "PAYMENT.CAPTURE.REFUNDED", "PAYMENT.REFUND.PENDING", "PAYMENT.REFUND.FAILED":
		n, err = readRefund(e)
	case "CUSTOMER.DISPUTE.CREATED", "CUSTOMER.DISPUTE.RESOLVED":
		n, err = readDispute(e)
	}
	if err != nil || n.PaymentID.IsZero() {
		return payments.Notification{}, err // what another program does with the account is nothing to us
	}
	n.ID, n.At = e.ID, e.Created
	return n, nil
}

func readCapture(e webhookEvent) (n payments.Notification, err error) {
	var c capture
	if err := json.Unmarshal(e.Resource, &c); err != nil {
		return n, payments.ErrBadMessage.Because(err)
	}
	n.PaymentID, _ = ident.Parse[payments.Payment](c.Custom)
	switch e.Type {
	case "PAYMENT.CAPTURE.COMPLETED":
		n.Kind = payments.NotifySucceeded
		n.Captured, err = payments.CameIn(c.Amount.money())
	case "PAYMENT.CAPTURE.PENDING":
		n.Kind = payments.NotifyProcessing
	default:
		n.Kind, n.Failure = payments.NotifyFailed, "card_declined"
	}
	return n, err
}

func readRefund(e webhookEvent) (n payments.Notification, err error) {
	var r refund
	if err := json.Unmarshal(e.Resource, &r); err != nil {
		return n, payments.ErrBadMessage.Because(err)
	}
	payment, refunded, _ := strings.Cut(r.Custom, "/")
	if n.Refund, err = ident.Parse[payments.Refund](refunded); err != nil {
		return payments.Notification{}, nil // made on PayPal's own pages: the nightly comparison finds it
	}
	n.PaymentID, _ = ident.Parse[payments.Payment](payment)
	return refundTruth(n, r), nil
}

func readDispute(e webhookEvent) (n payments.Notification, err error) {
	var d dispute
	if err := json.Unmarshal(e.Resource, &d); err != nil {
		return n, payments.ErrBadMessage.Because(err)
	}
	if len(d.Transactions) == 0 {
		return n, nil
	}
	n.PaymentID, _ = ident.Parse[payments.Payment](d.Transactions[0].Custom)
	n.Dispute, n.Failure, n.Kind = d.ID, strings.ToLower(d.Reason), payments.NotifyDisputed
	if e.Type == "CUSTOMER.DISPUTE.RESOLVED" {
		n.Kind = d.end()
	}
	if n.DisputeAmount, err = d.Amount.money(); err != nil {
		n.DisputeAmount, err = money.Amount{}, nil // an inquiry may name none: then it is about all of it
	}
	return n, err
}

// end is how a dispute that is over ended.
func (d dispute) end() payments.NotificationKind {
	if d.Outcome.Code == "RESOLVED_BUYER_FAVOUR" {
		return payments.NotifyDisputeLost
	}
	return payments.NotifyDisputeWon
}

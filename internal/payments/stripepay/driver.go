package stripepay

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"comptoir/internal/kernel/ident"
	"comptoir/internal/payments"
)

// Name is the provider's name in stored payments and in the webhook's path.
const Name = "stripe"

// The names of the keys.
const (
	SecretKey     = "secret_key"
	WebhookSecret = "webhook_secret"
	ConnectSecret = "connect_secret" // of the webhook about connected accounts
)

// Provider is Stripe for the catalogue; client makes the calls, address is Stripe's own unless a test says otherwise.
func Provider(httpClient *http.Client, address string) payments.Provider {
	return payments.Provider{Name: Name,
		Fields: []payments.Field{{Name: SecretKey, Secret: true, Prefixes: []string{"sk_test_", "sk_live_", "rk_test_", "rk_live_"}},
			{Name: WebhookSecret, Secret: true, Prefixes: []string{"whsec_"}}, {Name: ConnectSecret, Secret: true, Optional: true, Prefixes: []string{"whsec_"}}},
		Test: func(k payments.Keys) bool { return strings.Contains(k[SecretKey], "_test_") },
		Open: func(k payments.Keys) payments.Account { return New(httpClient, address, k) }}
}

// Driver implements payments.Account, payments.Keeper, payments.Mortal and payments.Disputing.
type Driver struct {
	api     client
	secrets [][]byte // of the webhooks
	live    bool
}

var (
	_ payments.Account   = (*Driver)(nil)
	_ payments.Keeper    = (*Driver)(nil)
	_ payments.Disputing = (*Driver)(nil)
	_ payments.Mortal    = (*Driver)(nil)
)

// New makes a driver of a business's keys.
func New(httpClient *http.Client, address string, keys payments.Keys) *Driver {
	d := &Driver{api: client{http: httpClient, address: strings.TrimSuffix(address, "/"), key: keys[SecretKey]}, live: strings.Contains(keys[SecretKey], "_live_")}
	for _, name := range []string{WebhookSecret, ConnectSecret} {
		if secret := keys[name]; secret != "" {
			d.secrets = append(d.secrets, []byte(secret))
		}
	}
	return d
}

// Name implements payments.Driver.
func (*Driver) Name() string { return Name }

// Check implements payments.Account.
func (d *Driver) Check(ctx context.Context) (payments.AccountInfo, error) {
	var a account
	err := d.api.get(ctx, "/v1/account", nil, &a)
	if e := refusal(err); e != nil && (e.Status == http.StatusUnauthorized || e.Status == http.StatusForbidden) {
		return payments.AccountInfo{}, payments.ErrKeysRefused.Because(err)
	}
	if err != nil {
		return payments.AccountInfo{}, finalErr(err)
	}
	name := a.Settings.Dashboard.Name
	if name == "" {
		name = a.Business.Name
	}
	if name == "" {
		name = a.ID
	}
	return payments.AccountInfo{Name: name, Live: d.live}, nil
}

// languages are those of our pages that Checkout speaks.
var languages = []string{"fr", "en", "de", "es", "it", "nl", "pt"}

// Checkout implements payments.Driver with a Checkout Session; PaymentID is the idempotency key, and is written on the
// session and on its intent.
func (d *Driver) Checkout(ctx context.Context, r payments.CheckoutRequest) (payments.Checkout, error) {
	amount, err := toStripe(r.Amount)
	if err != nil {
		return payments.Checkout{}, err
	}
	currency := strings.ToLower(string(r.Amount.Currency()))
	f := url.Values{"success_url": {r.ReturnURL}, "cancel_url": {r.ReturnURL}, "client_reference_id": {r.PaymentID.String()},
		"metadata[comptoir_payment]": {r.PaymentID.String()}, "locale": {"auto"}}
	if slices.Contains(languages, r.Payer.Locale) {
		f.Set("locale", r.Payer.Locale)
	}
	if r.Payer.Email != "" {
		f.Set("customer_email", r.Payer.Email.String())
	}
	if r.Mode == payments.Card {
		f.Set("mode", "setup")
		f.Set("currency", currency)
		f.Set("customer_creation", "always")
		f.Set("setup_intent_data[metadata][comptoir_payment]", r.PaymentID.String())
		f.Set("setup_intent_data[description]", r.Description)
	} else {
		f.Set("mode", "payment")
		f.Set("line_items[0][quantity]", "1")
		f.Set("line_items[0][price_data][currency]", currency)
		f.Set("line_items[0][price_data][unit_amount]", strconv.FormatInt(amount, 10))
		f.Set("line_items[0][price_data][product_data][name]", r.Description)
		f.Set("payment_intent_data[metadata][comptoir_payment]", r.PaymentID.String())
		f.Set("payment_intent_data[description]", r.Description)
		if r.Keep {
			f.Set("customer_creation", "always")
			f.Set("payment_intent_data[setup_future_usage]", "off_session")
			f.Set("metadata[comptoir_keep]", "1")
			f.Set("payment_intent_data[metadata][comptoir_keep]", "1")
		}
		if r.Mode == payments.Hold {
			f.Set("payment_intent_data[capture_method]", "manual")
		}
	}
	var s session
	if err := d.api.post(ctx, "/v1/checkout/sessions", f, "checkout/"+r.PaymentID.String(), &s); err != nil {
		return payments.Checkout{}, finalErr(err)
	}
	return payments.Checkout{Reference: s.ID, URL: s.URL}, nil
}

// session fetches a session with all that is needed to tell its state.
func (d *Driver) session(ctx context.Context, reference string) (s session, err error) {
	if later, ok := laterOf(reference); ok {
		return later, nil
	}
	if !strings.HasPrefix(reference, "cs_") || strings.ContainsAny(reference, "/?#%. ") {
		return s, payments.ErrUnknown
	}
	err = d.api.get(ctx, "/v1/checkout/sessions/"+reference, url.Values{"expand[]": {"payment_intent", "payment_intent.latest_charge", "setup_intent"}}, &s)
	return s, finalErr(err)
}

// Ask implements payments.Driver.
func (d *Driver) Ask(ctx context.Context, reference string) (payments.Notification, error) {
	s, err := d.session(ctx, reference)
	if err != nil {
		return payments.Notification{}, err
	}
	id, err := ident.Parse[payments.Payment](s.Metadata.Payment)
	if err != nil {
		return payments.Notification{}, payments.ErrUnknown
	}
	charged, err := d.charged(ctx, s)
	if err != nil {
		return payments.Notification{}, err
	}
	return truth(id, s, charged)
}

// PageLife implements payments.Mortal: a Checkout Session expires a day after it was made (Stripe, "expires_at").
func (*Driver) PageLife() time.Duration { return 24 * time.Hour }

// charged is the intent by which a session's money comes: its own, or the one that charged the card it kept.
func (d *Driver) charged(ctx context.Context, s session) (*intent, error) {
	if s.Mode != "setup" {
		return s.Intent.Got, nil
	}
	if s.Customer == "" {
		return nil, nil
	}
	var all list[intent]
	if err := d.api.get(ctx, "/v1/payment_intents", url.Values{"customer": {string(s.Customer)}, "limit": {"100"}}, &all); err != nil {
		return nil, finalErr(err)
	}
	for _, i := range all.Data {
		if i.Metadata.Payment == s.Metadata.Payment && (i.Status == "succeeded" || i.Status == "processing") {
			return &i, nil
		}
	}
	return nil, nil
}

// truth is the state of a session in our words.
func truth(id payments.PaymentID, s session, i *intent) (n payments.Notification, err error) {
	if i != nil {
		if n, err = intentTruth(id, *i); err != nil || n.Kind != payments.NotifyNothing && (n.Kind != payments.NotifyFailed || s.Status != "expired") {
			return n, err
		}
	}
	n = payments.Notification{PaymentID: id} // a refused card on a page that has died is no news any more
	switch {
	case s.Mode == "setup" && s.Setup.Got != nil && s.Setup.Got.Status == "succeeded":
		n.Kind, n.Instrument = payments.NotifyAuthorized, string(s.Customer)+"/"+string(s.Setup.Got.Method)
	case s.Status == "expired":
		n.Kind = payments.NotifyCancelled
	case s.Mode == "setup" && s.Setup.Got != nil && s.Setup.Got.Error != nil:
		n.Kind, n.Failure = payments.NotifyFailed, s.Setup.Got.Error.failure()
	}
	return n, nil
}

// intentTruth is the state of an intent in our words; NotifyNothing while its payer has not acted.
func intentTruth(id payments.PaymentID, i intent) (n payments.Notification, err error) {
	n.PaymentID = id
	switch i.Status {
	case "succeeded":
		n.Kind = payments.NotifySucceeded
		n.Captured, err = payments.CameIn(fromStripe(i.AmountReceived, i.Currency))
		if i.Future == "off_session" && i.Customer != "" && i.Method != "" {
			n.Instrument, n.Card = string(i.Customer)+"/"+string(i.Method), i.LatestCharge.Got.card()
		}
	case "processing":
		n.Kind = payments.NotifyProcessing
	case "requires_capture":
		n.Kind = payments.NotifyAuthorized
		if c := i.LatestCharge.Got; c != nil {
			n.Until = moment(c.Details.Card.CaptureBefore)
		}
	case "canceled":
		n.Kind = payments.NotifyCancelled
	case "requires_payment_method":
		if i.LastError != nil {
			n.Kind, n.Failure = payments.NotifyFailed, i.LastError.failure()
		}
	}
	return n, err
}

// Close implements payments.Driver: an open page expires, held money is let go, and the answer is what is then true.
func (d *Driver) Close(ctx context.Context, reference string) (payments.Notification, error) {
	s, err := d.session(ctx, reference)
	if err != nil {
		return payments.Notification{}, err
	}
	var ignored struct{}
	if s.Status == "open" {
		err = d.api.post(ctx, "/v1/checkout/sessions/"+reference+"/expire", nil, "expire/"+reference, &ignored)
	} else if i := s.Intent.Got; i != nil && (i.Status == "requires_capture" || i.Status == "requires_payment_method" || i.Status == "requires_action") {
		err = d.api.post(ctx, "/v1/payment_intents/"+i.ID+"/cancel", nil, "cancel/"+i.ID, &ignored)
	}
	if e := refusal(err); err != nil && (e == nil || e.Status != http.StatusBadRequest) { // 400: it was just paid, or expired; Ask tells
		return payments.Notification{}, finalErr(err)
	}
	return d.Ask(ctx, reference)
}

// Refund implements payments.Driver.
func (d *Driver) Refund(ctx context.Context, r payments.RefundRequest) (payments.Notification, error) {
	n := payments.Notification{PaymentID: r.PaymentID, Refund: r.RefundID}
	amount, err := toStripe(r.Amount)
	if err != nil {
		return n, err
	}
	s, err := d.session(ctx, r.Reference)
	if err != nil {
		return n, err
	}
	i, err := d.charged(ctx, s)
	if err != nil {
		return n, err
	}
	if i == nil {
		n.Kind, n.Failure = payments.NotifyRefundFailed, "charge_not_refundable"
		return n, nil
	}
	// Stripe remembers a key for a day; what was sent before that is found by asking
	made, err := all(ctx, d.api, "/v1/refunds", url.Values{"payment_intent": {i.ID}, "limit": {"100"}}, refundID)
	if err != nil {
		return n, err
	}
	if at := slices.IndexFunc(made, func(b refund) bool { return b.Metadata.Refund == r.RefundID.String() }); at >= 0 {
		return refundTruth(n, made[at]), nil
	}
	var done refund
	err = d.api.post(ctx, "/v1/refunds", url.Values{"payment_intent": {i.ID}, "amount": {strconv.FormatInt(amount, 10)},
		"metadata[comptoir_payment]": {r.PaymentID.String()}, "metadata[comptoir_refund]": {r.RefundID.String()}}, "refund/"+r.RefundID.String(), &done)
	if e := refusal(err); e != nil && !errors.Is(err, payments.ErrGatewayAway) {
		n.Kind, n.Failure = payments.NotifyRefundFailed, e.failure()
		if n.Failure == "" {
			n.Failure = e.Body.Type
		}
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
	case "succeeded":
		n.Kind = payments.NotifyRefundSucceeded
	case "failed", "canceled":
		n.Kind, n.Failure = payments.NotifyRefundFailed, r.Failure
		if n.Failure == "" {
			n.Failure = r.Status
		}
	}
	return n
}

// Capture implements payments.Holder.
func (d *Driver) Capture(ctx context.Context, r payments.CaptureRequest) (payments.Notification, error) {
	n := payments.Notification{PaymentID: r.PaymentID, Kind: payments.NotifyFailed}
	amount, err := toStripe(r.Amount)
	if err != nil {
		return n, err
	}
	key := "capture/" + r.PaymentID.String() + "/" + r.Key
	var i intent
	if r.Mode == payments.Card || r.Mode == payments.Later {
		customer, method, ok := strings.Cut(r.Instrument, "/")
		if !ok {
			n.Failure = "nothing_held"
			return n, nil
		}
		// Stripe remembers a key for a day; what was charged before that is found by asking
		made, failed := d.charged(ctx, session{Mode: "setup", Customer: ref(customer), Metadata: metadata{Payment: r.PaymentID.String()}})
		if failed != nil {
			return n, failed
		}
		if made != nil {
			return intentTruth(r.PaymentID, *made)
		}
		err = d.api.post(ctx, "/v1/payment_intents", url.Values{"amount": {strconv.FormatInt(amount, 10)}, "currency": {strings.ToLower(string(r.Amount.Currency()))},
			"customer": {customer}, "payment_method": {method}, "off_session": {"true"}, "confirm": {"true"}, "description": {r.Description},
			"metadata[comptoir_payment]": {r.PaymentID.String()}}, key, &i)
	} else {
		s, failed := d.session(ctx, r.Reference)
		if failed != nil {
			return n, failed
		}
		if s.Intent.Got == nil {
			n.Failure = "nothing_held"
			return n, nil
		}
		err = d.api.post(ctx, "/v1/payment_intents/"+s.Intent.ID+"/capture", url.Values{"amount_to_capture": {strconv.FormatInt(amount, 10)}}, key, &i)
	}
	if e := refusal(err); e != nil && !errors.Is(err, payments.ErrGatewayAway) {
		return d.notTaken(ctx, r, e)
	}
	if err != nil {
		return n, err
	}
	return intentTruth(r.PaymentID, i)
}

// notTaken tells a refusal from money that was taken before: the same capture under another key, or one whose answer was
// lost longer ago than Stripe remembers keys.
func (d *Driver) notTaken(ctx context.Context, r payments.CaptureRequest, e *apiError) (payments.Notification, error) {
	if truth, err := d.Ask(ctx, r.Reference); err != nil || truth.Kind == payments.NotifySucceeded {
		return truth, err
	}
	failure := e.failure()
	switch e.Body.Code {
	case "authentication_required":
		failure = payments.FailureOwnerNeeded
	case "charge_expired_for_capture", "payment_intent_unexpected_state":
		failure = payments.FailureHoldOver
	}
	return payments.Notification{PaymentID: r.PaymentID, Kind: payments.NotifyFailed, Failure: failure}, nil
}

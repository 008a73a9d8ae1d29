package mangopay

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"

	"comptoir/internal/payments"
)

// Name is the provider's name in stored payments and in the webhook's path.
const Name = "mangopay"

// The names of the keys.
const (
	Environment = "environment"
	ClientID    = "client_id"
	APIKey      = "api_key"
	Wallet      = "wallet_id"
)

// Provider is MangoPay for the catalogue; address is MangoPay's own, by the environment, when it is empty.
func Provider(httpClient *http.Client, address string) payments.Provider {
	shared := &tokens{all: map[string]token{}}
	return payments.Provider{Name: Name,
		Fields: []payments.Field{{Name: Environment, Options: []string{"sandbox", "live"}}, {Name: ClientID}, {Name: APIKey, Secret: true}, {Name: Wallet}},
		Test:   func(k payments.Keys) bool { return k[Environment] != "live" },
		Open: func(k payments.Keys) payments.Account {
			at := address
			if at == "" {
				if at = Sandbox; k[Environment] == "live" {
					at = Live
				}
			}
			return &Driver{api: client{httpClient, strings.TrimSuffix(at, "/"), k[ClientID], k[APIKey], shared}, wallet: k[Wallet], live: k[Environment] == "live"}
		}}
}

// Driver implements payments.Account and payments.Reopener.
type Driver struct {
	api    client
	wallet string
	live   bool
}

var (
	_ payments.Account  = (*Driver)(nil)
	_ payments.Reopener = (*Driver)(nil)
)

// Name implements payments.Driver.
func (*Driver) Name() string { return Name }

// Reopens implements payments.Reopener.
func (*Driver) Reopens() bool { return true }

// Check implements payments.Account: the keys open the platform, and the wallet is one of it.
func (d *Driver) Check(ctx context.Context) (payments.AccountInfo, error) {
	var p platform
	var w wallet
	err := d.api.get(ctx, d.api.path("/clients"), &p)
	if err == nil {
		err = d.api.get(ctx, d.api.path("/wallets/%s", url.PathEscape(d.wallet)), &w)
	}
	if e := refusal(err); e != nil && (e.Status == http.StatusUnauthorized || e.Status == http.StatusForbidden || e.Status == http.StatusNotFound || e.Status == http.StatusBadRequest) {
		return payments.AccountInfo{}, payments.ErrKeysRefused.Because(err)
	}
	if err != nil {
		return payments.AccountInfo{}, finalErr(err)
	}
	if p.Name == "" {
		p.Name = d.api.id
	}
	return payments.AccountInfo{Name: p.Name + " · " + w.Currency, Live: d.live}, nil
}

// cultures are the languages of MangoPay's payment page.
var cultures = map[string]string{"fr": "FR", "en": "EN", "de": "DE", "es": "ES", "it": "IT", "nl": "NL", "pt": "PT"}

// Checkout implements payments.Driver: a user for the payer, and a pay-in on MangoPay's page. The user is the reference: each
// refused card is a pay-in more of the same user, and the one that succeeds is the payment.
func (d *Driver) Checkout(ctx context.Context, r payments.CheckoutRequest) (payments.Checkout, error) {
	if r.Mode != payments.Charge {
		return payments.Checkout{}, payments.ErrNoHolds
	}
	payer, err := d.payer(ctx, r)
	if err != nil {
		return payments.Checkout{}, err
	}
	tried, err := d.payIns(ctx, payer)
	if err != nil {
		return payments.Checkout{}, err
	}
	if n := len(tried); n > 0 && tried[n-1].Status != "FAILED" { // open, or paid
		var last transaction
		if err := d.api.get(ctx, d.api.path("/payins/%s", tried[n-1].ID), &last); err != nil {
			return payments.Checkout{}, finalErr(err)
		}
		return payments.Checkout{Reference: payer, URL: last.Redirect}, nil
	}
	culture := cultures[r.Payer.Locale]
	if culture == "" {
		culture = "EN"
	}
	var made transaction
	err = d.api.post(ctx, d.api.path("/payins/card/web"), "payin/"+r.PaymentID.String()+"/"+strconv.Itoa(len(tried)), map[string]any{"Tag": tagOf(r.PaymentID, payments.RefundID{}), "AuthorId": payer,
		"CreditedWalletId": d.wallet, "DebitedFunds": fundsOf(r.Amount), "Fees": funds{string(r.Amount.Currency()), 0}, "ReturnURL": r.ReturnURL, "CardType": "CB_VISA_MASTERCARD",
		"SecureMode": "DEFAULT", "Culture": culture}, &made)
	if err != nil {
		return payments.Checkout{}, finalErr(err)
	}
	if made.Redirect == "" {
		return payments.Checkout{}, payments.ErrRefused
	}
	return payments.Checkout{Reference: payer, URL: made.Redirect}, nil
}

// payer makes the user of a payment, once.
func (d *Driver) payer(ctx context.Context, r payments.CheckoutRequest) (string, error) {
	first, last, _ := strings.Cut(strings.TrimSpace(r.Payer.Name), " ")
	if first == "" {
		first = "–"
	}
	if last = strings.TrimSpace(last); last == "" {
		last = first
	}
	var u user
	err := d.api.post(ctx, d.api.path("/sca/users/natural"), "payer/"+r.PaymentID.String(), map[string]any{"Tag": tagOf(r.PaymentID, payments.RefundID{}), "FirstName": cut(first, 100), "LastName": cut(last, 100),
		"Email": r.Payer.Email.String(), "UserCategory": "PAYER", "TermsAndConditionsAccepted": true}, &u)
	return u.ID, finalErr(err)
}

func cut(s string, most int) string {
	if r := []rune(s); len(r) > most {
		return string(r[:most])
	}
	return s
}

// payIns lists a payer's pay-ins, the oldest first.
func (d *Driver) payIns(ctx context.Context, payer string) ([]transaction, error) {
	return d.all(ctx, d.api.path("/users/%s/transactions", url.PathEscape(payer)), url.Values{"Type": {"PAYIN"}})
}

// mostPages bounds a list: 20,000 movements in a window are no business of a window's.
const mostPages = 200

// all reads every page of a list of transactions, the oldest first.
func (d *Driver) all(ctx context.Context, path string, query url.Values) (out []transaction, err error) {
	query.Set("Per_Page", "100")
	query.Set("Sort", "CreationDate:ASC")
	for page := 1; page <= mostPages; page++ {
		query.Set("Page", strconv.Itoa(page))
		var some []transaction
		head, err := d.api.call(ctx, http.MethodGet, path+"?"+query.Encode(), "", nil, &some)
		if err != nil {
			return nil, finalErr(err)
		}
		out = append(out, some...)
		if pages, _ := strconv.Atoi(head.Get("X-Number-Of-Pages")); page >= pages {
			return out, nil
		}
	}
	return nil, payments.ErrGatewayAway
}

// identifiers are MangoPay's: nothing else is put into an address.
var identifiers = regexp.MustCompile(`^[A-Za-z0-9_-]{1,128}$`)

// paid is the pay-in by which a payment's money came, or the last that was tried; nil: none.
func (d *Driver) paid(ctx context.Context, reference string) (*transaction, error) {
	if !identifiers.MatchString(reference) {
		return nil, payments.ErrUnknown
	}
	tried, err := d.payIns(ctx, reference)
	if err != nil {
		return nil, err
	}
	for i := range tried {
		if tried[i].Nature == "REGULAR" && tried[i].Status == "SUCCEEDED" {
			return &tried[i], nil
		}
	}
	if len(tried) == 0 {
		return nil, nil
	}
	return &tried[len(tried)-1], nil
}

// Ask implements payments.Driver.
func (d *Driver) Ask(ctx context.Context, reference string) (payments.Notification, error) {
	t, err := d.paid(ctx, reference)
	if err != nil || t == nil {
		return payments.Notification{}, err
	}
	return truth(*t)
}

// truth is the state of a pay-in in our words; NotifyNothing while its payer has not acted.
func truth(t transaction) (n payments.Notification, err error) {
	if n.PaymentID, _ = ownerOf(t.Tag); n.PaymentID.IsZero() {
		return n, payments.ErrUnknown
	}
	switch t.Status {
	case "SUCCEEDED":
		n.Kind = payments.NotifySucceeded
		n.Captured, err = payments.CameIn(t.Debited.amount(), nil)
	case "FAILED":
		n.Kind, n.Failure = payments.NotifyFailed, failureOf(t.Result)
	}
	return n, err
}

// Close implements payments.Driver. MangoPay cannot end an open page, which dies by itself within the hour: what comes after
// all is told, and the trade decides.
func (d *Driver) Close(ctx context.Context, reference string) (payments.Notification, error) {
	n, err := d.Ask(ctx, reference)
	if err == nil && n.Kind != payments.NotifySucceeded {
		n.Kind, n.Failure = payments.NotifyCancelled, ""
	}
	return n, err
}

// Refund implements payments.Driver.
func (d *Driver) Refund(ctx context.Context, r payments.RefundRequest) (payments.Notification, error) {
	n := payments.Notification{PaymentID: r.PaymentID, Refund: r.RefundID}
	t, err := d.paid(ctx, r.Reference)
	if err != nil {
		return n, err
	}
	if t == nil || t.Status != "SUCCEEDED" {
		n.Kind, n.Failure = payments.NotifyRefundFailed, "charge_not_refundable"
		return n, nil
	}
	// MangoPay remembers a key for a day; what was sent before that is found by asking
	made, err := d.all(ctx, d.api.path("/payins/%s/refunds", t.ID), url.Values{})
	if err != nil {
		return n, err
	}
	for _, back := range made {
		if _, refund := ownerOf(back.Tag); refund == r.RefundID {
			return refundTruth(n, back), nil
		}
	}
	var done transaction
	err = d.api.post(ctx, d.api.path("/payins/%s/refunds", t.ID), "refund/"+r.RefundID.String(), map[string]any{"Tag": tagOf(r.PaymentID, r.RefundID), "AuthorId": t.AuthorID,
		"DebitedFunds": fundsOf(r.Amount), "Fees": funds{string(r.Amount.Currency()), 0}}, &done)
	if e := refusal(err); e != nil && !errors.Is(err, payments.ErrGatewayAway) {
		n.Kind, n.Failure = payments.NotifyRefundFailed, e.Type
		return n, nil
	}
	if err != nil {
		return n, err
	}
	return refundTruth(n, done), nil
}

func refundTruth(n payments.Notification, t transaction) payments.Notification {
	n.RefundReference = t.ID
	switch t.Status {
	case "SUCCEEDED":
		n.Kind = payments.NotifyRefundSucceeded
	case "FAILED":
		n.Kind, n.Failure = payments.NotifyRefundFailed, failureOf(t.Result)
	}
	return n
}

// Statement implements payments.Driver: what moved in the business's wallet.
func (d *Driver) Statement(ctx context.Context, from, to time.Time) ([]payments.Movement, error) {
	window := url.Values{"AfterDate": {strconv.FormatInt(from.Unix(), 10)}, "BeforeDate": {strconv.FormatInt(to.Unix(), 10)}, "Status": {"SUCCEEDED"}}
	moved, err := d.all(ctx, d.api.path("/wallets/%s/transactions", url.PathEscape(d.wallet)), window)
	if err != nil {
		return nil, err
	}
	var out []payments.Movement
	for _, t := range moved {
		payment, refund := ownerOf(t.Tag)
		m := payments.Movement{Reference: t.ID, PaymentID: payment, Amount: t.Debited.amount(), At: moment(t.Created)}
		switch {
		case t.Type == "PAYIN" && t.Nature == "REGULAR":
			m.Kind = payments.NotifySucceeded
		case t.Nature == "REFUND" && t.Type == "PAYOUT":
			m.Kind, m.Refund = payments.NotifyRefundSucceeded, refund
		default:
			continue // transfers and payouts are no payments
		}
		out = append(out, m)
	}
	return out, nil
}

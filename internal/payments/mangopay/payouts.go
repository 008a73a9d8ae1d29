package mangopay

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"comptoir/internal/payments"
)

var _ payments.PayoutDriver = (*Driver)(nil)

// person is a user with what MangoPay has verified of him.
type person struct {
	ID  string `json:"Id"`
	KYC string `json:"KYCLevel"` // LIGHT, REGULAR
}

// bankAccount is an account to which a user may be paid.
type bankAccount struct {
	ID     string `json:"Id"`
	IBAN   string `json:"IBAN"`
	Active bool   `json:"Active"`
}

// payoutTag is what we write on what belongs to a payout.
func payoutTag(id string) string { return "comptoir-payout " + id }

func payoutOf(tag string) string {
	id, ok := strings.CutPrefix(tag, "comptoir-payout ")
	if !ok {
		return ""
	}
	return id
}

// CheckPayee implements payments.PayoutDriver: MangoPay has verified who it is. Payouts before that are refused by law
// (directive (EU) 2015/849).
func (d *Driver) CheckPayee(ctx context.Context, account string) error {
	if !identifiers.MatchString(account) {
		return payments.ErrPayeeUnknown
	}
	var p person
	found, err := d.fetch(ctx, &p, "/users/%s", account)
	switch {
	case err != nil:
		return err
	case !found:
		return payments.ErrPayeeUnknown
	case p.KYC != "REGULAR":
		return payments.ErrPayeeNotReady
	}
	return nil
}

// PayOut implements payments.PayoutDriver: from the business's wallet to one of the payee's, and from there to his bank account
// that has the IBAN which the business knows. The two movements are one: what does not leave goes back. Each has a key of its
// own, so that asked again it goes on where it stopped.
func (d *Driver) PayOut(ctx context.Context, r payments.PayoutRequest) (payments.Payout, error) {
	failed := func(why string) (payments.Payout, error) {
		return payments.Payout{State: payments.PayoutFailed, Failure: why}, nil
	}
	if !identifiers.MatchString(r.Account) {
		return failed("unknown_payee")
	}
	to, err := d.bankAccount(ctx, r.Account, r.IBAN)
	if err != nil {
		return payments.Payout{}, err
	}
	if to == "" {
		return failed("no_bank_account")
	}
	var from wallet
	if err := d.api.get(ctx, d.api.path("/wallets/%s", url.PathEscape(d.wallet)), &from); err != nil {
		return payments.Payout{}, away(err)
	}
	if len(from.Owners) == 0 {
		return failed("wallet_without_owner")
	}
	moved, err := d.tagged(ctx, r.ID)
	if err != nil {
		return payments.Payout{}, err
	}
	none := funds{string(r.Amount.Currency()), 0}
	again := moved != nil
	if !again {
		moved, err = d.move(ctx, from.Owners[0], r)
	}
	if e := refusal(err); e != nil && !errors.Is(err, payments.ErrGatewayAway) {
		return failed(e.Type)
	}
	if err != nil {
		return payments.Payout{}, err
	}
	switch moved.Status {
	case "SUCCEEDED":
	case "CREATED": // it waits for somebody at the business who confirms it, and fails after minutes
		return payments.Payout{}, payments.ErrGatewayAway.Because(errors.New("mangopay: a transfer that waits"))
	default:
		return failed(failureOf(moved.Result))
	}
	var out *transaction
	if again {
		if out, err = d.sent(ctx, *moved, r.ID); err != nil {
			return payments.Payout{}, err
		}
	}
	if out == nil {
		out = &transaction{}
		err = d.api.post(ctx, d.api.path("/payouts/bankwire"), "payout/"+r.ID, map[string]any{"Tag": payoutTag(r.ID), "AuthorId": r.Account, "DebitedWalletId": moved.To, "DebitedFunds": fundsOf(r.Amount), "Fees": none,
			"BankAccountId": to, "BankWireRef": wireRef(r.Reference), "PayoutModeRequested": "STANDARD"}, out)
	}
	if e := refusal(err); e != nil && !errors.Is(err, payments.ErrGatewayAway) {
		return payments.Payout{State: payments.PayoutFailed, Failure: e.Type}, d.takeBack(ctx, *moved)
	}
	if err != nil {
		return payments.Payout{}, err
	}
	return d.payout(ctx, moved.ID, *out)
}

// move brings the money of a payout into a wallet of the payee's.
func (d *Driver) move(ctx context.Context, owner string, r payments.PayoutRequest) (*transaction, error) {
	var his wallet
	err := d.api.post(ctx, d.api.path("/wallets"), "wallet/"+r.ID, map[string]any{"Tag": payoutTag(r.ID), "Owners": []string{r.Account}, "Description": "Comptoir", "Currency": string(r.Amount.Currency())}, &his)
	if err != nil {
		return nil, err
	}
	var moved transaction
	err = d.api.post(ctx, d.api.path("/transfers"), "transfer/"+r.ID, map[string]any{"Tag": payoutTag(r.ID), "AuthorId": owner, "DebitedFunds": fundsOf(r.Amount), "Fees": funds{string(r.Amount.Currency()), 0},
		"DebitedWalletId": d.wallet, "CreditedWalletId": his.ID}, &moved)
	if err == nil && moved.Status == "CREATED" && identifiers.MatchString(moved.ID) { // what was answered the first time may be old
		err = away(d.api.get(ctx, d.api.path("/transfers/%s", moved.ID), &moved))
	}
	return &moved, err
}

// sent finds the payout that was made of a transfer, by MangoPay's list of events; nil: none was. The wallets of payees are not
// looked into: MangoPay wants their owner to confirm that by two factors, every 180 days. Of a transfer that is older than the
// list nobody can tell: a person has to look there, and nothing is sent a second time.
func (d *Driver) sent(ctx context.Context, moved transaction, id string) (*transaction, error) {
	if time.Since(time.Unix(moved.Created, 0)) > eventsKept {
		return nil, payments.ErrGatewayAway.Because(errors.New("mangopay: the transfer is too old to tell what became of it"))
	}
	query := url.Values{"EventType": {"PAYOUT_NORMAL_CREATED"}, "AfterDate": {strconv.FormatInt(moved.Created-60, 10)}, "Per_Page": {"100"}, "Sort": {"Date:ASC"}}
	for page := 1; page <= mostPages; page++ {
		query.Set("Page", strconv.Itoa(page))
		var some []struct {
			Resource string `json:"ResourceId"`
		}
		head, err := d.api.call(ctx, http.MethodGet, d.api.path("/events?%s", query.Encode()), "", nil, &some)
		if err != nil {
			return nil, away(err)
		}
		for _, e := range some {
			var t transaction
			found, err := d.fetch(ctx, &t, "/payouts/%s", url.PathEscape(e.Resource))
			if err != nil {
				return nil, err
			}
			if found && t.Tag == payoutTag(id) {
				return &t, nil
			}
		}
		if pages, _ := strconv.Atoi(head.Get("X-Number-Of-Pages")); page >= pages {
			return nil, nil
		}
	}
	return nil, payments.ErrGatewayAway
}

// How far back a movement of ours is looked for (MangoPay forgets keys after a day, and a payout may be asked again after weeks
// in which nobody answered), and how long MangoPay lists its events: 13 months and 45 days by its documentation, less some.
const (
	lookBack   = 390 * 24 * time.Hour
	eventsKept = 44 * 24 * time.Hour
)

// tagged finds the transfer of a payout out of the business's wallet; nil: none was made that could go on.
func (d *Driver) tagged(ctx context.Context, id string) (*transaction, error) {
	all, err := d.all(ctx, d.api.path("/wallets/%s/transactions", url.PathEscape(d.wallet)), url.Values{"Type": {"TRANSFER"}, "AfterDate": {strconv.FormatInt(time.Now().Add(-lookBack).Unix(), 10)}})
	if err != nil {
		return nil, away(err)
	}
	for i := range all {
		if all[i].Tag == payoutTag(id) && all[i].Nature == "REGULAR" && all[i].Status != "FAILED" {
			return &all[i], nil
		}
	}
	return nil, nil
}

// wireRef is what the payee reads on his statement: twelve letters and digits at most.
func wireRef(reference string) string {
	clean := strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' {
			return r
		}
		return -1
	}, reference)
	return clean[max(0, len(clean)-12):]
}

// takeBack brings what was moved to the payee's wallet back into the business's, once.
func (d *Driver) takeBack(ctx context.Context, moved transaction) error {
	var back transaction
	return finalErr(d.api.post(ctx, d.api.path("/transfers/%s/refunds", moved.ID), "transfer-back/"+moved.ID, map[string]any{"Tag": moved.Tag, "AuthorId": moved.AuthorID}, &back))
}

// payout is the state of a payout. One that failed or came back lies in the payee's wallet: it is brought back first, so that
// what is told is true of the business's wallet.
func (d *Driver) payout(ctx context.Context, transfer string, t transaction) (payments.Payout, error) {
	p := payments.Payout{Reference: transfer + "." + t.ID, State: payments.PayoutPending}
	switch t.Status {
	case "SUCCEEDED":
		p.State = payments.PayoutPaid
		var refunds []transaction
		if err := d.api.get(ctx, d.api.path("/payouts/%s/refunds?Per_Page=10", t.ID), &refunds); err != nil {
			return p, away(err)
		}
		for _, r := range refunds {
			if r.Status == "SUCCEEDED" {
				p.State, p.Failure = payments.PayoutReturned, "returned_by_bank"
			}
		}
	case "FAILED":
		p.State, p.Failure = payments.PayoutFailed, failureOf(t.Result)
	}
	if p.State != payments.PayoutFailed && p.State != payments.PayoutReturned {
		return p, nil
	}
	var moved transaction
	if err := d.api.get(ctx, d.api.path("/transfers/%s", transfer), &moved); err != nil {
		return p, away(err)
	}
	return p, d.takeBack(ctx, moved)
}

// AskPayout implements payments.PayoutDriver.
func (d *Driver) AskPayout(ctx context.Context, reference string) (payments.Payout, error) {
	transfer, id, ok := strings.Cut(reference, ".")
	if !ok || !identifiers.MatchString(transfer) || !identifiers.MatchString(id) {
		return payments.Payout{}, payments.ErrUnknown
	}
	var t transaction
	if err := d.api.get(ctx, d.api.path("/payouts/%s", id), &t); err != nil {
		return payments.Payout{}, finalErr(err)
	}
	return d.payout(ctx, transfer, t)
}

// told reads a hook about a payout, or about one that came back.
func (d *Driver) told(ctx context.Context, event, id string) (n payments.Notification, err error) {
	format := "/payouts/%s"
	if strings.HasPrefix(event, "PAYOUT_REFUND_") {
		format = "/refunds/%s"
	}
	var t transaction
	found, err := d.fetch(ctx, &t, format, id)
	if err == nil && found && format == "/refunds/%s" && payoutOf(t.Tag) == "" && identifiers.MatchString(t.Initial) { // what MangoPay makes by itself bears no tag
		found, err = d.fetch(ctx, &t, "/payouts/%s", t.Initial)
	}
	if err != nil || !found || payoutOf(t.Tag) == "" {
		return n, err
	}
	return payments.Notification{Kind: payments.NotifyPayout, Reference: payoutOf(t.Tag)}, nil
}

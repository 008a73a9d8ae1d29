package stripepay

import (
	"context"
	"errors"
	"net/url"
	"regexp"
	"strconv"
	"strings"

	"comptoir/internal/payments"
)

var _ payments.PayoutDriver = (*Driver)(nil)

var connectedShape = regexp.MustCompile(`^acct_[A-Za-z0-9]{6,64}$`)

// connected is an account of Stripe Connect.
type connected struct {
	ID           string       `json:"id"`
	Payouts      bool         `json:"payouts_enabled"`
	Submitted    bool         `json:"details_submitted"`
	Requirements requirements `json:"requirements"`
	Capabilities struct {
		Transfers string `json:"transfers"` // active, inactive, pending
	} `json:"capabilities"`
}

// transfer is money on its way to a connected account, from where Stripe pays it to its owner's bank by the account's own calendar.
type transfer struct {
	ID       string `json:"id"`
	Amount   int64  `json:"amount"`
	Reversed int64  `json:"amount_reversed"`
	Metadata struct {
		Payout string `json:"comptoir_payout"`
	} `json:"metadata"`
}

func (t transfer) payout() payments.Payout {
	out := payments.Payout{Reference: t.ID, State: payments.PayoutPaid}
	if t.Reversed > 0 && t.Reversed >= t.Amount {
		out.State, out.Failure = payments.PayoutReturned, "transfer_reversed"
	}
	return out
}

// CheckPayee implements payments.PayoutDriver: the connected account may have transfers, and Stripe pays it out.
func (d *Driver) CheckPayee(ctx context.Context, account string) error {
	c, err := d.account(ctx, account)
	if err != nil {
		return err
	}
	if c.Capabilities.Transfers != "active" || !c.Payouts {
		return payments.ErrPayeeNotReady
	}
	return nil
}

// PayOut implements payments.PayoutDriver with a transfer to the connected account.
func (d *Driver) PayOut(ctx context.Context, r payments.PayoutRequest) (payments.Payout, error) {
	amount, err := toStripe(r.Amount)
	if err != nil {
		return payments.Payout{}, err
	}
	group := "comptoir-" + r.ID
	var known list[transfer] // Stripe forgets keys after a day, and this may be asked again after a week
	if err := d.api.get(ctx, "/v1/transfers", url.Values{"transfer_group": {group}, "limit": {"1"}}, &known); err != nil {
		return payments.Payout{}, finalErr(err)
	}
	if len(known.Data) > 0 {
		return known.Data[0].payout(), nil
	}
	var t transfer
	err = d.api.post(ctx, "/v1/transfers", url.Values{"amount": {strconv.FormatInt(amount, 10)}, "currency": {strings.ToLower(string(r.Amount.Currency()))}, "destination": {r.Account},
		"description": {r.Reference}, "transfer_group": {group}, "metadata[comptoir_payout]": {r.ID}}, "payout/"+r.ID, &t)
	if e := refusal(err); e != nil && !errors.Is(err, payments.ErrGatewayAway) {
		failure := e.failure()
		if failure == "" {
			failure = e.Body.Type
		}
		return payments.Payout{State: payments.PayoutFailed, Failure: failure}, nil
	}
	return t.payout(), err
}

// AskPayout implements payments.PayoutDriver.
func (d *Driver) AskPayout(ctx context.Context, reference string) (payments.Payout, error) {
	if !strings.HasPrefix(reference, "tr_") || strings.ContainsAny(reference, "/?#%. ") {
		return payments.Payout{}, payments.ErrUnknown
	}
	var t transfer
	if err := d.api.get(ctx, "/v1/transfers/"+reference, nil, &t); err != nil {
		return payments.Payout{}, finalErr(err)
	}
	return t.payout(), nil
}

package stripepay

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"comptoir/internal/payments"
)

var _ payments.PayeeDriver = (*Driver)(nil)

var payoutShape = regexp.MustCompile(`^po_[A-Za-z0-9]{6,64}$`)

// requirements are what Stripe asks of an account.
type requirements struct {
	Due      []string `json:"currently_due"`
	PastDue  []string `json:"past_due"`
	Disabled string   `json:"disabled_reason"`
}

// standing reads an account: Stripe has refused it, pays it, has all and looks at it, or waits for its owner.
func (c connected) standing() payments.PayeeStanding {
	asked := slices.Concat(c.Requirements.PastDue, c.Requirements.Due)
	slices.Sort(asked)
	asked = slices.Compact(asked)
	switch {
	case strings.HasPrefix(c.Requirements.Disabled, "rejected."):
		return payments.PayeeStanding{State: payments.PayeeRefused, Reason: c.Requirements.Disabled}
	case c.Capabilities.Transfers == "active" && c.Payouts:
		return payments.PayeeStanding{State: payments.PayeeReady, Asked: asked}
	case c.Submitted && len(asked) > 0:
		return payments.PayeeStanding{State: payments.PayeeAsked, Asked: asked}
	case c.Submitted:
		return payments.PayeeStanding{State: payments.PayeeOnboarding}
	}
	return payments.PayeeStanding{State: payments.PayeeOnboarding, Asked: asked}
}

// PayeeAsks implements payments.PayeeDriver: Stripe asks all by itself.
func (*Driver) PayeeAsks() payments.PayeeAsks { return payments.PayeeAsks{} }

// SendPaper implements payments.PayeeDriver: papers are shown on Stripe's pages.
func (*Driver) SendPaper(context.Context, string, payments.PayeePaper) error {
	return payments.ErrNoPapers
}

// OpenPayee implements payments.PayeeDriver with an Express account that may have transfers: Stripe itself asks its owner who he
// is and where his bank is.
func (d *Driver) OpenPayee(ctx context.Context, r payments.PayeeRequest) (string, error) {
	form := url.Values{"type": {"express"}, "country": {r.Country}, "capabilities[transfers][requested]": {"true"}, "metadata[comptoir_payee]": {r.Key}}
	if r.Email != "" {
		form.Set("email", r.Email)
	}
	var c connected
	if err := d.api.post(ctx, "/v1/accounts", form, "payee/"+r.Key, &c); err != nil {
		return "", finalErr(err)
	}
	if !connectedShape.MatchString(c.ID) {
		return "", payments.ErrGatewayAway.Because(errors.New("stripe: an account without a name"))
	}
	return c.ID, nil
}

// PayeePage implements payments.PayeeDriver with an Account Link. Each is new, so its key is of the moment.
func (d *Driver) PayeePage(ctx context.Context, a payments.PayeeAccount, back, again string) (string, error) {
	if !connectedShape.MatchString(a.ID) {
		return "", payments.ErrPayeeUnknown
	}
	var link struct {
		URL string `json:"url"`
	}
	err := d.api.post(ctx, "/v1/account_links", url.Values{"account": {a.ID}, "type": {"account_onboarding"}, "return_url": {back}, "refresh_url": {again}}, "", &link)
	if err != nil {
		return "", finalErr(err)
	}
	return link.URL, nil
}

// account reads a connected account; ErrPayeeUnknown: it is of another platform, or closed.
func (d *Driver) account(ctx context.Context, account string) (c connected, err error) {
	if !connectedShape.MatchString(account) {
		return c, payments.ErrPayeeUnknown
	}
	err = d.api.get(ctx, "/v1/accounts/"+account, nil, &c)
	if e := refusal(err); e != nil && (e.Status == http.StatusNotFound || e.Status == http.StatusForbidden || e.Status == http.StatusBadRequest) {
		return c, payments.ErrPayeeUnknown.Because(err)
	}
	return c, finalErr(err)
}

// AskPayee implements payments.PayeeDriver.
func (d *Driver) AskPayee(ctx context.Context, a payments.PayeeAccount) (payments.PayeeStanding, error) {
	c, err := d.account(ctx, a.ID)
	if err != nil {
		return payments.PayeeStanding{}, err
	}
	return c.standing(), nil
}

// settled is a line of what a payout of a connected account was made of.
type settled struct {
	ID     string `json:"id"`
	Source expanded[struct {
		Transfer ref `json:"source_transfer"`
	}] `json:"source"`
}

// Recall implements payments.PayeeDriver: a payout that a bank did not take goes back to the connected account's balance. What our
// transfers had brought into it is reversed, so that what the books say is owed again is with the platform again.
func (d *Driver) Recall(ctx context.Context, account, payout string) (back []string, err error) {
	if !connectedShape.MatchString(account) || !payoutShape.MatchString(payout) {
		return nil, payments.ErrPayeeUnknown
	}
	as := d.api
	as.account = account
	var p struct {
		Status string `json:"status"`
	}
	if err := as.get(ctx, "/v1/payouts/"+payout, nil, &p); err != nil {
		return nil, finalErr(err)
	}
	if p.Status != "failed" && p.Status != "canceled" { // an old or a false alarm
		return nil, nil
	}
	query := url.Values{"payout": {payout}, "limit": {"100"}, "expand[]": {"data.source"}}
	for {
		var lines list[settled]
		if err := as.get(ctx, "/v1/balance_transactions", query, &lines); err != nil {
			return back, finalErr(err)
		}
		for _, l := range lines.Data {
			if l.Source.Got == nil || !strings.HasPrefix(string(l.Source.Got.Transfer), "tr_") {
				continue
			}
			id, err := d.reverse(ctx, string(l.Source.Got.Transfer))
			if err != nil {
				return back, err
			}
			if id != "" {
				back = append(back, id)
			}
		}
		if !lines.HasMore || len(lines.Data) == 0 {
			return back, nil
		}
		query.Set("starting_after", lines.Data[len(lines.Data)-1].ID)
	}
}

// reverse takes a transfer of ours back whole, once, and names the payout that it was; "": it is none of ours.
func (d *Driver) reverse(ctx context.Context, id string) (string, error) {
	var t transfer
	if err := d.api.get(ctx, "/v1/transfers/"+url.PathEscape(id), nil, &t); err != nil {
		return "", finalErr(err)
	}
	if t.Metadata.Payout == "" || t.Reversed >= t.Amount {
		return t.Metadata.Payout, nil
	}
	var done struct{}
	if err := d.api.post(ctx, "/v1/transfers/"+url.PathEscape(id)+"/reversals", nil, "reversal/"+id, &done); err != nil {
		return "", finalErr(err)
	}
	return t.Metadata.Payout, nil
}

// readConnect reads what Stripe tells of connected accounts: the event names the account, and only that is believed.
func readConnect(e webhookEvent) (n payments.Notification, err error) {
	var object struct {
		ID string `json:"id"`
	}
	if err := json.Unmarshal(e.Data.Object, &object); err != nil {
		return n, payments.ErrBadMessage.Because(err)
	}
	switch {
	case e.Type == "account.updated" && connectedShape.MatchString(object.ID):
		n.Kind, n.Account = payments.NotifyPayee, object.ID
	case !connectedShape.MatchString(e.Account):
	case e.Type == "account.application.deauthorized", e.Type == "payout.paid":
		n.Kind, n.Account = payments.NotifyPayee, e.Account
	case (e.Type == "payout.failed" || e.Type == "payout.canceled") && payoutShape.MatchString(object.ID):
		n.Kind, n.Account, n.Reference = payments.NotifyPayoutLost, e.Account, object.ID
	}
	return n, nil
}

package paypalpay

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/money"
	"comptoir/internal/payments"
)

// Lateness implements payments.Late: a transaction is listed within three hours (PayPal, "Transaction Search"), and one more is
// given to clocks.
func (*Driver) Lateness() time.Duration { return 4 * time.Hour }

// Statement implements payments.Driver with PayPal's transaction search, which looks at 31 days at a time.
func (d *Driver) Statement(ctx context.Context, from, to time.Time) ([]payments.Movement, error) {
	var rows []transaction
	for ; from.Before(to); from = from.Add(30 * 24 * time.Hour) {
		until := from.Add(30 * 24 * time.Hour)
		if until.After(to) {
			until = to
		}
		for page, pages := 1, 1; page <= pages && page <= 200; page++ {
			q := url.Values{"start_date": {from.UTC().Format(time.RFC3339)}, "end_date": {until.UTC().Format(time.RFC3339)}, "fields": {"transaction_info"},
				"page_size": {"500"}, "page": {fmt.Sprint(page)}}
			var got transactions
			if err := d.api.call(ctx, http.MethodGet, "/v1/reporting/transactions?"+q.Encode(), "", nil, &got); err != nil {
				return nil, err
			}
			pages = got.Pages
			for _, row := range got.Details {
				rows = append(rows, row.Info)
			}
		}
	}
	return movements(rows), nil
}

// movements reads the rows that are of interest. One that was made at PayPal carries nothing of ours: whose it is says the
// payment that it is about.
func movements(rows []transaction) (out []payments.Movement) {
	paid := map[string]payments.PaymentID{}
	for _, r := range rows {
		if id, _, ours := r.owner(); ours && strings.HasPrefix(r.Code, codePayment) {
			paid[r.ID] = id
		}
	}
	for _, r := range rows {
		sum, err := r.Amount.money()
		if err != nil || r.Status != "S" {
			continue
		}
		id, refunded, ours := r.owner()
		if !ours {
			id = paid[r.About] // zero: not one of ours
		}
		m := payments.Movement{Reference: r.ID, PaymentID: id, Amount: sum, At: r.Started}
		switch {
		case r.Code == codeRefund:
			m.Kind = payments.NotifyRefundSucceeded
			m.Refund, _ = ident.Parse[payments.Refund](refunded) // zero: made on PayPal's own pages
		case sum.IsNegative() && (r.Code == codeHold || r.Code == codeReversal || r.Code == codeChargeback):
			m.Kind, m.Unnamed = payments.NotifyDisputed, true
			if r.About != "" {
				m.Reference = r.About
			}
		case strings.HasPrefix(r.Code, codePayment) && sum.IsPositive():
			m.Kind = payments.NotifySucceeded
		default:
			continue // fees, transfers, conversions, corrections: the bank's affair
		}
		if sum.IsNegative() {
			m.Amount = sum.Neg()
		}
		out = append(out, m)
	}
	return out
}

// owner is what we wrote on a transaction: the payment, and the refund that it is; false: nothing of ours.
func (r transaction) owner() (id payments.PaymentID, refund string, ours bool) {
	payment, refund, _ := strings.Cut(r.Custom, "/")
	id, err := ident.Parse[payments.Payment](payment)
	return id, refund, err == nil
}

// AskDispute implements payments.Disputing: of a dispute that the statement does not name, the transaction is known. Of several
// it is the one that nobody has decided yet, else the latest.
func (d *Driver) AskDispute(ctx context.Context, name string) (n payments.Notification, err error) {
	var listed struct {
		Items []listedDispute `json:"items"`
	}
	if err := d.api.call(ctx, http.MethodGet, "/v1/customer/disputes?"+url.Values{"disputed_transaction_id": {name}}.Encode(), "", nil, &listed); err != nil {
		return n, err
	}
	slices.SortStableFunc(listed.Items, func(a, b listedDispute) int {
		if a.over() != b.over() {
			if a.over() {
				return 1
			}
			return -1
		}
		return strings.Compare(b.Created, a.Created)
	})
	for _, item := range listed.Items {
		var found dispute
		err := d.api.call(ctx, http.MethodGet, "/v1/customer/disputes/"+url.PathEscape(item.ID), "", nil, &found)
		if errors.Is(err, payments.ErrUnknown) {
			continue
		}
		if err != nil {
			return n, err
		}
		n.Dispute, n.Failure, n.Kind = found.ID, strings.ToLower(found.Reason), payments.NotifyDisputed
		if found.Status == disputeOver {
			n.Kind = found.end()
		}
		if n.DisputeAmount, err = found.Amount.money(); err != nil {
			n.DisputeAmount = money.Amount{} // all of it
		}
		return n, nil
	}
	return n, nil
}

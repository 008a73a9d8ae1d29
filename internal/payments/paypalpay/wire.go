package paypalpay

import (
	"encoding/json"
	"slices"
	"time"

	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/money"
	"comptoir/internal/payments"
)

// ErrAmount is returned for an amount that PayPal cannot take in its currency.
var ErrAmount = fault.Define(fault.Invalid, "payments.amount_not_for_provider", "the provider cannot take this amount in this currency")

// noDecimals are the currencies that PayPal takes in whole units only (PayPal, "Currency codes").
var noDecimals = []money.Currency{"HUF", "JPY", "TWD"}

type amount struct {
	Currency string `json:"currency_code"`
	Value    string `json:"value"`
}

func toPayPal(a money.Amount) (amount, error) {
	c := a.Currency()
	if c.Digits() > 2 {
		return amount{}, ErrAmount
	}
	if c.Digits() > 0 && slices.Contains(noDecimals, c) {
		if a.Minor()%100 != 0 {
			return amount{}, ErrAmount.Detailf("%s is taken in whole units only", c)
		}
		return amount{string(c), a.Decimal()[:len(a.Decimal())-3]}, nil
	}
	return amount{string(c), a.Decimal()}, nil
}

func (a amount) money() (money.Amount, error) {
	m, err := money.Parse(a.Value, money.Currency(a.Currency))
	if err != nil {
		return m, payments.ErrBadMessage.Because(err)
	}
	return m, nil
}

type link struct {
	Rel  string `json:"rel"`
	Href string `json:"href"`
}

type order struct {
	ID     string `json:"id"`
	Status string `json:"status"` // CREATED, PAYER_ACTION_REQUIRED, APPROVED, COMPLETED, VOIDED
	Links  []link `json:"links"`
	Units  []unit `json:"purchase_units"`
}

type unit struct {
	Custom   string `json:"custom_id"`
	Payments struct {
		Captures []capture `json:"captures"`
	} `json:"payments"`
}

// capture is money that came in; webhooks and refunds carry the same identifiers.
type capture struct {
	ID      string `json:"id"`
	Status  string `json:"status"` // COMPLETED, PENDING, DECLINED, REFUNDED, PARTIALLY_REFUNDED, FAILED
	Custom  string `json:"custom_id"`
	Amount  amount `json:"amount"`
	Invoice string `json:"invoice_id"`
}

type refund struct {
	ID     string `json:"id"`
	Status string `json:"status"` // COMPLETED, PENDING, FAILED, CANCELLED
	Custom string `json:"custom_id"`
	Amount amount `json:"amount"`
}

type webhookEvent struct {
	ID       string          `json:"id"`
	Type     string          `json:"event_type"`
	Created  time.Time       `json:"create_time"`
	Resource json.RawMessage `json:"resource"`
}

type dispute struct {
	ID      string `json:"dispute_id"`
	Reason  string `json:"reason"`
	Status  string `json:"status"`
	Amount  amount `json:"dispute_amount"`
	Outcome struct {
		Code string `json:"outcome_code"`
	} `json:"dispute_outcome"`
	Transactions []struct {
		Custom string `json:"custom"`
	} `json:"disputed_transactions"`
}

// listedDispute is a dispute as a list tells it.
type listedDispute struct {
	ID      string `json:"dispute_id"`
	Status  string `json:"status"`
	Created string `json:"create_time"`
}

// disputeOver is the status of a dispute that is decided.
const disputeOver = "RESOLVED"

func (d listedDispute) over() bool { return d.Status == disputeOver }

type transactions struct {
	Details []struct {
		Info transaction `json:"transaction_info"`
	} `json:"transaction_details"`
	Pages int `json:"total_pages"`
}

type transaction struct {
	ID      string    `json:"transaction_id"`
	About   string    `json:"paypal_reference_id"` // the transaction that this one is about
	Code    string    `json:"transaction_event_code"`
	Status  string    `json:"transaction_status"` // S: success
	Custom  string    `json:"custom_field"`
	Amount  amount    `json:"transaction_amount"`
	Started time.Time `json:"transaction_initiation_date"`
}

// The event codes that are of interest here (PayPal, "Transaction event codes"). The rest of the group T11 are fees given
// back (T1108, T1109), holds ended (T1105, T1111) and the like, and the rest of T12 corrections of PayPal's own: no payer's
// refund is among them.
const (
	codePayment    = "T00"   // the group: money from an account to another
	codeReversal   = "T1106" // PayPal took a payment back
	codeRefund     = "T1107" // the merchant gave back
	codeHold       = "T1110" // money blocked while a dispute is looked into
	codeChargeback = "T1201" // the payer's bank took it back
)

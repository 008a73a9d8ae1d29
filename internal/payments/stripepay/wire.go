package stripepay

import (
	"encoding/json"
	"strings"
	"time"
)

// metadata are our names on their objects.
type metadata struct {
	Payment string `json:"comptoir_payment"`
	Refund  string `json:"comptoir_refund"`
	Keep    string `json:"comptoir_keep"` // "1": the card is kept; what Stripe calls it stands on the intent
}

// session is a Checkout Session.
type session struct {
	ID            string           `json:"id"`
	URL           string           `json:"url"`
	Mode          string           `json:"mode"`   // payment, setup
	Status        string           `json:"status"` // open, complete, expired
	PaymentStatus string           `json:"payment_status"`
	Metadata      metadata         `json:"metadata"`
	Customer      ref              `json:"customer"`
	Intent        expanded[intent] `json:"payment_intent"`
	Setup         expanded[setup]  `json:"setup_intent"`
	AmountTotal   int64            `json:"amount_total"`
	Currency      string           `json:"currency"`
}

// intent is a PaymentIntent.
type intent struct {
	ID             string           `json:"id"`
	Status         string           `json:"status"`
	Amount         int64            `json:"amount"`
	AmountReceived int64            `json:"amount_received"`
	Currency       string           `json:"currency"`
	Created        int64            `json:"created"`
	Metadata       metadata         `json:"metadata"`
	LastError      *attemptError    `json:"last_payment_error"`
	LatestCharge   expanded[charge] `json:"latest_charge"`
	Customer       ref              `json:"customer"`
	Method         ref              `json:"payment_method"`
	Future         string           `json:"setup_future_usage"`
}

type attemptError struct {
	Code        string `json:"code"`
	DeclineCode string `json:"decline_code"`
}

func (e *attemptError) failure() string {
	switch {
	case e == nil:
		return "payment_failed"
	case e.DeclineCode != "":
		return e.DeclineCode
	}
	return e.Code
}

// charge is one attempt of an intent.
type charge struct {
	ID      string `json:"id"`
	Details struct {
		Card struct {
			CaptureBefore int64  `json:"capture_before"`
			Brand         string `json:"brand"`
			Last4         string `json:"last4"`
		} `json:"card"`
	} `json:"payment_method_details"`
}

// card is the name by which its owner knows the card.
func (c *charge) card() string {
	if c == nil || c.Details.Card.Last4 == "" {
		return "••••"
	}
	brand := c.Details.Card.Brand
	return strings.ToUpper(brand[:min(1, len(brand))]) + brand[min(1, len(brand)):] + " •••• " + c.Details.Card.Last4
}

// setup is a SetupIntent.
type setup struct {
	ID     string        `json:"id"`
	Status string        `json:"status"`
	Method ref           `json:"payment_method"`
	Error  *attemptError `json:"last_setup_error"`
}

// refund is a Refund.
type refund struct {
	ID       string   `json:"id"`
	Status   string   `json:"status"` // pending, requires_action, succeeded, failed, canceled
	Failure  string   `json:"failure_reason"`
	Amount   int64    `json:"amount"`
	Currency string   `json:"currency"`
	Created  int64    `json:"created"`
	Intent   ref      `json:"payment_intent"`
	Metadata metadata `json:"metadata"`
}

// dispute is a Dispute.
type dispute struct {
	ID       string `json:"id"`
	Amount   int64  `json:"amount"`
	Currency string `json:"currency"`
	Reason   string `json:"reason"`
	Status   string `json:"status"`
	Created  int64  `json:"created"`
	Intent   ref    `json:"payment_intent"`
	Evidence struct {
		Due int64 `json:"due_by"`
	} `json:"evidence_details"`
}

// account is an Account.
type account struct {
	ID       string `json:"id"`
	Business struct {
		Name string `json:"name"`
	} `json:"business_profile"`
	Settings struct {
		Dashboard struct {
			Name string `json:"display_name"`
		} `json:"dashboard"`
	} `json:"settings"`
}

type list[T any] struct {
	Data    []T  `json:"data"`
	HasMore bool `json:"has_more"`
}

// webhookEvent is an Event.
type webhookEvent struct {
	ID      string `json:"id"`
	Type    string `json:"type"`
	Created int64  `json:"created"`
	Account string `json:"account"` // the connected account whose event it is; "": our own
	Data    struct {
		Object json.RawMessage `json:"object"`
	} `json:"data"`
}

// ref is an identifier, where Stripe may also send the object that it names.
type ref string

// UnmarshalJSON implements json.Unmarshaler.
func (r *ref) UnmarshalJSON(raw []byte) error {
	e, err := expand[struct{}](raw)
	*r = ref(e.ID)
	return err
}

// expanded is an object where Stripe may also send its identifier alone, or null.
type expanded[T any] struct {
	ID  string
	Got *T
}

// UnmarshalJSON implements json.Unmarshaler.
func (e *expanded[T]) UnmarshalJSON(raw []byte) (err error) {
	*e, err = expand[T](raw)
	return err
}

func expand[T any](raw []byte) (e expanded[T], err error) {
	switch text := strings.TrimSpace(string(raw)); {
	case text == "null":
	case strings.HasPrefix(text, `"`):
		err = json.Unmarshal(raw, &e.ID)
	default:
		var named struct {
			ID string `json:"id"`
		}
		if err = json.Unmarshal(raw, &named); err == nil {
			e.ID, e.Got = named.ID, new(T)
			err = json.Unmarshal(raw, e.Got)
		}
	}
	return e, err
}

func moment(unix int64) time.Time {
	if unix == 0 {
		return time.Time{}
	}
	return time.Unix(unix, 0).UTC()
}

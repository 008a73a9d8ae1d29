package yousign

import "time"

// The shapes of Yousign's API v3, as far as they are used.

type requestWire struct {
	ID          string       `json:"id"`
	Status      string       `json:"status"` // draft, approval, ongoing, done, declined, expired, canceled, rejected, deleted
	ExternalID  string       `json:"external_id"`
	Signers     []signerWire `json:"signers"`
	DeclineInfo *declineWire `json:"decline_information"`
}

type named struct {
	ID string `json:"id"`
}

type declineWire struct {
	Reason     string    `json:"reason"`
	DeclinedAt time.Time `json:"declined_at"`
}

// signerWire is a signer in a request's list; by his own address he has all of it.
type signerWire struct {
	ID     string `json:"id"`
	Status string `json:"status"` // initiated, notified, processing, consent_given, verified, signed, declined, aborted, error
	Link   string `json:"signature_link"`
	Info   struct {
		FirstName string `json:"first_name"`
		LastName  string `json:"last_name"`
		Email     string `json:"email"`
	} `json:"info"`
	SignedAt *time.Time `json:"signed_at"`
}

type createWire struct {
	Name       string        `json:"name"`
	Delivery   string        `json:"delivery_mode"`
	Timezone   string        `json:"timezone"`
	Expiration string        `json:"expiration_date"`
	ExternalID string        `json:"external_id"`
	Ordered    bool          `json:"ordered_signers"`
	Decline    bool          `json:"signers_allowed_to_decline"`
	Reminders  *reminderWire `json:"reminder_settings,omitempty"`
	AuditTrail string        `json:"audit_trail_locale"`
}

type reminderWire struct {
	Interval int `json:"interval_in_days"`
	Most     int `json:"max_occurrences"`
}

type addSignerWire struct {
	Info struct {
		FirstName string `json:"first_name"`
		LastName  string `json:"last_name"`
		Email     string `json:"email"`
		Phone     string `json:"phone_number,omitempty"`
		Locale    string `json:"locale"`
	} `json:"info"`
	Level  string      `json:"signature_level"`
	Mode   string      `json:"signature_authentication_mode,omitempty"`
	Fields []fieldWire `json:"fields"`
}

type fieldWire struct {
	Document string `json:"document_id"`
	Type     string `json:"type"`
	Page     int    `json:"page"`
	X        int    `json:"x"`
	Y        int    `json:"y"`
	Width    int    `json:"width"`
	Height   int    `json:"height"`
}

type cancelWire struct {
	Reason string `json:"reason"`
	Note   string `json:"custom_note,omitempty"`
}

type listWire[T any] struct {
	Data []T `json:"data"`
}

type eventWire struct {
	ID   string `json:"event_id"`
	Name string `json:"event_name"`
	Time string `json:"event_time"`
	Data struct {
		Request *requestWire `json:"signature_request"`
	} `json:"data"`
}

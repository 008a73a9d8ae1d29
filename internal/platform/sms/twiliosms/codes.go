package twiliosms

import (
	"encoding/json"
	"fmt"
	"net/http"

	"comptoir/internal/kernel/fault"
	"comptoir/internal/platform/sms"
)

// meanings are Twilio's codes that mean something of their own here (twilio.com/docs/api/errors): of answers from 20000, of
// what became of a text from 30000. Other refusals are sms.ErrRefused.
var meanings = map[int]*fault.Error{
	20003: sms.ErrKeys, 20005: sms.ErrKeys, 20008: sms.ErrKeys, 20404: sms.ErrKeys, // not the account's token, suspended, test keys, no such account
	20429: sms.ErrUnavailable, 20500: sms.ErrUnavailable, 20503: sms.ErrUnavailable, 14107: sms.ErrUnavailable, 21611: sms.ErrUnavailable, // busy, and a full queue
	21211: sms.ErrNumber, 21214: sms.ErrNumber, 21217: sms.ErrNumber, 21614: sms.ErrNumber, // no number, or no mobile one
	21408: sms.ErrRegion, 21612: sms.ErrRegion, 21215: sms.ErrRegion, 21610: sms.ErrStopped, 21608: sms.ErrTrial,
	21212: sms.ErrSender, 21603: sms.ErrSender, 21606: sms.ErrSender, 21607: sms.ErrSender, 21618: sms.ErrSender, 21659: sms.ErrSender, 21660: sms.ErrSender,
	21601: sms.ErrSender, 21602: sms.ErrBadMessage, 21617: sms.ErrBadMessage, 21619: sms.ErrBadMessage,
	30003: sms.ErrNumber, 30005: sms.ErrNumber, 30006: sms.ErrNumber, 30004: sms.ErrStopped,
}

// apiError is a refusal that Twilio explains. Its words may name the number, and so are not kept.
type apiError struct {
	Status int
	Code   int `json:"code"`
}

// Error implements error.
func (e apiError) Error() string { return fmt.Sprintf("twilio: HTTP %d, code %d", e.Status, e.Code) }

// refusal reads an answer that is no success.
func refusal(status int, body []byte) error {
	e := apiError{Status: status}
	_ = json.Unmarshal(body, &e) // what is no JSON has its status
	meaning, known := meanings[e.Code]
	switch {
	case known:
	case status == http.StatusUnauthorized || status == http.StatusForbidden || status == http.StatusNotFound:
		meaning = sms.ErrKeys
	case status >= 500 || status == http.StatusTooManyRequests || status == http.StatusRequestTimeout:
		meaning = sms.ErrUnavailable
	default:
		meaning = sms.ErrRefused
	}
	return meaning.Because(e)
}

// reason is why a text that was taken does not arrive.
func reason(code *int) error {
	e := apiError{Status: http.StatusOK}
	if code != nil {
		e.Code = *code
	}
	if meaning, known := meanings[e.Code]; known && meaning != sms.ErrUnavailable {
		return meaning.Because(e)
	}
	return sms.ErrRefused.Because(e)
}

package comptoir

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// Error is a refusal of the server: its problem details (RFC 9457). Code and the fields' codes are stable, compare with
// them; title, detail and messages are English and for people.
type Error struct {
	Status     int
	Code       string // "stays.period_taken"; "http.502" when what answered was not Comptoir
	Title      string
	Detail     string
	TraceID    string // quote it to support
	Fields     []FieldError
	RetryAfter time.Duration // what the server asked for; 0 when nothing
	Header     http.Header
}

// FieldError is one refused input.
type FieldError struct {
	Field   string `json:"field"` // "guest.email", or a parameter's name
	Code    string `json:"code"`
	Message string `json:"message"`
}

// Error says the status, the code and the refused fields.
func (e *Error) Error() string {
	text := fmt.Sprintf("comptoir: %d %s", e.Status, e.Code)
	if e.Detail != "" {
		text += ": " + e.Detail
	}
	for _, f := range e.Fields {
		text += fmt.Sprintf("; %s: %s", f.Field, f.Code)
	}
	return text
}

// Field returns the refusal of one input.
func (e *Error) Field(name string) (FieldError, bool) {
	for _, f := range e.Fields {
		if f.Field == name {
			return f, true
		}
	}
	return FieldError{}, false
}

// ErrNotModified is the answer to a call with IfNoneMatch when the thing has not changed.
var ErrNotModified = errors.New("comptoir: not modified")

// AsError returns the refusal in an error; false for a network failure or a call that was given up.
func AsError(err error) (*Error, bool) {
	var e *Error
	ok := errors.As(err, &e)
	return e, ok
}

// IsCode says whether an error is the refusal with that code.
func IsCode(err error, code string) bool {
	e, ok := AsError(err)
	return ok && e.Code == code
}

// refusal reads the answer of a status that is no success, and closes it.
func refusal(res *http.Response) error {
	defer func() { _ = res.Body.Close() }()
	if res.StatusCode == http.StatusNotModified {
		return ErrNotModified
	}
	e := &Error{Status: res.StatusCode, Code: "http." + strconv.Itoa(res.StatusCode), Title: http.StatusText(res.StatusCode), Header: res.Header, RetryAfter: retryAfter(res.Header, time.Now())}
	kind, _, _ := mime.ParseMediaType(res.Header.Get("Content-Type"))
	if !strings.HasSuffix(kind, "json") {
		return e
	}
	var p struct {
		Code    string       `json:"code"`
		Title   string       `json:"title"`
		Detail  string       `json:"detail"`
		TraceID string       `json:"traceId"`
		Errors  []FieldError `json:"errors"`
	}
	if err := json.NewDecoder(io.LimitReader(res.Body, 1<<20)).Decode(&p); err == nil && p.Code != "" {
		e.Code, e.Title, e.Detail, e.TraceID, e.Fields = p.Code, p.Title, p.Detail, p.TraceID, p.Errors
	}
	return e
}

// retryAfter reads the header in its two forms, seconds and a date (RFC 9110, 10.2.3).
func retryAfter(h http.Header, now time.Time) time.Duration {
	text := h.Get("Retry-After")
	if seconds, err := strconv.Atoi(text); err == nil {
		return max(0, time.Duration(min(seconds, 1<<30))*time.Second)
	}
	if at, err := http.ParseTime(text); err == nil {
		return max(0, at.Sub(now))
	}
	return 0
}

package rest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"comptoir/internal/kernel/fault"
)

// Refusals of the edge itself.
var (
	ErrUnreadable  = fault.Define(fault.Malformed, "malformed_json", "the body is not readable JSON")
	ErrBodyMissing = fault.Define(fault.Malformed, "body_required", "a JSON body is needed")
	ErrTooLarge    = fault.Define(fault.TooLarge, "body_too_large", "the body is larger than accepted")
	ErrText        = fault.Define(fault.Malformed, "malformed_text", "the request holds bytes that are no UTF-8 text, or a NUL character")
	ErrSlowBody    = fault.Define(fault.Malformed, "body_timeout", "the body did not arrive in time")
	ErrMediaType   = fault.Define(fault.Malformed, "unsupported_media_type", "send application/json")
	ErrNoRoute     = fault.Define(fault.NotFound, "no_such_route", "the API has nothing at this address")
	ErrMethod      = fault.Define(fault.Malformed, "method_not_allowed", "this address answers to other methods; see Allow")
)

// fromHuma makes the problem of a refusal that huma itself decided. The words of huma are not passed on, except those
// made of the schema alone: others repeat what was sent.
func (a *API) fromHuma(ctx context.Context, status int, msg string, errs []error) *Problem {
	switch {
	case status == http.StatusUnsupportedMediaType:
		return a.makeAs(ctx, ErrMediaType, status)
	case status == http.StatusRequestEntityTooLarge, tooLargeForm(errs):
		return a.make(ctx, ErrTooLarge)
	case status == http.StatusRequestTimeout:
		return a.makeAs(ctx, ErrSlowBody, status)
	case status == http.StatusBadRequest && strings.Contains(msg, "body is required"):
		return a.make(ctx, ErrBodyMissing)
	case status == http.StatusBadRequest:
		if f := stashed(errs); f != nil {
			return a.make(ctx, f)
		}
		return a.make(ctx, ErrUnreadable)
	case strings.Contains(msg, "cannot read request body"):
		return a.make(ctx, ErrUnreadable) // the client broke off
	case status >= 500:
		if len(errs) > 0 {
			a.cfg.Report(ctx, fmt.Errorf("rest: %s: %w", msg, errors.Join(errs...)))
		}
		return a.make(ctx, errInternal)
	}
	refusal := *fault.ErrInvalid
	if f := stashed(errs); f != nil {
		refusal.Fields = f.Fields
	} else {
		for _, err := range errs {
			refusal.Fields = append(refusal.Fields, fieldOf(err))
		}
	}
	p := a.make(ctx, &refusal)
	if status >= 400 && status < 500 {
		p.Status, p.Title = status, http.StatusText(status)
	}
	return p
}

// tooLargeForm finds the limit of readBody in huma's words about a form.
func tooLargeForm(errs []error) bool {
	for _, err := range errs {
		if d, ok := err.(huma.ErrorDetailer); ok && strings.HasPrefix(d.ErrorDetail().Message, "cannot read multipart form") &&
			strings.Contains(d.ErrorDetail().Message, "request body too large") {
			return true
		}
	}
	return false
}

// fieldOf makes a refused field of one of huma's details.
func fieldOf(err error) fault.Field {
	detailed, ok := err.(huma.ErrorDetailer)
	if !ok {
		if f := fault.FieldsOf(err); len(f) > 0 {
			return f[0]
		}
		return fault.Field{Code: fault.CodeOf(err)}
	}
	d := detailed.ErrorDetail()
	code, message, property := translate(d.Message)
	path := strings.TrimPrefix(d.Location, "body")
	for _, in := range []string{"query.", "path.", "header.", "cookie.", "form."} {
		path = strings.TrimPrefix(path, in)
	}
	path = strings.TrimPrefix(path, ".")
	if property != "" {
		path = strings.TrimPrefix(path+"."+property, ".")
	}
	return fault.Field{Path: path, Code: code, Message: message}
}

// messages translates huma's words into codes. A message with %s is made of the schema (a limit, a list of values).
var messages = []struct {
	pattern       *regexp.Regexp
	code, message string
}{
	{regexp.MustCompile(`^unexpected property$`), "unknown_field", "this field does not exist"},
	{regexp.MustCompile(`^unknown query parameter$`), "unknown_parameter", "this parameter does not exist"},
	{regexp.MustCompile(`^required \w+ parameter is missing$`), "required", "a value is needed"},
	{regexp.MustCompile(`^expected string to be RFC 3339 date$`), "malformed_date", "write a date as YYYY-MM-DD"},
	{regexp.MustCompile(`^expected string to be RFC 3339 time$`), "malformed_time", "write a time as HH:MM"},
	{regexp.MustCompile(`^expected string to be RFC 3339 date-time|^invalid date/time`), "malformed_instant", "write an instant as in RFC 3339"},
	{regexp.MustCompile(`^expected string to be RFC 4122 uuid`), "malformed_id", "this is not an identifier"},
	{regexp.MustCompile(`^expected string to be RFC 5322 email`), "malformed_email", "this is not an e-mail address"},
	{regexp.MustCompile(`^expected string to be RFC 3986`), "malformed_url", "this is not an address of the web"},
	{regexp.MustCompile(`^expected value to be one of "(.*)"$`), "unknown_value", "one of %s is needed"},
	{regexp.MustCompile(`^expected number >= (\S+)$`), "too_small", "at least %s is needed"},
	{regexp.MustCompile(`^expected number > (\S+)$`), "too_small", "more than %s is needed"},
	{regexp.MustCompile(`^expected number <= (\S+)$`), "too_large", "at most %s is accepted"},
	{regexp.MustCompile(`^expected number < (\S+)$`), "too_large", "less than %s is accepted"},
	{regexp.MustCompile(`^expected length >= (\d+)$`), "too_short", "at least %s characters are needed"},
	{regexp.MustCompile(`^expected length <= (\d+)$`), "too_long", "at most %s characters are accepted"},
	{regexp.MustCompile(`^expected array length >= (\d+)$`), "too_few", "at least %s are needed"},
	{regexp.MustCompile(`^expected array length <= (\d+)$`), "too_many", "at most %s are accepted"},
	{regexp.MustCompile(`^expected array items to be unique$`), "repeated", "each may be given once"},
	{regexp.MustCompile(`^expected string to (be|match pattern) `), "malformed", "this value does not have the right form"},
	{regexp.MustCompile(`^expected number to be a multiple of (\S+)$`), "not_a_multiple", "a multiple of %s is needed"},
	{regexp.MustCompile(`^(expected|invalid) (boolean|number|integer|string|array|object|float|floating value|url)`), "wrong_type", "this value is of another type"},
	{regexp.MustCompile(`^cannot read multipart form`), "malformed_form", "the form could not be read"},
}

var (
	missingProperty = regexp.MustCompile(`^expected required property (\S+) to be present$`)
	dependent       = regexp.MustCompile(`^expected property (\S+) to be present when \S+ is present$`)
	kernelRefusal   = regexp.MustCompile(`^invalid value: ([a-z0-9_.]+): `)
)

// translate returns the stable code, the words, and for a missing property its name.
func translate(text string) (code, message, property string) {
	for _, re := range []*regexp.Regexp{missingProperty, dependent} {
		if m := re.FindStringSubmatch(text); m != nil {
			return "required", "a value is needed", m[1]
		}
	}
	if m := kernelRefusal.FindStringSubmatch(text); m != nil {
		return m[1], "this value cannot be read", ""
	}
	for _, known := range messages {
		if m := known.pattern.FindStringSubmatch(text); m != nil {
			if strings.Contains(known.message, "%s") {
				return known.code, fmt.Sprintf(known.message, m[len(m)-1]), ""
			}
			return known.code, known.message, ""
		}
	}
	return "invalid", "this value cannot be accepted", ""
}

// carried is how a decoder's refusal travels through huma, which keeps the text of an error and drops the rest.
type carried struct {
	Kind   fault.Kind
	Code   string
	Detail string
	Fields []fault.Field
}

const carriedMark = "\x00fault:"

// carry packs a refusal into an error's text; stashed finds it again.
func carry(f *fault.Error) error {
	raw, err := json.Marshal(carried{f.Kind, f.Code, f.Detail, f.Fields})
	if err != nil {
		panic(err) // strings only
	}
	return errors.New(carriedMark + string(raw))
}

func stashed(errs []error) *fault.Error {
	for _, err := range errs {
		d, ok := err.(huma.ErrorDetailer)
		if !ok {
			continue
		}
		text, ok := strings.CutPrefix(d.ErrorDetail().Message, carriedMark)
		if !ok {
			continue
		}
		var c carried
		if json.Unmarshal([]byte(text), &c) == nil {
			return &fault.Error{Kind: c.Kind, Code: c.Code, Detail: c.Detail, Fields: c.Fields}
		}
	}
	return nil
}

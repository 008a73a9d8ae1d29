// Package fault gives every refusal a kind (what sort of refusal it is) and a stable code (which one, exactly).
//
// It refuses to know how a refusal is shown: the API's problem details and the pages' messages are made at the edges,
// from Kind, Code and Fields. Contexts declare their sentinels with Define and add details with With…; callers compare
// with errors.Is and never with strings. Start with Define.
package fault

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Kind says what sort of refusal an error is. Edges map it to a status; the list is append-only.
type Kind int

// The kinds, with the HTTP status that the edges give them.
const (
	Internal        Kind = iota // a bug or a broken dependency: 500
	Invalid                     // the input breaks a rule; Fields name where: 422
	Malformed                   // the input cannot be read at all: 400
	Unauthenticated             // nobody is signed in, or the proof is wrong: 401
	Forbidden                   // somebody is signed in, and may not: 403
	NotFound                    // no such thing, or not this tenant's: 404
	Conflict                    // the state does not allow it (any more): 409
	Gone                        // it existed and has expired: 410
	Stale                       // the version named is not the current one: 412
	TooLarge                    // more bytes than accepted: 413
	Limited                     // too many attempts: 429
	Unavailable                 // a dependency does not answer; try again: 503
)

var kindNames = [...]string{"internal", "invalid", "malformed", "unauthenticated", "forbidden", "not_found", "conflict",
	"gone", "stale", "too_large", "limited", "unavailable"}

// String returns the kind's stable name.
func (k Kind) String() string {
	if k < 0 || int(k) >= len(kindNames) {
		return kindNames[0]
	}
	return kindNames[k]
}

// Field is one refused input: the path as the client wrote it ("guest.email"), a stable code ("required") and words.
type Field struct {
	Path    string
	Code    string
	Message string
}

// Error is a refusal. Two errors are the same refusal when their codes are equal (see Is).
type Error struct {
	Kind   Kind
	Code   string // "stays.period_taken": stable, documented, compared by clients
	Detail string // one English sentence for people; edges translate by Code
	Fields []Field
	cause  error
}

// Define declares a refusal that a context may return. Codes are "context.snake_case" and never change.
func Define(kind Kind, code, detail string) *Error {
	return &Error{Kind: kind, Code: code, Detail: detail}
}

// Error returns the code, the detail and the refused fields.
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(e.Code)
	if e.Detail != "" {
		b.WriteString(": " + e.Detail)
	}
	for i, f := range e.Fields {
		if i == 0 {
			b.WriteString(" (")
		} else {
			b.WriteString(", ")
		}
		fmt.Fprintf(&b, "%s %s", f.Path, f.Code)
	}
	if len(e.Fields) > 0 {
		b.WriteString(")")
	}
	if e.cause != nil {
		b.WriteString(": " + e.cause.Error())
	}
	return b.String()
}

// Is reports whether target is the same refusal: the same code.
func (e *Error) Is(target error) bool {
	t, ok := target.(*Error)
	return ok && t.Code == e.Code
}

// Unwrap returns the cause given to Because.
func (e *Error) Unwrap() error { return e.cause }

// Because returns a copy with a cause, which is logged and never shown.
func (e *Error) Because(cause error) *Error {
	c := *e
	c.cause = cause
	return &c
}

// Detailf returns a copy with another sentence.
func (e *Error) Detailf(format string, args ...any) *Error {
	c := *e
	c.Detail = fmt.Sprintf(format, args...)
	return &c
}

// On returns a copy that also names a refused field.
func (e *Error) On(path, code, message string) *Error {
	c := *e
	c.Fields = append(slices.Clone(e.Fields), Field{Path: path, Code: code, Message: message})
	return &c
}

// KindOf returns the kind of err: Internal when it is no refusal.
func KindOf(err error) Kind {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Kind
	}
	return Internal
}

// CodeOf returns the stable code of err: "internal" when it is no refusal.
func CodeOf(err error) string {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Code
	}
	return Internal.String()
}

// FieldsOf returns the refused fields of err.
func FieldsOf(err error) []Field {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Fields
	}
	return nil
}

// ErrInvalid is the refusal of input whose fields are named; contexts use Check to build it.
var ErrInvalid = Define(Invalid, "invalid", "some of the values given cannot be accepted")

// Check collects refused fields, so that a form is refused once with everything that is wrong with it.
// The zero value is ready to use.
type Check struct{ fields []Field }

// Fail records a refused field.
func (c *Check) Fail(path, code, message string) {
	c.fields = append(c.fields, Field{Path: path, Code: code, Message: message})
}

// That records a refused field unless ok.
func (c *Check) That(ok bool, path, code, message string) {
	if !ok {
		c.Fail(path, code, message)
	}
}

// Take records err's refused fields under path (a value object's own error), or one field with err's code.
func (c *Check) Take(path string, err error) {
	if err == nil {
		return
	}
	if fields := FieldsOf(err); len(fields) > 0 {
		for _, f := range fields {
			p := path
			if f.Path != "" && path != "" {
				p = path + "." + f.Path
			} else if f.Path != "" {
				p = f.Path
			}
			c.Fail(p, f.Code, f.Message)
		}
		return
	}
	e, ok := errors.AsType[*Error](err)
	if !ok {
		c.Fail(path, "invalid", err.Error())
		return
	}
	c.Fail(path, e.Code, e.Detail)
}

// Err returns nil, or ErrInvalid with every refused field.
func (c *Check) Err() error {
	if len(c.fields) == 0 {
		return nil
	}
	e := *ErrInvalid
	e.Fields = c.fields
	return &e
}

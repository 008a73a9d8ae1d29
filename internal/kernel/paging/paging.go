// Package paging gives keyset cursors: a page is asked for by the key of the last row seen, never by an offset, so that
// the thousandth page costs what the first does and rows added meanwhile neither repeat nor vanish.
//
// It knows no SQL: a reader turns Cursor.After's values into a comparison of rows. Start with Request.
package paging

import (
	"encoding/base64"
	"encoding/json"

	"comptoir/internal/kernel/fault"
)

// DefaultLimit and MaxLimit bound a page.
const (
	DefaultLimit = 25
	MaxLimit     = 100
)

// ErrCursor is returned for a cursor that this program did not make, or made for another order.
var ErrCursor = fault.Define(fault.Invalid, "bad_cursor", "this cursor is not valid here").
	On("cursor", "bad_cursor", "take the nextCursor of the page before")

// Request asks for a page. The zero value asks for the first one of DefaultLimit rows.
type Request struct {
	Limit  int
	Cursor string
}

// Size returns the number of rows to give: between 1 and MaxLimit.
func (r Request) Size() int {
	switch {
	case r.Limit <= 0:
		return DefaultLimit
	case r.Limit > MaxLimit:
		return MaxLimit
	}
	return r.Limit
}

// Page is some rows and the cursor of the next page, "" after the last.
type Page[T any] struct {
	Items []T    `json:"items"`
	Next  string `json:"nextCursor,omitempty"`
}

type envelope struct {
	Order string            `json:"o"`
	Keys  []json.RawMessage `json:"k"`
}

// Encode makes a cursor for an order ("price,id") and the key values of the last row given.
func Encode(order string, keys ...any) string {
	e := envelope{Order: order}
	for _, k := range keys {
		raw, err := json.Marshal(k)
		if err != nil {
			panic("paging: key cannot be encoded: " + err.Error()) // keys are ids, dates and numbers
		}
		e.Keys = append(e.Keys, raw)
	}
	raw, err := json.Marshal(e)
	if err != nil {
		panic(err)
	}
	return base64.RawURLEncoding.EncodeToString(raw)
}

// Decode reads a cursor made for the same order into keys (pointers). It reports false for an empty cursor and returns
// ErrCursor for one that does not fit.
func Decode(cursor, order string, keys ...any) (bool, error) {
	if cursor == "" {
		return false, nil
	}
	raw, err := base64.RawURLEncoding.DecodeString(cursor)
	if err != nil {
		return false, ErrCursor
	}
	var e envelope
	if json.Unmarshal(raw, &e) != nil || e.Order != order || len(e.Keys) != len(keys) {
		return false, ErrCursor
	}
	for i, k := range keys {
		if json.Unmarshal(e.Keys[i], k) != nil {
			return false, ErrCursor
		}
	}
	return true, nil
}

// Cut makes a page of rows read with one row more than asked for: the surplus row says that there is a next page.
func Cut[T any](rows []T, size int, cursor func(last T) string) Page[T] {
	if len(rows) <= size {
		return Page[T]{Items: rows}
	}
	rows = rows[:size]
	return Page[T]{Items: rows, Next: cursor(rows[size-1])}
}

package comptoir

import (
	"errors"
	"io"
	"iter"
	"net/http"
	"time"
)

// Date is a civil date as the API writes it, YYYY-MM-DD.
type Date string

// DateOf returns the date of an instant in its own time zone.
func DateOf(t time.Time) Date { return Date(t.Format(time.DateOnly)) }

// Day returns the date with these numbers.
func Day(year int, month time.Month, day int) Date {
	return DateOf(time.Date(year, month, day, 0, 0, 0, 0, time.UTC))
}

// Time returns the midnight in UTC with which the date begins.
func (d Date) Time() (time.Time, error) { return time.Parse(time.DateOnly, string(d)) }

// Upload is a file of a form. It is kept whole, so that the call can be tried again.
type Upload struct {
	Name        string
	ContentType string // application/octet-stream unless told
	Data        []byte
}

// File is an answer that is a document. The caller closes Body.
type File struct {
	ContentType string
	Body        io.ReadCloser
}

// Meta is what an answer says beside its body; see Capture.
type Meta struct {
	Status   int
	ETag     string // to be given to IfMatch or IfNoneMatch
	Location string
	Header   http.Header
}

// Ptr returns a pointer to a value, for fields that may be absent.
func Ptr[T any](v T) *T { return &v }

// Value returns what a pointer points to, and the zero value for none.
func Value[T any](p *T) T {
	if p == nil {
		var zero T
		return zero
	}
	return *p
}

// pages goes from page to page. A server that answers with the cursor it was asked for would keep it going for ever.
func pages[T any](first string, ask func(cursor string) ([]T, string, error)) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for cursor := first; ; {
			items, next, err := ask(cursor)
			if err == nil && next != "" && next == cursor {
				err = errors.New("comptoir: the page after this one is this one")
			}
			if err != nil {
				var zero T
				yield(zero, err)
				return
			}
			for _, item := range items {
				if !yield(item, nil) {
					return
				}
			}
			if next == "" {
				return
			}
			cursor = next
		}
	}
}

package rest

import (
	"net/http"
	"strconv"
	"strings"

	"comptoir/internal/kernel/fault"
)

// ErrStale refuses a change of a version that is not the current one; contexts may return their own of the same kind.
var ErrStale = fault.Define(fault.Stale, "stale_version", "it was changed meanwhile: read it again")

// ETag returns the entity tag of an aggregate's version: `"v7"`. Give it back in a header field of the output:
//
//	ETag string `header:"ETag"`
func ETag(version int) string { return `"v` + strconv.Itoa(version) + `"` }

// IfMatch makes a change conditional; embed it in the operation's input.
type IfMatch struct {
	Match string `header:"If-Match" maxLength:"200" doc:"The ETag that was read; the change is refused with 412 when it is no longer current."`
}

// Version returns the version that the client read; given is false when it sent none, or "*". A tag that this program
// did not make is ErrStale: it cannot be the current one (RFC 9110 §13.1.1).
func (m IfMatch) Version() (version int, given bool, err error) {
	tag := strings.TrimSpace(m.Match)
	if tag == "" || tag == "*" {
		return 0, false, nil
	}
	text, ok := strings.CutPrefix(tag, `"v`)
	text, closed := strings.CutSuffix(text, `"`)
	version, numErr := strconv.Atoi(text)
	if !ok || !closed || numErr != nil {
		return 0, true, ErrStale
	}
	return version, true, nil
}

// conditional answers 304 without a body when a GET's ETag is one that the client has already.
func conditional(w http.ResponseWriter, r *http.Request) http.ResponseWriter {
	if r.Method != http.MethodGet && r.Method != http.MethodHead || r.Header.Get("If-None-Match") == "" {
		return w
	}
	return &conditionalWriter{ResponseWriter: w, known: r.Header.Values("If-None-Match")}
}

type conditionalWriter struct {
	http.ResponseWriter
	known  []string
	silent bool
}

// Unwrap lets http.ResponseController reach the connection.
func (c *conditionalWriter) Unwrap() http.ResponseWriter { return c.ResponseWriter }

// WriteHeader implements http.ResponseWriter.
func (c *conditionalWriter) WriteHeader(status int) {
	h := c.Header()
	if status == http.StatusOK && matches(c.known, h.Get("ETag")) {
		c.silent = true
		h.Del("Content-Type")
		h.Del("Content-Length")
		status = http.StatusNotModified
	}
	c.ResponseWriter.WriteHeader(status)
}

// Write implements http.ResponseWriter.
func (c *conditionalWriter) Write(b []byte) (int, error) {
	if c.silent {
		return len(b), nil
	}
	return c.ResponseWriter.Write(b)
}

// matches compares weakly, as RFC 9110 §13.1.2 wants for If-None-Match.
func matches(known []string, tag string) bool {
	if tag == "" {
		return false
	}
	tag = strings.TrimPrefix(tag, "W/")
	for _, line := range known {
		for candidate := range strings.SplitSeq(line, ",") {
			candidate = strings.TrimSpace(candidate)
			if candidate == "*" || strings.TrimPrefix(candidate, "W/") == tag {
				return true
			}
		}
	}
	return false
}

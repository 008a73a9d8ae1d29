package rest

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/danielgtaylor/huma/v2"

	"comptoir/internal/kernel/fault"
)

// maxDepth bounds the nesting of a JSON body: no request of the API comes near, and a deep one costs stack.
const maxDepth = 32

// strictJSON reads JSON as RFC 8259 and RFC 7493 (I-JSON) want it: UTF-8, each name once, nothing after the value.
var strictJSON = huma.Format{
	Marshal: huma.DefaultJSONFormat.Marshal,
	Unmarshal: func(data []byte, v any) error {
		if tree, ok := v.(*any); ok { // huma's first pass, for validation: the checks are made once
			if err := checkJSON(data); err != nil {
				return carry(err)
			}
			return json.Unmarshal(data, tree)
		}
		err := json.Unmarshal(data, v)
		if err == nil {
			return nil
		}
		return carry(locate(v, data, err))
	},
}

// checkTarget refuses paths and queries that are no text: the database would refuse them later, with a worse message.
func checkTarget(r *http.Request) error {
	if !isText(r.URL.Path) {
		return ErrText
	}
	query, err := url.QueryUnescape(r.URL.RawQuery)
	if err != nil || !isText(query) {
		return ErrText
	}
	return nil
}

func isText(s string) bool { return utf8.ValidString(s) && !strings.Contains(s, "\x00") }

// readBody reads the body of an operation that has one, once, within its limit, and puts it back for huma. A form with
// files is not read here, only bounded: it may be large, and huma puts its parts into temporary files. With an
// Idempotency-Key it is read all the same, because the key belongs to the whole request.
func (a *API) readBody(w http.ResponseWriter, r *http.Request, op *huma.Operation) ([]byte, error) {
	limit := op.MaxBodyBytes - 1
	if op.RequestBody == nil || limit < 0 {
		if op.Method == http.MethodGet || op.Method == http.MethodHead {
			return nil, nil
		}
		limit = MaxBody
	}
	if r.ContentLength > limit {
		w.Header().Set("Connection", "close") // rather than reading it all in order to drop it
		return nil, ErrTooLarge
	}
	r.Body = http.MaxBytesReader(w, r.Body, limit)
	deadline := http.NewResponseController(w) // not every writer can: the server's own limits remain
	if strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/") && len(r.Header.Values(idempotencyHeader)) == 0 {
		_ = deadline.SetReadDeadline(time.Now().Add(4 * a.cfg.BodyTimeout)) // net/http lifts it with the next request
		return nil, nil
	}
	_ = deadline.SetReadDeadline(time.Now().Add(a.cfg.BodyTimeout))
	body, err := io.ReadAll(r.Body)
	if err != nil {
		// The deadline stays: net/http would wait for the rest of the body, without end, before it answers.
		w.Header().Set("Connection", "close")
		return nil, bodyRefusal(err)
	}
	_ = deadline.SetReadDeadline(time.Time{})
	r.Body = &rewindable{bytes.NewReader(body)}
	return body, nil
}

func bodyRefusal(err error) error {
	if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return ErrTooLarge
	}
	if n, ok := errors.AsType[net.Error](err); ok && n.Timeout() {
		return ErrSlowBody
	}
	return ErrUnreadable
}

// checkJSON refuses what encoding/json lets pass: names given twice, broken UTF-8, NUL characters (which PostgreSQL
// cannot store), deep nesting, and anything after the value.
func checkJSON(data []byte) *fault.Error {
	if !utf8.Valid(data) {
		return ErrText
	}
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	if err := checkValue(d, "", 0); err != nil {
		return err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return ErrUnreadable
	}
	return nil
}

func checkValue(d *json.Decoder, path string, depth int) *fault.Error {
	token, err := d.Token()
	if err != nil {
		return ErrUnreadable
	}
	switch token := token.(type) {
	case string:
		if strings.Contains(token, "\x00") {
			return ErrText.On(path, "malformed_text", "a NUL character is not accepted")
		}
	case json.Delim:
		if depth++; depth > maxDepth {
			return ErrUnreadable.Detailf("the body is nested too deeply")
		}
		if token == '{' {
			return checkObject(d, path, depth)
		}
		for d.More() {
			if err := checkValue(d, path, depth); err != nil {
				return err
			}
		}
		if _, err := d.Token(); err != nil {
			return ErrUnreadable
		}
	}
	return nil
}

func checkObject(d *json.Decoder, path string, depth int) *fault.Error {
	seen := map[string]bool{}
	for d.More() {
		token, err := d.Token()
		if err != nil {
			return ErrUnreadable
		}
		name, _ := token.(string)
		inner := strings.TrimPrefix(path+"."+name, ".")
		if seen[name] {
			return ErrUnreadable.Detailf("a name is given twice in one object").On(inner, "repeated", "this field is given twice")
		}
		seen[name] = true
		if err := checkValue(d, inner, depth); err != nil {
			return err
		}
	}
	if _, err := d.Token(); err != nil {
		return ErrUnreadable
	}
	return nil
}

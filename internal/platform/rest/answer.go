package rest

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strconv"
)

// answer is a response kept in memory: it is stored before it is sent.
type answer struct {
	Status int         `json:"status"`
	Head   http.Header `json:"header"`
	Body   []byte      `json:"body"`
}

func newAnswer() *answer { return &answer{Head: http.Header{}} }

// Header implements http.ResponseWriter.
func (a *answer) Header() http.Header { return a.Head }

// WriteHeader implements http.ResponseWriter.
func (a *answer) WriteHeader(status int) {
	if a.Status == 0 && status >= 200 {
		a.Status = status
	}
}

// Write implements http.ResponseWriter.
func (a *answer) Write(b []byte) (int, error) {
	a.WriteHeader(http.StatusOK)
	a.Body = append(a.Body, b...)
	return len(b), nil
}

func (a *answer) success() bool { return a.Status >= 200 && a.Status < 300 }

// send gives the answer to the client.
func (a *answer) send(w http.ResponseWriter) {
	h := w.Header()
	for name, values := range a.Head {
		h[name] = values
	}
	if a.Status != http.StatusNoContent {
		h.Set("Content-Length", strconv.Itoa(len(a.Body)))
	}
	if a.Status == 0 {
		a.Status = http.StatusOK
	}
	w.WriteHeader(a.Status)
	_, _ = w.Write(a.Body) // the client may be gone
}

// replay is send for a repetition.
func (a *answer) replay(w http.ResponseWriter) {
	w.Header().Set("Idempotency-Replayed", "true")
	a.send(w)
}

// rewind lets the body, which is in memory, be read again by another attempt.
func rewind(r *http.Request) {
	if b, ok := r.Body.(*rewindable); ok {
		_, _ = b.Seek(0, io.SeekStart) // a bytes.Reader can
	}
}

// rewindable is a request body in memory.
type rewindable struct{ *bytes.Reader }

// Close implements io.Closer.
func (*rewindable) Close() error { return nil }

var errSealed = errors.New("rest: a stored answer cannot be opened")

// seal encrypts the answer for whoever knows the program's secret and the client's key.
func (i *Idempotency) seal(this *run, a *answer) ([]byte, error) {
	plain, err := json.Marshal(a)
	if err != nil {
		return nil, err
	}
	box, err := i.box(this)
	if err != nil {
		return nil, err
	}
	nonce := make([]byte, box.NonceSize(), box.NonceSize()+len(plain)+box.Overhead())
	if _, err := rand.Read(nonce); err != nil {
		return nil, err
	}
	return box.Seal(nonce, nonce, plain, this.slot[:]), nil
}

func (i *Idempotency) unseal(this *run, sealed []byte) (*answer, error) {
	box, err := i.box(this)
	if err != nil {
		return nil, err
	}
	if len(sealed) < box.NonceSize() {
		return nil, errSealed
	}
	plain, err := box.Open(nil, sealed[:box.NonceSize()], sealed[box.NonceSize():], this.slot[:])
	if err != nil {
		return nil, errSealed
	}
	a := newAnswer()
	if err := json.Unmarshal(plain, a); err != nil {
		return nil, errSealed
	}
	return a, nil
}

func (i *Idempotency) box(this *run) (cipher.AEAD, error) {
	mac := hmac.New(sha256.New, i.secret)
	_, _ = io.WriteString(mac, "rest.idempotency.v1|"+this.tenant.String()+"|"+this.key) // a hash never fails
	block, err := aes.NewCipher(mac.Sum(nil))
	if err != nil {
		return nil, err
	}
	return cipher.NewGCM(block)
}

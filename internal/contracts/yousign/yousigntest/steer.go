package yousigntest

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"slices"
	"testing"
	"time"

	"comptoir/internal/contracts"
)

func (s *Server) find(t testing.TB, external string) *request {
	t.Helper()
	for _, q := range s.requests {
		if q.id == external {
			return q
		}
	}
	t.Fatalf("yousigntest: there is no request %s", external)
	return nil
}

// act lets fn change a request that is on its way.
func (s *Server) act(t testing.TB, external string, fn func(*request)) {
	t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	q := s.find(t, external)
	if q.status != "ongoing" {
		t.Fatalf("yousigntest: the request is %s", q.status)
	}
	fn(q)
}

// Open plays the signer who opens his link.
func (s *Server) Open(t testing.TB, external string) {
	s.act(t, external, func(q *request) { q.signers[0].status = "processing" })
}

// Sign plays a party who signs, in the order of the request.
func (s *Server) Sign(t testing.TB, external string, p contracts.Party) {
	s.act(t, external, func(q *request) {
		i := 0
		if p == contracts.TheAgency {
			i = 1
		}
		q.signers[i].status, q.signers[i].at = "signed", time.Now().UTC().Truncate(time.Second)
		if i+1 < len(q.signers) {
			q.signers[i+1].status = "notified"
		} else {
			q.status = "done"
		}
	})
}

// Refuse plays the signer who declines.
func (s *Server) Refuse(t testing.TB, external, reason string) {
	s.act(t, external, func(q *request) { q.status, q.reason, q.signers[0].status = "declined", reason, "declined" })
}

// Expire plays the end of a request's time.
func (s *Server) Expire(t testing.TB, external string) {
	s.act(t, external, func(q *request) { q.status = "expired" })
}

// Ongoing counts the requests of a contract that were ever activated.
func (s *Server) Ongoing(contract string) (n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, q := range s.requests {
		if q.external == contract && q.status != "draft" && q.status != "deleted" {
			n++
		}
	}
	return n
}

// Withdrawn reports whether a request was cancelled.
func (s *Server) Withdrawn(external string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.ContainsFunc(s.requests, func(q *request) bool { return q.id == external && q.status == "canceled" })
}

// Reminders counts the reminders of a request.
func (s *Server) Reminders(t testing.TB, external string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.find(t, external).reminders
}

// Event is a genuine webhook about a request.
func (s *Server) Event(name, external string) contracts.Message {
	body := fmt.Appendf(nil, `{"event_id":%q,"event_name":%q,"event_time":"%d","subscription_id":%q,"subscription_description":"Comptoir","sandbox":true,"data":{"signature_request":{"id":%q,"status":"ongoing"}}}`,
		uuid(), name, time.Now().Unix(), uuid(), external)
	return Signed(body)
}

// Signed signs a body as Yousign does.
func Signed(body []byte) contracts.Message {
	h := hmac.New(sha256.New, []byte(Secret))
	h.Write(body)
	header := http.Header{}
	header.Set("X-Yousign-Signature-256", "sha256="+hex.EncodeToString(h.Sum(nil)))
	return contracts.Message{Header: header, Body: body}
}

func uuid() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}

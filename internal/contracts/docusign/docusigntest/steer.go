package docusigntest

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"net/http"
	"slices"
	"testing"
	"time"

	"comptoir/internal/contracts"
)

// act lets fn change an envelope that is on its way.
func (s *Server) act(t testing.TB, external string, fn func(*envelope)) {
	t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	i := slices.IndexFunc(s.envelopes, func(e *envelope) bool { return e.id == external })
	if i < 0 || s.envelopes[i].over() {
		t.Fatalf("docusigntest: there is no envelope %s on its way", external)
	}
	fn(s.envelopes[i])
}

// Open plays the signer who opens the document.
func (s *Server) Open(t testing.TB, external string) {
	s.act(t, external, func(e *envelope) { e.status, e.signers[0].status = "delivered", "delivered" })
}

// Sign plays a party who signs, in the order of the envelope.
func (s *Server) Sign(t testing.TB, external string, p contracts.Party) {
	s.act(t, external, func(e *envelope) {
		i := 0
		if p == contracts.TheAgency {
			i = 1
		}
		e.signers[i].status, e.signers[i].at = "completed", time.Now().UTC()
		if i+1 < len(e.signers) {
			e.signers[i+1].status = "sent"
		} else {
			e.status = "completed"
		}
	})
}

// Refuse plays the signer who declines.
func (s *Server) Refuse(t testing.TB, external, reason string) {
	s.act(t, external, func(e *envelope) {
		e.status, e.signers[0].status, e.signers[0].reason = "declined", "declined", reason
	})
}

// Expire plays the end of an envelope's time: DocuSign voids it by itself.
func (s *Server) Expire(t testing.TB, external string) {
	s.act(t, external, func(e *envelope) { e.status, e.reason, e.voided = "voided", "Envelope has expired.", e.expires })
}

// Withdrawn reports whether somebody has voided an envelope.
func (s *Server) Withdrawn(external string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.ContainsFunc(s.envelopes, func(e *envelope) bool { return e.id == external && e.status == "voided" })
}

// Envelopes counts the envelopes of a contract.
func (s *Server) Envelopes(contract string) (n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, e := range s.envelopes {
		if e.transaction == contract {
			n++
		}
	}
	return n
}

// Event is a genuine call of Connect about an envelope.
func (s *Server) Event(name, external string) contracts.Message {
	return Signed(fmt.Appendf(nil, `{"event":%q,"apiVersion":"v2.1","uri":"/restapi/v2.1/accounts/%s/envelopes/%s","retryCount":0,"configurationId":1,"generatedDateTime":%q,"data":{"accountId":%q,"userId":%q,"envelopeId":%q,"recipientId":"1"}}`,
		name, Account, external, time.Now().UTC().Format(time.RFC3339Nano), Account, User, external))
}

// Signed signs a body as Connect does.
func Signed(body []byte) contracts.Message {
	h := hmac.New(sha256.New, []byte(Secret))
	h.Write(body)
	header := http.Header{}
	header.Set("X-DocuSign-Signature-1", base64.StdEncoding.EncodeToString(h.Sum(nil)))
	return contracts.Message{Header: header, Body: body}
}

func uuid() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}

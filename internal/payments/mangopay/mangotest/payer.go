package mangotest

import (
	"encoding/json"
	"net/url"
	"strconv"
	"testing"
	"time"

	"comptoir/internal/payments"
)

// last is the newest pay-in of a user.
func (s *Server) last(t testing.TB, user string) object {
	t.Helper()
	for i := len(s.order) - 1; i >= 0; i-- {
		if o := s.objects[s.order[i]]; o["kind"] == "payin" && o["AuthorId"] == user {
			return o
		}
	}
	t.Fatalf("mangotest: %s has no pay-in", user)
	return nil
}

// Last is the name of the newest pay-in of a user.
func (s *Server) Last(t testing.TB, user string) string {
	t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.last(t, user)["Id"].(string)
}

// Pay acts as a payer on the page that was opened last; a page on which a card was refused is dead.
func (s *Server) Pay(t testing.TB, user string) { t.Helper(); s.act(t, user, "SUCCEEDED", "000000") }

// Decline acts as a payer whose card is refused.
func (s *Server) Decline(t testing.TB, user string) { t.Helper(); s.act(t, user, "FAILED", "101102") }

func (s *Server) act(t testing.TB, user, status, result string) {
	t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	o := s.last(t, user)
	if o["Status"] != "CREATED" {
		t.Fatalf("mangotest: the page of %s is dead: %s", o["Id"], o["Status"])
	}
	o["Status"], o["ResultCode"], o["ExecutionDate"] = status, result, s.Now().Unix()
}

// Dispute opens a dispute over a pay-in, and CloseDispute ends it.
func (s *Server) Dispute(payIn string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	o := s.add("dispute", "dispute", object{"InitialTransactionId": payIn, "DisputeType": "CONTESTABLE", "Status": "PENDING_CLIENT_ACTION", "DisputedFunds": s.objects[payIn]["DebitedFunds"],
		"DisputeReason": object{"DisputeReasonType": "FRAUD"}})
	return o["Id"].(string)
}

// CloseDispute ends a dispute: WON, LOST or VOID.
func (s *Server) CloseDispute(id, result string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.objects[id]["Status"], s.objects[id]["ResultCode"] = "CLOSED", result
}

// Hook is what MangoPay calls our address with.
func Hook(event, id string, at time.Time) payments.Message {
	return payments.Message{Body: []byte(url.Values{"EventType": {event}, "RessourceId": {id}, "Date": {strconv.FormatInt(at.Unix(), 10)}}.Encode())}
}

// Claims has MangoPay say that a user's newest pay-in was of so much: cents as JSON.
func (s *Server) Claims(t testing.TB, user, cents, currency string) {
	t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.last(t, user)["DebitedFunds"] = json.RawMessage(`{"Currency":"` + currency + `","Amount":` + cents + `}`)
}

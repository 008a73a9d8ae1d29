package stripetest

import (
	"testing"
	"time"
)

// HoldLife is for how long the server holds money.
const HoldLife = 7 * 24 * time.Hour

// Pay plays a payer whose card is good: it pays, is held or kept as the session asks.
func (s *Server) Pay(t testing.TB, session string) { s.act(t, session, "") }

// PayOwner is Pay with a card whose bank wants its owner each time.
func (s *Server) PayOwner(t testing.TB, session string) { s.act(t, session, "owner") }

// PaySlowly plays a payer by direct debit: the bank needs days. Clear ends it.
func (s *Server) PaySlowly(t testing.TB, session string) { s.act(t, session, "slow") }

// Decline plays a payer whose card is refused; he may try again.
func (s *Server) Decline(t testing.TB, session string) { s.act(t, session, "decline") }

func (s *Server) act(t testing.TB, id, how string) {
	t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	o := s.objects[id]
	if o == nil || o["status"] != "open" {
		t.Fatalf("stripetest: session %s is not open: %v", id, o)
	}
	if o["mode"] == "setup" {
		customer := s.add("cus", "customer", object{})["id"].(string)
		method := s.add("pm", "payment_method", object{"customer": customer, "owner": how == "owner"})["id"].(string)
		intent := s.add("seti", "setup_intent", object{"status": "succeeded", "payment_method": method, "last_setup_error": nil})["id"].(string)
		o["customer"], o["setup_intent"], o["status"] = customer, intent, "complete"
		return
	}
	i, ok := s.objects[text(o["payment_intent"])]
	if !ok {
		i = s.add("pi", "payment_intent", object{"amount": o["amount_total"], "amount_received": int64(0), "currency": o["currency"], "metadata": o["intent_metadata"], "last_payment_error": nil})
		o["payment_intent"] = i["id"]
	}
	if how == "decline" {
		i["status"], i["last_payment_error"] = "requires_payment_method", object{"code": "card_declined", "decline_code": "insufficient_funds"}
		return
	}
	i["last_payment_error"], o["status"], o["url"] = nil, "complete", nil
	switch {
	case how == "slow":
		i["status"] = "processing"
	case o["capture"] == "manual":
		i["status"] = "requires_capture"
		i["latest_charge"] = s.add("ch", "charge", object{"payment_method_details": object{"type": "card", "card": object{"capture_before": s.Now().Add(HoldLife).Unix()}}})["id"]
	default:
		i["status"], i["amount_received"], o["payment_status"] = "succeeded", i["amount"], "paid"
		if o["future"] == "off_session" {
			customer := s.add("cus", "customer", object{})["id"].(string)
			i["customer"], i["setup_future_usage"], o["customer"] = customer, "off_session", customer
			i["payment_method"] = s.add("pm", "payment_method", object{"customer": customer, "owner": how == "owner"})["id"]
			i["latest_charge"] = s.add("ch", "charge", object{"payment_method_details": object{"type": "card", "card": object{"brand": "visa", "last4": "4242"}}})["id"]
		}
	}
}

// Clear ends a direct debit.
func (s *Server) Clear(t testing.TB, session string, good bool) {
	t.Helper()
	i := s.Intent(session)
	s.mu.Lock()
	defer s.mu.Unlock()
	o := s.objects[i]
	if good {
		o["status"], o["amount_received"], s.objects[session]["payment_status"] = "succeeded", o["amount"], "paid"
		return
	}
	o["status"], o["last_payment_error"] = "requires_payment_method", object{"code": "payment_intent_payment_attempt_failed"}
}

// ExpireHold plays the end of a hold's life.
func (s *Server) ExpireHold(session string) {
	i := s.Intent(session)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.objects[i]["status"] = "canceled"
}

// Expire plays the end of an open page's life.
func (s *Server) Expire(t testing.TB, session string) {
	t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, refused := s.expire(session); refused != nil {
		t.Fatalf("stripetest: session %s: %v", session, refused)
	}
}

// Intent is the identifier of a session's intent; "" while there is none.
func (s *Server) Intent(session string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return text(s.objects[session]["payment_intent"])
}

// Dispute opens a dispute over all of a session's money, and returns its identifier.
func (s *Server) Dispute(session, reason string) string {
	i := s.Intent(session)
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.add("dp", "dispute", object{"amount": s.objects[i]["amount_received"], "currency": s.objects[i]["currency"], "reason": reason, "status": "needs_response", "payment_intent": i, "evidence_details": object{"due_by": int64(1_900_000_000)}})["id"].(string)
}

// CloseDispute says where a dispute stands: "under_review", "won" or "lost".
func (s *Server) CloseDispute(id, status string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.objects[id]["status"] = status
}

// Foreign puts an intent into the account that another program made, or a person on Stripe's own pages.
func (s *Server) Foreign(amount int64, currency string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.add("pi", "payment_intent", object{"status": "succeeded", "amount": amount, "amount_received": amount, "currency": currency, "metadata": object{}})["id"].(string)
}

// RefundElsewhere puts a refund into the account that somebody made on Stripe's own pages.
func (s *Server) RefundElsewhere(session string, amount int64) string {
	i := s.Intent(session)
	s.mu.Lock()
	defer s.mu.Unlock()
	back, _ := s.objects[i]["refunded"].(int64)
	s.objects[i]["refunded"] = back + amount
	return s.add("re", "refund", object{"status": "succeeded", "amount": amount, "currency": s.objects[i]["currency"], "payment_intent": i, "metadata": object{}})["id"].(string)
}

func text(v any) string {
	t, _ := v.(string)
	return t
}

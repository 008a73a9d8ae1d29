// Package paypaltest is a PayPal of our own for tests: a server in memory that speaks the published shapes of PayPal's
// API, remembers what it was asked under a PayPal-Request-Id, signs webhooks in a way that only it can verify, as PayPal
// does, and can be away. Start with New.
package paypaltest

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"comptoir/internal/kernel/money"
	"comptoir/internal/payments"
)

// The keys that the server knows.
const (
	ClientID = "AbcdefghijklmnopClient"
	Secret   = "EfghijklmnopqrstuvSecret"
	Webhook  = "1JE4291016473214C"
)

type object = map[string]any

// Server is a PayPal with one account.
type Server struct {
	URL  string
	mu   sync.Mutex
	n    int
	now  func() time.Time
	all  map[string]object
	keys map[string][]byte
	made map[string]int
	rows []object
	away bool
}

// New starts a server.
func New(t testing.TB, now func() time.Time) *Server {
	t.Helper()
	s := &Server{now: now, all: map[string]object{}, keys: map[string][]byte{}, made: map[string]int{}}
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	s.URL = server.URL
	return s
}

// Away makes the server answer 503 to all, or work again.
func (s *Server) Away(away bool) { s.mu.Lock(); defer s.mu.Unlock(); s.away = away }

// Made counts what was done: "order", "capture", "refund".
func (s *Server) Made(what string) int { s.mu.Lock(); defer s.mu.Unlock(); return s.made[what] }

func (s *Server) id(what string) string {
	s.n++
	s.made[what]++
	return fmt.Sprintf("%s%013d", strings.ToUpper(what[:4]), s.n)
}

func write(w http.ResponseWriter, status int, body any) []byte {
	raw, _ := json.Marshal(body)
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = w.Write(raw)
	return raw
}

func refuse(w http.ResponseWriter, status int, name, issue string) {
	write(w, status, object{"name": name, "details": []object{{"issue": issue}}})
}

// ServeHTTP implements http.Handler.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.away {
		w.WriteHeader(http.StatusServiceUnavailable)
		return
	}
	if r.URL.Path == "/v1/oauth2/token" {
		if id, secret, _ := r.BasicAuth(); id != ClientID || secret != Secret {
			write(w, http.StatusUnauthorized, object{"error": "invalid_client"})
			return
		}
		write(w, http.StatusOK, object{"access_token": "A21AA-token", "token_type": "Bearer", "expires_in": 32400})
		return
	}
	if r.Header.Get("Authorization") != "Bearer A21AA-token" {
		write(w, http.StatusUnauthorized, object{"name": "AUTHENTICATION_FAILURE"})
		return
	}
	if known, ok := s.keys[r.Header.Get("PayPal-Request-Id")]; ok && r.Method == http.MethodPost {
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write(known)
		return
	}
	var raw json.RawMessage
	_ = json.NewDecoder(r.Body).Decode(&raw)
	if done := s.route(w, r, raw); done != nil && r.Header.Get("PayPal-Request-Id") != "" {
		s.keys[r.Header.Get("PayPal-Request-Id")] = done
	}
}

// route answers, and returns what is remembered.
func (s *Server) route(w http.ResponseWriter, r *http.Request, raw json.RawMessage) []byte {
	path := strings.Split(strings.Trim(r.URL.Path, "/"), "/")
	switch {
	case r.Method == "POST" && r.URL.Path == "/v2/checkout/orders":
		return s.open(w, raw)
	case len(path) == 4 && path[1] == "checkout" && r.Method == "GET":
		if o, ok := s.all[path[3]]; ok {
			return write(w, http.StatusOK, o)
		}
	case len(path) == 5 && path[4] == "capture":
		return s.capture(w, path[3])
	case len(path) == 5 && path[4] == "refund":
		return s.refund(w, path[3], raw)
	case r.URL.Path == "/v1/notifications/verify-webhook-signature":
		var q struct {
			Sig   string          `json:"transmission_sig"`
			ID    string          `json:"transmission_id"`
			Time  string          `json:"transmission_time"`
			Algo  string          `json:"auth_algo"`
			Cert  string          `json:"cert_url"`
			Hook  string          `json:"webhook_id"`
			Event json.RawMessage `json:"webhook_event"`
		}
		status := "FAILURE"
		if json.Unmarshal(raw, &q) == nil && hmac.Equal([]byte(q.Sig), []byte(sign(q.Algo, q.Cert, q.ID, q.Time, q.Hook, q.Event))) {
			status = "SUCCESS"
		}
		return write(w, http.StatusOK, object{"verification_status": status})
	case len(path) >= 3 && path[1] == "customer" && path[2] == "disputes" && r.Method == "GET":
		return s.disputed(w, path[3:], r.URL.Query().Get("disputed_transaction_id"))
	case r.URL.Path == "/v1/reporting/transactions":
		return write(w, http.StatusOK, object{"transaction_details": s.statement(r.URL.Query().Get("start_date"), r.URL.Query().Get("end_date")), "total_pages": 1})
	}
	refuse(w, http.StatusNotFound, "RESOURCE_NOT_FOUND", "INVALID_RESOURCE_ID")
	return nil
}

func (s *Server) open(w http.ResponseWriter, raw []byte) []byte {
	var in struct {
		Intent string   `json:"intent"`
		Units  []object `json:"purchase_units"`
	}
	if json.Unmarshal(raw, &in) != nil || in.Intent != "CAPTURE" || len(in.Units) != 1 {
		refuse(w, http.StatusUnprocessableEntity, "UNPROCESSABLE_ENTITY", "INVALID_PARAMETER_VALUE")
		return nil
	}
	id := s.id("order")
	s.all[id] = object{"id": id, "status": "PAYER_ACTION_REQUIRED", "purchase_units": in.Units, "links": []object{{"rel": "self", "href": s.URL + "/v2/checkout/orders/" + id}, {"rel": "payer-action", "href": s.URL + "/checkoutnow?token=" + id}}}
	return write(w, http.StatusOK, s.all[id])
}

func (s *Server) capture(w http.ResponseWriter, id string) []byte {
	o, ok := s.all[id]
	switch {
	case !ok:
		refuse(w, http.StatusNotFound, "RESOURCE_NOT_FOUND", "INVALID_RESOURCE_ID")
		return nil
	case o["declined"] == true:
		o["status"] = "PAYER_ACTION_REQUIRED"
		refuse(w, http.StatusUnprocessableEntity, "UNPROCESSABLE_ENTITY", "INSTRUMENT_DECLINED")
		return nil
	case o["status"] != "APPROVED":
		refuse(w, http.StatusUnprocessableEntity, "UNPROCESSABLE_ENTITY", "ORDER_NOT_APPROVED")
		return nil
	}
	unit := o["purchase_units"].([]object)[0]
	c := object{"id": s.id("capture"), "status": "COMPLETED", "custom_id": unit["custom_id"], "amount": unit["amount"]}
	s.all[c["id"].(string)] = c
	unit["payments"], o["status"] = object{"captures": []object{c}}, "COMPLETED"
	s.row(c["id"], "T0006", unit["custom_id"], unit["amount"])
	return write(w, http.StatusCreated, o)
}

func (s *Server) row(id any, code string, custom, amount any) {
	s.rows = append(s.rows, object{"transaction_info": object{"transaction_id": id, "transaction_event_code": code, "transaction_status": "S", "custom_field": custom,
		"transaction_amount": amount, "transaction_initiation_date": s.now().UTC().Format(time.RFC3339)}})
}

// Row writes a line into the account's statement that PayPal itself makes: about a transaction, with nothing of ours on it.
func (s *Server) Row(code, about, value string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.row(s.id("rows"), code, "", object{"currency_code": "EUR", "value": value})
	s.rows[len(s.rows)-1]["transaction_info"].(object)["paypal_reference_id"] = about
}

// Expire plays the end of an order that nobody has approved: PayPal no longer knows it.
func (s *Server) Expire(order string) { s.mu.Lock(); defer s.mu.Unlock(); delete(s.all, order) }

// Captured is the transaction by which an order's money came; "" before.
func (s *Server) Captured(order string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if o, ok := s.all[order]; ok && o["status"] == "COMPLETED" {
		return o["purchase_units"].([]object)[0]["payments"].(object)["captures"].([]object)[0]["id"].(string)
	}
	return ""
}

// Dispute opens a dispute over a transaction.
func (s *Server) Dispute(transaction, value string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	id := s.id("dispute")
	s.all[id] = object{"dispute_id": id, "create_time": fmt.Sprintf("2026-01-01T00:00:00.%06dZ", s.n), "reason": "UNAUTHORISED", "status": "UNDER_REVIEW", "dispute_amount": object{"currency_code": "EUR", "value": value},
		"disputed_transactions": []object{{"seller_transaction_id": transaction}}}
	return id
}

// Resolve ends a dispute.
func (s *Server) Resolve(dispute, outcome string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	d := s.all[dispute]
	d["status"], d["dispute_outcome"] = "RESOLVED", object{"outcome_code": outcome}
}

// disputed answers for one dispute, or lists those over a transaction.
func (s *Server) disputed(w http.ResponseWriter, path []string, transaction string) []byte {
	if len(path) == 1 {
		if d, ok := s.all[path[0]]; ok {
			return write(w, http.StatusOK, d)
		}
		refuse(w, http.StatusNotFound, "RESOURCE_NOT_FOUND", "INVALID_RESOURCE_ID")
		return nil
	}
	found := []object{}
	for _, d := range s.all {
		if of, ok := d["disputed_transactions"].([]object); ok && of[0]["seller_transaction_id"] == transaction {
			found = append(found, object{"dispute_id": d["dispute_id"], "status": d["status"], "create_time": d["create_time"]})
		}
	}
	return write(w, http.StatusOK, object{"items": found})
}

func (s *Server) statement(from, to string) []object {
	found := []object{}
	for _, r := range s.rows {
		if at := r["transaction_info"].(object)["transaction_initiation_date"].(string); at >= from && at <= to {
			found = append(found, r)
		}
	}
	return found
}

func sum(v any) money.Amount {
	raw, _ := json.Marshal(v)
	var a struct {
		Currency string `json:"currency_code"`
		Value    string `json:"value"`
	}
	_ = json.Unmarshal(raw, &a)
	m, _ := money.Parse(a.Value, money.Currency(a.Currency))
	return m
}

func (s *Server) refund(w http.ResponseWriter, id string, raw []byte) []byte {
	var in object
	c, ok := s.all[id]
	if !ok || json.Unmarshal(raw, &in) != nil {
		refuse(w, http.StatusNotFound, "RESOURCE_NOT_FOUND", "INVALID_RESOURCE_ID")
		return nil
	}
	back := sum(in["amount"])
	if before, ok := c["back"].(money.Amount); ok {
		back = back.Add(before)
	}
	if back.Cmp(sum(c["amount"])) > 0 {
		refuse(w, http.StatusUnprocessableEntity, "UNPROCESSABLE_ENTITY", "REFUND_AMOUNT_EXCEEDED")
		return nil
	}
	c["back"] = back
	r := object{"id": s.id("refund"), "status": "COMPLETED", "custom_id": in["custom_id"], "amount": in["amount"]}
	value := in["amount"].(object)
	s.row(r["id"], "T1107", in["custom_id"], object{"currency_code": value["currency_code"], "value": "-" + value["value"].(string)})
	return write(w, http.StatusCreated, r)
}

// Approve plays a payer who agrees; Decline one whose means of payment is refused when the money is fetched.
func (s *Server) Approve(t testing.TB, order string) { s.act(t, order, false) }

// Decline plays a payer whose means of payment is refused.
func (s *Server) Decline(t testing.TB, order string) { s.act(t, order, true) }

func (s *Server) act(t testing.TB, id string, declined bool) {
	t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	o, ok := s.all[id]
	if !ok {
		t.Fatalf("paypaltest: no order %s", id)
	}
	o["status"], o["declined"] = "APPROVED", declined
}

const (
	algorithm = "SHA256withRSA"
	cert      = "https://api.sandbox.paypal.com/v1/notifications/certs/CERT-360caa42"
)

func sign(algo, cert, id, at, hook string, body []byte) string {
	h := hmac.New(sha256.New, []byte("only PayPal knows"))
	fmt.Fprintf(h, "%s|%s|%s|%s|%s|%s", algo, cert, id, at, hook, body)
	return base64.StdEncoding.EncodeToString(h.Sum(nil))
}

// Signed signs a body as PayPal does: in a way that only PayPal can verify.
func Signed(body []byte, at time.Time) payments.Message {
	when, id := at.UTC().Format(time.RFC3339), "69cd13f0-d67a-11e5-baa3-778b53f4ae55"
	h := http.Header{}
	h.Set("Paypal-Auth-Algo", algorithm)
	h.Set("Paypal-Cert-Url", cert)
	h.Set("Paypal-Transmission-Id", id)
	h.Set("Paypal-Transmission-Time", when)
	h.Set("Paypal-Transmission-Sig", sign(algorithm, cert, id, when, Webhook, body))
	return payments.Message{Header: h, Body: body}
}

// Package stripetest is a Stripe of our own for tests: a server in memory that speaks the published shapes of Stripe's
// API, remembers what it was asked under an idempotency key, signs its webhooks, and can be away or lose answers. It
// plays payers, too. It is not a model of all of Stripe: what it does not know it refuses. Start with New.
package stripetest

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"comptoir/internal/payments"
)

// The keys that the server knows.
const (
	Key    = "sk_test_51ComptoirComptoir"
	Secret = "whsec_comptoircomptoir"
)

type object = map[string]any

type answered struct {
	params string
	status int
	body   []byte
}

// Server is a Stripe with one account.
type Server struct {
	URL string
	Now func() time.Time

	mu      sync.Mutex
	n       int
	objects map[string]object // by identifier
	order   []string
	keys    map[string]answered
	calls   map[string]int // by method and kind of path, without replays
	away    bool
	funds   *int64 // that the platform holds; nil: enough
	lose    int    // answers to lose after the work is done
	after   func(string)
}

// New starts a server.
func New(t testing.TB, now func() time.Time) *Server {
	t.Helper()
	s := &Server{Now: now, objects: map[string]object{}, keys: map[string]answered{}, calls: map[string]int{}}
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	s.URL = server.URL
	return s
}

// Away makes the server answer 503 to all, or work again.
func (s *Server) Away(away bool) { s.mu.Lock(); defer s.mu.Unlock(); s.away = away }

// After has what is given called when the server has done what it was asked and not answered yet: "POST refunds". nil: nothing.
func (s *Server) After(then func(what string)) { s.mu.Lock(); defer s.mu.Unlock(); s.after = then }

// Lose makes the server do the next n things it is asked and cut the line before it answers.
func (s *Server) Lose(n int) { s.mu.Lock(); defer s.mu.Unlock(); s.lose = n }

// ADayLater makes the server forget the idempotency keys, as Stripe does.
func (s *Server) ADayLater() { s.mu.Lock(); defer s.mu.Unlock(); clear(s.keys) }

// Made counts what was done: "refund", "checkout.session", "payment_intent", "capture".
func (s *Server) Made(what string) int { s.mu.Lock(); defer s.mu.Unlock(); return s.calls[what] }

// refusal is an error in Stripe's shape.
type refusal struct {
	status        int
	kind, code    string
	decline, text string
	intent        object
}

func (r refusal) body() object {
	e := object{"type": r.kind, "code": r.code, "message": r.text}
	if r.decline != "" {
		e["decline_code"] = r.decline
	}
	if r.intent != nil {
		e["payment_intent"] = r.intent
	}
	return object{"error": e}
}

func invalid(code, text string) *refusal {
	return &refusal{status: http.StatusBadRequest, kind: "invalid_request_error", code: code, text: text}
}

var missing = &refusal{status: http.StatusNotFound, kind: "invalid_request_error", code: "resource_missing", text: "No such object"}

// ServeHTTP implements http.Handler.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	w.Header().Set("Content-Type", "application/json")
	if s.away {
		w.WriteHeader(http.StatusServiceUnavailable)
		return
	}
	if user, _, _ := r.BasicAuth(); user != Key {
		write(w, http.StatusUnauthorized, refusal{kind: "invalid_request_error", text: "Invalid API Key provided"}.body())
		return
	}
	_ = r.ParseForm()
	key, params := r.Header.Get("Idempotency-Key"), r.Method+r.URL.Path+r.PostForm.Encode()
	if known, ok := s.keys[key]; ok && r.Method == http.MethodPost && key != "" {
		if known.params != params {
			write(w, http.StatusBadRequest, refusal{kind: "idempotency_error", text: "Keys for idempotent requests can only be used with the same parameters"}.body())
			return
		}
		s.done(r)
		s.answer(w, known)
		return
	}
	body, refused := s.route(r.Method, strings.Split(strings.Trim(r.URL.Path, "/"), "/"), r.Form, r.Header.Get("Stripe-Account"))
	a := answered{params: params, status: http.StatusOK}
	if refused != nil {
		a.status, body = refused.status, refused.body()
	}
	a.body, _ = json.Marshal(body)
	if r.Method == http.MethodPost && key != "" {
		s.keys[key] = a
	}
	s.done(r)
	s.answer(w, a)
}

// done tells who wants to know that a call is done, or was done before, and not yet answered.
func (s *Server) done(r *http.Request) {
	if s.after != nil {
		s.after(r.Method + " " + strings.TrimPrefix(r.URL.Path, "/v1/"))
	}
}

func (s *Server) answer(w http.ResponseWriter, a answered) {
	if s.lose > 0 {
		s.lose--
		panic(http.ErrAbortHandler)
	}
	w.WriteHeader(a.status)
	_, _ = w.Write(a.body)
}

func write(w http.ResponseWriter, status int, body any) {
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body)
}

func (s *Server) route(method string, path []string, f url.Values, as string) (object, *refusal) {
	what := method + " " + strings.Join(path[1:min(len(path), 3)], "/")
	if len(path) < 2 || path[0] != "v1" {
		return nil, missing
	}
	if o, refused, ok := s.connect(method, path, f, as); ok {
		return o, refused
	}
	switch {
	case method == "GET" && path[1] == "account":
		return object{"id": "acct_1Comptoir", "object": "account", "business_profile": object{"name": "Rivages"}, "settings": object{"dashboard": object{"display_name": "Rivages"}}}, nil
	case what == "POST checkout/sessions" && len(path) == 3:
		return s.openSession(f)
	case what == "POST checkout/sessions" && len(path) == 5 && path[4] == "expire":
		return s.expire(path[3])
	case what == "GET checkout/sessions" && len(path) == 4:
		return s.expandSession(path[3])
	case method == "POST" && path[1] == "payment_intents" && len(path) == 2:
		return s.chargeCard(f)
	case method == "POST" && path[1] == "payment_intents" && len(path) == 4 && path[3] == "capture":
		return s.capture(path[2], f)
	case method == "POST" && path[1] == "payment_intents" && len(path) == 4 && path[3] == "cancel":
		return s.cancel(path[2])
	case method == "POST" && path[1] == "payment_methods" && len(path) == 4 && path[3] == "detach":
		o, ok := s.objects[path[2]]
		if !ok {
			return nil, missing
		}
		if o["customer"] == nil {
			return nil, invalid("", "The payment method is not attached to a customer")
		}
		o["customer"] = nil
		s.calls["detach"]++
		return o, nil
	case method == "POST" && path[1] == "transfers" && len(path) == 2:
		return s.transfer(f)
	case method == "GET" && len(path) == 2:
		return s.list(path[1], f), nil
	case method == "GET" && len(path) == 3:
		if o, ok := s.objects[path[2]]; ok {
			return o, nil
		}
		return nil, missing
	case method == "POST" && path[1] == "refunds":
		return s.refund(f)
	}
	return nil, missing
}

func (s *Server) add(prefix, kind string, o object) object {
	s.n++
	id := fmt.Sprintf("%s_%024d", prefix, s.n)
	o["id"], o["object"], o["created"] = id, kind, s.Now().Unix()
	s.objects[id] = o
	s.order = append(s.order, id)
	s.calls[kind]++
	return o
}

func sub(f url.Values, prefix string) object {
	out := object{}
	for k, v := range f {
		if name, ok := strings.CutPrefix(k, prefix+"["); ok && strings.HasSuffix(name, "]") && !strings.Contains(name, "[") {
			out[strings.TrimSuffix(name, "]")] = v[0]
		}
	}
	return out
}

func number(f url.Values, name string) int64 {
	n, _ := strconv.ParseInt(f.Get(name), 10, 64)
	return n
}

func (s *Server) openSession(f url.Values) (object, *refusal) {
	o := object{"mode": f.Get("mode"), "status": "open", "payment_status": "unpaid", "metadata": sub(f, "metadata"), "customer": nil, "payment_intent": nil,
		"setup_intent": nil, "success_url": f.Get("success_url"), "currency": f.Get("line_items[0][price_data][currency]"),
		"amount_total": number(f, "line_items[0][price_data][unit_amount]"), "capture": f.Get("payment_intent_data[capture_method]"), "intent_metadata": sub(f, "payment_intent_data[metadata]"),
		"future": f.Get("payment_intent_data[setup_future_usage]")}
	switch o["mode"] {
	case "setup":
		o["payment_status"], o["currency"] = "no_payment_required", f.Get("currency")
	case "payment":
		if o["amount_total"].(int64) < 50 && o["currency"] == "eur" {
			return nil, invalid("amount_too_small", "Amount must be at least €0.50 eur")
		}
	default:
		return nil, invalid("parameter_missing", "Missing required param: mode.")
	}
	s.add("cs_test", "checkout.session", o)
	o["url"] = s.URL + "/pay/" + o["id"].(string)
	return o, nil
}

func (s *Server) expire(id string) (object, *refusal) {
	o, ok := s.objects[id]
	if !ok {
		return nil, missing
	}
	if o["status"] != "open" {
		return nil, invalid("", "Only Checkout Sessions with a status in [\"open\"] can be expired")
	}
	o["status"], o["url"] = "expired", nil
	return o, nil
}

func (s *Server) expandSession(id string) (object, *refusal) {
	o, ok := s.objects[id]
	if !ok {
		return nil, missing
	}
	o = maps.Clone(o)
	for _, field := range []string{"payment_intent", "setup_intent"} {
		if ref, ok := o[field].(string); ok {
			inner := maps.Clone(s.objects[ref])
			if c, ok := inner["latest_charge"].(string); ok {
				inner["latest_charge"] = s.objects[c]
			}
			o[field] = inner
		}
	}
	return o, nil
}

func (s *Server) capture(id string, f url.Values) (object, *refusal) {
	o, ok := s.objects[id]
	switch {
	case !ok:
		return nil, missing
	case o["status"] != "requires_capture":
		return nil, invalid("payment_intent_unexpected_state", "This PaymentIntent could not be captured")
	case number(f, "amount_to_capture") > o["amount"].(int64):
		return nil, invalid("amount_too_large", "The requested capture amount is greater than the amount you can capture")
	}
	o["status"], o["amount_received"] = "succeeded", number(f, "amount_to_capture")
	s.calls["capture"]++
	return o, nil
}

func (s *Server) cancel(id string) (object, *refusal) {
	o, ok := s.objects[id]
	if !ok {
		return nil, missing
	}
	if o["status"] == "succeeded" || o["status"] == "canceled" {
		return nil, invalid("payment_intent_unexpected_state", "You cannot cancel this PaymentIntent")
	}
	o["status"] = "canceled"
	return o, nil
}

// chargeCard charges a kept card while its owner is away.
func (s *Server) chargeCard(f url.Values) (object, *refusal) {
	method, ok := s.objects[f.Get("payment_method")]
	if !ok || method["customer"] != f.Get("customer") || f.Get("off_session") != "true" {
		return nil, missing
	}
	o := s.add("pi", "payment_intent", object{"status": "succeeded", "amount": number(f, "amount"), "amount_received": number(f, "amount"), "currency": f.Get("currency"),
		"customer": f.Get("customer"), "metadata": sub(f, "metadata")})
	if method["owner"] == true {
		o["status"], o["amount_received"] = "requires_payment_method", int64(0)
		return nil, &refusal{status: http.StatusPaymentRequired, kind: "card_error", code: "authentication_required", decline: "authentication_required", text: "The card was declined.", intent: o}
	}
	return o, nil
}

func (s *Server) refund(f url.Values) (object, *refusal) {
	i, ok := s.objects[f.Get("payment_intent")]
	if !ok {
		return nil, missing
	}
	back, _ := i["refunded"].(int64)
	amount := number(f, "amount")
	switch {
	case i["status"] != "succeeded":
		return nil, invalid("", "This PaymentIntent does not have a successful charge to refund.")
	case back+amount > i["amount_received"].(int64):
		return nil, invalid("amount_too_large", "Refund amount is greater than unrefunded amount on charge")
	}
	i["refunded"] = back + amount
	return s.add("re", "refund", object{"status": "succeeded", "amount": amount, "currency": i["currency"], "payment_intent": i["id"], "metadata": sub(f, "metadata")}), nil
}

// list pages as Stripe does: newest first, starting_after an identifier.
func (s *Server) list(path string, f url.Values) object {
	kind := strings.TrimSuffix(path, "s")
	var found []object
	for _, id := range slices.Backward(s.order) {
		o := s.objects[id]
		at := o["created"].(int64)
		if o["object"] != kind || f.Get("payment_intent") != "" && o["payment_intent"] != f.Get("payment_intent") || f.Get("customer") != "" && o["customer"] != f.Get("customer") || f.Get("transfer_group") != "" && o["transfer_group"] != f.Get("transfer_group") || f.Has("created[gte]") && at < number(f, "created[gte]") ||
			f.Has("created[lt]") && at >= number(f, "created[lt]") {
			continue
		}
		found = append(found, o)
	}
	if after := f.Get("starting_after"); after != "" {
		i := slices.IndexFunc(found, func(o object) bool { return o["id"] == after })
		found = found[i+1:]
	}
	size := min(int(number(f, "limit")), len(found))
	if f.Get("limit") == "" {
		size = min(10, len(found))
	}
	return object{"object": "list", "data": append([]object{}, found[:size]...), "has_more": len(found) > size}
}

// Event is a signed webhook about an object as it is now.
func (s *Server) Event(kind, id string, at time.Time) payments.Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.n++
	body, _ := json.Marshal(object{"id": fmt.Sprintf("evt_%024d", s.n), "object": "event", "type": kind, "created": at.Unix(), "livemode": false,
		"api_version": "2024-06-20", "data": object{"object": s.objects[id]}})
	return Signed(body, at)
}

// Signed signs a body as Stripe does.
func Signed(body []byte, at time.Time) payments.Message { return SignedBy(Secret, body, at) }

// SignedBy signs a body with the secret of one webhook.
func SignedBy(secret string, body []byte, at time.Time) payments.Message {
	t := strconv.FormatInt(at.Unix(), 10)
	h := hmac.New(sha256.New, []byte(secret))
	h.Write([]byte(t + "."))
	h.Write(body)
	header := http.Header{}
	header.Set("Stripe-Signature", "t="+t+",v1="+hex.EncodeToString(h.Sum(nil)))
	return payments.Message{Header: header, Body: body}
}

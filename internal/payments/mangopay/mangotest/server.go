// Package mangotest is a MangoPay of our own for tests: a server in memory that speaks the published shapes of MangoPay's API
// v2.01, gives tokens, refuses a key that was used (409) and remembers what it answered, keeps users, wallets, pay-ins, refunds
// and disputes, and can be away or lose answers. It plays payers, too. What it does not know it refuses. Start with New.
package mangotest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// The account that the server knows.
const (
	ClientID = "rivages"
	APIKey   = "sRbrTzDRbUYBVAnZ0MeqpGv6Yt1v9a8cGv"
	Wallet   = "wlt_m_01Rivages"
)

type object = map[string]any

type answered struct {
	status int
	body   []byte
}

// Server is a MangoPay with one platform and its wallet.
type Server struct {
	URL string
	Now func() time.Time

	mu      sync.Mutex
	n       int
	objects map[string]object
	order   []string
	keys    map[string]answered
	made    map[string]int
	token   string
	away    bool
	funds   *int64 // in the wallet; nil: enough
	lose    int
	after   func(string)
}

// New starts a server.
func New(t testing.TB, now func() time.Time) *Server {
	t.Helper()
	s := &Server{Now: now, objects: map[string]object{}, keys: map[string]answered{}, made: map[string]int{}}
	s.objects[Wallet] = object{"Id": Wallet, "Owners": []string{"user_m_01Rivages"}, "Currency": "EUR", "kind": "wallet"}
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	s.URL = server.URL
	return s
}

// Away makes the server answer 503 to all, or work again.
func (s *Server) Away(away bool) { s.mu.Lock(); defer s.mu.Unlock(); s.away = away }

// ADayLater makes the server forget the idempotency keys, as MangoPay does.
func (s *Server) ADayLater() { s.mu.Lock(); defer s.mu.Unlock(); clear(s.keys) }

// Lose makes the server do the next n things it is asked and cut the line before it answers.
func (s *Server) Lose(n int) { s.mu.Lock(); defer s.mu.Unlock(); s.lose = n }

// After has something called when a call is done and before it is answered: "POST payouts/bankwire".
func (s *Server) After(then func(what string)) { s.mu.Lock(); defer s.mu.Unlock(); s.after = then }

// Forget makes the token that was given worthless, as MangoPay may before its time.
func (s *Server) Forget() { s.mu.Lock(); defer s.mu.Unlock(); s.token = "" }

// Made counts what was made: "user", "payin", "refund".
func (s *Server) Made(what string) int { s.mu.Lock(); defer s.mu.Unlock(); return s.made[what] }

// refused is an error in MangoPay's shape.
type refused struct {
	status int
	kind   string
	fields map[string]string
}

func (r refused) body() object {
	return object{"Message": "One or several required parameters are missing or incorrect.", "Type": r.kind, "Id": "e", "Date": 0, "errors": r.fields}
}

var (
	missing   = &refused{http.StatusNotFound, "ressource_not_found", map[string]string{"RessourceNotFound": "Cannot found the ressource"}}
	idemShape = regexp.MustCompile(`^[A-Za-z0-9-]{16,36}$`)
)

func wrong(field, why string) *refused {
	return &refused{http.StatusBadRequest, "param_error", map[string]string{field: why}}
}

// ServeHTTP implements http.Handler.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	w.Header().Set("Content-Type", "application/json")
	if s.away {
		w.WriteHeader(http.StatusServiceUnavailable)
		return
	}
	if r.URL.Path == "/v2.01/oauth/token" {
		s.oauth(w, r)
		return
	}
	if s.token == "" || r.Header.Get("Authorization") != "Bearer "+s.token {
		s.write(w, http.StatusUnauthorized, object{"Message": "unauthorized", "Type": "unauthorized", "errors": nil})
		return
	}
	path, ours := strings.CutPrefix(r.URL.Path, "/v2.01/"+ClientID+"/")
	key := r.Header.Get("Idempotency-Key")
	var body object
	_ = json.NewDecoder(r.Body).Decode(&body)
	switch {
	case !ours:
		s.write(w, http.StatusNotFound, missing.body())
		return
	case r.Method == http.MethodPost && !idemShape.MatchString(key) && !strings.HasSuffix(path, "/enrollment"):
		s.write(w, http.StatusBadRequest, wrong("Idempotency-Key", "16 to 36 letters, digits or dashes").body())
		return
	case r.Method == http.MethodPost && key != "" && s.keys[key].status != 0:
		s.write(w, http.StatusConflict, object{"Message": "A similar request has been executed with the same Idempotency-Key", "Type": "idempotency_error", "errors": nil})
		return
	}
	words := strings.Split(path, "/")
	if r.Method == http.MethodGet && words[len(words)-1] == "transactions" {
		if o := s.objects[words[1]]; words[0] == "wallets" && words[1] != Wallet && o != nil { // a payee's: he has to confirm that
			s.write(w, http.StatusUnauthorized, object{"Message": "SCA required", "Type": "sca_required", "errors": nil})
			return
		}
		s.list(w, r, words)
		return
	}
	if r.Method == http.MethodGet && path == "events" {
		s.events(w, r)
		return
	}
	made, refusal, ok := s.banking(r.Method, words, body)
	if !ok {
		made, refusal, ok = s.onboarding(r.Method, words, body)
	}
	if !ok {
		made, refusal = s.pays(r.Method, words, body)
	}
	a := answered{status: http.StatusOK}
	if refusal != nil {
		a.status, made = refusal.status, refusal.body()
	}
	a.body, _ = json.Marshal(made)
	if r.Method == http.MethodPost && key != "" {
		s.keys[key] = a
	}
	if s.after != nil {
		s.after(r.Method + " " + path)
	}
	if s.lose > 0 {
		s.lose--
		panic(http.ErrAbortHandler)
	}
	if made == nil {
		w.WriteHeader(http.StatusNoContent)
		return
	}
	w.WriteHeader(a.status)
	_, _ = w.Write(a.body)
}

// events lists what has happened, as far as drivers ask: the payouts that were made.
func (s *Server) events(w http.ResponseWriter, r *http.Request) {
	found := []object{}
	after, _ := strconv.ParseInt(r.URL.Query().Get("AfterDate"), 10, 64)
	for _, id := range s.order {
		if o := s.objects[id]; o["kind"] == "payout" && r.URL.Query().Get("EventType") == "PAYOUT_NORMAL_CREATED" && o["CreationDate"].(int64) >= after {
			found = append(found, object{"ResourceId": id, "EventType": "PAYOUT_NORMAL_CREATED", "Date": o["CreationDate"]})
		}
	}
	w.Header().Set("X-Number-Of-Pages", "1")
	s.write(w, http.StatusOK, found)
}

func (s *Server) write(w http.ResponseWriter, status int, body any) {
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body)
}

func (s *Server) oauth(w http.ResponseWriter, r *http.Request) {
	id, key, _ := r.BasicAuth()
	if id != ClientID || key != APIKey || r.FormValue("grant_type") != "client_credentials" {
		s.write(w, http.StatusUnauthorized, object{"error": "invalid_client"})
		return
	}
	s.n++
	s.token = fmt.Sprintf("token%d", s.n)
	s.write(w, http.StatusOK, object{"access_token": s.token, "token_type": "Bearer", "expires_in": 1199})
}

func (s *Server) pays(method string, words []string, body object) (any, *refused) {
	made, refusal := s.route(method, words, body)
	return made, refusal
}

func (s *Server) route(method string, words []string, body object) (object, *refused) {
	what := method + " " + words[0]
	switch {
	case what == "GET clients":
		return object{"ClientId": ClientID, "Name": "Rivages"}, nil
	case what == "GET responses" && len(words) == 2:
		a, ok := s.keys[words[1]]
		if !ok {
			return nil, missing
		}
		return object{"StatusCode": strconv.Itoa(a.status), "Resource": json.RawMessage(a.body)}, nil
	case method == http.MethodGet && len(words) == 2:
		if o, ok := s.objects[words[1]]; ok && o["kind"] == map[string]string{"users": "user", "wallets": "wallet", "payins": "payin", "refunds": "refund", "disputes": "dispute", "transfers": "transfer", "payouts": "payout",
			"recipients": "recipient", "identity-verifications": "session"}[words[0]] {
			return o, nil
		}
		return nil, missing
	case method == http.MethodPost && strings.Join(words, "/") == "payins/card/web":
		return s.payIn(body)
	case what == "POST payins" && len(words) == 3 && words[2] == "refunds":
		return s.refund(words[1], body)
	}
	return nil, missing
}

func (s *Server) add(kind, prefix string, o object) object {
	s.n++
	o["Id"], o["kind"], o["CreationDate"] = fmt.Sprintf("%s_m_%016d", prefix, s.n), kind, s.Now().Unix()
	s.objects[o["Id"].(string)] = o
	s.order = append(s.order, o["Id"].(string))
	s.made[kind]++
	return o
}

func cents(v any) int64 {
	f, _ := v.(map[string]any)
	n, _ := f["Amount"].(float64)
	return int64(n)
}

func (s *Server) payIn(body object) (object, *refused) {
	author, ok := s.objects[text(body["AuthorId"])]
	funds, _ := body["DebitedFunds"].(map[string]any)
	switch {
	case !ok || author["kind"] != "user":
		return nil, wrong("AuthorId", "The author does not exist.")
	case body["CreditedWalletId"] != Wallet:
		return nil, wrong("CreditedWalletId", "The wallet does not exist.")
	case funds["Currency"] != "EUR":
		return nil, wrong("DebitedFunds.Currency", "The currency is not that of the wallet.")
	case cents(funds) <= 0:
		return nil, wrong("DebitedFunds.Amount", "Must be positive.")
	case text(body["ReturnURL"]) == "" || text(body["Culture"]) == "":
		return nil, wrong("ReturnURL", "The ReturnURL and Culture are required.")
	}
	o := s.add("payin", "payin", object{"Tag": body["Tag"], "AuthorId": body["AuthorId"], "DebitedFunds": funds, "CreditedFunds": funds, "Status": "CREATED", "ResultCode": nil, "Type": "PAYIN", "Nature": "REGULAR",
		"wallet": Wallet, "PaymentType": "CARD", "ExecutionType": "WEB"})
	o["RedirectURL"] = s.URL + "/pay/" + o["Id"].(string)
	return o, nil
}

func text(v any) string { t, _ := v.(string); return t }

func (s *Server) refund(id string, body object) (object, *refused) {
	p, ok := s.objects[id]
	if !ok || p["kind"] != "payin" {
		return nil, missing
	}
	back, _ := p["refunded"].(int64)
	amount := cents(body["DebitedFunds"])
	switch {
	case p["Status"] != "SUCCEEDED":
		return nil, &refused{http.StatusBadRequest, "transaction_not_succeeded", map[string]string{"Status": "The transaction has not succeeded."}}
	case body["AuthorId"] != p["AuthorId"]:
		return nil, wrong("AuthorId", "The author is not that of the transaction.")
	case back+amount > cents(p["DebitedFunds"]):
		return nil, &refused{http.StatusBadRequest, "amount_to_high", map[string]string{"DebitedFunds": "The amount you wish to refund is superior to what is left."}}
	}
	p["refunded"] = back + amount
	return s.add("refund", "refund", object{"Tag": body["Tag"], "AuthorId": body["AuthorId"], "DebitedFunds": body["DebitedFunds"], "CreditedFunds": body["DebitedFunds"], "Status": "SUCCEEDED", "ResultCode": "000000",
		"Type": "PAYOUT", "Nature": "REFUND", "InitialTransactionId": id, "wallet": Wallet}), nil
}

// list pages as MangoPay does, with the number of pages in a header.
func (s *Server) list(w http.ResponseWriter, r *http.Request, words []string) {
	q := r.URL.Query()
	found := []object{}
	if o, ok := s.objects[words[1]]; !ok || o["kind"] != strings.TrimSuffix(words[0], "s") {
		s.write(w, http.StatusNotFound, missing.body())
		return
	}
	number := func(name string) int64 { n, _ := strconv.ParseInt(q.Get(name), 10, 64); return n }
	for _, id := range s.order {
		o := s.objects[id]
		at := o["CreationDate"].(int64)
		switch {
		case o["Type"] == nil, words[0] == "users" && o["AuthorId"] != words[1], words[0] == "wallets" && o["wallet"] != words[1]:
		case q.Get("Type") != "" && o["Type"] != q.Get("Type"), q.Get("Status") != "" && o["Status"] != q.Get("Status"):
		case q.Has("AfterDate") && at < number("AfterDate"), q.Has("BeforeDate") && at >= number("BeforeDate"):
		default:
			found = append(found, o)
		}
	}
	if q.Get("Sort") != "CreationDate:ASC" {
		slices.Reverse(found)
	}
	size, page := int(max(number("Per_Page"), 1)), int(max(number("Page"), 1))
	w.Header().Set("X-Number-Of-Pages", strconv.Itoa((len(found)+size-1)/size))
	s.write(w, http.StatusOK, found[min((page-1)*size, len(found)):min(page*size, len(found))])
}

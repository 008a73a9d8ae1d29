// Package twiliotest is a server that speaks as much of Twilio's published Messages API as a sender of texts meets: accounts,
// messages, its list, its errors and its signed calls. It knows nothing of the driver. Start with New.
package twiliotest

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// The account that the server has.
const (
	Account = "AC00000000000000000000000000000001"
	Token   = "token-of-the-test-account"
	Sender  = "+33700000000"
)

// The numbers that are answered with an error, as Twilio's test credentials do it; other numbers are taken.
var refusals = map[string]int{"+15005550001": 21211, "+15005550002": 21612, "+15005550003": 21408, "+15005550004": 21610, "+15005550009": 21614, "+15005550008": 21608}

// Message is a text that the server has taken.
type Message struct {
	SID, To, From, Body, Callback, Status string
	Validity                              int // seconds
	At                                    time.Time
}

// Server is Twilio.
type Server struct {
	*httptest.Server
	Now   func() time.Time // set before the first call; the machine's clock
	mu    sync.Mutex
	taken []Message
	lose  int // orders whose answer is lost after the work was done
	away  int // status with which every order is refused; 0: none
	calls int
}

// New starts a server that ends with the test.
func New(t testing.TB) *Server {
	s := &Server{Now: time.Now}
	mux := http.NewServeMux()
	const base = "/2010-04-01/Accounts/"
	mux.HandleFunc("POST "+base+"{account}/Messages.json", s.create)
	mux.HandleFunc("GET "+base+"{account}/Messages.json", s.list)
	mux.HandleFunc("GET "+base+"{file}", s.account)
	s.Server = httptest.NewServer(s.guard(mux))
	t.Cleanup(s.Close)
	return s
}

// Lose has the answers to the next orders lost after the work was done.
func (s *Server) Lose(orders int) { s.set(func() { s.lose = orders }) }

// Away has every order refused with that status; 0: no more.
func (s *Server) Away(status int) { s.set(func() { s.away = status }) }

func (s *Server) set(fn func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	fn()
}

// Taken returns the texts in the order in which they were taken.
func (s *Server) Taken() (all []Message) {
	s.set(func() { all = slices.Clone(s.taken) })
	return all
}

// Calls is how many were made.
func (s *Server) Calls() (n int) {
	s.set(func() { n = s.calls })
	return n
}

func (s *Server) guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		away := 0
		s.set(func() { away = s.away; s.calls++ })
		user, password, _ := r.BasicAuth()
		switch {
		case away != 0:
			fail(w, away, 20000+away)
		case user != Account || password != Token:
			fail(w, http.StatusUnauthorized, 20003)
		default:
			next.ServeHTTP(w, r)
		}
	})
}

func fail(w http.ResponseWriter, status, code int) {
	answer(w, status, map[string]any{"code": code, "message": "refused", "more_info": fmt.Sprintf("https://www.twilio.com/docs/errors/%d", code), "status": status})
}

func answer(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body) // the caller may have gone
}

func (s *Server) account(w http.ResponseWriter, r *http.Request) {
	if r.PathValue("file") != Account+".json" {
		fail(w, http.StatusNotFound, 20404)
		return
	}
	answer(w, http.StatusOK, map[string]any{"sid": Account, "friendly_name": "Rivages SMS", "status": "active", "type": "Full"})
}

func (s *Server) create(w http.ResponseWriter, r *http.Request) {
	if r.PathValue("account") != Account || !strings.HasPrefix(r.Header.Get("Content-Type"), "application/x-www-form-urlencoded") {
		fail(w, http.StatusNotFound, 20404)
		return
	}
	m := Message{To: r.PostFormValue("To"), From: r.PostFormValue("From") + r.PostFormValue("MessagingServiceSid"), Body: r.PostFormValue("Body"), Callback: r.PostFormValue("StatusCallback"), Status: "queued", At: s.Now()}
	m.Validity, _ = strconv.Atoi(r.PostFormValue("ValidityPeriod")) // optional
	code := refusals[m.To]
	switch {
	case m.To == "" || !strings.HasPrefix(m.To, "+"):
		code = 21211
	case m.From == "":
		code = 21603
	case m.Body == "":
		code = 21602
	case len([]rune(m.Body)) > 1600:
		code = 21617
	}
	if code != 0 {
		fail(w, http.StatusBadRequest, code)
		return
	}
	lost := false
	s.set(func() {
		m.SID = fmt.Sprintf("SM%032d", len(s.taken)+1)
		s.taken = append(s.taken, m)
		if lost = s.lose > 0; lost {
			s.lose--
		}
	})
	if lost {
		panic(http.ErrAbortHandler)
	}
	answer(w, http.StatusCreated, wire(m))
}

func wire(m Message) map[string]any {
	return map[string]any{"sid": m.SID, "account_sid": Account, "to": m.To, "from": m.From, "body": m.Body, "status": m.Status, "direction": "outbound-api", "error_code": nil, "date_created": m.At.UTC().Format(time.RFC1123Z)}
}

func (s *Server) list(w http.ResponseWriter, r *http.Request) {
	to := r.URL.Query().Get("To")
	found := []map[string]any{}
	for _, m := range s.Taken() {
		if m.To == to {
			found = append(found, wire(m))
		}
	}
	slices.Reverse(found)
	answer(w, http.StatusOK, map[string]any{"messages": found, "page_size": 50})
}

// Call tells the callback of a text what became of it, signed by sign, which is given the address and the fields; code 0 is
// no error. It returns the status of the answer.
func Call(ctx context.Context, client *http.Client, to string, m Message, status string, code int, sign func(address string, form url.Values) string) (int, error) {
	form := url.Values{"AccountSid": {Account}, "MessageSid": {m.SID}, "SmsSid": {m.SID}, "MessageStatus": {status}, "SmsStatus": {status}, "To": {m.To}, "From": {m.From}, "ApiVersion": {"2010-04-01"}}
	if code != 0 {
		form.Set("ErrorCode", strconv.Itoa(code))
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, to, strings.NewReader(form.Encode()))
	if err != nil {
		return 0, err
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("X-Twilio-Signature", sign(m.Callback, form))
	resp, err := client.Do(r)
	if err != nil {
		return 0, err
	}
	return resp.StatusCode, resp.Body.Close()
}

// Package yousigntest is a Yousign of our own for tests: a server in memory that speaks the published shapes of API v3, in
// the order that Yousign asks for, with its refusals; signs its webhooks, and can be away or lose answers. It plays signers,
// too. It is not a model of all of Yousign: what it does not know it refuses. Start with New.
package yousigntest

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// The keys that the server knows.
const (
	Key    = "ys_test_comptoircomptoir"
	Secret = "webhook-secret-of-comptoir"
)

type object = map[string]any

// evidence is a document as short as one can be.
var evidence = []byte("%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj 3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj trailer<</Root 1 0 R>>\n%%EOF\n")

type request struct {
	id, external, status, delivery, reason string
	document                               []byte
	signers                                []*signer
	reminders                              int
}

type signer struct {
	id, status, email string
	info              any
	at                time.Time
}

// Server is the company.
type Server struct {
	URL string

	mu       sync.Mutex
	requests []*request
	away     bool
	lose     int
	cut      bool
	Calls    int // that it has answered
}

// New starts a server that ends with the test.
func New(t testing.TB) *Server {
	s := &Server{}
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	s.URL = server.URL
	return s
}

// Away has nobody answer.
func (s *Server) Away(away bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.away = away
}

// Cut has the answer to that order lost after the work was done, as Lose, and nobody answer from then on, until Away(false).
func (s *Server) Cut(after int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.lose, s.cut = after+1, true
}

// Lose has the answer to one order lost after the work was done: the next, or so many after it; -1: none.
func (s *Server) Lose(after int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.lose = after + 1
}

// ServeHTTP implements http.Handler.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.away {
		http.Error(w, "upstream", http.StatusBadGateway)
		return
	}
	status, answer := s.answer(r)
	if s.lose > 0 && r.Method != http.MethodGet { // a client may repeat a question by itself, never an order
		if s.lose--; s.lose == 0 {
			s.away, s.cut = s.cut, false
			panic(http.ErrAbortHandler)
		}
	}
	s.Calls++
	if pdf, ok := answer.([]byte); ok {
		w.Header().Set("Content-Type", "application/pdf")
		_, _ = w.Write(pdf)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	if answer != nil {
		_ = json.NewEncoder(w).Encode(answer)
	}
}

func problem(status int, title string, params ...string) (int, any) {
	invalid := []object{}
	for _, p := range params {
		invalid = append(invalid, object{"name": p, "reason": "This value is not valid."})
	}
	return status, object{"type": "about:blank", "title": title, "detail": title, "invalid_params": invalid}
}

func (s *Server) answer(r *http.Request) (int, any) {
	if r.Header.Get("Authorization") != "Bearer "+Key {
		return problem(http.StatusUnauthorized, "Access token is missing or invalid.")
	}
	parts := strings.Split(strings.Trim(r.URL.Path, "/"), "/")
	switch {
	case r.Method == http.MethodGet && r.URL.Path == "/workspaces":
		return 200, object{"data": []object{{"id": uuid(), "name": "Rivages"}}, "meta": object{}}
	case parts[0] != "signature_requests":
		return problem(http.StatusNotFound, "Not Found")
	case len(parts) == 1 && r.Method == http.MethodGet:
		return s.list(r.URL.Query().Get("external_id[eq]"))
	case len(parts) == 1 && r.Method == http.MethodPost:
		return s.create(r)
	case len(parts) == 1:
		return problem(http.StatusMethodNotAllowed, "Method Not Allowed")
	}
	for _, q := range s.requests {
		if q.id == parts[1] {
			return q.answer(r, strings.Join(parts[2:], "/"))
		}
	}
	return problem(http.StatusNotFound, "Signature request not found")
}

func (s *Server) list(external string) (int, any) {
	found := []object{}
	for _, q := range s.requests {
		if external == "" || q.external == external {
			found = append(found, q.wire())
		}
	}
	return 200, object{"data": found, "meta": object{"next_cursor": nil}}
}

func (s *Server) create(r *http.Request) (int, any) {
	var in struct {
		Name       string `json:"name"`
		Delivery   string `json:"delivery_mode"`
		Expiration string `json:"expiration_date"`
		External   string `json:"external_id"`
	}
	if json.NewDecoder(r.Body).Decode(&in) != nil {
		return problem(http.StatusBadRequest, "Malformed JSON")
	}
	day, err := time.Parse(time.DateOnly, in.Expiration)
	switch {
	case in.Name == "" || len([]rune(in.Name)) > 128:
		return problem(http.StatusBadRequest, "Validation failed", "name")
	case in.Delivery != "none" && in.Delivery != "email":
		return problem(http.StatusBadRequest, "Validation failed", "delivery_mode")
	case err != nil || day.Before(time.Now().AddDate(0, 0, -1)):
		return problem(http.StatusBadRequest, "Validation failed", "expiration_date")
	}
	q := &request{id: uuid(), external: in.External, status: "draft", delivery: in.Delivery}
	s.requests = append(s.requests, q)
	return http.StatusCreated, q.wire()
}

func (q *request) wire() object {
	list := []object{}
	for _, g := range q.signers {
		list = append(list, object{"id": g.id, "status": g.status})
	}
	w := object{"id": q.id, "source": "public_api", "status": q.status, "external_id": q.external, "delivery_mode": q.delivery, "signers": list, "documents": []object{}}
	if q.document != nil {
		w["documents"] = []object{{"id": "doc-" + q.id, "nature": "signable_document"}}
	}
	if q.status == "declined" {
		w["decline_information"] = object{"reason": q.reason, "declined_at": time.Now().UTC().Format(time.RFC3339), "signer_id": q.signers[0].id}
	}
	return w
}

func (q *request) answer(r *http.Request, rest string) (int, any) {
	what := r.Method + " " + rest
	switch {
	case what == "GET ":
		return 200, q.wire()
	case what == "DELETE " && q.status == "ongoing":
		return problem(http.StatusForbidden, "A signature request that is ongoing is cancelled first")
	case what == "DELETE ":
		q.status = "deleted"
		return http.StatusNoContent, nil
	case what == "POST documents" && q.status == "draft":
		return q.upload(r)
	case what == "POST signers" && q.status == "draft":
		return q.add(r)
	case what == "POST activate" && q.status == "draft" && q.document != nil && len(q.signers) > 0:
		q.status, q.signers[0].status = "ongoing", "notified"
		return http.StatusCreated, q.wire()
	case what == "POST cancel" && q.status == "ongoing":
		q.status = "canceled"
		return http.StatusCreated, q.wire()
	case what == "GET documents/download" && q.status == "done" && r.URL.Query().Get("version") == "completed":
		return 200, append(append([]byte{}, q.document...), "% signed\n"...)
	case what == "GET audit_trails/download" && q.status == "done":
		return 200, append(append([]byte{}, evidence...), "% audit trail\n"...)
	case strings.HasPrefix(rest, "signers/"):
		return q.signer(r.Method, strings.Split(rest, "/")[1:])
	}
	return problem(http.StatusBadRequest, "The signature request does not allow this: "+q.status)
}

func (q *request) upload(r *http.Request) (int, any) {
	file, head, err := r.FormFile("file")
	if err != nil || head.Header.Get("Content-Type") != "application/pdf" || r.FormValue("nature") != "signable_document" {
		return problem(http.StatusBadRequest, "Validation failed", "file", "nature")
	}
	if q.document, err = io.ReadAll(file); err != nil || !strings.HasPrefix(string(q.document), "%PDF-") {
		return problem(http.StatusBadRequest, "Validation failed", "file")
	}
	return http.StatusCreated, object{"id": "doc-" + q.id, "nature": "signable_document", "total_pages": 1}
}

func (q *request) add(r *http.Request) (int, any) {
	var in struct {
		Info struct {
			First  string `json:"first_name"`
			Last   string `json:"last_name"`
			Email  string `json:"email"`
			Phone  string `json:"phone_number"`
			Locale string `json:"locale"`
		} `json:"info"`
		Level  string `json:"signature_level"`
		Mode   string `json:"signature_authentication_mode"`
		Fields []struct {
			Document      string `json:"document_id"`
			Type          string `json:"type"`
			Page, X, Y    int
			Width, Height int
		} `json:"fields"`
	}
	if json.NewDecoder(r.Body).Decode(&in) != nil {
		return problem(http.StatusBadRequest, "Malformed JSON")
	}
	for _, f := range in.Fields {
		if f.Document != "doc-"+q.id || f.Type != "signature" || f.Page < 1 || f.Width < 85 || f.Height < 37 || f.X < 0 || f.X+f.Width > 595 || f.Y < 0 || f.Y+f.Height > 842 {
			return problem(http.StatusBadRequest, "Validation failed", "fields[0]")
		}
	}
	switch {
	case in.Info.First == "" || in.Info.Last == "" || strings.ContainsAny(in.Info.First+in.Info.Last, "<>_\u202e\n"):
		return problem(http.StatusBadRequest, "Validation failed", "info.first_name", "info.last_name")
	case !strings.Contains(in.Info.Email, "@") || len(in.Info.Locale) != 2 || len(in.Fields) == 0:
		return problem(http.StatusBadRequest, "Validation failed", "info.email")
	case in.Level != "electronic_signature" || in.Mode == "otp_sms" && in.Info.Phone == "":
		return problem(http.StatusBadRequest, "Validation failed", "signature_authentication_mode")
	}
	g := &signer{id: uuid(), status: "initiated", email: in.Info.Email, info: in.Info}
	q.signers = append(q.signers, g)
	return http.StatusCreated, object{"id": g.id, "status": g.status}
}

func (q *request) signer(method string, parts []string) (int, any) {
	for i, g := range q.signers {
		switch {
		case g.id != parts[0]:
		case method == http.MethodGet && len(parts) == 1:
			w := object{"id": g.id, "status": g.status, "info": object{"email": g.email}, "signature_link": nil, "signed_at": nil}
			if q.status == "ongoing" && g.status != "initiated" {
				w["signature_link"] = "https://yousign.app/signatures/" + g.id
			}
			if !g.at.IsZero() {
				w["signed_at"] = g.at.Format(time.RFC3339)
			}
			return 200, w
		case method == http.MethodPost && len(parts) == 2 && parts[1] == "send_reminder" && q.status == "ongoing" && q.delivery == "email" && g.status != "initiated":
			q.reminders++
			return http.StatusCreated, nil
		default:
			return problem(http.StatusBadRequest, "Signer "+strconv.Itoa(i)+" does not allow this")
		}
	}
	return problem(http.StatusNotFound, "Signer not found")
}

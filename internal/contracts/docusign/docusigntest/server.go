// Package docusigntest is a DocuSign of our own for tests: a server in memory that signs in by JWT grants, speaks the
// published shapes of the eSignature API v2.1 with its refusals, signs Connect's webhooks, and can be away or lose answers.
// It plays signers, too. It is not a model of all of DocuSign: what it does not know it refuses. Start with New.
package docusigntest

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
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

// What the server knows.
const (
	Integration = "7c2b8d7e-4d85-4b1c-9a56-c0ffee000001"
	User        = "7c2b8d7e-4d85-4b1c-9a56-c0ffee000002"
	Account     = "7c2b8d7e-4d85-4b1c-9a56-c0ffee000003"
	Secret      = "connect-secret-of-comptoir"
)

type object = map[string]any

// evidence is a document as short as one can be.
var evidence = []byte("%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj 3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj trailer<</Root 1 0 R>>\n%%EOF\n")

// signing is the key pair of the integration; one serves every test, because making one takes a while.
var signing = sync.OnceValue(func() *rsa.PrivateKey {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic(err) // the system has no randomness
	}
	return key
})

// PrivateKey is the integration's private key, as DocuSign hands it out.
func PrivateKey() string {
	return string(pem.EncodeToMemory(&pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(signing())}))
}

type envelope struct {
	id, status, transaction, reason string
	document                        []byte
	signers                         []*signer
	resent                          int
	expires, voided                 time.Time
}

type signer struct {
	ID       string `json:"recipientId"`
	Order    string `json:"routingOrder"`
	Name     string `json:"name"`
	Email    string `json:"email"`
	ClientID string `json:"clientUserId"`
	Tabs     struct {
		SignHere []struct {
			Document, Recipient, Page, X, Y string
		} `json:"signHereTabs"`
	} `json:"tabs"`
	status, reason string
	at             time.Time
}

// Server is the company: its address is that of signing in and, as DocuSign tells after, of the API.
type Server struct {
	URL string

	mu        sync.Mutex
	envelopes []*envelope
	tokens    map[string]bool
	away      bool
	consent   bool
	lose      int
	cut       bool
}

// New starts a server that ends with the test.
func New(t testing.TB) *Server {
	s := &Server{tokens: map[string]bool{}, consent: true}
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

// Consent says whether the person lets the integration sign in.
func (s *Server) Consent(given bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.consent = given
}

// Revoke ends every token that was given out.
func (s *Server) Revoke() {
	s.mu.Lock()
	defer s.mu.Unlock()
	clear(s.tokens)
}

// ServeHTTP implements http.Handler.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.away {
		http.Error(w, "upstream", http.StatusServiceUnavailable)
		return
	}
	status, answer := s.answer(r)
	if s.lose > 0 && r.Method != http.MethodGet && r.URL.Path != "/oauth/token" {
		if s.lose--; s.lose == 0 {
			s.away, s.cut = s.cut, false
			panic(http.ErrAbortHandler)
		}
	}
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

func refused(status int, code string) (int, any) {
	return status, object{"errorCode": code, "message": "explained for people"}
}

func (s *Server) answer(r *http.Request) (int, any) {
	if r.URL.Path == "/oauth/token" {
		return s.token(r)
	}
	if !s.tokens[strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")] {
		return refused(http.StatusUnauthorized, "USER_AUTHENTICATION_FAILED")
	}
	if r.URL.Path == "/oauth/userinfo" {
		return 200, object{"sub": User, "name": "Anna Le Bris", "accounts": []object{{"account_id": Account, "is_default": true, "account_name": "Rivages", "base_uri": s.URL}}}
	}
	rest, ok := strings.CutPrefix(r.URL.Path, "/restapi/v2.1/accounts/"+Account+"/envelopes")
	parts := strings.Split(strings.TrimPrefix(rest, "/"), "/")
	switch {
	case !ok:
		return refused(http.StatusNotFound, "RESOURCE_NOT_FOUND")
	case rest == "" && r.Method == http.MethodGet:
		return s.list(r.URL.Query().Get("transaction_ids"))
	case rest == "" && r.Method == http.MethodPost:
		return s.create(r)
	}
	i := slices.IndexFunc(s.envelopes, func(e *envelope) bool { return e.id == parts[0] })
	if i < 0 {
		return refused(http.StatusNotFound, "ENVELOPE_DOES_NOT_EXIST")
	}
	return s.envelopes[i].answer(r, strings.Join(parts[1:], "/"))
}

// token checks an assertion as RFC 7523 wants it.
func (s *Server) token(r *http.Request) (int, any) {
	bad := func(why string) (int, any) { return http.StatusBadRequest, object{"error": why} }
	parts := strings.Split(r.FormValue("assertion"), ".")
	if r.FormValue("grant_type") != "urn:ietf:params:oauth:grant-type:jwt-bearer" || len(parts) != 3 {
		return bad("unsupported_grant_type")
	}
	sum := sha256.Sum256([]byte(parts[0] + "." + parts[1]))
	signature, err := base64.RawURLEncoding.DecodeString(parts[2])
	if err != nil || rsa.VerifyPKCS1v15(&signing().PublicKey, crypto.SHA256, sum[:], signature) != nil {
		return bad("invalid_grant")
	}
	var claims struct {
		Iss, Sub, Aud, Scope string
		Iat, Exp             int64
	}
	raw, err := base64.RawURLEncoding.DecodeString(parts[1])
	address, _ := url.Parse(s.URL)
	if err != nil || json.Unmarshal(raw, &claims) != nil || claims.Iss != Integration || claims.Sub != User || claims.Aud != address.Host || claims.Scope != "signature impersonation" ||
		claims.Exp < time.Now().Unix() || claims.Exp > claims.Iat+3600 {
		return bad("invalid_grant")
	}
	if !s.consent {
		return bad("consent_required")
	}
	token := rand.Text()
	s.tokens[token] = true
	return 200, object{"access_token": token, "token_type": "Bearer", "expires_in": 3600}
}

func (s *Server) list(transaction string) (int, any) {
	found := []object{}
	for _, e := range s.envelopes {
		if transaction != "" && e.transaction == transaction {
			found = append(found, object{"envelopeId": e.id, "status": e.status, "transactionId": e.transaction})
		}
	}
	return 200, object{"resultSetSize": strconv.Itoa(len(found)), "envelopes": found}
}

func (s *Server) create(r *http.Request) (int, any) {
	var in struct {
		Subject     string `json:"emailSubject"`
		Status      string `json:"status"`
		Transaction string `json:"transactionId"`
		Documents   []struct {
			ID        string `json:"documentId"`
			Name      string `json:"name"`
			Extension string `json:"fileExtension"`
			Content   []byte `json:"documentBase64"`
		} `json:"documents"`
		Recipients struct {
			Signers []*signer `json:"signers"`
		} `json:"recipients"`
		Notification struct {
			Expirations struct {
				After string `json:"expireAfter"`
			} `json:"expirations"`
		} `json:"notification"`
	}
	if json.NewDecoder(r.Body).Decode(&in) != nil {
		return refused(http.StatusBadRequest, "INVALID_REQUEST_BODY")
	}
	days, err := strconv.Atoi(in.Notification.Expirations.After)
	switch {
	case in.Subject == "" || len([]rune(in.Subject)) > 100 || in.Status != "sent" || err != nil || days < 1:
		return refused(http.StatusBadRequest, "INVALID_REQUEST_PARAMETER")
	case len(in.Documents) != 1 || in.Documents[0].ID != "1" || !strings.HasPrefix(string(in.Documents[0].Content), "%PDF-"):
		return refused(http.StatusBadRequest, "DOCUMENT_INVALID")
	case len(in.Recipients.Signers) == 0:
		return refused(http.StatusBadRequest, "RECIPIENTS_NOT_PROVIDED_IN_REQUEST")
	}
	for i, g := range in.Recipients.Signers {
		if g.ID != strconv.Itoa(i+1) || g.Order != g.ID || g.Name == "" || len([]rune(g.Name)) > 100 || !strings.Contains(g.Email, "@") || len(g.Tabs.SignHere) != 1 {
			return refused(http.StatusBadRequest, "INVALID_EMAIL_ADDRESS_FOR_RECIPIENT")
		}
		g.status = "created"
	}
	in.Recipients.Signers[0].status = "sent"
	e := &envelope{id: uuid(), status: "sent", transaction: in.Transaction, document: in.Documents[0].Content, signers: in.Recipients.Signers, expires: time.Now().AddDate(0, 0, days)}
	s.envelopes = append(s.envelopes, e)
	return http.StatusCreated, object{"envelopeId": e.id, "status": "sent", "uri": "/envelopes/" + e.id}
}

func (e *envelope) over() bool { return e.status != "sent" && e.status != "delivered" }

func (e *envelope) wire() object {
	signers := []object{}
	for _, g := range e.signers {
		w := object{"recipientId": g.ID, "status": g.status}
		if g.status == "delivered" || g.status == "completed" {
			w["deliveredDateTime"] = time.Now().UTC().Format(time.RFC3339Nano)
		}
		if g.status == "completed" {
			w["signedDateTime"] = g.at.Format(time.RFC3339Nano)
		}
		if g.reason != "" {
			w["declinedReason"] = g.reason
		}
		signers = append(signers, w)
	}
	w := object{"envelopeId": e.id, "status": e.status, "expireDateTime": e.expires.UTC().Format(time.RFC3339Nano), "recipients": object{"signers": signers}}
	if e.status == "voided" {
		w["voidedReason"], w["voidedDateTime"] = e.reason, e.voided.UTC().Format(time.RFC3339Nano)
	}
	return w
}

func (e *envelope) answer(r *http.Request, rest string) (int, any) {
	switch r.Method + " " + rest {
	case "GET ":
		return 200, e.wire()
	case "PUT ":
		return e.change(r)
	case "POST views/recipient":
		return e.view(r)
	case "GET documents/combined":
		if e.status == "completed" {
			return 200, append(append([]byte{}, e.document...), "% signed\n"...)
		}
		return 200, e.document
	case "GET documents/certificate":
		return 200, append(append([]byte{}, evidence...), "% certificate of completion\n"...)
	}
	return refused(http.StatusNotFound, "RESOURCE_NOT_FOUND")
}

func (e *envelope) change(r *http.Request) (int, any) {
	var in struct {
		Status string `json:"status"`
		Reason string `json:"voidedReason"`
	}
	if json.NewDecoder(r.Body).Decode(&in) != nil {
		return refused(http.StatusBadRequest, "INVALID_REQUEST_BODY")
	}
	switch {
	case e.over():
		return refused(http.StatusBadRequest, "ENVELOPE_CANNOT_VOID_INVALID_STATE")
	case r.URL.Query().Get("resend_envelope") == "true":
		e.resent++
	case in.Status == "voided" && in.Reason == "":
		return refused(http.StatusBadRequest, "INVALID_REQUEST_PARAMETER")
	case in.Status == "voided":
		e.status, e.reason, e.voided = "voided", in.Reason, time.Now()
	default:
		return refused(http.StatusBadRequest, "INVALID_REQUEST_PARAMETER")
	}
	return 200, object{"envelopeId": e.id}
}

func (e *envelope) view(r *http.Request) (int, any) {
	var in struct {
		Return   string `json:"returnUrl"`
		Method   string `json:"authenticationMethod"`
		Email    string `json:"email"`
		Name     string `json:"userName"`
		ClientID string `json:"clientUserId"`
	}
	if json.NewDecoder(r.Body).Decode(&in) != nil || in.Return == "" || in.Method == "" {
		return refused(http.StatusBadRequest, "INVALID_REQUEST_BODY")
	}
	for _, g := range e.signers {
		if g.ClientID == "" || g.ClientID != in.ClientID || g.Email != in.Email || g.Name != in.Name {
			continue
		}
		if e.over() || g.status != "sent" && g.status != "delivered" {
			return refused(http.StatusBadRequest, "RECIPIENT_NOT_IN_SEQUENCE")
		}
		return http.StatusCreated, object{"url": "https://demo.docusign.net/Signing/" + rand.Text()}
	}
	return refused(http.StatusBadRequest, "UNKNOWN_ENVELOPE_RECIPIENT")
}

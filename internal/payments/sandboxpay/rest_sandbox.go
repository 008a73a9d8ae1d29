package sandboxpay

import (
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"

	"comptoir/internal/kernel/fault"
	"comptoir/internal/platform/rest"
	"comptoir/internal/web"
)

// ProgramPath is what the addresses of these calls begin with.
const ProgramPath = "/sandbox/payments/"

// BypassCSRF are the routes that programs call: they carry no cookie that could be abused, only a payment's identifier.
var BypassCSRF = []string{"POST /sandbox/payments/{id}/pay", "POST /sandbox/payments/{id}/authenticate"}

// maxBody is how many bytes a call may have.
const maxBody = 4 << 10

// errBody is the refusal of a body that is no JSON object of the fields asked for.
var errBody = fault.Define(fault.Malformed, "sandbox.malformed_body", "a JSON object of the documented fields is needed")

type outcome struct {
	Status      string `json:"status"` // open, challenge, paid, closed
	Failure     string `json:"failure,omitempty"`
	RedirectURL string `json:"redirectUrl"`
}

// restPay tries a card: {"number", "expiry", "cvc"}.
func (h hosted) restPay(w http.ResponseWriter, r *http.Request) {
	var in struct {
		Number string `json:"number"`
		Expiry string `json:"expiry"`
		CVC    string `json:"cvc"`
	}
	if err := readJSON(w, r, &in); err != nil {
		problem(w, err)
		return
	}
	page, err := h.Sandbox.Pay(r.Context(), r.PathValue("id"), Card{Number: in.Number, Expiry: in.Expiry, CVC: in.CVC})
	answer(w, page, err)
}

// restAuthenticate answers the bank's question: {"approve": true}.
func (h hosted) restAuthenticate(w http.ResponseWriter, r *http.Request) {
	var in struct {
		Approve bool `json:"approve"`
	}
	if err := readJSON(w, r, &in); err != nil {
		problem(w, err)
		return
	}
	page, err := h.Answer(r.Context(), r.PathValue("id"), in.Approve)
	answer(w, page, err)
}

func readJSON(w http.ResponseWriter, r *http.Request, to any) error {
	if kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || kind != "application/json" {
		return errBody.Detailf("the body is sent as application/json")
	}
	d := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxBody))
	d.DisallowUnknownFields()
	err := d.Decode(to)
	if err == nil {
		if _, more := d.Token(); errors.Is(more, io.EOF) {
			return nil
		}
	}
	if _, large := errors.AsType[*http.MaxBytesError](err); large {
		return web.ErrFormTooLarge
	}
	return errBody.Because(err)
}

func answer(w http.ResponseWriter, p Page, err error) {
	if err != nil {
		problem(w, err)
		return
	}
	write(w, http.StatusOK, "application/json", outcome{Status: p.Status, Failure: p.Failure, RedirectURL: p.ReturnURL})
}

// problem writes a refusal as the API does (RFC 9457).
func problem(w http.ResponseWriter, err error) {
	kind := fault.KindOf(err)
	status := rest.Status(kind)
	p := rest.Problem{Type: "urn:comptoir:problem:" + fault.CodeOf(err), Title: http.StatusText(status), Status: status, Code: fault.CodeOf(err)}
	for _, f := range fault.FieldsOf(err) {
		p.Errors = append(p.Errors, rest.ProblemField{Field: f.Path, Code: f.Code, Message: f.Message})
	}
	write(w, status, "application/problem+json", p)
}

func write(w http.ResponseWriter, status int, kind string, body any) {
	h := w.Header()
	h.Set("Content-Type", kind)
	h.Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body) // the caller may have gone; there is nobody to tell
}

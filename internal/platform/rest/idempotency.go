package rest

import (
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"comptoir/internal/kernel/fault"
)

const idempotencyHeader = "Idempotency-Key"

// Idempotency keeps the answers of POSTs that carried a key.
type Idempotency struct{}

var errNoIdempotency = fault.Define(fault.Unavailable, "idempotency_unavailable", "this server keeps no answers: send the request without Idempotency-Key")

func (a *API) once(w http.ResponseWriter, r *http.Request, op *huma.Operation, body []byte, run http.HandlerFunc) {
	a.Fail(w, r, errNoIdempotency)
}

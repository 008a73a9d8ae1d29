package stripepay

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"

	"comptoir/internal/payments"
)

// laterPrefix begins our name of a payment that a kept card makes: it has no session, and its intent is found by the
// customer and by what we wrote on it.
const laterPrefix = "later/"

// Later implements payments.Keeper.
func (*Driver) Later(id payments.PaymentID, instrument string) string {
	customer, _, _ := strings.Cut(instrument, "/")
	return laterPrefix + customer + "/" + id.String()
}

// laterOf reads such a name as the session that a kept card never had.
func laterOf(reference string) (s session, ok bool) {
	rest, ok := strings.CutPrefix(reference, laterPrefix)
	if !ok {
		return s, false
	}
	customer, id, _ := strings.Cut(rest, "/")
	return session{Mode: "setup", Status: "complete", Customer: ref(customer), Metadata: metadata{Payment: id}}, true
}

// Forget implements payments.Keeper: a card that is detached can be charged no more.
func (d *Driver) Forget(ctx context.Context, instrument string) error {
	_, method, ok := strings.Cut(instrument, "/")
	if !ok || !strings.HasPrefix(method, "pm_") {
		return nil
	}
	var ignored struct{}
	err := d.api.post(ctx, "/v1/payment_methods/"+url.PathEscape(method)+"/detach", nil, "detach/"+method, &ignored)
	if e := refusal(err); e != nil && !errors.Is(err, payments.ErrGatewayAway) && (e.Status == http.StatusBadRequest || e.Status == http.StatusNotFound) {
		return nil // it is detached, or unknown
	}
	return finalErr(err)
}

package sandboxpay

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"
	"time"

	"comptoir/internal/payments"
)

// SignatureHeader carries "t=<unix seconds>,v1=<hex>": HMAC-SHA256 over "<t>.<raw body>", Stripe's scheme. Several v1
// may stand in it while a secret is being changed.
const SignatureHeader = "Comptoir-Sandbox-Signature"

// Sign makes the header for a body.
func Sign(secret, body []byte, at time.Time) string {
	t := strconv.FormatInt(at.Unix(), 10)
	return fmt.Sprintf("t=%s,v1=%s", t, hex.EncodeToString(mac(secret, t, body)))
}

func mac(secret []byte, t string, body []byte) []byte {
	h := hmac.New(sha256.New, secret)
	h.Write([]byte(t + "."))
	h.Write(body)
	return h.Sum(nil)
}

// verify checks the header against the raw body in constant time, then its age in both directions.
func verify(secret, body []byte, header string, now time.Time) error {
	var t string
	var signatures []string
	for part := range strings.SplitSeq(header, ",") {
		switch k, v, _ := strings.Cut(strings.TrimSpace(part), "="); k {
		case "t":
			t = v
		case "v1":
			signatures = append(signatures, v)
		}
	}
	seconds, err := strconv.ParseInt(t, 10, 64)
	if err != nil {
		return payments.ErrSignature
	}
	want, matched := mac(secret, t, body), false
	for _, s := range signatures {
		if got, err := hex.DecodeString(s); err == nil && hmac.Equal(got, want) {
			matched = true
		}
	}
	if !matched {
		return payments.ErrSignature
	}
	if age := now.Sub(time.Unix(seconds, 0)); age > payments.SignatureTolerance || age < -payments.SignatureTolerance {
		return payments.ErrTooOld
	}
	return nil
}

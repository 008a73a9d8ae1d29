package identityio

import (
	"crypto/rand"
	"encoding/base32"
	"fmt"
	"net/url"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/hotp"

	"comptoir/internal/identity"
)

// codeLife is the life of one code: RFC 6238's default, the only one that all applications know.
const codeLife = 30

// OneTimeCodes are those of RFC 6238 with its defaults. It implements identity.OneTimeCodes.
type OneTimeCodes struct{}

var _ identity.OneTimeCodes = OneTimeCodes{}

// NewKey implements identity.OneTimeCodes: 160 random bits, as RFC 4226 recommends.
func (OneTimeCodes) NewKey() (string, error) {
	return base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(Random(20)), nil
}

// Step implements identity.OneTimeCodes. The neighbours of the present step are good, too, for clocks that are half a
// minute off and for people who type slowly.
func (OneTimeCodes) Step(key, code string, now time.Time) (int64, bool) {
	at, found, fits := now.Unix()/codeLife, int64(0), false
	for step := at - 1; step <= at+1; step++ { // all three, so that the time taken does not tell which
		ok, err := hotp.ValidateCustom(code, uint64(step), key, hotp.ValidateOpts{Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1}) // #nosec G115 -- half minutes since 1970
		if err == nil && ok {
			found, fits = step, true
		}
	}
	return found, fits
}

// keyURI is what the picture says to an application.
func keyURI(issuer string, k identity.CodesKey) string {
	label := url.PathEscape(issuer + ":" + k.Account)
	return fmt.Sprintf("otpauth://totp/%s?%s", label, url.Values{"secret": {k.Key}, "issuer": {issuer}, "algorithm": {"SHA1"}, "digits": {"6"}, "period": {"30"}}.Encode())
}

// Random implements identity.Random.
func Random(n int) []byte {
	b := make([]byte, n)
	rand.Read(b) // it never fails: the program dies instead
	return b
}

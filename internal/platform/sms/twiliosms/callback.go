package twiliosms

import (
	"context"
	"crypto/hmac"
	"crypto/sha1" // the algorithm that Twilio signs with; HMAC-SHA1 is not broken by SHA-1's collisions
	"encoding/base64"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"comptoir/internal/platform/sms"
)

// Header holds the signature of a call.
const Header = "X-Twilio-Signature"

// Sign computes the signature of a call: HMAC-SHA1, keyed with the account's token, of the whole address followed by each
// field's name and value in the order of the names (twilio.com/docs/usage/security).
func Sign(token, address string, form url.Values) string {
	h := hmac.New(sha1.New, []byte(token))
	h.Write([]byte(address))
	names := make([]string, 0, len(form))
	for name := range form {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		values := slices.Clone(form[name])
		slices.Sort(values)
		for _, v := range slices.Compact(values) {
			h.Write([]byte(name + v))
		}
	}
	return base64.StdEncoding.EncodeToString(h.Sum(nil))
}

// Verify implements sms.Driver.
func (d Driver) Verify(_ context.Context, address string, header map[string][]string, body []byte) (sms.News, error) {
	form, err := url.ParseQuery(string(body))
	if err != nil {
		return sms.News{}, sms.ErrForged.Because(err)
	}
	got := http.Header(header).Get(Header)
	if d.c.Token == "" || !hmac.Equal([]byte(got), []byte(Sign(d.c.Token, address, form))) || form.Get("AccountSid") != d.c.Account {
		return sms.News{}, sms.ErrForged
	}
	n := sms.News{ID: form.Get("MessageSid"), Fate: sms.OnItsWay}
	switch strings.ToLower(form.Get("MessageStatus")) {
	case "delivered", "read":
		n.Fate = sms.Delivered
	case "undelivered", "failed", "canceled":
		n.Fate = sms.Lost
		var code *int
		if c, err := strconv.Atoi(form.Get("ErrorCode")); err == nil {
			code = &c
		}
		n.Why = reason(code)
	}
	return n, nil
}

// Package twiliosms sends texts through Twilio's Programmable Messaging (REST API of 2010-04-01): a form to Messages.json
// with HTTP basic authentication, and signed calls that tell what became of a text.
//
// Twilio knows no idempotency keys. A text whose first try had no answer is therefore looked for among what Twilio has taken
// since then before it is sent again: by number and by words, which hold a code and so are like no others. It refuses to
// know what texts are for. Start with Driver; codes.go says what Twilio's errors mean here.
package twiliosms

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"comptoir/internal/platform/sms"
)

// Name is the driver's.
const Name = "twilio"

// Address is Twilio's own.
const Address = "https://api.twilio.com"

const maxAnswer = 1 << 20

// Config is an account.
type Config struct {
	Client  *http.Client
	URL     string // Address when empty
	Account string // SID, "AC…"
	Token   string // authenticates the calls both ways
	Sender  string // number in E.164, SID of a messaging service "MG…", or a name of up to eleven letters
}

// Driver implements sms.Driver.
type Driver struct{ c Config }

// New makes a driver.
func New(c Config) Driver {
	if c.URL == "" {
		c.URL = Address
	}
	return Driver{c}
}

// Name implements sms.Driver.
func (Driver) Name() string { return Name }

// message is Twilio's Message resource, as far as it is read.
type message struct {
	SID       string `json:"sid"`
	Status    string `json:"status"`
	To        string `json:"to"`
	Body      string `json:"body"`
	Direction string `json:"direction"`
	Created   string `json:"date_created"` // RFC 2822
	ErrorCode *int   `json:"error_code"`
}

// Send implements sms.Driver.
func (d Driver) Send(ctx context.Context, m sms.Message) (string, error) {
	if !m.TriedAt.IsZero() {
		if taken, err := d.find(ctx, m); err != nil || taken.SID != "" {
			return taken.outcome(err)
		}
	}
	form := url.Values{"To": {m.To.String()}, "Body": {m.Text}}
	if strings.HasPrefix(d.c.Sender, "MG") {
		form.Set("MessagingServiceSid", d.c.Sender)
	} else {
		form.Set("From", d.c.Sender)
	}
	if m.Callback != "" {
		form.Set("StatusCallback", m.Callback)
	}
	if m.Life > 0 {
		form.Set("ValidityPeriod", strconv.Itoa(int(m.Life.Seconds())))
	}
	var taken message
	err := d.call(ctx, http.MethodPost, "/Messages.json", form, &taken)
	return taken.outcome(err)
}

// outcome reads what Twilio says of a text: one may be taken and have failed already.
func (m message) outcome(err error) (string, error) {
	if err == nil && (m.Status == "failed" || m.Status == "undelivered") {
		return m.SID, reason(m.ErrorCode)
	}
	if err == nil && m.SID == "" {
		return "", sms.ErrUnavailable.Detailf("twilio: an answer without a name of the text")
	}
	return m.SID, err
}

// clockSkew is by how much Twilio's clock may be behind ours.
const clockSkew = time.Minute

// find looks for a text that was taken although the answer was lost. The list is by the newest first; it is not narrowed by
// the day of sending, which a text that still waits at Twilio has not.
func (d Driver) find(ctx context.Context, m sms.Message) (message, error) {
	since := m.TriedAt.Add(-clockSkew)
	query := url.Values{"To": {m.To.String()}, "PageSize": {"50"}}
	var page struct {
		Messages []message `json:"messages"`
	}
	if err := d.call(ctx, http.MethodGet, "/Messages.json?"+query.Encode(), nil, &page); err != nil {
		return message{}, err
	}
	for _, taken := range page.Messages {
		created, err := time.Parse(time.RFC1123Z, taken.Created)
		if taken.Body == m.Text && taken.To == m.To.String() && taken.Direction != "inbound" && (err != nil || !created.Before(since.Truncate(time.Second))) {
			return taken, nil
		}
	}
	return message{}, nil
}

// Check implements sms.Driver: it reads the account.
func (d Driver) Check(ctx context.Context) (string, error) {
	var account struct {
		Name   string `json:"friendly_name"`
		Status string `json:"status"`
	}
	if err := d.call(ctx, http.MethodGet, ".json", nil, &account); err != nil {
		return "", err
	}
	if account.Status != "active" {
		return account.Name, sms.ErrKeys.Detailf("twilio: the account is %s", account.Status)
	}
	return account.Name, nil
}

// call makes one call. No answer, an answer cut short, and the codes by which Twilio says «again» are ErrUnavailable.
func (d Driver) call(ctx context.Context, method, path string, form url.Values, to any) error {
	r, err := http.NewRequestWithContext(ctx, method, d.c.URL+"/2010-04-01/Accounts/"+url.PathEscape(d.c.Account)+path, strings.NewReader(form.Encode()))
	if err != nil {
		return sms.ErrKeys.Because(err)
	}
	r.SetBasicAuth(d.c.Account, d.c.Token)
	r.Header.Set("Accept", "application/json")
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	resp, err := d.c.Client.Do(r)
	if err != nil {
		return sms.ErrUnavailable.Because(err)
	}
	defer func() { _ = resp.Body.Close() }()
	raw, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer))
	if err != nil {
		return sms.ErrUnavailable.Because(err)
	}
	if resp.StatusCode/100 != 2 {
		return refusal(resp.StatusCode, raw)
	}
	if err := json.Unmarshal(raw, to); err != nil {
		return sms.ErrUnavailable.Because(fmt.Errorf("twilio: %w", err))
	}
	return nil
}

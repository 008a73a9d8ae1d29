package twiliosms_test

import (
	"errors"
	"net/http"
	"net/netip"
	"net/url"
	"testing"
	"time"

	"comptoir/internal/kernel/contact"
	"comptoir/internal/platform/egress"
	"comptoir/internal/platform/sms"
	"comptoir/internal/platform/sms/twiliosms"
	"comptoir/internal/platform/sms/twiliosms/twiliotest"
)

func open(t *testing.T) (*twiliotest.Server, *sms.Sender) {
	s := twiliotest.New(t)
	client := egress.New(egress.Config{Allow: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("::1/128")}})
	return s, sms.New(twiliosms.New(twiliosms.Config{Client: client, URL: s.URL, Account: twiliotest.Account, Token: twiliotest.Token, Sender: twiliotest.Sender}))
}

func text(to contact.Phone) sms.Message {
	return sms.Message{Reference: "c/1", To: to, Text: "Rivages : 123456 est votre code pour l’hôtel.", Callback: "https://rivages.example/x", Life: 10 * time.Minute}
}

func TestATextIsTaken(t *testing.T) {
	t.Parallel()
	s, sender := open(t)
	sent, err := sender.Send(t.Context(), text("+33612345678"))
	if err != nil {
		t.Fatal(err)
	}
	all := s.Taken()
	if len(all) != 1 || all[0].SID != sent.ID || all[0].Body != "Rivages : 123456 est votre code pour l'hotel." || all[0].Validity != 600 || all[0].From != twiliotest.Sender || all[0].Callback == "" {
		t.Errorf("%+v", all)
	}
	if sent.Encoding != sms.GSM || sent.Segments != 1 {
		t.Errorf("%+v", sent)
	}
	if name, err := sender.Check(t.Context()); err != nil || name != "Rivages SMS" {
		t.Errorf("%q %v", name, err)
	}
}

func TestRefusalsSayWhetherToTryAgain(t *testing.T) {
	t.Parallel()
	s, sender := open(t)
	for to, want := range map[contact.Phone]error{"+15005550001": sms.ErrNumber, "+15005550009": sms.ErrNumber, "+15005550002": sms.ErrRegion, "+15005550003": sms.ErrRegion, "+15005550004": sms.ErrStopped, "+15005550008": sms.ErrTrial, "0612": sms.ErrBadMessage} {
		if _, err := sender.Send(t.Context(), text(to)); !errors.Is(err, want) {
			t.Errorf("%s: %v, want %v", to, err, want)
		}
	}
	for status, want := range map[int]error{http.StatusTooManyRequests: sms.ErrUnavailable, http.StatusServiceUnavailable: sms.ErrUnavailable, http.StatusBadRequest: sms.ErrRefused} {
		s.Away(status)
		if _, err := sender.Send(t.Context(), text("+33612345678")); !errors.Is(err, want) {
			t.Errorf("%d: %v, want %v", status, err, want)
		}
	}
	s.Away(0)
	other := sms.New(twiliosms.New(twiliosms.Config{Client: s.Client(), URL: s.URL, Account: twiliotest.Account, Token: "another", Sender: twiliotest.Sender}))
	if _, err := other.Check(t.Context()); !errors.Is(err, sms.ErrKeys) {
		t.Errorf("another token: %v", err)
	}
	if len(s.Taken()) != 0 {
		t.Errorf("%+v", s.Taken())
	}
}

// The answer is lost after the text was taken: tried again it is the same text, and one with other words is another.
func TestACutLineSendsOnce(t *testing.T) {
	t.Parallel()
	s, sender := open(t)
	s.Lose(1)
	m := text("+33612345678")
	began := time.Now()
	if _, err := sender.Send(t.Context(), m); !errors.Is(err, sms.ErrUnavailable) {
		t.Fatalf("a cut line: %v", err)
	}
	m.TriedAt = began
	again, err := sender.Send(t.Context(), m)
	if err != nil || len(s.Taken()) != 1 || again.ID != s.Taken()[0].SID {
		t.Fatalf("%+v %v, %d texts", again, err, len(s.Taken()))
	}
	m.Text = "Rivages : 654321 est votre code."
	if _, err := sender.Send(t.Context(), m); err != nil || len(s.Taken()) != 2 {
		t.Errorf("%v, %d texts", err, len(s.Taken()))
	}
}

// The example of Twilio's own documentation and libraries.
func TestSignatureOfTheDocumentation(t *testing.T) {
	t.Parallel()
	form := url.Values{"CallSid": {"CA1234567890ABCDE"}, "Caller": {"+14158675309"}, "Digits": {"1234"}, "From": {"+14158675309"}, "To": {"+18005551212"}}
	if got := twiliosms.Sign("12345", "https://mycompany.com/myapp.php?foo=1&bar=2", form); got != "RSOYDt4T1cUTdK1PDd93/VVr8B8=" {
		t.Errorf("%s", got)
	}
}

func TestOnlyTwilioIsBelieved(t *testing.T) {
	t.Parallel()
	_, sender := open(t)
	const address = "https://rivages.example/api/contracts/texts/twilio/x"
	form := url.Values{"AccountSid": {twiliotest.Account}, "MessageSid": {"SM1"}, "MessageStatus": {"undelivered"}, "ErrorCode": {"30006"}}
	header := map[string][]string{twiliosms.Header: {twiliosms.Sign(twiliotest.Token, address, form)}}
	n, err := sender.Verify(t.Context(), address, header, []byte(form.Encode()))
	if err != nil || n.ID != "SM1" || n.Fate != sms.Lost || !errors.Is(n.Why, sms.ErrNumber) {
		t.Errorf("%+v %v", n, err)
	}
	changed := url.Values{"AccountSid": {twiliotest.Account}, "MessageSid": {"SM1"}, "MessageStatus": {"delivered"}, "ErrorCode": {"30006"}}
	for name, err := range map[string]error{
		"another body":    second(sender.Verify(t.Context(), address, header, []byte(changed.Encode()))),
		"another address": second(sender.Verify(t.Context(), address+"y", header, []byte(form.Encode()))),
		"no signature":    second(sender.Verify(t.Context(), address, nil, []byte(form.Encode()))),
	} {
		if !errors.Is(err, sms.ErrForged) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func second[T any](_ T, err error) error { return err }

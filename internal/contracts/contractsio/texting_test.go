package contractsio_test

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"comptoir/internal/contracts"
	"comptoir/internal/contracts/contractsio"
	"comptoir/internal/contracts/contractstest"
	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/contact"
	"comptoir/internal/kernel/fault"
	"comptoir/internal/platform/sms"
	"comptoir/internal/platform/sms/twiliosms"
	"comptoir/internal/platform/sms/twiliosms/twiliotest"
)

const site = "https://rivages.example"

// texting is a business whose signers may choose, and the carrier.
type texting struct {
	*contracts.Contracts
	twilio *twiliotest.Server
	desk   context.Context
	past   *atomic.Int64 // seconds that have passed
}

func newTexting(t *testing.T, change func(*contracts.Settings)) texting {
	t.Helper()
	w := texting{twilio: twiliotest.New(t), past: &atomic.Int64{}}
	start := time.Date(2027, 3, 14, 9, 0, 0, 0, time.UTC)
	now := func() time.Time { return start.Add(time.Duration(w.past.Load()) * time.Second) }
	w.twilio.Now = now
	driver := twiliosms.New(twiliosms.Config{Client: w.twilio.Client(), URL: w.twilio.URL, Account: twiliotest.Account, Token: twiliotest.Token, Sender: twiliotest.Sender})
	w.Contracts, _, _, _, w.desk = world(t, 0, func(d *contracts.Deps) {
		d.Carrier = contractsio.Carrier{Sender: sms.New(driver), Site: func(context.Context) string { return site }}
		d.Now = now
	})
	s := contracts.UsualSettings()
	s.Identity = contracts.IdentityChoice
	if change != nil {
		change(&s)
	}
	if _, err := w.SaveSettings(w.desk, contracts.SaveSettings{Settings: s}); err != nil {
		t.Fatal(err)
	}
	return w
}

// sent is a contract before a signer with that number.
func (w texting) sent(t *testing.T, number contact.Phone) signing {
	t.Helper()
	stay := contractstest.Stay("fr")
	stay.Guest.Phone = number
	id, err := w.DraftFor(w.desk, contracts.DraftContract{Stay: stay})
	if err == nil {
		_, err = w.Generate(w.desk, contracts.GenerateContract{ID: id})
	}
	if err == nil {
		_, err = w.Send(w.desk, contracts.SendContract{ID: id})
	}
	if err != nil {
		t.Fatal(err)
	}
	tenant := access.TenantOf(w.desk)
	return signing{Contracts: w.Contracts, desk: w.desk, visitor: access.With(w.desk, access.Actor{Kind: access.Anonymous, Tenant: tenant, Address: "203.0.113.7"}), id: id, token: keys.Link(tenant, id, 1)}
}

func (s signing) ask(t *testing.T, way contracts.Way) {
	t.Helper()
	if _, err := s.AskCode(s.visitor, contracts.AskCode{Token: s.token, Way: way}); err != nil {
		t.Fatal(err)
	}
}

func (s signing) look(t *testing.T) contracts.SignerView {
	t.Helper()
	v, err := s.Look(s.visitor, contracts.LookAtContract{Token: s.token})
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// texted runs what the job runs.
func (s signing) texted(challenge int) error {
	_, err := s.TextCode(s.desk, contracts.TextCode{Contract: s.id, Challenge: challenge})
	return err
}

// evidence gives the data of the last step of a kind, "" without.
func (s signing) evidence(t *testing.T, step contracts.Step) map[string]string {
	t.Helper()
	d, err := s.Get(s.desk, contracts.GetContract{ID: s.id})
	if err != nil || d.Broken {
		t.Fatalf("the evidence: %v", err)
	}
	var data map[string]string
	for _, e := range d.Evidence {
		if e.Step == step {
			data = e.Data
		}
	}
	return data
}

const mobile = contact.Phone("+33612345678")

// A code goes by text once, also when the answer of the carrier is lost and the job runs again; typed, it proves who signs, and
// the evidence says by which way, to as much of the number as its owner recognises.
func TestACodeByText(t *testing.T) {
	t.Parallel()
	w := newTexting(t, nil)
	s := w.sent(t, mobile)
	if v := s.look(t); len(v.Ways) != 2 || v.Ways[0] != contracts.ByText || v.PhoneHint != "+33 ••• 78" {
		t.Errorf("%+v", v.Ways)
	}
	s.ask(t, contracts.ByText)
	w.twilio.Lose(1)
	if err := s.texted(1); !errors.Is(err, contracts.ErrCarrierAway) {
		t.Fatalf("a cut line: %v", err)
	}
	if err := s.texted(1); err != nil {
		t.Fatal(err)
	}
	if err := s.texted(1); !errors.Is(err, contracts.ErrNothingToSend) {
		t.Errorf("a job that runs once more: %v", err)
	}
	code := keys.Code(access.TenantOf(w.desk), s.id, 1)
	taken := w.twilio.Taken()
	if len(taken) != 1 || !strings.Contains(taken[0].Body, code) || taken[0].To != mobile.String() || taken[0].Callback != site+"/api/contracts/texts/twilio/"+s.id.String()+".1" {
		t.Fatalf("%+v", taken)
	}
	if got := s.evidence(t, contracts.StepTexted); got["segments"] != "1" || got["encoding"] != "GSM-7" || got["message"] != taken[0].SID {
		t.Errorf("%v", got)
	}
	if err := s.fate(w, taken[0], 1, "delivered", 0, twiliotest.Token); err != nil || s.evidence(t, contracts.StepTextArrived) == nil {
		t.Errorf("it has arrived: %v", err)
	}
	session, err := s.Identify(s.visitor, contracts.IdentifySigner{Token: s.token, Code: code})
	if err == nil {
		err = s.sign(session.Secret)
	}
	if got := s.evidence(t, contracts.StepIdentified); err != nil || got["by"] != "sms" || got["to"] != "+33 ••• 78" {
		t.Errorf("%v, %v", got, err)
	}
}

// fate delivers a call of Twilio about a text.
func (s signing) fate(w texting, m twiliotest.Message, challenge int, status string, code int, token string) error {
	form := url.Values{"AccountSid": {twiliotest.Account}, "MessageSid": {m.SID}, "MessageStatus": {status}}
	if code != 0 {
		form.Set("ErrorCode", "30006")
	}
	header := http.Header{}
	header.Set(twiliosms.Header, twiliosms.Sign(token, m.Callback, form))
	_, err := w.Fate(s.visitor, contracts.ReceiveFate{Carrier: twiliosms.Name, Contract: s.id, Challenge: challenge, Address: m.Callback, Message: contracts.Message{Header: header, Body: []byte(form.Encode())}})
	return err
}

// No text can arrive: refused at once, told later, or the carrier is away for longer than a signer waits. Each time the code
// goes by mail, a new one, and the page and the evidence say why.
func TestACodeGoesByMailWhereNoTextArrives(t *testing.T) {
	t.Parallel()
	w := newTexting(t, func(s *contracts.Settings) {
		s.Identity, s.TextPrefixes = contracts.IdentityText, append(s.TextPrefixes, "+1")
	})
	for name, tt := range map[string]struct {
		number contact.Phone
		why    string
		play   func(t *testing.T, s signing)
	}{
		"a landline, refused at once": {"+15005550009", "sms.number_refused", func(t *testing.T, s signing) {
			if err := s.texted(1); err != nil {
				t.Error(err)
			}
		}},
		"a landline, told later, twice": {mobile, "sms.number_refused", func(t *testing.T, s signing) {
			if err := s.texted(1); err != nil {
				t.Fatal(err)
			}
			m := w.twilio.Taken()[len(w.twilio.Taken())-1]
			if err := s.fate(w, m, 1, "undelivered", 30006, "another token"); !errors.Is(err, contracts.ErrSignature) {
				t.Errorf("a forged call: %v", err)
			}
			if err := errors.Join(s.fate(w, m, 1, "undelivered", 30006, twiliotest.Token), s.fate(w, m, 1, "undelivered", 30006, twiliotest.Token)); err != nil {
				t.Error(err)
			}
		}},
		"a carrier that is away": {mobile, "contracts.carrier_away", func(t *testing.T, s signing) {
			w.twilio.Away(http.StatusServiceUnavailable)
			defer w.twilio.Away(0)
			if err := s.texted(1); !errors.Is(err, contracts.ErrCarrierAway) || s.look(t).CodeBy != contracts.ByText {
				t.Errorf("the first try: %v", err)
			}
			w.past.Add(61)
			if err := s.texted(1); err != nil {
				t.Error(err)
			}
		}},
	} {
		s := w.sent(t, tt.number)
		s.ask(t, contracts.ByMail) // not offered
		tt.play(t, s)
		v := s.look(t)
		if v.CodeBy != contracts.ByMail || v.Fallback != tt.why || !v.CodeSent || s.evidence(t, contracts.StepTextFailed)["reason"] != tt.why {
			t.Errorf("%s: by %s because of %q", name, v.CodeBy, v.Fallback)
		}
		if _, err := s.Identify(s.visitor, contracts.IdentifySigner{Token: s.token, Code: keys.Code(access.TenantOf(w.desk), s.id, 1)}); !errors.Is(err, contracts.ErrCode) {
			t.Errorf("%s: the code of the text: %v", name, err)
		}
		if _, err := s.Identify(s.visitor, contracts.IdentifySigner{Token: s.token, Code: keys.Code(access.TenantOf(w.desk), s.id, 2)}); err != nil {
			t.Errorf("%s: the code of the mail: %v", name, err)
		}
		if got := s.evidence(t, contracts.StepIdentified); got["by"] != "e-mail" {
			t.Errorf("%s: %v", name, got)
		}
	}
}

// Texts cost: twelve signers at once with one number get ten, a business gets what it allows, and none goes to a country that is
// not allowed or to a number that is no mobile one. The others have their code by mail.
func TestTextsAreBounded(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		number func(i int) contact.Phone
		change func(*contracts.Settings)
		want   int
		ask    int
	}{
		"one number":         {func(int) contact.Phone { return mobile }, nil, contracts.TextsPerNumber, 12},
		"one business":       {func(i int) contact.Phone { return contact.Phone("+3361234567" + string(rune('0'+i%10))) }, func(s *contracts.Settings) { s.TextsADay = 2 }, 2, 5},
		"a faraway country":  {func(int) contact.Phone { return "+88213123456" }, nil, 0, 1},
		"islands under +1":   {func(int) contact.Phone { return "+18765550123" }, nil, 0, 1},
		"no number at all":   {func(int) contact.Phone { return "" }, nil, 0, 1},
		"prefixes of itself": {func(int) contact.Phone { return mobile }, func(s *contracts.Settings) { s.TextPrefixes = []string{"+32"} }, 0, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newTexting(t, tt.change)
			var all []signing
			for i := range tt.ask {
				all = append(all, w.sent(t, tt.number(i)))
			}
			var wg sync.WaitGroup
			for _, s := range all {
				wg.Go(func() { s.ask(t, contracts.ByText) })
			}
			wg.Wait()
			texts := 0
			for _, s := range all {
				switch v := s.look(t); {
				case v.CodeBy == contracts.ByText:
					texts++
				case tt.want > 0 && v.Fallback != "contracts.too_many_texts":
					t.Errorf("by mail because of %q", v.Fallback)
				}
			}
			if texts != tt.want {
				t.Errorf("%d texts, want %d", texts, tt.want)
			}
		})
	}
}

func TestTextsNeedACarrier(t *testing.T) {
	t.Parallel()
	c, _, _, _, ctx := world(t, 0)
	s := contracts.UsualSettings()
	s.Identity = contracts.IdentityText
	if _, err := c.SaveSettings(ctx, contracts.SaveSettings{Settings: s}); len(fault.FieldsOf(err)) != 1 || fault.FieldsOf(err)[0].Path != "identity" {
		t.Errorf("%v", err)
	}
}

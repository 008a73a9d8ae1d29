package contracts_test

import (
	"errors"
	"testing"
	"time"

	"pgregory.net/rapid"

	"comptoir/internal/contracts"
	"comptoir/internal/contracts/contractstest"
	"comptoir/internal/event"
	"comptoir/internal/kernel/fault"
)

var start = time.Date(2027, 3, 14, 10, 0, 0, 0, time.UTC)

var guest = contracts.Witness{Actor: "signer", Address: "203.0.113.7", Agent: "phone"}

func mark(t interface{ Fatal(...any) }, name string) contracts.Mark {
	m, err := contracts.ReadMark(name, "")
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// sent is a contract on its way to the signer.
func sent(t interface{ Fatal(...any) }) *contracts.Contract {
	c := contracts.Restore(contractstest.State("fr"))
	c.Written("contracts/x.pdf", contracts.HashText("x"), 10, start)
	if err := c.Send([]byte("link"), contracts.BuiltIn, 14*24*time.Hour, contracts.Witness{Actor: "Anna"}, start); err != nil {
		t.Fatal(err)
	}
	return c
}

// identified is a contract whose signer has typed the code.
func identified(t interface{ Fatal(...any) }) *contracts.Contract {
	c := sent(t)
	if err := errors.Join(c.AskCode(contracts.ByMail, "", guest, start.Add(time.Minute)), c.Identify(true, guest, start.Add(2*time.Minute))); err != nil {
		t.Fatal(err)
	}
	return c
}

func TestTheWayToASignature(t *testing.T) {
	t.Parallel()
	c := identified(t)
	at := start.Add(3 * time.Minute)
	if err := c.Sign(false, mark(t, "Éloïse"), "yes", guest, at); !errors.Is(err, contracts.ErrIdentity) {
		t.Errorf("signed from another browser: %v", err)
	}
	if err := c.Sign(true, mark(t, "Éloïse"), "yes", guest, start.Add(40*time.Minute)); !errors.Is(err, contracts.ErrIdentity) {
		t.Errorf("signed long after the code: %v", err)
	}
	if err := c.Countersign(mark(t, "Rivages"), guest, at); !errors.Is(err, contracts.ErrState) {
		t.Errorf("the business signs first: %v", err)
	}
	if err := c.Sign(true, mark(t, "Éloïse"), "yes", guest, at); err != nil {
		t.Fatal(err)
	}
	if err := c.Sign(true, mark(t, "Éloïse"), "yes", guest, at); err != nil {
		t.Errorf("a double click: %v", err)
	}
	if err := c.Sign(true, mark(t, "Somebody else"), "yes", guest, at); !errors.Is(err, contracts.ErrSigned) {
		t.Errorf("signed over: %v", err)
	}
	if err := c.Refuse("no", guest, at); !errors.Is(err, contracts.ErrSigned) {
		t.Errorf("refused after signing: %v", err)
	}
	if c.Expire(start.AddDate(0, 1, 0)) {
		t.Error("a signed contract has expired")
	}
	if err := c.Countersign(mark(t, "Rivages"), contracts.Witness{Actor: "Anna"}, at); err != nil {
		t.Fatal(err)
	}
	if err := c.Void("mistake", guest, at); !errors.Is(err, contracts.ErrState) {
		t.Errorf("taken back after all have signed: %v", err)
	}
	if err := errors.Join(c.Complete(contracts.Sealed{PDF: []byte("x"), Certificate: "CN=x"}, "f", "h", at), c.Complete(contracts.Sealed{}, "g", "h", at)); err != nil {
		t.Fatal(err)
	}
	s := c.State()
	if s.Status != contracts.Completed || s.Signing.SealedFile != "f" {
		t.Errorf("%s, %+v", s.Status, s.Signing)
	}
	told(t, c)
	if err := contracts.CheckEvidence(c.TakeEvidence(), s.Signing.LastHash); err != nil {
		t.Error(err)
	}
}

// told: each step was published, in its order, with how many signatures it leaves open.
func told(t *testing.T, c *contracts.Contract) {
	t.Helper()
	var names []string
	for _, e := range c.TakeEvents() {
		names = append(names, e.EventName())
		if signed, ok := e.(event.ContractSigned); ok && (signed.Party == "signer") != (signed.Remaining == 1) {
			t.Errorf("%+v", signed)
		}
	}
	want := []string{"contracts.contract_generated.v1", "contracts.contract_sent.v1", "contracts.contract_viewed.v1", "contracts.contract_code_asked.v1", "contracts.contract_signed.v1",
		"contracts.contract_signed.v1", "contracts.contract_completed.v1"}
	if len(names) != len(want) {
		t.Fatalf("%v", names)
	}
	for i := range want {
		if names[i] != want[i] {
			t.Errorf("event %d is %s, want %s", i, names[i], want[i])
		}
	}
}

// A million codes, and at most thirty guesses a day: five of each code, six codes.
func TestCodesAreFew(t *testing.T) {
	t.Parallel()
	c := sent(t)
	at := start
	if err := c.Identify(true, guest, at); !errors.Is(err, contracts.ErrCodeOver) {
		t.Errorf("a code before one was asked for: %v", err)
	}
	guesses := 0
	for i := range contracts.CodesADay {
		if err := c.AskCode(contracts.ByMail, "", guest, at); err != nil {
			t.Fatal(err)
		}
		if err := c.AskCode(contracts.ByMail, "", guest, at.Add(time.Second)); i < contracts.CodesADay-1 && !errors.Is(err, contracts.ErrCodePause) {
			t.Errorf("a second code at once: %v", err)
		}
		for {
			err := c.Identify(false, guest, at)
			if errors.Is(err, contracts.ErrCodeOver) {
				break
			}
			if !errors.Is(err, contracts.ErrCode) {
				t.Fatal(err)
			}
			guesses++
		}
		if err := c.Identify(true, guest, at); !errors.Is(err, contracts.ErrCodeOver) {
			t.Errorf("the right code after too many wrong ones: %v", err)
		}
		at = at.Add(time.Hour)
	}
	if guesses != 30 {
		t.Errorf("%d guesses", guesses)
	}
	if err := c.AskCode(contracts.ByMail, "", guest, at); !errors.Is(err, contracts.ErrCodeDay) {
		t.Errorf("a seventh code: %v", err)
	}
	at = start.Add(25 * time.Hour)
	if err := c.AskCode(contracts.ByMail, "", guest, at); err != nil {
		t.Errorf("the next day: %v", err)
	}
	if err := c.Identify(true, guest, at.Add(contracts.CodeLife)); !errors.Is(err, contracts.ErrCodeOver) {
		t.Errorf("after ten minutes: %v", err)
	}
	if err := c.Identify(true, guest, at.Add(contracts.CodeLife-time.Second)); err != nil {
		t.Errorf("just in time: %v", err)
	}
	if err := c.Identify(true, guest, at.Add(contracts.CodeLife-time.Second)); !errors.Is(err, contracts.ErrCodeOver) {
		t.Errorf("the same code twice: %v", err)
	}
}

// What may follow what: an ended contract stays ended, whoever does whatever in whatever order, and its evidence holds.
func TestAnyOrder(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		c := sent(t)
		now := start
		var ended contracts.Status
		for range rapid.IntRange(1, 30).Draw(t, "steps") {
			now = now.Add(time.Duration(rapid.IntRange(0, 100).Draw(t, "hours")) * time.Hour / 4)
			before := c.State()
			switch rapid.IntRange(0, 9).Draw(t, "act") {
			case 0:
				_ = c.View(guest, now)
			case 1:
				_ = c.AskCode(contracts.ByMail, "", guest, now)
			case 2:
				_ = c.Identify(rapid.Bool().Draw(t, "right"), guest, now)
			case 3:
				session := rapid.Bool().Draw(t, "session")
				if err := c.Sign(session, mark(t, "A"), "yes", guest, now); err == nil && (!session || before.Signing.Challenge.Identified.IsZero()) {
					t.Fatal("signed by somebody who did not prove himself")
				}
			case 4:
				_ = c.Countersign(mark(t, "B"), guest, now)
			case 5:
				_ = c.Complete(contracts.Sealed{PDF: []byte("x")}, "f", "h", now)
			case 6:
				if err := c.Refuse("no", guest, now); err == nil && !before.Signing.Signer.At.IsZero() {
					t.Fatal("refused after signing")
				}
			case 7:
				_ = c.Expire(now)
			case 8:
				_ = c.Void("x", guest, now)
			case 9:
				_ = c.Remind(guest, now)
			}
			s := c.State()
			if ended != "" && s.Status != ended {
				t.Fatalf("%s became %s", ended, s.Status)
			}
			if s.Status.Ended() {
				ended = s.Status
			}
			if s.Status == contracts.Completed && !s.AllSigned() {
				t.Fatal("completed without all signatures")
			}
			if !before.Signing.Signer.At.IsZero() && !s.Signing.Signer.Mark.Same(before.Signing.Signer.Mark) {
				t.Fatal("a signature was changed")
			}
		}
		forged(t, c)
	})
}

// forged: whatever is changed or left out in a file of evidence is seen.
func forged(t *rapid.T, c *contracts.Contract) {
	evidence := c.TakeEvidence()
	if err := contracts.CheckEvidence(evidence, c.State().Signing.LastHash); err != nil {
		t.Fatal(err)
	}
	i := rapid.IntRange(0, len(evidence)-1).Draw(t, "forged")
	switch rapid.IntRange(0, 2).Draw(t, "forgery") {
	case 0:
		evidence[i].Address += "x"
	case 1:
		evidence = append(evidence[:i:i], evidence[i+1:]...)
	case 2:
		evidence[i].At = evidence[i].At.Add(time.Microsecond)
	}
	if contracts.CheckEvidence(evidence, c.State().Signing.LastHash) == nil {
		t.Fatal("a forged file of evidence holds")
	}
}

func TestReadMark(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		name, drawing, field string
	}{
		"typed":             {"  Éloïse   Müller ", "", ""},
		"drawn":             {"Éloïse", "1,2 3,4;5,6", ""},
		"nobody":            {"   ", "", "name"},
		"turned round":      {"Anna\u202eannA", "", "name"},
		"a control":         {"An\u0000na", "", "name"},
		"outside the field": {"A", "601,2", "drawing"},
		"no numbers":        {"A", "<svg/onload=alert(1)>", "drawing"},
		"negative":          {"A", "-1,2", "drawing"},
		"huge":              {"A", "99999999999999999999,1", "drawing"},
	} {
		m, err := contracts.ReadMark(c.name, c.drawing)
		fields := fault.FieldsOf(err)
		if (c.field == "") != (err == nil) || c.field != "" && (len(fields) != 1 || fields[0].Path != c.field) {
			t.Errorf("%s: %v", name, err)
		}
		if name == "typed" && (m.Name != "Éloïse Müller" || m.Method() != "typed") || name == "drawn" && (m.Method() != "drawn" || len(m.Strokes) != 2) {
			t.Errorf("%s: %+v", name, m)
		}
	}
}

func FuzzReadMark(f *testing.F) {
	f.Add("Éloïse", "1,2 3,4;5,6")
	f.Fuzz(func(t *testing.T, name, drawing string) {
		m, err := contracts.ReadMark(name, drawing)
		if err != nil {
			return
		}
		for _, s := range m.Strokes {
			for _, p := range s {
				if p.X < 0 || p.X > contracts.MarkWidth || p.Y < 0 || p.Y > contracts.MarkHeight {
					t.Errorf("%v is outside", p)
				}
			}
		}
	})
}

package contracts_test

import (
	"errors"
	"testing"
	"time"

	"pgregory.net/rapid"

	"comptoir/internal/contracts"
	"comptoir/internal/event"
)

// Whatever is asked for, lost and guessed within a day: no more than thirty guesses are heard, a code by text is never mailed,
// each code by mail is, and the file of evidence holds together.
func TestGuessesAreFewByEveryWay(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		c := sent(t)
		at, guesses, mails := start, 0, 0
		for range rapid.IntRange(1, 120).Draw(t, "acts") {
			before := c.State().Signing.Challenge
			switch rapid.SampledFrom([]string{"text", "mail", "lost", "wrong", "wrong", "wrong", "wait"}).Draw(t, "act") {
			case "text":
				_ = c.AskCode(contracts.ByText, "", guest, at) // too soon and too often are refused
			case "mail":
				if c.AskCode(contracts.ByMail, "", guest, at) == nil {
					mails++
				}
			case "lost":
				if c.FallBack(before.Number, "twilio", "sms.number_refused", at) {
					mails++
					if now := c.State().Signing.Challenge; before.Way != contracts.ByText || now.Way == contracts.ByText || now.Tries != before.Tries || now.Number != before.Number+1 {
						t.Errorf("before %+v, after %+v", before, now)
					}
				}
			case "wrong":
				if errors.Is(c.Identify(false, guest, at), contracts.ErrCode) {
					guesses++
				}
			case "wait":
				at = at.Add(time.Duration(rapid.IntRange(1, 900).Draw(t, "seconds")) * time.Second)
			}
			if at.Sub(start) > 23*time.Hour {
				break
			}
		}
		if guesses > contracts.CodesADay*contracts.CodeTries {
			t.Errorf("%d guesses", guesses)
		}
		for _, e := range c.TakeEvents() {
			if _, ok := e.(event.ContractCodeAsked); ok {
				mails--
			}
		}
		if mails != 0 {
			t.Errorf("%d codes were not mailed, or texts were", mails)
		}
		if err := contracts.CheckEvidence(c.TakeEvidence(), c.State().Signing.LastHash); err != nil {
			t.Error(err)
		}
	})
}

// A text that is reported lost after the signer has typed its code takes nothing back.
func TestALostTextComesTooLate(t *testing.T) {
	t.Parallel()
	c := sent(t)
	if err := errors.Join(c.AskCode(contracts.ByText, "", guest, start), c.Identify(true, guest, start.Add(time.Minute))); err != nil {
		t.Fatal(err)
	}
	if c.FallBack(1, "twilio", "sms.refused", start.Add(2*time.Minute)) {
		t.Error("another code goes out although the signer is known")
	}
	if err := c.Sign(true, mark(t, "Éloïse"), "yes", guest, start.Add(3*time.Minute)); err != nil {
		t.Error(err)
	}
}

// The clock was ahead when a code was asked for and used, and has been put right: the signer waits no longer than for any other
// code, the codes of the wrong clock still count, and neither a code nor the proof of having typed one lives longer for it.
func TestAClockThatIsPutRight(t *testing.T) {
	t.Parallel()
	for _, ahead := range []time.Duration{2 * time.Minute, time.Hour, 23 * time.Hour, 40 * 24 * time.Hour} {
		c := sent(t)
		if err := c.AskCode(contracts.ByMail, "", guest, start.Add(ahead)); err != nil && ahead < 14*24*time.Hour {
			t.Fatal(err)
		} else if err != nil {
			continue // the contract's own time was over
		}
		if err := c.Identify(true, guest, start); !errors.Is(err, contracts.ErrCodeOver) {
			t.Errorf("%s ahead: a code lives longer than it should: %v", ahead, err)
		}
		if err := c.AskCode(contracts.ByMail, "", guest, start.Add(time.Second)); err != nil {
			t.Errorf("%s ahead: no other code: %v", ahead, err)
		}
		if err := c.AskCode(contracts.ByMail, "", guest, start.Add(2*time.Second)); !errors.Is(err, contracts.ErrCodePause) {
			t.Errorf("%s ahead: two codes in a second: %v", ahead, err)
		}
		for n := 2; n < contracts.CodesADay; n++ {
			if err := c.AskCode(contracts.ByMail, "", guest, start.Add(time.Duration(n)*time.Minute)); err != nil {
				t.Errorf("%s ahead: code %d: %v", ahead, n+1, err)
			}
		}
		if err := c.AskCode(contracts.ByMail, "", guest, start.Add(time.Hour)); !errors.Is(err, contracts.ErrCodeDay) {
			t.Errorf("%s ahead: one more than a day allows: %v", ahead, err)
		}
	}
	c := sent(t)
	then := start.Add(time.Hour)
	if err := errors.Join(c.AskCode(contracts.ByMail, "", guest, then), c.Identify(true, guest, then)); err != nil {
		t.Fatal(err)
	}
	if err := c.Sign(true, mark(t, "Éloïse"), "yes", guest, start); !errors.Is(err, contracts.ErrIdentity) {
		t.Errorf("signed with a proof of the wrong clock: %v", err)
	}
}

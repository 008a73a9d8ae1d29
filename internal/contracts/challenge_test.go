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

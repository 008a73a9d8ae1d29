package contracts

import (
	"strconv"
	"time"

	"comptoir/internal/event"
)

// Challenge is the code that proves that the signer reads his mail, or holds his telephone.
type Challenge struct {
	Number     int         // how many codes were made for this contract; never less
	Asked      []time.Time `json:",omitempty"` // of the last day
	ExpiresAt  time.Time   `json:",omitzero"`
	Tries      int         `json:",omitempty"` // wrong ones of the code in use, and of the text in whose place it went by mail
	Identified time.Time   `json:",omitzero"`
	Way        Way         `json:",omitempty"` // "" is ByMail
	TextedAt   time.Time   `json:",omitzero"`  // when the text was first handed to a carrier
	Message    string      `json:",omitempty"` // the carrier's name of it, once it is taken
	Delivered  bool        `json:",omitempty"` // the telephone has it
	Fallback   string      `json:",omitempty"` // code of why it went by mail and not by text
}

// The limits of codes: at most 30 guesses of a million a day.
const (
	CodeLife     = 10 * time.Minute
	CodePause    = 30 * time.Second
	CodeTries    = 5
	CodesADay    = 6
	IdentityLife = 30 * time.Minute // how long the signer may take from the code to the signature
)

// clockSlack is by how much the clocks of two machines differ. What was noted further ahead was noted by a clock that has been
// put right since: it serves nobody longer than it should, and locks nobody out.
const clockSlack = time.Minute

// live reports whether there is a code that may be typed.
func (ch Challenge) live(now time.Time) bool {
	return !ch.ExpiresAt.IsZero() && now.Before(ch.ExpiresAt) && ch.ExpiresAt.Sub(now) <= CodeLife+clockSlack && ch.Tries < CodeTries
}

// MayAskCode refuses another code too soon or too often, and to a signer whom the contract does not wait for.
func (c *Contract) MayAskCode(now time.Time) error {
	if c.s.Outside() {
		return ErrElsewhere
	}
	if err := c.open(now); err != nil {
		return err
	}
	if lately := c.s.Signing.Challenge.lately(now); len(lately) >= CodesADay {
		return ErrCodeDay
	} else if n := len(lately); n > 0 && now.Sub(lately[n-1]) < CodePause && !ahead(lately[n-1], now) {
		return ErrCodePause
	}
	return nil
}

// ahead reports whether a moment was noted by a clock that went before this one.
func ahead(at, now time.Time) bool { return at.Sub(now) > clockSlack }

// lately are the codes that were asked for within a day; those that a clock ahead of this one noted count too, unless it
// was ahead by more than a day.
func (ch Challenge) lately(now time.Time) (all []time.Time) {
	for _, at := range ch.Asked {
		if now.Sub(at) < 24*time.Hour && at.Sub(now) < 24*time.Hour {
			all = append(all, at)
		}
	}
	return all
}

// AskCode begins a new challenge; the code before is worth nothing any more. Asking is opening. why is the code of the fault for
// which it goes by mail and not by text; empty: it was not to.
func (c *Contract) AskCode(way Way, why string, w Witness, now time.Time) error {
	if err := c.MayAskCode(now); err != nil {
		return err
	}
	if err := c.View(w, now); err != nil {
		return err
	}
	ch := &c.s.Signing.Challenge
	*ch = Challenge{Number: ch.Number + 1, Asked: append(ch.lately(now), now), ExpiresAt: now.Add(CodeLife), Way: way, Fallback: why}
	c.codeAsked(w, now)
	return nil
}

// codeAsked records a new code, and has it sent where it goes by mail.
func (c *Contract) codeAsked(w Witness, now time.Time) {
	ch := c.s.Signing.Challenge
	if ch.Way == ByText {
		c.note(StepCodeAsked, w, now, map[string]string{"by": string(ByText), "to": c.s.Stay.Guest.Phone.Masked()})
		return
	}
	c.note(StepCodeAsked, w, now, map[string]string{"to": c.s.Signer().Email.String()})
	c.news = append(c.news, event.ContractCodeAsked{ContractFacts: c.s.facts(), Challenge: ch.Number, ExpiresAt: ch.ExpiresAt})
}

// texting reports whether the code of a challenge is on its way by text, or was to be.
func (c *Contract) texting(challenge int, now time.Time) bool {
	ch := c.s.Signing.Challenge
	return ch.Number == challenge && ch.Way == ByText && !ch.ExpiresAt.IsZero() && now.Before(ch.ExpiresAt) && c.open(now) == nil
}

// texted records that a carrier has taken the text of a challenge.
func (c *Contract) texted(challenge int, carrier string, took Carried, now time.Time) {
	ch := &c.s.Signing.Challenge
	if ch.Number != challenge || ch.Way != ByText || ch.Message != "" {
		return
	}
	ch.Message = took.ID
	c.note(StepTexted, Witness{Actor: carrier}, now, map[string]string{"to": c.s.Stay.Guest.Phone.Masked(), "message": took.ID, "segments": strconv.Itoa(took.Segments), "encoding": took.Encoding})
}

// FallBack has a new code go by mail because the text with the one before cannot arrive. It takes the place of what was asked
// for: it waits for no pause, and wrong guesses of the text's code count on.
func (c *Contract) FallBack(challenge int, carrier, why string, now time.Time) bool {
	if !c.texting(challenge, now) {
		return false
	}
	ch := &c.s.Signing.Challenge
	c.note(StepTextFailed, Witness{Actor: carrier}, now, map[string]string{"to": c.s.Stay.Guest.Phone.Masked(), "reason": why})
	*ch = Challenge{Number: ch.Number + 1, Asked: ch.Asked, ExpiresAt: now.Add(CodeLife), Tries: ch.Tries, Fallback: why}
	c.codeAsked(Witness{Actor: "program"}, now)
	return true
}

// Identify compares the code that was typed, whether it was right, and counts the wrong ones: what it records must be
// saved also when it returns ErrCode.
func (c *Contract) Identify(right bool, w Witness, now time.Time) error {
	if err := c.open(now); err != nil {
		return err
	}
	ch := &c.s.Signing.Challenge
	if !ch.live(now) {
		return ErrCodeOver
	}
	if !right {
		ch.Tries++
		c.note(StepCodeWrong, w, now, nil)
		return ErrCode
	}
	ch.Identified, ch.ExpiresAt = now, time.Time{} // a code serves once
	by, to := c.s.provedBy()
	c.note(StepIdentified, w, now, map[string]string{"by": by, "to": to})
	return nil
}

// provedBy is the way by which the last code went, and the address: of a telephone only so much as its owner recognises.
func (s ContractState) provedBy() (by, to string) {
	if s.Signing.Challenge.Way == ByText {
		return string(ByText), s.Stay.Guest.Phone.Masked()
	}
	return "e-mail", s.Signer().Email.String()
}

// identified reports whether the signer of this session has proved himself lately.
func (c *Contract) identified(session bool, now time.Time) bool {
	at := c.s.Signing.Challenge.Identified
	return session && !at.IsZero() && now.Before(at.Add(IdentityLife)) && !ahead(at, now)
}

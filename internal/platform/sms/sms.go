// Package sms takes short text messages to telephones: one port, with a driver for Twilio (twiliosms) and one that keeps
// every text for a page to read it (sandboxsms).
//
// It refuses to know why a text is sent, in which language, how many a business may send and when to try again: contexts
// decide, jobs repeat. What it promises:
//   - a message has a reference, and the same reference is the same text, also when the answer to the first try was lost;
//   - a refusal for ever (fault kind Invalid) differs from an outcome that is unknown (ErrUnavailable), whatever the driver;
//   - how many segments a text is billed as is computed before it is sent, by the alphabet that it really needs (GSM 03.38
//     or UCS-2), and Plain writes it so that it needs the cheap one.
//
// Start with Sender.Send; a driver's duties are in Driver; segments.go counts.
package sms

import (
	"context"
	"time"
	"unicode/utf8"

	"comptoir/internal/kernel/contact"
	"comptoir/internal/kernel/fault"
)

// MaxSegments is the length of the longest text that is sent; carriers join no more than ten.
const MaxSegments = 10

// Faults. Those of kind Invalid are for ever: the same text to the same number is refused again.
var (
	ErrBadMessage  = fault.Define(fault.Invalid, "sms.bad_message", "the text cannot be sent as it is")
	ErrNumber      = fault.Define(fault.Invalid, "sms.number_refused", "no text can arrive at this number: it does not exist, or is no mobile number")
	ErrStopped     = fault.Define(fault.Invalid, "sms.stopped", "the number has asked for no more texts")
	ErrRegion      = fault.Define(fault.Invalid, "sms.region_refused", "the account may not send texts to this country")
	ErrTrial       = fault.Define(fault.Invalid, "sms.trial", "the account is on trial and writes only to numbers that it has verified")
	ErrSender      = fault.Define(fault.Invalid, "sms.sender_refused", "the account may not send texts under this sender")
	ErrRefused     = fault.Define(fault.Invalid, "sms.refused", "the carrier refused the text")
	ErrKeys        = fault.Define(fault.Invalid, "sms.keys_refused", "the carrier does not accept these keys")
	ErrUnavailable = fault.Define(fault.Unavailable, "sms.unavailable", "the carrier does not answer; whether the text was taken is unknown")
	ErrForged      = fault.Define(fault.Unauthenticated, "sms.bad_signature", "the signature does not match the message")
)

// Message is a text to be sent.
type Message struct {
	Reference string // names the text for ever; the same reference is the same text
	To        contact.Phone
	Text      string
	Callback  string        // address that the carrier tells what becomes of it; empty: nobody is told
	Life      time.Duration // for how long the carrier may try; zero: as long as it likes
	// TriedAt is when it was first handed over; zero: never before. A driver whose carrier knows no references looks for what it
	// took since then before it sends again.
	TriedAt time.Time
}

// Sent is a text that a carrier has taken.
type Sent struct {
	ID string // the carrier's
	Size
}

// Fate is what became of a text that was taken.
type Fate string

// The fates.
const (
	OnItsWay  Fate = "on_its_way"
	Delivered Fate = "delivered" // the telephone has it
	Lost      Fate = "lost"      // it will not arrive
)

// News are what a carrier's call says of a text.
type News struct {
	ID   string
	Fate Fate
	Why  error // of a lost one, a fault of this package
}

// Driver is a carrier. Implementations are safe for concurrent use and return the faults of this package.
type Driver interface {
	// Name is stored: "twilio".
	Name() string
	// Send hands a text over and returns the carrier's name of it.
	Send(ctx context.Context, m Message) (id string, err error)
	// Check asks whether the keys are good, and what the carrier calls the account. It changes nothing there.
	Check(ctx context.Context) (account string, err error)
	// Verify believes a call of the carrier to the address given that it has signed. ErrForged.
	Verify(ctx context.Context, address string, header map[string][]string, body []byte) (News, error)
}

// Sender is the concrete port over a driver. Make it with New.
type Sender struct{ Driver }

// New returns a sender.
func New(d Driver) *Sender { return &Sender{d} }

// Send checks a text, writes it plainly and hands it over.
func (s *Sender) Send(ctx context.Context, m Message) (Sent, error) {
	m.Text = Plain(m.Text)
	size := Measure(m.Text)
	var check fault.Check
	check.That(m.Reference != "", "reference", "required", "a text needs a reference")
	check.That(m.Text != "" && utf8.ValidString(m.Text), "text", "required", "a text needs words, in UTF-8")
	check.That(size.Segments <= MaxSegments, "text", "too_long", "the text is longer than ten segments")
	_, err := contact.ParsePhone(m.To.String(), "")
	check.Take("to", err)
	if err := check.Err(); err != nil {
		return Sent{}, ErrBadMessage.Because(err)
	}
	id, err := s.Driver.Send(ctx, m)
	return Sent{ID: id, Size: size}, err
}

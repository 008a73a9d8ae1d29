// Package mail writes electronic mail and hands it to a server: one port, with a driver for SMTP (smtpmail) and one that
// keeps every mail in a folder with pages to read it (mailbox).
//
// It refuses to know why a mail is sent, in which language, and when to try again: contexts compose, jobs repeat. What
// it promises:
//   - a message has a key, and the same key is the same mail: its Message-ID is derived from it, so that mail programs
//     show once what a job had to send twice;
//   - a mail goes to all its recipients or to none;
//   - a refusal for good (ErrRefused) differs from one that may pass (ErrUnavailable), whatever the driver;
//   - nothing that people typed can add a header, a recipient or a part.
//
// Start with Sender.Send; a driver's duties are in Driver.
package mail

import (
	"context"
	"errors"
	"time"

	"comptoir/internal/kernel/fault"
	"comptoir/internal/platform/clock"
)

// MaxBytes is the size of the largest mail that is sent; servers commonly accept 10 to 25 MB.
const MaxBytes = 20 << 20

// Faults.
var (
	// ErrBadMessage: the message is incomplete or contains what cannot be in a mail; the field is named.
	ErrBadMessage = fault.Define(fault.Invalid, "mail.bad_message", "the message cannot be sent as it is")
	// ErrRefused: the server refused the sender, a recipient or the content for good (5xx). Nobody got the mail.
	ErrRefused = fault.Define(fault.Invalid, "mail.refused", "the mail server refused the message")
	// ErrUnavailable: the server cannot be reached, is busy (4xx), or does not let this program in. Try again later,
	// with the same key.
	ErrUnavailable = fault.Define(fault.Unavailable, "mail.unavailable", "the mail server does not take the message now")
)

// Address is a person's or a business's mail address.
type Address struct {
	Name  string // may be empty
	Email string
}

// Attachment is a file that goes with a mail.
type Attachment struct {
	Name        string // as the reader sees it: "contrat.pdf"
	ContentType string // "application/pdf"; "text/calendar; charset=utf-8; method=PUBLISH"
	ContentID   string // of a picture that the HTML shows as cid:…; empty for a file to save
	Content     []byte
}

// Message is a mail to be sent.
type Message struct {
	Key         string // names the mail for ever; the same key is the same mail
	From        Address
	ReplyTo     Address // zero: From
	To          []Address
	Cc          []Address
	Subject     string
	Text        string // required: what a reader without HTML sees
	HTML        string // a whole document; may be empty
	Attachments []Attachment
	Headers     map[string]string // further ones: List-Unsubscribe, Auto-Submitted
	Date        time.Time         // zero: now; give the day on which it was composed, since a repeated mail is the same
}

// Envelope is a rendered mail on its way.
type Envelope struct {
	ID   string   // the Message-ID without its brackets
	From string   // bare address
	To   []string // bare addresses, of all recipients
	Raw  []byte   // RFC 5322, lines end with CRLF
}

// Driver delivers. Implementations are safe for concurrent use, return the faults of this package, and deliver to all
// recipients or to none.
type Driver interface {
	Deliver(ctx context.Context, e Envelope) error
}

// Event is one finished attempt, for metrics.
type Event struct {
	Bytes    int
	Duration time.Duration
	Err      error
}

// Sender is the concrete port over a driver. Make it with New.
type Sender struct {
	driver  Driver
	now     clock.Clock
	observe func(context.Context, Event)
}

// New returns a sender that dates mails by now (nil: the machine's clock). observe may be nil.
func New(driver Driver, now clock.Clock, observe func(context.Context, Event)) *Sender {
	if observe == nil {
		observe = func(context.Context, Event) {}
	}
	return &Sender{driver: driver, now: now, observe: observe}
}

// Send renders the message and delivers it. Faults: ErrBadMessage and ErrRefused (trying again is useless),
// ErrUnavailable (try again), or ctx's end.
func (s *Sender) Send(ctx context.Context, m Message) error {
	if m.Date.IsZero() {
		m.Date = s.now.Now()
	}
	e, err := Render(m)
	if err != nil {
		return err
	}
	began := time.Now()
	err = s.driver.Deliver(ctx, e)
	if err != nil {
		if _, ok := errors.AsType[*fault.Error](err); !ok && ctx.Err() == nil {
			err = ErrUnavailable.Because(err)
		}
	}
	s.observe(ctx, Event{Bytes: len(e.Raw), Duration: time.Since(began), Err: err})
	return err
}

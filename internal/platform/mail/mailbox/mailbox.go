// Package mailbox catches every mail instead of sending it: the mail port's driver where there is no mail server, for
// the demo, development and tests. Mails come directly (Deliver) or by SMTP from other programs (ServeSMTP), are kept in
// a folder across restarts, and are read on pages and as JSON (Pages).
//
// It refuses to send anything, and it is nobody's post office: whoever reaches the pages reads everybody's mail,
// password links included, so the program mounts them in demo mode only. A mail that was delivered twice is shown once
// with a count, as mail programs do with equal Message-IDs. Start with Open.
package mailbox

import (
	"cmp"
	"context"
	"errors"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
	"sync"
	"time"

	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/platform/clock"
	"comptoir/internal/platform/mail"
)

// Keep is how many deliveries are kept; the oldest go first.
const Keep = 5000

// ErrNotFound: there is no such mail (any more).
var ErrNotFound = fault.Define(fault.NotFound, "mailbox.not_found", "there is no such mail")

// Summary is a mail in a list. JSON as served by the page of the same name.
type Summary struct {
	ID          string       `json:"id"`        // of its first delivery; sorts by time
	MessageID   string       `json:"messageId"` // without brackets; empty when the mail had none
	From        string       `json:"from"`
	To          []string     `json:"to"` // who got it, lower case
	Subject     string       `json:"subject"`
	Received    time.Time    `json:"received"`
	Deliveries  int          `json:"deliveries"` // 1, unless it was sent again
	Text        string       `json:"text"`
	HTML        bool         `json:"html"`
	Attachments []Attachment `json:"attachments"`
	Links       []string     `json:"links"` // addresses in the text and the HTML, each once
}

// Attachment is a file of a mail.
type Attachment struct {
	Name        string `json:"name"`
	ContentType string `json:"contentType"`
	ContentID   string `json:"contentId,omitempty"`
	Size        int    `json:"size"`
}

// Mail is a mail as it is read.
type Mail struct {
	Summary
	Headers []Header // as received, decoded, in their order
	HTML    string
	Files   [][]byte // of Attachments, in the same order
	Raw     []byte
}

// Header is one header of a mail.
type Header struct{ Name, Value string }

// Mailbox is a folder of mails. Make it with Open; safe for concurrent use by one program.
type Mailbox struct {
	root *os.Root
	ids  ident.Source
	now  clock.Clock

	mu    sync.RWMutex
	mails []*entry          // by ID
	byID  map[string]*entry // every delivery
	byMsg map[string]*entry // by Message-ID
}

// entry is a mail and the deliveries of it.
type entry struct {
	Summary
	files []string // IDs of the deliveries
}

// Open reads a folder, which it makes if it is missing. now may be nil. Close it.
func Open(dir string, now clock.Clock) (*Mailbox, error) {
	if err := os.MkdirAll(dir, 0o750); err != nil {
		return nil, err
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	m := &Mailbox{root: root, now: now, byID: map[string]*entry{}, byMsg: map[string]*entry{}}
	m.ids.Now = now.Now
	files, err := fs.ReadDir(root.FS(), ".") // sorted, and so by time
	if err != nil {
		return nil, errors.Join(err, root.Close())
	}
	for _, f := range files {
		id, ok := strings.CutSuffix(f.Name(), ".eml")
		if _, err := ident.ParseRaw(id); !ok || err != nil {
			continue // a half-written mail of a killed program, or nothing of ours
		}
		raw, err := root.ReadFile(f.Name())
		if err != nil {
			return nil, errors.Join(err, root.Close())
		}
		m.index(id, raw)
	}
	return m, nil
}

// Close gives the folder back.
func (m *Mailbox) Close() error { return m.root.Close() }

// Deliver implements mail.Driver.
func (m *Mailbox) Deliver(_ context.Context, e mail.Envelope) error {
	// As a mail server does on final delivery (RFC 5321, 4.4): where it came from, and for whom it was.
	var head strings.Builder
	head.WriteString("Return-Path: <" + e.From + ">\r\n")
	for _, to := range e.To {
		head.WriteString("Delivered-To: " + strings.ToLower(to) + "\r\n")
	}
	raw := append([]byte(head.String()), e.Raw...)
	id := m.ids.Raw().String()
	if err := m.write(id, raw); err != nil {
		return mail.ErrUnavailable.Because(err)
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.index(id, raw)
	for len(m.byID) > Keep {
		m.remove(m.mails[0])
	}
	return nil
}

// write stores a file whole or not at all.
func (m *Mailbox) write(id string, raw []byte) (err error) {
	tmp := id + ".tmp"
	f, err := m.root.OpenFile(tmp, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o640)
	if err != nil {
		return err
	}
	_, err = f.Write(raw)
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err == nil {
		err = m.root.Rename(tmp, id+".eml")
	}
	if err != nil {
		return errors.Join(err, m.root.Remove(tmp))
	}
	return nil
}

// index adds a delivery; mu is held, or nobody else knows the mailbox yet.
func (m *Mailbox) index(id string, raw []byte) {
	s := parse(raw).Summary
	if known := m.byMsg[s.MessageID]; known != nil && s.MessageID != "" {
		known.Deliveries++
		known.files = append(known.files, id)
		known.To = union(known.To, s.To)
		m.byID[id] = known
		return
	}
	s.ID, s.Received, s.Deliveries = id, born(id), 1
	e := &entry{Summary: s, files: []string{id}}
	m.byID[id] = e
	if s.MessageID != "" {
		m.byMsg[s.MessageID] = e
	}
	// Deliveries at the same moment may be indexed out of order.
	at, _ := slices.BinarySearchFunc(m.mails, e, func(a, b *entry) int { return cmp.Compare(a.ID, b.ID) })
	m.mails = slices.Insert(m.mails, at, e)
}

// remove forgets a mail and its files; mu is held.
func (m *Mailbox) remove(e *entry) {
	for _, id := range e.files {
		_ = m.root.Remove(id + ".eml") // if it stays, it is seen again after a restart; that harms nobody
		delete(m.byID, id)
	}
	delete(m.byMsg, e.MessageID)
	m.mails = slices.DeleteFunc(m.mails, func(other *entry) bool { return other == e })
}

// List returns the latest mails first: those to an address, or all when to is empty; limit 0 is all.
func (m *Mailbox) List(to string, limit int) []Summary {
	to = strings.ToLower(strings.TrimSpace(to))
	m.mu.RLock()
	defer m.mu.RUnlock()
	out := []Summary{}
	for _, e := range slices.Backward(m.mails) {
		if to == "" || slices.Contains(e.To, to) {
			out = append(out, e.copied())
		}
		if limit > 0 && len(out) == limit {
			break
		}
	}
	return out
}

// Latest returns the last mail to an address, or ErrNotFound.
func (m *Mailbox) Latest(to string) (Mail, error) {
	list := m.List(to, 1)
	if len(list) == 0 || to == "" {
		return Mail{}, ErrNotFound
	}
	return m.Get(list[0].ID)
}

// Get returns a mail by the ID of any of its deliveries, or ErrNotFound.
func (m *Mailbox) Get(id string) (Mail, error) {
	m.mu.RLock()
	defer m.mu.RUnlock()
	e := m.byID[id]
	if e == nil {
		return Mail{}, ErrNotFound
	}
	raw, err := m.root.ReadFile(path.Base(e.ID) + ".eml")
	if errors.Is(err, fs.ErrNotExist) {
		return Mail{}, ErrNotFound
	}
	if err != nil {
		return Mail{}, err
	}
	out := parse(raw)
	out.Summary = e.copied()
	return out, nil
}

// Clear removes all mails.
func (m *Mailbox) Clear() {
	m.mu.Lock()
	defer m.mu.Unlock()
	for len(m.mails) > 0 {
		m.remove(m.mails[0])
	}
}

func (e *entry) copied() Summary {
	s := e.Summary
	s.To, s.Attachments, s.Links = slices.Clone(s.To), slices.Clone(s.Attachments), slices.Clone(s.Links)
	return s
}

func union(a, b []string) []string {
	out := slices.Concat(a, b)
	slices.Sort(out)
	return slices.Compact(out)
}

// born is when a UUIDv7 was made.
func born(id string) time.Time {
	r, err := ident.ParseRaw(id)
	if err != nil {
		return time.Time{}
	}
	var ms int64
	for _, b := range r[:6] {
		ms = ms<<8 | int64(b)
	}
	return time.UnixMilli(ms).UTC()
}

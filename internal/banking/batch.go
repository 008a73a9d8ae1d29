package banking

import (
	"slices"
	"time"

	"comptoir/internal/event"
	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/contact"
	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/period"
)

// BatchID names a batch, LineID a line of one.
type (
	BatchID = ident.ID[Batch]
	LineID  = ident.ID[Line]
)

// BatchStatus is where a batch stands. Stored data.
type BatchStatus string

// The states of a batch.
const (
	Proposed       BatchStatus = "proposed"
	Approved       BatchStatus = "approved"
	Exported       BatchStatus = "exported" // its file may be at the bank
	Executed       BatchStatus = "executed"
	PartlyReturned BatchStatus = "partly_returned"
	Returned       BatchStatus = "returned" // all of it
	Cancelled      BatchStatus = "cancelled"
)

// LineStatus is where a line stands. Stored data.
type LineStatus string

// The states of a line. Money has moved for an executed one; for a returned one it has come back.
const (
	LinePlanned  LineStatus = "planned"
	LineExecuted LineStatus = "executed"
	LineRejected LineStatus = "rejected" // the bank did not take it
	LineReturned LineStatus = "returned"
	LineRemoved  LineStatus = "removed" // or its batch was cancelled
)

// Verification is what the payee's bank said of name and IBAN (Verification of Payee, regulation (EU) 2024/886, article 5c).
type Verification string

// The answers.
const (
	NotVerified  Verification = ""
	Match        Verification = "match"
	CloseMatch   Verification = "close_match"
	NoMatch      Verification = "no_match"
	NotAvailable Verification = "not_available" // the bank of the payee does not answer
)

// Verifications lists the answers that can be noted.
func Verifications() []Verification { return []Verification{Match, CloseMatch, NoMatch, NotAvailable} }

// By is who did something, and when.
type By struct {
	User access.UserID `json:"user,omitzero"`
	Name string        `json:"name"`
	At   time.Time     `json:"at"`
}

// BatchState is everything that is stored of a batch.
type BatchState struct {
	ID        BatchID     `json:"id"`
	Version   int         `json:"version"` // 1 when first saved
	Key       string      `json:"key"`
	Number    string      `json:"number"` // "VIR-2026-0007": reference at the bank and in the books
	Account   AccountID   `json:"account"`
	ExecuteOn period.Date `json:"executeOn"` // asked of the bank
	Status    BatchStatus `json:"status"`
	Proposed  By          `json:"proposed"`
	Approved  *By         `json:"approved,omitempty"`
	Exported  *By         `json:"exported,omitempty"`
	Executed  *By         `json:"executed,omitempty"`
	Cancelled *By         `json:"cancelled,omitempty"`
	Reason    string      `json:"reason,omitempty"` // of the cancellation
	Lines     []Line      `json:"lines"`
}

// Line is one transfer.
type Line struct {
	ID       LineID        `json:"id"`
	Batch    BatchID       `json:"batch"`
	Seq      int           `json:"seq"` // 1, 2, …
	Payee    Payee         `json:"payee"`
	Details  int           `json:"details"` // version by which it is paid
	Name     string        `json:"name"`
	Masked   string        `json:"masked"`
	Email    contact.Email `json:"email,omitempty"`
	Locale   string        `json:"locale,omitempty"`
	Amount   money.Amount  `json:"amount"`
	EndToEnd string        `json:"endToEnd"` // the bank carries it to the payee and back
	Parts    []Part        `json:"parts"`
	Status   LineStatus    `json:"status"`
	Reason   string        `json:"reason,omitempty"` // of the bank or of whoever removed it
	Moved    period.Date   `json:"moved,omitzero"`   // when it left, as the bank says
	Back     period.Date   `json:"back,omitzero"`    // when it came back

	Verification Verification `json:"verification,omitempty"`
	Suggested    string       `json:"suggested,omitempty"` // the name that the payee's bank gives for a close match
	VerifiedBy   *By          `json:"verifiedBy,omitempty"`

	BookedOut  bool `json:"bookedOut,omitempty"`
	BookedBack bool `json:"bookedBack,omitempty"`
}

// Pending reports whether the books know less than what has been promised or has moved.
func (l Line) Pending() bool {
	return l.Status == LinePlanned || l.Status == LineExecuted && !l.BookedOut || l.Status == LineReturned && (!l.BookedOut || !l.BookedBack)
}

// promised is what has to be taken off what the books say is owed. The money of a returned line that is not in the books
// at all is there already.
func (l Line) promised() bool {
	return l.Status == LinePlanned || l.Status == LineExecuted && !l.BookedOut
}

// Total is what the batch pays, without what was removed or rejected.
func (s BatchState) Total() (sum money.Amount) {
	sum = money.Zero(money.EUR)
	for _, l := range s.Lines {
		if l.Status != LineRemoved && l.Status != LineRejected {
			sum = sum.Add(l.Amount)
		}
	}
	return sum
}

// Planned are the lines of which the bank is asked.
func (s BatchState) Planned() (lines []Line) {
	for _, l := range s.Lines {
		if l.Status == LinePlanned {
			lines = append(lines, l)
		}
	}
	return lines
}

// Clone is a copy that shares nothing.
func (s BatchState) Clone() BatchState {
	s.Lines = slices.Clone(s.Lines)
	for i, l := range s.Lines {
		s.Lines[i].Parts = slices.Clone(l.Parts)
	}
	return s
}

// Faults of batches.
var (
	ErrUnknownBatch = fault.Define(fault.NotFound, "banking.unknown_batch", "no such batch of payouts")
	ErrUnknownLine  = fault.Define(fault.NotFound, "banking.unknown_line", "no such line in this batch")
	ErrWrongState   = fault.Define(fault.Conflict, "banking.wrong_state", "the batch or the line is not in a state for this")
	ErrSamePerson   = fault.Define(fault.Conflict, "banking.same_person", "whoever proposed a batch does not approve it: a second person does")
	ErrNeedsPerson  = fault.Define(fault.Conflict, "banking.needs_person", "a person proposes and approves payouts, no program")
	ErrNoMatch      = fault.Define(fault.Conflict, "banking.payee_not_verified", "the payee's bank says that name and IBAN do not belong together: remove the line or correct the details")
	ErrDetails      = fault.Define(fault.Conflict, "banking.details_changed", "bank details have changed since this batch was proposed: remove the line, and propose it anew")
	ErrNothingDue   = fault.Define(fault.Conflict, "banking.nothing_due", "nothing can be paid out now")
	ErrNotFunded    = fault.Define(fault.Conflict, "banking.not_funded", "the account of clients' money holds less than this, says the ledger")
	ErrTooEarly     = fault.Define(fault.Invalid, "banking.too_early", "the bank executes today at the earliest")
)

// Batch is transfers that are approved, sent and executed together.
type Batch struct {
	s       BatchState
	changed bool
	events  []event.Event
}

// RestoreBatch returns a batch as it was saved.
func RestoreBatch(s BatchState) *Batch { return &Batch{s: s.Clone()} }

// State is what is stored.
func (b *Batch) State() BatchState { return b.s.Clone() }

// Changed reports whether there is something to save; the state has the next version then.
func (b *Batch) Changed() bool { return b.changed }

// TakeEvents returns what happened since the last time.
func (b *Batch) TakeEvents() []event.Event {
	e := b.events
	b.events = nil
	return e
}

func (b *Batch) touch() {
	if !b.changed {
		b.s.Version++
	}
	b.changed = true
}

func (b *Batch) in(states ...BatchStatus) error {
	if !slices.Contains(states, b.s.Status) {
		return ErrWrongState
	}
	return nil
}

func (b *Batch) line(id LineID) (*Line, error) {
	for i := range b.s.Lines {
		if b.s.Lines[i].ID == id {
			return &b.s.Lines[i], nil
		}
	}
	return nil, ErrUnknownLine
}

// Approve lets the batch leave. The same person's second click changes nothing.
func (b *Batch) Approve(by By) error {
	if b.s.Status == Approved && b.s.Approved.User == by.User {
		return nil
	}
	if err := b.in(Proposed); err != nil {
		return err
	}
	if by.User.IsZero() {
		return ErrNeedsPerson
	}
	if by.User == b.s.Proposed.User {
		return ErrSamePerson
	}
	for _, l := range b.s.Planned() {
		if l.Verification == NoMatch {
			return ErrNoMatch
		}
	}
	if len(b.s.Planned()) == 0 {
		return ErrNothingDue
	}
	b.touch()
	b.s.Status, b.s.Approved = Approved, &by
	return nil
}

// Cancel ends a batch that the bank does not execute: what it promised is due again.
func (b *Batch) Cancel(reason string, by By) error {
	if b.s.Status == Cancelled {
		return nil
	}
	if err := b.in(Proposed, Approved, Exported); err != nil {
		return err
	}
	b.touch()
	b.s.Status, b.s.Cancelled, b.s.Reason = Cancelled, &by, reason
	for i := range b.s.Lines {
		if b.s.Lines[i].Status == LinePlanned {
			b.s.Lines[i].Status = LineRemoved
		}
	}
	return nil
}

// Remove takes a line out before the file is made.
func (b *Batch) Remove(id LineID, reason string) error {
	if err := b.in(Proposed, Approved); err != nil {
		return err
	}
	l, err := b.line(id)
	if err != nil || l.Status == LineRemoved {
		return err
	}
	b.touch()
	l.Status, l.Reason = LineRemoved, reason
	return nil
}

// Verify notes what the payee's bank said of a line.
func (b *Batch) Verify(id LineID, v Verification, suggested string, by By) error {
	if err := b.in(Proposed, Approved, Exported); err != nil {
		return err
	}
	l, err := b.line(id)
	if err != nil {
		return err
	}
	if l.Status != LinePlanned {
		return ErrWrongState
	}
	b.touch()
	l.Verification, l.Suggested, l.VerifiedBy = v, suggested, &by
	return nil
}

// Export notes that the file was made. Made again it is the same file.
func (b *Batch) Export(by By) error {
	switch b.s.Status {
	case Exported, Executed, PartlyReturned, Returned:
		return nil
	}
	if err := b.in(Approved); err != nil {
		return err
	}
	for _, l := range b.s.Planned() {
		if l.Verification == NoMatch {
			return ErrNoMatch
		}
	}
	if len(b.s.Planned()) == 0 {
		return ErrNothingDue
	}
	b.touch()
	b.s.Status, b.s.Exported = Exported, &by
	return nil
}

// Execute notes that the bank has sent what is still planned.
func (b *Batch) Execute(on period.Date, by By) error {
	switch b.s.Status {
	case Executed, PartlyReturned, Returned:
		return nil
	}
	if err := b.in(Exported); err != nil {
		return err
	}
	b.touch()
	b.s.Executed = &by
	for i := range b.s.Lines {
		l := &b.s.Lines[i]
		if l.Status != LinePlanned {
			continue
		}
		l.Status, l.Moved = LineExecuted, on
		b.events = append(b.events, event.PayoutExecuted{PayoutFacts: b.facts(*l), On: on})
	}
	b.settle()
	return nil
}

// Reject notes that the bank did not take a line: no money has moved, it is due again.
func (b *Batch) Reject(id LineID, reason string) error {
	l, err := b.line(id)
	if err != nil || l.Status == LineRejected {
		return err
	}
	if err := b.in(Exported); err != nil {
		return err
	}
	if l.Status != LinePlanned {
		return ErrWrongState
	}
	b.touch()
	l.Status, l.Reason = LineRejected, reason
	if len(b.s.Planned()) == 0 {
		b.s.Status = Cancelled
	}
	return nil
}

// Return notes that the money of a line came back (an R-transaction).
func (b *Batch) Return(id LineID, reason string, on period.Date) error {
	l, err := b.line(id)
	if err != nil || l.Status == LineReturned {
		return err
	}
	if l.Status != LineExecuted {
		return ErrWrongState
	}
	b.touch()
	l.Status, l.Reason, l.Back = LineReturned, reason, on
	b.events = append(b.events, event.PayoutReturned{PayoutFacts: b.facts(*l), On: on, Reason: reason})
	b.settle()
	return nil
}

// settle says where a batch stands whose lines the bank has executed.
func (b *Batch) settle() {
	gone, back := 0, 0
	for _, l := range b.s.Lines {
		switch l.Status {
		case LineExecuted:
			gone++
		case LineReturned:
			back++
		}
	}
	switch {
	case back == 0:
		b.s.Status = Executed
	case gone == 0:
		b.s.Status = Returned
	default:
		b.s.Status = PartlyReturned
	}
}

// Booked notes that the books know a line's movement.
func (b *Batch) Booked(id LineID, back bool) {
	l, err := b.line(id)
	if err != nil || !back && l.BookedOut || back && l.BookedBack {
		return
	}
	b.touch()
	if back {
		l.BookedBack = true
	} else {
		l.BookedOut = true
	}
}

func (b *Batch) facts(l Line) event.PayoutFacts {
	f := event.PayoutFacts{Batch: b.s.ID.Raw(), Line: l.ID.Raw(), Number: b.s.Number, Reference: l.EndToEnd, Payee: l.Payee, Name: l.Name, Email: l.Email,
		Locale: l.Locale, Account: l.Masked, Amount: l.Amount}
	for _, p := range l.Parts {
		f.Parts = append(f.Parts, event.PayoutPart{Property: p.Property, Name: p.Name, Amount: p.Amount})
	}
	return f
}

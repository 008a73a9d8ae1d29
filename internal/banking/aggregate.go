package banking

import (
	"slices"

	"comptoir/internal/event"
	"comptoir/internal/kernel/period"
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
	if b.s.Method != "" && b.s.Status == Exported {
		return ErrByCarrier
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

package banking

import (
	"slices"
	"time"

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
	ExecuteOn period.Date `json:"executeOn"`        // asked of the bank
	Method    string      `json:"method,omitempty"` // the carrier that pays; "": the bank, by a SEPA file
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
	Carried  string        `json:"carried,omitempty"` // the carrier's name of it
	Reason   string        `json:"reason,omitempty"`  // of the bank or of whoever removed it
	Moved    period.Date   `json:"moved,omitzero"`    // when it left, as the bank says
	Back     period.Date   `json:"back,omitzero"`     // when it came back

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

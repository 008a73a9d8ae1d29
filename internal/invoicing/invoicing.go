// Package invoicing issues a business's papers: invoices, deposit invoices, credit notes and receipts.
//
// A paper is a draft until it is issued; then it has the next number of its series and year, a place in the business's chain
// of hashes, and is never changed: what was wrong is credited. The package decides how VAT is computed and which mentions
// stand on a paper. It refuses to know how money is taken and how a stay is sold: they are told to it as events (stay.go).
// It writes no PDF and no XML; invoicingio does. Start with Invoicing; a paper is in paper.go, its sums in amounts.go, VAT in tax.go.
package invoicing

import (
	"context"
	"time"

	"comptoir/internal/event"
	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/contact"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/paging"
	"comptoir/internal/kernel/period"
	"comptoir/internal/kernel/usecase"
)

// Permissions of this context.
const (
	PermRead     access.Permission = "invoicing.read_invoices"
	PermOwn      access.Permission = "invoicing.own_invoices" // those that were sent to one's own address
	PermIssue    access.Permission = "invoicing.issue"
	PermCredit   access.Permission = "invoicing.credit"
	PermExport   access.Permission = "invoicing.export"
	PermSettings access.Permission = "invoicing.manage_settings"
	PermProgram  access.Permission = "invoicing.program" // what only the program itself does
)

// Invoicing is the table of contents of this context.
type Invoicing struct {
	SaveDraft    usecase.Func[SaveDraft, PaperID]
	DiscardDraft usecase.Func[DiscardDraft, usecase.None]
	Forget       usecase.Func[ForgetCustomer, usecase.None]
	Issue        usecase.Func[IssueDraft, PaperID]
	Credit       usecase.Func[CreditPaper, PaperID]
	RecordPaid   usecase.Func[RecordPayment, usecase.None]
	Send         usecase.Func[SendPaper, usecase.None]
	Submit       usecase.Func[SubmitPaper, usecase.None]
	Follow       usecase.Func[FollowSubmission, usecase.None]

	Paid     usecase.Func[StayPaid, usecase.None]
	Refunded usecase.Func[StayRefunded, usecase.None]
	Agreed   usecase.Func[StayAgreed, usecase.None]
	Ended    usecase.Func[StayEnded, usecase.None]
	Dropped  usecase.Func[StayDropped, usecase.None]
	Reduced  usecase.Func[StayReduced, usecase.None]
	Printed  usecase.Func[PrintPaper, usecase.None]
	Remind   usecase.Func[RemindDebtors, int]

	Draft    usecase.Func[GetDraft, StoredDraft]
	Drafts   usecase.Func[ListDrafts, []StoredDraft]
	Paper    usecase.Func[GetPaper, View]
	Papers   usecase.Func[ListPapers, paging.Page[Row]]
	Sums     usecase.Func[SumPapers, []Sum]
	Export   usecase.Func[ExportPapers, int]
	Document usecase.Func[OpenDocument, Document]
	Own      usecase.Func[OwnPapers, []Row]
	OwnPaper usecase.Func[OwnDocument, Document]

	Settings    usecase.Func[GetSettings, Settings]
	SetSettings usecase.Func[SetSettings, usecase.None]
	RegimeOf    usecase.Func[RegimeOf, Regime]

	d Deps
}

// Deps is what invoicing needs.
type Deps struct {
	Store    Store
	Printer  Printer
	Files    Files
	Platform Platform // nil: none is connected, and nothing is submitted
	// Identity is who the business of ctx is, without its logo.
	Identity func(ctx context.Context) (Identity, error)
	// Logo is its logo as papers take it, PNG or JPEG without transparency; nil: none. Nil where papers bear none.
	Logo     func(ctx context.Context) []byte
	Now      func() time.Time
	IDs      *ident.Source
	Observer usecase.Observer
}

// New makes the use cases.
func New(d Deps) *Invoicing {
	v, o := &Invoicing{d: d}, d.Observer
	v.SaveDraft = usecase.New(o, "invoicing.save_draft", v.saveDraft)
	v.DiscardDraft = usecase.New(o, "invoicing.discard_draft", v.discardDraft)
	v.Forget = usecase.New(o, "invoicing.forget_customer", v.forget)
	v.Issue = usecase.New(o, "invoicing.issue", v.issueDraft)
	v.Credit = usecase.New(o, "invoicing.credit", v.credit)
	v.RecordPaid = usecase.New(o, "invoicing.record_payment", v.recordPayment)
	v.Send = usecase.New(o, "invoicing.send", v.send)
	v.Submit = usecase.New(o, "invoicing.submit", v.submit)
	v.Follow = usecase.New(o, "invoicing.follow_submission", v.follow)
	v.Paid = usecase.New(o, "invoicing.stay_paid", v.stayPaid)
	v.Refunded = usecase.New(o, "invoicing.stay_refunded", v.stayRefunded)
	v.Agreed = usecase.New(o, "invoicing.stay_agreed", v.stayAgreed)
	v.Ended = usecase.New(o, "invoicing.stay_ended", v.stayEnded)
	v.Dropped = usecase.New(o, "invoicing.stay_dropped", v.stayDropped)
	v.Reduced = usecase.New(o, "invoicing.stay_reduced", v.stayReduced)
	v.Printed = usecase.New(o, "invoicing.print", v.print)
	v.Remind = usecase.New(o, "invoicing.remind", v.remind)
	v.Draft = usecase.New(o, "invoicing.get_draft", v.draft)
	v.Drafts = usecase.New(o, "invoicing.list_drafts", func(ctx context.Context, _ ListDrafts) ([]StoredDraft, error) { return d.Store.Drafts(ctx) })
	v.Paper = usecase.New(o, "invoicing.get_paper", v.paper)
	v.Papers = usecase.New(o, "invoicing.list_papers", v.papers)
	v.Sums = usecase.New(o, "invoicing.sum_papers", v.sums)
	v.Export = usecase.New(o, "invoicing.export", v.export)
	v.Document = usecase.New(o, "invoicing.open_document", v.document)
	v.Own = usecase.New(o, "invoicing.own_papers", v.own)
	v.OwnPaper = usecase.New(o, "invoicing.own_document", v.ownDocument)
	v.Settings = usecase.New(o, "invoicing.get_settings", v.getSettings)
	v.SetSettings = usecase.New(o, "invoicing.set_settings", v.setSettings)
	v.RegimeOf = usecase.New(o, "invoicing.regime_of", v.regimeOf)
	return v
}

// Store is atomic: Write runs fn in one transaction and may run it again.
type Store interface {
	Write(ctx context.Context, fn func(Tx) error) error
	Settings(ctx context.Context) (Settings, error) // StandardSettings until some were saved
	FindDraft(ctx context.Context, id PaperID) (StoredDraft, error)
	Drafts(ctx context.Context) ([]StoredDraft, error)
	DraftsOf(ctx context.Context, email contact.Email) ([]PaperID, error)
	Find(ctx context.Context, id PaperID) (Stored, error) // ErrUnknown
	List(ctx context.Context, f Filter, p paging.Request) (paging.Page[Row], error)
	Sums(ctx context.Context, f Filter) ([]Sum, error)
	CreditsOf(ctx context.Context, id PaperID) ([]Stored, error)                 // credit notes of an invoice, in their order
	Movements(ctx context.Context, id PaperID) ([]Movement, error)               // that a paper counts, each with the part that it counts
	Regime(ctx context.Context, s Subject) (Regime, error)                       // "" while none is fixed
	Submission(ctx context.Context, id PaperID) (Submission, error)              // ErrNoSubmission
	Overdue(ctx context.Context, today period.Date, limit int) ([]Stored, error) // owed after their day, oldest first
}

// Tx loads for update and saves. Lock comes first in whatever issues a paper or moves money: it makes a business's writers
// wait for each other, so that numbers, the chain, and what a stay is owed are decided by one at a time.
type Tx interface {
	Lock(ctx context.Context) error
	Settings(ctx context.Context) (Settings, error)
	SaveSettings(ctx context.Context, s Settings) error // ErrStale

	Draft(ctx context.Context, id PaperID) (StoredDraft, error) // ErrUnknown
	SaveDraft(ctx context.Context, d StoredDraft) error         // ErrStale
	DeleteDraft(ctx context.Context, id PaperID) error
	DraftsAbout(ctx context.Context, s Subject) ([]StoredDraft, error) // those that the program made of it

	Paper(ctx context.Context, id PaperID) (Stored, error)             // ErrUnknown
	ByKey(ctx context.Context, key string) (PaperID, bool, error)      // a paper or a draft
	OfSubject(ctx context.Context, s Subject) ([]Stored, error)        // in the order of issue
	CreditsOf(ctx context.Context, id PaperID) ([]Stored, error)       // credit notes of an invoice
	Next(ctx context.Context, series string, year int) (Number, error) // the next number, taken
	Insert(ctx context.Context, p Paper, key string) error             // with its standing, chained
	SaveStanding(ctx context.Context, id PaperID, s Standing) error

	Movement(ctx context.Context, m Movement) (fresh bool, err error)                   // false: it was known
	Apply(ctx context.Context, movement string, to PaperID, part money.Amount) error    // a paper counts so much of it, or so much more
	Movements(ctx context.Context, s Subject) ([]Movement, error)                       // the oldest first
	Regime(ctx context.Context, s Subject) (Regime, error)                              // "" while none is fixed
	FixRegime(ctx context.Context, s Subject, r Regime, on period.Date) (Regime, error) // once: afterwards the one that was

	Submission(ctx context.Context, id PaperID) (Submission, error) // ErrNoSubmission
	SaveSubmission(ctx context.Context, s Submission) error
	FollowLater(ctx context.Context, id PaperID, at time.Time) error

	PrintLater(ctx context.Context, id PaperID) error
	Publish(ctx context.Context, e ...event.Event) error
}

// Number is the next number of a series and year.
type Number struct {
	Seq  int
	Last period.Date // when the one before it was issued; zero for the first
}

// Stored is a paper as it is kept, with what has become of it.
type Stored struct {
	Paper
	Standing
	Key  string
	Hash string
}

// Standing is what has become of a paper since it was issued: the only part that changes.
type Standing struct {
	Received   money.Amount // after it was issued; below zero when more has gone back since than has come
	Credited   money.Amount // by credit notes, with VAT
	Level      int          // reminders sent, 0 to 3
	RemindedOn period.Date
	File       string // of the document; "" until it is made
	SHA256     string
	Size       int64
	Consumed   bool // a deposit invoice that a final one has deducted
}

// Outstanding is what is still owed; never below zero.
func (s Stored) Outstanding() money.Amount {
	if s.Kind != Invoice && s.Kind != Deposit {
		return money.Zero(money.Currency(s.Currency))
	}
	rest := s.Due.Sub(s.Received).Sub(s.Credited)
	if rest.IsNegative() {
		return money.Zero(rest.Currency())
	}
	return rest
}

// Creditable is what credit notes may still take back.
func (s Stored) Creditable() money.Amount {
	if s.Kind != Invoice && s.Kind != Deposit || s.Consumed {
		return money.Zero(money.Currency(s.Currency))
	}
	return s.Total.Sub(s.Credited)
}

// State is how a paper stands, as people say it.
type State string

// The states.
const (
	Open     State = "open"
	Overdue  State = "overdue"
	Settled  State = "paid"
	Credited State = "credited" // taken back whole
	Issued   State = "issued"   // a credit note or receipt: nothing is owed on it
)

// States lists the states by which papers are looked for.
func States() []State { return []State{Open, Overdue, Settled, Credited} }

// StateOn says how the paper stands on a day.
func (s Stored) StateOn(today period.Date) State {
	switch {
	case s.Kind != Invoice && s.Kind != Deposit:
		return Issued
	case s.Total.IsPositive() && s.Credited == s.Total:
		return Credited
	case !s.Outstanding().IsPositive():
		return Settled
	case s.DueOn.Before(today):
		return Overdue
	}
	return Open
}

// Movement is money that came for a subject, or went back (below zero).
type Movement struct {
	ID      string // the payment's or refund's
	Subject Subject
	Amount  money.Amount
	On      period.Date
	Method  string
	Loose   money.Amount // the part that no paper counts yet; the store says it
}

// StoredDraft is a draft as it is kept.
type StoredDraft struct {
	ID        PaperID
	Draft     Draft
	Key       string // of what made it; "" by hand
	Problem   string // why the program could not issue it: a fault's code
	UpdatedAt time.Time
	Version   int
}

// Printer makes the document of a paper.
type Printer interface {
	Print(p Paper, who Identity) ([]byte, error)
}

// Files keeps documents; putting the same bytes twice is one document.
type Files interface {
	Put(ctx context.Context, name string, content []byte) (key string, err error)
	Read(ctx context.Context, key string) ([]byte, error)
}

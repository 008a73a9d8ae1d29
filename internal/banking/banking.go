// Package banking is the business and its banks: where owners are paid, the transfers that pay them, the business's own
// accounts.
//
// A payout is proposed by one person and approved by another, leaves as a file for the bank, and is marked as the bank says.
// The package refuses to keep accounts: it asks the books (Books) what is owed and tells them what has moved, by keys that
// make each movement count once. It refuses to know stays: Mandates says who owns what. Start with Banking; batch.go is the
// life of a payout, iban.go what a number must be, pain001.go the file.
package banking

import (
	"context"
	"encoding/json"
	"strconv"
	"time"

	"comptoir/internal/event"
	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/contact"
	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/paging"
	"comptoir/internal/kernel/period"
	"comptoir/internal/kernel/usecase"
)

// Permissions of this context.
const (
	PermOwn       access.Permission = "banking.own_payouts"
	PermRead      access.Permission = "banking.read_payouts"
	PermPropose   access.Permission = "banking.propose_payouts"
	PermApprove   access.Permission = "banking.approve_payouts"
	PermDetails   access.Permission = "banking.manage_details"
	PermSettings  access.Permission = "banking.manage_settings"
	PermReconcile access.Permission = "banking.reconcile"
	PermProgram   access.Permission = "banking.program" // what only the program itself does
)

// Banking is the table of contents of this context.
type Banking struct {
	// Owners
	SetOwnDetails usecase.Func[SetOwnDetails, DetailsState]
	OwnDetails    usecase.Func[GetOwnDetails, DetailsState]
	OwnPayouts    usecase.Func[OwnPayouts, []Payout]
	OwnStatements usecase.Func[OwnStatements, []PropertyStatement]

	// Desk: payouts
	Due        usecase.Func[ListDue, []Due]
	SetDetails usecase.Func[SetDetails, DetailsState]
	Propose    usecase.Func[ProposePayouts, BatchState]
	Approve    usecase.Func[ApproveBatch, BatchState]
	Cancel     usecase.Func[CancelBatch, BatchState]
	Remove     usecase.Func[RemoveLine, BatchState]
	Verify     usecase.Func[RecordVerification, BatchState]
	Export     usecase.Func[ExportBatch, File]
	Execute    usecase.Func[MarkExecuted, BatchState]
	Reject     usecase.Func[RejectLine, BatchState]
	Return     usecase.Func[ReturnLine, BatchState]
	Batch      usecase.Func[GetBatch, BatchState]
	Batches    usecase.Func[ListBatches, paging.Page[BatchState]]

	// Desk: the business's choices
	Settings    usecase.Func[GetSettings, Settings]
	SetSettings usecase.Func[SetSettings, Settings]
	Accounts    usecase.Func[ListAccounts, []Account]
	PutAccount  usecase.Func[PutAccount, Account]

	// Desk: statements
	Import      usecase.Func[ImportStatement, Imported]
	Entries     usecase.Func[ListEntries, paging.Page[Entry]]
	Entry       usecase.Func[GetEntry, EntryView]
	Match       usecase.Func[MatchEntry, Entry]
	PostEntry   usecase.Func[PostEntry, Entry]
	Undo        usecase.Func[UndoEntry, Entry]
	Differences usecase.Func[GetDifferences, Differences]
	Instruct    usecase.Func[Instruct, Instructions]
	Pretend     usecase.Func[Pretend, Imported] // the demonstration's bank

	// Payment providers that pay
	Carriers usecase.Func[ListCarriers, []string]
	Send     usecase.Func[SendBatch, BatchState]
	Carry    usecase.Func[CarryBatch, usecase.None]
	Told     usecase.Func[PayoutTold, usecase.None]
	Follow   usecase.Func[FollowCarried, int]

	// Accounts of payees with them
	Enrol            usecase.Func[Enrol, string]
	EnrolOwn         usecase.Func[EnrolOwn, string]
	Enrollers        usecase.Func[ListEnrollers, []Enroller]
	Enrolments       usecase.Func[ListEnrolments, []Enrolment]
	OwnEnrolments    usecase.Func[OwnEnrolments, []Enrolment]
	FollowEnrolment  usecase.Func[FollowEnrolment, usecase.None]
	FollowEnrolments usecase.Func[FollowEnrolments, int]
	SendPaper        usecase.Func[SendPaper, Enrolment]
	SendOwnPaper     usecase.Func[SendOwnPaper, Enrolment]

	// The program itself
	Book          usecase.Func[BookBatch, usecase.None]
	Settle        usecase.Func[SettleEntry, usecase.None]
	ForgetDetails usecase.Func[ForgetDetails, usecase.None]

	d Deps
}

// Deps is what banking needs.
type Deps struct {
	Store     Store
	Books     Books
	Debts     Debts
	Mandates  Mandates
	Carriers  Carriers  // nil: banks only
	Enrollers Enrollers // nil: no carrier opens accounts
	// Sandbox lets the bank be made to say something: in the demonstration only.
	Sandbox  bool
	Vault    Vault
	Now      func() time.Time
	IDs      *ident.Source
	Observer usecase.Observer
	// Zone is where the business of ctx is: its civil dates are those of the bank's file.
	Zone func(ctx context.Context) *time.Location
}

// New makes the use cases.
func New(d Deps) *Banking {
	b := &Banking{d: d}
	o := d.Observer
	b.SetOwnDetails = usecase.New(o, "banking.set_own_details", b.setOwnDetails)
	b.OwnDetails = usecase.New(o, "banking.own_details", b.ownDetails)
	b.OwnPayouts = usecase.New(o, "banking.own_payouts", b.ownPayouts)
	b.OwnStatements = usecase.New(o, "banking.own_statements", b.ownStatements)
	b.Due = usecase.New(o, "banking.list_due", b.listDue)
	b.SetDetails = usecase.New(o, "banking.set_details", b.setDetails)
	b.Propose = usecase.New(o, "banking.propose_payouts", b.propose)
	b.Approve = usecase.New(o, "banking.approve_batch", b.approve)
	b.Cancel = usecase.New(o, "banking.cancel_batch", b.cancel)
	b.Remove = usecase.New(o, "banking.remove_line", b.remove)
	b.Verify = usecase.New(o, "banking.record_verification", b.verify)
	b.Export = usecase.New(o, "banking.export_batch", b.export)
	b.Execute = usecase.New(o, "banking.mark_executed", b.execute)
	b.Reject = usecase.New(o, "banking.reject_line", b.reject)
	b.Return = usecase.New(o, "banking.return_line", b.returned)
	b.Batch = usecase.New(o, "banking.get_batch", func(ctx context.Context, q GetBatch) (BatchState, error) { return d.Store.FindBatch(ctx, q.ID) })
	b.Batches = usecase.New(o, "banking.list_batches", func(ctx context.Context, q ListBatches) (paging.Page[BatchState], error) {
		return d.Store.Batches(ctx, q.Page)
	})
	b.Settings = usecase.New(o, "banking.get_settings", b.settings)
	b.SetSettings = usecase.New(o, "banking.set_settings", b.setSettings)
	b.Accounts = usecase.New(o, "banking.list_accounts", func(ctx context.Context, _ ListAccounts) ([]Account, error) { return d.Store.Accounts(ctx) })
	b.PutAccount = usecase.New(o, "banking.put_account", b.putAccount)
	b.Book = usecase.New(o, "banking.book_batch", b.book)
	b.ForgetDetails = usecase.New(o, "banking.forget_details", b.forgetDetails)
	b.Carriers = usecase.New(o, "banking.list_carriers", b.listCarriers)
	b.Send = usecase.New(o, "banking.send_batch", b.send)
	b.Carry = usecase.New(o, "banking.carry_batch", b.carry)
	b.Told = usecase.New(o, "banking.payout_told", b.told)
	b.Follow = usecase.New(o, "banking.follow_carried", b.follow)
	b.enrolments()
	b.registerBank(o)
	return b
}

// Books are the accounts of the business. They are never called inside Store.Write.
type Books interface {
	// Owed lists what is owed for each property; below zero: its owner owes. Properties with nothing on either side may be left out.
	Owed(ctx context.Context) ([]Owed, error)
	// Statement lists what was owed and paid for a property, newest first, at most limit lines.
	Statement(ctx context.Context, property ident.Raw, limit int) ([]StatementLine, error)
	// Held is what stands on the account of clients' money, in euros: nothing else may be paid out (loi 70-9, art. 3).
	Held(ctx context.Context) (money.Amount, error)
	// HeldBy is what a payment provider holds for the business, by the books.
	HeldBy(ctx context.Context, carrier string) (money.Amount, error)
	// Standing is what stands at the places between which the business moves its own money, in euros.
	Standing(ctx context.Context) (OwnMoney, error)
	// Move enters a transfer; one whose key is known is not entered again.
	Move(ctx context.Context, t Transfer) error
	// Post enters a movement; one whose key is known is not entered again.
	Post(ctx context.Context, m Movement) error
}

// Owed is what the books say of one property.
type Owed struct {
	Property ident.Raw
	Amount   money.Amount
}

// Movement is a transfer to a payee, or back.
type Movement struct {
	Key   string
	Label string
	Piece string
	At    time.Time
	Back  bool // the money came back
	// Carrier is the provider out of whose holdings it was paid; "": the account of clients' money.
	Carrier string
	Parts   []Part
}

// Part is the share of one property in a transfer; below zero where its owner owed something, which the transfer sets off.
type Part struct {
	Property ident.Raw    `json:"property"`
	Name     string       `json:"name"`
	Amount   money.Amount `json:"amount"`
}

// Mandate is a property that the business lets for somebody.
type Mandate struct {
	Property  ident.Raw
	Name      string // of the property, in the business's language
	User      access.UserID
	OwnerName string
	Email     contact.Email // "" without an account
	Locale    string
}

// Mandates lists them. It is never called inside Store.Write.
type Mandates func(ctx context.Context) ([]Mandate, error)

// Payee is who is paid for the property.
func (m Mandate) Payee() Payee {
	if m.User.IsZero() {
		return m.Property
	}
	return m.User.Raw()
}

// Vault seals bank details: platform/seal.
type Vault interface {
	Seal(ctx context.Context, name string, content []byte) ([]byte, error)
	Open(ctx context.Context, name string, sealed []byte) ([]byte, error)
}

func (b *Banking) seal(ctx context.Context, name string, c Coordinates) ([]byte, error) {
	raw, err := json.Marshal(c)
	if err != nil {
		return nil, err
	}
	return b.d.Vault.Seal(ctx, name, raw)
}

func (b *Banking) open(ctx context.Context, d DetailsState) (c Coordinates, err error) {
	raw, err := b.d.Vault.Open(ctx, d.sealName(), d.Sealed)
	if err != nil {
		return c, err
	}
	return c, json.Unmarshal(raw, &c)
}

// Store is atomic: Write runs fn in one transaction and may run it again after a serialization failure.
type Store interface {
	Write(ctx context.Context, fn func(Tx) error) error
	Reader
}

// Tx loads for update and saves, with the audit trail's entry and the events of what it saves.
type Tx interface {
	// Lock returns the business's desk and keeps everybody else who asks for it waiting: proposals are made one after the other.
	Lock(ctx context.Context) (Desk, error)
	SaveDesk(ctx context.Context, d Desk) error
	Batch(ctx context.Context, id BatchID) (*Batch, error)                     // ErrUnknownBatch
	BatchByKey(ctx context.Context, key string) (*Batch, error)                // ErrUnknownBatch
	SaveBatch(ctx context.Context, b *Batch) error                             // ErrStale, ErrKeyReused
	Unsettled(ctx context.Context) ([]Line, error)                             // see Reader.Unsettled
	NewestDetails(ctx context.Context) ([]DetailsState, error)                 // see Reader.NewestDetails
	AddDetails(ctx context.Context, d DetailsState) error                      // ErrStale when the version exists
	ForgetDetails(ctx context.Context, p Payee) error                          // those that no line names lose what was sealed
	SaveAccount(ctx context.Context, a Account) error                          // ErrStale; Version is the new one, 1 is inserted
	Enrolment(ctx context.Context, carrier string, p Payee) (Enrolment, error) // locked; ErrNoEnrolment
	SaveEnrolment(ctx context.Context, e Enrolment) error                      // ErrStale; Version is the new one, 1 is inserted
	// AddEntries adds those whose fingerprint is new, and returns them.
	AddEntries(ctx context.Context, all []Entry) ([]Entry, error)
	Entry(ctx context.Context, id EntryID) (Entry, error)            // locked; ErrUnknownEntry
	SaveEntry(ctx context.Context, e Entry) error                    // ErrStale; Version is the new one
	BookLater(ctx context.Context, id BatchID) error                 // a job will call BookBatch
	BookAgain(ctx context.Context, id BatchID) error                 // the same, unless one that was asked for so is waiting: for sweeps
	CarryLater(ctx context.Context, id BatchID) error                // a job will call CarryBatch
	SettleLater(ctx context.Context, id EntryID, at time.Time) error // a job will call SettleEntry then, unless one is waiting
	Publish(ctx context.Context, events ...event.Event) error
}

// Reader answers queries.
type Reader interface {
	Desk(ctx context.Context) (Desk, error) // with DefaultSettings when never saved
	FindBatch(ctx context.Context, id BatchID) (BatchState, error)
	Batches(ctx context.Context, p paging.Request) (paging.Page[BatchState], error)
	// Unsettled returns the lines whose money is promised or gone and not out of the books yet: planned ones, and executed
	// or returned ones that were not booked.
	Unsettled(ctx context.Context) ([]Line, error)
	BatchOfLine(ctx context.Context, id LineID) (BatchID, error) // ErrUnknownLine
	// CarriedSince names the batches of carriers that were proposed after a moment and are sent.
	CarriedSince(ctx context.Context, at time.Time) ([]BatchID, error)
	// LinesOf returns the newest lines of a payee that were executed, at most limit.
	LinesOf(ctx context.Context, p Payee, limit int) ([]Payout, error)
	Details(ctx context.Context, p Payee) (DetailsState, error)                // the newest; ErrNoDetails
	DetailsAt(ctx context.Context, p Payee, version int) (DetailsState, error) // ErrNoDetails
	NewestDetails(ctx context.Context) ([]DetailsState, error)                 // of every payee
	Enrolment(ctx context.Context, carrier string, p Payee) (Enrolment, error) // ErrNoEnrolment
	Enrolments(ctx context.Context) ([]Enrolment, error)
	Entry(ctx context.Context, id EntryID) (Entry, error) // ErrUnknownEntry
	Entries(ctx context.Context, q ListEntries) (paging.Page[Entry], error)
	OpenEntries(ctx context.Context) (n int, sum money.Amount, oldest period.Date, err error)
	Accounts(ctx context.Context) ([]Account, error) // by name
}

// Desk is what a business has one of.
type Desk struct {
	Revision int64 // grows with each booking: what was read of the books before is old
	Year     int   // of the last batch
	Last     int   // its number in that year
	Settings Settings
}

// Faults that more than one command has.
var (
	ErrStale     = fault.Define(fault.Conflict, "banking.stale", "somebody has changed this meanwhile: look again")
	ErrKeyReused = fault.Define(fault.Conflict, "banking.key_reused", "this key was used for something else")
)

func itoa(n int) string { return strconv.Itoa(n) }

// actorName is who acts, as people read it.
func actorName(ctx context.Context) string {
	a := access.From(ctx)
	if a.Name != "" {
		return a.Name
	}
	return string(a.Kind)
}

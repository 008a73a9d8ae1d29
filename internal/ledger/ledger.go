// Package ledger is the books of a business in double entry: who owes what to whom, since when, and why.
//
// A transaction has two postings or more, which sum to zero in each currency; it is written once, and what was wrong is
// reversed, never changed. A balance is kept in the transaction that changes it, and an account whose rule says so cannot go
// below zero, however many want its last cent at once. The package refuses to know payments and stays: they are told to it
// as transactions (book.go says which). Start with Ledger; accounts are in account.go, what a transaction is in
// transaction.go, the rules of an agency's books in book.go.
package ledger

import (
	"context"
	"time"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/paging"
	"comptoir/internal/kernel/period"
	"comptoir/internal/kernel/usecase"
)

// Permissions of this context.
const (
	PermRead     access.Permission = "ledger.read_ledger"
	PermPost     access.Permission = "ledger.post"
	PermExport   access.Permission = "ledger.export"
	PermSettings access.Permission = "ledger.manage_settings"
	PermProgram  access.Permission = "ledger.program" // what only the program itself does
)

// Ledger is the table of contents of this context.
type Ledger struct {
	Post          usecase.Func[PostTransaction, Posted]
	PostTogether  usecase.Func[PostTogether, []Posted]
	EnterManually usecase.Func[EnterManually, Posted]
	Hold          usecase.Func[HoldAmount, Posted]
	Capture       usecase.Func[CaptureHold, Posted]
	Void          usecase.Func[VoidHold, Posted]
	OpenHold      usecase.Func[OpenHold, TransactionID]
	IsBooked      usecase.Func[IsBooked, bool]
	Reverse       usecase.Func[ReverseTransaction, Posted]
	Expire        usecase.Func[ExpireHolds, int]

	Transaction  usecase.Func[GetTransaction, Transaction]
	Accounts     usecase.Func[ListAccounts, paging.Page[Balance]]
	Balances     usecase.Func[BalancesOf, []Balance]
	Statement    usecase.Func[AccountStatement, paging.Page[Line]]
	Journal      usecase.Func[ListJournal, paging.Page[Transaction]]
	TrialBalance usecase.Func[GetTrialBalance, Trial]
	Overview     usecase.Func[GetOverview, Overview]
	Standing     usecase.Func[GetStanding, []Standing]
	Export       usecase.Func[ExportJournal, int]
	AllowExport  usecase.Func[AllowExport, usecase.None]
	LeftOut      usecase.Func[LeftOut, []Transaction]

	Terms    usecase.Func[GetTerms, Terms]
	SetTerms usecase.Func[SetTerms, Terms]

	TermsOf       usecase.Func[GetTermsOf, Terms]
	Commissions   usecase.Func[ListCommissions, []Agreement]
	SetCommission usecase.Func[SetCommission, Agreement]

	Exercise    usecase.Func[GetExercise, Exercise]
	SetExercise usecase.Func[SetExercise, Exercise]

	d Deps
}

// Deps is what the ledger needs.
type Deps struct {
	Store    Store
	Now      func() time.Time
	IDs      *ident.Source
	Observer usecase.Observer
	// Zone is where the business of ctx is: its civil dates are those of the books.
	Zone func(ctx context.Context) *time.Location
}

// New makes the use cases.
func New(d Deps) *Ledger {
	l := &Ledger{d: d}
	o := d.Observer
	l.Post = usecase.New(o, "ledger.post", l.post)
	l.PostTogether = usecase.New(o, "ledger.post_together", l.postTogether)
	l.Hold = usecase.New(o, "ledger.hold", l.hold)
	l.Capture = usecase.New(o, "ledger.capture", l.capture)
	l.Void = usecase.New(o, "ledger.void", l.void)
	l.OpenHold = usecase.New(o, "ledger.open_hold", l.openHold)
	l.IsBooked = usecase.New(o, "ledger.is_booked", l.isBooked)
	l.Reverse = usecase.New(o, "ledger.reverse", l.reverse)
	l.Expire = usecase.New(o, "ledger.expire_holds", l.expire)
	l.Transaction = usecase.New(o, "ledger.get_transaction", l.transaction)
	l.Accounts = usecase.New(o, "ledger.list_accounts", l.accounts)
	l.Balances = usecase.New(o, "ledger.balances", l.balances)
	l.Statement = usecase.New(o, "ledger.statement", l.statement)
	l.Journal = usecase.New(o, "ledger.journal", l.journal)
	l.TrialBalance = usecase.New(o, "ledger.trial_balance", l.trialBalance)
	l.Overview = usecase.New(o, "ledger.overview", l.overview)
	l.Standing = usecase.New(o, "ledger.standing", l.standing)
	l.EnterManually = usecase.New(o, "ledger.enter_manually", l.enterManually)
	l.Export = usecase.New(o, "ledger.export", l.export)
	l.AllowExport = usecase.New(o, "ledger.allow_export", func(context.Context, AllowExport) (usecase.None, error) { return usecase.None{}, nil })
	l.Terms = usecase.New(o, "ledger.get_terms", func(ctx context.Context, _ GetTerms) (Terms, error) { return d.Store.Terms(ctx) })
	l.SetTerms = usecase.New(o, "ledger.set_terms", l.setTerms)
	l.TermsOf = usecase.New(o, "ledger.get_terms_of", l.termsOf)
	l.Commissions = usecase.New(o, "ledger.list_commissions", func(ctx context.Context, q ListCommissions) ([]Agreement, error) {
		return d.Store.Commissions(ctx, q.Property)
	})
	l.SetCommission = usecase.New(o, "ledger.set_commission", l.setCommission)
	l.LeftOut = usecase.New(o, "ledger.left_out", l.leftOut)
	l.Exercise = usecase.New(o, "ledger.get_exercise", func(ctx context.Context, _ GetExercise) (Exercise, error) { return d.Store.Exercise(ctx) })
	l.SetExercise = usecase.New(o, "ledger.set_exercise", l.setExercise)
	return l
}

// Store keeps the books. Unlike other contexts' it takes whole transactions and no function: what decides under a race (a key,
// a rule of an account, a hold that ends once) is decided by the database in one statement.
type Store interface {
	// Post writes transactions with their postings and balances in the order given, all of them or none. One whose key is
	// there with the same input is not written again: its Posted names the first one. ErrOverdrawn, ErrKeyReused,
	// ErrSettled, ErrTooLarge.
	Post(ctx context.Context, all []Transaction) ([]Posted, error)
	// SetTerms keeps the business's terms.
	SetTerms(ctx context.Context, t Terms) error
	// SetCommission keeps what was agreed for a property from a day on, in place of what was said of that day.
	SetCommission(ctx context.Context, c Agreement) error
	// SetExercise keeps on which day its financial year begins.
	SetExercise(ctx context.Context, e Exercise) error
	Reader
}

// Reader answers queries.
type Reader interface {
	Find(ctx context.Context, id TransactionID) (Transaction, error) // ErrUnknown
	// ByKey returns the transaction under a key; zero when there is none.
	ByKey(ctx context.Context, key string) (TransactionID, error)
	// Settler returns the transaction that captured, voided or reversed another one; zero when there is none.
	Settler(ctx context.Context, of TransactionID) (TransactionID, error)
	Accounts(ctx context.Context, prefix string, p paging.Request) (paging.Page[Balance], error)
	Balances(ctx context.Context, account Path, at AsOf) ([]Balance, error)
	Statement(ctx context.Context, f StatementFilter, p paging.Request) (paging.Page[Line], error)
	Journal(ctx context.Context, f JournalFilter, p paging.Request) (paging.Page[Transaction], error)
	Trial(ctx context.Context, from, to time.Time) ([]TrialLine, error)
	// Moved sums what the accounts of some first words moved since a moment, by civil month of booking and journal.
	Moved(ctx context.Context, from time.Time, c money.Currency, words []string) ([]Moved, error)
	// Standing sums the balances of the accounts under each prefix; the longer prefix has an account.
	Standing(ctx context.Context, c money.Currency, prefixes []string) (map[string]Sum, error)
	// Sealed returns up to limit validated transactions with numbers above after, in the order of their numbers.
	Sealed(ctx context.Context, f JournalFilter, after int64, limit int) ([]Transaction, error)
	DueHolds(ctx context.Context, now time.Time, limit int) ([]TransactionID, error)
	Terms(ctx context.Context) (Terms, error)
	// Commissions lists those of a property, or of all (zero): by property, the newest day first.
	Commissions(ctx context.Context, property ident.Raw) ([]Agreement, error)
	Exercise(ctx context.Context) (Exercise, error) // zero until it is set
}

// AsOf asks for balances as they were. The zero value asks for now.
type AsOf struct {
	Moment  time.Time   // what had been booked by then, it included
	ValueOn period.Date // what has effect by the end of this day; exclusive with Moment
}

// Balance is what stands on an account in one currency.
type Balance struct {
	Account    Path
	Side       Side
	Guarded    bool // may not go below zero
	Currency   money.Currency
	Posted     int64 // minor units, debits less credits
	HeldDebit  int64 // minor units that holds would debit
	HeldCredit int64
	Seq        int64 // postings of the account so far
}

// Amount is the balance as its owner reads it: above zero on the account's normal side.
func (b Balance) Amount() money.Amount { return money.New(int64(b.Side)*b.Posted, b.Currency) }

// Available is what can still be taken: the balance less what holds would take.
func (b Balance) Available() money.Amount {
	if b.Side == Credit {
		return money.New(-b.Posted-b.HeldDebit, b.Currency)
	}
	return money.New(b.Posted-b.HeldCredit, b.Currency)
}

// Broken reports whether the account's rule does not hold.
func (b Balance) Broken() bool { return b.Guarded && b.Available().IsNegative() }

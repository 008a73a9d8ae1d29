package ledger

import (
	"crypto/sha256"
	"maps"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"comptoir/internal/kernel/digest"
	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/period"
	"comptoir/internal/kernel/text"
)

// TransactionID names a transaction.
type TransactionID = ident.ID[Transaction]

// Kind says what a transaction does. Stored data.
type Kind string

// The kinds.
const (
	Final    Kind = "posted"   // moves money
	Pending  Kind = "pending"  // holds money that will be captured or let go
	Captured Kind = "capture"  // ends a hold and moves all or part of it
	Voided   Kind = "void"     // ends a hold and moves nothing
	Reversal Kind = "reversal" // undoes a transaction that moved money
)

// Journal is the book of entry that a transaction belongs to (JournalCode of the FEC). Stored data.
type Journal string

// The journals.
const (
	BankJournal  Journal = "BQ" // receipts and refunds
	SalesJournal Journal = "VE" // stays that took place or were cancelled
	OtherJournal Journal = "OD" // opérations diverses: everything else
)

// Journals lists the journals with their French names.
func Journals() map[Journal]string {
	return map[Journal]string{BankJournal: "Encaissements", SalesJournal: "Ventes", OtherJournal: "Opérations diverses"}
}

// Leg is one posting: what a transaction does to one account.
type Leg struct {
	Account    Path
	Amount     money.Amount // above zero debits, below zero credits; zero where only a hold changes
	HeldDebit  int64        // by how many minor units a hold changes
	HeldCredit int64

	// What stood on the account after it, told by the store.
	Seq                             int64
	After                           int64
	AfterHeldDebit, AfterHeldCredit int64
}

// Transaction is one entry of the books; once written it never changes.
type Transaction struct {
	ID        TransactionID
	Key       string // the same key is the same transaction
	Hash      []byte // SHA-256 of the input, so that the same key with another input is noticed
	Kind      Kind
	Of        TransactionID // the hold that it ends, or what it reverses
	Journal   Journal
	BookedAt  time.Time   // when it was entered into the books
	BookedOn  period.Date // that day, where the business is
	ValueOn   period.Date // the day on which it takes effect
	Label     string
	Piece     string // reference of the paper or booking behind it: "RIV-7K3M9Q"
	Actor     string // who posted it: a name, or the program's part
	Metadata  map[string]string
	ExpiresAt time.Time // of a hold; zero: never
	Legs      []Leg

	Number   int64     // in the sealed order of the books; 0 while it waits for its seal
	SealedAt time.Time // when it was validated
}

// Faults of this context.
var (
	ErrUnknown    = fault.Define(fault.NotFound, "ledger.unknown_transaction", "no such transaction")
	ErrOverdrawn  = fault.Define(fault.Conflict, "ledger.overdrawn", "an account that may not go below zero would")
	ErrKeyReused  = fault.Define(fault.Conflict, "ledger.key_reused", "this key was used for another transaction")
	ErrSettled    = fault.Define(fault.Conflict, "ledger.already_settled", "this was captured, voided or reversed already")
	ErrNotPending = fault.Define(fault.Conflict, "ledger.not_pending", "only a hold can be captured or voided")
	ErrNotFinal   = fault.Define(fault.Conflict, "ledger.not_reversible", "only what moved money can be reversed, and a reversal cannot")
	ErrExpired    = fault.Define(fault.Gone, "ledger.hold_expired", "this hold has expired")
	ErrTooLarge   = fault.Define(fault.Invalid, "ledger.too_large", "a balance would be larger than can be kept")
)

// The limits of one transaction.
const (
	maxLegs  = 100
	maxText  = 200
	maxMeta  = 20
	maxMinor = 1_000_000_000_000_000 // ten thousand milliards of euros in one posting are a mistake
)

// Entry is one posting as it is asked for.
type Entry struct {
	Account Path
	Amount  money.Amount // above zero debits, below zero credits
}

// DebitOf and CreditOf read better than signs.
func DebitOf(p Path, a money.Amount) Entry { return Entry{p, a} }

// CreditOf takes an amount above zero.
func CreditOf(p Path, a money.Amount) Entry { return Entry{p, a.Neg()} }

// draft is what callers decide of a transaction.
type draft struct {
	Key      string
	Journal  Journal
	ValueOn  period.Date
	Label    string
	Piece    string
	Metadata map[string]string
}

func (d draft) check(c *fault.Check) {
	c.That(d.Key != "" && len(d.Key) <= maxText && utf8.ValidString(d.Key), "key", "required", "1 to 200 characters")
	_, known := Journals()[d.Journal]
	c.That(known, "journal", "unknown", "BQ, VE or OD")
	c.That(d.Label != "" && fits(d.Label), "label", "required", "1 to 200 characters of one line")
	c.That(fits(d.Piece), "piece", "too_long", "up to 200 characters of one line")
	c.That(len(d.Metadata) <= maxMeta, "metadata", "too_long", "up to 20 entries")
	for k, v := range d.Metadata {
		c.That(k != "" && fits(k) && fits(v), "metadata", "malformed", "up to 200 characters of one line each")
	}
	if _, says := d.Metadata[exchangeRate]; says {
		_, known := rateOf(Transaction{Metadata: d.Metadata})
		c.That(known, "metadata", "malformed", "exchange_rate is a decimal above zero, as 0.9217")
	}
	if on, says := d.Metadata[pieceOn]; says {
		_, err := period.ParseDate(on)
		c.That(err == nil, "metadata", "malformed", "piece_on is a day, as 2027-03-31")
	}
}

// fits reports whether a text is one line that every export can carry.
func fits(s string) bool {
	return len(s) <= maxText && text.OneLine(s)
}

// checkEntries refuses postings that are no transaction.
func checkEntries(c *fault.Check, all []Entry) {
	c.That(len(all) >= 2, "postings", "below_minimum", "a transaction has two postings or more")
	c.That(len(all) <= maxLegs, "postings", "above_maximum", "at most 100 postings")
	if len(all) > maxLegs {
		return
	}
	sums := map[money.Currency]int64{}
	seen := map[[2]string]bool{}
	for _, e := range all {
		if _, err := ClassOf(e.Account); err != nil {
			c.Fail("postings", "unknown_account", err.Error())
			continue
		}
		minor, currency := e.Amount.Minor(), e.Amount.Currency()
		c.That(currency.Valid(), "postings", "unknown_currency", "every posting has a currency of ISO 4217")
		c.That(minor != 0, "postings", "below_minimum", "no posting is zero")
		if minor > maxMinor || minor < -maxMinor {
			c.Fail("postings", "above_maximum", "an amount is larger than can be kept")
			continue
		}
		at := [2]string{string(e.Account), string(currency)}
		c.That(!seen[at], "postings", "repeated", "an account stands once per currency in a transaction")
		seen[at] = true
		sums[currency] += minor
	}
	for _, currency := range slices.Sorted(maps.Keys(sums)) {
		c.That(sums[currency] == 0, "postings", "unbalanced", "debits and credits in "+string(currency)+" are not equal")
	}
}

// digest is the hash of what was asked for. What the program adds by itself (moment, identifier) is not in it: the same
// request tomorrow is the same request.
func (d draft) digest(kind Kind, of TransactionID, expires time.Time, all []Entry) []byte {
	w := digest.Parts{Hash: sha256.New()}
	w.Texts("comptoir.ledger.input.v1")
	w.Texts(string(kind))
	w.Part(of[:])
	w.Texts(string(d.Journal))
	w.Texts(d.ValueOn.String())
	w.Texts(d.Label)
	w.Texts(d.Piece)
	for _, k := range slices.Sorted(maps.Keys(d.Metadata)) {
		if k == commission { // what it decides is in the postings; entries of before it was kept are the same without
			continue
		}
		w.Texts(k)
		w.Texts(d.Metadata[k])
	}
	w.Texts("")
	if !expires.IsZero() {
		w.Texts(expires.UTC().Format(time.RFC3339Nano))
	}
	for _, e := range sorted(all) {
		w.Texts(string(e.Account))
		w.Texts(e.Amount.String())
	}
	return w.Sum(nil)
}

// sorted puts entries into the one order in which they are hashed, locked and kept.
func sorted(all []Entry) []Entry {
	all = slices.Clone(all)
	slices.SortStableFunc(all, func(a, b Entry) int {
		if n := strings.Compare(string(a.Account), string(b.Account)); n != 0 {
			return n
		}
		return strings.Compare(string(a.Amount.Currency()), string(b.Amount.Currency()))
	})
	return all
}

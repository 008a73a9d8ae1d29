package banking

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/period"
)

// EntryID names an entry of a statement.
type EntryID = ident.ID[Entry]

// EntryStatus is what became of an entry. Stored data.
type EntryStatus string

// The states of an entry.
const (
	EntryOpen    EntryStatus = "open"
	EntryClaimed EntryStatus = "claimed" // somebody has said what it is, and what follows is being done
	EntryMatched EntryStatus = "matched" // a customer's payment, or a payout of ours
	EntryPosted  EntryStatus = "posted"  // told to the books as it is: a provider's payout, fees
	EntryIgnored EntryStatus = "ignored"
)

// Raw is an entry as the bank's file has it.
type Raw struct {
	On        period.Date  `json:"on"` // booked
	Value     period.Date  `json:"value,omitzero"`
	Amount    money.Amount `json:"amount"` // above zero came in, below zero went out
	BankRef   string       `json:"bankRef,omitempty"`
	EndToEnd  string       `json:"endToEnd,omitempty"`
	Reference string       `json:"reference,omitempty"` // structured, of the creditor
	Text      string       `json:"text,omitempty"`
	Name      string       `json:"name,omitempty"`    // of the other side
	Account   string       `json:"account,omitempty"` // of the other side, masked
	Return    string       `json:"return,omitempty"`  // reason of an R-transaction
}

// Entry is one movement of an account, and what became of it.
type Entry struct {
	Raw
	ID          EntryID     `json:"id"`
	Version     int         `json:"version"`
	Bank        AccountID   `json:"bank"`
	File        string      `json:"file"` // by which it came
	Fingerprint string      `json:"fingerprint"`
	Status      EntryStatus `json:"status"`
	Attempt     int         `json:"attempt,omitempty"` // grows with each undoing: the next match is another fact
	Match       *Matching   `json:"match,omitempty"`
}

// MatchKind says what an entry was found to be. Stored data.
type MatchKind string

// The kinds.
const (
	MatchPayment  MatchKind = "payment"
	MatchBatch    MatchKind = "batch"
	MatchReturn   MatchKind = "return"
	MatchProvider MatchKind = "provider"
	MatchFees     MatchKind = "fees"
	MatchOwn      MatchKind = "own" // between accounts of the business itself
	MatchIgnored  MatchKind = "ignored"
)

// Matching is what an entry was found to be, and by whom.
type Matching struct {
	Kind     MatchKind    `json:"kind"`
	Subject  ident.Raw    `json:"subject,omitzero"` // of a payment
	Label    string       `json:"label"`            // for people: a reference, a provider's name
	Batch    BatchID      `json:"batch,omitzero"`   // of a payout of ours
	Line     LineID       `json:"line,omitzero"`    // that came back
	Provider string       `json:"provider,omitempty"`
	Fee      money.Amount `json:"fee,omitzero"`
	Place    Place        `json:"place,omitempty"` // on the other side of a movement between own accounts
	Via      Place        `json:"via,omitempty"`   // where the books put it
	By       By           `json:"by"`
	Auto     bool         `json:"auto,omitempty"`
	Note     string       `json:"note,omitempty"`
}

// key makes what follows from a match happen once, and again after an undoing.
func (e Entry) key() string {
	return fmt.Sprintf("bank/%s/%d", e.ID, e.Attempt)
}

// words are everything that a payer may have written.
func (e Entry) words() string {
	return strings.Join([]string{e.Reference, e.EndToEnd, e.Text, e.Name}, " ")
}

// Faults of statements.
var (
	ErrUnknownEntry = fault.Define(fault.NotFound, "banking.unknown_entry", "no such entry")
	ErrStatement    = fault.Define(fault.Invalid, "banking.malformed_statement", "this file cannot be read as a statement")
	ErrOther        = fault.Define(fault.Invalid, "banking.other_account", "this statement is of another account")
	ErrSettled      = fault.Define(fault.Conflict, "banking.entry_settled", "this entry is settled already")
	ErrClaimed      = fault.Define(fault.Conflict, "banking.entry_claimed", "what was said of this entry is being entered: look again in some minutes")
	ErrNoUndo       = fault.Define(fault.Conflict, "banking.cannot_undo", "what the bank did with a payout is not undone here")
	ErrUnknownDebt  = fault.Define(fault.NotFound, "banking.unknown_debt", "nobody owes anything under this reference")
	ErrSamePlace    = fault.Define(fault.Conflict, "banking.same_place", "this is the account whose statement says it")
	ErrOutgoing     = fault.Define(fault.Conflict, "banking.outgoing", "this entry went the other way")
)

// refused says what is wrong with a file.
func refused(code, format string, args ...any) error {
	return ErrStatement.On("file", "statement_"+code, fmt.Sprintf(format, args...))
}

// fingerprints give every entry a name that is the same whenever the bank tells of it again: its own reference where it has
// one, else everything that is said of it and how many times the same was said before in this file.
func fingerprints(bank AccountID, all []Raw) []string {
	seen := map[string]int{}
	out := make([]string, len(all))
	for i, r := range all {
		text := fmt.Sprintf("%s|%s|%d|%s|%s", bank, r.On, r.Amount.Minor(), r.Amount.Currency(), r.BankRef)
		if r.BankRef == "" {
			text += "|" + strings.Join([]string{r.Value.String(), r.EndToEnd, r.Reference, r.Text, r.Name}, "|")
		}
		seen[text]++
		sum := sha256.Sum256([]byte(fmt.Sprintf("%s|%d", text, seen[text])))
		out[i] = hex.EncodeToString(sum[:16])
	}
	return out
}

// Debt is what a customer owes for something.
type Debt struct {
	Subject   ident.Raw
	Reference string // as customers know it: "RIV-7K3D9Q"
	Payer     string
	Label     string // what it is for
	Owed      money.Amount
	DueOn     period.Date
}

// Candidate is a debt that an entry may pay, and why.
type Candidate struct {
	Debt
	Why   string // "reference", "name", "amount"
	Exact bool   // reference and amount are right: nobody needs to look
}

// compared writes a text for comparison: letters and digits, capitals.
func compared(text string) string {
	var b strings.Builder
	for _, r := range strings.ToUpper(plain.Replace(text)) {
		if r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// Candidates says which debts an entry may pay, the best first.
func Candidates(e Entry, debts []Debt) (out []Candidate) {
	if !e.Amount.IsPositive() {
		return nil
	}
	words := compared(e.words())
	for _, d := range debts {
		if d.Owed.Currency() != e.Amount.Currency() {
			continue
		}
		same := d.Owed.Cmp(e.Amount) == 0
		switch reference := compared(d.Reference); {
		case len(reference) >= 6 && strings.Contains(words, reference):
			out = append(out, Candidate{d, "reference", same})
		case same && named(words, d.Payer):
			out = append(out, Candidate{d, "name", false})
		case same:
			out = append(out, Candidate{d, "amount", false})
		}
	}
	rank := map[string]int{"reference": 0, "name": 1, "amount": 2}
	slices.SortStableFunc(out, func(x, y Candidate) int { return rank[x.Why] - rank[y.Why] })
	if len(out) > 1 && out[0].Exact && out[1].Why == "reference" { // two references: somebody has to look
		out[0].Exact = false
	}
	return out[:min(len(out), 10)]
}

// named reports whether the last part of a name, of three letters or more, stands in the words.
func named(words, name string) bool {
	parts := strings.Fields(name)
	if len(parts) == 0 {
		return false
	}
	last := compared(parts[len(parts)-1])
	return len(last) >= 3 && strings.Contains(words, last)
}

package banking

import (
	"bytes"
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/paging"
	"comptoir/internal/kernel/period"
	"comptoir/internal/kernel/usecase"
)

// Debts are what customers owe the business. They are never called inside Store.Write.
type Debts interface {
	// Open lists what is owed now.
	Open(ctx context.Context) ([]Debt, error)
	// Find lists debts by words: a reference or a name; also of what is not owed any more.
	Find(ctx context.Context, words string) ([]Debt, error)
	// Take records money that came for a debt. The same key is the same money; another debt under it is refused (Conflict). A
	// refusal (a fault of kind Conflict, Invalid or NotFound) means that nothing was recorded.
	Take(ctx context.Context, t Receipt) error
	// GiveBack takes it back: the money was not for this debt. The same key is the same giving back.
	GiveBack(ctx context.Context, t Receipt) error
}

// Receipt is money that an entry brought for a debt.
type Receipt struct {
	Key     string
	Subject ident.Raw
	Amount  money.Amount
	Note    string
}

// Transfer is a movement between an account of the business and another account of the books.
type Transfer struct {
	Key    string
	Label  string
	Piece  string
	On     period.Date
	Client bool         // the account is that of clients' money
	Amount money.Amount // above zero came in
	// Provider whose clearing account is on the other side; "": bank fees.
	Provider string
	Fee      money.Amount // that the provider kept of what it paid out
	Place    Place        // that is on the other side instead; "": none
}

// Terminal is the business's own card terminal, as a provider of payouts.
const Terminal = "card"

// Providers are whose payouts an entry may be. Stored data.
func Providers() []string { return []string{"stripe", "paypal", "mangopay", Terminal, "sandbox"} }

// ImportStatement reads a file of the bank: camt.053, or CSV by a mapping that is kept with the account.
type ImportStatement struct {
	Bank    AccountID
	Name    string // of the file
	Content []byte
	Mapping Mapping // zero: that of the account, else guessed
}

// Needs implements access.Guarded.
func (ImportStatement) Needs() access.Permission { return PermReconcile }

// Imported says what a file brought.
type Imported struct {
	New     int
	Known   int // were there already
	Matched int // of those that were open, by reference and amount
}

func (b *Banking) importStatement(ctx context.Context, c ImportStatement) (out Imported, err error) {
	account, err := b.account(ctx, c.Bank)
	if err != nil {
		return out, err
	}
	if len(c.Content) == 0 || len(c.Content) > MaxStatement {
		return out, refused("too_large", "a file of one byte to ten million is read")
	}
	mapping := c.Mapping
	if mapping.IsZero() {
		mapping = account.Mapping
	}
	var raws []Raw
	if start := bytes.TrimLeft(bytes.TrimPrefix(c.Content, []byte("\xef\xbb\xbf")), " \r\n\t"); bytes.HasPrefix(start, []byte("<")) {
		raws, err = ParseCAMT(c.Content, account.IBAN)
	} else {
		raws, mapping, err = ParseCSV(c.Content, mapping)
	}
	if err != nil {
		return out, err
	}
	if len(raws) == 0 {
		return out, refused("empty", "there is no entry in the file")
	}
	return b.enter(ctx, account, mapping, c.Name, raws)
}

// enter keeps the entries that are new, and matches what nobody needs to look at.
func (b *Banking) enter(ctx context.Context, account Account, mapping Mapping, file string, raws []Raw) (out Imported, err error) {
	names := fingerprints(account.ID, raws)
	var fresh []Entry
	err = b.d.Store.Write(ctx, func(tx Tx) error {
		fresh = nil
		if _, err := tx.Lock(ctx); err != nil {
			return err
		}
		all := make([]Entry, len(raws))
		for i, r := range raws {
			all[i] = Entry{Raw: r, ID: ident.Next[Entry](b.d.IDs), Version: 1, Bank: account.ID, File: line(file, 100), Fingerprint: names[i], Status: EntryOpen}
		}
		if fresh, err = tx.AddEntries(ctx, all); err != nil {
			return err
		}
		if mapping != account.Mapping && !mapping.IsZero() {
			account.Mapping, account.Version = mapping, account.Version+1
			return tx.SaveAccount(ctx, account)
		}
		return nil
	})
	if err != nil {
		return out, err
	}
	out.New, out.Known = len(fresh), len(raws)-len(fresh)
	out.Matched, err = b.matchAll(ctx, account.ID)
	return out, err
}

// matchedAtOnce is how many open entries an import looks at, newest first: more than a statement has.
const matchedAtOnce = 1000

// unmatched are the entries of an account that nobody has looked at yet: those of this import, and of one that was interrupted
// before it came to them. What a person has opened again is left to him.
func (b *Banking) unmatched(ctx context.Context, id AccountID) (all []Entry, err error) {
	q := ListEntries{Bank: id, Status: EntryOpen, Page: paging.Request{Limit: paging.MaxLimit}}
	for seen, more := 0, true; more && seen < matchedAtOnce; {
		page, err := b.d.Store.Entries(ctx, q)
		if err != nil {
			return nil, err
		}
		for _, e := range page.Items {
			if e.Status == EntryOpen && e.Attempt == 0 && e.Amount.IsPositive() {
				all = append(all, e)
			}
		}
		seen, more, q.Page.Cursor = seen+len(page.Items), page.Next != "", page.Next
	}
	slices.Reverse(all) // the oldest debt is paid by the oldest entry
	return all, nil
}

// matchAll matches what nobody needs to look at. What is refused stays open.
func (b *Banking) matchAll(ctx context.Context, account AccountID) (n int, err error) {
	fresh, err := b.unmatched(ctx, account)
	if err != nil || len(fresh) == 0 {
		return 0, err
	}
	debts, err := b.d.Debts.Open(ctx)
	if err != nil {
		return 0, err
	}
	for _, e := range fresh {
		found := Candidates(e, debts)
		if len(found) == 0 || !found[0].Exact {
			continue
		}
		m := b.paying(ctx, found[0].Debt)
		m.Auto = true
		if _, err := b.become(ctx, e, m); err != nil {
			if k := fault.KindOf(err); k == fault.Conflict || k == fault.Invalid || k == fault.NotFound {
				continue
			}
			return n, err
		}
		debts = slices.DeleteFunc(debts, func(d Debt) bool { return d.Subject == found[0].Subject }) // it owes something else now
		n++
	}
	return n, nil
}

// ListEntries asks for entries, newest first.
type ListEntries struct {
	Bank   AccountID   // zero: of every account
	Status EntryStatus // open: also what is claimed
	Page   paging.Request
}

// Needs implements access.Guarded.
func (ListEntries) Needs() access.Permission { return PermReconcile }

// GetEntry asks for one, with what it may be.
type GetEntry struct {
	ID    EntryID
	Words string // looks for debts by reference or name as well
}

// Needs implements access.Guarded.
func (GetEntry) Needs() access.Permission { return PermReconcile }

// EntryView is an entry with what it may be.
type EntryView struct {
	Entry
	Candidates []Candidate
	Found      []Debt
	Batch      *BatchState // that it executes
	Line       *Line       // that it brings back, of Batch
	Provider   string      // whose payout it seems to be
	Own        []Own       // places of the business's own that may be the other side, those that fit first
}

func (b *Banking) getEntry(ctx context.Context, q GetEntry) (v EntryView, err error) {
	if v.Entry, err = b.d.Store.Entry(ctx, q.ID); err != nil || v.Status != EntryOpen {
		return v, err
	}
	if v.Amount.IsPositive() {
		debts, err := b.d.Debts.Open(ctx)
		if err != nil {
			return v, err
		}
		v.Candidates = Candidates(v.Entry, debts)
		v.Provider = providerIn(v.words())
	}
	if words := strings.TrimSpace(q.Words); len(words) >= 3 && utf8.ValidString(words) && len(words) <= 100 {
		if v.Found, err = b.d.Debts.Find(ctx, words); err != nil {
			return v, err
		}
	}
	if v.Own, err = b.owns(ctx, v.Entry); err != nil {
		return v, err
	}
	v.Batch, v.Line, err = b.payoutIn(ctx, v.Entry)
	return v, err
}

func providerIn(words string) string {
	for _, p := range Providers() {
		if p != Terminal && strings.Contains(strings.ToLower(words), p) {
			return p
		}
	}
	return ""
}

// payoutIn finds the batch that an entry executes as a whole, or the line that it brings back.
func (b *Banking) payoutIn(ctx context.Context, e Entry) (*BatchState, *Line, error) {
	page, err := b.d.Store.Batches(ctx, paging.Request{Limit: paging.MaxLimit})
	if err != nil {
		return nil, nil, err
	}
	words := compared(e.words())
	for _, s := range page.Items {
		if !strings.Contains(words, compared(s.Number)) {
			continue
		}
		if e.Amount.IsNegative() && s.Status == Exported && s.Total().Cmp(e.Amount.Neg()) == 0 {
			return &s, nil, nil
		}
		for _, l := range s.Lines {
			if e.Amount.Cmp(l.Amount) == 0 && l.Status == LineExecuted && (e.EndToEnd == l.EndToEnd || strings.HasSuffix(words, compared(l.EndToEnd))) {
				return &s, &l, nil
			}
		}
	}
	return nil, nil, nil
}

// Differences are what stands between the bank and the books.
type Differences struct {
	Open     int          // entries that are nothing yet
	Unsettle money.Amount // their sum
	Oldest   period.Date
	Held     money.Amount // on the account of clients' money, by the books
}

// GetDifferences asks for them.
type GetDifferences struct{}

// Needs implements access.Guarded.
func (GetDifferences) Needs() access.Permission { return PermReconcile }

func (b *Banking) differences(ctx context.Context, _ GetDifferences) (out Differences, err error) {
	if out.Open, out.Unsettle, out.Oldest, err = b.d.Store.OpenEntries(ctx); err != nil {
		return out, err
	}
	out.Held, err = b.d.Books.Held(ctx)
	return out, err
}

// registerBank makes the use cases of statements.
func (b *Banking) registerBank(o usecase.Observer) {
	b.Import = usecase.New(o, "banking.import_statement", b.importStatement)
	b.Entries = usecase.New(o, "banking.list_entries", func(ctx context.Context, q ListEntries) (paging.Page[Entry], error) {
		return b.d.Store.Entries(ctx, q)
	})
	b.Entry = usecase.New(o, "banking.get_entry", b.getEntry)
	b.Match = usecase.New(o, "banking.match_entry", b.match)
	b.PostEntry = usecase.New(o, "banking.post_entry", b.postEntry)
	b.Settle = usecase.New(o, "banking.settle_entry", b.settle)
	b.Undo = usecase.New(o, "banking.undo_entry", b.undo)
	b.Pretend = usecase.New(o, "banking.pretend", b.pretend)
	b.Differences = usecase.New(o, "banking.differences", b.differences)
	b.Instruct = usecase.New(o, "banking.instruct", b.instruct)
}

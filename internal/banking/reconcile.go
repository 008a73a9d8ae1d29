package banking

import (
	"bytes"
	"context"
	"errors"
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
	// Take records money that came for a debt. The same key is the same money; another debt under it is refused (Conflict).
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
}

// Providers are whose payouts an entry may be. Stored data.
func Providers() []string { return []string{"stripe", "paypal", "mangopay", "sandbox"} }

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
	Matched int // of the new ones, by reference and amount
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
	names := fingerprints(c.Bank, raws)
	var fresh []Entry
	err = b.d.Store.Write(ctx, func(tx Tx) error {
		fresh = nil
		if _, err := tx.Lock(ctx); err != nil {
			return err
		}
		all := make([]Entry, len(raws))
		for i, r := range raws {
			all[i] = Entry{Raw: r, ID: ident.Next[Entry](b.d.IDs), Version: 1, Bank: c.Bank, File: line(c.Name, 100), Fingerprint: names[i], Status: EntryOpen}
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
	out.Matched, err = b.matchAll(ctx, fresh)
	return out, err
}

// matchAll matches what nobody needs to look at. What is refused stays open.
func (b *Banking) matchAll(ctx context.Context, fresh []Entry) (n int, err error) {
	if !slices.ContainsFunc(fresh, func(e Entry) bool { return e.Amount.IsPositive() }) {
		return 0, nil
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
		if _, err := b.pay(ctx, e, found[0].Debt, true); err != nil {
			if k := fault.KindOf(err); k == fault.Conflict || k == fault.Invalid {
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
	Bank   AccountID // zero: of every account
	Status EntryStatus
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
	v.Batch, v.Line, err = b.payoutIn(ctx, v.Entry)
	return v, err
}

func providerIn(words string) string {
	for _, p := range Providers() {
		if strings.Contains(strings.ToLower(words), p) {
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

// MatchEntry says which debt an entry pays.
type MatchEntry struct {
	ID      EntryID
	Subject ident.Raw
}

// Needs implements access.Guarded.
func (MatchEntry) Needs() access.Permission { return PermReconcile }

func (b *Banking) match(ctx context.Context, c MatchEntry) (Entry, error) {
	e, err := b.d.Store.Entry(ctx, c.ID)
	if err != nil {
		return e, err
	}
	if e.Status == EntryMatched && e.Match.Subject == c.Subject {
		return e, nil // the same click
	}
	if e.Status != EntryOpen {
		return e, ErrSettled
	}
	if !e.Amount.IsPositive() {
		return e, ErrOutgoing
	}
	found, err := b.d.Debts.Find(ctx, c.Subject.String())
	if err != nil {
		return e, err
	}
	if len(found) == 0 {
		return e, ErrUnknownDebt
	}
	return b.pay(ctx, e, found[0], false)
}

// pay records the money, then says so of the entry. Whoever else had the same entry pay something else meanwhile is refused
// by the key; after a crash in between, the same match does nothing twice.
func (b *Banking) pay(ctx context.Context, e Entry, d Debt, auto bool) (Entry, error) {
	if err := b.d.Debts.Take(ctx, Receipt{Key: e.key(), Subject: d.Subject, Amount: e.Amount, Note: line(firstOf(e.Name, e.Text), 80)}); err != nil {
		return e, err
	}
	return b.settle(ctx, e, EntryMatched, Matching{Kind: MatchPayment, Subject: d.Subject, Label: d.Reference + " · " + d.Payer, By: b.by(ctx), Auto: auto})
}

// settle notes what an open entry was found to be.
func (b *Banking) settle(ctx context.Context, e Entry, status EntryStatus, m Matching) (out Entry, err error) {
	return out, b.d.Store.Write(ctx, func(tx Tx) error {
		now, err := tx.Entry(ctx, e.ID)
		if err != nil {
			return err
		}
		out = now
		if now.Status == status && now.Attempt == e.Attempt && now.Match.Kind == m.Kind && now.Match.Subject == m.Subject && now.Match.Provider == m.Provider {
			return nil
		}
		if now.Status != EntryOpen || now.Attempt != e.Attempt {
			return ErrSettled
		}
		out.Status, out.Match, out.Version = status, &m, now.Version+1
		return tx.SaveEntry(ctx, out)
	})
}

// PostEntry says what an entry is that pays no debt.
type PostEntry struct {
	ID       EntryID
	As       MatchKind // batch, return, provider, fees, ignored
	Provider string
	Fee      money.Amount // zero: the provider kept nothing
	Note     string       // why it is ignored
}

// Needs implements access.Guarded.
func (PostEntry) Needs() access.Permission { return PermReconcile }

func (b *Banking) postEntry(ctx context.Context, c PostEntry) (Entry, error) {
	var check fault.Check
	c.Note = line(c.Note, 200)
	known := []MatchKind{MatchBatch, MatchReturn, MatchProvider, MatchFees, MatchIgnored}
	check.That(slices.Contains(known, c.As), "as", "unknown", "batch, return, provider, fees or ignored")
	check.That(c.As != MatchProvider || slices.Contains(Providers(), c.Provider), "provider", "unknown", "no such provider")
	check.That(c.As != MatchIgnored || c.Note != "", "note", "required", "say why")
	check.That(!c.Fee.IsNegative() && c.Fee.Minor() <= maxAmount && (c.Fee.IsZero() || c.Fee.Currency() == money.EUR), "fee", "out_of_range", "nothing or more, in euros")
	if err := check.Err(); err != nil {
		return Entry{}, err
	}
	v, err := b.getEntry(ctx, GetEntry{ID: c.ID})
	if err != nil {
		return v.Entry, err
	}
	e := v.Entry
	if e.Status != EntryOpen {
		if e.Match.Kind == c.As && e.Match.Provider == c.Provider {
			return e, nil // the same click
		}
		return e, ErrSettled
	}
	m := Matching{Kind: c.As, By: b.by(ctx), Note: c.Note}
	switch c.As {
	case MatchIgnored:
		return b.settle(ctx, e, EntryIgnored, m)
	case MatchBatch, MatchReturn:
		return b.payout(ctx, v, m)
	}
	return b.tell(ctx, e, c, m)
}

// tell enters a provider's payout or the bank's fees into the books.
func (b *Banking) tell(ctx context.Context, e Entry, c PostEntry, m Matching) (Entry, error) {
	label := "Frais bancaires"
	if c.As == MatchProvider {
		if !e.Amount.IsPositive() {
			return e, ErrOutgoing
		}
		m.Provider, m.Label, m.Fee, label = c.Provider, c.Provider, c.Fee, "Versement de "+c.Provider
	} else if e.Amount.IsPositive() {
		return e, ErrOutgoing
	}
	t, err := b.transfer(ctx, e, m, label)
	if err != nil {
		return e, err
	}
	if err := b.d.Books.Move(ctx, t); err != nil {
		return e, err
	}
	return b.settle(ctx, e, EntryPosted, m)
}

func (b *Banking) transfer(ctx context.Context, e Entry, m Matching, label string) (Transfer, error) {
	account, err := b.account(ctx, e.Bank)
	return Transfer{Key: e.key(), Label: label, Piece: line(firstOf(e.BankRef, e.Text), 60), On: e.On, Client: account.Clients, Amount: e.Amount, Provider: m.Provider, Fee: m.Fee}, err
}

// payout notes of a batch what the bank's statement says of it.
func (b *Banking) payout(ctx context.Context, v EntryView, m Matching) (Entry, error) {
	var err error
	switch {
	case m.Kind == MatchBatch && v.Batch != nil && v.Line == nil:
		m.Label = v.Batch.Number
		_, err = b.execute(ctx, MarkExecuted{ID: v.Batch.ID, On: v.On})
	case m.Kind == MatchReturn && v.Line != nil:
		m.Label = v.Line.EndToEnd
		_, err = b.returned(ctx, ReturnLine{ID: v.Batch.ID, Line: v.Line.ID, Code: firstOf(v.Return, "MS03"), On: v.On})
	default:
		return v.Entry, ErrUnknownBatch
	}
	if err != nil {
		return v.Entry, err
	}
	return b.settle(ctx, v.Entry, EntryMatched, m)
}

// UndoEntry opens an entry again. What it paid is given back, what it told the books is told the other way; both stay visible.
type UndoEntry struct{ ID EntryID }

// Needs implements access.Guarded.
func (UndoEntry) Needs() access.Permission { return PermReconcile }

// Proof implements access.Proving: somebody's payment is taken away from him.
func (UndoEntry) Proof() access.Proof { return access.FreshProof }

func (b *Banking) undo(ctx context.Context, c UndoEntry) (out Entry, err error) {
	e, err := b.d.Store.Entry(ctx, c.ID)
	if err != nil || e.Status == EntryOpen {
		return e, err
	}
	switch e.Match.Kind {
	case MatchBatch, MatchReturn:
		return e, ErrNoUndo
	case MatchPayment:
		err = b.d.Debts.GiveBack(ctx, Receipt{Key: e.key(), Subject: e.Match.Subject, Amount: e.Amount})
	case MatchProvider, MatchFees:
		var t Transfer
		if t, err = b.transfer(ctx, e, *e.Match, "Annulation d’un rapprochement"); err == nil {
			t.Key, t.Amount, t.Fee = t.Key+"/undone", t.Amount.Neg(), t.Fee.Neg()
			err = b.d.Books.Move(ctx, t)
		}
	}
	if err != nil {
		return e, err
	}
	return out, b.d.Store.Write(ctx, func(tx Tx) error {
		now, err := tx.Entry(ctx, c.ID)
		if err != nil {
			return err
		}
		out = now
		if now.Attempt != e.Attempt || now.Status == EntryOpen {
			return nil // the same click
		}
		out.Status, out.Match, out.Attempt, out.Version = EntryOpen, nil, now.Attempt+1, now.Version+1
		return tx.SaveEntry(ctx, out)
	})
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

// Instructions are how a customer pays by transfer.
type Instructions struct {
	Holder    string
	IBAN      IBAN
	BIC       BIC
	Amount    money.Amount
	Reference Reference
}

// EPC is what the square code says that banks' applications read (EPC069-12, version 002).
func (i Instructions) EPC() string {
	return strings.Join([]string{"BCD", "002", "1", "SCT", string(i.BIC), basic(i.Holder, 70), string(i.IBAN), "EUR" + i.Amount.Decimal(), "", string(i.Reference), ""}, "\n")
}

// Instruct asks how somebody pays a debt by transfer. ErrNoTransfer where the business does not offer it, or it is too late.
type Instruct struct {
	Reference string // of the debt
	Amount    money.Amount
	Needed    period.Date // the day by which the money must be there
}

// Needs implements access.Guarded.
func (Instruct) Needs() access.Permission { return PermProgram }

// ErrNoTransfer says that this cannot be paid by transfer.
var ErrNoTransfer = fault.Define(fault.Conflict, "banking.no_transfer", "this cannot be paid by transfer")

func (b *Banking) instruct(ctx context.Context, q Instruct) (Instructions, error) {
	desk, err := b.d.Store.Desk(ctx)
	if err != nil {
		return Instructions{}, err
	}
	s := desk.Settings
	early := !q.Needed.IsZero() && q.Needed.Since(b.today(ctx)) >= s.TransferDays
	if s.TransferTo.IsZero() || !early || !q.Amount.IsPositive() || q.Amount.Currency() != money.EUR {
		return Instructions{}, ErrNoTransfer
	}
	a, err := b.account(ctx, s.TransferTo)
	if errors.Is(err, ErrUnknownAccount) || a.Closed {
		return Instructions{}, ErrNoTransfer
	}
	if err != nil {
		return Instructions{}, err
	}
	ref, err := NewReference(q.Reference)
	if err != nil {
		return Instructions{}, ErrNoTransfer
	}
	return Instructions{Holder: a.Holder, IBAN: a.IBAN, BIC: a.BIC, Amount: q.Amount, Reference: ref}, nil
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
	b.Undo = usecase.New(o, "banking.undo_entry", b.undo)
	b.Differences = usecase.New(o, "banking.differences", b.differences)
	b.Instruct = usecase.New(o, "banking.instruct", b.instruct)
}

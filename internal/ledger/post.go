package ledger

import (
	"cmp"
	"context"
	"errors"
	"time"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/period"
)

// Posted is the answer to what was posted.
type Posted struct {
	ID       TransactionID
	Replayed bool // it was there already, with the same input
}

// PostTransaction enters a transaction that moves money at once.
type PostTransaction struct {
	Key      string
	Journal  Journal     // "" for OD
	ValueOn  period.Date // zero: the day of booking
	Label    string
	Piece    string
	PieceOn  period.Date // the day of the paper; zero: that of booking
	Metadata map[string]string
	Postings []Entry
	// BookedAt is for facts that reach the books after they happened; zero: now. Only the program may say it.
	BookedAt time.Time
}

// Needs implements access.Guarded.
func (PostTransaction) Needs() access.Permission { return PermPost }

// Proof implements access.Proving: an entry moves what the business owes from one to another. Programs, the business's own
// and its clients of the API with a key, are not asked.
func (PostTransaction) Proof() access.Proof { return access.FreshProof }

func (p PostTransaction) draft() draft {
	if p.Journal == "" {
		p.Journal = OtherJournal
	}
	if !p.PieceOn.IsZero() {
		p.Metadata = with(p.Metadata, pieceOn, p.PieceOn.String())
	}
	return draft{p.Key, p.Journal, p.ValueOn, p.Label, p.Piece, p.Metadata}
}

func (l *Ledger) post(ctx context.Context, p PostTransaction) (Posted, error) {
	t, err := l.final(ctx, p)
	if err != nil {
		return Posted{}, err
	}
	return l.write(ctx, t)
}

// PostTogether enters transactions in their order, all of them or none: what one fact says of several papers.
type PostTogether struct{ All []PostTransaction }

// Needs implements access.Guarded.
func (PostTogether) Needs() access.Permission { return PermPost }

// Proof implements access.Proving: see PostTransaction.
func (PostTogether) Proof() access.Proof { return access.FreshProof }

func (l *Ledger) postTogether(ctx context.Context, q PostTogether) ([]Posted, error) {
	all := make([]Transaction, len(q.All))
	for i, p := range q.All {
		var err error
		if all[i], err = l.final(ctx, p); err != nil {
			return nil, err
		}
	}
	return l.d.Store.Post(ctx, all)
}

// final makes a transaction that moves money at once.
func (l *Ledger) final(ctx context.Context, p PostTransaction) (Transaction, error) {
	var c fault.Check
	d := p.draft()
	d.check(&c)
	checkEntries(&c, p.Postings)
	if err := c.Err(); err != nil {
		return Transaction{}, err
	}
	at := l.d.Now()
	if !p.BookedAt.IsZero() && access.From(ctx).Kind == access.System {
		at = p.BookedAt
	}
	t := l.made(ctx, d, Final, at)
	t.Hash = d.digest(Final, TransactionID{}, time.Time{}, p.Postings)
	for _, e := range sorted(p.Postings) {
		t.Legs = append(t.Legs, Leg{Account: e.Account, Amount: e.Amount})
	}
	return t, nil
}

// made is a transaction without its postings.
func (l *Ledger) made(ctx context.Context, d draft, kind Kind, at time.Time) Transaction {
	at = at.UTC().Truncate(time.Microsecond)
	on := period.DateOf(at, l.d.Zone(ctx))
	value := d.ValueOn
	if value.IsZero() {
		value = on
	}
	actor := access.From(ctx)
	by := actor.Name
	if by == "" {
		by = string(actor.Kind)
	}
	return Transaction{ID: ident.Next[Transaction](l.d.IDs), Key: d.Key, Kind: kind, Journal: d.Journal, BookedAt: at, BookedOn: on,
		ValueOn: value, Label: d.Label, Piece: d.Piece, Actor: by, Metadata: d.Metadata}
}

func (l *Ledger) write(ctx context.Context, t Transaction) (Posted, error) {
	done, err := l.d.Store.Post(ctx, []Transaction{t})
	if err != nil {
		return Posted{}, err
	}
	return done[0], nil
}

// HoldAmount reserves money (an authorization): it counts against what is available, and moves nothing yet.
type HoldAmount struct {
	Key       string
	Journal   Journal // "" for OD; what is captured of it is entered in the same
	ValueOn   period.Date
	Label     string
	Piece     string
	Metadata  map[string]string
	Postings  []Entry
	ExpiresAt time.Time // zero: never
}

// Needs implements access.Guarded.
func (HoldAmount) Needs() access.Permission { return PermPost }

// Proof implements access.Proving: a hold that is captured is an entry by another way: see PostTransaction.
func (HoldAmount) Proof() access.Proof { return access.FreshProof }

func (l *Ledger) hold(ctx context.Context, h HoldAmount) (Posted, error) {
	var c fault.Check
	d := draft{h.Key, cmp.Or(h.Journal, OtherJournal), h.ValueOn, h.Label, h.Piece, h.Metadata}
	d.check(&c)
	checkEntries(&c, h.Postings)
	now := l.d.Now()
	if err := c.Err(); err != nil {
		return Posted{}, err
	}
	t := l.made(ctx, d, Pending, now)
	t.ExpiresAt = h.ExpiresAt.UTC().Truncate(time.Microsecond)
	t.Hash = d.digest(Pending, TransactionID{}, t.ExpiresAt, h.Postings)
	for _, e := range sorted(h.Postings) {
		leg := Leg{Account: e.Account, Amount: money.Zero(e.Amount.Currency()), HeldDebit: e.Amount.Minor()}
		if e.Amount.IsNegative() {
			leg.HeldDebit, leg.HeldCredit = 0, -e.Amount.Minor()
		}
		t.Legs = append(t.Legs, leg)
	}
	return l.write(ctx, t)
}

// CaptureHold takes all of a hold or part of it; the rest is let go. A hold is captured once.
type CaptureHold struct {
	Key   string
	Hold  TransactionID
	Label string
	// Postings name what is taken; empty: everything. Each is on the side of the hold's posting and at most as large.
	Postings []Entry
	Metadata map[string]string
	Then     []PostTransaction // entered in the same moment, after it
}

// Needs implements access.Guarded.
func (CaptureHold) Needs() access.Permission { return PermPost }

// Proof implements access.Proving: see HoldAmount.
func (CaptureHold) Proof() access.Proof { return access.FreshProof }

func (l *Ledger) capture(ctx context.Context, q CaptureHold) (Posted, error) {
	held, err := l.held(ctx, q.Hold)
	if err != nil {
		return Posted{}, err
	}
	now := l.d.Now()
	var c fault.Check
	d := draft{q.Key, held.Journal, period.Date{}, q.Label, held.Piece, q.Metadata}
	d.check(&c)
	if len(q.Postings) > 0 {
		checkEntries(&c, q.Postings)
	}
	taken := map[Path]map[money.Currency]int64{}
	for _, e := range q.Postings {
		if taken[e.Account] == nil {
			taken[e.Account] = map[money.Currency]int64{}
		}
		taken[e.Account][e.Amount.Currency()] = e.Amount.Minor()
	}
	t := l.made(ctx, d, Captured, now)
	t.Of = held.ID
	t.Hash = d.digest(Captured, held.ID, time.Time{}, q.Postings)
	found := 0
	for _, leg := range held.Legs {
		currency, all := leg.Amount.Currency(), leg.HeldDebit-leg.HeldCredit
		part, named := taken[leg.Account][currency]
		if len(q.Postings) == 0 {
			part = all
		} else if named {
			found++
		}
		c.That(part*all >= 0 && abs(part) <= abs(all), "postings", "above_maximum", "more is captured than was held, or on the other side")
		t.Legs = append(t.Legs, Leg{Account: leg.Account, Amount: money.New(part, currency), HeldDebit: -leg.HeldDebit, HeldCredit: -leg.HeldCredit})
	}
	c.That(found == len(q.Postings), "postings", "unknown_account", "an account is not part of the hold")
	if err := c.Err(); err != nil {
		return Posted{}, err
	}
	if !held.ExpiresAt.IsZero() && now.After(held.ExpiresAt) {
		return l.replayed(ctx, t, ErrExpired)
	}
	all := []Transaction{t}
	for _, p := range q.Then {
		then, err := l.final(ctx, p)
		if err != nil {
			return Posted{}, err
		}
		all = append(all, then)
	}
	done, err := l.d.Store.Post(ctx, all)
	if err != nil {
		return Posted{}, err
	}
	return done[0], nil
}

// OpenHold asks for the hold under a key that can still be captured or let go.
type OpenHold struct{ Key string }

// Needs implements access.Guarded.
func (OpenHold) Needs() access.Permission { return PermRead }

// openHold returns zero where there is none, it has ended or its time is over.
func (l *Ledger) openHold(ctx context.Context, q OpenHold) (none TransactionID, err error) {
	id, err := l.d.Store.ByKey(ctx, q.Key)
	if err != nil || id.IsZero() {
		return none, err
	}
	t, err := l.held(ctx, id)
	if err != nil {
		return none, err
	}
	settler, err := l.d.Store.Settler(ctx, id)
	if err != nil || !settler.IsZero() || !t.ExpiresAt.IsZero() && l.d.Now().After(t.ExpiresAt) {
		return none, err
	}
	return id, nil
}

// IsBooked asks whether something was posted under a key.
type IsBooked struct{ Key string }

// Needs implements access.Guarded.
func (IsBooked) Needs() access.Permission { return PermRead }

func (l *Ledger) isBooked(ctx context.Context, q IsBooked) (bool, error) {
	id, err := l.d.Store.ByKey(ctx, q.Key)
	return !id.IsZero(), err
}

// replayed lets a repeated request have its first answer where a new one would be refused.
func (l *Ledger) replayed(ctx context.Context, t Transaction, refusal *fault.Error) (Posted, error) {
	id, err := l.d.Store.Settler(ctx, t.Of)
	if err != nil {
		return Posted{}, err
	}
	if !id.IsZero() {
		if first, err := l.d.Store.Find(ctx, id); err == nil && first.Key == t.Key && string(first.Hash) == string(t.Hash) {
			return Posted{ID: id, Replayed: true}, nil
		}
	}
	return Posted{}, refusal
}

func abs(n int64) int64 { return max(n, -n) }

// held reads a hold. Whether it is still open is decided by the store.
func (l *Ledger) held(ctx context.Context, id TransactionID) (Transaction, error) {
	t, err := l.d.Store.Find(ctx, id)
	if err == nil && t.Kind != Pending {
		err = ErrNotPending
	}
	return t, err
}

// VoidHold lets a hold go.
type VoidHold struct {
	Key   string
	Hold  TransactionID
	Label string
}

// Needs implements access.Guarded.
func (VoidHold) Needs() access.Permission { return PermPost }

// Proof implements access.Proving: what was held for the business is let go: see HoldAmount.
func (VoidHold) Proof() access.Proof { return access.FreshProof }

func (l *Ledger) void(ctx context.Context, q VoidHold) (Posted, error) {
	held, err := l.held(ctx, q.Hold)
	if err != nil {
		return Posted{}, err
	}
	var c fault.Check
	d := draft{q.Key, held.Journal, period.Date{}, q.Label, held.Piece, nil}
	d.check(&c)
	if err := c.Err(); err != nil {
		return Posted{}, err
	}
	t := l.made(ctx, d, Voided, l.d.Now())
	t.Of, t.Hash = held.ID, d.digest(Voided, held.ID, time.Time{}, nil)
	for _, leg := range held.Legs {
		t.Legs = append(t.Legs, Leg{Account: leg.Account, Amount: money.Zero(leg.Amount.Currency()), HeldDebit: -leg.HeldDebit, HeldCredit: -leg.HeldCredit})
	}
	return l.write(ctx, t)
}

// ReverseTransaction undoes what was posted by its mirror; both stay in the books.
type ReverseTransaction struct {
	Key     string
	ID      TransactionID
	Reason  string
	ValueOn period.Date
}

// Needs implements access.Guarded.
func (ReverseTransaction) Needs() access.Permission { return PermPost }

// Proof implements access.Proving: see PostTransaction.
func (ReverseTransaction) Proof() access.Proof { return access.FreshProof }

func (l *Ledger) reverse(ctx context.Context, q ReverseTransaction) (Posted, error) {
	was, err := l.d.Store.Find(ctx, q.ID)
	if err != nil {
		return Posted{}, err
	}
	if was.Kind != Final && was.Kind != Captured {
		return Posted{}, ErrNotFinal
	}
	var c fault.Check
	d := draft{q.Key, was.Journal, q.ValueOn, q.Reason, was.Piece, nil}
	d.check(&c)
	if err := c.Err(); err != nil {
		return Posted{}, err
	}
	t := l.made(ctx, d, Reversal, l.d.Now())
	t.Of, t.Hash = was.ID, d.digest(Reversal, was.ID, time.Time{}, nil)
	for _, leg := range was.Legs {
		if !leg.Amount.IsZero() {
			t.Legs = append(t.Legs, Leg{Account: leg.Account, Amount: leg.Amount.Neg()})
		}
	}
	return l.write(ctx, t)
}

// ExpireHolds lets go of holds whose time is over; a job asks for it.
type ExpireHolds struct{ Limit int }

// Needs implements access.Guarded.
func (ExpireHolds) Needs() access.Permission { return PermProgram }

func (l *Ledger) expire(ctx context.Context, q ExpireHolds) (n int, err error) {
	due, err := l.d.Store.DueHolds(ctx, l.d.Now(), q.Limit)
	for _, id := range due {
		if _, err := l.void(ctx, VoidHold{Key: "expire/" + id.String(), Hold: id, Label: "Autorisation expirée"}); err != nil && !errors.Is(err, ErrSettled) {
			return n, err
		}
		n++
	}
	return n, err
}

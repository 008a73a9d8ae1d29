package banking

import (
	"context"
	"slices"
	"time"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/paging"
	"comptoir/internal/kernel/usecase"
)

// An entry becomes what it was found to be in three steps: it is claimed (one transaction, which everybody else who wants it
// for something else comes too late for), what follows is done elsewhere by the entry's key, and it is noted as done. What is
// claimed and was never finished, a job takes up; a claim whose act is refused is let go.

// resumeAfter is how long whoever has claimed an entry may take: longer than any request lives. A job then does it for him.
const resumeAfter = 5 * time.Minute

// status is what an entry of the kind becomes.
func (k MatchKind) status() EntryStatus {
	switch k {
	case MatchIgnored:
		return EntryIgnored
	case MatchProvider, MatchFees, MatchOwn:
		return EntryPosted
	}
	return EntryMatched
}

// same reports whether somebody says of an entry what was said already.
func (m Matching) same(n Matching) bool {
	return m.Kind == n.Kind && m.Subject == n.Subject && m.Provider == n.Provider && m.Place == n.Place
}

// become has an entry be something. The same click answers with the entry as it is.
func (b *Banking) become(ctx context.Context, e Entry, m Matching) (Entry, error) {
	e, mine, err := b.claim(ctx, e, m)
	if err != nil || !mine {
		return e, err
	}
	return b.finish(ctx, e)
}

// claim keeps an open entry from everybody else. Not mine: the same was said already.
func (b *Banking) claim(ctx context.Context, e Entry, m Matching) (out Entry, mine bool, err error) {
	return out, mine, b.d.Store.Write(ctx, func(tx Tx) error {
		now, err := tx.Entry(ctx, e.ID)
		if err != nil {
			return err
		}
		out, mine = now, false
		if now.Status != EntryOpen && now.Match.same(m) {
			return nil
		}
		if now.Status != EntryOpen || now.Attempt != e.Attempt {
			return ErrSettled
		}
		out.Match, out.Version, mine = &m, now.Version+1, true
		if out.Status = EntryClaimed; m.Kind == MatchIgnored { // nothing follows
			out.Status, mine = EntryIgnored, false
			return tx.SaveEntry(ctx, out)
		}
		if err := tx.SaveEntry(ctx, out); err != nil {
			return err
		}
		return tx.SettleLater(ctx, e.ID, b.d.Now().Add(resumeAfter))
	})
}

// finish does what follows from a claim, and notes it.
func (b *Banking) finish(ctx context.Context, e Entry) (Entry, error) {
	err := b.act(ctx, e)
	if err == nil {
		return b.move(ctx, e, func(out *Entry) { out.Status = out.Match.Kind.status() })
	}
	if !undone(err) {
		return e, err // nobody knows what was done: the job will
	}
	if _, undo := b.move(ctx, e, func(out *Entry) { out.Status, out.Match = EntryOpen, nil }); undo != nil {
		return e, undo
	}
	return e, err
}

// undone reports whether what should follow from an entry was looked at and not done.
func undone(err error) bool {
	return slices.Contains([]fault.Kind{fault.Conflict, fault.Invalid, fault.NotFound}, fault.KindOf(err))
}

// move changes a claimed entry that nobody has changed since.
func (b *Banking) move(ctx context.Context, e Entry, change func(*Entry)) (out Entry, err error) {
	return out, b.d.Store.Write(ctx, func(tx Tx) error {
		now, err := tx.Entry(ctx, e.ID)
		if err != nil {
			return err
		}
		out = now
		if now.Status != EntryClaimed || now.Version != e.Version {
			if now.Status == e.Match.Kind.status() && now.Attempt == e.Attempt && now.Match.same(*e.Match) {
				return nil // the job was faster
			}
			return ErrSettled
		}
		change(&out)
		out.Version++
		return tx.SaveEntry(ctx, out)
	})
}

// act does what follows from what an entry is. Each act knows its key: the same entry does it once.
func (b *Banking) act(ctx context.Context, e Entry) error {
	m := *e.Match
	switch m.Kind {
	case MatchPayment:
		return b.d.Debts.Take(ctx, Receipt{Key: e.key(), Subject: m.Subject, Amount: e.Amount, Note: line(firstOf(e.Name, e.Text), 80)})
	case MatchBatch:
		_, err := b.execute(ctx, MarkExecuted{ID: m.Batch, On: e.On})
		return err
	case MatchReturn:
		_, err := b.returned(ctx, ReturnLine{ID: m.Batch, Line: m.Line, Code: firstOf(e.Return, "MS03"), On: e.On})
		return err
	}
	label := "Frais bancaires"
	switch m.Kind {
	case MatchProvider:
		label = "Versement de " + m.Provider
	case MatchOwn:
		label = ownLabels[m.Place]
	}
	t, err := b.transfer(ctx, e, m, label)
	if err != nil {
		return err
	}
	return b.d.Books.Move(ctx, t)
}

// SettleEntry finishes what somebody has claimed and not finished. A job calls it; it may be called any number of times.
type SettleEntry struct{ ID EntryID }

// Needs implements access.Guarded.
func (SettleEntry) Needs() access.Permission { return PermProgram }

// unsettled has claims finished whose job has given up: nobody else could.
func (b *Banking) unsettled(ctx context.Context) error {
	q := ListEntries{Status: EntryClaimed, Page: paging.Request{Limit: paging.MaxLimit}}
	for more := true; more; {
		page, err := b.d.Store.Entries(ctx, q)
		if err != nil {
			return err
		}
		for _, e := range page.Items {
			if err := b.d.Store.Write(ctx, func(tx Tx) error { return tx.SettleLater(ctx, e.ID, b.d.Now()) }); err != nil {
				return err
			}
		}
		more, q.Page.Cursor = page.Next != "", page.Next
	}
	return nil
}

func (b *Banking) settle(ctx context.Context, c SettleEntry) (none usecase.None, err error) {
	e, err := b.d.Store.Entry(ctx, c.ID)
	if err != nil || e.Status != EntryClaimed {
		return none, err
	}
	if _, err = b.finish(ctx, e); undone(err) {
		return none, nil // it is open again: somebody has to look
	}
	return none, err
}

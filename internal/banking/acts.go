package banking

import (
	"context"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/paging"
	"comptoir/internal/kernel/period"
	"comptoir/internal/kernel/text"
	"comptoir/internal/kernel/usecase"
)

// GetBatch asks for one batch.
type GetBatch struct{ ID BatchID }

// Needs implements access.Guarded.
func (GetBatch) Needs() access.Permission { return PermRead }

// ListBatches asks for them, newest first.
type ListBatches struct{ Page paging.Request }

// Needs implements access.Guarded.
func (ListBatches) Needs() access.Permission { return PermRead }

// on loads a batch, has something done to it and saves it.
func (b *Banking) on(ctx context.Context, id BatchID, do func(tx Tx, batch *Batch) error) (out BatchState, err error) {
	return out, b.d.Store.Write(ctx, func(tx Tx) error {
		batch, err := tx.Batch(ctx, id)
		if err != nil {
			return err
		}
		if err := do(tx, batch); err != nil {
			return err
		}
		out = batch.State()
		if !batch.Changed() {
			return nil
		}
		return tx.SaveBatch(ctx, batch)
	})
}

// ApproveBatch lets a batch leave that somebody else has proposed.
type ApproveBatch struct{ ID BatchID }

// Needs implements access.Guarded.
func (ApproveBatch) Needs() access.Permission { return PermApprove }

// Proof implements access.Proving: money leaves.
func (ApproveBatch) Proof() access.Proof { return access.FreshProof }

func (b *Banking) approve(ctx context.Context, c ApproveBatch) (BatchState, error) {
	by, err := b.person(ctx)
	if err != nil {
		return BatchState{}, err
	}
	s, err := b.d.Store.FindBatch(ctx, c.ID)
	if err != nil {
		return s, err
	}
	held, err := b.held(ctx, s.Method)
	if err != nil {
		return BatchState{}, err
	}
	return b.on(ctx, c.ID, func(tx Tx, batch *Batch) error {
		if _, err := tx.Lock(ctx); err != nil { // two batches approved at once count each other
			return err
		}
		if err := batch.Approve(by); err != nil || !batch.Changed() {
			return err
		}
		if err := unchanged(ctx, tx, batch); err != nil {
			return err
		}
		return funded(ctx, tx, batch, held)
	})
}

// held is what can be promised: clients' money at the bank, or what a carrier holds.
func (b *Banking) held(ctx context.Context, carrier string) (money.Amount, error) {
	if carrier == "" {
		return b.d.Books.Held(ctx)
	}
	return b.d.Books.HeldBy(ctx, carrier)
}

// byHand refuses to note of a carrier's batch what its carrier says itself.
func (b *Batch) byHand() error {
	if b.s.Method != "" {
		return ErrByCarrier
	}
	return nil
}

// unchanged refuses a batch that would pay by bank details which are no longer the newest.
func unchanged(ctx context.Context, tx Tx, batch *Batch) error {
	newest, err := tx.NewestDetails(ctx)
	if err != nil {
		return err
	}
	for _, l := range batch.s.Planned() {
		if !slices.ContainsFunc(newest, func(d DetailsState) bool { return d.Payee == l.Payee && d.Version == l.Details && len(d.Sealed) > 0 }) {
			return ErrDetails.Detailf("the bank details of %s have changed since this batch was proposed", l.Name)
		}
	}
	return nil
}

// funded refuses to promise more than is held of clients' money.
func funded(ctx context.Context, tx Tx, batch *Batch, held money.Amount) error {
	lines, err := tx.Unsettled(ctx)
	if err != nil {
		return err
	}
	left := held
	for _, l := range lines {
		if !l.promised() || l.Batch == batch.s.ID {
			continue
		}
		other, err := tx.Batch(ctx, l.Batch)
		if err != nil {
			return err
		}
		if other.s.Status != Proposed && other.s.Method == batch.s.Method { // nobody has promised what is only proposed
			left = left.Sub(l.Amount)
		}
	}
	if batch.s.Total().Cmp(left) > 0 {
		return ErrNotFunded.Detailf("the batch pays %s, and %s is left of clients' money where it is paid from", batch.s.Total(), left)
	}
	return nil
}

// CancelBatch ends a batch that the bank has not executed.
type CancelBatch struct {
	ID     BatchID
	Reason string
}

// Needs implements access.Guarded.
func (CancelBatch) Needs() access.Permission { return PermPropose }

// Proof implements access.Proving: a batch whose file is at the bank and that is cancelled here would be paid twice.
func (CancelBatch) Proof() access.Proof { return access.FreshProof }

func reasonOf(reason string) (string, error) {
	var c fault.Check
	reason = strings.Join(strings.Fields(reason), " ")
	c.That(reason != "", "reason", "required", "say why")
	c.That(utf8.RuneCountInString(reason) <= 200 && text.OneLine(reason), "reason", "too_long", "at most 200 characters")
	return reason, c.Err()
}

func (b *Banking) cancel(ctx context.Context, c CancelBatch) (BatchState, error) {
	reason, err := reasonOf(c.Reason)
	if err != nil {
		return BatchState{}, err
	}
	return b.on(ctx, c.ID, func(_ Tx, batch *Batch) error { return batch.Cancel(reason, b.by(ctx)) })
}

// RemoveLine takes a line out of a batch whose file is not made.
type RemoveLine struct {
	ID     BatchID
	Line   LineID
	Reason string
}

// Needs implements access.Guarded.
func (RemoveLine) Needs() access.Permission { return PermPropose }

func (b *Banking) remove(ctx context.Context, c RemoveLine) (BatchState, error) {
	reason, err := reasonOf(c.Reason)
	if err != nil {
		return BatchState{}, err
	}
	return b.on(ctx, c.ID, func(_ Tx, batch *Batch) error { return batch.Remove(c.Line, reason) })
}

// RecordVerification notes what the bank's verification of payee said of a line.
type RecordVerification struct {
	ID        BatchID
	Line      LineID
	Result    Verification
	Suggested string
}

// Needs implements access.Guarded.
func (RecordVerification) Needs() access.Permission { return PermPropose }

func (b *Banking) verify(ctx context.Context, c RecordVerification) (BatchState, error) {
	var check fault.Check
	c.Suggested = strings.Join(strings.Fields(c.Suggested), " ")
	check.That(slices.Contains(Verifications(), c.Result), "result", "unknown", "match, close_match, no_match or not_available")
	check.That(utf8.RuneCountInString(c.Suggested) <= 140 && text.OneLine(c.Suggested), "suggested", "too_long", "at most 140 characters")
	if err := check.Err(); err != nil {
		return BatchState{}, err
	}
	return b.on(ctx, c.ID, func(_ Tx, batch *Batch) error { return batch.Verify(c.Line, c.Result, c.Suggested, b.by(ctx)) })
}

// MarkExecuted notes that the bank has executed what was not rejected.
type MarkExecuted struct {
	ID BatchID
	On period.Date // zero: today
}

// Needs implements access.Guarded.
func (MarkExecuted) Needs() access.Permission { return PermPropose }

func (b *Banking) day(ctx context.Context, on period.Date) (period.Date, error) {
	today := b.today(ctx)
	if on.IsZero() {
		return today, nil
	}
	var c fault.Check
	c.That(!on.After(today), "on", "in_the_future", "today at the latest")
	c.That(!on.Before(today.AddDays(-366)), "on", "too_early", "at most a year ago")
	return on, c.Err()
}

func (b *Banking) execute(ctx context.Context, c MarkExecuted) (BatchState, error) {
	on, err := b.day(ctx, c.On)
	if err != nil {
		return BatchState{}, err
	}
	return b.on(ctx, c.ID, func(tx Tx, batch *Batch) error {
		if err := batch.byHand(); err != nil {
			return err
		}
		if err := batch.Execute(on, b.by(ctx)); err != nil || !batch.Changed() {
			return err
		}
		return tx.BookLater(ctx, c.ID)
	})
}

// RejectLine notes that the bank refused a line: it was never sent.
type RejectLine struct {
	ID     BatchID
	Line   LineID
	Reason string // code of the bank, "AC01", or words
}

// Needs implements access.Guarded.
func (RejectLine) Needs() access.Permission { return PermPropose }

func (b *Banking) reject(ctx context.Context, c RejectLine) (BatchState, error) {
	reason, err := reasonOf(c.Reason)
	if err != nil {
		return BatchState{}, err
	}
	return b.on(ctx, c.ID, func(_ Tx, batch *Batch) error {
		if err := batch.byHand(); err != nil {
			return err
		}
		return batch.Reject(c.Line, reason)
	})
}

// ReturnLine notes that the money of a line came back.
type ReturnLine struct {
	ID   BatchID
	Line LineID
	Code string // ISO 20022 ExternalReturnReason1Code: four capitals or digits
	On   period.Date
}

// Needs implements access.Guarded.
func (ReturnLine) Needs() access.Permission { return PermPropose }

var reasonCode = regexp.MustCompile(`^[A-Z]{2}[A-Z0-9]{2}$`)

// ReturnCodes are the reasons that occur (ISO 20022 external code set, EPC173-14).
func ReturnCodes() []string {
	return []string{"AC01", "AC04", "AC06", "AG01", "AM09", "BE04", "CNOR", "DNOR", "FOCR", "MD07", "MS02", "MS03", "RC01", "RR04", "TM01"}
}

func (b *Banking) returned(ctx context.Context, c ReturnLine) (BatchState, error) {
	c.Code = strings.ToUpper(strings.TrimSpace(c.Code))
	on, err := b.day(ctx, c.On)
	if err != nil {
		return BatchState{}, err
	}
	if !reasonCode.MatchString(c.Code) {
		return BatchState{}, fault.ErrInvalid.On("code", "malformed", "a code of four characters, like AC04")
	}
	return b.on(ctx, c.ID, func(tx Tx, batch *Batch) error {
		if err := batch.byHand(); err != nil {
			return err
		}
		if err := batch.Return(c.Line, c.Code, on); err != nil || !batch.Changed() {
			return err
		}
		return tx.BookLater(ctx, c.ID)
	})
}

// BookBatch tells the books what a batch has moved. It may be asked for any number of times.
type BookBatch struct{ ID BatchID }

// Needs implements access.Guarded.
func (BookBatch) Needs() access.Permission { return PermProgram }

func (b *Banking) book(ctx context.Context, c BookBatch) (none usecase.None, err error) {
	s, err := b.d.Store.FindBatch(ctx, c.ID)
	if err != nil {
		return none, err
	}
	type entered struct {
		line LineID
		back bool
	}
	var done []entered
	zone := b.d.Zone(ctx)
	for _, l := range s.Lines {
		gone := l.Status == LineExecuted || l.Status == LineReturned
		if gone && !l.BookedOut {
			at := period.Moment{Date: l.Moved, Clock: period.At(12, 0)}.In(zone)
			if err := b.d.Books.Post(ctx, Movement{Key: "banking/payout/" + l.ID.String(), Label: "Virement à " + l.Name, Piece: l.EndToEnd, At: at, Carrier: s.Method, Parts: l.Parts}); err != nil {
				return none, err
			}
			done = append(done, entered{l.ID, false})
		}
		if l.Status == LineReturned && !l.BookedBack {
			at := period.Moment{Date: l.Back, Clock: period.At(12, 0)}.In(zone)
			if err := b.d.Books.Post(ctx, Movement{Key: "banking/payout/" + l.ID.String() + "/returned", Label: "Virement revenu, " + l.Reason + ", " + l.Name, Piece: l.EndToEnd, At: at, Back: true, Carrier: s.Method, Parts: l.Parts}); err != nil {
				return none, err
			}
			done = append(done, entered{l.ID, true})
		}
	}
	if len(done) == 0 {
		return none, nil
	}
	return none, b.d.Store.Write(ctx, func(tx Tx) error {
		desk, err := tx.Lock(ctx)
		if err != nil {
			return err
		}
		batch, err := tx.Batch(ctx, c.ID)
		if err != nil {
			return err
		}
		for _, e := range done {
			batch.Booked(e.line, e.back)
		}
		if !batch.Changed() {
			return nil
		}
		desk.Revision++
		if err := tx.SaveDesk(ctx, desk); err != nil {
			return err
		}
		return tx.SaveBatch(ctx, batch)
	})
}

// Payout is a transfer as its payee sees it.
type Payout struct {
	Line
	Number string // of the batch
}

// OwnPayouts asks for the transfers of the owner who asks, newest first.
type OwnPayouts struct{}

// Needs implements access.Guarded.
func (OwnPayouts) Needs() access.Permission { return PermOwn }

func (b *Banking) ownPayouts(ctx context.Context, _ OwnPayouts) ([]Payout, error) {
	return b.d.Store.LinesOf(ctx, access.From(ctx).User.Raw(), 100)
}

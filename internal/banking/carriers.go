package banking

import (
	"cmp"
	"context"
	"errors"
	"slices"

	"comptoir/internal/event"
	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/bank"
	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/period"
	"comptoir/internal/kernel/usecase"
)

// The carriers that a payee may have an account with. Stored data.
const (
	CarrierStripe   = "stripe"   // Stripe Connect: a connected account, "acct_…"
	CarrierMangoPay = "mangopay" // MangoPay: a verified user, "user_m_…"
)

// Carriers are payment providers that pay somebody out of what they hold for the business, instead of a bank by a file.
// They are never called inside Store.Write.
type Carriers interface {
	// List names those that the business uses.
	List(ctx context.Context) ([]string, error)
	// Check asks whether an account can be paid to; a Conflict or Invalid says why not.
	Check(ctx context.Context, carrier, account string) error
	// Send pays. The same Line is the same payout, however often it is asked: what became of it is the answer. An error of
	// the kind Unavailable leaves the outcome unknown, and the same call finds it out.
	Send(ctx context.Context, o Order) (Carried, error)
	// Ask tells what became of a payout that was sent.
	Ask(ctx context.Context, carrier, reference string) (Carried, error)
}

// Order asks a carrier to pay a line.
type Order struct {
	Carrier   string
	Line      LineID
	Account   string // of the payee at the carrier
	Holder    string
	IBAN      bank.IBAN
	Amount    money.Amount
	Reference string // that the payee reads
}

// Carriage is what became of a payout.
type Carriage string

// The answers of a carrier.
const (
	CarriedPending  Carriage = "pending"
	CarriedPaid     Carriage = "paid"
	CarriedFailed   Carriage = "failed"   // no money has moved, or all of it is back before it was noted
	CarriedReturned Carriage = "returned" // it was paid, and came back
)

// Carried is a carrier's answer.
type Carried struct {
	Reference string
	State     Carriage
	Reason    string // the carrier's code
}

// Faults of carriers.
var (
	ErrNoCarrier   = fault.Define(fault.Conflict, "banking.no_carrier", "enter the keys of this payment provider first")
	ErrByCarrier   = fault.Define(fault.Conflict, "banking.by_carrier", "this batch is paid by a payment provider, which says itself what becomes of it")
	ErrNotReady    = fault.Define(fault.Conflict, "banking.payee_not_ready", "the provider does not pay this account yet: its owner has not completed what it asks")
	ErrNoneCarried = fault.Define(fault.Conflict, "banking.nobody_carried", "nobody who is owed something has an account with this provider")
)

// Account is the payee's account with a carrier; "" none.
func (c Coordinates) Account(carrier string) string {
	switch carrier {
	case CarrierStripe:
		return c.Stripe
	case CarrierMangoPay:
		return c.MangoPay
	}
	return ""
}

// ListCarriers asks by which providers the business can pay.
type ListCarriers struct{}

// Needs implements access.Guarded.
func (ListCarriers) Needs() access.Permission { return PermRead }

func (b *Banking) listCarriers(ctx context.Context, _ ListCarriers) ([]string, error) {
	if b.d.Carriers == nil {
		return nil, nil
	}
	return b.d.Carriers.List(ctx)
}

func (b *Banking) carrier(ctx context.Context, name string) error {
	all, err := b.listCarriers(ctx, ListCarriers{})
	if err == nil && !slices.Contains(all, name) {
		err = ErrNoCarrier
	}
	return err
}

// carried lists the payees who have an account with a carrier, with the version of the details that says so; one who was asked
// for by name and is not ready is refused with the reason. It opens seals, and so comes before the transaction that proposes.
func (b *Banking) carried(ctx context.Context, carrier string, wanted []Payee) (map[Payee]int, error) {
	if err := b.carrier(ctx, carrier); err != nil {
		return nil, err
	}
	all, err := b.d.Store.NewestDetails(ctx)
	if err != nil {
		return nil, err
	}
	out := map[Payee]int{}
	for _, d := range all {
		if len(d.Sealed) == 0 {
			continue
		}
		c, err := b.open(ctx, d)
		if err != nil {
			return nil, err
		}
		if c.Account(carrier) != "" {
			out[d.Payee] = d.Version
		}
	}
	return b.ableNow(ctx, carrier, out, wanted)
}

// ableNow takes away those who are not ready with the carrier now.
func (b *Banking) ableNow(ctx context.Context, carrier string, out map[Payee]int, wanted []Payee) (map[Payee]int, error) {
	all, err := b.d.Store.Enrolments(ctx)
	if err != nil {
		return nil, err
	}
	var why error
	for _, e := range all {
		if e.Carrier != carrier || e.State == Ready {
			continue
		}
		delete(out, e.Payee)
		if len(wanted) == 0 && why != nil || len(wanted) > 0 && !slices.Contains(wanted, e.Payee) {
			continue
		}
		who, err := b.payee(ctx, e.Payee)
		if err != nil && !errors.Is(err, ErrUnknownPayee) {
			return nil, err
		}
		why = e.refusal(who.Name)
		if len(wanted) > 0 {
			return nil, why
		}
	}
	if len(out) > 0 {
		return out, nil
	}
	return nil, cmp.Or[error](why, ErrNoneCarried)
}

// SendBatch has an approved batch paid by its carrier. Asked for again it is sent once.
type SendBatch struct{ ID BatchID }

// Needs implements access.Guarded.
func (SendBatch) Needs() access.Permission { return PermPropose }

// Proof implements access.Proving: money leaves.
func (SendBatch) Proof() access.Proof { return access.FreshProof }

func (b *Banking) send(ctx context.Context, c SendBatch) (BatchState, error) {
	s, err := b.d.Store.FindBatch(ctx, c.ID)
	if err != nil {
		return s, err
	}
	if s.Method == "" {
		return s, ErrWrongState
	}
	if err := b.carrier(ctx, s.Method); err != nil {
		return s, err
	}
	held, err := b.d.Books.HeldBy(ctx, s.Method)
	if err != nil {
		return s, err
	}
	return b.on(ctx, c.ID, func(tx Tx, batch *Batch) error {
		if _, err := tx.Lock(ctx); err != nil {
			return err
		}
		if err := batch.Send(b.by(ctx)); err != nil || !batch.Changed() {
			return err
		}
		if err := unchanged(ctx, tx, batch); err != nil {
			return err
		}
		if err := funded(ctx, tx, batch, held); err != nil {
			return err
		}
		return tx.CarryLater(ctx, c.ID)
	})
}

// CarryBatch sends what a carrier was not asked yet, and asks what became of the rest. It may be called any number of times,
// also after a crash between a payout and its noting: the carrier knows each line by its name.
type CarryBatch struct{ ID BatchID }

// Needs implements access.Guarded.
func (CarryBatch) Needs() access.Permission { return PermProgram }

func (b *Banking) carry(ctx context.Context, c CarryBatch) (none usecase.None, err error) {
	s, err := b.d.Store.FindBatch(ctx, c.ID)
	if err != nil || s.Method == "" || s.Status == Proposed || s.Status == Approved || s.Status == Cancelled {
		return none, err
	}
	for _, l := range s.Lines {
		if l.Status != LinePlanned && (l.Status != LineExecuted || l.Carried == "") {
			continue
		}
		if err := b.carryLine(ctx, s, l); err != nil {
			return none, err
		}
	}
	return none, nil
}

func (b *Banking) carryLine(ctx context.Context, s BatchState, l Line) error {
	told, err := b.carriage(ctx, s.Method, l)
	if err != nil {
		if k := fault.KindOf(err); k != fault.Conflict && k != fault.Invalid && k != fault.NotFound || l.Carried != "" {
			return err // unknown: the job comes back
		}
		told = Carried{State: CarriedFailed, Reason: fault.CodeOf(err)}
	}
	today := b.today(ctx)
	_, err = b.on(ctx, s.ID, func(tx Tx, batch *Batch) error {
		if err := batch.Carry(l.ID, told, today, b.by(ctx)); err != nil || !batch.Changed() {
			return err
		}
		return tx.BookLater(ctx, s.ID)
	})
	return err
}

// carriage asks the carrier; nothing of ours is locked meanwhile.
func (b *Banking) carriage(ctx context.Context, carrier string, l Line) (Carried, error) {
	if l.Carried != "" {
		return b.d.Carriers.Ask(ctx, carrier, l.Carried)
	}
	if err := b.ready(ctx, carrier, l.Payee, l.Name); err != nil { // it was, when the batch was proposed
		return Carried{}, err
	}
	d, err := b.d.Store.DetailsAt(ctx, l.Payee, l.Details)
	if err != nil {
		return Carried{}, err
	}
	to, err := b.open(ctx, d)
	if err != nil {
		return Carried{}, err
	}
	return b.d.Carriers.Send(ctx, Order{Carrier: carrier, Line: l.ID, Account: to.Account(carrier), Holder: to.Holder, IBAN: to.IBAN, Amount: l.Amount, Reference: l.EndToEnd})
}

// PayoutTold says that a carrier has news of a line; what it is, the carrier is asked.
type PayoutTold struct{ Line LineID }

// Needs implements access.Guarded.
func (PayoutTold) Needs() access.Permission { return PermProgram }

func (b *Banking) told(ctx context.Context, c PayoutTold) (none usecase.None, err error) {
	id, err := b.d.Store.BatchOfLine(ctx, c.Line)
	if err != nil {
		return none, err
	}
	return b.carry(ctx, CarryBatch{ID: id})
}

// unbooked has the books told again of what has moved and is not in them: a job that they refused too often has given up.
func (b *Banking) unbooked(ctx context.Context) error {
	lines, err := b.d.Store.Unsettled(ctx)
	if err != nil {
		return err
	}
	done := map[BatchID]bool{}
	for _, l := range lines {
		if l.Status == LinePlanned {
			continue
		}
		id, err := b.d.Store.BatchOfLine(ctx, l.ID)
		if err != nil {
			return err
		}
		if done[id] {
			continue
		}
		done[id] = true
		if err := b.d.Store.Write(ctx, func(tx Tx) error { return tx.BookAgain(ctx, id) }); err != nil {
			return err
		}
	}
	return nil
}

// FollowCarried asks after what carriers have not told: each batch that is on its way, and those of the last weeks, whose
// money may come back; has the books told again of what they have refused, and claims finished that nobody has. A job calls it.
type FollowCarried struct{}

// Needs implements access.Guarded.
func (FollowCarried) Needs() access.Permission { return PermProgram }

// followedDays is how long a payout that has arrived may come back: banks return within ten business days.
const followedDays = 21

func (b *Banking) follow(ctx context.Context, _ FollowCarried) (n int, err error) {
	if err := errors.Join(b.unbooked(ctx), b.unsettled(ctx)); err != nil {
		return 0, err
	}
	since := b.d.Now().AddDate(0, 0, -followedDays)
	all, err := b.d.Store.CarriedSince(ctx, since)
	for _, id := range all {
		if _, err := b.carry(ctx, CarryBatch{ID: id}); err != nil {
			return n, err
		}
		n++
	}
	return n, err
}

// Send notes that a carrier is asked to pay. The same person's second click changes nothing.
func (b *Batch) Send(by By) error {
	if b.s.Method == "" {
		return ErrWrongState
	}
	return b.Export(by)
}

// Carry notes what a carrier said of a line.
func (b *Batch) Carry(id LineID, told Carried, on period.Date, by By) error {
	l, err := b.line(id)
	if err != nil {
		return err
	}
	if told.Reference != "" && l.Carried != told.Reference {
		b.touch()
		l.Carried = told.Reference
	}
	reason := line(told.Reason, 60)
	switch {
	case told.State == CarriedPaid && l.Status == LinePlanned:
		b.paid(l, on)
	case told.State == CarriedFailed && l.Status == LinePlanned:
		b.touch()
		l.Status, l.Reason = LineRejected, reason
	case told.State == CarriedFailed && l.Status == LineExecuted:
		return b.Return(id, reason, on) // it was called paid first
	case told.State == CarriedReturned && l.Status == LinePlanned: // both while nobody asked
		b.paid(l, on)
		return b.Return(id, reason, on)
	case told.State == CarriedReturned && l.Status == LineExecuted:
		return b.Return(id, reason, on)
	default:
		return nil
	}
	b.finish(by)
	return nil
}

func (b *Batch) paid(l *Line, on period.Date) {
	b.touch()
	l.Status, l.Moved = LineExecuted, on
	b.events = append(b.events, event.PayoutExecuted{PayoutFacts: b.facts(*l), On: on})
}

// finish says where a batch stands of whose lines none is on its way any more.
func (b *Batch) finish(by By) {
	if len(b.s.Planned()) > 0 {
		return
	}
	if !slices.ContainsFunc(b.s.Lines, func(l Line) bool { return l.Status == LineExecuted || l.Status == LineReturned }) {
		b.s.Status = Cancelled
		return
	}
	if b.s.Executed == nil {
		b.s.Executed = &by
	}
	b.settle()
}

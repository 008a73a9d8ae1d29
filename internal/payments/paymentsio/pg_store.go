package paymentsio

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"time"

	"github.com/jackc/pgx/v5"

	"comptoir/internal/event"
	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/contact"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/paging"
	"comptoir/internal/payments"
	"comptoir/internal/payments/paymentsio/paymentsdb"
	"comptoir/internal/platform/jobs"
	"comptoir/internal/platform/outbox"
	"comptoir/internal/platform/pg"
	"comptoir/internal/platform/trail"
)

// Store keeps payments in PostgreSQL.
type Store struct {
	db     *pg.DB
	outbox *outbox.Outbox
	jobs   jobs.Enqueuer
	now    func() time.Time
	q      *paymentsdb.Queries
}

// NewStore makes a store that publishes through the outbox and sends refunds by jobs.
func NewStore(db *pg.DB, o *outbox.Outbox, j jobs.Enqueuer, now func() time.Time) *Store {
	return &Store{db: db, outbox: o, jobs: j, now: now, q: paymentsdb.New()}
}

// Write implements payments.Store.
func (s *Store) Write(ctx context.Context, fn func(payments.Tx) error) error {
	return s.db.Write(ctx, func(ctx context.Context, tx pg.Tx) error {
		return fn(&storeTx{Store: s, tx: tx, tenant: access.TenantOf(ctx), before: map[payments.PaymentID]payments.PaymentState{}})
	})
}

// Find implements payments.Reader.
func (s *Store) Find(ctx context.Context, id payments.PaymentID) (payments.PaymentState, error) {
	tenant, db := access.TenantOf(ctx), s.db.Read(ctx)
	row, err := s.q.FindPayment(ctx, db, tenant, id)
	if err != nil {
		return payments.PaymentState{}, unknown(err)
	}
	states, err := s.withRefunds(ctx, db, tenant, row)
	if err != nil {
		return payments.PaymentState{}, err
	}
	return states[0], nil
}

// FindOf implements payments.Reader.
func (s *Store) FindOf(ctx context.Context, subject payments.Subject) ([]payments.PaymentState, error) {
	tenant, db := access.TenantOf(ctx), s.db.Read(ctx)
	rows, err := s.q.PaymentsOfSubject(ctx, db, paymentsdb.PaymentsOfSubjectParams{TenantID: tenant, SubjectKind: subject.Kind, SubjectID: subject.ID})
	if err != nil {
		return nil, err
	}
	return s.withRefunds(ctx, db, tenant, rows...)
}

// FindOfPayer implements payments.Reader.
func (s *Store) FindOfPayer(ctx context.Context, email contact.Email) ([]payments.PaymentState, error) {
	tenant, db := access.TenantOf(ctx), s.db.Read(ctx)
	rows, err := s.q.PaymentsOfPayer(ctx, db, tenant, email.String())
	if err != nil {
		return nil, err
	}
	return s.withRefunds(ctx, db, tenant, rows...)
}

const newest = "created_at,id"

// Page implements payments.Reader.
func (s *Store) Page(ctx context.Context, f payments.Filter, p paging.Request) (paging.Page[payments.PaymentState], error) {
	arg := paymentsdb.PagePaymentsParams{TenantID: access.TenantOf(ctx), Status: string(f.Status), SubjectKind: f.Subject.Kind,
		SubjectID: f.Subject.ID, Provider: f.Provider, Since: f.From, Until: until(f), Text: f.Text, Minor: f.Minor(), Size: pg.Int(p.Size() + 1)}
	var err error
	if arg.After, err = paging.Decode(p.Cursor, newest, &arg.AfterAt, &arg.AfterID); err != nil {
		return paging.Page[payments.PaymentState]{}, err
	}
	db := s.db.Read(ctx)
	rows, err := s.q.PagePayments(ctx, db, arg)
	if err != nil {
		return paging.Page[payments.PaymentState]{}, err
	}
	states, err := s.withRefunds(ctx, db, arg.TenantID, rows...)
	return paging.Cut(states, p.Size(), func(last payments.PaymentState) string {
		return paging.Encode(newest, last.CreatedAt, last.ID)
	}), err
}

// until is the end of a filter; far away where it has none.
func until(f payments.Filter) time.Time {
	if f.To.IsZero() {
		return time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	return f.To
}

// Sum implements payments.Reader.
func (s *Store) Sum(ctx context.Context, f payments.Filter) ([]payments.Sum, error) {
	rows, err := s.q.SumPayments(ctx, s.db.Read(ctx), paymentsdb.SumPaymentsParams{TenantID: access.TenantOf(ctx), Status: string(f.Status), SubjectKind: f.Subject.Kind,
		SubjectID: f.Subject.ID, Provider: f.Provider, Since: f.From, Until: until(f), Text: f.Text, Minor: f.Minor()})
	if err != nil {
		return nil, err
	}
	sums := make([]payments.Sum, len(rows))
	for i, r := range rows {
		c := money.Currency(r.Currency)
		sums[i] = payments.Sum{Count: int(r.Payments), In: money.New(r.CameIn, c), Back: money.New(r.Back, c)}
	}
	return sums, nil
}

func (s *Store) withRefunds(ctx context.Context, db pg.Querier, tenant access.TenantID, rows ...paymentsdb.PaymentsPayment) ([]payments.PaymentState, error) {
	if len(rows) == 0 {
		return nil, nil
	}
	ids := make([]ident.Raw, len(rows))
	for i, r := range rows {
		ids[i] = r.ID.Raw()
	}
	refunds, err := s.q.RefundsOf(ctx, db, tenant, ids)
	if err != nil {
		return nil, err
	}
	states := make([]payments.PaymentState, len(rows))
	for i, r := range rows {
		states[i] = stateOf(r)
		for _, refund := range refunds {
			if refund.PaymentID == r.ID {
				states[i].Refunds = append(states[i].Refunds, refundOf(refund, money.Currency(r.Currency)))
			}
		}
	}
	return states, nil
}

type storeTx struct {
	*Store
	tx      pg.Tx
	tenant  access.TenantID
	before  map[payments.PaymentID]payments.PaymentState // as loaded, for the audit trail
	account payments.ProviderAccount                     // as loaded, for the same
}

func (t *storeTx) restore(ctx context.Context, rows ...paymentsdb.PaymentsPayment) ([]*payments.Payment, error) {
	states, err := t.withRefunds(ctx, t.tx, t.tenant, rows...)
	if err != nil {
		return nil, err
	}
	out := make([]*payments.Payment, len(states))
	for i, state := range states {
		t.before[state.ID] = state
		out[i] = payments.Restore(state)
	}
	return out, nil
}

func (t *storeTx) one(ctx context.Context, row paymentsdb.PaymentsPayment, err error) (*payments.Payment, error) {
	if err != nil {
		return nil, unknown(err)
	}
	all, err := t.restore(ctx, row)
	if err != nil {
		return nil, err
	}
	return all[0], nil
}

// Payment implements payments.Tx.
func (t *storeTx) Payment(ctx context.Context, id payments.PaymentID) (*payments.Payment, error) {
	row, err := t.q.LockPayment(ctx, t.tx, t.tenant, id)
	return t.one(ctx, row, err)
}

// PaymentByKey implements payments.Tx.
func (t *storeTx) PaymentByKey(ctx context.Context, key string) (*payments.Payment, error) {
	row, err := t.q.LockPaymentByKey(ctx, t.tx, t.tenant, key)
	return t.one(ctx, row, err)
}

// PaymentsOf implements payments.Tx.
func (t *storeTx) PaymentsOf(ctx context.Context, subject payments.Subject) ([]*payments.Payment, error) {
	rows, err := t.q.LockPaymentsOfSubject(ctx, t.tx, paymentsdb.LockPaymentsOfSubjectParams{TenantID: t.tenant, SubjectKind: subject.Kind, SubjectID: subject.ID})
	if err != nil {
		return nil, err
	}
	return t.restore(ctx, rows...)
}

// LockSubject implements payments.Tx: also against payments that are not stored yet.
func (t *storeTx) LockSubject(ctx context.Context, subject payments.Subject) error {
	return t.q.LockSubject(ctx, t.tx, "payments.subject "+t.tenant.String()+" "+subject.Kind+" "+subject.ID.String())
}

// Save implements payments.Tx.
func (t *storeTx) Save(ctx context.Context, p *payments.Payment) error {
	s := p.State()
	before, known := t.before[s.ID]
	if known && reflect.DeepEqual(before, s) { // nothing was learnt: nothing to write, and nothing to tell the auditors
		return nil
	}
	var err error
	if known {
		err = t.update(ctx, s)
	} else {
		err = t.insert(ctx, s)
	}
	if err != nil {
		return err
	}
	for _, r := range s.Refunds {
		if err := t.q.PutRefund(ctx, t.tx, paymentsdb.PutRefundParams{TenantID: t.tenant, ID: r.ID, PaymentID: s.ID, Amount: r.Amount.Minor(),
			Status: string(r.Status), Reason: r.Reason, Key: r.Key, Reference: r.Reference, Failure: r.Failure, At: r.At}); err != nil {
			return err
		}
	}
	entry := trail.Entry{Entity: "payments.payment", ID: s.ID.Raw(), After: audited(s)}
	if known {
		entry.Before = audited(before)
	}
	if err := trail.Record(ctx, t.tx, entry); err != nil {
		return err
	}
	news := p.TakeEvents()
	var was *payments.PaymentState
	if known {
		was = &before
	}
	if err := t.tell(ctx, was, s, news); err != nil {
		return err
	}
	s.Version++
	t.before[s.ID] = s
	return t.Publish(ctx, news...)
}

// tell adds what happened to the payment's story. A person is named; the program and the provider are not.
func (t *storeTx) tell(ctx context.Context, before *payments.PaymentState, after payments.PaymentState, news []event.Event) error {
	by := ""
	if a := access.From(ctx); a.Kind == access.Person {
		by = a.Name
	}
	for _, step := range payments.Steps(before, after, news, by) {
		if err := t.q.AddStep(ctx, t.tx, paymentsdb.AddStepParams{TenantID: t.tenant, PaymentID: after.ID, What: step.What, Amount: step.Amount.Minor(),
			Detail: step.Detail, By: step.By, At: step.At}); err != nil {
			return err
		}
	}
	return nil
}

// Story implements payments.Reader.
func (s *Store) Story(ctx context.Context, id payments.PaymentID) ([]payments.Step, error) {
	tenant, db := access.TenantOf(ctx), s.db.Read(ctx)
	row, err := s.q.FindPayment(ctx, db, tenant, id)
	if err != nil {
		return nil, unknown(err)
	}
	rows, err := s.q.Steps(ctx, db, tenant, id)
	if err != nil {
		return nil, err
	}
	steps := make([]payments.Step, len(rows))
	for i, r := range rows {
		steps[i] = payments.Step{What: r.What, Detail: r.Detail, By: r.By, At: r.At.UTC()}
		if r.Amount > 0 {
			steps[i].Amount = money.New(r.Amount, money.Currency(row.Currency))
		}
	}
	return steps, nil
}

func (t *storeTx) insert(ctx context.Context, s payments.PaymentState) error {
	err := t.q.InsertPayment(ctx, t.tx, paymentsdb.InsertPaymentParams{TenantID: t.tenant, ID: s.ID, Key: s.Key, SubjectKind: s.Subject.Kind,
		SubjectID: s.Subject.ID, Purpose: s.Purpose, Description: s.Description, PayerName: s.Payer.Name, PayerEmail: s.Payer.Email.String(),
		PayerLocale: s.Payer.Locale, Amount: s.Amount.Minor(), Currency: string(s.Amount.Currency()), Mode: string(s.Mode), Status: string(s.Status),
		Standing: string(s.Standing()), ToldAt: s.ToldAt, Captured: s.Captured.Minor(), CaptureStatus: string(s.Capture.Status),
		CaptureAmount: s.Capture.Amount.Minor(), CaptureReason: s.Capture.Reason, CaptureKey: s.Capture.Key, HeldUntil: s.HeldUntil, Instrument: s.Instrument, Keep: s.Keep, CardName: s.CardName,
		DisputeReference: s.Dispute.Reference, DisputeStatus: string(s.Dispute.Status), DisputeAmount: s.Dispute.Amount.Minor(), DisputeReason: s.Dispute.Reason, DisputeDue: s.Dispute.Due,
		Provider: s.Provider, Reference: s.Reference, CheckoutUrl: s.CheckoutURL, ReturnUrl: s.ReturnURL, Failure: s.Failure,
		GivenBack: givenBack(s), CreatedAt: s.CreatedAt, UpdatedAt: s.UpdatedAt})
	if pg.IsUnique(err, "payment_key") {
		return payments.ErrKeyReused.Because(err)
	}
	return err
}

func (t *storeTx) update(ctx context.Context, s payments.PaymentState) error {
	rows, err := t.q.UpdatePayment(ctx, t.tx, paymentsdb.UpdatePaymentParams{TenantID: t.tenant, ID: s.ID, Version: pg.Int(t.before[s.ID].Version),
		Status: string(s.Status), Standing: string(s.Standing()), ToldAt: s.ToldAt, Captured: s.Captured.Minor(), CaptureStatus: string(s.Capture.Status),
		CaptureAmount: s.Capture.Amount.Minor(), CaptureReason: s.Capture.Reason, CaptureKey: s.Capture.Key, HeldUntil: s.HeldUntil, Instrument: s.Instrument, CardName: s.CardName,
		DisputeReference: s.Dispute.Reference, DisputeStatus: string(s.Dispute.Status), DisputeAmount: s.Dispute.Amount.Minor(), DisputeReason: s.Dispute.Reason, DisputeDue: s.Dispute.Due,
		Reference: s.Reference, CheckoutUrl: s.CheckoutURL, Failure: s.Failure, GivenBack: givenBack(s), UpdatedAt: s.UpdatedAt})
	if err == nil && rows == 0 {
		return payments.ErrStale
	}
	return err
}

// Remember implements payments.Tx.
func (t *storeTx) Remember(ctx context.Context, provider, notification string) (bool, error) {
	rows, err := t.q.Remember(ctx, t.tx, paymentsdb.RememberParams{TenantID: t.tenant, Provider: provider, Notification: notification, At: t.now()})
	return rows == 1, err
}

// SendLater implements payments.Tx.
func (t *storeTx) SendLater(ctx context.Context, payment payments.PaymentID, refund payments.RefundID) error {
	return t.jobs.Enqueue(ctx, t.tx, sendRefund{Payment: payment, Refund: refund})
}

// SendAgain implements payments.Tx.
func (t *storeTx) SendAgain(ctx context.Context, payment payments.PaymentID, refund payments.RefundID) error {
	return t.jobs.Enqueue(ctx, t.tx, sendRefund{Payment: payment, Refund: refund}, jobs.Unique(refund.String()))
}

// CaptureLater implements payments.Tx.
func (t *storeTx) CaptureLater(ctx context.Context, payment payments.PaymentID) error {
	return t.jobs.Enqueue(ctx, t.tx, sendCapture{Payment: payment})
}

// CaptureAgain implements payments.Tx.
func (t *storeTx) CaptureAgain(ctx context.Context, payment payments.PaymentID) error {
	return t.jobs.Enqueue(ctx, t.tx, sendCapture{Payment: payment}, jobs.Unique(payment.String()))
}

// CloseLater implements payments.Tx.
func (t *storeTx) CloseLater(ctx context.Context, c payments.ClosePayments, at time.Time) error {
	return t.jobs.Enqueue(ctx, t.tx, closePayments{SubjectKind: c.Subject.Kind, Subject: c.Subject.ID, Before: c.Before}, jobs.At(at))
}

// ForgetPayer implements payments.Tx.
func (t *storeTx) ForgetPayer(ctx context.Context, email contact.Email, as payments.Payer) error {
	ids, err := t.q.ForgetPayer(ctx, t.tx, paymentsdb.ForgetPayerParams{TenantID: t.tenant, PayerEmail: email.String(), AsName: as.Name, AsEmail: as.Email.String()})
	if err != nil {
		return err
	}
	for _, id := range ids {
		if err := trail.Record(ctx, t.tx, trail.Entry{Entity: "payments.payment", ID: id.Raw(), Before: map[string]any{"payer": "known"}, After: map[string]any{"payer": as.Name}}); err != nil {
			return err
		}
	}
	return nil
}

// Publish implements payments.Tx.
func (t *storeTx) Publish(ctx context.Context, events ...event.Event) error {
	if len(events) == 0 {
		return nil
	}
	return t.outbox.Append(ctx, t.tx, events...)
}

func unknown(err error) error {
	if errors.Is(err, pgx.ErrNoRows) {
		return payments.ErrUnknown
	}
	return err
}

func givenBack(s payments.PaymentState) (sum int64) {
	for _, r := range s.Refunds {
		if r.Status != payments.RefundFailed {
			sum += r.Amount.Minor()
		}
	}
	return sum
}

func stateOf(r paymentsdb.PaymentsPayment) payments.PaymentState {
	currency := money.Currency(r.Currency)
	s := payments.PaymentState{ID: r.ID, Key: r.Key, Subject: payments.Subject{Kind: r.SubjectKind, ID: r.SubjectID}, Purpose: r.Purpose,
		Description: r.Description, Payer: payments.Payer{Name: r.PayerName, Email: contact.Email(r.PayerEmail), Locale: r.PayerLocale}, Amount: money.New(r.Amount, currency),
		Mode: payments.Mode(r.Mode), Status: payments.Status(r.Status), ToldAt: r.ToldAt.UTC(), Captured: money.New(r.Captured, currency), HeldUntil: r.HeldUntil.UTC(),
		Instrument: r.Instrument, Keep: r.Keep, CardName: r.CardName, Provider: r.Provider, Reference: r.Reference, CheckoutURL: r.CheckoutUrl, ReturnURL: r.ReturnUrl, Failure: r.Failure,
		CreatedAt: r.CreatedAt.UTC(), UpdatedAt: r.UpdatedAt.UTC(), Version: int(r.Version)}
	if r.CaptureStatus != "" {
		s.Capture = payments.Capture{Status: payments.CaptureStatus(r.CaptureStatus), Amount: money.New(r.CaptureAmount, currency), Reason: r.CaptureReason, Key: r.CaptureKey}
	}
	if r.DisputeStatus != "" {
		s.Dispute = payments.Dispute{Reference: r.DisputeReference, Status: payments.DisputeStatus(r.DisputeStatus), Amount: money.New(r.DisputeAmount, currency), Reason: r.DisputeReason, Due: r.DisputeDue.UTC()}
	}
	return s
}

func refundOf(r paymentsdb.PaymentsRefund, c money.Currency) payments.Refund {
	return payments.Refund{ID: r.ID, Amount: money.New(r.Amount, c), Status: payments.RefundStatus(r.Status), Reason: r.Reason, Key: r.Key,
		Reference: r.Reference, Failure: r.Failure, At: r.At.UTC()}
}

// audited is what the trail keeps of a payment: figures and states, no payer.
func audited(s payments.PaymentState) map[string]any {
	refunds := make([]string, len(s.Refunds))
	for i, r := range s.Refunds {
		refunds[i] = fmt.Sprintf("%s %s", r.Status, r.Amount)
	}
	return map[string]any{"status": s.Standing(), "mode": s.Mode, "captured": s.Captured.String(), "capture": s.Capture.Status, "dispute": s.Dispute.Status, "amount": s.Amount.String(), "purpose": s.Purpose, "provider": s.Provider,
		"reference": s.Reference, "keeps_card": s.Instrument != "", "failure": s.Failure, "refunds": refunds}
}

package staystest

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"comptoir/internal/event"
	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/period"
	"comptoir/internal/kernel/usecase"
	"comptoir/internal/stays"
)

// Clock is a clock that the test turns.
type Clock struct {
	mu  sync.Mutex
	now time.Time
}

// NewClock makes a clock that stands at a time.
func NewClock(now time.Time) *Clock { return &Clock{now: now} }

// Now returns the time.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// Set turns the clock.
func (c *Clock) Set(now time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = now
}

// Advance turns the clock on.
func (c *Clock) Advance(d time.Duration) { c.Set(c.Now().Add(d)) }

// Payments is a port that opens payments and remembers what it was asked.
type Payments struct {
	mu      sync.Mutex
	Down    bool // Open answers that payments do not answer
	ids     ident.Source
	byKey   map[string]stays.PaymentView
	Charges []stays.Charge
	NoCards bool           // no card can be kept
	Offline bool           // the business has chosen no provider
	Later   error          // what ChargeLater answers
	Charged []stays.Charge // of kept cards
}

// Open implements stays.Payments.
func (p *Payments) Open(_ context.Context, c stays.Charge) (stays.PaymentView, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.Offline {
		return stays.PaymentView{}, stays.ErrNoOnlinePayment
	}
	if p.Down {
		return stays.PaymentView{}, stays.ErrPaymentsDown
	}
	if v, ok := p.byKey[c.Key]; ok {
		return v, nil
	}
	if p.byKey == nil {
		p.byKey = map[string]stays.PaymentView{}
	}
	v := stays.PaymentView{ID: p.ids.Raw(), Amount: c.Amount, Status: "requires_action", CheckoutURL: "https://pay.example/" + c.Key}
	p.byKey[c.Key] = v
	p.Charges = append(p.Charges, c)
	return v, nil
}

// Take implements stays.Payments.
func (p *Payments) Take(ctx context.Context, t stays.Taking) (stays.PaymentView, error) {
	v, err := p.Open(ctx, t.Charge)
	v.Status = "succeeded"
	return v, err
}

// PaysOnline implements stays.Payments.
func (p *Payments) PaysOnline(context.Context) (bool, error) { return !p.Offline, nil }

// KeepsCards implements stays.Payments.
func (p *Payments) KeepsCards(context.Context) (bool, error) { return !p.NoCards, nil }

// ChargeLater implements stays.Payments: it remembers what it was asked, and answers as it was told.
func (p *Payments) ChargeLater(_ context.Context, c stays.Charge, _ ident.Raw) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.Later != nil {
		return p.Later
	}
	p.Charged = append(p.Charged, c)
	return nil
}

// Links makes tokens that anybody could guess: for tests only.
type Links struct{}

// ManageToken implements stays.Links.
func (Links) ManageToken(tenant access.TenantID, id stays.ReservationID, number int) string {
	return fmt.Sprintf("token-%x-%s-%d", tenant[12:], id, number)
}

// ReturnURL implements stays.Links.
func (Links) ReturnURL(_ context.Context, token string) string {
	return "https://agency.example/manage/" + token
}

// Start is when a World begins: a Monday in Paris, 10:00.
var Start = time.Date(2027, 3, 1, 9, 0, 0, 0, time.UTC)

// World is stays with everything around it, for one tenant.
type World struct {
	testing.TB
	*stays.Stays
	Store    stays.Store
	Clock    *Clock
	Payments *Payments
	IDs      *ident.Source
	Ctx      context.Context // of a visitor
	System   context.Context
	Desk     context.Context // of a member of the staff who may do everything
	Account  context.Context // of a guest with an account: nora@example.com
}

// NewWorld makes a world on a store in memory that runs each transaction twice.
func NewWorld(t testing.TB) *World {
	mem := NewMem()
	mem.Rerun = true
	return NewWorldOn(t, mem, access.TenantID(new(ident.Source).Raw()))
}

// NewWorldOn makes a world on a store, for a tenant.
func NewWorldOn(t testing.TB, store stays.Store, tenant access.TenantID) *World {
	clock := NewClock(Start)
	w := &World{TB: t, Store: store, Clock: clock, Payments: &Payments{}, IDs: &ident.Source{}}
	w.Stays = stays.New(stays.Deps{
		Store: store, Payments: w.Payments, Links: Links{}, Now: clock.Now, IDs: w.IDs, Observer: usecase.Silent{},
	})
	base := context.Background()
	everything := map[access.Permission]bool{}
	for _, p := range usecase.Registered() {
		everything[p] = true
	}
	delete(everything, stays.PermSystem)
	w.Ctx = access.With(base, access.Actor{Kind: access.Anonymous, Tenant: tenant})
	w.System = access.AsSystem(base, tenant, "test")
	w.Desk = access.With(base, access.Actor{
		Kind: access.Person, Tenant: tenant, User: ident.Next[access.User](w.IDs), Name: "Sophie", Email: "sophie@rivages.example", Permissions: everything,
	})
	w.Account = access.With(base, access.Actor{
		Kind: access.Person, Tenant: tenant, User: ident.Next[access.User](w.IDs), Name: "Nora", Email: "nora@example.com",
		Permissions: map[access.Permission]bool{stays.PermOwnReservations: true},
	})
	return w
}

// trying is the input of a use case that only tests have.
type trying struct{}

// Needs implements access.Guarded.
func (trying) Needs() access.Permission { return access.Public }

// write writes as a use case does: stores record under which one a change was made.
func (w *World) write(ctx context.Context, fn func(context.Context, stays.Tx) error) error {
	try := usecase.New(usecase.Silent{}, "staystest.try", func(ctx context.Context, _ trying) (usecase.None, error) {
		return usecase.None{}, w.Store.Write(ctx, func(tx stays.Tx) error { return fn(ctx, tx) })
	})
	_, err := try(ctx, trying{})
	return err
}

// Must returns v, or ends the test.
func Must[T any](t testing.TB, v T, err error) T {
	t.Helper()
	if err != nil {
		t.Fatalf("unexpected: %v", err)
	}
	return v
}

// Code ends the test unless err has the code.
func Code(t testing.TB, err error, code string) {
	t.Helper()
	if err == nil || fault.CodeOf(err) != code {
		t.Fatalf("error is %v, want %s", err, code)
	}
}

// Field ends the test unless err refuses the field with the code.
func Field(t testing.TB, err error, path, code string) {
	t.Helper()
	for _, f := range fault.FieldsOf(err) {
		if f.Path == path && f.Code == code {
			return
		}
	}
	t.Fatalf("error is %v, want field %s refused as %s", err, path, code)
}

// Property makes a published property: a house for six in Saint-Malo.
func (w *World) Property(edits ...func(*stays.CreateProperty)) stays.PropertyState {
	w.Helper()
	in := stays.CreateProperty{Sheet: Sheet(), Rates: Rates()}
	for _, edit := range edits {
		edit(&in)
	}
	p, err := w.CreateProperty(w.Desk, in)
	Must(w, p, err)
	p, err = w.AddPhoto(w.Desk, stays.AddPhoto{ID: p.ID, Photo: Photo()})
	Must(w, p, err)
	p, err = w.PublishProperty(w.Desk, stays.PublishProperty{ID: p.ID})
	return Must(w, p, err)
}

// Ask asks for a quote of two adults.
func (w *World) Ask(p stays.PropertyState, from, to string) (stays.Quote, error) {
	return w.MakeQuote(w.Ctx, stays.MakeQuote{
		Property: p.ID, CheckIn: period.MustDate(from), CheckOut: period.MustDate(to), Party: stays.Party{Adults: 2},
	})
}

// Hold books two adults, unpaid.
func (w *World) Hold(p stays.PropertyState, from, to string) stays.Booked {
	w.Helper()
	q, err := w.Ask(p, from, to)
	Must(w, q, err)
	b, err := w.BookStay(w.Ctx, stays.BookStay{Quote: q.ID, Guest: Guest(), AcceptTerms: true})
	return Must(w, b, err)
}

// Book books two adults and pays what is due.
func (w *World) Book(p stays.PropertyState, from, to string) stays.ReservationView {
	w.Helper()
	b := w.Hold(p, from, to)
	w.Pay(b.Reservation.ID, *b.Payment, b.Reservation.Next.Purpose)
	return w.See(b.Reservation.ID)
}

// Pay tells that a payment succeeded.
func (w *World) Pay(id stays.ReservationID, p stays.PaymentView, purpose string) {
	w.Helper()
	_, err := w.RecordPayment(w.System, stays.RecordPayment{Reservation: id, Payment: p.ID, Purpose: purpose, Amount: p.Amount})
	Must(w, 0, err)
}

// See returns a reservation as the desk sees it.
func (w *World) See(id stays.ReservationID) stays.ReservationView {
	w.Helper()
	v, err := w.GetReservation(w.Desk, stays.GetReservation{ID: id})
	return Must(w, v, err)
}

// Events returns what was published, when the store is a Mem.
func (w *World) Events() []event.Event {
	return w.Store.(*Mem).Published(w.Ctx)
}

// Count returns how many of the published events are of a name.
func (w *World) Count(name string) int {
	n := 0
	for _, e := range w.Events() {
		if e.EventName() == name {
			n++
		}
	}
	return n
}

// Last returns the last published event of a type.
func Last[E event.Event](w *World) E {
	w.Helper()
	all := w.Events()
	for i := len(all) - 1; i >= 0; i-- {
		if e, ok := all[i].(E); ok {
			return e
		}
	}
	var none E
	w.Fatalf("no %s was published", none.EventName())
	return none
}

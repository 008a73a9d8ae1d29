package stays_test

import (
	"testing"
	"time"

	"comptoir/internal/event"
	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/period"
	"comptoir/internal/stays"
	"comptoir/internal/stays/staystest"
)

// do ends the test when a use case is refused.
func do[T any](t testing.TB, v T, err error) T {
	t.Helper()
	return staystest.Must(t, v, err)
}

func TestAGuestBooksAndPays(t *testing.T) {
	t.Parallel()
	w := staystest.NewWorld(t)
	p := w.Property()
	b := w.Hold(p, "2027-05-10", "2027-05-14")
	r := b.Reservation
	if r.Status != stays.Held || r.HoldUntil != staystest.Start.Add(15*time.Minute) || r.Quote.Total != eur("460") {
		t.Fatalf("held as %s until %s for %s", r.Status, r.HoldUntil, r.Quote.Total)
	}
	if r.Next == nil || r.Next.Purpose != stays.PurposeDeposit || b.Payment.Amount != eur("100") {
		t.Fatalf("the payment is %+v for %+v", b.Payment, r.Next)
	}
	charge := w.Payments.Charges[0]
	if charge.ExpiresAt != r.HoldUntil || charge.PayerEmail != "nora@example.com" || charge.ReturnURL != "https://agency.example/manage/"+r.ManageToken {
		t.Fatalf("the charge is %+v", charge)
	}
	w.Pay(r.ID, *b.Payment, stays.PurposeDeposit)
	r = w.See(r.ID)
	if r.Status != stays.Confirmed || r.Paid != eur("100") || r.Owed != eur("360") || r.Next.Purpose != stays.PurposeBalance || r.Next.On.String() != "2027-04-10" {
		t.Fatalf("%s, paid %s, owed %s, next %+v", r.Status, r.Paid, r.Owed, r.Next)
	}
	facts := staystest.Last[event.ReservationConfirmed](w).StayFacts
	if facts.Reference != r.Reference || facts.Paid != eur("100") || facts.Total != eur("460") || facts.Property.Name != "La Malouine" ||
		facts.Lines[1].Label != "Ménage" || len(facts.Policy.Text) != 3 || facts.Property.Rules[0] != "Non-fumeur" {
		t.Fatalf("the facts are %+v", facts)
	}
	// The same fact again changes nothing.
	w.Pay(r.ID, *b.Payment, stays.PurposeDeposit)
	if again := w.See(r.ID); again.Version != r.Version || again.Paid != eur("100") {
		t.Fatalf("a payment delivered twice counts twice: %s", again.Paid)
	}
	// The balance, from the first day on which the law lets the agency take it.
	w.Clock.Set(time.Date(2027, 4, 10, 8, 0, 0, 0, time.UTC))
	pay := do2(t)(w.StartPayment(w.Ctx, stays.StartPayment{Token: r.ManageToken}))
	if again := do2(t)(w.StartPayment(w.Ctx, stays.StartPayment{Token: r.ManageToken})); again.ID != pay.ID {
		t.Fatal("asking twice opens two payments")
	}
	w.Pay(r.ID, pay, stays.PurposeBalance)
	if r = w.See(r.ID); !r.Owed.IsZero() || r.Next != nil {
		t.Fatalf("%s is owed", r.Owed)
	}
	_, err := w.StartPayment(w.Ctx, stays.StartPayment{Token: r.ManageToken})
	staystest.Code(t, err, "stays.nothing_due")
}

// do2 makes do of a call with two results.
func do2(t testing.TB) func(stays.PaymentView, error) stays.PaymentView {
	return func(v stays.PaymentView, err error) stays.PaymentView { t.Helper(); return do(t, v, err) }
}

func TestBookingTheSameQuoteTwice(t *testing.T) {
	t.Parallel()
	w := staystest.NewWorld(t)
	p := w.Property()
	q, err := w.Ask(p, "2027-05-10", "2027-05-14")
	do(t, q, err)
	book := func(email string) (stays.Booked, error) {
		g := staystest.Guest()
		g.Email = "Nora@Example.com"
		if email != "" {
			g.Email = "other@example.com"
		}
		return w.BookStay(w.Ctx, stays.BookStay{Quote: q.ID, Guest: g, AcceptTerms: true})
	}
	first, err := book("")
	do(t, first, err)
	again, err := book("")
	if do(t, again, err); !again.Repeated || again.Reservation.ID != first.Reservation.ID || again.Payment.ID != first.Payment.ID {
		t.Fatalf("a second click booked again: %+v", again)
	}
	_, err = book("other")
	staystest.Code(t, err, "stays.quote_used")
	w.Clock.Advance(15 * time.Minute)
	_, err = book("")
	staystest.Code(t, err, "stays.hold_expired")
	if n := w.Count("stays.reservation_held.v1"); n != 1 {
		t.Fatalf("%d holds", n)
	}
}

func TestABookingIsRefusedWithItsFields(t *testing.T) {
	t.Parallel()
	w := staystest.NewWorld(t)
	_, err := w.BookStay(w.Ctx, stays.BookStay{Guest: stays.Guest{Email: "nobody", Phone: "12", Locale: "xx"}})
	for path, code := range map[string]string{
		"guest.firstName": "required", "guest.lastName": "required", "guest.email": "malformed_email", "guest.phone": "malformed_phone",
		"guest.locale": "unknown_language", "acceptTerms": "required", "quoteId": "required",
	} {
		staystest.Field(t, err, path, code)
	}
	g := staystest.Guest()
	g.LastName, g.Address.PostalCode = "Pet\x00it", "1"
	_, err = w.BookStay(w.Ctx, stays.BookStay{Quote: ident.Next[stays.Quote](w.IDs), Guest: g, AcceptTerms: true})
	staystest.Field(t, err, "guest.lastName", "malformed")
	staystest.Field(t, err, "guest.address.postalCode", "malformed_postal_code")
	_, err = w.BookStay(w.Ctx, stays.BookStay{Quote: ident.Next[stays.Quote](w.IDs), Guest: staystest.Guest(), AcceptTerms: true})
	staystest.Code(t, err, "stays.unknown_quote")
}

func TestQuotesExpire(t *testing.T) {
	t.Parallel()
	w := staystest.NewWorld(t)
	p := w.Property()
	q, err := w.Ask(p, "2027-05-10", "2027-05-14")
	do(t, q, err)
	w.Clock.Advance(30*time.Minute - time.Second)
	seen, err := w.ViewQuote(w.Ctx, stays.ViewQuote{ID: q.ID})
	do(t, seen, err)
	w.Clock.Advance(time.Second)
	_, err = w.ViewQuote(w.Ctx, stays.ViewQuote{ID: q.ID})
	staystest.Code(t, err, "stays.quote_expired")
	_, err = w.BookStay(w.Ctx, stays.BookStay{Quote: q.ID, Guest: staystest.Guest(), AcceptTerms: true})
	staystest.Code(t, err, "stays.quote_expired")
}

func TestAQuoteIsFrozen(t *testing.T) {
	t.Parallel()
	w := staystest.NewWorld(t)
	p := w.Property()
	q, err := w.Ask(p, "2027-05-10", "2027-05-14")
	do(t, q, err)
	rates := p.Rates
	rates.Nightly = eur("900")
	state, err := w.EditRates(w.Desk, stays.EditRates{ID: p.ID, Rates: rates})
	do(t, state, err)
	b, err := w.BookStay(w.Ctx, stays.BookStay{Quote: q.ID, Guest: staystest.Guest(), AcceptTerms: true})
	if do(t, b, err); b.Reservation.Quote.Total != eur("460") {
		t.Fatalf("booked at %s, quoted at 460", b.Reservation.Quote.Total)
	}
	dearer, err := w.Ask(p, "2027-06-10", "2027-06-14")
	if do(t, dearer, err); dearer.RuleSet == q.RuleSet || dearer.Total != eur("3660") {
		t.Fatalf("new rates, same rules: %s for %s", dearer.RuleSet, dearer.Total)
	}
}

func TestWhatIsNotPublishedIsNotSold(t *testing.T) {
	t.Parallel()
	w := staystest.NewWorld(t)
	p := w.Property()
	q, err := w.Ask(p, "2027-05-10", "2027-05-14")
	do(t, q, err)
	state, err := w.UnpublishProperty(w.Desk, stays.UnpublishProperty{ID: p.ID})
	do(t, state, err)
	_, err = w.Ask(p, "2027-05-10", "2027-05-14")
	staystest.Code(t, err, "stays.unknown_property")
	_, err = w.BookStay(w.Ctx, stays.BookStay{Quote: q.ID, Guest: staystest.Guest(), AcceptTerms: true})
	staystest.Code(t, err, "stays.not_bookable")
	_, err = w.ViewProperty(w.Ctx, stays.ViewProperty{Slug: p.Slug})
	staystest.Code(t, err, "stays.unknown_property")
}

func TestWhenPaymentsDoNotAnswerTheHoldStands(t *testing.T) {
	t.Parallel()
	w := staystest.NewWorld(t)
	p := w.Property()
	w.Payments.Down = true
	b := w.Hold(p, "2027-05-10", "2027-05-14")
	if b.Payment != nil || b.Reservation.Status != stays.Held {
		t.Fatalf("%+v", b)
	}
	_, err := w.StartPayment(w.Ctx, stays.StartPayment{Token: b.Reservation.ManageToken})
	staystest.Code(t, err, "stays.payments_unavailable")
	w.Payments.Down = false
	pay := do2(t)(w.StartPayment(w.Ctx, stays.StartPayment{Token: b.Reservation.ManageToken}))
	w.Pay(b.Reservation.ID, pay, stays.PurposeDeposit)
	if got := w.See(b.Reservation.ID).Status; got != stays.Confirmed {
		t.Fatalf("%s", got)
	}
}

func TestLatePayments(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name          string
		swept, taken  bool
		late          time.Duration
		status        stays.Status
		refund        string
		tooLateEvents int
	}{
		{"in time", false, false, 14 * time.Minute, stays.Confirmed, "0", 0},
		{"late, free, not swept", false, false, time.Hour, stays.Confirmed, "0", 0},
		{"late, free, swept", true, false, time.Hour, stays.Confirmed, "0", 0},
		{"late, taken, not swept", false, true, time.Hour, stays.Expired, "100", 1},
		{"late, taken, swept", true, true, time.Hour, stays.Expired, "100", 1},
		{"when the stay has begun", true, false, 71 * 24 * time.Hour, stays.Expired, "100", 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			w := staystest.NewWorld(t)
			p := w.Property()
			b := w.Hold(p, "2027-05-10", "2027-05-14")
			w.Clock.Advance(c.late)
			if c.swept {
				_, err := w.ExpireHold(w.System, stays.ExpireHold{ID: b.Reservation.ID})
				do(t, 0, err)
			}
			if c.taken {
				w.Hold(p, "2027-05-12", "2027-05-13")
			}
			w.Pay(b.Reservation.ID, *b.Payment, stays.PurposeDeposit)
			r := w.See(b.Reservation.ID)
			if r.Status != c.status || r.RefundDue.Cmp(eur(c.refund)) != 0 || w.Count("stays.payment_came_too_late.v1") != c.tooLateEvents {
				t.Fatalf("%s with %s to refund", r.Status, r.RefundDue)
			}
			if c.tooLateEvents == 1 {
				due := staystest.Last[event.RefundDue](w)
				if due.Payment != b.Payment.ID || due.Amount != eur("100") || due.SubjectKind != stays.SubjectReservation {
					t.Fatalf("the refund is %+v", due)
				}
			}
		})
	}
}

func TestFailedPaymentsAndRefundsAreNoted(t *testing.T) {
	t.Parallel()
	w := staystest.NewWorld(t)
	b := w.Hold(w.Property(), "2027-05-10", "2027-05-14")
	id := b.Reservation.ID
	_, err := w.RecordFailure(w.System, stays.RecordFailure{Reservation: id, Payment: b.Payment.ID, Amount: b.Payment.Amount, Reason: "card_declined"})
	do(t, 0, err)
	w.Pay(id, *b.Payment, stays.PurposeDeposit)
	v, err := w.CancelReservation(w.Desk, stays.CancelReservation{ID: id})
	if do(t, v, err); v.RefundDue != eur("100") {
		t.Fatalf("%s to refund", v.RefundDue)
	}
	refund := stays.RecordRefund{Reservation: id, Refund: w.IDs.Raw(), Payment: b.Payment.ID, Amount: eur("100"), Reason: "x", Failed: true}
	_, err = w.RecordRefund(w.System, refund)
	do(t, 0, err)
	today, err := w.Today(w.Desk, stays.Today{})
	if do(t, today, err); len(today.Attention) != 2 || today.Attention[0].Why != "double_open" || today.Attention[1].Why != "refund_open" {
		t.Fatalf("nobody is told of a refund that failed: %+v", today.Attention)
	}
	refund.Failed = false
	_, err = w.RecordRefund(w.System, refund)
	do(t, 0, err)
	r := w.See(id)
	if r.Refunded != eur("100") || !r.NetPaid().IsZero() {
		t.Fatalf("refunded %s", r.Refunded)
	}
	var kinds []string
	for _, e := range r.Timeline {
		kinds = append(kinds, e.Kind)
	}
	want := []string{"held", "payment_failed", "payment_received", "confirmed", "cancelled", "refund_due", "refund_failed", "refunded"}
	if len(kinds) != len(want) {
		t.Fatalf("the timeline is %v", kinds)
	}
	for i := range want {
		if kinds[i] != want[i] {
			t.Fatalf("the timeline is %v", kinds)
		}
	}
	_, err = w.RecordPayment(w.System, stays.RecordPayment{Reservation: ident.Next[stays.Reservation](w.IDs), Payment: w.IDs.Raw(), Amount: eur("1")})
	staystest.Code(t, err, "stays.unknown_reservation")
}

func TestTooMuchMoneyGoesBack(t *testing.T) {
	t.Parallel()
	w := staystest.NewWorld(t)
	r := w.Book(w.Property(), "2027-05-10", "2027-05-14")
	for range 2 { // two tabs, two payments of the balance
		w.Pay(r.ID, stays.PaymentView{ID: w.IDs.Raw(), Amount: eur("360")}, stays.PurposeBalance)
	}
	if r = w.See(r.ID); r.NetPaid() != eur("460") || r.RefundDue != eur("360") {
		t.Fatalf("we hold %s and refund %s", r.NetPaid(), r.RefundDue)
	}
}

func TestAnAgencyThatAsksForNothingBefore(t *testing.T) {
	t.Parallel()
	w := staystest.NewWorld(t)
	s := stays.DefaultSettings()
	s.DepositPercent, s.Legal, s.BalanceDays = 0, stays.AgencyStrict, 0
	saved, err := w.EditSettings(w.Desk, stays.EditSettings{Settings: s})
	do(t, saved, err)
	b := w.Hold(w.Property(), "2027-05-10", "2027-05-14")
	if b.Payment != nil || b.Reservation.Status != stays.Confirmed || b.Reservation.Owed != eur("460") {
		t.Fatalf("%s with %+v", b.Reservation.Status, b.Payment)
	}
}

func TestPermissions(t *testing.T) {
	t.Parallel()
	w := staystest.NewWorld(t)
	p := w.Property()
	r := w.Book(p, "2027-05-10", "2027-05-14")
	_, err := w.GetReservation(w.Ctx, stays.GetReservation{ID: r.ID})
	staystest.Code(t, err, "sign_in_required")
	_, err = w.CancelReservation(w.Account, stays.CancelReservation{ID: r.ID})
	staystest.Code(t, err, "forbidden")
	_, err = w.RecordPayment(w.Desk, stays.RecordPayment{Reservation: r.ID, Payment: w.IDs.Raw(), Amount: eur("1")})
	staystest.Code(t, err, "forbidden")
	_, err = w.ExpireHold(w.Desk, stays.ExpireHold{ID: r.ID})
	staystest.Code(t, err, "forbidden")
	// An account sees what was booked with it or with its e-mail address, and nothing else.
	mine, err := w.MyReservations(w.Account, stays.MyReservations{})
	if do(t, mine, err); len(mine.Items) != 1 {
		t.Fatalf("%d reservations", len(mine.Items))
	}
	view, err := w.MyReservation(w.Account, stays.MyReservation{ID: r.ID})
	if do(t, view, err); view.Note != "" || view.TokenHash != nil {
		t.Fatal("a guest sees what is the staff's")
	}
	actor := access.From(w.Account)
	actor.Email, actor.User = "eve@example.com", ident.Next[access.User](w.IDs)
	eve := access.With(w.Ctx, actor)
	_, err = w.MyReservation(eve, stays.MyReservation{ID: r.ID})
	staystest.Code(t, err, "stays.unknown_reservation")
	none, err := w.MyReservations(eve, stays.MyReservations{})
	if do(t, none, err); len(none.Items) != 0 {
		t.Fatal("somebody sees others' reservations")
	}
	actor.Email, actor.User = "", access.UserID{}
	_, err = w.MyReservations(access.With(w.Ctx, actor), stays.MyReservations{})
	staystest.Code(t, err, "sign_in_required")
}

func TestByPhone(t *testing.T) {
	t.Parallel()
	w := staystest.NewWorld(t)
	p := w.Property(func(in *stays.CreateProperty) { in.Rates.MinNights = 7 })
	in := stays.BookByPhone{
		Property: p.ID, CheckIn: period.MustDate("2027-05-10"), CheckOut: period.MustDate("2027-05-12"), Party: two, Guest: staystest.Guest(),
		HoldMinutes: 120, Note: " called twice ",
	}
	_, err := w.BookByPhone(w.Desk, in)
	staystest.Field(t, err, "checkOut", "min_nights")
	in.Relaxed = true
	b, err := w.BookByPhone(w.Desk, in)
	if do(t, b, err); b.Reservation.Status != stays.Held || b.Reservation.HoldUntil != staystest.Start.Add(2*time.Hour) || b.Payment == nil ||
		b.Reservation.Note != "called twice" || b.Reservation.Source != "desk" {
		t.Fatalf("%+v", b.Reservation)
	}
	v, err := w.ConfirmReservation(w.Desk, stays.ConfirmReservation{ID: b.Reservation.ID, Version: 1})
	if do(t, v, err); v.Status != stays.Confirmed || v.Timeline[1].Name != "Sophie" {
		t.Fatalf("%+v", v.Timeline)
	}
	_, err = w.ConfirmReservation(w.Desk, stays.ConfirmReservation{ID: b.Reservation.ID, Version: 1})
	staystest.Code(t, err, "stays.stale")
	_, err = w.ConfirmReservation(w.Desk, stays.ConfirmReservation{ID: b.Reservation.ID})
	staystest.Code(t, err, "stays.wrong_state")
	_, err = w.BookByPhone(w.Desk, in)
	staystest.Code(t, err, "stays.period_taken")
	in.Property, in.HoldMinutes = stays.PropertyID{}, -1
	_, err = w.BookByPhone(w.Desk, in)
	staystest.Field(t, err, "propertyId", "required")
	staystest.Field(t, err, "holdMinutes", "out_of_range")
	in.Property, in.HoldMinutes, in.Confirmed = p.ID, 0, true
	in.CheckIn, in.CheckOut = period.MustDate("2027-06-10"), period.MustDate("2027-06-12")
	b, err = w.BookByPhone(w.Desk, in)
	if do(t, b, err); b.Reservation.Status != stays.Confirmed || b.Payment != nil || !b.Reservation.HoldUntil.IsZero() {
		t.Fatalf("%+v", b.Reservation)
	}
}

// A business that takes no payments online is asked nothing that a guest could not pay: not before the dates are kept for
// as long as a transfer takes. By telephone it books as ever.
func TestWithoutPaymentsOnline(t *testing.T) {
	t.Parallel()
	w := staystest.NewWorld(t)
	p := w.Property()
	w.Payments.Offline = true
	q, err := w.Ask(p, "2027-05-10", "2027-05-14")
	if err != nil {
		t.Fatal(err)
	}
	book := stays.BookStay{Quote: q.ID, Guest: staystest.Guest(), AcceptTerms: true}
	_, err = w.BookStay(w.Ctx, book)
	staystest.Code(t, err, "stays.no_online_payment")
	if busy := w.Count("stays.reservation_held"); busy != 0 {
		t.Fatal("the dates are kept for a guest who was refused")
	}
	b, err := w.BookByPhone(w.Desk, stays.BookByPhone{Property: p.ID, CheckIn: period.MustDate("2027-06-10"), CheckOut: period.MustDate("2027-06-14"), Party: two, Guest: staystest.Guest(), HoldMinutes: 60})
	if err != nil || b.Payment != nil || b.Reservation.Status != stays.Held {
		t.Fatalf("%+v: %v", b, err)
	}
	_, err = w.StartPayment(w.Ctx, stays.StartPayment{Token: b.Reservation.ManageToken})
	staystest.Code(t, err, "stays.no_online_payment")
	s, err := w.GetSettings(w.Desk, stays.GetSettings{})
	if err != nil {
		t.Fatal(err)
	}
	s.HoldMinutes = 24 * 60
	if _, err := w.EditSettings(w.Desk, stays.EditSettings{Settings: s}); err != nil {
		t.Fatal(err)
	}
	if held, err := w.BookStay(w.Ctx, book); err != nil || held.Payment != nil || held.Reservation.Status != stays.Held {
		t.Fatalf("%+v: %v", held, err)
	}
}

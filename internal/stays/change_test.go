package stays_test

import (
	"testing"
	"time"

	"comptoir/internal/event"
	"comptoir/internal/kernel/period"
	"comptoir/internal/stays"
	"comptoir/internal/stays/staystest"
)

func dates(from, to string) stays.Change {
	return stays.Change{CheckIn: period.MustDate(from), CheckOut: period.MustDate(to)}
}

// paidUp is a booking of 4 nights at 100 and 60 of cleaning, paid whole.
func paidUp(w *staystest.World, p stays.PropertyState) stays.ReservationView {
	r := w.Book(p, "2027-05-10", "2027-05-14")
	w.Pay(r.ID, stays.PaymentView{ID: w.IDs.Raw(), Amount: r.Owed}, stays.PurposeBalance)
	return w.See(r.ID)
}

func TestAGuestStaysLonger(t *testing.T) {
	t.Parallel()
	w := staystest.NewWorld(t)
	p := w.Property()
	r := w.Book(p, "2027-05-10", "2027-05-14")
	longer := stays.Change{CheckOut: period.MustDate("2027-05-16"), Party: &stays.Party{Adults: 2, Pets: 1}}
	preview, err := w.PreviewChange(w.Ctx, stays.PreviewChange{Token: r.ManageToken, Change: longer})
	if do(t, preview, err); preview.Difference != eur("230") || preview.PayNow != eur("50") || preview.Quote.Total != eur("690") {
		t.Fatalf("%s more, %s now", preview.Difference, preview.PayNow)
	}
	if v := w.See(r.ID); v.Version != r.Version {
		t.Fatal("looking changed something")
	}
	other := eur("1")
	_, err = w.ChangeManaged(w.Ctx, stays.ChangeManaged{Token: r.ManageToken, Change: longer, Expect: &other})
	staystest.Code(t, err, "stays.price_moved")
	c, err := w.ChangeManaged(w.Ctx, stays.ChangeManaged{Token: r.ManageToken, Change: longer, Expect: &preview.Difference})
	if do(t, c, err); c.Payment.Amount != eur("50") || c.Reservation.Next.Purpose != stays.PurposeChange || c.Reservation.Stay != r.Stay {
		t.Fatalf("%+v", c)
	}
	_, err = w.ChangeManaged(w.Ctx, stays.ChangeManaged{Token: r.ManageToken, Change: dates("2027-07-01", "2027-07-05")})
	staystest.Code(t, err, "stays.change_pending")
	w.Pay(r.ID, *c.Payment, stays.PurposeChange)
	v := w.See(r.ID)
	if v.Stay.String() != "2027-05-10/2027-05-16" || v.Party.Pets != 1 || v.Owed != eur("540") || v.Pending != nil {
		t.Fatalf("%s, %+v, owes %s", v.Stay, v.Party, v.Owed)
	}
	e := staystest.Last[event.ReservationChanged](w)
	if e.Before != r.Stay || e.Difference != eur("230") || e.Total != eur("690") || e.Paid != eur("150") {
		t.Fatalf("%+v", e)
	}
}

// What a change makes dearer is the balance's affair until the balance may be taken (décret 72-678, art. 68): before,
// only what is missing to a quarter of the new rent is paid; what costs no rent waits.
func TestADearerChangeTakesNoMoreThanTheLawLets(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		legal        stays.LegalProfile
		days         int
		on           time.Time
		longer, pets string // to pay at once
	}{
		"notaries, early":     {stays.Agency, 30, time.Date(2027, 4, 9, 21, 59, 0, 0, time.UTC), "50.00", "0.00"},
		"notaries, a month":   {stays.Agency, 30, time.Date(2027, 4, 9, 22, 0, 0, 0, time.UTC), "200.00", "30.00"},
		"to the letter":       {stays.AgencyStrict, 0, time.Date(2027, 5, 8, 10, 0, 0, 0, time.UTC), "50.00", "0.00"},
		"an owner, at once":   {stays.OwnerDirect, 30, time.Date(2027, 3, 2, 10, 0, 0, 0, time.UTC), "200.00", "30.00"},
		"an agency asks late": {stays.Agency, 7, time.Date(2027, 4, 20, 10, 0, 0, 0, time.UTC), "200.00", "30.00"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := staystest.NewWorld(t)
			s := stays.DefaultSettings()
			s.Legal, s.BalanceDays = c.legal, c.days
			saved, err := w.EditSettings(w.Desk, stays.EditSettings{Settings: s})
			do(t, saved, err)
			r := w.Book(w.Property(), "2027-05-10", "2027-05-14")
			w.Clock.Set(c.on)
			longer, err := w.PreviewChange(w.Ctx, stays.PreviewChange{Token: r.ManageToken, Change: dates("2027-05-10", "2027-05-16")})
			if do(t, longer, err); longer.PayNow.Decimal() != c.longer || longer.Difference != eur("200") {
				t.Fatalf("two nights more: %s of %s now", longer.PayNow, longer.Difference)
			}
			pets := stays.ChangeManaged{Token: r.ManageToken, Change: stays.Change{Party: &stays.Party{Adults: 2, Pets: 1}}}
			done, err := w.ChangeManaged(w.Ctx, pets)
			if do(t, done, err); done.Preview.PayNow.Decimal() != c.pets || (done.Payment != nil) != (c.pets != "0.00") {
				t.Fatalf("a pet: %s now, %+v", done.Preview.PayNow, done.Payment)
			}
			if v := w.See(r.ID); c.pets == "0.00" && (v.Pending != nil || v.Party.Pets != 1 || v.Owed != eur("390") || v.Next.Payable) {
				t.Fatalf("not done, or to be paid too early: %+v, owes %s", v.Pending, v.Owed)
			}
		})
	}
}

func TestAPendingChangeRunsOut(t *testing.T) {
	t.Parallel()
	w := staystest.NewWorld(t)
	r := w.Book(w.Property(), "2027-05-10", "2027-05-14")
	c, err := w.ChangeManaged(w.Ctx, stays.ChangeManaged{Token: r.ManageToken, Change: dates("2027-05-10", "2027-05-16")})
	do(t, c, err)
	deadline, ok := c.Reservation.Deadline()
	if !ok || deadline != staystest.Start.Add(15*time.Minute) {
		t.Fatalf("nobody will look at it: %s", deadline)
	}
	for _, at := range []time.Time{deadline.Add(-time.Hour), deadline.Add(-time.Second), deadline} {
		w.Clock.Set(at)
		_, err := w.ExpireHold(w.System, stays.ExpireHold{ID: r.ID})
		if at == deadline.Add(-time.Second) {
			staystest.Code(t, err, "stays.too_early")
		} else {
			do(t, 0, err)
		}
		v := w.See(r.ID)
		if pending := v.Pending != nil; pending != at.Before(deadline) || v.Status != stays.Confirmed || v.Stay != r.Stay {
			t.Fatalf("at %s: pending %v, %s", at, pending, v.Status)
		}
	}
}

func TestAGuestStaysShorter(t *testing.T) {
	t.Parallel()
	w := staystest.NewWorld(t)
	p := w.Property() // moderate: all back until 5 days before
	r := paidUp(w, p)
	c, err := w.ChangeManaged(w.Ctx, stays.ChangeManaged{Token: r.ManageToken, Change: dates("2027-05-10", "2027-05-12")})
	if do(t, c, err); c.Payment != nil || c.Reservation.Quote.Total != eur("260") || c.Preview.Refund != eur("200") {
		t.Fatalf("%s for %s, %s back", c.Reservation.Stay, c.Reservation.Quote.Total, c.Preview.Refund)
	}
	if due := staystest.Last[event.RefundDue](w); due.Amount != eur("200") || due.Reason != "changed" {
		t.Fatalf("%+v", due)
	}
	w.Book(p, "2027-05-12", "2027-05-14")
}

// A guest who may no longer cancel for free cannot get round it by shortening, nor by moving away first.
func TestAChangeIsNoWayRoundThePolicy(t *testing.T) {
	t.Parallel()
	w := staystest.NewWorld(t)
	r := paidUp(w, w.Property())
	w.Clock.Set(time.Date(2027, 5, 8, 10, 0, 0, 0, time.UTC)) // moderate keeps the first night and half of the rest: 250 of 460
	c, err := w.ChangeManaged(w.Ctx, stays.ChangeManaged{Token: r.ManageToken, Change: dates("2027-05-10", "2027-05-12")})
	do(t, c, err)
	// 200 less; of it the share that a cancellation would keep: 200 × 250 ÷ 460 = 108.70.
	if kept := c.Reservation.Quote.Line(stays.LineKept); kept != eur("108.70") || c.Preview.Refund != eur("91.30") || c.Reservation.Quote.Total != eur("368.70") {
		t.Fatalf("kept %s, back %s, total %s", kept, c.Preview.Refund, c.Reservation.Quote.Total)
	}
	moved, err := w.ChangeManaged(w.Ctx, stays.ChangeManaged{Token: r.ManageToken, Change: dates("2027-07-10", "2027-07-12")})
	if do(t, moved, err); moved.Reservation.Quote.Line(stays.LineKept) != eur("108.70") || !moved.Preview.Difference.IsZero() {
		t.Fatalf("moving costs %s", moved.Preview.Difference)
	}
	cancel, err := w.PreviewCancel(w.Ctx, stays.PreviewCancel{Token: r.ManageToken})
	if do(t, cancel, err); cancel.Refund != eur("110") || cancel.Kept != eur("258.70") { // (200 − 100) × 50 % + 60 of cleaning
		t.Fatalf("moved away and cancelled: %s back, %s kept", cancel.Refund, cancel.Kept)
	}
}

func TestWhatAGuestMayNotChange(t *testing.T) {
	t.Parallel()
	w := staystest.NewWorld(t)
	p := w.Property()
	held := w.Hold(p, "2027-06-10", "2027-06-14").Reservation
	_, err := w.PreviewChange(w.Ctx, stays.PreviewChange{Token: held.ManageToken, Change: dates("2027-06-11", "2027-06-14")})
	staystest.Code(t, err, "stays.not_changeable")
	r := w.Book(p, "2027-05-10", "2027-05-14")
	w.Book(p, "2027-05-14", "2027-05-16")
	for _, c := range []struct {
		change      stays.Change
		field, code string
	}{
		{dates("2027-05-14", "2027-05-10"), "checkOut", "reversed_dates"},
		{dates("2027-02-10", "2027-02-14"), "checkIn", "in_the_past"},
		{dates("2029-05-10", "2029-05-14"), "checkIn", "too_far_ahead"},
		{stays.Change{Party: &stays.Party{Adults: 9}}, "adults", "too_many_guests"},
		{stays.Change{Extras: []string{"helicopter"}}, "extras", "unknown_extra"},
	} {
		_, err := w.ChangeManaged(w.Ctx, stays.ChangeManaged{Token: r.ManageToken, Change: c.change})
		staystest.Field(t, err, c.field, c.code)
	}
	_, err = w.ChangeManaged(w.Ctx, stays.ChangeManaged{Token: r.ManageToken, Change: dates("2027-05-12", "2027-05-15")})
	staystest.Code(t, err, "stays.period_taken")
	_, err = w.ChangeManaged(w.Ctx, stays.ChangeManaged{Token: "", Change: stays.Change{}})
	staystest.Code(t, err, "stays.unknown_link")
	w.Clock.Set(time.Date(2027, 5, 10, 13, 0, 0, 0, time.UTC)) // 15:00 in Paris
	_, err = w.ChangeManaged(w.Ctx, stays.ChangeManaged{Token: r.ManageToken, Change: dates("2027-05-10", "2027-05-13")})
	staystest.Code(t, err, "stays.not_changeable")
}

func TestAnExtraNoLongerOfferedDoesNotBlockAChange(t *testing.T) {
	t.Parallel()
	w := staystest.NewWorld(t)
	p := w.Property()
	q, err := w.MakeQuote(w.Ctx, stays.MakeQuote{Slug: p.Slug, CheckIn: period.MustDate("2027-05-10"), CheckOut: period.MustDate("2027-05-14"), Party: two, Extras: []string{"linen", "linen"}})
	if do(t, q, err); q.Line("linen") != eur("30") {
		t.Fatalf("linen is %s", q.Line("linen"))
	}
	b, err := w.BookStay(w.Ctx, stays.BookStay{Quote: q.ID, Guest: staystest.Guest(), AcceptTerms: true})
	do(t, b, err)
	w.Pay(b.Reservation.ID, *b.Payment, stays.PurposeDeposit)
	state, err := w.RemoveFee(w.Desk, stays.RemoveFee{ID: p.ID, Fee: p.Rates.Fees[1].ID})
	do(t, state, err)
	c, err := w.ChangeManaged(w.Ctx, stays.ChangeManaged{Token: b.Reservation.ManageToken, Change: dates("2027-05-11", "2027-05-15")})
	if do(t, c, err); !c.Reservation.Quote.Line("linen").IsZero() || c.Preview.Difference != eur("-30") {
		t.Fatalf("%s", c.Preview.Difference)
	}
}

func TestAGuestCancels(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, at, refund, kept string
		paidUp                 bool
	}{
		{"early", "2027-05-05T12:00:00Z", "460", "0", true},
		{"late", "2027-05-08T12:00:00Z", "210", "250", true},
		{"late, only the deposit paid", "2027-05-08T12:00:00Z", "0", "100", false},
		{"too late", "2027-05-11T12:00:00Z", "0", "460", true},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			w := staystest.NewWorld(t)
			p := w.Property()
			r := w.Book(p, "2027-05-10", "2027-05-14")
			if c.paidUp {
				w.Pay(r.ID, stays.PaymentView{ID: w.IDs.Raw(), Amount: r.Owed}, stays.PurposeBalance)
			}
			at, err := time.Parse(time.RFC3339, c.at)
			w.Clock.Set(do(t, at, err))
			preview, err := w.PreviewCancel(w.Ctx, stays.PreviewCancel{Token: r.ManageToken})
			do(t, preview, err)
			v, err := w.CancelManaged(w.Ctx, stays.CancelManaged{Token: r.ManageToken, Reason: " plans changed "})
			if do(t, v, err); v.Status != stays.Cancelled || v.Cancellation.Reason != "plans changed" || v.CanCancel || !v.Owed.IsZero() {
				t.Fatalf("%+v", v.Cancellation)
			}
			e := staystest.Last[event.ReservationCancelled](w)
			if e.By != "guest" || e.Refund.Cmp(eur(c.refund)) != 0 || e.Kept.Cmp(eur(c.kept)) != 0 || preview.Refund.Cmp(e.Refund) != 0 {
				t.Fatalf("%s back (%s foretold), %s kept; want %s, %s", e.Refund, preview.Refund, e.Kept, c.refund, c.kept)
			}
			_, err = w.CancelManaged(w.Ctx, stays.CancelManaged{Token: r.ManageToken})
			staystest.Code(t, err, "stays.not_cancellable")
		})
	}
}

// C-11: a policy edited after the booking changes nothing in it, and a new version has a new number.
func TestC11ThePolicyIsFrozen(t *testing.T) {
	t.Parallel()
	w := staystest.NewWorld(t)
	r := paidUp(w, w.Property())
	s := stays.DefaultSettings()
	harsh := policy(stays.Moderate)
	harsh.Tiers = []stays.Tier{{}}
	s.Policies = []stays.Policy{harsh}
	saved, err := w.EditSettings(w.Desk, stays.EditSettings{Settings: s})
	if do(t, saved, err); saved.Policies[0].Version != 2 {
		t.Fatalf("the new terms are version %d", saved.Policies[0].Version)
	}
	w.Clock.Set(time.Date(2027, 5, 8, 12, 0, 0, 0, time.UTC))
	preview, err := w.PreviewCancel(w.Ctx, stays.PreviewCancel{Token: r.ManageToken})
	if do(t, preview, err); preview.Refund != eur("210") || preview.Policy.Version != 1 {
		t.Fatalf("%s back under version %d", preview.Refund, preview.Policy.Version)
	}
	// Also through a change.
	c, err := w.ChangeManaged(w.Ctx, stays.ChangeManaged{Token: r.ManageToken, Change: dates("2027-05-11", "2027-05-15")})
	if do(t, c, err); c.Reservation.Quote.Policy.Version != 1 {
		t.Fatalf("the change is under version %d", c.Reservation.Quote.Policy.Version)
	}
}

func TestTheAgencyCancels(t *testing.T) {
	t.Parallel()
	w := staystest.NewWorld(t)
	p := w.Property()
	r := paidUp(w, p)
	w.Clock.Set(time.Date(2027, 5, 9, 12, 0, 0, 0, time.UTC))
	for byGuest, refund := range map[bool]string{false: "460", true: "210"} {
		preview, err := w.PreviewDeskCancel(w.Desk, stays.PreviewDeskCancel{ID: r.ID, ByGuest: byGuest})
		if do(t, preview, err); preview.Refund != eur(refund) {
			t.Fatalf("by guest %v: %s", byGuest, preview.Refund)
		}
	}
	v, err := w.CancelReservation(w.Desk, stays.CancelReservation{ID: r.ID, Reason: "flood"})
	if do(t, v, err); v.Cancellation.By != "agency" || v.RefundDue != eur("460") || !v.NetPaid().IsZero() {
		t.Fatalf("%+v", v.Cancellation)
	}
	w.Book(p, "2027-05-10", "2027-05-14")
}

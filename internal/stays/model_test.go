package stays_test

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"comptoir/internal/event"
	"comptoir/internal/kernel/contact"
	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/period"
	"comptoir/internal/stays"
	"comptoir/internal/stays/staystest"
)

// agency is a world in which anything may happen in any order.
type agency struct {
	*staystest.World
	mem      *staystest.Mem
	houses   []stays.PropertyState
	quotes   []stays.Quote
	bookings []stays.ReservationView
	payments []paying // opened, any of which may succeed at any time, again and again
	blocks   []stays.BlockState
	refunds  int // of the events, already answered
	guests   int
}

type paying struct {
	reservation stays.ReservationID
	purpose     string
	stays.PaymentView
}

// legal are the states that may follow one another.
var legal = map[stays.Status][]stays.Status{
	stays.Held:      {stays.Confirmed, stays.Expired, stays.Cancelled},
	stays.Expired:   {stays.Confirmed},
	stays.Confirmed: {stays.CheckedIn, stays.Cancelled, stays.NoShow},
	stays.CheckedIn: {stays.Completed},
}

// allow ends the test when an error is not a refusal: whatever is done, nothing may break.
func allow(t *rapid.T, err error) bool {
	if err != nil && (fault.KindOf(err) == fault.Internal || fault.KindOf(err) == fault.Unavailable) {
		t.Fatalf("broke: %v", err)
	}
	return err == nil
}

func pick[T any](t *rapid.T, name string, from []T) T {
	if len(from) == 0 {
		t.Skip("nothing yet: " + name)
	}
	return rapid.SampledFrom(from).Draw(t, name)
}

func (a *agency) stay(t *rapid.T) period.Range {
	today := period.DateOf(a.Clock.Now(), time.UTC)
	from := today.AddDays(rapid.IntRange(-1, 25).Draw(t, "in days"))
	return period.Range{From: from, To: from.AddDays(rapid.IntRange(1, 6).Draw(t, "nights"))}
}

func (a *agency) commands() map[string]func(*rapid.T) {
	return map[string]func(*rapid.T){
		"": a.invariants,
		"time passes": func(t *rapid.T) {
			a.Clock.Advance(time.Duration(rapid.IntRange(1, 60*60*30).Draw(t, "seconds")) * time.Second)
		},
		"a quarter of an hour passes": func(*rapid.T) { a.Clock.Advance(15 * time.Minute) },
		"somebody asks": func(t *rapid.T) {
			s := a.stay(t)
			q, err := a.MakeQuote(a.Ctx, stays.MakeQuote{Property: pick(t, "house", a.houses).ID, CheckIn: s.From, CheckOut: s.To, Party: stays.Party{Adults: rapid.IntRange(1, 4).Draw(t, "adults")}})
			if allow(t, err) {
				a.quotes = append(a.quotes, q)
			}
		},
		"somebody books": func(t *rapid.T) {
			a.guests++
			guest := staystest.Guest()
			guest.Email = contact.Email(fmt.Sprintf("g%d@example.com", a.guests))
			b, err := a.BookStay(a.Ctx, stays.BookStay{Quote: pick(t, "quote", a.quotes).ID, Guest: guest, AcceptTerms: true})
			if allow(t, err) {
				a.remember(b.Reservation, b.Payment, b.Reservation.Next.Purpose)
			}
		},
		"the desk books": func(t *rapid.T) {
			s := a.stay(t)
			b, err := a.BookByPhone(a.Desk, stays.BookByPhone{
				Property: pick(t, "house", a.houses).ID, CheckIn: s.From, CheckOut: s.To, Party: stays.Party{Adults: 2}, Guest: staystest.Guest(),
				Confirmed: rapid.Bool().Draw(t, "confirmed"), Relaxed: true,
			})
			if allow(t, err) {
				purpose := ""
				if b.Payment != nil {
					purpose = b.Reservation.Next.Purpose
				}
				a.remember(b.Reservation, b.Payment, purpose)
			}
		},
		"somebody pays": func(t *rapid.T) {
			p := pick(t, "payment", a.payments)
			_, err := a.RecordPayment(a.System, stays.RecordPayment{Reservation: p.reservation, Payment: p.ID, Purpose: p.purpose, Amount: p.Amount})
			if err != nil {
				t.Fatalf("money was refused: %v", err)
			}
		},
		"somebody opens his payment": func(t *rapid.T) {
			r := pick(t, "booking", a.bookings)
			v, err := a.ViewManaged(a.Ctx, stays.ViewManaged{Token: r.ManageToken})
			if !allow(t, err) || v.Next == nil {
				return
			}
			p, err := a.StartPayment(a.Ctx, stays.StartPayment{Token: r.ManageToken})
			if allow(t, err) {
				a.payments = append(a.payments, paying{r.ID, v.Next.Purpose, p})
			}
		},
		"a guest changes": func(t *rapid.T) {
			r, s := pick(t, "booking", a.bookings), a.stay(t)
			c, err := a.ChangeManaged(a.Ctx, stays.ChangeManaged{Token: r.ManageToken, Change: stays.Change{CheckIn: s.From, CheckOut: s.To}})
			if allow(t, err) && c.Payment != nil {
				a.payments = append(a.payments, paying{r.ID, stays.PurposeChange, *c.Payment})
			}
		},
		"a guest cancels": func(t *rapid.T) {
			_, err := a.CancelManaged(a.Ctx, stays.CancelManaged{Token: pick(t, "booking", a.bookings).ManageToken})
			allow(t, err)
		},
		"the agency cancels": func(t *rapid.T) {
			_, err := a.CancelReservation(a.Desk, stays.CancelReservation{ID: pick(t, "booking", a.bookings).ID})
			allow(t, err)
		},
		"the desk confirms": func(t *rapid.T) {
			_, err := a.ConfirmReservation(a.Desk, stays.ConfirmReservation{ID: pick(t, "booking", a.bookings).ID})
			allow(t, err)
		},
		"the desk moves": func(t *rapid.T) {
			s := a.stay(t)
			_, err := a.MoveReservation(a.Desk, stays.MoveReservation{Move: stays.Move{
				ID: pick(t, "booking", a.bookings).ID, Property: pick(t, "house", a.houses).ID, KeepPrice: rapid.Bool().Draw(t, "keep"),
				Change: stays.Change{CheckIn: s.From, CheckOut: s.To},
			}})
			allow(t, err)
		},
		"a guest arrives": func(t *rapid.T) {
			_, err := a.CheckIn(a.Desk, stays.CheckIn{ID: pick(t, "booking", a.bookings).ID})
			allow(t, err)
		},
		"a guest leaves": func(t *rapid.T) {
			_, err := a.Complete(a.Desk, stays.Complete{ID: pick(t, "booking", a.bookings).ID})
			allow(t, err)
		},
		"a guest never came": func(t *rapid.T) {
			_, err := a.MarkNoShow(a.Desk, stays.MarkNoShow{ID: pick(t, "booking", a.bookings).ID})
			allow(t, err)
		},
		"a hold is looked at": func(t *rapid.T) {
			_, err := a.ExpireHold(a.System, stays.ExpireHold{ID: pick(t, "booking", a.bookings).ID})
			allow(t, err)
		},
		"a block": func(t *rapid.T) {
			s := a.stay(t)
			b, err := a.AddBlock(a.Desk, stays.AddBlock{Property: pick(t, "house", a.houses).ID, From: s.From, To: s.To, Kind: stays.OwnerStay})
			if allow(t, err) {
				a.blocks = append(a.blocks, b)
			}
		},
		"a block moves": func(t *rapid.T) {
			s := a.stay(t)
			_, err := a.MoveBlock(a.Desk, stays.MoveBlock{ID: pick(t, "block", a.blocks).ID, From: s.From, To: s.To})
			allow(t, err)
		},
		"a block goes": func(t *rapid.T) {
			_, err := a.RemoveBlock(a.Desk, stays.RemoveBlock{ID: pick(t, "block", a.blocks).ID})
			allow(t, err)
		},
		"money is given back": func(t *rapid.T) {
			r := a.See(pick(t, "booking", a.bookings).ID)
			back := money.New(rapid.Int64Range(0, r.Returnable().Minor()+1).Draw(t, "back"), money.EUR)
			_, err := a.GiveBack(a.Desk, stays.GiveBack{ID: r.ID, Amount: back, Reason: "geste"})
			if within := back.IsPositive() && back.Cmp(r.Returnable()) <= 0; allow(t, err) != within {
				t.Fatalf("%s of %s: %v", back, r.Returnable(), err)
			}
		},
		"a refund arrives": a.answerRefund,
	}
}

func (a *agency) remember(v stays.ReservationView, p *stays.PaymentView, purpose string) {
	a.bookings = append(a.bookings, v)
	if p != nil {
		a.payments = append(a.payments, paying{v.ID, purpose, *p})
	}
}

// answerRefund answers the oldest refund that was asked for, twice as a careless bank might.
func (a *agency) answerRefund(t *rapid.T) {
	seen := 0
	for _, e := range a.Events() {
		due, ok := e.(event.RefundDue)
		if !ok {
			continue
		}
		if seen++; seen <= a.refunds {
			continue
		}
		a.refunds++
		refund := a.IDs.Raw()
		for range 2 {
			_, err := a.RecordRefund(a.System, stays.RecordRefund{Reservation: stays.ReservationID(due.Subject), Refund: refund, Amount: due.Amount, Reason: due.Reason})
			if err != nil {
				t.Fatalf("a refund was refused: %v", err)
			}
		}
		return
	}
}

func (a *agency) invariants(t *rapid.T) {
	now := a.Clock.Now()
	kept := map[ident.Raw]map[stays.OccupancyKind]bool{}
	all := a.mem.Occupancies(a.Ctx)
	for i, o := range all {
		for _, other := range all[:i] {
			if o.ConflictsWith(other) {
				t.Fatalf("two holders have one night: %+v, %+v", o, other)
			}
		}
		if kept[o.Holder] == nil {
			kept[o.Holder] = map[stays.OccupancyKind]bool{}
		}
		kept[o.Holder][o.Kind] = o.Blocks(now)
	}
	for _, b := range a.bookings {
		a.sound(t, a.See(b.ID).ReservationState, kept[b.ID.Raw()], now)
	}
	a.history(t)
}

// sound checks one reservation: its money, its price, its days.
func (a *agency) sound(t *rapid.T, r stays.ReservationState, kept map[stays.OccupancyKind]bool, now time.Time) {
	in, out, total := money.Zero(money.EUR), money.Zero(money.EUR), money.Zero(money.EUR)
	for _, m := range r.Ledger {
		if m.Kind == stays.MoneyIn {
			in = in.Add(m.Amount)
		} else {
			out = out.Add(m.Amount)
		}
	}
	for _, l := range r.Quote.Lines {
		total = total.Add(l.Amount)
	}
	switch {
	case in.Cmp(r.Paid) != 0, out.Cmp(r.Refunded) != 0, r.RefundDue.Cmp(r.Refunded) < 0, r.NetPaid().IsNegative():
		t.Fatalf("the ledger says %s in, %s out; the state %s, %s of %s", in, out, r.Paid, r.Refunded, r.RefundDue)
	case total != r.Quote.Total, r.Quote.Stay != r.Stay, r.Quote.Party != r.Party, r.Quote.Property != r.Property:
		t.Fatalf("the price is not of this stay: %+v", r.Quote)
	case r.Status == stays.Expired && !r.NetPaid().IsZero():
		t.Fatalf("an expired hold keeps %s", r.NetPaid())
	case r.NetPaid().Cmp(r.Quote.Total) > 0:
		t.Fatalf("%s of %s is kept", r.NetPaid(), r.Quote.Total)
	case r.Status == stays.Cancelled && r.NetPaid().Cmp(r.Cancellation.Kept) > 0:
		t.Fatalf("%s is kept, not %s", r.NetPaid(), r.Cancellation.Kept)
	case r.Status == stays.Completed && r.Returnable().Add(r.Waived) != r.Quote.Total:
		t.Fatalf("of %s, %s was let go, and %s may be", r.Quote.Total, r.Waived, r.Returnable())
	case (r.Status == stays.Confirmed || r.Status == stays.CheckedIn) && !kept[stays.OccReservation]:
		t.Fatalf("an agreed stay does not keep its days: %v", kept)
	case r.Status == stays.Held && now.Before(r.HoldUntil) && !kept[stays.OccHold]:
		t.Fatalf("a hold does not keep its days: %v", kept)
	case (r.Status == stays.Expired || r.Status == stays.Cancelled || r.Status == stays.NoShow) && len(kept) > 0:
		t.Fatalf("%s keeps days: %v", r.Status, kept)
	}
}

// history checks that events tell of legal steps, each once, with growing versions.
func (a *agency) history(t *rapid.T) {
	last, version, keys := map[ident.Raw]stays.Status{}, map[ident.Raw]int{}, map[string]bool{}
	step := func(f event.StayFacts) {
		to := stays.Status(f.Status)
		if from, ok := last[f.Reservation]; ok && from != to && !contains(legal[from], to) {
			t.Fatalf("%s after %s", to, from)
		}
		if f.Version < version[f.Reservation] {
			t.Fatalf("version %d after %d", f.Version, version[f.Reservation])
		}
		last[f.Reservation], version[f.Reservation] = to, f.Version
	}
	for _, e := range a.Events() {
		switch e := e.(type) {
		case event.ReservationHeld:
			step(e.StayFacts)
		case event.ReservationConfirmed:
			step(e.StayFacts)
		case event.ReservationChanged:
			step(e.StayFacts)
		case event.ReservationCancelled:
			step(e.StayFacts)
		case event.ReservationExpired:
			step(e.StayFacts)
		case event.ReservationCheckedIn:
			step(e.StayFacts)
		case event.ReservationCompleted:
			step(e.StayFacts)
		case event.ReservationNoShow:
			step(e.StayFacts)
		case event.RefundDue:
			if keys[e.Key] || !e.Amount.IsPositive() {
				t.Fatalf("refund %s of %s is asked for twice or is nothing", e.Key, e.Amount)
			}
			keys[e.Key] = true
		}
	}
}

func contains(list []stays.Status, s stays.Status) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}

func TestWhateverHappensNoNightIsSoldTwiceAndMoneyAddsUp(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		w := staystest.NewWorld(t)
		a := &agency{World: w, mem: w.Store.(*staystest.Mem)}
		policies := []stays.PolicyCode{stays.Flexible, stays.Moderate, stays.Firm, stays.Strict}
		for i := range 2 {
			a.houses = append(a.houses, w.Property(func(in *stays.CreateProperty) {
				in.Sheet.Slug, in.Sheet.Policy = fmt.Sprintf("house-%d", i), rapid.SampledFrom(policies).Draw(rt, "policy")
				in.Rates.Weekend, in.Rates.PreparationDays = eur("130"), i
			}))
		}
		rt.Repeat(a.commands())
	})
}

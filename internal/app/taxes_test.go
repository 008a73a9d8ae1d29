package app

import (
	"context"
	"errors"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"comptoir/internal/event"
	"comptoir/internal/invoicing"
	"comptoir/internal/invoicing/invoicingtest"
	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/period"
	"comptoir/internal/kernel/usecase"
	"comptoir/internal/ledger"
	"comptoir/internal/stays"
)

// told is what became of a stay, as the papers of a business and its books are told it.
type toldStay struct {
	ctx    context.Context
	stay   event.StayFacts
	office *invoicingtest.Office
	taxes  taxes
	posted []ledger.PostTransaction
	facts  []func(context.Context) (usecase.None, error)
}

// cents draws an amount.
func cents(t *rapid.T, most int64, label string) money.Amount {
	return invoicingtest.Eur(rapid.Int64Range(1, most).Draw(t, label))
}

func anyStay(t *rapid.T) *toldStay {
	s := invoicingtest.Stay()
	rent := cents(t, 300_000, "rent")
	s.Lines = []event.PriceLine{{Code: stays.LineRent, Label: "a", Amount: rent, Taxed: true}}
	if rapid.Bool().Draw(t, "long") {
		s.Lines = append(s.Lines, event.PriceLine{Code: stays.LineDiscount, Label: "b", Amount: rent.Exact().Of(money.Pct(7)).Round().Neg(), Taxed: true})
	}
	for _, code := range rapid.SliceOfNDistinct(rapid.SampledFrom(append(slices.Clone(stays.FeeCodes), stays.LineExtraGuest, stays.LineTouristTax, stays.LineSalesTax, stays.LineKept)), 0, 6, rapid.ID).Draw(t, "lines") {
		s.Lines = append(s.Lines, event.PriceLine{Code: code, Label: "c", Amount: cents(t, 30_000, code), Taxed: rapid.Bool().Draw(t, "taxed")})
	}
	if rapid.Bool().Draw(t, "owner") {
		s.Property.OwnerName = "Anne Le Goff"
	}
	s.Policy.Prepaid = rapid.SampledFrom([]string{"", "arrhes", "acompte"}).Draw(t, "prepaid")
	w := &toldStay{ctx: access.AsSystem(t.Context(), access.TenantID(invoicingtest.Refund()), "test"), office: invoicingtest.Open(invoicingtest.NewMem(), nil, nil, nil), taxes: taxes{rapid.SampledFrom(invoicing.Regimes()).Draw(t, "regime"), "FR"}}
	w.priced(s)
	return w
}

// priced gives the stay its total.
func (w *toldStay) priced(s event.StayFacts) {
	s.Total = invoicingtest.Eur(0)
	for _, l := range s.Lines {
		s.Total = s.Total.Add(l.Amount)
	}
	w.stay = s
}

// pays has the guest pay.
func (w *toldStay) pays(a money.Amount) {
	if s, p := w.stay, invoicingtest.Payment(w.stay, a); a.IsPositive() {
		w.facts = append(w.facts, func(ctx context.Context) (usecase.None, error) {
			return w.office.Paid(ctx, invoicing.StayPaid{Payment: p, Stay: s})
		})
	}
}

func (w *toldStay) refunded(a money.Amount) {
	if s, id := w.stay, invoicingtest.Refund(); a.IsPositive() {
		w.facts = append(w.facts, func(ctx context.Context) (usecase.None, error) {
			return w.office.Refunded(ctx, invoicing.StayRefunded{Refund: id, Amount: a, Method: "sandbox", Stay: s})
		})
	}
}

// tell tells what has happened in some order, and some of it twice.
func (w *toldStay) tell(t *rapid.T) {
	for _, f := range rapid.Permutation(append(w.facts, w.facts...)).Draw(t, "order") {
		if _, err := f(w.ctx); err != nil {
			t.Fatal(err)
		}
	}
	w.facts = nil
	w.byHand(t)
}

// byHand tries to take each paper of the stay back by hand: it is refused, and nothing of it stays.
func (w *toldStay) byHand(t *rapid.T) {
	rows, err := w.office.Papers(w.ctx, invoicing.ListPapers{Filter: invoicing.Filter{Subject: invoicing.Subject{Kind: invoicing.SubjectStay, ID: w.stay.Reservation}}})
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rows.Items {
		c := invoicing.CreditPaper{ID: r.ID, Reason: "geste", Amount: invoicingtest.Eur(rapid.Int64Range(0, 100).Draw(t, "by hand"))}
		if _, err := w.office.Credit(w.ctx, c); !errors.Is(err, invoicing.ErrCreditAtStay) {
			t.Fatalf("%s: %v", r.Kind, err)
		}
	}
}

// book posts what the books post, with the VAT of what the guest pays alone: that of the agency's fee is the owner's.
func (w *toldStay) book(terms ledger.Terms, of func(ledger.Terms) (ledger.PostTransaction, bool)) {
	if p, any := of(terms); any {
		w.posted = append(w.posted, p)
	}
}

// compare holds the figures of the books against those of the papers.
func (w *toldStay) compare(t *rapid.T) {
	var net, vat, total money.Amount
	rows, err := w.office.Papers(w.ctx, invoicing.ListPapers{Filter: invoicing.Filter{Subject: invoicing.Subject{Kind: invoicing.SubjectStay, ID: w.stay.Reservation}}})
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rows.Items {
		v, err := w.office.Paper(w.ctx, invoicing.GetPaper{ID: r.ID})
		if err != nil {
			t.Fatal(err)
		}
		n, tax := v.Counted()
		net, vat, total = net.Add(n), vat.Add(tax), total.Add(n).Add(tax)
	}
	var booked, owed, sum money.Amount
	for _, p := range w.posted {
		for _, e := range p.Postings {
			sum = sum.Add(e.Amount)
			switch e.Account {
			case ledger.VAT:
				booked = booked.Sub(e.Amount)
			case ledger.GuestOf("1"):
				owed = owed.Add(e.Amount)
			}
		}
	}
	if !sum.IsZero() || booked.Minor() != vat.Minor() || owed.Minor() != total.Minor() || owed.Sub(booked).Minor() != net.Minor() {
		t.Fatalf("books: net %s, VAT %s, total %s; papers: %s, %s, %s: %+v %+v", owed.Sub(booked), booked, owed, net, vat, total, rows.Items, w.posted)
	}
}

// Whatever a stay costs and whatever becomes of it, the books post the net, the VAT and the total of its papers, to the cent.
func TestBooksAndPapersAgree(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		w := anyStay(t)
		settings := invoicing.StandardSettings()
		settings.Regime, settings.When = w.taxes.regime, rapid.SampledFrom([]invoicing.When{invoicing.AtEnd, invoicing.AtBooking}).Draw(t, "when")
		settings.OnDeposit = rapid.SampledFrom([]invoicing.OnDeposit{invoicing.DepositInvoice, invoicing.DepositReceipt, invoicing.DepositNothing}).Draw(t, "on deposit")
		if _, err := w.office.SetSettings(w.ctx, invoicing.SetSettings{Settings: settings}); err != nil {
			t.Fatal(err)
		}
		terms := ledger.Terms{Commission: money.Percent(rapid.Int64Range(0, 1_000_000).Draw(t, "commission"))}
		fact := ledger.Fact{Subject: "1"}
		agreed := w.stay
		w.facts = append(w.facts, func(ctx context.Context) (usecase.None, error) {
			return w.office.Agreed(ctx, invoicing.StayAgreed{Stay: agreed})
		})
		paid := cents(t, max(w.stay.Total.Minor(), 1), "deposit")
		w.pays(paid)
		w.tell(t)
		if rapid.Bool().Draw(t, "changed") {
			s := w.stay
			s.Lines, s.Version = slices.Clone(s.Lines), s.Version+1
			s.Lines[0].Amount = s.Lines[0].Amount.Add(cents(t, 50_000, "more")) // more nights, and fewer extras
			s.Lines = s.Lines[:max(1, len(s.Lines)-rapid.IntRange(0, 2).Draw(t, "less"))]
			w.priced(s)
			w.facts = append(w.facts, func(ctx context.Context) (usecase.None, error) {
				return w.office.Agreed(ctx, invoicing.StayAgreed{Stay: s})
			})
			w.tell(t)
		}
		w.stay.Version++
		s := w.stay
		switch end := rapid.SampledFrom([]string{"completed", "cancelled", "no_show"}).Draw(t, "end"); end {
		case "completed":
			if rest := s.Total.Sub(paid); rest.IsPositive() {
				w.pays(rest)
			} else {
				w.refunded(rest.Neg())
			}
			w.tell(t)
			w.stay.Status = end
			w.facts = append(w.facts, func(ctx context.Context) (usecase.None, error) {
				return w.office.Ended(ctx, invoicing.StayEnded{Stay: w.stay}) // as it is when it is heard of
			})
			of := w.taxes.stay(fact, s)
			of.FeeVAT = 0
			w.book(terms, of.Transaction)
		default:
			kept, withdrew := invoicingtest.Eur(rapid.Int64Range(0, paid.Minor()).Draw(t, "kept")), end == "cancelled"
			w.stay.Status, w.stay.Paid = end, kept
			s = w.stay
			w.refunded(paid.Sub(kept))
			w.facts = append(w.facts, func(ctx context.Context) (usecase.None, error) {
				return w.office.Dropped(ctx, invoicing.StayDropped{Stay: s, Kept: kept, Withdrew: withdrew})
			})
			of := w.taxes.loss(fact, s, kept, withdrew)
			of.FeeVAT = 0
			w.book(terms, of.Transaction)
		}
		if rapid.Bool().Draw(t, "at once") {
			w.tell(t)
			w.compare(t)
		}
		for range rapid.IntRange(0, 2).Draw(t, "given back") {
			w.reduce(t, terms)
		}
		w.tell(t)
		w.compare(t)
	})
}

// reduce gives something back after the end.
func (w *toldStay) reduce(t *rapid.T, terms ledger.Terms) {
	left := w.stay.Paid
	if w.stay.Status == "completed" {
		left = w.stay.Total.Sub(w.stay.Waived)
	}
	if !left.IsPositive() {
		return
	}
	back := cents(t, left.Minor(), "back")
	w.stay.Version++
	if w.stay.Status == "completed" {
		w.stay.Waived = w.stay.Waived.Add(back)
	} else {
		w.stay.Paid = w.stay.Paid.Sub(back)
	}
	e := event.ReservationReduced{StayFacts: w.stay, Amount: back, Withdrew: w.stay.Status == "cancelled", Bearer: rapid.SampledFrom([]string{"", "agency", "owner"}).Draw(t, "bearer")}
	if w.stay.Status != "completed" || rapid.Bool().Draw(t, "sent") { // else it is let go of what he owes
		w.refunded(back)
	}
	w.facts = append(w.facts, func(ctx context.Context) (usecase.None, error) {
		return w.office.Reduced(ctx, invoicing.StayReduced{Stay: w.stay, Amount: e.Amount, Withdrew: e.Withdrew})
	})
	of := w.taxes.reduction(ledger.Fact{Subject: "1"}, e)
	of.FeeVAT = 0
	w.book(terms, of.Transaction)
}

// The rates are those of the last day of the stay, in the country of the business.
func TestVATFollowsDayAndCountry(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		regime  invoicing.Regime
		country string
		year    int
		want    [2]int64 // in a rent of 1000.00, in a service of 100.00
	}{
		{invoicing.RegimeHotel, "FR", 2013, [2]int64{6542, 1639}}, {invoicing.RegimeHotel, "FR", 2027, [2]int64{9091, 1667}}, {invoicing.RegimeNormal, "DZ", 2027, [2]int64{15966, 1597}},
		{invoicing.RegimeLetting, "FR", 2027, [2]int64{0, 1667}}, {invoicing.RegimeFranchise, "FR", 2027, [2]int64{0, 0}},
	} {
		f := event.StayFacts{Stay: period.Range{From: period.On(tt.year, 6, 1), To: period.On(tt.year, 6, 8)}, Lines: []event.PriceLine{{Code: stays.LineRent, Amount: invoicingtest.Eur(100000)}, {Code: "pet", Amount: invoicingtest.Eur(10000)}}}
		got := taxes{tt.regime, tt.country}.charges(f, money.Zero(money.EUR))
		var rent, service int64
		for _, c := range got {
			if c.Nature == event.Rent {
				rent = c.VAT.Minor()
			} else {
				service = c.VAT.Minor()
			}
		}
		if (tt.regime != invoicing.RegimeNormal && [2]int64{rent, service} != tt.want) || rent+service != tt.want[0]+tt.want[1] && tt.regime == invoicing.RegimeNormal {
			t.Errorf("%+v: %d %d", tt, rent, service)
		}
	}
}

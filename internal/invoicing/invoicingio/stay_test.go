package invoicingio_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"comptoir/internal/event"
	"comptoir/internal/invoicing"
	"comptoir/internal/invoicing/invoicingio"
	"comptoir/internal/invoicing/invoicingtest"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/usecase"
	"comptoir/internal/platform/jobs/jobstest"
	"comptoir/internal/platform/outbox"
	"comptoir/internal/platform/pg"
)

// ofStay lists a stay's papers as "kind total outstanding", in the order of issue.
func (w world) ofStay(t *testing.T, s event.StayFacts) (out []string) {
	t.Helper()
	for _, r := range w.list(t, invoicing.Filter{Subject: invoicing.Subject{Kind: invoicing.SubjectStay, ID: s.Reservation}}) {
		out = append(out, fmt.Sprintf("%s %s %s", r.Kind, r.Total.Decimal(), r.Outstanding.Decimal()))
	}
	slices.Reverse(out)
	return out
}

func (w world) set(t *testing.T, change func(*invoicing.Settings)) {
	t.Helper()
	s, err := w.Settings(w.ctx, invoicing.GetSettings{})
	if err != nil {
		t.Fatal(err)
	}
	change(&s)
	must(t, 0)(w.SetSettings(w.ctx, invoicing.SetSettings{Settings: s}))
}

// told runs facts in a random order, some of them twice: what a business's consumers may see.
func told(t *testing.T, facts ...func() (usecase.None, error)) {
	t.Helper()
	facts = append(facts, facts[rand.IntN(len(facts))])
	rand.Shuffle(len(facts), func(i, j int) { facts[i], facts[j] = facts[j], facts[i] })
	for _, f := range facts {
		must(t, 0)(f())
	}
}

func TestAStayFromDepositToInvoice(t *testing.T) {
	t.Parallel()
	w := open(t)
	s := invoicingtest.Stay()
	deposit, balance := invoicingtest.Payment(s, s.Deposit), invoicingtest.Payment(s, s.Balance)
	told(t, func() (usecase.None, error) { return w.Paid(w.ctx, invoicing.StayPaid{Payment: deposit, Stay: s}) },
		func() (usecase.None, error) { return w.Agreed(w.ctx, invoicing.StayAgreed{Stay: s}) })
	told(t, func() (usecase.None, error) { return w.Paid(w.ctx, invoicing.StayPaid{Payment: balance, Stay: s}) })
	told(t, func() (usecase.None, error) { return w.Ended(w.ctx, invoicing.StayEnded{Stay: s}) })
	if got, want := w.ofStay(t, s), []string{"deposit 315.48 0.00", "deposit 736.12 0.00", "invoice 1051.60 0.00"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	final := w.list(t, invoicing.Filter{Kind: invoicing.Invoice})[0]
	v := w.paper(t, final.ID)
	// what is deducted is what the deposit invoices hold, VAT by VAT: nothing is taxed twice
	if net, vat := v.Counted(); !net.IsZero() || !vat.IsZero() || len(v.Deducted) != 2 {
		t.Errorf("the final invoice adds %s and %s to the turnover: %+v", net, vat, v.Deducted)
	}
	if sums, err := w.Sums(w.ctx, invoicing.SumPapers{}); err != nil || sums[0].Total != s.Total {
		t.Errorf("%+v %v", sums, err)
	}
	if _, err := w.Credit(w.ctx, invoicing.CreditPaper{ID: v.Deducted[0].ID, Reason: "x"}); !errors.Is(err, invoicing.ErrCreditAtStay) {
		t.Errorf("a deposit invoice of a stay is credited by hand: %v", err)
	}
	jobstest.Run(t, w.queue)
	jobstest.Settle(t, w.ctx, w.queue)
	doc, err := w.Document(w.ctx, invoicing.OpenDocument{ID: final.ID})
	if err != nil || !strings.HasPrefix(string(doc.Content), "%PDF-") {
		t.Errorf("%.10q %v", doc.Content, err)
	}
	var published int
	if err := w.db.Read(w.ctx).QueryRow(w.ctx, `SELECT count(*) FROM outbox.event WHERE name = 'invoicing.invoice_ready.v1'`).Scan(&published); err != nil || published != 3 {
		t.Errorf("%d documents told of, %v", published, err)
	}
	w.whole(t, 3)
	w.left(t, "invoicing.stay_paid", "invoicing.stay_ended", "invoicing.print")
}

// A cancelled stay: what was paid 315.48, kept 100. The refund and the cancellation may come in any order.
func TestACancelledStay(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name string
		set  func(*invoicing.Settings)
		want []string
		last int
	}{
		{"deposit invoices", func(*invoicing.Settings) {}, []string{"deposit 315.48 0.00"}, 10000},
		{"invoiced at booking", func(s *invoicing.Settings) { s.When = invoicing.AtBooking }, []string{"invoice 1051.60 0.00"}, 10000},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := open(t)
			w.set(t, tt.set)
			s := invoicingtest.Stay()
			deposit, refund, kept := invoicingtest.Payment(s, s.Deposit), invoicingtest.Refund(), eur(10000)
			told(t, func() (usecase.None, error) { return w.Paid(w.ctx, invoicing.StayPaid{Payment: deposit, Stay: s}) },
				func() (usecase.None, error) { return w.Agreed(w.ctx, invoicing.StayAgreed{Stay: s}) })
			s.Version++
			told(t, func() (usecase.None, error) { return w.Dropped(w.ctx, invoicing.StayDropped{Stay: s, Kept: kept}) },
				func() (usecase.None, error) {
					return w.Refunded(w.ctx, invoicing.StayRefunded{Refund: refund, Amount: s.Deposit.Sub(kept), Stay: s})
				})
			got := w.ofStay(t, s)
			if len(got) < 2 || got[0] != tt.want[0] {
				t.Errorf("%q", got)
			}
			sums, err := w.Sums(w.ctx, invoicing.SumPapers{})
			if err != nil || sums[0].Total != kept || !sums[0].Outstanding.IsZero() {
				t.Errorf("%q: the papers sum to %+v, kept %s", got, sums, kept)
			}
			w.whole(t, len(got))
		})
	}
	for _, first := range []string{"invoicing.stay_dropped", "invoicing.stay_refunded", "invoicing.stay_reduced"} {
		w, s := open(t), invoicingtest.Stay()
		must(t, 0)(w.Paid(w.ctx, invoicing.StayPaid{Payment: invoicingtest.Payment(s, s.Deposit), Stay: s}))
		s.Version++
		switch first {
		case "invoicing.stay_reduced":
			s.Status, s.Paid = "cancelled", eur(10000)
			must(t, 0)(w.Reduced(w.ctx, invoicing.StayReduced{Stay: s, Amount: eur(5000)}))
			if sums, err := w.Sums(w.ctx, invoicing.SumPapers{}); err != nil || sums[0].Total != eur(10000) {
				t.Errorf("%+v %v", sums, err)
			}
		case "invoicing.stay_dropped":
			must(t, 0)(w.Dropped(w.ctx, invoicing.StayDropped{Stay: s, Kept: eur(10000)}))
		default:
			must(t, 0)(w.Refunded(w.ctx, invoicing.StayRefunded{Refund: invoicingtest.Refund(), Amount: s.Deposit.Sub(eur(10000)), Stay: s}))
		}
		w.left(t, first)
	}
}

// A stay that is invoiced when it is agreed: the deposit is counted whether it comes before or after, a higher price is a
// supplement, a lower one a credit note.
func TestAnInvoiceAtBookingFollowsTheStay(t *testing.T) {
	t.Parallel()
	w := open(t)
	w.set(t, func(s *invoicing.Settings) { s.When = invoicing.AtBooking })
	s := invoicingtest.Stay()
	deposit := invoicingtest.Payment(s, s.Deposit)
	told(t, func() (usecase.None, error) { return w.Paid(w.ctx, invoicing.StayPaid{Payment: deposit, Stay: s}) },
		func() (usecase.None, error) { return w.Agreed(w.ctx, invoicing.StayAgreed{Stay: s}) })
	if got, want := w.ofStay(t, s), []string{"invoice 1051.60 736.12"}; !slices.Equal(got, want) {
		t.Fatalf("%q, want %q", got, want)
	}
	for _, step := range []struct {
		total int64
		want  string
	}{{120000, "invoice 148.40 148.40"}, {110000, "credit_note -100.00 0.00"}} {
		s.Version++
		s.Lines = slices.Clone(s.Lines)
		s.Lines[0].Amount = s.Lines[0].Amount.Add(eur(step.total).Sub(s.Total)) // nights were added or left out
		s.Total = eur(step.total)
		told(t, func() (usecase.None, error) { return w.Agreed(w.ctx, invoicing.StayAgreed{Stay: s}) })
		if got := w.ofStay(t, s); got[len(got)-1] != step.want {
			t.Errorf("%q, want %q", got, step.want)
		}
		if sums, err := w.Sums(w.ctx, invoicing.SumPapers{}); err != nil || sums[0].Total != s.Total {
			t.Errorf("%+v %v, want %s", sums, err, s.Total)
		}
	}
	told(t, func() (usecase.None, error) { return w.Ended(w.ctx, invoicing.StayEnded{Stay: s}) })
	if got := w.ofStay(t, s); len(got) != 3 {
		t.Errorf("%q", got)
	}
	w.left(t, "invoicing.stay_agreed")
}

// A business that has not said who it is issues nothing: its drafts wait, and become the invoices once it has.
func TestDraftsWaitForTheBusiness(t *testing.T) {
	t.Parallel()
	w := open(t)
	who := invoicingtest.Identity()
	nobody := who
	nobody.SIREN, nobody.SIRET, nobody.VATNumber, nobody.Register = "", "", "", ""
	w.Become(nobody)
	s := invoicingtest.Stay()
	told(t, func() (usecase.None, error) { return w.Ended(w.ctx, invoicing.StayEnded{Stay: s}) })
	drafts, err := w.Drafts(w.ctx, invoicing.ListDrafts{})
	if err != nil || len(drafts) != 1 || drafts[0].Problem != invoicing.ErrNoSeller.Code || len(w.ofStay(t, s)) != 0 {
		t.Fatalf("%+v %v", drafts, err)
	}
	if _, err := w.Issue(w.ctx, invoicing.IssueDraft{ID: drafts[0].ID}); err == nil {
		t.Fatal("issued by nobody")
	}
	w.Become(who)
	must(t, 0)(w.Issue(w.ctx, invoicing.IssueDraft{ID: drafts[0].ID}))
	told(t, func() (usecase.None, error) { return w.Ended(w.ctx, invoicing.StayEnded{Stay: s}) })
	if got := w.ofStay(t, s); !slices.Equal(got, []string{"invoice 1051.60 1051.60"}) {
		t.Errorf("%q", got)
	}
}

// Reminders: one level a day at most, none skipped, and none after the payment.
func TestReminders(t *testing.T) {
	t.Parallel()
	w := open(t)
	w.set(t, func(s *invoicing.Settings) { s.Dunning = true })
	first, second := w.issued(t, invoicingtest.Draft()), w.issued(t, invoicingtest.Draft()) // due in 30 days
	jobstest.Run(t, w.queue)
	jobstest.Settle(t, w.ctx, w.queue)
	days := 0
	run := func(day, want int) {
		t.Helper()
		w.Pass(time.Duration(day-days) * 24 * time.Hour)
		days = day
		for range 2 { // the job may run twice a day
			n, err := w.Remind(w.ctx, invoicing.RemindDebtors{})
			if err != nil || n != want {
				t.Errorf("day %d: %d reminders, want %d, %v", day, n, want, err)
			}
			want = 0
		}
	}
	run(30, 0)
	run(36, 0)
	run(37, 2)
	run(38, 0)
	must(t, 0)(w.RecordPaid(w.ctx, invoicing.RecordPayment{ID: first, Method: "transfer", Key: "1"}))
	run(120, 1)
	run(121, 1)
	run(122, 0)
	if a, b := w.paper(t, first), w.paper(t, second); a.Level != 1 || b.Level != 3 || b.State != invoicing.Overdue {
		t.Errorf("levels %d and %d, %s", a.Level, b.Level, b.State)
	}
	w.left(t, "invoicing.set_settings", "invoicing.remind")
}

// A guest who never came: what he paid is kept, the rest of the invoice that was issued at the booking is owed by nobody and
// is dunned of nobody. And money for a stay is entered with the stay.
func TestANoShow(t *testing.T) {
	t.Parallel()
	w := open(t)
	w.set(t, func(s *invoicing.Settings) { s.When, s.Dunning = invoicing.AtBooking, true })
	s := invoicingtest.Stay()
	must(t, 0)(w.Paid(w.ctx, invoicing.StayPaid{Payment: invoicingtest.Payment(s, s.Deposit), Stay: s}))
	must(t, 0)(w.Agreed(w.ctx, invoicing.StayAgreed{Stay: s}))
	paper := w.list(t, invoicing.Filter{Kind: invoicing.Invoice})[0].ID
	if _, err := w.RecordPaid(w.ctx, invoicing.RecordPayment{ID: paper, Method: "transfer", Key: "1"}); !errors.Is(err, invoicing.ErrPaidAtStay) {
		t.Errorf("a payment of a stay is entered on its invoice: %v", err)
	}
	s.Version, s.Status, s.Paid = s.Version+1, "no_show", s.Deposit
	router := outbox.NewRouter()
	invoicingio.New(invoicingio.Deps{Invoicing: w.Invoicing}).Subscribe(router)
	err := w.db.Write(w.ctx, func(ctx context.Context, tx pg.Tx) error {
		return outbox.New(w.queue, outbox.NewRouter(), w.Now, &ident.Source{}).Append(ctx, tx, event.ReservationNoShow{StayFacts: s})
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := router.CatchUp(w.ctx, w.db); err != nil {
		t.Fatal(err)
	}
	if sums, err := w.Sums(w.ctx, invoicing.SumPapers{}); err != nil || sums[0].Total != s.Deposit || !sums[0].Outstanding.IsZero() {
		t.Errorf("%+v %v", sums, err)
	}
	w.Pass(100 * 24 * time.Hour)
	if n, err := w.Remind(w.ctx, invoicing.RemindDebtors{}); n != 0 || err != nil {
		t.Errorf("%d reminders, %v", n, err)
	}
}

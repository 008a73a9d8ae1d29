package invoicing_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"comptoir/internal/event"
	"comptoir/internal/invoicing"
	"comptoir/internal/invoicing/invoicingtest"
	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/paging"
	"comptoir/internal/kernel/usecase"
)

// history is a stay, what has happened to it, and the papers that followed.
type history struct {
	*invoicingtest.Office
	ctx   context.Context
	mem   *invoicingtest.Mem
	stay  event.StayFacts
	paid  money.Amount // less what went back
	money []func() (usecase.None, error)
}

// plain makes documents of one word.
type plain struct{}

func (plain) Print(invoicing.Paper, invoicing.Identity) ([]byte, error) { return []byte("x"), nil }
func (plain) Put(context.Context, string, []byte) (string, error)       { return "x.pdf", nil }
func (plain) Read(context.Context, string) ([]byte, error)              { return []byte("x"), nil }
func nobody() invoicing.Identity {
	who := invoicingtest.Identity()
	who.SIREN, who.SIRET, who.VATNumber, who.Register = "", "", "", ""
	return who
}

func begin(t rapid.TB) *history {
	mem := invoicingtest.NewMem()
	return &history{Office: invoicingtest.Open(mem, plain{}, plain{}, nil), ctx: access.AsSystem(context.Background(), access.TenantID{1}, "test"), mem: mem, stay: invoicingtest.Stay(), paid: eur(0)}
}

func (h *history) set(t rapid.TB, change func(*invoicing.Settings)) {
	s, err := h.Settings(h.ctx, invoicing.GetSettings{})
	if err != nil {
		t.Fatal(err)
	}
	change(&s)
	h.must(t)(h.SetSettings(h.ctx, invoicing.SetSettings{Settings: s}))
}

func (h *history) must(t rapid.TB) func(usecase.None, error) {
	return func(_ usecase.None, err error) {
		if err != nil {
			t.Fatal(err)
		}
	}
}

// pays and refunds happen at once, and are told of later.
func (h *history) pays(a money.Amount) {
	p := invoicingtest.Payment(h.stay, a)
	h.paid = h.paid.Add(a)
	h.money = append(h.money, func() (usecase.None, error) {
		return h.Paid(h.ctx, invoicing.StayPaid{Payment: p, Stay: h.stay})
	})
}

func (h *history) refunds(a money.Amount) {
	id := invoicingtest.Refund()
	h.paid = h.paid.Sub(a)
	h.money = append(h.money, func() (usecase.None, error) {
		return h.Refunded(h.ctx, invoicing.StayRefunded{Refund: id, Amount: a, Method: "sandbox", Stay: h.stay})
	})
}

func (h *history) told(t rapid.TB) {
	for _, tell := range h.money {
		h.must(t)(tell())
	}
	h.money = nil
}

// costs changes the price.
func (h *history) costs(t rapid.TB, total money.Amount) {
	h.stay.Version++
	h.stay.Lines = slices.Clone(h.stay.Lines)
	h.stay.Lines[0].Amount = h.stay.Lines[0].Amount.Add(total.Sub(h.stay.Total))
	h.stay.Lines[0].Quantity, h.stay.Lines[0].Unit = "1", h.stay.Lines[0].Amount
	h.stay.Total = total
	h.agreed(t)
}

func (h *history) agreed(t rapid.TB) {
	h.must(t)(h.Agreed(h.ctx, invoicing.StayAgreed{Stay: h.stay}))
}

func (h *history) ended(t rapid.TB) {
	h.stay.Status = "completed"
	h.must(t)(h.Ended(h.ctx, invoicing.StayEnded{Stay: h.stay}))
}

// dropped ends the stay before it began; what is not kept goes back.
func (h *history) dropped(t rapid.TB, status string, kept money.Amount) {
	h.stay.Version++
	h.stay.Status, h.stay.Paid = status, kept
	if back := h.paid.Sub(kept); back.IsPositive() {
		h.refunds(back)
	}
	h.must(t)(h.Dropped(h.ctx, invoicing.StayDropped{Stay: h.stay, Kept: kept, Withdrew: status == "cancelled"}))
}

// gives money back after the end, one way or the other.
func (h *history) gives(t rapid.TB, a money.Amount) {
	h.stay.Version++
	if h.stay.Status == "completed" {
		h.stay.Waived = h.stay.Waived.Add(a)
		a = money.Min(a, h.paid)
	} else {
		h.stay.Paid = h.stay.Paid.Sub(a)
	}
	if a.IsPositive() {
		h.refunds(a)
	}
	h.must(t)(h.Reduced(h.ctx, invoicing.StayReduced{Stay: h.stay, Amount: a, Withdrew: h.stay.Status == "cancelled"}))
}

// issued issues the drafts that wait, in whatever order.
func (h *history) issued(t rapid.TB, last bool) {
	for range 20 {
		drafts, err := h.Drafts(h.ctx, invoicing.ListDrafts{})
		if err != nil {
			t.Fatal(err)
		}
		if len(drafts) == 0 {
			return
		}
		at := 0
		if last {
			at = len(drafts) - 1
		}
		if _, err := h.Issue(h.ctx, invoicing.IssueDraft{ID: drafts[at].ID}); err != nil {
			t.Fatalf("%+v: %v", drafts[at], err)
		}
	}
	t.Fatal("drafts without end")
}

func (h *history) papers(t rapid.TB) (out []invoicing.View) {
	page, err := h.Papers(h.ctx, invoicing.ListPapers{Page: paging.Request{Limit: paging.MaxLimit}})
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range page.Items {
		v, err := h.Paper(h.ctx, invoicing.GetPaper{ID: r.ID})
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, v)
	}
	slices.Reverse(out)
	return out
}

// owed is what the guest owes by the booking, once it was invoiced.
func (h *history) owed(papers []invoicing.View) money.Amount {
	left := h.stay.Total.Sub(h.stay.Waived).Sub(h.paid)
	if h.over() || left.IsNegative() || !slices.ContainsFunc(papers, func(v invoicing.View) bool { return v.Kind == invoicing.Invoice }) {
		return eur(0)
	}
	return left
}

func (h *history) over() bool { return h.stay.Status == "cancelled" || h.stay.Status == "no_show" }

// vat is the VAT that the books post for the stay, under the regime that was fixed for it.
func (h *history) vat(t rapid.TB) money.Amount {
	regime, err := h.RegimeOf(h.ctx, invoicing.RegimeOf{Subject: invoicing.Subject{Kind: invoicing.SubjectStay, ID: h.stay.Reservation}})
	if err != nil {
		t.Fatal(err)
	}
	if h.over() {
		kept, _ := regime.KeptOf(h.stay.Paid, h.stay.Policy.Prepaid, h.stay.Status == "cancelled", "FR", h.stay.Stay.To)
		return kept.VAT
	}
	sum := eur(0)
	for _, p := range regime.PartsOf(h.stay.Lines, h.stay.Waived, "FR", h.stay.Stay.To) {
		sum = sum.Add(p.VAT)
	}
	return sum
}

// check compares papers, booking and books; nothing waits to be told or issued.
func (h *history) check(t rapid.TB) {
	papers := h.papers(t)
	asked, vat, final := eur(0), eur(0), false
	for _, v := range papers {
		_, tax := v.Counted()
		asked, vat = asked.Add(v.Outstanding()), vat.Add(tax)
		final = final || v.Kind == invoicing.Invoice
		h.checkMoney(t, v)
	}
	story := func() {
		for _, v := range papers {
			_, tax := v.Counted()
			t.Logf("%s total %s, VAT counted %s, paid %s, received %s, credited %s, outstanding %s, groups %v", v.Number, v.Total, tax, v.Paid, v.Received, v.Credited, v.Outstanding(), v.Groups)
		}
	}
	if owed := h.owed(papers); asked != owed {
		story()
		t.Fatalf("the papers ask for %s, the guest owes %s (%s, total %s, waived %s, paid %s)", asked, owed, h.stay.Status, h.stay.Total, h.stay.Waived, h.paid)
	}
	if want := h.vat(t); final && vat.Minor() != want.Minor() {
		story()
		t.Fatalf("VAT of the papers %s, of the books %s", vat, want)
	}
}

// checkMoney: no paper counts more of the payments than there is, and what it counts is what was paid of it.
func (h *history) checkMoney(t rapid.TB, v invoicing.View) {
	sum := eur(0)
	for _, m := range v.Movements {
		sum = sum.Add(m.Amount)
	}
	if v.Kind == invoicing.Deposit && sum != v.Paid {
		t.Fatalf("%s is paid %s and counts %s", v.Number, v.Paid, sum)
	}
}

// remind has every document made and long time pass.
func (h *history) remind(t rapid.TB) {
	h.set(t, func(s *invoicing.Settings) { s.Dunning = true })
	for _, id := range h.mem.Printing() {
		h.must(t)(h.Printed(h.ctx, invoicing.PrintPaper{ID: id}))
	}
	owed := h.owed(h.papers(t))
	h.Pass(200 * 24 * time.Hour)
	sent, err := h.Remind(h.ctx, invoicing.RemindDebtors{})
	if err != nil || owed.IsZero() && sent > 0 || owed.IsPositive() && sent == 0 {
		t.Fatalf("%d reminders of %s: %v", sent, owed, err)
	}
}

// Whatever happens to a stay, in whatever order it is heard of, and whenever the business says who it is: the papers together
// ask for what the guest owes by the booking, nobody is reminded who owes nothing, and their VAT is that of the books.
func TestPapersAskForWhatTheBookingSays(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		h := begin(t)
		upTo := func(most money.Amount, what string) money.Amount {
			return eur(rapid.Int64Range(1, max(1, most.Minor())).Draw(t, what))
		}
		change := func() {
			h.set(t, func(s *invoicing.Settings) {
				s.When = rapid.SampledFrom([]invoicing.When{invoicing.AtEnd, invoicing.AtBooking, invoicing.ByHand}).Draw(t, "when")
				s.OnDeposit = rapid.SampledFrom([]invoicing.OnDeposit{invoicing.DepositInvoice, invoicing.DepositReceipt, invoicing.DepositNothing}).Draw(t, "on deposit")
				s.Regime = rapid.SampledFrom(invoicing.Regimes()).Draw(t, "regime")
			})
		}
		change()
		if rapid.Bool().Draw(t, "nobody yet") {
			h.Become(nobody())
		}
		h.agreed(t)
		steps := map[string]func(*rapid.T){
			"pays":     func(t *rapid.T) { h.pays(upTo(h.stay.Total, "amount")) },
			"told":     func(t *rapid.T) { h.told(t) },
			"shuffled": func(t *rapid.T) { h.money = rapid.Permutation(h.money).Draw(t, "order"); h.told(t) },
			"identity": func(*rapid.T) { h.Become(invoicingtest.Identity()) },
			"settings": func(*rapid.T) { change() },
			"issues": func(t *rapid.T) {
				h.Become(invoicingtest.Identity())
				h.issued(t, rapid.Bool().Draw(t, "last first"))
			},
			"refunds": func(t *rapid.T) {
				if h.paid.IsPositive() {
					h.refunds(upTo(h.paid, "amount"))
				}
			},
			"costs": func(t *rapid.T) {
				if h.stay.Status == "confirmed" {
					h.costs(t, eur(rapid.Int64Range(14_000, 200_000).Draw(t, "total")))
				}
			},
			"again": func(t *rapid.T) {
				h.agreed(t) // told late, whatever the stay has become
				if h.stay.Status == "completed" {
					h.ended(t)
				}
			},
			"ends": func(t *rapid.T) {
				if h.stay.Status == "confirmed" && rapid.Bool().Draw(t, "really") {
					switch end := rapid.SampledFrom([]string{"completed", "completed", "cancelled", "no_show"}).Draw(t, "end"); end {
					case "completed":
						h.ended(t)
					default:
						kept := h.paid
						if end == "cancelled" {
							kept = eur(rapid.Int64Range(0, h.paid.Minor()).Draw(t, "kept"))
						}
						h.dropped(t, end, kept)
					}
				}
			},
			"gives": func(t *rapid.T) {
				left := h.stay.Paid
				if h.stay.Status == "completed" {
					left = h.stay.Total.Sub(h.stay.Waived)
				}
				if h.stay.Status != "confirmed" && left.IsPositive() {
					h.gives(t, upTo(left, "back"))
				}
			},
			"": func(t *rapid.T) {
				if drafts, err := h.Drafts(h.ctx, invoicing.ListDrafts{}); err == nil && len(drafts) == 0 && len(h.money) == 0 {
					h.check(t)
				}
			},
		}
		t.Repeat(steps)
		h.told(t)
		h.Become(invoicingtest.Identity())
		h.issued(t, rapid.Bool().Draw(t, "last first"))
		h.check(t)
		h.remind(t)
	})
}

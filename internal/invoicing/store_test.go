package invoicing_test

import (
	"errors"
	"testing"

	"pgregory.net/rapid"

	"comptoir/internal/invoicing"
	"comptoir/internal/invoicing/invoicingtest"
	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/money"
)

func TestMemConforms(t *testing.T) {
	t.Parallel()
	invoicingtest.StoreConformance(t, func(t *testing.T) invoicingtest.Harness {
		return invoicingtest.Harness{Store: invoicingtest.NewMem(), Ctx: access.AsSystem(t.Context(), access.TenantID{1}, "test")}
	})
}

// Whatever is taken back, by lines, by quantities, by amounts or whole, in whatever order: each credit note reconciles, no
// rate's base and no rate's VAT is ever taken back beyond what was invoiced, no line beyond its quantity, and the rest can
// always be taken back to the cent.
func TestCreditsOfAnyKindNeverExceedTheInvoice(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		ctx := access.AsSystem(t.Context(), access.TenantID{1}, "test")
		mem := invoicingtest.NewMem()
		o := invoicingtest.Open(mem, nil, nil, nil)
		d := invoicingtest.Draft()
		d.Inclusive = rapid.Bool().Draw(t, "inclusive")
		d.Items = nil
		for i := range rapid.IntRange(1, 5).Draw(t, "lines") {
			tax := rapid.SampledFrom([]invoicing.Tax{invoicing.TaxedAt(money.Pct(20)), invoicing.TaxedAt(money.Pct(10)), invoicing.TaxedAt(55_000), invoicing.ExemptFor(invoicing.Disbursement)}).Draw(t, "tax")
			least := int64(-500)
			if i == 0 {
				least = 1
			}
			d.Items = append(d.Items, invoicing.Item{Label: "x", Quantity: invoicing.Quantity(rapid.Int64Range(1, 9000).Draw(t, "quantity")), Unit: eur(rapid.Int64Range(least, 40_000).Draw(t, "unit")), Tax: tax})
		}
		id, err := o.SaveDraft(ctx, invoicing.SaveDraft{Draft: d})
		if err != nil && refusedWell(err) {
			t.Skip("an invoice below zero is none: another one is drawn")
		}
		if err != nil {
			t.Fatal(err)
		}
		if _, err := o.Issue(ctx, invoicing.IssueDraft{ID: id}); err != nil {
			t.Fatal(err)
		}
		of, err := mem.Find(ctx, id)
		if err != nil {
			t.Fatal(err)
		}
		for range rapid.IntRange(0, 8).Draw(t, "acts") {
			if _, err := o.Credit(ctx, anyCredit(t, of)); err != nil && !refusedWell(err) {
				t.Fatal(err)
			}
			checkCredits(t, mem, o, of)
		}
		if _, err := o.Credit(ctx, invoicing.CreditPaper{ID: id, Reason: "le reste"}); err != nil && !errors.Is(err, invoicing.ErrTooMuch) {
			t.Fatal(err)
		}
		checkCredits(t, mem, o, of)
		v, err := o.Paper(ctx, invoicing.GetPaper{ID: id})
		sums, failed := o.Sums(ctx, invoicing.SumPapers{})
		if err != nil || failed != nil || v.Credited != v.Total || !sums[0].Net.IsZero() || !sums[0].VAT.IsZero() {
			t.Fatalf("%s of %s taken back, %+v left: %v %v", v.Credited, v.Total, sums, err, failed)
		}
	})
}

// Ten times three cents of thirty: each alone would round its VAT up to a cent, and ten of them to twice what was invoiced.
func TestSmallCreditsTakeNoMoreVATThanInvoiced(t *testing.T) {
	t.Parallel()
	ctx := access.AsSystem(t.Context(), access.TenantID{1}, "test")
	mem := invoicingtest.NewMem()
	o := invoicingtest.Open(mem, nil, nil, nil)
	d := invoicingtest.Draft()
	d.Inclusive, d.Items = true, []invoicing.Item{{Label: "x", Quantity: invoicing.One, Unit: eur(30), Tax: invoicing.TaxedAt(money.Pct(20))}}
	id, err := o.SaveDraft(ctx, invoicing.SaveDraft{Draft: d})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := o.Issue(ctx, invoicing.IssueDraft{ID: id}); err != nil {
		t.Fatal(err)
	}
	var net, vat int64
	for range 10 {
		note, err := o.Credit(ctx, invoicing.CreditPaper{ID: id, Amount: eur(3), Reason: "x"})
		if err != nil {
			t.Fatal(err)
		}
		v, err := o.Paper(ctx, invoicing.GetPaper{ID: note})
		if err != nil {
			t.Fatal(err)
		}
		net, vat = net+v.Net.Minor(), vat+v.VAT.Minor()
		if net > 25 || vat > 5 {
			t.Fatalf("%d cents of 25 and %d of VAT of 5 taken back", net, vat)
		}
	}
	if net != 25 || vat != 5 {
		t.Fatalf("%d and %d taken back of 25 and 5", net, vat)
	}
}

func anyCredit(t *rapid.T, of invoicing.Stored) invoicing.CreditPaper {
	c := invoicing.CreditPaper{ID: of.ID, Reason: "x"}
	if rapid.Bool().Draw(t, "by amount") {
		c.Amount = eur(rapid.Int64Range(1, max(of.Total.Minor(), 2)).Draw(t, "amount"))
		return c
	}
	for i, l := range of.Lines {
		if !rapid.Bool().Draw(t, "take") {
			continue
		}
		one := invoicing.CreditLine{Line: i + 1}
		switch rapid.IntRange(0, 2).Draw(t, "how") {
		case 0:
			one.Quantity = invoicing.Quantity(rapid.Int64Range(1, int64(l.Quantity)).Draw(t, "quantity"))
		case 1:
			one.Amount = eur(rapid.Int64Range(min(l.Amount.Minor(), 1), max(l.Amount.Minor(), 1)).Draw(t, "part"))
		}
		c.Lines = append(c.Lines, one)
	}
	return c
}

func refusedWell(err error) bool {
	return errors.Is(err, invoicing.ErrTooMuch) || len(fields(err)) > 0
}

func checkCredits(t *rapid.T, mem *invoicingtest.Mem, o *invoicingtest.Office, of invoicing.Stored) {
	notes, err := mem.CreditsOf(t.Context(), of.ID)
	if err != nil {
		t.Fatal(err)
	}
	left := map[money.Percent][2]int64{}
	for _, g := range of.Groups {
		left[g.Tax.Rate] = [2]int64{g.Net.Minor(), g.VAT.Minor()}
	}
	for _, n := range notes {
		lines := money.Zero(money.EUR)
		for _, l := range n.Lines {
			lines = lines.Add(l.Net)
		}
		if lines != n.Net || n.Net.Add(n.VAT) != n.Total || n.Total.IsNegative() {
			t.Fatalf("the credit note does not reconcile: lines %s, net %s, VAT %s, total %s", lines, n.Net, n.VAT, n.Total)
		}
		for _, g := range n.Groups {
			was := left[g.Tax.Rate]
			left[g.Tax.Rate] = [2]int64{was[0] - g.Net.Minor(), was[1] - g.VAT.Minor()}
		}
	}
	for rate, rest := range left {
		if rest[0] < 0 || rest[1] < 0 {
			t.Fatalf("more taken back than invoiced at %s %%: %v", rate, rest)
		}
	}
	for i, l := range of.LinesLeft(notes) {
		if l.Quantity < 0 || l.Quantity > of.Lines[i].Quantity {
			t.Fatalf("line %d has %s of %s left", i+1, l.Quantity, of.Lines[i].Quantity)
		}
	}
	if v, err := o.Paper(access.AsSystem(t.Context(), access.TenantID{1}, "test"), invoicing.GetPaper{ID: of.ID}); err != nil || v.Credited.Cmp(v.Total) > 0 {
		t.Fatalf("%s of %s: %v", v.Credited, v.Total, err)
	}
}

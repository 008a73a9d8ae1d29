package ledger_test

import (
	"bytes"
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/period"
	"comptoir/internal/ledger"
	"comptoir/internal/ledger/ledgertest"
)

var ids ident.Source

func open(t *testing.T) *ledgertest.Books {
	t.Helper()
	return ledgertest.Open(access.AsSystem(t.Context(), ident.Next[access.Tenant](&ids), "test"), ledgertest.NewMemory())
}

func TestMemory(t *testing.T) {
	t.Parallel()
	ledgertest.StoreConformance(t, open)
}

// What is no transaction is refused with the field and a code, and leaves nothing.
func TestRefusals(t *testing.T) {
	t.Parallel()
	eur := ledgertest.Eur
	entries := func(all ...ledger.Entry) ledger.PostTransaction {
		return ledger.PostTransaction{Key: "k", Label: "x", Postings: all}
	}
	d, c := ledger.DebitOf, ledger.CreditOf
	good := []ledger.Entry{d("bank:a", eur(5)), c("wallet:a", eur(5))}
	for name, tt := range map[string]struct {
		p    ledger.PostTransaction
		code string
	}{
		"no posting":           {entries(), "below_minimum"},
		"one posting":          {entries(d("bank:a", eur(5))), "below_minimum"},
		"not equal":            {entries(d("bank:a", eur(5)), c("wallet:a", eur(4))), "unbalanced"},
		"equal in no currency": {entries(d("bank:a", eur(5)), c("wallet:a", money.New(5, money.USD))), "unbalanced"},
		"zero":                 {entries(d("bank:a", eur(0)), c("wallet:a", eur(0))), "below_minimum"},
		"both the same way":    {entries(d("bank:a", eur(5)), d("wallet:a", eur(5))), "unbalanced"},
		"no currency":          {entries(d("bank:a", money.New(5, "")), c("wallet:a", money.New(5, ""))), "unknown_currency"},
		"a made up currency":   {entries(d("bank:a", money.New(5, "EUX")), c("wallet:a", money.New(5, "EUX"))), "unknown_currency"},
		"huge":                 {entries(d("bank:a", eur(1<<62)), c("wallet:a", eur(1<<62))), "above_maximum"},
		"the same twice":       {entries(d("bank:a", eur(5)), d("bank:a", eur(5)), c("wallet:a", eur(10))), "repeated"},
		"not in the chart":     {entries(d("treasure:a", eur(5)), c("wallet:a", eur(5))), "unknown_account"},
		"not a path":           {entries(d("bank:", eur(5)), c("wallet:Éa b", eur(5))), "unknown_account"},
		"too many":             {entries(slices.Repeat(good, 51)...), "above_maximum"},
		"no key":               {ledger.PostTransaction{Label: "x", Postings: good}, "required"},
		"no label":             {ledger.PostTransaction{Key: "k", Postings: good}, "required"},
		"two lines":            {ledger.PostTransaction{Key: "k", Label: "x\ty\n", Postings: good}, "required"},
		"no such journal":      {ledger.PostTransaction{Key: "k", Label: "x", Journal: "ZZ", Postings: good}, "unknown"},
	} {
		b := open(t)
		_, err := b.Post(b.Ctx, tt.p)
		codes := map[string]bool{}
		for _, f := range fault.FieldsOf(err) {
			codes[f.Code] = true
		}
		if fault.KindOf(err) != fault.Invalid || !codes[tt.code] {
			t.Errorf("%s: %v %v", name, slices.Collect(maps.Keys(codes)), err)
		}
		if page, err := b.Journal(b.Ctx, ledger.ListJournal{}); err != nil || len(page.Items) != 0 {
			t.Errorf("%s left something: %+v %v", name, page, err)
		}
	}
}

// A person cannot say when he booked something; the program can.
func TestOnlyTheProgramDatesABooking(t *testing.T) {
	t.Parallel()
	b := open(t)
	p := ledgertest.Move("a", "bank:a", "wallet:a", ledgertest.Eur(5))
	p.BookedAt = ledgertest.Epoch.AddDate(-1, 0, 0)
	person := access.With(b.Ctx, access.Actor{Kind: access.Person, Tenant: access.TenantOf(b.Ctx), Name: "Ada", Permissions: map[access.Permission]bool{ledger.PermPost: true}})
	if _, err := b.Post(person, p); !errors.Is(err, access.ErrStepUp) {
		t.Errorf("entered from a screen that somebody left open: %v", err)
	}
	actor := access.From(person)
	actor.Fresh = true
	mine, err := b.Post(access.With(person, actor), p)
	if err != nil {
		t.Fatal(err)
	}
	p.Key = "b"
	theirs := b.Must(t, p)
	for id, want := range map[ledger.TransactionID]time.Time{mine.ID: ledgertest.Epoch, theirs: p.BookedAt} {
		if got, err := b.Transaction(b.Ctx, ledger.GetTransaction{ID: id}); err != nil || got.BookedAt != want {
			t.Errorf("booked at %s, want %s: %v", got.BookedAt, want, err)
		}
	}
	if _, err := b.Post(access.With(b.Ctx, access.Actor{Kind: access.Person, Tenant: access.TenantOf(b.Ctx)}), p); !errors.Is(err, access.ErrForbidden) {
		t.Error(err)
	}
}

// However a price is made, what the guest is charged is what owner, agency and taxes get together, and the agency's part of
// the rent is its commission to the cent.
func TestAStayIsDividedWhole(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var total money.Amount
		s := ledger.Stay{Fact: ledger.Fact{Subject: "1", At: ledgertest.Epoch}, Property: "2", Mandated: rapid.Bool().Draw(t, "mandated")}
		for _, code := range rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"rent", "discount", "extra_guest", "kept_by_policy", "cleaning", "linen", "pet", "tourist_tax"}), 1, 8, rapid.ID).Draw(t, "codes") {
			a := ledgertest.Eur(rapid.Int64Range(1, 1_000_000).Draw(t, code))
			if code == "discount" {
				a = a.Neg()
			}
			total = total.Add(a)
			s.Charges = append(s.Charges, ledger.Charge{Code: code, Amount: a})
		}
		terms := ledger.Terms{Commission: money.Percent(rapid.Int64Range(0, 1_000_000).Draw(t, "commission")), VAT: money.Percent(rapid.Int64Range(0, 300_000).Draw(t, "vat"))}
		p, any := s.Transaction(terms)
		if !any {
			return
		}
		var sum, guest money.Amount
		for _, e := range p.Postings {
			sum = sum.Add(e.Amount)
			if e.Account == ledger.GuestOf("1") {
				guest = e.Amount
			}
		}
		if !sum.IsZero() || guest.Minor() != total.Minor() {
			t.Fatalf("sum %s, guest %s of %s: %+v", sum, guest, total, p.Postings)
		}
	})
}

// 1000.00 of rent at 20 % with VAT of 20 %: 800.00 for the owner, 200.00 of fee of which 33.33 are tax.
func TestDivisionByHand(t *testing.T) {
	t.Parallel()
	eur := ledgertest.Eur
	s := ledger.Stay{Fact: ledger.Fact{Subject: "1"}, Property: "2", Mandated: true, Charges: []ledger.Charge{{"rent", eur(100000)}, {"extra_guest", eur(10000)}, {"discount", eur(-10000)},
		{"cleaning", eur(6000)}, {"tourist_tax", eur(1234)}}}
	p, _ := s.Transaction(ledger.Terms{Commission: money.Pct(20), VAT: money.Pct(20)})
	want := map[ledger.Path]int64{"owner:2:payable": -80000, ledger.Commission: -16667, ledger.VAT: -3333 - 1000, ledger.Services: -5000, ledger.TouristTax: -1234, "guest:1": 107234}
	got := map[ledger.Path]int64{}
	for _, e := range p.Postings {
		got[e.Account] = e.Amount.Minor()
	}
	if !maps.Equal(got, want) {
		t.Errorf("got %v", got)
	}
	own, _ := ledger.Loss{Fact: ledger.Fact{Subject: "1"}, Kept: eur(500)}.Transaction(ledger.Terms{Commission: money.Pct(20), VAT: money.Pct(20)})
	if len(own.Postings) != 2 || own.Postings[0].Account != ledger.Cancellation {
		t.Errorf("%+v", own)
	}
	if _, any := (ledger.Loss{Fact: ledger.Fact{Subject: "1"}, Kept: eur(0)}).Transaction(ledger.Terms{}); any {
		t.Error("nothing was kept, and something is booked")
	}
}

func TestFEC(t *testing.T) {
	t.Parallel()
	b := open(t)
	paris, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		t.Fatal(err)
	}
	b.Must(t, ledger.Receipt{Fact: ledger.Fact{Subject: "0199-a", Piece: "RIV-7K3M9Q", At: ledgertest.Epoch}, Payment: "p", Provider: "stripe", Purpose: "deposit", Amount: ledgertest.Eur(123456)}.Transaction())
	if _, err := b.Hold(b.Ctx, ledger.HoldAmount{Key: "h", Label: "Caution", Postings: []ledger.Entry{ledger.DebitOf("bank:a", ledgertest.Eur(5)), ledger.CreditOf("wallet:a", ledgertest.Eur(5))}}); err != nil {
		t.Fatal(err)
	}
	odd := ledgertest.Move("odd|key", "bank:a", "wallet:a", ledgertest.Eur(5))
	odd.Label = "Un | tube"
	b.Must(t, odd)
	var file bytes.Buffer
	fec := ledger.NewFEC(&file, paris, money.EUR)
	n, err := b.Export(b.Ctx, ledger.ExportJournal{Each: fec.Write})
	if err != nil || n != 3 || fec.Flush() != nil {
		t.Fatal(n, err)
	}
	if found := ledgertest.CheckFEC(ledger.FECName("732829320", period.MustDate("2027-12-31")), file.Bytes()); len(found) > 0 {
		t.Fatalf("%v\n%s", found, file.String())
	}
	want := "BQ\tEncaissements\t1\t20270301\t411000\tClients\tguest:0199-a\tguest:0199-a\tRIV-7K3M9Q\t20270301\tEncaissement de l’acompte\t0,00\t1234,56\t\t\t20270301\t\t\r\n"
	if !strings.Contains(file.String(), want) {
		t.Errorf("got\n%s", file.String())
	}
	foreign := ledgertest.Move("dzd", "bank:a", "wallet:a", money.New(5, money.DZD))
	b.Must(t, foreign)
	if _, err := b.Export(b.Ctx, ledger.ExportJournal{Each: ledger.NewFEC(&file, paris, money.EUR).Write}); !errors.Is(err, ledger.ErrForeign) {
		t.Error(err)
	}
}

// The validator must find what is wrong, or it proves nothing.
func TestTheValidatorOfFECFindsFaults(t *testing.T) {
	t.Parallel()
	head := strings.Join(ledger.FECColumns, "\t") + "\r\n"
	line := func(change func([]string)) string {
		f := []string{"BQ", "Banque", "1", "20270301", "411000", "Clients", "", "", "P", "20270301", "L", "1,00", "0,00", "", "", "20270301", "", ""}
		change(f)
		return strings.Join(f, "\t") + "\r\n"
	}
	other := line(func(f []string) { f[11], f[12] = "0,00", "1,00" })
	good := func([]string) {}
	const name = "732829320FEC20271231.txt"
	if found := ledgertest.CheckFEC(name, []byte(head+line(good)+other)); len(found) > 0 {
		t.Fatal(found)
	}
	for what, file := range map[string]string{
		"no head": line(good) + other, "unbalanced": head + line(good), "point": head + line(func(f []string) { f[11] = "1.00" }) + other,
		"date": head + line(func(f []string) { f[3] = "2027-03-01" }) + other, "no such day": head + line(func(f []string) { f[3] = "20270230" }) + other,
		"no account": head + line(func(f []string) { f[4] = "" }) + other, "short account": head + line(func(f []string) { f[4] = "41" }) + other,
		"both sides": head + line(func(f []string) { f[12] = "1,00" }) + other, "no piece": head + line(func(f []string) { f[8] = "" }) + other,
		"columns": head + strings.TrimSuffix(line(good), "\t\r\n") + "\r\n" + other, "letters": head + line(func(f []string) { f[11] = "1 000,00" }) + other,
		"not chronological": head + line(good) + other + line(func(f []string) { f[2], f[15] = "2", "20270228" }) + line(func(f []string) { f[2], f[11], f[12], f[15] = "2", "0,00", "1,00", "20270228" }),
	} {
		if found := ledgertest.CheckFEC(name, []byte(file)); len(found) == 0 {
			t.Errorf("%s is not found", what)
		}
	}
	if found := ledgertest.CheckFEC("732829320FEC2027.txt", []byte(head+line(good)+other)); len(found) == 0 {
		t.Error("the name is not checked")
	}
}

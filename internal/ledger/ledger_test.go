package ledger_test

import (
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"comptoir/internal/event"
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

// A hold that is captured is an entry in two steps: no step of it may be done from a screen that somebody left open.
func TestHoldingIsNoWayAroundTheProof(t *testing.T) {
	t.Parallel()
	b := open(t)
	person := access.Actor{Kind: access.Person, Tenant: access.TenantOf(b.Ctx), Name: "Ada", Permissions: map[access.Permission]bool{ledger.PermPost: true}}
	stale := access.With(b.Ctx, person)
	person.Fresh = true
	fresh := access.With(b.Ctx, person)
	hold := ledger.HoldAmount{Key: "h", Label: "x", Postings: []ledger.Entry{ledger.DebitOf("bank:a", ledgertest.Eur(5)), ledger.CreditOf("wallet:a", ledgertest.Eur(5))}}
	if _, err := b.Hold(stale, hold); !errors.Is(err, access.ErrStepUp) {
		t.Errorf("held: %v", err)
	}
	held, err := b.Hold(fresh, hold)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := b.Capture(stale, ledger.CaptureHold{Key: "c", Hold: held.ID, Label: "x"}); !errors.Is(err, access.ErrStepUp) {
		t.Errorf("captured: %v", err)
	}
	if _, err := b.Void(stale, ledger.VoidHold{Key: "v", Hold: held.ID, Label: "x"}); !errors.Is(err, access.ErrStepUp) {
		t.Errorf("let go: %v", err)
	}
	if _, err := b.Capture(fresh, ledger.CaptureHold{Key: "c", Hold: held.ID, Label: "x"}); err != nil {
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
		for _, nature := range rapid.SliceOfN(rapid.SampledFrom([]event.Nature{event.Rent, event.Service, event.TouristTax}), 1, 6).Draw(t, "natures") {
			a := rapid.Int64Range(1, 1_000_000).Draw(t, string(nature))
			total = total.Add(ledgertest.Eur(a))
			s.Charges = append(s.Charges, ledger.Charge{Nature: nature, Amount: ledgertest.Eur(a), VAT: ledgertest.Eur(rapid.Int64Range(0, a).Draw(t, "vat"))})
		}
		s.FeeVAT = money.Percent(rapid.Int64Range(0, 300_000).Draw(t, "fee vat"))
		terms := ledger.Terms{Commission: money.Percent(rapid.Int64Range(0, 1_000_000).Draw(t, "commission"))}
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
	s := ledger.Stay{Fact: ledger.Fact{Subject: "1"}, Property: "2", Mandated: true, FeeVAT: money.Pct(20), Charges: []ledger.Charge{{Nature: event.Rent, Amount: eur(100000)},
		{Nature: event.Service, Amount: eur(6000), VAT: eur(1000)}, {Nature: event.TouristTax, Amount: eur(1234)}}}
	p, _ := s.Transaction(ledger.Terms{Commission: money.Pct(20)})
	want := map[ledger.Path]int64{"owner:2:payable": -80000, ledger.Commission: -16667, ledger.VAT: -3333 - 1000, ledger.Services: -5000, ledger.TouristTax: -1234, "guest:1": 107234}
	got := map[ledger.Path]int64{}
	for _, e := range p.Postings {
		got[e.Account] = e.Amount.Minor()
	}
	if !maps.Equal(got, want) {
		t.Errorf("got %v", got)
	}
	// an agency whose papers tax the rent at 10 % owes that tax: owner and fee share the 1000.00 that are left of 1100.00
	s.Charges = []ledger.Charge{{Nature: event.Rent, Amount: eur(110000), VAT: eur(10000)}}
	p, _ = s.Transaction(ledger.Terms{Commission: money.Pct(20)})
	want = map[ledger.Path]int64{"owner:2:payable": -80000, ledger.Commission: -16667, ledger.VAT: -3333 - 10000, "guest:1": 110000}
	if got := sums(p); !maps.Equal(got, want) {
		t.Errorf("got %v", got)
	}
	for name, tt := range map[string]struct {
		loss ledger.Loss
		want map[ledger.Path]int64
	}{
		"arrhes, own":          {ledger.Loss{Indemnity: true, Kept: ledger.Charge{Amount: eur(500)}}, map[ledger.Path]int64{ledger.Cancellation: -500, "guest:1": 500}},
		"price of a room, own": {ledger.Loss{NoShow: true, Kept: ledger.Charge{Amount: eur(1100), VAT: eur(100)}}, map[ledger.Path]int64{ledger.OwnRent: -1000, ledger.VAT: -100, "guest:1": 1100}},
		"arrhes, an owner's":   {ledger.Loss{Mandated: true, Property: "2", Indemnity: true, Kept: ledger.Charge{Amount: eur(500)}}, map[ledger.Path]int64{"owner:2:payable": -400, ledger.Commission: -100, "guest:1": 500}},
	} {
		tt.loss.Subject = "1"
		p, _ := tt.loss.Transaction(ledger.Terms{Commission: money.Pct(20)})
		if got := sums(p); !maps.Equal(got, tt.want) {
			t.Errorf("%s: got %v", name, got)
		}
	}
	if _, any := (ledger.Loss{Fact: ledger.Fact{Subject: "1"}, Kept: ledger.Charge{Amount: eur(0)}}).Transaction(ledger.Terms{}); any {
		t.Error("nothing was kept, and something is booked")
	}
}

func sums(p ledger.PostTransaction) map[ledger.Path]int64 {
	all := map[ledger.Path]int64{}
	for _, e := range p.Postings {
		all[e.Account] = e.Amount.Minor()
	}
	return all
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
		"a gap":                head + line(good) + other + line(func(f []string) { f[2] = "3" }) + line(func(f []string) { f[2], f[11], f[12] = "3", "0,00", "1,00" }),
		"not from one":         head + line(func(f []string) { f[2] = "2" }) + line(func(f []string) { f[2], f[11], f[12] = "2", "0,00", "1,00" }),
		"apart":                head + line(good) + line(func(f []string) { f[2], f[11] = "2", "0,00" }) + other,
		"called by its number": head + line(func(f []string) { f[6], f[7] = "guest:1", "guest:1" }) + other,
		"money of no currency": head + line(func(f []string) { f[16] = "1,00" }) + other,
		"not chronological":    head + line(good) + other + line(func(f []string) { f[2], f[15] = "2", "20270228" }) + line(func(f []string) { f[2], f[11], f[12], f[15] = "2", "0,00", "1,00", "20270228" }),
	} {
		if found := ledgertest.CheckFEC(name, []byte(file)); len(found) == 0 {
			t.Errorf("%s is not found", what)
		}
	}
	if found := ledgertest.CheckFEC("732829320FEC2027.txt", []byte(head+line(good)+other)); len(found) == 0 {
		t.Error("the name is not checked")
	}
}

// Only what cannot be read otherwise is read out of the words of a mandate.
func TestReadFee(t *testing.T) {
	t.Parallel()
	for words, want := range map[string]money.Percent{"20 % TTC des loyers encaissés": money.Pct(20), "18,5\u00a0% TTC": 185000, "20 % of the rents collected, VAT included": money.Pct(20), "7.25%": 72500,
		"15 % HT": -1, "20 % l’été, 15 % l’hiver": -1, "forfait de 100 €": -1, "": -1, "120 %": -1, "20 % hors taxe": -1} {
		got, ok := ledger.ReadFee(words)
		if !ok {
			got = -1
		}
		if got != want {
			t.Errorf("%q: %v, want %v", words, got, want)
		}
	}
}

// 110.00 given back of a stay of 1100.00 with 100.00 of VAT, of which the agency has a fifth: by hand.
func TestWhoBearsWhatIsGivenBack(t *testing.T) {
	t.Parallel()
	eur := ledgertest.Eur
	of := func(gross, vat int64) []ledger.Charge {
		return []ledger.Charge{{Nature: event.Rent, Amount: eur(gross), VAT: eur(vat)}}
	}
	for _, tt := range []struct {
		mandated bool
		bearer   string
		want     map[ledger.Path]int64
	}{
		{true, "", map[ledger.Path]int64{"owner:2:payable": 8000, ledger.Commission: 1667, ledger.VAT: 1000 + 333, "guest:1": -11000}},
		{true, "agency", map[ledger.Path]int64{ledger.Discounts: 10000, ledger.VAT: 1000, "guest:1": -11000}},
		{true, "owner", map[ledger.Path]int64{"owner:2:payable": 10000, ledger.VAT: 1000, "guest:1": -11000}},
		{false, "agency", map[ledger.Path]int64{ledger.OwnRent: 10000, ledger.VAT: 1000, "guest:1": -11000}},
	} {
		p, _ := ledger.Reduction{Fact: ledger.Fact{Subject: "1"}, Property: "2", Mandated: tt.mandated, Bearer: tt.bearer, Version: 3, FeeVAT: money.Pct(20),
			Before: of(110000, 10000), After: of(99000, 9000)}.Transaction(ledger.Terms{Commission: money.Pct(20)})
		if got := sums(p); !maps.Equal(got, tt.want) || p.Key != "stays/1/reduced/3" {
			t.Errorf("%v %q: %v", tt.mandated, tt.bearer, got)
		}
	}
}

// What an agency owes for having withdrawn is its charge, and nothing is left of the debt once it is paid.
func TestTheDoubleOfArrhes(t *testing.T) {
	t.Parallel()
	d := ledger.Doubled{Fact: ledger.Fact{Subject: "1"}, Amount: ledgertest.Eur(300)}
	owed := d.Transaction()
	d.Paid = true
	paid := d.Transaction()
	if got := sums(owed); !maps.Equal(got, map[ledger.Path]int64{ledger.ArrhesCharge: 300, "guest:1": -300}) {
		t.Errorf("%v", got)
	}
	if got := sums(paid); !maps.Equal(got, map[ledger.Path]int64{"bank:main": -300, "guest:1": 300}) || paid.Key == owed.Key {
		t.Errorf("%v", got)
	}
}

// What is given back of a stay is divided as the stay was, whatever the agency agrees with its owners meanwhile.
func TestWhatIsGivenBackIsDividedAsItWas(t *testing.T) {
	t.Parallel()
	ctx := access.AsSystem(t.Context(), access.TenantID{1}, "test")
	b := ledgertest.Open(ctx, ledgertest.NewMemory())
	property, stay := ident.Raw{7}, "r1"
	rent := func(n int64) []ledger.Charge {
		return []ledger.Charge{{Nature: event.Rent, Amount: money.New(n, money.EUR), VAT: money.Zero(money.EUR)}}
	}
	fact := ledger.Fact{Subject: stay, Piece: "RIV-1", At: ledgertest.Epoch}
	terms := func(of string) ledger.Terms {
		t.Helper()
		got, err := b.TermsOf(ctx, ledger.GetTermsOf{Property: property, On: period.On(2027, time.May, 1), Stay: of})
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	agree := func(rate int64) {
		t.Helper()
		if _, err := b.SetTerms(ctx, ledger.SetTerms{Terms: ledger.Terms{Commission: money.Pct(rate)}}); err != nil {
			t.Fatal(err)
		}
	}
	post := func(p ledger.PostTransaction, any bool) {
		t.Helper()
		if _, err := b.Post(ctx, p); err != nil || !any {
			t.Fatal(any, err)
		}
	}
	agree(20)
	post(ledger.Stay{Fact: fact, Property: property.String(), Mandated: true, Charges: rent(100000)}.Transaction(terms(stay)))
	agree(30)
	if terms("another").Commission != money.Pct(30) {
		t.Error("a stay that is not divided yet has the old rate")
	}
	post(ledger.Reduction{Fact: fact, Property: property.String(), Mandated: true, Version: 3, Before: rent(100000), After: rent(0)}.Transaction(terms(stay)))
	for _, account := range []ledger.Path{ledger.PayableOf(property.String()), ledger.Commission, ledger.GuestOf(stay)} {
		got, err := b.Balances(ctx, ledger.BalancesOf{Account: account})
		if err != nil || len(got) != 1 || got[0].Posted != 0 {
			t.Errorf("%s: %+v %v", account, got, err)
		}
	}
}

// What guests owe is no money that is held, and what customers of the agency's own invoices owe is its own.
func TestReceivablesAreNotHeld(t *testing.T) {
	t.Parallel()
	ctx := access.AsSystem(t.Context(), access.TenantID{1}, "test")
	b := ledgertest.Open(ctx, ledgertest.NewMemory())
	eur := func(n int64) money.Amount { return money.New(n, money.EUR) }
	entries := []ledger.Entry{ledger.DebitOf("guest:owes", eur(800)), ledger.CreditOf("guest:paid", eur(300)), ledger.DebitOf(ledger.CustomerOf("F-1"), eur(120)), ledger.CreditOf("tenant:revenue:invoices", eur(620))}
	if _, err := b.Post(ctx, ledger.PostTransaction{Key: "1", Label: "x", Postings: entries}); err != nil {
		t.Fatal(err)
	}
	all, err := b.Standing(ctx, ledger.GetStanding{Currency: money.EUR})
	if err != nil || len(all) != 3 {
		t.Fatalf("%+v %v", all, err)
	}
	if g := all[0]; g.Class.Prefix != "guest" || g.Amount != eur(-500) || g.Contrary != eur(800) {
		t.Errorf("%+v", g)
	}
	if c := all[1]; c.Class.Pool != ledger.OwnMoney || c.Amount != eur(120) || !c.Contrary.IsZero() {
		t.Errorf("%+v", c)
	}
}

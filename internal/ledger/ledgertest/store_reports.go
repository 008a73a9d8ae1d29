package ledgertest

import (
	"fmt"
	"maps"
	"testing"
	"time"

	"comptoir/internal/event"
	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/paging"
	"comptoir/internal/kernel/period"
	"comptoir/internal/ledger"
)

func asOf(t *testing.T, b *Books) {
	late := Move("a", bank, wallet, Eur(100))
	late.ValueOn = period.MustDate("2027-03-20")
	b.Must(t, late)
	b.Pass(24 * time.Hour)
	early := Move("b", bank, wallet, Eur(10))
	early.ValueOn = period.MustDate("2027-02-10")
	b.Must(t, early)
	b.Pass(24 * time.Hour)
	b.Must(t, Move("c", bank, wallet, Eur(1)))
	for _, tt := range []struct {
		at   ledger.AsOf
		want int64
	}{
		{ledger.AsOf{}, 111}, {ledger.AsOf{Moment: Epoch.Add(-time.Second)}, 0}, {ledger.AsOf{Moment: Epoch}, 100}, {ledger.AsOf{Moment: Epoch.Add(47 * time.Hour)}, 110},
		{ledger.AsOf{Moment: Epoch.Add(48 * time.Hour)}, 111}, {ledger.AsOf{ValueOn: period.MustDate("2027-02-09")}, 0},
		{ledger.AsOf{ValueOn: period.MustDate("2027-02-10")}, 10}, {ledger.AsOf{ValueOn: period.MustDate("2027-03-19")}, 11}, {ledger.AsOf{ValueOn: period.MustDate("2027-03-20")}, 111},
	} {
		got, err := b.Balances(b.Ctx, ledger.BalancesOf{Account: wallet, At: tt.at})
		if err != nil || len(got) != 1 || got[0].Amount() != Eur(tt.want) {
			t.Errorf("%+v: %+v %v", tt.at, got, err)
		}
	}
}

func pages(t *testing.T, b *Books) {
	for i := range 7 {
		b.Must(t, Move(fmt.Sprint(i), bank, wallet, Eur(int64(i+1))))
		b.Pass(time.Hour)
	}
	running, cursor := int64(28), ""
	for n := 7; n > 0; {
		page, err := b.Statement(b.Ctx, ledger.AccountStatement{Filter: ledger.StatementFilter{Account: wallet}, Page: paging.Request{Limit: 3, Cursor: cursor}})
		if err != nil || len(page.Items) == 0 {
			t.Fatal(page, err)
		}
		for _, line := range page.Items {
			if line.Leg.Seq != int64(n) || -line.Leg.After != running || line.Transaction.Key != fmt.Sprint(n-1) {
				t.Fatalf("line %d: %+v", n, line)
			}
			running -= int64(n)
			n--
		}
		cursor = page.Next
	}
	if cursor != "" || running != 0 {
		t.Fatal(cursor, running)
	}
	some, err := b.Statement(b.Ctx, ledger.AccountStatement{Filter: ledger.StatementFilter{Account: wallet, From: Epoch.Add(time.Hour), To: Epoch.Add(3 * time.Hour)}})
	if err != nil || len(some.Items) != 2 || some.Items[0].Transaction.Key != "2" {
		t.Fatal(some, err)
	}
	var seen []string
	for cursor = ""; ; {
		page, err := b.Journal(b.Ctx, ledger.ListJournal{Page: paging.Request{Limit: 2, Cursor: cursor}})
		if err != nil {
			t.Fatal(err)
		}
		for _, one := range page.Items {
			seen = append(seen, one.Key)
			if len(one.Legs) != 2 {
				t.Fatal(one)
			}
		}
		if cursor = page.Next; cursor == "" {
			break
		}
	}
	if fmt.Sprint(seen) != "[6 5 4 3 2 1 0]" {
		t.Fatal(seen)
	}
	none, err := b.Journal(b.Ctx, ledger.ListJournal{Filter: ledger.JournalFilter{Journal: ledger.BankJournal}})
	if err != nil || len(none.Items) != 0 {
		t.Fatal(none, err)
	}
	accounts, err := b.Accounts(b.Ctx, ledger.ListAccounts{Page: paging.Request{Limit: 1}})
	if err != nil || len(accounts.Items) != 1 || accounts.Items[0].Account != bank || accounts.Next == "" {
		t.Fatal(accounts, err)
	}
	accounts, err = b.Accounts(b.Ctx, ledger.ListAccounts{Prefix: "wal", Page: paging.Request{Limit: 5}})
	if err != nil || len(accounts.Items) != 1 || accounts.Items[0].Amount() != Eur(28) {
		t.Fatal(accounts, err)
	}
}

func trial(t *testing.T, b *Books) {
	b.Must(t, Move("a", "psp:stripe:clearing", "guest:1", Eur(1000)))
	b.Pass(31 * 24 * time.Hour)
	b.Must(t, Move("b", "guest:1", "tenant:revenue:rent", Eur(400)))
	b.Must(t, Move("c", "guest:1", "owner:2:payable", Eur(500)))
	b.Pass(31 * 24 * time.Hour)
	b.Must(t, Move("d", "guest:1", "tax:tourist", Eur(60)))
	got, err := b.TrialBalance(b.Ctx, ledger.GetTrialBalance{From: period.MustDate("2027-04-01"), To: period.MustDate("2027-04-30")})
	if err != nil || len(got.Lines) != 4 || len(got.Sums) != 1 {
		t.Fatalf("%+v %v", got, err)
	}
	guest := got.Lines[0]
	if guest.Account != "guest:1" || guest.Opening != -1000 || guest.Debits != 900 || guest.Credits != 0 || guest.Closing() != -100 {
		t.Errorf("%+v", guest)
	}
	want := ledger.TrialSum{Currency: money.EUR, Debits: 900, Credits: 900, ClientAssets: 1000, ClientDebts: 600}
	if got.Sums[0] != want || !got.Sums[0].Balanced() {
		t.Errorf("%+v", got.Sums[0])
	}
	_, err = b.TrialBalance(b.Ctx, ledger.GetTrialBalance{From: period.MustDate("2027-05-01"), To: period.MustDate("2027-04-30")})
	refused(t, err, fault.ErrInvalid)
}

func terms(t *testing.T, b *Books) {
	if got, err := b.Terms(b.Ctx, ledger.GetTerms{}); err != nil || got != (ledger.Terms{}) {
		t.Fatal(got, err)
	}
	for _, want := range []ledger.Terms{{Commission: money.Pct(20)}, {Commission: 185000}} {
		if _, err := b.SetTerms(b.Ctx, ledger.SetTerms{Terms: want}); err != nil {
			t.Fatal(err)
		}
		if got, err := b.Terms(b.Ctx, ledger.GetTerms{}); err != nil || got != want {
			t.Fatal(got, err)
		}
	}
	_, err := b.SetTerms(b.Ctx, ledger.SetTerms{Terms: ledger.Terms{Commission: money.Pct(101)}})
	refused(t, err, fault.ErrInvalid)
	if got, err := b.Exercise(b.Ctx, ledger.GetExercise{}); err != nil || got != (ledger.Exercise{}) {
		t.Fatal(got, err)
	}
	for _, want := range []ledger.Exercise{{Month: time.October, Day: 1}, {Month: time.February, Day: 28}} {
		if _, err := b.SetExercise(b.Ctx, ledger.SetExercise{Exercise: want}); err != nil {
			t.Fatal(err)
		}
		if got, err := b.Exercise(b.Ctx, ledger.GetExercise{}); err != nil || got != want {
			t.Fatal(got, err)
		}
	}
}

// overviewed reads the figures of two months in which a payment was given back, another contested and won, a third contested
// and lost, one entered by mistake and reversed, and a transfer to an owner came back.
func overviewed(t *testing.T, b *Books) {
	march, april := b.Now(), b.Now().AddDate(0, 1, 0)
	fact := func(at time.Time) ledger.Fact { return ledger.Fact{Subject: "1", Piece: "RIV-1", At: at} }
	paid := func(payment string, cents int64, at time.Time) {
		b.Must(t, ledger.Receipt{Fact: fact(at), Payment: payment, Provider: "stripe", Purpose: "total", Amount: Eur(cents)}.Transaction())
	}
	contested := func(payment string, won bool, at time.Time) ledger.PostTransaction {
		return ledger.Contest{Fact: fact(at), Payment: payment, Dispute: "d", Provider: "stripe", Amount: Eur(3000), Won: won}.Transaction()
	}
	paid("a", 10000, march)
	paid("b", 3000, march)
	paid("c", 3000, march)
	b.Must(t, ledger.Repayment{Fact: fact(march), Payment: "a", Refund: "r", Provider: "stripe", Amount: Eur(2000)}.Transaction())
	b.Must(t, contested("b", false, march))
	b.Must(t, contested("c", false, march))
	b.Must(t, contested("b", true, april))
	wrong := b.Must(t, ledger.PostTransaction{Key: "wrong", Journal: ledger.SalesJournal, Label: "Une erreur", BookedAt: march,
		Postings: []ledger.Entry{ledger.DebitOf("guest:1", Eur(99900)), ledger.CreditOf("tenant:revenue:services", Eur(9900)), ledger.CreditOf("owner:2:payable", Eur(90000))}})
	if _, err := b.Reverse(b.Ctx, ledger.ReverseTransaction{Key: "right", ID: wrong, Reason: "Erreur"}); err != nil {
		t.Fatal(err)
	}
	stay := ledger.Stay{Fact: fact(april), Property: "2", Mandated: true, Departure: period.MustDate("2027-04-01"), Charges: []ledger.Charge{{Nature: event.Rent, Amount: Eur(8000)}}}
	p, _ := stay.Transaction(ledger.Terms{Commission: money.Pct(20)})
	b.Must(t, p)
	payout := func(key string, cents int64) {
		b.Must(t, ledger.PostTransaction{Key: key, Journal: ledger.BankJournal, Label: "Virement", BookedAt: april,
			Postings: []ledger.Entry{ledger.DebitOf("owner:2:payable", Eur(cents)), ledger.CreditOf(bank, Eur(cents))}})
	}
	payout("out", 5000)
	payout("back", -5000)
	payout("again", 4000)
	b.Pass(31 * 24 * time.Hour)
	got, err := b.Overview(b.Ctx, ledger.GetOverview{Months: 2, Currency: money.EUR})
	if err != nil || len(got.Months) != 2 {
		t.Fatal(got, err)
	}
	for i, want := range []ledger.MonthFigures{
		{First: period.MustDate("2027-03-01"), Received: Eur(8000), Earned: Eur(0), Owners: Eur(0), PaidOut: Eur(0)},
		{First: period.MustDate("2027-04-01"), Received: Eur(3000), Earned: Eur(1600), Owners: Eur(6400), PaidOut: Eur(4000)},
	} {
		if got.Months[i] != want {
			t.Errorf("got %+v\nwant %+v", got.Months[i], want)
		}
	}
	stands := map[string]int64{}
	for _, s := range got.Standing {
		stands[s.Class.Prefix] = s.Amount.Minor()
	}
	if want := map[string]int64{"guest": 3000, "psp": 11000, "bank": -4000, "owner": 2400, "tenant:revenue:commission": 1600}; !maps.Equal(stands, want) {
		t.Errorf("stands %v, want %v", stands, want)
	}
}

// commissions stand before the business's terms from their day on, each property's its own.
func commissions(t *testing.T, b *Books) {
	var ids ident.Source
	mine, yours := ids.Raw(), ids.Raw()
	if _, err := b.SetTerms(b.Ctx, ledger.SetTerms{Terms: ledger.Terms{Commission: money.Pct(20)}}); err != nil {
		t.Fatal(err)
	}
	for from, rate := range map[string]int64{"2027-03-01": 18, "2027-06-01": 0} {
		for range 2 { // said again
			if _, err := b.SetCommission(b.Ctx, ledger.SetCommission{Agreement: ledger.Agreement{Property: mine, From: period.MustDate(from), Rate: money.Pct(rate), Source: "M-1"}}); err != nil {
				t.Fatal(err)
			}
		}
	}
	for on, want := range map[string]int64{"2027-02-28": 20, "2027-03-01": 18, "2027-05-31": 18, "2027-06-01": 0} {
		if got, err := b.TermsOf(b.Ctx, ledger.GetTermsOf{Property: mine, On: period.MustDate(on)}); err != nil || got.Commission != money.Pct(want) {
			t.Errorf("on %s: %v %v", on, got, err)
		}
	}
	if got, err := b.TermsOf(b.Ctx, ledger.GetTermsOf{Property: yours, On: period.MustDate("2027-07-01")}); err != nil || got.Commission != money.Pct(20) {
		t.Errorf("another property: %v %v", got, err)
	}
	if all, err := b.Commissions(b.Ctx, ledger.ListCommissions{}); err != nil || len(all) != 2 || all[0].From != period.MustDate("2027-06-01") {
		t.Errorf("%+v %v", all, err)
	}
	_, err := b.SetCommission(b.Ctx, ledger.SetCommission{Agreement: ledger.Agreement{Property: mine, Rate: money.Pct(101)}})
	refused(t, err, fault.ErrInvalid)
}

// beside finds what has a posting in another currency, whether it is listed or exported.
func beside(t *testing.T, b *Books) {
	b.Must(t, Move("eur", bank, wallet, Eur(1)))
	id := b.Must(t, Move("usd", bank, wallet, money.New(1, money.USD)))
	filter := ledger.JournalFilter{Beside: money.EUR}
	page, err := b.Journal(b.Ctx, ledger.ListJournal{Filter: filter})
	if err != nil || len(page.Items) != 1 || page.Items[0].ID != id {
		t.Errorf("%+v %v", page.Items, err)
	}
	left, err := b.LeftOut(b.Ctx, ledger.LeftOut{Home: money.EUR})
	if err != nil || len(left) != 1 || left[0].ID != id {
		t.Errorf("%+v %v", left, err)
	}
}

func apart(t *testing.T, mine, yours *Books) {
	id := mine.Must(t, Move("a", bank, wallet, Eur(1000)))
	_, err := yours.Transaction(yours.Ctx, ledger.GetTransaction{ID: id})
	refused(t, err, ledger.ErrUnknown)
	_, err = yours.Reverse(yours.Ctx, ledger.ReverseTransaction{Key: "r", ID: id, Reason: "Pas à moi"})
	refused(t, err, ledger.ErrUnknown)
	yours.Must(t, Move("a", bank, wallet, Eur(5)))
	yours.Stands(t, wallet, 5, 5)
	mine.Stands(t, wallet, 1000, 1000)
	page, err := yours.Journal(yours.Ctx, ledger.ListJournal{})
	if err != nil || len(page.Items) != 1 {
		t.Fatal(page, err)
	}
}

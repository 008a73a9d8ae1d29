package ledger_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"time"

	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/period"
	"comptoir/internal/ledger"
	"comptoir/internal/ledger/ledgertest"
)

// fecOf writes the file of all that is in the books, and checks it.
func fecOf(t *testing.T, b *ledgertest.Books, filter ledger.JournalFilter, head func(*ledger.FEC) error) string {
	t.Helper()
	paris, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		t.Fatal(err)
	}
	var file bytes.Buffer
	fec := ledger.NewFEC(&file, paris, money.EUR, func(p ledger.Path) string {
		return map[ledger.Path]string{"guest:0199-a": "Nora Petit"}[p]
	})
	if head != nil {
		if err := head(fec); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := b.Export(b.Ctx, ledger.ExportJournal{Filter: filter, Each: fec.Write}); err != nil || fec.Flush() != nil {
		t.Fatal(err)
	}
	if found := ledgertest.CheckFEC(ledger.FECName("732829320", period.MustDate("2027-12-31")), file.Bytes()); len(found) > 0 {
		t.Fatalf("%v\n%s", found, file.String())
	}
	return file.String()
}

// Holds take no number; the paper has its own day, the auxiliary account its name.
func TestFEC(t *testing.T) {
	t.Parallel()
	b := open(t)
	b.Must(t, ledger.Receipt{Fact: ledger.Fact{Subject: "0199-a", Piece: "RIV-7K3M9Q", At: ledgertest.Epoch}, Payment: "p", Provider: "stripe", Purpose: "deposit", Amount: ledgertest.Eur(123456)}.Transaction())
	held, err := b.Hold(b.Ctx, ledger.HoldAmount{Key: "h", Label: "Caution", Postings: []ledger.Entry{ledger.DebitOf("bank:a", ledgertest.Eur(5)), ledger.CreditOf("wallet:a", ledgertest.Eur(5))}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := b.Void(b.Ctx, ledger.VoidHold{Key: "v", Hold: held.ID, Label: "Libérée"}); err != nil {
		t.Fatal(err)
	}
	odd := ledgertest.Move("odd|key", "bank:a", "wallet:a", ledgertest.Eur(5))
	odd.Label, odd.PieceOn = "Un | tube", period.MustDate("2027-02-14")
	b.Must(t, odd)
	second := ledgertest.Move("second", "bank:a", "wallet:a", ledgertest.Eur(7))
	b.Must(t, second)
	file := fecOf(t, b, ledger.JournalFilter{}, nil)
	for _, want := range []string{
		"BQ\tEncaissements\tBQ000001\t20270301\t411000\tClients\tguest:0199-a\tNora Petit\tRIV-7K3M9Q\t20270301\tEncaissement de l’acompte\t0,00\t1234,56\t\t\t20270301\t\t\r\n",
		"OD\tOpérations diverses\tOD000001\t20270301\t512000\tBanque\tbank:a\tBanque a\todd key\t20270214\tUn   tube\t0,05\t0,00\t\t\t20270301\t\t\r\n",
		"OD000002",
	} {
		if !strings.Contains(file, want) {
			t.Errorf("no %q in\n%s", want, file)
		}
	}
}

// A posting in another currency is translated where the transaction says the rate, balanced to the cent; where it does not,
// everything else is written, and what is not is listed.
func TestFECInAnotherCurrency(t *testing.T) {
	t.Parallel()
	b := open(t)
	rated := ledger.PostTransaction{Key: "usd", Label: "Virement des États-Unis", Metadata: map[string]string{"exchange_rate": "0.9217"}, Postings: []ledger.Entry{
		ledger.DebitOf("bank:us", money.New(1000, money.USD)), ledger.CreditOf("wallet:a", money.New(333, money.USD)),
		ledger.CreditOf("wallet:b", money.New(333, money.USD)), ledger.CreditOf("wallet:c", money.New(334, money.USD))}}
	b.Must(t, rated)
	unknown := b.Must(t, ledgertest.Move("dzd", "bank:a", "wallet:a", money.New(5, money.DZD)))
	b.Must(t, ledgertest.Move("eur", "bank:a", "wallet:a", ledgertest.Eur(5)))
	file := fecOf(t, b, ledger.JournalFilter{}, nil)
	for _, want := range []string{"\t9,22\t0,00\t\t\t20270301\t10,00\tUSD\r\n", "\t0,00\t3,07\t\t\t20270301\t3,33\tUSD\r\n", "OD000002"} {
		if !strings.Contains(file, want) {
			t.Errorf("no %q in\n%s", want, file)
		}
	}
	if strings.Contains(file, "DZD") || strings.Contains(file, "OD000003") {
		t.Errorf("what has no rate is in\n%s", file)
	}
	left, err := b.LeftOut(b.Ctx, ledger.LeftOut{Home: money.EUR})
	if err != nil || len(left) != 1 || left[0].ID != unknown {
		t.Errorf("left out: %+v %v", left, err)
	}
	rated.Key, rated.Metadata = "odd", map[string]string{"exchange_rate": "about one"}
	if _, err := b.Post(b.Ctx, rated); err == nil {
		t.Error("a rate that is no number is kept")
	}
}

// A financial year begins with what stood on the accounts of the balance sheet, and with what income and charges have left:
// the last year's result apart from those before.
func TestFECBeginsWithTheOpeningBalances(t *testing.T) {
	t.Parallel()
	b := open(t)
	enter := func(key, on string, debit, credit ledger.Path, a money.Amount, rate string) {
		p := ledgertest.Move(key, debit, credit, a)
		p.BookedAt = period.MustDate(on).UTC().Add(12 * time.Hour)
		if rate != "" {
			p.Metadata = map[string]string{"exchange_rate": rate}
		}
		b.Must(t, p)
	}
	enter("a", "2024-05-01", "bank:a", "tenant:revenue:services", ledgertest.Eur(10000), "")
	enter("b", "2025-10-01", "bank:a", "tenant:revenue:services", ledgertest.Eur(2000), "")
	enter("c", "2026-09-30", "fees:bank", "bank:a", ledgertest.Eur(5000), "")
	enter("d", "2026-09-30", "bank:us", "wallet:a", money.New(1000, money.USD), "0.5")
	enter("e", "2026-10-01", "bank:a", "wallet:a", ledgertest.Eur(1), "")
	enter("f", "2027-09-30", "bank:a", "wallet:a", ledgertest.Eur(2), "")
	enter("g", "2027-10-01", "bank:a", "wallet:a", ledgertest.Eur(3), "")
	if _, err := b.SetExercise(b.Ctx, ledger.SetExercise{Exercise: ledger.Exercise{Month: time.February, Day: 29}}); err == nil {
		t.Error("a year that begins every fourth year")
	}
	begins, err := b.SetExercise(b.Ctx, ledger.SetExercise{Exercise: ledger.Exercise{Month: time.October, Day: 1}})
	if err != nil {
		t.Fatal(err)
	}
	first, last := begins.Ending(2027)
	if first != period.MustDate("2026-10-01") || last != period.MustDate("2027-09-30") {
		t.Fatal(first, last)
	}
	file := fecOf(t, b, ledger.JournalFilter{From: first, To: last}, func(f *ledger.FEC) error {
		from, to := begins.Ending(2026)
		before, err := b.TrialBalance(b.Ctx, ledger.GetTrialBalance{From: from, To: to})
		if err != nil {
			return err
		}
		var foreign []ledger.Transaction
		if _, err := b.Export(b.Ctx, ledger.ExportJournal{Filter: ledger.JournalFilter{To: to, Beside: money.EUR}, Each: func(t ledger.Transaction) error {
			foreign = append(foreign, t)
			return nil
		}}); err != nil {
			return err
		}
		return f.Open(first, before, foreign)
	})
	var got []string
	for _, line := range strings.Split(file, "\r\n") {
		if f := strings.Split(line, "\t"); f[0] == "AN" {
			got = append(got, strings.Join([]string{f[2], f[3], f[4], f[6], f[11], f[12]}, " "))
		}
	}
	want := []string{"AN000001 20261001 512000 bank:a 70,00 0,00", "AN000001 20261001 512000 bank:us 5,00 0,00", "AN000001 20261001 419800 wallet:a 0,00 5,00",
		"AN000001 20261001 110000  0,00 100,00", "AN000001 20261001 129000  30,00 0,00"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
	if strings.Count(file, "OD000002") != 2 || strings.Contains(file, "OD000003") {
		t.Errorf("the year's own entries:\n%s", file)
	}
	if from, to := (ledger.Exercise{}).Ending(2027); from != period.MustDate("2027-01-01") || to != period.MustDate("2027-12-31") {
		t.Error(from, to)
	}
}

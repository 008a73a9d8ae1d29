package banking_test

import (
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"

	"comptoir/internal/banking"
	"comptoir/internal/banking/bankingtest"
	"comptoir/internal/kernel/bank"
	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/paging"
)

func read(t *testing.T, w *bankingtest.World, content string) banking.Imported {
	t.Helper()
	got, err := w.Import(w.Maker(t), banking.ImportStatement{Bank: w.Account, Name: "releve", Content: []byte(content)})
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func entries(t *testing.T, w *bankingtest.World, status banking.EntryStatus) []banking.Entry {
	t.Helper()
	page, err := w.Entries(w.Maker(t), banking.ListEntries{Status: status, Page: paging.Request{Limit: 50}})
	if err != nil {
		t.Fatal(err)
	}
	return page.Items
}

// Guests pay by transfer: by the creditor reference, by the booking's own in the text, with another amount, by name only.
func TestAStatementIsMatched(t *testing.T) {
	t.Parallel()
	for _, version := range []string{"02", "08"} {
		w := bankingtest.NewWorld(t)
		nora, alix, jean, other := w.IDs.Raw(), w.IDs.Raw(), w.IDs.Raw(), w.IDs.Raw()
		w.Debts.Owe(nora, "RIV-7K3D9Q", "Nora Petit", 52000)
		w.Debts.Owe(alix, "RIV-2BCDFG", "Alix Fontenay", 30000)
		w.Debts.Owe(jean, "RIV-H4J5K6", "Jean Dupré", 15000)
		w.Debts.Owe(other, "RIV-ZZZZZ2", "Zoé Morvan", 15000)
		ref, err := bank.NewReference("RIV-7K3D9Q")
		if err != nil {
			t.Fatal(err)
		}
		file := bankingtest.CAMT(version, "2026-11-20",
			bankingtest.Movement{Ref: "A1", Amount: "520.00", Sign: "CRDT", Reference: string(ref), Name: "NORA PETIT"},
			bankingtest.Movement{Ref: "A2", Amount: "300.00", Sign: "CRDT", EndToEnd: "NOTPROVIDED", Text: "reservation riv 2bcdfg merci", Name: "M FONTENAY"},
			bankingtest.Movement{Ref: "A3", Amount: "150.00", Sign: "CRDT", Text: "location", Name: "DUPRE JEAN"},
			bankingtest.Movement{Ref: "A4", Amount: "12.40", Sign: "DBIT", Text: "FRAIS DE TENUE DE COMPTE"},
			bankingtest.Movement{Ref: "A5", Amount: "900.00", Sign: "CRDT", Text: "STRIPE PAYMENTS EUROPE", Name: "STRIPE"})
		if got := read(t, w, file); got != (banking.Imported{New: 5, Matched: 2}) {
			t.Errorf("%s: %+v", version, got)
		}
		if got := read(t, w, file); got != (banking.Imported{Known: 5}) {
			t.Errorf("%s, again: %+v", version, got)
		}
		if cents, times := w.Debts.Paid(nora); cents != 52000 || times != 1 {
			t.Errorf("Nora has paid %d in %d payments", cents, times)
		}
		if cents, _ := w.Debts.Paid(alix); cents != 30000 {
			t.Errorf("Alix has paid %d", cents)
		}
		open := entries(t, w, banking.EntryOpen)
		if len(open) != 3 {
			t.Fatalf("%+v", open)
		}
		for _, e := range open {
			v, err := w.Entry(w.Maker(t), banking.GetEntry{ID: e.ID})
			if err != nil {
				t.Fatal(err)
			}
			switch e.BankRef {
			case "A3":
				if len(v.Candidates) != 2 || v.Candidates[0].Why != "name" || v.Candidates[0].Subject != jean || v.Candidates[1].Why != "amount" {
					t.Errorf("%+v", v.Candidates)
				}
				if _, err := w.Match(w.Maker(t), banking.MatchEntry{ID: e.ID, Subject: jean}); err != nil {
					t.Error(err)
				}
			case "A4":
				if _, err := w.PostEntry(w.Maker(t), banking.PostEntry{ID: e.ID, As: banking.MatchFees}); err != nil {
					t.Error(err)
				}
			case "A5":
				if v.Provider != "stripe" {
					t.Errorf("%+v", v)
				}
				if _, err := w.PostEntry(w.Maker(t), banking.PostEntry{ID: e.ID, As: banking.MatchProvider, Provider: "stripe"}); err != nil {
					t.Error(err)
				}
			}
		}
		if d, err := w.Differences(w.Maker(t), banking.GetDifferences{}); err != nil || d.Open != 0 || d.Held.Minor() != 90000-1240 {
			t.Errorf("%+v %v", d, err)
		}
	}
}

// An import that died before it matched is finished by the next one; what a person has opened again is his.
func TestAnInterruptedImportIsMatchedLater(t *testing.T) {
	t.Parallel()
	w := bankingtest.NewWorld(t)
	nora := w.IDs.Raw()
	w.Debts.Owe(nora, "RIV-7K3D9Q", "Nora Petit", 52000)
	file := bankingtest.CAMT("08", "2026-11-20", bankingtest.Movement{Ref: "A1", Amount: "520.00", Sign: "CRDT", Text: "RIV-7K3D9Q"})
	w.Debts.Down = true
	if _, err := w.Import(w.Maker(t), banking.ImportStatement{Bank: w.Account, Name: "releve", Content: []byte(file)}); !errors.Is(err, bankingtest.ErrDown) {
		t.Fatal(err)
	}
	w.Debts.Down = false
	if got := read(t, w, file); got != (banking.Imported{Known: 1, Matched: 1}) {
		t.Errorf("%+v", got)
	}
	if cents, times := w.Debts.Paid(nora); cents != 52000 || times != 1 {
		t.Errorf("%d in %d", cents, times)
	}
	if _, err := w.Undo(w.Maker(t), banking.UndoEntry{ID: entries(t, w, banking.EntryMatched)[0].ID}); err != nil {
		t.Fatal(err)
	}
	if got := read(t, w, file); got != (banking.Imported{Known: 1}) {
		t.Errorf("what somebody undid is done again: %+v", got)
	}
}

// Twenty clicks at once on two debts: the money is recorded once; undone, it can be recorded for the other.
func TestAnEntryPaysOnce(t *testing.T) {
	t.Parallel()
	w := bankingtest.NewWorld(t)
	nora, alix := w.IDs.Raw(), w.IDs.Raw()
	w.Debts.Owe(nora, "RIV-7K3D9Q", "Nora Petit", 52000)
	w.Debts.Owe(alix, "RIV-2BCDFG", "Alix Fontenay", 52000)
	read(t, w, bankingtest.CAMT("08", "2026-11-20", bankingtest.Movement{Ref: "A1", Amount: "520.00", Sign: "CRDT", Name: "?"}))
	e := entries(t, w, banking.EntryOpen)[0]
	var rush sync.WaitGroup
	for i := range 20 {
		rush.Go(func() {
			to := nora
			if i%2 == 1 {
				to = alix
			}
			if _, err := w.Match(w.Maker(t), banking.MatchEntry{ID: e.ID, Subject: to}); err != nil && fault.KindOf(err) != fault.Conflict {
				t.Error(err)
			}
		})
	}
	rush.Wait()
	once, _ := w.Debts.Paid(nora)
	twice, _ := w.Debts.Paid(alix)
	if once+twice != 52000 {
		t.Fatalf("%d and %d were recorded", once, twice)
	}
	first, second := nora, alix
	if twice > 0 {
		first, second = alix, nora
	}
	for range 3 {
		if _, err := w.Undo(w.Maker(t), banking.UndoEntry{ID: e.ID}); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := w.Match(w.Maker(t), banking.MatchEntry{ID: e.ID, Subject: second}); err != nil {
		t.Fatal(err)
	}
	if was, _ := w.Debts.Paid(first); was != 0 {
		t.Errorf("%d stay recorded", was)
	}
	if now, times := w.Debts.Paid(second); now != 52000 || times != 1 {
		t.Errorf("%d in %d", now, times)
	}
}

// The bank says of a batch that it was executed, and of one transfer that it came back.
func TestTheStatementKnowsPayouts(t *testing.T) {
	t.Parallel()
	w := bankingtest.NewWorld(t)
	w.Payable(t)
	w.Books.Earn(w.TyMor, 70000)
	w.Books.Earn(w.Moulin, 30000)
	b := w.Proposed(t, "1")
	if _, err := w.Approve(w.Checker(t), banking.ApproveBatch{ID: b.ID}); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Export(w.Maker(t), banking.ExportBatch{ID: b.ID}); err != nil {
		t.Fatal(err)
	}
	day := w.Today().String()
	read(t, w, bankingtest.CAMT("02", day, bankingtest.Movement{Ref: "B1", Amount: "1000.00", Sign: "DBIT", Text: "VIR SEPA " + b.Number}))
	if _, err := w.PostEntry(w.Maker(t), banking.PostEntry{ID: entries(t, w, banking.EntryOpen)[0].ID, As: banking.MatchBatch}); err != nil {
		t.Fatal(err)
	}
	read(t, w, bankingtest.CAMT("02", day, bankingtest.Movement{Ref: "B2", Amount: "300.00", Sign: "CRDT", EndToEnd: b.Lines[1].EndToEnd, Return: "AC04", Name: "Yann"}))
	back := entries(t, w, banking.EntryOpen)[0]
	if _, err := w.PostEntry(w.Maker(t), banking.PostEntry{ID: back.ID, As: banking.MatchReturn}); err != nil {
		t.Fatal(err)
	}
	got, err := w.Batch(w.Maker(t), banking.GetBatch{ID: b.ID})
	if err != nil || got.Status != banking.PartlyReturned || got.Lines[1].Reason != "AC04" || got.Lines[0].Moved.String() != day {
		t.Errorf("%+v %v", got, err)
	}
	if _, err := w.Undo(w.Maker(t), banking.UndoEntry{ID: back.ID}); !errors.Is(err, banking.ErrNoUndo) {
		t.Errorf("%v", err)
	}
}

// Banks' tables as they come out of their sites.
func TestCSV(t *testing.T) {
	t.Parallel()
	for what, tt := range map[string]struct {
		file string
		want []int64
	}{
		"French, two columns":   {"Date;Libellé;Débit;Crédit\n20/11/2026;VIR SEPA NORA PETIT RIV-7K3D9Q;;1 234,56\n21/11/2026;FRAIS;-12,40;\n", []int64{123456, -1240}},
		"one column, Latin-1":   {"Relev\xe9 de compte\nDate op\xe9ration;Libell\xe9;Montant\n20/11/2026;PR\xc9L\xc8VEMENT;-1.234,50\n", []int64{-123450}},
		"English, commas":       {"Date,Description,Amount\n2026-11-20,\"Stripe, Inc\",+900.00\n", []int64{90000}},
		"empty lines, BOM":      {"\xef\xbb\xbfDate;Libellé;Montant\n;;\n20.11.2026;x;12\n", []int64{1200}},
		"thousands with points": {"Date;Libellé;Montant\n20/11/26;x;1.234\n", []int64{123400}},
	} {
		got, mapping, err := banking.ParseCSV([]byte(tt.file), banking.Mapping{})
		var cents []int64
		for _, r := range got {
			cents = append(cents, r.Amount.Minor())
		}
		if err != nil || len(cents) != len(tt.want) || mapping.Date == "" {
			t.Errorf("%s: %v %+v %v", what, cents, mapping, err)
			continue
		}
		for i := range cents {
			if cents[i] != tt.want[i] {
				t.Errorf("%s: %v, not %v", what, cents, tt.want)
			}
		}
	}
}

// What somebody may have made to harm: nothing is kept of it, and what is wrong is named.
func TestHostileStatements(t *testing.T) {
	t.Parallel()
	good := bankingtest.Movement{Ref: "A1", Amount: "1.00", Sign: "CRDT"}
	camt := bankingtest.CAMT("08", "2026-11-20", good)
	with := func(from, to string) string { return strings.Replace(camt, from, to, 1) }
	entity := `<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c SYSTEM "file:///etc/passwd">]>`
	for what, tt := range map[string]struct{ file, code string }{
		"billion laughs, XXE":    {strings.Replace(camt, "<Document", entity+"<Document", 1), "document_type"},
		"an entity":              {with("<Nm></Nm>", "<Nm>&c;</Nm>"), "malformed_xml"},
		"another currency":       {with(`Ccy="EUR"`, `Ccy="USD"`), "other_currency"},
		"a negative amount":      {with(">1.00<", ">-1.00<"), "malformed_amount"},
		"too large":              {with(">1.00<", ">99999999999999999999.00<"), "malformed_amount"},
		"no amount":              {with(">1.00<", ">NaN<"), "malformed_amount"},
		"neither side":           {with("CRDT", "MAYBE"), "no_side"},
		"another account":        {with("FR7630006000011234567890189", "DE89370400440532013000"), "other_account"},
		"another message":        {strings.ReplaceAll(camt, "camt.053", "camt.054"), "unknown_version"},
		"no day":                 {strings.ReplaceAll(camt, "<Dt>2026-11-20</Dt>", "<Dt>2026-13-45</Dt>"), "malformed_date"},
		"cut off":                {camt[:len(camt)-30], "malformed_xml"},
		"nested without end":     {strings.Replace(camt, "<GrpHdr>", strings.Repeat("<x>", 10000), 1), "too_deep"},
		"nothing":                {"", "too_large"},
		"huge":                   {strings.Repeat("x", banking.MaxStatement+1), "too_large"},
		"an image":               {"\x89PNG\r\n\x1a\n\x00\x00", "malformed_csv"},
		"a table of no bank":     {"a;b;c\n1;2;3\n", "no_head"},
		"a day that is none":     {"Date;Libellé;Montant\n31/02/2026;x;1\n", "malformed_date"},
		"an amount that is none": {"Date;Libellé;Montant\n20/02/2026;x;=1+1\n", "malformed_amount"},
	} {
		w := bankingtest.NewWorld(t)
		_, err := w.Import(w.Maker(t), banking.ImportStatement{Bank: w.Account, Name: "x", Content: []byte(tt.file)})
		fields := fault.FieldsOf(err)
		if len(fields) == 0 || fields[0].Path != "file" || fields[0].Code != "statement_"+tt.code || fault.KindOf(err) != fault.Invalid {
			t.Errorf("%s: %v %+v", what, err, fields)
		}
		if kept := entries(t, w, ""); len(kept) > 0 {
			t.Errorf("%s: %d entries are kept", what, len(kept))
		}
	}
}

func FuzzStatement(f *testing.F) {
	f.Add([]byte(bankingtest.CAMT("02", "2026-11-20", bankingtest.Movement{Ref: "A1", Amount: "1.00", Sign: "CRDT"})))
	f.Add([]byte("Date;Libellé;Montant\n20/11/2026;x;12\n"))
	f.Fuzz(func(t *testing.T, content []byte) {
		iban, err := bank.ParseIBAN(bankingtest.IBANFrance)
		if err != nil {
			t.Fatal(err)
		}
		for _, err := range []error{second(banking.ParseCAMT(content, iban)), third(banking.ParseCSV(content, banking.Mapping{}))} {
			if err != nil && fault.KindOf(err) != fault.Invalid {
				t.Fatalf("%v", err)
			}
		}
	})
}

func second[A any](_ A, err error) error { return err }

func third[A, B any](_ A, _ B, err error) error { return err }

// How a customer pays: the code that banks' applications read has eleven lines and the reference of the booking.
func TestInstructions(t *testing.T) {
	t.Parallel()
	w := bankingtest.NewWorld(t)
	ask := banking.Instruct{Reference: "RIV-7K3D9Q", Amount: eur(52000), Needed: w.Today().AddDays(5)}
	if _, err := w.Instruct(w.System(t), ask); !errors.Is(err, banking.ErrNoTransfer) {
		t.Errorf("offered by default: %v", err)
	}
	if _, err := w.SetSettings(w.Maker(t), banking.SetSettings{Settings: banking.Settings{CoolingHours: 72, TransferTo: w.Account, TransferDays: 5}}); err != nil {
		t.Fatal(err)
	}
	got, err := w.Instruct(w.System(t), ask)
	if err != nil || !strings.HasPrefix(got.EPC(), "BCD\n002\n1\nSCT\nAGRIFRPP\nAgence Rivages\nFR7630006000011234567890189\nEUR520.00\n\nRF") || strings.Count(got.EPC(), "\n") != 10 {
		t.Errorf("%q %v", got.EPC(), err)
	}
	ask.Needed = w.Today().AddDays(4)
	if _, err := w.Instruct(w.System(t), ask); !errors.Is(err, banking.ErrNoTransfer) {
		t.Errorf("offered too late: %v", err)
	}
}

// Money moves between the business's own accounts: what fits is proposed first, what is said is told to the books once, and
// undone; where both accounts have statements, each tells its half.
func TestMoneyMovesBetweenOwnAccounts(t *testing.T) {
	t.Parallel()
	w := bankingtest.NewWorld(t)
	w.Books.Stand(banking.PlaceTill, 15000)
	w.Books.Stand(banking.PlaceCheques, 42000)
	w.Books.Stand(banking.PlaceTourist, -3100)
	w.Books.Stand("earned", 20000)
	read(t, w, bankingtest.CAMT("08", "2026-11-20", bankingtest.Movement{Ref: "A1", Amount: "420.00", Sign: "CRDT", Name: "Remise"}, bankingtest.Movement{Ref: "A2", Amount: "31.00", Sign: "DBIT", Name: "Mairie"},
		bankingtest.Movement{Ref: "A3", Amount: "200.00", Sign: "DBIT", Name: "Nous"}, bankingtest.Movement{Ref: "A4", Amount: "50.00", Sign: "CRDT", Name: "Espèces"}))
	say := func(e banking.Entry, p banking.Place) (banking.Entry, error) {
		return w.PostEntry(w.Maker(t), banking.PostEntry{ID: e.ID, As: banking.MatchOwn, Place: p})
	}
	for _, e := range entries(t, w, banking.EntryOpen) {
		v, err := w.Entry(w.Maker(t), banking.GetEntry{ID: e.ID})
		if err != nil || len(v.Own) < 3 {
			t.Fatalf("%+v %v", v.Own, err)
		}
		place, fits := map[string]banking.Place{"A1": banking.PlaceCheques, "A2": banking.PlaceTourist, "A3": banking.PlaceOwn, "A4": banking.PlaceTill}[e.BankRef], e.BankRef != "A4"
		if first := v.Own[0]; first.Fits != fits || first.Place != place {
			t.Errorf("%s: %+v", e.BankRef, v.Own)
		}
		if _, err := say(e, banking.PlaceClients); !errors.Is(err, banking.ErrSamePlace) {
			t.Errorf("to itself: %v", err)
		}
		if e.BankRef == "A2" {
			if _, err := say(e, banking.PlaceCheques); !errors.Is(err, banking.ErrOutgoing) {
				t.Errorf("cheques fetched at the bank: %v", err)
			}
		}
		for range 2 { // the same click
			if done, err := say(e, place); err != nil || done.Status != banking.EntryPosted || done.Match.Via != place {
				t.Errorf("%+v %v", done, err)
			}
		}
	}
	stands := func(till, cheques, tourist int64) {
		t.Helper()
		s, err := w.Books.Standing(t.Context())
		if got := []int64{s.Till.Minor(), s.Cheques.Minor(), s.Tourist.Minor()}; err != nil || !slices.Equal(got, []int64{till, cheques, tourist}) {
			t.Errorf("stands %v %v", got, err)
		}
	}
	stands(10000, 0, 0)
	for _, e := range entries(t, w, banking.EntryPosted) {
		if e.BankRef == "A1" {
			if _, err := w.Undo(w.Maker(t), banking.UndoEntry{ID: e.ID}); err != nil {
				t.Error(err)
			}
		}
	}
	stands(10000, 42000, 0)
	if _, err := w.PutAccount(w.Maker(t), banking.PutAccount{Name: "Agence", Holder: "Rivages", IBAN: "DE89370400440532013000"}); err != nil {
		t.Fatal(err)
	}
	read(t, w, bankingtest.CAMT("08", "2026-11-21", bankingtest.Movement{Ref: "B1", Amount: "70.00", Sign: "DBIT", Name: "Nous"}))
	for _, e := range entries(t, w, banking.EntryOpen) {
		if e.BankRef == "B1" {
			if done, err := say(e, banking.PlaceOwn); err != nil || done.Match.Via != banking.PlaceTransit {
				t.Errorf("%+v %v", done, err)
			}
		}
	}
	if s, err := w.Books.Standing(t.Context()); err != nil || s.Transit.Minor() != 7000 {
		t.Errorf("on its way: %+v %v", s, err)
	}
}

// What the business's own account brings from the till or the cheques is that of its own invoices where so much is there, else
// what its guests have paid. It is decided once: undone, the money is where it was, whatever has come there since.
func TestTheOwnAccountTakesFromWhereTheMoneyIs(t *testing.T) {
	t.Parallel()
	for what, tt := range map[string]struct {
		stands map[banking.Place]int64
		amount string
		place  banking.Place
		via    banking.Place
		shown  int64 // as what stands there
	}{
		"guests' cash":            {map[banking.Place]int64{banking.PlaceTill: 40000}, "400.00", banking.PlaceTill, banking.PlaceTill, 40000},
		"cash of invoices":        {map[banking.Place]int64{banking.PlaceTill: 40000, banking.PlaceOwnTill: 50000}, "400.00", banking.PlaceTill, banking.PlaceOwnTill, 50000},
		"less cash of invoices":   {map[banking.Place]int64{banking.PlaceTill: 40000, banking.PlaceOwnTill: 39999}, "400.00", banking.PlaceTill, banking.PlaceTill, 40000},
		"cash is fetched":         {map[banking.Place]int64{banking.PlaceTill: 40000}, "-400.00", banking.PlaceTill, banking.PlaceOwnTill, 0},
		"guests' cheques":         {map[banking.Place]int64{banking.PlaceCheques: 40000}, "400.00", banking.PlaceCheques, banking.PlaceCheques, 40000},
		"cheques of the invoices": {map[banking.Place]int64{banking.PlaceCheques: 40000, banking.PlaceOwnCheques: 40000}, "400.00", banking.PlaceCheques, banking.PlaceOwnCheques, 40000},
	} {
		w := bankingtest.NewWorld(t)
		own, err := w.PutAccount(w.Maker(t), banking.PutAccount{Name: "Agence", Holder: "Rivages", IBAN: bankingtest.IBANGermany})
		if err != nil {
			t.Fatal(err)
		}
		for p, cents := range tt.stands {
			w.Books.Stand(p, cents)
		}
		before, _ := w.Books.Standing(t.Context())
		amount, out := strings.CutPrefix(tt.amount, "-")
		m := bankingtest.Movement{Ref: "A1", Amount: amount, Sign: "CRDT"}
		if out {
			m.Sign = "DBIT"
		}
		file := strings.ReplaceAll(bankingtest.CAMT("08", "2026-11-20", m), "FR7630006000011234567890189", "DE89370400440532013000")
		if _, err := w.Import(w.Maker(t), banking.ImportStatement{Bank: own.ID, Name: "releve", Content: []byte(file)}); err != nil {
			t.Fatal(err)
		}
		e := entries(t, w, banking.EntryOpen)[0]
		v, err := w.Entry(w.Maker(t), banking.GetEntry{ID: e.ID})
		at := slices.IndexFunc(v.Own, func(o banking.Own) bool { return o.Place == tt.place })
		if err != nil || v.Own[at].Amount.Minor() != tt.shown || v.Own[at].Fits != (tt.shown == e.Amount.Minor()) {
			t.Errorf("%s: %+v %v", what, v.Own, err)
		}
		w.Books.Lose = true
		if _, err := w.PostEntry(w.Maker(t), banking.PostEntry{ID: e.ID, As: banking.MatchOwn, Place: tt.place}); !errors.Is(err, bankingtest.ErrDown) {
			t.Errorf("%s: %v", what, err)
		}
		if _, err := w.Settle(w.System(t), banking.SettleEntry{ID: e.ID}); err != nil {
			t.Errorf("%s: %v", what, err)
		}
		if done, err := w.Store.Entry(w.System(t), e.ID); err != nil || done.Status != banking.EntryPosted || done.Match.Via != tt.via || done.Match.Place != tt.place {
			t.Errorf("%s: %+v %v", what, done.Match, err)
		}
		w.Books.Stand(banking.PlaceOwnTill, 100000)
		if _, err := w.Undo(w.Maker(t), banking.UndoEntry{ID: e.ID}); err != nil {
			t.Errorf("%s: %v", what, err)
		}
		w.Books.Stand(banking.PlaceOwnTill, -100000)
		if after, err := w.Books.Standing(t.Context()); err != nil || after != before {
			t.Errorf("%s, undone: %+v, not %+v: %v", what, after, before, err)
		}
	}
}

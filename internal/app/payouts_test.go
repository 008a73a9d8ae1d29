package app_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"comptoir/internal/banking/bankingtest"
	"comptoir/internal/identity"
	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/bank"
	"comptoir/internal/stays"
	"comptoir/internal/web/webtest"
	"comptoir/test/program"
)

// hire gives an agency somebody more.
func hire(t *testing.T, a *program.Agency, account string, role identity.Role) access.UserID {
	t.Helper()
	u, err := a.App.Contexts.Identity.CreateUser(access.AsSystem(t.Context(), a.State.ID, "test"), identity.CreateUser{Email: account + "@" + a.Slug + ".example", Password: program.Password, Confirmed: true,
		Roles: []identity.Role{role}, Profile: identity.Profile{Name: account, Locale: "fr"}})
	if err != nil {
		t.Fatal(err)
	}
	return u.ID
}

// An owner says where he is paid and is told so; what the books owe him leaves when two people agree, and only then; the
// books, his account and his mailbox say the same; what the bank returns is owed again.
func TestOwnersArePaidByTheirAgency(t *testing.T) {
	t.Parallel()
	p := program.Start(t)
	a := p.Agency("rivages")
	soizic := hire(t, a, "owner", identity.Owner)
	hire(t, a, "manager", identity.Manager)
	admin, manager, owner, staff := a.As("admin"), a.As("manager"), a.As("owner"), a.As("staff")
	home := admin.Property("ty-mor")
	next := program.Sheet("ty-mor")
	delete(next, "rates")
	next["owner"] = m{"name": "Soizic Kervella", "user": soizic.String()}
	version := admin.Must(200, "GET", "/api/stays/desk/properties/"+home, nil).At("version")
	admin.Must(200, "PUT", "/api/stays/desk/properties/"+home, next, "If-Match", `"v`+fmt.Sprint(version)+`"`)
	payable := "owner:" + home + ":payable"
	admin.Must(201, "POST", "/api/ledger/transactions", m{"key": "o", "label": "Loyers", "postings": postings("client-money", payable, "800.00")})

	staff.Must(403, "GET", "/api/banking/due", nil)
	owner.Must(403, "GET", "/api/banking/due", nil)
	if got := owner.Must(422, "PUT", "/api/banking/own/details", m{"holder": "Soizic", "iban": "FR76 3000 6000 0112 3456 7890 188"}); !strings.Contains(string(got.Raw), `"iban`) {
		t.Errorf("the field is not named: %s", got.Raw)
	}
	owner.Must(200, "PUT", "/api/banking/own/details", m{"holder": "Soizic Kervella", "iban": bankingtest.IBANGermany})
	a.Mail("owner@rivages.example", "coordonnées bancaires")
	account := admin.Must(201, "POST", "/api/banking/accounts", m{"name": "Mandants", "holder": "Agence rivages", "iban": bankingtest.IBANFrance, "clients": true}).Text("id")
	batch := m{"key": "1", "account": account, "executeOn": p.Day(4)}
	if got := manager.Must(409, "POST", "/api/banking/batches", batch); got.Text("code") != "banking.nothing_due" {
		t.Errorf("paid to an IBAN of today: %s", got.Raw)
	}
	p.Pass(73 * time.Hour)
	admin, manager, owner, staff = a.As("admin"), a.As("manager"), a.As("owner"), a.As("staff")
	one := manager.Must(201, "POST", "/api/banking/batches", batch)
	if again := manager.Must(201, "POST", "/api/banking/batches", batch); again.Text("id") != one.Text("id") || one.Text("total.amount") != "800.00" {
		t.Errorf("%s %s", one.Raw, again.Raw)
	}
	at := "/api/banking/batches/" + one.Text("id")
	if got := manager.Must(409, "POST", at+"/approve", nil); got.Text("code") != "banking.same_person" {
		t.Errorf("%s", got.Raw)
	}
	staff.Must(403, "POST", at+"/approve", nil)
	admin.Must(200, "POST", at+"/approve", nil)
	file := manager.Must(200, "POST", at+"/file", nil)
	if again := manager.Must(200, "POST", at+"/file", nil); string(again.Raw) != string(file.Raw) || !strings.Contains(string(file.Raw), "<IBAN>DE89370400440532013000</IBAN>") {
		t.Errorf("%s", file.Raw)
	}
	manager.Must(200, "POST", at+"/executed", m{})
	manager.Must(200, "POST", at+"/executed", m{})
	balance := func() string {
		return admin.Must(200, "GET", "/api/ledger/balances?account="+payable, nil).Text("items.0.balance.amount")
	}
	p.Eventually("the books know", func() bool { return balance() == "0.00" })
	a.Mail("owner@rivages.example", "Relevé de virement")
	if got := owner.Must(200, "GET", "/api/banking/own/payouts", nil); got.Len("items") != 1 || got.Text("items.0.amount.amount") != "800.00" || strings.Contains(string(got.Raw), "DE89370400440532013000") {
		t.Errorf("%s", got.Raw)
	}
	manager.Must(200, "POST", at+"/lines/"+one.Text("lines.0.id")+"/return", m{"code": "AC04"})
	p.Eventually("what came back is owed again", func() bool { return balance() == "800.00" })
	a.Mail("owner@rivages.example", "revenu")
	if due := admin.Must(200, "GET", "/api/banking/due", nil); due.Text("items.0.due.amount") != "800.00" {
		t.Errorf("%s", due.Raw)
	}
	var leaked int
	if err := p.Admin().QueryRow(t.Context(), `select count(*) from banking.details where position('DE8937040044' in encode(sealed, 'escape')) > 0 or masked like '%3704%'`).Scan(&leaked); err != nil || leaked > 0 {
		t.Errorf("the IBAN lies in the database: %d %v", leaked, err)
	}
	payoutPages(t, a, one.Text("id"))
	payoutsGoOtherWays(a, admin, manager, account)
}

// payoutsGoOtherWays: a batch that is cancelled after its payee was verified, one whose line is taken out, one that the
// bank refuses; each leaves its entry in the audit trail (see TestMain).
func payoutsGoOtherWays(a, admin, manager *program.Agency, account string) {
	propose := func(key string) (at, line string) {
		got := manager.Must(201, "POST", "/api/banking/batches", m{"key": key, "account": account, "executeOn": a.Day(5)})
		at = "/api/banking/batches/" + got.Text("id")
		return at, at + "/lines/" + got.Text("lines.0.id")
	}
	at, line := propose("2")
	manager.Must(200, "POST", line+"/verification", m{"result": "match"})
	manager.Must(200, "POST", at+"/cancel", m{"reason": "mauvais jour"})
	_, line = propose("3")
	manager.Must(200, "POST", line+"/remove", m{"reason": "à revoir"})
	at, line = propose("4")
	admin.Must(200, "POST", at+"/approve", nil)
	manager.Must(200, "POST", at+"/file", nil)
	manager.Must(200, "POST", line+"/reject", m{"reason": "AC01"})
	admin.Must(200, "PUT", "/api/banking/settings", m{"coolingHours": 96})
}

// A guest pays his balance by transfer: his page says how, the bank's statement says that he did, and everybody knows it once;
// undone, he owes again, and the books hold.
func TestAGuestPaysByTransfer(t *testing.T) {
	t.Parallel()
	p := program.Start(t)
	a := p.Agency("rivages")
	admin := a.As("admin")
	account := admin.Must(201, "POST", "/api/banking/accounts", m{"name": "Mandants", "holder": "Agence rivages", "iban": bankingtest.IBANFrance, "clients": true}).Text("id")
	admin.Must(200, "PUT", "/api/banking/settings", m{"coolingHours": 72, "transferTo": account, "transferDays": 5})
	stay := book(a, admin.Property("ty-mor"), 33, 40, "nora")
	a.Pay(stay.payment, "4242424242424242")
	one := "/api/stays/reservations/" + stay.id
	p.Eventually("the stay is confirmed", func() bool { return admin.Must(200, "GET", one, nil).Text("status") == "confirmed" })
	paris, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		t.Fatal(err)
	}
	now := p.Clock.Now().In(paris)
	noon := time.Date(now.Year(), now.Month(), now.Day()+4, 12, 0, 0, 0, paris) // the law lets the agency take the balance then; at night nobody is written to
	p.Pass(noon.Sub(now))
	if _, err := p.App.Contexts.Stays.Remind(access.AsSystem(t.Context(), a.State.ID, "test"), stays.RemindBalances{}); err != nil {
		t.Fatal(err)
	}
	p.Eventually("the guest is reminded of his balance", func() bool {
		for _, mail := range a.Mails("nora@guest.example") {
			if strings.Contains(mail.Subject, "solde") || strings.Contains(mail.Subject, "balance") {
				return true
			}
		}
		return false
	})
	admin = a.As("admin")
	got := admin.Must(200, "GET", one, nil)
	owed := got.Text("owed.amount")
	reference, err := bank.NewReference(got.Text("reference"))
	if err != nil {
		t.Fatal(err)
	}
	page := string(a.Must(200, "GET", "/manage/"+stay.token, nil).Raw)
	if !strings.Contains(page, reference.String()) || !strings.Contains(page, bankingtest.IBANFrance) || !strings.Contains(page, "data:image/png;base64,") {
		t.Errorf("the page does not say how to pay")
	}
	file := bankingtest.CAMT("08", p.Day(0), bankingtest.Movement{Ref: "A1", Amount: owed, Sign: "CRDT", Reference: string(reference), Name: "NORA"})
	statement := m{"account": account, "name": "releve.xml", "content": []byte(file)}
	a.As("staff").Must(403, "POST", "/api/banking/statements", statement)
	if got := admin.Must(200, "POST", "/api/banking/statements", statement); got.At("new") != 1.0 || got.At("matched") != 1.0 {
		t.Fatalf("%s", got.Raw)
	}
	if got := admin.Must(200, "POST", "/api/banking/statements", statement); got.At("new") != 0.0 || got.At("known") != 1.0 {
		t.Errorf("%s", got.Raw)
	}
	stands := func(money string) func() bool {
		return func() bool { return admin.Must(200, "GET", one, nil).Text("owed.amount") == money }
	}
	p.Eventually("the stay is paid", stands("0.00"))
	held := func() string {
		text, _ := admin.Must(200, "GET", "/api/ledger/balances?account=client-money", nil).At("items.0.balance.amount").(string)
		return text
	}
	p.Eventually("the books hold the money", func() bool { return held() == owed })
	entry := "/api/banking/entries/" + admin.Must(200, "GET", "/api/banking/entries?status=matched", nil).Text("items.0.id")
	for range 2 {
		admin.Must(200, "POST", entry+"/undo", nil)
	}
	p.Eventually("the stay is owed again", stands(owed))
	p.Eventually("the books hold nothing", func() bool { return held() == "0.00" })
	admin.Must(200, "POST", entry+"/match", m{"subject": stay.id})
	p.Eventually("the stay is paid by the second match", stands("0.00"))
	fees := bankingtest.CAMT("02", p.Day(0), bankingtest.Movement{Ref: "A2", Amount: "2.50", Sign: "DBIT", Text: "FRAIS"})
	admin.Must(200, "POST", "/api/banking/statements", m{"account": account, "name": "frais.xml", "content": []byte(fees)})
	cost := "/api/banking/entries/" + admin.Must(200, "GET", "/api/banking/entries?status=open", nil).Text("items.0.id")
	for range 2 {
		if got := admin.Must(200, "POST", cost+"/post", m{"as": "fees"}); got.Text("status") != "posted" {
			t.Errorf("%s", got.Raw)
		}
	}
	// Cash goes to the bank: the books have it leave the till for the account.
	admin.Must(201, "POST", "/api/ledger/transactions", m{"key": "till", "label": "Espèces", "postings": postings("till", "guest:0", "37.00")})
	admin.Must(200, "POST", "/api/banking/statements", m{"account": account, "name": "especes.xml", "content": []byte(bankingtest.CAMT("02", p.Day(0), bankingtest.Movement{Ref: "A9", Amount: "37.00", Sign: "CRDT", Text: "VERSEMENT"}))})
	cash := admin.Must(200, "GET", "/api/banking/entries?status=open", nil).Text("items.0.id")
	if own := admin.Must(200, "GET", "/api/banking/entries/"+cash, nil); own.Text("own.0.place") != "till" || own.At("own.0.fits") != true {
		t.Errorf("%s", own.Raw)
	}
	admin.Must(200, "POST", "/api/banking/entries/"+cash+"/post", m{"as": "own", "place": "till"})
	if got := admin.Must(200, "GET", "/api/ledger/balances?account=till", nil).At("items.0.balance.amount"); got != "0.00" {
		t.Errorf("%v is left in the till", got)
	}
	bankedOnTheOwnAccount(t, p, admin)
	if got := admin.Must(422, "POST", "/api/banking/statements", m{"account": account, "name": "x", "content": []byte(strings.Replace(file, "<Document", "<!DOCTYPE x><Document", 1))}); !strings.Contains(string(got.Raw), `"file"`) && !strings.Contains(string(got.Raw), "file") {
		t.Errorf("%s", got.Raw)
	}
	bankPages(t, a, entry)
}

// bankedOnTheOwnAccount brings a guest's cash, and then that of an invoice, to the business's own account.
func bankedOnTheOwnAccount(t *testing.T, p *program.Program, admin *program.Agency) {
	t.Helper()
	const iban = "DE89370400440532013000"
	own := admin.Must(201, "POST", "/api/banking/accounts", m{"name": "Agence", "holder": "Agence rivages", "iban": iban}).Text("id")
	for i, from := range []string{"till", "cash"} {
		stands := func(want string) {
			t.Helper()
			if got := admin.Must(200, "GET", "/api/ledger/balances?account="+from, nil).At("items.0.balance.amount"); got != want {
				t.Errorf("%v is in the %s, not %s", got, from, want)
			}
		}
		admin.Must(201, "POST", "/api/ledger/transactions", m{"key": "own-" + from, "label": "Espèces", "postings": postings(from, []string{"guest:0", "tenant:revenue:invoices"}[i], "41.00")})
		file := strings.ReplaceAll(bankingtest.CAMT("02", p.Day(0), bankingtest.Movement{Ref: "O" + from, Amount: "41.00", Sign: "CRDT", Text: "VERSEMENT"}), "FR7630006000011234567890189", iban)
		admin.Must(200, "POST", "/api/banking/statements", m{"account": own, "name": "especes.xml", "content": []byte(file)})
		entry := "/api/banking/entries/" + admin.Must(200, "GET", "/api/banking/entries?status=open", nil).Text("items.0.id")
		stands("41.00")
		for range 2 { // undone, and said again
			admin.Must(200, "POST", entry+"/post", m{"as": "own", "place": "till"})
			stands("0.00")
			admin.Must(200, "POST", entry+"/undo", nil)
			stands("41.00")
		}
		admin.Must(200, "POST", entry+"/post", m{"as": "own", "place": "till"})
	}
}

// bankPages looks at the pages of the bank with a browser.
func bankPages(t *testing.T, a *program.Agency, entry string) {
	t.Helper()
	b := webtest.Browser(t)
	desk := "http://rivages.localhost:" + a.Port
	b.Go(desk + "/login?next=/desk/bank")
	b.Fill("[name=email]", "admin@rivages.example")
	b.Fill("[name=password]", program.Password)
	b.Follow("main form .btn-primary")
	for _, width := range []int64{1280, 390} {
		b.Size(width, 844)
		for _, page := range []string{"/desk/bank", "/desk/bank?status=matched", strings.Replace(entry, "/api/banking", "/desk/bank", 1), "/desk/payouts/accounts", "/desk/money", "/desk/ledger/accounts", "/desk/ledger/manual"} {
			b.Go(desk + page)
			b.NoViolations()
		}
	}
	b.Fill("[name=label]", "Remise à zéro")
	b.Fill("[name=account1]", "fees:bank")
	b.Fill("[name=debit1]", "3,50")
	b.Fill("[name=account2]", "bank:main")
	b.Fill("[name=credit2]", "3,00")
	b.Follow("main form .btn-primary")
	if got := b.Text("main"); !strings.Contains(got, "Quelque chose est à corriger") && !strings.Contains(got, "corriger") {
		t.Errorf("an entry that is not in balance: %.300s", got)
	}
	b.Fill("[name=credit2]", "3,50")
	b.Follow("main form .btn-primary")
	if got := b.Text("main"); !strings.Contains(got, "Remise à zéro") || !strings.Contains(got, "admin") {
		t.Errorf("the entry: %.300s", got)
	}
}

// payoutPages looks at the desk's pages with a browser, as whoever approves.
func payoutPages(t *testing.T, a *program.Agency, batch string) {
	t.Helper()
	b := webtest.Browser(t)
	desk := "http://rivages.localhost:" + a.Port
	b.Go(desk + "/login?next=/desk/payouts")
	b.Fill("[name=email]", "manager@rivages.example")
	b.Fill("[name=password]", program.Password)
	b.Follow("main form .btn-primary")
	for _, width := range []int64{1280, 390} {
		b.Size(width, 844)
		for _, page := range []string{"", "/batches", "/batches/" + batch, "/accounts"} {
			b.Go(desk + "/desk/payouts" + page)
			b.NoViolations()
		}
	}
}

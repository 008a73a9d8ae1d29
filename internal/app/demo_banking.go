package app

import (
	"context"
	"errors"
	"fmt"
	"time"

	"comptoir/internal/banking"
	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/bank"
	"comptoir/internal/kernel/money"
	"comptoir/internal/ledger"
)

// bank gives the agency its bank: the account of clients' money with what the provider has paid out, owners' details, a
// batch that was executed (of which one transfer came back) and one that waits for its second person.
func (a *demoAgency) bank(ctx context.Context, on *lane) error {
	maker, checker := a.proved(ctx, "manager"), a.proved(ctx, "admin")
	on.clock.Set(a.today.UTC().AddDate(0, 0, -12))
	account, err := a.account(ctx, on)
	if err != nil {
		return err
	}
	_, err = on.do.Banking.SetSettings(ctx, banking.SetSettings{Settings: banking.Settings{CoolingHours: banking.DefaultSettings().CoolingHours, TransferTo: account, TransferDays: 5}})
	if err != nil {
		return err
	}
	due, err := on.do.Banking.Due(maker, banking.ListDue{})
	if err != nil {
		return err
	}
	for i, d := range due {
		if i%7 == 6 || d.Details.Version > 0 { // some owners have not said yet where they want to be paid
			continue
		}
		if _, err := on.do.Banking.SetDetails(maker, banking.SetDetails{Payee: d.Payee, Holder: d.Name, IBAN: demoIBAN(i)}); err != nil {
			return err
		}
	}
	on.clock.Set(a.today.UTC().Add(-2 * time.Hour))
	if err := a.collect(ctx, on); err != nil {
		return err
	}
	if err := a.draw(ctx, on); err != nil {
		return err
	}
	if err := a.statement(ctx, on, account); err != nil {
		return err
	}
	var first, second []banking.Payee
	for i, d := range due {
		switch {
		case !d.Amount.IsPositive() || i%7 == 6:
		case i%2 == 0:
			first = append(first, d.Payee)
		case i%4 == 1:
			second = append(second, d.Payee)
		}
	}
	if err := a.pay(ctx, on, account, first, maker, checker); err != nil {
		return err
	}
	_, err = on.do.Banking.Propose(maker, banking.ProposePayouts{Key: "demo/2", Account: account, ExecuteOn: a.today.AddDays(1), Payees: second})
	return unlessNothing(err, len(second))
}

// statement is what the bank sent yesterday: two movements that somebody has to look at, and one that is clear.
func (a *demoAgency) statement(ctx context.Context, on *lane, account banking.AccountID) error {
	day := a.today.AddDays(-1).UTC().Format("02/01/2006")
	file := "Date;Libellé;Débit;Crédit\n" + day + ";VIREMENT DE M ET MME KERGUELEN LOCATION;;350,00\n" + day + ";FRAIS DE TENUE DE COMPTE;14,90;\n" + day + ";VIREMENT RECU STRIPE PAYMENTS EUROPE;;1 240,35\n"
	_, err := on.do.Banking.Import(ctx, banking.ImportStatement{Bank: account, Name: "releve.csv", Content: []byte(file)})
	return err
}

// unlessNothing lets a demonstration with few stays have nothing to pay.
func unlessNothing(err error, payees int) error {
	if payees == 0 || errors.Is(err, banking.ErrNothingDue) {
		return nil
	}
	return err
}

func (a *demoAgency) account(ctx context.Context, on *lane) (banking.AccountID, error) {
	all, err := on.do.Banking.Accounts(ctx, banking.ListAccounts{})
	if err != nil {
		return banking.AccountID{}, err
	}
	if len(all) > 0 {
		return all[0].ID, nil
	}
	made, err := on.do.Banking.PutAccount(ctx, banking.PutAccount{Name: "Compte mandants", Holder: a.data.Legal.Company, IBAN: demoIBAN(99), BIC: "AGRIFRPP", Bank: "Crédit Agricole", Clients: true})
	return made.ID, err
}

// collect has the provider pay out what it has taken.
func (a *demoAgency) collect(ctx context.Context, on *lane) error {
	clearing := ledger.ClearingOf("sandbox")
	all, err := on.do.Ledger.Balances(ctx, ledger.BalancesOf{Account: clearing})
	if err != nil {
		return err
	}
	for _, b := range all {
		if b.Currency != money.EUR || !b.Amount().IsPositive() {
			continue
		}
		most := b.Amount().Exact().Of(money.Pct(95)).Floor() // the last days are on their way
		_, err := on.do.Ledger.Post(ctx, ledger.PostTransaction{Key: "demo/collect", Journal: ledger.BankJournal, Label: "Versement du prestataire de paiement", BookedAt: on.clock.Now(),
			Postings: []ledger.Entry{ledger.DebitOf(clientMoney, most), ledger.CreditOf(clearing, most)}})
		if err != nil && !errors.Is(err, ledger.ErrKeyReused) { // a load that was interrupted has done it
			return err
		}
	}
	return nil
}

// draw has the agency draw half of its fees to its own account.
func (a *demoAgency) draw(ctx context.Context, on *lane) error {
	all, err := on.do.Ledger.Balances(ctx, ledger.BalancesOf{Account: ledger.Commission})
	if err != nil || len(all) == 0 {
		return err
	}
	half := money.New(all[0].Amount().Minor()/2, all[0].Currency)
	if !half.IsPositive() {
		return nil
	}
	_, err = on.do.Ledger.Post(ctx, ledger.PostTransaction{Key: "demo/draw", Journal: ledger.BankJournal, Label: "Honoraires virés au compte de l’agence", BookedAt: on.clock.Now(),
		Postings: []ledger.Entry{ledger.DebitOf(ownBank, half), ledger.CreditOf(clientMoney, half)}})
	if errors.Is(err, ledger.ErrKeyReused) { // a load that was interrupted has done it
		return nil
	}
	return err
}

// pay takes a batch through its whole life; one of its transfers comes back.
func (a *demoAgency) pay(ctx context.Context, on *lane, account banking.AccountID, payees []banking.Payee, maker, checker context.Context) error {
	b, err := on.do.Banking.Propose(maker, banking.ProposePayouts{Key: "demo/1", Account: account, ExecuteOn: a.today, Payees: payees})
	if err != nil || len(payees) == 0 {
		return unlessNothing(err, len(payees))
	}
	steps := []func() error{
		func() error { _, err := on.do.Banking.Approve(checker, banking.ApproveBatch{ID: b.ID}); return err },
		func() error { _, err := on.do.Banking.Export(maker, banking.ExportBatch{ID: b.ID}); return err },
		func() error { _, err := on.do.Banking.Execute(maker, banking.MarkExecuted{ID: b.ID}); return err },
		func() error {
			if len(b.Lines) < 3 {
				return nil
			}
			_, err := on.do.Banking.Return(maker, banking.ReturnLine{ID: b.ID, Line: b.Lines[2].ID, Code: "AC04"})
			return err
		},
		func() error { _, err := on.do.Banking.Book(ctx, banking.BookBatch{ID: b.ID}); return err },
	}
	for _, step := range steps {
		on.clock.Advance(5 * time.Minute)
		if err := step(); err != nil && !errors.Is(err, banking.ErrWrongState) { // a load that was interrupted has done it
			return err
		}
	}
	return nil
}

// proved lets the holder of an account act who has just proved that he is himself.
func (a *demoAgency) proved(ctx context.Context, account string) context.Context {
	ctx = a.as(ctx, account)
	actor := access.From(ctx)
	actor.Fresh = true
	return access.With(ctx, actor)
}

// demoIBAN makes a French number that is right and nobody's.
func demoIBAN(n int) string {
	for check := range 97 {
		text := fmt.Sprintf("FR%02d%s%011d%02d", check+2, "9999999999", 40_000_000_000+int64(n), n%97)
		if _, err := bank.ParseIBAN(text); err == nil {
			return text
		}
	}
	return ""
}

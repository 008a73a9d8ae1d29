package ledgerio

import (
	"context"
	"errors"
	"io"
	"strconv"

	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/paging"
	"comptoir/internal/ledger"
	"comptoir/internal/platform/spreadsheet"
)

// ErrNoSIREN says that the FEC cannot have its name.
var ErrNoSIREN = fault.Define(fault.Conflict, "ledger.no_siren", "enter the business's SIREN in its settings first: the FEC bears it")

// fec writes the fichier des écritures comptables of the financial year that ends in a calendar year, and returns its name.
func (m *Module) fec(ctx context.Context, w io.Writer, year int) (string, error) {
	b, err := m.d.Business(ctx)
	if err != nil {
		return "", err
	}
	if b.SIREN == "" {
		return "", ErrNoSIREN
	}
	if _, err := m.d.Ledger.AllowExport(ctx, ledger.AllowExport{}); err != nil { // before anything is read
		return "", err
	}
	begins, err := m.d.Ledger.Exercise(ctx, ledger.GetExercise{})
	if err != nil {
		return "", err
	}
	names, err := m.auxiliaries(ctx)
	if err != nil {
		return "", err
	}
	first, last := begins.Ending(year)
	out := ledger.NewFEC(w, m.d.Zone(ctx), b.Currency, func(p ledger.Path) string { return nameOf(names, p) })
	if err := m.openings(ctx, out, b.Currency, begins, year); err != nil {
		return "", err
	}
	if _, err := m.d.Ledger.Export(ctx, ledger.ExportJournal{Filter: ledger.JournalFilter{From: first, To: last}, Each: out.Write}); err != nil {
		return "", err
	}
	return ledger.FECName(b.SIREN, last), out.Flush()
}

// openings writes what stood on the accounts at the end of the financial year before.
func (m *Module) openings(ctx context.Context, out *ledger.FEC, home money.Currency, begins ledger.Exercise, year int) error {
	from, to := begins.Ending(year - 1)
	before, err := m.d.Ledger.TrialBalance(ctx, ledger.GetTrialBalance{From: from, To: to})
	if err != nil {
		return err
	}
	var foreign []ledger.Transaction
	keep := func(t ledger.Transaction) error { foreign = append(foreign, t); return nil }
	if _, err := m.d.Ledger.Export(ctx, ledger.ExportJournal{Filter: ledger.JournalFilter{To: to, Beside: home}, Each: keep}); err != nil {
		return err
	}
	return out.Open(to.AddDays(1), before, foreign)
}

// leftOut lists what the FEC of a year cannot hold.
func (m *Module) leftOut(ctx context.Context, year int) ([]ledger.Transaction, error) {
	b, err := m.d.Business(ctx)
	if err != nil {
		return nil, err
	}
	begins, err := m.d.Ledger.Exercise(ctx, ledger.GetExercise{})
	if err != nil {
		return nil, err
	}
	first, last := begins.Ending(year)
	return m.d.Ledger.LeftOut(ctx, ledger.LeftOut{From: first, To: last, Home: b.Currency})
}

// decimals writes minor units of a currency with a comma.
func decimals(c money.Currency) func(int64) string {
	return func(n int64) string { return spreadsheet.Decimal(money.New(n, c)) }
}

// sides writes an amount as debit and credit, with a comma.
func sides(minor int64, decimal func(int64) string) (debit, credit string) {
	switch {
	case minor > 0:
		return decimal(minor), ""
	case minor < 0:
		return "", decimal(-minor)
	}
	return "", ""
}

func (m *Module) journalCSV(ctx context.Context, w io.Writer, f ledger.JournalFilter) error {
	c := spreadsheet.New(w, spreadsheet.Semicolon, "numero", "journal", "date", "date_valeur", "piece", "libelle", "compte", "numero_compte", "debit", "credit", "devise", "operation")
	_, err := m.d.Ledger.Export(ctx, ledger.ExportJournal{Filter: f, Each: func(t ledger.Transaction) error {
		for _, l := range t.Legs {
			if l.Amount.IsZero() {
				continue
			}
			class, err := ledger.ClassOf(l.Account)
			if err != nil {
				return err
			}
			debit, credit := sides(l.Amount.Minor(), decimals(l.Amount.Currency()))
			if err := c.Row(strconv.FormatInt(t.Number, 10), string(t.Journal), t.BookedOn.String(), t.ValueOn.String(), t.Piece, t.Label,
				string(l.Account), class.Number, debit, credit, string(l.Amount.Currency()), t.ID.String()); err != nil {
				return err
			}
		}
		return nil
	}})
	return errors.Join(err, c.Close())
}

func (m *Module) trialCSV(ctx context.Context, w io.Writer, q ledger.GetTrialBalance) error {
	if _, err := m.d.Ledger.AllowExport(ctx, ledger.AllowExport{}); err != nil {
		return err
	}
	t, err := m.d.Ledger.TrialBalance(ctx, q)
	if err != nil {
		return err
	}
	c := spreadsheet.New(w, spreadsheet.Semicolon, "compte", "numero_compte", "libelle", "devise", "solde_initial", "debit", "credit", "solde_final")
	for _, l := range t.Lines {
		class, err := ledger.ClassOf(l.Account)
		if err != nil {
			return err
		}
		d := decimals(l.Currency)
		_ = c.Row(string(l.Account), class.Number, class.Label, string(l.Currency), d(l.Opening), d(l.Debits), d(l.Credits), d(l.Closing()))
	}
	return c.Close()
}

// statementCSV writes an account's lines, newest first as the page shows them.
func (m *Module) statementCSV(ctx context.Context, w io.Writer, f ledger.StatementFilter) error {
	if _, err := m.d.Ledger.AllowExport(ctx, ledger.AllowExport{}); err != nil {
		return err
	}
	c := spreadsheet.New(w, spreadsheet.Semicolon, "date", "date_valeur", "piece", "libelle", "debit", "credit", "solde", "devise", "operation")
	for request := (paging.Request{Limit: paging.MaxLimit}); ; {
		page, err := m.d.Ledger.Statement(ctx, ledger.AccountStatement{Filter: f, Page: request})
		if err != nil {
			return err
		}
		for _, line := range page.Items {
			d := decimals(line.Leg.Amount.Currency())
			debit, credit := sides(line.Leg.Amount.Minor(), d)
			t := line.Transaction
			_ = c.Row(t.BookedOn.String(), t.ValueOn.String(), t.Piece, t.Label, debit, credit,
				d(normal(line.Leg.Account, money.New(line.Leg.After, line.Leg.Amount.Currency())).Minor()), string(line.Leg.Amount.Currency()), t.ID.String())
		}
		if request.Cursor = page.Next; request.Cursor == "" {
			break
		}
	}
	return c.Close()
}

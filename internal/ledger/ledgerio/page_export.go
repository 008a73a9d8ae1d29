package ledgerio

import (
	"context"
	"errors"
	"io"
	"strconv"
	"time"

	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/paging"
	"comptoir/internal/kernel/period"
	"comptoir/internal/ledger"
	"comptoir/internal/platform/spreadsheet"
)

// ErrNoSIREN says that the FEC cannot have its name.
var ErrNoSIREN = fault.Define(fault.Conflict, "ledger.no_siren", "enter the business's SIREN in its settings first: the FEC bears it")

// fec writes the fichier des écritures comptables of a calendar year and returns its name.
func (m *Module) fec(ctx context.Context, w io.Writer, year int) (string, error) {
	b, err := m.d.Business(ctx)
	if err != nil {
		return "", err
	}
	if b.SIREN == "" {
		return "", ErrNoSIREN
	}
	end := period.On(year, time.December, 31)
	out := ledger.NewFEC(w, m.d.Zone(ctx), b.Currency)
	filter := ledger.JournalFilter{From: period.On(year, time.January, 1), To: end}
	if _, err := m.d.Ledger.Export(ctx, ledger.ExportJournal{Filter: filter, Each: out.Write}); err != nil {
		return "", err
	}
	return ledger.FECName(b.SIREN, end), out.Flush()
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

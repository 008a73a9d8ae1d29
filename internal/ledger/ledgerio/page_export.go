package ledgerio

import (
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"net/http"
	"os"
	"strconv"
	"strings"
	"time"

	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/paging"
	"comptoir/internal/kernel/period"
	"comptoir/internal/ledger"
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

// csvOf opens a table for spreadsheets: semicolons, and a mark by which they know UTF-8.
func csvOf(w io.Writer, head ...string) *csv.Writer {
	_, _ = io.WriteString(w, "\ufeff") // the writer keeps the first error
	c := csv.NewWriter(w)
	c.Comma = ';'
	_ = c.Write(head)
	return c
}

// harmless puts an apostrophe before what a spreadsheet would run as a formula (OWASP, CSV injection).
func harmless(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r\n＝＋－＠", []rune(s)[0]) {
		return "'" + s
	}
	return s
}

// decimals writes minor units of a currency with a comma.
func decimals(c money.Currency) func(int64) string {
	return func(n int64) string { return strings.ReplaceAll(money.New(n, c).Decimal(), ".", ",") }
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
	c := csvOf(w, "numero", "journal", "date", "date_valeur", "piece", "libelle", "compte", "numero_compte", "debit", "credit", "devise", "operation")
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
			if err := c.Write([]string{strconv.FormatInt(t.Number, 10), string(t.Journal), t.BookedOn.String(), t.ValueOn.String(), harmless(t.Piece), harmless(t.Label),
				string(l.Account), class.Number, debit, credit, string(l.Amount.Currency()), t.ID.String()}); err != nil {
				return err
			}
		}
		return nil
	}})
	c.Flush()
	if err == nil {
		err = c.Error()
	}
	return err
}

func (m *Module) trialCSV(ctx context.Context, w io.Writer, q ledger.GetTrialBalance) error {
	if _, err := m.d.Ledger.AllowExport(ctx, ledger.AllowExport{}); err != nil {
		return err
	}
	t, err := m.d.Ledger.TrialBalance(ctx, q)
	if err != nil {
		return err
	}
	c := csvOf(w, "compte", "numero_compte", "libelle", "devise", "solde_initial", "debit", "credit", "solde_final")
	for _, l := range t.Lines {
		class, err := ledger.ClassOf(l.Account)
		if err != nil {
			return err
		}
		d := decimals(l.Currency)
		_ = c.Write([]string{string(l.Account), class.Number, class.Label, string(l.Currency), d(l.Opening), d(l.Debits), d(l.Credits), d(l.Closing())})
	}
	c.Flush()
	return c.Error()
}

// statementCSV writes an account's lines, newest first as the page shows them.
func (m *Module) statementCSV(ctx context.Context, w io.Writer, f ledger.StatementFilter) error {
	if _, err := m.d.Ledger.AllowExport(ctx, ledger.AllowExport{}); err != nil {
		return err
	}
	c := csvOf(w, "date", "date_valeur", "piece", "libelle", "debit", "credit", "solde", "devise", "operation")
	for request := (paging.Request{Limit: paging.MaxLimit}); ; {
		page, err := m.d.Ledger.Statement(ctx, ledger.AccountStatement{Filter: f, Page: request})
		if err != nil {
			return err
		}
		for _, line := range page.Items {
			d := decimals(line.Leg.Amount.Currency())
			debit, credit := sides(line.Leg.Amount.Minor(), d)
			t := line.Transaction
			_ = c.Write([]string{t.BookedOn.String(), t.ValueOn.String(), harmless(t.Piece), harmless(t.Label), debit, credit,
				d(normal(line.Leg.Account, money.New(line.Leg.After, line.Leg.Amount.Currency())).Minor()), string(line.Leg.Amount.Currency()), t.ID.String()})
		}
		if request.Cursor = page.Next; request.Cursor == "" {
			break
		}
	}
	c.Flush()
	return c.Error()
}

// download sends what write makes: it is whole before the first byte leaves, so that what breaks off is an error and not a
// file that looks complete.
func (m *Module) download(w http.ResponseWriter, r *http.Request, kind string, write func(io.Writer) (name string, err error)) {
	file, err := os.CreateTemp("", "comptoir-ledger-*")
	if err != nil {
		m.d.Web.Error(w, r, err)
		return
	}
	defer func() { _ = file.Close(); _ = os.Remove(file.Name()) }()
	name, err := write(file)
	if err == nil {
		_, err = file.Seek(0, io.SeekStart)
	}
	if err != nil {
		m.d.Web.Error(w, r, err)
		return
	}
	w.Header().Set("Content-Type", kind)
	w.Header().Set("Content-Disposition", fmt.Sprintf("attachment; filename=%q", name))
	w.Header().Set("Cache-Control", "no-store")
	http.ServeContent(w, r, "", time.Time{}, file)
}

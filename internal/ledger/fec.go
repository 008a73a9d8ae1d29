package ledger

import (
	"bufio"
	"cmp"
	"context"
	"fmt"
	"io"
	"strings"
	"time"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/period"
)

// ExportJournal gives every validated transaction of a period to Each, in the order of validation.
type ExportJournal struct {
	Filter JournalFilter
	Each   func(Transaction) error
}

// Needs implements access.Guarded.
func (ExportJournal) Needs() access.Permission { return PermExport }

// Proof implements access.Proving: the books leave the house.
func (ExportJournal) Proof() access.Proof { return access.FreshProof }

// AllowExport asks whether what the pages show may leave the house as a file.
type AllowExport struct{}

// Needs implements access.Guarded.
func (AllowExport) Needs() access.Permission { return PermExport }

// Proof implements access.Proving.
func (AllowExport) Proof() access.Proof { return access.FreshProof }

// exportBatch is how many transactions an export reads at once.
const exportBatch = 500

func (l *Ledger) export(ctx context.Context, q ExportJournal) (n int, err error) {
	if err := q.Filter.check(); err != nil {
		return 0, err
	}
	for after := int64(0); ; {
		some, err := l.d.Store.Sealed(ctx, q.Filter, after, exportBatch)
		if err != nil {
			return n, err
		}
		for _, t := range some {
			if err := q.Each(t); err != nil {
				return n, err
			}
			after = t.Number
			n++
		}
		if len(some) < exportBatch {
			return n, nil
		}
	}
}

// FECColumns are the eighteen columns of the fichier des écritures comptables, in the order of article A47 A-1, VII-1° of
// the livre des procédures fiscales.
var FECColumns = []string{"JournalCode", "JournalLib", "EcritureNum", "EcritureDate", "CompteNum", "CompteLib", "CompAuxNum", "CompAuxLib",
	"PieceRef", "PieceDate", "EcritureLib", "Debit", "Credit", "EcritureLet", "DateLet", "ValidDate", "Montantdevise", "Idevise"}

// FECName is the file's name: the SIREN, FEC, and the last day of the financial year (A47 A-1, X).
func FECName(siren string, end period.Date) string {
	return siren + "FEC" + dateFEC(end) + ".txt"
}

// FEC writes the file: text in UTF-8, fields between tabs, lines ended by CR LF, dates as AAAAMMJJ, amounts with a comma.
// Only what moved money is an accounting entry; holds are not. Make one with NewFEC, call Write for each transaction, then
// Flush.
type FEC struct {
	w    *bufio.Writer
	zone *time.Location
	home money.Currency
}

// NewFEC writes the head. The file is kept in the currency home: Write refuses a transaction in another one rather than
// leave it out.
func NewFEC(w io.Writer, zone *time.Location, home money.Currency) *FEC {
	f := &FEC{w: bufio.NewWriter(w), zone: zone, home: home}
	f.line(FECColumns)
	return f
}

// Flush ends the file.
func (f *FEC) Flush() error { return f.w.Flush() }

func (f *FEC) line(fields []string) {
	_, _ = f.w.WriteString(strings.Join(fields, "\t") + "\r\n") // Flush returns the first error
}

// ErrForeign says that a transaction is not in the currency in which the books are kept.
var ErrForeign = fault.Define(fault.Conflict, "ledger.foreign_currency", "the FEC is kept in one currency, and a transaction is in another")

// Write adds the lines of one transaction.
func (f *FEC) Write(t Transaction) error {
	for _, leg := range t.Legs {
		if leg.Amount.IsZero() {
			continue
		}
		if leg.Amount.Currency() != f.home {
			return ErrForeign.Detailf("transaction %d is in %s", t.Number, leg.Amount.Currency())
		}
		class, err := ClassOf(leg.Account)
		if err != nil {
			return err
		}
		auxiliary, name := "", ""
		if class.Each {
			auxiliary = string(leg.Account)
			name = auxiliary
		}
		debit, credit := "0,00", "0,00"
		if leg.Amount.IsPositive() {
			debit = decimalFEC(leg.Amount)
		} else {
			credit = decimalFEC(leg.Amount.Neg())
		}
		f.line([]string{string(t.Journal), Journals()[t.Journal], fmt.Sprint(t.Number), dateFEC(t.BookedOn), class.Number, class.Label, auxiliary, name,
			textFEC(cmp.Or(t.Piece, t.Key)), dateFEC(t.ValueOn), textFEC(t.Label), debit, credit, "", "", dateFEC(period.DateOf(t.SealedAt, f.zone)), "", ""})
	}
	return nil
}

func dateFEC(d period.Date) string { return strings.ReplaceAll(d.String(), "-", "") }

// decimalFEC writes an amount without thousands and with a comma.
func decimalFEC(a money.Amount) string {
	return strings.ReplaceAll(a.Decimal(), ".", ",")
}

// textFEC keeps a text within its field.
func textFEC(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f || r == '|' {
			return ' '
		}
		return r
	}, s)
}

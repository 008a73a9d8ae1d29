package ledger

import (
	"bufio"
	"cmp"
	"context"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/paging"
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
// Only what moved money is an accounting entry; holds and what lets them go are not, and take no number: EcritureNum runs
// 1, 2, 3 … in each journal of the file, in the order of validation, which never changes. Make one with NewFEC, call Open
// once and Write for each transaction, then Flush.
type FEC struct {
	w     *bufio.Writer
	zone  *time.Location
	home  money.Currency
	names func(Path) string
	last  map[Journal]int
}

// NewFEC writes the head. The file is kept in the currency home. names calls an auxiliary account (CompAuxLib); where it
// knows none, the account is called by the words of its path.
func NewFEC(w io.Writer, zone *time.Location, home money.Currency, names func(Path) string) *FEC {
	f := &FEC{w: bufio.NewWriter(w), zone: zone, home: home, names: names, last: map[Journal]int{}}
	f.line(FECColumns)
	return f
}

// Flush ends the file.
func (f *FEC) Flush() error { return f.w.Flush() }

func (f *FEC) line(fields []string) {
	_, _ = f.w.WriteString(strings.Join(fields, "\t") + "\r\n") // Flush returns the first error
}

// openJournal holds the opening entry (à-nouveaux); nothing is posted to it.
const openJournal Journal = "AN"

// next is the number of the next entry of a journal.
func (f *FEC) next(j Journal) string {
	f.last[j]++
	return fmt.Sprintf("%s%06d", j, f.last[j])
}

// Open writes the opening entry of the financial year that begins on first: what stood on the accounts when the one before
// ended, of its trial balance. foreign are the transactions before first that have postings in other currencies.
func (f *FEC) Open(first period.Date, before Trial, foreign []Transaction) error {
	extra := map[Path]int64{}
	for _, t := range foreign {
		legs, _ := inHome(t, f.home)
		for _, leg := range legs {
			if !leg.Foreign.IsZero() {
				extra[leg.Account] += leg.Amount.Minor()
			}
		}
	}
	lines, err := openings(before, f.home, extra)
	if err != nil || len(lines) == 0 {
		return err
	}
	day, number := dateFEC(first), f.next(openJournal)
	for _, o := range lines {
		f.posting([]string{string(openJournal), "À-nouveaux", number, day}, o.class, o.account, o.amount,
			[]string{"A-NOUVEAUX", day, "Report des soldes de l’exercice précédent"}, []string{"", "", day, "", ""})
	}
	return nil
}

// Write adds the lines of one transaction. What has no rate into the currency of the file is left out: LeftOut lists it.
func (f *FEC) Write(t Transaction) error {
	legs, _ := inHome(t, f.home)
	if len(legs) == 0 {
		return nil
	}
	number := f.next(t.Journal)
	for _, leg := range legs {
		class, err := ClassOf(leg.Account)
		if err != nil {
			return err
		}
		amount, currency := "", ""
		if !leg.Foreign.IsZero() {
			amount, currency = decimalFEC(unsigned(leg.Foreign)), string(leg.Foreign.Currency())
		}
		f.posting([]string{string(t.Journal), Journals()[t.Journal], number, dateFEC(t.BookedOn)}, class, leg.Account, leg.Amount,
			[]string{textFEC(cmp.Or(t.Piece, t.Key)), dateFEC(t.PieceOn()), textFEC(t.Label)}, []string{"", "", dateFEC(period.DateOf(t.SealedAt, f.zone)), amount, currency})
	}
	return nil
}

// posting writes one line: the entry, the account, the paper, the amount, and what closes it.
func (f *FEC) posting(entry []string, class Class, account Path, amount money.Amount, piece, end []string) {
	auxiliary, name := "", ""
	if class.Each && account != "" {
		auxiliary, name = string(account), f.nameOf(class, account)
	}
	debit, credit := "0,00", "0,00"
	if amount.IsNegative() {
		credit = decimalFEC(amount.Neg())
	} else {
		debit = decimalFEC(amount)
	}
	f.line(slices.Concat(entry, []string{class.Number, class.Label, auxiliary, textFEC(name)}, piece, []string{debit, credit}, end))
}

// nameOf calls an auxiliary account.
func (f *FEC) nameOf(class Class, p Path) string {
	if f.names != nil {
		if name := f.names(p); name != "" {
			return name
		}
	}
	word, _, _ := strings.Cut(strings.TrimPrefix(string(p), class.Prefix+":"), ":")
	if word == string(p) { // the class itself, with nothing after it
		return class.Label
	}
	if word == "clearing" { // the class is one provider's
		word = class.Prefix[strings.LastIndexByte(class.Prefix, ':')+1:]
	}
	return class.Label + " " + word
}

// LeftOut lists the transactions of a period whose postings in another currency than the books' the FEC cannot hold, because
// they do not say at which rate. The newest hundred at most.
type LeftOut struct {
	From, To period.Date // included
	Home     money.Currency
}

// Needs implements access.Guarded.
func (LeftOut) Needs() access.Permission { return PermRead }

func (l *Ledger) leftOut(ctx context.Context, q LeftOut) (out []Transaction, err error) {
	filter := JournalFilter{From: q.From, To: q.To, Beside: q.Home}
	if err := filter.check(); err != nil {
		return nil, err
	}
	page, err := l.d.Store.Journal(ctx, filter, paging.Request{Limit: paging.MaxLimit})
	for _, t := range page.Items {
		if _, left := inHome(t, q.Home); left {
			out = append(out, t)
		}
	}
	return out, err
}

func unsigned(a money.Amount) money.Amount {
	if a.IsNegative() {
		return a.Neg()
	}
	return a
}

func sortedPaths(m map[Path]int64) []Path { return slices.Sorted(maps.Keys(m)) }

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

package banking

import (
	"bytes"
	"encoding/csv"
	"strings"
	"time"
	"unicode/utf8"

	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/period"
)

// Mapping says which column of a bank's CSV is what, by the words of its head line. It is kept with the account.
type Mapping struct {
	Date      string `json:"date"`
	Amount    string `json:"amount,omitempty"` // signed; or
	Debit     string `json:"debit,omitempty"`
	Credit    string `json:"credit,omitempty"`
	Text      string `json:"text"`
	Name      string `json:"name,omitempty"`
	Reference string `json:"reference,omitempty"`
}

// IsZero reports whether nothing was chosen.
func (m Mapping) IsZero() bool { return m == Mapping{} }

// guesses are how banks call their columns, in French and English.
var guesses = map[string][]string{
	"date":      {"date", "date operation", "date de comptabilisation", "date comptable", "dateop", "booking date", "date d'operation"},
	"amount":    {"montant", "amount", "montant eur", "montant(euros)", "valeur", "montant operation"},
	"debit":     {"debit", "debit euros", "debit eur", "montant debit"},
	"credit":    {"credit", "credit euros", "credit eur", "montant credit"},
	"text":      {"libelle", "label", "description", "libelle operation", "libelle complet", "libelle simplifie", "details", "motif"},
	"name":      {"nom", "name", "contrepartie", "tiers", "payer", "donneur d'ordre"},
	"reference": {"reference", "ref", "informations complementaires"},
}

func headWord(text string) string {
	return strings.ToLower(strings.Join(strings.Fields(plain.Replace(strings.TrimPrefix(text, "\ufeff"))), " "))
}

// guess fills what a mapping leaves open by the head line.
func (m Mapping) guess(head []string) Mapping {
	at := func(what, given string) string {
		if given != "" {
			return given
		}
		for _, word := range guesses[what] {
			for _, h := range head {
				if headWord(h) == word {
					return h
				}
			}
		}
		return ""
	}
	g := Mapping{Date: at("date", m.Date), Text: at("text", m.Text), Name: at("name", m.Name), Reference: at("reference", m.Reference), Amount: m.Amount, Debit: m.Debit, Credit: m.Credit}
	if g.Amount == "" && g.Debit == "" && g.Credit == "" {
		if g.Debit, g.Credit = at("debit", ""), at("credit", ""); g.Debit == "" || g.Credit == "" {
			g.Debit, g.Credit, g.Amount = "", "", at("amount", "")
		}
	}
	return g
}

// columns are where the head line has what a mapping names; -1: nowhere.
type columns struct{ date, amount, debit, credit, text, name, reference int }

func (m Mapping) columns(head []string) (columns, error) {
	var c fault.Check
	find := func(field, word string, need bool) int {
		for i, h := range head {
			if word != "" && headWord(h) == headWord(word) {
				return i
			}
		}
		c.That(!need && word == "", field, "unknown_column", "the file has no such column")
		return -1
	}
	both := m.Amount == ""
	out := columns{find("date", m.Date, true), find("amount", m.Amount, !both), find("debit", m.Debit, both), find("credit", m.Credit, both), find("text", m.Text, true), find("name", m.Name, false), find("reference", m.Reference, false)}
	return out, c.Err()
}

// ParseCSV reads a bank's CSV. The separator is found; the text may be UTF-8 or Latin-1. It returns the mapping with which
// it was read.
func ParseCSV(content []byte, m Mapping) ([]Raw, Mapping, error) {
	text := string(bytes.TrimPrefix(content, []byte("\xef\xbb\xbf")))
	if !utf8.ValidString(text) {
		text = latin1(content)
	}
	if strings.ContainsRune(text, 0) {
		return nil, m, refused("malformed_csv", "this is no text")
	}
	r := csv.NewReader(strings.NewReader(text))
	r.Comma, r.FieldsPerRecord, r.LazyQuotes, r.TrimLeadingSpace = separator(text), -1, true, true
	rows, err := r.ReadAll()
	if err != nil {
		return nil, m, ErrStatement.On("file", "statement_malformed_csv", "the lines cannot be told apart").Because(err)
	}
	if len(rows) > maxEntries+20 {
		return nil, m, refused("too_many", "more than %d entries", maxEntries)
	}
	for at, head := range rows[:min(len(rows), 20)] { // some banks write a few lines about the account first
		guessed := m.guess(head)
		where, err := guessed.columns(head)
		if err != nil {
			if at == min(len(rows), 20)-1 {
				return nil, m, headFault(err)
			}
			continue
		}
		raws, err := where.raws(rows[at+1:], at+2)
		return raws, guessed, err
	}
	return nil, m, refused("empty", "there is nothing in the file")
}

// headFault names the columns that were not found.
func headFault(err error) error {
	out := ErrStatement.On("file", "statement_no_head", "no line names the columns of date, text and amount")
	for _, f := range fault.FieldsOf(err) {
		out = out.On(f.Path, f.Code, f.Message)
	}
	return out
}

func latin1(content []byte) string {
	runes := make([]rune, len(content))
	for i, b := range content {
		runes[i] = rune(b)
	}
	return string(runes)
}

// separator is the one of which the first lines have most.
func separator(text string) rune {
	start := text[:min(len(text), 4096)]
	best, most := ';', 0
	for _, s := range ";\t,|" {
		if n := strings.Count(start, string(s)); n > most {
			best, most = s, n
		}
		if s == ';' && most > 0 {
			break // a decimal comma is no separator
		}
	}
	return best
}

func (c columns) raws(rows [][]string, first int) ([]Raw, error) {
	var out []Raw
	for i, row := range rows {
		cell := func(at int) string {
			if at < 0 || at >= len(row) {
				return ""
			}
			return strings.TrimSpace(row[at])
		}
		if cell(c.date) == "" && cell(c.amount) == "" && cell(c.debit) == "" && cell(c.credit) == "" {
			continue // an empty line, or a total
		}
		on, ok := csvDate(cell(c.date))
		if !ok {
			return nil, refused("malformed_date", "line %d: %q is no date", first+i, line(cell(c.date), 30))
		}
		amount, ok := csvAmount(cell(c.amount))
		if c.amount < 0 {
			var in, back money.Amount
			in, ok = csvAmount(cell(c.credit))
			var fine bool
			back, fine = csvAmount(cell(c.debit))
			if back.IsNegative() {
				back = back.Neg()
			}
			ok = ok && fine && !in.IsNegative()
			amount = in.Sub(back)
		}
		if !ok {
			return nil, refused("malformed_amount", "line %d: this is no amount", first+i)
		}
		if amount.IsZero() {
			continue
		}
		out = append(out, Raw{On: on, Amount: amount, Text: line(cell(c.text), 300), Name: line(cell(c.name), 140), Reference: line(cell(c.reference), 70)})
	}
	return out, nil
}

func csvDate(text string) (period.Date, bool) {
	for _, layout := range []string{"02/01/2006", "2006-01-02", "02-01-2006", "02.01.2006", "02/01/06", "20060102"} {
		if t, err := time.Parse(layout, text); err == nil && t.Year() >= 1990 && t.Year() < 2200 {
			return period.DateOf(t, time.UTC), true
		}
	}
	return period.Date{}, false
}

// csvAmount reads "1 234,56", "-1.234,56", "+12.5", "12"; an empty cell is zero.
func csvAmount(text string) (money.Amount, bool) {
	zero := money.Zero(money.EUR)
	text = strings.NewReplacer(" ", "", "\u00a0", "", "\u202f", "", "€", "", "EUR", "", "+", "", "'", "").Replace(text)
	if text == "" {
		return zero, true
	}
	if at := strings.LastIndexAny(text, ",."); at >= 0 && len(text)-at-1 <= 2 {
		text = strings.NewReplacer(",", "", ".", "").Replace(text[:at]) + "." + text[at+1:]
	} else if at >= 0 { // three digits after it: it groups
		text = strings.NewReplacer(",", "", ".", "").Replace(text)
	}
	a, err := money.Parse(text, money.EUR)
	if err != nil || a.Minor() > maxAmount || a.Minor() < -maxAmount {
		return zero, false
	}
	return a, true
}

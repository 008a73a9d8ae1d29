// Package spreadsheet writes tables that people open with a spreadsheet: CSV (RFC 4180) in UTF-8 with its mark, and no cell
// that the spreadsheet would run. It is the only place of the program that writes CSV, so that no table forgets the guard.
//
// It does not know what the columns mean, nor who may read them. Start with New.
package spreadsheet

import (
	"encoding/csv"
	"io"
	"regexp"
	"strings"
	"unicode/utf8"

	"comptoir/internal/kernel/money"
)

// Separators of columns. French spreadsheets open Semicolon with a double click; Comma is what programs expect.
const (
	Semicolon = ';'
	Comma     = ','
)

// Table writes rows. It keeps the first error, which Close returns.
type Table struct {
	w   *csv.Writer
	row []string
	err error
}

// New writes the mark by which spreadsheets know UTF-8, and the names of the columns.
func New(w io.Writer, separator rune, head ...string) *Table {
	t := &Table{w: csv.NewWriter(w)}
	t.w.Comma, t.w.UseCRLF = separator, true
	if _, t.err = io.WriteString(w, "\ufeff"); t.err == nil {
		t.err = t.Row(head...)
	}
	return t
}

// Row writes one row.
func (t *Table) Row(cells ...string) error {
	if t.err != nil {
		return t.err
	}
	t.row = t.row[:0]
	for _, cell := range cells {
		t.row = append(t.row, Inert(cell))
	}
	t.err = t.w.Write(t.row)
	return t.err
}

// Close writes what is still held back, and says whether everything was written.
func (t *Table) Close() error {
	t.w.Flush()
	if t.err == nil {
		t.err = t.w.Error()
	}
	return t.err
}

// number is what a spreadsheet reads as a negative number and nothing else.
var number = regexp.MustCompile(`^-[0-9]+([.,][0-9]+)?$`)

// Inert puts an apostrophe before what a spreadsheet would run as a formula (OWASP, CSV injection), its full-width forms
// included. Numbers below zero stay numbers.
func Inert(cell string) string {
	first, _ := utf8.DecodeRuneInString(cell)
	if cell != "" && strings.ContainsRune("=+-@\t\r\n＝＋－＠", first) && !number.MatchString(cell) {
		return "'" + cell
	}
	return cell
}

// Decimal writes an amount as a French spreadsheet reads a number: a comma, no currency, no groups.
func Decimal(a money.Amount) string { return strings.ReplaceAll(a.Decimal(), ".", ",") }

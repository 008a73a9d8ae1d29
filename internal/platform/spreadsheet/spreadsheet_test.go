package spreadsheet_test

import (
	"bytes"
	"encoding/csv"
	"errors"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"comptoir/internal/kernel/money"
	"comptoir/internal/platform/spreadsheet"
)

// What a spreadsheet would run is text; numbers stay numbers.
func TestInert(t *testing.T) {
	t.Parallel()
	for _, run := range []string{"=1+1", "+1+1", "+33612345678", "-2+3", "-", "--1", "-1,2,3", "-1e3", "-1 ", "@SUM(1)", "\t=1", "\r=1", "\n=1", "＝1+1", "＋1", "－1", "＠A1", "=HYPERLINK(\"http://evil.example\")"} {
		if got := spreadsheet.Inert(run); got != "'"+run {
			t.Errorf("%q is written as %q", run, got)
		}
	}
	for _, stays := range []string{"", "-12", "-12,50", "-12.50", "0", "12,50", "2027-03-14", "Ty Mor", "a=b", "'quoted", "é-1", "\xff"} {
		if got := spreadsheet.Inert(stays); got != stays {
			t.Errorf("%q is written as %q", stays, got)
		}
	}
	if got := spreadsheet.Decimal(money.New(-123456, money.EUR)); got != "-1234,56" || spreadsheet.Inert(got) != got {
		t.Errorf("an amount below zero is written as %q", got)
	}
}

// Whatever is written is read again cell by cell, and no cell begins a formula.
func TestTable(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		separator := rapid.SampledFrom([]rune{spreadsheet.Semicolon, spreadsheet.Comma}).Draw(t, "separator")
		rows := rapid.SliceOf(rapid.SliceOfN(rapid.StringMatching(`[=+@;,"'a-z0-9 -]{0,8}`), 3, 3)).Draw(t, "rows")
		var file bytes.Buffer
		table := spreadsheet.New(&file, separator, "a", "b", "c")
		for _, row := range rows {
			_ = table.Row(row...)
		}
		if err := table.Close(); err != nil {
			t.Fatal(err)
		}
		text, marked := strings.CutPrefix(file.String(), "\ufeff")
		r := csv.NewReader(strings.NewReader(text))
		r.Comma = separator
		got, err := r.ReadAll()
		if err != nil || !marked || len(got) != len(rows)+1 || !slices.Equal(got[0], []string{"a", "b", "c"}) {
			t.Fatalf("%q is read as %q: %v", text, got, err)
		}
		for i, row := range rows {
			for j, cell := range row {
				read := got[i+1][j]
				if strings.TrimPrefix(read, "'") != strings.TrimPrefix(cell, "'") || read != "" && strings.ContainsAny(read[:1], "=+@") {
					t.Fatalf("%q is read as %q", cell, read)
				}
			}
		}
	})
}

type broken struct{ after int }

var errBroken = errors.New("the disk is full")

func (b *broken) Write(p []byte) (int, error) {
	if b.after -= len(p); b.after < 0 {
		return 0, errBroken
	}
	return len(p), nil
}

// A table that could not be written whole says so, wherever it broke off.
func TestBrokenDisk(t *testing.T) {
	t.Parallel()
	for _, after := range []int{0, 5, 5000} {
		table := spreadsheet.New(&broken{after}, spreadsheet.Comma, "a", "b")
		for range 5000 {
			_ = table.Row("x", "y")
		}
		if err := table.Close(); !errors.Is(err, errBroken) {
			t.Errorf("after %d bytes: %v", after, err)
		}
	}
}

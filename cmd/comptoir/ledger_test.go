package main

import (
	"bytes"
	"strings"
	"testing"

	"comptoir/test/program"
)

// What a shell script or a monitor reads of `comptoir ledger verify`: 0 when the books hold, 1 when somebody has changed them,
// 2 when they could not be looked at.
func TestExitCodesOfLedgerVerify(t *testing.T) {
	t.Parallel()
	p := program.Start(t)
	a := p.Agency("rivages")
	eur := program.M{"amount": "12.50", "currency": "EUR"}
	a.As("admin").Must(201, "POST", "/api/ledger/transactions", program.M{"key": "1", "label": "Frais", "postings": []program.M{{"account": "fees:bank", "debit": eur}, {"account": "bank:main", "credit": eur}}})
	verify := func(database string) (int, string) {
		var out, said bytes.Buffer
		code := run([]string{"ledger", "verify", "--tenant", "rivages"}, []string{"COMPTOIR_DATABASE_URL=" + database, "COMPTOIR_DATA=" + p.Data, "COMPTOIR_SECRET_KEY=" + program.Key, "COMPTOIR_LOG_LEVEL=error"}, &out, &said)
		return code, out.String() + said.String()
	}
	p.Eventually("the entry is sealed", func() bool {
		return a.As("admin").Must(200, "GET", "/api/ledger/transactions", nil).At("items.0.number") != nil
	})
	if code, said := verify(p.Address.AppURL); code != 0 || !strings.Contains(said, "whole") {
		t.Errorf("books that hold: %d %s", code, said)
	}
	if _, err := p.Admin().Exec(t.Context(), `set session_replication_role = replica; update ledger.balance set posted = posted + 1; set session_replication_role = origin`); err != nil {
		t.Fatal(err)
	}
	if code, said := verify(p.Address.AppURL); code != 1 || !strings.Contains(said, "BROKEN") {
		t.Errorf("books that were changed: %d %s", code, said)
	}
	if code, said := verify("postgres://nobody@127.0.0.1:1/none?connect_timeout=1"); code != 2 {
		t.Errorf("no database: %d %s", code, said)
	}
}

package invoicingio_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"

	"comptoir/internal/invoicing"
	"comptoir/internal/invoicing/invoicingio"
	"comptoir/internal/invoicing/invoicingtest"
	"comptoir/internal/kernel/access"
	"comptoir/internal/platform/pgtest"
)

// The database itself refuses gaps, changes, other hashes and going back in time, also to who owns the tables.
func TestTheDatabaseRefuses(t *testing.T) {
	t.Parallel()
	w := open(t)
	id := w.issued(t, invoicingtest.Draft())
	w.issued(t, invoicingtest.Draft())
	tenant, admin := access.TenantOf(w.ctx), pgtest.Admin(t, w.db)
	copied := `INSERT INTO invoicing.paper SELECT tenant_id, gen_random_uuid(), %s, series, year, %s, 'X' || seq, kind, key || 'x', %s, issued_at, due_on, currency, net, vat, total, due,
		counted_net, counted_vat, customer, email, reference, subject_kind, subject_id, credits, body, %s, %s FROM invoicing.paper WHERE tenant_id = $1 AND seq = 2`
	for name, sql := range map[string]string{
		"a change":            `UPDATE invoicing.paper SET total = total + 1, net = net + 1 WHERE tenant_id = $1`,
		"a deletion":          `DELETE FROM invoicing.paper WHERE tenant_id = $1`,
		"a number left out":   fmt.Sprintf(copied, "3", "4", "issued_on", "hash", "encode(sha256(convert_to(hash || body, 'UTF8')), 'hex')"),
		"another hash":        fmt.Sprintf(copied, "3", "3", "issued_on", "hash", "hash"),
		"a link left out":     fmt.Sprintf(copied, "4", "3", "issued_on", "hash", "encode(sha256(convert_to(hash || body, 'UTF8')), 'hex')"),
		"an earlier day":      fmt.Sprintf(copied, "3", "3", "issued_on - 1", "hash", "encode(sha256(convert_to(hash || body, 'UTF8')), 'hex')"),
		"a counter ahead":     `UPDATE invoicing.counter SET last = 7 WHERE tenant_id = $1`,
		"a counter behind":    `UPDATE invoicing.counter SET last = 1 WHERE tenant_id = $1`,
		"a chain ahead":       `UPDATE invoicing.chain SET last = 7 WHERE tenant_id = $1`,
		"credited twice":      `UPDATE invoicing.standing SET credited = total + 1 WHERE tenant_id = $1`,
		"paid more than owed": `UPDATE invoicing.standing SET received = due + 1 WHERE tenant_id = $1`,
	} {
		if _, err := admin.Exec(w.ctx, sql, tenant); err == nil {
			t.Errorf("%s is taken", name)
		}
	}
	w.whole(t, 2)
	other, _ := pgtest.Tenant(t)
	if _, err := w.Paper(other, invoicing.GetPaper{ID: id}); !errors.Is(err, invoicing.ErrUnknown) {
		t.Errorf("another business reads it: %v", err)
	}
	if rows, err := w.Papers(other, invoicing.ListPapers{}); err != nil || len(rows.Items) != 0 {
		t.Errorf("another business lists %v %v", rows.Items, err)
	}
}

// Somebody who may do everything with the database changes a paper: the verification finds it.
func TestTamperingIsFound(t *testing.T) {
	t.Parallel()
	for name, sql := range map[string]string{
		"hash":    `UPDATE invoicing.paper SET body = replace(body, 'Bœuf', 'Veau') WHERE tenant_id = $1 AND chain = 2`,
		"columns": `UPDATE invoicing.paper SET net = net + 1, total = total + 1 WHERE tenant_id = $1 AND chain = 2`,
		"chain":   `DELETE FROM invoicing.standing WHERE tenant_id = $1 AND paper_id = (SELECT id FROM invoicing.paper WHERE tenant_id = $1 AND chain = 2)`,
		"end":     `DELETE FROM invoicing.standing WHERE tenant_id = $1 AND paper_id = (SELECT id FROM invoicing.paper WHERE tenant_id = $1 AND chain = 3)`,
		"number":  `UPDATE invoicing.paper SET number = 'F-2027-00009' WHERE tenant_id = $1 AND chain = 2`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := open(t)
			for range 3 {
				w.issued(t, invoicingtest.Draft())
			}
			tenant, admin := access.TenantOf(w.ctx), pgtest.Admin(t, w.db)
			statements := []string{`ALTER TABLE invoicing.paper DISABLE TRIGGER USER`, sql}
			switch name {
			case "chain":
				statements = append(statements, `DELETE FROM invoicing.paper WHERE tenant_id = $1 AND chain = 2`)
			case "end":
				statements = append(statements, `DELETE FROM invoicing.paper WHERE tenant_id = $1 AND chain = 3`)
			}
			for _, s := range statements {
				var args []any
				if slices.Contains([]byte(s), '$') {
					args = []any{tenant}
				}
				if _, err := admin.Exec(w.ctx, s, args...); err != nil {
					t.Fatal(err)
				}
			}
			r, err := w.store.Verify(w.ctx)
			if err != nil || !slices.ContainsFunc(r.Findings, func(f invoicingio.Finding) bool { return f.What == name }) {
				t.Errorf("%v %v", r.Findings, err)
			}
		})
	}
}

// Somebody who may do everything with the database and knows how the chain is made changes a paper and computes the whole
// chain again. The audit trail holds where it ended last night: the guard finds it, tells the operator and the business,
// and the trail goes on holding the true head.
func TestAForgedChainIsFoundByTheTrail(t *testing.T) {
	t.Parallel()
	w := open(t)
	tenant := access.TenantOf(w.ctx)
	var told []error
	var broken []invoicingio.Finding
	guard := &invoicingio.Guard{Store: w.store, Tenants: func(context.Context) ([]access.TenantID, error) { return []access.TenantID{tenant}, nil },
		Report: func(_ context.Context, err error) { told = append(told, err) },
		Broken: func(_ context.Context, f invoicingio.Finding) { broken = append(broken, f) }}
	night := func() invoicingio.Report {
		t.Helper()
		if err := guard.VerifyAll(t.Context()); err != nil {
			t.Fatal(err)
		}
		r, err := w.store.Verify(w.ctx)
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	if r := night(); len(r.Recorded) != 0 {
		t.Errorf("nothing was issued, and the trail holds %v", r.Recorded)
	}
	for range 2 {
		w.issued(t, invoicingtest.Draft())
	}
	night()
	if r := night(); len(r.Recorded) != 1 || r.Recorded[0] != r.Head || r.Papers != 2 || len(told)+len(broken) != 0 {
		t.Fatalf("the trail holds %v of %v, told %v %v", r.Recorded, r.Head, told, broken)
	}
	w.issued(t, invoicingtest.Draft())
	if r := night(); len(r.Recorded) != 2 || r.Recorded[0].Papers != 3 {
		t.Fatalf("a night later the trail holds %v", r.Recorded)
	}

	admin := pgtest.Admin(t, w.db)
	for _, sql := range []string{`ALTER TABLE invoicing.paper DISABLE TRIGGER USER`, `ALTER TABLE invoicing.chain DISABLE TRIGGER USER`} {
		if _, err := admin.Exec(w.ctx, sql); err != nil {
			t.Fatal(err)
		}
	}
	previous := ""
	for chain := 1; chain <= 3; chain++ {
		err := admin.QueryRow(w.ctx, `UPDATE invoicing.paper SET body = replace(body, 'Bœuf', 'Veau'), previous = $3, hash = encode(sha256(convert_to($3 || replace(body, 'Bœuf', 'Veau'), 'UTF8')), 'hex')
			WHERE tenant_id = $1 AND chain = $2 RETURNING hash`, tenant, chain, previous).Scan(&previous)
		if err != nil {
			t.Fatal(err)
		}
	}
	if _, err := admin.Exec(w.ctx, `UPDATE invoicing.chain SET hash = $2 WHERE tenant_id = $1`, tenant, previous); err != nil {
		t.Fatal(err)
	}
	r := night()
	if len(r.Findings) != 2 || r.Findings[0] != (invoicingio.Finding{Number: "F-2027-00002", What: "recorded"}) || r.Findings[1].Number != "F-2027-00003" {
		t.Errorf("found %v", r.Findings)
	}
	if len(told) != 1 || len(broken) != 1 || len(r.Recorded) != 2 || r.Recorded[0].Last == previous {
		t.Errorf("told %v, %v; the trail holds %v", told, broken, r.Recorded)
	}
	if _, err := admin.Exec(w.ctx, `DELETE FROM invoicing.standing WHERE tenant_id = $1`, tenant); err != nil {
		t.Fatal(err)
	}
	if _, err := admin.Exec(w.ctx, `DELETE FROM invoicing.paper WHERE tenant_id = $1`, tenant); err != nil {
		t.Fatal(err)
	}
	if _, err := admin.Exec(w.ctx, `UPDATE invoicing.chain SET last = 0, hash = '' WHERE tenant_id = $1`, tenant); err != nil {
		t.Fatal(err)
	}
	if r := night(); len(r.Findings) != 1 || r.Findings[0].What != "recorded" {
		t.Errorf("everything is gone, found %v", r.Findings)
	}
}

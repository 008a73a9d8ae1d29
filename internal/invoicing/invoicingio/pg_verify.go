package invoicingio

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"comptoir/internal/invoicing"
	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/period"
	"comptoir/internal/platform/pg"
)

// Report is what a verification of a business's papers found.
type Report struct {
	Papers   int
	Findings []Finding
}

// Finding is something that does not hold.
type Finding struct {
	Number string
	What   string // "chain", "hash", "gap", "number", "date", "columns", "sums", "end"
}

// String says it in one line.
func (f Finding) String() string { return fmt.Sprintf("%s: %s", f.Number, f.What) }

// Verify reads every paper of ctx's business in the order of the chain and computes again: hashes, numbers without gaps,
// dates that do not go back, sums. It finds what somebody with all rights on the database has changed, as long as he has
// not computed the whole chain again; its end stands in the audit trail, which is sealed elsewhere.
func (s *Store) Verify(ctx context.Context) (r Report, err error) {
	err = s.db.Snapshot(ctx, func(ctx context.Context, q pg.Querier) error {
		r = Report{}
		tenant := access.TenantOf(ctx)
		rows, err := q.Query(ctx, `SELECT chain, series, year, seq, number, net, vat, total, issued_on, body, previous, hash FROM invoicing.paper WHERE tenant_id = $1 ORDER BY chain`, tenant)
		if err != nil {
			return err
		}
		last, err := walk(rows, &r)
		if err != nil {
			return err
		}
		var chain int64
		var hash string
		err = q.QueryRow(ctx, `SELECT last, hash FROM invoicing.chain WHERE tenant_id = $1`, tenant).Scan(&chain, &hash)
		if pg.IsNoRows(err) {
			err = nil
		}
		if err == nil && (chain != int64(r.Papers) || hash != last) {
			r.Findings = append(r.Findings, Finding{"", "end"})
		}
		return err
	})
	return r, err
}

// link is a row of the chain.
type link struct {
	chain                                int64
	series, number, body, previous, hash string
	year, seq                            int32
	net, vat, total                      int64
	day                                  period.Date
}

func walk(rows pgx.Rows, r *Report) (last string, err error) {
	defer rows.Close()
	type series struct {
		name string
		year int32
	}
	type end struct {
		seq int32
		day period.Date
	}
	ends := map[series]end{}
	for rows.Next() {
		var l link
		if err := rows.Scan(&l.chain, &l.series, &l.year, &l.seq, &l.number, &l.net, &l.vat, &l.total, &l.day, &l.body, &l.previous, &l.hash); err != nil {
			return last, err
		}
		r.Papers++
		found := func(what string) { r.Findings = append(r.Findings, Finding{l.number, what}) }
		if l.chain != int64(r.Papers) || l.previous != last {
			found("chain")
		}
		if invoicing.Link(l.previous, []byte(l.body)) != l.hash {
			found("hash")
		}
		e := ends[series{l.series, l.year}]
		if l.seq != e.seq+1 {
			found("gap")
		}
		if l.day.Before(e.day) {
			found("date")
		}
		ends[series{l.series, l.year}], last = end{l.seq, l.day}, l.hash
		checkBody(l, found)
	}
	return last, rows.Err()
}

// checkBody compares the columns by which papers are found with what the paper itself says, and its sums.
func checkBody(l link, found func(string)) {
	p, err := invoicing.ParsePaper([]byte(l.body))
	if err != nil {
		found("hash")
		return
	}
	if p.Number != l.number || p.Series != l.series || pg.Int(p.Year) != l.year || pg.Int(p.Seq) != l.seq || p.IssuedOn != l.day {
		found("number")
	}
	if p.Net.Minor() != l.net || p.VAT.Minor() != l.vat || p.Total.Minor() != l.total {
		found("columns")
	}
	net, vat, lines := money.Zero(money.Currency(p.Currency)), money.Zero(money.Currency(p.Currency)), money.Zero(money.Currency(p.Currency))
	for _, g := range p.Groups {
		net, vat = net.Add(g.Net), vat.Add(g.VAT)
	}
	for _, line := range p.Lines {
		lines = lines.Add(line.Net)
	}
	if net != p.Net || vat != p.VAT || lines != p.Net || net.Add(vat) != p.Total {
		found("sums")
	}
}

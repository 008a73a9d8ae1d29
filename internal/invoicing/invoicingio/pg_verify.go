package invoicingio

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"comptoir/internal/invoicing"
	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/paging"
	"comptoir/internal/kernel/period"
	"comptoir/internal/platform/pg"
	"comptoir/internal/platform/trail"
)

// Head is how far the chain of a business goes. The audit trail holds it, which is sealed with a key that is not in the
// database and anchored outside of it: who computes the whole chain again leaves a head that the trail contradicts.
type Head struct {
	Papers int    `json:"papers"`
	Last   string `json:"last"` // the hash of the newest paper; "" without any
}

// Report is what a verification of a business's papers found.
type Report struct {
	Head
	Recorded []Head // what the trail holds of earlier nights, the newest first
	Findings []Finding
}

// Finding is something that does not hold.
type Finding struct {
	Number string
	What   string // "chain", "hash", "gap", "number", "date", "columns", "sums", "end", "recorded"
}

// String says it in one line.
func (f Finding) String() string { return fmt.Sprintf("%s: %s", f.Number, f.What) }

// Verify reads every paper of ctx's business in the order of the chain and computes again: hashes, numbers without gaps,
// dates that do not go back, sums; and that the chain still passes through the head that the audit trail holds (Guard).
// So it finds what somebody with all rights on the database has changed since then, even if he computed everything again.
func (s *Store) Verify(ctx context.Context) (r Report, err error) {
	recorded, err := s.recorded(ctx)
	if err != nil {
		return r, err
	}
	err = s.db.Snapshot(ctx, func(ctx context.Context, q pg.Querier) error {
		r = Report{Recorded: recorded}
		tenant := access.TenantOf(ctx)
		rows, err := q.Query(ctx, `SELECT chain, series, year, seq, number, net, vat, total, issued_on, body, previous, hash FROM invoicing.paper WHERE tenant_id = $1 ORDER BY chain`, tenant)
		if err != nil {
			return err
		}
		if err := walk(rows, &r); err != nil {
			return err
		}
		if len(recorded) > 0 && r.Papers < recorded[0].Papers {
			r.Findings = append(r.Findings, Finding{"", "recorded"})
		}
		var chain int64
		var hash string
		err = q.QueryRow(ctx, `SELECT last, hash FROM invoicing.chain WHERE tenant_id = $1`, tenant).Scan(&chain, &hash)
		if pg.IsNoRows(err) {
			err = nil
		}
		if err == nil && (chain != int64(r.Papers) || hash != r.Last) {
			r.Findings = append(r.Findings, Finding{"", "end"})
		}
		return err
	})
	return r, err
}

// chainEntity is what the trail calls the chain of a business's papers.
const chainEntity = "invoicing.chain"

// recorded are the newest heads that the trail holds. All of them must be on the chain: whoever writes another head into
// the trail cannot take the earlier ones out of it.
func (s *Store) recorded(ctx context.Context) (all []Head, err error) {
	page, err := s.trail.List(ctx, trail.Filter{Entity: chainEntity}, paging.Request{Limit: paging.MaxLimit})
	for _, e := range page.Items {
		var h Head
		if err := json.Unmarshal(e.After, &h); err != nil {
			return nil, fmt.Errorf("invoicing: an entry of the trail cannot be read: %w", err)
		}
		all = append(all, h)
	}
	return all, err
}

// Note has the trail hold the head of a chain that was found whole. What it holds already is not written again.
func (s *Store) Note(ctx context.Context, r Report) error {
	var before any
	if len(r.Recorded) > 0 {
		before = r.Recorded[0]
	}
	if before == r.Head || r.Papers == 0 || len(r.Findings) > 0 {
		return nil
	}
	return s.db.Write(ctx, func(ctx context.Context, tx pg.Tx) error {
		return trail.Record(ctx, tx, trail.Entry{Entity: chainEntity, ID: ident.Raw(access.TenantOf(ctx)), Action: "invoicing.verify", Before: before, After: r.Head})
	})
}

// link is a row of the chain.
type link struct {
	chain                                int64
	series, number, body, previous, hash string
	year, seq                            int32
	net, vat, total                      int64
	day                                  period.Date
}

func walk(rows pgx.Rows, r *Report) error {
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
			return err
		}
		r.Papers++
		found := func(what string) { r.Findings = append(r.Findings, Finding{l.number, what}) }
		if l.chain != int64(r.Papers) || l.previous != r.Last {
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
		ends[series{l.series, l.year}], r.Last = end{l.seq, l.day}, l.hash
		if slices.ContainsFunc(r.Recorded, func(h Head) bool { return h.Papers == r.Papers && h.Last != l.hash }) {
			found("recorded")
		}
		checkBody(l, found)
	}
	return rows.Err()
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

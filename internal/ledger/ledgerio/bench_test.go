package ledgerio_test

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/usecase"
	"comptoir/internal/ledger"
	"comptoir/internal/ledger/ledgerio"
	"comptoir/internal/platform/pg"
	"comptoir/internal/platform/pgtest"
)

// ledgerFor is how long each line of BenchmarkLedger is measured.
const ledgerFor = 4 * time.Second

// BenchmarkLedger holds the books against pgbench, which runs the very statements of a posting (the transaction, its tenant
// and ledger.post, with all triggers) and neither checks nor hashes anything: on a thousand accounts, and on two that every
// transaction wants: once with a commit each, as deliveries of events post, and once as direct calls do, where what comes at the
// same moment shares one.
func BenchmarkLedger(b *testing.B) {
	db := pgtest.OwnWith(b, pg.Config{MaxConns: 20}, ledgerio.Line())
	store := ledgerio.NewStore(db)
	batched := ledgerio.NewBatcher(store) // as direct calls post; a delivery of an event has a commit of its own, as store
	spread := func(n int64) (ledger.Path, ledger.Path) {
		return ledger.GuestOf(strconv.FormatInt(n*7919%1000, 10)), ledger.Path("bank:" + strconv.FormatInt(n*104729%1000, 10))
	}
	hot := func(int64) (ledger.Path, ledger.Path) { return "psp:stripe:clearing", "tenant:revenue:rent" }
	for b.Loop() {
		for _, clients := range []int{1, 4} {
			postingLine(b, db, fmt.Sprintf("1,000 accounts, %d at once", clients), batched, clients, spread, true, clients)
		}
		postingLine(b, db, "two hot accounts, 16 at once, one by one", store, 16, hot, false, 16)
		postingLine(b, db, "two hot accounts, 64 at once, in batches", batched, 64, hot, false, 16)
	}
}

func postingLine(b *testing.B, db *pg.DB, what string, s ledger.Store, clients int, accounts func(int64) (ledger.Path, ledger.Path), spread bool, benched int) {
	ours := posted(b, pgtest.Admin(b, db), s, clients, accounts)
	limit := pgbenchPosting(b, pgtest.Admin(b, db), pgtest.Of(b, db).AppURL, benched, spread)
	fmt.Printf("| %-44s | ours %6.0f/s | pgbench (%2d clients) %6.0f/s | ratio %.2f |\n", what, ours, benched, limit, ours/limit)
}

// posted posts from many clients for a while through the use case, as the program does, and returns transactions a second.
func posted(b *testing.B, admin *pgx.Conn, s ledger.Store, clients int, accounts func(int64) (ledger.Path, ledger.Path)) float64 {
	ctx, _ := pgtest.Tenant(b)
	var ids ident.Source
	l := ledger.New(ledger.Deps{Store: s, Now: time.Now, IDs: &ids, Observer: usecase.Silent{}, Zone: func(context.Context) *time.Location { return time.UTC }})
	var n, counted atomic.Int64
	run := func(until time.Duration) {
		stop := time.Now().Add(until)
		var all sync.WaitGroup
		for range clients {
			all.Go(func() {
				for time.Now().Before(stop) {
					i := n.Add(1)
					debit, credit := accounts(i)
					if _, err := l.Post(ctx, ledger.PostTransaction{Key: strconv.FormatInt(i, 10), Label: "Encaissement", Postings: []ledger.Entry{
						ledger.DebitOf(debit, money.New(i%1000+1, money.EUR)), ledger.CreditOf(credit, money.New(i%1000+1, money.EUR))}}); err != nil {
						b.Error(err)
						return
					}
					counted.Add(1)
				}
			})
		}
		all.Wait()
	}
	run(time.Second)                                              // accounts are opened
	if _, err := admin.Exec(b.Context(), "ANALYZE"); err != nil { // what the server does by itself after a minute
		b.Fatal(err)
	}
	run(time.Second) // plans are made
	counted.Store(0)
	began := time.Now()
	run(ledgerFor)
	return float64(counted.Load()) / time.Since(began).Seconds()
}

var benchTPS = regexp.MustCompile(`tps = ([0-9.]+) \(without`)

// pgbenchPosting runs the statements of a posting for a tenant of its own.
func pgbenchPosting(b *testing.B, admin *pgx.Conn, url string, clients int, spread bool) float64 {
	paths, _ := filepath.Glob("/usr/lib/postgresql/*/bin/pgbench")
	if len(paths) == 0 {
		b.Fatal("pgbench is not on this machine (package postgresql)")
	}
	ctx, _ := pgtest.Tenant(b)
	tenant := access.TenantOf(ctx).String()
	colon := "' || chr(58) || '" // pgbench takes a colon for a variable, within quotes as well
	debit, credit := "'psp"+colon+"stripe"+colon+"clearing'", "'tenant"+colon+"revenue"+colon+"rent'"
	if spread {
		debit, credit = "'guest:' || :a::text", "'bank:' || :b::text"
	}
	script := fmt.Sprintf(`\set a random(1, 1000)
\set b random(1, 1000)
BEGIN;
select set_config('comptoir.tenant', '%[1]s', true), set_config('statement_timeout', '30000', true), set_config('lock_timeout', '10000', true), set_config('idle_in_transaction_session_timeout', '60000', true);
SELECT o_at, o_id, o_same FROM ledger.post('%[1]s', ARRAY[gen_random_uuid()], ARRAY[gen_random_uuid()::text], ARRAY[decode(repeat('00', 32), 'hex')], ARRAY['posted'], ARRAY[NULL]::uuid[], ARRAY['OD'], ARRAY[now()], ARRAY[current_date], ARRAY[current_date], ARRAY['Encaissement'], ARRAY[''], ARRAY['bench'], ARRAY['{}'], ARRAY[NULL]::timestamptz[], ARRAY[2]::smallint[], ARRAY[1, 1], ARRAY[1, 2]::smallint[], ARRAY[%[2]s, %[3]s], ARRAY['EUR', 'EUR'], ARRAY[5, -5]::bigint[], ARRAY[0, 0]::bigint[], ARRAY[0, 0]::bigint[], ARRAY[%[2]s, %[3]s], ARRAY[1, -1]::smallint[], ARRAY[false, false]);
COMMIT;
`, tenant, debit, credit)
	file := filepath.Join(b.TempDir(), "post.sql")
	if err := os.WriteFile(file, []byte(script), 0o600); err != nil {
		b.Fatal(err)
	}
	run := func(seconds string) float64 {
		out, err := exec.CommandContext(b.Context(), paths[len(paths)-1], "-n", "-M", "prepared", "-f", file, "-c", strconv.Itoa(clients), "-j", "2", "-T", seconds, url).CombinedOutput()
		said := benchTPS.FindSubmatch(out)
		if err != nil || said == nil {
			b.Fatalf("pgbench: %v\n%s", err, out)
		}
		tps, err := strconv.ParseFloat(string(said[1]), 64)
		if err != nil {
			b.Fatal(err)
		}
		return tps
	}
	run("1")
	if _, err := admin.Exec(b.Context(), "ANALYZE"); err != nil {
		b.Fatal(err)
	}
	return run(strconv.Itoa(int(ledgerFor.Seconds())))
}

package bench

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"comptoir/internal/app"
	"comptoir/internal/platform/pgtest"
	"comptoir/test/program"
)

// BenchmarkRatios holds the program against the limit, in one run and by turns. Reading: a bare net/http handler that
// plays the very statements of the answer on a bare connection and writes the very bytes. Writing: the statements of the
// booking, played on a bare connection in the flights in which the program sends them, within one transaction that is
// rolled back. That limit is harder than pgbench's, which sends one statement after the other.
func BenchmarkRatios(b *testing.B) {
	direct := pgtest.Of(b, pgtest.Own(b, app.Lines()...))
	t, through := insert(b, direct)
	p := program.StartOn(b, through, "COMPTOIR_ROLE=web") // the queue's own work would be taken for the request's
	a := p.Agency("rivages")
	admin := a.As("admin")
	home := admin.Property("ty-mor")
	many(b, p, admin, home, 99)
	for b.Loop() {
		reads(b, t, direct, a)
		writes(b, t, direct, p, a, home)
	}
}

func reads(b *testing.B, t *tape, direct pgtest.Database, a *program.Agency) {
	for _, what := range []struct{ name, path string }{
		{"list of 100 properties", "/api/stays/properties"},
		{"detail of one property", "/api/stays/properties/ty-mor"},
		{"search with dates and whole price", "/api/stays/properties?checkIn=" + a.Day(60) + "&checkOut=" + a.Day(67) + "&adults=2"},
	} {
		for range 20 { // statements are prepared, caches are warm
			a.Must(200, "GET", what.path, nil)
		}
		var answer program.Answer
		flights := t.taped(func() { answer = a.Must(200, "GET", what.path, nil) })
		bare := bareServer(b, direct, flights, answer.Raw)
		ours := func() { a.Must(200, "GET", what.path, nil, "Accept-Encoding", "identity") } // the limit does not compress either
		theirs := func() {
			if got, err := program.Send(http.DefaultClient, bare, a.Slug, "GET", "/", nil); err != nil || got.Status != 200 {
				b.Error(got.Status, err)
			}
		}
		mine, limit := byTurns(200, ours, theirs)
		together, limitTogether := atOnce(ours), atOnce(theirs)
		fmt.Printf("| %-44s | %2d flights | P50 %7.2f ms, limit %7.2f ms, ratio %.2f | 4 at once %6.0f/s, limit %6.0f/s, ratio %.2f |\n", what.name, len(flights),
			ms(mine), ms(limit), float64(limit)/float64(mine), together, limitTogether, together/limitTogether)
	}
}

// bareServer answers every call by playing the flights on a free connection and writing the answer.
func bareServer(b *testing.B, d pgtest.Database, flights [][]said, answer []byte) string {
	free := make(chan *player, 10)
	for range cap(free) {
		p, err := newPlayer(b.Context(), d.AppURL)
		if err != nil {
			b.Fatal(err)
		}
		b.Cleanup(func() { _ = p.conn.Close(context.Background()) })
		free <- p
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	server := &http.Server{ReadHeaderTimeout: time.Minute, Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		p := <-free
		_, err := p.play(r.Context(), flights, false)
		free <- p
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			b.Error(err)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write(answer)
	})}
	go func() { _ = server.Serve(l) }()
	b.Cleanup(func() { _ = server.Close() })
	return "http://" + l.Addr().String()
}

func writes(b *testing.B, t *tape, direct pgtest.Database, p *program.Program, a *program.Agency, home string) {
	const n = 60
	quotes := make([]string, n+11)
	for i := range quotes {
		quotes[i] = a.Quote(home, 10+i*3, 13+i*3)
	}
	for i := range 10 {
		a.Book(quotes[n+1+i], "warm")
	}
	var before int64
	if err := p.Admin().QueryRow(b.Context(), "select txid_current()").Scan(&before); err != nil {
		b.Fatal(err)
	}
	flights := t.taped(func() { a.Book(quotes[n], "taped") })
	forget(b, p, before)
	limit, err := newPlayer(b.Context(), direct.AppURL)
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = limit.conn.Close(context.Background()) }()
	statements := 0
	play := func() {
		exec := func(sql string) {
			if _, err := limit.conn.Exec(b.Context(), sql).ReadAll(); err != nil {
				b.Fatal(err)
			}
		}
		exec("begin")
		if statements, err = limit.play(b.Context(), flights, true); err != nil {
			b.Fatal(err)
		}
		exec("rollback")
	}
	for range 10 {
		play()
	}
	next := 0
	mine, bare := byTurns(n, func() { a.Book(quotes[next], "nora"); next++ }, play)
	fmt.Printf("| %-44s | %2d flights | P50 %7.2f ms, limit %7.2f ms, ratio %.2f | %d statements |\n", "booking with its payment opened, over HTTP", len(flights), ms(mine), ms(bare), float64(bare)/float64(mine), statements)
}

// forget takes back what was written since a transaction, so that the same rows can be written again.
func forget(b *testing.B, p *program.Program, since int64) {
	conn := p.Admin()
	rows, err := conn.Query(b.Context(), `select format('%I.%I', table_schema, table_name) from information_schema.tables
		where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')`)
	if err != nil {
		b.Fatal(err)
	}
	var tables []string
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			b.Fatal(err)
		}
		tables = append(tables, name)
	}
	rows.Close()
	for _, name := range tables {
		sql := fmt.Sprintf("set session_replication_role = replica; delete from %s where xmin::text::bigint >= %d; set session_replication_role = origin", name, since)
		if _, err := conn.PgConn().Exec(b.Context(), sql).ReadAll(); err != nil {
			b.Fatalf("%s: %v", name, err)
		}
	}
}

// byTurns calls both n times, one after the other, and returns the medians: what disturbs one disturbs the other.
func byTurns(n int, one, other func()) (time.Duration, time.Duration) {
	var a, z []time.Duration
	for range n {
		began := time.Now()
		one()
		between := time.Now()
		other()
		a, z = append(a, between.Sub(began)), append(z, time.Since(between))
	}
	slices.Sort(a)
	slices.Sort(z)
	return a[n/2], z[n/2]
}

// atOnce returns how many calls a second four clients get answered.
func atOnce(call func()) float64 {
	const long = 1500 * time.Millisecond
	var done atomic.Int64
	var all sync.WaitGroup
	end := time.Now().Add(long)
	for range 4 {
		all.Go(func() {
			for time.Now().Before(end) {
				call()
				done.Add(1)
			}
		})
	}
	all.Wait()
	return float64(done.Load()) / long.Seconds()
}

func ms(d time.Duration) float64 { return d.Seconds() * 1e3 }

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
// booking, played on a bare connection in the flights in which the program sends them, committed as the program commits
// them, and taken back between the turns. That limit is harder than pgbench's, which sends one statement after the other.
//
// Two programs serve one database: one behind the tape, which records, and one without, which is measured.
func BenchmarkRatios(b *testing.B) {
	direct := pgtest.Of(b, pgtest.Own(b, app.Lines()...))
	t, through := insert(b, direct)
	recorded := program.StartOn(b, through, "COMPTOIR_ROLE=web") // the queue's own work would be taken for the request's
	taped := recorded.Agency("rivages")
	admin := taped.As("admin")
	home := admin.Property("ty-mor")
	many(b, recorded, admin, home, 99)
	measured := &program.Agency{Program: program.StartOn(b, direct, "COMPTOIR_ROLE=web"), Slug: taped.Slug, State: taped.State}
	for b.Loop() {
		reads(b, t, direct, taped, measured)
		writes(b, t, direct, taped, measured, home)
	}
}

func reads(b *testing.B, t *tape, direct pgtest.Database, taped, a *program.Agency) {
	for _, what := range []struct{ name, path string }{
		{"list of 100 properties", "/api/stays/properties"},
		{"detail of one property", "/api/stays/properties/ty-mor"},
		{"search with dates and whole price", "/api/stays/properties?checkIn=" + a.Day(60) + "&checkOut=" + a.Day(67) + "&adults=2"},
	} {
		for range 20 { // statements are prepared, caches are warm
			a.Must(200, "GET", what.path, nil)
			taped.Must(200, "GET", what.path, nil)
		}
		var answer program.Answer
		flights := t.taped(func() { answer = taped.Must(200, "GET", what.path, nil) })
		bare := bareServer(b, direct, flights, answer.Raw)
		ours := func() { a.Must(200, "GET", what.path, nil, "Accept-Encoding", "identity") } // the limit does not compress either
		theirs := func() {
			if got, err := program.Send(http.DefaultClient, bare, a.Slug, "GET", "/", nil); err != nil || got.Status != 200 {
				b.Error(got.Status, err)
			}
		}
		mine, limit := byTurns(200, ours, theirs, nil)
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
		err := p.play(r.Context(), flights)
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

func writes(b *testing.B, t *tape, direct pgtest.Database, taped, a *program.Agency, home string) {
	const n = 60
	quotes := make([]string, n+11)
	for i := range quotes {
		quotes[i] = a.Quote(home, 10+i*3, 13+i*3)
	}
	for i := range 10 {
		taped.Book(quotes[n+1+i], "warm")
	}
	since := func() (now int64) {
		if err := taped.Admin().QueryRow(b.Context(), "select txid_current()").Scan(&now); err != nil {
			b.Fatal(err)
		}
		return now
	}
	before := since()
	flights := t.taped(func() { taped.Book(quotes[n], "taped") })
	forget(b, taped.Program, before)
	limit, err := newPlayer(b.Context(), direct.AppURL)
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = limit.conn.Close(context.Background()) }()
	before = since()
	play := func(flights [][]said) func() {
		return func() {
			if err := limit.play(b.Context(), flights); err != nil {
				b.Fatal(err)
			}
		}
	}
	undo := func() { // the turn of the program is taken back with it
		forget(b, taped.Program, before)
		before = since()
	}
	for range 10 {
		play(flights)()
		undo()
	}
	next := 0
	book := func() { a.Book(quotes[next], "nora"); next++ }
	mine, bare := byTurns(n/2, book, play(flights), undo)
	fmt.Printf("| %-44s | %2d flights | P50 %7.2f ms, limit %7.2f ms, ratio %.2f |\n", "booking with its payment opened, over HTTP", len(flights), ms(mine), ms(bare), float64(bare)/float64(mine))
	began := time.Now()
	for range n / 2 {
		book()
	}
	mean, theirs := ms(time.Since(began)/(n/2)), pgbench(b, direct, limit, flights)
	fmt.Printf("| %-44s |            | mean %6.2f ms, limit %7.2f ms, ratio %.2f |\n", "the same beside pgbench", mean, theirs, theirs/mean)
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

// byTurns calls both n times, one after the other, and returns the medians: what disturbs one disturbs the other. After
// each turn, undo is called off the clock.
func byTurns(n int, one, other, undo func()) (time.Duration, time.Duration) {
	var a, z []time.Duration
	for range n {
		began := time.Now()
		one()
		between := time.Now()
		other()
		a, z = append(a, between.Sub(began)), append(z, time.Since(between))
		if undo != nil {
			undo()
		}
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

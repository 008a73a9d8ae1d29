// Package bench measures the whole program and prints the lines of a table: make bench. It asserts no duration, only what
// must hold under load. What each figure means is in docs/performance.md.
package bench

import (
	"fmt"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/money"
	"comptoir/internal/stays"
	"comptoir/test/program"
)

type m = program.M

const sqlMetric = "comptoir_sql_duration_seconds_count"

// p95 returns the time under which 95 of 100 stay.
func p95(took []time.Duration) time.Duration {
	slices.Sort(took)
	return took[len(took)*95/100]
}

// timed calls n times and reports median and P95.
func timed(b *testing.B, what string, n int, call func(i int)) time.Duration {
	took := make([]time.Duration, n)
	for i := range took {
		began := time.Now()
		call(i)
		took[i] = time.Since(began)
	}
	high := p95(took)
	fmt.Printf("| %-52s | P50 %8.2f ms | P95 %8.2f ms |\n", what, took[n/2].Seconds()*1e3, high.Seconds()*1e3)
	return took[n/2]
}

// BenchmarkTheSameNights: 200 clients want the same nights at once, again and again; exactly one gets them.
func BenchmarkTheSameNights(b *testing.B) {
	p := program.Start(b)
	a := p.Agency("rivages")
	home := a.As("admin").Property("ty-mor")
	const clients, rounds = 200, 50
	var took []time.Duration
	for b.Loop() {
		for round := range rounds {
			quotes := make([]string, clients)
			for i := range quotes {
				quotes[i] = a.Quote(home, 10+round*4, 13+round*4)
			}
			took = append(took, race(b, a, quotes)...)
		}
		p.Pass(17 * time.Minute) // for another loop: the holds are over
	}
	fmt.Printf("| %-52s | rounds %5d    | P95 %8.2f ms |\n", "200 clients, the same nights: one 201, 199 409, no 5xx", len(took)/clients, p95(took).Seconds()*1e3)
}

func race(b *testing.B, a *program.Agency, quotes []string) []time.Duration {
	took, codes := make([]time.Duration, len(quotes)), make([]int, len(quotes))
	start := make(chan struct{})
	var all sync.WaitGroup
	for i, quote := range quotes {
		all.Go(func() {
			<-start
			began := time.Now()
			got, err := a.Try("POST", "/api/stays/reservations", m{"quoteId": quote, "guest": program.Guest(fmt.Sprint("g", i)), "acceptTerms": true})
			if took[i], codes[i] = time.Since(began), got.Status; err != nil {
				b.Error(err)
			}
		})
	}
	close(start)
	all.Wait()
	count := map[int]int{}
	for _, c := range codes {
		count[c]++
	}
	if count[201] != 1 || count[409] != len(quotes)-1 {
		b.Errorf("not one winner: %v", count)
	}
	return took
}

// BenchmarkAnswers: what guests wait for, one after another: a year of one property, a long quote by thirty rules, a
// search among five hundred properties with whole prices, and a booking.
func BenchmarkAnswers(b *testing.B) {
	p := program.Start(b)
	a := p.Agency("rivages")
	admin := a.As("admin")
	home := admin.Property("ty-mor")
	many(b, p, admin, home, 499)
	rules(admin, home)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for b.Loop() {
		for what, path := range map[string]string{
			"availability of one property, 12 months":   "/api/stays/properties/ty-mor/calendar?from=" + p.Day(0) + "&to=" + p.Day(365),
			"search of 500 properties, dates and price": "/api/stays/properties?checkIn=" + p.Day(60) + "&checkOut=" + p.Day(67) + "&adults=2",
			"list of properties without dates":          "/api/stays/properties",
			"detail of one property":                    "/api/stays/properties/ty-mor",
		} {
			a.Must(200, "GET", path, nil)
			n := statements(a, func() { a.Must(200, "GET", path, nil) })
			timed(b, fmt.Sprintf("%s (%d statements)", what, n), 100, func(int) { a.Must(200, "GET", path, nil) })
		}
		n := statements(a, func() { a.Quote(home, 30, 58) })
		timed(b, fmt.Sprintf("quote of 28 nights, 30 rules (%d statements)", n), 100, func(int) { a.Quote(home, 30, 58) })
		bookings := make([]string, 60)
		for i := range bookings {
			bookings[i] = a.Quote(home, 30+i*4, 33+i*4)
		}
		timed(b, "booking, payment opened", 60, func(i int) { a.Book(bookings[i], "nora") })
		for _, path := range []string{"/", "/stays", "/stays/ty-mor"} {
			plain, small := a.Must(200, "GET", path, nil, "Accept-Encoding", "identity"), a.Must(200, "GET", path, nil, "Accept-Encoding", "gzip")
			fmt.Printf("| %-52s | plain %7d B | gzip %7d B |\n", "page "+path, len(plain.Raw), len(small.Raw))
		}
		p.Pass(17 * time.Minute)
	}
	runtime.ReadMemStats(&after)
	fmt.Printf("| %-52s | %9.1f MiB  | %9.1f MiB |\n", "heap in use before, after", float64(before.HeapInuse)/(1<<20), float64(after.HeapInuse)/(1<<20))
}

// statements counts what a call sends to the database, by the program's own metrics; the least of five calls, because
// the queue asks too.
func statements(a *program.Agency, call func()) int {
	least := 1 << 30
	for range 5 {
		before := sql(a)
		call()
		least = min(least, sql(a)-before)
	}
	return least
}

func sql(a *program.Agency) int {
	sum := 0.0
	for line := range strings.Lines(string(a.Must(200, "GET", "/metrics", nil).Raw)) {
		if name, value, _ := strings.Cut(line, " "); strings.HasPrefix(name, sqlMetric) {
			n, _ := strconv.ParseFloat(strings.TrimSpace(value), 64)
			sum += n
		}
	}
	return int(sum)
}

// many adds published properties, which share the photo of the first.
func many(b *testing.B, p *program.Program, admin *program.Agency, model string, n int) {
	ctx := access.AsSystem(b.Context(), admin.State.ID, "bench")
	s := p.App.Contexts.Stays
	first, err := s.GetProperty(ctx, stays.GetProperty{ID: propertyID(b, model)})
	if err != nil {
		b.Fatal(err)
	}
	for i := range n {
		id := admin.Must(201, "POST", "/api/stays/desk/properties", program.Sheet(fmt.Sprintf("bien-%03d", i))).Text("id")
		if _, err := s.AddPhoto(ctx, stays.AddPhoto{ID: propertyID(b, id), Photo: first.Photos[0]}); err != nil {
			b.Fatal(err)
		}
		admin.Must(200, "POST", "/api/stays/desk/properties/"+id+"/publish", nil)
	}
}

// rules gives a property thirty: seasons, nights of their own, discounts and fees.
func rules(admin *program.Agency, home string) {
	eur := func(n int) money.Amount { return money.MustParse(fmt.Sprint(n), money.EUR) }
	for i := range 14 {
		admin.Must(201, "POST", "/api/stays/desk/properties/"+home+"/seasons", m{"name": m{"fr": fmt.Sprint("S", i), "en": fmt.Sprint("S", i)},
			"dates": m{"from": admin.Day(20 + i*3), "to": admin.Day(23 + i*3)}, "nightly": eur(100 + i)})
	}
	for i := range 15 {
		admin.Must(201, "POST", "/api/stays/desk/properties/"+home+"/fees", m{"code": "linen", "name": m{"fr": fmt.Sprint("F", i), "en": fmt.Sprint("F", i)}, "amount": eur(1 + i), "per": "stay"})
	}
}

func propertyID(b *testing.B, text string) (id stays.PropertyID) {
	if err := id.UnmarshalText([]byte(text)); err != nil {
		b.Fatal(err)
	}
	return id
}

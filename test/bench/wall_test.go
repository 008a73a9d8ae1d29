package bench

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"net/url"
	"runtime"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"golang.org/x/crypto/argon2"

	"comptoir/internal/app"
	"comptoir/internal/identity"
	"comptoir/internal/kernel/access"
	"comptoir/internal/platform/limit"
	"comptoir/internal/platform/limit/locallimit"
	"comptoir/internal/platform/limit/redislimit"
	"comptoir/internal/platform/pgtest"
	"comptoir/internal/platform/redistest"
	"comptoir/test/program"
)

// turn is how long one measurement lasts.
const turn = 2 * time.Second

// perSecond returns how often a second so many workers get something done, in one turn.
func perSecond(workers int, do func(worker int)) float64 {
	var done atomic.Int64
	var all sync.WaitGroup
	began := time.Now()
	for w := range workers {
		all.Go(func() {
			for time.Since(began) < turn {
				do(w)
				done.Add(1)
			}
		})
	}
	all.Wait()
	return float64(done.Load()) / time.Since(began).Seconds()
}

// median of turns.
func median(turns []float64) float64 {
	slices.Sort(turns)
	return turns[len(turns)/2]
}

// BenchmarkSignIn: people sign in with the right password, by the API, as many at once as keep the processors busy; the
// limit is the hash alone, computed by as many goroutines as there are processors. By turns, five each.
func BenchmarkSignIn(b *testing.B) {
	p := program.Start(b, "COMPTOIR_ROLE=web")
	a := p.Agency("rivages")
	const people = 16
	ctx := access.AsSystem(b.Context(), a.State.ID, "bench")
	for i := range people {
		if _, err := p.App.Contexts.Identity.CreateUser(ctx, identity.CreateUser{Email: fmt.Sprintf("person%d@guest.example", i), Password: program.Password, Confirmed: true,
			Roles: []identity.Role{identity.Customer}, Profile: identity.Profile{Name: "Nora Petit", Locale: "fr"}}); err != nil {
			b.Fatal(err)
		}
	}
	var calls atomic.Int64
	signIn := func(worker int) {
		n := calls.Add(1) // forty sign-ins a network: its own limit is for guessing
		got, err := a.Try("POST", "/api/auth/login", m{"email": fmt.Sprintf("person%d@guest.example", worker%people), "password": program.Password},
			"X-Forwarded-For", fmt.Sprintf("100.%d.%d.1", 64+n/40>>8&63, n/40&255))
		if err != nil || got.Status != http.StatusOK {
			b.Errorf("%d %s %v", got.Status, got.Raw, err)
		}
	}
	memory, passes, lanes := costOf(b, p)
	hash := func(int) { argon2.IDKey([]byte(program.Password), make([]byte, 16), passes, memory, lanes, 32) }
	for b.Loop() {
		cores := runtime.GOMAXPROCS(0)
		var ours, bare, oursCPU, bareCPU []float64
		for range 5 {
			before, did := processor(), perSecond(2*cores, signIn)
			between := processor()
			ours, oursCPU = append(ours, did), append(oursCPU, (between-before).Seconds()/(did*turn.Seconds()))
			did = perSecond(cores, hash)
			bare, bareCPU = append(bare, did), append(bareCPU, (processor()-between).Seconds()/(did*turn.Seconds()))
		}
		mine, most := median(ours), median(bare)
		fmt.Printf("| %-52s | %7.1f/s | hash alone %7.1f/s | ratio %.2f |\n", fmt.Sprintf("signing in, %d at once (argon2id %d MiB, %d passes)", 2*cores, memory>>10, passes), mine, most, mine/most)
		fmt.Printf("| %-52s | %7.1f ms | hash alone %7.1f ms | ratio %.2f |\n", "the same in time of a processor", median(oursCPU)*1e3, median(bareCPU)*1e3, median(bareCPU)/median(oursCPU))
	}
}

// processor is the time that this process (the program and the clients that ask it, not the database) has had of a
// processor: what else runs on the machine does not count.
func processor() time.Duration {
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		panic(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

// costOf reads from a stored hash what hashing costs: $argon2id$v=19$m=19456,t=2,p=1$…
func costOf(b *testing.B, p *program.Program) (memory, passes uint32, lanes uint8) {
	var stored string
	if err := p.Admin().QueryRow(b.Context(), "select password_hash from identity.account limit 1").Scan(&stored); err != nil {
		b.Fatal(err)
	}
	var version int
	if _, err := fmt.Sscanf(stored, "$argon2id$v=%d$m=%d,t=%d,p=%d$", &version, &memory, &passes, &lanes); err != nil {
		b.Fatal(err)
	}
	return memory, passes, lanes
}

// BenchmarkLimiter: decisions a second, in the process and by Redis on the same machine, on many keys and on one that
// all want; the limit of Redis is an answer that does nothing (PING).
func BenchmarkLimiter(b *testing.B) {
	local := locallimit.New(nil)
	defer func() { _ = local.Close() }()
	client := redistest.Start(b).Client()
	generous := limit.Limit{Rate: 1 << 30, Per: time.Second, Burst: 1 << 30}
	keys := make([]string, 4096)
	for i := range keys {
		keys[i] = limit.Key(access.TenantID{}, "read", strconv.Itoa(i))
	}
	for b.Loop() {
		for _, workers := range []int{1, 16} {
			for name, driver := range map[string]limit.Driver{"in the process": local, "Redis": redislimit.New(client)} {
				limiter := limit.New(driver, nil)
				ask := func(spread int) func(int) {
					var n atomic.Int64
					return func(int) {
						if d, err := limiter.Allow(b.Context(), keys[int(n.Add(1))%spread], generous); err != nil || !d.Allowed {
							b.Errorf("%+v %v", d, err)
						}
					}
				}
				many, one := perSecond(workers, ask(len(keys))), perSecond(workers, ask(1))
				beside := ""
				if name == "Redis" {
					bare := perSecond(workers, func(int) {
						if err := client.Ping(b.Context()).Err(); err != nil {
							b.Error(err)
						}
					})
					beside = fmt.Sprintf(" PING %9.0f/s | ratio %.2f |", bare, many/bare)
				}
				fmt.Printf("| %-52s | 4096 keys %9.0f/s | one key %9.0f/s |%s\n", fmt.Sprintf("limiter's decisions, %s, %d at once", name, workers), many, one, beside)
			}
		}
	}
}

// BenchmarkIsolation: one query in five ways, by turns on one connection each, so that each lock's price is seen: nothing
// but a predicate (as a superuser, whom no policy holds), the tenant's setting in front, row security as well, and the
// program's own way with its limits of time.
func BenchmarkIsolation(b *testing.B) {
	db := pgtest.Own(b, app.Lines()...)
	address := pgtest.Of(b, db)
	p := program.StartOn(b, address, "COMPTOIR_ROLE=web")
	a := p.Agency("rivages")
	admin := a.As("admin")
	home := admin.Property("ty-mor")
	many(b, p, admin, home, 199)
	other := p.Agency("cimes").As("admin")
	many(b, p, other, other.Property("chalet"), 199)
	super, plain := pgtest.Connect(b, address.AdminURL), pgtest.Connect(b, address.AppURL)
	if _, err := super.Exec(b.Context(), "analyze"); err != nil {
		b.Fatal(err)
	}
	ctx := access.AsSystem(b.Context(), a.State.ID, "bench")
	tenant := a.State.ID.String()
	for b.Loop() {
		for _, q := range []struct{ name, sql, id string }{
			{"one row by its key", "select id, slug from stays.property where tenant_id = $1 and id = $2", home},
			{"200 rows of a list", "select id, slug from stays.property where tenant_id = $1 and id <> $2 order by sort_name, id limit 200", "00000000-0000-0000-0000-000000000001"},
		} {
			ways := []func(){
				func() { consume(b, rowsOf(super.Query(ctx, q.sql, tenant, q.id))) },
				func() { inFlight(ctx, b, super, q.sql, tenant, q.id) },
				func() { inFlight(ctx, b, plain, q.sql, tenant, q.id) },
				func() { consume(b, rowsOf(db.Read(ctx).Query(ctx, q.sql, tenant, q.id))) },
			}
			took := inTurns(3000, ways)
			fmt.Printf("| %-52s | bare %6.1f µs | with the setting %6.1f µs | and row security %6.1f µs | as the program asks %6.1f µs |\n", "isolation, "+q.name, micro(took[0]), micro(took[1]), micro(took[2]), micro(took[3]))
		}
	}
}

func micro(d time.Duration) float64 { return d.Seconds() * 1e6 }

type answered struct {
	rows pgx.Rows
	err  error
}

func rowsOf(rows pgx.Rows, err error) answered { return answered{rows, err} }

// consume reads all rows; there must be some.
func consume(b *testing.B, a answered) {
	n := 0
	if a.err == nil {
		for a.rows.Next() {
			var id [16]byte
			var slug string
			if a.err = a.rows.Scan(&id, &slug); a.err != nil {
				break
			}
			n++
		}
		a.rows.Close()
		a.err = cmp.Or(a.err, a.rows.Err())
	}
	if a.err != nil || n == 0 {
		b.Fatalf("%d rows, %v", n, a.err)
	}
}

// inFlight asks behind the tenant's setting, in one flight and one transaction.
func inFlight(ctx context.Context, b *testing.B, c *pgx.Conn, sql, tenant, id string) {
	batch := &pgx.Batch{}
	batch.Queue("select set_config('comptoir.tenant', $1, true)", tenant)
	batch.Queue(sql, tenant, id)
	results := c.SendBatch(ctx, batch)
	if _, err := results.Exec(); err != nil {
		b.Fatal(err)
	}
	consume(b, rowsOf(results.Query()))
	if err := results.Close(); err != nil {
		b.Fatal(err)
	}
}

// inTurns calls each way n times, one after the other, and returns under what the fastest quarter stays (a machine that is
// busy with other things disturbs the rest); the first tenth warms up.
func inTurns(n int, ways []func()) []time.Duration {
	took := make([][]time.Duration, len(ways))
	for turn := range n + n/10 {
		for i, way := range ways {
			began := time.Now()
			way()
			if turn >= n/10 {
				took[i] = append(took[i], time.Since(began))
			}
		}
	}
	quick := make([]time.Duration, len(ways))
	for i := range took {
		slices.Sort(took[i])
		quick[i] = took[i][n/4]
	}
	return quick
}

// BenchmarkSession: pages as somebody who is signed in, and the public list with and without a session.
func BenchmarkSession(b *testing.B) {
	p := program.Start(b)
	a := p.Agency("rivages")
	admin := a.As("admin")
	home := admin.Property("ty-mor")
	many(b, p, admin, home, 99)
	for i := range 40 {
		a.Book(a.Quote(home, 10+i*4, 13+i*4), "nora")
	}
	got := a.Must(303, "POST", "/login", url.Values{"email": {"admin@rivages.example"}, "password": {program.Password}}.Encode(), "Content-Type", "application/x-www-form-urlencoded")
	cookie := ""
	for _, c := range (&http.Response{Header: got.Header}).Cookies() {
		cookie += c.Name + "=" + c.Value + "; "
	}
	for b.Loop() {
		for _, page := range []struct {
			name, path string
			headers    []string
		}{
			{"the list of 100 properties, nobody", "/stays", nil}, {"the same with a session", "/stays", []string{"Cookie", cookie}},
			{"the account with a session", "/account", []string{"Cookie", cookie}}, {"the desk's first page with a session", "/desk", []string{"Cookie", cookie}},
			{"the desk's reservations with a session", "/desk/reservations", []string{"Cookie", cookie}},
			{"GET /api/auth/me with a token", "/api/auth/me", []string{"Authorization", "Bearer " + admin.Token}},
		} {
			ask := func() { a.Must(200, "GET", page.path, nil, page.headers...) }
			ask()
			n := statements(a, ask)
			timed(b, fmt.Sprintf("%s (%d statements)", page.name, n), 200, func(int) { ask() })
		}
	}
}

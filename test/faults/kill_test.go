//go:build long

// Package faults kills what the program stands on, and the program itself, while guests book. Run it with
// go test -tags long ./test/faults; COMPTOIR_KILLS says how often (50 when unset).
package faults

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"comptoir/test/program"
)

type m = program.M

// Killed at any moment, again and again, the program loses and doubles nothing.
func TestKilledUnderLoad(t *testing.T) {
	rounds := 50
	if n, err := strconv.Atoi(os.Getenv("COMPTOIR_KILLS")); err == nil {
		rounds = n
	}
	binary := filepath.Join(t.TempDir(), "comptoir")
	if out, err := exec.Command("go", "build", "-o", binary, "comptoir/cmd/comptoir").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	p := program.Start(t)
	a := p.Agency("rivages")
	home := a.As("admin").Property("ty-mor")
	p.Stop()
	var won, asked atomic.Int64
	for round := range rounds {
		kill := serve(t, p, binary)
		load, end := context.WithTimeout(t.Context(), time.Duration(300+round%7*150)*time.Millisecond)
		var all sync.WaitGroup
		for client := range 6 {
			all.Go(func() {
				for n := 0; load.Err() == nil; n++ {
					asked.Add(1)
					if visit(a, home, 5+(round*7+client*11+n*3)%300, fmt.Sprintf("g%d-%d-%d", round, client, n)) {
						won.Add(1)
					}
				}
			})
		}
		<-load.Done()
		kill()
		end()
		all.Wait()
		invariants(t, p, round)
	}
	kill := serve(t, p, binary)
	defer kill()
	// What a killed process was working on is taken up again by another after 90 seconds, and what failed meanwhile waits
	// for its next attempt.
	p.Within(4*time.Minute, "nothing waits that could run", func() bool {
		return count(t, p, `select count(*) from jobs.river_job where state in ('available', 'running', 'retryable') or state = 'scheduled' and scheduled_at <= now()`) == 0
	})
	invariants(t, p, rounds)
	if n := count(t, p, `select count(*) from stays.reservation r where r.status = 'confirmed' and not exists
		(select 1 from payments.payment y where y.tenant_id = r.tenant_id and y.subject_id = r.id and y.status = 'succeeded')`); n > 0 {
		t.Errorf("%d confirmed without a payment", n)
	}
	if n := count(t, p, `select count(*) from payments.payment y join stays.reservation r on r.tenant_id = y.tenant_id and r.id = y.subject_id
		where y.status = 'succeeded' and r.status not in ('confirmed', 'cancelled')
		and not exists (select 1 from payments.refund f where f.tenant_id = y.tenant_id and f.payment_id = y.id)`); n > 0 {
		t.Errorf("%d paid, and neither confirmed nor given back", n)
	}
	mailsOnce(t, a)
	t.Logf("%d kills; %d visits, %d paid; %d confirmed", rounds, asked.Load(), won.Load(), count(t, p, `select count(*) from stays.reservation where status = 'confirmed'`))
	if won.Load() == 0 {
		t.Error("nobody ever got as far as paying: the load proves nothing")
	}
}

// serve starts the built program on the test's database and returns what kills it.
func serve(t *testing.T, p *program.Program, binary string) func() {
	t.Helper()
	c := exec.Command(binary, "serve")
	c.Env = append([]string{"PATH=" + os.Getenv("PATH")}, "COMPTOIR_ADDR=127.0.0.1:"+p.Port, "COMPTOIR_DATA="+p.Data, "COMPTOIR_DATABASE_URL="+p.Address.AppURL,
		"COMPTOIR_SECRET_KEY="+program.Key, "COMPTOIR_LOG_LEVEL=error", "COMPTOIR_DEMO=true", "COMPTOIR_LIMIT_READS=off", "COMPTOIR_LIMIT_WRITES=off", "COMPTOIR_LIMIT_GUESSES=off")
	c.Stderr = os.Stderr
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	p.Eventually("the program answers", func() bool {
		res, err := http.Get("http://127.0.0.1:" + p.Port + "/ready")
		if err != nil {
			return false
		}
		_ = res.Body.Close()
		return res.StatusCode == http.StatusOK
	})
	return sync.OnceFunc(func() { _ = c.Process.Kill(); _ = c.Wait() })
}

// visit books three nights and pays them; true when the payment was accepted. Everything may fail: the program dies.
func visit(a *program.Agency, home string, from int, guest string) bool {
	quote, err := a.Try("POST", "/api/stays/quotes", m{"propertyId": home, "checkIn": a.Day(from), "checkOut": a.Day(from + 3), "adults": 2})
	if err != nil || quote.Status != http.StatusCreated {
		return false
	}
	stay, err := a.Try("POST", "/api/stays/reservations", m{"quoteId": quote.At("id"), "guest": program.Guest(guest), "acceptTerms": true})
	if err != nil || stay.Status != http.StatusCreated {
		return false
	}
	paid, err := a.Try("POST", fmt.Sprint("/sandbox/payments/", stay.At("payment.id"), "/pay"), m{"number": "4242424242424242", "expiry": "12/34", "cvc": "123"})
	return err == nil && paid.Status == http.StatusOK
}

func count(t *testing.T, p *program.Program, sql string) (n int) {
	t.Helper()
	if err := p.Admin().QueryRow(t.Context(), sql).Scan(&n); err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
	return n
}

func invariants(t *testing.T, p *program.Program, round int) {
	t.Helper()
	for what, sql := range map[string]string{
		"nights sold twice": `select count(*) from stays.occupancy a join stays.occupancy b on a.tenant_id = b.tenant_id and a.property_id = b.property_id
			and a.holder_id < b.holder_id and daterange(a.starts, a.ends) && daterange(b.starts, b.ends)`,
		"confirmed without dates": `select count(*) from stays.reservation r where r.status = 'confirmed' and not exists
			(select 1 from stays.occupancy o where o.tenant_id = r.tenant_id and o.holder_id = r.id)`,
		"given back more than paid": `select count(*) from payments.payment y where y.amount <
			(select coalesce(sum(f.amount), 0) from payments.refund f where f.tenant_id = y.tenant_id and f.payment_id = y.id and f.status <> 'failed')`,
		"two payments of one purpose": `select count(*) from (select 1 from payments.payment where status = 'succeeded' group by tenant_id, subject_id, purpose having count(*) > 1) d`,
	} {
		if n := count(t, p, sql); n > 0 {
			t.Errorf("round %d: %s: %d", round, what, n)
		}
	}
}

// mailsOnce: however often a mail was tried, it carries one Message-ID and lies there once.
func mailsOnce(t *testing.T, a *program.Agency) {
	t.Helper()
	seen := map[string]bool{}
	for _, mail := range a.Mails("contact@rivages.example") {
		about := mail.Subject
		if strings.HasPrefix(about, "Nouvelle réservation") && seen[about] {
			t.Errorf("told twice: %s", about)
		}
		seen[about] = true
	}
}

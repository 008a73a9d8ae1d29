//go:build long

// Package faults kills what the program stands on, and the program itself, while guests book. Run it with
// go test -tags long ./test/faults; COMPTOIR_KILLS says how often (50 when unset).
package faults

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"testing"
	"time"

	"comptoir/internal/platform/mail/mailbox"
	"comptoir/test/program"
)

type m = program.M

// Killed at any moment, again and again, the program loses and doubles nothing.
func TestKilledUnderLoad(t *testing.T) {
	rounds := 50
	if n, err := strconv.Atoi(os.Getenv("COMPTOIR_KILLS")); err == nil {
		rounds = n
	}
	binary := program.Build(t)
	p := program.Start(t)
	a := p.Agency("rivages")
	admin, homes := a.As("admin"), make([]string, rounds/2+1) // two rounds sell what a year of one has to sell
	for i := range homes {
		homes[i] = admin.Property(fmt.Sprint("ty-", i))
	}
	p.Stop()
	seen := &seen{}
	for round := range rounds {
		running := p.Serve(binary)
		load, end := context.WithTimeout(t.Context(), time.Duration(300+round%7*150)*time.Millisecond)
		var all sync.WaitGroup
		for client := range 6 {
			all.Go(func() {
				for n := 0; load.Err() == nil; n++ {
					slot := (round%2*56 + n*3 + client/2) % 113 // two always want the same
					visit(a, homes[round/2], 5+slot*3, fmt.Sprintf("g%d-%d-%d", round, client, n), seen)
				}
			})
		}
		<-load.Done()
		running.Kill()
		end()
		all.Wait()
		invariants(t, p, fmt.Sprint("kill ", round+1))
	}
	running := p.Serve(binary)
	idle(t, p)
	running.Stop()
	invariants(t, p, "the queue is empty")
	// Holds run out a quarter of an hour after they were made, and what was to be paid for them is closed half an hour later.
	later := program.StartOn(t, p.Address, "COMPTOIR_DATA="+p.Data)
	for _, pause := range []time.Duration{17 * time.Minute, 31 * time.Minute} {
		later.Pass(pause)
		idle(t, p)
	}
	later.Stop()
	invariants(t, p, "the holds are over")
	resolved(t, p)
	seen.kept(t, p)
	mails(t, p)
	t.Logf("%d kills; %d visits, %d booked, %d paid as their guests saw it; %d confirmed, %d expired, %d mails, %d jobs taken up again", rounds, seen.visits, len(seen.booked), len(seen.paid),
		count(t, p, `select count(*) from stays.reservation where status = 'confirmed'`), count(t, p, `select count(*) from stays.reservation where status = 'expired'`),
		count(t, p, `select count(*) from notifications.delivery where status = 'sent'`), count(t, p, `select count(*) from jobs.river_job where attempt > 1`))
	if len(seen.paid) == 0 {
		t.Error("nobody ever got as far as paying: the load proves nothing")
	}
}

// idle waits until nothing is left to do now. What a killed process was working on is taken up again by another after 90
// seconds, and what failed meanwhile waits for its next attempt.
func idle(t *testing.T, p *program.Program) {
	t.Helper()
	p.Within(4*time.Minute, "nothing waits that could run", func() bool {
		return count(t, p, `select count(*) from jobs.river_job where state in ('available', 'running', 'retryable') or state = 'scheduled' and scheduled_at <= now()`) == 0
	})
}

// seen is what guests were told, and may rely on.
type seen struct {
	sync.Mutex
	visits       int
	booked, paid []string // reservations, payments
}

func (s *seen) add(list *[]string, id any) {
	s.Lock()
	defer s.Unlock()
	*list = append(*list, fmt.Sprint(id))
}

// kept: what a guest was told before the program died is still so.
func (s *seen) kept(t *testing.T, p *program.Program) {
	t.Helper()
	for sql, ids := range map[string][]string{
		`select count(distinct id) from stays.reservation where id = any($1::uuid[])`:                         s.booked,
		`select count(distinct id) from payments.payment where status = 'succeeded' and id = any($1::uuid[])`: s.paid,
	} {
		var n int
		if err := p.Admin().QueryRow(t.Context(), sql, ids).Scan(&n); err != nil || n != len(ids) {
			t.Errorf("%d of %d kept (%v): %s", n, len(ids), err, sql)
		}
	}
}

// visit books three nights and pays them. Everything may fail: the program dies.
func visit(a *program.Agency, home string, from int, guest string, s *seen) {
	s.Lock()
	s.visits++
	s.Unlock()
	quote, err := a.Try("POST", "/api/stays/quotes", m{"propertyId": home, "checkIn": a.Day(from), "checkOut": a.Day(from + 3), "adults": 2})
	if err != nil || quote.Status != http.StatusCreated {
		return
	}
	stay, err := a.Try("POST", "/api/stays/reservations", m{"quoteId": quote.At("id"), "guest": program.Guest(guest), "acceptTerms": true})
	if err != nil || stay.Status != http.StatusCreated {
		return
	}
	s.add(&s.booked, stay.At("id"))
	paid, err := a.Try("POST", fmt.Sprint("/sandbox/payments/", stay.At("payment.id"), "/pay"), m{"number": "4242424242424242", "expiry": "12/34", "cvc": "123"})
	if err == nil && paid.Status == http.StatusOK {
		s.add(&s.paid, stay.At("payment.id"))
	}
}

func count(t *testing.T, p *program.Program, sql string) (n int) {
	t.Helper()
	if err := p.Admin().QueryRow(t.Context(), sql).Scan(&n); err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
	return n
}

// none reports every statement that counts anything.
func none(t *testing.T, p *program.Program, when string, wrongs map[string]string) {
	t.Helper()
	for what, sql := range wrongs {
		if n := count(t, p, sql); n > 0 {
			t.Errorf("%s: %s: %d", when, what, n)
		}
	}
}

// invariants hold at any moment.
func invariants(t *testing.T, p *program.Program, when string) {
	t.Helper()
	none(t, p, when, map[string]string{
		"nights sold twice": `select count(*) from stays.occupancy a join stays.occupancy b on a.tenant_id = b.tenant_id and a.property_id = b.property_id
			and a.holder_id < b.holder_id and daterange(a.starts, a.ends) && daterange(b.starts, b.ends)`,
		"confirmed or held without dates": `select count(*) from stays.reservation r where r.status in ('held', 'confirmed') and not exists
			(select 1 from stays.occupancy o where o.tenant_id = r.tenant_id and o.holder_id = r.id)`,
		"given back more than paid": `select count(*) from payments.payment y where y.amount <
			(select coalesce(sum(f.amount), 0) from payments.refund f where f.tenant_id = y.tenant_id and f.payment_id = y.id and f.status <> 'failed')`,
		"two payments of one purpose": `select count(*) from (select 1 from payments.payment where status = 'succeeded' group by tenant_id, subject_id, purpose having count(*) > 1) d`,
	})
}

// resolved holds when nothing is left to do.
func resolved(t *testing.T, p *program.Program) {
	t.Helper()
	none(t, p, "in the end", map[string]string{
		"holds that never ended": `select count(*) from stays.reservation where status = 'held'`,
		"dates kept by nobody": `select count(*) from stays.occupancy o join stays.reservation r on r.tenant_id = o.tenant_id and r.id = o.holder_id
			where r.status in ('expired', 'cancelled')`,
		"confirmed without a payment": `select count(*) from stays.reservation r where r.status = 'confirmed' and not exists
			(select 1 from payments.payment y where y.tenant_id = r.tenant_id and y.subject_id = r.id and y.status = 'succeeded')`,
		"paid, and neither confirmed nor given back": `select count(*) from payments.payment y join stays.reservation r on r.tenant_id = y.tenant_id and r.id = y.subject_id
			where y.status = 'succeeded' and r.status <> 'confirmed'
			and y.amount > (select coalesce(sum(f.amount), 0) from payments.refund f where f.tenant_id = y.tenant_id and f.payment_id = y.id and f.status = 'succeeded')`,
		"payments left open": `select count(*) from payments.payment where status in ('requires_action', 'authorized')`,
		"taken by the provider, unknown to us, or the reverse": `select count(*) from sandboxpay.checkout c full join
			(select * from payments.payment where status = 'succeeded') y on y.tenant_id = c.tenant_id and y.id = c.payment_id
			where (c.status = 'paid') is distinct from (y.id is not null) or y.amount <> c.amount`,
		"refunds that the provider counts otherwise": `select count(*) from payments.payment y where
			(select coalesce(sum(amount), 0) from payments.refund f where f.tenant_id = y.tenant_id and f.payment_id = y.id and f.status = 'succeeded') <>
			(select coalesce(sum(amount), 0) from sandboxpay.refund f where f.tenant_id = y.tenant_id and f.payment_id = y.id)`,
		"jobs given up": `select count(*) from jobs.river_job where state = 'discarded'`,
	})
}

// mails: every confirmed stay was told once to its guest and once to the agency, and what was sent lies in the mailbox. A
// mail that a dying program handed over twice carries one Message-ID, by which every mail program knows it; it is counted
// and is no second mail.
func mails(t *testing.T, p *program.Program) {
	t.Helper()
	none(t, p, "mails", map[string]string{
		"not sent": `select count(*) from notifications.delivery where status <> 'sent'`,
		"told not, or twice": `select count(*) from stays.reservation r where r.status = 'confirmed' and 1 <>
			(select count(*) from notifications.delivery d where d.tenant_id = r.tenant_id and d.kind = 'stay_confirmed' and d.recipient = r.guest_email)`,
		"the agency told not, or twice": `select count(*) from stays.reservation r where r.status = 'confirmed' and 1 <>
			(select count(*) from notifications.delivery d where d.tenant_id = r.tenant_id and d.kind = 'agency_booked' and d.subject like '%' || r.reference || '%')`,
	})
	box, err := mailbox.Open(filepath.Join(p.Data, "mailbox"), p.Clock.Now)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = box.Close() }()
	lie, again := map[string]int{}, 0
	for _, mail := range box.List("", mailbox.Keep) {
		lie[mail.To[0]+" "+mail.Subject]++
		again += mail.Deliveries - 1
	}
	rows, err := p.Admin().Query(t.Context(), `select recipient || ' ' || subject, count(*) from notifications.delivery where status = 'sent' group by 1`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var mail string
		var n int
		if err := rows.Scan(&mail, &n); err != nil {
			t.Fatal(err)
		}
		if lie[mail] != n {
			t.Errorf("%d times in the mailbox instead of %d: %s", lie[mail], n, mail)
		}
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	t.Logf("%d mails were handed over a second time under their own Message-ID", again)
}

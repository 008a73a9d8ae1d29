package app_test

import (
	"slices"
	"sync"
	"testing"

	"comptoir/test/program"
)

// atOnce makes the same call from two tabs and returns both answers, the better status first.
func atOnce(t *testing.T, call func() (program.Answer, error)) [2]program.Answer {
	t.Helper()
	var got [2]program.Answer
	var all sync.WaitGroup
	for i := range got {
		all.Go(func() {
			var err error
			if got[i], err = call(); err != nil || got[i].Status >= 500 {
				t.Errorf("%d %v %s", got[i].Status, err, got[i].Raw)
			}
		})
	}
	all.Wait()
	slices.SortFunc(got[:], func(a, b program.Answer) int { return a.Status - b.Status })
	return got
}

// One guest with two tabs open: each has its price of the same nights, both book, both pay, both cancel. The nights are
// his once, the money is taken once and given back once, and the second tab is told why.
func TestTwoTabs(t *testing.T) {
	t.Parallel()
	p := program.Start(t)
	a := p.Agency("rivages")
	home := a.As("admin").Property("ty-mor")
	quotes := make(chan string, 2)
	quotes <- a.Quote(home, 30, 33)
	quotes <- a.Quote(home, 30, 33)
	got := atOnce(t, func() (program.Answer, error) {
		return a.Try("POST", "/api/stays/reservations", m{"quoteId": <-quotes, "guest": program.Guest("nora"), "acceptTerms": true})
	})
	if got[0].Status != 201 || got[1].Status != 409 || got[1].At("code") != "stays.period_taken" {
		t.Fatalf("%d %s\n%d %s", got[0].Status, got[0].Raw, got[1].Status, got[1].Raw)
	}
	stay := got[0]
	token, payment := stay.Text("manageToken"), stay.Text("payment.id")
	atOnce(t, func() (program.Answer, error) {
		return a.Try("POST", "/sandbox/payments/"+payment+"/pay", m{"number": good, "expiry": "12/34", "cvc": "123"})
	})
	a.Becomes(token, "confirmed")
	count := func(sql string) (n int) {
		if err := admin1(t, p, sql, &n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	if n := count("select count(*) from payments.payment where status = 'succeeded'"); n != 1 {
		t.Errorf("%d payments", n)
	}
	if now := a.Managed(token); now.At("paid.amount") != stay.At("payment.amount.amount") {
		t.Errorf("paid otherwise than agreed: %s", now.Raw)
	}
	got = atOnce(t, func() (program.Answer, error) { return a.Try("DELETE", "/api/stays/manage/"+token, nil) })
	if got[0].Status != 200 {
		t.Errorf("nobody could cancel: %s", got[0].Raw)
	}
	a.Becomes(token, "cancelled")
	p.Eventually("the money is given back", func() bool {
		return count("select count(*) from payments.refund where status = 'succeeded'") > 0
	})
	if n := count("select count(*) from payments.refund"); n != 1 {
		t.Errorf("given back %d times", n)
	}
}

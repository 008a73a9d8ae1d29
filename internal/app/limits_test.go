package app_test

import (
	"fmt"
	"strconv"
	"strings"
	"testing"

	"comptoir/internal/platform/redistest"
	"comptoir/test/program"
)

// The quotas of SEC-2, over a whole day: what comes back while a slow machine counts to a hundred would blur them.
var standard = []string{"COMPTOIR_LIMIT_READS=1000/24h", "COMPTOIR_LIMIT_WRITES=100/24h", "COMPTOIR_LIMIT_USER_WRITES=300/24h", "COMPTOIR_LIMIT_ADMINISTRATION=100/24h", "COMPTOIR_LIMIT_GUESSES=5/24h"}

// refusedAfter calls until it is refused, and checks that the refusal says when to come again.
func refusedAfter(t *testing.T, most int, call func() program.Answer) int {
	t.Helper()
	for n := range most {
		got := call()
		if got.Status != 429 {
			continue
		}
		wait, err := strconv.Atoi(got.Header.Get("Retry-After"))
		if err != nil || wait < 1 {
			t.Errorf("refused without saying for how long: %v", got.Header)
		}
		return n
	}
	return most
}

func TestVisitorsAreBounded(t *testing.T) {
	t.Parallel()
	p := program.Start(t, standard...)
	a := p.Agency("rivages")
	quote := func(from string) func() program.Answer {
		return func() program.Answer { return a.Call("POST", "/api/stays/quotes", m{}, "X-Forwarded-For", from) }
	}
	if n := refusedAfter(t, 120, quote("198.51.100.1")); n != 100 {
		t.Errorf("%d quotes from one address", n)
	}
	if got := quote("198.51.100.2")(); got.Status == 429 || got.Header.Get("RateLimit-Remaining") != "99" {
		t.Errorf("another visitor: %d %v", got.Status, got.Header)
	}
	// What a client writes before the proxy's own hop changes nothing, nor do other headers.
	for _, forged := range [][]string{{"X-Forwarded-For", "203.0.113.9, 198.51.100.1"}, {"X-Forwarded-For", "198.51.100.1", "X-Real-Ip", "203.0.113.10", "Forwarded", "for=203.0.113.11"}} {
		if got := a.Call("POST", "/api/stays/quotes", m{}, forged...); got.Status != 429 {
			t.Errorf("%q: %d", forged, got.Status)
		}
	}
	if n := refusedAfter(t, 10, func() program.Answer {
		return a.Call("GET", "/api/stays/manage/"+strings.Repeat("x", 32), nil, "X-Forwarded-For", "198.51.100.3")
	}); n != 5 {
		t.Errorf("%d guesses of a private link", n)
	}
	page := a.Call("GET", "/manage/"+strings.Repeat("y", 32), nil, "X-Forwarded-For", "198.51.100.3")
	if page.Status != 429 || !strings.Contains(string(page.Raw), "<html") {
		t.Errorf("the page for people: %d %.200s", page.Status, page.Raw)
	}
	staff := a.As("staff")
	if n := refusedAfter(t, 130, func() program.Answer { return staff.Call("GET", "/api/stays/desk/properties", nil) }); n != 100 {
		t.Errorf("%d calls of the administration", n)
	}
}

func TestPasswordsAreGuessedSlowly(t *testing.T) {
	t.Parallel()
	p := program.Start(t, standard...)
	a := p.Agency("rivages")
	login := func(address string) func() program.Answer {
		return func() program.Answer {
			return a.Call("POST", "/api/auth/login", m{"email": "admin@rivages.example", "password": "wrong wrong wrong"}, "X-Forwarded-For", address)
		}
	}
	if n := refusedAfter(t, 20, login("198.51.100.1")); n != 5 {
		t.Errorf("%d tries at one account", n)
	}
	if n := refusedAfter(t, 20, func() program.Answer {
		return a.Call("POST", "/api/auth/password/forgot", m{"email": "admin@rivages.example"}, "X-Forwarded-For", "198.51.100.4")
	}); n != 3 {
		t.Errorf("%d forgotten passwords", n)
	}
	a.Must(200, "POST", "/api/auth/login", m{"email": "admin@rivages.example", "password": program.Password}, "X-Forwarded-For", "198.51.100.9")
}

// Without Redis nobody signs in, since nobody counts how often he tries; everything else goes on.
func TestWithoutRedisSignInIsClosedAndTheRestOpen(t *testing.T) {
	t.Parallel()
	server := redistest.Start(t)
	p := program.Start(t, append(standard, "COMPTOIR_REDIS_URL="+server.URL())...)
	a := p.Agency("rivages")
	home := a.As("admin").Property("ty-mor")
	server.Stop()
	if got := a.Call("POST", "/api/auth/login", m{"email": "admin@rivages.example", "password": program.Password}); got.Status != 503 {
		t.Errorf("signed in: %d %s", got.Status, got.Raw)
	}
	stay := a.Must(201, "POST", "/api/stays/reservations", m{"quoteId": a.Quote(home, 30, 33), "guest": program.Guest("nora"), "acceptTerms": true})
	if stay.Text("status") != "held" {
		t.Error(fmt.Sprint(stay.Status))
	}
}

package identityio_test

import (
	"fmt"
	"net/http"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"comptoir/internal/identity/identitytest"
	"comptoir/internal/web/webtest"
)

// Whoever fails waits longer and longer; a network of attackers stops each other; and the owner gets in from the device
// that her account knows all the while, however long they go on.
func TestNobodyIsLockedOutForEver(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.user(s.a, "alice@example.com")
	home := s.client()
	if a := s.post(home, "http://a.test/login", "email", "alice@example.com", "password", identitytest.Password); a.StatusCode != 303 {
		t.Fatalf("%d %s", a.StatusCode, a.body)
	}
	try := func(password, from string) answer {
		return s.api("POST", "/api/auth/login", map[string]string{"email": "alice@example.com", "password": password}, "", "X-From", from)
	}
	refusals := 0
	for n := range 60 { // sixty networks, one guess each
		if a := try("wrong", fmt.Sprintf("198.51.100.%d", n)); a.StatusCode == http.StatusTooManyRequests {
			refusals++
		}
	}
	if refusals != 20 {
		t.Errorf("%d of 60 guesses from as many networks were refused, want 20", refusals)
	}
	try(identitytest.Password, "203.0.113.9").want(t, "the right password from an unknown device during the attack", 429, "limit.exceeded")
	for day := range 3 {
		for range 20 {
			for n := range 3 {
				try("wrong", fmt.Sprintf("198.51.100.%d", n))
			}
			s.now.Advance(20 * time.Minute)
		}
		c := s.client()
		c.Jar = home.Jar
		s.post(c, "http://a.test/logout")
		if a := s.post(c, "http://a.test/login", "email", "alice@example.com", "password", identitytest.Password); a.StatusCode != 303 {
			t.Fatalf("day %d: her own device: %d %s", day, a.StatusCode, a.body)
		}
	}
}

// After five failures the next attempt is minutes away, after fifteen longer, and the page says when and what else helps.
func TestTheWaitGrowsAndIsSaid(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.user(s.a, "alice@example.com")
	var waits []time.Duration
	for len(waits) < 40 {
		a := s.post(s.client(), "http://a.test/login", "email", "alice@example.com", "password", "wrong")
		if a.StatusCode == http.StatusUnauthorized {
			continue
		}
		seconds, err := strconv.Atoi(a.Header.Get("Retry-After"))
		if err != nil || a.StatusCode != http.StatusTooManyRequests {
			t.Fatalf("%d %q", a.StatusCode, a.Header.Get("Retry-After"))
		}
		if len(waits) == 0 {
			webtest.HTML(t, a.body).In("main").Has("Réessayez dans 3 minutes", "lien de connexion")
		}
		waits = append(waits, time.Duration(seconds)*time.Second)
		s.now.Advance(waits[len(waits)-1])
	}
	if first, last := waits[0], waits[len(waits)-1]; first > 4*time.Minute || last < 30*time.Minute {
		t.Errorf("from %v to %v: %v", first, last, waits)
	}
}

// A hundred guesses at once are counted one by one: no more of them are looked at than of a hundred in a row.
func TestParallelGuessesAreCounted(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.user(s.a, "alice@example.com")
	before := s.m.Hashes()
	var looked atomic.Int64
	var wg sync.WaitGroup
	for range 100 {
		wg.Go(func() {
			if a := s.api("POST", "/api/auth/login", map[string]string{"email": "alice@example.com", "password": "wrong"}, ""); a.StatusCode == http.StatusUnauthorized {
				looked.Add(1)
			}
		})
	}
	wg.Wait()
	if looked.Load() != 5 || s.m.Hashes()-before != 5 {
		t.Errorf("%d of 100 guesses were looked at, %d hashes", looked.Load(), s.m.Hashes()-before)
	}
}

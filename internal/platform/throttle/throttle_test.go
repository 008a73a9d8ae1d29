package throttle_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/platform/limit"
	"comptoir/internal/platform/limit/locallimit"
	"comptoir/internal/platform/limit/redislimit"
	"comptoir/internal/platform/redistest"
	"comptoir/internal/platform/throttle"
)

type stopped struct{ at time.Time }

func (s *stopped) Now() time.Time { return s.at }

type world struct {
	http.Handler
	clock  *stopped
	noted  []string
	served int
	tenant access.TenantID
}

func newWorld(l throttle.Limiter) *world {
	w := &world{clock: &stopped{time.Date(2027, 3, 1, 9, 0, 0, 0, time.UTC)}, tenant: ident.Next[access.Tenant](&ident.Source{})}
	if l == nil {
		l = limit.New(locallimit.New(func() time.Time { return w.clock.at }), nil)
	}
	prefix := func(p string) func(*http.Request) bool {
		return func(r *http.Request) bool { return strings.HasPrefix(r.URL.Path, p) }
	}
	t := throttle.New(l, throttle.Config{Reads: limit.PerMinute(10), Writes: limit.Limit{Rate: 3, Per: 15 * time.Minute}, UserWrites: limit.PerMinute(5), Administration: limit.PerMinute(4),
		Guesses: limit.Limit{Rate: 2, Per: 15 * time.Minute}, Free: prefix("/assets/"), Admin: prefix("/desk"), Machine: prefix("/hooks/"), Secret: prefix("/manage/"),
		Refuse: func(w http.ResponseWriter, _ *http.Request, err error) {
			if !errors.Is(err, limit.ErrExceeded) {
				panic(err)
			}
			w.WriteHeader(http.StatusTooManyRequests)
		},
		Noted: func(_ context.Context, name string) { w.noted = append(w.noted, name) }})
	w.Handler = t.Handler(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		w.served++
		if strings.HasSuffix(r.URL.Path, "wrong") {
			rw.WriteHeader(http.StatusNotFound)
		}
	}))
	return w
}

func (w *world) call(a access.Actor, method, path string) *httptest.ResponseRecorder {
	a.Tenant = w.tenant
	r := httptest.NewRequest(method, path, nil)
	out := httptest.NewRecorder()
	w.ServeHTTP(out, r.WithContext(access.With(r.Context(), a)))
	return out
}

func visitor(address string) access.Actor {
	return access.Actor{Kind: access.Anonymous, Address: address}
}

func TestEachIsCountedForHimself(t *testing.T) {
	t.Parallel()
	var ids ident.Source
	ada, eve := access.Actor{Kind: access.Person, User: ident.Next[access.User](&ids), Address: "192.0.2.1"}, access.Actor{Kind: access.Person, User: ident.Next[access.User](&ids), Address: "192.0.2.1"}
	for name, tt := range map[string]struct {
		who          access.Actor
		method, path string
		free         int // calls before the first refusal
		other        access.Actor
	}{
		"a visitor writes":                {visitor("192.0.2.1"), "POST", "/api/x", 3, visitor("192.0.2.2")},
		"a visitor reads":                 {visitor("192.0.2.1"), "GET", "/api/x", 10, visitor("192.0.2.2")},
		"a network of IPv6":               {visitor("2001:db8:1:2::1"), "POST", "/x", 3, visitor("2001:db8:1:3::1")},
		"an IPv4 address written as IPv6": {visitor("::ffff:192.0.2.9"), "POST", "/x", 3, visitor("192.0.2.10")},
		"a user writes":                   {ada, "DELETE", "/api/x", 5, eve},
		"a user administers":              {ada, "GET", "/desk", 4, eve},
		"a machine":                       {visitor("192.0.2.1"), "POST", "/hooks/x", 10, visitor("192.0.2.2")},
	} {
		w := newWorld(nil)
		for i := range tt.free {
			if got := w.call(tt.who, tt.method, tt.path).Code; got != 200 {
				t.Fatalf("%s: call %d answers %d", name, i+1, got)
			}
		}
		got := w.call(tt.who, tt.method, tt.path)
		if again, err := strconv.Atoi(got.Header().Get("Retry-After")); got.Code != 429 || err != nil || again < 1 || got.Header().Get("RateLimit-Remaining") != "0" || len(w.noted) != 1 {
			t.Errorf("%s: %d %v, noted %q", name, got.Code, got.Header(), w.noted)
		}
		if w.served != tt.free {
			t.Errorf("%s: served %d", name, w.served)
		}
		if got := w.call(tt.other, tt.method, tt.path).Code; got != 200 {
			t.Errorf("%s: another is refused", name)
		}
		w.clock.at = w.clock.at.Add(15 * time.Minute)
		if got := w.call(tt.who, tt.method, tt.path).Code; got != 200 {
			t.Errorf("%s: still refused when the time is over", name)
		}
	}
}

// An address of the same /64, and any other way of writing an address, is the same caller.
func TestANetworkIsOneCaller(t *testing.T) {
	t.Parallel()
	w := newWorld(nil)
	for _, address := range []string{"2001:db8:1:2::1", "2001:db8:1:2:ffff::9", "2001:0db8:0001:0002::3"} {
		if got := w.call(visitor(address), "POST", "/x").Code; got != 200 {
			t.Fatalf("%s: %d", address, got)
		}
	}
	if got := w.call(visitor("2001:db8:1:2:abcd::7"), "POST", "/x").Code; got != 429 {
		t.Errorf("a fresh address of the same network: %d", got)
	}
}

func TestFilesOfAPageAreFree(t *testing.T) {
	t.Parallel()
	w := newWorld(nil)
	for range 50 {
		if got := w.call(visitor("192.0.2.1"), "GET", "/assets/app.css"); got.Code != 200 || got.Header().Get("RateLimit-Limit") != "" {
			t.Fatalf("%d %v", got.Code, got.Header())
		}
	}
}

func TestTheAPITellsWhatIsLeft(t *testing.T) {
	t.Parallel()
	w := newWorld(nil)
	h := w.call(visitor("192.0.2.1"), "POST", "/api/x").Header()
	for name, want := range map[string]string{"RateLimit-Limit": "3", "RateLimit-Remaining": "2", "RateLimit-Reset": "300", "RateLimit-Policy": `3;w=900;name="writes"`} {
		if got := h.Get(name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	if h := w.call(visitor("192.0.2.1"), "GET", "/stays").Header(); h.Get("RateLimit-Limit") != "" {
		t.Errorf("a page: %v", h)
	}
}

// Right tokens cost nothing, wrong ones do; after too many wrong ones a right one is not tried either.
func TestGuessing(t *testing.T) {
	t.Parallel()
	w := newWorld(nil)
	guest := visitor("192.0.2.1")
	for range 5 {
		if got := w.call(guest, "GET", "/manage/right").Code; got != 200 {
			t.Fatal(got)
		}
	}
	for range 2 {
		if got := w.call(guest, "GET", "/manage/wrong").Code; got != 404 {
			t.Fatal(got)
		}
	}
	for _, path := range []string{"/manage/wrong", "/manage/right"} {
		if got := w.call(guest, "GET", path); got.Code != 429 || got.Header().Get("Retry-After") == "" {
			t.Errorf("%s after two misses: %d", path, got.Code)
		}
	}
	if got := w.call(visitor("192.0.2.2"), "GET", "/manage/right").Code; got != 200 {
		t.Errorf("another guest: %d", got)
	}
}

// With Redis gone nobody is refused; with a fallback each replica counts on.
func TestWithoutRedis(t *testing.T) {
	t.Parallel()
	server := redistest.Start(t)
	w := newWorld(limit.New(redislimit.New(server.Client()), nil))
	if got := w.call(visitor("192.0.2.1"), "POST", "/api/x"); got.Code != 200 || got.Header().Get("RateLimit-Remaining") != "2" {
		t.Fatalf("%d %v", got.Code, got.Header())
	}
	server.Stop()
	for range 6 {
		if got := w.call(visitor("192.0.2.1"), "POST", "/api/x").Code; got != 200 {
			t.Fatalf("refused without Redis: %d", got)
		}
	}
}

package comptoir

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// against returns a client of a handler; it does not wait between attempts but says how long it would have.
func against(t *testing.T, h http.HandlerFunc, options ...Option) (*Client, *[]time.Duration) {
	t.Helper()
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	c, err := New(s.URL, append([]Option{WithTenant("rivages")}, options...)...)
	if err != nil {
		t.Fatal(err)
	}
	var waits []time.Duration
	c.pause = func(ctx context.Context, d time.Duration) error {
		waits = append(waits, d)
		return ctx.Err()
	}
	return c, &waits
}

func problem(w http.ResponseWriter, status int, body string) {
	w.Header().Set("Content-Type", "application/problem+json; charset=utf-8")
	w.WriteHeader(status)
	_, _ = io.WriteString(w, body)
}

func answer(w http.ResponseWriter, body string) {
	w.Header().Set("Content-Type", "application/json")
	_, _ = io.WriteString(w, body)
}

func TestARefusalIsTyped(t *testing.T) {
	t.Parallel()
	c, waits := against(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("X-Comptoir-Tenant") != "rivages" || r.Header.Get("Authorization") != "Bearer word" {
			t.Errorf("%v", r.Header)
		}
		problem(w, 422, `{"status":422,"code":"invalid","title":"Invalid","detail":"look at the fields","traceId":"abc","errors":[{"field":"adults","code":"minimum","message":"at least 1"}]}`)
	}, WithToken("word"))
	_, err := c.Stays.PostQuotes(t.Context(), QuoteInputBody{})
	e, ok := AsError(err)
	if !ok || !IsCode(err, "invalid") || e.Status != 422 || e.TraceID != "abc" || len(*waits) != 0 {
		t.Fatalf("%v %v", err, *waits)
	}
	if f, ok := e.Field("adults"); !ok || f.Code != "minimum" || !strings.Contains(err.Error(), "adults: minimum") {
		t.Errorf("%v", err)
	}
}

// A busy server is asked again, after the time it names, with the same key; what it asks beyond patience is not waited for.
func TestABusyServerIsAskedAgain(t *testing.T) {
	t.Parallel()
	var keys, bodies []string
	c, waits := against(t, func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		keys, bodies = append(keys, r.Header.Get("Idempotency-Key")), append(bodies, string(body))
		switch len(keys) {
		case 1:
			w.Header().Set("Retry-After", "7")
			problem(w, 429, `{"code":"limit.exceeded"}`)
		case 2:
			w.WriteHeader(502) // of a proxy, in HTML
		case 3:
			answer(w, `{"id":"q"}`)
		default:
			w.Header().Set("Retry-After", "3600")
			problem(w, 503, `{"code":"tenancy.suspended"}`)
		}
	})
	quote, err := c.Stays.PostQuotes(t.Context(), QuoteInputBody{Adults: 2})
	if err != nil || quote.ID != "q" {
		t.Fatal(err)
	}
	if len(slices.Compact(keys)) != 1 || keys[0] == "" || len(slices.Compact(bodies)) != 1 || bodies[0] == "" {
		t.Errorf("keys %q bodies %q", keys, bodies)
	}
	if w := *waits; len(w) != 2 || w[0] < 7*time.Second || w[0] > 8*time.Second || w[1] <= 0 || w[1] > time.Second {
		t.Errorf("%v", *waits)
	}
	if _, err := c.Stays.PostQuotes(t.Context(), QuoteInputBody{}, IdempotencyKey("order 7")); !IsCode(err, "tenancy.suspended") || len(*waits) != 2 || keys[len(keys)-1] != "order 7" {
		t.Errorf("%v %v %q", err, *waits, keys)
	}
}

// After a broken connection nobody knows what was done: only what may be done twice is tried again.
func TestABrokenConnection(t *testing.T) {
	t.Parallel()
	var calls atomic.Int32
	c, _ := against(t, func(http.ResponseWriter, *http.Request) {
		calls.Add(1)
		panic(http.ErrAbortHandler)
	})
	_, err := c.Stays.GetSettings(t.Context())
	if _, refused := AsError(err); err == nil || refused || calls.Swap(0) != 4 {
		t.Errorf("GET: %v", err)
	}
	if _, err := c.Stays.PatchManageByToken(t.Context(), "t", StaysChangeBody{}, StaysPatchManageByTokenQuery{}); err == nil || calls.Load() != 1 {
		t.Errorf("PATCH: %d calls, %v", calls.Load(), err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := c.Stays.GetSettings(ctx); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

// Calls that are refused together renew the session once, since its refresh token is used once, and all succeed.
func TestASessionIsRenewedOnce(t *testing.T) {
	t.Parallel()
	var renewals atomic.Int32
	var kept []Session
	c, _ := against(t, func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		switch {
		case r.URL.Path == "/api/auth/refresh":
			renewals.Add(1)
			if string(body) != `{"refreshToken":"r1"}` || r.Header.Get("Authorization") != "" {
				t.Errorf("%s %v", body, r.Header)
			}
			answer(w, `{"accessToken":"a2","refreshToken":"r2","expiresIn":900}`)
		case r.Header.Get("Authorization") != "Bearer a2":
			problem(w, 401, `{"code":"identity.invalid_token"}`)
		default:
			answer(w, `{"email":"staff@rivages.example"}`)
		}
	}, WithSession(Session{AccessToken: "a1", RefreshToken: "r1"}), OnSession(func(s Session) { kept = append(kept, s) }))
	var all sync.WaitGroup
	for range 8 {
		all.Add(1)
		go func() {
			defer all.Done()
			if me, err := c.Auth.GetMe(t.Context()); err != nil || me.Email != "staff@rivages.example" {
				t.Error(err)
			}
		}()
	}
	all.Wait()
	if renewals.Load() != 1 || len(kept) != 1 || kept[0].RefreshToken != "r2" || kept[0].ExpiresAt.IsZero() {
		t.Errorf("%d renewals, kept %v", renewals.Load(), kept)
	}
}

// An account with a second factor gets no session for its password alone.
func TestASecondStepIsAskedFor(t *testing.T) {
	t.Parallel()
	c, _ := against(t, func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		switch {
		case r.URL.Path == "/api/auth/login":
			w.Header().Set("Content-Type", "application/json")
			w.WriteHeader(202)
			_, _ = io.WriteString(w, `{"challenge":"c","methods":["code"],"expiresIn":300}`)
		case string(body) == `{"challenge":"c","code":"123456"}`:
			answer(w, `{"accessToken":"a","refreshToken":"r","expiresIn":900}`)
		default:
			answer(w, `{}`)
		}
	})
	_, err := c.SignIn(t.Context(), "staff@rivages.example", "right")
	var second *SecondStep
	if !errors.As(err, &second) || second.Challenge != "c" || second.ExpiresIn != 5*time.Minute || c.Session() != (Session{}) {
		t.Fatalf("%v %v", err, c.Session())
	}
	if got, err := c.Auth.PostLogin(t.Context(), LoginInputBody{}); err != nil || got.Status != 202 || got.OK != nil || got.Accepted.Challenge != "c" {
		t.Errorf("%+v %v", got, err)
	}
	if _, err := c.TakeSecondStep(t.Context(), "c", "000000"); err == nil || c.Session() != (Session{}) {
		t.Errorf("a session without a token: %v", c.Session())
	}
	if s, err := c.TakeSecondStep(t.Context(), second.Challenge, "123456"); err != nil || s.AccessToken != "a" || c.Session() != s {
		t.Errorf("%v %v", s, err)
	}
}

// A fresh token that is refused as well is not asked for again and again.
func TestARefusedRenewalEnds(t *testing.T) {
	t.Parallel()
	asked := 0
	c, _ := against(t, func(w http.ResponseWriter, _ *http.Request) { problem(w, 401, `{"code":"identity.session_ended"}`) },
		WithToken("a"), WithRefresh(func(_ context.Context, stale string) (string, error) { asked++; return stale + "'", nil }))
	if _, err := c.Auth.GetMe(t.Context()); !IsCode(err, "identity.session_ended") || asked != 1 || c.Session().AccessToken != "a'" {
		t.Errorf("%v, asked %d times", err, asked)
	}
}

func TestPagesFollowTheCursor(t *testing.T) {
	t.Parallel()
	var asked []string
	c, _ := against(t, func(w http.ResponseWriter, r *http.Request) {
		asked = append(asked, r.URL.RawQuery)
		switch r.URL.Query().Get("cursor") {
		case "":
			answer(w, `{"items":[{"id":"1"},{"id":"2"}],"nextCursor":"b"}`)
		case "b":
			answer(w, `{"items":[{"id":"3"}],"nextCursor":"c"}`)
		default:
			problem(w, 400, `{"code":"paging.bad_cursor"}`)
		}
	})
	var ids []string
	var last error
	for card, err := range c.Stays.GetPropertiesAll(t.Context(), StaysGetPropertiesQuery{CheckIn: Day(2027, 7, 10), Features: []string{"wifi", "pool"}}) {
		if last = err; err == nil {
			ids = append(ids, card.ID)
		}
	}
	if strings.Join(ids, "") != "123" || !IsCode(last, "paging.bad_cursor") || asked[0] != "checkIn=2027-07-10&features=wifi%2Cpool" || len(asked) != 3 {
		t.Errorf("%v %v %v", ids, last, asked)
	}
}

func TestETagsFormsFilesAndPaths(t *testing.T) {
	t.Parallel()
	c, _ := against(t, func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.Header.Get("If-None-Match") == `"3"`:
			w.WriteHeader(304)
		case r.Method == "PUT" && r.Header.Get("If-Match") != `"3"`:
			problem(w, 412, `{"code":"stale"}`)
		case r.Method == "POST":
			f, h, err := r.FormFile("photo")
			if err != nil {
				t.Error(err)
				return
			}
			data, _ := io.ReadAll(f)
			answer(w, `{"id":"`+h.Filename+" "+string(data)+`"}`)
		case strings.HasSuffix(r.URL.Path, "/document"):
			w.Header().Set("Content-Type", "application/pdf")
			_, _ = io.WriteString(w, "%PDF "+r.URL.EscapedPath())
		default:
			w.Header().Set("ETag", `"3"`)
			answer(w, `{"id":"p"}`)
		}
	})
	var meta Meta
	if _, err := c.Stays.GetDeskPropertiesByID(t.Context(), "p", Capture(&meta)); err != nil || meta.ETag != `"3"` {
		t.Fatalf("%v %v", err, meta)
	}
	if _, err := c.Stays.GetDeskPropertiesByID(t.Context(), "p", IfNoneMatch(meta.ETag)); !errors.Is(err, ErrNotModified) {
		t.Error(err)
	}
	if _, err := c.Stays.PutDeskPropertiesByIDRates(t.Context(), "p", StaysRates{}, IfMatch(`"2"`)); !IsCode(err, "stale") {
		t.Error(err)
	}
	if got, err := c.Stays.PostDeskPropertiesByIDPhotos(t.Context(), "p", StaysPostDeskPropertiesByIDPhotosForm{Photo: Upload{Name: "sea.png", Data: []byte("blue")}}); err != nil || got.ID != "sea.png blue" {
		t.Errorf("%v %v", got, err)
	}
	file, err := c.Contracts.GetByIDDocument(t.Context(), "a/b")
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(file.Body)
	if err := errors.Join(err, file.Body.Close()); err != nil || file.ContentType != "application/pdf" || string(text) != "%PDF /api/contracts/a%2Fb/document" {
		t.Errorf("%s %v", text, err)
	}
	for _, id := range []string{"", ".", ".."} {
		if err := c.Stays.DeleteBlocksByID(t.Context(), id); err == nil {
			t.Errorf("%q addressed something", id)
		}
	}
	for _, address := range []string{"rivages.example", "ftp://x", "https://a:b@c", "https://c?d=e", "://"} {
		if _, err := New(address); err == nil {
			t.Errorf("%q is taken for an address", address)
		}
	}
}

package app_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"sync/atomic"
	"testing"

	"github.com/johannesboyne/gofakes3"
	"github.com/johannesboyne/gofakes3/backend/s3mem"

	"comptoir/internal/platform/redisconn"
	"comptoir/internal/platform/redistest"
	"comptoir/test/program"
)

// guardedRedis is a Redis that asks for a password, and can be made to ask for another.
type guardedRedis struct {
	address string
	ask     func(password string)
}

func guardRedis(t *testing.T, s secrets) guardedRedis {
	t.Helper()
	server := redistest.Start(t)
	word := s.plant("the password of Redis", "canary-redis-50")
	keys, err := redisconn.Open(server.URL())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = keys.Close() })
	keeper := keys.Conn() // one connection, which stays signed in whatever becomes of the password
	ask := func(password string) {
		t.Helper()
		if err := keeper.ConfigSet(t.Context(), "requirepass", password).Err(); err != nil {
			t.Fatal(err)
		}
		if err := keeper.Do(t.Context(), "CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes").Err(); err != nil {
			t.Fatal(err)
		}
	}
	ask(word)
	at, err := url.Parse(server.URL())
	if err != nil {
		t.Fatal(err)
	}
	at.User = url.UserPassword("default", word)
	return guardedRedis{at.String(), ask}
}

// guardedFiles is a service for files that can be made to refuse its key.
type guardedFiles struct {
	endpoint string
	refuses  *atomic.Bool
}

func guardFiles(t *testing.T) guardedFiles {
	t.Helper()
	store := s3mem.New()
	if err := store.CreateBucket("files"); err != nil {
		t.Fatal(err)
	}
	files, refuses := gofakes3.New(store, gofakes3.WithLogger(gofakes3.DiscardLog())).Server(), &atomic.Bool{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if refuses.Load() {
			w.WriteHeader(http.StatusForbidden)
			_, _ = io.WriteString(w, "<Error><Code>SignatureDoesNotMatch</Code><Message>not your key</Message></Error>")
			return
		}
		files.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	return guardedFiles{server.URL, refuses}
}

// locked: Redis no longer takes the program's password, nor the files' service its key; both are told of, and come back.
func locked(t *testing.T, a, guest *program.Agency, redis guardedRedis, files guardedFiles, s secrets) {
	t.Helper()
	signIn := func(word string) int {
		return a.Call("POST", "/api/auth/login", m{"email": "nobody@guest.example", "password": word}).Status
	}
	redis.ask("another password")
	if got := signIn(s.plant("a password while Redis refuses", "canary password 51 of redis")); got != http.StatusServiceUnavailable {
		t.Errorf("signing in while Redis refuses: %d", got)
	}
	files.refuses.Store(true)
	if got := upload(t, guest, "a.pdf", "%PDF-1.4\n"+s.plant("a document that was not kept", "canary-document-52")+"\n%%EOF\n"); got.Status < 500 {
		t.Errorf("a file was kept by a service that refuses: %d %s", got.Status, got.Raw)
	}
	a.Call("GET", "/ready", nil)
	files.refuses.Store(false)
	redis.ask(s.planted["the password of Redis"])
	a.Eventually("Redis is asked again", func() bool { return signIn("canary password 54") != http.StatusServiceUnavailable })
}

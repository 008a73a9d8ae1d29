package app_test

import (
	"bytes"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"sync"
	"testing"
	"time"

	"comptoir/test/program"
)

// line is the way to a provider of a test: what the program asks goes over it. It can break at the worst moment, when the
// other end has done what it was asked and nobody here knows yet.
type line struct {
	URL string

	far  http.Handler
	mu   sync.Mutex
	when func(done string) bool
	then func()
	down bool
}

// lineTo lays a line that ends with the test.
func lineTo(t *testing.T, far http.Handler) *line {
	t.Helper()
	l := &line{far: far}
	server := httptest.NewServer(l)
	t.Cleanup(server.Close)
	l.URL = server.URL
	return l
}

// Breaks has the line break once the other end has done what is waited for ("POST /refunds"), and whatever is given happen then.
func (l *line) Breaks(when func(done string) bool, then func()) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.when, l.then = when, then
}

// Cut breaks the line now: nothing arrives at the other end.
func (l *line) Cut() { l.mu.Lock(); defer l.mu.Unlock(); l.down = true }

// Mend makes the line whole.
func (l *line) Mend() { l.mu.Lock(); defer l.mu.Unlock(); l.down, l.when, l.then = false, nil, nil }

// ServeHTTP implements http.Handler.
func (l *line) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	l.mu.Lock()
	down := l.down
	l.mu.Unlock()
	if down {
		panic(http.ErrAbortHandler)
	}
	answer := httptest.NewRecorder()
	l.far.ServeHTTP(answer, r)
	l.mu.Lock()
	breaks, then := l.when != nil && l.when(r.Method+" "+r.URL.Path), l.then
	if breaks {
		l.down, l.when, l.then = true, nil, nil
	}
	down = l.down
	l.mu.Unlock()
	if breaks && then != nil {
		then()
	}
	if down { // also for those who asked at the same moment
		panic(http.ErrAbortHandler)
	}
	maps.Copy(w.Header(), answer.Header())
	w.WriteHeader(answer.Code)
	_, _ = w.Write(answer.Body.Bytes())
}

// killedAt runs the built program in the place of one that was stopped, has it do something, and kills it when the other end
// of a line has done what is waited for.
func killedAt(t *testing.T, p *program.Program, env []string, l *line, when func(done string) bool, do func()) {
	t.Helper()
	running := p.Serve(theBinary(t), env...)
	dead := make(chan struct{})
	l.Breaks(when, func() { running.Kill(); close(dead) })
	do()
	select {
	case <-dead:
	case <-time.After(time.Minute):
		t.Fatal("the other end was never asked for what was waited for")
	}
	l.Mend()
}

// again runs the program in the test once more, on what a killed one has left.
func again(t *testing.T, p *program.Program, env []string) *program.Program {
	t.Helper()
	return program.StartOn(t, p.Address, append(env[:len(env):len(env)], "COMPTOIR_DATA="+p.Data)...)
}

// of is an agency as the program that runs now sees it.
func of(p *program.Program, a *program.Agency) *program.Agency {
	return &program.Agency{Program: p, Slug: a.Slug, State: a.State}
}

// verified has the program itself compute the books of a business again.
func verified(t *testing.T, p *program.Program, slug string) {
	t.Helper()
	verify := exec.Command(theBinary(t), "ledger", "verify", "--tenant", slug)
	verify.Env = []string{"COMPTOIR_DATABASE_URL=" + p.Address.AppURL, "COMPTOIR_DATA=" + p.Data, "COMPTOIR_SECRET_KEY=" + program.Key, "COMPTOIR_LOG_LEVEL=error"}
	if said, err := verify.CombinedOutput(); err != nil || !bytes.Contains(said, []byte("whole")) {
		t.Errorf("ledger verify: %v: %s", err, said)
	}
}

// built is the program as it is delivered, built once for all tests that kill it.
var built struct {
	sync.Mutex
	path string
}

// theBinary builds the program, or finds it built; TestMain takes it away.
func theBinary(t *testing.T) string {
	t.Helper()
	built.Lock()
	defer built.Unlock()
	if built.path != "" {
		return built.path
	}
	dir, err := os.MkdirTemp("", "comptoir-built-")
	if err != nil {
		t.Fatal(err)
	}
	built.path = program.BuildIn(t, dir)
	return built.path
}

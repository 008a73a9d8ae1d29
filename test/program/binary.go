package program

import (
	"bytes"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"syscall"
	"testing"
	"time"

	"comptoir/internal/platform/pgtest"
)

// Build builds the program as it is delivered and returns its path.
func Build(t testing.TB) string {
	t.Helper()
	return BuildIn(t, t.TempDir())
}

// BuildIn is Build into a folder of the caller's, for several tests.
func BuildIn(t testing.TB, dir string) string {
	t.Helper()
	path := filepath.Join(dir, "comptoir")
	c := exec.Command("go", "build", "-trimpath", "-tags", "nodynamic", "-ldflags", "-s -w", "-o", path, "comptoir/cmd/comptoir")
	c.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := c.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return path
}

// Process is the built program at work.
type Process struct {
	PID  int
	Took time.Duration // from its start to its first 200
	Kill func()        // at once, as a failure of power would
	Stop func()        // as an operator would; returns when it is gone
}

// Serve starts the built program in the place of one that was stopped: same port, data and database.
func (p *Program) Serve(binary string, environ ...string) Process {
	p.t.Helper()
	return Run(p.t, binary, p.Port, p.Data, append(environ, "COMPTOIR_DATABASE_URL="+p.Address.AppURL)...)
}

// RunAlone starts the built program on a PostgreSQL cluster of its own below data.
func RunAlone(t testing.TB, binary, port string) func() Process {
	data := pgtest.Dir(t)
	return func() Process { return Run(t, binary, port, data) }
}

// Run starts the built program and waits until it is ready. It is killed with the test at the latest.
func Run(t testing.TB, binary, port, data string, environ ...string) Process {
	t.Helper()
	c := exec.Command(binary, "serve")
	c.Env = append([]string{"PATH=" + os.Getenv("PATH"), "COMPTOIR_ADDR=127.0.0.1:" + port, "COMPTOIR_DATA=" + data, "COMPTOIR_SECRET_KEY=" + Key,
		"COMPTOIR_LOG_LEVEL=error", "COMPTOIR_DEMO=true", "COMPTOIR_LIMIT_READS=off", "COMPTOIR_LIMIT_WRITES=off", "COMPTOIR_LIMIT_USER_WRITES=off",
		"COMPTOIR_LIMIT_ADMINISTRATION=off", "COMPTOIR_LIMIT_GUESSES=off"}, environ...)
	said := &bytes.Buffer{}
	c.Stderr = said
	t.Cleanup(func() { // after the process is gone
		if t.Failed() {
			t.Logf("the process said: %s", said)
		}
	})
	began := time.Now()
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	end := func(s os.Signal) func() {
		return func() { _ = c.Process.Signal(s); _ = c.Wait() }
	}
	once := sync.Once{}
	running := Process{PID: c.Process.Pid, Kill: func() { once.Do(end(syscall.SIGKILL)) }, Stop: func() { once.Do(end(syscall.SIGTERM)) }}
	t.Cleanup(running.Kill)
	p := &Program{t: t}
	p.every(2*time.Millisecond, 60*time.Second, "the program answers", func() bool {
		res, err := http.Get("http://127.0.0.1:" + port + "/ready")
		if err != nil {
			return false
		}
		_ = res.Body.Close()
		return res.StatusCode == http.StatusOK
	})
	running.Took = time.Since(began)
	return running
}

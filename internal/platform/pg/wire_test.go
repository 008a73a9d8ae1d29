package pg_test

import (
	"encoding/binary"
	"io"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"comptoir/internal/platform/pg"
	"comptoir/internal/platform/pgtest"
)

// wire stands between the program and the server and reads what the program says: each flight is everything that it
// says before it listens, so that the number of flights is the number of round trips.
type wire struct {
	t      testing.TB
	target string // the server's socket
	dir    string

	mu          sync.Mutex
	flights     []string          // the types of messages of each flight: "PBES"
	parameters  map[string]string // of the last start-up message
	named       []string          // names of prepared statements
	answering   bool              // the server spoke last
	connections []net.Conn
	listener    net.Listener
}

// openOnWire opens a database of the test's own through a wire.
func openOnWire(t *testing.T, cfg pg.Config) (*pg.DB, *wire) {
	t.Helper()
	address, err := url.Parse(pgtest.Of(t, pgtest.Own(t, notes)).AppURL)
	if err != nil {
		t.Fatal(err)
	}
	dir, err := os.MkdirTemp("", "wire")
	if err != nil {
		t.Fatal(err)
	}
	w := &wire{t: t, dir: dir}
	if host := address.Query().Get("host"); host != "" {
		w.target = filepath.Join(host, ".s.PGSQL.5432")
	} else {
		w.target = address.Host
	}
	t.Cleanup(func() {
		w.cut()
		if err := os.RemoveAll(dir); err != nil {
			t.Error(err)
		}
	})
	w.listen()
	address.Host, address.RawQuery = "", url.Values{"host": {dir}}.Encode()
	cfg.URL = address.String()
	db, err := pg.Open(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(db.Close)
	return db, w
}

// listen lets connections in.
func (w *wire) listen() {
	l, err := net.Listen("unix", filepath.Join(w.dir, ".s.PGSQL.5432"))
	if err != nil {
		w.t.Fatal(err)
	}
	w.mu.Lock()
	w.listener = l
	w.mu.Unlock()
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			network := "unix"
			if !filepath.IsAbs(w.target) {
				network = "tcp"
			}
			s, err := net.Dial(network, w.target)
			if err != nil {
				_ = c.Close()
				continue
			}
			w.mu.Lock()
			w.connections = append(w.connections, c, s)
			w.mu.Unlock()
			go w.answers(s, c)
			go w.asks(c, s)
		}
	}()
}

// cut breaks every connection and lets no new one in.
func (w *wire) cut() {
	w.mu.Lock()
	defer w.mu.Unlock()
	_ = w.listener.Close()
	for _, c := range w.connections {
		_ = c.Close()
	}
	w.connections = nil
}

func (w *wire) answers(server, client net.Conn) {
	buf := make([]byte, 32<<10)
	for {
		n, err := server.Read(buf)
		if n > 0 {
			w.mu.Lock()
			w.answering = true
			w.mu.Unlock()
			if _, err := client.Write(buf[:n]); err != nil {
				break
			}
		}
		if err != nil {
			break
		}
	}
	_ = client.Close()
}

func (w *wire) asks(client, server net.Conn) {
	defer func() { _ = server.Close() }()
	for started := false; ; started = true {
		head := make([]byte, 5)
		if !started {
			head = head[:4] // the start-up message has no type
		}
		if _, err := io.ReadFull(client, head); err != nil {
			return
		}
		body := make([]byte, binary.BigEndian.Uint32(head[len(head)-4:])-4)
		if _, err := io.ReadFull(client, body); err != nil {
			return
		}
		w.note(head, body)
		if _, err := server.Write(append(head, body...)); err != nil {
			return
		}
	}
}

func (w *wire) note(head, body []byte) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(head) == 4 {
		w.parameters = map[string]string{}
		parts := split(body[4:])
		for i := 0; i+1 < len(parts); i += 2 {
			w.parameters[parts[i]] = parts[i+1]
		}
		return
	}
	if head[0] == 'P' {
		if name := split(body)[0]; name != "" {
			w.named = append(w.named, name)
		}
	}
	if w.answering || len(w.flights) == 0 {
		w.flights = append(w.flights, "")
		w.answering = false
	}
	w.flights[len(w.flights)-1] += string(head[0])
}

// split cuts at the zero bytes that end the protocol's strings.
func split(b []byte) []string { return strings.Split(string(b), "\x00") }

// during returns the flights that do sends.
func (w *wire) during(do func()) []string {
	w.mu.Lock()
	w.flights = nil
	w.mu.Unlock()
	do()
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Clone(w.flights)
}

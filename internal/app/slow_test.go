package app_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"comptoir/test/program"
)

// from opens a connection to the program as the machine with this address of the loopback network.
func from(t *testing.T, p *program.Program, address string) net.Conn {
	t.Helper()
	d := net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(address)}, Timeout: 20 * time.Second}
	c, err := d.DialContext(t.Context(), "tcp", "127.0.0.1:"+p.Port)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	return c
}

// ends waits until the program has closed a connection, and returns what it said.
func ends(c net.Conn) (string, error) {
	if err := c.SetReadDeadline(time.Now().Add(60 * time.Second)); err != nil {
		return "", err
	}
	said, err := io.ReadAll(c)
	if errors.Is(err, os.ErrDeadlineExceeded) {
		return string(said), err
	}
	return string(said), nil // closed, with or without a reset
}

// Hundreds of clients that begin a request and never end it, each in its own way, keep nobody out, and each is closed when
// its time is over.
func TestSlowClientsStopNobody(t *testing.T) {
	t.Parallel()
	p := program.Start(t, "COMPTOIR_HEADER_TIMEOUT=3s", "COMPTOIR_READ_TIMEOUT=4s", "COMPTOIR_IDLE_TIMEOUT=3s", "COMPTOIR_WRITE_TIMEOUT=30s")
	a := p.Agency("rivages")
	host := "Host: rivages.localhost:" + p.Port + "\r\n"
	begun := []string{"", "G", "GET / HTTP/1.1\r\n", "GET / HTTP/1.1\r\n" + host + "X-A: b\r\n",
		"POST /login HTTP/1.1\r\n" + host + "Content-Type: " + form + "\r\nContent-Length: 1000\r\n\r\nemail=",
		"POST /login HTTP/1.1\r\n" + host + "Content-Type: " + form + "\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nemail",
		"POST /api/auth/login HTTP/1.1\r\n" + host + "Content-Type: application/json\r\nContent-Length: 1000\r\n\r\n{",
		"GET /health HTTP/1.1\r\n" + host + "\r\n"}
	var slow []net.Conn
	for i := range 320 {
		c := from(t, p, fmt.Sprintf("127.0.2.%d", i%200+1))
		if _, err := io.WriteString(c, begun[i%len(begun)]); err != nil {
			t.Fatal(err)
		}
		slow = append(slow, c)
	}
	dripping, stop := make(chan struct{}), make(chan struct{})
	go func() { // and some that send a byte now and then, so that no silence gives them away
		defer close(dripping)
		tick := time.NewTicker(200 * time.Millisecond)
		defer tick.Stop()
		for {
			select {
			case <-stop:
				return
			case <-tick.C:
				for i, c := range slow {
					if i%len(begun) == 3 || i%len(begun) == 4 {
						_, _ = io.WriteString(c, "x")
					}
				}
			}
		}
	}()
	for range 20 {
		a.Must(200, "GET", "/", nil)
		a.Must(200, "GET", "/api/stays/properties", nil)
	}
	var wait sync.WaitGroup
	for i, c := range slow {
		wait.Go(func() {
			if said, err := ends(c); err != nil || strings.Contains(said, " 200 ") != strings.HasPrefix(begun[i%len(begun)], "GET /health") {
				t.Errorf("%.60q is still open, or was answered: %v %.100q", begun[i%len(begun)], err, said)
			}
		})
	}
	wait.Wait()
	close(stop)
	<-dripping
}

// One address has its share of the connections and no more; others come in meanwhile, and a place that is given back is
// one again.
func TestOneAddressKeepsNobodyOut(t *testing.T) {
	t.Parallel()
	p := program.Start(t, "COMPTOIR_DEMO=false", "COMPTOIR_MAX_CONNECTIONS_PER_ADDRESS=20")
	asks := func(c net.Conn) bool {
		_, _ = io.WriteString(c, "GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n")
		_ = c.SetReadDeadline(time.Now().Add(20 * time.Second))
		said := make([]byte, 12)
		_, err := io.ReadFull(c, said)
		return err == nil && bytes.Equal(said, []byte("HTTP/1.1 200"))
	}
	var held []net.Conn
	for range 30 {
		if c := from(t, p, "127.0.3.1"); asks(c) {
			held = append(held, c)
		}
	}
	if len(held) != 20 {
		t.Errorf("one address holds %d", len(held))
	}
	if !asks(from(t, p, "127.0.3.2")) {
		t.Error("another address is kept out")
	}
	if err := held[0].Close(); err != nil {
		t.Fatal(err)
	}
	p.Eventually("the place is free again", func() bool { return asks(from(t, p, "127.0.3.1")) })
}

// The program speaks HTTP/1 only, so that nothing that needs streams (rapid reset, CVE-2023-44487) reaches it: neither the
// preface of HTTP/2 nor the upgrade to it is taken.
func TestNoHTTP2WithoutAProxy(t *testing.T) {
	t.Parallel()
	p := program.Start(t)
	if lines := raw(t, p.Port, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\x00\x00\x00\x04\x00\x00\x00\x00\x00"); len(lines) != 1 || !strings.HasPrefix(lines[0], "HTTP/1.1 ") || strings.Contains(lines[0], " 200") {
		t.Errorf("the preface: %q", lines)
	}
	upgrade := "GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade, HTTP2-Settings, close\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA\r\n\r\n"
	if lines := raw(t, p.Port, upgrade); len(lines) != 1 || lines[0] != "HTTP/1.1 200 OK" {
		t.Errorf("the upgrade: %q", lines)
	}
}

package gate_test

import (
	"errors"
	"net"
	"net/netip"
	"sync"
	"testing"

	"comptoir/internal/platform/gate"
)

// knocking is a listener whose callers come from the addresses that a test names.
type knocking struct {
	callers chan net.Conn
	once    sync.Once
}

type caller struct {
	net.Conn
	from string
}

func (c caller) RemoteAddr() net.Addr {
	return net.TCPAddrFromAddrPort(netip.MustParseAddrPort(c.from))
}

func (k *knocking) Accept() (net.Conn, error) {
	c, ok := <-k.callers
	if !ok {
		return nil, net.ErrClosed
	}
	return c, nil
}

func (k *knocking) Close() error   { k.once.Do(func() { close(k.callers) }); return nil }
func (k *knocking) Addr() net.Addr { return nil }

// let says which callers were let in: each in turn, then nobody.
func let(t *testing.T, g *gate.Gate, k *knocking, from ...string) (in map[string][]net.Conn) {
	t.Helper()
	go func() {
		for _, address := range append(from, "203.0.113.250:1") {
			ours, theirs := net.Pipe()
			t.Cleanup(func() { _ = theirs.Close() })
			k.callers <- caller{ours, address}
		}
	}()
	in = map[string][]net.Conn{}
	for {
		c, err := g.Accept()
		if err != nil {
			t.Fatal(err)
		}
		host := c.RemoteAddr().(*net.TCPAddr).IP.String()
		if host == "203.0.113.250" {
			_ = c.Close()
			return in
		}
		in[host] = append(in[host], c)
	}
}

func TestOneAddressTakesItsShareOnly(t *testing.T) {
	t.Parallel()
	k := &knocking{callers: make(chan net.Conn)}
	defer func() { _ = k.Close() }()
	g := gate.New(k, gate.Config{Total: 100, PerAddress: 2, Exempt: func(a netip.Addr) bool { return a == netip.MustParseAddr("10.0.0.1") }})
	in := let(t, g, k, "198.51.100.1:1", "198.51.100.1:2", "198.51.100.1:3", "198.51.100.2:1", "[::ffff:198.51.100.1]:9",
		"[2001:db8::1]:1", "[2001:db8::2]:1", "[2001:db8::3]:1", "[2001:db8:0:1::1]:1", "10.0.0.1:1", "10.0.0.1:2", "10.0.0.1:3")
	for host, want := range map[string]int{"198.51.100.1": 2, "198.51.100.2": 1, "2001:db8::1": 1, "2001:db8::2": 1, "2001:db8::3": 0, "2001:db8:0:1::1": 1, "10.0.0.1": 3} {
		if len(in[host]) != want {
			t.Errorf("%s has %d connections, want %d", host, len(in[host]), want)
		}
	}
	first := in["198.51.100.1"][0]
	for range 3 { // closed often, given back once
		_ = first.Close()
	}
	again := let(t, g, k, "198.51.100.1:4", "198.51.100.1:5")
	if n := len(again["198.51.100.1"]); n != 1 {
		t.Errorf("one place was given back, %d were taken", n)
	}
}

func TestThereIsAnEndInAll(t *testing.T) {
	t.Parallel()
	k := &knocking{callers: make(chan net.Conn)}
	g := gate.New(k, gate.Config{Total: 3})
	var from []string
	for i := range 9 {
		from = append(from, netip.AddrPortFrom(netip.AddrFrom4([4]byte{198, 51, 100, byte(i)}), 1).String())
	}
	go func() {
		for _, address := range from {
			ours, _ := net.Pipe()
			k.callers <- caller{ours, address}
		}
		_ = k.Close()
	}()
	n := 0
	for {
		_, err := g.Accept()
		if errors.Is(err, net.ErrClosed) {
			break
		}
		n++
	}
	if n != 3 {
		t.Errorf("%d are in", n)
	}
}

// Package gate bounds the connections that a server holds open, in all and of one address, so that somebody who opens
// many and says nothing neither takes the others' place nor the machine's file descriptors.
//
// It refuses to know HTTP: how long a connection may be silent is the server's, and how much may be asked for is
// platform/throttle's. Start with New.
package gate

import (
	"errors"
	"net"
	"net/netip"
	"sync"

	"github.com/prometheus/client_golang/prometheus"
)

// Config is how many connections are held. Zero is no bound.
type Config struct {
	Total      int
	PerAddress int // of one IPv4 address, or of one IPv6 network of 64 bits, which one household has
	// Exempt are addresses that stand for many: proxies and balancers. They count in all only.
	Exempt func(netip.Addr) bool
}

// Gate is a listener that closes what is too much at once, without a word: an answer would cost what it is to save.
type Gate struct {
	net.Listener
	c Config

	mu   sync.Mutex
	all  int
	from map[netip.Addr]int

	open    prometheus.GaugeFunc
	refused *prometheus.CounterVec
}

// New makes a gate before a listener.
func New(l net.Listener, c Config) *Gate {
	g := &Gate{Listener: l, c: c, from: map[netip.Addr]int{},
		refused: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "comptoir_connections_refused_total", Help: "Connections closed at once because there were too many."}, []string{"reason"})}
	g.open = prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "comptoir_connections_open", Help: "Connections of clients that are open."}, func() float64 {
		g.mu.Lock()
		defer g.mu.Unlock()
		return float64(g.all)
	})
	return g
}

// Measure registers the figures. A second gate of one process, as a test has it, is not measured.
func (g *Gate) Measure(r prometheus.Registerer) error {
	return errors.Join(r.Register(g.open), r.Register(g.refused))
}

// Accept implements net.Listener.
func (g *Gate) Accept() (net.Conn, error) {
	for {
		c, err := g.Listener.Accept()
		if err != nil {
			return nil, err
		}
		key := network(c.RemoteAddr())
		if reason := g.enter(key); reason != "" {
			g.refused.WithLabelValues(reason).Inc()
			_ = c.Close()
			continue
		}
		return &conn{Conn: c, leave: sync.OnceFunc(func() { g.leave(key) })}, nil
	}
}

// enter counts a connection; a reason says why there is no room for it.
func (g *Gate) enter(key netip.Addr) (reason string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.c.Total > 0 && g.all >= g.c.Total {
		return "total"
	}
	if g.c.PerAddress > 0 && g.from[key] >= g.c.PerAddress && (g.c.Exempt == nil || !g.c.Exempt(key)) {
		return "address"
	}
	g.all++
	g.from[key]++
	return ""
}

func (g *Gate) leave(key netip.Addr) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.all--
	if g.from[key]--; g.from[key] == 0 {
		delete(g.from, key)
	}
}

// network is on what a connection counts.
func network(a net.Addr) netip.Addr {
	tcp, ok := a.(*net.TCPAddr)
	if !ok {
		return netip.Addr{}
	}
	ip := tcp.AddrPort().Addr().Unmap().WithZone("")
	if ip.Is4() {
		return ip
	}
	p, err := ip.Prefix(64)
	if err != nil {
		return netip.Addr{}
	}
	return p.Addr()
}

// conn gives its place back once, however often it is closed.
type conn struct {
	net.Conn
	leave func()
}

// Close implements net.Conn.
func (c *conn) Close() error {
	c.leave()
	return c.Conn.Close()
}

package egress_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"pgregory.net/rapid"

	"comptoir/internal/platform/egress"
)

func TestPublic(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"1.1.1.1", "8.8.8.8", "100.63.255.255", "100.128.0.0", "172.32.0.1", "169.253.0.1", "2606:4700::1111", "2a01:e0a::1", "::ffff:1.1.1.1"} {
		if !egress.Public(netip.MustParseAddr(text)) {
			t.Errorf("%s is refused", text)
		}
	}
	for _, text := range []string{"127.0.0.1", "127.255.255.254", "0.0.0.0", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.1", "100.64.0.1", "100.100.100.200", "169.254.169.254",
		"168.63.129.16", "192.0.0.192", "198.18.0.1", "224.0.0.1", "239.255.255.250", "255.255.255.255", "::", "::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::127.0.0.1", "fe80::1", "fe80::1%lo",
		"fc00::1", "fd00:ec2::254", "ff02::1", "64:ff9b::7f00:1", "64:ff9b:1::a00:1", "2002:7f00:1::", "2001::1", "2001:db8::1", "fec0::1"} {
		if egress.Public(netip.MustParseAddr(text)) {
			t.Errorf("%s passes", text)
		}
	}
	if egress.Public(netip.Addr{}) {
		t.Error("no address passes")
	}
}

// What the standard library calls private, local or multicast is never public, however it is written.
func TestPublicAgreesWithTheLibrary(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		four := rapid.SliceOfN(rapid.Byte(), 4, 4).Draw(t, "bytes")
		ip := netip.AddrFrom4([4]byte(four))
		local := ip.IsPrivate() || ip.IsLoopback() || ip.IsLinkLocalUnicast() || ip.IsMulticast() || ip.IsUnspecified()
		if local && egress.Public(ip) {
			t.Fatalf("%s passes", ip)
		}
		if egress.Public(ip) != egress.Public(netip.AddrFrom16(ip.As16())) {
			t.Fatalf("%s is judged by its notation", ip)
		}
	})
}

// door is a server of this machine that counts who got in.
func door(t *testing.T, handler http.HandlerFunc) (address *url.URL, entered *atomic.Int64) {
	t.Helper()
	entered = new(atomic.Int64)
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		entered.Add(1)
		handler(w, r)
	}))
	t.Cleanup(s.Close)
	u, err := url.Parse(s.URL)
	if err != nil {
		t.Fatal(err)
	}
	return u, entered
}

func get(c *http.Client, address string) (string, error) {
	defer c.CloseIdleConnections()
	resp, err := c.Get(address)
	if err != nil {
		return "", err
	}
	text, err := io.ReadAll(resp.Body)
	return string(text), errors.Join(err, resp.Body.Close())
}

var loopback = []netip.Prefix{netip.MustParsePrefix("127.0.0.1/32")}

func TestNoNotationLeadsInside(t *testing.T) {
	t.Parallel()
	u, entered := door(t, func(http.ResponseWriter, *http.Request) {})
	client := egress.New(egress.Config{Timeout: 5 * time.Second})
	for _, host := range []string{"127.0.0.1", "127.1", "2130706433", "0177.0.0.1", "017700000001", "0x7f.0.0.1", "0x7f000001", "0X7F.1", "127.0.0.1.", "0", "0.0.0.0", "[::1]", "[::]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]",
		"[64:ff9b::7f00:1]", "[fe80::1%25lo]", "localhost", "169.254.169.254", "[fd00:ec2::254]", "100.100.100.200", "10.0.0.1"} {
		if _, err := get(client, "http://"+host+":"+u.Port()+"/"); !errors.Is(err, egress.ErrRefused) {
			t.Errorf("%s: %v", host, err)
		}
	}
	for _, address := range []string{"gopher://1.1.1.1/", "file:///etc/passwd", "ftp://1.1.1.1/", "http://user:secret@1.1.1.1/", "http://1.1.1.1:22/", "http://1.1.1.1:6379/", "http:///x"} {
		_, err := get(client, address)
		if !errors.Is(err, egress.ErrRefused) && !strings.Contains(err.Error(), "no Host") {
			t.Errorf("%s: %v", address, err)
		}
		if strings.Contains(err.Error(), "secret") {
			t.Errorf("the password is told: %v", err)
		}
	}
	if n := entered.Load(); n != 0 {
		t.Errorf("%d calls came in", n)
	}
}

func TestARedirectLeadsNowhereInside(t *testing.T) {
	t.Parallel()
	inside, entered := door(t, func(http.ResponseWriter, *http.Request) {})
	inside.Host = "[::ffff:127.0.0.2]:" + inside.Port() // any other address of this machine is not on the list
	for _, to := range []string{"http://127.0.0.2:" + inside.Port(), inside.String(), "http://2130706434:" + inside.Port(), "gopher://127.0.0.1/", "http://a:b@127.0.0.1/", "http://169.254.169.254/latest/meta-data/"} {
		outside, _ := door(t, func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, to, http.StatusTemporaryRedirect) })
		if _, err := get(egress.New(egress.Config{Allow: loopback}), outside.String()); !errors.Is(err, egress.ErrRefused) {
			t.Errorf("redirected to %s: %v", to, err)
		}
	}
	circle, rounds := door(t, func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/", http.StatusFound) })
	if _, err := get(egress.New(egress.Config{Allow: loopback}), circle.String()); !errors.Is(err, egress.ErrRefused) || rounds.Load() != 4 {
		t.Errorf("a circle, %d rounds: %v", rounds.Load(), err)
	}
	if n := entered.Load(); n != 0 {
		t.Errorf("%d calls came in", n)
	}
}

// names is a DNS server that answers every question for IPv4 with what next says, and has no other answers.
func names(t *testing.T, next func() []netip.Addr) *net.Resolver {
	t.Helper()
	conn, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	go func() {
		query := make([]byte, 512)
		for {
			n, from, err := conn.ReadFrom(query)
			if err != nil {
				return
			}
			end := 12 + bytes.IndexByte(query[12:n], 0) + 5 // the header, the question's name, its type and class
			var found []netip.Addr
			if binary.BigEndian.Uint16(query[end-4:]) == 1 {
				found = next()
			}
			answer := append([]byte{query[0], query[1], 0x81, 0x80, 0, 1, 0, byte(len(found)), 0, 0, 0, 0}, query[12:end]...)
			for _, ip := range found {
				answer = append(append(answer, 0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 0, 0, 4), ip.AsSlice()...)
			}
			_, _ = conn.WriteTo(answer, from)
		}
	}()
	dialer := net.Dialer{}
	resolver := &net.Resolver{PreferGo: true}
	resolver.Dial = func(ctx context.Context, _, _ string) (net.Conn, error) {
		return dialer.DialContext(ctx, "udp", conn.LocalAddr().String())
	}
	return resolver
}

// A name that leads to an allowed address first and inside afterwards is refused the second time, and so is one that
// leads to both: what is looked at is what is dialled.
func TestRebinding(t *testing.T) {
	t.Parallel()
	u, entered := door(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "in") })
	good, bad := netip.MustParseAddr("127.0.0.1"), netip.MustParseAddr("127.0.0.2")
	var asked atomic.Int64
	resolver := names(t, func() []netip.Addr {
		if asked.Add(1) == 1 {
			return []netip.Addr{good}
		}
		return []netip.Addr{bad}
	})
	client := egress.New(egress.Config{Allow: loopback, Resolver: resolver})
	if text, err := get(client, "http://rebind.example:"+u.Port()); text != "in" {
		t.Fatalf("the allowed address: %v", err)
	}
	if _, err := get(client, "http://rebind.example:"+u.Port()); !errors.Is(err, egress.ErrRefused) {
		t.Errorf("rebound: %v", err)
	}
	strict := egress.New(egress.Config{Resolver: names(t, func() []netip.Addr { return []netip.Addr{bad, good, netip.MustParseAddr("10.0.0.1")} })})
	if _, err := get(strict, "http://many.example:"+u.Port()); !errors.Is(err, egress.ErrRefused) {
		t.Errorf("many addresses: %v", err)
	}
	if entered.Load() != 1 || asked.Load() != 2 {
		t.Errorf("%d calls came in, %d questions", entered.Load(), asked.Load())
	}
}

func TestAnswersAreBounded(t *testing.T) {
	t.Parallel()
	const most = 1000
	client := egress.New(egress.Config{Allow: loopback, MaxBytes: most})
	body := func(write func(w http.ResponseWriter)) (string, error) {
		u, _ := door(t, func(w http.ResponseWriter, _ *http.Request) { write(w) })
		return get(client, u.String())
	}
	text, err := body(func(w http.ResponseWriter) { _, _ = io.WriteString(w, strings.Repeat("x", most)) })
	if err != nil || len(text) != most {
		t.Errorf("just fitting: %d %v", len(text), err)
	}
	if _, err := body(func(w http.ResponseWriter) { _, _ = io.WriteString(w, strings.Repeat("x", most+1)) }); !errors.Is(err, egress.ErrTooLarge) {
		t.Errorf("announced: %v", err)
	}
	text, err = body(func(w http.ResponseWriter) {
		for range 20 {
			_, _ = io.WriteString(w, strings.Repeat("x", 100))
			w.(http.Flusher).Flush()
		}
	})
	if !errors.Is(err, egress.ErrTooLarge) || len(text) != most {
		t.Errorf("not announced: %d %v", len(text), err)
	}
	text, err = body(func(w http.ResponseWriter) {
		w.Header().Set("Content-Encoding", "gzip")
		z := gzip.NewWriter(w)
		_, _ = z.Write(make([]byte, 500_000))
		_ = z.Close()
	})
	if !errors.Is(err, egress.ErrTooLarge) || len(text) != most {
		t.Errorf("a packed one: %d %v", len(text), err)
	}
	if _, err = body(func(w http.ResponseWriter) { w.Header().Set("X", strings.Repeat("x", 100<<10)) }); err == nil {
		t.Error("a huge header is taken")
	}
}

// A server that never ends its answer holds nobody.
func TestSlowServers(t *testing.T) {
	t.Parallel()
	u, _ := door(t, func(w http.ResponseWriter, r *http.Request) {
		w.(http.Flusher).Flush()
		<-r.Context().Done()
	})
	_, err := get(egress.New(egress.Config{Allow: loopback, Timeout: 100 * time.Millisecond}), u.String())
	if e, ok := errors.AsType[net.Error](err); !ok || !e.Timeout() {
		t.Errorf("%v", err)
	}
}

// The environment names a proxy for everything else that runs on the machine; here it would decide in our place.
func TestNoProxyOfTheEnvironment(t *testing.T) {
	u, entered := door(t, func(http.ResponseWriter, *http.Request) {})
	t.Setenv("HTTP_PROXY", u.String())
	if _, err := get(egress.New(egress.Config{Timeout: time.Second}), "http://10.0.0.1/"); !errors.Is(err, egress.ErrRefused) || entered.Load() != 0 {
		t.Errorf("%d through the proxy: %v", entered.Load(), err)
	}
}

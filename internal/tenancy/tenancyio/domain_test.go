package tenancyio_test

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/net/dns/dnsmessage"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/tenancy"
	"comptoir/internal/tenancy/tenancyio"
	"comptoir/internal/tenancy/tenancytest"
)

// world is a DNS server and a web server that say what the test wants them to.
type world struct {
	mu    sync.Mutex
	texts map[string][]string // by name
	files map[string]string   // by host
	asked []string
}

func (w *world) publish(name string, texts ...string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.texts[name] = texts
}

// serveDNS answers questions for TXT records over UDP, as RFC 1035 writes them.
func (w *world) serveDNS(t *testing.T) *net.Resolver {
	t.Helper()
	line, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = line.Close() })
	go func() {
		for buf := make([]byte, 512); ; {
			n, from, err := line.ReadFrom(buf)
			if err != nil {
				return
			}
			if answer := w.answer(buf[:n]); answer != nil {
				_, _ = line.WriteTo(answer, from)
			}
		}
	}()
	return &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		var d net.Dialer
		return d.DialContext(ctx, "udp", line.LocalAddr().String())
	}}
}

func (w *world) answer(raw []byte) []byte {
	var m dnsmessage.Message
	if m.Unpack(raw) != nil || len(m.Questions) != 1 {
		return nil
	}
	q := m.Questions[0]
	name := strings.TrimSuffix(strings.ToLower(q.Name.String()), ".")
	w.mu.Lock()
	defer w.mu.Unlock()
	w.asked = append(w.asked, name)
	m.Response, m.RecursionAvailable, m.Additionals = true, true, nil
	texts, known := w.texts[name]
	if !known {
		m.RCode = dnsmessage.RCodeNameError
	}
	for _, text := range texts {
		m.Answers = append(m.Answers, dnsmessage.Resource{Header: dnsmessage.ResourceHeader{Name: q.Name, Type: dnsmessage.TypeTXT, Class: dnsmessage.ClassINET, TTL: 60},
			Body: &dnsmessage.TXTResource{TXT: []string{text}}})
	}
	packed, err := m.Pack()
	if err != nil {
		return nil
	}
	return packed
}

// proofs looks into this world and not into the real one.
func (w *world) proofs(t *testing.T) *tenancyio.Proofs {
	t.Helper()
	site := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		w.mu.Lock()
		defer w.mu.Unlock()
		text, some := w.files[r.Host]
		if !some || r.URL.Path != tenancy.ProofPath {
			http.NotFound(rw, r)
			return
		}
		_, _ = rw.Write([]byte(text + "\n"))
	}))
	t.Cleanup(site.Close)
	p := tenancyio.NewProofs()
	p.Text = w.serveDNS(t).LookupTXT
	p.Client = &http.Client{CheckRedirect: p.Client.CheckRedirect, Transport: &http.Transport{DialContext: func(ctx context.Context, network, _ string) (net.Conn, error) {
		var d net.Dialer
		return d.DialContext(ctx, network, site.Listener.Addr().String())
	}}}
	return p
}

func newWorld(t *testing.T) (*world, *tenancy.Tenancy, func(slug string) context.Context) {
	t.Helper()
	w := &world{texts: map[string][]string{}, files: map[string]string{}}
	core := tenancy.New(tenancy.Deps{Store: tenancytest.NewMem(), Now: time.Now, IDs: &ident.Source{}, Observe: silent, Proofs: w.proofs(t), Bases: []string{"comptoir.example"}})
	return w, core, func(slug string) context.Context {
		s, err := core.CreateTenant(tenancytest.System(), tenancytest.Agency(slug))
		if err != nil {
			t.Fatal(err)
		}
		return access.AsSystem(t.Context(), s.ID, "test")
	}
}

func domainsOf(t *testing.T, core *tenancy.Tenancy, ctx context.Context) []string {
	t.Helper()
	s, err := core.GetTenant(ctx, tenancy.GetTenant{})
	if err != nil {
		t.Fatal(err)
	}
	return s.Domains
}

func TestADomainLeadsToWhoProvesIt(t *testing.T) {
	t.Parallel()
	w, core, business := newWorld(t)
	rivages, thief := business("rivages"), business("thief")
	const host = "www.rivages.example"
	claim := func(ctx context.Context) tenancy.Claim {
		c, err := core.ClaimDomain(ctx, tenancy.ClaimDomain{Host: " WWW.Rivages.example. "})
		if err != nil || c.Host != host || c.State != tenancy.ClaimPending {
			t.Fatalf("%+v %v", c, err)
		}
		return c
	}
	own, stolen := claim(rivages), claim(thief)
	if own.Token == stolen.Token {
		t.Fatal("two businesses publish the same proof")
	}
	if again := claim(rivages); again.Token != own.Token {
		t.Error("naming it again changed the proof that may be published already")
	}
	verify := func(ctx context.Context) (tenancy.Claim, error) {
		return core.VerifyDomain(ctx, tenancy.VerifyDomain{Host: host})
	}
	if c, err := verify(rivages); !errors.Is(err, tenancy.ErrNotProven) || c.State != tenancy.ClaimFailed || c.Failure == "" || c.CheckedAt.IsZero() {
		t.Errorf("nothing is published: %+v %v", c, err)
	}
	w.publish(tenancy.ProofName(host), "v=spf1 -all", own.ProofText())
	if c, err := verify(thief); !errors.Is(err, tenancy.ErrNotProven) || len(domainsOf(t, core, thief)) != 0 {
		t.Errorf("another's proof: %+v %v", c, err)
	}
	if c, err := verify(rivages); err != nil || c.State != tenancy.ClaimVerified || c.Failure != "" || c.VerifiedAt.IsZero() {
		t.Fatalf("%+v %v", c, err)
	}
	if got := domainsOf(t, core, rivages); !slices.Equal(got, []string{host}) {
		t.Errorf("answers at %v", got)
	}
	// Whoever takes the zone over later does not take the visitors: the first has to let go.
	w.publish(tenancy.ProofName(host), stolen.ProofText())
	if _, err := verify(thief); !errors.Is(err, tenancy.ErrHostTaken) {
		t.Errorf("a host of two businesses: %v", err)
	}
	if c, err := verify(rivages); !errors.Is(err, tenancy.ErrNotProven) || c.State != tenancy.ClaimVerified || !slices.Equal(domainsOf(t, core, rivages), []string{host}) {
		t.Errorf("a zone that is down for an hour took the site away: %+v %v", c, err)
	}
	if _, err := core.DropDomain(rivages, tenancy.DropDomain{Host: host}); err != nil || len(domainsOf(t, core, rivages)) != 0 {
		t.Errorf("given up: %v", err)
	}
	if _, err := verify(rivages); !errors.Is(err, tenancy.ErrNoClaim) {
		t.Errorf("after it was given up: %v", err)
	}
	if _, err := verify(thief); err != nil || !slices.Equal(domainsOf(t, core, thief), []string{host}) {
		t.Errorf("its next owner: %v", err)
	}
}

func TestAFileProvesADomainAsWell(t *testing.T) {
	t.Parallel()
	w, core, business := newWorld(t)
	rivages := business("rivages")
	c, err := core.ClaimDomain(rivages, tenancy.ClaimDomain{Host: "rivages.example"})
	if err != nil {
		t.Fatal(err)
	}
	w.mu.Lock()
	w.files["rivages.example"] = c.ProofText()
	w.mu.Unlock()
	if c, err = core.VerifyDomain(rivages, tenancy.VerifyDomain{Host: "rivages.example"}); err != nil || c.State != tenancy.ClaimVerified {
		t.Errorf("%+v %v", c, err)
	}
	if len(w.asked) == 0 || !strings.HasPrefix(w.asked[0], tenancy.ProofName("rivages.example")) {
		t.Errorf("the DNS was asked for %v", w.asked)
	}
}

func TestHostsThatCannotBeClaimed(t *testing.T) {
	t.Parallel()
	_, core, business := newWorld(t)
	rivages := business("rivages")
	for host, want := range map[string]error{"comptoir.example": tenancy.ErrOwnedDomain, "cimes.comptoir.example": tenancy.ErrOwnedDomain} {
		if _, err := core.ClaimDomain(rivages, tenancy.ClaimDomain{Host: host}); !errors.Is(err, want) {
			t.Errorf("%s: %v", host, err)
		}
	}
	for _, host := range []string{"", "localhost", "127.0.0.1", "a b.example", "rivages.example:80", "*.rivages.example", "https://rivages.example", "rivages..example", "é.example"} {
		if _, err := core.ClaimDomain(rivages, tenancy.ClaimDomain{Host: host}); err == nil || !strings.Contains(err.Error(), "domains") {
			t.Errorf("%q: %v", host, err)
		}
	}
}

// The real one asks no machine of our own network, whatever a name leads to.
func TestProofsAreAskedOfPublicHostsOnly(t *testing.T) {
	t.Parallel()
	w := &world{texts: map[string][]string{}, files: map[string]string{}}
	p := tenancyio.NewProofs()
	p.Text = w.serveDNS(t).LookupTXT
	for _, host := range []string{"localhost", "127.0.0.1", "169.254.169.254", "[::1]"} {
		if texts, err := p.Published(t.Context(), host); err == nil || len(texts) > 0 {
			t.Errorf("%s: %v %v", host, texts, err)
		}
	}
}

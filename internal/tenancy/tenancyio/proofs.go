package tenancyio

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"syscall"
	"time"

	"comptoir/internal/tenancy"
)

// Proofs looks in the DNS and on the web for what a domain's owner publishes. It implements tenancy.Proofs.
type Proofs struct {
	// Text looks a TXT record up; net.Resolver.LookupTXT unless a test says otherwise.
	Text func(ctx context.Context, name string) ([]string, error)
	// Client fetches the file; NewProofs gives one that goes to public addresses only and follows nothing.
	Client *http.Client
	// Within is how long both may take together.
	Within time.Duration
}

var _ tenancy.Proofs = (*Proofs)(nil)

const proofBytes = 4 << 10

// NewProofs returns proofs of the real world.
func NewProofs() *Proofs {
	dialer := &net.Dialer{Timeout: 3 * time.Second, Control: publicOnly}
	return &Proofs{Text: net.DefaultResolver.LookupTXT, Within: 8 * time.Second, Client: &http.Client{
		Timeout:       6 * time.Second,
		Transport:     &http.Transport{DialContext: dialer.DialContext, DisableKeepAlives: true, ResponseHeaderTimeout: 4 * time.Second},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// publicOnly refuses a connection to anything but a public address, after the name was resolved: a domain that points
// into our own network proves nothing and reads nothing there.
func publicOnly(_, address string, _ syscall.RawConn) error {
	at, err := netip.ParseAddrPort(address)
	if err != nil {
		return err
	}
	ip := at.Addr().Unmap()
	if at.Port() != 80 && at.Port() != 443 || !ip.IsGlobalUnicast() || ip.IsPrivate() || sharedSpace.Contains(ip) || documentation(ip) {
		return fmt.Errorf("%s is no public address", at)
	}
	return nil
}

var sharedSpace = netip.MustParsePrefix("100.64.0.0/10") // RFC 6598

// documentation reports whether an address is one of those that RFC 5737, RFC 3849 and RFC 2544 keep for examples.
func documentation(ip netip.Addr) bool {
	for _, p := range []string{"192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "2001:db8::/32", "198.18.0.0/15"} {
		if netip.MustParsePrefix(p).Contains(ip) {
			return true
		}
	}
	return false
}

// Published implements tenancy.Proofs.
func (p *Proofs) Published(ctx context.Context, host string) ([]string, error) {
	ctx, cancel := context.WithTimeout(ctx, p.Within)
	defer cancel()
	texts, err := p.Text(ctx, tenancy.ProofName(host))
	for i := range texts {
		texts[i] = strings.TrimSpace(texts[i])
	}
	file, fileErr := p.file(ctx, host)
	if file != "" {
		texts = append(texts, file)
	}
	return texts, errors.Join(err, fileErr)
}

func (p *Proofs) file(ctx context.Context, host string) (string, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+host+tenancy.ProofPath, nil)
	if err != nil {
		return "", err
	}
	res, err := p.Client.Do(req)
	if err != nil {
		return "", err
	}
	defer func() { _ = res.Body.Close() }()
	if res.StatusCode != http.StatusOK {
		return "", fmt.Errorf("the file answers %d", res.StatusCode)
	}
	raw, err := io.ReadAll(io.LimitReader(res.Body, proofBytes))
	return strings.TrimSpace(string(raw)), err
}

package tenancyio

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"time"

	"comptoir/internal/platform/egress"
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

// NewProofs returns proofs of the real world: public addresses only, and what a host says itself, not where it redirects to.
func NewProofs() *Proofs {
	client := egress.New(egress.Config{Timeout: 6 * time.Second, MaxBytes: proofBytes})
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &Proofs{Text: net.DefaultResolver.LookupTXT, Within: 8 * time.Second, Client: client}
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

package tenancy

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"comptoir/internal/event"
	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/usecase"
)

// Faults of domains.
var (
	ErrNoClaim     = fault.Define(fault.NotFound, "tenancy.unknown_domain", "the business has not named this domain")
	ErrNotProven   = fault.Define(fault.Conflict, "tenancy.domain_not_proven", "neither the DNS record nor the file was found")
	ErrOwnedDomain = fault.Define(fault.Conflict, "tenancy.domain_of_installation", "this address belongs to the installation")
)

// ClaimState says how far a business has come with a domain.
type ClaimState string

// The states. A domain leads to a business only when it is verified.
const (
	ClaimPending  ClaimState = "pending"
	ClaimVerified ClaimState = "verified"
	ClaimFailed   ClaimState = "failed"
)

// Claim is a host that a business says is its own. Several may say so; whoever proves it first has it.
type Claim struct {
	Host       string
	Token      string // what the business publishes to prove it; not a secret: it proves nothing for anybody else
	State      ClaimState
	Failure    string // what the last look found instead, in words for the log
	CreatedAt  time.Time
	CheckedAt  time.Time // zero before the first look
	VerifiedAt time.Time
}

// ProofName is the DNS name whose TXT record proves a host.
func ProofName(host string) string { return "_comptoir." + host }

// ProofText is the content of the record, and of the file.
func (c Claim) ProofText() string { return "comptoir-verification=" + c.Token }

// ProofPath is the path of the file that proves a host as well.
const ProofPath = "/.well-known/comptoir-verification.txt"

// Proofs looks at what a host publishes. It is never called inside Store.Write, and ends by itself in good time.
type Proofs interface {
	// Published returns the texts found under ProofName and at ProofPath. An error is words for the log: what was found
	// counts also then.
	Published(ctx context.Context, host string) ([]string, error)
}

// ClaimDomain names a host of the business's own. Naming it again changes nothing.
type ClaimDomain struct{ Host string }

// Needs implements access.Guarded.
func (ClaimDomain) Needs() access.Permission { return PermUpdateSettings }

func (t *Tenancy) claimDomain(ctx context.Context, c ClaimDomain) (Claim, error) {
	var check fault.Check
	hosts := checkDomains(&check, []string{c.Host})
	if err := check.Err(); err != nil {
		return Claim{}, err
	}
	for _, base := range t.bases {
		if hosts[0] == base || strings.HasSuffix(hosts[0], "."+base) {
			return Claim{}, ErrOwnedDomain
		}
	}
	token := strings.ReplaceAll(ident.Next[Claim](t.ids).String(), "-", "")
	var out Claim
	err := t.store.Write(ctx, func(ctx context.Context, tx Tx) error {
		known, err := tx.Claim(ctx, hosts[0])
		if err == nil {
			out = known
			return nil
		}
		if !errors.Is(err, ErrNoClaim) {
			return err
		}
		out = Claim{Host: hosts[0], Token: token, State: ClaimPending, CreatedAt: t.now()}
		return tx.SaveClaim(ctx, out)
	})
	return out, err
}

// VerifyDomain looks whether the host publishes the claim's text, and lets it lead to the business if so. A refusal is
// stored too, with what was found.
type VerifyDomain struct{ Host string }

// Needs implements access.Guarded.
func (VerifyDomain) Needs() access.Permission { return PermUpdateSettings }

func (t *Tenancy) verifyDomain(ctx context.Context, c VerifyDomain) (Claim, error) {
	host := Host(c.Host)
	claims, err := t.store.Claims(ctx)
	if err != nil {
		return Claim{}, err
	}
	n := slices.IndexFunc(claims, func(x Claim) bool { return x.Host == host })
	if n < 0 {
		return Claim{}, ErrNoClaim
	}
	texts, looked := t.proofs.Published(ctx, host) // before the transaction: it asks the world
	proven := slices.Contains(texts, claims[n].ProofText())
	var out Claim
	err = t.store.Write(ctx, func(ctx context.Context, tx Tx) error {
		out, err = tx.Claim(ctx, host)
		if err != nil {
			return err
		}
		out.CheckedAt = t.now()
		if !proven {
			if out.State != ClaimVerified { // a zone that is down for an hour does not take a site away
				out.State = ClaimFailed
			}
			out.Failure = failure(looked, len(texts))
			return tx.SaveClaim(ctx, out)
		}
		fresh := out.State != ClaimVerified
		out.State, out.Failure, out.VerifiedAt = ClaimVerified, "", out.CheckedAt
		if err := tx.SaveClaim(ctx, out); err != nil || !fresh {
			return err
		}
		return t.answer(ctx, tx, host)
	})
	if err == nil && !proven {
		err = ErrNotProven
	}
	return out, err
}

func failure(looked error, found int) string {
	switch {
	case looked != nil:
		return clip(looked.Error(), 300)
	case found > 0:
		return "another text is published there"
	}
	return "nothing is published there"
}

// answer lets a proven host lead to the business.
func (t *Tenancy) answer(ctx context.Context, tx Tx, host string) error {
	x, err := tx.Tenant(ctx)
	if err != nil {
		return err
	}
	if slices.Contains(x.s.Domains, host) {
		return nil
	}
	if err := x.AnswerAt(append(slices.Clone(x.s.Domains), host), t.now()); err != nil {
		return err
	}
	x.news = append(x.news, event.DomainVerified{Tenant: x.s.ID.Raw(), Host: host})
	return tx.Save(ctx, x)
}

// DropDomain gives a host up: it leads nowhere from now on.
type DropDomain struct{ Host string }

// Needs implements access.Guarded.
func (DropDomain) Needs() access.Permission { return PermUpdateSettings }

// Proof implements access.Proving: whoever takes a business's address takes its visitors.
func (DropDomain) Proof() access.Proof { return access.FreshProof }

func (t *Tenancy) dropDomain(ctx context.Context, c DropDomain) (none usecase.None, err error) {
	host := Host(c.Host)
	return none, t.store.Write(ctx, func(ctx context.Context, tx Tx) error {
		x, err := tx.Tenant(ctx)
		if err != nil {
			return err
		}
		_, err = tx.Claim(ctx, host)
		answers := slices.Contains(x.s.Domains, host) // also at hosts that the operator gave it without a claim
		if err != nil && (!answers || !errors.Is(err, ErrNoClaim)) {
			return err
		}
		if err := tx.DropClaim(ctx, host); err != nil || !answers {
			return err
		}
		if err := x.AnswerAt(slices.DeleteFunc(slices.Clone(x.s.Domains), func(h string) bool { return h == host }), t.now()); err != nil {
			return err
		}
		return tx.Save(ctx, x)
	})
}

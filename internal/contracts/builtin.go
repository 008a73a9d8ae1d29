package contracts

import (
	"cmp"
	"context"
	"time"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/ident"
)

// builtIn is the signature that needs no provider, behind the port that providers stand behind: the request is the contract
// itself, the parties sign on our own pages (sign_guest.go, sign_desk.go), and what is fetched is sealed here.
type builtIn struct{ *Contracts }

var _ SignatureGateway = builtIn{}

// BuiltInGateway is the built-in signature as a gateway.
func (c *Contracts) BuiltInGateway() SignatureGateway { return builtIn{c} }

// Name implements SignatureGateway.
func (builtIn) Name() string { return BuiltIn }

// Place implements SignatureGateway: the contract is here already.
func (builtIn) Place(_ context.Context, r SignatureRequest) (string, error) {
	return r.Contract.String(), nil
}

// Find implements SignatureGateway.
func (b builtIn) Find(ctx context.Context, contract ContractID) (string, error) {
	s, err := b.d.Store.Find(ctx, contract)
	return s.ID.String(), err
}

func (b builtIn) find(ctx context.Context, external string) (ContractState, error) {
	id, err := ident.Parse[Contract](external)
	if err != nil {
		return ContractState{}, ErrUnknown
	}
	return b.d.Store.Find(ctx, id)
}

// Link implements SignatureGateway: the private link of the signer, the desk's page of the business.
func (b builtIn) Link(ctx context.Context, r LinkRequest) (string, error) {
	s, err := b.find(ctx, r.External)
	switch {
	case err != nil:
		return "", err
	case r.Party == TheSigner && s.Status.AtSigner():
		return "/sign/" + b.d.Keys.Link(access.TenantOf(ctx), s.ID, s.Signing.Link), nil
	case r.Party == TheAgency && s.Status == Signed && s.Signing.Agency.At.IsZero():
		return "/desk/contracts/" + s.ID.String(), nil
	}
	return "", ErrNoLink
}

// Ask implements SignatureGateway.
func (b builtIn) Ask(ctx context.Context, external string) (Report, error) {
	s, err := b.find(ctx, external)
	g := s.Signing
	r := Report{Reason: g.Reason, Signer: PartyReport{Viewed: !g.ViewedAt.IsZero(), Signed: !g.Signer.At.IsZero(), At: g.Signer.At}, Agency: PartyReport{Signed: !g.Agency.At.IsZero(), At: g.Agency.At}}
	switch {
	case s.AllSigned():
		r.Outcome = OutcomeCompleted
	case s.Status == Refused:
		r.Outcome = OutcomeRefused
	case s.Status == Expired:
		r.Outcome = OutcomeExpired
	case s.Status == Voided:
		r.Outcome = OutcomeWithdrawn
	}
	return r, err
}

// Remind implements SignatureGateway: the reminder's own event has the message sent.
func (builtIn) Remind(context.Context, string) error { return nil }

// Withdraw implements SignatureGateway.
func (b builtIn) Withdraw(ctx context.Context, external, reason string) (Report, error) {
	s, err := b.find(ctx, external)
	if err == nil && !s.Status.Ended() && !s.AllSigned() {
		_, err = b.Void(ctx, VoidContract{ID: s.ID, Reason: cmp.Or(reason, ReasonCancelled)})
	}
	if err != nil {
		return Report{}, err
	}
	return b.Ask(ctx, external)
}

// Fetch implements SignatureGateway: the document as it was sent, the page of signatures and the evidence, sealed.
func (b builtIn) Fetch(ctx context.Context, external string) (p Papers, err error) {
	s, err := b.find(ctx, external)
	if err != nil {
		return p, err
	}
	if !s.AllSigned() {
		return p, ErrState
	}
	d, err := b.draftable(ctx, s)
	if err != nil {
		return p, err
	}
	p.Sealed, err = b.d.Sealer.Seal(ctx, d)
	p.Document = p.Sealed.PDF
	return p, err
}

// Verify implements SignatureGateway: nobody calls.
func (builtIn) Verify(context.Context, Message, time.Time) (Tidings, error) {
	return Tidings{}, ErrSignature
}

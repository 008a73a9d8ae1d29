package contracts

import (
	"cmp"
	"context"
	"errors"
	"io"
	"strings"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/usecase"
)

// HandOver begins the way of a written contract to a provider: a job places it there, and then it is sent.
func (c *Contract) HandOver(provider string) error {
	switch {
	case c.s.Status == Drafted:
		return ErrNotReady
	case c.s.Status != Generated:
		return ErrState
	case c.s.Signer().Email == "":
		return ErrNoAddress
	}
	c.s.Signing.Placing, c.s.Signing.Problem = provider, ""
	return nil
}

// PlaceContract hands a contract over to the provider that it is on its way to; a job calls it until it has succeeded.
type PlaceContract struct{ ID ContractID }

// Needs implements access.Guarded.
func (PlaceContract) Needs() access.Permission { return PermProgram }

func (c *Contracts) place(ctx context.Context, in PlaceContract) (none usecase.None, err error) {
	s, err := c.d.Store.Find(ctx, in.ID)
	if err != nil || s.Signing.Placing == "" {
		return none, err
	}
	if s.Status != Generated { // taken back between two tries: what came of the first is looked for
		return c.recall(ctx, RecallContract(in))
	}
	settings, err := c.d.Store.Settings(ctx)
	if err != nil {
		return none, err
	}
	provider := s.Signing.Placing
	request, signatory, err := c.requestOf(ctx, s, settings)
	if err != nil {
		return none, err
	}
	gateway, err := c.gateway(ctx, provider)
	var external string
	if err == nil {
		external, err = gateway.Place(ctx, request)
	}
	if final := fault.KindOf(err); err != nil && (final == fault.Conflict || final == fault.Invalid || final == fault.NotFound) {
		return none, c.notPlaced(ctx, in.ID, provider, err)
	}
	if err != nil {
		return none, err
	}
	_, err = c.change(ctx, in.ID, func(tx Tx, contract *Contract) error {
		g := &contract.s.Signing
		if g.External != "" { // another worker was quicker
			return nil
		}
		g.Provider, g.External, g.Placing = provider, external, ""
		if contract.s.Status != Generated { // taken back meanwhile: there too
			return tx.WithdrawLater(ctx, in.ID)
		}
		g.AgencyThere, g.Signatory = len(request.Parties) > 1, signatory
		return c.sendAs(ctx, tx, contract, settings, provider, Witness{Actor: "program"})
	})
	return none, err
}

// notPlaced keeps why the provider does not take the contract; the desk shows it and may send again.
func (c *Contracts) notPlaced(ctx context.Context, id ContractID, provider string, why error) error {
	_, err := c.change(ctx, id, func(_ Tx, contract *Contract) error {
		g := &contract.s.Signing
		if g.Placing == "" {
			return nil
		}
		g.Placing, g.Problem = "", fault.CodeOf(why)
		contract.note(StepProvider, Witness{Actor: provider}, c.d.Now(), map[string]string{"event": "not_placed", "reason": g.Problem})
		return nil
	})
	return err
}

// requestOf gathers what a provider needs, and the name under the business's signature.
func (c *Contracts) requestOf(ctx context.Context, s ContractState, settings Settings) (r SignatureRequest, signatory string, err error) {
	agency, err := c.d.Agency.Agency(ctx)
	if err != nil {
		return r, "", err
	}
	text, err := c.d.Store.Text(ctx, s.ID)
	if err != nil {
		return r, "", err
	}
	places, err := c.d.Printer.Places(text)
	if err != nil {
		return r, "", err
	}
	content, err := c.d.Files.Open(ctx, s.File)
	if err != nil {
		return r, "", err
	}
	defer func() { _ = content.Close() }()
	now := c.d.Now()
	r = SignatureRequest{Contract: s.ID, Number: s.Number, Title: s.Title(), PlacedAt: now, ExpiresAt: now.Add(settings.life())}
	if r.PDF, err = io.ReadAll(content); err != nil {
		return r, "", err
	}
	g := s.Stay.Guest
	r.Parties = []SigningParty{{Party: TheSigner, FirstName: g.FirstName, LastName: g.LastName, Email: g.Email, Phone: g.Phone, Locale: g.Locale, Place: places[1]}}
	signatory = cmp.Or(settings.Signatory, agency.LegalName, agency.Name)
	if !settings.AutoCountersign {
		first, last := divided(signatory)
		r.Parties = append(r.Parties, SigningParty{Party: TheAgency, FirstName: first, LastName: last, Email: cmp.Or(settings.SignatoryEmail, agency.Email), Locale: "fr", Place: places[0]})
	}
	return r, signatory, nil
}

// divided parts a name where its last word begins; who has one word has no first name.
func divided(name string) (first, last string) {
	words := strings.Fields(name)
	if len(words) < 2 {
		return "", name
	}
	return strings.Join(words[:len(words)-1], " "), words[len(words)-1]
}

// NudgeContract has the provider write once more, where it writes to signers; a job calls it.
type NudgeContract struct{ ID ContractID }

// Needs implements access.Guarded.
func (NudgeContract) Needs() access.Permission { return PermProgram }

func (c *Contracts) nudge(ctx context.Context, in NudgeContract) (none usecase.None, err error) {
	s, err := c.d.Store.Find(ctx, in.ID)
	if err != nil || !s.Outside() || !s.Status.AtSigner() {
		return none, err
	}
	gateway, err := c.gateway(ctx, s.Signing.Provider)
	if err == nil {
		err = gateway.Remind(ctx, s.Signing.External)
	}
	if errors.Is(err, ErrRefusedBy) || errors.Is(err, ErrUnknown) { // signed a moment ago
		return none, nil
	}
	return none, err
}

// PassToProvider asks where the signer signs at the provider.
type PassToProvider struct{ Token, Return string }

// Needs implements access.Guarded.
func (PassToProvider) Needs() access.Permission { return access.Public }

// Passage is the address to go on to.
type Passage struct{ Address string }

func (c *Contracts) pass(ctx context.Context, q PassToProvider) (p Passage, err error) {
	s, err := c.d.Store.FindByLink(ctx, c.d.Keys.Hash(q.Token))
	if err != nil {
		return p, err
	}
	if !s.Outside() || !s.Status.AtSigner() || !c.d.Now().Before(s.Signing.ExpiresAt) {
		return p, ErrEnded
	}
	return c.passage(ctx, s, LinkRequest{Party: TheSigner, Name: s.Signer().Name, Email: s.Signer().Email, Return: q.Return})
}

// PassAgency asks where the business signs at the provider.
type PassAgency struct {
	ID     ContractID
	Return string
}

// Needs implements access.Guarded.
func (PassAgency) Needs() access.Permission { return PermSign }

func (c *Contracts) passAgency(ctx context.Context, q PassAgency) (p Passage, err error) {
	s, err := c.d.Store.Find(ctx, q.ID)
	if err != nil {
		return p, err
	}
	if !s.Outside() || s.Status != Signed || !s.Signing.AgencyThere {
		return p, ErrState
	}
	settings, err := c.d.Store.Settings(ctx)
	if err != nil {
		return p, err
	}
	agency, err := c.d.Agency.Agency(ctx)
	if err != nil {
		return p, err
	}
	return c.passage(ctx, s, LinkRequest{Party: TheAgency, Name: s.Signing.Signatory, Email: cmp.Or(settings.SignatoryEmail, agency.Email), Return: q.Return})
}

func (c *Contracts) passage(ctx context.Context, s ContractState, r LinkRequest) (p Passage, err error) {
	gateway, err := c.gateway(ctx, s.Signing.Provider)
	if err != nil {
		return p, err
	}
	r.External = s.Signing.External
	p.Address, err = gateway.Link(ctx, r)
	return p, err
}

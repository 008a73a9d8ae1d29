package contracts

import (
	"context"
	"time"

	"comptoir/internal/event"
	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/usecase"
)

// ReasonAtProvider is the reason of a contract that was taken back on the provider's own pages.
const ReasonAtProvider = "at_provider"

// Learn applies what a gateway reports. Reports come late, twice and in any order: what is known changes nothing, and what
// has ended stays as it ended. It returns true when there is a document to fetch.
func (c *Contract) Learn(r Report, now time.Time) (fetch bool) {
	s := &c.s.Signing
	w := Witness{Actor: s.Provider}
	if c.s.Status.Ended() {
		if c.s.Status != Completed && r.Outcome == OutcomeCompleted && s.Contradicted == "" { // signed there before it could be taken back there
			s.Contradicted = string(r.Outcome)
			c.note(StepProvider, w, now, map[string]string{"event": "completed_after_" + string(c.s.Status)})
		}
		return false
	}
	if c.s.Status == Sent && r.Signer.Viewed {
		c.s.Status, s.ViewedAt = Viewed, now
		c.note(StepViewed, w, now, nil)
		c.news = append(c.news, event.ContractViewed{ContractFacts: c.s.facts()})
	}
	if s.Signer.At.IsZero() && r.Signer.Signed {
		c.signedThere(&s.Signer, StepSigned, TheSigner, c.s.Signer().Name, w, r.Signer.At, now)
	}
	if !s.Signer.At.IsZero() && s.Agency.At.IsZero() {
		switch {
		case r.Agency.Signed:
			c.signedThere(&s.Agency, StepCountersign, TheAgency, s.Signatory, w, r.Agency.At, now)
		case !s.AgencyThere: // the business signs by having sent the contract, as its settings said then
			c.signedThere(&s.Agency, StepCountersign, TheAgency, s.Signatory, Witness{Actor: "program"}, now, now)
		}
	}
	switch r.Outcome {
	case OutcomeCompleted:
		return c.s.AllSigned()
	case OutcomeRefused:
		c.end(Refused, r.Reason, now)
		c.note(StepRefused, w, now, map[string]string{"reason": r.Reason})
		c.news = append(c.news, event.ContractRefused{ContractFacts: c.s.facts(), Reason: r.Reason})
	case OutcomeExpired:
		c.end(Expired, "", now)
		c.note(StepExpired, w, now, nil)
		c.news = append(c.news, event.ContractExpired{ContractFacts: c.s.facts()})
	case OutcomeWithdrawn:
		c.end(Voided, ReasonAtProvider, now)
		c.note(StepVoided, w, now, map[string]string{"reason": ReasonAtProvider})
		c.news = append(c.news, event.ContractVoided{ContractFacts: c.s.facts(), Reason: ReasonAtProvider})
	}
	return false
}

// signedThere records a signature that was given at the gateway. The moment is the gateway's, the entry's is ours.
func (c *Contract) signedThere(to *Signature, step Step, party Party, name string, w Witness, at, now time.Time) {
	data := map[string]string{"name": name, "method": c.s.Signing.Provider}
	if at.IsZero() {
		at = now
	} else {
		data["providerTime"] = at.UTC().Format(time.RFC3339)
	}
	*to = Signature{Mark: Mark{Name: name}, At: at.UTC(), Witness: w}
	c.s.Status = Signed
	c.note(step, w, now, data)
	c.news = append(c.news, event.ContractSigned{ContractFacts: c.s.facts(), Party: string(party), By: name, Remaining: c.s.remaining()})
}

// Outside reports whether a contract is signed at a provider.
func (s ContractState) Outside() bool {
	return s.Signing.Provider != "" && s.Signing.Provider != BuiltIn
}

// SyncContract asks the provider how far a contract is; the job of a webhook calls it, and the desk.
type SyncContract struct{ ID ContractID }

// Needs implements access.Guarded.
func (SyncContract) Needs() access.Permission { return PermSend }

func (c *Contracts) sync(ctx context.Context, in SyncContract) (View, error) {
	s, err := c.d.Store.Find(ctx, in.ID)
	if err != nil {
		return View{}, err
	}
	return c.synced(ctx, s)
}

// SyncByLink is SyncContract for the signer, who is back from the provider before its webhook is here.
type SyncByLink struct{ Token string }

// Needs implements access.Guarded: it tells no more than LookAtContract does.
func (SyncByLink) Needs() access.Permission { return access.Public }

func (c *Contracts) syncByLink(ctx context.Context, in SyncByLink) (usecase.None, error) {
	s, err := c.d.Store.FindByLink(ctx, c.d.Keys.Hash(in.Token))
	if err == nil {
		_, err = c.synced(ctx, s)
	}
	return usecase.None{}, err
}

// synced asks outside of every transaction, and applies the answer in one.
func (c *Contracts) synced(ctx context.Context, s ContractState) (View, error) {
	if !s.Outside() || s.Signing.External == "" || s.Status == Completed {
		return viewOf(s), nil
	}
	gateway, err := c.gateway(ctx, s.Signing.Provider)
	if err != nil {
		return viewOf(s), err
	}
	report, err := gateway.Ask(ctx, s.Signing.External)
	if err != nil {
		return viewOf(s), err
	}
	return c.learn(ctx, s.ID, report)
}

func (c *Contracts) learn(ctx context.Context, id ContractID, r Report) (View, error) {
	return c.change(ctx, id, func(tx Tx, contract *Contract) error {
		if contract.Learn(r, c.d.Now()) {
			return tx.SealLater(ctx, id)
		}
		return nil
	})
}

package contracts

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"slices"
	"time"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/usecase"
)

// change loads a contract, lets it act and saves it.
func (c *Contracts) change(ctx context.Context, id ContractID, act func(Tx, *Contract) error) (v View, err error) {
	err = c.d.Store.Write(ctx, func(tx Tx) error {
		contract, err := tx.Contract(ctx, id)
		if err == nil {
			err = act(tx, contract)
		}
		if err == nil {
			err = tx.Save(ctx, contract)
		}
		if err == nil {
			v = viewOf(contract.s)
		}
		return err
	})
	return v, err
}

// SendContract hands a contract to the signer.
type SendContract struct{ ID ContractID }

// Needs implements access.Guarded.
func (SendContract) Needs() access.Permission { return PermSend }

func (c *Contracts) send(ctx context.Context, in SendContract) (View, error) {
	return c.change(ctx, in.ID, func(tx Tx, contract *Contract) error {
		if contract.s.Status.AtSigner() { // a second click
			return nil
		}
		settings, err := tx.Settings(ctx)
		if err != nil {
			return err
		}
		return c.hand(ctx, tx, contract, settings, witness(ctx, ""))
	})
}

// RemindContract sends the link once more.
type RemindContract struct{ ID ContractID }

// Needs implements access.Guarded.
func (RemindContract) Needs() access.Permission { return PermSend }

// remindPause keeps a second click from being a second mail.
const remindPause = time.Minute

func (c *Contracts) remind(ctx context.Context, in RemindContract) (View, error) {
	return c.change(ctx, in.ID, func(tx Tx, contract *Contract) error {
		if last := contract.s.Signing.RemindedAt; !last.IsZero() && c.d.Now().Sub(last) < remindPause {
			return nil
		}
		return c.reminded(ctx, tx, contract, witness(ctx, ""))
	})
}

// reminded sends the link once more, and has the provider write too where it writes.
func (c *Contracts) reminded(ctx context.Context, tx Tx, contract *Contract, w Witness) error {
	if err := contract.Remind(w, c.d.Now()); err != nil || !contract.s.Outside() {
		return err
	}
	return tx.NudgeLater(ctx, contract.s.ID)
}

// VoidContract takes a contract back that is not completed.
type VoidContract struct {
	ID     ContractID
	Reason string
}

// Needs implements access.Guarded.
func (VoidContract) Needs() access.Permission { return PermSend }

func (c *Contracts) void(ctx context.Context, in VoidContract) (View, error) {
	reason, err := checkReason("reason", in.Reason)
	if err == nil && reason == "" {
		err = fault.ErrInvalid.On("reason", "required", "say why")
	}
	if err != nil {
		return View{}, err
	}
	return c.change(ctx, in.ID, func(tx Tx, contract *Contract) error {
		if err := contract.Void(reason, witness(ctx, ""), c.d.Now()); err != nil {
			return err
		}
		return c.ended(ctx, tx, contract)
	})
}

// VoidContractsOf takes back what is not completed of a stay that will not happen.
type VoidContractsOf struct {
	Subject ident.Raw
	Reason  string
}

// Needs implements access.Guarded.
func (VoidContractsOf) Needs() access.Permission { return PermProgram }

func (c *Contracts) voidOf(ctx context.Context, in VoidContractsOf) (usecase.None, error) {
	return usecase.None{}, c.d.Store.Write(ctx, func(tx Tx) error {
		all, err := tx.OfSubject(ctx, in.Subject)
		if err != nil {
			return err
		}
		for _, contract := range all {
			if contract.s.Status.Ended() || contract.s.AllSigned() {
				continue
			}
			if err := contract.Void(in.Reason, Witness{Actor: "program"}, c.d.Now()); err != nil {
				return err
			}
			if err := c.ended(ctx, tx, contract); err != nil {
				return err
			}
			if err := tx.Save(ctx, contract); err != nil {
				return err
			}
		}
		return nil
	})
}

// CountersignContract signs in the business's name.
type CountersignContract struct {
	ID      ContractID
	Name    string // who signs; the business's name when empty
	Drawing string
	Agent   string
}

// Needs implements access.Guarded.
func (CountersignContract) Needs() access.Permission { return PermSign }

func (c *Contracts) countersign(ctx context.Context, in CountersignContract) (View, error) {
	mark, err := ReadMark(cmp.Or(in.Name, access.From(ctx).Name), in.Drawing)
	if err != nil {
		return View{}, err
	}
	return c.change(ctx, in.ID, func(tx Tx, contract *Contract) error {
		if err := contract.Countersign(mark, witness(ctx, in.Agent), c.d.Now()); err != nil {
			return err
		}
		return tx.SealLater(ctx, in.ID)
	})
}

// FollowContract reminds the signer when it is time, ends a contract whose time is over, and looks after one that is signed
// until it is sealed; a job calls it.
type FollowContract struct{ ID ContractID }

// Needs implements access.Guarded.
func (FollowContract) Needs() access.Permission { return PermProgram }

func (c *Contracts) follow(ctx context.Context, in FollowContract) (usecase.None, error) {
	s, err := c.d.Store.Find(ctx, in.ID)
	if err == nil && (s.Status.AtSigner() || s.Status == Signed) { // a provider may know more: its call may have been lost
		_, err = c.synced(ctx, s)
	}
	if err != nil {
		return usecase.None{}, err
	}
	_, err = c.change(ctx, in.ID, func(tx Tx, contract *Contract) error {
		switch {
		case contract.s.Status == Signed:
			return c.followSigned(ctx, tx, contract)
		case !contract.s.Status.AtSigner():
			return nil
		case contract.Expire(c.d.Now()):
			return c.ended(ctx, tx, contract)
		}
		settings, err := tx.Settings(ctx)
		if err != nil {
			return err
		}
		g := contract.s.Signing
		due := settings.nextReminder(g)
		if !due.IsZero() && !c.d.Now().Before(due) {
			if err := c.reminded(ctx, tx, contract, Witness{Actor: "program"}); err != nil {
				return err
			}
		}
		return c.followNext(ctx, tx, contract, settings)
	})
	return usecase.None{}, err
}

// lookAgain is how long a contract is left alone that waits for a provider, for the business or for its seal.
const lookAgain = 24 * time.Hour

// followSigned has a seal made that was given up, and the contract looked at again until it has ended.
func (c *Contracts) followSigned(ctx context.Context, tx Tx, contract *Contract) error {
	if contract.s.AllSigned() {
		if err := tx.SealLater(ctx, contract.s.ID); err != nil {
			return err
		}
	}
	return tx.FollowLater(ctx, contract.s.ID, contract.s.Signing.lookAgain(c.d.Now()))
}

// lookAgain is the next of the moments, a day from each other, at which a contract is looked at: the same for everybody who
// asks, so that a job that is run twice plans nothing twice.
func (g Signing) lookAgain(now time.Time) time.Time {
	return g.SentAt.Add((max(now.Sub(g.SentAt), 0)/lookAgain + 1) * lookAgain)
}

// nextReminder is when the signer is to be reminded; zero: not any more.
func (s Settings) nextReminder(g Signing) time.Time {
	if s.RemindEvery == 0 || g.Reminders >= maxReminders {
		return time.Time{}
	}
	last := g.SentAt
	if g.RemindedAt.After(last) {
		last = g.RemindedAt
	}
	return last.AddDate(0, 0, s.RemindEvery)
}

// followNext has the contract looked at when something is due next.
func (c *Contracts) followNext(ctx context.Context, tx Tx, contract *Contract, s Settings) error {
	next := contract.s.Signing.ExpiresAt
	if due := s.nextReminder(contract.s.Signing); !due.IsZero() && due.Before(next) {
		next = due
	}
	if again := contract.s.Signing.lookAgain(c.d.Now()); contract.s.Outside() && again.Before(next) {
		next = again
	}
	return tx.FollowLater(ctx, contract.s.ID, next)
}

// RecordMail records that a mail server has taken a message about a contract; the same message is recorded once.
type RecordMail struct {
	Contract ContractID
	Message  string
	Kind     string
}

// Needs implements access.Guarded.
func (RecordMail) Needs() access.Permission { return PermProgram }

func (c *Contracts) recordMail(ctx context.Context, in RecordMail) (usecase.None, error) {
	_, err := c.change(ctx, in.Contract, func(_ Tx, contract *Contract) error {
		if g := &contract.s.Signing; !slices.Contains(g.Mailed, in.Message) {
			g.Mailed = append(g.Mailed, in.Message)
			contract.Mailed(in.Message, in.Kind, c.d.Now())
		}
		return nil
	})
	return usecase.None{}, err
}

// InvitationOf asks for what a message to the signer must carry.
type InvitationOf struct {
	Contract  ContractID
	Challenge int // of which the code is asked for; 0: none
}

// Needs implements access.Guarded.
func (InvitationOf) Needs() access.Permission { return PermProgram }

// Invitation is the secret part of a message.
type Invitation struct {
	Token string
	Code  string
}

// ErrNothingToSend is returned for a message that has lost its sense: the contract has ended, or there is a newer code.
var ErrNothingToSend = fault.Define(fault.Gone, "contracts.nothing_to_send", "the contract does not wait for the signer any more")

func (c *Contracts) invitation(ctx context.Context, q InvitationOf) (Invitation, error) {
	s, err := c.d.Store.Find(ctx, q.Contract)
	if err != nil {
		return Invitation{}, err
	}
	g, tenant := s.Signing, access.TenantOf(ctx)
	if g.Link == 0 || q.Challenge > 0 && (!s.Status.AtSigner() || g.Challenge.Number != q.Challenge) {
		return Invitation{}, ErrNothingToSend
	}
	inv := Invitation{Token: c.d.Keys.Link(tenant, s.ID, g.Link)}
	if q.Challenge > 0 {
		inv.Code = c.d.Keys.Code(tenant, s.ID, q.Challenge)
	}
	return inv, nil
}

// SealContract seals a contract that all have signed; a job calls it until it has succeeded.
type SealContract struct{ ID ContractID }

// Needs implements access.Guarded.
func (SealContract) Needs() access.Permission { return PermProgram }

func (c *Contracts) seal(ctx context.Context, in SealContract) (none usecase.None, err error) {
	s, err := c.d.Store.Find(ctx, in.ID)
	if err != nil || s.Status != Signed || !s.AllSigned() {
		return none, err
	}
	gateway, err := c.gateway(ctx, cmp.Or(s.Signing.Provider, BuiltIn))
	if err != nil {
		return none, err
	}
	external := s.Signing.External
	if !s.Outside() {
		external = s.ID.String()
	}
	papers, err := gateway.Fetch(ctx, external)
	if err != nil {
		return none, err
	}
	if !bytes.HasPrefix(papers.Document, []byte("%PDF-")) {
		return none, ErrGatewayAway.Detailf("what was signed is no PDF")
	}
	key, err := c.d.Files.Put(ctx, s.sealedName(), papers.Document)
	if err != nil {
		return none, err
	}
	proof := ""
	if len(papers.Proof) > 0 {
		if proof, err = c.d.Files.Put(ctx, s.proofName(), papers.Proof); err != nil {
			return none, err
		}
	}
	sum := sha256.Sum256(papers.Document)
	papers.Sealed.PDF = papers.Document
	_, err = c.change(ctx, in.ID, func(_ Tx, contract *Contract) error {
		contract.s.Signing.ProofFile = proof
		return contract.Complete(papers.Sealed, key, hex.EncodeToString(sum[:]), c.d.Now())
	})
	return none, err
}

// draftable gathers what is sealed: the document as it was sent, unchanged, the page of signatures, and the evidence.
func (c *Contracts) draftable(ctx context.Context, s ContractState) (d Draftable, err error) {
	agency, err := c.d.Agency.Agency(ctx)
	if err != nil {
		return d, err
	}
	content, err := c.d.Files.Open(ctx, s.File)
	if err != nil {
		return d, err
	}
	d.Contract, err = io.ReadAll(content)
	_ = content.Close()
	if err != nil {
		return d, err
	}
	if sum := sha256.Sum256(d.Contract); hex.EncodeToString(sum[:]) != s.SHA256 {
		return d, ErrEvidence.Detailf("the stored document is not the one that was sent")
	}
	evidence, err := c.evidence(ctx, s)
	if err != nil {
		return d, err
	}
	if d.Evidence, err = json.MarshalIndent(evidence, "", "  "); err != nil {
		return d, err
	}
	d.Name, d.At = cmp.Or(agency.LegalName, agency.Name), c.d.Now()
	proof := ComposeProof(s, agency, evidence)
	d.Reason = proof.Reason
	d.Proof, err = c.d.Printer.PrintProof(proof)
	return d, err
}

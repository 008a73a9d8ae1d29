package contracts

import (
	"cmp"
	"context"
	"crypto/subtle"
	"strings"
	"time"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/usecase"
)

// The signer has no account: each of these use cases is public and protects itself by the token of the private link. What
// the link alone opens is reading and refusing; signing asks for the code and for the browser in which it was typed.

// SignerView is a contract as the signer sees it.
type SignerView struct {
	View
	Text       Text // what the document says; zero for one that only exists as a PDF
	Consent    string
	Hint       string // "n•••@example.org": where codes go by mail
	PhoneHint  string // "+33 ••• 78": where they go by text
	Ways       []Way  // by which a code may go now, the preferred one first
	CodeBy     Way    // by which the last one went
	Fallback   string // code of why it went by mail and not by text
	CodeSent   bool   // there is a code that may be typed
	CodeUntil  time.Time
	Identified bool // this browser may sign
	SignedName string
	Lessor     string // in whose name the business signs
}

// LookAtContract shows the contract of a link.
type LookAtContract struct {
	Token   string
	Session string // of the browser; may be empty
}

// Needs implements access.Guarded.
func (LookAtContract) Needs() access.Permission { return access.Public }

func (c *Contracts) look(ctx context.Context, q LookAtContract) (SignerView, error) {
	s, err := c.d.Store.FindByLink(ctx, c.d.Keys.Hash(q.Token))
	if err != nil {
		return SignerView{}, err
	}
	v := c.signerView(ctx, s, q.Session)
	settings, err := c.d.Store.Settings(ctx)
	if err != nil {
		return v, err
	}
	v.Ways = []Way{ByMail}
	if settings.Identity != IdentityMail {
		accounts, err := c.d.Store.Accounts(ctx)
		if err != nil {
			return v, err
		}
		v.Ways = c.ways(settings, accounts, s.Stay.Guest.Phone)
	}
	if v.Text, err = c.d.Store.Text(ctx, s.ID); err != nil {
		return v, err
	}
	agency, err := c.d.Agency.Agency(ctx)
	v.Lessor = cmp.Or(agency.LegalName, agency.Name)
	return v, err
}

func (c *Contracts) signerView(ctx context.Context, s ContractState, session string) SignerView {
	now, ch := c.d.Now(), s.Signing.Challenge
	live := s.Status.AtSigner() && now.Before(s.Signing.ExpiresAt)
	v := SignerView{View: viewOf(s), Consent: ConsentText(s.Signer().Locale), Hint: s.Signer().Email.Masked(), PhoneHint: s.Stay.Guest.Phone.Masked(), SignedName: s.Signing.Signer.Mark.Name,
		CodeBy: cmp.Or(ch.Way, ByMail), Fallback: ch.Fallback, CodeSent: live && ch.live(now), CodeUntil: ch.ExpiresAt}
	v.Identified = live && Restore(s).identified(c.sameSession(ctx, s, session), now)
	if s.Status.AtSigner() && !live { // its job has not come yet
		v.Status = Expired
	}
	return v
}

// sameSession reports whether a browser holds the secret of the challenge that was met.
func (c *Contracts) sameSession(ctx context.Context, s ContractState, session string) bool {
	want := c.d.Keys.Session(access.TenantOf(ctx), s.ID, s.Signing.Challenge.Number)
	return session != "" && subtle.ConstantTimeCompare([]byte(session), []byte(want)) == 1
}

// byLink loads the contract of a link, lets the signer act and saves it. A refusal that keep accepts is returned after
// what it has recorded is saved.
func (c *Contracts) byLink(ctx context.Context, token string, keep func(error) bool, act func(Tx, *Contract) error) (s ContractState, err error) {
	var refusal error
	err = c.d.Store.Write(ctx, func(tx Tx) error {
		refusal = nil
		contract, err := tx.ByLink(ctx, c.d.Keys.Hash(token))
		if err != nil {
			return err
		}
		if refusal = act(tx, contract); refusal != nil && (keep == nil || !keep(refusal)) {
			return refusal
		}
		s = contract.s
		err = tx.Save(ctx, contract)
		s = contract.s
		return err
	})
	if err == nil {
		err = refusal
	}
	return s, err
}

// ReadByLink gives the document of a link: with the signatures once it is completed.
type ReadByLink struct{ Token string }

// Needs implements access.Guarded.
func (ReadByLink) Needs() access.Permission { return access.Public }

func (c *Contracts) readLink(ctx context.Context, q ReadByLink) (Document, error) {
	s, err := c.d.Store.FindByLink(ctx, c.d.Keys.Hash(q.Token))
	if err != nil {
		return Document{}, err
	}
	return c.document(ctx, s, false)
}

// ViewContract records that the signer has the contract before him.
type ViewContract struct{ Token, Agent string }

// Needs implements access.Guarded.
func (ViewContract) Needs() access.Permission { return access.Public }

func (c *Contracts) view(ctx context.Context, in ViewContract) (usecase.None, error) {
	_, err := c.byLink(ctx, in.Token, nil, func(_ Tx, contract *Contract) error { return contract.View(witness(ctx, in.Agent), c.d.Now()) })
	return usecase.None{}, err
}

// AskCode has a code sent to the signer; Way is what he wishes, and counts where the business offers it.
type AskCode struct {
	Token, Agent string
	Way          Way
}

// Needs implements access.Guarded.
func (AskCode) Needs() access.Permission { return access.Public }

func (c *Contracts) askCode(ctx context.Context, in AskCode) (usecase.None, error) {
	_, err := c.byLink(ctx, in.Token, nil, func(tx Tx, contract *Contract) error {
		if err := contract.MayAskCode(c.d.Now()); err != nil {
			return err
		}
		way, why, err := c.codeBy(ctx, tx, contract.s, in.Way)
		if err != nil {
			return err
		}
		if err := contract.AskCode(way, why, witness(ctx, in.Agent), c.d.Now()); err != nil || way == ByMail {
			return err
		}
		return tx.TextLater(ctx, contract.s.ID, contract.s.Signing.Challenge.Number)
	})
	return usecase.None{}, err
}

// IdentifySigner compares the code that was typed.
type IdentifySigner struct{ Token, Code, Agent string }

// Needs implements access.Guarded.
func (IdentifySigner) Needs() access.Permission { return access.Public }

// Session is what the browser keeps in which the code was typed.
type Session struct {
	Secret string
	Until  time.Time
}

func (c *Contracts) identify(ctx context.Context, in IdentifySigner) (Session, error) {
	code := strings.Map(func(r rune) rune { // as people type it: "123 456"
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, in.Code)
	if len(code) != 6 {
		return Session{}, fault.ErrInvalid.On("code", "malformed_code", "six digits")
	}
	tenant, now := access.TenantOf(ctx), c.d.Now()
	s, err := c.byLink(ctx, in.Token, func(err error) bool { return fault.CodeOf(err) == fault.CodeOf(ErrCode) }, func(_ Tx, contract *Contract) error {
		want := c.d.Keys.Code(tenant, contract.s.ID, contract.s.Signing.Challenge.Number)
		return contract.Identify(subtle.ConstantTimeCompare([]byte(code), []byte(want)) == 1, witness(ctx, in.Agent), now)
	})
	if err != nil {
		return Session{}, err
	}
	return Session{Secret: c.d.Keys.Session(tenant, s.ID, s.Signing.Challenge.Number), Until: now.Add(IdentityLife)}, nil
}

// SignContract puts the signer's mark under the contract.
type SignContract struct {
	Token, Session string
	Name, Drawing  string
	Consent        bool
	Agent          string
}

// Needs implements access.Guarded.
func (SignContract) Needs() access.Permission { return access.Public }

func (c *Contracts) sign(ctx context.Context, in SignContract) (SignerView, error) {
	mark, err := ReadMark(in.Name, in.Drawing)
	if err == nil && !in.Consent {
		err = fault.ErrInvalid.On("consent", "required", "without your consent there is no signature")
	}
	if err != nil {
		return SignerView{}, err
	}
	s, err := c.byLink(ctx, in.Token, nil, func(tx Tx, contract *Contract) error {
		signed := !contract.s.Signing.Signer.At.IsZero()
		same := c.sameSession(ctx, contract.s, in.Session)
		if err := contract.Sign(same, mark, ConsentText(contract.s.Signer().Locale), witness(ctx, in.Agent), c.d.Now()); err != nil || signed {
			return err
		}
		return c.autoCountersign(ctx, tx, contract)
	})
	return c.signerView(ctx, s, in.Session), err
}

// autoCountersign signs in the business's name where it wants that, and has the contract sealed.
func (c *Contracts) autoCountersign(ctx context.Context, tx Tx, contract *Contract) error {
	settings, err := tx.Settings(ctx)
	if err != nil || !settings.AutoCountersign {
		return err
	}
	agency, err := c.d.Agency.Agency(ctx)
	if err != nil {
		return err
	}
	if err := contract.Countersign(Mark{Name: cmp.Or(agency.LegalName, agency.Name)}, Witness{Actor: "program"}, c.d.Now()); err != nil {
		return err
	}
	return tx.SealLater(ctx, contract.s.ID)
}

// RefuseContract says that the signer does not want the contract.
type RefuseContract struct{ Token, Reason, Agent string }

// Needs implements access.Guarded.
func (RefuseContract) Needs() access.Permission { return access.Public }

func (c *Contracts) refuse(ctx context.Context, in RefuseContract) (usecase.None, error) {
	reason, err := checkReason("reason", in.Reason)
	if err != nil {
		return usecase.None{}, err
	}
	_, err = c.byLink(ctx, in.Token, nil, func(tx Tx, contract *Contract) error {
		if err := contract.Refuse(reason, witness(ctx, in.Agent), c.d.Now()); err != nil {
			return err
		}
		return c.ended(ctx, tx, contract)
	})
	return usecase.None{}, err
}

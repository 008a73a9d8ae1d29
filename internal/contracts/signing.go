package contracts

import (
	"strings"
	"time"
	"unicode/utf8"

	"comptoir/internal/event"
	"comptoir/internal/kernel/fault"
)

// Signing is how far a contract is on its way to be signed.
type Signing struct {
	Template int               `json:",omitempty"` // version of the template that it was made from; 0: ours
	Terms    map[string]string `json:",omitempty"` // of a mandate: from, until, fee
	Provider string            `json:",omitempty"` // "" until it is sent; BuiltIn, or the name of a gateway
	External string            `json:",omitempty"` // the provider's own name of the request
	Placing  string            `json:",omitempty"` // the provider that it is on its way to
	Problem  string            `json:",omitempty"` // code of why the provider did not take it
	// AgencyThere says that the business signs at the provider too; without, it signs by having sent the contract.
	AgencyThere  bool   `json:",omitempty"`
	Signatory    string `json:",omitempty"` // name under the business's signature at a provider
	Contradicted string `json:",omitempty"` // what the provider said after the contract had ended otherwise
	ProofFile    string `json:",omitempty"` // the provider's own evidence
	Link         int    `json:",omitempty"` // number of the private link in use, from 1
	LinkHash     []byte `json:"-"`          // SHA-256 of its token
	Amends       string `json:",omitempty"` // number of the signed contract that this one changes
	SendAtOnce   bool   `json:",omitempty"` // as soon as it is written: the one that it replaces was sent

	SentAt     time.Time `json:",omitzero"`
	ExpiresAt  time.Time `json:",omitzero"`
	RemindedAt time.Time `json:",omitzero"`
	Reminders  int       `json:",omitempty"`
	ViewedAt   time.Time `json:",omitzero"`
	EndedAt    time.Time `json:",omitzero"`  // completed, refused, expired or voided
	Reason     string    `json:",omitempty"` // of a refusal or a voiding

	Challenge Challenge `json:",omitzero"`
	Signer    Signature `json:",omitzero"`
	Agency    Signature `json:",omitzero"`

	SealedFile   string `json:",omitempty"`
	SealedSHA256 string `json:",omitempty"`
	SealedSize   int64  `json:",omitempty"`
	Certificate  string `json:",omitempty"` // subject of the certificate that sealed
	Timestamped  bool   `json:",omitempty"` // an RFC 3161 time-stamp is in the seal

	Mailed   []string `json:",omitempty"` // messages that a mail server has taken
	Steps    int      `json:",omitempty"` // entries of evidence
	LastHash string   `json:",omitempty"` // hash of the last
}

// Faults of signing.
var (
	ErrLink       = fault.Define(fault.NotFound, "contracts.unknown_link", "this link opens no contract")
	ErrEnded      = fault.Define(fault.Gone, "contracts.ended", "this contract can no longer be signed")
	ErrCodePause  = fault.Define(fault.Limited, "contracts.code_too_soon", "a code was sent a moment ago; wait half a minute before asking for another")
	ErrCodeDay    = fault.Define(fault.Limited, "contracts.too_many_codes", "too many codes were asked for; try again tomorrow")
	ErrCode       = fault.Define(fault.Invalid, "contracts.wrong_code", "this is not the code").On("code", "wrong_signing_code", "this is not the code of the last message")
	ErrCodeOver   = fault.Define(fault.Invalid, "contracts.code_over", "the code has expired or was tried too often").On("code", "code_over", "ask for a new code")
	ErrIdentity   = fault.Define(fault.Forbidden, "contracts.not_identified", "prove by the code that it is you, and sign within half an hour")
	ErrSigned     = fault.Define(fault.Conflict, "contracts.already_signed", "you have signed this contract; it can no longer be refused")
	ErrElsewhere  = fault.Define(fault.Conflict, "contracts.signed_elsewhere", "this contract is signed at a provider, not here")
	ErrAgencyDone = fault.Define(fault.Conflict, "contracts.already_countersigned", "the business has signed this contract")
)

// BuiltIn is the name of the signature that needs no provider.
const BuiltIn = "builtin"

// Send hands a written contract to the signer, by a private link whose token has the hash given; sent again, it gets a new
// link and the one before opens nothing.
func (c *Contract) Send(linkHash []byte, provider string, life time.Duration, w Witness, now time.Time) error {
	s := &c.s.Signing
	switch {
	case c.s.Status == Drafted:
		return ErrNotReady
	case c.s.Status != Generated:
		return ErrState
	case c.s.Signer().Email == "":
		return ErrNoAddress
	}
	s.Provider, s.LinkHash, s.SentAt, s.ExpiresAt = provider, linkHash, now, now.Add(life)
	c.s.Status = Sent
	c.note(StepSent, w, now, map[string]string{"to": c.s.Signer().Email.String(), "name": c.s.Signer().Name, "expires": s.ExpiresAt.UTC().Format(time.RFC3339)})
	c.news = append(c.news, event.ContractSent{ContractFacts: c.s.facts(), ExpiresAt: s.ExpiresAt})
	return nil
}

// Remind sends the link once more.
func (c *Contract) Remind(w Witness, now time.Time) error {
	if !c.s.Status.AtSigner() {
		return ErrState
	}
	c.s.Signing.RemindedAt = now
	c.s.Signing.Reminders++
	c.note(StepReminded, w, now, map[string]string{"to": c.s.Signer().Email.String()})
	c.news = append(c.news, event.ContractSent{ContractFacts: c.s.facts(), Reminder: true, ExpiresAt: c.s.Signing.ExpiresAt})
	return nil
}

// Mailed records that a mail server has taken a message about the contract.
func (c *Contract) Mailed(key, kind string, now time.Time) {
	c.note(StepMailed, Witness{}, now, map[string]string{"message": key, "kind": kind, "to": c.s.Signer().Email.String()})
}

// open refuses what only a signer may do whom the contract waits for.
func (c *Contract) open(now time.Time) error {
	switch {
	case !c.s.Signing.Signer.At.IsZero():
		return ErrSigned
	case !c.s.Status.AtSigner() || !now.Before(c.s.Signing.ExpiresAt):
		return ErrEnded
	}
	return nil
}

// View records that the signer has the contract before him; the first time counts.
func (c *Contract) View(w Witness, now time.Time) error {
	if err := c.open(now); err != nil {
		return err
	}
	if c.s.Status == Viewed {
		return nil
	}
	c.s.Status, c.s.Signing.ViewedAt = Viewed, now
	c.note(StepViewed, w, now, nil)
	c.news = append(c.news, event.ContractViewed{ContractFacts: c.s.facts()})
	return nil
}

// Sign puts the signer's mark under the contract. session says that it comes from where the code was typed; consent is the
// text that he agreed to. The same signature again, as by a double click, is no other.
func (c *Contract) Sign(session bool, mark Mark, consent string, w Witness, now time.Time) error {
	s := &c.s.Signing
	if !s.Signer.At.IsZero() && session && s.Signer.Mark.Same(mark) {
		return nil
	}
	if err := c.open(now); err != nil {
		return err
	}
	if !c.identified(session, now) {
		return ErrIdentity
	}
	c.note(StepConsented, w, now, map[string]string{"text": consent})
	s.Signer = Signature{Mark: mark, At: now, Witness: w}
	c.s.Status = Signed
	c.note(StepSigned, w, now, map[string]string{"name": mark.Name, "method": mark.Method()})
	c.news = append(c.news, event.ContractSigned{ContractFacts: c.s.facts(), Party: "signer", By: mark.Name, Remaining: c.s.remaining()})
	return nil
}

// Countersign puts the business's mark under the contract, once the signer has signed.
func (c *Contract) Countersign(mark Mark, w Witness, now time.Time) error {
	s := &c.s.Signing
	switch {
	case !s.Agency.At.IsZero():
		return ErrAgencyDone
	case c.s.Outside():
		return ErrElsewhere
	case c.s.Status != Signed:
		return ErrState
	}
	s.Agency = Signature{Mark: mark, At: now, Witness: w}
	c.note(StepCountersign, w, now, map[string]string{"name": mark.Name, "method": mark.Method()})
	c.news = append(c.news, event.ContractSigned{ContractFacts: c.s.facts(), Party: "agency", By: mark.Name, Remaining: c.s.remaining()})
	return nil
}

func (s ContractState) remaining() (n int) {
	for _, party := range []Signature{s.Signing.Signer, s.Signing.Agency} {
		if party.At.IsZero() {
			n++
		}
	}
	return n
}

// AllSigned reports whether nobody's signature is lacking.
func (s ContractState) AllSigned() bool { return s.remaining() == 0 }

// Complete records the sealed document.
func (c *Contract) Complete(d Sealed, file, sha256 string, now time.Time) error {
	s := &c.s.Signing
	if c.s.Status == Completed {
		return nil
	}
	if c.s.Status != Signed || !c.s.AllSigned() {
		return ErrState
	}
	s.SealedFile, s.SealedSHA256, s.SealedSize = file, sha256, int64(len(d.PDF))
	s.Certificate, s.Timestamped = d.Certificate, d.Timestamped
	c.end(Completed, "", now)
	c.note(StepSealed, Witness{}, now, map[string]string{"certificate": d.Certificate, "fingerprint": d.Fingerprint, "timestamp": d.Timestamp})
	c.news = append(c.news, event.ContractCompleted{ContractFacts: c.s.facts(), File: file, SealedSHA256: sha256})
	return nil
}

func (c *Contract) end(as Status, reason string, now time.Time) {
	c.s.Status, c.s.Signing.EndedAt, c.s.Signing.Reason = as, now, reason
}

// maxReason bounds the reason of a refusal or a voiding, in characters.
const maxReason = 500

func checkReason(field, reason string) (string, error) {
	reason = strings.TrimSpace(reason)
	if utf8.RuneCountInString(reason) > maxReason {
		return "", fault.ErrInvalid.On(field, "too_long", "at most 500 characters")
	}
	return reason, nil
}

// Refuse ends a contract that the signer does not want. Who has signed can no longer refuse.
func (c *Contract) Refuse(reason string, w Witness, now time.Time) error {
	if c.s.Status == Refused {
		return nil
	}
	if err := c.open(now); err != nil {
		return err
	}
	c.end(Refused, reason, now)
	c.note(StepRefused, w, now, map[string]string{"reason": reason})
	c.news = append(c.news, event.ContractRefused{ContractFacts: c.s.facts(), Reason: reason})
	return nil
}

// Expire ends a contract that nobody has signed in time; another state or a later day leaves it alone.
func (c *Contract) Expire(now time.Time) bool {
	if !c.s.Status.AtSigner() || now.Before(c.s.Signing.ExpiresAt) {
		return false
	}
	c.end(Expired, "", now)
	c.note(StepExpired, Witness{}, now, nil)
	c.news = append(c.news, event.ContractExpired{ContractFacts: c.s.facts()})
	return true
}

// Void takes a contract back that is not completed: replaced, its stay cancelled, or a mistake.
func (c *Contract) Void(reason string, w Witness, now time.Time) error {
	if c.s.Status == Voided {
		return nil
	}
	if c.s.Status.Ended() || c.s.AllSigned() { // all have signed: the seal is on its way, and the contract binds
		return ErrState
	}
	c.end(Voided, reason, now)
	c.note(StepVoided, w, now, map[string]string{"reason": reason})
	c.news = append(c.news, event.ContractVoided{ContractFacts: c.s.facts(), Reason: reason})
	return nil
}

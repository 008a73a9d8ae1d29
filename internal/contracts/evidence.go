package contracts

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"time"

	"comptoir/internal/kernel/fault"
)

// Step is one thing that happened on the way to a signature; it is stored data.
type Step string

// The steps.
const (
	StepGenerated   Step = "generated"
	StepSent        Step = "sent"   // the private link is on its way
	StepMailed      Step = "mailed" // a mail server has taken the message
	StepReminded    Step = "reminded"
	StepViewed      Step = "viewed"
	StepCodeAsked   Step = "code_asked"
	StepCodeWrong   Step = "code_wrong"
	StepTexted      Step = "texted"       // a carrier has taken the code as a text
	StepTextArrived Step = "text_arrived" // the carrier says that the telephone has it
	StepTextFailed  Step = "text_failed"  // it cannot arrive: the code goes by mail
	StepIdentified  Step = "identified"
	StepConsented   Step = "consented"
	StepSigned      Step = "signed"
	StepCountersign Step = "countersigned"
	StepRefused     Step = "refused"
	StepExpired     Step = "expired"
	StepVoided      Step = "voided"
	StepSealed      Step = "sealed"
	StepProvider    Step = "provider" // told by the signature provider
)

// Witness is where a step came from, as the edge saw it.
type Witness struct {
	Actor   string // a name, "signer", or what the program does by itself
	Address string // network address
	Agent   string // what the browser says it is
}

// Evidence is one entry of a contract's file of evidence. Each holds the hash of the one before, so that none can be
// changed, moved or left out without the last hash, which is printed in the sealed document, being another.
type Evidence struct {
	Seq      int               `json:"seq"` // from 1
	At       time.Time         `json:"at"`  // UTC, microseconds
	Step     Step              `json:"step"`
	Actor    string            `json:"actor,omitempty"`
	Address  string            `json:"address,omitempty"`
	Agent    string            `json:"agent,omitempty"`
	Document string            `json:"document,omitempty"` // SHA-256 of the document as it was then
	Data     map[string]string `json:"data,omitempty"`
	Previous string            `json:"previous,omitempty"` // hash of the entry before; empty for the first
	Hash     string            `json:"hash"`
}

// maxAgent is how much of what a browser says of itself is kept.
const maxAgent = 300

// digest is the hash of an entry: SHA-256 of its JSON without the hash itself, in the order of the fields.
func (e Evidence) digest() string {
	e.Hash = ""
	raw, err := json.Marshal(e)
	if err != nil {
		panic(err) // texts and a moment
	}
	sum := sha256.Sum256(raw)
	return hex.EncodeToString(sum[:])
}

// note adds a step to the chain.
func (c *Contract) note(step Step, w Witness, now time.Time, data map[string]string) {
	s := &c.s.Signing
	document := c.s.SHA256
	if step == StepSealed {
		document = s.SealedSHA256
	}
	agent := []rune(w.Agent)
	e := Evidence{Seq: s.Steps + 1, At: now.UTC().Truncate(time.Microsecond), Step: step, Actor: w.Actor, Address: w.Address,
		Agent: string(agent[:min(len(agent), maxAgent)]), Document: document, Data: data, Previous: s.LastHash}
	e.Hash = e.digest()
	s.Steps, s.LastHash = e.Seq, e.Hash
	c.steps = append(c.steps, e)
}

// ErrEvidence is returned for a file of evidence that does not hold together.
var ErrEvidence = fault.Define(fault.Internal, "contracts.broken_evidence", "the file of evidence was changed")

// CheckEvidence verifies a chain from its first entry to the last hash that the contract knows.
func CheckEvidence(all []Evidence, last string) error {
	previous := ""
	for i, e := range all {
		if e.Seq != i+1 || e.Previous != previous || e.Hash != e.digest() {
			return ErrEvidence.Detailf("entry %d of the file of evidence was changed", i+1)
		}
		previous = e.Hash
	}
	if previous != last {
		return ErrEvidence.Detailf("the file of evidence ends before the contract does")
	}
	return nil
}

package contracts

import (
	"context"
	"time"

	"comptoir/internal/kernel/contact"
	"comptoir/internal/kernel/fault"
)

// SignatureGateway is where contracts are signed: the built-in signature, or a company for which the business has entered
// keys. Every call is idempotent by what is in its request, and returns ErrGatewayAway when the outcome is unknown: the
// same call again finds it out. Gateways pass the suite in contractstest.
type SignatureGateway interface {
	// Name is stored with each contract: "builtin", "yousign".
	Name() string
	// Place hands a document over, and returns the gateway's own name of the request. Placed twice it is one request.
	Place(ctx context.Context, r SignatureRequest) (external string, err error)
	// Find returns the name of the request that was placed for a contract, also when the answer to Place was lost. ErrUnknown:
	// there is none, or only one that nobody can sign.
	Find(ctx context.Context, contract ContractID) (external string, err error)
	// Link is where a party signs now. ErrNoLink: the gateway writes to the party itself, or it is not yet its turn.
	Link(ctx context.Context, r LinkRequest) (address string, err error)
	// Ask returns what the gateway knows of a request now. ErrUnknown: there is none of that name.
	Ask(ctx context.Context, external string) (Report, error)
	// Remind has the gateway write once more to whoever has not signed, where it writes at all.
	Remind(ctx context.Context, external string) error
	// Withdraw ends a request; the answer is the truth, which may be that all had signed before.
	Withdraw(ctx context.Context, external, reason string) (Report, error)
	// Fetch returns what all have signed, and the gateway's proof of it. ErrState before.
	Fetch(ctx context.Context, external string) (Papers, error)
	// Verify believes a call of the gateway that it has signed. ErrSignature, ErrBadMessage.
	Verify(ctx context.Context, m Message, now time.Time) (Tidings, error)
}

// Party says whose signature is meant.
type Party string

// The parties.
const (
	TheSigner Party = "signer"
	TheAgency Party = "agency"
)

// SigningParty is somebody who signs, and where on the paper.
type SigningParty struct {
	Party               Party
	FirstName, LastName string
	Email               contact.Email
	Phone               contact.Phone
	Locale              string
	Place               Place
}

// Name is the whole name.
func (p SigningParty) Name() string {
	if p.FirstName == "" {
		return p.LastName
	}
	return p.FirstName + " " + p.LastName
}

// Place is a field on the paper, in points (1/72 inch) from the upper left corner of a page; pages count from 1.
type Place struct{ Page, X, Y, Width, Height int }

// SignatureRequest asks for signatures; Contract is the idempotency key.
type SignatureRequest struct {
	Contract  ContractID
	Number    string
	Title     string
	PDF       []byte
	Parties   []SigningParty // in the order in which they sign
	PlacedAt  time.Time
	ExpiresAt time.Time
}

// LinkRequest asks where a party signs.
type LinkRequest struct {
	External string
	Party    Party
	Name     string
	Email    contact.Email
	Return   string // where the gateway sends the party afterwards
}

// Outcome is how a request ended.
type Outcome string

// The outcomes.
const (
	OutcomeOpen      Outcome = ""
	OutcomeCompleted Outcome = "completed"
	OutcomeRefused   Outcome = "refused"
	OutcomeExpired   Outcome = "expired"
	OutcomeWithdrawn Outcome = "withdrawn"
)

// Report is what a gateway knows of a request.
type Report struct {
	Outcome Outcome
	Reason  string // of a refusal, in the party's words
	Signer  PartyReport
	Agency  PartyReport
}

// PartyReport is how far one party is.
type PartyReport struct {
	Viewed, Signed bool
	At             time.Time // of the signature, by the gateway's clock; zero: it does not tell
}

// Papers are what a gateway gives out in the end, as PDF.
type Papers struct {
	Document []byte // with the signatures in it
	Proof    []byte // the gateway's own file of evidence; nil: it is in the document
	Sealed   Sealed // certificate and time-stamp, where they are known
}

// Message is a webhook's call as it came in: the raw bytes that were signed.
type Message struct {
	Header map[string][]string // canonical names
	Body   []byte
}

// Tidings say that something happened to a request; Ask knows what.
type Tidings struct {
	ID       string // of the call: the same one delivered again has the same
	Event    string // the gateway's word
	External string // "": it concerns no request
}

// Faults of gateways.
var (
	ErrSignature   = fault.Define(fault.Unauthenticated, "contracts.bad_signature", "the signature does not match the message")
	ErrBadMessage  = fault.Define(fault.Malformed, "contracts.malformed_message", "this is not a notification of the provider")
	ErrNoGateway   = fault.Define(fault.NotFound, "contracts.unknown_provider", "no such signature provider here")
	ErrNoLink      = fault.Define(fault.Conflict, "contracts.no_link", "the provider writes to the signer itself, or it is not yet the signer's turn")
	ErrRefusedKeys = fault.Define(fault.Invalid, "contracts.keys_refused", "the provider does not accept these keys")
	ErrRefusedBy   = fault.Define(fault.Conflict, "contracts.refused_by_provider", "the signature provider does not accept this")
	ErrGatewayAway = fault.Define(fault.Unavailable, "contracts.provider_unavailable", "the signature provider does not answer; try again in a moment")
)

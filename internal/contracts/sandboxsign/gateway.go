package sandboxsign

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io/fs"
	"net/http"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"comptoir/internal/contracts"
	"comptoir/internal/contracts/sandboxsign/sandboxsigndb"
	"comptoir/internal/kernel/access"
	"comptoir/internal/platform/pg"
)

// Name is the provider's name in stored contracts.
const Name = "sandbox"

//go:embed migrations/*.sql
var migrations embed.FS

// Line is the sandbox's line of migrations.
func Line() pg.Line {
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		panic(err) // the folder is embedded
	}
	return pg.Line{Name: "sandboxsign", Files: files}
}

// Deps is what the sandbox needs.
type Deps struct {
	DB     *pg.DB
	Now    func() time.Time
	Secret []byte // of the installation; each business's is derived from it
	// Site is the public address of the business of ctx; Tell delivers a call as a provider would.
	Site func(ctx context.Context) string
	Tell func(ctx context.Context, m contracts.Message) error
}

// Sandbox implements contracts.SignatureAccount.
type Sandbox struct {
	Deps
	q *sandboxsigndb.Queries
}

var _ contracts.SignatureAccount = (*Sandbox)(nil)

// New makes a sandbox.
func New(d Deps) *Sandbox { return &Sandbox{Deps: d, q: sandboxsigndb.New()} }

// Provider is the sandbox for the catalogue: it asks for no keys.
func (s *Sandbox) Provider() contracts.Provider {
	return contracts.Provider{Name: Name, Test: func(contracts.ProviderKeys) bool { return true }, Open: func(contracts.ProviderKeys) contracts.SignatureAccount { return s }}
}

// Name implements contracts.SignatureGateway.
func (*Sandbox) Name() string { return Name }

// Check implements contracts.SignatureAccount.
func (*Sandbox) Check(context.Context) (string, error) { return Name, nil }

// signatory is a party as the company keeps it.
type signatory struct {
	Party    contracts.Party `json:"party"`
	Name     string          `json:"name"`
	Viewed   bool            `json:"viewed,omitempty"`
	SignedAt time.Time       `json:"signedAt,omitzero"`
}

// The states of a request.
const (
	open      = "open"
	completed = string(contracts.OutcomeCompleted)
	refused   = string(contracts.OutcomeRefused)
	expired   = string(contracts.OutcomeExpired)
	withdrawn = string(contracts.OutcomeWithdrawn)
)

// request is a stored request.
type request struct {
	sandboxsigndb.SandboxsignRequest
	Signatories []signatory
}

func read(row sandboxsigndb.SandboxsignRequest, err error) (request, error) {
	r := request{SandboxsignRequest: row}
	if errors.Is(err, pgx.ErrNoRows) {
		return r, contracts.ErrUnknown
	}
	if err == nil {
		err = json.Unmarshal(row.Parties, &r.Signatories)
	}
	return r, err
}

func (s *Sandbox) find(ctx context.Context, reference string) (request, error) {
	return read(s.q.FindRequest(ctx, s.DB.Read(ctx), access.TenantOf(ctx), reference))
}

// turn is whose signature is awaited; -1: nobody's.
func (r request) turn() int {
	if r.Status != open {
		return -1
	}
	return slices.IndexFunc(r.Signatories, func(p signatory) bool { return p.SignedAt.IsZero() })
}

// Place implements contracts.SignatureGateway.
func (s *Sandbox) Place(ctx context.Context, r contracts.SignatureRequest) (string, error) {
	var all []signatory
	for _, p := range r.Parties {
		all = append(all, signatory{Party: p.Party, Name: p.Name()})
	}
	parties, err := json.Marshal(all)
	if err != nil {
		return "", err
	}
	var row sandboxsigndb.SandboxsignRequest
	err = s.DB.Write(ctx, func(ctx context.Context, tx pg.Tx) error {
		tenant := access.TenantOf(ctx)
		err := s.q.AddRequest(ctx, tx, sandboxsigndb.AddRequestParams{TenantID: tenant, Reference: "sbs_" + rand.Text(), ContractID: r.Contract, Number: r.Number, Title: r.Title,
			Document: r.PDF, Parties: parties, ExpiresAt: r.ExpiresAt})
		if err == nil {
			row, err = s.q.RequestOfContract(ctx, tx, tenant, r.Contract)
		}
		return err
	})
	return row.Reference, err
}

// Find implements contracts.SignatureGateway.
func (s *Sandbox) Find(ctx context.Context, contract contracts.ContractID) (string, error) {
	r, err := read(s.q.RequestOfContract(ctx, s.DB.Read(ctx), access.TenantOf(ctx), contract))
	return r.Reference, err
}

// Link implements contracts.SignatureGateway.
func (s *Sandbox) Link(ctx context.Context, l contracts.LinkRequest) (string, error) {
	r, err := s.find(ctx, l.External)
	if err != nil {
		return "", err
	}
	if i := r.turn(); i < 0 || r.Signatories[i].Party != l.Party {
		return "", contracts.ErrNoLink
	}
	return s.Site(ctx) + "/sandbox/sign/" + r.Reference, nil
}

// Ask implements contracts.SignatureGateway.
func (s *Sandbox) Ask(ctx context.Context, external string) (contracts.Report, error) {
	r, err := s.find(ctx, external)
	return r.report(), err
}

func (r request) report() (out contracts.Report) {
	for _, p := range r.Signatories {
		told := contracts.PartyReport{Viewed: p.Viewed, Signed: !p.SignedAt.IsZero(), At: p.SignedAt}
		if p.Party == contracts.TheAgency {
			out.Agency = told
		} else {
			out.Signer = told
		}
	}
	out.Reason = r.Reason
	if r.Status != open {
		out.Outcome = contracts.Outcome(r.Status)
	}
	return out
}

// Remind implements contracts.SignatureGateway: the sandbox writes to nobody.
func (*Sandbox) Remind(context.Context, string) error { return nil }

// move changes an open request; what is over stays as it is.
func (s *Sandbox) move(ctx context.Context, reference string, change func(*request) error) (r request, err error) {
	err = s.DB.Write(ctx, func(ctx context.Context, tx pg.Tx) error {
		if r, err = read(s.q.LockRequest(ctx, tx, access.TenantOf(ctx), reference)); err != nil || r.Status != open {
			return err
		}
		if err := change(&r); err != nil {
			return err
		}
		if r.Parties, err = json.Marshal(r.Signatories); err != nil {
			return err
		}
		return s.q.MoveRequest(ctx, tx, sandboxsigndb.MoveRequestParams{TenantID: r.TenantID, Reference: r.Reference, Parties: r.Parties, Status: r.Status, Reason: r.Reason})
	})
	return r, err
}

// Withdraw implements contracts.SignatureGateway.
func (s *Sandbox) Withdraw(ctx context.Context, external, _ string) (contracts.Report, error) {
	r, err := s.move(ctx, external, func(r *request) error {
		r.Status = withdrawn
		return nil
	})
	return r.report(), err
}

// Fetch implements contracts.SignatureGateway: the document as it came, with what happened written behind its end.
func (s *Sandbox) Fetch(ctx context.Context, external string) (p contracts.Papers, err error) {
	r, err := s.find(ctx, external)
	if err != nil {
		return p, err
	}
	if r.Status != completed {
		return p, contracts.ErrState
	}
	p.Document = append(bytes.Clone(r.Document), "\n% sandbox: signed by nobody in earnest\n"...)
	p.Sealed.Certificate = "Sandbox"
	return p, nil
}

// SignatureHeader carries the HMAC-SHA256 of the raw body in hexadecimal.
const SignatureHeader = "Comptoir-Sandbox-Signature"

func (s *Sandbox) mac(ctx context.Context, body []byte) []byte {
	key := hmac.New(sha256.New, s.Secret)
	key.Write([]byte("sandboxsign|" + access.TenantOf(ctx).String()))
	h := hmac.New(sha256.New, key.Sum(nil))
	h.Write(body)
	return h.Sum(nil)
}

type call struct {
	ID      string `json:"id"`
	Event   string `json:"event"`
	Request string `json:"request"`
}

// Event is a genuine call about a request.
func (s *Sandbox) Event(ctx context.Context, event, reference string) contracts.Message {
	body, _ := json.Marshal(call{ID: "evt_" + rand.Text(), Event: event, Request: reference}) // texts
	header := http.Header{}
	header.Set(SignatureHeader, hex.EncodeToString(s.mac(ctx, body)))
	return contracts.Message{Header: header, Body: body}
}

// Verify implements contracts.SignatureGateway.
func (s *Sandbox) Verify(ctx context.Context, m contracts.Message, _ time.Time) (contracts.Tidings, error) {
	got, err := hex.DecodeString(http.Header(m.Header).Get(SignatureHeader))
	if err != nil || !hmac.Equal(got, s.mac(ctx, m.Body)) {
		return contracts.Tidings{}, contracts.ErrSignature
	}
	var c call
	if err := json.Unmarshal(m.Body, &c); err != nil || c.ID == "" {
		return contracts.Tidings{}, contracts.ErrBadMessage.Because(err)
	}
	return contracts.Tidings{ID: c.ID, Event: c.Event, External: c.Request}, nil
}

// Act does what a party does on the company's pages: "open", "sign", "refuse", or lets the time pass: "expire".
func (s *Sandbox) Act(ctx context.Context, reference, what, reason string) error {
	event := "request." + what
	_, err := s.move(ctx, reference, func(r *request) error {
		i := r.turn()
		switch what {
		case "open":
			r.Signatories[i].Viewed = true
		case "sign":
			r.Signatories[i].Viewed, r.Signatories[i].SignedAt = true, s.Now().UTC()
			if i+1 == len(r.Signatories) {
				r.Status = completed
			}
		case "refuse":
			r.Status, r.Reason = refused, reason
		case "expire":
			r.Status = expired
		default:
			return contracts.ErrBadMessage
		}
		return nil
	})
	if err != nil {
		return err
	}
	return s.Tell(ctx, s.Event(ctx, event, reference))
}

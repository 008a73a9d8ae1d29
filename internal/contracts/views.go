package contracts

import (
	"cmp"
	"context"
	"errors"
	"io"
	"slices"
	"time"

	"comptoir/internal/event"
	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/paging"
)

// View is a contract in a list.
type View struct {
	ID          ContractID
	Number      string
	Kind        Kind
	Reservation ident.Raw
	Reference   string // of the reservation
	Title       string
	Revision    int
	Amends      string
	Status      Status
	Signer      event.ContractSigner
	SHA256      string
	Size        int64
	DraftedAt   time.Time
	GeneratedAt time.Time
	SentAt      time.Time
	ExpiresAt   time.Time
	EndedAt     time.Time
	Reason      string
	Provider    string
	Placing     string // the provider that it is on its way to
	Problem     string // code of why the provider did not take it
	AgencyThere bool   // the business signs at the provider
	Proved      bool   // the provider's own evidence is here
	Sealed      bool
	SealedSize  int64
	Milestones  []Milestone // the latest last
	Waiting     string      // whose turn it is: "signer", "agency", ""
}

// Milestone is a step that a timeline shows.
type Milestone struct {
	At   time.Time
	What Status // sent, viewed, signed, completed, refused, expired, voided
	By   string // under whose name, of signatures
}

// Ready reports whether there is a document to read.
func (v View) Ready() bool { return v.SHA256 != "" }

func viewOf(s ContractState) View {
	g := s.Signing
	v := View{ID: s.ID, Number: s.Number, Kind: s.Kind, Reservation: s.Reservation, Reference: s.Stay.Reference, Title: s.Title(), Revision: s.Revision, Amends: g.Amends,
		Status: s.Status, Signer: s.Signer(), SHA256: s.SHA256, Size: s.Size, DraftedAt: s.DraftedAt, GeneratedAt: s.GeneratedAt, SentAt: g.SentAt, ExpiresAt: g.ExpiresAt,
		EndedAt: g.EndedAt, Reason: g.Reason, Provider: g.Provider, Placing: g.Placing, Problem: g.Problem, AgencyThere: g.AgencyThere, Proved: g.ProofFile != "", Sealed: g.SealedFile != "", SealedSize: g.SealedSize}
	for _, m := range []Milestone{{g.SentAt, Sent, ""}, {g.ViewedAt, Viewed, ""}, {g.Signer.At, Signed, g.Signer.Mark.Name}, {g.Agency.At, Signed, g.Agency.Mark.Name}} {
		if !m.At.IsZero() {
			v.Milestones = append(v.Milestones, m)
		}
	}
	if s.Status.Ended() && !g.SentAt.IsZero() {
		v.Milestones = append(v.Milestones, Milestone{At: g.EndedAt, What: s.Status})
	}
	slices.SortStableFunc(v.Milestones, func(a, b Milestone) int { return cmp.Compare(a.At.UnixMicro(), b.At.UnixMicro()) })
	switch {
	case s.Status.AtSigner():
		v.Waiting = "signer"
	case s.Status == Signed && g.Agency.At.IsZero():
		v.Waiting = "agency"
	}
	return v
}

func viewsOf(states []ContractState) []View {
	views := make([]View, len(states))
	for i, s := range states {
		views[i] = viewOf(s)
	}
	return views
}

// ContractsOf lists a reservation's contracts, the newest revision first. The trade asks, after its own check of who may see.
type ContractsOf struct{ Reservation ident.Raw }

// Needs implements access.Guarded.
func (ContractsOf) Needs() access.Permission { return PermRead }

func (c *Contracts) of(ctx context.Context, q ContractsOf) ([]View, error) {
	states, err := c.d.Store.FindOf(ctx, q.Reservation)
	return viewsOf(states), err
}

// ListContracts lists the contracts of the business, the newest first.
type ListContracts struct {
	Filter Filter
	Page   paging.Request
}

// Needs implements access.Guarded.
func (ListContracts) Needs() access.Permission { return PermRead }

func (c *Contracts) list(ctx context.Context, q ListContracts) (paging.Page[View], error) {
	page, err := c.d.Store.Page(ctx, q.Filter, q.Page)
	return paging.Page[View]{Items: viewsOf(page.Items), Next: page.Next}, err
}

// GetContract gives a contract with its file of evidence.
type GetContract struct{ ID ContractID }

// Needs implements access.Guarded.
func (GetContract) Needs() access.Permission { return PermRead }

// Detail is everything about a contract.
type Detail struct {
	View
	Signing  Signing
	Facts    string // hash of what was agreed
	Evidence []Evidence
	Broken   bool // the file of evidence does not hold together
}

func (c *Contracts) get(ctx context.Context, q GetContract) (Detail, error) {
	s, err := c.d.Store.Find(ctx, q.ID)
	if err != nil {
		return Detail{}, err
	}
	d := Detail{View: viewOf(s), Signing: s.Signing, Facts: s.FactsSHA256()}
	d.Evidence, err = c.evidence(ctx, s)
	if errors.Is(err, ErrEvidence) {
		d.Broken, err = true, nil
	}
	return d, err
}

// evidence is the file of evidence as it was when the contract was read: what was added meanwhile is left to the next
// reader, whose contract knows it. With ErrEvidence it returns the file that does not hold together.
func (c *Contracts) evidence(ctx context.Context, s ContractState) ([]Evidence, error) {
	all, err := c.d.Store.Evidence(ctx, s.ID)
	if err != nil {
		return nil, err
	}
	all = all[:min(len(all), s.Signing.Steps)]
	return all, CheckEvidence(all, s.Signing.LastHash)
}

// OpenContract gives the document of a contract: with its signatures when it is completed, unless the first one is asked for.
type OpenContract struct {
	ID      ContractID
	AsDrawn bool // as it was sent
}

// Needs implements access.Guarded.
func (OpenContract) Needs() access.Permission { return PermRead }

// Document is a contract and its bytes; the reader must be closed.
type Document struct {
	View
	Content io.ReadCloser
}

func (c *Contracts) open(ctx context.Context, q OpenContract) (Document, error) {
	s, err := c.d.Store.Find(ctx, q.ID)
	if err != nil {
		return Document{}, err
	}
	return c.document(ctx, s, q.AsDrawn)
}

// OpenProof gives the provider's own evidence of a contract.
type OpenProof struct{ ID ContractID }

// Needs implements access.Guarded.
func (OpenProof) Needs() access.Permission { return PermRead }

func (c *Contracts) openProof(ctx context.Context, q OpenProof) (Document, error) {
	s, err := c.d.Store.Find(ctx, q.ID)
	if err == nil && s.Signing.ProofFile == "" {
		err = ErrNotReady
	}
	if err != nil {
		return Document{}, err
	}
	content, err := c.d.Files.Open(ctx, s.Signing.ProofFile)
	return Document{View: viewOf(s), Content: content}, err
}

func (c *Contracts) document(ctx context.Context, s ContractState, asDrawn bool) (Document, error) {
	if s.File == "" {
		return Document{}, ErrNotReady
	}
	file := s.File
	if s.Signing.SealedFile != "" && !asDrawn {
		file = s.Signing.SealedFile
	}
	content, err := c.d.Files.Open(ctx, file)
	return Document{View: viewOf(s), Content: content}, err
}

// ReportEvidence prints the file of evidence as it stands, of a contract in any state.
type ReportEvidence struct{ ID ContractID }

// Needs implements access.Guarded.
func (ReportEvidence) Needs() access.Permission { return PermRead }

func (c *Contracts) report(ctx context.Context, q ReportEvidence) ([]byte, error) {
	s, err := c.d.Store.Find(ctx, q.ID)
	if err != nil {
		return nil, err
	}
	agency, err := c.d.Agency.Agency(ctx)
	if err != nil {
		return nil, err
	}
	evidence, err := c.evidence(ctx, s)
	if err != nil {
		return nil, err
	}
	return c.d.Printer.PrintProof(ComposeProof(s, agency, evidence))
}

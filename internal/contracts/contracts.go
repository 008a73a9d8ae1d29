package contracts

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"time"

	"comptoir/internal/event"
	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/usecase"
)

// Permissions of this context.
const (
	PermRead    access.Permission = "contracts.read_contracts"
	PermProgram access.Permission = "contracts.program"
)

// Contracts is the table of contents of this context.
type Contracts struct {
	DraftFor usecase.Func[DraftContract, ContractID]
	Generate usecase.Func[GenerateContract, usecase.None]
	Of       usecase.Func[ContractsOf, []View]
	Open     usecase.Func[OpenContract, Document]
	d        Deps
}

// Deps is what contracts needs.
type Deps struct {
	Store    Store
	Printer  Printer
	Files    Files
	Agency   AgencySource
	Now      func() time.Time
	IDs      *ident.Source
	Observer usecase.Observer
}

// New makes the use cases.
func New(d Deps) *Contracts {
	c := &Contracts{d: d}
	c.DraftFor = usecase.New(d.Observer, "contracts.draft", c.draftFor)
	c.Generate = usecase.New(d.Observer, "contracts.generate", c.generate)
	c.Of = usecase.New(d.Observer, "contracts.of", c.of)
	c.Open = usecase.New(d.Observer, "contracts.open", c.open)
	return c
}

// Store is atomic: Write runs fn in one transaction and may run it again.
type Store interface {
	Write(ctx context.Context, fn func(Tx) error) error
	Find(ctx context.Context, id ContractID) (ContractState, error) // ErrUnknown
	FindOf(ctx context.Context, reservation ident.Raw) ([]ContractState, error)
}

// Tx loads for update and saves.
type Tx interface {
	Contract(ctx context.Context, id ContractID) (*Contract, error)                                     // ErrUnknown
	OfVersion(ctx context.Context, reservation ident.Raw, version int) (*Contract, error)               // ErrUnknown
	NextNumber(ctx context.Context, year int, reservation ident.Raw) (seq int, revision int, err error) // locked until the end
	Save(ctx context.Context, c *Contract) error
	GenerateLater(ctx context.Context, id ContractID) error
}

// Printer makes a PDF of a composed contract.
type Printer interface {
	Print(Text) ([]byte, error)
}

// Files keeps documents; putting the same bytes twice is one document.
type Files interface {
	Put(ctx context.Context, name string, content []byte) (key string, err error)
	Open(ctx context.Context, key string) (io.ReadCloser, error)
}

// AgencySource tells who lets.
type AgencySource interface {
	Agency(ctx context.Context) (Agency, error)
}

// DraftContract numbers the contract of a stay as agreed in one version of its reservation.
type DraftContract struct{ Stay event.StayFacts }

// Needs implements access.Guarded.
func (DraftContract) Needs() access.Permission { return PermProgram }

func (c *Contracts) draftFor(ctx context.Context, in DraftContract) (id ContractID, err error) {
	err = c.d.Store.Write(ctx, func(tx Tx) error {
		known, err := tx.OfVersion(ctx, in.Stay.Reservation, in.Stay.Version)
		if err == nil {
			id = known.s.ID
			return nil
		}
		if !errors.Is(err, ErrUnknown) {
			return err
		}
		now := c.d.Now()
		seq, revision, err := tx.NextNumber(ctx, now.Year(), in.Stay.Reservation)
		if err != nil {
			return err
		}
		contract := Draft(ident.Next[Contract](c.d.IDs), in.Stay, seq, revision, now)
		id = contract.s.ID
		if err := tx.Save(ctx, contract); err != nil {
			return err
		}
		return tx.GenerateLater(ctx, id)
	})
	return id, err
}

// GenerateContract writes a drafted contract; a job calls it until it has succeeded.
type GenerateContract struct{ ID ContractID }

// Needs implements access.Guarded.
func (GenerateContract) Needs() access.Permission { return PermProgram }

func (c *Contracts) generate(ctx context.Context, in GenerateContract) (none usecase.None, err error) {
	s, err := c.d.Store.Find(ctx, in.ID)
	if err != nil || s.Status == Generated {
		return none, err
	}
	agency, err := c.d.Agency.Agency(ctx)
	if err != nil {
		return none, err
	}
	pdf, err := c.d.Printer.Print(Compose(s, agency))
	if err != nil {
		return none, err
	}
	key, err := c.d.Files.Put(ctx, s.fileName(), pdf)
	if err != nil {
		return none, err
	}
	sum := sha256.Sum256(pdf)
	return none, c.d.Store.Write(ctx, func(tx Tx) error {
		contract, err := tx.Contract(ctx, in.ID)
		if err != nil {
			return err
		}
		contract.Written(key, hex.EncodeToString(sum[:]), int64(len(pdf)), c.d.Now())
		return tx.Save(ctx, contract)
	})
}

// View is a contract in a list.
type View struct {
	ID          ContractID
	Number      string
	Reservation ident.Raw
	Revision    int
	Status      Status
	SHA256      string
	Size        int64
	GeneratedAt time.Time
}

func viewOf(s ContractState) View {
	return View{ID: s.ID, Number: s.Number, Reservation: s.Reservation, Revision: s.Revision, Status: s.Status, SHA256: s.SHA256,
		Size: s.Size, GeneratedAt: s.GeneratedAt}
}

// ContractsOf lists a reservation's contracts, the newest revision first. The trade asks, after its own check of who may see.
type ContractsOf struct{ Reservation ident.Raw }

// Needs implements access.Guarded.
func (ContractsOf) Needs() access.Permission { return PermRead }

func (c *Contracts) of(ctx context.Context, q ContractsOf) ([]View, error) {
	states, err := c.d.Store.FindOf(ctx, q.Reservation)
	if err != nil {
		return nil, err
	}
	views := make([]View, 0, len(states))
	for _, s := range states {
		views = append(views, viewOf(s))
	}
	return views, nil
}

// OpenContract gives the document of a contract.
type OpenContract struct{ ID ContractID }

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
	if s.Status != Generated {
		return Document{}, ErrNotReady
	}
	content, err := c.d.Files.Open(ctx, s.File)
	return Document{View: viewOf(s), Content: content}, err
}

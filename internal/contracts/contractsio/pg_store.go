package contractsio

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"comptoir/internal/contracts"
	"comptoir/internal/contracts/contractsio/contractsdb"
	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/platform/jobs"
	"comptoir/internal/platform/outbox"
	"comptoir/internal/platform/pg"
	"comptoir/internal/platform/trail"
)

// Store keeps contracts in PostgreSQL.
type Store struct {
	db     *pg.DB
	outbox *outbox.Outbox
	jobs   jobs.Enqueuer
	q      *contractsdb.Queries
}

// NewStore makes a store that publishes through the outbox and has contracts written by jobs.
func NewStore(db *pg.DB, o *outbox.Outbox, j jobs.Enqueuer) *Store {
	return &Store{db: db, outbox: o, jobs: j, q: contractsdb.New()}
}

// Write implements contracts.Store.
func (s *Store) Write(ctx context.Context, fn func(contracts.Tx) error) error {
	return s.db.Write(ctx, func(ctx context.Context, tx pg.Tx) error {
		return fn(&storeTx{Store: s, tx: tx, tenant: access.TenantOf(ctx), before: map[contracts.ContractID]audited{}})
	})
}

// Find implements contracts.Store.
func (s *Store) Find(ctx context.Context, id contracts.ContractID) (contracts.ContractState, error) {
	row, err := s.q.FindContract(ctx, s.db.Read(ctx), access.TenantOf(ctx), id)
	if err != nil {
		return contracts.ContractState{}, unknown(err)
	}
	return stateOf(row)
}

// FindOf implements contracts.Store.
func (s *Store) FindOf(ctx context.Context, reservation ident.Raw) ([]contracts.ContractState, error) {
	rows, err := s.q.ContractsOfReservation(ctx, s.db.Read(ctx), access.TenantOf(ctx), reservation)
	if err != nil {
		return nil, err
	}
	states := make([]contracts.ContractState, 0, len(rows))
	for _, row := range rows {
		state, err := stateOf(row)
		if err != nil {
			return nil, err
		}
		states = append(states, state)
	}
	return states, nil
}

type storeTx struct {
	*Store
	tx     pg.Tx
	tenant access.TenantID
	before map[contracts.ContractID]audited // as loaded, for the audit trail
}

// audited is a contract in the audit trail.
type audited struct {
	Number   string           `json:"number"`
	Status   contracts.Status `json:"status"`
	SHA256   string           `json:"sha256,omitempty"`
	Revision int              `json:"revision"`
}

func audit(s contracts.ContractState) audited {
	return audited{s.Number, s.Status, s.SHA256, s.Revision}
}

// known remembers what was loaded.
func (t *storeTx) known(c *contracts.Contract, err error) (*contracts.Contract, error) {
	if err == nil {
		s := c.State()
		t.before[s.ID] = audit(s)
	}
	return c, err
}

// Contract implements contracts.Tx.
func (t *storeTx) Contract(ctx context.Context, id contracts.ContractID) (*contracts.Contract, error) {
	row, err := t.q.LockContract(ctx, t.tx, t.tenant, id)
	return t.known(restore(row, err))
}

// OfVersion implements contracts.Tx.
func (t *storeTx) OfVersion(ctx context.Context, reservation ident.Raw, version int) (*contracts.Contract, error) {
	row, err := t.q.LockContractOfVersion(ctx, t.tx, contractsdb.LockContractOfVersionParams{TenantID: t.tenant,
		ReservationID: reservation, StayVersion: pg.Int(version)})
	return t.known(restore(row, err))
}

// NextNumber implements contracts.Tx.
func (t *storeTx) NextNumber(ctx context.Context, year int, reservation ident.Raw) (int, int, error) {
	seq, err := t.q.NextNumber(ctx, t.tx, t.tenant, pg.Int(year))
	if err != nil {
		return 0, 0, err
	}
	last, err := t.q.LastRevision(ctx, t.tx, t.tenant, reservation)
	return int(seq), int(last) + 1, err
}

// Save implements contracts.Tx.
func (t *storeTx) Save(ctx context.Context, c *contracts.Contract) error {
	s := c.State()
	stay, err := json.Marshal(s.Stay)
	if err != nil {
		return err
	}
	var generated *time.Time
	if !s.GeneratedAt.IsZero() {
		generated = &s.GeneratedAt
	}
	err = t.q.PutContract(ctx, t.tx, contractsdb.PutContractParams{TenantID: t.tenant, ID: s.ID, Number: s.Number, ReservationID: s.Reservation,
		StayVersion: pg.Int(s.Stay.Version), Revision: pg.Int(s.Revision), Status: string(s.Status), Stay: stay, File: s.File, Sha256: s.SHA256,
		Size: s.Size, DraftedAt: s.DraftedAt, GeneratedAt: generated})
	if err != nil {
		return err
	}
	entry := trail.Entry{Entity: "contracts.contract", ID: s.ID.Raw(), After: audit(s)}
	if before, known := t.before[s.ID]; known {
		entry.Before = before
	}
	if err := trail.Record(ctx, t.tx, entry); err != nil {
		return err
	}
	if news := c.TakeEvents(); len(news) > 0 {
		return t.outbox.Append(ctx, t.tx, news...)
	}
	return nil
}

// GenerateLater implements contracts.Tx.
func (t *storeTx) GenerateLater(ctx context.Context, id contracts.ContractID) error {
	return t.jobs.Enqueue(ctx, t.tx, generate{Contract: id})
}

func restore(row contractsdb.ContractsContract, err error) (*contracts.Contract, error) {
	if err != nil {
		return nil, unknown(err)
	}
	state, err := stateOf(row)
	if err != nil {
		return nil, err
	}
	return contracts.Restore(state), nil
}

func unknown(err error) error {
	if errors.Is(err, pgx.ErrNoRows) {
		return contracts.ErrUnknown
	}
	return err
}

func stateOf(r contractsdb.ContractsContract) (contracts.ContractState, error) {
	s := contracts.ContractState{ID: r.ID, Number: r.Number, Reservation: r.ReservationID, Revision: int(r.Revision),
		Status: contracts.Status(r.Status), File: r.File, SHA256: r.Sha256, Size: r.Size, DraftedAt: r.DraftedAt.UTC()}
	if r.GeneratedAt != nil {
		s.GeneratedAt = r.GeneratedAt.UTC()
	}
	if err := json.Unmarshal(r.Stay, &s.Stay); err != nil {
		return s, fmt.Errorf("contracts: the stay of %s cannot be read: %w", r.Number, err)
	}
	return s, nil
}

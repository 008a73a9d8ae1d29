package contractsio

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"comptoir/internal/contracts"
	"comptoir/internal/contracts/contractsio/contractsdb"
	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/paging"
	"comptoir/internal/platform/jobs"
	"comptoir/internal/platform/outbox"
	"comptoir/internal/platform/pg"
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
		return contracts.ContractState{}, absent(err, contracts.ErrUnknown)
	}
	return stateOf(row)
}

// FindByLink implements contracts.Store.
func (s *Store) FindByLink(ctx context.Context, hash []byte) (contracts.ContractState, error) {
	row, err := s.q.FindContractByLink(ctx, s.db.Read(ctx), access.TenantOf(ctx), hash)
	if err != nil {
		return contracts.ContractState{}, absent(err, contracts.ErrLink)
	}
	return stateOf(row)
}

// FindOf implements contracts.Store.
func (s *Store) FindOf(ctx context.Context, subject ident.Raw) ([]contracts.ContractState, error) {
	rows, err := s.q.ContractsOfReservation(ctx, s.db.Read(ctx), access.TenantOf(ctx), subject)
	if err != nil {
		return nil, err
	}
	return statesOf(rows)
}

const newest = "newest"

// Page implements contracts.Store.
func (s *Store) Page(ctx context.Context, f contracts.Filter, p paging.Request) (paging.Page[contracts.ContractState], error) {
	arg := contractsdb.PageContractsParams{TenantID: access.TenantOf(ctx), Status: string(f.Status), Kind: string(f.Kind),
		Words: strings.ToLower(strings.TrimSpace(f.Text)), Size: pg.Int(p.Size() + 1)}
	var err error
	if arg.After, err = paging.Decode(p.Cursor, newest, &arg.AfterAt, &arg.AfterID); err != nil {
		return paging.Page[contracts.ContractState]{}, err
	}
	rows, err := s.q.PageContracts(ctx, s.db.Read(ctx), arg)
	if err != nil {
		return paging.Page[contracts.ContractState]{}, err
	}
	states, err := statesOf(rows)
	return paging.Cut(states, p.Size(), func(last contracts.ContractState) string {
		return paging.Encode(newest, last.DraftedAt, last.ID)
	}), err
}

// Evidence implements contracts.Store.
func (s *Store) Evidence(ctx context.Context, id contracts.ContractID) ([]contracts.Evidence, error) {
	rows, err := s.q.EvidenceOf(ctx, s.db.Read(ctx), access.TenantOf(ctx), id)
	if err != nil {
		return nil, err
	}
	all := make([]contracts.Evidence, len(rows))
	for i, r := range rows {
		all[i] = contracts.Evidence{Seq: int(r.Seq), At: r.At.UTC(), Step: contracts.Step(r.Step), Actor: r.Actor, Address: r.Address, Agent: r.Agent,
			Document: r.Document, Previous: r.Previous, Hash: r.Hash}
		if err := json.Unmarshal(r.Data, &all[i].Data); err != nil {
			return nil, fmt.Errorf("contracts: evidence %d of %s cannot be read: %w", r.Seq, id, err)
		}
	}
	return all, nil
}

// Text implements contracts.Store.
func (s *Store) Text(ctx context.Context, id contracts.ContractID) (t contracts.Text, err error) {
	raw, err := s.q.TextOf(ctx, s.db.Read(ctx), access.TenantOf(ctx), id)
	if errors.Is(err, pgx.ErrNoRows) {
		return t, nil
	}
	if err == nil {
		err = json.Unmarshal(raw, &t)
	}
	return t, err
}

// Template implements contracts.Store.
func (s *Store) Template(ctx context.Context, k contracts.TemplateKey, version int) (contracts.Template, error) {
	row, err := s.q.TemplateOf(ctx, s.db.Read(ctx), contractsdb.TemplateOfParams{TenantID: access.TenantOf(ctx), Kind: string(k.Kind), Locale: k.Locale, Version: pg.Int(version)})
	if errors.Is(err, pgx.ErrNoRows) {
		if version == 0 {
			return contracts.OwnTemplate(k), nil
		}
		return contracts.Template{}, contracts.ErrUnknownTemplate
	}
	return contracts.Template{TemplateKey: k, Version: int(row.Version), Source: row.Source, By: row.MadeBy, At: row.MadeAt.UTC()}, err
}

// Settings implements contracts.Store.
func (s *Store) Settings(ctx context.Context) (contracts.Settings, error) {
	return s.settings(ctx, s.db.Read(ctx))
}

func (s *Store) settings(ctx context.Context, q pg.Querier) (contracts.Settings, error) {
	usual := contracts.UsualSettings()
	raw, err := s.q.Settings(ctx, q, access.TenantOf(ctx))
	if errors.Is(err, pgx.ErrNoRows) {
		return usual, nil
	}
	if err == nil {
		err = json.Unmarshal(raw, &usual)
	}
	return usual, err
}

func absent(err, fault error) error {
	if errors.Is(err, pgx.ErrNoRows) {
		return fault
	}
	return err
}

func statesOf(rows []contractsdb.ContractsContract) ([]contracts.ContractState, error) {
	states := make([]contracts.ContractState, len(rows))
	for i, row := range rows {
		var err error
		if states[i], err = stateOf(row); err != nil {
			return nil, err
		}
	}
	return states, nil
}

func stateOf(r contractsdb.ContractsContract) (contracts.ContractState, error) {
	s := contracts.ContractState{ID: r.ID, Number: r.Number, Kind: contracts.Kind(r.Kind), Reservation: r.ReservationID, Revision: int(r.Revision),
		Status: contracts.Status(r.Status), File: r.File, SHA256: r.Sha256, Size: r.Size, DraftedAt: r.DraftedAt.UTC(), GeneratedAt: timeOf(r.GeneratedAt)}
	if err := json.Unmarshal(r.Stay, &s.Stay); err != nil {
		return s, fmt.Errorf("contracts: the stay of %s cannot be read: %w", r.Number, err)
	}
	if err := json.Unmarshal(r.Signing, &s.Signing); err != nil {
		return s, fmt.Errorf("contracts: the signing of %s cannot be read: %w", r.Number, err)
	}
	s.Signing.LinkHash = r.LinkHash
	return s, nil
}

func timeOf(t *time.Time) time.Time {
	if t == nil {
		return time.Time{}
	}
	return t.UTC()
}

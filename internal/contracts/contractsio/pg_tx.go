package contractsio

import (
	"context"
	"encoding/json"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgtype"

	"comptoir/internal/contracts"
	"comptoir/internal/contracts/contractsio/contractsdb"
	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/platform/jobs"
	"comptoir/internal/platform/pg"
	"comptoir/internal/platform/trail"
)

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
	Steps    int              `json:"steps"` // entries of evidence
	LastHash string           `json:"lastHash,omitempty"`
}

func audit(s contracts.ContractState) audited {
	return audited{s.Number, s.Status, s.SHA256, s.Revision, s.Signing.Steps, s.Signing.LastHash}
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
	return t.known(restore(row, err, contracts.ErrUnknown))
}

// ByLink implements contracts.Tx.
func (t *storeTx) ByLink(ctx context.Context, hash []byte) (*contracts.Contract, error) {
	row, err := t.q.LockContractByLink(ctx, t.tx, t.tenant, hash)
	return t.known(restore(row, err, contracts.ErrLink))
}

// OfVersion implements contracts.Tx.
func (t *storeTx) OfVersion(ctx context.Context, reservation ident.Raw, version int) (*contracts.Contract, error) {
	row, err := t.q.LockContractOfVersion(ctx, t.tx, contractsdb.LockContractOfVersionParams{TenantID: t.tenant,
		ReservationID: reservation, StayVersion: pg.Int(version)})
	return t.known(restore(row, err, contracts.ErrUnknown))
}

// OfSubject implements contracts.Tx.
func (t *storeTx) OfSubject(ctx context.Context, subject ident.Raw) ([]*contracts.Contract, error) {
	rows, err := t.q.LockContractsOf(ctx, t.tx, t.tenant, subject)
	if err != nil {
		return nil, err
	}
	all := make([]*contracts.Contract, len(rows))
	for i, row := range rows {
		if all[i], err = t.known(restore(row, nil, contracts.ErrUnknown)); err != nil {
			return nil, err
		}
	}
	return all, nil
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
	signing, err := json.Marshal(s.Signing)
	if err != nil {
		return err
	}
	var generated *time.Time
	if !s.GeneratedAt.IsZero() {
		generated = &s.GeneratedAt
	}
	external := pgtype.Text{String: s.Signing.External, Valid: s.Signing.External != ""}
	err = t.q.PutContract(ctx, t.tx, contractsdb.PutContractParams{TenantID: t.tenant, ID: s.ID, Number: s.Number, Kind: string(s.Kind), ReservationID: s.Reservation,
		StayVersion: pg.Int(s.Stay.Version), Revision: pg.Int(s.Revision), Status: string(s.Status), Stay: stay, File: s.File, Sha256: s.SHA256,
		Size: s.Size, DraftedAt: s.DraftedAt, GeneratedAt: generated, LinkHash: s.Signing.LinkHash, External: external, Words: words(s), Signing: signing})
	if err != nil {
		return err
	}
	for _, e := range c.TakeEvidence() {
		if err := t.addEvidence(ctx, s.ID, e); err != nil {
			return err
		}
	}
	entry := trail.Entry{Entity: "contracts.contract", ID: s.ID.Raw(), After: audit(s)}
	if before, loaded := t.before[s.ID]; loaded {
		entry.Before = before
	}
	err = trail.Record(ctx, t.tx, entry)
	if err != nil {
		return err
	}
	if news := c.TakeEvents(); len(news) > 0 {
		return t.outbox.Append(ctx, t.tx, news...)
	}
	return nil
}

// words is what a contract is found by.
func words(s contracts.ContractState) string {
	return strings.ToLower(strings.Join([]string{s.Number, s.Signer().Name, s.Stay.Property.Name, s.Stay.Reference}, " "))
}

func (t *storeTx) addEvidence(ctx context.Context, id contracts.ContractID, e contracts.Evidence) error {
	data, err := json.Marshal(e.Data)
	if err != nil {
		return err
	}
	return t.q.AddEvidence(ctx, t.tx, contractsdb.AddEvidenceParams{TenantID: t.tenant, ContractID: id, Seq: pg.Int(e.Seq), At: e.At, Step: string(e.Step),
		Actor: e.Actor, Address: e.Address, Agent: e.Agent, Document: e.Document, Data: data, Previous: e.Previous, Hash: e.Hash})
}

// SaveText implements contracts.Tx.
func (t *storeTx) SaveText(ctx context.Context, id contracts.ContractID, text contracts.Text) error {
	raw, err := json.Marshal(text)
	if err != nil {
		return err
	}
	return t.q.PutText(ctx, t.tx, contractsdb.PutTextParams{TenantID: t.tenant, ContractID: id, Content: raw})
}

// Settings implements contracts.Tx.
func (t *storeTx) Settings(ctx context.Context) (contracts.Settings, error) {
	return t.settings(ctx, t.tx)
}

// SaveSettings implements contracts.Tx.
func (t *storeTx) SaveSettings(ctx context.Context, s contracts.Settings) error {
	before, err := t.settings(ctx, t.tx)
	if err != nil {
		return err
	}
	raw, err := json.Marshal(s)
	if err != nil {
		return err
	}
	if err := t.q.PutSettings(ctx, t.tx, t.tenant, raw); err != nil {
		return err
	}
	return trail.Record(ctx, t.tx, trail.Entry{Entity: "contracts.settings", ID: ident.Raw(t.tenant), Before: before, After: s})
}

// AddTemplate implements contracts.Tx. Of two who edited the same version the first is kept.
func (t *storeTx) AddTemplate(ctx context.Context, n contracts.Template) error {
	added, err := t.q.AddTemplate(ctx, t.tx, contractsdb.AddTemplateParams{TenantID: t.tenant, Kind: string(n.Kind), Locale: n.Locale, Version: pg.Int(n.Version), Source: n.Source, MadeBy: n.By, MadeAt: n.At})
	if err != nil {
		return err
	}
	if added == 0 {
		return contracts.ErrStaleTemplate
	}
	return trail.Record(ctx, t.tx, trail.Entry{Entity: "contracts.template", ID: ident.Raw(t.tenant), After: map[string]any{"kind": n.Kind, "locale": n.Locale, "version": n.Version}})
}

// GenerateLater implements contracts.Tx.
func (t *storeTx) GenerateLater(ctx context.Context, id contracts.ContractID) error {
	return t.jobs.Enqueue(ctx, t.tx, generate{Contract: id})
}

// SealLater implements contracts.Tx.
func (t *storeTx) SealLater(ctx context.Context, id contracts.ContractID) error {
	return t.jobs.Enqueue(ctx, t.tx, sealJob{Contract: id}, jobs.Unique(id.String())) // asked for once all have signed: one that runs sees that
}

// FollowLater implements contracts.Tx.
func (t *storeTx) FollowLater(ctx context.Context, id contracts.ContractID, at time.Time) error {
	return t.jobs.Enqueue(ctx, t.tx, follow{Contract: id}, jobs.At(at), jobs.Unique(id.String()+"/"+at.UTC().Format(time.RFC3339Nano)))
}

func restore(row contractsdb.ContractsContract, err, unknown error) (*contracts.Contract, error) {
	if err != nil {
		return nil, absent(err, unknown)
	}
	state, err := stateOf(row)
	if err != nil {
		return nil, err
	}
	return contracts.Restore(state), nil
}

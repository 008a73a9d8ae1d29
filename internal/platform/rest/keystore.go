package rest

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"comptoir/internal/kernel/access"
	"comptoir/internal/platform/pg"
)

// state is what is known of a key.
type state int

const (
	free      state = iota // nobody has used it
	running                // a run has it, and may still be at work
	abandoned              // a run had it, committed, and left no answer
	answered
)

// storePatience bounds what is written after the operation, when its request may be gone already.
const storePatience = 5 * time.Second

// look reads the key's row. It returns ErrKeyReused when the key belongs to another request.
func (i *Idempotency) look(ctx context.Context, this *run) (*answer, state, error) {
	var hash, sealed []byte
	var lease time.Time
	now := i.now.Now()
	err := i.db.Read(ctx).QueryRow(ctx, `-- name: LookUpKey :one
		select owner, request_hash, answer, lease_until from rest.idempotency
		where tenant_id = $1 and slot = $2 and expires_at > $3`, this.tenant, this.slot[:], now).Scan(&this.seen, &hash, &sealed, &lease)
	switch {
	case pg.IsNoRows(err):
		return nil, free, nil
	case err != nil:
		return nil, free, err
	case !bytes.Equal(hash, this.hash[:]):
		return nil, free, ErrKeyReused
	}
	if sealed != nil {
		if kept, err := i.unseal(this, sealed); err == nil {
			return kept, answered, nil
		}
		return nil, abandoned, nil // the program's secret was changed: the effect is there, its answer is not
	}
	if now.Before(lease) {
		return nil, running, nil
	}
	return nil, abandoned, nil
}

// claim inserts the key in the transaction of the effect. While another run has inserted it and not committed yet,
// PostgreSQL makes this one wait. An operation may write several times: its own row is no obstacle, nor is an expired one.
func (i *Idempotency) claim(ctx context.Context, tx pg.Tx, this *run) error {
	if access.TenantOf(ctx) != this.tenant {
		return nil // the operation acts for another tenant as well; the key belongs to this one
	}
	now := i.now.Now()
	var mine bool
	err := tx.QueryRow(ctx, `-- name: ClaimKey :one
		insert into rest.idempotency as k
			(tenant_id, slot, owner, request_hash, route, created_at, lease_until, expires_at)
		values ($1, $2, $3, $4, $5, $6, $7, $8)
		on conflict (tenant_id, slot) do update set
			owner = excluded.owner, request_hash = excluded.request_hash, route = excluded.route, answer = null,
			created_at = excluded.created_at, lease_until = excluded.lease_until, expires_at = excluded.expires_at
		where k.owner = excluded.owner or k.expires_at <= excluded.created_at
		returning true`,
		this.tenant, this.slot[:], this.owner, this.hash[:], this.route, now, now.Add(cmp.Or(i.Lease, 30*time.Second)),
		now.Add(cmp.Or(i.Keep, 24*time.Hour))).Scan(&mine)
	switch {
	case err == nil:
		this.claimed = true
		return nil
	case pg.IsNoRows(err), isLockTimeout(err):
		this.lost = true
		return ErrKeyInProgress
	}
	return err
}

func isLockTimeout(err error) bool {
	e, ok := errors.AsType[*pgconn.PgError](err)
	return ok && e.Code == "55P03"
}

// take makes an abandoned key this run's own; false when another repetition was faster, that is when the key's owner is
// no longer the one that look has seen.
func (i *Idempotency) take(ctx context.Context, this *run) (taken bool, err error) {
	now := i.now.Now()
	err = i.db.Write(ctx, func(ctx context.Context, tx pg.Tx) error {
		tag, err := tx.Exec(ctx, `-- name: TakeKey :execrows
			update rest.idempotency set owner = $3, answer = null, lease_until = $4
			where tenant_id = $1 and slot = $2 and owner = $5`,
			this.tenant, this.slot[:], this.owner, now.Add(cmp.Or(i.Lease, 30*time.Second)), this.seen)
		taken = tag.RowsAffected() == 1
		return err
	})
	this.claimed = this.claimed || taken
	return taken, err
}

// store keeps the answer, and clears a few keys of the tenant that have expired: no job is needed for it.
func (i *Idempotency) store(ctx context.Context, this *run, a *answer) error {
	sealed, err := i.seal(this, a)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), storePatience)
	defer cancel()
	now := i.now.Now()
	return i.db.Write(ctx, func(ctx context.Context, tx pg.Tx) error {
		b := &pgx.Batch{}
		b.Queue(`-- name: KeepAnswer :exec
			insert into rest.idempotency as k
				(tenant_id, slot, owner, request_hash, route, answer, created_at, lease_until, expires_at)
			values ($1, $2, $3, $4, $5, $6, $7, $7, $8)
			on conflict (tenant_id, slot) do update set answer = excluded.answer, lease_until = excluded.lease_until
			where k.owner = excluded.owner`,
			this.tenant, this.slot[:], this.owner, this.hash[:], this.route, sealed, now, now.Add(cmp.Or(i.Keep, 24*time.Hour)))
		b.Queue(`-- name: ForgetKeys :exec
			delete from rest.idempotency where tenant_id = $1 and slot in (
				select slot from rest.idempotency where tenant_id = $1 and expires_at <= $2
				order by expires_at limit 10 for update skip locked)`, this.tenant, now)
		return tx.SendBatch(ctx, b).Close()
	})
}

// release ends the lease of a run that committed and has no answer to give, so that the next repetition need not wait
// for it to run out. Failing is no harm: the lease runs out by itself.
func (i *Idempotency) release(ctx context.Context, this *run) {
	if !this.claimed {
		return // nothing was committed under this key
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), storePatience)
	defer cancel()
	_ = i.db.Write(ctx, func(ctx context.Context, tx pg.Tx) error {
		_, err := tx.Exec(ctx, `-- name: ReleaseKey :exec
			update rest.idempotency set lease_until = $4 where tenant_id = $1 and slot = $2 and owner = $3 and answer is null`,
			this.tenant, this.slot[:], this.owner, i.now.Now())
		return err
	})
}

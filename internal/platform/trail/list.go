package trail

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/paging"
)

// Recorded is an entry as it stands in the trail.
type Recorded struct {
	ID        ident.Raw       `json:"id"`
	At        time.Time       `json:"at"`
	ActorKind access.Kind     `json:"actorKind"`
	User      access.UserID   `json:"user"` // zero unless a signed-in user acted
	Actor     string          `json:"actor"`
	Address   string          `json:"address"`
	UseCase   string          `json:"useCase"`
	Action    string          `json:"action"`
	Entity    string          `json:"entity"`
	EntityID  ident.Raw       `json:"entityId"`
	Before    json.RawMessage `json:"before,omitempty"`
	After     json.RawMessage `json:"after,omitempty"`
	Trace     string          `json:"trace"`
}

// Filter narrows a list; zero fields do not.
type Filter struct {
	ID       ident.Raw
	Entity   string
	EntityID ident.Raw
	User     access.UserID
	Actor    string    // exact name, also of a job
	Action   string    // exact; a use case's name where the store gave no other
	From, To time.Time // at or after From, before To

	ActorPrefix string // the beginning of a name, whatever the case
	Text        string // somewhere in a name, address, action, object, or value, whatever the case
}

const order = "trail.at,id"

// List gives the entries of ctx's tenant, newest first.
func (t *Trail) List(ctx context.Context, f Filter, page paging.Request) (paging.Page[Recorded], error) {
	var none paging.Page[Recorded]
	where, args := f.conditions(access.TenantOf(ctx))
	var at time.Time
	var id ident.Raw
	more, err := paging.Decode(page.Cursor, order, &at, &id)
	if err != nil {
		return none, err
	}
	if more {
		where += " AND (at, id) < (@after_at, @after_id)"
		args["after_at"], args["after_id"] = at, id
	}
	args["limit"] = page.Size() + 1
	rows, err := t.db.Read(ctx).Query(ctx, `
		SELECT id, at, actor_kind, actor_id, actor, address, usecase, action, entity, entity_id, before, after, trace
		FROM audit.entry WHERE `+where+` ORDER BY at DESC, id DESC LIMIT @limit`, args)
	if err != nil {
		return none, fmt.Errorf("trail: list: %w", err)
	}
	entries, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (r Recorded, err error) {
		err = row.Scan(&r.ID, &r.At, &r.ActorKind, &r.User, &r.Actor, &r.Address, &r.UseCase, &r.Action, &r.Entity,
			&r.EntityID, &r.Before, &r.After, &r.Trace)
		return r, err
	})
	if err != nil {
		return none, fmt.Errorf("trail: list: %w", err)
	}
	return paging.Cut(entries, page.Size(), func(r Recorded) string { return paging.Encode(order, r.At, r.ID) }), nil
}

func (f Filter) conditions(tenant access.TenantID) (string, pgx.NamedArgs) {
	where, args := []string{"tenant_id = @tenant"}, pgx.NamedArgs{"tenant": tenant}
	add := func(used bool, condition, name string, value any) {
		if used {
			where = append(where, condition)
			args[name] = value
		}
	}
	add(f.Entity != "", "entity = @entity", "entity", f.Entity)
	add(!f.EntityID.IsZero(), "entity_id = @entity_id", "entity_id", f.EntityID)
	add(!f.User.IsZero(), "actor_id = @user", "user", f.User)
	add(f.Actor != "", "actor = @actor", "actor", f.Actor)
	add(!f.ID.IsZero(), "id = @id", "id", f.ID)
	add(f.ActorPrefix != "", "starts_with(lower(actor), lower(@prefix))", "prefix", f.ActorPrefix)
	add(f.Text != "", `strpos(lower(concat_ws(' ', actor, address, usecase, action, entity, entity_id, trace, before, after)), lower(@text)) > 0`, "text", f.Text)
	add(f.Action != "", "action = @action", "action", f.Action)
	add(!f.From.IsZero(), "at >= @from", "from", f.From)
	add(!f.To.IsZero(), "at < @to", "to", f.To)
	return strings.Join(where, " AND "), args
}

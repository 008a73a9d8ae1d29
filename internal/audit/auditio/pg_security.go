package auditio

import (
	"context"
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"net/netip"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"comptoir/internal/audit"
	"comptoir/internal/event"
	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/paging"
	"comptoir/internal/platform/pg"
	"comptoir/internal/platform/trail"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Line is the line of migrations of security events and alerts; it stands on the trail's, which makes the schema.
func Line() pg.Line {
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		panic(err) // the folder is embedded
	}
	return pg.Line{Name: "security", Files: files}
}

// Events is where an alert is published (outbox).
type Events interface {
	Append(ctx context.Context, tx pg.Tx, events ...event.Event) error
}

// Store implements audit.SecurityStore on PostgreSQL.
type Store struct {
	DB     *pg.DB
	Outbox Events
	// Watchers lists who is told of alerts in the business of ctx: its administrators.
	Watchers func(ctx context.Context) ([]event.UserFacts, error)
}

func rank(s audit.Severity) int { return max(0, slices.Index(audit.Severities(), s)) }

func severity(rank int) audit.Severity {
	return audit.Severities()[min(max(rank, 0), len(audit.Severities())-1)]
}

// Append implements audit.SecurityStore.
func (s Store) Append(ctx context.Context, events []audit.SecurityEvent) error {
	tenant := access.TenantOf(ctx)
	return s.DB.Write(ctx, func(ctx context.Context, tx pg.Tx) error {
		b := &pgx.Batch{}
		for _, e := range events {
			detail := e.Detail
			if detail == nil {
				detail = map[string]string{}
			}
			raw, err := json.Marshal(detail)
			if err != nil {
				return err
			}
			b.Queue(`INSERT INTO audit.security_event (tenant_id, id, at, kind, severity, user_id, subject, address, agent, detail)
				VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT DO NOTHING`,
				tenant, e.ID, e.At, string(e.Kind), rank(e.Severity), e.User, e.Subject, e.Address, e.Agent, raw)
		}
		return tx.SendBatch(ctx, b).Close()
	})
}

const eventColumns = `id, at, kind, severity, user_id, subject, address, agent, detail`

func scanEvent(row pgx.CollectableRow) (e audit.SecurityEvent, err error) {
	var grade int
	err = row.Scan(&e.ID, &e.At, &e.Kind, &grade, &e.User, &e.Subject, &e.Address, &e.Agent, &e.Detail)
	e.Severity, e.Network = severity(grade), NetworkOf(e.Address)
	return e, err
}

// NetworkOf is the network that one household or office has: an IPv4 address, the /64 of an IPv6 address; "" for what is
// neither.
func NetworkOf(address string) string {
	a, err := netip.ParseAddr(address)
	if err != nil {
		return ""
	}
	if a = a.Unmap().WithZone(""); a.Is4() {
		return a.String()
	}
	p, _ := a.Prefix(64) // never fails for IPv6
	return p.String()
}

const securityOrder = "audit.security.at,id"

// Events implements audit.SecurityStore.
func (s Store) Events(ctx context.Context, f audit.SecurityFilter, p paging.Request) (paging.Page[audit.SecurityEvent], error) {
	var none paging.Page[audit.SecurityEvent]
	where, args := []string{"tenant_id = @tenant"}, pgx.NamedArgs{"tenant": access.TenantOf(ctx), "limit": p.Size() + 1}
	add := func(used bool, condition, name string, value any) {
		if used {
			where = append(where, condition)
			args[name] = value
		}
	}
	var at time.Time
	var id ident.Raw
	more, err := paging.Decode(p.Cursor, securityOrder, &at, &id)
	if err != nil {
		return none, err
	}
	add(more, "(at, id) < (@after_at, @after_id)", "after_at", at)
	args["after_id"] = id
	add(f.Kind != "", "kind = @kind", "kind", string(f.Kind))
	add(!f.User.IsZero(), "user_id = @user", "user", f.User)
	add(f.Address != "", "address = @address", "address", f.Address)
	add(!f.From.IsZero(), "at >= @from", "from", f.From)
	add(!f.To.IsZero(), "at < @to", "to", f.To)
	if grade := rank(f.Severity); grade >= 2 {
		where = append(where, "severity >= 2") // said as the index says it
		add(grade > 2, "severity >= @severity", "severity", grade)
	} else {
		add(grade > 0, "severity >= @severity", "severity", grade)
	}
	rows, err := s.DB.Read(ctx).Query(ctx, `SELECT `+eventColumns+` FROM audit.security_event WHERE `+strings.Join(where, " AND ")+` ORDER BY at DESC, id DESC LIMIT @limit`, args)
	if err != nil {
		return none, fmt.Errorf("audit: security events: %w", err)
	}
	list, err := pgx.CollectRows(rows, scanEvent)
	if err != nil {
		return none, fmt.Errorf("audit: security events: %w", err)
	}
	return paging.Cut(list, p.Size(), func(e audit.SecurityEvent) string { return paging.Encode(securityOrder, e.At, e.ID) }), nil
}

// Window implements audit.SecurityStore.
func (s Store) Window(ctx context.Context, since time.Time, limit int) ([]audit.SecurityEvent, error) {
	rows, err := s.DB.Read(ctx).Query(ctx, `SELECT `+eventColumns+` FROM audit.security_event WHERE tenant_id = $1 AND at >= $2 ORDER BY at DESC, id DESC LIMIT $3`,
		access.TenantOf(ctx), since, limit)
	if err != nil {
		return nil, err
	}
	list, err := pgx.CollectRows(rows, scanEvent)
	slices.Reverse(list)
	return list, err
}

// Raise implements audit.SecurityStore.
func (s Store) Raise(ctx context.Context, alerts []audit.Alert, now time.Time) (n int, err error) {
	tenant := access.TenantOf(ctx)
	if alerts, err = s.fresh(ctx, tenant, alerts, now); err != nil || len(alerts) == 0 {
		return 0, err
	}
	slot := now.UTC().Truncate(time.Hour) // two processes at once raise one
	watchers, err := s.Watchers(ctx)
	if err != nil {
		return 0, err
	}
	err = s.DB.Write(ctx, func(ctx context.Context, tx pg.Tx) error {
		n = 0
		for _, a := range alerts {
			detail := a.Detail
			if detail == nil {
				detail = map[string]string{}
			}
			raw, err := json.Marshal(detail)
			if err != nil {
				return err
			}
			tag, err := tx.Exec(ctx, `INSERT INTO audit.alert (tenant_id, id, rule, key, slot, severity, first_at, last_at, events, detail, raised_at)
				VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT (tenant_id, rule, key, slot) DO NOTHING`,
				tenant, a.ID, string(a.Rule), a.Key, slot, rank(a.Severity), a.First, a.Last, a.Count, raw, a.RaisedAt)
			if err != nil {
				return err
			}
			if tag.RowsAffected() == 0 {
				continue
			}
			n++
			if err := s.Outbox.Append(ctx, tx, event.SecurityAlertRaised{Alert: a.ID, Rule: string(a.Rule), Severity: string(a.Severity), Key: a.Key,
				Count: a.Count, First: a.First, Last: a.Last, Watchers: watchers}); err != nil {
				return err
			}
		}
		return nil
	})
	return n, err
}

// fresh leaves out the alerts that were raised in the last hour already, so that a flood of events is no flood of look-ups.
func (s Store) fresh(ctx context.Context, tenant access.TenantID, alerts []audit.Alert, now time.Time) ([]audit.Alert, error) {
	rows, err := s.DB.Read(ctx).Query(ctx, `SELECT rule || '/' || key FROM audit.alert WHERE tenant_id = $1 AND raised_at > $2 AND rule = ANY ($3)`, tenant, now.Add(-time.Hour), rules(alerts))
	if err != nil {
		return nil, err
	}
	known, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(slices.Clone(alerts), func(a audit.Alert) bool { return slices.Contains(known, string(a.Rule)+"/"+a.Key) }), nil
}

func rules(alerts []audit.Alert) []string {
	var all []string
	for _, a := range alerts {
		all = append(all, string(a.Rule))
	}
	return all
}

// Alerts implements audit.SecurityStore.
func (s Store) Alerts(ctx context.Context) ([]audit.Alert, error) {
	rows, err := s.DB.Read(ctx).Query(ctx, `SELECT id, rule, key, severity, first_at, last_at, events, detail, raised_at, coalesce(acknowledged_at, '0001-01-01'), acknowledged_by
		FROM audit.alert WHERE tenant_id = $1 ORDER BY acknowledged_at IS NOT NULL, raised_at DESC, id DESC LIMIT 50`, access.TenantOf(ctx))
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (a audit.Alert, err error) {
		var grade int
		err = row.Scan(&a.ID, &a.Rule, &a.Key, &grade, &a.First, &a.Last, &a.Count, &a.Detail, &a.RaisedAt, &a.Acknowledged, &a.By)
		a.Severity = severity(grade)
		return a, err
	})
}

// Acknowledge implements audit.SecurityStore.
func (s Store) Acknowledge(ctx context.Context, id ident.Raw, by string, at time.Time) error {
	return s.DB.Write(ctx, func(ctx context.Context, tx pg.Tx) error {
		tag, err := tx.Exec(ctx, `UPDATE audit.alert SET acknowledged_at = $3, acknowledged_by = $4 WHERE tenant_id = $1 AND id = $2 AND acknowledged_at IS NULL`,
			access.TenantOf(ctx), id, at, by)
		if err != nil {
			return err
		}
		if tag.RowsAffected() == 0 {
			return audit.ErrUnknownAlert
		}
		return trail.Record(ctx, tx, trail.Entry{Entity: "audit.alert", ID: id, Before: map[string]any{"acknowledgedAt": nil}, After: map[string]any{"acknowledgedAt": at}})
	})
}

// Forget implements audit.SecurityStore.
func (s Store) Forget(ctx context.Context, before time.Time) (n int, err error) {
	err = s.DB.Write(ctx, func(ctx context.Context, tx pg.Tx) error {
		n = 0
		for _, sql := range []string{`DELETE FROM audit.security_event WHERE tenant_id = $1 AND at < $2`,
			`DELETE FROM audit.alert WHERE tenant_id = $1 AND raised_at < $2 AND acknowledged_at IS NOT NULL`} {
			tag, err := tx.Exec(ctx, sql, access.TenantOf(ctx), before)
			if err != nil {
				return err
			}
			n += int(tag.RowsAffected())
		}
		return nil
	})
	return n, err
}

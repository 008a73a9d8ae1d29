package notificationsio

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/contact"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/paging"
	"comptoir/internal/notifications"
	"comptoir/internal/notifications/notificationsio/notificationsdb"
	"comptoir/internal/platform/jobs"
	"comptoir/internal/platform/pg"
	"comptoir/internal/platform/trail"
)

// Store keeps deliveries in PostgreSQL and has each sent by a job.
type Store struct {
	db   *pg.DB
	jobs jobs.Enqueuer
	q    *notificationsdb.Queries
}

// NewStore makes a store.
func NewStore(db *pg.DB, j jobs.Enqueuer) *Store {
	return &Store{db: db, jobs: j, q: notificationsdb.New()}
}

// Queue implements notifications.Store.
func (s *Store) Queue(ctx context.Context, deliveries []notifications.Delivery) error {
	tenant := access.TenantOf(ctx)
	return s.db.Write(ctx, func(ctx context.Context, tx pg.Tx) error {
		for _, d := range deliveries {
			notice, err := json.Marshal(d.Notice)
			if err != nil {
				return err
			}
			rows, err := s.q.QueueDelivery(ctx, tx, notificationsdb.QueueDeliveryParams{TenantID: tenant, ID: d.ID, Key: d.Notice.Key,
				Kind: string(d.Notice.Kind), Recipient: d.Notice.To.String(), Notice: notice, CreatedAt: d.CreatedAt})
			if err != nil {
				return err
			}
			if rows == 0 {
				continue
			}
			if err := s.jobs.Enqueue(ctx, tx, send{Delivery: d.ID}); err != nil {
				return err
			}
		}
		return nil
	})
}

// Find implements notifications.Store.
func (s *Store) Find(ctx context.Context, id notifications.DeliveryID) (notifications.Delivery, error) {
	row, err := s.q.FindDelivery(ctx, s.db.Read(ctx), access.TenantOf(ctx), id)
	if errors.Is(err, pgx.ErrNoRows) {
		return notifications.Delivery{}, notifications.ErrUnknown
	}
	if err != nil {
		return notifications.Delivery{}, err
	}
	return deliveryOf(row)
}

// Settle implements notifications.Store.
func (s *Store) Settle(ctx context.Context, d notifications.Delivery) error {
	var sent *time.Time
	if !d.SentAt.IsZero() {
		sent = &d.SentAt
	}
	return s.db.Write(ctx, func(ctx context.Context, tx pg.Tx) error {
		err := s.q.SettleDelivery(ctx, tx, notificationsdb.SettleDeliveryParams{TenantID: access.TenantOf(ctx), ID: d.ID,
			Status: string(d.Status), Subject: d.Subject, Failure: d.Failure, SentAt: sent})
		if err != nil {
			return err
		}
		return trail.Record(ctx, tx, trail.Entry{Entity: "notifications.delivery", ID: d.ID.Raw(),
			Before: map[string]any{"kind": d.Notice.Kind, "status": notifications.Queued},
			After:  map[string]any{"kind": d.Notice.Kind, "status": d.Status, "failure": d.Failure}})
	})
}

const newest = "created_at,id"

// Page implements notifications.Store.
func (s *Store) Page(ctx context.Context, f notifications.Filter, p paging.Request) (paging.Page[notifications.Delivery], error) {
	arg := notificationsdb.PageDeliveriesParams{TenantID: access.TenantOf(ctx), Status: string(f.Status), Recipient: f.To.String(), Size: pg.Int(p.Size() + 1)}
	var err error
	if arg.After, err = paging.Decode(p.Cursor, newest, &arg.AfterAt, &arg.AfterID); err != nil {
		return paging.Page[notifications.Delivery]{}, err
	}
	rows, err := s.q.PageDeliveries(ctx, s.db.Read(ctx), arg)
	if err != nil {
		return paging.Page[notifications.Delivery]{}, err
	}
	deliveries := make([]notifications.Delivery, len(rows))
	for i, row := range rows {
		if deliveries[i], err = deliveryOf(row); err != nil {
			return paging.Page[notifications.Delivery]{}, err
		}
	}
	return paging.Cut(deliveries, p.Size(), func(last notifications.Delivery) string {
		return paging.Encode(newest, last.CreatedAt, last.ID)
	}), nil
}

// Forget implements notifications.Store.
func (s *Store) Forget(ctx context.Context, to contact.Email) error {
	return s.db.Write(ctx, func(ctx context.Context, tx pg.Tx) error {
		n, err := s.q.ForgetRecipient(ctx, tx, access.TenantOf(ctx), to.String())
		if err != nil {
			return err
		}
		told, err := s.q.ForgetGuest(ctx, tx, access.TenantOf(ctx), to.String())
		if n += told; err != nil {
			return err
		}
		chosen, err := s.q.ForgetChoices(ctx, tx, access.TenantOf(ctx), to.String())
		if n += chosen; err != nil || n == 0 {
			return err
		}
		return trail.Record(ctx, tx, trail.Entry{Entity: "notifications.delivery", ID: ident.Raw(access.TenantOf(ctx)), Before: map[string]any{"known": n}, After: map[string]any{"known": 0}})
	})
}

// Choices implements notifications.Store.
func (s *Store) Choices(ctx context.Context, to contact.Email) ([]notifications.Choice, error) {
	rows, err := s.q.Choices(ctx, s.db.Read(ctx), access.TenantOf(ctx), to.String())
	if err != nil {
		return nil, err
	}
	all := make([]notifications.Choice, len(rows))
	for i, r := range rows {
		all[i] = notifications.Choice{To: contact.Email(r.Recipient), Topic: notifications.Topic(r.Topic), Channel: notifications.Channel(r.Channel), Wanted: r.Wanted, At: r.DecidedAt.UTC()}
	}
	return all, nil
}

// Choose implements notifications.Store. The entry says who decided what, and not for which address: that is his own.
func (s *Store) Choose(ctx context.Context, c notifications.Choice) error {
	tenant := access.TenantOf(ctx)
	return s.db.Write(ctx, func(ctx context.Context, tx pg.Tx) error {
		rows, err := s.q.Choices(ctx, tx, tenant, c.To.String())
		if err != nil {
			return err
		}
		before := map[string]any{"topic": c.Topic, "channel": c.Channel, "wanted": true} // what holds where nothing was decided
		for _, r := range rows {
			if r.Topic == string(c.Topic) && r.Channel == string(c.Channel) {
				before["wanted"] = r.Wanted
			}
		}
		err = s.q.Choose(ctx, tx, notificationsdb.ChooseParams{TenantID: tenant, Recipient: c.To.String(), Topic: string(c.Topic), Channel: string(c.Channel),
			Wanted: c.Wanted, DecidedAt: c.At})
		if err != nil {
			return err
		}
		who := access.From(ctx).User.Raw()
		if who.IsZero() { // by the link in a message
			who = ident.Raw(tenant)
		}
		return trail.Record(ctx, tx, trail.Entry{Entity: "notifications.preference", ID: who,
			Before: before, After: map[string]any{"topic": c.Topic, "channel": c.Channel, "wanted": c.Wanted}})
	})
}

// Texts implements notifications.Store.
func (s *Store) Texts(ctx context.Context) ([]notifications.Text, error) {
	rows, err := s.q.Texts(ctx, s.db.Read(ctx), access.TenantOf(ctx))
	if err != nil {
		return nil, err
	}
	texts := make([]notifications.Text, len(rows))
	for i, r := range rows {
		texts[i] = notifications.Text{Kind: notifications.Kind(r.Kind), Locale: r.Locale, Subject: r.Subject, Intro: r.Intro}
	}
	return texts, nil
}

// SaveText implements notifications.Store.
func (s *Store) SaveText(ctx context.Context, t notifications.Text) error {
	tenant := access.TenantOf(ctx)
	return s.db.Write(ctx, func(ctx context.Context, tx pg.Tx) (err error) {
		var before any
		rows, err := s.q.Texts(ctx, tx, tenant)
		if err != nil {
			return err
		}
		for _, r := range rows {
			if r.Kind == string(t.Kind) && r.Locale == t.Locale {
				before = notifications.Text{Kind: t.Kind, Locale: r.Locale, Subject: r.Subject, Intro: r.Intro}
			}
		}
		if t.Subject == "" && t.Intro == "" {
			err = s.q.DropText(ctx, tx, notificationsdb.DropTextParams{TenantID: tenant, Kind: string(t.Kind), Locale: t.Locale})
		} else {
			err = s.q.PutText(ctx, tx, notificationsdb.PutTextParams{TenantID: tenant, Kind: string(t.Kind), Locale: t.Locale, Subject: t.Subject, Intro: t.Intro})
		}
		if err != nil {
			return err
		}
		return trail.Record(ctx, tx, trail.Entry{Entity: "notifications.text", ID: ident.Raw(tenant), Before: before, After: t})
	})
}

func deliveryOf(r notificationsdb.NotificationsDelivery) (notifications.Delivery, error) {
	d := notifications.Delivery{ID: r.ID, Status: notifications.Status(r.Status), Subject: r.Subject, Failure: r.Failure, CreatedAt: r.CreatedAt.UTC()}
	if r.SentAt != nil {
		d.SentAt = r.SentAt.UTC()
	}
	if err := json.Unmarshal(r.Notice, &d.Notice); err != nil {
		return d, fmt.Errorf("notifications: the notice of %s cannot be read: %w", r.ID, err)
	}
	return d, nil
}

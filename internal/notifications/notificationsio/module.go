// Package notificationsio connects notifications to the world: PostgreSQL, the mail sender, the events of the other
// contexts, and the API. It decides nothing that the core decides. Start with on_events.go.
package notificationsio

import (
	"context"
	"embed"
	"io/fs"
	"time"

	"comptoir/internal/event"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/notifications"
	"comptoir/internal/platform/jobs"
	"comptoir/internal/platform/pg"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Stays tells the facts of a stay that money went back for.
type Stays interface {
	Stay(ctx context.Context, reservation ident.Raw) (event.StayFacts, error)
}

// Module is the context with its adapters.
type Module struct {
	notifications *notifications.Notifications
	source        notifications.AgencySource
	stays         Stays
	now           func() time.Time
}

// New makes the module.
func New(n *notifications.Notifications, a notifications.AgencySource, s Stays, now func() time.Time) *Module {
	return &Module{notifications: n, source: a, stays: s, now: now}
}

// Line is the context's line of migrations.
func Line() pg.Line {
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		panic(err) // the folder is embedded
	}
	return pg.Line{Name: "notifications", Files: files}
}

type send struct {
	Delivery notifications.DeliveryID `json:"delivery"`
}

// Kind implements jobs.Args.
func (send) Kind() string { return "notifications.send" }

// Jobs registers what runs in the background. Mails have a queue of their own: a mail server that is down keeps nothing
// else waiting.
func (m *Module) Jobs(r *jobs.Registry) {
	jobs.Handle(r, func(ctx context.Context, a send) error {
		_, err := m.notifications.Send(ctx, notifications.SendDelivery{ID: a.Delivery})
		return err
	}, jobs.Queue("mail"), jobs.MaxAttempts(20))
}

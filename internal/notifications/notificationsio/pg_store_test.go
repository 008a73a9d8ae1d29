package notificationsio_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"comptoir/internal/event"
	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/paging"
	"comptoir/internal/kernel/period"
	"comptoir/internal/kernel/usecase"
	"comptoir/internal/notifications"
	"comptoir/internal/notifications/notificationsio"
	"comptoir/internal/platform/jobs"
	"comptoir/internal/platform/jobs/jobstest"
	"comptoir/internal/platform/outbox"
	"comptoir/internal/platform/pg"
	"comptoir/internal/platform/pg/pglint"
	"comptoir/internal/platform/pgtest"
	"comptoir/internal/platform/trail"
)

// post is a mail server that may be down, and refuses one address for good.
type post struct {
	mu   sync.Mutex
	down int
	sent []notifications.Message
}

var (
	errRefused = fault.Define(fault.Invalid, "test.mailbox_unknown", "no such mailbox")
	errDown    = errors.New("connection refused")
)

const secret = "tok_of_the_private_link"

func (p *post) Send(_ context.Context, m notifications.Message) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if m.To == "nobody@example.org" {
		return errRefused
	}
	if p.down--; p.down >= 0 {
		return errDown
	}
	p.sent = append(p.sent, m)
	return nil
}

func (*post) Agency(context.Context) (notifications.Agency, error) {
	return notifications.Agency{Name: "Rivages", Email: "bonjour@rivages.example", Locale: "fr", Zone: "Europe/Paris", Accent: "#0F5C4C"}, nil
}

type links struct{}

func (links) Manage(context.Context, ident.Raw) (string, error) {
	return "https://r.example/" + secret, nil
}
func (links) Desk(context.Context, ident.Raw) (string, error) { return "https://r.example/desk", nil }
func (links) Confirm(context.Context, ident.Raw) (string, error) {
	return "https://r.example/" + secret, nil
}
func (links) Ticket(context.Context, ident.Raw) (string, error) {
	return "https://r.example/ticket", nil
}
func (links) Reset(context.Context, ident.Raw) (string, error) {
	return "https://r.example/" + secret, nil
}

var signed = notificationsio.Unsubscribing{Key: []byte("a key of the test")}

func (links) Unsubscribe(ctx context.Context, id notifications.DeliveryID) (string, error) {
	return "https://r.example" + signed.Path(ctx, id), nil
}

func (links) Sign(context.Context, ident.Raw) (string, error) {
	return "https://rivages.example/sign/x", nil
}

func (links) Code(context.Context, ident.Raw, string) (string, error) { return "123456", nil }

func (links) Unsubscribed(ctx context.Context, token string) (notifications.DeliveryID, error) {
	return signed.Read(ctx, token)
}

// offers is the log of consents, for one person.
type offers struct {
	mu    sync.Mutex
	given bool
}

func (o *offers) Offers(context.Context) (bool, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.given, nil
}

func (o *offers) SetOffers(_ context.Context, given bool) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.given = given
	return nil
}

type world struct {
	*notifications.Notifications
	db    *pg.DB
	queue *jobs.Client
	box   *outbox.Outbox
	post  *post
	ctx   context.Context
}

func newWorld(t *testing.T, down int, late time.Duration) world {
	t.Helper()
	w := world{db: pgtest.Own(t, jobs.Line(), outbox.Line(), trail.Line(), notificationsio.Line()), post: &post{down: down}}
	w.ctx, _ = pgtest.Tenant(t)
	reg, ids, router := jobs.NewRegistry(), &ident.Source{}, outbox.NewRouter()
	w.queue = jobstest.New(t, w.db, jobs.Config{Registry: reg, QueueWorkers: map[string]int{"mail": 2}})
	w.box = outbox.New(w.queue, router, time.Now, ids)
	w.Notifications = notifications.New(notifications.Deps{Store: notificationsio.NewStore(w.db, w.queue), Mailer: w.post, Agency: w.post, Links: links{}, Consents: &offers{},
		Now: time.Now, IDs: ids, Observer: usecase.Silent{}})
	module := notificationsio.New(w.Notifications, w.post, nil, func() time.Time { return time.Now().Add(late) })
	module.Subscribe(router)
	module.Jobs(reg)
	router.Jobs(reg, w.db)
	jobstest.Run(t, w.queue)
	return w
}

func (w world) log(t *testing.T) []notifications.Delivery {
	t.Helper()
	jobstest.Settle(t, w.ctx, w.queue)
	page, err := w.List(w.ctx, notifications.ListDeliveries{Page: paging.Request{Limit: 50}})
	if err != nil {
		t.Fatal(err)
	}
	return page.Items
}

func held() notifications.Notice {
	return notifications.Notice{Key: "e1/stay_held", Kind: notifications.StayHeld, To: "eloise@example.org", Name: "Éloïse", Locale: "fr",
		Stay: &event.StayFacts{Reference: "R-1", Stay: period.Range{From: period.MustDate("2027-07-01"), To: period.MustDate("2027-07-08")}}}
}

// The same news thirty times at once, while the mail server is down: one mail, sent when it is back.
func TestSentOnceWhenTheServerIsBack(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 3, 0)
	var wg sync.WaitGroup
	for range 30 {
		wg.Go(func() {
			if _, err := w.Notify(w.ctx, notifications.Notify{Notices: []notifications.Notice{held()}}); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	log := w.log(t)
	if len(log) != 1 || log[0].Status != notifications.Sent || log[0].SentAt.IsZero() || len(w.post.sent) != 1 {
		t.Fatalf("%d deliveries, %d mails: %+v", len(log), len(w.post.sent), log)
	}
	if !strings.Contains(w.post.sent[0].Content.Action.URL, secret) {
		t.Error("the mail has no link")
	}
	var stored int // the link is nowhere in what is kept
	err := w.db.Read(w.ctx).QueryRow(w.ctx, "SELECT count(*) FROM notifications.delivery d WHERE tenant_id = $1 AND position($2 in d::text) > 0",
		access.TenantOf(w.ctx), secret).Scan(&stored)
	if err != nil || stored != 0 {
		t.Errorf("the link is stored %d times, %v", stored, err)
	}
}

func TestRefusedForGood(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 0, 0)
	n := held()
	n.To = "nobody@example.org"
	if _, err := w.Notify(w.ctx, notifications.Notify{Notices: []notifications.Notice{n, {Key: "no address"}}}); err != nil {
		t.Fatal(err)
	}
	if log := w.log(t); len(log) != 1 || log[0].Status != notifications.Failed || log[0].Failure != "test.mailbox_unknown" {
		t.Errorf("%+v", log)
	}
}

// An event is told; one older than two days is not.
func TestOldNewsIsNoNews(t *testing.T) {
	t.Parallel()
	for late, want := range map[time.Duration]int{47 * time.Hour: 1, 49 * time.Hour: 0} {
		w := newWorld(t, 0, late)
		err := w.db.Write(w.ctx, func(ctx context.Context, tx pg.Tx) error {
			return w.box.Append(ctx, tx, event.PasswordChanged{UserFacts: event.UserFacts{Email: "a@example.org", Name: "Ada", Locale: "en"}})
		})
		if err != nil {
			t.Fatal(err)
		}
		if log := w.log(t); len(log) != want || len(w.post.sent) != want {
			t.Errorf("after %s: %d deliveries, %d mails", late, len(log), len(w.post.sent))
		}
	}
}

func TestMigrationsAndCatalogue(t *testing.T) {
	t.Parallel()
	pgtest.UpDownUp(t, notificationsio.Line())
	found, err := pglint.Check(t.Context(), pgtest.Admin(t, pgtest.DB(t, notificationsio.Line())))
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range found {
		t.Errorf("%s: %s: %s", v.Rule, v.Object, v.Detail)
	}
}

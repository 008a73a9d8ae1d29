package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/mail"
	"path/filepath"
	"time"

	"github.com/redis/go-redis/v9"

	"comptoir/internal/audit/auditio"
	"comptoir/internal/banking/bankingio"
	"comptoir/internal/contracts/contractsio"
	"comptoir/internal/contracts/sandboxsign"
	"comptoir/internal/identity/identityio"
	"comptoir/internal/invoicing/invoicingio"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/ledger/ledgerio"
	"comptoir/internal/notifications/notificationsio"
	"comptoir/internal/payments/paymentsio"
	"comptoir/internal/payments/sandboxpay"
	"comptoir/internal/platform/blob"
	"comptoir/internal/platform/blob/fileblob"
	"comptoir/internal/platform/blob/s3blob"
	"comptoir/internal/platform/cache"
	"comptoir/internal/platform/cache/localcache"
	"comptoir/internal/platform/cache/rediscache"
	"comptoir/internal/platform/config"
	"comptoir/internal/platform/fanout"
	"comptoir/internal/platform/fanout/localfanout"
	"comptoir/internal/platform/fanout/redisfanout"
	"comptoir/internal/platform/jobs"
	"comptoir/internal/platform/limit"
	"comptoir/internal/platform/limit/locallimit"
	"comptoir/internal/platform/limit/redislimit"
	mailer "comptoir/internal/platform/mail"
	"comptoir/internal/platform/mail/mailbox"
	"comptoir/internal/platform/mail/smtpmail"
	"comptoir/internal/platform/obs"
	"comptoir/internal/platform/outbox"
	"comptoir/internal/platform/pg"
	"comptoir/internal/platform/pg/pglocal"
	"comptoir/internal/platform/redisconn"
	"comptoir/internal/platform/rest"
	"comptoir/internal/platform/scan"
	"comptoir/internal/platform/scan/clamscan"
	"comptoir/internal/platform/seal"
	"comptoir/internal/platform/sms/sandboxsms"
	"comptoir/internal/platform/trail"
	"comptoir/internal/privacy/privacyio"
	"comptoir/internal/stays/staysio"
	"comptoir/internal/tenancy/tenancyio"
)

// Lines are the migrations of the whole program, in the order in which they are applied.
func Lines() []pg.Line {
	return []pg.Line{jobs.Line(), outbox.Line(), trail.Line(), auditio.Line(), rest.Line(), seal.Line(), tenancyio.Line(), identityio.Line(), staysio.Line(),
		paymentsio.Line(), sandboxpay.Line(), sandboxsign.Line(), sandboxsms.Line(), contractsio.Line(), notificationsio.Line(), privacyio.Line(), ledgerio.Line(), bankingio.Line(), invoicingio.Line()}
}

// Database is where the program's data are: a server of its own, or one that was named.
type Database struct {
	AppURL    string
	OwnerURL  string // "" when migrations are done elsewhere
	BackupURL string // of a role that sees every row; "" when back-ups are made elsewhere
	cluster   *pglocal.Cluster
}

// OpenDatabase starts the embedded server unless the configuration names one. Volatile trades durability for speed, for
// tests only.
func OpenDatabase(ctx context.Context, c config.Config, log *slog.Logger, volatile bool) (*Database, error) {
	if c.DatabaseURL != "" {
		return &Database{AppURL: c.DatabaseURL.Reveal(), OwnerURL: c.DatabaseOwnerURL.Reveal(), BackupURL: c.DatabaseBackupURL.Reveal()}, nil
	}
	dir, err := filepath.Abs(filepath.Join(c.Data, "postgres"))
	if err != nil {
		return nil, err
	}
	cluster, err := pglocal.Start(ctx, pglocal.Config{Dir: dir, Volatile: volatile, Log: log, FetchURL: c.PostgresDownloadURL})
	if err != nil {
		return nil, fmt.Errorf("the embedded PostgreSQL does not start: %w", err)
	}
	return &Database{AppURL: cluster.AppURL(), OwnerURL: cluster.OwnerURL(), BackupURL: cluster.BackupURL(), cluster: cluster}, nil
}

// OpenForBackup is OpenDatabase for who only reads: where another process runs the embedded server, it joins it.
func OpenForBackup(ctx context.Context, c config.Config, log *slog.Logger) (*Database, error) {
	d, err := OpenDatabase(ctx, c, log, false)
	if !errors.Is(err, pglocal.ErrInUse) {
		return d, err
	}
	cluster, err := pglocal.Beside(ctx, pglocal.Config{Dir: filepath.Join(c.Data, "postgres"), Log: log})
	if err != nil {
		return nil, err
	}
	return &Database{BackupURL: cluster.BackupURL(), cluster: cluster}, nil
}

// Embedded reports whether the server is the program's own.
func (d *Database) Embedded() bool { return d.cluster != nil }

// Gone is closed when the embedded server has died; nil for a server of somebody else's.
func (d *Database) Gone() <-chan struct{} {
	if d.cluster == nil {
		return nil
	}
	return d.cluster.Done()
}

// Migrate brings the schema up to this program.
func (d *Database) Migrate(ctx context.Context) error {
	if d.OwnerURL == "" {
		return errors.New("migrations need COMPTOIR_DATABASE_OWNER_URL, the address for the role that owns the tables")
	}
	return pg.Migrate(ctx, d.OwnerURL, Lines())
}

// CheckRole fails when the role with which the program works could step around row-level security: when it is a
// superuser, may bypass it, or owns tables.
func (d *Database) CheckRole(ctx context.Context) error {
	db, err := pg.Open(ctx, pg.Config{URL: d.AppURL, MaxConns: 1})
	if err != nil {
		return err
	}
	defer db.Close()
	var name string
	var above, owns bool
	err = db.Read(ctx).QueryRow(ctx, `SELECT r.rolname, r.rolsuper OR r.rolbypassrls, EXISTS (SELECT FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
		WHERE c.relowner = r.oid AND c.relkind IN ('r', 'p') AND n.nspname NOT LIKE 'pg\_%') FROM pg_roles r WHERE r.rolname = current_user`).Scan(&name, &above, &owns)
	switch {
	case err != nil:
		return err
	case above:
		return fmt.Errorf("%s is a superuser or may bypass row-level security", name)
	case owns:
		return fmt.Errorf("%s owns tables", name)
	}
	return nil
}

// Close stops the embedded server.
func (d *Database) Close(ctx context.Context) error {
	if d.cluster == nil {
		return nil
	}
	return d.cluster.Stop(ctx)
}

// ground is what every context stands on.
type ground struct {
	cfg     config.Config
	key     []byte
	obs     *obs.Obs
	db      *pg.DB
	blobs   *blob.Store
	plain   *blob.Store // the same files, unmetered: contracts, seals and copies that the law asks for are never refused for want of room
	cache   *cache.Cache
	limits  *limit.Limiter
	strict  *limit.Limiter // fails where limits falls back: for guessing passwords
	fanout  *fanout.Bus
	mail    *mailer.Sender
	seal    *seal.Box
	scan    scan.Driver
	mailbox *mailbox.Mailbox // nil with a mail server
	now     func() time.Time
	close   []func() error
}

// Close lets go of everything, last opened first.
func (g *ground) Close() error {
	var errs []error
	for i := len(g.close) - 1; i >= 0; i-- {
		errs = append(errs, g.close[i]())
	}
	g.close = nil
	return errors.Join(errs...)
}

func openGround(ctx context.Context, c config.Config, o *obs.Obs, d *Database, now func() time.Time) (_ *ground, err error) {
	g := &ground{cfg: c, obs: o, now: now}
	defer func() {
		if err != nil {
			_ = g.Close()
		}
	}()
	if g.key, err = c.Key(); err != nil {
		return nil, err
	}
	g.db, err = pg.Open(ctx, pg.Config{URL: d.AppURL, MaxConns: c.DatabaseMaxConns, PgBouncer: c.DatabasePgBouncer, Tracer: o.PGTracer()})
	if err != nil {
		return nil, err
	}
	g.close = append(g.close, func() error { g.db.Close(); return nil })
	o.Health.Add("postgresql", g.db.Ping)
	for _, open := range []func() error{g.openSeal, g.openFiles, g.openShared, g.openMail} {
		if err = open(); err != nil {
			return nil, err
		}
	}
	return g, nil
}

// openSeal puts the configured keys first; the one that is made of the secret key opens what was sealed before there
// were any.
func (g *ground) openSeal() error {
	raw, err := g.cfg.Encryption()
	if err != nil {
		return err
	}
	var keys []seal.Key
	for _, r := range raw {
		k, err := seal.NewKey(r)
		if err != nil {
			return err
		}
		keys = append(keys, k)
	}
	derived, err := seal.Derived(g.key)
	if err != nil {
		return err
	}
	g.seal, err = seal.New(g.db, append(keys, derived), g.now, &ident.Source{Now: g.now})
	return err
}

func (g *ground) openFiles() error {
	g.scan = scan.TestFileOnly{}
	if g.cfg.ClamdAddr != "" {
		g.scan = clamscan.New(g.cfg.ClamdAddr)
		g.obs.Health.AddOptional("virus scanner", g.scan.Check)
	}
	driver, closing, err := openFileStore(g.cfg)
	if err != nil {
		return err
	}
	g.close = append(g.close, closing)
	g.blobs, g.plain = blob.New(driver, nil), blob.New(driver, nil)
	g.obs.Health.AddOptional("files", g.blobs.Check)
	return nil
}

// openFileStore opens the bucket that the configuration names, or the folder of the program's own.
func openFileStore(c config.Config) (blob.Driver, func() error, error) {
	if c.S3Endpoint != "" {
		s3, err := s3blob.Open(s3blob.Config{Endpoint: c.S3Endpoint, Region: c.S3Region, Bucket: c.S3Bucket, AccessKey: c.S3AccessKey.Reveal(), SecretKey: c.S3SecretKey.Reveal()})
		return s3, func() error { return nil }, err
	}
	folder, err := fileblob.Open(filepath.Join(c.Data, "files"))
	if err != nil {
		return nil, nil, err
	}
	return folder, folder.Close, nil
}

func (g *ground) openShared() error {
	if g.cfg.RedisURL == "" {
		local, limits, fan := localcache.New(localcache.DefaultBytes), locallimit.New(g.now), localfanout.New()
		g.cache, g.limits, g.fanout = cache.New(local, g.cacheEvent), limit.New(limits, nil), fanout.New(fan)
		g.strict = g.limits
		g.close = append(g.close, local.Close, limits.Close, g.fanout.Close)
		return nil
	}
	client, err := redisconn.Open(g.cfg.RedisURL.Reveal())
	if err != nil {
		return err
	}
	g.close = append(g.close, client.Close)
	g.cache, g.limits, g.fanout = cache.New(rediscache.New(client), g.cacheEvent), limit.New(redislimit.New(client), locallimit.New(g.now)), fanout.New(redisfanout.New(client))
	g.strict = limit.New(redislimit.New(client), nil)
	g.close = append(g.close, g.fanout.Close)
	g.obs.Health.AddOptional("redis", func(ctx context.Context) error { return ping(ctx, client) })
	return nil
}

func ping(ctx context.Context, c *redis.Client) error { return c.Ping(ctx).Err() }

func (g *ground) cacheEvent(_ context.Context, e cache.Event) {
	if e.Op == "get" {
		g.obs.Cache(e.Kind, e.Outcome == "hit")
	}
}

func (g *ground) openMail() error {
	c := g.cfg
	if _, err := mail.ParseAddress(c.MailFrom); err != nil {
		return fmt.Errorf("COMPTOIR_MAIL_FROM: %w", err)
	}
	if c.SMTPAddr == "" {
		box, err := mailbox.Open(filepath.Join(c.Data, "mailbox"), g.now)
		if err != nil {
			return err
		}
		g.mailbox, g.mail = box, mailer.New(box, g.now, nil)
		g.close = append(g.close, box.Close)
		return nil
	}
	smtp, err := smtpmail.Open(smtpmail.Config{Addr: c.SMTPAddr, Security: c.SMTPTLS, User: c.SMTPUser, Password: c.SMTPPassword.Reveal()})
	if err != nil {
		return err
	}
	g.mail = mailer.New(smtp, g.now, nil)
	g.obs.Health.AddOptional("mail", smtp.Check)
	return nil
}

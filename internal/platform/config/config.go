// Package config reads what an installation is told about itself: flags, COMPTOIR_* variables, files with secrets.
//
// It knows no context and opens no connection; it only says clearly what is wrong, with the key's name and never with a
// secret's value. The fields' tags are the single description of a key: the command line (kong), the variables, the
// table of `comptoir help config` and the golden documentation are all made of them. Start with Config and Load.
package config

import (
	"net/netip"
	"time"

	"comptoir/internal/platform/limit"
	"comptoir/internal/platform/obs"
)

// Config is everything an installation may set. Embed it in a kong command for the flags and call Complete after
// parsing, or call Load. Secrets have no flag: every user of the machine can read the arguments of a process.
type Config struct {
	Addr            string         `name:"addr" env:"COMPTOIR_ADDR" default:"127.0.0.1:8080" group:"Server" help:"Address to serve on, host:port."`
	Data            string         `name:"data" env:"COMPTOIR_DATA" default:"./var" group:"Server" help:"Folder for what the program keeps itself: embedded database, files, generated keys."`
	Role            string         `name:"role" env:"COMPTOIR_ROLE" default:"all" enum:"all,web,worker,scheduler" group:"Server" help:"What this process does: all, web, worker or scheduler."`
	Demo            bool           `name:"demo" env:"COMPTOIR_DEMO" group:"Server" help:"Demonstration: loads example businesses, shows the local mailbox, accepts sandbox payments."`
	Signup          bool           `name:"signup" env:"COMPTOIR_SIGNUP" group:"Server" help:"Anybody may open a business at /start, once the operator's house exists (comptoir operator create)."`
	BaseDomain      string         `name:"base-domain" env:"COMPTOIR_BASE_DOMAIN" default:"localhost" group:"Server" help:"Domain under which the businesses have their addresses: rivages.localhost."`
	PublicURL       string         `name:"public-url" env:"COMPTOIR_PUBLIC_URL" group:"Server" help:"Address of the installation as the outside sees it, scheme://host[:port]; made of the domain and the port when empty."`
	TrustedProxies  []netip.Prefix `name:"trusted-proxies" env:"COMPTOIR_TRUSTED_PROXIES" group:"Server" help:"Networks of the proxies whose X-Forwarded-For and X-Forwarded-Proto are believed, such as 10.0.0.0/8; none when empty."`
	CountryHeader   string         `name:"country-header" env:"COMPTOIR_COUNTRY_HEADER" group:"Server" help:"Header in which a trusted proxy names the visitor's country by its ISO 3166 code, such as CF-IPCountry; shown in the list of sessions. None when empty."`
	AllowedOrigins  []string       `name:"allowed-origins" env:"COMPTOIR_ALLOWED_ORIGINS" group:"Server" help:"Origins whose pages may call the API of every business from a browser, such as https://app.example; each business adds its own at the desk. None when empty."`
	EgressAllow     []netip.Prefix `name:"egress-allow" env:"COMPTOIR_EGRESS_ALLOW" group:"Server" help:"Networks that are not public and that addresses written by users may lead to all the same, such as 10.1.0.0/16; none when empty."`
	ShutdownTimeout time.Duration  `name:"shutdown-timeout" env:"COMPTOIR_SHUTDOWN_TIMEOUT" default:"20s" group:"Server" help:"How long running requests and jobs may take to end when the program stops."`

	HeaderTimeout         time.Duration `name:"header-timeout" env:"COMPTOIR_HEADER_TIMEOUT" default:"10s" group:"Connections" help:"How long a client may take to send the head of a request."`
	ReadTimeout           time.Duration `name:"read-timeout" env:"COMPTOIR_READ_TIMEOUT" default:"1m" group:"Connections" help:"How long a client may take to send a whole request; bodies of the API have 15 seconds."`
	WriteTimeout          time.Duration `name:"write-timeout" env:"COMPTOIR_WRITE_TIMEOUT" default:"2m" group:"Connections" help:"How long an answer may take, from the end of the request's head to the last byte that the client takes."`
	IdleTimeout           time.Duration `name:"idle-timeout" env:"COMPTOIR_IDLE_TIMEOUT" default:"2m" group:"Connections" help:"How long a connection may wait for its next request."`
	MaxHeaderBytes        int           `name:"max-header-bytes" env:"COMPTOIR_MAX_HEADER_BYTES" default:"65536" group:"Connections" help:"How large the head of a request may be."`
	MaxConnections        int           `name:"max-connections" env:"COMPTOIR_MAX_CONNECTIONS" default:"8192" group:"Connections" help:"Connections of clients held open at most; further ones are closed at once. Half of the open files that the system allows (ulimit -n) is a good value."`
	MaxConnectionsAddress int           `name:"max-connections-per-address" env:"COMPTOIR_MAX_CONNECTIONS_PER_ADDRESS" default:"256" group:"Connections" help:"Connections of one IPv4 address or one IPv6 network of 64 bits at most. Trusted proxies are not bounded by it."`

	SecretKey obs.Secret `kong:"-" env:"COMPTOIR_SECRET_KEY" group:"Secrets" help:"32 random bytes in base64, from which the keys of links and tokens are derived (openssl rand -base64 32). Needed with a database of your own; otherwise made once and kept in the data folder."`

	TokenKeys      obs.Secret `kong:"-" env:"COMPTOIR_TOKEN_KEYS" group:"Secrets" help:"Keys of the API's access tokens: 32 random bytes each in base64, separated by commas. The first signs, all are believed; see docs/security/keys.md for how to change them. Derived from the secret key when empty."`
	EncryptionKeys obs.Secret `kong:"-" env:"COMPTOIR_ENCRYPTION_KEYS" group:"Secrets" help:"Keys that wrap the businesses' data keys, each 32 random bytes in base64, separated by commas, the one in use first; made of the secret key when empty. To change it, put the new one first, run comptoir keys rotate, then remove the old one."`

	DatabaseURL         obs.Secret `kong:"-" env:"COMPTOIR_DATABASE_URL" group:"Database" help:"postgres:// address for the role that the program works with; an embedded server is started when empty."`
	DatabaseOwnerURL    obs.Secret `kong:"-" env:"COMPTOIR_DATABASE_OWNER_URL" group:"Database" help:"postgres:// address for the role that owns the tables, for migrations only."`
	DatabaseBackupURL   obs.Secret `kong:"-" env:"COMPTOIR_DATABASE_BACKUP_URL" group:"Database" help:"postgres:// address for the role that makes back-ups, which may read every table and bypass row-level security; only for comptoir backup."`
	BackupKeys          []string   `name:"backup-keys" env:"COMPTOIR_BACKUP_KEYS" group:"Database" help:"Public keys (age1…) to which comptoir backup create encrypts, separated by commas; comptoir backup key makes a pair."`
	DatabaseMaxConns    int        `name:"database-max-conns" env:"COMPTOIR_DATABASE_MAX_CONNS" default:"10" group:"Database" help:"Connections that this process keeps at most."`
	DatabasePgBouncer   bool       `name:"database-pgbouncer" env:"COMPTOIR_DATABASE_PGBOUNCER" group:"Database" help:"A PgBouncer in transaction mode stands before the database."`
	PostgresDownloadURL string     `name:"postgres-download-url" env:"COMPTOIR_POSTGRES_DOWNLOAD_URL" group:"Database" help:"Repository to fetch PostgreSQL from for the embedded server, where the machine has none; the library's own when empty."`

	YousignURL  string `name:"yousign-url" env:"COMPTOIR_YOUSIGN_URL" group:"Contracts" help:"Address of Yousign's API; another one only for a test server or a relay of your own, Yousign's when empty."`
	DocuSignURL string `name:"docusign-url" env:"COMPTOIR_DOCUSIGN_URL" group:"Contracts" help:"Address at which DocuSign signs programs in; another one only for a test server or a relay of your own, DocuSign's when empty."`

	TwilioURL     string     `name:"twilio-url" env:"COMPTOIR_TWILIO_URL" group:"Contracts" help:"Address of Twilio's API; another one only for a test server or a relay of your own, Twilio's when empty."`
	TwilioAccount string     `name:"twilio-account" env:"COMPTOIR_TWILIO_ACCOUNT" group:"Contracts" help:"Account SID at Twilio that carries codes by text message for the businesses that have no account of their own; none when empty."`
	TwilioToken   obs.Secret `kong:"-" env:"COMPTOIR_TWILIO_TOKEN" group:"Contracts" help:"Auth Token of that account."`
	TwilioSender  string     `name:"twilio-sender" env:"COMPTOIR_TWILIO_SENDER" group:"Contracts" help:"Number (E.164), messaging service (MG…) or name under which that account sends."`

	PayPalURL   string `name:"paypal-url" env:"COMPTOIR_PAYPAL_URL" group:"Payments" help:"Address of PayPal's API; another one only for a test server or a relay of your own, PayPal's when empty."`
	MangoPayURL string `name:"mangopay-url" env:"COMPTOIR_MANGOPAY_URL" group:"Payments" help:"Address of MangoPay's API; another one only for a test server or a relay of your own, MangoPay's when empty."`
	StripeURL   string `name:"stripe-url" env:"COMPTOIR_STRIPE_URL" default:"https://api.stripe.com" group:"Payments" help:"Address of Stripe's API; another one only for a test server or a relay of your own."`

	RedisURL obs.Secret `kong:"-" env:"COMPTOIR_REDIS_URL" group:"Cache" help:"redis://, rediss:// or unix:// address for cache, limits and notifications between replicas; in this process when empty."`

	LimitReads          limit.Limit `name:"limit-reads" env:"COMPTOIR_LIMIT_READS" default:"1000/1m" group:"Limits" help:"How often one visitor or user may read, as 1000/1m; off for no limit."`
	LimitWrites         limit.Limit `name:"limit-writes" env:"COMPTOIR_LIMIT_WRITES" default:"100/15m" group:"Limits" help:"How often one visitor may change something: quotes, bookings, forms."`
	LimitUserWrites     limit.Limit `name:"limit-user-writes" env:"COMPTOIR_LIMIT_USER_WRITES" default:"300/1m" group:"Limits" help:"How often one signed-in user may change something."`
	LimitAdministration limit.Limit `name:"limit-administration" env:"COMPTOIR_LIMIT_ADMINISTRATION" default:"100/1m" group:"Limits" help:"How often one signed-in user may call the desk and the administration."`
	LimitGuesses        limit.Limit `name:"limit-guesses" env:"COMPTOIR_LIMIT_GUESSES" default:"5/15m" group:"Limits" help:"How many private links that open nothing one visitor may try."`
	LimitReports        limit.Limit `name:"limit-reports" env:"COMPTOIR_LIMIT_REPORTS" default:"60/1m" group:"Limits" help:"How often the browser of one visitor may report what the content security policy refused."`

	S3Endpoint  string     `name:"s3-endpoint" env:"COMPTOIR_S3_ENDPOINT" group:"Files" help:"Address of an S3 service, http(s)://host; files are kept in the data folder when empty."`
	S3Region    string     `name:"s3-region" env:"COMPTOIR_S3_REGION" default:"us-east-1" group:"Files" help:"Region of the bucket."`
	S3Bucket    string     `name:"s3-bucket" env:"COMPTOIR_S3_BUCKET" group:"Files" help:"Name of the bucket."`
	S3AccessKey obs.Secret `kong:"-" env:"COMPTOIR_S3_ACCESS_KEY" group:"Files" help:"Access key of the S3 service."`
	S3SecretKey obs.Secret `kong:"-" env:"COMPTOIR_S3_SECRET_KEY" group:"Files" help:"Secret key of the S3 service."`

	ClamdAddr string `name:"clamd-addr" env:"COMPTOIR_CLAMD_ADDR" group:"Files" help:"ClamAV daemon that checks what people upload, host:port or the path of its socket; without one, only the test file of virus scanners is recognised."`

	SMTPAddr     string     `name:"smtp-addr" env:"COMPTOIR_SMTP_ADDR" group:"Mail" help:"Mail server, host:port; mails stay in the local mailbox when empty."`
	SMTPTLS      string     `name:"smtp-tls" env:"COMPTOIR_SMTP_TLS" default:"starttls" enum:"starttls,tls,none" group:"Mail" help:"How the connection to the mail server is protected: starttls, tls or none."`
	SMTPUser     string     `name:"smtp-user" env:"COMPTOIR_SMTP_USER" group:"Mail" help:"User name at the mail server; none when empty."`
	SMTPPassword obs.Secret `kong:"-" env:"COMPTOIR_SMTP_PASSWORD" group:"Mail" help:"Password at the mail server."`
	MailFrom     string     `name:"mail-from" env:"COMPTOIR_MAIL_FROM" default:"Comptoir <comptoir@localhost.localdomain>" group:"Mail" help:"Sender of the mails that no business sends itself."`

	TimestampURL        string     `name:"timestamp-url" env:"COMPTOIR_TIMESTAMP_URL" group:"Contracts" help:"Time-stamp server (RFC 3161) that dates the seal of signed contracts, http(s)://host/path; none when empty."`
	SealCertificate     string     `name:"seal-certificate" env:"COMPTOIR_SEAL_CERTIFICATE" group:"Contracts" help:"File with the certificate that seals signed contracts and its private key, PKCS #12 or PEM; each business has one made when empty, or brings its own."`
	SealCertificatePass obs.Secret `kong:"-" env:"COMPTOIR_SEAL_CERTIFICATE_PASSWORD" group:"Contracts" help:"Password of that file."`

	SessionIdle    time.Duration `name:"session-idle" env:"COMPTOIR_SESSION_IDLE" default:"168h" group:"Sessions" help:"How long a session of pages lives without being used."`
	SessionMax     time.Duration `name:"session-max" env:"COMPTOIR_SESSION_MAX" default:"720h" group:"Sessions" help:"How long a session lives at most, pages and API alike."`
	SessionAccess  time.Duration `name:"session-access" env:"COMPTOIR_SESSION_ACCESS" default:"15m" group:"Sessions" help:"How long an access token of the API lives."`
	SessionRefresh time.Duration `name:"session-refresh" env:"COMPTOIR_SESSION_REFRESH" default:"168h" group:"Sessions" help:"How long a refresh token of the API lives; each use gives a new one."`

	LogLevel     string        `name:"log-level" env:"COMPTOIR_LOG_LEVEL" default:"info" enum:"debug,info,warn,error" group:"Watching" help:"What is logged: debug, info, warn or error."`
	LogFormat    string        `name:"log-format" env:"COMPTOIR_LOG_FORMAT" default:"json" enum:"json,text" group:"Watching" help:"json for machines, text for people."`
	OTLPEndpoint string        `name:"otlp-endpoint" env:"COMPTOIR_OTLP_ENDPOINT" group:"Watching" help:"OTLP/HTTP collector for traces, http(s)://host:4318; nothing is sent when empty."`
	TraceRatio   float64       `name:"trace-ratio" env:"COMPTOIR_TRACE_RATIO" default:"1" group:"Watching" help:"Share of the traces that is sent, from 0 to 1."`
	SlowQuery    time.Duration `name:"slow-query" env:"COMPTOIR_SLOW_QUERY" default:"250ms" group:"Watching" help:"Statements that take longer are logged."`
}

// Load reads the variables alone (os.Environ()), on top of the defaults.
func Load(environ []string) (Config, error) {
	var c Config
	var found problems
	for _, f := range fields(&c) {
		text, given := "", false
		if text = f.Tag.Get("default"); text != "" {
			given = true
		}
		if v, ok := lookup(environ, f.Tag.Get("env")); ok {
			text, given = v, true
		}
		if given {
			found.take(f.Tag.Get("env"), set(f.value, text))
		}
	}
	if err := found.err(); err != nil {
		return c, err
	}
	return c, c.Complete(environ)
}

// Complete does after kong what kong does not: it reads secrets from variables and from files (COMPTOIR_X_FILE), refuses
// variables that do not exist, and checks the values. The error names every key that is wrong.
func (c *Config) Complete(environ []string) error {
	var found problems
	known := map[string]bool{}
	for _, f := range fields(c) {
		key := f.Tag.Get("env")
		known[key] = true
		if !isSecret(f) {
			continue
		}
		known[key+"_FILE"] = true
		found.take(key, readSecret(f, environ))
	}
	found.unknown(environ, known)
	found.check(*c)
	return found.err()
}

package config

import (
	"cmp"
	"fmt"
	"math"
	"net"
	"net/mail"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"comptoir/internal/platform/obs"
)

// Problem is one key and what is wrong with it. The value is never part of it.
type Problem struct{ Key, Text string }

// Error says everything that is wrong with a configuration, one line a key.
type Error struct{ Problems []Problem }

// Error implements error.
func (e *Error) Error() string {
	lines := []string{"the configuration is not usable:"}
	for _, p := range e.Problems {
		lines = append(lines, "  "+p.Key+" "+p.Text)
	}
	return strings.Join(append(lines, "see `comptoir help config`"), "\n")
}

type problems struct{ list []Problem }

func (p *problems) add(key, format string, args ...any) {
	p.list = append(p.list, Problem{key, fmt.Sprintf(format, args...)})
}

func (p *problems) take(key string, err error) {
	if err != nil {
		p.add(key, "%s", err.Error())
	}
}

func (p *problems) err() error {
	if len(p.list) == 0 {
		return nil
	}
	return &Error{p.list}
}

// unknown refuses COMPTOIR_ variables that no key has: a typing mistake would otherwise be obeyed as if it were a wish
// for the default. Variables for the tests (COMPTOIR_TEST_…) are not the program's.
func (p *problems) unknown(environ []string, known map[string]bool) {
	var names []string
	for _, entry := range environ {
		name, _, _ := strings.Cut(entry, "=")
		if strings.HasPrefix(name, "COMPTOIR_") && !strings.HasPrefix(name, "COMPTOIR_TEST_") && !known[name] {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	for _, name := range names {
		if near := nearest(name, known); near != "" {
			p.add(name, "does not exist; did you mean %s?", near)
			continue
		}
		p.add(name, "does not exist")
	}
}

// nearest returns the known name with the fewest changes of letters, if they are few.
func nearest(name string, known map[string]bool) string {
	best, distance := "", 4
	for candidate := range known {
		if d := edits(name, candidate); d < distance || d == distance && best != "" && candidate < best {
			best, distance = candidate, d
		}
	}
	return best
}

// edits is Levenshtein's distance.
func edits(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			change := diagonal
			if a[i] != b[j] {
				change++
			}
			diagonal = row[j+1]
			row[j+1] = min(change, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}

var domainName = regexp.MustCompile(`^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$`)

// check looks at the values, alone and together.
func (p *problems) check(c Config) {
	p.checkServer(c)
	p.checkStores(c)
	for _, f := range fields(&c) {
		if allowed := f.Tag.Get("enum"); allowed != "" && !slices.Contains(strings.Split(allowed, ","), f.value.String()) {
			p.add(f.Tag.Get("env"), "must be one of %s", strings.ReplaceAll(allowed, ",", ", "))
		}
		if d, ok := f.value.Interface().(time.Duration); ok && d <= 0 {
			p.add(f.Tag.Get("env"), "must be longer than nothing")
		}
	}
	if c.SessionAccess > 0 && c.SessionAccess >= c.SessionRefresh {
		p.add("COMPTOIR_SESSION_ACCESS", "must be shorter than COMPTOIR_SESSION_REFRESH")
	}
	if c.SessionRefresh > c.SessionMax {
		p.add("COMPTOIR_SESSION_REFRESH", "must not be longer than COMPTOIR_SESSION_MAX")
	}
	if c.SessionIdle > c.SessionMax {
		p.add("COMPTOIR_SESSION_IDLE", "must not be longer than COMPTOIR_SESSION_MAX")
	}
	if math.IsNaN(c.TraceRatio) || c.TraceRatio < 0 || c.TraceRatio > 1 {
		p.add("COMPTOIR_TRACE_RATIO", "must be between 0 and 1")
	}
	p.url("COMPTOIR_OTLP_ENDPOINT", c.OTLPEndpoint, "http", "https")
}

func (p *problems) checkServer(c Config) {
	_, err := c.Encryption()
	p.take("COMPTOIR_ENCRYPTION_KEYS", err)
	if c.ClamdAddr != "" && !strings.HasPrefix(c.ClamdAddr, "/") {
		p.address("COMPTOIR_CLAMD_ADDR", c.ClamdAddr)
	}
	p.address("COMPTOIR_ADDR", c.Addr)
	if c.Data == "" {
		p.add("COMPTOIR_DATA", "must name a folder")
	}
	if !domainName.MatchString(c.BaseDomain) {
		p.add("COMPTOIR_BASE_DOMAIN", "must be a domain in lower case, without port")
	}
	if c.PublicURL != "" {
		u, err := url.Parse(c.PublicURL)
		if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || strings.Trim(u.Path, "/") != "" || u.RawQuery != "" || u.User != nil {
			p.add("COMPTOIR_PUBLIC_URL", "must be of the form https://host[:port]")
		}
	}
	for _, origin := range c.AllowedOrigins {
		u, err := url.Parse(origin)
		if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.Path != "" || u.RawQuery != "" || u.User != nil {
			p.add("COMPTOIR_ALLOWED_ORIGINS", "must list origins of the form https://host[:port]")
			break
		}
	}
	for key, d := range map[string]time.Duration{"COMPTOIR_HEADER_TIMEOUT": c.HeaderTimeout, "COMPTOIR_READ_TIMEOUT": c.ReadTimeout, "COMPTOIR_WRITE_TIMEOUT": c.WriteTimeout, "COMPTOIR_IDLE_TIMEOUT": c.IdleTimeout} {
		if d < 100*time.Millisecond || d > time.Hour {
			p.add(key, "must be from 100ms to 1h: a client without an end holds its place for ever")
		}
	}
	for key, n := range map[string][3]int{"COMPTOIR_MAX_HEADER_BYTES": {c.MaxHeaderBytes, 4 << 10, 1 << 20}, "COMPTOIR_MAX_CONNECTIONS": {c.MaxConnections, 16, 1 << 20},
		"COMPTOIR_MAX_CONNECTIONS_PER_ADDRESS": {c.MaxConnectionsAddress, 8, 1 << 20}} {
		if n[0] < n[1] || n[0] > n[2] {
			p.add(key, "must be from %d to %d", n[1], n[2])
		}
	}
	if _, err := c.AccessTokenKeys(); err != nil {
		p.take("COMPTOIR_TOKEN_KEYS", err)
	}
	if c.CountryHeader != "" && len(c.TrustedProxies) == 0 {
		p.add("COMPTOIR_COUNTRY_HEADER", "needs COMPTOIR_TRUSTED_PROXIES: nobody else is believed")
	}
	if c.SecretKey != "" {
		if _, err := decodeKey(c.SecretKey.Reveal()); err != nil {
			p.take("COMPTOIR_SECRET_KEY", err)
		}
	} else if c.DatabaseURL != "" && !c.Demo {
		p.add("COMPTOIR_SECRET_KEY", "is needed with a database of your own: every replica must have the same (openssl rand -base64 32)")
	}
}

func (p *problems) checkStores(c Config) {
	p.url("COMPTOIR_DATABASE_URL", c.DatabaseURL.Reveal(), "postgres", "postgresql")
	p.url("COMPTOIR_DATABASE_OWNER_URL", c.DatabaseOwnerURL.Reveal(), "postgres", "postgresql")
	if c.DatabaseOwnerURL != "" && c.DatabaseURL == "" {
		p.add("COMPTOIR_DATABASE_URL", "is needed with COMPTOIR_DATABASE_OWNER_URL")
	}
	if c.DatabaseMaxConns < 2 || c.DatabaseMaxConns > 1000 {
		p.add("COMPTOIR_DATABASE_MAX_CONNS", "must be between 2 and 1000")
	}
	p.url("COMPTOIR_POSTGRES_DOWNLOAD_URL", c.PostgresDownloadURL, "http", "https")
	p.url("COMPTOIR_REDIS_URL", c.RedisURL.Reveal(), "redis", "rediss", "unix") // a socket may ask for a password too
	p.url("COMPTOIR_S3_ENDPOINT", c.S3Endpoint, "http", "https")
	if c.S3Endpoint != "" {
		for key, v := range map[string]string{"COMPTOIR_S3_BUCKET": c.S3Bucket, "COMPTOIR_S3_REGION": c.S3Region,
			"COMPTOIR_S3_ACCESS_KEY": c.S3AccessKey.Reveal(), "COMPTOIR_S3_SECRET_KEY": c.S3SecretKey.Reveal()} {
			if v == "" {
				p.add(key, "is needed with COMPTOIR_S3_ENDPOINT")
			}
		}
	}
	if c.SMTPAddr != "" {
		p.address("COMPTOIR_SMTP_ADDR", c.SMTPAddr)
	}
	if c.SMTPUser != "" && c.SMTPPassword == "" {
		p.add("COMPTOIR_SMTP_PASSWORD", "is needed with COMPTOIR_SMTP_USER")
	}
	if _, err := mail.ParseAddress(c.MailFrom); err != nil {
		p.add("COMPTOIR_MAIL_FROM", "must be of the form Name <address@domain>")
	}
	slices.SortStableFunc(p.list, func(a, b Problem) int { return cmp.Compare(a.Key, b.Key) })
}

func (p *problems) url(key, value string, schemes ...string) {
	if value == "" {
		return
	}
	if u, err := url.Parse(value); err != nil || !slices.Contains(schemes, u.Scheme) || u.Host == "" && u.RawQuery == "" && (u.Scheme != "unix" || !strings.HasPrefix(u.Path, "/")) {
		p.add(key, "must be an address of the form %s://…", schemes[0])
	}
}

func (p *problems) address(key, value string) {
	_, port, err := net.SplitHostPort(value)
	if n, errPort := strconv.Atoi(port); err != nil || errPort != nil || n < 0 || n > 65535 {
		p.add(key, "must be of the form host:port")
	}
}

// Origin returns the address of the installation as the outside sees it, without a slash at its end.
func (c Config) Origin() string {
	if c.PublicURL != "" {
		return strings.TrimRight(c.PublicURL, "/")
	}
	_, port, err := net.SplitHostPort(c.Addr)
	if err != nil || port == "80" {
		return "http://" + c.BaseDomain
	}
	return "http://" + net.JoinHostPort(c.BaseDomain, port)
}

// Pages reports whether the process serves pages and the API; the others answer for their health and figures only.
func (c Config) Pages() bool { return c.Role == "all" || c.Role == "web" }

// Obs returns the part of the configuration that obs takes.
func (c Config) Obs(version string) obs.Config {
	return obs.Config{Version: version, Level: level(c.LogLevel), Format: c.LogFormat, OTLPEndpoint: c.OTLPEndpoint,
		SampleRatio: c.TraceRatio, SlowQuery: c.SlowQuery}
}

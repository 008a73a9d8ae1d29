package config_test

import (
	"errors"
	"flag"
	"net/netip"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/alecthomas/kong"

	"comptoir/internal/platform/config"
	"comptoir/internal/platform/obs"
)

var update = flag.Bool("update", false, "write the golden files anew")

const (
	key    = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="
	canary = "CaNaRy"
)

func TestDefaultsAreUsable(t *testing.T) {
	t.Parallel()
	c, err := config.Load([]string{"PATH=/bin", "COMPTOIR_TEST_DATABASE_URL=postgres://x", "COMPTOIR_ADDR="})
	if err != nil {
		t.Fatal(err)
	}
	if c.Addr != "127.0.0.1:8080" || c.Data != "./var" || c.Role != "all" || c.BaseDomain != "localhost" || c.DatabaseMaxConns != 10 ||
		c.SessionAccess != 15*time.Minute || c.TraceRatio != 1 || c.Demo || c.Origin() != "http://localhost:8080" {
		t.Errorf("%+v", c)
	}
}

func TestVariables(t *testing.T) {
	t.Parallel()
	c, err := config.Load([]string{
		"COMPTOIR_ADDR=:80", "COMPTOIR_DEMO=true", "COMPTOIR_TRUSTED_PROXIES=10.0.0.0/8, fd00::/8", "COMPTOIR_ALLOWED_ORIGINS=https://app.example",
		"COMPTOIR_DATABASE_URL=postgres://app:" + canary + "@db/comptoir", "COMPTOIR_DATABASE_MAX_CONNS=40", "COMPTOIR_SECRET_KEY=" + key,
		"COMPTOIR_SLOW_QUERY=1s", "COMPTOIR_TRACE_RATIO=0.25", "COMPTOIR_MAIL_FROM=Rivages <bonjour@rivages.example>",
	})
	if err != nil {
		t.Fatal(err)
	}
	want := []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("fd00::/8")}
	if !slices.Equal(c.TrustedProxies, want) || !c.Demo || c.DatabaseMaxConns != 40 || c.TraceRatio != 0.25 || c.SlowQuery != time.Second ||
		c.DatabaseURL.Reveal() != "postgres://app:"+canary+"@db/comptoir" || c.Origin() != "http://localhost" || c.AllowedOrigins[0] != "https://app.example" {
		t.Errorf("%+v", c)
	}
	if k, err := c.Key(); err != nil || string(k) != "0123456789abcdef0123456789abcdef" {
		t.Errorf("%q %v", k, err)
	}
	c.PublicURL = "https://comptoir.example/"
	if c.Origin() != "https://comptoir.example" {
		t.Error(c.Origin())
	}
}

// Each mistake is told with its key, all of them at once, and no value is repeated.
func TestMistakes(t *testing.T) {
	t.Parallel()
	tests := []struct{ entry, key, text string }{
		{"COMPTOIR_ADRR=x", "COMPTOIR_ADRR", "did you mean COMPTOIR_ADDR?"},
		{"COMPTOIR_FROBNICATE=x", "COMPTOIR_FROBNICATE", "does not exist"},
		{"COMPTOIR_ADDR=CaNaRy", "COMPTOIR_ADDR", "host:port"},
		{"COMPTOIR_ADDR=localhost:99999", "COMPTOIR_ADDR", "host:port"},
		{"COMPTOIR_ROLE=CaNaRy", "COMPTOIR_ROLE", "all, web, worker, scheduler"},
		{"COMPTOIR_DEMO=CaNaRy", "COMPTOIR_DEMO", "true or false"},
		{"COMPTOIR_BASE_DOMAIN=CaNaRy.example", "COMPTOIR_BASE_DOMAIN", "domain"},
		{"COMPTOIR_PUBLIC_URL=CaNaRy", "COMPTOIR_PUBLIC_URL", "https://host"},
		{"COMPTOIR_PUBLIC_URL=https://x.example/CaNaRy", "COMPTOIR_PUBLIC_URL", "https://host"},
		{"COMPTOIR_TRUSTED_PROXIES=10.0.0.0/8,CaNaRy", "COMPTOIR_TRUSTED_PROXIES", "list"},
		{"COMPTOIR_ALLOWED_ORIGINS=*", "COMPTOIR_ALLOWED_ORIGINS", "origins"},
		{"COMPTOIR_SHUTDOWN_TIMEOUT=20", "COMPTOIR_SHUTDOWN_TIMEOUT", "duration"},
		{"COMPTOIR_SHUTDOWN_TIMEOUT=-1s", "COMPTOIR_SHUTDOWN_TIMEOUT", "longer"},
		{"COMPTOIR_SECRET_KEY=CaNaRy", "COMPTOIR_SECRET_KEY", "32 bytes"},
		{"COMPTOIR_DATABASE_URL=mysql://CaNaRy@db/x", "COMPTOIR_DATABASE_URL", "postgres://"},
		{"COMPTOIR_DATABASE_URL=postgres://CaNaRy@db/x", "COMPTOIR_SECRET_KEY", "is needed"},
		{"COMPTOIR_DATABASE_OWNER_URL=postgres://CaNaRy@db/x", "COMPTOIR_DATABASE_URL", "is needed"},
		{"COMPTOIR_DATABASE_MAX_CONNS=1", "COMPTOIR_DATABASE_MAX_CONNS", "between"},
		{"COMPTOIR_DATABASE_MAX_CONNS=many", "COMPTOIR_DATABASE_MAX_CONNS", "whole number"},
		{"COMPTOIR_REDIS_URL=CaNaRy:6379", "COMPTOIR_REDIS_URL", "redis://"},
		{"COMPTOIR_S3_ENDPOINT=https://s3.example", "COMPTOIR_S3_BUCKET", "is needed"},
		{"COMPTOIR_SMTP_ADDR=CaNaRy", "COMPTOIR_SMTP_ADDR", "host:port"},
		{"COMPTOIR_SMTP_USER=x", "COMPTOIR_SMTP_PASSWORD", "is needed"},
		{"COMPTOIR_MAIL_FROM=CaNaRy", "COMPTOIR_MAIL_FROM", "address@domain"},
		{"COMPTOIR_SESSION_ACCESS=800h", "COMPTOIR_SESSION_ACCESS", "shorter"},
		{"COMPTOIR_SESSION_IDLE=9000h", "COMPTOIR_SESSION_IDLE", "longer"},
		{"COMPTOIR_LOG_LEVEL=CaNaRy", "COMPTOIR_LOG_LEVEL", "debug, info, warn, error"},
		{"COMPTOIR_LOG_FORMAT=xml", "COMPTOIR_LOG_FORMAT", "json, text"},
		{"COMPTOIR_OTLP_ENDPOINT=CaNaRy:4318", "COMPTOIR_OTLP_ENDPOINT", "http://"},
		{"COMPTOIR_TRACE_RATIO=2", "COMPTOIR_TRACE_RATIO", "between 0 and 1"},
		{"COMPTOIR_TRACE_RATIO=NaN", "COMPTOIR_TRACE_RATIO", "between 0 and 1"},
		{"COMPTOIR_SECRET_KEY_FILE=/does/not/exist/CaNaRy", "COMPTOIR_SECRET_KEY", "COMPTOIR_SECRET_KEY_FILE"},
		{"COMPTOIR_ADDR_FILE=/x", "COMPTOIR_ADDR_FILE", "does not exist"},
	}
	for _, tt := range tests {
		t.Run(tt.entry, func(t *testing.T) {
			t.Parallel()
			_, err := config.Load([]string{tt.entry})
			e, ok := errors.AsType[*config.Error](err)
			if !ok {
				t.Fatalf("%v", err)
			}
			if !slices.ContainsFunc(e.Problems, func(p config.Problem) bool { return p.Key == tt.key && strings.Contains(p.Text, tt.text) }) {
				t.Errorf("%v", e)
			}
			if strings.Contains(err.Error(), canary) {
				t.Errorf("the value is repeated: %v", err)
			}
		})
	}
	_, err := config.Load([]string{"COMPTOIR_ROLE=x", "COMPTOIR_MAIL_FROM=x", "COMPTOIR_FROBNICATE=x"})
	if e, ok := errors.AsType[*config.Error](err); !ok || len(e.Problems) != 3 || strings.Count(err.Error(), "\n") != 4 {
		t.Errorf("not all at once: %v", err)
	}
}

func TestSecretsFromFiles(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(path, []byte(key+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	c, err := config.Load([]string{"COMPTOIR_SECRET_KEY_FILE=" + path})
	if err != nil || c.SecretKey.Reveal() != key {
		t.Errorf("%v %q", err, c.SecretKey.Reveal())
	}
	_, err = config.Load([]string{"COMPTOIR_SECRET_KEY_FILE=" + path, "COMPTOIR_SECRET_KEY=" + key})
	if err == nil || !strings.Contains(err.Error(), "twice") {
		t.Errorf("%v", err)
	}
	if _, err = config.Load([]string{"COMPTOIR_SECRET_KEY_FILE=" + t.TempDir()}); err == nil {
		t.Error("a folder is read as a secret")
	}
}

// The same struct works as kong's flags: flags win over variables, variables over defaults.
func TestFlags(t *testing.T) {
	// Not parallel: kong reads the process's own variables.
	t.Setenv("COMPTOIR_ROLE", "worker")
	t.Setenv("COMPTOIR_DATABASE_MAX_CONNS", "33")
	t.Setenv("COMPTOIR_TRUSTED_PROXIES", "10.0.0.0/8,192.168.0.0/16")
	var cli struct {
		Serve struct{ config.Config } `cmd:""`
	}
	parser, err := kong.New(&cli)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := parser.Parse([]string{"serve", "--role=web", "--addr=:9000", "--demo"}); err != nil {
		t.Fatal(err)
	}
	c := cli.Serve.Config
	if err := c.Complete([]string{"COMPTOIR_ROLE=worker", "COMPTOIR_SECRET_KEY=" + key}); err != nil {
		t.Fatal(err)
	}
	if c.Role != "web" || c.Addr != ":9000" || !c.Demo || c.DatabaseMaxConns != 33 || len(c.TrustedProxies) != 2 || c.SessionMax != 720*time.Hour || c.SecretKey == "" {
		t.Errorf("%+v", c)
	}
}

func TestGeneratedKeyIsKept(t *testing.T) {
	t.Parallel()
	c, err := config.Load([]string{"COMPTOIR_DATA=" + filepath.Join(t.TempDir(), "new", "var")})
	if err != nil {
		t.Fatal(err)
	}
	const programs = 8 // that start at once
	keys := make([]string, programs)
	var wait sync.WaitGroup
	for i := range programs {
		wait.Go(func() {
			k, err := c.Key()
			if err != nil || len(k) != 32 {
				t.Errorf("%d bytes, %v", len(k), err)
			}
			keys[i] = string(k)
		})
	}
	wait.Wait()
	for _, k := range keys {
		if k != keys[0] {
			t.Fatal("two programs have two keys")
		}
	}
	files, err := os.ReadDir(c.Data)
	if err != nil || len(files) != 1 {
		t.Errorf("%v %v: temporary files remain", files, err)
	}
	info, err := os.Stat(filepath.Join(c.Data, "secret.key"))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v %v", info.Mode(), err)
	}
	if err := os.WriteFile(filepath.Join(c.Data, "secret.key"), []byte("cut off"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Key(); err == nil || strings.Contains(err.Error(), "cut off") {
		t.Errorf("a broken key: %v", err)
	}
}

// Every field is a documented key, and every key that is a secret is typed as one.
func TestEveryKeyIsDocumented(t *testing.T) {
	t.Parallel()
	docs := config.Docs()
	if want := reflect.TypeFor[config.Config]().NumField(); len(docs) != want {
		t.Fatalf("%d keys, %d fields", len(docs), want)
	}
	seen := map[string]bool{}
	for _, k := range docs {
		if seen[k.Variable] || !strings.HasPrefix(k.Variable, "COMPTOIR_") || len(k.Help) < 10 || k.Group == "" {
			t.Errorf("%+v", k)
		}
		seen[k.Variable] = true
		if flagName := "--" + strings.ReplaceAll(strings.ToLower(strings.TrimPrefix(k.Variable, "COMPTOIR_")), "_", "-"); k.Secret != (k.Flag == "") || k.Flag != "" && k.Flag != flagName {
			t.Errorf("%s has the flag %q", k.Variable, k.Flag)
		}
		for _, word := range []string{"PASSWORD", "SECRET", "ACCESS_KEY", "DATABASE_URL", "REDIS_URL"} {
			if strings.Contains(k.Variable, word) && !k.Secret {
				t.Errorf("%s is no obs.Secret", k.Variable)
			}
		}
	}
}

func TestGoldenDocumentation(t *testing.T) {
	t.Parallel()
	path := filepath.Join("testdata", "configuration.md")
	got := config.Markdown()
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("the documentation is not that of the code: go test ./internal/platform/config -update\n%s", got)
	}
}

func TestObsConfig(t *testing.T) {
	t.Parallel()
	c, err := config.Load([]string{"COMPTOIR_LOG_LEVEL=warn", "COMPTOIR_OTLP_ENDPOINT=http://collector:4318"})
	if err != nil {
		t.Fatal(err)
	}
	if o := c.Obs("1.2"); o.Level.String() != "WARN" || o.OTLPEndpoint != "http://collector:4318" || o.Version != "1.2" || o.Format != "json" {
		t.Errorf("%+v", o)
	}
	var _ obs.Config = c.Obs("")
}

package app_test

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"

	"comptoir/test/program"
)

// heard keeps what is written to it, whoever writes.
type heard struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (h *heard) Write(p []byte) (int, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.b.Write(p)
}

func (h *heard) String() string {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.b.String()
}

// key is a key of 32 bytes that can be recognised.
func key(name string) string {
	return base64.StdEncoding.EncodeToString(fmt.Appendf(nil, "%-32s", "canary-of-"+name))
}

// secrets are planted by name; places are where none of them may be found.
type secrets struct {
	t       *testing.T
	planted map[string]string
}

func (s secrets) plant(name, value string) string {
	if len(value) < 10 {
		s.t.Fatalf("%s is too short to be recognised: %q", name, value)
	}
	s.planted[name] = value
	return value
}

func (s secrets) search(places map[string]string) {
	s.t.Helper()
	for place, text := range places {
		if len(text) < 500 {
			s.t.Errorf("%s holds %d bytes: nothing was looked at", place, len(text))
		}
		for name, value := range s.planted {
			for _, form := range []string{value, url.QueryEscape(value), strings.ReplaceAll(value, " ", "")} {
				if i := strings.Index(text, form); i >= 0 {
					s.t.Errorf("%s is in %s: …%s…", name, place, text[max(0, i-160):min(len(text), i+40)])
					break
				}
			}
		}
	}
}

// everywhere is what the program says of itself: to its log, its figures and its collector of traces, and in the tables
// that people read afterwards.
func everywhere(t *testing.T, p *program.Program, log, traces *heard) map[string]string {
	t.Helper()
	rows := func(query string) string {
		var text string
		if err := p.Admin().QueryRow(t.Context(), "SELECT coalesce(string_agg(x::text, E'\\n'), '') FROM ("+query+") x").Scan(&text); err != nil {
			t.Fatal(err)
		}
		return text
	}
	return map[string]string{"the log": log.String(), "the traces": traces.String(), "the figures": string((&program.Agency{Program: p}).Must(200, "GET", "/metrics", nil).Raw),
		"the audit trail": rows("SELECT * FROM audit.entry"), "the security events": rows("SELECT * FROM audit.security_event"),
		"the queue": rows("SELECT kind, args, metadata, errors, tags FROM jobs.river_job"), "the outbox": rows("SELECT * FROM outbox.event")}
}

// Every secret of the installation and of its people is planted so that it can be recognised, and led through sign-up,
// sign-in right and wrong, reset, second factors, booking, payment, notifications of a provider, files, faults of the
// database and mails that cannot be sent. None is found in what the program says of itself, even when it says everything.
func TestNoSecretIsTold(t *testing.T) {
	t.Parallel()
	s := secrets{t, map[string]string{}}
	log, traces := &heard{}, &heard{}
	collector := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { _, _ = io.Copy(traces, r.Body) }))
	t.Cleanup(collector.Close)
	redis, files := guardRedis(t, s), guardFiles(t)
	p := program.StartLogged(t, log, "COMPTOIR_LOG_LEVEL=debug", "COMPTOIR_SLOW_QUERY=1ns", "COMPTOIR_OTLP_ENDPOINT="+collector.URL,
		"COMPTOIR_REDIS_URL="+redis.address, "COMPTOIR_S3_ENDPOINT="+files.endpoint, "COMPTOIR_S3_BUCKET=files", "COMPTOIR_S3_ACCESS_KEY=comptoir",
		"COMPTOIR_S3_SECRET_KEY="+s.plant("the key of the files' service", "canary-s3-secret-53"),
		"COMPTOIR_SECRET_KEY="+s.plant("the secret key", key("secret")), "COMPTOIR_TOKEN_KEYS="+s.plant("the key of tokens", key("tokens")), "COMPTOIR_ENCRYPTION_KEYS="+s.plant("the key of columns", key("columns")))
	if u, err := url.Parse(p.Address.AppURL); err == nil {
		if word, some := u.User.Password(); some && len(word) >= 10 {
			s.plant("the database's password", word)
		}
	}
	a := p.Agency("rivages")
	admin := a.As("admin")
	home := admin.Property("ty-mor")
	lifeOf(t, a, s)
	stay := book(a, home, 60, 67, "nora")
	s.plant("the private link of a stay", stay.token)
	a.Pay(stay.payment, s.plant("a card", good))
	a.Becomes(stay.token, "confirmed")
	a.Call("GET", "/manage/"+s.plant("a mistyped link", stay.token[:len(stay.token)-1]+"x"), nil)
	a.Call("POST", "/api/payments/webhooks/sandbox", `{"id":"`+s.plant("a notification's content", "canary-notification-41")+`"}`, "Sandbox-Signature", s.plant("a signature", "canary-signature-42"), "X-Signature", "canary-signature-42")
	guest := customer(t, a, "nora@guest.example")
	s.plant("an access token", guest.Token)
	upload(t, guest, "passport.pdf", "%PDF-1.4\n"+s.plant("a document's content", "canary-document-43")+"\n%%EOF\n")
	cookie := cookieOf(a, "admin")
	s.plant("a session", strings.TrimPrefix(strings.Split(cookie, ";")[0], "session="))
	a.Call("POST", "/desk/settings/sign-in/google", url.Values{"clientId": {"id"}, "secret": {s.plant("an OAuth secret", "canary-oauth-secret-44")}}.Encode(), "Content-Type", form, "Cookie", cookie)
	a.Call("GET", "/stays?token="+s.plant("a token in a query", "canary-query-45"), nil, "Authorization", "Bearer "+s.plant("a wrong token", "canary-bearer-46"), "Cookie", "session="+s.plant("a wrong session", "canary-session-47"))
	quiet(p, t)

	locked(t, a, guest, redis, files, s)

	// The database refuses, in the middle of everything that takes a secret.
	if _, err := p.Admin().Exec(t.Context(), `ALTER TABLE identity.users RENAME TO broken`); err != nil {
		if _, err = p.Admin().Exec(t.Context(), `ALTER TABLE identity.account RENAME TO broken`); err != nil {
			t.Fatal(err)
		}
	}
	word := s.plant("a password when the database fails", "canary password 48 of the fault")
	for path, body := range map[string]any{"/api/auth/login": m{"email": "admin@rivages.example", "password": word}, "/api/auth/prove": m{"password": word}} {
		if got := admin.Call("POST", path, body); got.Status < 500 && path == "/api/auth/login" {
			t.Errorf("nothing was provoked: %d %s", got.Status, got.Raw)
		}
	}
	a.Call("POST", "/login", url.Values{"email": {"admin@rivages.example"}, "password": {word}}.Encode(), "Content-Type", form)
	places := everywhere(t, p, log, traces)
	p.Stop() // the last traces are sent
	places["the log"], places["the traces"] = log.String(), traces.String()
	if !strings.Contains(places["the log"], "broken") && !strings.Contains(places["the log"], "does not exist") {
		t.Error("the fault was not logged")
	}
	s.search(places)
}

// lifeOf leads somebody through everything that identity keeps a secret of.
func lifeOf(t *testing.T, a *program.Agency, s secrets) {
	t.Helper()
	post := func(path string, fields ...string) {
		values := url.Values{}
		for i := 0; i < len(fields); i += 2 {
			values.Add(fields[i], fields[i+1])
		}
		if got := a.Call("POST", path, values.Encode(), "Content-Type", form); got.Status >= 500 {
			t.Errorf("%s: %d", path, got.Status)
		}
	}
	tokenOf := func(name, address string, most int) string {
		a.Eventually(address+" has a mail: "+name, func() bool { return len(a.Mails(address)) >= most })
		for _, link := range a.Mails(address)[0].Links {
			if u, err := url.Parse(link); err == nil && len(u.Path) > 30 {
				return s.plant(name, u.Path[strings.LastIndex(u.Path, "/")+1:])
			}
		}
		t.Fatalf("%s: no link in %v", name, a.Mails(address)[0].Links)
		return ""
	}
	const lea = "lea@guest.example"
	first, second := s.plant("a password", "canary password 31 first"), s.plant("a new password", "canary password 32 second")
	post("/register", "name", "Léa Morin", "email", lea, "password", first, "terms", "on")
	post("/email/confirm/" + tokenOf("the confirmation's token", lea, 1))
	post("/login", "email", lea, "password", s.plant("a wrong password", "canary password 33 wrong"))
	post("/login", "email", lea, "password", first)
	post("/password/forgot", "email", lea)
	post("/password/reset/"+tokenOf("the reset's token", lea, 2), "password", second)
	post("/login/link", "email", lea)
	a.Eventually("the link has come", func() bool {
		for _, mail := range a.Mails(lea) {
			if strings.Contains(mail.Text, "/login/link/") {
				_, token, _ := strings.Cut(mail.Text, "/login/link/")
				s.plant("a link that signs in", strings.Fields(token)[0])
				return true
			}
		}
		return false
	})
	got := a.Must(200, "POST", "/api/auth/login", m{"email": lea, "password": second})
	me := &program.Agency{Program: a.Program, Slug: a.Slug, State: a.State, Token: s.plant("an access token of hers", got.Text("accessToken"))}
	again := a.Must(200, "POST", "/api/auth/refresh", m{"refreshToken": s.plant("a refresh token", got.Text("refreshToken"))})
	s.plant("its successor", again.Text("refreshToken"))
	a.Call("POST", "/api/auth/refresh", m{"refreshToken": s.plant("no refresh token", "canary-refresh-34")})
	if got := me.Call("POST", "/api/auth/factors/codes", nil); got.Status == http.StatusCreated {
		s.plant("the seed of an authenticator", got.Text("key"))
		me.Call("POST", "/api/auth/factors/codes/confirm", m{"code": "000000"})
	} else {
		t.Errorf("no authenticator: %d %s", got.Status, got.Raw)
	}
}

// A mail that cannot be sent is tried again and told of: without the token in it, and without the server's password.
func TestAFailedMailTellsNothing(t *testing.T) {
	t.Parallel()
	s := secrets{t, map[string]string{}}
	log, traces := &heard{}, &heard{}
	dead := httptest.NewServer(nil)
	address := strings.TrimPrefix(dead.URL, "http://")
	dead.Close()
	p := program.StartLogged(t, log, "COMPTOIR_LOG_LEVEL=debug", "COMPTOIR_SMTP_ADDR="+address, "COMPTOIR_SMTP_TLS=none", "COMPTOIR_SMTP_USER=relay", "COMPTOIR_SMTP_PASSWORD="+s.plant("the mail server's password", "canary-smtp-51"))
	a := p.Agency("rivages")
	a.Call("POST", "/password/forgot", url.Values{"email": {"admin@rivages.example"}}.Encode(), "Content-Type", form)
	errors := ""
	p.Eventually("sending has failed", func() bool {
		err := p.Admin().QueryRow(t.Context(), `SELECT coalesce(string_agg(errors::text || args::text, ' '), '') FROM jobs.river_job WHERE errors IS NOT NULL`).Scan(&errors)
		return err == nil && errors != ""
	})
	if strings.Contains(errors, "/password/reset/") {
		t.Errorf("the failed job holds the link: %.400s", errors)
	}
	if strings.Contains(log.String(), "/password/reset/") && !strings.Contains(log.String(), "/password/reset/{token}") {
		t.Error("the log holds the link")
	}
	places := everywhere(t, p, log, traces)
	delete(places, "the traces")
	delete(places, "the outbox")
	delete(places, "the security events")
	s.search(places)
}

// Package program runs the whole program inside a test: a private PostgreSQL database, a real listener, the jobs, and
// the mailbox's folder. It knows no rule of any trade; it only starts, signs in, calls and looks. Start with Start; the
// journeys are the tests of internal/app, and the measurements those of test/bench.
package program

import (
	"context"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"comptoir/internal/app"
	"comptoir/internal/identity"
	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/contact"
	"comptoir/internal/kernel/money"
	"comptoir/internal/platform/clock"
	"comptoir/internal/platform/config"
	"comptoir/internal/platform/mail/mailbox"
	"comptoir/internal/platform/pgtest"
	"comptoir/internal/tenancy"
	"comptoir/test/trail"
)

// Program is the program at work.
type Program struct {
	t       testing.TB
	App     *app.App
	Clock   *clock.Shifted
	Port    string
	Data    string
	Address pgtest.Database
	client  *http.Client
	stop    func()
	admin   sync.Once
	conn    *pgx.Conn
}

// Password is the one of every account.
const Password = "comptoir-demo"

// Key is the installation's secret.
const Key = "QUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUI="

// Start runs the program until the test ends. Extra variables ("COMPTOIR_X=…") win over the usual ones.
func Start(t testing.TB, environ ...string) *Program {
	t.Helper()
	return StartOn(t, pgtest.Of(t, pgtest.Own(t, app.Lines()...)), environ...)
}

// StartWitnessed is Start with somebody who is told of every question about a permission that a request raises.
func StartWitnessed(t testing.TB, w access.Witness, environ ...string) *Program {
	t.Helper()
	return start(t, pgtest.Of(t, pgtest.Own(t, app.Lines()...)), app.Options{Witness: w}, environ...)
}

// StartLogged is Start with a log of its own.
func StartLogged(t testing.TB, log io.Writer, environ ...string) *Program {
	t.Helper()
	return start(t, pgtest.Of(t, pgtest.Own(t, app.Lines()...)), app.Options{Log: log}, environ...)
}

// StartOn is Start on a migrated database of the test's own choice: one that it will break.
func StartOn(t testing.TB, address pgtest.Database, environ ...string) *Program {
	t.Helper()
	return start(t, address, app.Options{}, environ...)
}

func start(t testing.TB, address pgtest.Database, o app.Options, environ ...string) *Program {
	t.Helper()
	p := &Program{t: t, Clock: clock.NewShifted(clock.System), Data: pgtest.Dir(t), Address: address}
	if _, measured := t.(*testing.B); !measured {
		trail.Watch(t, address)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_, p.Port, _ = net.SplitHostPort(l.Addr().String())
	usual := []string{"COMPTOIR_ADDR=127.0.0.1:" + p.Port, "COMPTOIR_DATA=" + p.Data, "COMPTOIR_DATABASE_URL=" + p.Address.AppURL,
		"COMPTOIR_SECRET_KEY=" + Key, "COMPTOIR_LOG_LEVEL=error", "COMPTOIR_DEMO=true", "COMPTOIR_SHUTDOWN_TIMEOUT=5s",
		"COMPTOIR_LIMIT_READS=off", "COMPTOIR_LIMIT_WRITES=off", "COMPTOIR_LIMIT_USER_WRITES=off", "COMPTOIR_LIMIT_ADMINISTRATION=off", "COMPTOIR_LIMIT_GUESSES=off", "COMPTOIR_LIMIT_REPORTS=off"}
	c, err := config.Load(append(slices.Clone(environ), usual...)) // the first of a name counts
	if err != nil {
		t.Fatal(err)
	}
	o.Version, o.Now, o.Alone = "test", p.Clock.Now, true
	p.App, err = app.New(t.Context(), c, &app.Database{AppURL: p.Address.AppURL}, o)
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.WithoutCancel(t.Context()))
	done := make(chan error, 1)
	go func() { done <- p.App.Run(ctx, l) }()
	p.client = &http.Client{Timeout: time.Minute, Transport: &http.Transport{MaxIdleConnsPerHost: 256, MaxConnsPerHost: 256},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	p.stop = sync.OnceFunc(func() {
		p.client.CloseIdleConnections()
		stop()
		if err := <-done; err != nil {
			t.Errorf("the program did not stop cleanly: %v", err)
		}
		if err := p.App.Close(); err != nil {
			t.Error(err)
		}
	})
	t.Cleanup(p.Stop)
	return p
}

// Stop ends the program before the test does.
func (p *Program) Stop() { p.stop() }

// Agency is a business of the program with an administrator and a person at the desk.
type Agency struct {
	*Program
	Slug  string
	State tenancy.State
	Token string // bearer of Client
}

// Agency founds a business with the accounts admin@ and staff@<slug>.example. The answer calls as a visitor.
func (p *Program) Agency(slug string) *Agency {
	p.t.Helper()
	ctx := access.AsSystem(p.t.Context(), access.TenantID{}, "test")
	address := contact.PostalAddress{Line1: "1 quai de l'Épreuve", PostalCode: "35400", City: "Saint-Malo", Country: "FR"}
	state, err := p.App.Contexts.Tenancy.CreateTenant(ctx, tenancy.CreateTenant{Slug: slug, Currency: money.EUR, Settings: tenancy.Settings{Name: "Agence " + slug,
		Trades: []tenancy.Trade{tenancy.Stays}, Languages: []string{"fr", "en"}, DefaultLanguage: "fr", Zone: "Europe/Paris",
		Legal: tenancy.Legal{Name: "Agence " + slug, Address: address, Email: contact.Email("contact@" + slug + ".example")}}})
	if err != nil {
		p.t.Fatal(err)
	}
	ctx = access.AsSystem(p.t.Context(), state.ID, "test")
	for account, role := range map[string]identity.Role{"admin": identity.Administrator, "staff": identity.Staff} {
		if _, err := p.App.Contexts.Identity.CreateUser(ctx, identity.CreateUser{Email: account + "@" + slug + ".example", Password: Password, Confirmed: true,
			Roles: []identity.Role{role}, Profile: identity.Profile{Name: account, Locale: "fr"}}); err != nil {
			p.t.Fatal(err)
		}
	}
	return &Agency{Program: p, Slug: slug, State: state}
}

// As signs in through the API and returns the agency as that account sees it.
func (a *Agency) As(account string) *Agency {
	a.t.Helper()
	got := a.Must(200, "POST", "/api/auth/login", M{"email": account + "@" + a.Slug + ".example", "password": Password})
	return &Agency{Program: a.Program, Slug: a.Slug, State: a.State, Token: got.Text("accessToken")}
}

// M is a JSON object.
type M map[string]any

// Answer is what a call brought back.
type Answer struct {
	t      testing.TB
	Status int
	Header http.Header
	Raw    []byte
	JSON   any
}

// Call sends a request; body is M or another value made JSON, a string sent as it is, or nil. Headers are pairs.
func (a *Agency) Call(method, path string, body any, headers ...string) Answer {
	a.t.Helper()
	got, err := a.Try(method, path, body, headers...)
	if err != nil {
		a.t.Fatalf("%s %s: %v", method, path, err)
	}
	return got
}

// Try is Call for programs that may be dying.
func (a *Agency) Try(method, path string, body any, headers ...string) (Answer, error) {
	if a.Token != "" {
		headers = append([]string{"Authorization", "Bearer " + a.Token}, headers...)
	}
	got, err := Send(a.client, "http://127.0.0.1:"+a.Port, a.Slug, method, path, body, headers...)
	got.t = a.t
	return got, err
}

// Must is Call with the status that is expected.
func (a *Agency) Must(status int, method, path string, body any, headers ...string) Answer {
	a.t.Helper()
	got := a.Call(method, path, body, headers...)
	if got.Status != status {
		a.t.Fatalf("%s %s: %d instead of %d: %s", method, path, got.Status, status, got.Raw)
	}
	return got
}

// At returns the value at a path such as "items.0.id"; nil where there is none.
func (r Answer) At(path string) any {
	v := r.JSON
	for _, part := range strings.Split(path, ".") {
		switch at := v.(type) {
		case map[string]any:
			v = at[part]
		case []any:
			i, err := strconv.Atoi(part)
			if err != nil || i < 0 || i >= len(at) {
				return nil
			}
			v = at[i]
		default:
			return nil
		}
	}
	return v
}

// Text returns the text at a path, and fails the test when there is none.
func (r Answer) Text(path string) string {
	r.t.Helper()
	s, ok := r.At(path).(string)
	if !ok {
		r.t.Fatalf("%q is no text in %s", path, r.Raw)
	}
	return s
}

// Len returns how many items the list at a path has.
func (r Answer) Len(path string) int {
	list, _ := r.At(path).([]any)
	return len(list)
}

// Eventually waits until ok holds; what the jobs do comes a little later.
func (p *Program) Eventually(what string, ok func() bool) {
	p.t.Helper()
	p.Within(30*time.Second, what, ok)
}

// Within is Eventually with a limit of its own.
func (p *Program) Within(patience time.Duration, what string, ok func() bool) {
	p.t.Helper()
	p.every(25*time.Millisecond, patience, what, ok)
}

func (p *Program) every(pause, patience time.Duration, what string, ok func() bool) {
	p.t.Helper()
	limit := time.After(patience)
	again := time.NewTicker(pause)
	defer again.Stop()
	for !ok() {
		select {
		case <-limit:
			p.t.Fatalf("waited in vain until %s", what)
		case <-again.C:
		}
	}
}

// Mails lists what an address received, through the mailbox's own JSON, newest first.
func (a *Agency) Mails(to string) []mailbox.Summary {
	a.t.Helper()
	var found struct {
		Items []mailbox.Summary `json:"items"`
	}
	if err := json.Unmarshal(a.Must(200, "GET", "/dev/mailbox.json?limit=100&to="+to, nil).Raw, &found); err != nil {
		a.t.Fatal(err)
	}
	return found.Items
}

// Mail waits for a mail whose subject has the word.
func (a *Agency) Mail(to, word string) mailbox.Summary {
	a.t.Helper()
	var found mailbox.Summary
	a.Eventually(to+" has a mail about "+word, func() bool {
		for _, m := range a.Mails(to) {
			if strings.Contains(m.Subject, word) {
				found = m
				return true
			}
		}
		return false
	})
	return found
}

// Pass lets time pass, for the program and for its queue, which keeps the machine's time.
func (p *Program) Pass(d time.Duration) {
	p.t.Helper()
	p.Clock.Shift(d)
	if _, err := p.Admin().Exec(p.t.Context(), `update jobs.river_job set scheduled_at = scheduled_at - $1::interval,
		state = case when scheduled_at - $1::interval <= now() then 'available' else state end where state in ('scheduled', 'retryable')`, d); err != nil {
		p.t.Fatal(err)
	}
}

// Admin connects to the program's database as one who sees everything; of this test alone, until it ends.
func (p *Program) Admin() *pgx.Conn {
	p.t.Helper()
	p.admin.Do(func() { p.conn = pgtest.Connect(p.t, p.Address.AdminURL) })
	return p.conn
}

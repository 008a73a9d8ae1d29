package identityio_test

import (
	"context"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"

	"comptoir/internal/identity/identityio"
	"comptoir/internal/platform/limit"
	"comptoir/internal/platform/pg"
	"comptoir/internal/platform/pgtest"
)

// statements records what is asked of the database.
type statements struct {
	mu  sync.Mutex
	all []string
}

// TraceQueryStart implements pgx.QueryTracer.
func (s *statements) TraceQueryStart(ctx context.Context, _ *pgx.Conn, d pgx.TraceQueryStartData) context.Context {
	s.add(d.SQL)
	return ctx
}

// TraceQueryEnd implements pgx.QueryTracer.
func (*statements) TraceQueryEnd(context.Context, *pgx.Conn, pgx.TraceQueryEndData) {}

// TraceBatchStart implements pgx.BatchTracer.
func (*statements) TraceBatchStart(ctx context.Context, _ *pgx.Conn, _ pgx.TraceBatchStartData) context.Context {
	return ctx
}

// TraceBatchQuery implements pgx.BatchTracer.
func (s *statements) TraceBatchQuery(_ context.Context, _ *pgx.Conn, d pgx.TraceBatchQueryData) {
	s.add(d.SQL)
}

// TraceBatchEnd implements pgx.BatchTracer.
func (*statements) TraceBatchEnd(context.Context, *pgx.Conn, pgx.TraceBatchEndData) {}

func (s *statements) add(sql string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if strings.Contains(sql, "PGNotifyMany") {
		return // the queue wakes its workers at most every so often, whoever asked
	}
	first, rest, _ := strings.Cut(strings.TrimSpace(sql), "\n")
	if strings.HasPrefix(first, "-- name: ") { // sqlc's name of the query
		name := strings.Fields(first)[2]
		if name == "InsertAccount" || name == "UpdateAccount" {
			name = "write one row of accounts"
		}
		s.all = append(s.all, name)
		return
	}
	s.all = append(s.all, strings.Join(strings.Fields(first+" "+rest), " "))
}

func (s *statements) take() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := s.all
	s.all = nil
	return all
}

// An address with an account costs exactly the work that one without costs: the same statements in the same order, and as
// many hashes. So the time that an answer takes tells nothing about the address, on any machine and under any load, which
// a stop-watch could not prove. The answers are the same, too.
func TestTheWorkTellsNothing(t *testing.T) {
	t.Parallel()
	seen := &statements{}
	db, err := pg.Open(t.Context(), pg.Config{URL: pgtest.Of(t, pgtest.DB(t, lines()...)).AppURL, MaxConns: 4, Tracer: seen})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(db.Close)
	s := openSite(t, db, func(d *identityio.Deps) {
		many := limit.PerSecond(1000)
		d.Limits = identityio.Limits{SignInAddress: many, ResetAddress: many, RegisterAddress: many, TokenAddress: many}
	})
	s.user(s.a, "present@example.com")
	s.post(s.client(), "http://a.test/register", "name", "Zoé", "email", "unconfirmed@example.com", "password", "quite another password")
	for name, ask := range map[string]func(email string) answer{
		"sign in": func(email string) answer {
			return s.api("POST", "/api/auth/login", map[string]string{"email": email, "password": "not the password"}, "")
		},
		"forgotten password": func(email string) answer {
			return s.api("POST", "/api/auth/password/forgot", map[string]string{"email": email}, "")
		},
		"sign-in link": func(email string) answer {
			return s.api("POST", "/api/auth/link", map[string]string{"email": email}, "")
		},
		"register": func(email string) answer {
			return s.api("POST", "/api/auth/register", map[string]string{"email": email, "password": "a password of some length", "name": "Zoé"}, "")
		},
	} {
		type trace struct {
			answer     string
			statements []string
			hashes     int64
		}
		measure := func(email string) trace {
			seen.take()
			before := s.m.Hashes()
			a := ask(email)
			return trace{a.Status + a.body, seen.take(), s.m.Hashes() - before}
		}
		measure("warm@example.com") // prepares the statements
		present, unconfirmed, absent := measure("present@example.com"), measure("unconfirmed@example.com"), measure("absent@example.com")
		for what, other := range map[string]trace{"confirmed": present, "unconfirmed": unconfirmed} {
			if other.answer != absent.answer || other.hashes != absent.hashes || !slices.Equal(other.statements, absent.statements) {
				t.Errorf("%s, %s:\n%s %d %q\nabsent:\n%s %d %q", name, what, other.answer, other.hashes, other.statements, absent.answer, absent.hashes, absent.statements)
			}
		}
		if len(absent.statements) == 0 {
			t.Errorf("%s: nothing was recorded", name)
		}
	}
}

package rest

import (
	"cmp"
	"context"
	"crypto/sha256"
	"embed"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/platform/clock"
	"comptoir/internal/platform/pg"
)

const idempotencyHeader = "Idempotency-Key"

// Refusals about keys.
var (
	ErrKeyMalformed  = fault.Define(fault.Malformed, "malformed_idempotency_key", "Idempotency-Key must be 1 to 255 printable characters, given once")
	ErrKeyReused     = fault.Define(fault.Invalid, "idempotency_key_reused", "this Idempotency-Key was used for another request")
	ErrKeyInProgress = fault.Define(fault.Conflict, "idempotency_in_progress", "the first request with this Idempotency-Key is still running; try again shortly")
	ErrKeyNoTenant   = fault.Define(fault.Malformed, "idempotency_needs_tenant", "Idempotency-Key is understood at a business's address only")
	ErrKeyNoStore    = fault.Define(fault.Unavailable, "idempotency_unavailable", "this server keeps no answers: send the request without Idempotency-Key")
)

// Idempotency lets a POST be repeated safely. With a key in the header Idempotency-Key
//
//   - the first request runs with a hook (pg.WithHook) that inserts the key in the transaction of its effect: both are
//     committed or neither is. Its answer is stored when the operation has ended, if it is a success (2xx);
//   - a repetition with the same body gets that answer, with Idempotency-Replayed: true, and runs nothing; while the
//     first still runs, it waits for it;
//   - the same key with another body is refused with 422 idempotency_key_reused;
//   - a refused request (anything but 2xx) whose transaction was rolled back leaves no key: correct it and send it again.
//
// One case is left: the effect was committed and no answer stored, because the process died in between or the operation
// failed after its commit. Then the repetition runs the operation again, without the hook and with Resuming(ctx) true.
// Operations must therefore be idempotent by nature for what they commit: find what the first run made (by quote, by
// client reference) and go on from there, rather than make it twice.
//
// An operation that commits nothing may run twice when two repetitions race.
//
// Keys belong to a tenant, an actor and a path, and live for a day. Answers are encrypted with a key derived from the
// program's secret and the client's key, because they may hold tokens of which the database keeps hashes only.
type Idempotency struct {
	db     *pg.DB
	now    clock.Clock
	secret []byte
	ids    ident.Source

	// Lease is how long a run may take: no repetition takes over before. 30 s when zero. The operation's context ends
	// with it.
	Lease time.Duration
	// Patience is how long a repetition waits for the first run. 10 s when zero.
	Patience time.Duration
	// Keep is how long a key lives. 24 h when zero.
	Keep time.Duration
}

// NewIdempotency keeps answers in db. secret is the program's secret key (32 bytes).
func NewIdempotency(db *pg.DB, now clock.Clock, secret []byte) *Idempotency {
	return &Idempotency{db: db, now: now, secret: secret, Lease: 30 * time.Second, Patience: 10 * time.Second, Keep: 24 * time.Hour}
}

//go:embed migrations/*.sql
var migrations embed.FS

// Line is the migration line of this package's schema, "rest".
func Line() pg.Line { return pg.Line{Name: "rest", Files: migrations} }

type resumingKey struct{}

// Resuming reports whether the operation runs again because an earlier run with the same Idempotency-Key and body has
// committed something and left no answer.
func Resuming(ctx context.Context) bool { return ctx.Value(resumingKey{}) != nil }

// run is one request with a key.
type run struct {
	tenant  access.TenantID
	slot    [32]byte
	hash    [32]byte
	key     string
	route   string
	owner   ident.Raw
	seen    ident.Raw // the owner that the key had when it was looked at
	resumes bool
	claimed bool // a row of this run may have been committed
	lost    bool // another run has the key
}

// once answers a POST that carries a key.
func (a *API) once(w http.ResponseWriter, r *http.Request, op *huma.Operation, body []byte, next http.HandlerFunc) {
	i := a.cfg.Idempotency
	if i == nil {
		a.Fail(w, r, ErrKeyNoStore)
		return
	}
	this, err := i.begin(r, op, body)
	if err != nil {
		a.Fail(w, r, err)
		return
	}
	deadline := time.NewTimer(cmp.Or(i.Patience, 10*time.Second))
	defer deadline.Stop()
	for wait := 10 * time.Millisecond; ; wait = min(wait*3/2, 200*time.Millisecond) {
		answer, state, err := i.look(r.Context(), this)
		switch {
		case err != nil:
			a.Fail(w, r, err)
			return
		case state == answered:
			answer.replay(w)
			return
		case state == free || state == abandoned:
			this.resumes = state == abandoned
			if a.attempt(w, r, i, this, next) {
				return
			}
		}
		pause := time.NewTimer(wait)
		select {
		case <-pause.C:
		case <-r.Context().Done():
			pause.Stop()
			a.Fail(w, r, r.Context().Err())
			return
		case <-deadline.C:
			pause.Stop()
			w.Header().Set("Retry-After", "2")
			a.Fail(w, r, ErrKeyInProgress)
			return
		}
	}
}

// begin reads the key and gives the request its place.
func (i *Idempotency) begin(r *http.Request, op *huma.Operation, body []byte) (*run, error) {
	values := r.Header.Values(idempotencyHeader)
	if len(values) != 1 || !printable(values[0]) {
		return nil, ErrKeyMalformed
	}
	actor := access.From(r.Context())
	if actor.Tenant.IsZero() {
		return nil, ErrKeyNoTenant
	}
	who := string(actor.Kind) + ":" + actor.User.String()
	return &run{
		tenant: actor.Tenant, key: values[0], route: op.Method + " " + op.Path, owner: i.ids.Raw(),
		slot: digest(who, r.Method, r.URL.EscapedPath(), values[0]),
		hash: digest(r.URL.RawQuery, r.Header.Get("Content-Type"), string(body)),
	}, nil
}

func printable(key string) bool {
	if len(key) == 0 || len(key) > 255 {
		return false
	}
	return !strings.ContainsFunc(key, func(r rune) bool { return r < ' ' || r > '~' })
}

// digest hashes parts so that no two lists of parts have the same text.
func digest(parts ...string) [32]byte {
	h := sha256.New()
	for _, p := range parts {
		_, _ = fmt.Fprintf(h, "%d:%s", len(p), p) // a hash never fails
	}
	return [32]byte(h.Sum(nil))
}

// attempt runs the operation and answers, or reports false when another run turned out to have the key.
func (a *API) attempt(w http.ResponseWriter, r *http.Request, i *Idempotency, this *run, next http.HandlerFunc) bool {
	ctx, cancel := context.WithTimeout(r.Context(), cmp.Or(i.Lease, 30*time.Second))
	defer cancel()
	this.lost = false
	if this.resumes {
		taken, err := i.take(ctx, this)
		if err != nil {
			a.Fail(w, r, err)
			return true
		}
		if !taken {
			return false
		}
		ctx = context.WithValue(ctx, resumingKey{}, true)
	} else {
		ctx = pg.WithHook(ctx, func(ctx context.Context, tx pg.Tx) error { return i.claim(ctx, tx, this) })
	}
	rewind(r)
	out := newAnswer()
	ended := false
	defer func() {
		if !ended { // a panic on its way to the edge
			i.release(r.Context(), this)
		}
	}()
	next(out, r.WithContext(ctx))
	ended = true
	if this.lost && !out.success() {
		return false
	}
	if out.success() {
		if err := i.store(r.Context(), this, out); err != nil {
			a.cfg.Report(r.Context(), fmt.Errorf("rest: the answer of a repeated request is not kept: %w", err))
		}
	} else {
		i.release(r.Context(), this)
	}
	out.send(w)
	return true
}

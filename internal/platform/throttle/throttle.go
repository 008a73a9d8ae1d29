// Package throttle bounds how often anybody calls the program: by network address when he is nobody, by account when he
// has signed in. One middleware for pages and API, over platform/limit.
//
// It refuses to know sign-in and forgotten passwords, which identity bounds by itself and more strictly, and what a route
// means: the program says which belong to the administration, which cost nothing, and which guard a secret in their
// address. Start with Config.
package throttle

import (
	"context"
	"math"
	"net/http"
	"strconv"
	"strings"
	"time"

	"comptoir/internal/kernel/access"
	"comptoir/internal/platform/limit"
)

// Limiter counts; limit.Limiter does.
type Limiter interface {
	Allow(ctx context.Context, key string, l limit.Limit) (limit.Decision, error)
	Peek(ctx context.Context, key string, l limit.Limit) (limit.Decision, error)
}

// Config is who may do what how often; a zero limit is none.
type Config struct {
	Reads          limit.Limit // of one visitor or user
	Writes         limit.Limit // of one visitor: whatever is no reading
	UserWrites     limit.Limit // of one user
	Administration limit.Limit // of one user, reading or writing
	Guesses        limit.Limit // of one visitor: addresses with a secret that open nothing

	Reports limit.Limit // of one visitor: what his browser tells of our pages by itself, which takes nothing of his writes

	Free    func(r *http.Request) bool // files that a page brings along
	Admin   func(r *http.Request) bool // desk and operator
	Machine func(r *http.Request) bool // calls of providers, which prove themselves: bounded as reading is
	Secret  func(r *http.Request) bool // the address carries a token
	Report  func(r *http.Request) bool // what a browser tells by itself; nil: nothing

	// Refuse shows a refusal; the headers are set.
	Refuse func(w http.ResponseWriter, r *http.Request, err error)
	// Noted is told of each refusal, with the name of the limit; nil: nobody.
	Noted func(ctx context.Context, name string)
}

// Throttle is the middleware.
type Throttle struct {
	limiter Limiter
	c       Config
}

// New makes a throttle.
func New(l Limiter, c Config) *Throttle { return &Throttle{l, c} }

// rule is the limit that holds for a request, and on whom it is counted.
type rule struct {
	name string
	key  string
	l    limit.Limit
}

func (t *Throttle) rule(r *http.Request) rule {
	a := access.From(r.Context())
	by := func(name string, l limit.Limit) rule {
		if a.Kind == access.Person {
			return rule{name, limit.Key(a.Tenant, "edge."+name, a.User.String()), l}
		}
		// Whoever calls many businesses from one address is still one caller.
		return rule{name, limit.Key(access.TenantID{}, "edge."+name, limit.Network(a.Address)), l}
	}
	reading := r.Method == http.MethodGet || r.Method == http.MethodHead || r.Method == http.MethodOptions
	switch {
	case reading && t.c.Free(r):
		return rule{}
	case t.c.Report != nil && t.c.Report(r):
		return rule{"reports", limit.Key(access.TenantID{}, "edge.reports", limit.Network(a.Address)), t.c.Reports}
	case a.Kind == access.Person && t.c.Admin(r):
		return by("administration", t.c.Administration)
	case reading || t.c.Machine(r):
		return by("reads", t.c.Reads)
	case a.Kind == access.Person:
		return by("user-writes", t.c.UserWrites)
	}
	return by("writes", t.c.Writes)
}

// Handler bounds next. A limiter that does not answer bounds nobody here: a shop that cannot count still sells.
func (t *Throttle) Handler(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if rule := t.rule(r); rule.l.Rate > 0 {
			d, err := t.limiter.Allow(r.Context(), rule.key, rule.l)
			if err == nil && !t.pass(w, r, rule, d) {
				return
			}
		}
		if t.c.Guesses.Rate == 0 || !t.c.Secret(r) {
			next.ServeHTTP(w, r)
			return
		}
		t.guess(w, r, next)
	})
}

// guess serves an address with a secret. Only those that open nothing are counted, so that a guest may look at his stay
// as often as he likes; once too many were wrong, right ones are not tried either.
func (t *Throttle) guess(w http.ResponseWriter, r *http.Request, next http.Handler) {
	ctx := r.Context()
	rule := rule{"guesses", limit.Key(access.TenantID{}, "edge.guesses", limit.Network(access.From(ctx).Address)), t.c.Guesses}
	if d, err := t.limiter.Peek(ctx, rule.key, rule.l); err == nil && !d.Allowed {
		t.pass(w, r, rule, d)
		return
	}
	seen := &status{ResponseWriter: w}
	next.ServeHTTP(seen, r)
	if seen.code == http.StatusNotFound || seen.code == http.StatusGone {
		_, _ = t.limiter.Allow(context.WithoutCancel(ctx), rule.key, rule.l)
	}
}

// pass says what is left, and refuses when nothing is.
func (t *Throttle) pass(w http.ResponseWriter, r *http.Request, rule rule, d limit.Decision) bool {
	if strings.HasPrefix(r.URL.Path, "/api/") || !d.Allowed {
		tell(w.Header(), rule, d)
	}
	if d.Allowed {
		return true
	}
	w.Header().Set("Retry-After", strconv.Itoa(Seconds(d.RetryAfter)))
	if t.c.Noted != nil {
		t.c.Noted(r.Context(), rule.name)
	}
	t.c.Refuse(w, r, limit.ErrExceeded)
	return false
}

// tell sets the fields of draft-ietf-httpapi-ratelimit-headers-06: the quota, what is left of it, in how many seconds all
// of it is there again, and the policy.
func tell(h http.Header, rule rule, d limit.Decision) {
	h.Set("RateLimit-Limit", strconv.Itoa(rule.l.Rate))
	h.Set("RateLimit-Remaining", strconv.Itoa(max(d.Remaining, 0)))
	h.Set("RateLimit-Reset", strconv.Itoa(Seconds(d.ResetAfter)))
	h.Set("RateLimit-Policy", strconv.Itoa(rule.l.Rate)+";w="+strconv.Itoa(Seconds(rule.l.Per))+`;name="`+rule.name+`"`)
}

// Seconds rounds up, so that nobody is told to come back too early.
func Seconds(d time.Duration) int { return int(math.Ceil(d.Seconds())) }

// status remembers how a request was answered.
type status struct {
	http.ResponseWriter
	code int
}

// WriteHeader implements http.ResponseWriter.
func (s *status) WriteHeader(code int) {
	if s.code == 0 && code >= 200 {
		s.code = code
	}
	s.ResponseWriter.WriteHeader(code)
}

// Unwrap lets http.ResponseController through.
func (s *status) Unwrap() http.ResponseWriter { return s.ResponseWriter }

package staysio

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode"

	"github.com/jackc/pgx/v5"
	"github.com/maypok86/otter/v2"
	"golang.org/x/text/runes"
	"golang.org/x/text/transform"
	"golang.org/x/text/unicode/norm"

	"comptoir/internal/event"
	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/platform/jobs"
	"comptoir/internal/platform/outbox"
	"comptoir/internal/platform/pg"
	"comptoir/internal/platform/trail"
	"comptoir/internal/stays"
	"comptoir/internal/stays/staysio/staysdb"
)

// Store keeps the context in PostgreSQL. Aggregates are JSON documents beside the columns that are searched by; the
// occupancy of properties is rows of its own, under an exclusion constraint.
type Store struct {
	db       *pg.DB
	outbox   *outbox.Outbox
	jobs     jobs.Enqueuer
	q        *staysdb.Queries
	listings *otter.Cache[shown, stays.Listing]
}

// NewStore makes a store that publishes through the outbox and has holds expire by jobs.
func NewStore(db *pg.DB, o *outbox.Outbox, j jobs.Enqueuer) *Store {
	return &Store{db: db, outbox: o, jobs: j, q: staysdb.New(), listings: newListings()}
}

// Write implements stays.Store.
func (s *Store) Write(ctx context.Context, fn func(stays.Tx) error) error {
	return s.db.Write(ctx, func(ctx context.Context, tx pg.Tx) error {
		return fn(&storeTx{Store: s, tx: tx, tenant: access.TenantOf(ctx), loaded: map[ident.Raw]any{}})
	})
}

// storeTx implements stays.Tx.
type storeTx struct {
	*Store
	tx     pg.Tx
	tenant access.TenantID
	loaded map[ident.Raw]any // states as loaded, for the audit trail
}

// finish ends the saving of an aggregate: the audit entry, then its events.
func (t *storeTx) finish(ctx context.Context, entity string, id ident.Raw, after any, news []event.Event) error {
	if err := trail.Record(ctx, t.tx, trail.Entry{Entity: entity, ID: id, Before: t.loaded[id], After: after}); err != nil {
		return err
	}
	t.loaded[id] = after
	if len(news) == 0 {
		return nil
	}
	return t.outbox.Append(ctx, t.tx, news...)
}

// expireHold is the job that looks at a reservation when its hold, or its pending change, ends.
type expireHold struct {
	Reservation stays.ReservationID `json:"reservation"`
}

// Kind implements jobs.Args.
func (expireHold) Kind() string { return "stays.expire_hold" }

// sendLink is the job that answers who has lost his link.
type sendLink struct{ stays.SendLink }

// Kind implements jobs.Args.
func (sendLink) Kind() string { return "stays.send_link" }

// missing turns "no row" into the context's own refusal.
func missing(err error, refusal *fault.Error) error {
	if errors.Is(err, pgx.ErrNoRows) {
		return refusal
	}
	return err
}

func decode[T any](raw []byte, what string) (v T, err error) {
	if err = json.Unmarshal(raw, &v); err != nil {
		err = fmt.Errorf("stays: a stored %s cannot be read: %w", what, err)
	}
	return v, err
}

func decodeAll[T any](rows [][]byte, what string) ([]T, error) {
	all := make([]T, len(rows))
	for i, raw := range rows {
		v, err := decode[T](raw, what)
		if err != nil {
			return nil, err
		}
		all[i] = v
	}
	return all, nil
}

func encode(v any) []byte {
	raw, err := json.Marshal(v)
	if err != nil {
		panic("stays: a state cannot be encoded: " + err.Error()) // states are plain data
	}
	return raw
}

// fold makes what is searched in and what is searched for alike: lower case, without accents.
func fold(text string) string {
	folded, _, err := transform.String(transform.Chain(norm.NFD, runes.Remove(runes.In(unicode.Mn)), norm.NFC), strings.ToLower(text))
	if err != nil {
		return strings.ToLower(text)
	}
	return folded
}

// words gives what is searched for; never nil, which SQL would not compare with.
func words(text string) []string { return append([]string{}, strings.Fields(fold(text))...) }

func timeOrNil(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

func timeOrZero(t *time.Time) time.Time {
	if t == nil {
		return time.Time{}
	}
	return t.UTC()
}

func texts[S ~string](list []S) []string {
	out := make([]string, len(list))
	for i, s := range list {
		out[i] = string(s)
	}
	return out
}

package pg

import (
	"context"
	"errors"
	"io"
	"net"
	"slices"
	"strings"

	"comptoir/internal/kernel/fault"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/puddle/v2"
)

// Faults of this package. The cause is kept for the log and never shown.
var (
	// ErrUnavailable: the server cannot be reached, is restarting, or has no connection to spare.
	ErrUnavailable = fault.Define(fault.Unavailable, "database_unavailable", "the database does not answer; try again shortly")
	// ErrBusy: the server answers, but a lock, a statement or an idle transaction took too long, or transactions kept
	// colliding.
	ErrBusy = fault.Define(fault.Unavailable, "database_busy", "the database is busy; try again shortly")
)

// Errors that mean a mistake in the program.
var (
	// ErrNested: Write or Snapshot was called inside a Write or a Snapshot of the same database.
	ErrNested = errors.New("pg: a transaction is already open in this context")
	// ErrTenantChanged: Read was called inside a transaction for another tenant than the transaction's.
	ErrTenantChanged = errors.New("pg: the open transaction belongs to another tenant")
	// ErrReadOnly: COPY was asked of a reader.
	ErrReadOnly = errors.New("pg: readers do not write; use DB.Write")
)

// ErrSkip is returned by a hook (see WithHook) to say that this work is already done: Write rolls back, does not run
// its function, and returns ErrSkip.
var ErrSkip error = skip{}

type skip struct{}

// Error implements error.
func (skip) Error() string { return "pg: already done" }

// AlreadyDone tells observers that nothing went wrong.
func (skip) AlreadyDone() bool { return true }

// IsUnique reports whether err is the violation of a unique constraint; with names, of one of these constraints.
func IsUnique(err error, constraints ...string) bool { return violates(err, "23505", constraints) }

// IsExclusion reports whether err is the violation of an exclusion constraint (two periods that overlap); with names,
// of one of these constraints.
func IsExclusion(err error, constraints ...string) bool { return violates(err, "23P01", constraints) }

// IsForeignKey reports whether err is a reference to a row that is not there, or the removal of a row that is referred
// to; with names, of one of these constraints.
func IsForeignKey(err error, constraints ...string) bool {
	return violates(err, "23503", constraints) || violates(err, "23001", constraints)
}

// IsCheck reports whether err is the violation of a check constraint; with names, of one of these constraints.
func IsCheck(err error, constraints ...string) bool { return violates(err, "23514", constraints) }

// IsNoRows reports whether err says that a query for one row found none.
func IsNoRows(err error) bool { return errors.Is(err, pgx.ErrNoRows) }

func violates(err error, code string, constraints []string) bool {
	e, ok := errors.AsType[*pgconn.PgError](err)
	return ok && e.Code == code && (len(constraints) == 0 || slices.Contains(constraints, e.ConstraintName))
}

func state(err error) string {
	if e, ok := errors.AsType[*pgconn.PgError](err); ok {
		return e.Code
	}
	return ""
}

// IsUnavailable reports whether err means that the server could not be reached or does not serve: trying again later
// may help, and nothing is wrong with the request.
func IsUnavailable(err error) bool {
	if err == nil {
		return false
	}
	if errors.Is(err, ErrUnavailable) {
		return true
	}
	if code := state(err); code != "" {
		switch {
		case strings.HasPrefix(code, "08"), // connection exceptions
			strings.HasPrefix(code, "57P"), // shutting down, crashed, starting up, database dropped
			strings.HasPrefix(code, "53"):  // out of connections, memory or disk
			return true
		}
		return false
	}
	if _, ok := errors.AsType[*pgconn.ConnectError](err); ok {
		return true
	}
	if _, ok := errors.AsType[net.Error](err); ok && !errors.Is(err, context.DeadlineExceeded) {
		return true
	}
	return errors.Is(err, pgconn.ErrConnClosed) || errors.Is(err, puddle.ErrClosedPool) ||
		errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) || errors.Is(err, net.ErrClosed)
}

// retryable reports whether the whole transaction may simply be run again: PostgreSQL chose it as the victim of a
// collision, or a migration changed a table under a prepared statement (which pgx has forgotten by now).
func retryable(err error) bool {
	switch code := state(err); code {
	case "40001", "40P01":
		return true
	case "0A000":
		e, _ := errors.AsType[*pgconn.PgError](err)
		return e.Routine == "RevalidateCachedQuery"
	}
	return false
}

// explain turns the failures of the server into faults and leaves every other error as it is: a refusal by a context,
// a constraint, a cancelled request.
func (db *DB) explain(ctx context.Context, err error) error {
	if err == nil || ctx.Err() != nil {
		return err
	}
	if _, ok := errors.AsType[*fault.Error](err); ok {
		return err
	}
	if IsUnavailable(err) {
		return ErrUnavailable.Because(err)
	}
	switch state(err) {
	case "55P03", "57014", "25P03": // lock; statement, since ctx was not cancelled; transaction that did nothing
		return ErrBusy.Because(err)
	}
	return err
}

// Package pglint inspects a migrated database for holes between tenants. It reads PostgreSQL's catalogue and not the
// migrations, so that it judges what is there, however it came.
//
// It knows no context; what a context may do differently is said by the caller, with a reason, in an Allow. Start with
// Check; the rules are in rules.go.
package pglint

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"
)

// Violation is one hole.
type Violation struct {
	Rule   string // "policy": stable, see Rules
	Object string // "stays.property": what breaks it
	Detail string // what is wrong, in words
}

// String reads "policy stays.property: …".
func (v Violation) String() string { return v.Rule + " " + v.Object + ": " + v.Detail }

// Allow is an exception, for ever and with a reason. One that matches nothing is itself a violation, so that the list
// does not outlive what it excuses.
type Allow struct {
	Rule   string
	Object string // as Violation has it; "jobs.*" is everything that begins with "jobs."
	Why    string
}

func (a Allow) covers(v Violation) bool {
	if a.Rule != v.Rule {
		return false
	}
	if prefix, ok := strings.CutSuffix(a.Object, "*"); ok {
		return strings.HasPrefix(v.Object, prefix)
	}
	return a.Object == v.Object
}

// Querier is a connection or a transaction of a role that may read the whole catalogue.
type Querier interface {
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
}

// Check returns the violations that no exception covers, in order of rule and object: none means that the database
// keeps its tenants apart as far as the catalogue can tell.
func Check(ctx context.Context, q Querier, allowed ...Allow) ([]Violation, error) {
	var found []Violation
	used := make([]bool, len(allowed))
	for _, r := range rules {
		rows, err := q.Query(ctx, scope+r.sql)
		if err != nil {
			return nil, fmt.Errorf("pglint: %s: %w", r.name, err)
		}
		list, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (Violation, error) {
			v := Violation{Rule: r.name}
			return v, row.Scan(&v.Object, &v.Detail)
		})
		if err != nil {
			return nil, fmt.Errorf("pglint: %s: %w", r.name, err)
		}
		for _, v := range list {
			excused := false
			for i, a := range allowed {
				if a.covers(v) {
					used[i], excused = true, true
				}
			}
			if !excused {
				found = append(found, v)
			}
		}
	}
	for i, a := range allowed {
		if !used[i] {
			found = append(found, Violation{Rule: "unused-exception", Object: a.Object,
				Detail: fmt.Sprintf("nothing breaks the rule %q any more: remove the exception (%s)", a.Rule, a.Why)})
		}
	}
	slices.SortFunc(found, func(a, b Violation) int {
		return cmp.Or(cmp.Compare(a.Rule, b.Rule), cmp.Compare(a.Object, b.Object), cmp.Compare(a.Detail, b.Detail))
	})
	return found, nil
}

// Rules lists the names of the rules and what each one asks for.
func Rules() map[string]string {
	m := map[string]string{"unused-exception": "every exception excuses something"}
	for _, r := range rules {
		m[r.name] = r.asks
	}
	return m
}

package main

import (
	"context"
	"errors"
	"fmt"

	"comptoir/internal/app"
	"comptoir/internal/kernel/access"
)

type ledgerCommand struct {
	Verify  ledgerVerify  `cmd:"" help:"Compute every balance and the chain of the books again. Exit code 0: whole; 1: they do not hold; 2: they could not be verified."`
	CatchUp ledgerCatchUp `cmd:"" help:"Post what has happened and is not in the books: once after they were introduced; each night the program does it by itself."`
}

type ledgerVerify struct {
	Tenant string `help:"Short name or identifier of the business; all of them when empty."`
}

// errBooks says that a business's books do not hold.
var errBooks = errors.New("the books do not hold what was written")

// Run implements the command.
func (v ledgerVerify) Run(e *env) error {
	return verifyEach(e, v.Tenant, errBooks, func(ctx context.Context, a *app.App, name string) (bool, error) {
		r, err := a.Contexts.Bookkeeper.Verify(ctx)
		if err != nil {
			return false, err
		}
		return len(r.Findings) == 0, printBooks(e, name, r)
	})
}

func printBooks(e *env, name string, r app.BooksReport) error {
	verdict := "whole"
	if len(r.Findings) > 0 {
		verdict = "BROKEN"
	}
	_, err := fmt.Fprintf(e.out, "%-12s %s: %d transactions on %d accounts, %d sealed, %d waiting\n", name, verdict, r.Transactions, r.Accounts, r.Sealed, r.Waiting)
	for _, f := range r.Findings {
		_, _ = fmt.Fprintf(e.out, "  %-10s", f.Kind)
		if f.Seq > 0 {
			_, _ = fmt.Fprintf(e.out, " seq %d", f.Seq)
		}
		if !f.Transaction.IsZero() {
			_, _ = fmt.Fprintf(e.out, " transaction %s", f.Transaction)
		}
		_, err = fmt.Fprintln(e.out, "", f.Account, f.Currency)
	}
	return err
}

type ledgerCatchUp struct {
	Tenant string `help:"Short name or identifier of the business; all of them when empty."`
}

// Run implements the command.
func (v ledgerCatchUp) Run(e *env) error {
	return operate(e, func(ctx context.Context, a *app.App) error {
		all, err := a.Trails(ctx, v.Tenant)
		if err != nil {
			return err
		}
		for _, t := range all {
			n, err := a.CatchUpBooks(access.AsSystem(ctx, t.ID, "command line"))
			if err != nil {
				return fmt.Errorf("%s: %w", t.Name, err)
			}
			if _, err := fmt.Fprintf(e.out, "%-12s %d facts applied\n", t.Name, n); err != nil {
				return err
			}
		}
		return nil
	})
}

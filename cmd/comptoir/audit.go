package main

import (
	"context"
	"errors"
	"fmt"

	"comptoir/internal/app"
	"comptoir/internal/kernel/access"
	"comptoir/internal/platform/trail"
)

type auditCommand struct {
	Verify auditVerify `cmd:"" help:"Compute the chain of the audit trail again. Exit code 0: whole; 1: somebody has tampered; 2: it could not be verified."`
}

type auditVerify struct {
	Tenant string `help:"Short name or identifier of the business; all of them when empty."`
}

// The ways in which a verification ends.
var (
	errTampered   = errors.New("the audit trail does not hold what was written")
	errUnverified = errors.New("the audit trail could not be verified")
)

// Run implements the command.
func (v auditVerify) Run(e *env) error {
	tampered := false
	err := operate(e, func(ctx context.Context, a *app.App) error {
		all, err := a.Trails(ctx, v.Tenant)
		if err != nil {
			return err
		}
		for _, t := range all {
			r, err := a.Contexts.Sealer.Verify(access.AsSystem(ctx, t.ID, "command line"))
			if err != nil {
				return err
			}
			if err := printReport(e, t.Name, r); err != nil {
				return err
			}
			tampered = tampered || len(r.Findings) > 0
		}
		return nil
	})
	switch {
	case err != nil:
		return fmt.Errorf("%w: %w", errUnverified, err)
	case tampered:
		return errTampered
	}
	return nil
}

func printReport(e *env, name string, r trail.Report) error {
	verdict := "whole"
	if len(r.Findings) > 0 {
		verdict = "TAMPERED"
	}
	_, err := fmt.Fprintf(e.out, "%-12s %s: %d entries sealed, %d waiting", name, verdict, r.Sealed, r.Waiting)
	if r.Waiting > 0 {
		_, _ = fmt.Fprintf(e.out, " (the oldest for %s)", r.Oldest.Round(1e9))
	}
	_, _ = fmt.Fprintln(e.out)
	for _, f := range r.Findings {
		_, err = fmt.Fprintf(e.out, "  %-10s seq %-8d entry %s\n", f.Kind, f.Seq, f.Entry)
	}
	return err
}

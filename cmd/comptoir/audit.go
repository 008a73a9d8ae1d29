package main

import (
	"context"
	"errors"
	"fmt"

	"comptoir/internal/app"
	"comptoir/internal/platform/trail"
)

type auditCommand struct {
	Verify auditVerify `cmd:"" help:"Compute the chain of the audit trail again. Exit code 0: whole; 1: somebody has tampered; 2: it could not be verified."`
}

type auditVerify struct {
	Tenant string `help:"Short name or identifier of the business; all of them when empty."`
}

// errTampered says that a business's audit trail is not what was written.
var errTampered = errors.New("the audit trail does not hold what was written")

// Run implements the command.
func (v auditVerify) Run(e *env) error {
	return verifyEach(e, v.Tenant, errTampered, func(ctx context.Context, a *app.App, name string) (bool, error) {
		r, err := a.Contexts.Sealer.Verify(ctx)
		if err != nil {
			return false, err
		}
		return len(r.Findings) == 0, printReport(e, name, r)
	})
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

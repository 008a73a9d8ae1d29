package main

import (
	"context"
	"errors"
	"fmt"

	"comptoir/internal/app"
)

type invoicesCommand struct {
	Verify invoicesVerify `cmd:"" help:"Compute the chain, numbers and sums of issued papers again. Exit code 0: whole; 1: they do not hold; 2: they could not be verified."`
}

type invoicesVerify struct {
	Tenant string `help:"Short name or identifier of the business; all of them when empty."`
}

// errInvoices says that a business's papers are not those that were issued.
var errInvoices = errors.New("the papers are not those that were issued")

// Run implements the command.
func (v invoicesVerify) Run(e *env) error {
	return verifyEach(e, v.Tenant, errInvoices, func(ctx context.Context, a *app.App, name string) (bool, error) {
		r, err := a.Contexts.InvoiceStore.Verify(ctx)
		if err != nil {
			return false, err
		}
		return len(r.Findings) == 0, printPapers(e, name, r)
	})
}

func printPapers(e *env, name string, r app.InvoiceReport) error {
	verdict := "whole"
	if len(r.Findings) > 0 {
		verdict = "BROKEN"
	}
	_, err := fmt.Fprintf(e.out, "%-12s %s: %d papers\n", name, verdict, r.Papers)
	for _, f := range r.Findings {
		_, err = fmt.Fprintf(e.out, "  %s\n", f)
	}
	return err
}

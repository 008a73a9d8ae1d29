package main

import (
	"context"
	"errors"
	"fmt"

	"comptoir/internal/app"
	"comptoir/internal/kernel/access"
)

// errUnverified says that it could not be told whether the records hold; it ends the program with its own exit code.
var errUnverified = errors.New("the records could not be verified")

// verifyEach verifies the records of a business, or of every one when tenant is empty. verify computes those of its ctx's
// business again, writes what it found and says whether they are whole; broken comes back when some were not.
func verifyEach(e *env, tenant string, broken error, verify func(ctx context.Context, a *app.App, name string) (whole bool, err error)) error {
	held := true
	err := operate(e, func(ctx context.Context, a *app.App) error {
		all, err := a.Trails(ctx, tenant)
		if err != nil {
			return err
		}
		for _, t := range all {
			whole, err := verify(access.AsSystem(ctx, t.ID, "command line"), a, t.Name)
			if err != nil {
				return err
			}
			held = held && whole
		}
		return nil
	})
	switch {
	case err != nil:
		return fmt.Errorf("%w: %w", errUnverified, err)
	case !held:
		return broken
	}
	return nil
}

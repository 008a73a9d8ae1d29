package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"text/tabwriter"

	"comptoir/internal/app"
	"comptoir/internal/kernel/access"
	"comptoir/internal/tenancy"
)

type keysCommand struct {
	Status keysStatus `cmd:"" help:"List which key-encryption keys wrap the data keys of each business."`
	Rotate keysRotate `cmd:"" help:"Wrap every data key with the first of COMPTOIR_ENCRYPTION_KEYS; the others can then be removed."`
}

type keysStatus struct{}

// Run implements the command.
func (keysStatus) Run(e *env) error {
	return operate(e, func(ctx context.Context, a *app.App) error {
		box := a.Seal()
		w := tabwriter.NewWriter(e.out, 0, 0, 2, ' ', 0)
		_, err := fmt.Fprintf(w, "in use\t%s\n", box.Current())
		err = errors.Join(err, eachTenant(ctx, a, func(t tenancy.State) error {
			status, err := box.Status(access.AsSystem(ctx, t.ID, "command line"))
			for _, kek := range slices.Sorted(maps.Keys(status)) {
				_, werr := fmt.Fprintf(w, "%s\t%s\t%d\n", t.Slug, kek, status[kek])
				err = errors.Join(err, werr)
			}
			return err
		}))
		return errors.Join(err, w.Flush())
	})
}

type keysRotate struct {
	Fresh bool `help:"Also have every business seal with a new data key from now on; what was sealed before still opens."`
}

// Run implements the command.
func (k keysRotate) Run(e *env) error {
	return operate(e, func(ctx context.Context, a *app.App) error {
		total := 0
		err := eachTenant(ctx, a, func(t tenancy.State) error {
			n, err := a.Seal().Rotate(access.AsSystem(ctx, t.ID, "command line"), k.Fresh)
			total += n
			return err
		})
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(e.out, "%d data keys wrapped with %s\n", total, a.Seal().Current())
		return err
	})
}

package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"time"

	"comptoir/internal/app"
	"comptoir/internal/platform/config"
	"comptoir/internal/platform/pg/pglocal"
)

type serveCommand struct{}

// Run implements the command.
func (serveCommand) Run(e *env) error { return serve(e, nil) }

type demoCommand struct{}

// Run implements the command.
func (demoCommand) Run(e *env) error {
	e.config.Demo = true
	if e.config.LogLevel == "info" {
		e.config.LogLevel = "warn" // the terminal shows addresses and accounts, not requests
	}
	return serve(e, func(d *app.Database) error {
		began := time.Now()
		say := func(what string) { fmt.Fprintf(e.out, "%6.1f s  %s\n", time.Since(began).Seconds(), what) }
		return app.LoadDemo(e.ctx, e.config, d, app.Options{Version: version}, say)
	})
}

// serve opens the database, prepares it where it is the program's own, and works until the program is told to stop.
func serve(e *env, prepare func(*app.Database) error) error {
	return withDatabase(e, func(d *app.Database) error {
		if d.Embedded() {
			if err := d.Migrate(e.ctx); err != nil {
				return err
			}
		}
		l, err := listen(e.config)
		if err != nil {
			return err
		}
		defer func() { _ = l.Close() }()
		if prepare != nil {
			if err := prepare(d); err != nil {
				return err
			}
		}
		a, err := app.New(e.ctx, e.config, d, app.Options{Version: version, Alone: d.Embedded()})
		if err != nil {
			return err
		}
		ctx, cancel := context.WithCancelCause(e.ctx)
		defer cancel(nil)
		watch(ctx, d, cancel)
		if e.config.Pages() {
			greet(e, a)
		}
		err = a.Run(ctx, l)
		if cause := context.Cause(ctx); cause != nil && !errors.Is(cause, context.Canceled) {
			err = errors.Join(cause, err)
		}
		return errors.Join(err, a.Close())
	})
}

// watch ends the program when the embedded server dies under it: whoever supervises the program starts both again.
func watch(ctx context.Context, d *app.Database, stop context.CancelCauseFunc) {
	if !d.Embedded() {
		return
	}
	go func() {
		select {
		case <-ctx.Done():
		case <-d.Gone():
			stop(errors.New("the embedded PostgreSQL has stopped"))
		}
	}()
}

// listen takes the address, so that one already in use is said before anything is loaded. Roles without pages answer
// there too: whoever supervises them asks for their health and their figures.
func listen(c config.Config) (net.Listener, error) {
	l, err := net.Listen("tcp", c.Addr)
	if err != nil {
		return nil, fmt.Errorf("cannot serve on %s (COMPTOIR_ADDR, --addr): %w", c.Addr, err)
	}
	return l, nil
}

// withDatabase runs do with the database open, and stops an embedded one whatever happens.
func withDatabase(e *env, do func(*app.Database) error) (err error) {
	d, err := app.OpenDatabase(e.ctx, e.config, slog.Default(), false)
	if errors.Is(err, pglocal.ErrInUse) {
		return fmt.Errorf("another comptoir works in %s: stop it, or choose another folder (COMPTOIR_DATA)", e.config.Data)
	}
	if err != nil {
		return err
	}
	defer func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(e.ctx), 20*time.Second)
		defer cancel()
		err = errors.Join(err, d.Close(ctx))
	}()
	return do(d)
}

// greet prints where the businesses are, and in a demonstration how to get in.
func greet(e *env, a *app.App) {
	fmt.Fprintf(e.out, "\nComptoir %s serves on %s\n", version, e.config.Origin())
	for _, b := range a.Businesses(e.ctx) {
		fmt.Fprintf(e.out, "  %-12s %s/\n", b.Name, b.Address)
	}
	if e.config.Demo {
		fmt.Fprint(e.out, `
  accounts     admin@ manager@ staff@ owner@ guest@<business>.example, password comptoir-demo
  operator     operator@comptoir.example, password comptoir-demo, on `+e.config.Origin()+`/operator
  test cards   4242 4242 4242 4242 pays, 4000 0000 0000 0002 is declined (the payment page lists all)
  mailbox      `+e.config.Origin()+`/dev/mailbox
  API          `+e.config.Origin()+`/api/docs
  design       `+e.config.Origin()+`/design

Ctrl-C stops everything. The data stay; make demo-reset begins anew.
`)
	}
}

package main

import (
	"errors"
	"fmt"
	"net"
	"strings"
	"text/tabwriter"

	"comptoir/internal/app"
	"comptoir/internal/platform/pg"
)

type doctorCommand struct{}

// advice says how to mend what a check found.
var advice = map[string]string{
	"postgresql": "is the server running, and may comptoir_app connect? (COMPTOIR_DATABASE_URL)",
	"role":       "let the program work as comptoir_app: the role of COMPTOIR_DATABASE_URL could step around row-level security",
	"schema":     "run: comptoir migrate up",
	"files":      "is the folder or the bucket there, writable, with room left? (COMPTOIR_DATA, COMPTOIR_S3_…)",
	"redis":      "is the server running? Without it limits and cache work per process (COMPTOIR_REDIS_URL)",
	"mail":       "is the server reachable, are name and password right? Mails wait meanwhile (COMPTOIR_SMTP_…)",
	"address":    "another program uses it, or comptoir is running already (COMPTOIR_ADDR)",
}

// adviceFor is the advice for a check; those of payment providers bear the names of businesses.
func adviceFor(name string) string {
	if known, ok := advice[name]; ok {
		return known
	}
	return "may this machine call the provider, and are the keys right? (the desk, Payments, Providers)"
}

// Run implements the command.
func (doctorCommand) Run(e *env) error {
	w := tabwriter.NewWriter(e.out, 0, 0, 2, ' ', 0)
	sick := false
	tell := func(name string, err error) {
		if err == nil {
			fmt.Fprintf(w, "%s\tok\n", name)
			return
		}
		sick = true
		fmt.Fprintf(w, "%s\tFAILED\t%s\n\t\t→ %s\n", name, strings.ReplaceAll(err.Error(), "\n", " "), adviceFor(name))
	}
	fmt.Fprintln(w, "configuration\tok")
	l, err := net.Listen("tcp", e.config.Addr)
	if tell("address", err); err == nil {
		_ = l.Close()
	}
	err = withDatabase(e, func(d *app.Database) error {
		tell("schema", pending(e, d))
		tell("role", d.CheckRole(e.ctx))
		a, err := app.New(e.ctx, e.config, d, app.Options{Version: version})
		if err != nil {
			return err
		}
		for name, c := range a.Obs.Health.Ask(e.ctx).Components {
			tell(name, c.Err)
		}
		if err := a.CheckProviders(e.ctx, tell); err != nil {
			tell("payment providers", err)
		}
		if err := a.CheckSignatures(e.ctx, tell); err != nil {
			tell("signature providers", err)
		}
		return a.Close()
	})
	if err != nil {
		tell("postgresql", err)
	}
	if err := w.Flush(); err != nil {
		return err
	}
	if sick {
		return errSick
	}
	return nil
}

// pending says which migrations are missing.
func pending(e *env, d *app.Database) error {
	if d.OwnerURL == "" {
		return nil // done elsewhere; the first query would tell
	}
	steps, err := pg.Status(e.ctx, d.OwnerURL, app.Lines())
	if err != nil {
		return err
	}
	var missing []string
	for _, s := range steps {
		if !s.Applied {
			missing = append(missing, fmt.Sprintf("%s %d", s.Line, s.Version))
		}
	}
	if len(missing) > 0 {
		return errors.New("not applied: " + strings.Join(missing, ", "))
	}
	return nil
}

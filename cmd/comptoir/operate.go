package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"text/tabwriter"

	"comptoir/internal/app"
	"comptoir/internal/identity"
	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/contact"
	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/paging"
	"comptoir/internal/platform/pg"
	"comptoir/internal/tenancy"
)

type migrateCommand struct {
	Up     migrateUp     `cmd:"" help:"Apply what is missing."`
	Down   migrateDown   `cmd:"" help:"Take one line back to a version; its later data are lost."`
	Status migrateStatus `cmd:"" help:"List the steps and whether they are applied."`
}

type migrateUp struct{}

// Run implements the command.
func (migrateUp) Run(e *env) error {
	return withDatabase(e, func(d *app.Database) error {
		if err := d.Migrate(e.ctx); err != nil {
			return err
		}
		_, err := fmt.Fprintln(e.out, "the schema is up to date")
		return err
	})
}

type migrateDown struct {
	Line string `arg:"" help:"Name of the line, as status lists it."`
	To   int64  `required:"" help:"Version to go back to; 0 removes the line."`
}

// Run implements the command.
func (m migrateDown) Run(e *env) error {
	for _, line := range app.Lines() {
		if line.Name == m.Line {
			return withDatabase(e, func(d *app.Database) error { return pg.Down(e.ctx, d.OwnerURL, line, m.To) })
		}
	}
	return fmt.Errorf("no line of migrations is named %q; see comptoir migrate status", m.Line)
}

type migrateStatus struct{}

// Run implements the command.
func (migrateStatus) Run(e *env) error {
	return withDatabase(e, func(d *app.Database) error {
		steps, err := pg.Status(e.ctx, d.OwnerURL, app.Lines())
		if err != nil {
			return err
		}
		w := tabwriter.NewWriter(e.out, 0, 0, 2, ' ', 0)
		for _, s := range steps {
			state := "missing"
			if s.Applied {
				state = "applied " + s.At.UTC().Format("2006-01-02 15:04")
			}
			fmt.Fprintf(w, "%s\t%d\t%s\t%s\n", s.Line, s.Version, s.Name, state)
		}
		return w.Flush()
	})
}

type tenantCommand struct {
	Create  tenantCreate  `cmd:"" help:"Add a business."`
	List    tenantList    `cmd:"" help:"List the businesses."`
	Suspend tenantSuspend `cmd:"" help:"Close a business to its visitors and staff; nothing is lost."`
	Resume  tenantResume  `cmd:"" help:"Open a business that was suspended, or that is to be deleted."`
	Delete  tenantDelete  `cmd:"" help:"Close a business, and erase it after 30 days unless it is resumed."`
	Export  tenantExport  `cmd:"" help:"Write everything of a business into a ZIP file."`
}

type tenantCreate struct {
	Slug     string   `arg:"" help:"Short name, the first part of its address: 3 to 40 letters, digits and dashes."`
	Name     string   `required:"" help:"Name as guests read it."`
	Trade    []string `default:"stays" help:"What it practises: stays."`
	Language []string `default:"fr,en" help:"Languages it speaks, the first by default."`
	Currency string   `default:"EUR" help:"ISO 4217."`
	Zone     string   `default:"Europe/Paris" help:"IANA time zone."`
	Email    string   `help:"Address at which guests reach it."`
	Domain   []string `help:"Hosts of its own."`
	Plan     string   `default:"unlimited" enum:"discovery,starter,business,unlimited" help:"discovery, starter, business or unlimited."`
}

// Run implements the command.
func (t tenantCreate) Run(e *env) error {
	return operate(e, func(ctx context.Context, a *app.App) error {
		settings := tenancy.Settings{Name: t.Name, Languages: t.Language, DefaultLanguage: t.Language[0], Zone: t.Zone, Legal: tenancy.Legal{Name: t.Name, Email: contact.Email(t.Email)}}
		for _, trade := range t.Trade {
			settings.Trades = append(settings.Trades, tenancy.Trade(trade))
		}
		state, err := a.Contexts.Tenancy.CreateTenant(ctx, tenancy.CreateTenant{Slug: t.Slug, Currency: money.Currency(t.Currency), Domains: t.Domain, Plan: tenancy.Plan(t.Plan), Settings: settings})
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(e.out, "%s\t%s\t%s\n", state.ID, state.Slug, a.Contexts.Tenancy.Directory.Address(state))
		return err
	})
}

type tenantList struct{}

// Run implements the command.
func (tenantList) Run(e *env) error {
	return operate(e, func(ctx context.Context, a *app.App) error {
		w := tabwriter.NewWriter(e.out, 0, 0, 2, ' ', 0)
		err := eachTenant(ctx, a, func(t tenancy.State) error {
			_, err := fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\n", t.ID, t.Slug, t.Name, t.Status, t.Plan, a.Contexts.Tenancy.Directory.Address(t))
			return err
		})
		return errors.Join(err, w.Flush())
	})
}

// eachTenant calls do for every business, by short name.
func eachTenant(ctx context.Context, a *app.App, do func(tenancy.State) error) error {
	request := paging.Request{Limit: paging.MaxLimit}
	for {
		page, err := a.Contexts.Tenancy.ListTenants(ctx, tenancy.ListTenants{Request: request})
		if err != nil {
			return err
		}
		for _, t := range page.Items {
			if err := do(t); err != nil {
				return err
			}
		}
		if request.Cursor = page.Next; request.Cursor == "" {
			return nil
		}
	}
}

type userCommand struct {
	Create userCreate `cmd:"" help:"Add a person to a business. The password is read from standard input, unless a link to choose one shall be mailed."`
	Role   userRole   `cmd:"" help:"Give a role to a person."`
}

type userCreate struct {
	Tenant string   `required:"" help:"Short name or identifier of the business."`
	Email  string   `arg:"" help:"Address by which the person signs in."`
	Name   string   `help:"First and last name."`
	Role   []string `name:"roles" default:"customer" help:"customer, owner, staff, manager, administrator."`
	Invite bool     `help:"Mail a link to choose the password, instead of reading one."`
}

// Run implements the command.
func (u userCreate) Run(e *env) error {
	password := ""
	if !u.Invite {
		raw, err := io.ReadAll(io.LimitReader(os.Stdin, 4096))
		if err != nil {
			return err
		}
		if password = strings.TrimRight(string(raw), "\r\n"); password == "" {
			return errors.New("no password on standard input; give one, or --invite")
		}
	}
	return inTenant(e, u.Tenant, func(ctx context.Context, a *app.App) error {
		c := identity.CreateUser{Email: u.Email, Password: password, Confirmed: !u.Invite, Profile: identity.Profile{Name: u.Name, Locale: "fr"}}
		for _, r := range u.Role {
			c.Roles = append(c.Roles, identity.Role(r))
		}
		created, err := a.Contexts.Identity.CreateUser(ctx, c)
		if err != nil {
			return err
		}
		_, err = fmt.Fprintln(e.out, created.ID)
		return err
	})
}

type userRole struct {
	Tenant string `required:"" help:"Short name or identifier of the business."`
	Email  string `arg:"" help:"Address of the person."`
	Role   string `arg:"" help:"customer, owner, staff, manager, administrator, platform_administrator."`
}

// Run implements the command.
func (u userRole) Run(e *env) error {
	return inTenant(e, u.Tenant, func(ctx context.Context, a *app.App) error {
		_, err := a.Contexts.Identity.GrantRole(ctx, identity.GrantRole{Email: contact.Email(strings.ToLower(u.Email)), Role: identity.Role(u.Role)})
		return err
	})
}

// operate runs do with the whole program put together, as the operator at the command line.
func operate(e *env, do func(context.Context, *app.App) error) error {
	if e.config.LogLevel == "info" {
		e.config.LogLevel = "warn" // what the command prints is for scripts
	}
	return withDatabase(e, func(d *app.Database) error {
		if d.Embedded() {
			if err := d.Migrate(e.ctx); err != nil {
				return err
			}
		}
		a, err := app.New(e.ctx, e.config, d, app.Options{Version: version})
		if err != nil {
			return err
		}
		ctx := access.AsSystem(e.ctx, access.TenantID{}, "command line")
		return errors.Join(do(ctx, a), a.Close())
	})
}

// inTenant is operate for one business.
func inTenant(e *env, key string, do func(context.Context, *app.App) error) error {
	return operate(e, func(ctx context.Context, a *app.App) error {
		t, err := a.Contexts.Tenancy.Directory.ByKey(ctx, key)
		if err != nil {
			return fmt.Errorf("no business is named %q: %w", key, err)
		}
		return do(access.AsSystem(ctx, t.ID, "command line"), a)
	})
}

type openapiCommand struct {
	Format string `enum:"yaml,json" default:"yaml" help:"yaml or json."`
}

// Run implements the command.
func (o openapiCommand) Run(e *env) error {
	return operate(e, func(_ context.Context, a *app.App) error {
		document := a.API.YAML
		if o.Format == "json" {
			document = a.API.JSON
		}
		raw, err := document()
		if err != nil {
			return err
		}
		_, err = e.out.Write(raw)
		return err
	})
}

package main

import (
	"context"
	"fmt"
	"os"

	"comptoir/internal/app"
	"comptoir/internal/identity"
	"comptoir/internal/kernel/access"
	"comptoir/internal/tenancy"
)

type tenantSuspend struct {
	Tenant string `arg:"" help:"Short name or identifier of the business."`
	Reason string `required:"" help:"Why; it stays in the business's audit trail."`
}

// Run implements the command.
func (c tenantSuspend) Run(e *env) error {
	return onTenant(e, c.Tenant, func(ctx context.Context, a *app.App, t tenancy.State) (tenancy.State, error) {
		return a.Contexts.Tenancy.SuspendTenant(ctx, tenancy.SuspendTenant{Tenant: t.ID, Reason: c.Reason})
	})
}

type tenantResume struct {
	Tenant string `arg:"" help:"Short name or identifier of the business."`
}

// Run implements the command.
func (c tenantResume) Run(e *env) error {
	return onTenant(e, c.Tenant, func(ctx context.Context, a *app.App, t tenancy.State) (tenancy.State, error) {
		return a.Contexts.Tenancy.ResumeTenant(ctx, tenancy.ResumeTenant{Tenant: t.ID})
	})
}

type tenantDelete struct {
	Tenant string `arg:"" help:"Short name or identifier of the business."`
	Reason string `required:"" help:"Why; it stays in the business's audit trail."`
}

// Run implements the command.
func (c tenantDelete) Run(e *env) error {
	return onTenant(e, c.Tenant, func(ctx context.Context, a *app.App, t tenancy.State) (tenancy.State, error) {
		return a.Contexts.Tenancy.CloseTenant(ctx, tenancy.CloseTenant{Tenant: t.ID, Reason: c.Reason})
	})
}

// onTenant does one thing to a business as the operator, and prints how it stands.
func onTenant(e *env, key string, do func(context.Context, *app.App, tenancy.State) (tenancy.State, error)) error {
	return operate(e, func(ctx context.Context, a *app.App) error {
		t, err := a.Contexts.Tenancy.Directory.ByKey(ctx, key)
		if err != nil {
			return fmt.Errorf("no business is named %q: %w", key, err)
		}
		t, err = do(ctx, a, t)
		if err != nil {
			return err
		}
		line := fmt.Sprintf("%s\t%s", t.Slug, t.Status)
		if t.Status == tenancy.Closing {
			line += "\terased on " + t.EraseAt.Format("2006-01-02 15:04 MST")
		}
		_, err = fmt.Fprintln(e.out, line)
		return err
	})
}

type tenantExport struct {
	Tenant string `arg:"" help:"Short name or identifier of the business."`
	File   string `arg:"" type:"path" help:"ZIP file to write; it must not exist."`
}

// Run implements the command.
func (c tenantExport) Run(e *env) error {
	return inTenant(e, c.Tenant, func(ctx context.Context, a *app.App) (err error) {
		f, err := os.OpenFile(c.File, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600) // everything about the business's guests is in it
		if err != nil {
			return err
		}
		defer func() {
			if closed := f.Close(); err == nil {
				err = closed
			}
			if err != nil {
				_ = os.Remove(c.File)
			}
		}()
		if err = a.ExportTenant(ctx, f); err == nil {
			_, err = fmt.Fprintln(e.out, c.File)
		}
		return err
	})
}

type operatorCommand struct {
	Create operatorCreate `cmd:"" help:"Give somebody the operator's console; makes the operator's house the first time."`
}

type operatorCreate struct {
	Email string `arg:"" help:"Address by which the person signs in; a link to choose the password is mailed there."`
	Name  string `help:"First and last name."`
}

// Run implements the command.
func (c operatorCreate) Run(e *env) error {
	return operate(e, func(ctx context.Context, a *app.App) error {
		house, err := a.Contexts.Tenancy.FoundOperator(ctx, tenancy.FoundOperator{})
		if err != nil {
			return err
		}
		_, err = a.Contexts.Identity.CreateUser(access.AsSystem(ctx, house.ID, "command line"), identity.CreateUser{Email: c.Email,
			Roles: []identity.Role{identity.PlatformAdministrator}, Profile: identity.Profile{Name: c.Name, Locale: "fr"}})
		if err != nil {
			return err
		}
		_, err = fmt.Fprintln(e.out, a.Contexts.Tenancy.Directory.Address(house)+"/operator")
		return err
	})
}

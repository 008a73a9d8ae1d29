package app

import (
	"context"
	"errors"
	"time"

	"comptoir/internal/identity"
	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/contact"
	"comptoir/internal/kernel/money"
	"comptoir/internal/tenancy"
)

// demoOperator is the account of the operator's own people in the demonstration.
const demoOperator contact.Email = "operator@comptoir.example"

// foundFleet makes the operator's house with its account, and a third business on the smallest plan, which has not paid:
// what the console is for. Each is made once; what was changed since is left alone.
func foundFleet(ctx context.Context, on *lane, now time.Time) error {
	on.clock.Set(now.Add(-40 * 24 * time.Hour))
	operator := access.AsSystem(ctx, access.TenantID{}, "demo")
	house, err := on.do.Tenancy.FoundOperator(operator, tenancy.FoundOperator{})
	if err != nil {
		return err
	}
	_, err = on.do.Identity.CreateUser(access.AsSystem(ctx, house.ID, "demo"), identity.CreateUser{Email: string(demoOperator), Password: demoPassword,
		Roles: []identity.Role{identity.PlatformAdministrator}, Confirmed: true, Profile: identity.Profile{Name: "Camille Aubry", Locale: "fr"}})
	if err != nil && !errors.Is(err, identity.ErrEmailTaken) {
		return err
	}
	third, err := on.do.Tenancy.CreateTenant(operator, tenancy.CreateTenant{Slug: "vignes", Currency: money.EUR, Plan: tenancy.Discovery, Settings: tenancy.Settings{
		Name: "Gîtes des Vignes", Trades: []tenancy.Trade{tenancy.Stays}, Languages: []string{"fr", "en"}, DefaultLanguage: "fr", Zone: "Europe/Paris",
		Branding: tenancy.Branding{Accent: "#7a2e2e", Tagline: "Trois gîtes au pied des coteaux"}}})
	if errors.Is(err, tenancy.ErrSlugTaken) {
		return nil
	}
	if err != nil {
		return err
	}
	_, err = on.do.Identity.CreateUser(access.AsSystem(ctx, third.ID, "demo"), identity.CreateUser{Email: "admin@vignes.example", Password: demoPassword,
		Roles: []identity.Role{identity.Administrator}, Confirmed: true, Profile: identity.Profile{Name: "Pascale Morin", Locale: "fr"}})
	if err != nil {
		return err
	}
	on.clock.Set(now.Add(-3 * 24 * time.Hour))
	_, err = on.do.Tenancy.SuspendTenant(operator, tenancy.SuspendTenant{Tenant: third.ID, Reason: "Facture de septembre impayée"})
	return err
}

package tenancy

import (
	"context"
	"errors"

	"comptoir/internal/kernel/access"
	"comptoir/internal/kernel/fault"
	"comptoir/internal/kernel/ident"
	"comptoir/internal/kernel/money"
	"comptoir/internal/kernel/paging"
)

// OperatorSlug is the short name of the operator's own house: a tenant like any other as far as the walls between tenants
// go, so that every person belongs to one tenant, and the only one in which a role of the platform has power.
const OperatorSlug = "operator"

// ErrNotOperator refuses the installation's own commands to people of a business, whatever role they were given.
var ErrNotOperator = access.ErrForbidden

// operatorOnly refuses persons who are not of the operator's house. Programs have proved themselves otherwise.
func (t *Tenancy) operatorOnly(ctx context.Context) error {
	a := access.From(ctx)
	if a.Kind == access.System {
		return nil
	}
	house, err := t.store.BySlug(ctx, OperatorSlug)
	switch {
	case errors.Is(err, ErrUnknown):
		return ErrNotOperator
	case err != nil:
		return err
	case a.Kind != access.Person || a.Tenant != house.ID || !a.Impersonator.IsZero():
		return ErrNotOperator
	}
	return nil
}

// FoundOperator makes the operator's house, once; asked again it returns the one that is there.
type FoundOperator struct {
	Name string // "Comptoir" when empty
	Zone string // "Europe/Paris" when empty
}

// Needs implements access.Guarded.
func (FoundOperator) Needs() access.Permission { return PermProgram }

func (t *Tenancy) foundOperator(ctx context.Context, c FoundOperator) (State, error) {
	house, err := t.store.BySlug(ctx, OperatorSlug)
	if !errors.Is(err, ErrUnknown) {
		return house, err
	}
	name, zone := c.Name, c.Zone
	if name == "" {
		name = "Comptoir"
	}
	if zone == "" {
		zone = "Europe/Paris"
	}
	now := t.now()
	x := &Tenant{s: State{ID: ident.Next[access.Tenant](t.ids), Slug: OperatorSlug, Currency: money.EUR, Status: Active, Plan: Unlimited, CreatedAt: now, UpdatedAt: now}}
	var check fault.Check
	applySettings(&check, &x.s, Settings{Name: name, Languages: []string{"fr", "en"}, DefaultLanguage: "fr", Zone: zone})
	if err := check.Err(); err != nil {
		return State{}, err
	}
	err = t.store.Write(forTenant(ctx, x.s.ID), func(ctx context.Context, tx Tx) error {
		fresh := *x
		if err := tx.Save(ctx, &fresh); err != nil {
			return err
		}
		house = fresh.State()
		return nil
	})
	if errors.Is(err, ErrSlugTaken) { // somebody else was first
		return t.store.BySlug(ctx, OperatorSlug)
	}
	return house, err
}

// InspectTenant shows the operator one business: what it is and what it uses, and nothing of what it does.
type InspectTenant struct{ Tenant access.TenantID }

// Needs implements access.Guarded.
func (InspectTenant) Needs() access.Permission { return PermListTenants }

// Dossier is what the operator sees of a business.
type Dossier struct {
	State     State
	Allowance Limits
	Usage     Usage
	Claims    []Claim
	Supports  []Support
	Exports   []Export
}

func (t *Tenancy) inspect(ctx context.Context, q InspectTenant) (Dossier, error) {
	if err := t.operatorOnly(ctx); err != nil {
		return Dossier{}, err
	}
	s, err := t.store.ByID(ctx, q.Tenant)
	if err != nil {
		return Dossier{}, err
	}
	return t.dossier(forTenant(ctx, s.ID), s)
}

func (t *Tenancy) dossier(ctx context.Context, s State) (d Dossier, err error) {
	d = Dossier{State: s, Allowance: s.Allowance()}
	if d.Usage, err = t.usage(ctx, s); err != nil {
		return d, err
	}
	if d.Claims, err = t.store.Claims(ctx); err != nil {
		return d, err
	}
	if d.Supports, err = t.store.Supports(ctx, 20); err != nil {
		return d, err
	}
	d.Exports, err = t.store.Exports(ctx, 10)
	return d, err
}

// Inside asks for the same about the business for which ctx acts: for its own administrator.
type Inside struct{}

// Needs implements access.Guarded.
func (Inside) Needs() access.Permission { return PermUpdateSettings }

func (t *Tenancy) inside(ctx context.Context, _ Inside) (Dossier, error) {
	s, err := t.store.ByID(ctx, access.TenantOf(ctx))
	if err != nil {
		return Dossier{}, err
	}
	return t.dossier(ctx, s)
}

// SurveyTenants lists the businesses with what they use, for the operator's console.
type SurveyTenants struct {
	Query TenantQuery
	Page  paging.Request
}

// TenantQuery narrows the list; zero fields do not.
type TenantQuery struct {
	Text   string // in the short name, the name, or a host
	Status Status
	Plan   Plan
}

// Needs implements access.Guarded.
func (SurveyTenants) Needs() access.Permission { return PermListTenants }

// Surveyed is one line of the console's list.
type Surveyed struct {
	State     State
	Allowance Limits
	Usage     Usage
}

func (t *Tenancy) survey(ctx context.Context, q SurveyTenants) (paging.Page[Surveyed], error) {
	none := paging.Page[Surveyed]{}
	if err := t.operatorOnly(ctx); err != nil {
		return none, err
	}
	var check fault.Check
	q.Query.Text = line(&check, "q", q.Query.Text, 0, 100)
	if err := check.Err(); err != nil {
		return none, err
	}
	var after string
	if _, err := paging.Decode(q.Page.Cursor, "slug", &after); err != nil {
		return none, err
	}
	states, err := t.store.Find(ctx, q.Query, after, q.Page.Size()+1)
	if err != nil {
		return none, err
	}
	page := paging.Cut(states, q.Page.Size(), func(last State) string { return paging.Encode("slug", last.Slug) })
	out := paging.Page[Surveyed]{Next: page.Next, Items: make([]Surveyed, 0, len(page.Items))}
	for _, s := range page.Items {
		u, err := t.usage(forTenant(ctx, s.ID), s)
		if err != nil {
			return none, err
		}
		out.Items = append(out.Items, Surveyed{State: s, Allowance: s.Allowance(), Usage: u})
	}
	return out, nil
}
